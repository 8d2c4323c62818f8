"""Instants are aware UTC datetimes; in columns they are microseconds since 1970."""

from datetime import UTC, datetime, timedelta

Instant = datetime
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ZERO = timedelta(0)
_MICROSECOND = timedelta(microseconds=1)


def micros(at: Instant) -> int:
    """Microseconds since the epoch, exact (no float on the way)."""
    return (at - EPOCH) // _MICROSECOND


def instant(us: int) -> Instant:
    """The instant that many microseconds after the epoch."""
    return EPOCH + timedelta(microseconds=us)


def floor(at: Instant, tick: timedelta) -> Instant:
    """The last instant of a tick's grid, counted from 1970, that isn't after `at`."""
    return at - (at - EPOCH) % tick


def minutes(n: float) -> timedelta:
    return timedelta(minutes=n)


def seconds(n: float) -> timedelta:
    return timedelta(seconds=n)


def stamp(at: Instant) -> str:
    """Compact UTC form for ids: 20260724T140300Z."""
    return at.strftime("%Y%m%dT%H%M%SZ")


def fine(at: Instant) -> str:
    """The same, to the microsecond where it isn't a whole second: 20260724T140300.020000Z. For ids of ticks."""
    return at.strftime("%Y%m%dT%H%M%S.%fZ") if at.microsecond else stamp(at)


def iso(at: Instant) -> str:
    """RFC 3339 in UTC with a Z, the form every record uses."""
    text = at.astimezone(UTC).isoformat()
    return text.replace("+00:00", "Z")
