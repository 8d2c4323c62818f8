"""Working days and office hours as dated city data, and how a calendar reads the units of a limit."""

from datetime import date, time
from enum import StrEnum

from msgspec import Struct

Spans = tuple[tuple[time, time], ...]    # opening, closing, local time; a closing that isn't later is the next day's


class Runs(StrEnum):
    """What uses a unit up."""

    CLOCK = "clock"      # day and night
    OFFICE = "office"    # office hours
    DAYS = "days"        # whole days: the n-th one is when it is due


class Counted(StrEnum):
    """On which days a unit runs."""

    WORKING = "working"  # working days of the calendar, swapped ones included
    EVERY = "every"      # every day, weekends and holidays included


class First(StrEnum):
    """The first day that is counted, of a unit that runs by days."""

    NEXT = "next"        # the first counted day after the start's day
    START = "start"      # the start's day itself, where it is a counted day and the start is early enough


class Moment(StrEnum):
    """When on the last day it is due, of a unit that runs by days."""

    SAME = "same"        # at the start's clock time
    CLOSING = "closing"  # at the day's last closing
    MIDNIGHT = "midnight"  # at the end of the day


class UnitReading(Struct, frozen=True):
    """How a calendar reads one unit. Cities differ here, so it is data and not code.

    `length_min` is how long one is, of what runs by the clock or by office hours. `first`, `cutoff` (a start's day
    counts only for a start before this local time), `moment`, `clip` (the same clock time moved into office hours) and
    `carry_over` (a start on a day off counts as made when the next working day opens) are of what runs by days.
    """

    runs: Runs
    days: Counted = Counted.WORKING
    length_min: int = 1
    first: First = First.NEXT
    cutoff: time | None = None
    moment: Moment = Moment.SAME
    clip: bool = True
    carry_over: bool = False


class Hours(Struct, frozen=True):
    """Office hours that replace the usual ones: on some weekdays, in a season of each year, or between two dates.

    Every condition given has to hold. `weekdays`: Monday is 0; a day worked in exchange for another is worked like any
    other, so no hours of its weekday hold on it. `season`: (month, day) from and to, both included, and
    across New Year where the first is the later. `first` and `last`: both included.
    """

    office: Spans
    source: str
    weekdays: tuple[int, ...] = ()
    season: tuple[tuple[int, int], tuple[int, int]] | None = None
    first: date | None = None
    last: date | None = None

    def holds(self, day: date, swapped: bool) -> bool:
        if self.weekdays and (swapped or day.weekday() not in self.weekdays):
            return False
        if (self.first is not None and day < self.first) or (self.last is not None and day > self.last):
            return False
        if self.season is None:
            return True
        (begin, end), now = self.season, (day.month, day.day)
        return begin <= now <= end if begin <= end else now >= begin or now <= end


class Cycle(Struct, frozen=True):
    """Shifts that come back every `len(days)` days, counted from `first`; a day without spans is a day of rest."""

    first: date
    days: tuple[Spans, ...]


class Calendar(Struct, frozen=True):
    """Working days as dated city data: weekends and holidays are off, swapped working days are on.

    The last of `hours` that holds for a day replaces `office`; a `cycle` replaces both, and the weekend.
    """

    id: str
    source: str
    published: tuple[int, ...]             # years it is sure of
    office: Spans                          # office hours, local time
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    weekend: tuple[int, ...] = (5, 6)      # Monday is 0
    hours: tuple[Hours, ...] = ()
    cycle: Cycle | None = None
    through_holidays: bool = False         # holidays and swapped days change nothing: people on shift
    timezone: str | None = None            # None: the city's
    units: tuple[tuple[str, UnitReading], ...] = ()    # units read otherwise than usual, in the singular
