"""Acceptance of columns: what perceive/accept.py says of a reading, said of thousands in one compiled loop.

In the same order: finite, credible range, not from the future, not too late, not the same content again (where
the stream says so). Flags: LATE, JUMP as there, and STUCK where one value has stood for `stuck_s`; a STUCK one still
steers. Who delivered twice is asked before, by the door (DESIGN 5.8): columns know no deliveries.

A stream that declares nothing is only asked whether its numbers are finite, and nothing is remembered of it.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from banyan.model.acceptance import Acceptance
from banyan.model.compiled import frozen, inlined, uncounted
from banyan.model.observation import Quality, Reason
from banyan.model.stream import Duplicates
from banyan.perceive.trail import MAX_RECENT

STEERS = int(Quality.LATE | Quality.JUMP)        # a reading with none of these may be judged
REASONS = (Reason.NOT_FINITE, Reason.RANGE, Reason.FUTURE, Reason.TOO_LATE, Reason.DUPLICATE_CONTENT)
_NOT_FINITE, _RANGE, _FUTURE, _TOO_LATE, _CONTENT = range(1, 6)
"""What `reasons` holds: the place of the reason in REASONS, counted from 1; 0: accepted."""
_LATE, _JUMP, _STUCK = int(Quality.LATE), int(Quality.JUMP), int(Quality.STUCK)
_NONE = -(2**63)
_EVER = 2**62                                    # µs: a limit that isn't declared
_SAME = 1e-9                                     # as judge.rules.SAME
_FIRST_RECENT = 8
_DONE, _RECENT_FULL = 0, 1
_NOTHING_LATE = np.zeros(0, np.bool_)

_LIMITS = np.dtype([("low", "f8"), ("high", "f8"), ("rate", "f8"), ("period_min", "f8"), ("late", "i8"),
                    ("future", "i8"), ("stuck", "i8"), ("reject", "i8")])
_STREAM = np.dtype([("newest", "i8"), ("good_time", "i8"), ("good_value", "f8"), ("doubt_time", "i8"),
                    ("doubt_value", "f8"), ("still_since", "i8"), ("still_value", "f8"), ("floor", "i8"),
                    ("limits", "i4"), ("mark", "i4"), ("first", "i4"), ("size", "i4"), ("head", "i4"), ("count", "i4")])
_POINT = np.dtype([("time", "i8"), ("value", "f8")])
ARRAYS = {"rows": np.dtype("i4"), "streams": _STREAM, "points": _POINT}


class Accepted(NamedTuple):
    """Row by row: `quality` (Quality flags, uint8) and `reasons` (uint8, see REASONS; 0: accepted). `undo` takes back
    what was remembered of these rows, where they don't become durable: once, and after those that came behind it.
    """

    quality: Any
    reasons: Any
    undo: Callable[[], None]


class Memory:
    """What is remembered of each stream that declares limits: 96 B, and 16 B for each reading that may come again."""

    def __init__(self) -> None:
        self._kinds: dict[Acceptance, int] = {}     # in the order of `limits`
        self.limits = np.zeros(0, _LIMITS)
        self.rows = np.zeros(0, "i4")
        self.streams = np.zeros(0, _STREAM)
        self.points = np.zeros(0, _POINT)
        self._known = 0
        self._points = 0
        self._epoch = 0

    def declare(self, number: int, said: Acceptance | None) -> None:
        """A Datastream's limits from now on; what is remembered of it stays."""
        if number >= len(self.rows):
            if said is None:
                return
            rows = np.full(max(number + 1, 2 * len(self.rows)), -1, "i4")
            rows[: len(self.rows)] = self.rows
            self.rows = rows
        if said is None:
            self.rows[number] = -1
            return
        kind = self._kind(said)
        row = int(self.rows[number])
        if row < 0:
            row, self._known = self._known, self._known + 1
            self.streams = _roomier(self.streams, self._known)
            self.streams[row] = (_NONE, _NONE, 0.0, _NONE, 0.0, _NONE, np.nan, _NONE, 0, 0, 0, 0, 0, 0)
            self.rows[number] = row
        self.streams[row]["limits"] = kind

    def declared(self, number: int) -> Callable[[], None]:
        """Gives a stream back what it declares now and what is remembered of it, after `declare` said otherwise."""
        row = int(self.rows[number]) if number < len(self.rows) else -1
        said = list(self._kinds)[int(self.streams[row]["limits"])] if row >= 0 else None

        def back() -> None:
            if number < len(self.rows):
                self.rows[number] = row
            if said is not None:
                self.streams[row]["limits"] = self._kind(said)

        return back

    def _kind(self, said: Acceptance) -> int:
        known = self._kinds.get(said)
        if known is None:
            if len(self._kinds) == len(self.limits):
                self._without_unused()
                self.limits = _roomier(self.limits, 2 * len(self._kinds) + 1)
            known = self._kinds[said] = len(self._kinds)
            self.limits[known] = _limits(said)
        return known

    def _without_unused(self) -> None:
        """Limits that no stream has are let go of, before there is made more room."""
        used = np.unique(self.streams["limits"][self.rows[self.rows >= 0]])
        place = np.zeros(len(self._kinds), "i4")
        place[used] = np.arange(len(used))
        self.streams["limits"][: self._known] = place[self.streams["limits"][: self._known]]
        said = list(self._kinds)
        self._kinds = {said[n]: at for at, n in enumerate(used.tolist())}
        self.limits = self.limits[used]

    def accept(self, stream: Any, time: Any, value: Any, now: int) -> Accepted:
        """Columns of equal length in order of arrival: the Datastreams' numbers, µs since 1970, values in their units.
        `now` in µs.
        """
        return self._accept(stream, time, value, _NOTHING_LATE, now)

    def again(self, stream: Any, time: Any, value: Any, late: Any, now: int) -> Accepted:
        """What was accepted once leaves its trace again. `late`: which were LATE then; of those, what would not be late
        now was a backfill, which left none.
        """
        return self._accept(stream, time, value, late, now)

    def _accept(self, stream: Any, time: Any, value: Any, was_late: Any, now: int) -> Accepted:
        count = len(stream)
        quality, reasons = np.zeros(count, np.uint8), np.zeros(count, np.uint8)
        if self._known == 0:
            reasons[~np.isfinite(value)] = _NOT_FINITE
            return Accepted(quality, reasons, _nothing)
        self._epoch += 1
        stream, time, value, was_late = (frozen(column) for column in (stream, time, value, was_late))
        saved, overwritten = np.empty(count, _STREAM), np.empty(count, _POINT)      # written as far as `log` says
        rows, places, log = np.empty(count, "i4"), np.empty(count, "i4"), np.zeros(2, "i8")
        at = 0
        while at < count:
            at, why, row = _accept(self.limits, self.rows, self.streams, self.points, stream, time, value, was_late,
                                   now, at, self._epoch, quality, reasons, saved, rows, overwritten, places, log)
            if why == _RECENT_FULL:
                self._widen(row)

        def undo() -> None:
            for n in range(int(log[1]) - 1, -1, -1):
                self.points[places[n]] = overwritten[n]
            which, before = rows[: log[0]], saved[: log[0]]
            before["limits"] = self.streams["limits"][which]     # what was declared meanwhile holds
            self.streams[which] = before

        return Accepted(quality, reasons, undo)

    def by_value(self, stream: Any, value: Any) -> Any:
        """What is refused for its value alone, as `accept` says it (uint8): of readings of the past, of which neither
        the limits in time hold nor anything is remembered.
        """
        reasons = np.where(np.isfinite(value), 0, _NOT_FINITE).astype(np.uint8)
        if self._known == 0 or not len(stream):
            return reasons
        rows = np.where(stream < len(self.rows), self.rows[np.minimum(stream, len(self.rows) - 1)], -1)
        limits = self.limits[self.streams["limits"][np.maximum(rows, 0)]]
        out = (value < limits["low"]) | (value > limits["high"])
        reasons[(rows >= 0) & (reasons == 0) & out] = _RANGE
        return reasons

    def arrays(self) -> dict[str, Any]:
        """What there is to keep, by name (ARRAYS), beside `kinds`."""
        return {"rows": self.rows, "streams": self.streams[: self._known], "points": self.points[: self._points]}

    @property
    def kinds(self) -> tuple[Acceptance, ...]:
        return tuple(self._kinds)

    @classmethod
    def of(cls, kinds: Iterable[Acceptance], arrays: dict[str, Any]) -> "Memory":
        """The memory that these were taken of."""
        memory = cls()
        memory._kinds = {said: n for n, said in enumerate(kinds)}
        memory.limits = np.array([_limits(said) for said in memory._kinds], _LIMITS)
        memory.rows, memory.streams, memory.points = arrays["rows"], arrays["streams"], arrays["points"]
        memory.streams["mark"] = 0
        memory._known, memory._points = len(memory.streams), len(memory.points)
        return memory

    def _widen(self, row: int) -> None:
        record = self.streams[row]
        size = min(max(_FIRST_RECENT, 2 * int(record["size"])), MAX_RECENT)
        first, self._points = self._points, self._points + size
        self.points = _roomier(self.points, self._points)
        count = int(record["count"])
        if count:
            places = int(record["first"]) + (int(record["head"]) + np.arange(count)) % int(record["size"])
            self.points[first : first + count] = self.points[places]
        record["first"], record["size"], record["head"] = first, size, 0


