"""Dates as districts write them: true dates, serials, 2021.8.23, 20210823, 2021年8月23日, 二〇二一年八月, 23 August
2021.

A month alone stands for its last day, a year for its last: by then it had happened.
"""

import calendar
import re
from datetime import date, datetime, timedelta

from banyan.model.plain import plain
from banyan.model.text import Name
from banyan.packs.projects.money import Unread
from banyan.packs.projects.numerals import chinese

_FIRST, _LAST = 1978, 2100             # years that a project can have; other numbers are no dates
_SERIAL_ZERO = date(1899, 12, 30)      # ECMA-376 part 1, 18.17.4.1: the 1900 date system, with its 29 February 1900
_MONTHS = {name.casefold(): i for i, name in enumerate(calendar.month_name) if name} | {
    name.casefold(): i for i, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_CHINESE = re.compile(r"([零〇○一二三四五六七八九十两]+|\d+)\s*年\s*(?:([一二三四五六七八九十]+|"
                      r"\d+)\s*月(?:份)?\s*(?:([一二三四五六七八九十]+|\d+)\s*[日号]?)?)?")
_MONTH_DAY = re.compile(r"(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?")
_NUMBERS = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[t ]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?\.?")
_BACKWARDS = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?([a-z]+)\.?,?\s+(\d{4})")
_MONTH_FIRST = re.compile(r"([a-z]+)\.?\s+(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+)?(\d{4})")


def read(value: object, year: int | None = None) -> date | Unread | None:
    """The day; None for an empty cell. `year`: of the edition, for "8月23日"."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool):
        return _no(str(value))
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, str):
        text = plain(value).casefold()
        return None if not text else _text(text, value.strip(), year)
    return _no(str(value))


def _number(value: float) -> date | Unread:
    whole = int(value)
    if 19780101 <= whole <= 21001231 and whole == value:
        return _day(str(whole), whole // 10000, whole // 100 % 100, whole % 100)
    if _FIRST <= whole <= _LAST and whole == value:
        return date(whole, 12, 31)
    if 28491 <= value < 73415:             # 1978 to 2100
        return _SERIAL_ZERO + timedelta(days=whole)
    return _no(f"{value:g}")


def _text(text: str, written: str, year: int | None) -> date | Unread:
    if text.isdigit() and len(text) in (4, 5, 8):
        return _number(int(text))
    if (m := _NUMBERS.fullmatch(text)) is not None:
        return _day(written, int(m[1]), int(m[2]), int(m[3]) if m[3] else None)
    if (m := _CHINESE.fullmatch(text)) is not None:
        return _day(written, _int(m[1]), _int(m[2]), _int(m[3]))
    if (m := _MONTH_DAY.fullmatch(text)) is not None and year is not None:
        return _day(written, year, int(m[1]), int(m[2]))
    if (m := _DAY_MONTH.fullmatch(text)) is not None and m[2] in _MONTHS:
        return _day(written, int(m[3]), _MONTHS[m[2]], int(m[1]))
    if (m := _MONTH_FIRST.fullmatch(text)) is not None and m[1] in _MONTHS:
        return _day(written, int(m[3]), _MONTHS[m[1]], int(m[2]) if m[2] else None)
    if (m := _BACKWARDS.fullmatch(text)) is not None:
        one, two, of = int(m[1]), int(m[2]), int(m[3])
        if one > 12 or one == two:
            return _day(written, of, two, one)
        if two > 12:
            return _day(written, of, one, two)
        return Unread(Name(f"“{written}”分不清日和月", f'"{written}" may be day-month or month-day'))
    return _no(written)


def _int(text: str | None) -> int | None:
    if text is None or text.isdigit():
        return int(text) if text else None
    number = chinese(text)
    return None if number is None else int(number)


def _day(written: str, year: int | None, month: int | None, day: int | None) -> date | Unread:
    if year is not None and year < 100:
        year += 2000
    if year is None or not _FIRST <= year <= _LAST:
        return _no(written)
    try:
        if month is None:
            return date(year, 12, 31)
        return date(year, month, day if day is not None else calendar.monthrange(year, month)[1])
    except (ValueError, calendar.IllegalMonthError):
        return _no(written)


def _no(written: str) -> Unread:
    return Unread(Name(f"“{written}”不是日期", f'"{written}" is no date'))
