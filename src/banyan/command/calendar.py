"""When is it due? Limits in minutes, urgent hours, working hours or working days, by a city's calendar."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct

from banyan.model.city import Calendar
from banyan.model.text import Said
from banyan.model.time import ZERO, Instant

EXPECTED = (
    'a whole number from 1 to 999999 and a unit, as in "30 minutes", "4 working minutes", "4 working hours", '
    '"5 working days", "8 urgent hours" or "2 urgent working days"'
)
_LIMIT = re.compile(
    r"\s*(?P<count>[0-9]{1,6})\s+(?:"
    r"(?P<clock>minute|urgent\s+hour|urgent\s+working\s+day)"
    r"|(?P<office>working\s+minute|working\s+hour)"
    r"|(?P<days>working\s+day)"
    r")s?\s*"
)
_LENGTH = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1)}
_BARREN_DAYS = 400    # a calendar with no working day in so many is declared wrongly: stop looking


class Limit(Struct, frozen=True):
    """A limit once read: `count` of a `unit` in the singular; `span` is its length where it is clock or office time."""

    kind: str                  # clock | office | days
    count: int
    unit: str
    span: timedelta = ZERO


class Due(Struct, frozen=True):
    """`at` in UTC. `provisional`: a day was counted in a year whose holidays are not published yet."""

    at: Instant
    provisional: bool
    steps: tuple[Said, ...]


@lru_cache(maxsize=256)
def read_limit(text: str) -> Limit:
    """The limit a text declares. Raises ValueError with a sentence that says what was expected.

    Urgent hours and urgent working days run day and night, holidays included, so they are clock time.
    """
    found = _LIMIT.fullmatch(text)
    if found is None or int(found["count"]) == 0:
        raise ValueError(f'"{text}" is not a time limit; expected {EXPECTED}')
    kind = next(name for name in ("clock", "office", "days") if found[name])
    count, words = int(found["count"]), found[kind].split()
    return Limit(kind, count, " ".join(words), ZERO if kind == "days" else count * _LENGTH[words[-1]])


def due(start: Instant, limit: str, calendar: Calendar, timezone: str) -> Due:
    """The moment by which something begun at `start` is due, with the steps that led there.

    Working minutes and hours count office time of working days only, so a limit that uses up the last office minute
    is due at closing time. Working days lead to the n-th working day after the start's day, at the same clock time,
    clipped to that day's office hours: before opening to the opening, in a break to the end of the break, after
    closing to the closing. Raises ValueError for a limit, a time or a calendar that can't be reckoned with.
    """
    wanted = read_limit(limit)
    if start.tzinfo is None:
        raise ValueError(f"start {start.isoformat()} has no offset; expected a time like 2026-07-24T14:00:00Z")
    zone = _zone(timezone)
    try:
        start = start.astimezone(UTC)    # else adding hours would move the hands of a local clock
        key = f"calendar.start.{wanted.unit.replace(' ', '-')}"
        began = Said(key, {"at": _local(start, zone), "count": str(wanted.count)})
        steps: tuple[Said, ...] = ()
        if wanted.kind == "clock":
            at, provisional = start + wanted.span, False
        else:
            at, provisional, steps = _count(start, wanted, calendar, zone)
        ended = Said("calendar.due", {"at": _local(at, zone)})
    except OverflowError:
        raise ValueError(f'"{limit}" from {start.isoformat()} leads past 9999; expected a shorter limit') from None
    return Due(at, provisional, (began, *steps, ended))


def day_kind(calendar: Calendar, day: date) -> str:
    """workday | swapped (a weekend day worked) | weekend | holiday. A swap outranks a holiday of the same date."""
    if day in calendar.workdays:
        return "swapped" if day.weekday() in calendar.weekend or day in calendar.holidays else "workday"
    if day in calendar.holidays:
        return "holiday"
    return "weekend" if day.weekday() in calendar.weekend else "workday"


def office_hours(calendar: Calendar, day: date, zone: ZoneInfo) -> list[tuple[Instant, Instant]]:
    """Opening and closing moments (UTC, rising, not overlapping) of a working day; a closing at 00:00 is midnight."""
    spans: list[tuple[Instant, Instant]] = []
    for opens, closes in sorted(calendar.office):
        begin = datetime.combine(day, opens, zone).astimezone(UTC)
        end_day = day + timedelta(days=1) if closes == time.min else day
        end = datetime.combine(end_day, closes, zone).astimezone(UTC)
        if spans:
            begin = max(begin, spans[-1][1])
        if begin < end:
            spans.append((begin, end))
    if not spans:
        raise ValueError(f"calendar {calendar.id} has no office hours; expected pairs of opening and closing time")
    return spans


def _count(
    start: Instant, wanted: Limit, calendar: Calendar, zone: ZoneInfo
) -> tuple[Instant, bool, tuple[Said, ...]]:
    """Walk the days until the limit is used up."""
    first = start.astimezone(zone).date() + (timedelta(days=1) if wanted.kind == "days" else ZERO)
    left_days, left_span, barren = wanted.count, wanted.span, 0
    seen: list[tuple[date, str]] = []
    for day in _days(first):
        kind = day_kind(calendar, day)
        seen.append((day, kind))
        barren = barren + 1 if kind in ("weekend", "holiday") else 0
        if barren >= _BARREN_DAYS:
            raise ValueError(f"calendar {calendar.id} has no working day in the {barren} days up to {day}")
        if barren:
            continue
        spans = office_hours(calendar, day, zone)
        if wanted.kind == "days":
            left_days -= 1
            if left_days == 0:
                at, clipped = _clip(start.astimezone(zone), day, spans, zone)
                return at, _provisional(calendar, seen), (*_runs(seen), *clipped)
            continue
        for opens, closes in spans:
            begin = max(opens, start)
            if closes - begin >= left_span:
                return begin + left_span, _provisional(calendar, seen), _runs(seen)
            left_span -= max(closes - begin, ZERO)
    raise OverflowError


def _days(first: date) -> Iterator[date]:
    day = first
    while True:
        yield day
        day += timedelta(days=1)


def _clip(
    start: datetime, day: date, spans: list[tuple[Instant, Instant]], zone: ZoneInfo
) -> tuple[Instant, tuple[Said, ...]]:
    """The same clock time on `day`, moved into office hours."""
    same = datetime.combine(day, start.timetz().replace(tzinfo=None), zone).astimezone(UTC)
    at = next((max(same, opens) for opens, closes in spans if same <= closes), spans[-1][1])
    if at == same:
        return at, ()
    return at, (Said("calendar.clipped", {"from": _local(same, zone), "to": _local(at, zone)}),)


def _provisional(calendar: Calendar, seen: list[tuple[date, str]]) -> bool:
    return any(day.year not in calendar.published for day, _ in seen)


def _runs(seen: list[tuple[date, str]]) -> tuple[Said, ...]:
    """One step for each stretch of days of one kind."""
    steps: list[Said] = []
    begin = 0
    for index in range(1, len(seen) + 1):
        if index == len(seen) or seen[index][1] != seen[begin][1]:
            days = {"from": str(seen[begin][0]), "to": str(seen[index - 1][0]), "days": str(index - begin)}
            steps.append(Said(f"calendar.{seen[begin][1]}", days))
            begin = index
    return tuple(steps)


def _local(at: Instant, zone: ZoneInfo) -> str:
    """Clock time in the city, to the minute where it is a whole one."""
    return at.astimezone(zone).replace(tzinfo=None).isoformat(" ", "auto").removesuffix(":00")


@lru_cache(maxsize=16)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f'"{name}" is not a time zone; expected a name like Asia/Shanghai') from None
