"""Periods as a ledger writes them, to days: 2021, 2023-11, May 2023, 2021Q3, 2018-2023, 2021-04-25..26. Others stay
labels.
"""

import re
import unicodedata
from calendar import monthrange
from datetime import date

from banyan.model.figure import Period

_ASIDE = re.compile(r"\s*[（(][^()（）]*[)）]\s*$")
_LEAD = re.compile(r"^(?:as of|by|in|end of|截至)\s*", re.IGNORECASE)
_DAY = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")
_DAYS = re.compile(r"^(\d{4}-\d{1,2}-\d{1,2})\s*(?:\.\.|/|–|~|至|to)\s*(\d{4}-\d{1,2}-\d{1,2}|\d{1,2})$")
_MONTH = re.compile(r"^(\d{4})(?:[-/.](\d{1,2})|年(\d{1,2})月)$")
_MONTHS = re.compile(r"^(\d{4})年(\d{1,2})\s*[-–—~至]\s*(\d{1,2})月$")
_FROM_TO = re.compile(
    r"^(\d{4})(?:[-/.]|年)(\d{1,2})月?\s*(?:\.\.|/|–|—|~|至|到|to|-)\s*(\d{4})(?:[-/.]|年)(\d{1,2})月?$")
_PART = re.compile(r"^(\d{4})[- ]?(Q[1-4]|H[12])$", re.IGNORECASE)
_PART_ZH = re.compile(r"^(\d{4})年(上半年|下半年|[一二三四]季度|第[一二三四]季度|前三季度)$")
_MONTHS_EN = re.compile(r"^([A-Z][a-z]{2})[a-z]{0,6}\.?(?:\s*(?:-|–|—|to)\s*([A-Z][a-z]{2})[a-z]{0,6}\.?)? (\d{4})$")
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_YEAR = re.compile(r"^(\d{4})年?$")
_YEARS = re.compile(r"^(\d{4})年?\s*(?:-|–|—|~|\.\.|/|至|to)\s*(\d{4})年?$")
_MONTHS_OF = {
    "Q1": (1, 3), "Q2": (4, 6), "Q3": (7, 9), "Q4": (10, 12), "H1": (1, 6), "H2": (7, 12), "上半年": (1, 6),
    "下半年": (7, 12), "一季度": (1, 3), "二季度": (4, 6), "三季度": (7, 9), "四季度": (10, 12), "前三季度": (1, 9),
}  # fmt: skip
EARLIEST, LATEST = 1900, 2100


def parse(text: str) -> Period:
    """The period of a cell. Its label is the cell as written."""
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = _LEAD.sub("", _ASIDE.sub("", plain)).strip()
    try:
        days = _days(plain)
    except ValueError:        # a month 13, a 30 February
        days = None
    if days is None or not (days[0].year >= EARLIEST and days[1].year <= LATEST and days[0] <= days[1]):
        return Period(text)
    return Period(text, *days)


def _days(text: str) -> tuple[date, date] | None:
    if found := _YEAR.match(text):
        return _months(int(found[1]), 1, 12)
    if found := _DAY.match(text):
        day = date(int(found[1]), int(found[2]), int(found[3]))
        return day, day
    if found := _DAYS.match(text):
        first = date.fromisoformat(_padded(found[1]))
        last = first.replace(day=int(found[2])) if len(found[2]) <= 2 else date.fromisoformat(_padded(found[2]))
        return first, last
    if found := _YEARS.match(text):
        return date(int(found[1]), 1, 1), date(int(found[2]), 12, 31)
    if found := _MONTH.match(text):
        month = int(found[2] or found[3])
        return _months(int(found[1]), month, month)
    if found := _MONTHS.match(text):
        return _months(int(found[1]), int(found[2]), int(found[3]))
    if (found := _MONTHS_EN.match(text)) and {found[1], found[2] or found[1]} <= set(_NAMES):
        return _months(int(found[3]), *(_NAMES.index(name) + 1 for name in (found[1], found[2] or found[1])))
    if found := _FROM_TO.match(text):
        return _months(int(found[1]), int(found[2]), 12)[0], _months(int(found[3]), 1, int(found[4]))[1]
    if found := _PART.match(text) or _PART_ZH.match(text):
        return _months(int(found[1]), *_MONTHS_OF[found[2].upper().removeprefix("第")])
    return None


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def _padded(day: str) -> str:
    year, month, of_month = day.split("-")
    return f"{year}-{int(month):02}-{int(of_month):02}"
