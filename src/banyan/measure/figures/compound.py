"""Compound growth: an average of 10 % a year over five years makes 1.61 of one, exactly enclosed."""

import re
from collections.abc import Callable, Iterator

from banyan.measure.figures.answer import Answer, Told, same
from banyan.measure.figures.check import Check, answered, implied
from banyan.measure.figures.claims import Claims, one
from banyan.measure.figures.interval import HUNDRED, add, divide, exactly, meet, power, root, scaled, subtract
from banyan.measure.figures.periods import years_between
from banyan.measure.figures.sides import Side, against, in_ledger, in_text, indices
from banyan.measure.figures.weighing import Numbers, Weighed, as_signed, weigh
from banyan.measure.figures.writing import span
from banyan.model.figure import Dimension, Interval, Period, Relation, Result, Tie, Unit
from banyan.model.text import Name

Grown = Callable[[Numbers], Interval]     # now ÷ before
ONE = exactly(1)
PERCENT, TIMES = Unit(Dimension.PERCENT), Unit(Dimension.TIMES)
MOST_YEARS = 100
_YEAR = re.compile(r"(?<![\d.])(?:19|20)\d\d(?![\d.])")


def compound(claims: Claims) -> Iterator[Answer]:
    """(1 + average) to the years is what came of it: by its levels, and by its total growth."""
    for tie in claims.ties(Relation.COMPOUND):
        average, years = one(tie, "average"), _years(claims, tie)
        if average is None or years is None or not 1 <= years <= MOST_YEARS:
            continue
        total = one(tie, "total")
        now, before = _levels(claims, tie, average)
        if now is not None and before is not None and _comparable(claims, now, before):
            yield _by_levels(claims, average, now, before, years, tie.label == "exact")
        if total is not None and claims.quantity(total).unit.dimension in (Dimension.PERCENT, Dimension.TIMES):
            yield _by_total(claims, average, total, years, tie.label)
        elif now is None or before is None:
            yield _implied(claims, average, years, now)


def _years(claims: Claims, tie: Tie) -> int | None:
    if tie.years is not None:
        return tie.years
    now, before = one(tie, "now"), one(tie, "before")
    if now is not None and before is not None:
        return years_between(claims.quantity(before).period, claims.quantity(now).period)
    return None


def _levels(claims: Claims, tie: Tie, average: int) -> tuple[Side | None, Side | None]:
    """Those of the text, else those of the ledger for the years between which the average runs."""
    quantity = claims.quantity(average)
    now, before = in_text(one(tie, "now")), in_text(one(tie, "before"))
    last, first = _ends(quantity.period, tie.years)
    if now is None and last is not None:
        now = in_ledger(claims.evidence.levels(quantity, "", last))
    if before is None and first is not None:
        before = in_ledger(claims.evidence.levels(quantity, "", first))
    return now, before


def _ends(period: Period | None, years: int | None) -> tuple[Period | None, Period | None]:
    """The last year of a period, and the year so many before it."""
    if period is None or period.end is None or years is None or not 0 < years < period.end.year:
        return None, None
    end = period.end
    start = end.replace(month=1, day=1)
    return Period("", start, end), Period("", start.replace(year=end.year - years), end.replace(year=end.year - years))


def _comparable(claims: Claims, now: Side, before: Side) -> bool:
    a, b = now.unit(claims), before.unit(claims)
    return a.dimension is b.dimension and a.symbol == b.symbol


def _by_levels(claims: Claims, average: int, now: Side, before: Side, years: int, exact: bool) -> Answer:
    """`exact`: the text gives the years of both levels."""
    def grown(number: Numbers) -> Interval:
        return divide(now.value(number), before.value(number))

    weighed = _weigh(claims, [average, *indices(now, before)], average, grown, years, exact)
    told = Told("compound.levels", {
        "now": now.words(claims), "before": before.words(claims), "years": same(str(years)),
        "implied": _rate(grown(claims.strict), years), "average": claims.words(average),
    })
    return answered("compound", claims, weighed, told, [average, *indices(now, before)], against(now, before))


