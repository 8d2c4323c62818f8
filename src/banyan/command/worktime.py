"""A calendar's working time laid out year by year, so that any distance in it is a search and not a walk.

A minute is working time when the clock of the city shows a time within office hours of a counted day. So where a clock
is set forward over an opening, the office opens when it goes on; what it shows twice counts twice. Hours that run past
midnight belong to the day on which they begin, also where the next day is a holiday.

Inside, moments are microseconds since 1970 (`model.time.micros`) and days are ordinals (`date.toordinal`).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct

from banyan.model.calendar import Calendar, Spans

DAY, HOUR = 86_400_000_000, 3_600_000_000    # µs
_DAY0 = date(1970, 1, 1).toordinal()
_WALL0 = datetime(1970, 1, 1)                # noqa: DTZ001  the wall clock, whatever the zone
_UTC0 = datetime(1970, 1, 1, tzinfo=UTC)
_US = timedelta(microseconds=1)
_FURTHEST = 16 * HOUR                        # no zone is, or ever was, further from UTC
_KEPT, _OFFSETS_KEPT = 64, 20_000            # years laid out, and days whose offset is known, at a time
T = TypeVar("T")
WORKED = ("workday", "swapped")


class Year(Struct, frozen=True):
    """Disjoint stretches of working time, rising, with what is used up by the end of each (µs)."""

    begins: list[int]
    ends: list[int]
    used: list[int]


class WorkTime:
    """One calendar in one zone. `every`: weekends and holidays count too. `whole`: a day's 24 hours, not its office's.

    What it remembers follows from what it was made of; the same question always has the same answer.
    """

    def __init__(self, calendar: Calendar, zone: ZoneInfo, every: bool = False, whole: bool = False) -> None:
        self.calendar, self.zone, self.every, self.whole = calendar, zone, every, whole
        self._years: dict[int, Year] = {}
        self._days: dict[int, list[int]] = {}
        self._counts: dict[int, int] = {}
        self._totals: dict[int, int] = {}
        self._offsets: dict[int, int | None] = {}

    # Days

    def kind(self, day: int) -> str:
        """workday | swapped (a day off worked) | weekend | holiday | rest. A swap outranks a holiday of its date."""
        calendar, on = self.calendar, date.fromordinal(day)
        dated = not calendar.through_holidays
        if calendar.cycle is not None:     # who works in shifts exchanges no days
            return "rest" if not self.office(day) else "holiday" if dated and on in calendar.holidays else "workday"
        free = on.weekday() in calendar.weekend
        if dated and on in calendar.workdays:
            return "swapped" if free or on in calendar.holidays else "workday"
        if dated and on in calendar.holidays:
            return "holiday"
        return "weekend" if free else "workday"

    def counts(self, day: int) -> bool:
        return self.every or self.kind(day) in WORKED

    def office(self, day: int) -> Spans:
        """Its office hours in local time, if it is a working day."""
        on, calendar = date.fromordinal(day), self.calendar
        if calendar.cycle is not None:
            return calendar.cycle.days[(on - calendar.cycle.first).days % len(calendar.cycle.days)]
        swapped = on in calendar.workdays and not calendar.through_holidays
        return next((hours.office for hours in reversed(calendar.hours) if hours.holds(on, swapped)), calendar.office)

    def spans(self, day: int) -> list[tuple[int, int]]:
        """Opening and closing moments of a day, rising and disjoint. Raises ValueError where a calendar has none."""
        begin = (day - _DAY0) * DAY
        steady = self._steady(begin)
        if steady is not None:
            return [(begin + opens - steady, begin + closes - steady) for opens, closes in self._walls(day)]
        return [span for opens, closes in self._walls(day) for span in self._moments(begin + opens, begin + closes)]

    def _walls(self, day: int) -> tuple[tuple[int, int], ...]:
        """Opening and closing of a day in µs past its midnight."""
        if self.whole:
            return ((0, DAY),)
        walls = _disjoint(self.office(day))
        if not walls and self.calendar.cycle is None:
            named = f"calendar {self.calendar.id} has no office hours"
            raise ValueError(f"{named}; expected pairs of opening and closing time")
        return walls

    def nth(self, day: int, n: int) -> int:
        """The n-th counted day after `day`, n at least 1. Raises ValueError, OverflowError past 9999."""
        year = date.fromordinal(day).year
        n += bisect_right(self.days(year), day)
        while n > self._count(year):
            n -= self._count(year)
            year = self._next(year, self._count)
        return self.days(year)[n - 1]

    def days_between(self, after: int, until: int) -> int:
        """Counted days later than `after`, up to and with `until`."""
        return sum(self.counts(day) for day in range(after + 1, until + 1))

    # Time

    def after(self, start: int, span: int) -> tuple[int, int]:
        """When `span` µs of working time (above 0) from `start` on are used up, and the day they are used up on.

        The last minute before closing ends at closing, not at the next opening. Raises as `nth` does.
        """
        year = self._year_of(start)
        wanted = span + self._used(self.year(year), start)
        while wanted > self._total(year):
            wanted -= self._total(year)
            year = self._next(year, self._total)
        laid = self.year(year)
        found = bisect_left(laid.used, wanted)
        at = laid.ends[found] - (laid.used[found] - wanted)
        return at, self.day_of(laid.begins[found])

    def between(self, begin: int, end: int) -> int:
        """Working time from `begin` to `end`, µs; 0 where the end isn't later."""
        if end <= begin:
            return 0
        first, last = self._year_of(begin), self._year_of(end)
        whole = sum(self._total(year) for year in range(first, last))
        return whole + self._used(self.year(last), end) - self._used(self.year(first), begin)

    def day_of(self, at: int) -> int:
        return (at + self.offset(at)) // DAY + _DAY0

    def first_day(self, start: int) -> int:
        """The day that a reckoning from `start` looks at first: yesterday while yesterday's hours still run."""
        day = self.day_of(start)
        before = self.spans(day - 1) if self.counts(day - 1) else []
        return day - 1 if before and before[-1][1] > start else day

    def offset(self, at: int) -> int:
        """How far local time is ahead of UTC at a moment, µs."""
        steady = self._steady(at // DAY * DAY)     # within a day of UTC, whose day is within a day of the city's
        return steady if steady is not None else self._exact(at)

    def _exact(self, at: int) -> int:
        return _gap((_UTC0 + at * _US).astimezone(self.zone))

    def shown(self, day: int, clock: int) -> int:
        """The moment at which the clock of `day` shows `clock` µs past midnight: first, where it shows it twice."""
        midnight = (day - _DAY0) * DAY
        steady = self._steady(midnight)
        return midnight + clock - (steady if steady is not None else self._wall_offset(midnight + clock))

    def days(self, year: int) -> list[int]:
        """Its counted days. Raises OverflowError past 9999."""
        return _kept(self._days, year, self._count_days)

    def year(self, year: int) -> Year:
        """Its working time. Raises OverflowError past 9999, and ValueError where a calendar has no office hours."""
        return _kept(self._years, year, self._lay_out)

    def _count_days(self, year: int) -> list[int]:
        if year > 9998:
            raise OverflowError("the last year is 9999")
        days = range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())
        return [day for day in days if self.counts(day)]

    def _lay_out(self, year: int) -> Year:
        laid, eve = Year([], [], []), date(year, 1, 1).toordinal() - 1
        night = self.spans(eve)[-1:] if self.counts(eve) else []
        last, used = night[0][1] if night else None, 0
        for day in self.days(year):
            for opens, closes in self.spans(day):
                begin = opens if last is None else max(opens, last)
                if begin < closes:
                    used += closes - begin
                    laid.begins.append(begin)
                    laid.ends.append(closes)
                    laid.used.append(used)
                    last = closes
        return laid

    # Numbers are small, so they are remembered for all years: a limit of centuries is searched once.

    def _count(self, year: int) -> int:
        if year not in self._counts:
            self._counts[year] = len(self.days(year))
        return self._counts[year]

    def _total(self, year: int) -> int:
        if year not in self._totals:
            used = self.year(year).used
            self._totals[year] = used[-1] if used else 0
        return self._totals[year]

    def _next(self, year: int, held: Callable[[int], int]) -> int:
        if not held(year + 1):
            raise ValueError(f"calendar {self.calendar.id} has no working day in the whole of {year + 1}")
        return year + 1

    def _year_of(self, at: int) -> int:
        """The year whose working time a moment falls into: the night shift of 31 December belongs to the old one."""
        day = self.day_of(at)
        on = date.fromordinal(day)
        return date.fromordinal(self.first_day(at)).year if (on.month, on.day) == (1, 1) else on.year

    @staticmethod
    def _used(laid: Year, at: int) -> int:
        """How much of a year's working time is over at a moment."""
        found = bisect_right(laid.ends, at)
        if found == len(laid.ends):
            return laid.used[-1] if laid.used else 0
        return (laid.used[found - 1] if found else 0) + max(0, at - laid.begins[found])

    # The wall clock

    def _steady(self, wall: int) -> int | None:
        """The offset of a day from before its beginning till after its night shift; None where clocks change."""
        bucket = wall // DAY
        if bucket not in self._offsets:
            if len(self._offsets) >= _OFFSETS_KEPT:
                self._offsets.clear()
            before, after = self._wall_offset(wall - DAY), self._wall_offset(wall + 3 * DAY)
            self._offsets[bucket] = before if before == after else None
        return self._offsets[bucket]

    def _moments(self, from_: int, to: int) -> list[tuple[int, int]]:
        """When the clock shows a time from `from_` (included) to `to`, both µs on the wall clock since 1970."""
        found: list[tuple[int, int]] = []
        for begin, end, offset in self._pieces(from_ - _FURTHEST, to + _FURTHEST):
            opens, closes = max(from_ - offset, begin), min(to - offset, end)
            if opens < closes and found and found[-1][1] == opens:
                found[-1] = (found[-1][0], closes)
            elif opens < closes:
                found.append((opens, closes))
        return found

    def _pieces(self, begin: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Stretches with one offset each, to the second: (from, to, offset). Clocks change at most once an hour."""
        at, offset = begin, self._exact(begin)
        for probe in range(begin + HOUR, end + HOUR, HOUR):
            if self._exact(probe) == offset:
                continue
            low, high = (probe - HOUR) // 1_000_000, probe // 1_000_000 + 1
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if self._exact(middle * 1_000_000) == offset else (low, middle)
            yield at, high * 1_000_000, offset
            at, offset = high * 1_000_000, self._exact(probe)
        yield at, end, offset

    def _wall_offset(self, wall: int) -> int:
        return _gap((_WALL0 + wall * _US).replace(tzinfo=self.zone))


@lru_cache(maxsize=64)
def work_time(calendar: Calendar, timezone: str, every: bool = False, whole: bool = False) -> WorkTime:
    """The working time of a calendar; `timezone` is the city's, which a calendar may replace. Raises ValueError."""
    return WorkTime(calendar, zone_of(calendar.timezone or timezone), every, whole)


@lru_cache(maxsize=16)
def zone_of(name: str) -> ZoneInfo:
    """The time zone of that name. Raises ValueError with what was expected."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f'"{name}" is not a time zone; expected a name like Asia/Shanghai') from None


@lru_cache(maxsize=256)
def _disjoint(office: Spans) -> tuple[tuple[int, int], ...]:
    """Office hours in µs past midnight, rising; what two of them share stays with the first."""
    walls: list[tuple[int, int]] = []
    for opens, closes in sorted(office):
        begin, end = clock_us(opens), clock_us(closes) + (DAY if closes <= opens else 0)
        begin = max(begin, walls[-1][1]) if walls else begin
        if begin < end:
            walls.append((begin, end))
    return tuple(walls)


def _kept(kept: dict[int, T], year: int, make: Callable[[int], T]) -> T:
    if year not in kept:
        made = make(year)
        if len(kept) >= _KEPT:
            del kept[next(iter(kept))]
        kept[year] = made
    return kept[year]


def _gap(at: datetime) -> int:
    return (at.utcoffset() or timedelta(0)) // _US


def clock_us(at: time) -> int:
    """A time of day in µs past midnight."""
    return ((at.hour * 60 + at.minute) * 60 + at.second) * 1_000_000 + at.microsecond
