"""First come, nearest: what a dispatcher does by hand, and what any rounds have to better."""

from collections.abc import Mapping, Sequence

from banyan.allocate.visits.question import able
from banyan.model.ids import CaseId, CrewId
from banyan.model.text import Said
from banyan.model.visit import Visit, VisitQuestion


def first_come(
    question: VisitQuestion, begun: Mapping[CrewId, Sequence[CaseId]] | None = None
) -> dict[CrewId, list[CaseId]]:
    """The oldest case goes to who is there first after all that they have been given; `begun` stands before it.

    Equal arrival goes to the shorter way, then to the lower id. Who couldn't end it within their shift isn't asked.
    """
    rounds = {walker.crew: list((begun or {}).get(walker.crew, ())) for walker in question.walkers}
    given = [case for cases in rounds.values() for case in cases]
    spots = {visit.case: n for n, visit in enumerate(question.visits)}
    clock, at = _so_far(question, rounds, spots)
    for visit in sorted(question.visits, key=lambda v: (v.since, v.case)):
        if visit.case in given:
            continue
        point = len(question.walkers) + spots[visit.case]
        offers = []
        for n, walker in enumerate(question.walkers):
            metres = question.metres[at[n]][point]
            if metres is None or not able(walker, visit):
                continue
            arrives = clock[n] - (-metres * 3600 // walker.speed_mh)
            if walker.left_s is None or arrives + visit.service_s <= walker.left_s:
                offers.append((arrives, metres, walker.crew, n))
        if offers:
            arrives, _, crew, n = min(offers)
            rounds[crew].append(visit.case)
            clock[n], at[n] = arrives + visit.service_s, point
    return rounds


def why_unmade(question: VisitQuestion, visit: Visit) -> Said:
    """Why nobody makes a visit."""
    if visit.position is None:
        return Said("allocate.no_position", {"place": visit.case})
    skilled = [w for w in question.walkers if visit.skill is None or visit.skill in w.skills]
    if not skilled:
        return Said("allocate.no_skill", {"skill": visit.skill or "-"})
    fit = [w for w in skilled if able(w, visit)]
    if not fit:
        return Said("allocate.no_equipment", {"equipment": ", ".join(visit.equipment)})
    return Said("allocate.no_time", {"crews": str(len(fit))})


def _so_far(
    question: VisitQuestion, rounds: Mapping[CrewId, Sequence[CaseId]], spots: Mapping[CaseId, int]
) -> tuple[list[int], list[int]]:
    """When and where each walker is after what they have been given."""
    clock, at = [walker.free_s for walker in question.walkers], list(range(len(question.walkers)))
    for n, walker in enumerate(question.walkers):
        for case in rounds[walker.crew]:
            point = len(question.walkers) + spots[case]
            metres = question.metres[at[n]][point] or 0
            clock[n] += -(-metres * 3600 // walker.speed_mh) + question.visits[spots[case]].service_s
            at[n] = point
    return clock, at
