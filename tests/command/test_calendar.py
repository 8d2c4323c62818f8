from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from banyan.command.calendar import due, read_limit
from banyan.command.texts import TEXTS
from banyan.model.calendar import Calendar, Counted, First, Moment, Runs, UnitReading
from banyan.model.text import Said, render

SHANGHAI = "Asia/Shanghai"
# National Day 2026 as published: 1 to 7 October off; Sunday 20 September and Saturday 10 October worked.
NATIONAL_DAY = Calendar(
    id="cn",
    source="State Council notice on the holidays of 2026",
    published=(2026,),
    office=((time(9), time(12)), (time(14), time(18))),
    holidays=frozenset(date(2026, 10, day) for day in range(1, 8)),
    workdays=frozenset((date(2026, 9, 20), date(2026, 10, 10))),
)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(SHANGHAI))


def reached(start: str, limit: str, calendar: Calendar = NATIONAL_DAY) -> str:
    return due(local(start), limit, calendar, SHANGHAI).at.astimezone(ZoneInfo(SHANGHAI)).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("start", "limit", "expected"),
    [
        ("2026-09-30 17:50", "30 minutes", "2026-09-30 18:20"),
        ("2026-09-30 17:50", "8 urgent hours", "2026-10-01 01:50"),
        ("2026-09-30 17:50", "2 urgent working days", "2026-10-02 17:50"),
        ("2026-09-30 11:58", "4 working minutes", "2026-09-30 14:02"),       # over the lunch break
        ("2026-09-30 17:58", "4 working minutes", "2026-10-08 09:02"),       # over the holiday
        ("2026-09-30 16:00", "2 working hours", "2026-09-30 18:00"),         # used up at closing, not next opening
        ("2026-09-30 16:00", "4 working hours", "2026-10-08 11:00"),
        ("2026-10-01 10:00", "1 working hour", "2026-10-08 10:00"),          # begins on a holiday
        ("2026-09-30 10:00", "1 working days", "2026-10-08 10:00"),
        ("2026-10-08 10:00", "2 working days", "2026-10-10 10:00"),          # the swapped Saturday counts
        ("2026-10-08 10:00", "3 working days", "2026-10-12 10:00"),          # Sunday 11 October doesn't
        ("2026-10-08 03:00", "1 working days", "2026-10-09 09:00"),          # before opening: to the opening
        ("2026-10-08 23:00", "1 working days", "2026-10-09 18:00"),          # after closing: to the closing
        ("2026-10-08 12:30", "1 working days", "2026-10-09 14:00"),          # in the break: to its end
        ("2026-10-08 12:00", "1 working days", "2026-10-09 12:00"),
    ],
)
def test_limits_by_hand(start: str, limit: str, expected: str) -> None:
    assert reached(start, limit) == expected


@pytest.mark.parametrize(
    "unit", ["minute", "urgent hour", "urgent working day", "working minute", "working hour", "working day"]
)
def test_every_unit_is_read_in_singular_and_plural_and_has_its_text(unit: str) -> None:
    one = due(local("2026-10-08 10:00"), f"1 {unit}", NATIONAL_DAY, SHANGHAI)
    assert due(local("2026-10-08 10:00"), f" 1  {unit}s ", NATIONAL_DAY, SHANGHAI) == one
    assert all(render(step, TEXTS, "zh") != render(step, TEXTS, "en") for step in one.steps)


def test_a_day_counted_beyond_the_published_years_makes_it_provisional() -> None:
    assert not due(local("2026-12-30 10:00"), "1 working day", NATIONAL_DAY, SHANGHAI).provisional
    assert due(local("2026-12-31 10:00"), "1 working day", NATIONAL_DAY, SHANGHAI).provisional
    assert due(local("2026-12-31 17:00"), "2 working hours", NATIONAL_DAY, SHANGHAI).provisional
    assert not due(local("2026-12-31 17:00"), "60 urgent hours", NATIONAL_DAY, SHANGHAI).provisional