def _by_total(claims: Claims, average: int, total: int, years: int, label: str) -> Answer:
    """`label`: "exact" where the text gives the years, "as-much" where the total is a verb, which is no "by" twice."""
    exact, verb = label in ("exact", "as-much"), label == "as-much"
    times = claims.quantity(total).unit.dimension is Dimension.TIMES

    def by(number: Numbers) -> Interval:
        value = as_signed(claims, total, number)
        return value if verb else add(ONE, value if times else scaled(value, 1 / HUNDRED))

    def holds(number: Numbers) -> bool:
        made = _made(as_signed(claims, average, number), years)
        return made is not None and (meet(made, by(number)) or (times and meet(made, number(total))))

    weighed = weigh(claims, [average, total], holds)
    weighed = weighed if exact else _within_a_year(claims, average, weighed, by, years)
    made = _made(as_signed(claims, average, claims.strict), years)
    told = Told("compound.total", {
        "made": span(made, TIMES) if made is not None else Name("无意义", "nothing"),
        "average": claims.words(average), "years": same(str(years)), "total": claims.words(total),
        "implied": _rate(by(claims.strict), years),
    })
    return answered("compound", claims, weighed, told, [average, total])


def _weigh(
    claims: Claims, members: list[int], average: int, grown: Grown, years: int, exact: bool
) -> Weighed:  # fmt: skip
    def holds(number: Numbers) -> bool:
        made = _made(as_signed(claims, average, number), years)
        return made is not None and meet(made, grown(number))

    weighed = weigh(claims, members, holds)
    return weighed if exact else _within_a_year(claims, average, weighed, grown, years)


def _within_a_year(claims: Claims, average: int, weighed: Weighed, grown: Grown, years: int) -> Weighed:
    """"The past five years" may be four steps or six: what fits with a year more or less can't be told."""
    if weighed.result is not Result.FAIL or _says_both_years(claims, average, years):
        return weighed
    for other in (years - 1, years + 1):
        made = _made(as_signed(claims, average, claims.strict), other) if other >= 1 else None
        if made is not None and meet(made, grown(claims.strict)):
            return Weighed(Result.CANNOT_TELL)
    return weighed


def _says_both_years(claims: Claims, average: int, years: int) -> bool:
    """"From 2017 to 2022": nobody can count other years between the two."""
    told = sorted({int(year) for year in _YEAR.findall(claims.quantity(average).sentence)})
    return len(told) == 2 and told[1] - told[0] == years


def _made(average: Interval, years: int) -> Interval | None:
    """What becomes of one; None where it would shrink below nothing."""
    once = add(ONE, scaled(average, 1 / HUNDRED))
    return None if once.low is None or once.low < 0 else power(once, years)


def _rate(grown: Interval, years: int) -> Name:
    if grown.low is None or grown.low < 0:
        return span(grown, TIMES)
    return span(scaled(subtract(root(grown, years), ONE), HUNDRED), PERCENT)


def _implied(claims: Claims, average: int, years: int, now: Side | None) -> Answer:
    made = _made(as_signed(claims, average, claims.strict), years)
    if made is None:
        return implied("compound", Told("outcome.cannot_tell"), [average])
    args = {"average": claims.words(average), "years": same(str(years)), "made": span(made, TIMES)}
    if now is None:
        return implied("compound", Told("compound.factor", args), [average])
    first = span(divide(now.value(claims.strict), made), now.unit(claims))
    told = Told("compound.before", args | {"now": now.words(claims), "before": first})
    return implied("compound", told, [average, *indices(now)], against(now))


TEXTS: dict[str, Name] = {
    "compound.levels": Name(
        "({now} ÷ {before}) 开 {years} 次方 − 1 = 年均 {implied}；文中为“{average}”。",
        "({now} ÷ {before})^(1/{years}) − 1 = {implied} a year; given as “{average}”."),
    "compound.total": Name(
        "(1 + {average}) 的 {years} 次方 = {made}；文中总增幅为“{total}”（折合年均 {implied}，"
        "“增长”与“增长到”两种读法均已考虑）。",
        "(1 + {average})^{years} = {made}; the total growth is given as “{total}” ({implied} a year; read both as “by” "
        "and as “to”)."),
    "compound.factor": Name(
        "(1 + {average}) 的 {years} 次方 = {made}；没有可核对的两期水平。",
        "(1 + {average})^{years} = {made}; there are no levels to check it against."),
    "compound.before": Name(
        "{now} ÷ (1 + {average}) 的 {years} 次方 = {before}：由此推算的期初数；没有可核对的数。",
        "{now} ÷ (1 + {average})^{years} = {before}: the implied level before; there is none to check it against."),
}  # fmt: skip
CHECKS = (Check("compound", Name(
    "年均增速与期初、期末水平或总增幅一致吗？",
    "Does the average growth a year agree with the levels at both ends, or with the total growth?"), compound),)
