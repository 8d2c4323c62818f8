"""Growth and change against levels: 81, an increase of 23 on last year, leaves 58 for last year.

"Increased by 1.6 times" is ×2.6 and "increased to 1.6 times" ×1.6; translations mix them, so both are read before
anything is called wrong (standards: Projects and figures).
"""

import re
from collections.abc import Iterator

from msgspec import Struct

from banyan.measure.figures.answer import Answer, Told, same
from banyan.measure.figures.check import Check, answered, implied
from banyan.measure.figures.claims import Claims, level_in_text, one
from banyan.measure.figures.interval import (
    HUNDRED,
    add,
    divide,
    exactly,
    meet,
    negative,
    scaled,
    subtract,
)
from banyan.measure.figures.periods import before as year_before
from banyan.measure.figures.periods import years_between
from banyan.measure.figures.sides import Side, against, in_ledger, in_text, indices
from banyan.measure.figures.weighing import Holds, Numbers, Weighed, as_signed, weigh
from banyan.measure.figures.writing import span
from banyan.model.figure import Dimension, Interval, Period, Relation, Result, Role, Unit
from banyan.model.text import Name

ONE = exactly(1)
PERCENT, POINTS, TIMES = Unit(Dimension.PERCENT), Unit(Dimension.POINTS), Unit(Dimension.TIMES)
_RELATIVE = (Dimension.PERCENT, Dimension.TIMES)
_BY = re.compile(r"(?:增长|增加|提高|上升|扩大|增|多)[了出]?(?:近|约|超过?|逾)?$"
                 r"|\b(?:by|(?:rise|increase|growth) of)(?: about| nearly| almost| some)? $", re.IGNORECASE)
_WAY = re.compile(
    r"(?:增长|增加|上升|上涨|提高|下降|减少|降低|下滑|下跌|缩短|延长|拉长|变长|变短)[了约近]?$"
    r"|\b(?:up|down|(?:rise|increase|growth|gain|fall|drop|decline|decrease|reduction) of|(?:rose|grew|increased|fell"
    r"|dropped|declined|decreased|risen|grown|fallen)(?: by)?)(?: about| nearly)? $", re.IGNORECASE)
_REACH = 24     # characters before a number that say whether it is "by" or "to"


class Grown(Struct, frozen=True):
    """`growth` is an index: how `now` has grown on `before`. `years` between the two, 1 where it isn't said."""

    growth: int
    now: Side | None
    before: Side | None
    years: int | None = None
    as_much: bool = False       # "is three times the 900 of 2019": how many times as much, and nothing else


def growth(claims: Claims) -> Iterator[Answer]:
    """now ÷ before − 1 is the growth that is claimed."""
    for grown in _growths(claims):
        unit = claims.quantity(grown.growth).unit
        if unit.dimension in _RELATIVE and _levels_comparable(claims, grown):
            if grown.now is not None and grown.before is not None:
                answer = _relative(claims, grown, grown.now, grown.before)
                if answer.result is not Result.FAIL or not _one_level(claims, grown.now, grown.before):
                    yield answer
            elif grown.now is not None:
                yield _implied_before(claims, grown.growth, grown.now)
        elif unit.dimension is Dimension.POINTS and grown.now is not None and grown.before is not None:
            yield _difference("growth", claims, grown, grown.now, grown.before)


def _one_level(claims: Claims, now: Side, before: Side) -> bool:
    """One level told twice, in the headline and below it: nothing grew from it to itself."""
    if now.index is None or before.index is None:
        return False
    return claims.quantity(now.index).amount.value == claims.quantity(before.index).amount.value


def change(claims: Claims) -> Iterator[Answer]:
    """now − before is the change that is claimed, in all or a year."""
    for tie in claims.ties(Relation.CHANGE):
        index = one(tie, "change")
        if index is None:
            continue
        grown = _completed(claims, Grown(index, in_text(one(tie, "now")), in_text(one(tie, "before")), tie.years))
        if grown.now is not None and grown.before is not None and _levels_comparable(claims, grown):
            yield _difference("change", claims, grown, grown.now, grown.before)
        elif grown.now is not None and grown.now.unit(claims).dimension is claims.quantity(index).unit.dimension:
            yield _implied_level(claims, index, grown.now)


