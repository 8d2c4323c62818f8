"""Working time agrees with counting every minute: swapped days, night shifts, seasons, shifts, clocks that change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from banyan.command.calendar import due_at
from banyan.command.worktime import work_time
from banyan.model.calendar import Calendar, Cycle, Hours, Runs, UnitReading
from banyan.model.time import instant, micros
from banyan.runtime.folder import load_calendars
from banyan.runtime.folder.places import find_city
from tests.command import slow_time

BAY = load_calendars(find_city("banyan-bay")).named(None)
ZONES = (
    "Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "America/Santiago",
)
# Days on which clocks change in those zones: two in Berlin, New York, Lord Howe (half an hour), Cairo and Santiago
# (both at midnight).
CHANGES = (
    date(2024, 3, 31), date(2024, 10, 27), date(2024, 3, 10), date(2024, 11, 3), date(2024, 4, 7), date(2024, 10, 6),
    date(2024, 4, 26), date(2024, 10, 31), date(2024, 4, 6), date(2024, 9, 7),
)
FIRST = date(2024, 1, 1)


def clock(quarter: int) -> time:
    return time(quarter // 4 % 24, quarter % 4 * 15)


@st.composite
def offices(draw: st.DrawFn) -> tuple[tuple[time, time], ...]:
    """One to three spans without overlap, the last perhaps over midnight until before the first opens."""
    edges = sorted(draw(st.lists(st.integers(0, 95), min_size=2, max_size=6, unique=True)))
    edges = edges[: len(edges) // 2 * 2]
    spans = list(zip(edges[::2], edges[1::2], strict=True))
    if draw(st.booleans()):
        spans[-1] = (spans[-1][0], draw(st.integers(0, spans[0][0])) if len(spans) > 1 or spans[0][0] else 0)
    return tuple((clock(opens), clock(closes)) for opens, closes in spans)


days = st.integers(0, 3 * 366 - 1).map(lambda n: FIRST + timedelta(days=n))


@st.composite
def calendars(draw: st.DrawFn, near: date) -> Calendar:
    around = st.integers(-3, 25).map(lambda n: near + timedelta(days=n))
    season = st.tuples(st.integers(1, 12), st.integers(1, 28))
    hours = st.builds(
        Hours, offices(), st.just("made up"), weekdays=st.lists(st.integers(0, 6), max_size=3, unique=True).map(tuple),
        season=st.none() | st.tuples(season, season), first=st.none() | around, last=st.none() | around,
    )
    cycle = st.builds(Cycle, around, st.lists(offices() | st.just(()), min_size=1, max_size=5).map(tuple))
    shifts = draw(st.none() | st.none() | cycle)
    assume(shifts is None or any(shifts.days))
    return Calendar(
        id="any", source="made up", published=(2024, 2025, 2026), office=draw(offices()),
        holidays=draw(st.frozensets(around, max_size=8)), workdays=draw(st.frozensets(around, max_size=4)),
        weekend=draw(st.sampled_from(((5, 6), (4, 5), (6,), ()))),
        hours=draw(st.lists(hours, max_size=2).map(tuple)), cycle=shifts, through_holidays=draw(st.booleans()),
    )


@st.composite
def questions(draw: st.DrawFn) -> tuple[Calendar, str, datetime]:
    near = draw(days | st.sampled_from(CHANGES))
    minute = draw(st.integers(-24 * 60, 24 * 60))
    start = datetime.combine(near, time.min, UTC) + timedelta(minutes=minute)
    return draw(calendars(near)), draw(st.sampled_from(ZONES)), start


def disjoint(calendar: Calendar, start: datetime) -> bool:
    """No day's night shift runs into the next day's hours: a calendar that did would count a minute to two days."""
    for n in range(-2, 45):
        day = start.date() + timedelta(days=n)
        night = [c for o, c in slow_time.hours_of(calendar, day) if c <= o]
        opens = [o for o, _ in slow_time.hours_of(calendar, day + timedelta(days=1))]
        if night and opens and night[0] > min(opens):
            return False
    return True


@settings(max_examples=150, deadline=None)
@given(questions(), st.integers(1, 1500))
@example((BAY, "Asia/Shanghai", datetime(2026, 2, 14, 9, 29, tzinfo=UTC)), 2)
def test_working_minutes_agree_with_counting_them(asked: tuple[Calendar, str, datetime], count: int) -> None:
    calendar, zone, start = asked
    assume(disjoint(calendar, start))
    expected = slow_time.after_office_minutes(calendar, ZoneInfo(zone), start, count)
    assert due_at(start, f"{count} working minutes", calendar, zone)[0] == expected


@settings(max_examples=60, deadline=None)
@given(questions(), st.integers(1, 9))
@example((BAY, "Asia/Shanghai", datetime(2026, 2, 14, 9, 29, tzinfo=UTC)), 2)
def test_working_days_agree_with_counting_them(asked: tuple[Calendar, str, datetime], count: int) -> None:
    calendar, zone, start = asked
    assume(disjoint(calendar, start))
    expected = slow_time.nth_working_day(calendar, ZoneInfo(zone), start, count)
    assert due_at(start, f"{count} working days", calendar, zone)[0] == expected


@settings(max_examples=60, deadline=None)
@given(questions(), st.integers(0, 4000), st.integers(0, 4000))
def test_working_time_between_two_moments_is_what_lies_between(
    asked: tuple[Calendar, str, datetime], first: int, second: int
) -> None:
    calendar, zone, start = asked
    assume(disjoint(calendar, start))
    work = work_time(calendar, zone)
    a, b, c = start, start + timedelta(minutes=first), start + timedelta(minutes=first + second)
    counted = sum(
        slow_time.office_day(calendar, ZoneInfo(zone), a + timedelta(minutes=n)) is not None for n in range(first)
    )
    assert work.between(micros(a), micros(b)) == counted * 60_000_000
    assert work.between(micros(a), micros(b)) + work.between(micros(b), micros(c)) == work.between(micros(a), micros(c))


UNITS = ("minutes", "urgent hours", "urgent working days", "working minutes", "working hours", "working days")


@settings(max_examples=150, deadline=None)
@given(questions(), st.sampled_from(UNITS), st.integers(1, 60), st.integers(0, 5000), st.integers(0, 5), st.booleans())
def test_a_later_start_or_a_longer_limit_is_never_due_earlier(
    asked: tuple[Calendar, str, datetime], unit: str, count: int, later: int, more: int, carried: bool
) -> None:
    """In a zone whose clock never goes back. Working days keep the start's clock time, so from one working day to
    another; a start on a day off keeps its own and may be due earlier in the day than one of the evening before, unless
    the calendar carries it over to the next opening.
    """
    calendar, _, start = asked
    then = start + timedelta(minutes=later)
    assume(disjoint(calendar, start))
    if carried:
        reading = UnitReading(Runs.DAYS, carry_over=True)
        calendar = replace(calendar, units=(("working day", reading),))
    elif unit == "working days":
        days_ = (moment.astimezone(ZoneInfo("Asia/Shanghai")).date() for moment in (start, then))
        assume(all(slow_time.works(calendar, day) for day in days_))
    first, _ = due_at(start, f"{count} {unit}", calendar, "Asia/Shanghai")
    assert first >= start
    assert due_at(then, f"{count} {unit}", calendar, "Asia/Shanghai")[0] >= first
    assert due_at(start, f"{count + more} {unit}", calendar, "Asia/Shanghai")[0] >= first


def in_office_every_minute() -> np.ndarray:
    """Whether the office is open in each minute of 2024 to 2026 (UTC+8), from the calendar's dates alone."""
    flags = []
    for n in range((date(2027, 1, 1) - FIRST).days):
        day = FIRST + timedelta(days=n)
        open_ = np.zeros(24 * 60, dtype=bool)
        if day in BAY.workdays or (day not in BAY.holidays and day.isoweekday() <= 5):
            open_[8 * 60 + 30 : 12 * 60] = open_[14 * 60 + 30 : 17 * 60 + 30] = True
        flags.append(open_)
    return np.concatenate(flags)


