"""A limit and what was made of it: within a ceiling or over a budget, as the text says."""

from collections.abc import Iterator
from decimal import Decimal

from banyan.measure.figures.answer import Answer, Told
from banyan.measure.figures.check import Check, answered
from banyan.measure.figures.claims import Claims, one
from banyan.measure.figures.interval import exactly, may_reach
from banyan.measure.figures.weighing import Numbers, Weighed, weigh
from banyan.measure.figures.writing import plain
from banyan.model.figure import Relation
from banyan.model.text import Name


def limit(claims: Claims) -> Iterator[Answer]:
    """actual ≤ limit where the text says "within", actual ≥ limit where it says "over".

    "more" and "less": the two are levels, and the text says which of them is the larger, maybe at a third number, the
    change that it has "told". A limit in words (double-digit, 百亿大关, a majority) is the tie's factor.
    "apart" and "joined": the two are the bounds of neighbouring classes, which neither
    overlap nor leave a gap; their words ("up to", "and over") say of which class each is.
    """
    for tie in claims.ties(Relation.LIMIT):
        bound, actual = one(tie, "limit"), one(tie, "actual")
        if bound is None and actual is not None:
            yield _in_words(claims, tie.factor, actual, tie.label)
        elif bound is not None and actual is not None:
            yield _limit(claims, bound, actual, one(tie, "told"), tie.label)


def _limit(claims: Claims, bound: int, actual: int, change: int | None, label: str) -> Answer:
    over = label in ("over", "more", "joined")
    level = label in ("more", "less")
    written = claims.strict(bound) if level else exactly(claims.quantity(bound).amount.value)
    if label in ("apart", "joined"):
        low, high = claims.strict(bound).low, claims.strict(actual).high
        written = exactly(claims.quantity(bound).amount.value if low is None else low)
        ends = exactly(claims.quantity(actual).amount.value if high is None else high)

    def holds(number: Numbers) -> bool:
        reached = ends if label in ("apart", "joined") else number(actual)
        return may_reach(written, reached) if over else may_reach(reached, written)

    weighed = weigh(claims, [actual], holds, of_sum=True)
    weighed = Weighed(weighed.result)       # any power of ten mends "no more than": none explains it
    told = Told(f"limit.{label if label in _LABELS else 'within'}", {
        "actual": claims.words(actual), "limit": claims.words(bound),
    })
    return answered("limit", claims, weighed, told, [actual, bound, *([] if change is None else [change])])


def _in_words(claims: Claims, bound: Decimal, actual: int, label: str) -> Answer:
    over, written = label == "over", exactly(bound)

    def holds(number: Numbers) -> bool:
        return may_reach(written, number(actual)) if over else may_reach(number(actual), written)

    told = Told(f"limit.{'over' if over else 'within'}", {
        "actual": claims.words(actual), "limit": plain(f"{bound.normalize():,f}"),
    })
    return answered("limit", claims, Weighed(weigh(claims, [actual], holds, of_sum=True).result), told, [actual])


_LABELS = frozenset({"over", "within", "more", "less", "apart", "joined"})
TEXTS: dict[str, Name] = {
    "limit.within": Name("文中称“{actual}”在限额“{limit}”以内。",
                         "“{actual}” is said to be within the limit of “{limit}”."),
    "limit.over": Name("文中称“{actual}”超过限额“{limit}”。", "“{actual}” is said to be over the limit of “{limit}”."),
    "limit.more": Name("按文意，“{actual}”应不小于“{limit}”。",
                       "By the words of the text “{actual}” should be no less than “{limit}”."),
    "limit.less": Name("按文意，“{actual}”应不大于“{limit}”。",
                       "By the words of the text “{actual}” should be no more than “{limit}”."),
    "limit.apart": Name("各组互不重叠，“{actual}”应不大于下一组的“{limit}”。",
                        "The classes don't overlap: “{actual}” should be no more than “{limit}” of the next."),
    "limit.joined": Name("各组首尾相接，“{actual}”应达到下一组的“{limit}”。",
                         "The classes leave no gap: “{actual}” should reach “{limit}” of the next."),
}
CHECKS = (
    Check("limit", Name("与限额的关系如文中所说吗？", "Is it within or over the limit as the text says?"), limit),
)
