"""Growth on growth: each year's growth after the other makes the total, and so much a year doubles in so many years."""

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import reduce

from banyan.measure.figures.answer import Answer, Told, same
from banyan.measure.figures.check import Check, answered
from banyan.measure.figures.claims import Claims, every, one
from banyan.measure.figures.interval import HUNDRED, add, divide, exactly, meet, multiply, power, scaled, subtract
from banyan.measure.figures.weighing import Numbers, as_signed, weigh
from banyan.measure.figures.writing import span
from banyan.model.figure import Dimension, Interval, Relation, Tie, Unit
from banyan.model.text import Name

ONE = exactly(1)
PERCENT, TIMES = Unit(Dimension.PERCENT), Unit(Dimension.TIMES)
ROUGH = Decimal("0.05")     # of the multiple: "doubles" is said of 1.95 times as well
_MOST_YEARS = 200


def chain(claims: Claims) -> Iterator[Answer]:
    """(1 + a) × (1 + b) × … is what the growths of years that follow each other come to."""
    for tie in claims.ties(Relation.CHAIN):
        rate, length = one(tie, "rate"), one(tie, "length")
        if rate is not None and length is not None:
            yield _doubling(claims, tie, rate, length)
        elif every(tie, "step"):
            yield _chain(claims, tie)


def _grown(claims: Claims, index: int, number: Numbers) -> Interval:
    return add(ONE, scaled(as_signed(claims, index, number), 1 / HUNDRED))


def _chain(claims: Claims, tie: Tie) -> Answer:
    steps = every(tie, "step")
    total, average, now, before = (one(tie, name) for name in ("total", "average", "now", "before"))

    def made(number: Numbers) -> Interval:
        return reduce(multiply, (_grown(claims, step, number) for step in steps))

    def told(number: Numbers) -> Interval:
        if total is not None:
            return _grown(claims, total, number)
        if average is not None:
            return power(_grown(claims, average, number), len(steps))
        return divide(number(now or 0), number(before or 0))

    weighed = weigh(claims, [i for _, i in tie.members], lambda number: meet(made(number), told(number)))
    lines = Told("chain.made", {
        "steps": same(", ".join(claims.quantity(i).text for i in steps)),
        "made": span(scaled(subtract(made(claims.strict), ONE), HUNDRED), PERCENT),
        "told": span(scaled(subtract(told(claims.strict), ONE), HUNDRED), PERCENT),
    })
    return answered("chain", claims, weighed, lines, [i for _, i in tie.members])


def _doubling(claims: Claims, tie: Tie, rate: int, length: int) -> Answer:
    """The years are rounded, and may be so by one to each side."""
    target = Interval(tie.factor * (1 - ROUGH), tie.factor * (1 + ROUGH))

    def made(number: Numbers) -> Interval:
        years, grown = number(length), _grown(claims, rate, number)
        low = _whole(years.low, ROUND_FLOOR)
        high = _whole(years.high, ROUND_CEILING)
        a, b = power(grown, low), power(grown, high)
        ends = [end for made in (a, b) for end in (made.low, made.high) if end is not None]
        return Interval(min(ends), max(ends))

    members = [i for _, i in tie.members]
    weighed = weigh(claims, members, lambda number: meet(made(number), target))
    told = Told("chain.doubling", {
        "rate": claims.words(rate), "length": claims.words(length), "made": span(made(claims.strict), TIMES),
        "target": same(f"{tie.factor}"),
    })
    return answered("chain", claims, weighed, told, members)


def _whole(years: Decimal | None, rounding: str) -> int:
    return min(max(int((years or Decimal(1)).to_integral_value(rounding)), 1), _MOST_YEARS)


TEXTS: dict[str, Name] = {
    "chain.made": Name("各年增幅 {steps} 连乘为 {made}；文中合为 {told}。",
                       "The growths {steps} one after the other make {made}; the text comes to {told}."),
    "chain.doubling": Name("按“{rate}”经过“{length}”为 {made}；文中说是 {target} 倍。",
                           "“{rate}” over “{length}” makes {made}; the text says {target} times."),
}
CHECKS: tuple[Check, ...] = (
    Check("chain", Name("各年增幅连乘等于累计增幅吗？", "Do the growths of the years make the total growth?"), chain),
)
