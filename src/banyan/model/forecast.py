"""What is expected: rain and tide to come, as issued."""

import math

from msgspec import Struct

from banyan.model.time import Instant


class Forecast(Struct, frozen=True):
    """One issue. Steps from `start`: `rain_mm_per_h[i]` holds for `step_min` minutes from start + i·step_min.

    The same for `tide_m` (metres above datum, sampled at the step's start, linear between).
    """

    id: str
    issued_at: Instant
    valid_until: Instant
    start: Instant
    step_min: int
    rain_mm_per_h: tuple[float, ...]
    tide_m: tuple[float, ...]

    def rain(self, at: Instant) -> float:
        """mm/h expected at `at`; 0 outside the issue."""
        return _step(self.rain_mm_per_h, (at - self.start).total_seconds() / 60 / self.step_min)

    def rain_between(self, begin: Instant, end: Instant) -> float:
        """mm expected to fall in [begin, end)."""
        hours = self.step_min / 60
        first = (begin - self.start).total_seconds() / 3600 / hours
        last = (end - self.start).total_seconds() / 3600 / hours
        low, high = max(0, math.floor(first)), min(len(self.rain_mm_per_h), math.ceil(last))
        if first >= last or low >= high:
            return 0.0
        ends = self.rain_mm_per_h[low] * max(0.0, first - low)       # what of the outer steps lies outside
        ends += self.rain_mm_per_h[high - 1] * max(0.0, high - last)
        return max(0.0, hours * (sum(self.rain_mm_per_h[low:high]) - ends))

    def tide(self, at: Instant) -> float | None:
        """Metres above datum expected at `at`; None outside the table."""
        if not self.tide_m:
            return None
        x = (at - self.start).total_seconds() / 60 / self.step_min
        if x < 0 or x > len(self.tide_m) - 1:
            return None
        i = min(int(x), len(self.tide_m) - 2) if len(self.tide_m) > 1 else 0
        j = min(i + 1, len(self.tide_m) - 1)
        return self.tide_m[i] + (self.tide_m[j] - self.tide_m[i]) * (x - i)


def _step(values: tuple[float, ...], x: float) -> float:
    return values[int(x)] if 0 <= x < len(values) else 0.0
