"""calendar.toml and calendars/: everything that a calendar may declare, and what is said of each mistake in it."""

from datetime import date, time

import pytest

from banyan.model.calendar import Counted, Cycle, First, Hours, Moment, Runs, UnitReading
from banyan.runtime.folder import NoSuchCalendar, load, load_calendars
from tests.runtime.folder.conftest import Folder

CALENDAR, SHIFT = "calendar.toml", "calendars/shift.toml"
HOURS = """
[[hours]]
season = ["06-01", "09-30"]
weekdays = ["friday"]
from = 2026-01-01
to = 2026-12-31
office = [[08:00:00, 11:00:00]]
source = "summer notice"
"""
UNITS = """
[units."working days"]
first = "start"
cutoff = 12:00:00
moment = "closing"

[units."urgent working days"]
days = "working"
"""
ROTA = """
id = "shift"
source = "rota"
through_holidays = true
timezone = "Asia/Urumqi"

[cycle]
from = 2026-01-01
days = [[[08:00:00, 20:00:00]], [[20:00:00, 08:00:00]], [], []]
"""


def write(folder: Folder, file: str, text: str) -> Folder:
    (folder.path / file).parent.mkdir(exist_ok=True)
    (folder.path / file).write_text(text, encoding="utf-8")
    return folder


def test_everything_a_calendar_may_declare(folder: Folder) -> None:
    write(folder.append(CALENDAR, HOURS + UNITS), SHIFT, ROTA)
    write(folder, "calendars/desk.toml", 'id = "desk"\nyears_from = "cn-mainland"\noffice = [[22:00:00, 06:00:00]]\n')
    city = load(folder.path)
    assert city.calendar.hours == (
        Hours(((time(8), time(11)),), "summer notice", (4,), ((6, 1), (9, 30)), date(2026, 1, 1), date(2026, 12, 31)),
    )
    assert dict(city.calendar.units) == {
        "working day": UnitReading(Runs.DAYS, first=First.START, cutoff=time(12), moment=Moment.CLOSING),
        "urgent working day": UnitReading(Runs.CLOCK, Counted.WORKING, 1440),
    }
    desk, shift = city.calendars
    assert (desk.holidays, desk.published, desk.workdays) == (
        city.calendar.holidays, city.calendar.published, city.calendar.workdays,
    )
    assert shift.cycle == Cycle(date(2026, 1, 1), (((time(8), time(20)),), ((time(20), time(8)),), (), ()))
    assert (shift.timezone, shift.through_holidays, shift.source) == ("Asia/Urumqi", True, "rota")
    alone = load_calendars(folder.path)
    assert alone.every == (city.calendar, desk, shift)
    assert alone.named("shift") == shift
    assert alone.named("") == alone.named(None) == city.calendar
    with pytest.raises(NoSuchCalendar, match=r'no calendar "shfit"; expected cn-mainland, desk, shift \(did you mean'):
        alone.named("shfit")


def test_calendars_alone_do_not_ask_for_the_rest_of_the_city(folder: Folder) -> None:
    (folder.path / "rules.toml").unlink()
    folder.edit("city.toml", "tick_s = 10", "tick_s = 0")
    assert load_calendars(folder.path).named(None).id == "cn-mainland"


MISTAKES = [
    (CALENDAR, "[14:30:00, 17:30:00]", "[14:30:00, 09:30:00]",
     "calendar.toml, office[1]: found 14:30:00 to 09:30:00; "
     "expected a closing on the next day by 08:30:00, when it opens again"),
    (CALENDAR, "[14:30:00, 17:30:00]", "[14:30:00, 14:30:00]",
     "calendar.toml, office[1]: found 14:30:00 to 14:30:00; "
     "expected an opening that isn't its closing (round the clock: 00:00:00 to 00:00:00)"),
    (CALENDAR, "[14:30:00, 17:30:00]", "[11:30:00, 17:30:00]",
     "calendar.toml, office[1]: found 11:30:00; expected an opening at or after 12:00:00"),
    (CALENDAR, "workdays = [2025-01-26,", "workdays = [2025-01-26, 2025-01-26,",
     "calendar.toml, years[1].workdays[1]: found 2025-01-26 again; expected each day once"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "expected"), MISTAKES)
def test_a_mistake_in_the_hours_is_told(folder: Folder, file: str, old: str, new: str, expected: str) -> None:
    assert folder.edit(file, old, new).broken() == [expected]