def _growths(claims: Claims) -> Iterator[Grown]:
    tied: set[int] = set()
    for tie in claims.ties(Relation.GROWTH):
        index = one(tie, "growth")
        if index is not None:
            tied.add(index)
            now, before = in_text(one(tie, "now")), in_text(one(tie, "before"))
            yield _completed(claims, Grown(index, now, before, tie.years, tie.label == "as-much"))
    for index in claims.indices():
        if claims.quantity(index).role is Role.GROWTH and index not in tied:
            yield _completed(claims, Grown(index, None, None))


def _completed(claims: Claims, grown: Grown) -> Grown:
    """The levels that the tie leaves out, from elsewhere in the text or from the ledger."""
    quantity = claims.quantity(grown.growth)
    now = grown.now or _level(claims, grown.growth, quantity.period)
    base = quantity.base or year_before(quantity.period)
    before = grown.before or _level(claims, grown.growth, base)
    return Grown(grown.growth, now, before, grown.years, grown.as_much)


def _level(claims: Claims, index: int, period: Period | None) -> Side | None:
    quantity = claims.quantity(index)
    if period is None or not quantity.subject or not quantity.indicator or quantity.amount.value == 0:
        return None
    found = in_text(level_in_text(claims, index, quantity.indicator, period))
    return found or in_ledger(claims.evidence.levels(quantity, "", period))


def _levels_comparable(claims: Claims, grown: Grown) -> bool:
    if grown.now is None or grown.before is None:
        return True
    a, b = grown.now.unit(claims), grown.before.unit(claims)
    return a.dimension is b.dimension and (a.symbol == b.symbol or a.dimension is Dimension.COUNT)


def _relative(claims: Claims, grown_by: Grown, now: Side, before: Side) -> Answer:
    index = grown_by.growth
    times = claims.quantity(index).unit.dimension is Dimension.TIMES

    def holds(number: Numbers) -> bool:
        ratio, claimed = divide(now.value(number), before.value(number)), as_signed(claims, index, number)
        if times:
            return meet(ratio, claimed) or (not grown_by.as_much and meet(subtract(ratio, ONE), claimed))
        return meet(scaled(subtract(ratio, ONE), HUNDRED), claimed)

    members = [index, *indices(now, before)]
    weighed = _signed(claims, index, weigh(claims, members, holds), holds, relative=True)
    ratio = divide(now.value(claims.strict), before.value(claims.strict))
    grown = span(ratio, TIMES) if times else span(scaled(subtract(ratio, ONE), HUNDRED), PERCENT)
    told = Told("growth.times" if times else "growth.percent", {
        "now": now.words(claims), "before": before.words(claims), "grown": grown, "growth": claims.words(index),
    })
    if times and weighed.result is not Result.FAIL and _only_as_much(claims, index, ratio):
        weighed = Weighed(Result.CANNOT_TELL if claims.quantity(index).text.isascii() else Result.FAIL)
    answer = answered("growth", claims, weighed, told, members, against(now, before))
    return _as_points(claims, answer, index, now, before)


def _only_as_much(claims: Claims, index: int, ratio: Interval) -> bool:
    """"Increased by four times" of what is four times as much: five times is meant, and in Chinese nothing else."""
    quantity, claimed = claims.quantity(index), claims.strict(index)
    by = _BY.search(claims.reading.text[max(0, quantity.start - _REACH):quantity.start])
    return bool(by) and meet(ratio, claimed) and not meet(subtract(ratio, ONE), claimed)


def _as_points(claims: Claims, answer: Answer, index: int, now: Side, before: Side) -> Answer:
    """A share that rose from 50 % to 65 % rose by 15 percentage points, which is no growth of 15 %."""
    rates = now.unit(claims).dimension is before.unit(claims).dimension is Dimension.PERCENT
    points = subtract(now.value(claims.strict), before.value(claims.strict))
    if answer.result is not Result.FAIL or not rates or not meet(points, as_signed(claims, index, claims.strict)):
        return answer
    told = Told("growth.points", {"growth": claims.words(index), "points": span(points, POINTS)})
    return Answer("points", answer.result, (*answer.told, told), answer.quantities, answer.against)


def _signed(claims: Claims, index: int, weighed: Weighed, holds: Holds, relative: bool = False) -> Weighed:
    """Fits but for its sign: the word that says whether it rose or fell may be far away, so it can't be told.

    `relative`: a growth is of one level on the other; which of two a difference is taken from is often left open.
    """
    def turned(i: int) -> Interval:
        return negative(claims.strict(i)) if i == index else claims.strict(i)

    if weighed.result is Result.FAIL and holds(turned) and not (relative and _says_which_way(claims, index)):
        return Weighed(Result.CANNOT_TELL)
    return weighed


