"""What a changed declaration, or a changed mode, does to what control remembers."""

from banyan.control import proposals
from banyan.control.memory import Desk, Memory
from banyan.control.run import Controlled
from banyan.model.city import City
from banyan.model.ports import Notice
from banyan.model.situation import DeviceState
from banyan.model.time import Instant


def reconcile(city: City, memory: Memory, now: Instant, cause: str) -> Controlled:
    """The city declares other things than before. `cause` is the record that says so.

    A new device stands at its initial setting, one that is gone is forgotten. Every open question is off the table: it
    was asked under the old declaration, and the controller, whose memory begins anew, asks again.
    """
    desk = Desk(memory, now)
    proposals.expire_all(desk, cause)
    declared = [device.id for device in city.devices]
    for gone in [device for device in desk.devices if device not in declared]:
        del desk.devices[gone]
        for shelf in (desk.begun, desk.refused, desk.unconfirmed):
            shelf.pop(gone, None)
    for d in city.devices:
        if d.id not in desk.devices:
            desk.devices[d.id] = DeviceState(d.id, ordered=d.initial, ordered_at=now, target=d.initial)
    desk.controller, desk.asked_at = None, None
    return Controlled(desk.memory(), tuple(desk.records))


def switch(city: City, memory: Memory, now: Instant, advisory: bool, cause: str) -> Controlled:
    """Orders begin or cease to leave. Nothing that was approved in the other mode is carried over.

    Who switches on while the emergency stop is pulled finds machines that haven't heard of it: they are told.
    """
    desk = Desk(memory, now)
    proposals.expire_all(desk, cause)
    for device in city.devices:
        state = desk.devices[device.id]
        if not state.safe and state.target != state.ordered:
            desk.declare(device.id, ("switched-by", cause), target=state.ordered, proposal=None, approval=None)
    if not advisory and desk.stop is not None and desk.stop.pulled:
        desk.notices.append(Notice(f"{desk.stop.id}/{cause}", "plant", {"stop": desk.stop.id}))
    return Controlled(desk.memory(), tuple(desk.records), tuple(desk.notices))
