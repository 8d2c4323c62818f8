"""What rounds come to: written for judging any, and used by nobody to find some."""

from collections.abc import Mapping, Sequence

from banyan.allocate.visits.question import able
from banyan.model.ids import CaseId, CrewId
from banyan.model.visit import Tally, Visit, Visited, VisitQuestion, Walk

Order = Mapping[CrewId, Sequence[CaseId]]


def walked(question: VisitQuestion, order: Order) -> tuple[Walk, ...]:
    """Every walker's stops with their times, in the order of crews.

    Raises ValueError for rounds that can't be walked: a case twice or unknown, somebody who can't do it, no way, or an
    end after the shift's.
    """
    asked = {visit.case: n for n, visit in enumerate(question.visits)}
    every = [case for cases in order.values() for case in cases]
    if len(dict.fromkeys(every)) != len(every):
        raise ValueError("rounds that make a visit twice")
    unknown = [str(crew) for crew in order if crew not in [w.crew for w in question.walkers]]
    if unknown or any(case not in asked for case in every):
        named = ", ".join([*unknown, *every])[:200]
        raise ValueError(f"rounds of somebody or something that wasn't asked about: {named}")
    return tuple(
        Walk(walker.crew, _stops(question, n, [asked[case] for case in order.get(walker.crew, ())]))
        for n, walker in enumerate(question.walkers)
    )


def tally(question: VisitQuestion, walks: Sequence[Walk]) -> Tally:
    """What the rounds cost, by the question's weights."""
    weights = question.weights
    made = {stop.case: stop for walk in walks for stop in walk.stops}
    cost = late = late_s = 0
    metres = sum(stop.metres for stop in made.values())
    for visit in question.visits:
        stop = made.get(visit.case)
        behind = stop.late_s if stop is not None else _behind(visit, weights.horizon_s)
        cost += behind * visit.weight + (weights.late_s if behind else 0) + (0 if stop else weights.unmade_s)
        late += behind > 0
        late_s += behind
    return Tally(cost + metres * weights.per_km_s // 1000, late, late_s, metres, len(question.visits) - len(made))


def _stops(question: VisitQuestion, walker: int, visits: list[int]) -> tuple[Visited, ...]:
    who, at = question.walkers[walker], walker
    clock, found = who.free_s, []
    for n in visits:
        visit, point = question.visits[n], len(question.walkers) + n
        metres = question.metres[at][point]
        if metres is None or not able(who, visit):
            raise ValueError(f"rounds that send {who.crew} to {visit.case}, where they can't go")
        arrives = clock + -(-metres * 3600 // who.speed_mh)
        clock = arrives + visit.service_s
        if who.left_s is not None and clock > who.left_s:
            raise ValueError(f"rounds that keep {who.crew} at {visit.case} past the end of their shift")
        found.append(Visited(visit.case, arrives, clock, _behind(visit, clock), metres))
        at = point
    return tuple(found)


def _behind(visit: Visit, ends_s: int) -> int:
    """What ends at the very second that it is due ends in time."""
    return 0 if visit.due_s is None else max(0, ends_s - visit.due_s)
