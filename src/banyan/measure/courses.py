"""What was measured, stream by stream, thinned to a curve as it is read: memory doesn't grow with the readings."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import numpy as np
from msgspec import Struct

from banyan.model.ids import StreamId
from banyan.model.observation import Batch, Quality
from banyan.model.stream import Measures, Stream
from banyan.model.time import Instant, instant, micros, minutes

EVERY = minutes(10)
MOST = 3000              # points of a curve: what covers more time is spaced wider
FAULTY = int(Quality.JUMP)


class Course(Struct, frozen=True):
    """One stream's accepted readings in steps of `every` from `begin`; None where none came.

    `mean`, `low` and `high` over each step in the stream's unit. `over_at` and `over_until`: the first and the last
    reading above the mark that was asked for.
    """

    stream: StreamId
    measures: Measures
    unit: str
    begin: Instant
    every: timedelta
    mean: list[float | None]
    low: list[float | None]
    high: list[float | None]
    readings: int
    peak: float | None = None
    peak_at: Instant | None = None
    over_at: Instant | None = None
    over_until: Instant | None = None

    @property
    def lowest(self) -> float | None:
        return min((v for v in self.low if v is not None), default=None)

    def times(self) -> list[Instant]:
        """The middle of each step."""
        return [self.begin + self.every * (i + 0.5) for i in range(len(self.mean))]

    def at(self, when: Instant) -> float | None:
        """The mean of the step that holds `when`; None outside or where nothing was read."""
        i = (when - self.begin) // self.every
        return self.mean[i] if 0 <= i < len(self.mean) else None


class Gathering:
    """Takes batches in any order; gives a Course a stream. `marks`: by stream, what counts as over."""

    def __init__(
        self, streams: Sequence[Stream], begin: Instant, end: Instant, marks: Mapping[StreamId, float] | None = None
    ) -> None:
        """`streams` in the order that batches index."""
        self._streams = streams
        self._begin = micros(begin)
        span = max(micros(end) - self._begin, 1)
        steps = -(-span // (EVERY // timedelta(microseconds=1)))
        self._width = (EVERY // timedelta(microseconds=1)) * max(1, -(-steps // MOST))
        self._count = -(-span // self._width)
        shape = (len(streams), self._count)
        self._sum, self._n = np.zeros(shape), np.zeros(shape, "<i8")
        self._low, self._high = np.full(shape, np.inf), np.full(shape, -np.inf)
        self._peak: dict[int, tuple[float, int]] = {}
        self._over: dict[int, tuple[int, int]] = {}
        by_id = {s.id: i for i, s in enumerate(streams)}
        self._marks = {by_id[sid]: mark for sid, mark in (marks or {}).items() if sid in by_id}
        self.accepted = 0

    def add(self, batch: Batch) -> None:
        self.accepted += len(batch)
        step = (batch.time - self._begin) // self._width
        used = (step >= 0) & (step < self._count) & ((batch.quality & FAULTY) == 0)
        used &= batch.stream < len(self._streams)
        stream, time, value, step = (column[used] for column in (batch.stream, batch.time, batch.value, step))
        at = (stream, step)
        np.add.at(self._sum, at, value)
        np.add.at(self._n, at, 1)
        np.minimum.at(self._low, at, value)
        np.maximum.at(self._high, at, value)
        for i in np.unique(stream).tolist():
            mine = stream == i
            self._extremes(i, time[mine], value[mine])

    def _extremes(self, i: int, time: Any, value: Any) -> None:
        k = int(np.argmax(value))
        if i not in self._peak or float(value[k]) > self._peak[i][0]:
            self._peak[i] = (float(value[k]), int(time[k]))
        if i in self._marks and (over := time[value > self._marks[i]]).size:
            first, last = self._over.get(i, (int(over.min()), int(over.max())))
            self._over[i] = (min(first, int(over.min())), max(last, int(over.max())))

    def courses(self) -> dict[StreamId, Course]:
        return {s.id: self._course(i, s) for i, s in enumerate(self._streams)}

    def _course(self, i: int, stream: Stream) -> Course:
        n = self._n[i].tolist()
        peak, over = self._peak.get(i), self._over.get(i)
        means = (self._sum[i] / np.maximum(self._n[i], 1)).tolist()
        return Course(
            stream.id, stream.measures, stream.unit, instant(self._begin), timedelta(microseconds=self._width),
            mean=_known(means, n), low=_known(self._low[i].tolist(), n), high=_known(self._high[i].tolist(), n),
            readings=sum(n), peak=peak[0] if peak else None, peak_at=instant(peak[1]) if peak else None,
            over_at=instant(over[0]) if over else None, over_until=instant(over[1]) if over else None,
        )  # fmt: skip


def _known(values: list[float], n: list[int]) -> list[float | None]:
    return [round(v, 4) if count else None for v, count in zip(values, n, strict=True)]


def rain_mm(courses: Mapping[StreamId, Course], begin: Instant, end: Instant) -> float | None:
    """mm that fell in [begin, end) by the mean of the rain gauges, to the step; None where no gauge spoke."""
    total, spoke = 0.0, False
    for rate, at, every in rain_rates(courses):
        if rate is not None and begin <= at < end:
            total, spoke = total + rate * (every / timedelta(hours=1)), True
    return total if spoke else None


def rain_rates(courses: Mapping[StreamId, Course]) -> list[tuple[float | None, Instant, timedelta]]:
    """(mean of the gauges in mm/h, the middle of the step, its length)."""
    gauges = [c for c in courses.values() if c.measures is Measures.RAIN and c.readings]
    if not gauges:
        return []
    every = gauges[0].every
    found = []
    for i, at in enumerate(gauges[0].times()):
        rates = [c.mean[i] for c in gauges]
        known = [rate for rate in rates if rate is not None]
        found.append((sum(known) / len(known) if known else None, at, every))
    return found
