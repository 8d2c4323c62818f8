"""How much water is still to come into a lake, from the forecast and from the rain that falls."""

import math
from collections.abc import Mapping
from datetime import timedelta

from msgspec import Struct

from banyan.model.city import Lake
from banyan.model.situation import Situation


class Settings(Struct, frozen=True):
    """What a city may set under `controller`, with what holds where it doesn't."""

    runoff: float = 0.75       # share of the rain on a catchment that reaches its lake
    margin: float = 1.25       # forecasts are off by a fifth or more: plan for the wetter side
    lead_h: float = 12.0       # how far ahead to prepare: about one tide, so that one low water lies in it
    persist_h: float = 1.5     # without better knowledge, rain goes on as in the last hour for so long
    heavy_mm_h: float = 10.0   # rain from which the pumps are started early


def number(controller: Mapping[str, float | str], key: str) -> float | None:
    """One parameter of the city, None where it says nothing. Raises ValueError where it says no finite number."""
    value = controller.get(key)
    if value is None:
        return None
    if isinstance(value, str) or not math.isfinite(value):
        raise ValueError(f"controller.{key}: a number was expected, {value!r} is declared")
    return float(value)


def settings(controller: Mapping[str, float | str]) -> Settings:
    """The city's parameters; others in the same table (second gauges, openings) are read where they are used."""
    found = {name: number(controller, name) for name in Settings.__struct_fields__}
    for name, value in found.items():
        if value is not None and value <= 0:
            raise ValueError(f"controller.{name}: more than 0 was expected, {value:g} is declared")
    return Settings(**{name: value for name, value in found.items() if value is not None})


class Rain(Struct, frozen=True):
    """mm: forecast within the lead (None: no forecast), within the next hour, and fallen in the last one."""

    ahead: float | None
    next_hour: float
    last_hour: float


def rain(seen: Situation, given: Settings) -> Rain:
    fallen = max(0.0, seen.rain_fallen_mm.get(1, 0.0))
    if seen.rain is None:
        return Rain(None, fallen, fallen)
    ahead = seen.rain.rain_between(seen.now, seen.now + timedelta(hours=given.lead_h))
    hour = seen.rain.rain_between(seen.now, seen.now + timedelta(hours=1))
    return Rain(ahead, max(hour, 0.0), fallen)


def inflow(lake: Lake, expected: Rain, given: Settings) -> float:
    """m³ still to come: the forecast with its margin, or the present rain going on, whichever is more, and what is
    still on its way through the pipes (half of the last hour's rain)."""
    forecast = (expected.ahead or 0.0) * given.margin
    mm = max(forecast, expected.last_hour * given.persist_h) + expected.last_hour / 2
    return given.runoff * lake.catchment_m2 * mm / 1000
