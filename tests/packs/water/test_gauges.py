"""Which level is believed: staleness, a frozen gauge, and two gauges that contradict each other."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from banyan.model.decision import Doubt
from banyan.model.ids import StreamId
from banyan.model.situation import Situation
from banyan.model.text import Said
from banyan.packs.water import gauges
from tests.packs.water.situations import NOON, city, lake, moment, rain

TOWN = city(controller={"second.pond": "canal.level"})
POND = lake()


def believed(
    levels: dict[str, float], age_min: dict[str, float] | None = None, minutes_unchanged: float = 0.0
) -> float | None:
    """Steer by these levels, after both gauges said exactly the same for so long (0: they have just moved)."""
    watches: dict[str, gauges.Watch] = {}
    if minutes_unchanged:
        earlier = moment(TOWN, {"pond.level": levels["pond.level"]}, now=NOON - timedelta(minutes=minutes_unchanged))
        watches = gauges.watch(earlier, watches)
    seen = moment(TOWN, levels, age_min=age_min)
    return gauges.lake_level(seen, POND, 10.0, gauges.watch(seen, watches))


def test_a_silent_lake_gauge_leaves_the_lake_to_the_safe_state() -> None:
    assert believed({"pond.level": 1.2, "canal.level": 1.3}, {"pond.level": 10.5}) is None
    assert believed({"canal.level": 1.3}) is None


def test_a_reading_of_exactly_the_age_limit_still_steers() -> None:
    assert believed({"pond.level": 1.2}, {"pond.level": 10.0}) == 1.2


def test_a_canal_above_its_lake_is_what_a_storm_looks_like() -> None:
    assert believed({"pond.level": 1.2, "canal.level": 1.9}) == 1.2


def test_a_lake_that_seems_to_stand_above_its_canal_is_not_believed() -> None:
    assert believed({"pond.level": 1.46, "canal.level": 1.2}) == 1.2
    assert believed({"pond.level": 1.44, "canal.level": 1.2}) == 1.44     # within 0.25 m


def test_a_second_gauge_that_is_silent_contradicts_nothing() -> None:
    assert believed({"pond.level": 2.4, "canal.level": 1.2}, {"canal.level": 30.0}) == 2.4


def test_a_frozen_gauge_gives_way_to_the_second_after_half_an_hour() -> None:
    assert believed({"pond.level": 1.2, "canal.level": 2.0}, minutes_unchanged=29.0) == 1.2
    assert believed({"pond.level": 1.2, "canal.level": 2.0}, minutes_unchanged=30.0) == 2.0


def test_a_frozen_second_gauge_contradicts_nothing() -> None:
    before = gauges.watch(moment(TOWN, {"canal.level": 1.2}, now=NOON - timedelta(minutes=45)), {})
    seen = moment(TOWN, {"pond.level": 2.4, "canal.level": 1.2})
    assert gauges.lake_level(seen, POND, 10.0, gauges.watch(seen, before)) == 2.4


def test_a_new_value_starts_a_new_watch() -> None:
    first = gauges.watch(moment(TOWN, {"pond.level": 1.2}, now=NOON - timedelta(hours=1)), {})
    second = gauges.watch(moment(TOWN, {"pond.level": 1.201}), first)
    assert second["pond.level"] == gauges.Watch(1.201, NOON, NOON)


def test_the_tide_is_measured_else_read_from_the_table() -> None:
    table = rain(0.0, 0.0, tide=(0.8, 0.4))
    assert gauges.tide(moment(TOWN, {"sea.tide": 0.5}, table), 10.0) == 0.5
    assert gauges.tide(moment(TOWN, {"sea.tide": 0.5}, table, age_min={"sea.tide": 20.0}), 10.0) == 0.8
    assert gauges.tide(moment(TOWN, {}), 10.0) is None


def doubting(levels: dict[str, float], instead: float | None, beside: dict[str, float] | None = None) -> Situation:
    """The pond's own gauge isn't believed."""
    over = {StreamId(s): m for s, m in (beside or {}).items()}
    doubt = Doubt(Said("judge.trust.departs"), NOON, "estimate/1", instead, over)
    return replace(moment(TOWN, levels), doubts={POND.level: doubt})


def test_a_gauge_that_is_not_believed_gives_way_to_what_stands_in_for_it() -> None:
    lies = {"pond.level": 2.4, "canal.level": 1.3}
    assert gauges.lake_level(doubting(lies, 1.1, {"canal.level": -0.2}), POND, 10.0, {}) == pytest.approx(1.1)
    assert gauges.lake_level(doubting(lies, 1.2), POND, 10.0, {}) == 1.2
    assert gauges.lake_level(doubting(lies, None), POND, 10.0, {}) is None      # as if it were silent


def test_the_interlocks_question_is_asked_of_the_reading_and_of_what_stands_in() -> None:
    seen = doubting({"pond.level": 2.4, "canal.level": 1.3}, 1.1)
    assert gauges.both(seen, POND.level, 10.0) == (1.1, 2.4)
    assert gauges.both(seen, StreamId("canal.level"), 10.0) == (1.3,)
    assert gauges.both(seen, StreamId("nobody.level"), 10.0) == gauges.both(seen, None, 10.0) == ()
