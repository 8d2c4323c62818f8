"""Control's one entry: proposal → approval → actuation → read-back, for one tick."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from banyan.control import execution, proposals
from banyan.control.memory import Desk, Memory, Stop
from banyan.model.alert import Transition
from banyan.model.authority import Refused, authorize
from banyan.model.city import City
from banyan.model.device import Kind
from banyan.model.ids import StreamId
from banyan.model.intent import Action, Intent
from banyan.model.observation import Latest
from banyan.model.ports import Notice
from banyan.model.record import Record
from banyan.model.situation import Controller, Situation

OURS = (Action.APPROVE, Action.REFUSE, Action.PROPOSE, Action.STOP, Action.RELEASE)


class Controlled(Struct, frozen=True):
    """What one tick gave. `answers`: intent id → record id of what it did; `refused`: intent id → why not."""

    memory: Memory
    records: tuple[Record, ...] = ()
    notices: tuple[Notice, ...] = ()
    transitions: tuple[Transition, ...] = ()
    answers: dict[str, str] = {}
    refused: dict[str, str] = {}
    controller_fault: str | None = None


def run(
    seen: Situation,
    memory: Memory,
    advanced: Mapping[StreamId, Latest],
    intents: Sequence[Intent],
    controller: Controller | None,
    advisory: bool = False,
) -> Controlled:
    """One tick. `advanced` holds the streams with a new reading; `controller` is None when nobody may propose.

    `advisory`: nobody obeys. Proposals are made and people may decide on them, but standing authority isn't applied and
    no order leaves.
    """
    desk = Desk(memory, seen.now)
    execution.read_back(desk, seen.city, advanced, seen)
    execution.keep_safe(desk, seen)
    proposals.expire(desk)
    answers, refused = _hear(desk, seen, intents)
    fault = None
    if desk.stop is None or not desk.stop.pulled:
        if controller is not None:
            try:
                proposals.ask(desk, controller, _now_known(seen, desk))
            except Exception as e:  # noqa: BLE001  a controller that raises goes out of service; the core goes on
                fault = f"{type(e).__name__}: {e}"
        if not advisory:
            proposals.approve_standing(desk, seen.city)
    if not advisory:
        execution.execute(desk, seen)
    _forget(desk)
    notices = () if advisory else tuple(desk.notices)
    return Controlled(
        desk.memory(), tuple(desk.records), notices, tuple(desk.transitions), answers, refused, fault
    )


def _now_known(seen: Situation, desk: Desk) -> Situation:
    return replace(seen, devices=desk.devices)


def _hear(desk: Desk, seen: Situation, intents: Sequence[Intent]) -> tuple[dict[str, str], dict[str, str]]:
    answers: dict[str, str] = {}
    refused: dict[str, str] = {}
    for intent in intents:
        if intent.action not in OURS:
            continue
        try:
            if intent.action in (Action.STOP, Action.RELEASE):
                answers[intent.id] = _stop(desk, seen.city, intent)
            elif intent.action is Action.PROPOSE:
                answers[intent.id] = proposals.propose(desk, seen, intent)
            else:
                answers[intent.id] = proposals.decide(desk, seen.city.authority, intent)
        except Refused as e:
            refused[intent.id] = str(e)
    return answers, refused


def _stop(desk: Desk, city: City, intent: Intent) -> str:
    """Pull or release. Pulling twice changes nothing; the gates hold, the pumps go back to their floats."""
    authorize(city.authority, intent.by, intent.action)
    pulled = desk.stop is not None and desk.stop.pulled
    if intent.action is Action.RELEASE:
        if not pulled or desk.stop is None:
            raise Refused("the emergency stop is not pulled: nothing to release")
        desk.stop = Stop(desk.stop.id, False, str(intent.by), desk.now)
        return desk.write("stop", str(intent.by), desk.stop, ("asked-by", f"intent/{intent.id}")).id
    if pulled:
        raise Refused("the emergency stop is pulled already")
    desk.stop = Stop(f"S-{desk.number('stop'):04d}", True, str(intent.by), desk.now)
    rec = desk.write("stop", str(intent.by), desk.stop, ("asked-by", f"intent/{intent.id}"))
    proposals.expire_all(desk, desk.stop.id)
    for device in city.devices:
        state = desk.devices[device.id]
        kept = 0.0 if device.kind is Kind.PUMP else state.ordered
        stopped = desk.now if device.kind is Kind.PUMP and state.ordered > 0 else state.stopped_since
        desk.declare(device.id, ("stopped-by", desk.stop.id), target=kept, ordered=kept, proposal=None, approval=None,
                     running_since=None, stopped_since=stopped)
        desk.unconfirmed.pop(device.id, None)
    desk.notices = [n for n in desk.notices if "order" not in n.body]
    desk.notices.append(_stop_notice(desk.stop))
    return rec.id


def _stop_notice(stop: Stop) -> Notice:
    return Notice(stop.id, "plant", {"stop": stop.id})


def _forget(desk: Desk) -> None:
    """Approved proposals that no device follows any more need not be remembered."""
    followed = {state.proposal for state in desk.devices.values()}
    desk.approved = {pid: p for pid, p in desk.approved.items() if pid in followed}
