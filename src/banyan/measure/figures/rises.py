"""A growth beside the absolute change and the level after it: the change over what was there before is the growth."""

from collections.abc import Iterator

from banyan.measure.figures.answer import Answer, Told
from banyan.measure.figures.check import Check, answered
from banyan.measure.figures.claims import Claims, every, one
from banyan.measure.figures.interval import HUNDRED, divide, meet, negative, scaled, subtract
from banyan.measure.figures.weighing import Numbers, weigh
from banyan.measure.figures.writing import span
from banyan.model.figure import Dimension, Interval, Relation, Result, Unit
from banyan.model.text import Name

PERCENT = Unit(Dimension.PERCENT)
AFTER = "after"         # of a tie: its level is the one after the change
_ORDER = (Result.PASS, Result.CANNOT_TELL, Result.FAIL)


def rise(claims: Claims) -> Iterator[Answer]:
    """change ÷ (now − change) is the growth that is claimed; of several levels that it may be of, one has to fit."""
    for tie in claims.ties(Relation.RISE):
        growth, change = one(tie, "growth"), one(tie, "change")
        if growth is not None and change is not None and every(tie, "now"):
            answers = [_rise(claims, growth, change, now, tie.label == AFTER) for now in every(tie, "now")]
            yield min(answers, key=lambda answer: _ORDER.index(answer.result))


def _rise(claims: Claims, growth: int, change: int, now: int, after: bool) -> Answer:
    falls = claims.quantity(change).falls or claims.quantity(growth).falls

    def grown(number: Numbers) -> Interval:
        step = negative(number(change)) if falls else number(change)
        return scaled(divide(number(change), subtract(number(now), step)), HUNDRED)

    members = [growth, change, now]
    def holds(number: Numbers) -> bool:
        """The level may be the one before the change as well, where the text doesn't say which."""
        on_level = scaled(divide(number(change), number(now)), HUNDRED)
        return meet(grown(number), number(growth)) or (not after and meet(on_level, number(growth)))

    weighed = weigh(claims, members, holds)
    told = Told("rise.fall" if falls else "rise.rise", {
        "change": claims.words(change), "now": claims.words(now), "growth": claims.words(growth),
        "grown": span(grown(claims.strict), PERCENT),
    })
    return answered("rise", claims, weighed, told, members)


TEXTS: dict[str, Name] = {
    "rise.rise": Name("{change} ÷ ({now} − {change}) = {grown}；文中增幅为“{growth}”。",
                      "{change} ÷ ({now} − {change}) = {grown}; the growth is given as “{growth}”."),
    "rise.fall": Name("{change} ÷ ({now} + {change}) = {grown}；文中降幅为“{growth}”。",
                      "{change} ÷ ({now} + {change}) = {grown}; the fall is given as “{growth}”."),
}
CHECKS = (
    Check("rise", Name("增幅与增减数相符吗？", "Does the growth fit the absolute change?"), rise),
)
