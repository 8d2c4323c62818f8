"""Reading back: last values of many streams, a chart of one, all readings of some for export."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any

import numpy as np
import pyarrow as pa
from msgspec import Struct
from sqlalchemy import Connection

from banyan.measure.lttb import chosen
from banyan.model.columns import NO_TIME
from banyan.model.things import Wrong
from banyan.stores.journal import Journal
from banyan.stores.things.kept import KEPT, Kept
from banyan.stores.things.rollups import WIDTHS, Rollup
from banyan.stores.things.segments import array
from banyan.stores.things.streams import Streams

FEWEST = 3              # points of a chart
FINE = 4                # buckets a point, at least, before readings are drawn by their rollups
MOST_MENDED = 200       # buckets with a reading that was changed; beyond it a chart is made of the readings
SCHEMA = pa.schema([("id", pa.int64()), ("stream", pa.uint32()), ("time", pa.timestamp("us", "UTC")),
                    ("value", pa.float64()), ("whole", pa.bool_()), ("result_time", pa.timestamp("us", "UTC")),
                    ("feature", pa.uint32()), ("quality", pa.uint8())])


class Latest(Struct, frozen=True):
    """Of streams in the order in which they were asked for: the newest reading's `time` in µs (int64; NO_TIME: there is
    none) and `value` (float64; NaN).
    """

    time: Any
    value: Any


class Chart(Struct, frozen=True):
    """A line of at most as many points as were asked for: real readings, with their time in µs (int64) and value, and
    how low and how high the readings from each point to the next went. `width`: of the buckets it is made of, in µs; 0:
    of the readings themselves. `readings`: how many there are.
    """

    time: Any
    value: Any
    low: Any
    high: Any
    width: int
    readings: int


class History(ABC):
    """What every store gives alike. A store of a kind says how it finds newest readings, readings and buckets."""

    def __init__(self, store: Journal, streams: Streams,
                 looking: Callable[[], AbstractContextManager[Connection]]) -> None:
        """`looking` gives a connection that sees one state."""
        self._store = store
        self._streams = streams
        self._looking = looking

    @abstractmethod
    def _newest(self, c: Connection, streams: Any) -> tuple[Any, Any, Any]:
        """Time, place and value of the newest reading of each of some streams (ascending); NO_TIME, 0, NaN: none."""

    @abstractmethod
    def _readings(self, c: Connection, stream: int, begin: int, end: int) -> Kept:
        """All with begin <= time < end, in order."""

    @abstractmethod
    def _bars(self, c: Connection, stream: int, begin: int, end: int, n: int) -> Rollup:
        """The same in buckets of the n-th of WIDTHS."""

    @abstractmethod
    def export(self, streams: Sequence[int], begin: int, end: int) -> Iterator[Any]:
        """Arrow record batches (SCHEMA) of the readings with begin <= time < end, in ascending order within a batch.
        What was there at the first is what is given; no transaction waits for the reader, who may be slow.
        """

    def latest(self, streams: Sequence[int]) -> Latest:
        """From memory. What isn't there yet after a start, or was changed since, is looked up once and kept."""
        numbers = np.asarray(streams, np.int64)
        fresh, time, value = self._streams.latest(numbers)
        if not fresh.all():
            lacking = np.unique(numbers[~fresh])
            at, found = self._look_up(lacking)
            places = np.searchsorted(lacking, numbers[~fresh])
            time[~fresh], value[~fresh] = at[places], found[places]
        return Latest(time, value)

    def _look_up(self, streams: Any) -> tuple[Any, Any]:
        """Of streams in ascending order."""
        known = self._streams
        with self._store.turn, self._looking() as c:
            known.refusals(c, streams)          # their rows are read, if they weren't
            known.ended(True)                   # as they are committed: nobody writes now
        changes = known.changes
        with self._looking() as c:
            time, place, value = self._newest(c, streams)
        with self._store.turn:
            inside = streams < len(known.fresh)
            some = streams[inside]          # one without a reading, too: there is none until it gets one
            at = np.searchsorted(streams, some)
            ours = ~known.fresh[some] & (known.end[some] <= time[at]) & known.there(some)
            if known.changes == changes:
                some, at = some[ours], at[ours]
                known.renew(some, time[at], place[at], value[at])
        return time, value

    def chart(self, stream: int, begin: int, end: int, points: int) -> Chart:
        """Of the readings with begin <= time < end; drawn by rollups, from the bucket of `begin` on, where there are at
        least FINE buckets a point. Raises Wrong: 400 for what makes no line, 503 for a range of too many readings.
        """
        if points < FEWEST or end <= begin:
            raise Wrong(400, f"{points} points from {begin} to {end} make no chart",
                        f"{FEWEST} points or more, and an end behind the begin")
        width = max((width for width in WIDTHS if (end - begin) // width >= FINE * points), default=0)
        with self._looking() as c:
            if width:
                bars = self._bars(c, stream, begin // width * width, end, WIDTHS.index(width))
                time, value, low, high, count = bars.last_time, bars.last, bars.low, bars.high, int(bars.count.sum())
            else:
                rows = self._readings(c, stream, begin, end)
                time, value, low, high, count = rows.time, rows.value, rows.value, rows.value, len(rows)
        if not len(time):
            return Chart(time, value, low, high, width, 0)
        places = chosen(time, value, points)
        return Chart(time[places], value[places], np.minimum.reduceat(low, places), np.maximum.reduceat(high, places),
                     width, count)


def record_batch(rows: Kept) -> Any:
    said = rows.result_time != NO_TIME
    columns = {"id": rows.ids, **{name: getattr(rows, name) for name, _ in KEPT}}
    return pa.record_batch([array(columns[field.name], field.type, said if field.name == "result_time" else None)
                            for field in SCHEMA], schema=SCHEMA)


def edge(end: int, width: int) -> Any:
    """The bucket of which a range holds the beginning alone: of it a rollup says too much."""
    return np.array([end // width * width] if end % width else [], np.int64)
