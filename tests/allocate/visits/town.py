"""Small towns for rounds: a street on which a kilometre takes a minute, and seeded towns."""

import random
from datetime import timedelta
from itertools import permutations, product

from banyan.allocate.visits.question import question
from banyan.model.demand import Point
from banyan.model.ids import CaseId, CrewId
from banyan.model.visit import Visit, VisitQuestion, VisitWeights, Walker
from tests.allocate.small_town import NOW

HOUR = 3600


def along(begin: Point, end: Point) -> int:
    """On the street a point is its kilometre."""
    return round(abs(begin[0] - end[0]) * 1000)


def visit(
    name: str, km: float, due_min: float | None = None, *, age_min: float = 0, service_min: float = 10,
    skill: str | None = None, weight: int = 1,
) -> Visit:  # fmt: skip
    due = None if due_min is None else round(due_min * 60)
    return Visit(CaseId(name), NOW - timedelta(minutes=age_min), round(service_min * 60), due, (km, 0.0), skill,
                 (), weight)  # fmt: skip


def walker(name: str, km: float, *, skills: tuple[str, ...] = (), left_min: float | None = None) -> Walker:
    """60 km/h."""
    return Walker(CrewId(name), (km, 0.0), 60_000, skills, (), 0, None if left_min is None else round(left_min * 60))


def ask(visits: list[Visit], walkers: list[Walker], weights: VisitWeights | None = None) -> VisitQuestion:
    return question(visits, walkers, NOW, along, weights)


def drawn(seed: int, visits: int, walkers: int) -> VisitQuestion:
    """A town of 8 km by 8 km on a working day: cases are owed within one to seven hours, some nearly overdue."""
    draw = random.Random(seed)  # noqa: S311  towns for tests
    kinds = ("drain", "lamp", "road")

    def spot() -> Point:
        return (draw.uniform(119.25, 119.33), draw.uniform(26.03, 26.10))

    asked = [
        Visit(CaseId(f"C-{n:03}"), NOW - timedelta(minutes=draw.randint(0, 600)), 60 * draw.choice((15, 20, 30, 45)),
              60 * draw.randint(20, 420), spot(), draw.choice((None, *kinds)), (), draw.choice((1, 1, 1, 3)))
        for n in range(visits)
    ]  # fmt: skip
    there = [
        Walker(CrewId(f"w-{n}"), spot(), 20_000, tuple(draw.sample(kinds, 2)), (), 60 * draw.choice((0, 0, 10)),
               HOUR * draw.choice((4, 6, 8)))
        for n in range(walkers)
    ]  # fmt: skip
    return question(asked, there, NOW)


def slow_cost(asked: VisitQuestion, order: dict[str, list[str]]) -> int | None:
    """The cost by a plain walk; None for rounds that can't be walked."""
    weights, made, metres = asked.weights, {}, 0
    for w, who in enumerate(asked.walkers):
        clock, at = who.free_s, w
        for case in order.get(who.crew, []):
            n = [v.case for v in asked.visits].index(CaseId(case))
            it = asked.visits[n]
            way = asked.metres[at][len(asked.walkers) + n]
            if way is None or (it.skill and it.skill not in who.skills):
                return None
            seconds, rest = divmod(way * 3600, who.speed_mh)
            clock += seconds + (1 if rest else 0) + it.service_s
            if who.left_s is not None and clock > who.left_s:
                return None
            made[case] = clock
            metres += way
            at = len(asked.walkers) + n
    cost = 0
    for it in asked.visits:
        end = made.get(it.case, weights.horizon_s)
        if it.due_s is not None and end > it.due_s:
            cost += (end - it.due_s) * it.weight + weights.late_s
        if it.case not in made:
            cost += weights.unmade_s
    return cost + metres * weights.per_km_s // 1000


def cheapest(asked: VisitQuestion) -> int:
    """Every way to share the visits out and to order them: for a handful only."""
    cases, crews = [v.case for v in asked.visits], [w.crew for w in asked.walkers]
    best = None
    for shared in product(range(len(crews) + 1), repeat=len(cases)):
        piles = [[c for c, to in zip(cases, shared, strict=True) if to == n] for n in range(len(crews))]
        for orders in product(*(list(permutations(pile)) for pile in piles)):
            cost = slow_cost(asked, {crew: list(order) for crew, order in zip(crews, orders, strict=True)})
            if cost is not None and (best is None or cost < best):
                best = cost
    assert best is not None
    return best
