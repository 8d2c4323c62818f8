"""The solver's plans, judged by worth.py: against all plans there are, and against nearest-first on 200 cities."""

import statistics
from collections.abc import Iterator

import pytest
from benchmarks.allocation.__main__ import Row, row, solved
from benchmarks.allocation.instances import instance
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from banyan.allocate.plan import nearest_first
from banyan.allocate.worth import worth
from banyan.model.case import TaskStatus
from banyan.model.demand import Assignment, Hand, Plan, Question
from banyan.model.ids import CrewId, TaskId
from banyan.runtime.allocation.solve import solve
from tests.allocate.small_town import NOW, ask, demand, hand, held


def judged(question: Question, given: dict[TaskId, CrewId]) -> float:
    places = {d.task: d.place for d in question.demands}
    return worth(question, Plan(tuple(Assignment(t, places[t], c, NOW, 0.0, 0.0) for t, c in given.items())))


def who(question: Question) -> dict[str, str]:
    return {str(task): str(crew) for task, crew in solve(question).given.items()}


def every_plan(question: Question, row: int = 0, free: tuple[int, ...] | None = None) -> Iterator[dict[TaskId, CrewId]]:
    """Each demand takes nobody, or each of the crews that nobody has taken yet and that can."""
    free = tuple(range(len(question.hands))) if free is None else free
    if row == len(question.demands):
        yield {}
        return
    yield from every_plan(question, row + 1, free)
    for n in free:
        if question.minutes[row][n] is not None:
            for rest in every_plan(question, row + 1, tuple(f for f in free if f != n)):
                yield {question.demands[row].task: question.hands[n].crew, **rest}


cells = st.one_of(st.none(), st.integers(0, 140).map(float), st.sampled_from([7.0, 7.0, 20.0]))


@st.composite
def questions(draw: st.DrawFn) -> Question:
    tasks, crews = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    demands = [demand(f"t{n}", people=draw(st.sampled_from((0, 10, 100, 900))),
                      depth_m=draw(st.sampled_from((0.0, 0.2, 0.55)))) for n in range(tasks)]
    hands: list[Hand] = [hand(f"c{n}", draw(st.sampled_from((None, None, 30.0, 200.0)))) for n in range(crews)]
    minutes = [[draw(cells) for _ in hands] for _ in demands]
    for n in range(min(tasks, crews)):
        if draw(st.booleans()):
            status = draw(st.sampled_from((TaskStatus.TRAVELLING, TaskStatus.WORKING)))
            demands[n] = held(f"c{n}", demands[n], status)
            hands[n] = replace(hands[n], task=demands[n].task)
            minutes[n][n] = draw(st.sampled_from((0.0, 9.0)))
    return ask(demands, hands, minutes)


@settings(max_examples=150, deadline=None)
@given(questions())
def test_no_plan_of_all_that_can_be_is_worth_more(question: Question) -> None:
    best = max(judged(question, given) for given in every_plan(question))
    found = solve(question)
    assert found.status == "optimal"
    assert judged(question, found.given) == pytest.approx(best, abs=0.05)     # the solver counts hundredths
    assert found.bound >= best - 1e-6
    assert judged(question, nearest_first(question)) <= judged(question, found.given) + 0.05


def test_the_same_question_gives_the_same_plan_and_equal_crews_go_by_id() -> None:
    demands = [demand("a"), demand("b"), demand("e")]
    hands = [hand(f"c{n}") for n in range(5)]
    question = ask(demands, hands, [[10.0] * 5] * 3)
    assert who(question) == {"a": "c0", "b": "c1", "e": "c2"}
    assert solve(question) == solve(question)


def test_nothing_to_do_and_nobody_to_do_it_are_plans() -> None:
    assert who(ask([demand("a")], [], [[]])) == {}
    assert who(ask([], [hand("c")], [])) == {}
    assert who(ask([demand("a")], [hand("c")], [[None]])) == {}


# Swaps. A crew under way to `a` (100 person-minutes a minute); everything else by the minute.


def test_a_tiny_gain_turns_nobody_round() -> None:
    """Another crew would be at `a` four minutes sooner: less than the five that a turn costs."""
    question = ask([held("c", demand("a"))], [hand("c", task="a"), hand("d")], [[9.0, 5.0]])
    assert who(question) == {"a": "c"}


def test_a_large_gain_does() -> None:
    """At once instead of in 30 minutes: 3000 person-minutes, less 500 for the turn."""
    question = ask([held("c", demand("a"))], [hand("c", task="a"), hand("d")], [[30.0, 1.0]])
    assert who(question) == {"a": "d"}


