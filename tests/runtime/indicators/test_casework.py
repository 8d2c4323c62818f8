"""Bodies of `casework` records become rows: steps with their due times, closings, verdicts, and where it was."""

from typing import Any

from banyan.measure.indicators.row import CaseRow
from banyan.model.clock import Term, Terms
from banyan.model.ids import CaseId
from banyan.model.record import plain
from banyan.runtime.indicators.casework import of_casework
from tests.command.small_city import CALENDAR
from tests.command.test_clocks import ZONE, at, move, told

TERMS = Terms(Term("2 working days"), steps={"file": Term("30 minutes"), "handle": Term("4 working hours")})
DAY = 1440


def body(*moves: Any, **more: Any) -> dict[str, Any]:
    """A record's body, with fields that indicators know nothing of."""
    base = {"id": "K1", "type": "hole", "status": "handling", "place": {"position": [119.60004, 25.9899], "area": "c1"},
            "line": told(*moves)[CaseId("C/a")], "terms": TERMS, "route": {"to": "roads"}, "moves": 9}  # fmt: skip
    return dict(plain({**base, **more}))


def row(made: dict[str, Any], now: float) -> CaseRow:
    (one,) = of_casework([made], lambda _name: CALENDAR, ZONE, at(now))
    return one


FILED = (move("intake", 0, "desk", step="file"), move("step", 20, step="dispatch"))
OUT = (*FILED, move("hand-over", 25, "roads", step="handle"))
DONE = (*OUT, move("step", 60, step="verify"), move("close", 90))


def test_each_step_has_its_time_and_what_it_was_owed_by() -> None:
    one = row(body(*DONE, status="closed", closings=[{"at": at(90)}], outcome="solved", handler="roads"), 100)
    assert (one.reported_at, one.filed_at, one.dispatched_at, one.handled_at, one.verified_at, one.closed_at) == (
        at(0), at(20), at(25), at(60), at(90), at(90))
    assert (one.filing_due, one.dispatch_due) == (at(30), None)
    assert one.handling_due == at(25 + 120 + 240)            # 09:25; a break of two hours lies between, 15:25
    assert (one.due, one.first_due) == (at(4 * DAY), None)   # Friday and two working days: Tuesday, 28 July
    assert (one.class_, one.region, one.department, one.place, one.outcome) == (
        "hole", "c1", "roads", "119.600,25.990", "solved")


def test_a_step_that_the_case_ended_in_was_not_done() -> None:
    one = row(body(FILED[0], move("close", 10), status="closed", closings=[{"at": at(10)}], outcome="not-our-duty"), 20)
    assert (one.filed_at, one.filing_due, one.closed_at, one.dispatched_at) == (None, at(30), at(10), None)


def test_the_pass_that_was_late_speaks_for_a_step_that_was_gone_through_twice() -> None:
    again = (*OUT, move("step", 600, step="verify"), move("step", 610, step="handle"), move("step", 620, step="verify"))
    one = row(body(*again), 630)
    assert (one.handling_due, one.handled_at) == (at(385), at(600))


def test_re_opened_is_closed_no_more_and_keeps_its_first_closing() -> None:
    closings = [{"at": at(90), "reopened_at": at(200)}]
    one = row(body(*DONE, move("re-open", 200, "roads", step="handle"), closings=closings), 210)
    assert (one.first_closed_at, one.closed_at, one.reopened) == (at(90), None, 1)


def test_returns_deferrals_joins_and_verdicts_are_taken_as_they_stand() -> None:
    made = body(*OUT, objections=[{"kind": "return"}, {"kind": "dispute"}, {"kind": "return"}], suspensions=1,
                extensions=1, joined_to="K0", reports=[{"verdict": "solved"}, {"verdict": "not-solved"}, {}])
    one = row(made, 30)
    assert (one.returns, one.deferred, one.duplicate_of, one.verdict) == (2, 2, "K0", "not-solved")
    assert row(body(*OUT, reports=[{"verdict": "solved"}, {}]), 30).verdict == "solved"
    assert row(body(*OUT, place={"thing": "lamp-7", "address": "somewhere"}), 30).place == "lamp-7"
    assert row(body(*OUT, place={"address": "somewhere"}), 30).place == "somewhere"