def agree(starts: range, limits: tuple[int, ...]) -> None:
    """All units from each of these minutes since the beginning of 2024, local time, against sums over all minutes."""
    used = np.concatenate(([0], np.cumsum(in_office_every_minute())))
    by_day = used[:: 24 * 60]
    worked = np.flatnonzero(np.diff(by_day))
    zero = datetime(2023, 12, 31, 16, tzinfo=UTC)
    steps = ((1, "minutes"), (60, "urgent hours"), (1440, "urgent working days"))
    for m in starts:
        start = zero + timedelta(minutes=m)
        for count in limits:
            for length, unit in steps:
                expected = start + timedelta(minutes=length * count)
                assert due_at(start, f"{count} {unit}", BAY, "Asia/Shanghai")[0] == expected
            for length, unit in ((1, "working minutes"), (60, "working hours")):
                end = int(np.searchsorted(used, used[m] + length * count))
                expected = zero + timedelta(minutes=end)
                assert due_at(start, f"{count} {unit}", BAY, "Asia/Shanghai")[0] == expected, (start, count, unit)
            day = int(worked[np.searchsorted(worked, m // 1440, side="right") + count - 1])
            now = m % 1440
            now = 510 if now < 510 else 870 if 720 < now < 870 else min(now, 1050)
            expected = zero + timedelta(minutes=day * 1440 + now)
            assert due_at(start, f"{count} working days", BAY, "Asia/Shanghai")[0] == expected, (start, count)


def test_all_units_agree_from_moments_all_over_the_published_years() -> None:
    agree(range(0, 1050 * 1440, 397), (1, 11))


@pytest.mark.long(minutes=4)
def test_all_units_agree_from_every_eleventh_minute_of_the_published_years() -> None:
    agree(range(0, 1050 * 1440, 11), (3,))          # 11 and a day's 1440 share no factor: every minute of a day is met


def test_hours_over_midnight_belong_to_the_day_on_which_they_begin() -> None:
    night = Calendar("night", "made up", (2026,), ((time(22), time(6)),), holidays=frozenset({date(2026, 10, 1)}))
    friday = datetime(2026, 9, 25, 23, tzinfo=ZoneInfo("Asia/Shanghai"))
    saturday = datetime(2026, 9, 26, 5, tzinfo=ZoneInfo("Asia/Shanghai"))       # Friday's shift still runs
    assert due_at(friday, "7 working hours", night, "Asia/Shanghai")[0] == saturday + timedelta(hours=1)
    assert due_at(saturday, "2 working hours", night, "Asia/Shanghai")[0] == datetime(2026, 9, 28, 15, tzinfo=UTC)
    wednesday = datetime(2026, 9, 30, 22, tzinfo=ZoneInfo("Asia/Shanghai"))     # into the holiday
    assert due_at(wednesday, "8 working hours", night, "Asia/Shanghai")[0] == datetime(2026, 9, 30, 22, tzinfo=UTC)
    assert due_at(wednesday, "9 working hours", night, "Asia/Shanghai")[0] == datetime(2026, 10, 2, 15, tzinfo=UTC)


def test_the_night_shift_of_an_unpublished_year_end_is_of_the_old_year() -> None:
    night = Calendar("night", "made up", (2026,), ((time(22), time(6)),))
    start = datetime(2027, 1, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai"))            # within the shift of 31 December
    assert due_at(start, "5 working hours", night, "Asia/Shanghai") == (start + timedelta(hours=5), False)
    assert due_at(start, "6 working hours", night, "Asia/Shanghai")[1]


def test_summer_hours_hold_in_their_season_and_across_new_year() -> None:
    summer = Hours(((time(8), time(11)), (time(15), time(18))), "summer notice", season=((6, 1), (9, 30)))
    winter = Hours(((time(10), time(12)),), "winter notice", season=((12, 1), (2, 28)))
    calendar = replace(BAY, hours=(summer, winter))
    at = work_time(calendar, "Asia/Shanghai").office
    assert [len(at(date(2026, *day).toordinal())) for day in ((5, 29), (6, 1), (9, 30), (12, 1), (1, 5), (3, 2))] == [
        2, 2, 2, 1, 1, 2,
    ]
    friday = datetime(2026, 5, 29, 17, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    monday = datetime(2026, 6, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert due_at(friday, "1 working hour", calendar, "Asia/Shanghai")[0] == monday


def test_shifts_come_back_through_weekends_and_holidays() -> None:
    """Day, night, rest, rest from 1 October 2026 on, holidays or not, and never provisional."""
    days_ = (((time(8), time(20)),), ((time(20), time(8)),), (), ())
    crew = Calendar("crew", "rota", (), (), cycle=Cycle(date(2026, 10, 1), days_), through_holidays=True)
    start = datetime(2026, 10, 1, 19, tzinfo=ZoneInfo("Asia/Shanghai"))
    at, provisional = due_at(start, "14 working hours", crew, "Asia/Shanghai")
    assert (at.astimezone(ZoneInfo("Asia/Shanghai")), provisional) == (
        datetime(2026, 10, 5, 9, tzinfo=ZoneInfo("Asia/Shanghai")), False,    # 1 h, 12 h by night, 1 h on the 5th
    )
    assert work_time(crew, "Asia/Shanghai").kind(date(2026, 10, 3).toordinal()) == "rest"


def test_a_calendar_in_another_zone_goes_by_that_zone() -> None:
    abroad = replace(BAY, timezone="Asia/Urumqi")       # UTC+6
    start = instant(micros(datetime(2026, 7, 24, 1, tzinfo=UTC)))                  # 07:00 there, 09:00 in Shanghai
    assert due_at(start, "1 working hour", abroad, "Asia/Shanghai")[0] == datetime(2026, 7, 24, 3, 30, tzinfo=UTC)
    assert due_at(start, "1 working hour", BAY, "Asia/Shanghai")[0] == datetime(2026, 7, 24, 2, tzinfo=UTC)


def test_an_office_that_opens_in_the_hour_left_out_opens_when_the_clock_goes_on() -> None:
    early = Calendar("early", "made up", (2024,), ((time(2, 30), time(4)),), weekend=())
    start = datetime(2024, 3, 31, 0, 0, tzinfo=UTC)     # Berlin goes from 02:00 to 03:00 at 01:00 UTC
    assert due_at(start, "60 working minutes", early, "Europe/Berlin")[0] == datetime(2024, 3, 31, 2, tzinfo=UTC)


def test_an_office_open_while_the_clock_goes_back_works_an_hour_longer() -> None:
    night = Calendar("night", "made up", (2024,), ((time(1), time(4)),), weekend=())
    start = datetime(2024, 10, 26, 22, 0, tzinfo=UTC)   # Berlin shows 02:00 to 03:00 twice from 00:00 UTC on
    assert due_at(start, "4 working hours", night, "Europe/Berlin")[0] == datetime(2024, 10, 27, 3, tzinfo=UTC)
