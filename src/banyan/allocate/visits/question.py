"""The question that rounds answer: who has to be gone to, who can go, and how far it is between all of them."""

import math
from collections.abc import Callable, Iterable, Mapping

from banyan.allocate.nearest import haversine_km, stands
from banyan.allocate.shifts import left_min
from banyan.model.case import Crew, CrewState
from banyan.model.demand import Point
from banyan.model.ids import CrewId
from banyan.model.time import Instant
from banyan.model.visit import Visit, VisitQuestion, VisitWeights, Walker

Metres = Callable[[Point, Point], int | None]
DETOUR = 1.4         # of streets over the straight line, where no roads are known (as a crew's own detour)


def straight(begin: Point, end: Point) -> int:
    """Whole metres along the straight line, times the detour."""
    return math.ceil(haversine_km(begin, end) * DETOUR * 1000)


def question(
    visits: Iterable[Visit], walkers: Iterable[Walker], now: Instant, metres: Metres = straight,
    weights: VisitWeights | None = None,
) -> VisitQuestion:  # fmt: skip
    """Everything side by side, sorted. `metres` measures one way between two points; None: there is none."""
    asked = tuple(sorted(visits, key=lambda v: v.case))
    there = tuple(sorted(walkers, key=lambda w: w.crew))
    points = [*(w.at for w in there), *(v.position for v in asked)]
    rows = tuple(tuple(_between(a, b, metres) for b in points) for a in points)
    return VisitQuestion(now, asked, there, rows, weights or VisitWeights())


def walkers(crews: Iterable[Crew], states: Mapping[CrewId, CrewState], now: Instant, timezone: str) -> list[Walker]:
    """The crews that rounds may count on: on duty, moving, and without a task. A crew that never spoke is at home."""
    found = []
    for crew in crews:
        state, left = states.get(crew.id), left_min(crew, now, timezone)
        if (state is not None and state.task is not None) or crew.speed_kmh <= 0 or left == 0:
            continue
        left_s = None if left is None else math.floor(left * 60)
        speed = math.floor(crew.speed_kmh * 1000)
        found.append(Walker(crew.id, stands(crew, state), speed, crew.skills, crew.equipment, 0, left_s))
    return found


def able(walker: Walker, visit: Visit) -> bool:
    """They have the skill and bring what it needs, and they move."""
    skilled = visit.skill is None or visit.skill in walker.skills
    return skilled and all(thing in walker.equipment for thing in visit.equipment) and walker.speed_mh > 0


def _between(begin: Point | None, end: Point | None, metres: Metres) -> int | None:
    if begin is None or end is None:
        return None
    return 0 if begin == end else metres(begin, end)
