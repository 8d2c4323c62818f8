"""What comes after the moment: what is forecast, or a storm, or tables; and what the city is told of it."""

from collections.abc import Sequence
from datetime import timedelta

from msgspec import Struct

from banyan.model.city import Storm
from banyan.model.forecast import Forecast
from banyan.model.text import Said
from banyan.model.time import Instant, iso
from banyan.runtime.scenario import UsageError
from banyan.runtime.whatif.question import Question
from banyan.twin.swmm.tables import Table, closed, linear, shifted

OVER_MIN = 60.0          # sea and river go over from where they are to the storm's own within an hour
AFTER_RAIN_H = 6.0       # how long is looked on after rain that was given ends
MOST_H = 24.0            # if nothing else is asked for


class Weather(Struct, frozen=True):
    """Minutes from the moment. `told`: the rain that is forecast to the city; None: nothing is."""

    rain: Table
    tide: Table
    inflow: Table
    told: Table | None
    hours: float
    notes: tuple[Said, ...]


def weather(
    asked: Question, at: Instant, forecast: Forecast | None, tide: Table, inflow: Table, storms: Sequence[Storm]
) -> Weather:
    """`tide` and `inflow` are as measured, in minutes from the moment (so not above 0). Raises UsageError."""
    notes: list[Said] = []
    known = forecast if forecast is not None and at <= forecast.valid_until else None
    storm = storm_of(asked.storm, storms)
    rain, told = _rain(asked, at, known, storm, notes)
    sea, river = _sea(asked, at, known, storm, tide, notes), _river(asked, storm, inflow, notes)
    return Weather(rain, sea, river, told, _hours(asked, at, known, storm), tuple(notes))


def storm_of(name: str | None, storms: Sequence[Storm]) -> Storm | None:
    """Raises UsageError with the storms there are."""
    if name is None:
        return None
    found = next((s for s in storms if s.id == name), None)
    if found is None:
        known = ", ".join(s.id for s in storms)
        raise UsageError(f"--storm {name}: no such storm; the city's folder has {known}" if known else
                         f"--storm {name}: no city folder with storms is known for this data folder: give --city, or "
                         "the rain with --rain")
    return found


def _rain(
    asked: Question, at: Instant, known: Forecast | None, storm: Storm | None, notes: list[Said]
) -> tuple[Table, Table | None]:
    expected = _forecast_rain(known, at) if known is not None else None
    told = expected
    rain = expected or ((0.0, 0.0),)
    if storm is not None:
        rain = laid(storm.rain, asked.storm_at)
        height = 1.0 if storm.forecast_height is None else storm.forecast_height
        late = 0.0 if storm.forecast_late_min is None else storm.forecast_late_min
        told = shifted(rain, height, late)
        notes.append(Said("whatif.storm", {"storm": storm.id, "minutes": f"{asked.storm_at:g}"}))
    if asked.rain is not None:
        rain = told = asked.rain
        notes.append(Said("whatif.rain_given"))
    if storm is None and asked.rain is None:
        key = "whatif.rain_forecast" if known is not None else "whatif.no_forecast"
        notes.append(Said(key, {"issued": iso(known.issued_at)} if known is not None else {}))
    if asked.forecast is not None:
        told = asked.forecast
        notes.append(Said("whatif.forecast_given"))
    return rain, told


def _forecast_rain(known: Forecast, at: Instant) -> Table:
    steps = [(_minute(known.start, at) + i * known.step_min, mm) for i, mm in enumerate(known.rain_mm_per_h)]
    return ((0.0, known.rain(at)), *(row for row in closed(tuple(steps)) if row[0] > 0))


def laid(rain: Table, begin: float) -> Table:
    """A storm's rain from minute `begin` on; dry before."""
    moved = tuple((minute + begin, mm) for minute, mm in closed(rain))
    return moved if moved and moved[0][0] <= 0 else ((0.0, 0.0), *moved)


def _sea(
    asked: Question, at: Instant, known: Forecast | None, storm: Storm | None, measured: Table, notes: list[Said]
) -> Table:
    if asked.tide is not None:
        return asked.tide
    now = measured[-1][1] if measured else None
    tides = [(_minute(known.start, at) + i * known.step_min, m) for i, m in enumerate(known.tide_m)] if known else []
    surge = 0.0 if now is None or not tides else now - linear(tuple(tides), measured[-1][0])
    ahead = tuple((minute, level + surge) for minute, level in tides if minute > 0)
    first = () if now is None else ((0.0, now),)
    if storm is not None and storm.tide:
        return _over((*first, *ahead), storm.tide, asked.storm_at)
    if not ahead and first:
        notes.append(Said("whatif.tide_held", {"level": f"{first[0][1]:.2f}"}))
    return (*first, *ahead)


def _river(asked: Question, storm: Storm | None, measured: Table, notes: list[Said]) -> Table:
    if asked.inflow is not None:
        return asked.inflow
    first = ((0.0, max(0.0, measured[-1][1])),) if measured else ()
    if storm is not None and storm.inflow:
        return _over(first, storm.inflow, asked.storm_at)
    if first:
        notes.append(Said("whatif.inflow_held", {"flow": f"{first[0][1]:.1f}"}))
    return first


def _over(before: Table, storm: Table, begin: float) -> Table:
    """What was expected until `begin`, then within an hour over to the storm's own."""
    moved = tuple((minute + begin, value) for minute, value in storm)
    if not before:
        return moved
    joint = linear(before, begin)
    kept = tuple(row for row in before if row[0] < begin)
    meet = begin + OVER_MIN
    return (*kept, (begin, joint), (meet, linear(moved, meet)), *(row for row in moved if row[0] > meet))


def _hours(asked: Question, at: Instant, known: Forecast | None, storm: Storm | None) -> float:
    if asked.hours is not None:
        return asked.hours
    if storm is not None:
        return min(MOST_H, storm.hours + asked.storm_at / 60)
    if asked.rain is not None:
        return min(MOST_H, closed(asked.rain)[-1][0] / 60 + AFTER_RAIN_H)
    if known is None:
        return AFTER_RAIN_H
    end = _minute(known.start, at) + known.step_min * len(known.rain_mm_per_h)
    return min(MOST_H, max(1.0, end // 60))


def _minute(start: Instant, at: Instant) -> float:
    return (start - at) / timedelta(minutes=1)
