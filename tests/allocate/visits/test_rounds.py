"""Rounds for ordinary cases: judged apart from the solver, never worse than first-come-nearest, best where all can be
tried."""

from datetime import time

import pytest
from msgspec.structs import replace

from banyan.allocate.texts import TEXTS
from banyan.allocate.visits.judge import tally, walked
from banyan.allocate.visits.nearest import first_come
from banyan.allocate.visits.question import question, walkers
from banyan.model.case import CrewState, CrewStatus
from banyan.model.ids import CaseId, CrewId, TaskId
from banyan.model.text import render
from banyan.model.visit import Tally, Visited, VisitWeights
from banyan.runtime.allocation.rounds import rounds
from tests.allocate.small_town import NOW, crew
from tests.allocate.visits.town import ask, cheapest, drawn, slow_cost, visit, walker


def order(**given: list[str]) -> dict[CrewId, list[CaseId]]:
    return {CrewId(crew): [CaseId(case) for case in cases] for crew, cases in given.items()}


def test_a_stop_ends_after_its_way_and_its_work_and_is_late_by_the_seconds_past_due() -> None:
    asked = ask([visit("a", 5, due_min=20), visit("b", 6, due_min=20)], [walker("w", 0)])
    (walk,) = walked(asked, order(w=["a", "b"]))
    assert walk.stops == (Visited(CaseId("a"), 300, 900, 0, 5000), Visited(CaseId("b"), 960, 1560, 360, 1000))
    assert tally(asked, [walk]) == Tally(cost=360 + 1800 + 6 * 60, late=1, late_s=360, metres=6000, unmade=0)


def test_what_ends_at_the_second_that_it_is_due_is_in_time() -> None:
    asked = ask([visit("a", 5, due_min=15)], [walker("w", 0)])
    assert tally(asked, walked(asked, order(w=["a"]))).late == 0


def test_what_nobody_makes_counts_as_if_it_ended_at_the_horizon() -> None:
    weights = VisitWeights(horizon_s=7200)
    asked = ask([visit("a", 5, due_min=60), visit("b", 5, due_min=180), visit("c", 5)], [walker("w", 0)], weights)
    assert tally(asked, walked(asked, {})) == Tally(3600 + 1800 + 3 * 7200, late=1, late_s=3600, metres=0, unmade=3)


@pytest.mark.parametrize(
    ("given", "why"),
    [({"w": ["a", "a"]}, "twice"), ({"w": ["a"], "x": []}, "wasn't asked about: x"),
     ({"w": ["z"]}, "wasn't asked about"),
     ({"w": ["b"]}, "where they can't go"), ({"w": ["c"]}, "past the end of their shift")],
)
def test_rounds_that_can_not_be_walked_are_refused(given: dict[str, list[str]], why: str) -> None:
    asked = ask([visit("a", 5), visit("b", 5, skill="lamp"), visit("c", 80)], [walker("w", 0, left_min=60)])
    with pytest.raises(ValueError, match=why):
        walked(asked, order(**given))


def test_first_come_goes_to_who_is_there_first_after_what_they_have() -> None:
    """After "old" (4 km and 10 min) w would be at "young" 3 min later, at 17; v needs 9 or 29."""
    there = [walker("v", 10), walker("w", 0)]
    assert first_come(ask([visit("young", 1, age_min=1), visit("old", 4, age_min=9)], there)) == order(
        v=["young"], w=["old"])
    far = [walker("v", 30), walker("w", 0)]
    assert first_come(ask([visit("young", 1, age_min=1), visit("old", 4, age_min=9)], far)) == order(
        v=[], w=["old", "young"])


