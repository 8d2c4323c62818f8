"""The search: what is tried with which budget, and what the decision tells."""

from datetime import timedelta

import pytest

from banyan.control.lookahead import HOLD, RULE, Knob
from banyan.control.watch import Question
from banyan.model.city import City
from banyan.model.decision import Estimate, Member
from banyan.model.forecast import Forecast
from banyan.runtime.lookahead.branch import Base, Trial
from banyan.runtime.lookahead.search import Budget, Searched, base_of, decision_of, search
from banyan.twin.swmm.follow import Follow
from tests.runtime.conftest import T0, at
from tests.runtime.lookahead.conftest import LAKE, AtOnce

MEMBERS = [Member(1.0, 0.0, 0.5), Member(0.7, 0.0, 0.3), Member(1.5, 0.0, 0.2)]
KNOBS = (Knob("room", 0.25, 3.0, 1.0), Knob("lead_h", 4.0, 24.0, 12.0))
ISSUE = Forecast("F-1", T0, at(7200), T0, 60, (6.0, 12.0, 0.0), (1.0, 2.0, 3.0))


def question(**more: object) -> Question:
    given: dict[str, object] = {
        "at": at(3600), "because": "time", "devices": {}, "memory": None, "forecast": ISSUE, "members": MEMBERS,
        "fallen": {}, "work": [], "centre": {}, "read": [],
    }  # fmt: skip
    return Question(**(given | more))  # type: ignore[arg-type]


def based(pool: AtOnce, asked: Question, tide: tuple[tuple[float, float], ...] = ()) -> Base:
    follow = Follow(begin=T0, now=asked.at, tide=tide)
    return base_of(asked, pool.follow(follow), follow, T0)


def searched(pool: AtOnce, steered: bool = True, positions: tuple[str, ...] = (), **more: object) -> Searched:
    asked = question(**more)
    return search(pool, based(pool, asked), MEMBERS, KNOBS, steered, asked.centre, 1, Budget(24, 2), positions)


def test_where_nothing_floods_only_hold_and_rule_are_simulated() -> None:
    found = searched(AtOnce())
    assert found.branches == 6
    assert [t.id for t in found.tried] == [HOLD, RULE]


def test_members_that_bring_the_same_rain_are_simulated_once() -> None:
    dry = Forecast("F-2", T0, at(7200), T0, 60, (0.0,), (1.0, 2.0, 3.0))
    found = searched(AtOnce(), forecast=dry)
    assert found.branches == 2
    assert [len(t.costs) for t in found.tried] == [3, 3]


def test_a_city_without_control_is_told_what_comes_of_doing_nothing() -> None:
    found = searched(AtOnce(lambda *_: 500.0), steered=False)
    assert [t.id for t in found.tried] == [HOLD]
    assert decision_of(question(), ESTIMATE, found, ()).chosen == HOLD


def _room(_: Base, trial: Trial) -> float:
    """The more room, the less water, and most of it in the third member."""
    if trial.parameters is None:
        return 5000.0
    return (100.0 + 400.0 * (trial.member == 2)) / (0.2 + trial.parameters.get("room", 1.0))


def test_the_search_stays_in_its_budget_and_finds_the_better_plan() -> None:
    pool = AtOnce(_room)
    found = searched(pool)
    assert found.branches == len(pool.trials) <= 24
    decision = decision_of(question(), ESTIMATE, found, ())
    assert decision.chosen.startswith("plan-")
    assert decision.plan(decision.chosen).parameters["room"] > 1.5
    assert len(decision.plan(decision.chosen).costs) == 3
    assert decision.plan(decision.chosen).score < decision.plan(RULE).score


def test_the_gravest_member_comes_second_and_costs_follow_the_members() -> None:
    found = searched(AtOnce(_room))
    assert [m.factor for m in found.members] == [1.0, 1.5, 0.7]
    rule = next(t for t in found.tried if t.id == RULE)
    assert [round(c.total) for c in rule.costs] == [83, 417, 83]


def test_the_same_question_gives_the_same_plans() -> None:
    assert searched(AtOnce(_room)).tried == searched(AtOnce(_room)).tried


def test_the_plan_so_far_is_tried_again() -> None:
    pool = AtOnce(_room)
    searched(pool, centre={"room": 2.125})
    assert {"room": 2.125} in [t.parameters for t in pool.trials]


def _pumped(_: Base, trial: Trial) -> float:
    return 400.0 - 150.0 * ("tower-road" in {place for _, place in trial.work})


def test_what_a_pump_more_would_spare_is_told_by_place(bay: City) -> None:
    found = searched(AtOnce(_pumped), positions=("mill-lane", "tower-road"))
    assert found.spares == {"mill-lane": 0.0, "tower-road": 150.0}
    assert decision_of(question(), ESTIMATE, found, bay.places).spares == {"mill-lane": 0.0, "tower-road": 150.0}


def test_where_a_pump_is_already_on_its_way_another_is_not_looked_at() -> None:
    found = searched(AtOnce(_pumped), positions=("mill-lane", "tower-road"), work=[("tower-road", at(3700))])
    assert set(found.spares) == {"mill-lane"}


ESTIMATE = Estimate(id="estimate/E", at=at(3600), levels={})


def test_the_decision_tells_bands_rain_and_where_it_came_from() -> None:
    decision = decision_of(question(), ESTIMATE, searched(AtOnce()), ())
    assert decision.id == "decision/20260724T070000Z"
    assert decision.estimate == "estimate/E"
    assert decision.forecast == "F-1"
    assert decision.times == [at(3600), at(4200)]
    band = decision.with_plan[LAKE]
    assert (band.low, band.high) == ([1.25, 1.0], [1.25, 1.2])
    assert band.expected == [1.25, pytest.approx(1.0 * 0.5 + 1.1 * 0.3 + 1.2 * 0.2)]
    assert decision.rain is not None
    assert decision.rain.low == [8.4, 8.4]
    assert decision.rain.high == [18.0, 18.0]


def test_the_tide_ahead_is_the_table_raised_by_the_surge() -> None:
    pool = AtOnce()
    weather = based(pool, question(), tide=((50.0, 2.0), (60.0, 2.3))).weathers[0]
    assert weather.tide[:3] == ((0.0, pytest.approx(2.3)), (60.0, pytest.approx(3.3)))
    still = based(pool, question(forecast=None, members=[]), tide=((50.0, 2.0),)).weathers[0]
    assert still.tide == ((0.0, 2.0),)


def test_pumps_underway_start_when_they_arrive() -> None:
    work = [("tower-road", at(3600) + timedelta(minutes=12)), ("mill-lane", at(0))]
    assert based(AtOnce(), question(work=work)).work == [(12.0, "tower-road"), (0.0, "mill-lane")]
