"""Forecast issues of the simulated weather service: the true storm, told wrongly."""

import math
from datetime import timedelta

from banyan.model.forecast import Forecast
from banyan.model.time import iso
from banyan.twin import draws
from banyan.twin.swmm.scenario import Weather
from banyan.twin.swmm.spec import PlantSpec
from banyan.twin.swmm.tables import checked, linear, means, shifted

STEP_MIN = 10
EVERY_MIN = 60
VALID_MIN = 90       # one issue may be late; when two are missing the forecast is lost
AHEAD_H = 24         # an issue reaches so far past the run's end: what is forecast doesn't hang on when we stop looking
HEIGHT_SD = 0.22     # of the logarithm of the factor: just over 20 % in height, and never negative
LATE_SD_MIN = 48.0   # just over 45 minutes


def forecast_error(seed: int) -> tuple[float, float]:
    """(factor, minutes late) that belong to a seed."""
    height, late = draws.generator(seed, "forecast").standard_normal(2)
    return math.exp(HEIGHT_SD * float(height)), round(LATE_SD_MIN * float(late))


class Issues:
    """The same values every hour, under a new id, until the run's end."""

    def __init__(self, spec: PlantSpec, weather: Weather) -> None:
        height, late = forecast_error(spec.seed)
        height = height if spec.forecast_height is None else spec.forecast_height
        late = late if spec.forecast_late_min is None else spec.forecast_late_min
        if spec.forecast is not None:
            rain = checked(spec.forecast, "forecast", low=0.0)
        else:
            rain = shifted(weather.rain, height, late)
        count = math.ceil((spec.hours + AHEAD_H) * 60 / STEP_MIN) + 1
        self._start = spec.start
        self._rain = tuple(round(value, 3) for value in means(rain, STEP_MIN, count))
        tide = weather.tide
        self._tide = tuple(round(linear(tide, i * STEP_MIN), 4) for i in range(count)) if tide else ()

    def at(self, minute: int) -> Forecast:
        """The issue sent at a minute that is a multiple of EVERY_MIN."""
        issued = self._start + timedelta(minutes=minute)
        return Forecast(
            f"F-{minute // EVERY_MIN + 1:04d}", issued, issued + timedelta(minutes=VALID_MIN), self._start, STEP_MIN,
            self._rain, self._tide,
        )


def line(forecast: Forecast) -> dict[str, object]:
    """The message's form (docs/architecture.md)."""
    return {
        "forecast": forecast.id, "issued_at": iso(forecast.issued_at), "valid_until": iso(forecast.valid_until),
        "start": iso(forecast.start), "step_min": forecast.step_min,
        "rain_mm_per_h": forecast.rain_mm_per_h, "tide_m": forecast.tide_m,
    }
