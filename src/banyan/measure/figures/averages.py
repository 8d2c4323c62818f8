"""Averages: so much each, times how many, is the amount."""

from collections.abc import Iterator
from decimal import Decimal

from banyan.measure.figures.answer import Answer, Told, same
from banyan.measure.figures.check import Check, answered
from banyan.measure.figures.claims import Claims, close, one
from banyan.measure.figures.interval import between, divide, exactly, meet, scaled
from banyan.measure.figures.weighing import Numbers, Weighed, weigh
from banyan.measure.figures.writing import span
from banyan.model.figure import Comparison, Interval, Relation, Result, Tie
from banyan.model.text import Name

_UNITS = {"day": ("天", "days"), "week": ("周", "weeks"), "month": ("个月", "months")}
FAR = Decimal("2.5")     # further off the average likely belongs to other numbers


def average(claims: Claims) -> Iterator[Answer]:
    """amount ÷ count is the average. One that is far off likely belongs to others: what it would be is shown."""
    for tie in claims.ties(Relation.AVERAGE):
        index, amount, count = one(tie, "average"), one(tie, "amount"), one(tie, "count")
        if index is not None and amount is not None and (count is not None or tie.years):
            yield _average(claims, tie, index, amount, count)


def _average(claims: Claims, tie: Tie, index: int, amount: int, count: int | None) -> Answer:
    def each(number: Numbers) -> Interval:
        return scaled(divide(number(amount), _many(claims, number, tie, count)), Decimal(tie.per))

    members = [index, amount, *([count] if count is not None else [])]
    weighed = weigh(claims, members, lambda number: meet(each(number), _rounded(claims, index, number(index))))
    named = tie.label == "named"        # the text names what the average is per
    told_apart = weighed.slips or _near(claims, index, each(claims.strict))
    if weighed.result is Result.FAIL and not named and not told_apart:
        weighed = Weighed(Result.CANNOT_TELL)
    many = claims.words(count) if count is not None else _time(tie)
    told = Told("average.each", {
        "amount": claims.words(amount), "count": many, "average": claims.words(index),
        "each": span(each(claims.strict), claims.quantity(index).unit),
        "per": same("" if tie.per == 1 else f" × {tie.per:,}"),
    })
    return answered("average", claims, weighed, told, members)


def _rounded(claims: Claims, index: int, value: Interval) -> Interval:
    """An average of counts is rounded, even to a whole number: 15 pupils a teacher stands for 14.5 to 15.5."""
    low, high, said = value.low, value.high, claims.quantity(index).amount
    if low is None or low != high or not said.value:
        return value
    half = low / said.value * said.step / 2         # of a slip of ten, ten times as much
    return between(low - half, low + half)


def _time(tie: Tie) -> Name:
    """Days, or what the tie's label names."""
    zh, en = _UNITS.get(tie.label, _UNITS["day"])
    return Name(f"{tie.years} {zh}", f"{tie.years} {en}")


def _many(claims: Claims, number: Numbers, tie: Tie, count: int | None) -> Interval:
    """Days are counted: "four days" are neither three and a half nor four and a half."""
    if count is None:
        return exactly(tie.years or 1)
    said = claims.quantity(count)
    counted = said.unit.symbol == "day" and said.amount.step <= 1 and said.amount.comparison is Comparison.EQUAL
    return exactly(said.amount.value) if counted else number(count)


def _near(claims: Claims, index: int, implied: Interval) -> bool:
    claimed = claims.quantity(index).amount.value
    if implied.low is None or implied.high is None or claimed <= 0:
        return False
    middle = (implied.low + implied.high) / 2
    return meet(implied, between(claimed / FAR, claimed * FAR)) or close(middle, claimed)


TEXTS: dict[str, Name] = {
    "average.each": Name("{amount} ÷ {count}{per} = {each}；文中平均数为“{average}”。",
                         "{amount} ÷ {count}{per} = {each}; the average is given as “{average}”."),
}
CHECKS = (Check("average", Name("平均数乘以个数等于总数吗？", "Is the average times how many the amount?"), average),)