def test_a_worse_place_takes_a_crew_that_is_under_way() -> None:
    question = ask([held("c", demand("a")), demand("b", people=200)], [hand("c", task="a")], [[5.0], [10.0]])
    assert who(question) == {"b": "c"}


def test_a_place_that_is_hardly_worse_does_not() -> None:
    """110 people instead of 100, and five minutes longer to get there."""
    question = ask([held("c", demand("a")), demand("b", people=110)], [hand("c", task="a")], [[5.0], [10.0]])
    assert who(question) == {"a": "c"}


def test_a_crew_on_site_stays_where_one_under_way_would_be_turned() -> None:
    """120 people x 115 min - 250 for the way, against 100 x 120: 1550 more, between five minutes of `a` and twenty."""
    worse = demand("b", people=120)
    moved = ask([held("c", demand("a")), worse], [hand("c", task="a")], [[0.0], [5.0]])
    stays = ask([held("c", demand("a"), TaskStatus.ON_SITE), worse], [hand("c", task="a")], [[0.0], [5.0]])
    assert who(moved) == {"b": "c"}
    assert judged(stays, {TaskId("b"): CrewId("c")}) == 120 * 115 - 250 - 2000
    assert who(stays) == {"a": "c"}
    much_worse = ask([held("c", demand("a"), TaskStatus.ON_SITE), demand("b", people=400)], [hand("c", task="a")],
                     [[0.0], [5.0]])
    assert who(much_worse) == {"b": "c"}


def test_a_crew_whose_shift_is_over_is_relieved_where_somebody_can_come() -> None:
    demands = [held("c", demand("a"), TaskStatus.WORKING)]
    off = hand("c", left_min=0, task="a")
    assert who(ask(demands, [off, hand("d")], [[0.0, 20.0]])) == {"a": "d"}
    assert who(ask(demands, [off], [[0.0]])) == {"a": "c"}


def test_a_free_crew_goes_to_a_place_that_hardly_counts_rather_than_nowhere() -> None:
    assert who(ask([demand("a", people=1, depth_m=0.0)], [hand("c")], [[119.0]])) == {"a": "c"}


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return [row(seed) for seed in range(1, 201)]


def test_two_hundred_invented_cities_are_never_served_worse_than_by_nearest_first(rows: list[Row]) -> None:
    assert {(10 <= r.demands <= 40, 3 <= r.crews <= 15) for r in rows} == {(True, True)}
    assert [r.seed for r in rows if r.kind == "worse"] == []
    better, optimal = (sum(r.kind == kind for r in rows) for kind in ("better", "optimal"))
    assert better >= (len(rows) - optimal) / 2
    assert better >= 100


def test_the_proven_bound_is_within_two_percent_on_the_median_and_nowhere_below_the_plan(rows: list[Row]) -> None:
    assert statistics.median(r.gap_percent for r in rows) <= 2
    assert min(r.gap_percent for r in rows) >= 0


def test_a_plan_says_for_every_demand_who_comes_or_why_nobody() -> None:
    it = instance(7)
    body = solved(it)
    assert body.error is None
    served = [a.task for a in body.plan.assignments]
    left = [u.task for u in body.plan.unserved]
    assert sorted(served + left) == [d.task for d in it.question.demands]
    assert {u.why.key for u in body.plan.unserved} <= {
        "allocate.elsewhere", "allocate.cut_off", "allocate.off_shift", "allocate.no_skill", "allocate.no_equipment"}
    assert body.worth == pytest.approx(worth(it.question, body.plan))
    assert all(a.path[-1] == pytest.approx(p.at, abs=1e-5) for a in body.plan.assignments if a.path
               for p in it.city.places if p.id == a.place)


def test_a_crew_that_has_looked_goes_where_it_is_needed_and_nobody_comes_in_its_place() -> None:
    looked = replace(held("c", demand("a", people=2000), TaskStatus.ON_SITE), action="inspect", looked=True)
    question = ask([looked, demand("b", people=10)], [hand("c", task="a"), hand("d")], [[0.0, None], [20.0, None]])
    assert who(question) == {"b": "c"}
    assert who(ask([looked], [hand("c", task="a")], [[0.0]])) == {"a": "c"}


def test_three_hundred_demands_and_a_hundred_crews_are_solved_within_the_limit() -> None:
    """The limit is the solver's own deterministic time, so this says the same on every machine."""
    body = solved(instance(1, 300, 100))
    assert (body.error, body.status) == (None, "optimal")
    assert len(body.plan.assignments) == 100
