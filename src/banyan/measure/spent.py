"""What a storm's work took: hours of crews, travel of gates, starts of pumps, from orders and reports themselves."""

from datetime import timedelta

from msgspec import Struct

from banyan.measure.history import History
from banyan.model.case import CrewState, CrewStatus, Task
from banyan.model.device import Device, Kind
from banyan.model.ids import CrewId, DeviceId
from banyan.model.order import Actuation, Outcome
from banyan.model.time import Instant

ZERO = timedelta(0)


class CrewHours(Struct, frozen=True):
    """`away`: from setting out to being home again (or to the end, where it isn't); `on_site` of that."""

    crew: CrewId
    trips: int
    away: timedelta
    on_site: timedelta
    records: tuple[str, ...]


class Moved(Struct, frozen=True):
    """What was ordered of one device and left: % of travel, or starts of a pump on our order (not by its float)."""

    device: DeviceId
    kind: Kind
    orders: int
    travel: float
    starts: int
    records: tuple[str, ...]


def crew_hours(history: History, ends: Instant) -> list[CrewHours]:
    """Every crew that left home, by id."""
    trips: dict[CrewId, list[tuple[Instant, Instant | None]]] = {}
    records: dict[CrewId, list[str]] = {}
    for rec, crew in history.read("crew", CrewState):
        mine = trips.setdefault(crew.id, [])
        away = crew.status is not CrewStatus.HOME
        if away and (not mine or mine[-1][1] is not None):
            mine.append((crew.at, None))
        elif not away and mine and mine[-1][1] is None:
            mine[-1] = (mine[-1][0], crew.at)
        if mine:
            records.setdefault(crew.id, []).append(str(rec.id))
    sites = _on_site(history, ends)
    return [
        CrewHours(crew, len(mine), sum(((back or ends) - left for left, back in mine), ZERO), sites.get(crew, ZERO),
                  tuple(records[crew]))
        for crew, mine in sorted(trips.items()) if mine
    ]


def _on_site(history: History, ends: Instant) -> dict[CrewId, timedelta]:
    found: dict[CrewId, timedelta] = {}
    for rec, task in history.last("task", Task).values():
        if task.crew is not None and task.arrived_at is not None:
            # A recalled crew's task ends with its last record.
            left = task.done_at or (rec.at if str(task.status) == "recalled" else ends)
            found[task.crew] = found.get(task.crew, ZERO) + (left - task.arrived_at)
    return found


def moved(history: History, devices: tuple[Device, ...]) -> list[Moved]:
    """Every device of the city, in its order."""
    orders: dict[DeviceId, list[tuple[str, Actuation]]] = {}
    for rec, order in history.read("actuation", Actuation):
        if order.outcome is Outcome.PASS:
            orders.setdefault(order.device, []).append((str(rec.id), order))
    found = []
    for device in devices:
        mine = orders.get(device.id, [])
        travel = sum(abs(o.setting - o.previous) for _, o in mine) if device.kind is Kind.GATE else 0.0
        starts = sum(o.setting > o.previous for _, o in mine) if device.kind is Kind.PUMP else 0
        found.append(Moved(device.id, device.kind, len(mine), travel, starts, tuple(rid for rid, _ in mine)))
    return found
