"""How regularly each stream reports: counts, jumps and range of its readings over the last day, hour by hour."""

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

import numpy as np
from msgspec import Struct

from banyan.model.observation import Quality

HOUR = 3_600_000_000                # µs
HOURS = 24                          # that are looked at
TOGETHER = 6                        # past hours that are kept as one span: a day in single hours is twice as large
MOST = 5_000_000                    # readings to one round; older hours come with the next rounds
APART = 262_144                     # lines of parts of an hour before they are put together
_JUMP, _STUCK = int(Quality.JUMP), int(Quality.STUCK)


class Readings(Protocol):
    """Record batches of all readings of some streams in a range of time (history.SCHEMA)."""

    def export(self, streams: Sequence[int], begin: int, end: int) -> Iterator[Any]: ...


class Hour(Struct, frozen=True):
    """Per stream, ascending: how many readings, how many of them jumped, first and last time in µs, lowest and highest
    value, and whether the last is flagged as stuck.
    """

    stream: Any
    count: Any
    jumps: Any
    first: Any
    last: Any
    low: Any
    high: Any
    stuck: Any


_COLUMNS = (("stream", np.int64), ("count", np.int64), ("jumps", np.int64), ("first", np.int64), ("last", np.int64),
            ("low", np.float64), ("high", np.float64), ("stuck", np.bool_))
NOTHING = Hour(*(np.empty(0, dtype) for _, dtype in _COLUMNS))


class Seen(Struct, frozen=True):
    """What is known of the time from `since` on, in µs."""

    since: int
    hours: Hour

    def of(self, numbers: Any) -> Hour:
        """Parallel to `numbers`; count 0 where a stream had no reading."""
        found = self.hours
        if not len(found.stream):
            return Hour(numbers, *(np.zeros(len(numbers), dtype) for _, dtype in _COLUMNS[1:]))
        at = np.minimum(np.searchsorted(found.stream, numbers), len(found.stream) - 1)
        there = found.stream[at] == numbers
        values = [np.where(there, getattr(found, name)[at], dtype(0)) for name, dtype in _COLUMNS[1:]]
        return Hour(numbers, *values)


