"""Raw messages in, accepted readings or rejects out. No message is lost: it is in the batch, passed on, or a reject.

What a reading must pass, in this order: its stream is declared; its unit can be read; its result is a finite number;
within the credible range; not from the future; not delivered before; not too late; not the same content again
(where the stream says so). Two things only flag it:

* LATE: not newer than the newest reading of its stream. Kept for history, never judged.
* JUMP: changed faster than is credible since the last reading that steered. Kept, and it doesn't steer: but when the
  next reading is within the credible rate of it, the water really moved, and that next reading steers. (A single wild
  value is ignored; a real step is believed one reading later.) Readings that come closer together than the stream's
  period are allowed the change of one period, else noise would count as speed.

A reading without a sequence number gets one of ours, counted down from -1, so that (stream, seq) names it for ever.
"""

import math
from collections.abc import Iterable, Sequence
from datetime import timedelta

from msgspec import Struct, field
from msgspec.structs import replace

from banyan.model.forecast import Forecast
from banyan.model.ids import StreamId
from banyan.model.intent import Intent
from banyan.model.messages import DESK, CrewReport, Malformed, Parsed, RawReading
from banyan.model.observation import EMPTY, Batch, Latest, Message, Quality, Reason, Reject, batch
from banyan.model.stream import Duplicates, Stream
from banyan.model.time import Instant, instant, iso, micros, stamp
from banyan.perceive.journal import keep
from banyan.perceive.trail import Trail
from banyan.perceive.units import Conversion, conversion, convertible

MAX_IDS = 512                     # deliveries remembered of crews' reports and of forecasts
_FUTURE = timedelta(seconds=60)   # for messages that belong to no stream, as Stream.future_s
_GOOD, _LATE, _JUMP = int(Quality.GOOD), int(Quality.LATE), int(Quality.JUMP)


class Row(Struct, frozen=True):
    """One stream, made ready: everything in µs, units by their spelling."""

    index: int
    stream: Stream
    units: dict[str, Conversion]
    late: int
    future: int
    period_min: float


Table = dict[str, Row]


class Memory(Struct, frozen=True):
    """What perceive remembers between calls. Its size is bounded by the number of streams."""

    trails: dict[str, Trail] = field(default_factory=dict)
    delivered: tuple[str, ...] = ()           # crews' reports and forecasts, newest last
    forecast_at: Instant | None = None        # when the newest forecast was issued
    counted_at: Instant | None = None         # rejects of one tick are counted from 1
    counted: int = 0


class Seen(Struct, frozen=True):
    """What one call made of its messages. `fresh` are all readings that steer, in order of arrival: judge them all;
    `latest` is the newest of them of each stream that has one. `kept` is what the journal must keep beside the batch
    to go through this tick again (see journal.again).
    """

    memory: Memory
    batch: Batch
    latest: dict[StreamId, Latest]
    fresh: tuple[Latest, ...]
    rejects: tuple[Reject, ...]
    refused: tuple[int, ...]         # which items the rejects were, by index
    forecasts: tuple[Forecast, ...]
    crews: tuple[CrewReport, ...]
    intents: tuple[Intent, ...]
    kept: tuple[bytes, ...]


def start() -> Memory:
    """The memory before the first message."""
    return Memory()


def prepare(streams: Iterable[Stream]) -> Table:
    """The city's stream table by id; the index of a stream in a batch is its place in `streams`."""
    table: Table = {}
    for index, stream in enumerate(streams):
        units = {unit: conversion(unit, stream.unit) for unit in convertible(stream.unit)}
        table[stream.id] = Row(
            index=index,
            stream=stream,
            units={unit: convert for unit, convert in units.items() if convert is not None},
            late=stream.late_s * 1_000_000,
            future=stream.future_s * 1_000_000,
            period_min=stream.period_s / 60,
        )
    return table


def accept(table: Table, memory: Memory, items: Sequence[tuple[Message, Parsed]], now: Instant) -> Seen:
    """Sort one tick's messages. `now` is the tick; it never goes back."""
    if not items:
        return Seen(memory, EMPTY, {}, (), (), (), (), (), (), ())
    work = _Work(table, memory, now)
    for index, (message, parsed) in enumerate(items):
        match parsed:
            case RawReading():
                wrong = work.reading(parsed)
            case Forecast():
                wrong = work.forecast(parsed, message.source)
            case CrewReport():
                wrong = work.crew(parsed)
            case Intent():
                wrong = work.intent(parsed, message.source)
            case Malformed():
                wrong = Reason.MALFORMED, parsed.where, parsed.expected
        if wrong is not None:
            work.refused.append(index)
            work.reject(message, *wrong)
        elif type(parsed) is RawReading:
            continue
        work.kept.append(keep(index, message))
    return work.seen()


