"""Round numbers for axes."""

import math
from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from banyan.model.time import Instant
from banyan.runtime.report.pages import Chart

STEPS_H = (1, 2, 3, 6, 12, 24, 48, 168, 336, 720, 2160)


class Scale(NamedTuple):
    low: float
    high: float
    step: float

    def ticks(self) -> list[float]:
        return [round(self.low + i * self.step, 6) for i in range(round((self.high - self.low) / self.step) + 1)]

    @property
    def decimals(self) -> int:
        return max(0, -math.floor(math.log10(self.step) + 1e-9))


def scale(values: Iterable[float], from_zero: bool, most: int = 6) -> Scale:
    """Covers all values with at most `most` round steps (1, 2, 5 × 10ⁿ)."""
    known = list(values)
    low, high = min(known, default=0.0), max(known, default=1.0)
    if from_zero:
        low = min(low, 0.0)
    if high - low < 1e-9:
        high = low + 1.0
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= rough * (1 - 1e-9))
    return Scale(math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, step)


def of_chart(chart: Chart) -> Scale:
    """Limits far above everything that was seen don't flatten the curves."""
    values = [v for line in chart.lines for _, v in line.points if v is not None]
    low, high = min(values, default=0.0), max(values, default=1.0)
    reach = max(high - low, 0.2)
    near = [limit.value for limit in chart.limits if low - reach <= limit.value <= high + reach]
    return scale([*values, *near], chart.from_zero, most=4 if chart.low else 6)


def hours(begins: Instant, ends: Instant, most: int = 9) -> list[Instant]:
    """Round clock times between two local instants."""
    span = max((ends - begins) / timedelta(hours=1), 1e-6)
    step = next((h for h in STEPS_H if span / h <= most), STEPS_H[-1])
    if span < 2:
        begins = begins.replace(second=0, microsecond=0)
        return [begins + timedelta(minutes=15 * i) for i in range(int(span * 4) + 1)]
    midnight = begins.replace(hour=0, minute=0, second=0, microsecond=0)
    found, at = [], midnight
    while at <= ends:
        if at >= begins:
            found.append(at)
        at += timedelta(hours=step)
    return found
