from datetime import UTC, datetime

import msgspec
import pytest

from banyan.measure.rainfall import Fallen, add, fallen
from banyan.model.ids import StreamId
from banyan.model.time import micros, minutes

NOON = datetime(2026, 7, 24, 12, tzinfo=UTC)
A, B = StreamId("rain-1.rain"), StreamId("rain-2.rain")


def rain(memory: Fallen, gauge: StreamId, first: int, last: int, mm_per_h: float) -> Fallen:
    """A reading a minute, from `first` to before `last` minutes after noon."""
    return add(memory, [(gauge, micros(NOON + minutes(m)), mm_per_h, 60) for m in range(first, last)])


def test_an_hour_of_30_mm_an_hour_is_30_mm() -> None:
    told = fallen(rain(Fallen({}), A, 0, 60, 30.0), NOON + minutes(60))
    assert {hours: round(mm, 9) for hours, mm in told.items()} == {1: 30.0, 3: 30.0, 6: 30.0, 24: 30.0}


def test_two_gauges_count_as_their_mean() -> None:
    both = rain(rain(Fallen({}), A, 0, 60, 30.0), B, 0, 60, 10.0)
    assert fallen(both, NOON + minutes(60))[1] == pytest.approx(20.0)


def test_a_gauge_that_falls_silent_does_not_make_the_rain_less() -> None:
    told = rain(rain(Fallen({}), A, 0, 60, 30.0), B, 0, 1, 30.0)
    assert fallen(told, NOON + minutes(60))[1] == pytest.approx(30.0)


def test_rain_leaves_the_window_by_quarters_and_the_memory_after_a_day() -> None:
    told = rain(Fallen({}), A, 0, 15, 40.0)
    assert fallen(told, NOON + minutes(74))[1] == pytest.approx(10.0)
    assert fallen(told, NOON + minutes(75))[1] == 0.0
    later = rain(told, A, 2000, 3500, 1.0)
    assert len(later.sums[A]) <= 24 * 4 + 1
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(later), type=Fallen) == later


def test_no_gauge_no_rain() -> None:
    assert fallen(Fallen({}), NOON) == {1: 0, 3: 0, 6: 0, 24: 0}