_Wrong = tuple[Reason, str, str]    # why not, where, what was expected


class _Work:
    """One call at work on copies. The memory that came in is never written."""

    def __init__(self, table: Table, memory: Memory, now: Instant) -> None:
        self.table = table
        self.memory = memory
        self.now = now
        self.us = micros(now)
        self.touched: dict[str, Trail] = {}
        self.columns: tuple[list[int], list[int], list[float], list[int], list[int]] = ([], [], [], [], [])
        self.fresh: list[Latest] = []
        self.rejects: list[Reject] = []
        self.refused: list[int] = []
        self.forecasts: list[Forecast] = []
        self.crews: list[CrewReport] = []
        self.intents: list[Intent] = []
        self.kept: list[bytes] = []
        self.delivered = memory.delivered
        self.forecast_at = memory.forecast_at
        self.counted = memory.counted if memory.counted_at == now else 0

    def trail(self, stream: str) -> Trail:
        trail = self.touched.get(stream)
        if trail is None:
            known = self.memory.trails.get(stream)
            trail = self.touched[stream] = Trail() if known is None else known.copy()
        return trail

    def reading(self, raw: RawReading) -> _Wrong | None:
        row = self.table.get(raw.stream)
        if row is None:
            return Reason.UNKNOWN_STREAM, f"stream {raw.stream}", "a stream that the city declares"
        stream = row.stream
        convert = float if raw.unit is None else row.units.get(raw.unit)
        if convert is None:
            return Reason.UNIT, _place(raw), f"{stream.unit}, or a unit that can be converted to it"
        value = _number(raw.result, convert)
        if value is None:
            return Reason.NOT_FINITE, _place(raw), "a finite number"
        if not stream.low <= value <= stream.high:
            return Reason.RANGE, _place(raw), f"{stream.low} to {stream.high} {stream.unit}"
        time = micros(raw.time)
        if time - self.us > row.future:
            return Reason.FUTURE, _place(raw), f"at most {stream.future_s} s after {iso(self.now)}"
        trail = self.trail(stream.id)
        if raw.seq in trail.recent if raw.seq is not None else trail.has(time, value):
            return Reason.DUPLICATE_DELIVERY, _place(raw), "each reading once"
        if self.us - time > row.late or (trail.floor is not None and time <= trail.floor):
            return Reason.TOO_LATE, _place(raw), f"at most {stream.late_s} s before {iso(self.now)}"
        quality = _LATE if trail.newest is not None and time <= trail.newest else _GOOD
        if quality and stream.duplicates is Duplicates.REJECT and trail.has(time, value):
            return Reason.DUPLICATE_CONTENT, _place(raw), "a new time or a new value"
        if not quality and _jumps(row, trail, time, value):
            quality = _JUMP
        self.take(row, trail, -trail.uncounted - 1 if raw.seq is None else raw.seq, time, value, quality)
        return None

    def take(self, row: Row, trail: Trail, seq: int, time: int, value: float, quality: int) -> None:
        """An accepted reading: into the batch and the trail, and on to judge if it steers."""
        streams, times, values, qualities, seqs = self.columns
        streams.append(row.index)
        times.append(time)
        values.append(value)
        qualities.append(quality)
        seqs.append(seq)
        trail.remember(seq, time, value, self.us - row.late)
        trail.quality = quality
        if seq < 0:
            trail.uncounted = max(trail.uncounted, -seq)
        if quality == _GOOD:
            trail.good_time, trail.good_value, trail.doubt_time = time, value, None
            self.fresh.append(Latest(row.stream.id, instant(time), value, seq))
        elif quality & _JUMP:
            trail.doubt_time, trail.doubt_value = time, value

    def forecast(self, issue: Forecast, source: str) -> _Wrong | None:
        """A forecast replaces an older one, never a newer one. Its id becomes ours: no sender may take another's."""
        where = f"forecast {issue.id}"
        if issue.issued_at - self.now > _FUTURE:
            return Reason.FUTURE, where, f"issued at most 60 s after {iso(self.now)}"
        delivery = f"forecast/{source}/{issue.id}"
        if delivery in self.delivered:
            return Reason.DUPLICATE_DELIVERY, where, "each issue once"
        if issue.valid_until <= self.now:
            return Reason.TOO_LATE, where, f"valid beyond {iso(self.now)}"
        if self.forecast_at is not None and issue.issued_at < self.forecast_at:
            return Reason.TOO_LATE, where, f"issued at or after {iso(self.forecast_at)}, when the newest was issued"
        self.forecast_at = issue.issued_at
        self._deliver(delivery)
        self.forecasts.append(replace(issue, id=f"{delivery}@{stamp(self.now)}.{len(self.forecasts)}"))
        return None

    def crew(self, report: CrewReport) -> _Wrong | None:
        """A crew's word is taken once; whether the city has that crew, command knows."""
        where = f"crew {report.crew}, seq {report.seq}"
        if report.time - self.now > _FUTURE:
            return Reason.FUTURE, where, f"at most 60 s after {iso(self.now)}"
        counted = iso(report.time) + report.status if report.seq is None else str(report.seq)
        delivery = f"crew/{report.crew}/{counted}"
        if delivery in self.delivered:
            return Reason.DUPLICATE_DELIVERY, where, "each report once"
        self._deliver(delivery)
        self.crews.append(report)
        return None

    def _deliver(self, delivery: str) -> None:
        self.delivered = (*self.delivered[-MAX_IDS + 1 :], delivery)

    def intent(self, intent: Intent, source: str) -> _Wrong | None:
        """The desk knows who asks and whether they may; no feed may speak for a person."""
        if source != DESK:
            return Reason.MALFORMED, f"intent {intent.id}", "readings, forecasts or crews' reports through this door"
        self.intents.append(intent)
        return None

    def reject(self, message: Message, reason: Reason, where: str, expected: str) -> None:
        self.counted += 1
        rid = f"reject/{message.source}/{stamp(self.now)}.{self.now.microsecond:06d}/{self.counted}"
        raw = message.data.decode("utf-8", "backslashreplace")
        self.rejects.append(Reject(rid, reason, raw, f"{message.source}: {where}", expected))

    def seen(self) -> Seen:
        memory = Memory(
            trails={**self.memory.trails, **self.touched} if self.columns[0] else self.memory.trails,
            delivered=self.delivered,
            forecast_at=self.forecast_at,
            counted_at=self.now if self.counted else None,
            counted=self.counted,
        )
        return Seen(
            memory=memory,
            batch=batch(*self.columns),
            latest={reading.stream: reading for reading in self.fresh},
            fresh=tuple(self.fresh),
            rejects=tuple(self.rejects),
            refused=tuple(self.refused),
            forecasts=tuple(self.forecasts),
            crews=tuple(self.crews),
            intents=tuple(self.intents),
            kept=tuple(self.kept),
        )


def _number(result: object, convert: Conversion) -> float | None:
    """The result in the stream's unit, or None when it is no finite number. A text or a truth value is no number."""
    if type(result) is not float and type(result) is not int:
        return None
    try:
        value = convert(result)
    except OverflowError:
        return None
    return value + 0.0 if math.isfinite(value) else None  # + 0.0: -0.0 and 0.0 are one number


def _jumps(row: Row, trail: Trail, time: int, value: float) -> bool:
    """Whether this newest reading is too far from the last good one, and no doubtful one before it bears it out."""
    rate = row.stream.max_rate
    if rate is None or trail.good_time is None:
        return False
    if _credible(rate, row.period_min, time - trail.good_time, value - trail.good_value):
        return False
    return trail.doubt_time is None or not _credible(
        rate, row.period_min, time - trail.doubt_time, value - trail.doubt_value
    )


def _credible(rate: float, period_min: float, elapsed_us: int, change: float) -> bool:
    allowed = rate * max(elapsed_us / 60_000_000, period_min)
    return abs(change) <= allowed * (1 + 1e-9)  # a change of just the rate is credible, whatever its last bit says


def _place(raw: RawReading) -> str:
    return f"stream {raw.stream}, seq {raw.seq}, time {iso(raw.time)}"
