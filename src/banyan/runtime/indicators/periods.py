"""Periods as people write them: 2026, 2026-Q2, 2026-06, 2026-06-15, 2026年6月."""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from banyan.measure.indicators.reckon import Period
from banyan.model.time import Instant
from banyan.runtime.scenario import UsageError

_FORM = re.compile(
    r"(\d{4})(?:年)?(?:[-/.]?(?:Q|第)?([1-4一二三四])(?:季度)|[-/.]?Q([1-4])|[-/.]?(\d{1,2})(?:月)?(?:[-/.]?(\d{1,2})日?)?)?",
    re.ASCII | re.IGNORECASE,
)
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}
_DIGITS = (4, 6, 8)     # 2026, 202606, 20260615: with others nobody knows where the month ends
_FIRST, _LAST_YEAR = 1900, 9000
Days = tuple[date, date]


def days(text: str) -> Days | None:
    """The first and the last day of a period; None where it can't be read."""
    plain = "".join(text.split())
    found = _FORM.fullmatch(plain)
    if found is None or (plain.isdecimal() and len(plain) not in _DIGITS):
        return None
    if not _FIRST <= int(found[1]) <= _LAST_YEAR:
        return None
    year, quarter_zh, quarter, month, day = found.groups()
    try:
        if quarter_zh or quarter:
            q = _QUARTERS.get(quarter_zh or quarter) or int(quarter_zh or quarter)
            return date(int(year), 3 * q - 2, 1), _last(int(year), 3 * q)
        if day:
            one = date(int(year), int(month), int(day))
            return one, one
        if month:
            return date(int(year), int(month), 1), _last(int(year), int(month))
        return date(int(year), 1, 1), date(int(year), 12, 31)
    except ValueError:
        return None


def between(first: date | None, last: date | None, zone: ZoneInfo) -> Period:
    """From the first day's midnight until the midnight after the last one."""
    return Period(
        None if first is None else _midnight(first, zone),
        None if last is None else _midnight(last + timedelta(days=1), zone), first, last,
    )  # fmt: skip


def spanning(first: str | None, last: str | None, zone: ZoneInfo, names: tuple[str, str]) -> Period:
    """From one period's first day to another's last; `names`: what the asker calls them. Raises UsageError."""
    spans = []
    for name, text in zip(names, (first, last), strict=True):
        span = None if text is None else days(text)
        if text is not None and span is None:
            raise UsageError(f'{name} "{text[:40]}" is no period; expected 2026-06-15, 2026-06, 2026-Q2 or 2026')
        spans.append(span)
    begin, end = spans
    if begin is not None and end is not None and end[1] < begin[0]:
        raise UsageError(f"{names[1]} {last} is before {names[0]} {first}; expected the later one in {names[1]}")
    return between(begin[0] if begin else None, end[1] if end else None, zone)


def _midnight(day: date, zone: ZoneInfo) -> Instant:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _last(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