def test_the_steps_say_the_way_in_both_languages() -> None:
    steps = due(local("2026-09-30 20:00"), "2 working days", NATIONAL_DAY, SHANGHAI).steps
    assert [render(step, TEXTS, "en") for step in steps] == [
        "Counted from 2026-09-30 20:00: working days, 2",
        "2026-10-01 to 2026-10-07: public holidays, 7, not counted",
        "2026-10-08 to 2026-10-09: working days, 2",
        "2026-10-09 20:00 is outside office hours: moved to 2026-10-09 18:00",
        "Due at 2026-10-09 18:00",
    ]
    assert render(steps[0], TEXTS, "zh") == "自 2026-09-30 20:00 起算，时限 2 个工作日"
    assert render(steps[1], TEXTS, "zh") == "2026-10-01 至 2026-10-07：节假日 7 天，不计"


@pytest.mark.parametrize(
    ("reading", "start", "limit", "expected"),
    [
        # urgent working days that skip holidays: 6 h 10 min of the 30th, the rest of 24 h on the 8th
        (UnitReading(Runs.CLOCK, Counted.WORKING, 1440), "2026-09-30 17:50", "1 urgent working day",
         "2026-10-08 17:50"),
        (UnitReading(Runs.CLOCK, Counted.WORKING, 60), "2026-09-30 17:50", "8 urgent hours", "2026-10-08 01:50"),
        # a working day is seven office hours
        (UnitReading(Runs.OFFICE, Counted.WORKING, 420), "2026-09-30 16:00", "2 working days", "2026-10-09 16:00"),
        # hours of an office that is open on every day
        (UnitReading(Runs.OFFICE, Counted.EVERY, 60), "2026-09-30 16:00", "4 working hours", "2026-10-01 11:00"),
        # calendar days, at the same clock time and not moved into office hours
        (UnitReading(Runs.DAYS, Counted.EVERY, clip=False), "2026-09-30 20:00", "3 working days", "2026-10-03 20:00"),
        # the start's day counts, and the last day ends at closing
        (UnitReading(Runs.DAYS, first=First.START, moment=Moment.CLOSING), "2026-09-30 10:00", "1 working day",
         "2026-09-30 18:00"),
        (UnitReading(Runs.DAYS, first=First.START, moment=Moment.CLOSING), "2026-09-30 18:00", "1 working day",
         "2026-10-08 18:00"),
        (UnitReading(Runs.DAYS, first=First.START, moment=Moment.CLOSING), "2026-10-01 10:00", "1 working day",
         "2026-10-08 18:00"),
        # ... but only for a start before noon
        (UnitReading(Runs.DAYS, first=First.START, cutoff=time(12), moment=Moment.CLOSING), "2026-09-30 11:59",
         "1 working day", "2026-09-30 18:00"),
        (UnitReading(Runs.DAYS, first=First.START, cutoff=time(12), moment=Moment.CLOSING), "2026-09-30 12:00",
         "1 working day", "2026-10-08 18:00"),
        # the end of the last day
        (UnitReading(Runs.DAYS, moment=Moment.MIDNIGHT), "2026-09-30 10:00", "1 working day", "2026-10-09 00:00"),
        # a start on a day off counts as made when the next working day opens
        (UnitReading(Runs.DAYS, carry_over=True), "2026-10-03 20:00", "1 working day", "2026-10-09 09:00"),
        (UnitReading(Runs.DAYS, carry_over=True), "2026-10-08 20:00", "1 working day", "2026-10-09 18:00"),
    ],
)
def test_another_citys_reading_of_a_unit_is_calendar_data(
    reading: UnitReading, start: str, limit: str, expected: str
) -> None:
    unit = read_limit(limit).unit
    other = replace(NATIONAL_DAY, units=((unit, reading),))
    assert reached(start, limit, other) == expected
    steps = due(local(start), limit, other, SHANGHAI).steps
    assert Said("calendar.reading", {"calendar": "cn"}) in steps
    assert all(render(step, TEXTS, "zh") != render(step, TEXTS, "en") for step in steps)


