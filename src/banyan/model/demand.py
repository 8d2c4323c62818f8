"""What command asks of allocate, and what it gets back: who goes where, and what nobody goes to, with the reason."""

from msgspec import Struct, field

from banyan.model.case import TaskStatus
from banyan.model.ids import CaseId, CrewId, PlaceId, TaskId
from banyan.model.level import Level
from banyan.model.text import Said
from banyan.model.time import Instant

Point = tuple[float, float]      # longitude, latitude in degrees (WGS 84)


class Demand(Struct, frozen=True):
    """One task that asks for a crew. `position` is None where the city declares none.

    `depth_m` is the water at the place as read, `expected_m` the deepest that the newest look ahead expects within two
    hours; None: not known. `crew` has the task now, and `status` says whether it is on its way or there. `looked`: it
    was to look, and has: it may go where it can do more, and nobody else has to come.
    """

    task: TaskId
    case: CaseId
    place: PlaceId
    action: str
    level: Level
    since: Instant
    position: Point | None = None
    skill: str | None = None
    equipment: tuple[str, ...] = ()
    people: int = 0
    depth_m: float | None = None
    expected_m: float | None = None
    crew: CrewId | None = None
    status: TaskStatus = TaskStatus.WAITING
    looked: bool = False


class Assignment(Struct, frozen=True):
    """A crew for a task: `km` of way, `minutes` of travel, `expected_at` the arrival, `path` the way.

    A crew that keeps the task it has comes with 0 km and no path.
    """

    task: TaskId
    place: PlaceId
    crew: CrewId
    expected_at: Instant
    km: float
    minutes: float
    path: tuple[Point, ...] = ()


class Unserved(Struct, frozen=True):
    """A task that nobody can go to now, and why."""

    task: TaskId
    why: Said


class Plan(Struct, frozen=True):
    """Every demand is in exactly one of the two."""

    assignments: tuple[Assignment, ...] = ()
    unserved: tuple[Unserved, ...] = ()


class Way(Struct, frozen=True):
    """How a crew gets to a place: along `path`, from where it is to the place itself."""

    km: float
    minutes: float
    path: tuple[Point, ...] = ()


class Hand(Struct, frozen=True):
    """A crew that a plan may count on. `left_min` is what is left of its shift, None where it has no end.

    `task` is what it has now; a crew whose shift is over (0 minutes left) may finish that, and takes nothing new.
    """

    crew: CrewId
    skills: tuple[str, ...]
    equipment: tuple[str, ...]
    at: Point
    left_min: float | None = None
    task: TaskId | None = None


class Weights(Struct, frozen=True):
    """What a plan is judged by. Its worth is in person-minutes: one person spared one minute of water 0.30 m deep.

    A served place spares, from the crew's arrival to the horizon (or the end of its shift), people x depth / 0.30 m x
    minutes, times the share of what the crew does there. From that go the kilometres driven, and for each task taken
    from a crew so many minutes of that task's own water: few while it is on its way, more once it is there. A served
    place counts one person-minute at least: late is better than never.
    """

    horizon_min: float = 120.0
    reference_m: float = 0.30
    people_unsaid: int = 100         # where the city declares nobody at risk
    look_share: float = 0.25         # a crew without a pump closes the road and warns people
    per_km: float = 50.0
    turn_min: float = 5.0            # a crew under way is turned round only for more than this
    leave_min: float = 20.0          # a crew that is there is taken away only for more than this


class Question(Struct, frozen=True):
    """Everything a plan depends on. `minutes` and `km` have a row for each demand and a column for each hand.

    None: that crew can't do it (skill, equipment, shift), or no road is open. Demands are sorted by task, hands by
    crew.
    """

    at: Instant
    demands: tuple[Demand, ...]
    hands: tuple[Hand, ...]
    minutes: tuple[tuple[float | None, ...], ...]
    km: tuple[tuple[float | None, ...], ...]
    closed: tuple[PlaceId, ...] = ()          # where water closes the roads around
    weights: Weights = field(default_factory=Weights)


class Allocation(Struct, frozen=True, kw_only=True):
    """A plan with what it was made of, in person-minutes. `bound`: no plan can be worth more, as the solver proved.

    `gap` is (bound - worth) / bound. `minutes` is left empty where the table is larger than a record should be; its
    digest is always there. `because` says what had changed.
    """

    id: str
    asked_at: Instant
    demands: tuple[Demand, ...]
    hands: tuple[Hand, ...]
    closed: tuple[PlaceId, ...]
    minutes: tuple[tuple[float | None, ...], ...]
    digest: str
    weights: Weights
    plan: Plan
    worth: float = 0.0
    nearest: float = 0.0             # what nearest-first would have been worth
    bound: float = 0.0
    gap: float = 0.0
    status: str = "none"             # optimal | feasible | nearest-first | none
    because: tuple[str, ...] = ()
    error: str | None = None         # why there is no plan: then nearest-first goes on alone
