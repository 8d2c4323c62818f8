import pytest
from msgspec.structs import replace

from banyan.allocate.ways import Ways
from banyan.model.case import Crew
from banyan.model.demand import Demand, Question
from banyan.model.ids import CrewId
from banyan.runtime.allocation import answer as answering
from banyan.runtime.allocation.answer import answer
from banyan.runtime.allocation.solve import Solved
from tests.allocate.small_town import ask, city, crew, demand, hand, place

TOWN = city([place("a", 0), place("b", 5)], [crew("c", 0), crew("d", 3)])
ASKED = ask([demand("a", 0), demand("b", 5)], [hand("c"), hand("d")], [[0.0, 3.0], [5.0, 2.0]])


def why(it: Demand, crews: list[Crew], question: Question) -> str:
    town = city([place("a", 0)], crews)
    body = answer(replace(question, demands=(it,)), town, {}, Ways(None, town, ()), ())
    assert body.error is None
    return body.plan.unserved[0].why.key


def test_a_solver_that_raises_leaves_an_answer_that_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Question) -> Solved:
        raise RuntimeError("no memory left")

    monkeypatch.setattr(answering, "solve", broken)
    body = answer(ASKED, TOWN, {}, Ways(None, TOWN, ()), ("task",))
    assert body.error == "RuntimeError: no memory left"
    assert (body.plan.assignments, body.status, body.because) == ((), "none", ("task",))
    assert body.demands == ASKED.demands


def test_a_plan_that_is_worth_less_than_nearest_first_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "solve", lambda _: Solved({}, 1e9, "feasible"))
    body = answer(ASKED, TOWN, {}, Ways(None, TOWN, ()), ())
    assert body.status == "nearest-first"
    assert body.worth == body.nearest
    assert {a.task: a.crew for a in body.plan.assignments} == {"a": "c", "b": "d"}
    assert body.gap == pytest.approx((1e9 - body.worth) / 1e9)


def test_a_table_larger_than_a_record_should_be_is_told_by_its_digest() -> None:
    many = [hand(f"c{n:03}") for n in range(60)]
    crews = [crew(f"c{n:03}", 0) for n in range(60)]
    demands = [demand(f"t{n:03}") for n in range(60)]
    town = city([], crews)
    body = answer(ask(demands, many, [[1.0] * 60] * 60), town, {}, Ways(None, town, ()), ())
    assert body.minutes == ()
    assert len(body.digest) == 64
    assert answer(ASKED, TOWN, {}, Ways(None, TOWN, ()), ()).minutes == ASKED.minutes


def test_why_nobody_goes() -> None:
    one, nobody = ask([demand("a")], [hand("c")], [[None]]), ask([demand("a")], [], [[]])
    assert why(demand("a"), [crew("c", 0, ("look",))], one) == "allocate.no_skill"
    assert why(replace(demand("a"), equipment=("pump",)), [crew("c", 0)], one) == "allocate.no_equipment"
    assert why(demand("a"), [crew("c", 0)], one) == "allocate.cut_off"
    assert why(demand("a"), [crew("c", 0)], nobody) == "allocate.off_shift"
    assert why(replace(demand("a"), position=None), [crew("c", 0)], one) == "allocate.no_position"


def test_who_goes_elsewhere_is_said() -> None:
    town = city([place("a", 0), place("b", 0)], [crew("c", 0)])
    asked = ask([demand("a", people=10), demand("b", people=900)], [hand("c")], [[1.0], [1.0]])
    body = answer(asked, town, {}, Ways(None, town, ()), ())
    assert [(a.task, a.crew) for a in body.plan.assignments] == [("b", CrewId("c"))]
    (left,) = body.plan.unserved
    assert (left.task, left.why.key, left.why.args) == ("a", "allocate.elsewhere", {"crews": "1"})
