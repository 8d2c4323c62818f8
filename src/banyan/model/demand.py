"""What command asks of allocate, and what it gets back: who goes where, and what nobody goes to, with the reason."""

from msgspec import Struct

from banyan.model.ids import CaseId, CrewId, PlaceId, TaskId
from banyan.model.level import Level
from banyan.model.text import Said
from banyan.model.time import Instant


class Demand(Struct, frozen=True):
    """One task that waits for a crew. `position` is (longitude, latitude); None where the city declares none."""

    task: TaskId
    case: CaseId
    place: PlaceId
    action: str
    level: Level
    since: Instant
    position: tuple[float, float] | None = None
    skill: str | None = None


class Assignment(Struct, frozen=True):
    """A crew for a task: `km` along the road as reckoned, `minutes` of travel, `expected_at` the arrival."""

    task: TaskId
    place: PlaceId
    crew: CrewId
    expected_at: Instant
    km: float
    minutes: float


class Unserved(Struct, frozen=True):
    """A task that nobody can go to now, and why."""

    task: TaskId
    why: Said


class Plan(Struct, frozen=True):
    """Every demand is in exactly one of the two."""

    assignments: tuple[Assignment, ...] = ()
    unserved: tuple[Unserved, ...] = ()
