"""A limit and what was made of it: within a ceiling or over a budget, as the text says."""

from collections.abc import Iterator

from banyan.measure.figures.answer import Answer, Told
from banyan.measure.figures.check import Check, answered
from banyan.measure.figures.claims import Claims, one
from banyan.measure.figures.interval import may_reach
from banyan.measure.figures.weighing import Weighed, weigh
from banyan.model.figure import Relation
from banyan.model.text import Name


def limit(claims: Claims) -> Iterator[Answer]:
    """actual ≤ limit where the text says "within", actual ≥ limit where it says "over"."""
    for tie in claims.ties(Relation.LIMIT):
        bound, actual = one(tie, "limit"), one(tie, "actual")
        if bound is not None and actual is not None:
            yield _limit(claims, bound, actual, over=tie.label == "over")


def _limit(claims: Claims, bound: int, actual: int, over: bool) -> Answer:
    less, more = (bound, actual) if over else (actual, bound)
    weighed = weigh(claims, [actual, bound], lambda number: may_reach(number(less), number(more)), of_sum=True)
    weighed = Weighed(weighed.result)       # any power of ten mends "no more than": none explains it
    told = Told("limit.over" if over else "limit.within", {
        "actual": claims.words(actual), "limit": claims.words(bound),
    })
    return answered("limit", claims, weighed, told, [actual, bound])


TEXTS: dict[str, Name] = {
    "limit.within": Name("文中称“{actual}”在限额“{limit}”以内。",
                         "“{actual}” is said to be within the limit of “{limit}”."),
    "limit.over": Name("文中称“{actual}”超过限额“{limit}”。", "“{actual}” is said to be over the limit of “{limit}”."),
}
CHECKS = (
    Check("limit", Name("与限额的关系如文中所说吗？", "Is it within or over the limit as the text says?"), limit),
)