def _nothing() -> None:
    return None


def _roomier(array: Any, need: int) -> Any:
    if need <= len(array):
        return array
    found = np.zeros(max(need, 2 * len(array)), array.dtype)
    found[: len(array)] = array
    return found


def _limits(said: Acceptance) -> tuple[Any, ...]:
    def micros(seconds: float | None) -> int:
        return _EVER if seconds is None else round(seconds * 1_000_000)

    return (
        -np.inf if said.low is None else said.low, np.inf if said.high is None else said.high,
        np.nan if said.max_rate is None else said.max_rate, said.period_s / 60,
        micros(said.late_s), micros(said.future_s), micros(said.stuck_s), said.duplicates is Duplicates.REJECT,
    )  # fmt: skip


@uncounted
def _accept(
    limits: Any, row_of: Any, streams: Any, points: Any, stream: Any, time: Any, value: Any, was_late: Any, now: int,
    begin: int, epoch: int, quality: Any, reasons: Any, saved: Any, rows: Any, overwritten: Any, places: Any, log: Any,
) -> Any:  # fmt: skip
    """Returns (next reading, why it stopped, row). `saved` and `overwritten` are what undoing needs, `log` how many."""
    for n in range(begin, len(stream)):
        at, v = time[n], value[n]
        if not np.isfinite(v):
            reasons[n] = _NOT_FINITE
            continue
        row = row_of[stream[n]] if 0 <= stream[n] < len(row_of) else -1
        if row < 0:
            continue
        known = streams[row]
        limit = limits[known["limits"]]
        if v < limit["low"] or v > limit["high"]:
            reasons[n] = _RANGE
            continue
        if at - now > limit["future"]:
            reasons[n] = _FUTURE
            continue
        if now - at > limit["late"] or (limit["reject"] and at <= known["floor"]):
            reasons[n] = _TOO_LATE
            continue
        late = known["newest"] != _NONE and at <= known["newest"]
        if len(was_late) > 0 and was_late[n] and not late:
            continue
        if late and limit["reject"] and _has(points, known, at, v):
            reasons[n] = _CONTENT
            continue
        horizon = now - limit["late"]
        if limit["reject"] and known["count"] == known["size"] and known["size"] < MAX_RECENT \
                and (known["size"] == 0 or points[known["first"] + known["head"]]["time"] >= horizon):
            return n, _RECENT_FULL, row
        if known["mark"] != epoch:
            saved[log[0]] = known
            rows[log[0]] = row
            log[0] += 1
            known["mark"] = epoch
        if limit["reject"]:
            place = _remember(points, known, horizon)
            overwritten[log[1]] = points[place]
            places[log[1]] = place
            log[1] += 1
            points[place]["time"] = at
            points[place]["value"] = v
        if late:
            quality[n] = _LATE
            continue
        known["newest"] = at
        if _jumps(limit, known, at, v):
            quality[n] = _JUMP
            known["doubt_time"] = at
            known["doubt_value"] = v
            continue
        known["good_time"] = at
        known["good_value"] = v
        known["doubt_time"] = _NONE
        if np.isnan(known["still_value"]) or abs(v - known["still_value"]) > _SAME:
            known["still_since"] = at
            known["still_value"] = v
        elif at - known["still_since"] >= limit["stuck"]:
            quality[n] = _STUCK
    return len(stream), _DONE, 0


