"""A start as people and spreadsheets write it: 2026-09-30 17:50, 2026-09-30T17:50:00+08:00, 2026/9/30 17:50."""

import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from banyan.model.text import Said
from banyan.model.time import Instant

_FORM = re.compile(
    r"\s*(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:[T ]\s*)(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?"
    r"\s*(Z|[+-]\d{2}(?::?\d{2})?)?\s*",
    re.ASCII | re.IGNORECASE,
)
_PLAIN = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?", re.ASCII)
_FIRST, _LAST = 1900, 9000    # years that a deadline may start in


class BadStart(ValueError):  # noqa: N818  said as a person says it
    """`said`: what was found and what was expected, for both languages."""

    def __init__(self, key: str, text: str) -> None:
        self.said = Said(f"clock.{key}", {"text": text[:60]})
        super().__init__(key)


def started(text: str, zone: ZoneInfo) -> Instant:
    """The moment in UTC; local time of `zone` where no offset is given, the first where its clock shows it twice.

    Raises BadStart for what is no date and time, for a time that the zone's clock leaves out, for a year before 1900.
    """
    at = _read(text)
    if at is None or not _FIRST <= at.year <= _LAST:
        raise BadStart("bad_start", text)
    if at.tzinfo is not None:
        return at.astimezone(UTC)
    here, again = at.replace(tzinfo=zone).utcoffset(), at.replace(tzinfo=zone, fold=1).utcoffset()
    if here is None or again is None or again > here:    # PEP 495: only of a time left out is the second offset larger
        raise BadStart("no_such_time", text)
    return (at - here).replace(tzinfo=UTC)


def _read(text: str) -> datetime | None:
    """With its offset where one is given. Tables hold 100,000 of the plain form, which Python reads fastest."""
    try:
        if _PLAIN.fullmatch(text):
            return datetime.fromisoformat(text)
        found = _FORM.fullmatch(text)
        if found is None:
            return None
        year, _, month, day, hour, minute, second, fraction, offset = found.groups()
        micros = int((fraction or "0").ljust(6, "0"))
        zone = None if offset is None else _offset(offset)
        return datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0), micros, zone)
    except ValueError:
        return None


def _offset(text: str) -> timezone:
    if text in ("Z", "z"):
        return UTC
    hours, minutes = int(text[1:3]), int(text[3:].lstrip(":") or 0)
    away = timedelta(hours=hours, minutes=minutes)
    return timezone(-away if text[0] == "-" else away)
