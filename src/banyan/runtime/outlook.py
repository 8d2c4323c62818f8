"""What the levels will be: the model twin asked every hour, its answer a record (a job with a recorded result).

A question holds what had arrived when it was asked. The answer enters the journal a fixed time later, whenever the
job was really done; a run that is resumed in between asks the same question again.
"""

from contextlib import suppress
from datetime import timedelta
from typing import NamedTuple

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from banyan.model.city import City
from banyan.model.device import Kind
from banyan.model.forecast import Forecast
from banyan.model.observation import Batch, Quality
from banyan.model.ports import Store
from banyan.model.record import Record, plain, record
from banyan.model.stream import Measures, Stream
from banyan.model.time import Instant, micros, stamp
from banyan.runtime.loop import State
from banyan.twin.swmm.model import ModelTwin
from banyan.twin.swmm.outlook import Curves, Outlook
from banyan.twin.swmm.pipe import ChildDied, ChildRefused

EVERY = timedelta(hours=1)
TAKES = timedelta(minutes=5)      # city time a job is given; its answer stands in the journal then, not before
HORIZON_H = 6.0
SPREAD = 0.2                      # the band: rain this much less and more than forecast, one standard deviation


class OutlookBody(Struct, frozen=True):
    """Levels expected by stream at `times`, with less and with more rain than forecast."""

    id: str
    asked_at: Instant
    forecast: str | None
    times: list[Instant]
    low: dict[str, list[float]]
    high: dict[str, list[float]]
    error: str | None = None       # why there are no levels


class Measured:
    """What has been measured, as minute tables: rain (mean of the gauges), tide, inflow and gates as read back."""

    def __init__(self, city: City, start: Instant) -> None:
        self._start = micros(start)
        self._wanted = {i: _column(s, city) for i, s in enumerate(city.streams) if _column(s, city) is not None}
        self._values: dict[str, dict[float, list[float]]] = {}

    def add(self, batch: Batch) -> None:
        columns = (batch.stream, batch.time, batch.value, batch.quality)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        for stream, time, value, quality in rows:
            column = self._wanted.get(stream)
            minute = (time - self._start) / 60_000_000
            if column is not None and minute >= 0 and not quality & Quality.JUMP:
                self._values.setdefault(column, {}).setdefault(minute, []).append(value)

    def table(self, column: str) -> tuple[tuple[float, float], ...]:
        found = self._values.get(column, {})
        return tuple((minute, sum(values) / len(values)) for minute, values in sorted(found.items()))

    def gates(self) -> tuple[tuple[float, str, float], ...]:
        moves: list[tuple[float, str, float]] = []
        for column in sorted(c for c in self._values if c.startswith("gate:")):
            last: float | None = None
            for minute, value in self.table(column):
                if last is None or abs(value - last) >= 1.0:
                    last = min(100.0, max(0.0, value))
                    moves.append((minute, column.removeprefix("gate:"), last))
        return tuple(sorted(moves))


def _column(stream: Stream, city: City) -> str | None:
    if stream.measures in (Measures.RAIN, Measures.TIDE, Measures.INFLOW):
        return str(stream.measures)
    gate = next((d for d in city.devices if d.read_back == stream.id and d.kind is Kind.GATE), None)
    return f"gate:{gate.id}" if gate else None


class _Asked(NamedTuple):
    at: Instant
    forecast: str | None
    questions: tuple[Outlook, Outlook]


class OutlookJob:
    """The model twin at work beside the loop: asked at one tick, answered at a later one."""

    def __init__(self, twin: ModelTwin, city: City, start: Instant) -> None:
        self._twin = twin
        self._start = start
        self.measured = Measured(city, start)
        self._asked: _Asked | None = None

    def due(self, now: Instant) -> tuple[Record, ...]:
        """The answer, at the tick at which it is due."""
        if self._asked is None or now < self._asked.at + TAKES:
            return ()
        return (self._answer(self._asked, now),)

    def see(self, now: Instant, batch: Batch, state: State) -> None:
        """After a tick's readings: ask when it is time."""
        self.measured.add(batch)
        if now > self._start and (now - self._start) % EVERY == timedelta(0):
            self._ask(now, state.forecast)

    def relive(self, store: Store, to: Instant) -> None:
        """Remember what a resumed journal has measured up to `to`; a question that was open then is asked again."""
        asked_at = to - (to - self._start) % EVERY
        open_still = self._start < asked_at and to < asked_at + TAKES
        for unit in store.units():
            if open_still and unit.last_tick > asked_at:
                self._ask(asked_at, _issued(store, asked_at))
                open_still = False
            self.measured.add(unit.batch)
        if open_still:
            self._ask(asked_at, _issued(store, asked_at))

    def close(self) -> None:
        self._twin.close()

    def _ask(self, now: Instant, forecast: Forecast | None) -> None:
        known = forecast is not None and now <= forecast.valid_until
        issue = msgspec.convert(plain(forecast), Forecast) if known else None      # rounded as its record is
        question = Outlook(
            now=now, horizon_h=HORIZON_H, rain=self.measured.table(Measures.RAIN),
            tide=self.measured.table(Measures.TIDE), inflow=self.measured.table(Measures.INFLOW),
            settings=self.measured.gates(), forecast=issue,
        )  # fmt: skip
        less, more = (replace(question, forecast=_scaled(issue, factor)) for factor in (1 - SPREAD, 1 + SPREAD))
        self._asked = _Asked(now, issue.id if issue else None, (less, more))
        with suppress(ChildDied):     # then the answer will start it again
            self._twin.send(less)
            self._twin.send(more)

    def _answer(self, asked: _Asked, now: Instant) -> Record:
        asked_at, forecast, questions = asked
        self._asked = None
        eid = f"outlook/{stamp(asked_at)}"
        causes = [("computed-from", forecast)] if forecast else []
        try:
            low, high = self._levels(questions)
        except ChildRefused as e:
            nothing = OutlookBody(eid, asked_at, forecast, [], {}, {}, str(e))
            return record("outlook", eid, now, "model-twin", nothing, *causes)
        times = [self._start + timedelta(minutes=m) for m in low.minutes]
        body = OutlookBody(eid, asked_at, forecast, times, low.levels, high.levels)
        return record("outlook", eid, now, "model-twin", body, *causes)

    def _levels(self, questions: tuple[Outlook, Outlook]) -> tuple[Curves, Curves]:
        try:
            return self._twin.receive(), self._twin.receive()
        except ChildDied:
            self._twin.restart()
            return self._twin.outlook(questions[0]), self._twin.outlook(questions[1])


def _issued(store: Store, by: Instant) -> Forecast | None:
    """The newest forecast that had come by then."""
    bodies = [rec.body for _, rec in store.records(kind="forecast") if rec.at <= by]
    return msgspec.convert(bodies[-1], Forecast) if bodies else None


def _scaled(forecast: Forecast | None, factor: float) -> Forecast | None:
    if forecast is None:
        return None
    return replace(forecast, rain_mm_per_h=tuple(mm * factor for mm in forecast.rain_mm_per_h))
