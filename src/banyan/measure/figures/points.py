"""Percentages and percentage points: a growth rate has no points, and a gap of two rates has no percent."""

from collections.abc import Iterator
from itertools import combinations, permutations

from banyan.measure.figures.answer import Answer, Told
from banyan.measure.figures.check import Check, answered, implied
from banyan.measure.figures.claims import Claims, one
from banyan.measure.figures.interval import meet, subtract
from banyan.measure.figures.sides import Side, against, in_ledger, in_text, indices
from banyan.measure.figures.weighing import Numbers, weigh
from banyan.measure.figures.widths import stands_for
from banyan.measure.figures.writing import span
from banyan.model.figure import Comparison, Dimension, Relation, Result, Role, Unit
from banyan.model.text import Name

PERCENT, POINTS = Unit(Dimension.PERCENT), Unit(Dimension.POINTS)
_RATES = (Role.GROWTH, Role.AVERAGE_GROWTH)
NEAR = 3           # numbers before points, among which the two rates stand
MOST = 20          # rates of one sentence that are compared with each other
_SHARES = (Role.SHARE, Role.RATE)


def points(claims: Claims) -> Iterator[Answer]:
    """A growth rate written in percentage points, or a gap of two rates in percent; what it implies is shown."""
    for index in claims.indices():
        quantity = claims.quantity(index)
        if quantity.unit.dimension is Dimension.PERCENT and quantity.role is Role.GAP:
            yield from _written_as_percent(claims, index)
        elif quantity.unit.dimension is Dimension.POINTS and quantity.role in _RATES and not (
                _of_a_share(claims, index) or _of_two_rates(claims, index)):
            yield _written_as_rate(claims, index)


def _written_as_percent(claims: Claims, index: int) -> Iterator[Answer]:
    """Only where it is the difference of two rates of its sentence, and not how much larger one is than the other."""
    rates = [i for i in claims.together(index) if i != index and (q := claims.quantity(i)).role is not Role.GAP
             and q.unit.dimension is Dimension.PERCENT][:MOST]
    for a, b in combinations(rates, 2):
        high, low = sorted((a, b), key=lambda i: claims.quantity(i).amount.value, reverse=True)
        difference = subtract(claims.strict(high), claims.strict(low))
        if meet(difference, claims.strict(index)):
            told = Told("points.percent", {"rate": claims.words(high), "other": claims.words(low),
                                           "gap": claims.words(index), "difference": span(difference, POINTS)})
            yield Answer("points", Result.FAIL, (told,), (index,))
            return


def _of_a_share(claims: Claims, index: int) -> bool:
    """A share's change is rightly in points: its sentence then speaks of a share, before it or right behind."""
    others = (claims.quantity(i) for i in claims.together(index) if i <= index + 1)
    return any(other.role in _SHARES and other.unit.dimension is Dimension.PERCENT for other in others)


def _of_two_rates(claims: Claims, index: int) -> bool:
    """"58.3 percent, after 54.1: it rose by 4.2 points", "rose 4.2 points, from 54.1 to 58.3": it is what lies between
    two levels in percent right before it, or right behind in its sentence.
    """
    behind = (i for i in claims.together(index) if index < i <= index + NEAR)
    near = (claims.quantity(i) for i in (*range(max(0, index - NEAR), index), *behind))
    levels = [stands_for(q.amount, q.unit) for q in near if q.unit.dimension is Dimension.PERCENT
              and q.amount.comparison is Comparison.EQUAL]
    return any(meet(subtract(a, b), claims.strict(index)) for a, b in permutations(levels, 2))


def _written_as_rate(claims: Claims, index: int) -> Answer:
    rate = _neighbour(claims, index)
    if rate is None:
        told = Told("points.rate", {"gap": claims.words(index)})
        return Answer("points", Result.FAIL, (told,), (index,))
    told = Told("points.implied", {
        "gap": claims.words(index), "rate": claims.words(rate),
        "other": span(subtract(claims.strict(rate), claims.strict(index)), PERCENT),
    })
    return Answer("points", Result.FAIL, (told,), (index,))