def test_the_steps_of_working_hours_add_up_to_the_limit() -> None:
    steps = due(local("2026-09-30 16:00"), "9 working hours", NATIONAL_DAY, SHANGHAI).steps
    assert [render(step, TEXTS, "en") for step in steps[1:-1]] == [
        "2026-09-30 to 2026-09-30: working days, 1; time counted 2:00 (h:mm)",
        "2026-10-01 to 2026-10-07: public holidays, 7, not counted",
        "2026-10-08 to 2026-10-08: working days, 1; time counted 7:00 (h:mm)",
    ]


def test_a_long_way_is_told_with_its_middle_left_out() -> None:
    found = due(local("2026-01-05 10:00"), "600 working days", NATIONAL_DAY, SHANGHAI)
    days = [date(2026, 1, 6) + timedelta(days=n) for n in range((found.at.date() - date(2026, 1, 5)).days)]
    kinds = ["s" if d in NATIONAL_DAY.workdays else "h" if d in NATIONAL_DAY.holidays else d.isoweekday() > 5
             for d in days]
    stretches = len(list(groupby(kinds)))
    assert len(found.steps) == 43     # start, 30 stretches, what is left out, 10 stretches, due
    assert render(found.steps[31], TEXTS, "en") == f"... {stretches - 40} further stretches between"


def test_round_the_clock_means_elapsed_time_where_clocks_change() -> None:
    start = datetime(2026, 3, 28, 12, tzinfo=ZoneInfo("Europe/Berlin"))     # clocks go forward that night
    assert due(start, "1 urgent working day", NATIONAL_DAY, "Europe/Berlin").at == datetime(2026, 3, 29, 11, tzinfo=UTC)


def test_working_days_keep_clock_time_where_clocks_change() -> None:
    start = datetime(2026, 3, 27, 10, tzinfo=ZoneInfo("Europe/Berlin"))     # Friday, UTC+1; Monday is UTC+2
    assert due(start, "1 working day", NATIONAL_DAY, "Europe/Berlin").at == datetime(2026, 3, 30, 8, tzinfo=UTC)


def test_office_hours_may_end_at_midnight_and_overlap() -> None:
    late = Calendar("late", "made up", (2026,), ((time(20), time(0)), (time(18), time(21))), weekend=())
    assert reached("2026-10-08 17:00", "5 working hours", late) == "2026-10-08 23:00"
    assert reached("2026-10-08 17:00", "7 working hours", late) == "2026-10-09 19:00"


@pytest.mark.parametrize(
    "text",
    [
        "", "soon", "5", "working days", "0 minutes", "-3 minutes", "1.5 hours", "5 hours", "5 workingdays",
        "1000000 minutes", "5 working days later", "５ minutes", "5 Minutes", "1e3 minutes", "5 working weeks",
    ],
)
def test_a_limit_that_cannot_be_read_says_what_was_expected(text: str) -> None:
    with pytest.raises(ValueError, match="is not a time limit; expected a whole number from 1 to 999999 and a unit"):
        read_limit(text)


def test_a_start_without_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="has no offset"):
        due(datetime(2026, 7, 24, 9), "30 minutes", NATIONAL_DAY, SHANGHAI)  # noqa: DTZ001  the point of the test


@pytest.mark.parametrize("zone", ["Asia/Banyan", "", "../etc/passwd", "/etc"])
def test_an_unknown_time_zone_is_refused(zone: str) -> None:
    with pytest.raises(ValueError, match="is not a time zone; expected a name like Asia/Shanghai"):
        due(local("2026-07-24 09:00"), "30 minutes", NATIONAL_DAY, zone)


