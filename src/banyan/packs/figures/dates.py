"""Dates and periods in a sentence, with the days that they stand for where the text says enough."""

import calendar
import re
from datetime import date
from functools import cache
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from banyan.model.figure import NO_YEAR, Period
from banyan.packs.figures.digits import EN_UNITS, from_zh
from banyan.packs.figures.en.dates import DATES as EN_DATES
from banyan.packs.figures.en.dates import MONTHS, ORDINALS
from banyan.packs.figures.zh.dates import DATES as ZH_DATES

_BACK = {"last": 1, "the previous": 1, "the preceding": 1, "previous": 1, "ago": 1, "earlier": 1, "before": 1,
    "去年": 1,
         "上年": 1, "上年同期": 1, "上一年": 1, "上一年度": 1, "同期": 1, "前年": 2, "next": -1,
         "明年": -1}  # fmt: skip
_PLANS = {"十": 2001, "十一": 2006, "十二": 2011, "十三": 2016, "十四": 2021, "十五": 2026}
_WEEKDAYS = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|星期[一二三四五六日天]|周[一二三四五六日]",
                       re.IGNORECASE)


class When(Struct, frozen=True):
    """A date or period in a text. `kind`: day, month, quarter, half, months, year, years, plan, span."""

    start: int
    end: int
    kind: str
    period: Period
    years: int | None = None        # of a span or a stretch of years
    relative: bool = False          # told from the text's own date: "last year"


class Clock(Struct):
    """What a text has said about time so far: relative dates are read against it."""

    year: int | None = None
    month: int | None = None
    sure: bool = False      # by a date of the text's own, not only by the years it speaks of


_FULL = re.compile(
    r"\b(20\d\d)[-/.年] ?\d{1,2}[-/.月] ?\d{1,2}|(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov"
    r"|Dec)[a-z]{0,6}\.? \d{1,2}(?:st|nd|rd|th)?"
    r"(?:(?:-|–| to )\d{1,2}(?:st|nd|rd|th)?)?, ?(20\d\d)\b|\b\d{1,2} (?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?"
    r"|Oct|Nov|Dec)[a-z]{0,6} (20\d\d)\b",
    re.IGNORECASE,
)  # fmt: skip
_ANY_YEAR = re.compile(r"(?:19|20)\d\d")
_YEAR = re.compile(r"(?<![\d.,\-])(?<!\bby )(?<!到)(?<!至)(20[0-4]\d)(?![\d,.]\d|\d)")
_WEEKDAY_ZH = re.compile(r"(1[0-2]|[1-9])月([1-3]?\d)日[（(，]?(?:星期|周)([一二三四五六日天])")
_WEEKDAY_DATE = re.compile(r"(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? ([A-Z][a-z]{2,8}) (\d{1,2})\b(?!,? 20)")
_WEEK_ZH = "一二三四五六日"
_WEEK = ("Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun")


def clock_of(plain: str) -> Clock:
    """The year in which a text speaks: of its first full date, else the last it names, set right by its weekdays."""
    full = _FULL.search(plain)
    if full:
        return Clock(int(next(g for g in full.groups() if g)), sure=True)
    years = [int(y) for y in _YEAR.findall(plain)]
    if not years:
        return Clock()
    last = max(years)
    named = _WEEKDAY_DATE.search(plain)
    month = MONTHS.get(named.group(2).lower()) if named else None
    if named and month:
        days = [_date(y, month, int(named.group(3))) for y in range(max(min(years), last - 6), last + 6)]
        fitting = [day.year for day in days if day and day.weekday() == _WEEK.index(named.group(1))]
        past = [y for y in fitting if y <= last]        # "next October" of a later year is announced, too
        return Clock((past[-1:] or fitting)[0], sure=True) if fitting else Clock(last)
    return Clock(_by_weekday(plain, years))


