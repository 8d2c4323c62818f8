"""When is it due? Limits in minutes, urgent hours, working hours or working days, by a city's calendar."""

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

from banyan.command.way import local, steps
from banyan.command.worktime import DAY, WORKED, WorkTime, clock_us, work_time
from banyan.model.calendar import Calendar, Counted, First, Moment, Runs, UnitReading
from banyan.model.text import Said
from banyan.model.time import Instant, instant, micros

EXPECTED = (
    'a whole number from 1 to 999999 and a unit, as in "30 minutes", "4 working minutes", "4 working hours", '
    '"5 working days", "8 urgent hours" or "2 urgent working days"'
)
# How a unit is read where the calendar doesn't say otherwise: GB/T 30428 as read in docs/decisions/0020-clocks.md.
USUAL: dict[str, UnitReading] = {
    "minute": UnitReading(Runs.CLOCK, Counted.EVERY, 1),
    "urgent hour": UnitReading(Runs.CLOCK, Counted.EVERY, 60),
    "urgent working day": UnitReading(Runs.CLOCK, Counted.EVERY, 24 * 60),
    "working minute": UnitReading(Runs.OFFICE, Counted.WORKING, 1),
    "working hour": UnitReading(Runs.OFFICE, Counted.WORKING, 60),
    "working day": UnitReading(Runs.DAYS, Counted.WORKING),
}
_LIMIT = re.compile(r"\s*(?P<count>[0-9]{1,6})\s+(?P<unit>(?:urgent\s+|working\s+|urgent\s+working\s+)?[a-z]+?)s?\s*")
_MINUTE = 60_000_000    # µs


class Limit(Struct, frozen=True):
    """A limit once read: `count` of a `unit` in the singular."""

    count: int
    unit: str


class Due(Struct, frozen=True):
    """`at` in UTC. `provisional`: a day was counted in a year whose holidays are not published yet."""

    at: Instant
    provisional: bool
    steps: tuple[Said, ...]


class Reached(NamedTuple):
    """`at` in µs since 1970; the first and last day looked at, as ordinals; where it stood before it was clipped."""

    at: int
    first: int
    last: int
    clipped: int | None = None


@lru_cache(maxsize=1024)
def read_limit(text: str) -> Limit:
    """The limit a text declares. Raises ValueError with a sentence that says what was expected."""
    found = _LIMIT.fullmatch(text)
    unit = " ".join(found["unit"].split()) if found else ""
    if found is None or unit not in USUAL or int(found["count"]) == 0:
        raise ValueError(f'"{text}" is not a time limit; expected {EXPECTED}')
    return Limit(int(found["count"]), unit)


def reading(calendar: Calendar, unit: str) -> UnitReading:
    """How this calendar reads a unit, given in the singular."""
    for name, told in calendar.units:
        if name == unit:
            return told
    return USUAL[unit]


def due(start: Instant, limit: str, calendar: Calendar, timezone: str) -> Due:
    """The moment by which something begun at `start` is due, with the steps that led there.

    Working minutes and hours count office time of working days only, so a limit that uses up the last office minute
    is due at closing time. Working days lead to the n-th working day after the start's day, at the same clock time,
    clipped to that day's office hours: before opening to the opening, in a break to the end of the break, after
    closing to the closing. A calendar may read units otherwise. Raises ValueError for a limit, a time or a calendar
    that can't be reckoned with.
    """
    wanted, reached, at = _reached(start, limit, calendar, timezone)
    told = reading(calendar, wanted.unit)
    work = work_time(calendar, timezone, told.days is Counted.EVERY, told.runs is Runs.CLOCK)
    key = f"calendar.start.{wanted.unit.replace(' ', '-')}"
    began = [Said(key, {"at": local(micros(start), work), "count": str(wanted.count)})]
    if told != USUAL[wanted.unit]:
        began.append(Said("calendar.reading", {"calendar": calendar.id}))
    led = steps(micros(start), reached.at, (reached.first, reached.last), reached.clipped, told, work)
    ended = Said("calendar.due", {"at": local(reached.at, work)})
    return Due(at, _provisional(reached, wanted, calendar), (*began, *led, ended))


def due_at(start: Instant, limit: str, calendar: Calendar, timezone: str) -> tuple[Instant, bool]:
    """`due` without the steps, for many at a time: when, and whether that is provisional."""
    wanted, reached, at = _reached(start, limit, calendar, timezone)
    return at, _provisional(reached, wanted, calendar)


def _reached(start: Instant, limit: str, calendar: Calendar, timezone: str) -> tuple[Limit, Reached, Instant]:
    wanted = read_limit(limit)
    if start.tzinfo is None:
        raise ValueError(f"start {start.isoformat()} has no offset; expected a time like 2026-07-24T14:00:00Z")
    try:
        reached = reach(micros(start), wanted, calendar, timezone)
        return wanted, reached, instant(reached.at)
    except OverflowError:
        raise ValueError(f'"{limit}" from {start.isoformat()} leads past 9999; expected a shorter limit') from None


def reach(start: int, wanted: Limit, calendar: Calendar, timezone: str) -> Reached:
    """`due` in µs since 1970. Raises ValueError, and OverflowError for a limit that leads past 9999."""
    told = reading(calendar, wanted.unit)
    every = told.days is Counted.EVERY
    work = work_time(calendar, timezone, every, told.runs is Runs.CLOCK)
    if told.runs is Runs.DAYS:
        return _nth_day(start, wanted.count, told, work)
    span = wanted.count * told.length_min * _MINUTE
    if told.runs is Runs.CLOCK and every:
        return Reached(start + span, 0, 0)
    at, day = work.after(start, span)
    return Reached(at, work.first_day(start), day)


def _nth_day(start: int, count: int, told: UnitReading, work: WorkTime) -> Reached:
    today = begun = work.day_of(start)
    if told.carry_over and not work.counts(today):
        today = work.nth(today, 1)
        start = work.spans(today)[0][0]
    clock = (start + work.offset(start)) % DAY
    first = today if told.first is First.START and _early(start, today, clock, told, work) else today + 1
    day, seen = work.nth(first - 1, count), first if today == begun else begun + 1
    spans = work.spans(day) if work.kind(day) in WORKED else []    # no office is open on a day off that is counted
    if told.moment is Moment.SAME:
        same = work.shown(day, clock)
        clip = told.clip and bool(spans)
        at = next((max(same, opens) for opens, closes in spans if same <= closes), spans[-1][1]) if clip else same
        return Reached(at, seen, day, None if at == same else same)
    closing = told.moment is Moment.CLOSING and bool(spans)
    return Reached(spans[-1][1] if closing else work.shown(day + 1, 0), seen, day)


def _early(start: int, today: int, clock: int, told: UnitReading, work: WorkTime) -> bool:
    """Whether the start's day counts. Never once its office has closed: nothing could be due on it any more."""
    if not work.counts(today) or (told.cutoff is not None and clock >= clock_us(told.cutoff)):
        return False
    closes = told.moment is Moment.CLOSING or (told.moment is Moment.SAME and told.clip)
    return not closes or work.kind(today) not in WORKED or start < work.spans(today)[-1][1]


def _provisional(reached: Reached, wanted: Limit, calendar: Calendar) -> bool:
    if calendar.through_holidays or reading(calendar, wanted.unit).days is Counted.EVERY:
        return False
    year, last = date.fromordinal(reached.first).year, date.fromordinal(reached.last).year
    while year in calendar.published and year < last:
        year += 1
    return year not in calendar.published
