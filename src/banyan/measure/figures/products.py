"""Products: a unit price, yield or rate times how many is the amount."""

from collections.abc import Iterator
from decimal import Decimal

from banyan.measure.figures.answer import Answer, Told, joined, same
from banyan.measure.figures.check import Check, answered
from banyan.measure.figures.claims import Claims, every, one
from banyan.measure.figures.interval import between as bounds
from banyan.measure.figures.interval import exactly, meet, multiply, scaled, subtract
from banyan.measure.figures.weighing import Numbers, Weighed, weigh
from banyan.measure.figures.writing import number as written
from banyan.measure.figures.writing import span
from banyan.model.figure import Interval, Relation, Result, Tie
from banyan.model.text import Name

RESTATED = "restated"    # one amount in two units: nothing but the factor lies between them
FAHRENHEIT = "fahrenheit"        # one temperature in two scales, the first of them Fahrenheit's
FREEZING, DEGREES = Decimal(32), Decimal(5) / 9
FAR = Decimal("2.5")     # further off the numbers likely belong to different things


def product(claims: Claims) -> Iterator[Answer]:
    """each × count × factor is the amount. A product that is far off and no slip of ten is only shown."""
    for tie in claims.ties(Relation.PRODUCT):
        each, counts, amount = one(tie, "each"), every(tie, "count"), one(tie, "amount")
        if each is not None and amount is not None and (counts or tie.label in (RESTATED, FAHRENHEIT)):
            yield _product(claims, tie, each, counts, amount)


def _product(claims: Claims, tie: Tie, each: int, counts: list[int], amount: int) -> Answer:
    def made(number: Numbers) -> Interval:
        if tie.label == FAHRENHEIT:
            return scaled(subtract(number(each), exactly(FREEZING)), DEGREES)
        found = scaled(number(each), tie.factor)
        for count in counts:
            found = multiply(found, number(count))
        return found

    members = [each, *counts, amount]
    weighed = weigh(claims, members, lambda number: meet(made(number), number(amount)))
    sure = tie.label in (RESTATED, FAHRENHEIT) or weighed.slips
    if weighed.result is Result.FAIL and not sure and not _near(claims, amount, made(claims.strict)):
        weighed = Weighed(Result.CANNOT_TELL)
    named = "product.amount" if counts else "product.celsius" if tie.label == FAHRENHEIT else "product.restated"
    told = Told(named, {
        "each": claims.words(each), "count": joined([claims.words(i) for i in counts], " × ", " × "),
        "factor": same("" if tie.factor == 1 else f" × {written(tie.factor)}"), "amount": claims.words(amount),
        "product": span(made(claims.strict), claims.quantity(amount).unit),
    })
    return answered("product", claims, weighed, told, members)


def _near(claims: Claims, amount: int, made: Interval) -> bool:
    claimed = claims.quantity(amount).amount.value
    return claimed > 0 and meet(made, bounds(claimed / FAR, claimed * FAR))


TEXTS: dict[str, Name] = {
    "product.amount": Name("{each} × {count}{factor} = {product}；文中总数为“{amount}”。",
                           "{each} × {count}{factor} = {product}; the amount is given as “{amount}”."),
    "product.celsius": Name("（{each} − 32）× 5/9 = {product}；文中为“{amount}”。",
                            "({each} − 32) × 5/9 = {product}; it is given as “{amount}”."),
    "product.restated": Name("{each}{factor} = {product}；文中为“{amount}”。",
                             "{each}{factor} = {product}; it is given as “{amount}”."),
}
CHECKS = (
    Check("product", Name("单价乘以数量等于总数吗？", "Is so much each, times how many, the amount?"), product),
)
