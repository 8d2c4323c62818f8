"""Rain that fell, to the quarter hour, as the mean of the gauges."""

from datetime import UTC, datetime, timedelta

import msgspec

from banyan.measure.rainfall import KEPT, Fallen, add, fallen
from banyan.model.ids import StreamId
from banyan.model.time import micros

NOON = datetime(2026, 7, 24, 12, 0, tzinfo=UTC)
ONE, TWO = StreamId("rain-1.rain"), StreamId("rain-2.rain")


def minutes(stream: StreamId, first: int, last: int, mm_per_h: float) -> list[tuple[StreamId, int, float, int]]:
    return [(stream, micros(NOON + timedelta(minutes=m)), mm_per_h, 60) for m in range(first, last)]


def test_before_any_reading_nothing_has_fallen() -> None:
    assert fallen(Fallen({}), NOON) == {1: 0.0, 3: 0.0, 6: 0.0, 24: 0.0}


def test_sums_by_hours_are_in_millimetres() -> None:
    memory = add(Fallen({}), minutes(ONE, -30, 0, 60))                 # half an hour at 60 mm/h: 30 mm
    memory = add(memory, minutes(ONE, -150, -120, 20))                 # and 10 mm two hours before
    assert {h: round(mm, 6) for h, mm in fallen(memory, NOON).items()} == {1: 30.0, 3: 40.0, 6: 40.0, 24: 40.0}


def test_two_gauges_count_by_their_mean() -> None:
    memory = add(add(Fallen({}), minutes(ONE, -60, 0, 30)), minutes(TWO, -60, 0, 10))
    assert round(fallen(memory, NOON)[1], 6) == 20.0


def test_rain_older_than_a_day_is_forgotten() -> None:
    memory = add(Fallen({}), minutes(ONE, -26 * 60, 0, 4))
    assert round(fallen(memory, NOON)[24], 6) == 96.0
    assert len(memory.sums[ONE]) <= KEPT
    assert fallen(memory, NOON + timedelta(hours=25))[24] == 0.0


def test_it_remembers_through_a_snapshot() -> None:
    memory = add(Fallen({}), minutes(ONE, -30, 0, 7))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(memory), type=Fallen) == memory