def _by_weekday(plain: str, years: list[int]) -> int:
    """The year to which 10月1日（星期三） belongs: the latest of those that are named, else the one behind them where
    the latest is only compared with. Where no day tells, the latest that is named.
    """
    last = max(years)
    for some in (sorted(set(years), reverse=True), [last + 1] if is_compared(plain, last) else []):
        for said in _WEEKDAY_ZH.finditer(plain):
            for year in some:
                day = _date(year, int(said[1]), int(said[2]))
                if day is not None and _WEEK_ZH.index(said[3].replace("天", "日")) == day.weekday():
                    return year
    return last


def is_compared(plain: str, year: int) -> bool:
    """Is the year named only as one that another is compared with, or in which something began?"""
    told = re.findall(rf"[比较与同自从]{year}年|{year}年(?:创办|成立|开办|设立|创立|建成)"
                      rf"|\b(?:than|since|against|founded|opened|established|with)(?: in| the \w+ of)? {year}\b", plain)
    return len(told) == plain.count(str(year)) > 0


def find(plain: str, start: int, end: int, language: str, clock: Clock, free: bytearray) -> list[When]:
    """Dates between `start` and `end`, in order, no two overlapping, none over a place that isn't `free`."""
    found: list[When] = []
    taken: set[int] = set()
    for regex, kind in _compiled(language):
        for match in regex.finditer(plain, start, end):
            places = range(match.start(), match.end())
            if match.end() == match.start() or taken.intersection(places) or not all(free[i] for i in places):
                continue
            groups = {name: value for name, value in match.groupdict().items() if value}
            when = _read(match, kind, groups, clock)
            if when is not None:
                found.append(when)
                taken.update(places)
    return sorted(found, key=lambda w: w.start)


_TO_DAY = re.compile(r",? ?(?:to|through|until|till|-|–|—) ?(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?",
                     re.IGNORECASE)


def of_one_stretch(plain: str, whens: list[When]) -> list[When]:
    """"from Thursday, Oct. 15, to Sunday, Oct. 18, 2026": the year behind the last day is the first day's as well."""
    found = list(whens)
    for n, (first, last) in enumerate(pairwise(whens)):
        said, begin, end = plain[first.start:first.end], first.period.start, last.period.start
        if first.kind != "day" or last.kind != "day" or begin is None or end is None or begin != first.period.end or (
                _ANY_YEAR.search(said) or not _ANY_YEAR.search(plain[last.start:last.end])
                or not _TO_DAY.fullmatch(plain, first.end, last.start)):
            continue
        year = end.year if (begin.month, begin.day) <= (end.month, end.day) else end.year - 1
        day = _date(year, begin.month, begin.day)
        found[n] = replace(first, period=Period(first.period.label, day, day)) if day is not None else first
    return found


@cache
def _compiled(language: str) -> list[tuple[re.Pattern[str], str]]:
    patterns = (*ZH_DATES, *EN_DATES) if language == "zh" else EN_DATES + ZH_DATES
    return [(re.compile(p.regex, re.IGNORECASE), p.kind) for p in patterns]


def in_no_year(when: When, month: int | None) -> When:
    """A day of a text that names no year: its month and day, in the year that stands for none."""
    if when.kind != "day" or when.period.start is not None:
        return when
    again = find(when.period.label, 0, len(when.period.label), "zh" if not when.period.label.isascii() else "en",
                 Clock(NO_YEAR, month), bytearray(b"\x01" * len(when.period.label)))
    return replace(when, period=again[0].period) if again and again[0].period.start else when


def weekday_line(text: str) -> bool:
    """Does a line name a day of the week, as a programme's headings do?"""
    return bool(_WEEKDAYS.search(text))


def _read(match: re.Match[str], kind: str, groups: dict[str, str], clock: Clock) -> When | None:
    year = _year(groups, clock)
    if kind == "day":
        period = _days(match.group(), groups, year, clock)
        if period is None:
            return None
        clock.month = _month(groups["m"]) if "m" in groups else clock.month
    else:
        period = _stretch(match.group(), kind, groups, year)
    relative = any(g in groups for g in ("r", "r2")) or kind == "span"
    return When(match.start(), match.end(), kind, period, _length(kind, groups, period), relative)


