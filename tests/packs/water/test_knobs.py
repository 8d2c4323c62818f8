"""Knobs: what a plan may change about the storm rule, and that it changes just that."""

from msgspec.structs import replace

from banyan.control.lookahead import HOLD, Steerable
from banyan.model.decision import Decision, Tried
from banyan.packs.water.expectation import Settings
from banyan.packs.water.knobs import FEW, Tuning, knobs
from banyan.packs.water.pumping import EARLY
from banyan.packs.water.storm_rule import StormRule
from tests.packs.water.situations import NOON, city, gate, lake, moment, pump, rain, targets

LEVELS = {"pond.level": 1.35, "river.level": 0.2}


def decided(chosen: str, **parameters: float) -> Decision:
    tried = [Tried(HOLD, {}, [], 0.0), Tried("rule", {}, [], 0.0), Tried("plan-1", dict(parameters), [], 0.0)]
    return Decision(id="decision/1", asked_at=NOON, estimate="estimate/1", forecast="F-1", horizon_h=15.0, members=[],
                    tried=tried, chosen=chosen, fallback="rule", runner_up=None, weights={}, branches=0)


def test_the_rule_can_be_steered_and_its_knobs_stand_where_the_rule_has_them() -> None:
    assert isinstance(StormRule(), Steerable)
    found = {k.id: k for k in knobs(city(devices=(gate(), pump())))}
    assert found["lead_h"].usual == Settings().lead_h
    assert found["pumps.early"].usual == EARLY
    assert set(found) == {"lead_h", "room.pond", "opening.pond", "shut.pond", "pumps.early", "pumps.rain"}
    assert all(k.low <= k.usual <= k.high for k in found.values())


def test_many_lakes_share_their_knobs_and_a_city_without_pumps_has_none_for_them() -> None:
    many = city(lakes=tuple(lake(f"pond-{i}") for i in range(FEW + 1)))
    assert [k.id for k in knobs(many)] == ["lead_h", "room", "opening", "shut"]
    assert Tuning({"room": 2.0}).room(many.lakes[3]) == 2.0


def test_a_declared_number_is_where_a_knob_begins() -> None:
    assert next(k.usual for k in knobs(city(controller={"lead_h": 8.0})) if k.id == "lead_h") == 8.0


def test_with_the_knobs_at_their_usual_place_the_rule_is_itself() -> None:
    town = city()
    seen = moment(town, LEVELS, rain(40.0, 40.0, 0.0))
    usual = {k.id: k.usual for k in knobs(town)}
    assert StormRule(usual).propose(seen, None) == StormRule().propose(seen, None)


def test_a_plan_opens_only_as_far_as_it_says() -> None:
    seen = moment(city(), LEVELS, rain(40.0, 40.0, 0.0))
    assert targets(StormRule().propose(seen, None)[1]) == {"gate": 100.0}
    assert targets(StormRule({"opening.pond": 45.0}).propose(seen, None)[1]) == {"gate": 45.0}


def test_a_plan_shuts_the_gate_while_there_is_still_some_head() -> None:
    seen = moment(city(), {"pond.level": 1.35, "river.level": 1.05}, rain(40.0, 40.0, 0.0), settings={"gate": 100.0})
    assert targets(StormRule().propose(seen, None)[1]) == {}
    assert targets(StormRule({"shut.pond": 0.4}).propose(seen, None)[1]) == {"gate": 0.0}


def test_less_room_asked_for_is_no_storm_yet() -> None:
    seen = moment(city(), LEVELS, rain(40.0, 40.0, 0.0))
    assert targets(StormRule({"room.pond": 0.25}).propose(seen, None)[1]) == {}


def test_the_rule_follows_the_plan_chosen_and_says_which_decision_it_was() -> None:
    seen = replace(moment(city(), LEVELS, rain(40.0, 40.0, 0.0)),
                   decision=decided("plan-1", **{"opening.pond": 45.0}))
    plan = StormRule().propose(seen, None)[1]
    assert plan is not None
    assert plan.decision == "decision/1"
    assert targets(plan) == {"gate": 45.0}


def test_where_doing_nothing_was_chosen_nothing_is_proposed() -> None:
    seen = replace(moment(city(), LEVELS, rain(40.0, 40.0, 0.0)), decision=decided(HOLD))
    memory, plan = StormRule().propose(seen, None)
    assert plan is None
    assert memory["lakes"]["pond"]["storm"] is True
