"""What was expected against what came: forecasts of rain, looks ahead at levels, the model's error at each gauge."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from datetime import timedelta
from statistics import median

from msgspec import Struct

from banyan.measure.courses import Course, rain_mm
from banyan.measure.history import History
from banyan.model.decision import Decision, Estimate
from banyan.model.forecast import Forecast
from banyan.model.ids import StreamId
from banyan.model.time import Instant, minutes

AHEAD = timedelta(hours=6)           # rain is compared over so long
LEADS = (60, 180, 360)               # minutes: a prediction counts with the first of these that it is not beyond


class Expected(Struct, frozen=True):
    """One look ahead at one level, made of what had been read at `asked_at`; known to the city from `known_at` on."""

    record: str
    stream: StreamId
    asked_at: Instant
    known_at: Instant
    times: list[Instant]
    middle: list[float]
    low: list[float]
    high: list[float]

    def over(self, mark: float) -> Instant | None:
        """When its upper edge first passes `mark`; None: never."""
        return next((t for t, high in zip(self.times, self.high, strict=True) if high > mark), None)


class LevelError(Struct, frozen=True):
    """How far predictions of one level were off, in its unit: measured - expected. By lead in minutes (LEADS).

    `inside`: share of the points that lay within the band; `records`: the worst one's look ahead.
    """

    stream: StreamId
    points: int
    mean_abs: dict[int, float]
    bias: float
    inside: float
    worst: float
    worst_at: Instant
    records: tuple[str, ...]


class RainError(Struct, frozen=True):
    """One forecast of the next AHEAD and what fell then by the gauges, in mm."""

    record: str
    issued_at: Instant
    expected: float
    fell: float


class ModelError(Struct, frozen=True):
    """What the running model was off at one gauge (measured - modelled), over all estimates."""

    stream: StreamId
    median: float
    worst: float
    records: tuple[str, ...]


class _Outlook(Struct, frozen=True):
    id: str
    asked_at: Instant
    times: list[Instant]
    low: dict[StreamId, list[float]]
    high: dict[StreamId, list[float]]


def looks_ahead(history: History) -> list[Expected]:
    """Of the looks ahead that steered where there are some (decisions), else of those that only told (outlooks)."""
    decided = list(_of_decisions(history))
    return decided or list(_of_outlooks(history))


def _of_decisions(history: History) -> Iterator[Expected]:
    for rec, decision in history.read("decision", Decision):
        for stream, band in decision.with_plan.items():
            yield Expected(str(rec.id), stream, decision.asked_at, rec.at, decision.times, band.expected, band.low,
                           band.high)


def _of_outlooks(history: History) -> Iterator[Expected]:
    for rec, outlook in history.read("outlook", _Outlook):
        for stream, low in outlook.low.items():
            high = outlook.high[stream]
            middle = [(a + b) / 2 for a, b in zip(low, high, strict=True)]
            lower = [min(a, b) for a, b in zip(low, high, strict=True)]
            upper = [max(a, b) for a, b in zip(low, high, strict=True)]
            yield Expected(str(rec.id), stream, outlook.asked_at, rec.at, outlook.times, middle, lower, upper)


def level_errors(looks: list[Expected], courses: Mapping[StreamId, Course]) -> list[LevelError]:
    """One a stream that was looked at and measured, in the order of the streams' first look."""
    grouped: dict[StreamId, list[Expected]] = {}
    for look in looks:
        if look.stream in courses:
            grouped.setdefault(look.stream, []).append(look)
    found = (_level_error(stream, mine, courses[stream]) for stream, mine in grouped.items())
    return [error for error in found if error is not None]


def _level_error(stream: StreamId, looks: list[Expected], course: Course) -> LevelError | None:
    by_lead: dict[int, list[float]] = {}
    errors: list[tuple[float, Instant, str, bool]] = []
    for look in looks:
        for i, at in enumerate(look.times):
            lead, came = at - look.asked_at, course.at(at)
            if came is None or lead <= minutes(0):
                continue
            error = came - look.middle[i]
            step = LEADS[min(bisect_left(LEADS, lead / minutes(1)), len(LEADS) - 1)]
            by_lead.setdefault(step, []).append(abs(error))
            errors.append((error, at, look.record, look.low[i] <= came <= look.high[i]))
    if not errors:
        return None
    worst = max(errors, key=lambda e: abs(e[0]))
    return LevelError(
        stream, len(errors), {lead: sum(v) / len(v) for lead, v in sorted(by_lead.items())},
        bias=sum(e[0] for e in errors) / len(errors), inside=sum(e[3] for e in errors) / len(errors),
        worst=worst[0], worst_at=worst[1], records=(worst[2],),
    )  # fmt: skip


def rain_errors(history: History, courses: Mapping[StreamId, Course], ends: Instant) -> list[RainError]:
    """Forecasts whose whole next AHEAD was measured."""
    found = []
    for rec, forecast in history.read("forecast", Forecast):
        until = forecast.issued_at + AHEAD
        fell = rain_mm(courses, forecast.issued_at, until) if until <= ends else None
        if fell is not None:
            expected = forecast.rain_between(forecast.issued_at, until)
            found.append(RainError(str(rec.id), forecast.issued_at, expected, fell))
    return found


def model_errors(history: History) -> list[ModelError]:
    by_stream: dict[StreamId, list[tuple[float, str]]] = {}
    for rec, estimate in history.read("estimate", Estimate):
        for stream, error in estimate.errors.items():
            by_stream.setdefault(stream, []).append((error, str(rec.id)))
    found = []
    for stream, errors in by_stream.items():
        worst = max(errors, key=lambda e: abs(e[0]))
        found.append(ModelError(stream, median(e for e, _ in errors), worst[0], (worst[1],)))
    return found
