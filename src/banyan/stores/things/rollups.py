"""Rollups: of each stream and each five minutes, hour and day how many readings there were, the least, the greatest,
their sum and the last. Parts of one bucket from several segments add up, so a late reading has nothing written anew.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from msgspec import Struct

from banyan.stores.things.kept import Kept
from banyan.stores.things.segments import array

MINUTE = 60_000_000                                     # µs
WIDTHS = (5 * MINUTE, 60 * MINUTE, 1440 * MINUTE)       # buckets begin at whole multiples, in UTC
WORTH = 20              # readings a bucket, on average: with fewer the readings themselves are as quickly read
_COLUMNS = (("stream", np.uint32), ("begin", np.int64), ("count", np.int64), ("low", np.float64), ("high", np.float64),
            ("sum", np.float64), ("last_time", np.int64), ("last", np.float64))
SCHEMA = pa.schema([(name, pa.from_numpy_dtype(dtype)) for name, dtype in _COLUMNS])
ENCODINGS = {name: "BYTE_STREAM_SPLIT" if dtype is np.float64 else "DELTA_BINARY_PACKED" for name, dtype in _COLUMNS}


class Rollup(Struct, frozen=True):
    """Columns of equal length, ascending by (stream, begin): `begin` of the bucket and `last_time` in µs (int64),
    `count` int64, `low`, `high`, `sum` and `last` in the stream's unit (float64).
    """

    stream: Any
    begin: Any
    count: Any
    low: Any
    high: Any
    sum: Any
    last_time: Any
    last: Any

    def __len__(self) -> int:
        return len(self.stream)

    @property
    def mean(self) -> Any:
        return self.sum / self.count

    def some(self, chosen: Any) -> "Rollup":
        return Rollup(*(getattr(self, name)[chosen] for name, _ in _COLUMNS))


NOTHING = Rollup(*(np.empty(0, dtype) for _, dtype in _COLUMNS))


def rolled(rows: Kept, width: int) -> Rollup:
    """Of rows in the order of (stream, time, place)."""
    if not len(rows):
        return NOTHING
    begin = rows.time // width * width
    new = (rows.stream[1:] != rows.stream[:-1]) | (begin[1:] != begin[:-1])
    starts = np.flatnonzero(np.concatenate(([True], new)))
    ends = np.append(starts[1:], len(rows)) - 1
    return Rollup(rows.stream[starts], begin[starts], ends - starts + 1, np.minimum.reduceat(rows.value, starts),
                  np.maximum.reduceat(rows.value, starts), np.add.reduceat(rows.value, starts), rows.time[ends],
                  rows.value[ends])


def added_up(parts: Sequence[Rollup], width: int) -> Rollup:
    """Buckets of any parts, also narrower ones, as buckets of one width. Of two last readings at one time the later
    part's counts.
    """
    whole = Rollup(*(np.concatenate([np.empty(0, dtype), *(getattr(part, name) for part in parts)]).astype(dtype)
                     for name, dtype in _COLUMNS))
    if not len(whole):
        return NOTHING
    begin = whole.begin // width * width
    order = np.lexsort((np.arange(len(whole)), whole.last_time, begin, whole.stream))
    whole, begin = whole.some(order), begin[order]
    new = (whole.stream[1:] != whole.stream[:-1]) | (begin[1:] != begin[:-1])
    starts = np.flatnonzero(np.concatenate(([True], new)))
    ends = np.append(starts[1:], len(whole)) - 1
    return Rollup(whole.stream[starts], begin[starts], np.add.reduceat(whole.count, starts),
                  np.minimum.reduceat(whole.low, starts), np.maximum.reduceat(whole.high, starts),
                  np.add.reduceat(whole.sum, starts), whole.last_time[ends], whole.last[ends])


class Rolling:
    """Rolls up rows that come in the order of a segment, part by part, in runs of whole streams: each run in those
    widths in which there are much fewer buckets than readings. The rows themselves aren't kept.
    """

    def __init__(self, at_once: int) -> None:
        """`at_once`: rows of a run; one stream's may be more."""
        self._at_once = at_once
        self._stream = -1
        self._begin()

    def _begin(self) -> None:
        self._rows = 0
        self._parts: dict[int, list[Rollup]] = {n: [] for n in range(len(WIDTHS))}
        self._buckets = dict.fromkeys(self._parts, 0)

    def add(self, rows: Kept) -> Iterator[tuple[int, Rollup]]:
        """Rows behind those before. The rollups of the run that they end, if they do: the width's place in WIDTHS, and
        its buckets.
        """
        last = int(np.searchsorted(rows.stream, rows.stream[-1]))
        for some in (rows.some(slice(last)), rows.some(slice(last, None))):
            if len(some):
                if self._rows >= self._at_once and some.stream[0] != self._stream:
                    yield from self.ended()
                self._roll(some)

    def _roll(self, rows: Kept) -> None:
        self._stream = rows.stream[-1]
        self._rows += len(rows)
        for n, parts in self._parts.items():
            part = rolled(rows, WIDTHS[n])
            goes_on = parts and parts[-1].stream[-1] == part.stream[0] and parts[-1].begin[-1] == part.begin[0]
            self._buckets[n] += len(part) - bool(goes_on)
            parts.append(part)
        if self._rows >= self._at_once:         # of a stream that goes on for long, too, no more is held than pays
            self._parts = dict(self._paying())

    def _paying(self) -> list[tuple[int, list[Rollup]]]:
        return [(n, parts) for n, parts in self._parts.items() if self._buckets[n] * WORTH <= self._rows]

    def ended(self) -> Iterator[tuple[int, Rollup]]:
        """The rollups of the last run."""
        found = self._paying() if self._rows else []
        self._begin()
        for n, parts in found:
            yield n, added_up(parts, WIDTHS[n])


def table(rollup: Rollup) -> Any:
    return pa.Table.from_arrays([array(getattr(rollup, field.name), field.type) for field in SCHEMA], schema=SCHEMA)


def rollup_of(found: Any) -> Rollup:
    """Of the Arrow table that a file gave."""
    return Rollup(*(found.column(name).to_numpy() for name, _ in _COLUMNS))
