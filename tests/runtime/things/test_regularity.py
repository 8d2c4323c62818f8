"""How regularly streams report: hour by hour, against counting reading by reading."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.runtime.things.catalogue import position
from banyan.runtime.things.regularity import HOUR, HOURS, TOGETHER, Regularity, counted, narrow, wide
from banyan.runtime.things.standing import duration

NOW = 500_000 * HOUR + HOUR // 2


class Kept:
    """Readings (stream, time, value, quality), given in batches of three, in no order."""

    def __init__(self, rows: Sequence[tuple[int, int, float, int]]) -> None:
        self.rows = list(rows)
        self.asked: list[int] = []

    def export(self, streams: Sequence[int], begin: int, end: int) -> Iterator[Any]:
        self.asked.append(begin // HOUR)
        mine = [row for row in self.rows if row[0] in set(streams) and begin <= row[1] < end]
        for first in range(0, len(mine), 3):
            stream, time, value, quality = zip(*mine[first : first + 3], strict=True)
            yield pa.record_batch([pa.array(stream, pa.uint32()), pa.array(time, pa.timestamp("us", "UTC")),
                                   pa.array(value, pa.float64()), pa.array(quality, pa.uint8())],
                                  names=["stream", "time", "value", "quality"])


READINGS = st.lists(st.tuples(st.integers(1, 4), st.integers(NOW - HOURS * HOUR, NOW), st.sampled_from([0.0, 1.5, 2.0]),
                              st.integers(0, 7)), max_size=40, unique_by=lambda row: row[:2])


@settings(deadline=None)         # on a loaded machine, too
@given(READINGS)
def test_a_day_is_what_its_readings_are_one_by_one(rows: list[tuple[int, int, float, int]]) -> None:
    looking = Regularity(Kept(rows), lambda: NOW)
    assert looking.look([1, 2, 3, 4, 5])
    oldest = (NOW // HOUR - HOURS + 1) * HOUR
    assert looking.seen.since == oldest
    mine = defaultdict(list)
    for stream, time, value, quality in sorted(rows):
        if time >= oldest:
            mine[stream].append((time, value, quality))
    found = looking.seen.of(np.arange(1, 6))
    for n, stream in enumerate(range(1, 6)):
        all_ = mine[stream]
        said = (int(found.count[n]), int(found.jumps[n]), bool(found.stuck[n]))
        assert said == (len(all_), sum(q >> 1 & 1 for _, _, q in all_), bool(all_ and all_[-1][2] & 4))
        if all_:
            values = [value for _, value, _ in all_]
            assert (found.low[n], found.high[n]) == (min(values), max(values))
            assert (found.first[n], found.last[n]) == (all_[0][0], all_[-1][0])


def test_a_round_goes_back_no_further_than_it_may_and_the_next_goes_on() -> None:
    kept = Kept([(1, NOW - hour * HOUR, 1.0, 0) for hour in range(HOURS)])
    looking = Regularity(kept, lambda: NOW, most=10)
    assert not looking.look([1])
    assert (int(looking.seen.of(np.array([1])).count[0]), looking.seen.since) == (10, (NOW // HOUR - 9) * HOUR)
    assert not looking.look([1])
    assert looking.look([1])
    assert int(looking.seen.of(np.array([1])).count[0]) == HOURS
    kept.asked.clear()
    assert looking.look([1])
    assert kept.asked == [NOW // HOUR], "what is complete isn't read again"


def test_the_hour_that_was_open_is_read_again_and_the_oldest_is_forgotten() -> None:
    now = [NOW]
    kept = Kept([(1, NOW, 1.0, 0)])
    looking = Regularity(kept, lambda: now[0])
    looking.look([1])
    kept.rows.append((1, NOW + HOUR // 4, 2.0, 0))
    now[0] = NOW + HOUR
    looking.look([1])
    assert int(looking.seen.of(np.array([1])).count[0]) == 2
    now[0] = NOW + HOURS * HOUR
    looking.look([1])
    assert int(looking.seen.of(np.array([1])).count[0]) == 0


@pytest.mark.parametrize("most", [10, 1_000])
def test_a_day_that_goes_on_is_kept_in_few_spans_and_says_what_its_readings_are(most: int) -> None:
    rows = [(1, NOW + minutes * HOUR // 60, float(minutes % 7), 0) for minutes in range(-48 * 60, 48 * 60, 17)]
    now = [NOW]
    looking = Regularity(Kept(rows), lambda: now[0], most)
    for hours in range(40):
        now[0] = NOW + hours * HOUR
        while not looking.look([1]):
            pass
        oldest, since = now[0] // HOUR - HOURS + 1, looking.seen.since // HOUR
        assert oldest - TOGETHER < since <= oldest
        mine = [row for row in rows if since * HOUR <= row[1] < (now[0] // HOUR + 1) * HOUR]
        found = looking.seen.of(np.array([1]))
        assert (int(found.count[0]), int(found.first[0]), int(found.last[0])) == (len(mine), mine[0][1], mine[-1][1])
        assert len(looking._spans) <= HOURS // TOGETHER + 2 * TOGETHER


def test_an_hour_of_a_stream_takes_no_more_than_31_bytes_and_says_the_same() -> None:
    draws, begin = np.random.default_rng(1), NOW // HOUR * HOUR
    stream = np.repeat(np.arange(100_000, 100_500), 60)
    time = begin + draws.integers(0, HOUR, len(stream))
    found = counted(stream, time, draws.normal(size=len(stream)), draws.integers(0, 8, len(stream)).astype(np.uint8))
    kept = narrow(found, begin, None)
    columns = [getattr(kept, name) for name in kept.__struct_fields__]
    assert sum(column.nbytes for column in columns) == 31 * 500
    assert narrow(found, begin, kept).stream is kept.stream
    for name in found.__struct_fields__:
        whole = getattr(wide(kept, begin), name)
        assert (whole.dtype, whole.tolist()) == (getattr(found, name).dtype, getattr(found, name).tolist())


def test_readings_need_no_order() -> None:
    quality = np.array([0, 0, 2], np.uint8)
    found = counted(np.array([2, 1, 2]), np.array([30, 20, 10]), np.array([1.0, 5.0, 9.0]), quality)
    assert (found.stream.tolist(), found.first.tolist(), found.last.tolist()) == ([1, 2], [20, 10], [20, 30])
    assert (found.low.tolist(), found.high.tolist(), found.jumps.tolist()) == ([5.0, 1.0], [5.0, 9.0], [0, 1])


@pytest.mark.parametrize(("seconds", "en", "zh"), [
    (0, "0 s", "0秒"), (59.6, "1 min", "1分钟"), (3_600, "1 h", "1小时"), (90_061, "1 d 1 h", "1天1小时"),
    (7_325, "2 h 2 min", "2小时2分钟"), (86_405, "1 d 5 s", "1天5秒"),
])  # fmt: skip
def test_a_duration_is_said_in_its_two_largest_units(seconds: float, en: str, zh: str) -> None:
    assert (duration(seconds).en, duration(seconds).zh) == (en, zh)


@pytest.mark.parametrize(("location", "at"), [
    ({"type": "Point", "coordinates": [1, 2]}, (1.0, 2.0)),
    ({"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2, 3]}, "properties": {}}, (1.0, 2.0)),
    ({"type": "Polygon", "coordinates": [[[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]]}, (2.0, 2.0)),
    ({"type": "Point", "coordinates": []}, None), ({"type": "Feature", "geometry": None}, None),
    ({"type": "Point", "coordinates": ["a", None]}, None), ({"type": "Nothing"}, None), ("by the mill", None),
    (None, None), ([1, 2], None),
])  # fmt: skip
def test_a_position_is_a_point_of_geojson_and_of_nothing_else(location: Any, at: tuple[float, float] | None) -> None:
    assert position(location) == at
