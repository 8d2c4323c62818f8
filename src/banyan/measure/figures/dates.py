"""Dates: inside the period that the text states, and in their order."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from banyan.measure.figures.answer import Answer, Told, joined, same
from banyan.measure.figures.check import Check
from banyan.measure.figures.claims import Claims, every, one
from banyan.measure.figures.interval import exactly, meet
from banyan.measure.figures.writing import number as written
from banyan.model.figure import NO_YEAR, Dimension, Period, Relation, Result, Tie
from banyan.model.text import Name

AFTER = "after"         # label of an order: the later one comes behind the end of the earlier
NO_DAY = "no day"       # of a moment: the calendar doesn't have it
FROM_END = "from the end"       # of the number of a day: counted from the end of what it is told by
_LEAP_DAY = date(NO_YEAR, 2, 29)
TURN = timedelta(days=120)      # a season that ends so much earlier in the year runs over the new year


def within(claims: Claims) -> Iterator[Answer]:
    """Every moment lies inside the stated period."""
    for tie in claims.ties(Relation.WITHIN):
        if tie.label == NO_DAY:
            yield from (Answer("within", Result.FAIL, (Told("dates.nowhere", {"moment": claims.words(i)}),), (i,))
                        for i in every(tie, "moment"))
            continue
        whole, until, moments = one(tie, "whole"), one(tie, "until"), every(tie, "moment")
        stated = _stated(claims, whole, until)
        if whole is None or stated is None or stated[0] > stated[1]:
            continue
        known = [(i, days) for i in moments if i != whole and (days := _days(claims, i)) is not None]
        outside = [i for i, (start, end) in known if start < stated[0] or end > stated[1]]
        if not known:
            continue
        told = Told("dates.outside" if outside else "dates.inside", {
            "period": _said(claims, whole, stated), "moments": _listed(claims, outside or [i for i, _ in known]),
        })
        members = [whole, *outside] if outside else [whole, *(i for i, _ in known)]
        yield Answer("within", Result.FAIL if outside else Result.PASS, (told,), tuple(dict.fromkeys(members)))


def _stated(claims: Claims, whole: int | None, until: int | None) -> tuple[date, date] | None:
    """The stated days, which may be given as a first and a last one."""
    first, last = _days(claims, whole), _days(claims, until)
    return (first[0], last[1]) if first is not None and last is not None else first


def order(claims: Claims) -> Iterator[Answer]:
    """Each moment comes no earlier than the one before it."""
    for tie in claims.ties(Relation.ORDER):
        known = [(i, days) for _, i in tie.members if (days := _days(claims, i)) is not None]
        if len(known) < 2:
            continue
        wrong = [(a, b) for (a, first), (b, second) in pairwise(known) if second[1] < first[tie.label == AFTER]]
        members = tuple(dict.fromkeys(i for pair in wrong for i in pair)) or tuple(i for i, _ in known)
        told = Told("dates.backwards" if wrong else "dates.order", {"moments": _listed(claims, list(members))})
        yield Answer("order", Result.FAIL if wrong else Result.PASS, (told,), members)
    yield from _turned(claims)


def _turned(claims: Claims) -> Iterator[Answer]:
    """A stretch that begins after its end; one that may run over the new year is left alone."""
    for index in claims.indices():
        period = claims.quantity(index).period
        dated = claims.quantity(index).unit.dimension is Dimension.DATE and period is not None
        if dated and period is not None and period.start is not None and period.end is not None and (
                timedelta(0) < period.start - period.end < TURN):
            said = same(f"“{claims.words(index).zh}” ({period.start} – {period.end})")
            yield Answer("order", Result.FAIL, (Told("dates.turned", {"stretch": said}),), (index,))


def weekdays(claims: Claims) -> Iterator[Answer]:
    """A day has the day of the week that the calendar gives it."""
    for tie in claims.ties(Relation.WEEKDAY):
        moment = one(tie, "moment")
        days = _days(claims, moment)
        if moment is None or days is None or tie.years is None:
            continue
        said, right = _WEEK[tie.years - 1], _WEEK[days[0].isoweekday() - 1]
        fits = said == right
        told = Told("dates.weekday" if fits else "dates.other_weekday", {
            "moment": _listed(claims, [moment]), "said": said, "right": right,
        })
        yield Answer("weekday", Result.PASS if fits else Result.FAIL, (told,), (moment,))


def lengths(claims: Claims) -> Iterator[Answer]:
    """A stretch has as many days as the text says, its first and last counted; weeks may leave one out."""
    for tie in claims.ties(Relation.DAYS):
        if tie.years is not None:
            yield from _numbered(claims, tie)
            continue
        length, first, last = one(tie, "length"), one(tie, "first"), one(tie, "last")
        stated = _stated(claims, first, last)
        if length is None or first is None or last is None or stated is None:
            continue
        days, quantity = (stated[1] - stated[0]).days + 1, claims.quantity(length)
        weeks = quantity.unit.symbol == "week"
        number = claims.strict(length)
        likely = [Decimal(n) / 7 for n in (days, days - 1)] if weeks else [Decimal(days)]
        if not weeks and stated[0].year == NO_YEAR and stated[0] < _LEAP_DAY <= stated[1]:
            likely.append(Decimal(days - 1))        # of a year that isn't told
        fits = any(meet(number, exactly(n)) for n in likely)
        told = Told("dates.length", {"period": _said(claims, first, stated), "days": same(str(days)),
                                     "length": claims.words(length)})
        members = tuple(dict.fromkeys((first, last, length)))
        yield Answer("length", Result.PASS if fits else Result.FAIL, (told,), members)


def _numbered(claims: Claims, tie: Tie) -> Iterator[Answer]:
    """The third day of a stretch, or the day behind another: `years` is its number, 1 for the first day itself."""
    first, moment = one(tie, "first"), one(tie, "moment")
    known, days = _days(claims, first), _days(claims, moment)
    if first is None or moment is None or known is None or days is None or tie.years is None:
        return
    meant = known[tie.label == FROM_END] + timedelta(days=tie.years - 1)
    told = Told("dates.numbered", {"first": _said(claims, first, known), "moment": claims.words(moment),
                                   "meant": same(_written(Period("", meant, meant)))})
    yield Answer("length", Result.PASS if meant == days[0] else Result.FAIL, (told,), (moment, first))


def elapsed(claims: Claims) -> Iterator[Answer]:
    """So long a time lies between two moments as is said: the reader puts the length itself where it may be so."""
    for tie in claims.ties(Relation.ELAPSED):
        length = one(tie, "length")
        if length is None:
            continue
        fits = claims.quantity(length).amount.value == tie.factor
        told = Told("dates.elapsed", {"period": same(tie.label), "between": same(written(tie.factor)),
                                      "length": claims.words(length)})
        members = tuple(dict.fromkeys((length, *every(tie, "moment"))))
        yield Answer("elapsed", Result.PASS if fits else Result.FAIL, (told,), members)


def _days(claims: Claims, index: int | None) -> tuple[date, date] | None:
    period = claims.quantity(index).period if index is not None else None
    if period is None or period.start is None:
        return None
    return period.start, period.end or period.start


def _said(claims: Claims, index: int, days: tuple[date, date]) -> Name:
    words = claims.words(index)
    stretch = _written(Period("", *days))
    return Name(f"“{words.zh}”（{stretch}）", f"“{words.en}” ({stretch})")


def _written(period: Period) -> str:
    start, end = period.start, period.end
    said = [day.strftime("%m-%d") if day.year == NO_YEAR else str(day) for day in (start, end) if day is not None]
    if len(said) < 2 or start == end:
        return said[0] if said else period.label
    return f"{said[0]} – {said[1]}"


def _listed(claims: Claims, indices: list[int]) -> Name:
    """The words of each, with the day where the words alone don't say it."""
    said = []
    for i in indices:
        days, words = _days(claims, i), claims.words(i).zh
        said.append(same(f"“{words}” ({_written(Period('', *days))})" if days is not None else f"“{words}”"))
    return joined(said, "、", ", ")