def _says_which_way(claims: Claims, index: int) -> bool:
    """Is the word for a rise or a fall right beside the number?"""
    quantity, text = claims.quantity(index), claims.reading.text
    return bool(_WAY.search(text[max(0, quantity.start - _REACH):quantity.start]))


def _difference(check: str, claims: Claims, grown: Grown, now: Side, before: Side) -> Answer:
    index, years = grown.growth, _years(claims, grown)

    def holds(number: Numbers) -> bool:
        step = _yearly(subtract(now.value(number), before.value(number)), years)
        return meet(step, as_signed(claims, index, number))

    members = [index, *indices(now, before)]
    weighed = _signed(claims, index, weigh(claims, members, holds, of_sum=years is None), holds)
    unit = POINTS if now.unit(claims).dimension is Dimension.PERCENT else now.unit(claims)
    step = _yearly(subtract(now.value(claims.strict), before.value(claims.strict)), years)
    told = Told("change.yearly" if years else "change.difference", {
        "now": now.words(claims), "before": before.words(claims), "change": claims.words(index),
        "difference": span(step, unit), "years": same(str(years or 1)),
    })
    return answered(check, claims, weighed, told, members, against(now, before))


def _years(claims: Claims, grown: Grown) -> int | None:
    """Over how many years an annual change is spread; None where the change is the whole one."""
    if not claims.quantity(grown.growth).unit.per:
        return None
    if grown.years is not None:
        return grown.years
    now, before = grown.now, grown.before
    if now is None or before is None or now.index is None or before.index is None:
        return None
    return years_between(claims.quantity(before.index).period, claims.quantity(now.index).period)


def _yearly(difference: Interval, years: int | None) -> Interval:
    return divide(difference, exactly(years)) if years else difference


def _implied_before(claims: Claims, index: int, now: Side) -> Answer:
    times = claims.quantity(index).unit.dimension is Dimension.TIMES
    claimed = as_signed(claims, index, claims.strict)
    grown = claimed if times else scaled(claimed, 1 / HUNDRED)
    before = divide(now.value(claims.strict), add(ONE, grown))
    return _implied("growth.implied", "growth", claims, index, now, before)


def _implied_level(claims: Claims, index: int, now: Side) -> Answer:
    before = subtract(now.value(claims.strict), as_signed(claims, index, claims.strict))
    return _implied("change.implied", "change", claims, index, now, before)


def _implied(key: str, check: str, claims: Claims, index: int, now: Side, before: Interval) -> Answer:
    told = Told(key, {
        "now": now.words(claims), "growth": claims.words(index), "before": span(before, now.unit(claims)),
    })
    return implied(check, told, [index, *indices(now)], against(now))


TEXTS: dict[str, Name] = {
    "growth.percent": Name("{now} ÷ {before} − 1 = {grown}；文中增幅为“{growth}”。",
                           "{now} ÷ {before} − 1 = {grown}; the growth is given as “{growth}”."),
    "growth.times": Name(
        "{now} ÷ {before} = {grown}；文中为“{growth}”，“增加”与“增加到”两种读法均已考虑。",
        "{now} ÷ {before} = {grown}; given as “{growth}”, read both as “by” and as “to” so many times."),
    "growth.points": Name("两个百分比之差为 {points}：“{growth}”应写作百分点。",
                          "The two percentages differ by {points}: “{growth}” is in percentage points."),
    "growth.implied": Name("{now} 按“{growth}”倒推，上期为 {before}；没有可核对的上期数。",
                           "{now} after “{growth}” implies {before} before; there is no level to check it against."),
    "change.difference": Name("{now} − {before} = {difference}；文中变化为“{change}”。",
                              "{now} − {before} = {difference}; the change is given as “{change}”."),
    "change.yearly": Name("({now} − {before}) ÷ {years} 年 = 每年 {difference}；文中为“{change}”。",
                          "({now} − {before}) ÷ {years} years = {difference} a year; given as “{change}”."),
    "change.implied": Name("{now} − {growth} = {before}：由此推算的上期数；没有可核对的上期数。",
                           "{now} − {growth} = {before}: the implied level before; there is none to check it against."),
}  # fmt: skip
CHECKS = (
    Check("growth", Name("增幅与两期水平一致吗？", "Does the growth follow from the two levels?"), growth),
    Check("change", Name("增减数与两期水平一致吗？", "Is the change the difference of the two levels?"), change),
)
