"""A branch is the city in small: with the plant's own network and weather, the rule does there what it does here."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from banyan.control.cost import WEIGHTS
from banyan.control.watch import Question
from banyan.model.decision import Member
from banyan.model.ids import DeviceId, StreamId
from banyan.model.observation import Message
from banyan.packs.water.storm_rule import StormRule
from banyan.runtime.brain import fresh
from banyan.runtime.lookahead.branch import Base, Outcome, Trial, run
from banyan.runtime.lookahead.measured import Measured
from banyan.runtime.lookahead.search import base_of
from banyan.runtime.loop import State, step
from banyan.runtime.prepared import items, prepare
from banyan.runtime.scenario import Options, Scenario, build
from banyan.twin.swmm.ahead import Weather
from banyan.twin.swmm.follow import ModelNetwork, moved
from banyan.twin.swmm.model import blind
from banyan.twin.swmm.world import World

FORECAST = tuple((10.0 * i, 60.0) for i in range(6, 15))
SPLIT_MIN, END_MIN = 30, 210
LAKES = (StreamId("east-lake.level"), StreamId("west-lake.level"))


def scenario() -> Scenario:
    built = build(Options(hours=END_MIN / 60, look_ahead=False))
    return replace(built, spec=replace(built.spec, rain=FORECAST, forecast=FORECAST))


class Lived:
    """The plant under the rule alone, with the question as it could have been asked half an hour after the start."""

    def __init__(self) -> None:
        self.scenario = scenario()
        spec = self.scenario.spec
        city = prepare(self.scenario.known)
        world, now = World(spec), spec.start
        state, orders = fresh(city, now), list[dict[str, Any]]()
        measured = Measured(self.scenario.known, now)
        while now < self.scenario.end:
            now += self.scenario.known.tick
            messages = [Message("plant", line.encode()) for line in world.advance(now, orders)]
            told = step(city, state, items(messages), now)
            state, orders = told.state, [n.body for n in told.notices if n.to == "plant"]
            measured.add(told.batch)
            if now == spec.start + timedelta(minutes=SPLIT_MIN):
                self.question, self.follow = _question(state), measured.question(now)
        self.levels = {stream: state.latest[stream].value for stream in LAKES}
        self.settings = {d.id: state.latest[d.read_back].value for d in self.scenario.known.devices[:2]}
        self.weather = world._scenario.weather
        self.report = world.close()
        assert state.out_of_service == {}


def _question(state: State) -> Question:
    return Question(
        at=max(r.time for r in state.latest.values()), because="time", devices=dict(state.control.devices),
        memory=state.control.controller, forecast=state.forecast, members=[Member(1.0, 0.0, 1.0)], fallen={}, work=[],
        centre={}, read=[],
    )  # fmt: skip


@pytest.fixture(scope="module")
def lived() -> Lived:
    return Lived()


@pytest.fixture(scope="module")
def model(lived: Lived) -> ModelNetwork:
    return ModelNetwork(blind(lived.scenario.spec), None)


@pytest.fixture(scope="module")
def base(lived: Lived, model: ModelNetwork) -> Base:
    found = base_of(lived.question, model.follow(lived.follow), lived.follow, lived.scenario.spec.start)
    truth = Weather(moved(lived.weather.rain, SPLIT_MIN, steps=True),
                    moved(lived.weather.tide or (), SPLIT_MIN, steps=False),
                    moved(lived.weather.inflow or (), SPLIT_MIN, steps=False))
    return replace(found, hours=(END_MIN - SPLIT_MIN) / 60, weathers=[truth])


def tried(model: ModelNetwork, base: Base, parameters: dict[str, float] | None, **more: Any) -> Outcome:
    controller = None if parameters is None else StormRule(parameters)
    return run(model, scenario().known, controller, base, Trial("plan", parameters, 0, **more))


def test_the_rule_does_in_a_branch_what_it_does_in_the_city(lived: Lived, model: ModelNetwork, base: Base) -> None:
    outcome = tried(model, base, {})
    for stream in LAKES:
        assert outcome.levels[stream][-1] == pytest.approx(lived.levels[stream], abs=0.05)
    for device, setting in lived.settings.items():
        assert outcome.settings[device][-1] == pytest.approx(setting, abs=5.0)


def test_doing_nothing_leaves_the_gates_where_they_were_bound_for(model: ModelNetwork, base: Base) -> None:
    outcome = tried(model, base, None)
    for device, state in base.devices.items():
        if device in (DeviceId("gate-east"), DeviceId("gate-west")):
            assert set(outcome.settings[device][2:]) == {state.target}


def test_a_knob_that_shuts_the_gates_early_keeps_the_lakes_higher(model: ModelNetwork, base: Base) -> None:
    shut = tried(model, base, {"opening.east-lake": 20.0, "opening.west-lake": 20.0})
    usual = tried(model, base, {})
    assert min(shut.levels[LAKES[0]]) > min(usual.levels[LAKES[0]]) + 0.02


def test_costs_are_the_weighted_sum_of_what_was_counted(model: ModelNetwork, base: Base) -> None:
    costs = tried(model, base, {}).costs
    assert costs.total == pytest.approx(sum(weight * getattr(costs, part) for part, weight in WEIGHTS.items()))
    assert costs.travel > 0


def test_a_mobile_pump_more_makes_no_street_wetter(model: ModelNetwork, base: Base) -> None:
    heavy = replace(base, weathers=[replace(base.weathers[0], rain=((0.0, 90.0), (120.0, 0.0)))])
    assert tried(model, heavy, {}).costs.street_m3 > 10
    with_pump = tried(model, heavy, {}, work=[(0.0, "tower-road"), (0.0, "lotus-lane")])
    assert with_pump.costs.street_m3 < tried(model, heavy, {}).costs.street_m3


def test_the_same_trial_gives_the_same_outcome(model: ModelNetwork, base: Base) -> None:
    assert tried(model, base, {"lead_h": 6.0}) == tried(model, base, {"lead_h": 6.0})