def test_a_calendar_without_work_is_refused_instead_of_searched_for_ever() -> None:
    never = Calendar("never", "made up", (2026,), ((time(9), time(12)),), weekend=(0, 1, 2, 3, 4, 5, 6))
    with pytest.raises(ValueError, match="calendar never has no working day in the whole of 2027"):
        due(local("2026-07-24 09:00"), "1 working day", never, SHANGHAI)
    closed = Calendar("closed", "made up", (2026,), ())
    with pytest.raises(ValueError, match="calendar closed has no office hours"):
        due(local("2026-07-24 09:00"), "1 working hour", closed, SHANGHAI)


@pytest.mark.parametrize("limit", ["999999 minutes", "999999 working hours", "999999 working days"])
def test_a_limit_past_the_last_year_is_refused(limit: str) -> None:
    with pytest.raises(ValueError, match="leads past 9999"):
        due(datetime(9999, 6, 1, tzinfo=UTC), limit, NATIONAL_DAY, SHANGHAI)


# A reference that knows only minutes, and UTC+8 by arithmetic.

DAY0 = date(2026, 9, 14)
Hours = list[tuple[int, int]]     # opening and closing, in minutes of the day


def works(day: date, off: frozenset[date], on: frozenset[date]) -> bool:
    return day in on or (day not in off and day.isoweekday() < 6)


def in_office(moment: datetime, hours: Hours) -> bool:
    minute = moment.hour * 60 + moment.minute
    return any(opens <= minute < closes for opens, closes in hours)


def slow_office(start: datetime, count: int, off: frozenset[date], on: frozenset[date], hours: Hours) -> datetime:
    moment = start
    while True:
        counted = works(moment.date(), off, on) and in_office(moment, hours)
        moment += timedelta(minutes=1)
        count -= counted
        if count == 0:
            return moment


def slow_days(start: datetime, count: int, off: frozenset[date], on: frozenset[date], hours: Hours) -> datetime:
    moment = start
    while count:
        moment += timedelta(days=1)
        count -= works(moment.date(), off, on)
    day = moment.date()
    open_or_closing = [
        t
        for t in (datetime.combine(day, time.min) + timedelta(minutes=m) for m in range(24 * 60))
        if in_office(t, hours) or in_office(t - timedelta(minutes=1), hours)
    ]
    later = [t for t in open_or_closing if t >= moment]
    return later[0] if later else open_or_closing[-1]


@settings(max_examples=60, deadline=None)
@given(
    begin=st.integers(0, 21 * 24 * 60),
    count=st.integers(1, 900),
    days=st.integers(1, 12),
    off=st.frozensets(st.integers(0, 45), max_size=8),
    on=st.frozensets(st.integers(0, 45), max_size=8),
    edges=st.lists(st.integers(0, 95), min_size=2, max_size=6, unique=True),
)
def test_working_time_agrees_with_counting_every_minute(
    begin: int, count: int, days: int, off: frozenset[int], on: frozenset[int], edges: list[int]
) -> None:
    rising = [quarter * 15 for quarter in sorted(edges)[: len(edges) // 2 * 2]]
    hours = list(zip(rising[::2], rising[1::2], strict=True))
    holidays = frozenset(DAY0 + timedelta(days=n) for n in off)
    swapped = frozenset(DAY0 + timedelta(days=n) for n in on)
    office = tuple((time(a // 60, a % 60), time(b // 60, b % 60)) for a, b in hours)
    calendar = Calendar("any", "made up", (2026,), office, holidays, swapped)
    naive = datetime.combine(DAY0, time.min) + timedelta(minutes=begin)
    start = (naive - timedelta(hours=8)).replace(tzinfo=UTC)

    def fast(limit: str) -> datetime:
        return due(start, limit, calendar, SHANGHAI).at.replace(tzinfo=None) + timedelta(hours=8)

    assert fast(f"{count} working minutes") == slow_office(naive, count, holidays, swapped, hours)
    assert fast(f"{days} working days") == slow_days(naive, days, holidays, swapped, hours)
