"""ISO 8601 instants, intervals and durations, to microseconds and back (18-088, 8.1: TM_Instant, TM_Period)."""

import re
from datetime import UTC, date, datetime, time

from banyan.model.things import Span, Type, Wrong
from banyan.model.time import EPOCH, instant, iso, micros

INSTANT = r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|z|[+\- ]\d\d(?::?\d\d)?)?"
_INSTANT = re.compile(INSTANT)
_DURATION = re.compile(
    r"([+-])?P(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,12}))?S)?)?", re.ASCII | re.IGNORECASE)
SECOND = 1_000_000
DAY = 86_400 * SECOND
LONGEST = 12              # digits of one part of a duration; more would be no time any more
_EXAMPLE = "an ISO 8601 time with its offset, as 2026-07-24T14:00:00Z"


def read_instant(text: str) -> int:
    """Raises Wrong. A space stands for the plus sign of an offset: that is what a plus in an address comes to."""
    if not _INSTANT.fullmatch(text):
        raise Wrong(400, f"{text[:60]!r} is no time", _EXAMPLE)
    try:
        found = datetime.fromisoformat(text.upper().replace(" ", "+").replace(",", "."))
        if found.tzinfo is None:
            raise Wrong(400, f"the time {text[:60]!r} has no offset", _EXAMPLE)
        return micros(found.astimezone(UTC))
    except (ValueError, OverflowError):
        raise Wrong(400, f"{text[:60]!r} is no time that there is", _EXAMPLE) from None


def read_span(text: str, type_: Type = Type.SPAN) -> Span:
    """An instant or "start/end", as far as the type allows it. Raises Wrong."""
    begin, slash, end = text.partition("/")
    if not slash:
        if type_ is Type.INTERVAL:
            raise Wrong(400, f"{text[:60]!r} is no interval", "two times with a slash between, start/end")
        at = read_instant(begin)
        return _as_said(Span(at, at), text)
    if type_ is Type.INSTANT:
        raise Wrong(400, f"{text[:90]!r} is an interval", _EXAMPLE)
    first, last = read_instant(begin), read_instant(end)
    if last < first:
        raise Wrong(400, f"the interval {text[:90]!r} ends before it begins", "start/end with end at or after start")
    return _as_said(Span(first, last), text)


def _as_said(span: Span, text: str) -> Span:
    return span if write_span(span) == text else span._replace(said=text)


def write_span(span: Span) -> str:
    """As it was said, else in UTC."""
    if span.said is not None:
        return span.said
    if span.start == span.end:
        return iso(instant(span.start))
    return f"{iso(instant(span.start))}/{iso(instant(span.end))}"


def write_interval(span: Span) -> str:
    """Always with both ends."""
    return f"{iso(instant(span.start))}/{iso(instant(span.end))}"


def read_duration(text: str) -> int:
    """Days, hours, minutes and seconds, in µs: months and years have no length of their own. Raises Wrong."""
    found = _DURATION.fullmatch(text)
    parts = found.groups() if found else ()
    if not found or not any(parts[1:]) or any(len(p or "") > LONGEST for p in parts[1:]):
        raise Wrong(400, f"{text[:60]!r} is no duration", "days, hours, minutes and seconds, as P1DT2H or PT90S")
    days, hours, minutes, seconds = (int(p or 0) for p in parts[1:5])
    fraction = int((parts[5] or "0")[:6].ljust(6, "0"))
    whole = days * DAY + (hours * 3600 + minutes * 60 + seconds) * SECOND + fraction
    if whole >= 2**62:
        raise Wrong(400, f"the duration {text[:60]!r} is too long", "at most some 100,000 years")
    return -whole if parts[0] == "-" else whole


def read_date(text: str) -> int:
    """Midnight UTC of the day, in µs. Raises Wrong."""
    try:
        return (date.fromisoformat(text) - EPOCH.date()).days * DAY
    except ValueError:
        raise Wrong(400, f"{text[:30]!r} is no day that there is", "a date, as 2026-07-24") from None


def read_time(text: str) -> int:
    """µs since midnight. Raises Wrong."""
    try:
        found = time.fromisoformat(text)
    except ValueError:
        raise Wrong(400, f"{text[:30]!r} is no time of day", "hours, minutes and seconds, as 14:03:00") from None
    return ((found.hour * 60 + found.minute) * 60 + found.second) * SECOND + found.microsecond
