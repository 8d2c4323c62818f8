"""Dates and times of the W3C note "Date and Time Formats" (w3.org/TR/NOTE-datetime), which GeoReport v2 demands."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from banyan.model.time import Instant

_NOTE = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2})"
    r"(?:T(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.(?P<part>[0-9]{1,9}))?)?"
    r"(?P<zone>Z|[+-][0-9]{2}:[0-9]{2}))?)?)?"
)
EXPECTED = "a W3C date and time with its zone, as in 2026-07-24T14:00:00Z"


def read(text: str, zone: tzinfo = UTC, last: bool = False) -> Instant:
    """The instant of a text. A date without a time is the beginning of that day, month or year in `zone`.

    `last`: its end instead. Raises ValueError. A blank before the offset is read as "+": that is what an unescaped one
    becomes in an address.
    """
    found = _NOTE.fullmatch(re.sub(r" (?=[0-9]{2}:[0-9]{2}$)", "+", text.strip()))
    if found is None:
        raise ValueError(text)
    year, month, day = int(found["year"]), int(found["month"] or 1), int(found["day"] or 1)
    try:
        if found["hour"] is None:
            begin = datetime(year, month, day, tzinfo=zone)
            return (_after(begin, found) - timedelta(microseconds=1) if last else begin).astimezone(UTC)
        micro = int((found["part"] or "0").ljust(6, "0")[:6])
        at = datetime(year, month, day, int(found["hour"]), int(found["minute"]), int(found["second"] or 0), micro,
                      tzinfo=_zone(found["zone"]))
        return at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(text) from None


def write(at: Instant) -> str:
    """In UTC, to the second: 2026-07-24T14:00:00Z."""
    return at.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _after(begin: datetime, found: re.Match[str]) -> datetime:
    if found["month"] is None:
        return begin.replace(year=begin.year + 1)
    if found["day"] is None:
        return begin.replace(year=begin.year + begin.month // 12, month=begin.month % 12 + 1)
    return begin + timedelta(days=1)


def _zone(text: str) -> tzinfo:
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[4:6])
    if hours > 14 or minutes > 59:      # UTC+14:00 is the farthest in use
        raise ValueError(text)
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)
