"""Published numbers as intervals, and statements about them: small, slow and shared with nobody."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Interval:
    """All values that a published number may stand for, both ends in."""

    low: float
    high: float

    @staticmethod
    def exactly(value: float) -> Interval:
        return Interval(value, value)

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def __mul__(self, other: Interval) -> Interval:
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))

    def __truediv__(self, other: Interval) -> Interval:
        if other.low <= 0 <= other.high:
            raise ZeroDivisionError("the divisor may be zero")
        return self * Interval(1 / other.high, 1 / other.low)

    def __pow__(self, other: Interval) -> Interval:
        return Interval(self.low ** other.low, self.high ** other.low)


SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "bn": 10**9, "m": 10**6,
          "GW": 10**3, "MW": 1, "万亿": 10**12, "亿": 10**8, "万": 10**4, "千瓦": 1}
NUMBER = re.compile(r"(\d[\d,]*)(\.\d+)?\s*(thousand|million|billion|trillion|bn|m(?![a-z²])|GW|MW|万亿|亿|万)?")
BELOW = ("nearly", "almost", "近", "不到")
ABOVE = ("over", "more than", "超过", "逾", "余", "以上")
AROUND = ("about", "some", "约")
MEASURES = ("%", "percent", "元", "yuan", "ton", "吨", "亩", "mu", "km", "公里", "kg", "公斤", "hours", "小时", "岁",
            "years", "天",
            "days", "minutes", "分钟", "metre", "meter", "米", "倍", "times", "GW", "MW", "千瓦")
VAGUE = 0.05  # how far a vague word may reach, as a part of the value


def published(text: str, given: str | None) -> Interval:
    """The interval of a number as written: half a unit of its last digit to both sides, and a vague word's width.

    Words without digits get the value given with the mark; without one they stand for nothing that is checked.
    """
    if given is not None:
        return Interval.exactly(float(given))
    found = NUMBER.search(text)
    if not found:
        return Interval(float("-inf"), float("inf"))
    whole, decimals, scale = found[1].replace(",", ""), found[2] or "", SCALES.get(found[3] or "", 1)
    value = float(Decimal(whole + decimals) * scale)
    half = 0.0 if _counts(text, scale, decimals) else 0.5 * 10 ** -max(len(decimals) - 1, 0) * scale
    low, high = value - half, value + half
    if any(word in text for word in BELOW + AROUND):
        low -= VAGUE * value
    if any(word in text for word in ABOVE + AROUND):
        high += VAGUE * value
    return Interval(low, high)


def _counts(text: str, scale: int, decimals: str) -> bool:
    """Whether the text is a count written out, which nobody has rounded."""
    return scale == 1 and not decimals and not any(unit in text for unit in MEASURES)


def holds(expression: str, values: Mapping[str, Interval]) -> bool:
    """Whether the statement can be true for some values in the intervals.

    Sums, products and powers of names and constants, compared by = < <= >; alternatives joined by ` or `.
    """
    return any(_holds(part, values) for part in expression.split(" or "))


def _holds(expression: str, values: Mapping[str, Interval]) -> bool:
    found = re.fullmatch(r"(.+?) (<=|=|<|>) (.+)", expression.strip())
    if not found:
        raise ValueError(f"not a comparison: {expression}")
    left, right = (_value(found[side], values) for side in (1, 3))
    match found[2]:
        case "=":
            return left.low <= right.high and right.low <= left.high
        case "<" | "<=":
            return left.low <= right.high
        case _:
            return left.high >= right.low


def _value(expression: str, values: Mapping[str, Interval]) -> Interval:
    with_constants = re.sub(r"(?<![\w.])(\d[\d.]*(?:e\d+)?)", r"exactly(\1)", expression)
    names = {"__builtins__": {}, "exactly": Interval.exactly, **values}
    found: Interval = eval(with_constants, names)  # noqa: S307 - expressions of our own files, without builtins
    return found
