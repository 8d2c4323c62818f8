"""One month of a calendar, day by day."""

from calendar import monthrange
from datetime import date, time

from msgspec import Struct

from banyan.command.worktime import WORKED, WorkTime, work_time
from banyan.model.calendar import Calendar


class Day(Struct, frozen=True):
    """`kind`: workday, swapped, weekend, holiday or rest. `office`: opening and closing, local; () on a day off."""

    date: date
    kind: str
    office: tuple[tuple[time, time], ...]


class Month(Struct, frozen=True):
    """`working_s`: office time in seconds, night shifts counted on the day on which they begin."""

    calendar: str
    timezone: str
    month: str
    published: bool
    days: tuple[Day, ...]
    working_days: int
    working_s: int


def month(calendar: Calendar, timezone: str, year: int, number: int) -> Month:
    """Raises ValueError for a calendar without office hours."""
    work = work_time(calendar, timezone)
    first = date(year, number, 1)
    ordinals = range(first.toordinal(), first.toordinal() + monthrange(year, number)[1])
    days = tuple(_day(ordinal, work) for ordinal in ordinals)
    counted = [ordinal for ordinal in ordinals if work.counts(ordinal)]
    spent = sum(closes - opens for ordinal in counted for opens, closes in work.spans(ordinal))
    return Month(
        calendar=calendar.id,
        timezone=calendar.timezone or timezone,
        month=f"{first:%Y-%m}",
        published=calendar.through_holidays or year in calendar.published,
        days=days,
        working_days=len(counted),
        working_s=spent // 1_000_000,
    )


def _day(ordinal: int, work: WorkTime) -> Day:
    kind = work.kind(ordinal)
    return Day(date.fromordinal(ordinal), kind, work.office(ordinal) if kind in WORKED else ())