_WEEK = tuple(Name(f"星期{zh}", en) for zh, en in zip("一二三四五六日", (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True))
TEXTS: dict[str, Name] = {
    "dates.weekday": Name("{moment}是{right}，与文中一致。", "{moment} is a {right}, as the text says."),
    "dates.other_weekday": Name("{moment}是{right}，文中为{said}。", "{moment} is a {right}; the text says {said}."),
    "dates.length": Name("{period}含首尾共 {days} 天，文中为“{length}”。",
                         "{period} are {days} days, first and last included; the text says “{length}”."),
    "dates.numbered": Name("按{first}推算应为 {meant}，文中为“{moment}”。",
                           "By {first} it is {meant}; the text says “{moment}”."),
    "dates.nowhere": Name("历法中没有“{moment}”这一天。", "The calendar has no day “{moment}”."),
    "dates.elapsed": Name("{period}：按文中单位相隔 {between}，文中为“{length}”。",
                          "{period}: {between} lie between, in the unit of the text, which says “{length}”."),
    "dates.inside": Name("{moments} 在所称期间{period}之内。", "{moments} lie within the stated period {period}."),
    "dates.outside": Name("{moments} 不在所称期间{period}之内。", "{moments} lie outside the stated period {period}."),
    "dates.order": Name("{moments} 先后有序。", "{moments} follow each other."),
    "dates.turned": Name("{stretch}：开始晚于结束。", "{stretch}: it begins after its end."),
    "dates.backwards": Name("{moments}：后者反而更早。", "{moments}: the later one comes earlier."),
}  # fmt: skip
CHECKS = (
    Check("within", Name("日期都在所称期间之内吗？", "Do the dates lie inside the stated period?"), within),
    Check("weekday", Name("日期与星期相符吗？", "Has each day its day of the week?"), weekdays),
    Check("length", Name("起止日期与天数相符吗？", "Has a stretch as many days as it is said to have?"), lengths),
    Check("elapsed", Name("两个时刻相隔的时间如文中所说吗？", "Does as much time lie between as is said?"), elapsed),
    Check("order", Name("日期先后有序吗？", "Are the dates in order?"), order),
)
