"""The city at another moment: what was known then, and what is expected."""

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

import pytest
from msgspec.structs import replace

from banyan.model.city import City
from banyan.model.decision import Band, Decision, Estimate, Tried
from banyan.model.ids import DeviceId, StreamId
from banyan.model.record import plain, record
from banyan.runtime import views, views_decisions, views_moment
from banyan.runtime.brain import Brain
from banyan.runtime.declarations import declarations
from banyan.runtime.desk import ClockView, Levels
from banyan.runtime.prepared import prepare
from banyan.stores.embedded import EmbeddedStore
from tests.runtime.conftest import T0, at, line

CLOCK = ClockView(at(3600), T0, None, True, None, "running")


class Lived(NamedTuple):
    """Half an hour at Tower Road, 3 cm more every minute, and what a frame said after each minute."""

    brain: Brain
    store: EmbeddedStore
    frames: dict[int, tuple[dict[str, dict[str, dict[str, object]]], Levels]]


@pytest.fixture(scope="module")
def lived(bay: City, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    store = EmbeddedStore(tmp_path_factory.mktemp("moment"), "banyan-bay")
    brain = Brain(prepare(bay), store, T0)
    brain.declare(declarations(bay, "digest", T0))
    frames = {}
    for minute in range(1, 31):
        told = [line("tower-road.depth", minute, at(60 * minute), round(0.03 * min(minute, 12), 2))]
        if minute % 10 == 0:
            told.append(line("sea.tide", minute, at(60 * minute), minute / 10))
        brain.tick(at(60 * minute), told)
        found = views.frame(store, brain.state, brain.city.order, CLOCK, 0)
        frames[minute] = (found.entities, views.levels(brain.state, brain.city.order, at(60 * minute)))
    yield Lived(brain, store, frames)
    store.close()


@pytest.mark.parametrize("minute", [1, 4, 5, 12, 29, 30])
def test_a_past_moment_is_what_the_screen_showed_then(lived: Lived, minute: int) -> None:
    then = views_moment.past(lived.store, lived.brain.city.order, at(60 * minute + 30), at(1800))
    entities, levels = lived.frames[minute]
    for kind in ("alert", "incident", "case", "task", "crew", "device"):
        assert then.entities.get(kind, {}) == entities.get(kind, {}), kind
    shown = [i for i, value in enumerate(levels.value) if value is not None]
    assert [then.levels.value[i] for i in shown] == [levels.value[i] for i in shown]
    assert [then.levels.time[i] for i in shown] == [levels.time[i] for i in shown]
    assert (then.forecast, then.decision) == (False, None)


def test_before_the_first_tick_nothing_is_known_and_nothing_is_zero(lived: Lived) -> None:
    then = views_moment.past(lived.store, lived.brain.city.order, T0 - timedelta(hours=1), at(1800))
    assert then.entities == {}
    assert set(then.levels.value) == {None}
    assert set(then.levels.stale) == {True}


def test_a_silent_gauge_keeps_its_last_value_and_is_stale(lived: Lived) -> None:
    then = views_moment.past(lived.store, lived.brain.city.order, at(60 * 29), at(1800))
    index = then.levels.stream.index("sea.tide")
    assert (then.levels.value[index], then.levels.time[index], then.levels.stale[index]) == (2.0, at(1200), True)


def test_a_record_isnt_seen_before_its_tick(lived: Lived) -> None:
    raised = next(rec.at for _, rec in lived.store.records(kind="alert"))
    order = lived.brain.city.order
    assert "alert" in views_moment.past(lived.store, order, raised, at(1800)).entities
    assert "alert" not in views_moment.past(lived.store, order, raised - timedelta(seconds=1), at(1800)).entities


# -- what is expected -------------------------------------------------------------------------------------------------

def look(bay: City) -> Decision:
    lake, gate = bay.lakes[0], next(d for d in bay.devices if d.kind == "gate")
    pump = next(d for d in bay.devices if d.kind == "pump")
    times = [at(0), at(600), at(1200)]
    return Decision(
        id="decision/1", asked_at=at(0), estimate="estimate/1", forecast=None, horizon_h=1.0, members=[], tried=[],
        chosen="rule", fallback="rule", runner_up=None, weights={}, branches=0, times=times,
        with_plan={lake.level: Band([1.0, 2.0, 2.0], [0.5, 1.5, 1.0], [1.5, 3.0, 4.0])},
        without={lake.level: Band([1.0, 3.0, 5.0], [1.0, 3.0, 5.0], [1.0, 3.0, 5.0])},
        settings={DeviceId(gate.id): [0.0, 60.0, 100.0], DeviceId(pump.id): [0.0, 0.0, 50.0]},
        rain=Band([0.0, 20.0, 40.0], [0.0, 0.0, 0.0], [9.0, 9.0, 90.0]),
    )  # fmt: skip


def test_between_two_points_of_a_curve_the_moment_lies_on_the_straight_line(bay: City) -> None:
    found = views_moment.expected(plain(look(bay)), bay, bay.streams, at(300), at(60), 7)
    lake, gate = bay.lakes[0], next(d for d in bay.devices if d.kind == "gate")
    i = found.levels.stream.index(lake.level)
    assert (found.levels.value[i], found.low[i], found.high[i], found.without[i]) == (1.5, 1.0, 2.25, 2.0)
    assert found.settings[str(gate.id)] == 30.0
    assert found.levels.value[found.levels.stream.index(gate.read_back)] == 30.0
    assert {v for s, v in zip(bay.streams, found.levels.value, strict=True) if s.measures == "rain"} == {10.0}
    assert (found.forecast, found.entities, found.decision, found.sequence) == (True, {}, "decision/1", 7)


def test_a_pump_is_expected_at_its_share_of_what_it_can(bay: City) -> None:
    pump = next(d for d in bay.devices if d.kind == "pump")
    found = views_moment.expected(plain(look(bay)), bay, bay.streams, at(1200), at(60), 7)
    assert found.levels.value[found.levels.stream.index(pump.read_back)] == pytest.approx(0.5 * pump.rated_m3s)


def test_what_the_look_ahead_doesnt_follow_is_unknown_not_zero(bay: City) -> None:
    found = views_moment.expected(plain(look(bay)), bay, bay.streams, at(300), at(60), 7)
    tide = found.levels.stream.index(next(s.id for s in bay.streams if s.measures == "tide"))
    assert (found.levels.value[tide], found.low[tide], found.levels.time[tide]) == (None, None, None)


def test_beyond_the_last_point_or_without_a_look_ahead_nobody_knows(bay: City) -> None:
    with pytest.raises(ValueError, match="ends at 2026-07-24T06:20:00Z"):
        views_moment.expected(plain(look(bay)), bay, bay.streams, at(1201), at(60), 7)
    with pytest.raises(ValueError, match="nobody looks ahead"):
        views_moment.expected(None, bay, bay.streams, at(300), at(60), 7)


# -- frames and curves ------------------------------------------------------------------------------------------------

def tell(store: EmbeddedStore, brain: Brain, *bodies: Estimate | Decision) -> None:
    """As a job's results come in: records of their own, between two ticks."""
    kinds = {Estimate: "estimate", Decision: "decision"}
    for body in bodies:
        rec = record(kinds[type(body)], str(body.id), brain.now, "look-ahead", body)
        brain.change((rec,), brain.state, ())


@pytest.fixture
def told(bay: City, store: EmbeddedStore) -> Brain:
    brain = Brain(prepare(bay), store, T0)
    brain.declare(declarations(bay, "digest", T0))
    return brain


def test_a_frame_carries_the_newest_look_ahead_alone_and_only_where_it_is_new(
    bay: City, store: EmbeddedStore, told: Brain
) -> None:
    first = look(bay)
    tell(store, told, first, Estimate(id="estimate/1", at=at(0), levels={}))
    tell(store, told, *(replace(first, id=f"decision/{n}") for n in (2, 3, 4)))
    whole = views.frame(store, told.state, told.city.order, CLOCK, 0)
    assert (list(whole.entities["decision"]), list(whole.entities["estimate"])) == (["decision/4"], ["estimate/1"])
    later = views.frame(store, told.state, told.city.order, CLOCK, whole.sequence - 2)
    assert later.entities == {"decision": {"decision/4": whole.entities["decision"]["decision/4"]}}
    assert views.frame(store, told.state, told.city.order, CLOCK, whole.sequence).entities == {}


def test_a_levels_curve_takes_the_newest_look_ahead_while_it_holds(
    bay: City, store: EmbeddedStore, told: Brain
) -> None:
    tell(store, told, look(bay))
    lake = bay.lakes[0].level
    found = views.series(store, told.city.order, lake, at(0), at(60), 5, at(60))
    assert (found.forecast_expected, found.without) == ([1.0, 2.0, 2.0], [1.0, 3.0, 5.0])
    assert (found.forecast_low, found.forecast_high) == ([0.5, 1.5, 1.0], [1.5, 3.0, 4.0])
    assert (found.decision, found.decided_at) == ("decision/1", at(0))
    old = views.series(store, told.city.order, lake, at(0), at(60), 5, at(76 * 60))
    assert (old.forecast_time, old.decision) == ([], None)
    tell(store, told, replace(look(bay), id="decision/2", times=[], with_plan={}, error="the model died"))
    failed = views.series(store, told.city.order, lake, at(0), at(60), 5, at(60))
    assert (failed.forecast_time, failed.decision) == ([], None)


def test_a_stream_without_a_curve_has_no_forecast(bay: City, store: EmbeddedStore, told: Brain) -> None:
    tell(store, told, look(bay))
    assert views.series(store, told.city.order, "sea.tide", at(0), at(60), 5, at(60)).forecast_time == []


def test_looks_ahead_are_listed_by_when_they_were_asked_and_found_in_full(
    bay: City, store: EmbeddedStore, told: Brain
) -> None:
    plans = [Tried("hold", {}, [], 9.0), Tried("rule", {}, [], 5.0), Tried("plan-1", {}, [], 4.0)]
    for n in range(4):
        told.tick(at(900 * n + 10), [])
        tell(store, told, replace(look(bay), id=f"decision/{n}", asked_at=at(900 * n), tried=plans))
    lines = views_decisions.decisions(store, at(900), at(1800))
    assert [x.id for x in lines] == ["decision/1", "decision/2"]
    assert lines[0].scores == {"hold": 9.0, "rule": 5.0}
    assert lines[0].tried == 3
    whole = views_decisions.decision(store, "decision/3")
    assert (whole["asked_at"], len(whole["times"])) == ("2026-07-24T06:45:00Z", 3)
    with pytest.raises(KeyError):
        views_decisions.decision(store, "F-0001")
    assert views_decisions.decisions(store, at(9000), at(9999)) == []


def test_streams_are_those_of_the_journal(bay: City) -> None:
    found = views_moment.expected(plain(look(bay)), bay, tuple(reversed(bay.streams)), at(300), at(60), 7)
    assert found.levels.stream[-1] == bay.streams[0].id
    assert found.levels.value[found.levels.stream.index(StreamId(bay.lakes[0].level))] == 1.5