ADDED = [
    (HOURS.replace("06-01", "06-31"),
     'hours[0].season[0]: found "06-31"; expected a month and a day, like "06-01"'),
    (HOURS.replace('"friday"', '"fryday"'),
     'hours[0].weekdays[0]: found "fryday"; expected one of monday, tuesday, wednesday, thursday, friday, saturday, '
     'sunday (did you mean "friday"?)'),
    (HOURS.replace("to = 2026-12-31", "to = 2025-12-31"),
     "hours[0].to: found 2025-12-31; expected a day from 2026-01-01 on"),
    (HOURS.replace("summer notice", " "),
     "hours[0].source: found an empty text; expected whose notice these hours come from"),
    (HOURS.replace("[[08:00:00, 11:00:00]]", "[]"),
     "hours[0].office: found no office hours; expected at least one [from, to] pair"),
    (HOURS.replace("08:00:00", "11:30:00").replace("[[11:30:00", "[[12:00:00, 09:00:00], [11:30:00"),
     "hours[0].office[0]: found 12:00:00 to 09:00:00; "
     "expected an opening before its closing (only the last pair may run past midnight)"),
    ('[[hours]]\noffice = [[08:00:00, 11:00:00]]\nsource = "x"\n',
     "hours[0]: found hours that always hold; expected weekdays, season, from or to: when they replace `office`"),
    (UNITS.replace("working days", "workin days", 1),
     'units.workin days: found "workin days"; expected one of minutes, urgent hours, urgent working days, '
     'working minutes, working hours, working days (did you mean "working days"?)'),
    (UNITS.replace('first = "start"', 'first = "next"'),
     'units.working days.cutoff: found 12:00:00; expected first = "start" beside it'),
    (UNITS.replace('moment = "closing"', "length_min = 480"),
     'units.working days.length_min: found 480; expected nothing: what runs by "days" has no length'),
    (UNITS.replace('days = "working"', 'moment = "closing"'),
     "units.urgent working days.moment: found a key of units that run by days; "
     'expected nothing, or runs = "days"'),
    ('[units."working days"]\nruns = "office"\n',
     "units.working days.length_min: found nothing; expected minutes, as it runs by office"),
    ('[units."working hours"]\nlength_min = 0\n',
     "units.working hours.length_min: found 0; expected minutes, from 1 to 44640"),
    ('[units."working hours"]\n[units."working hour"]\n',
     'units.working hour: found "working hour"; expected each unit once'),
    ('[units."working hours"]\nruns = "fast"\n',
     'units.working hours.runs: found "fast"; expected one of clock, office, days'),
]  # fmt: skip


@pytest.mark.parametrize(("added", "expected"), ADDED)
def test_a_mistake_in_what_is_added_is_told(folder: Folder, added: str, expected: str) -> None:
    assert folder.append(CALENDAR, added).broken() == [f"calendar.toml, {expected}"]


OF_SHIFTS = [
    ("through_holidays = true", "", "years: found no year; "
     "expected at least one published year, years_from, or through_holidays = true"),
    ("through_holidays = true", 'years_from = "cn-mainlan"',
     'years_from: found "cn-mainlan"; '
     'expected the id of a calendar with years of its own (did you mean "cn-mainland"?)'),
    ("Asia/Urumqi", "Asia/Banyan", 'timezone: found "Asia/Banyan"; expected a time zone like Asia/Shanghai'),
    ('source = "rota"', "office = [[08:00:00, 09:00:00]]",
     "office: found office hours beside a cycle of shifts; expected one of the two"),
    ("[[[08:00:00, 20:00:00]], [[20:00:00, 08:00:00]], [], []]", "[[], []]",
     "cycle.days: found 2 days, 0 of them with hours; expected 1 to 366 days, some of them with hours"),
    ("[08:00:00, 20:00:00]", "[08:00:00, 08:00:00]",
     "cycle.days[0][0]: found 08:00:00 to 08:00:00; "
     "expected an opening that isn't its closing (round the clock: 00:00:00 to 00:00:00)"),
    ('id = "shift"', 'id = "cn-mainland"',
     'id: found "cn-mainland"; expected an id of its own: calendar.toml, id has it already'),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), OF_SHIFTS)
def test_a_mistake_in_a_further_calendar_is_told_with_its_file(
    folder: Folder, old: str, new: str, expected: str
) -> None:
    write(folder, SHIFT, ROTA.replace(old, new, 1))
    assert folder.broken() == [f"{SHIFT}, {expected}"]


def test_the_notices_are_cited_by_title_and_date(folder: Folder) -> None:
    source = load(folder.path).calendar.source
    for year, dated in ((2024, "2023-10-25"), (2025, "2024-11-12"), (2026, "2025-11-04")):
        assert f"国务院办公厅关于{year}年部分节假日安排的通知" in source
        assert dated in source