def _year(groups: dict[str, str], clock: Clock) -> int | None:
    if "y" in groups:
        return int(_number(groups["y"]))
    said = groups.get("r") or groups.get("r2")
    if clock.year is None or (said and not clock.sure):
        return None
    return clock.year - _BACK.get(said.lower(), 0) if said else clock.year


def _days(label: str, groups: dict[str, str], year: int | None, clock: Clock) -> Period | None:
    month = _month(groups["m"]) if "m" in groups else clock.month
    first = _number(groups["d"])
    last = _number(groups["d2"]) if "d2" in groups else first
    last_month = _month(groups["m2"]) if "m2" in groups else month
    if not (1 <= first <= 31 and 1 <= last <= 31) or not all(m is None or 1 <= m <= 12 for m in (month, last_month)):
        return None
    if year is None or month is None or last_month is None:
        return Period(label)
    start, end = _date(year, month, first), _date(int(groups.get("y2", year)), last_month, last)
    return Period(label, start, end) if start and end else Period(label)


def _stretch(label: str, kind: str, groups: dict[str, str], year: int | None) -> Period:
    if kind == "years":
        last = int(_number(groups["y2"]))
        return _whole(label, year, last if last > 99 else (year or 0) // 100 * 100 + last)
    if kind == "plan":
        said = groups["p"]
        if label.endswith("以来"):
            return Period(label)
        first = _PLANS.get(said) or 1951 + 5 * (int(said) - 1 if said.isdigit() else 0)
        return _whole(label, first, first + 4)
    if kind == "span" or year is None:
        return Period(label)
    if kind == "year":
        return _whole(label, year, year)
    first, count = _months(kind, groups)
    if "y2" in groups and kind == "quarter":
        year = int(groups["y2"])
    if "y2" in groups and kind == "month":
        end = _month_end(int(groups["y2"]), _month(groups["m2"]) or 12)
        return Period(label, date(year, first, 1), end)
    last_month = first + count - 1
    if not 1 <= first <= last_month <= 12:
        return Period(label)
    return Period(label, date(year, first, 1), _month_end(year, last_month))


def _months(kind: str, groups: dict[str, str]) -> tuple[int, int]:
    """First month and number of months of a part of a year."""
    if kind == "month":
        first = _month(groups.get("m") or groups["m2"]) or 1
        last = _month(groups["m2"]) if "m2" in groups else first
        return first, (last or first) - first + 1
    if kind == "quarter":
        said = (groups.get("q") or groups["q2"]).lower()
        return 3 * (ORDINALS.get(said) or _number(said)) - 2, 3
    if kind == "half":
        return (1, 6) if groups["h"].lower() in ("first", "1", "上") else (7, 6)
    return 1, _number(groups["n"]) * (3 if kind == "quarters" else 1)


def _whole(label: str, first: int | None, last: int | None) -> Period:
    if not first or not last or not (1000 <= first <= 9998 and 1000 <= last <= 9998):
        return Period(label)
    return Period(label, date(first, 1, 1), date(last, 12, 31))


def _length(kind: str, groups: dict[str, str], period: Period) -> int | None:
    if kind == "span":
        return _number(groups["k"]) if groups["u"] in ("years", "年") else None
    if kind == "years" and period.start and period.end:
        return period.end.year - period.start.year
    return 5 if kind == "plan" and period.start else None


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _date(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if day <= calendar.monthrange(year, month)[1] else None


def _month(said: str) -> int | None:
    return MONTHS.get(said.lower().rstrip(".")) or _number(said)


def _number(said: str) -> int:
    word = said.lower()
    if word in EN_UNITS:
        return EN_UNITS[word]
    digits = re.match(r"\d+", word)
    if digits:
        return int(digits.group())
    number = from_zh(word) if re.fullmatch(r"[零〇一二两三四五六七八九十百]+", word) else None
    return int(number.value) if number else 0