def _neighbour(claims: Claims, index: int) -> int | None:
    """The rate it is compared with: by a tie, else the nearest before it in its sentence."""
    for tie in claims.ties(Relation.GAP):
        if index in (one(tie, "gap"), one(tie, "other")) and one(tie, "rate") is not None:
            return one(tie, "rate")
    found = [i for i in claims.together(index) if i < index and (q := claims.quantity(i)).role in _RATES
             and q.unit.dimension is Dimension.PERCENT]
    return found[-1] if found else None


def gap(claims: Claims) -> Iterator[Answer]:
    """rate − other is the gap that is claimed; with one of them missing, what it would be."""
    for tie in claims.ties(Relation.GAP):
        index, rate = one(tie, "gap"), in_text(one(tie, "rate"))
        points_given = index is not None and claims.quantity(index).unit.dimension is Dimension.POINTS
        if index is None or rate is None or claims.quantity(index).role in _RATES or not points_given:
            continue
        other = in_text(one(tie, "other")) or _from_ledger(claims, index, rate)
        if other is not None:
            yield _gap(claims, index, rate, other)
        else:
            told = Told("gap.implied", {
                "gap": claims.words(index), "rate": rate.words(claims),
                "other": span(subtract(rate.value(claims.strict), claims.strict(index)), PERCENT),
            })
            yield implied("gap", told, [index, *indices(rate)])


def _from_ledger(claims: Claims, index: int, rate: Side) -> Side | None:
    quantity = claims.quantity(index)
    if not quantity.indicator or rate.index is None:
        return None
    period = quantity.period or claims.quantity(rate.index).period
    found = [f for f in claims.evidence.levels(quantity, "", period) if f.unit.dimension is Dimension.PERCENT]
    return in_ledger(found)


def _gap(claims: Claims, index: int, rate: Side, other: Side) -> Answer:
    def holds(number: Numbers) -> bool:
        difference = subtract(rate.value(number), other.value(number))
        return meet(difference, number(index)) or meet(subtract(other.value(number), rate.value(number)), number(index))

    members = [index, *indices(rate, other)]
    weighed = weigh(claims, members, holds, of_sum=True)
    told = Told("gap.difference", {
        "rate": rate.words(claims), "other": other.words(claims), "gap": claims.words(index),
        "difference": span(subtract(rate.value(claims.strict), other.value(claims.strict)), Unit(Dimension.POINTS)),
    })
    return answered("gap", claims, weighed, told, members, against(rate, other))


TEXTS: dict[str, Name] = {
    "points.rate": Name("“{gap}”写作增速，但百分点是两个百分比之差：应为百分之几，或是与另一增速的差距。",
                        "“{gap}” is given as a growth rate, but points are a difference of two percentages: either it "
                        "is percent, or it is a gap to another rate."),
    "points.implied": Name(
        "“{gap}”写作增速，但百分点是两个百分比之差；若是与“{rate}”的差距，则另一增速为 {other}。",
        "“{gap}” is given as a growth rate, but points are a difference of two percentages; as a gap to “{rate}” it "
        "implies a rate of {other}."),
    "points.percent": Name(
        "{rate} − {other} = {difference}：两个百分比之差应写作百分点，文中为“{gap}”。",
        "{rate} − {other} = {difference}: a difference of two percentages is in points; it is given as “{gap}”."),
    "gap.implied": Name("{rate} − {gap} = {other}：由此推算的另一增速；没有可核对的数。",
                        "{rate} − {gap} = {other}: the implied other rate; there is none to check it against."),
    "gap.difference": Name("{rate} − {other} = {difference}；文中差距为“{gap}”。",
                           "{rate} − {other} = {difference}; the gap is given as “{gap}”."),
}  # fmt: skip
CHECKS = (
    Check("points", Name("百分点和百分比没有混用吗？", "Are percent and percentage points kept apart?"), points),
    Check("gap", Name("差距等于两个比率之差吗？", "Is the gap the difference of the two rates?"), gap),
)
