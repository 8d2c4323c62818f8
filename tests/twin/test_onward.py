"""A world that goes on from a held state: the same water, machines and crews as they stood, figures from there on."""

import json
from datetime import timedelta

import pytest
from msgspec.structs import replace

from banyan.model.case import CrewStatus
from banyan.twin.swmm.follow import Change, Follow, Held, ModelNetwork
from banyan.twin.swmm.model import blind
from banyan.twin.swmm.onward import Onward, OnwardWorld, Stands
from banyan.twin.swmm.spec import Fault, FaultKind
from banyan.twin.swmm.tables import Table
from tests.twin.towns import tiny_spec

SPEC = blind(tiny_spec(6))
AT = SPEC.start + timedelta(hours=1)
RAIN: Table = ((0.0, 40.0), (60.0, 0.0))


@pytest.fixture
def model() -> ModelNetwork:
    return ModelNetwork(SPEC, 7)


def held(model: ModelNetwork, *settings: Change) -> Held:
    tide, inflow = ((0.0, 0.2), (60.0, 0.4)), ((0.0, 3.0),)
    asked = Follow(begin=SPEC.start, now=AT, rain=((0.0, 30.0),), tide=tide, inflow=inflow,
                   settings=settings or ((0.0, "GATE", 25.0),))
    return model.follow(asked).state


def onward(state: Held, **more: object) -> Onward:
    given = Onward(start=AT, hours=1.0, state=state, rain=RAIN, tide=((0.0, 0.4),), inflow=((0.0, 3.0),), told=RAIN)
    return replace(given, **more)


def said(world: OnwardWorld, minutes: float, *orders: dict[str, object]) -> list[dict[str, object]]:
    return [json.loads(line) for line in world.advance(AT + timedelta(minutes=minutes), orders)]


def test_it_begins_where_the_model_stood_and_counts_from_there(model: ModelNetwork) -> None:
    state = held(model)
    world = OnwardWorld(model, onward(state, gauges=False))
    said(world, 60)
    lived = world.end()
    assert lived.minutes == [0, 10, 20, 30, 40, 50, 60]
    assert lived.curves["GATE.position"] == [25.0] * 7
    assert lived.run.gate_travel == {"GATE": 0.0}
    again = OnwardWorld(model, onward(state, gauges=False))
    said(again, 60)
    assert again.end() == lived


def test_its_messages_begin_after_the_moment_and_carry_no_count(model: ModelNetwork) -> None:
    world = OnwardWorld(model, onward(held(model)))
    lines = said(world, 2)
    world.end()
    forecasts = [line for line in lines if "forecast" in line]
    assert [f["issued_at"] for f in forecasts] == [(AT).isoformat().replace("+00:00", "Z")]
    readings = [line for line in lines if "stream" in line]
    assert readings
    assert all("seq" not in line and str(line["time"]) > str(forecasts[0]["issued_at"]) for line in readings)


def test_a_city_without_a_forecast_is_told_none(model: ModelNetwork) -> None:
    world = OnwardWorld(model, onward(held(model), told=None))
    assert [line for line in said(world, 5) if "forecast" in line] == []
    world.end()


def test_a_gate_on_its_way_arrives_and_a_stuck_one_does_not(model: ModelNetwork) -> None:
    state = held(model)
    moving = OnwardWorld(model, onward(state, ordered={"GATE": 40.0}, gauges=False))
    said(moving, 10)
    assert moving.end().curves["GATE.position"] == [25.0, 40.0]
    stuck = OnwardWorld(model, onward(state, faults=(Fault(FaultKind.GATE_STUCK, 0.0, None, "GATE"),), gauges=False))
    said(stuck, 10, {"order": "O-1", "device": "GATE", "setting": 40.0})
    assert stuck.end().curves["GATE.position"] == [25.0, 25.0]


def test_a_crew_that_worked_goes_on_and_one_on_its_way_arrives(model: ModelNetwork) -> None:
    stands = Stands("crew-1", CrewStatus.WORKING, "T-1", "B1", "mobile-pump", -600)
    world = OnwardWorld(model, onward(held(model), crews=(stands,), gauges=False))
    assert world._course.machines.mobile["B1-pump"].wanted
    (home,) = said(world, 1, {"recall": "T-1", "crew": "crew-1"})
    assert (home["status"], home["task"]) == ("returning", "T-1")
    assert not world._course.machines.mobile["B1-pump"].wanted
    world.end()
    coming = Stands("crew-1", CrewStatus.TRAVELLING, "T-1", "B1", "mobile-pump", 120)
    world = OnwardWorld(model, onward(held(model), crews=(coming,), gauges=False))
    told = said(world, 10, {"dispatch": "T-1", "crew": "crew-1", "place": "B1", "action": "mobile-pump"})
    assert [(line["status"], line["time"]) for line in told] == [
        ("on-site", (AT + timedelta(minutes=2)).isoformat().replace("+00:00", "Z")),
        ("working", (AT + timedelta(minutes=5)).isoformat().replace("+00:00", "Z"))]
    world.end()