def test_the_pressing_case_is_gone_to_first_and_a_late_case_is_avoided() -> None:
    """By age "old" is first and "urgent" ends 5 + 10 + 10 + 10 = 35 min from now; it is owed in 20."""
    asked = ask([visit("old", -5, due_min=300, age_min=60), visit("urgent", 5, due_min=20)], [walker("w", 0)])
    found = rounds(asked)
    assert [stop.case for stop in found.walks[0].stops] == ["urgent", "old"]
    assert (found.nearest.late, found.tally.late, found.late_avoided) == (1, 0, 1)
    assert (found.nearest.late_s, found.gain) == (15 * 60, 15 * 60 + 1800)
    assert found.status == "optimal"
    assert found.bound == found.tally.cost


def test_why_nobody_makes_a_visit_is_said() -> None:
    asked = ask([visit("a", 5, skill="lamp"), visit("b", 500)], [walker("w", 0, left_min=60)])
    found = rounds(asked)
    assert [(one.case, one.why.key) for one in found.unmade] == [
        ("a", "allocate.no_skill"), ("b", "allocate.no_time")]
    assert all(render(one.why, TEXTS, language) for one in found.unmade for language in ("zh", "en"))


def test_nothing_asked_and_nobody_there_is_answered() -> None:
    assert rounds(ask([], [walker("w", 0)])).walks[0].stops == ()
    alone = rounds(ask([visit("a", 1, due_min=5)], []))
    assert (alone.walks, alone.tally.unmade, alone.gain) == ((), 1, 0)


@pytest.mark.parametrize("seed", range(6))
def test_where_every_way_can_be_tried_the_rounds_are_the_cheapest(seed: int) -> None:
    asked = drawn(seed, visits=5, walkers=2)
    found = rounds(asked)
    assert found.status == "optimal"
    assert found.tally.cost == cheapest(asked)
    assert found.bound == found.tally.cost


@pytest.mark.parametrize(("seed", "by_hand"), [(1, 8), (2, 9)])
def test_rounds_of_a_town_avoid_late_cases_and_are_judged_apart(seed: int, by_hand: int) -> None:
    asked = drawn(seed, visits=24, walkers=4)
    found = rounds(asked, limit=0.5)
    order_ = {str(walk.crew): [str(stop.case) for stop in walk.stops] for walk in found.walks}
    assert slow_cost(asked, order_) == found.tally.cost
    assert slow_cost(asked, {str(c): [str(x) for x in cs] for c, cs in first_come(asked).items()}) == found.nearest.cost
    assert found.nearest.late == by_hand
    assert found.late_avoided >= 2
    assert found.gain > found.nearest.cost / 3


def test_the_same_question_has_the_same_answer() -> None:
    asked = drawn(4, visits=12, walkers=3)
    assert rounds(asked, limit=0.2) == rounds(asked, limit=0.2)


def test_more_cases_than_are_solved_together_are_all_answered() -> None:
    asked = drawn(9, visits=90, walkers=6)
    found = rounds(asked, limit=0.5)
    cases = [stop.case for walk in found.walks for stop in walk.stops] + [one.case for one in found.unmade]
    assert sorted(cases) == [v.case for v in asked.visits]
    assert found.tally.cost <= found.nearest.cost


def test_who_is_free_and_on_duty_may_be_counted_on() -> None:
    """14:00 UTC is 22:00 in Fuzhou."""
    night, day = ((time(20), time(6)),), ((time(8), time(17)),)
    crews = [replace(crew("night", 1), shift=night), replace(crew("day", 1), shift=day)]
    crews += [crew("busy", 1), crew("free", 2)]
    busy = CrewState(CrewId("busy"), CrewStatus.WORKING, NOW, task=TaskId("T"))
    found = walkers(crews, {busy.id: busy}, NOW, "Asia/Shanghai")
    assert [(w.crew, w.left_s, w.speed_mh) for w in found] == [("night", 8 * 3600, 60_000), ("free", None, 60_000)]
    asked = question([visit("a", 119.3, due_min=60)], found, NOW)
    assert rounds(asked).tally.unmade == 1               # a third of the way round the earth
