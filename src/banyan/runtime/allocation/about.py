"""What the newest answer was about: what has to change before anybody is asked again."""

from msgspec import Struct, field

from banyan.model.demand import Allocation, Demand, Hand
from banyan.model.ids import CrewId, PlaceId, TaskId
from banyan.model.level import Level

STEP_M = 0.05        # water, read or expected, that has changed by so much asks anew


class Of(Struct, frozen=True):
    """One task: who has it, how grave it is, how deep the water there is or will be (m), whether it was looked at."""

    crew: CrewId | None
    level: Level
    deep_m: float
    looked: bool = False


class About(Struct, frozen=True):
    """As it is once the answer has been followed. `failed`: there was none, so nearest-first serves."""

    tasks: dict[TaskId, Of] = field(default_factory=dict)
    crews: dict[CrewId, TaskId | None] = field(default_factory=dict)
    closed: tuple[PlaceId, ...] = ()
    failed: bool = False


def about(demands: tuple[Demand, ...], hands: tuple[Hand, ...], closed: tuple[PlaceId, ...]) -> About:
    tasks = {d.task: Of(d.crew, d.level, max(d.depth_m or 0.0, d.expected_m or 0.0), d.looked) for d in demands}
    return About(tasks, {hand.crew: hand.task for hand in hands}, closed)


def followed(allocation: Allocation) -> About:
    """What holds when every task has the crew that the plan gives it. Where it turns out otherwise, that is news."""
    asked = about(allocation.demands, allocation.hands, allocation.closed)
    if allocation.error is not None:
        return About(asked.tasks, asked.crews, asked.closed, failed=True)
    given = {a.task: a.crew for a in allocation.plan.assignments}
    goes = {crew: task for task, crew in given.items()}
    tasks = {t: Of(given.get(t, of.crew if of.crew not in goes else None), of.level, of.deep_m, of.looked)
             for t, of in asked.tasks.items() if not (of.looked and of.crew in goes and t not in given)}
    crews = {c: goes.get(c, held if held is not None and held not in given else None)
             for c, held in asked.crews.items()}
    return About(tasks, crews, asked.closed)


def news(before: About, now: About) -> tuple[str, ...]:
    """Why to ask: task, crew, level, water, roads; () where nothing has changed that a plan depends on."""
    both = [(before.tasks[t], of) for t, of in now.tasks.items() if t in before.tasks]
    found = {
        "task": before.tasks.keys() != now.tasks.keys() or any(was.crew != of.crew for was, of in both),
        "crew": before.crews != now.crews or any(was.looked != of.looked for was, of in both),
        "level": any(was.level is not of.level for was, of in both),
        "water": any(round(abs(was.deep_m - of.deep_m), 3) >= STEP_M for was, of in both),
        "roads": before.closed != now.closed,
    }
    return tuple(why for why, so in found.items() if so)