class Regularity:
    """Thread-safe. A round reads the newest hours anew, late readings included as far as they belong there, and goes
    back by as many older hours as MOST allows, until it has HOURS. What is older is forgotten span by span, so up to
    TOGETHER - 1 hours more are looked at.
    """

    def __init__(self, readings: Readings, clock: Callable[[], int], most: int = MOST) -> None:
        self._readings = readings
        self._clock = clock
        self._most = most
        self._lock = threading.Lock()
        self._spans: dict[int, tuple[int, Hour]] = {}      # by first hour: how many hours, and what was seen in them
        self._until = 0                 # the hour in which the last round was
        self._past = ((0, 0), NOTHING)  # first hour, the open one, and what is between them
        self.seen = Seen(clock(), NOTHING)

    def look(self, streams: Sequence[int]) -> bool:
        """Whether all HOURS were looked at."""
        with self._lock:
            now = self._clock() // HOUR
            oldest = now - HOURS + 1
            self._spans = {begin: one for begin, one in self._spans.items() if begin + one[0] > oldest}
            left, known = self._most, self._known()
            for hour in range(now, oldest - 1, -1):
                if hour in known and hour < min(self._until, now):
                    continue
                if left <= 0 and hour < now:
                    break
                found, read = self._read(streams, hour)
                self._keep(hour, 1, found)
                left -= read
            self._until = now
            since, known = now, self._known()
            while since - 1 in known:
                since -= 1
            self._join(now)
            open_ = wide(self._spans[now][1], now * HOUR)
            self.seen = Seen(since * HOUR, together([self._before(since, now), open_]))
            return since <= oldest

    def _known(self) -> set[int]:
        return {hour for begin, (many, _) in self._spans.items() for hour in range(begin, begin + many)}

    def _keep(self, begin: int, many: int, found: Hour) -> None:
        beside = self._spans.get(begin + many)
        self._spans[begin] = many, narrow(found, begin * HOUR, beside and beside[1])

    def _join(self, now: int) -> None:
        """The hours up to the open one aren't read again."""
        for begin in range((now - 1) // TOGETHER * TOGETHER, now - HOURS - TOGETHER, -TOGETHER):
            hours = range(begin, begin + TOGETHER)
            if hours.stop <= now and all(self._spans.get(hour, (0,))[0] == 1 for hour in hours):
                whole = together([wide(self._spans.pop(hour)[1], hour * HOUR) for hour in hours])
                self._keep(begin, TOGETHER, whole)

    def _before(self, since: int, now: int) -> Hour:
        """The hours up to the open one, put together when they change: one by one, since all of them at once are a
        hundred megabytes and more.
        """
        if self._past[0] != (since, now):
            whole = NOTHING
            for begin in sorted(self._spans):
                if since <= begin < now:
                    whole = together([whole, wide(self._spans[begin][1], begin * HOUR)])
            self._past = ((since, now), whole)
        return self._past[1]

    def _read(self, streams: Sequence[int], hour: int) -> tuple[Hour, int]:
        parts, read = [NOTHING], 0
        for batch in self._readings.export(streams, hour * HOUR, (hour + 1) * HOUR):
            parts.append(counted(*(batch.column(name).to_numpy(zero_copy_only=False)
                                   for name in ("stream", "time", "value", "quality"))))
            read += batch.num_rows
            if sum(len(part.stream) for part in parts[1:]) > APART:
                parts = [together(parts)]
        return together(parts), read


def counted(stream: Any, time: Any, value: Any, quality: Any) -> Hour:
    """Of readings in any order; `time` as datetime64[us] or µs."""
    time = time.astype("datetime64[us]").astype(np.int64) if time.dtype.kind == "M" else time
    order = np.lexsort((time, stream))
    stream, time, value, quality = stream[order].astype(np.int64), time[order], value[order], quality[order]
    starts = np.flatnonzero(np.concatenate(([True], stream[1:] != stream[:-1])))
    ends = np.append(starts[1:], len(stream)) - 1
    return Hour(stream[starts], ends - starts + 1, np.add.reduceat(((quality & _JUMP) != 0).astype(np.int64), starts),
                time[starts], time[ends], np.minimum.reduceat(value, starts), np.maximum.reduceat(value, starts),
                (quality[ends] & _STUCK) != 0)


def narrow(found: Hour, begin: int, beside: Hour | None) -> Hour:
    """A span from `begin` on as it is kept: in half the memory, since it stays for a day. `beside`: another one, which
    has its streams' numbers for both where they are the same.
    """
    stream = found.stream.astype(_least(found.stream))
    if beside is not None and np.array_equal(stream, beside.stream):
        stream = beside.stream
    return Hour(stream, found.count.astype(_least(found.count)), found.jumps.astype(_least(found.jumps)),
                _offset(found.first - begin), _offset(found.last - begin), found.low, found.high,
                found.stuck)


def _least(column: Any) -> Any:
    return np.min_scalar_type(int(column.max(initial=0)))


def _offset(micros: Any) -> Any:
    return micros.astype(np.uint32 if micros.max(initial=0) < 1 << 32 else np.uint64)


def wide(kept: Hour, begin: int) -> Hour:
    """What `narrow` was given."""
    return Hour(*(getattr(kept, name).astype(dtype) + (begin if name in {"first", "last"} else dtype(0))
                  for name, dtype in _COLUMNS))


def together(parts: Sequence[Hour]) -> Hour:
    """The same streams of several parts as one."""
    whole = Hour(*(np.concatenate([np.empty(0, dtype), *(getattr(part, name) for part in parts)]).astype(dtype)
                   for name, dtype in _COLUMNS))
    if not len(whole.stream):
        return NOTHING
    order = np.lexsort((whole.last, whole.stream))
    stream = whole.stream[order]
    starts = np.flatnonzero(np.concatenate(([True], stream[1:] != stream[:-1])))
    ends = np.append(starts[1:], len(stream)) - 1
    return Hour(stream[starts],
                np.add.reduceat(whole.count[order], starts), np.add.reduceat(whole.jumps[order], starts),
                np.minimum.reduceat(whole.first[order], starts), whole.last[order][ends],
                np.minimum.reduceat(whole.low[order], starts), np.maximum.reduceat(whole.high[order], starts),
                whole.stuck[order][ends])