@inlined
def _has(points: Any, known: Any, at: int, v: float) -> bool:
    for k in range(known["count"]):
        point = points[known["first"] + (known["head"] + k) % known["size"]]
        if point["time"] == at and point["value"] == v:
            return True
    return False


@inlined
def _remember(points: Any, known: Any, horizon: int) -> Any:
    """Room for one more; those before the horizon are forgotten: they would be too late if they came again."""
    while known["count"] > 0:
        oldest = points[known["first"] + known["head"]]["time"]
        if oldest >= horizon and known["count"] < MAX_RECENT:
            break
        known["head"] = (known["head"] + 1) % known["size"]
        known["count"] -= 1
        if oldest >= horizon:
            known["floor"] = max(known["floor"], oldest)
    place = known["first"] + (known["head"] + known["count"]) % known["size"]
    known["count"] += 1
    return place


@inlined
def _jumps(limit: Any, known: Any, at: int, v: float) -> bool:
    if np.isnan(limit["rate"]) or known["good_time"] == _NONE:
        return False
    if _credible(limit, at - known["good_time"], v - known["good_value"]):
        return False
    return known["doubt_time"] == _NONE or not _credible(limit, at - known["doubt_time"], v - known["doubt_value"])


@inlined
def _credible(limit: Any, elapsed: int, change: float) -> Any:
    allowed = limit["rate"] * max(elapsed / 60_000_000, limit["period_min"])
    return abs(change) <= allowed * (1 + 1e-9)
