"""Minute tables: (minute, value) pairs from a storm's start. Rain is a step function, tide and inflow are lines.

Rain rows hold until the next row; the last row holds as long as the step before it (10 minutes where it is alone) and
then it is dry: so a table of n equal steps says n steps, as rain tables are published. Tide and inflow hold their
first value before the table and their last one after it.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence

Table = tuple[tuple[float, float], ...]

LONE_STEP_MIN = 10.0


class TableError(ValueError):
    """A table that can't be rain, tide or inflow; says which row."""


def checked(table: Sequence[Sequence[float]], what: str, low: float = -math.inf) -> Table:
    """The table as tuples. Raises TableError on rows that are no pair, not finite, below `low` or out of order."""
    rows: list[tuple[float, float]] = []
    for number, row in enumerate(table, start=1):
        if len(row) != 2 or not all(math.isfinite(x) for x in row):
            raise TableError(f"{what}, row {number}: two finite numbers were expected, {list(row)} found")
        minute, value = float(row[0]), float(row[1])
        if value < low:
            raise TableError(f"{what}, row {number}: {value:g} is below {low:g}")
        if minute < 0 or (rows and minute <= rows[-1][0]):
            raise TableError(f"{what}, row {number}: minutes must rise from 0 on, {minute:g} found")
        rows.append((minute, value))
    if not rows:
        raise TableError(f"{what}: the table has no row")
    return tuple(rows)


def closed(rain: Table) -> Table:
    """Rain with its end said: a dry row where the last step is over."""
    if not rain or rain[-1][1] == 0.0:
        return rain
    step = rain[-1][0] - rain[-2][0] if len(rain) > 1 else LONE_STEP_MIN
    return (*rain, (rain[-1][0] + step, 0.0))


def shifted(rain: Table, factor: float, late_min: float) -> Table:
    """Rain `factor` times as heavy and `late_min` later (earlier if negative); what falls before 0 is cut off."""
    moved = [(minute + late_min, value * factor) for minute, value in closed(rain)]
    before = [value for minute, value in moved if minute <= 0]
    after = [(minute, value) for minute, value in moved if minute > 0]
    return ((0.0, before[-1]), *after) if before else tuple(after)


def linear(table: Table, minute: float) -> float:
    """The value on the line between rows; the first value before the table, the last one after it."""
    i = bisect_right(table, (minute, math.inf))
    if i == 0:
        return table[0][1]
    if i == len(table):
        return table[-1][1]
    (m0, v0), (m1, v1) = table[i - 1], table[i]
    return v0 + (v1 - v0) * (minute - m0) / (m1 - m0)


def means(rain: Table, step: float, count: int) -> list[float]:
    """The mean of the step function over [0, step), [step, 2 step) ... `count` times."""
    ends = closed(rain)
    sums = [0.0] * count
    for i, (begin, value) in enumerate(ends):
        end = ends[i + 1][0] if i + 1 < len(ends) else math.inf
        if value == 0.0:
            continue
        for k in range(max(0, int(begin // step)), count):
            overlap = min(end, (k + 1) * step) - max(begin, k * step)
            if overlap <= 0:
                break
            sums[k] += value * overlap / step
    return sums


def common_step(rain: Table) -> int:
    """The longest whole number of minutes (a divisor of 60) on which every row falls; 1 where there is none."""
    step = 60
    for minute, _ in closed(rain):
        if minute != int(minute):
            return 1
        step = math.gcd(step, int(minute))
    return step
