"""The loop's part of looking ahead: is there a question, and what may it know?"""

from collections.abc import Sequence

from msgspec.structs import replace

from banyan.command.memory import Memory as CommandMemory
from banyan.control.memory import Memory as ControlMemory
from banyan.control.watch import Look, watch
from banyan.measure import rainfall
from banyan.model.case import CrewStatus, TaskStatus
from banyan.model.city import City
from banyan.model.record import Record
from banyan.model.situation import Situation
from banyan.model.time import Instant, minutes

SET_UP = minutes(3)      # from arrival to a running pump
_COMING = (TaskStatus.TRAVELLING, TaskStatus.ON_SITE)


def look_on(
    look: Look, seen: Situation, control: ControlMemory, command: CommandMemory, rain: rainfall.Fallen,
    results: Sequence[Record],
) -> Look:  # fmt: skip
    """After a tick: what is asked now, if anything, with everything a tick later would no longer tell alike."""
    answered = any(rec.kind == "estimate" for rec in results)
    known = replace(seen, devices=control.devices)
    return watch(look, known, control.started_at, control.controller, lambda: rainfall.quarters(rain),
                 lambda: working(seen.city, command, seen.now), answered)


def working(city: City, command: CommandMemory, now: Instant) -> list[tuple[str, Instant]]:
    """Mobile pump positions, and from when on each runs: those that crews work now, and those crews are on the way to.
    """
    positions = {place.id: place.pump_position for place in city.places if place.pump_position is not None}
    found: dict[str, Instant] = {}
    for crew in command.crews.values():
        if crew.status is CrewStatus.WORKING and crew.place in positions:
            found[positions[crew.place]] = now
    for task in command.tasks.values():
        if task.status in _COMING and task.action == "mobile-pump" and task.place in positions:
            arrives = task.arrived_at or task.expected_at or now
            found.setdefault(positions[task.place], max(now, arrives + SET_UP))
    return sorted(found.items())
