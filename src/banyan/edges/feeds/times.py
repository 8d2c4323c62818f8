"""Times as sources write them, to µs since 1970."""

import math
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from banyan.model.feed import TimeAt
from banyan.model.time import micros

UNIX = {"unix": 1_000_000, "unix-ms": 1_000, "unix-us": 1}
FIRST, LAST = -62_135_596_800 * 10**6, 253_402_300_799 * 10**6      # the years 1 to 9999, in µs
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d{1,9})?)?(Z|[+-]\d\d(:?\d\d)?)?", re.IGNORECASE | re.ASCII)
LONGEST = 80


class TimeError(ValueError):
    """A time that can't be read; the message says what was expected."""


class ZoneError(ValueError):
    """A zone or a format that nobody can read times by."""


def reader(at: TimeAt) -> Callable[[Any], int]:
    """A function from what a source says to µs; it raises TimeError. Raises ZoneError."""
    zone = _zone(at.zone) if at.zone is not None else None
    if at.format in UNIX:
        scale = UNIX[at.format]
        return lambda said: _unix(said, scale, at.format)
    if at.format != "iso" and "%" not in at.format:
        raise ZoneError(f"the time format {at.format[:40]!r}: iso, {', '.join(UNIX)} or a pattern as %d.%m.%Y %H:%M "
                        "was expected")
    return lambda said: _written(said, at.format, zone)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):      # for a name that isn't known, or is a path, or a folder of zones
        raise ZoneError(f"the zone {name[:40]!r}: an IANA name as Asia/Shanghai was expected") from None


def _unix(said: Any, scale: int, name: str) -> int:
    expected = f"a number ({name}, since 1970)"
    if isinstance(said, str) and len(said) <= LONGEST and re.fullmatch(r"\s*-?\d+(\.\d+)?\s*", said, re.ASCII):
        said = float(said) if "." in said else int(said)
    if isinstance(said, bool) or not isinstance(said, int | float):
        raise TimeError(expected)
    if isinstance(said, float):
        if not math.isfinite(said):
            raise TimeError(expected)
        found = round(said * scale)
    else:
        found = said * scale
    if not FIRST <= found <= LAST:
        raise TimeError(f"{expected} within the years 1 to 9999")
    return found


def _written(said: Any, pattern: str, zone: ZoneInfo | None) -> int:
    if isinstance(said, datetime):
        return _placed(said, zone)
    expected = "a time as 2026-07-24T14:00:00Z" if pattern == "iso" else f"a time as {pattern}"
    if not isinstance(said, str) or len(said) > LONGEST:
        raise TimeError(expected)
    text = said.strip()
    try:
        if pattern != "iso":
            try:
                # The zone is put to it below, after the clock's jumps were looked at.
                return _placed(datetime.strptime(text, pattern), zone)  # noqa: DTZ007
            except ValueError:
                if "T" not in text:      # a workbook's own date, which is told in ISO 8601 when it is kept
                    raise
        if not _ISO.fullmatch(text):
            raise TimeError(expected)
        return _placed(datetime.fromisoformat(text.upper().replace(",", ".")), zone)
    except TimeError:
        raise
    except (ValueError, OverflowError):
        raise TimeError(expected) from None


def _placed(at: datetime, zone: ZoneInfo | None) -> int:
    """A time without an offset is the zone's; of an hour that comes twice the first is meant."""
    try:
        if at.tzinfo is None:
            if zone is None:
                raise TimeError("a time with its offset, or a zone in the mapping")
            there = at.replace(tzinfo=zone)
            if there.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != at:
                raise TimeError(f"a time that there is in {zone.key}: the clock jumps over this one")
            at = there
        return micros(at.astimezone(UTC))
    except OverflowError:
        raise TimeError("a time within the years 1 to 9999") from None
