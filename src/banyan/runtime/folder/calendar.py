"""calendar.toml and calendars/*.toml: dated holidays, swapped working days and office hours to the noun."""

from datetime import date, timedelta

from msgspec import structs

from banyan.command.calendar import USUAL
from banyan.model.calendar import Calendar, Cycle, Hours, Spans, UnitReading
from banyan.runtime.folder.calendar_units import check_units, singular
from banyan.runtime.folder.decode import closest
from banyan.runtime.folder.errors import Findings, shown
from banyan.runtime.folder.shapes import CalendarShape, HolidayShape, HoursShape, ReadingShape, YearShape
from banyan.runtime.folder.values import check_timezone

FILE, FOLDER = "calendar.toml", "calendars"
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LONGEST = 31  # days of one holiday
_LONGEST_CYCLE = 366
Files = list[tuple[str, CalendarShape]]


def check_all(files: Files, found: Findings) -> None:
    """Each calendar by itself, and that the years one takes from another are there."""
    for file, shape in files:
        check(shape, found, file)
    ids = [shape.id for _, shape in files if shape.years]
    for file, shape in files:
        if shape.years_from is not None and shape.years_from not in ids:
            expected = f"the id of a calendar with years of its own{closest(shape.years_from, ids)}"
            found.add(file, "years_from", shown(shape.years_from), expected)


def check(shape: CalendarShape, found: Findings, file: str = FILE) -> None:
    """Weekend, office hours, years; every date in its year, and a swapped working day on what would be a day off."""
    _weekdays(shape.weekend, "weekend", found, file)
    if len(set(shape.weekend)) == len(_DAYS):
        found.add(file, "weekend", "every day", "at least one working day a week")
    if shape.timezone is not None:
        check_timezone(shape.timezone, file, found)
    _office(shape, found, file)
    for i, hours in enumerate(shape.hours):
        _hours(hours, f"hours[{i}]", found, file)
    check_units(shape.units, found, file)
    if shape.years and shape.years_from is not None:
        found.add(file, "years_from", shown(shape.years_from), "either years here or years_from")
    elif not shape.years and shape.years_from is None and not shape.through_holidays:
        found.add(file, "years", "no year", "at least one published year, years_from, or through_holidays = true")
    _years(shape, found, file)


def built(shape: CalendarShape, files: Files | None = None) -> Calendar:
    """The noun. Only of a calendar that passed `check`; `files` are all of the folder."""
    whose = next((other for _, other in files or () if other.id == shape.years_from and other.years), shape)
    holidays = [day for year in whose.years for holiday in year.holidays for day in _dates(holiday)]
    cycle = None if shape.cycle is None else Cycle(shape.cycle.first, shape.cycle.days)
    return Calendar(
        id=shape.id,
        source="; ".join(filter(None, (shape.source, *(year.source for year in whose.years)))),
        published=tuple(sorted(year.year for year in whose.years)),
        office=shape.office,
        holidays=frozenset(holidays),
        workdays=frozenset(day for year in whose.years for day in year.workdays),
        weekend=_numbers(shape.weekend),
        hours=tuple(_hours_built(hours) for hours in shape.hours),
        cycle=cycle,
        through_holidays=shape.through_holidays,
        timezone=shape.timezone,
        units=tuple((singular(name), _reading(name, told)) for name, told in shape.units.items()),
    )


def _reading(name: str, told: ReadingShape) -> UnitReading:
    given = {key: value for key, value in structs.asdict(told).items() if value is not None}
    return structs.replace(USUAL[singular(name)], **given)


def _hours_built(shape: HoursShape) -> Hours:
    season = None
    if shape.season is not None:
        begin, end = (_month_day(text) for text in shape.season)
        season = (begin, end) if begin and end else None
    return Hours(shape.office, shape.source, _numbers(shape.weekdays), season, shape.first, shape.last)


def _numbers(weekdays: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(sorted({_DAYS.index(day) for day in weekdays}))


def _weekdays(days: tuple[str, ...], key: str, found: Findings, file: str) -> None:
    for i, day in enumerate(days):
        if day not in _DAYS:
            found.add(file, f"{key}[{i}]", shown(day), f"one of {', '.join(_DAYS)}{closest(day, _DAYS)}")


def _office(shape: CalendarShape, found: Findings, file: str) -> None:
    """Either usual hours or a cycle of shifts."""
    if shape.cycle is None:
        if not shape.office:
            found.add(file, "office", "no office hours", "at least one [from, to] pair")
        _spans(shape.office, "office", found, file)
        return
    for key in ("office", "hours"):
        if getattr(shape, key):
            found.add(file, key, "office hours beside a cycle of shifts", "one of the two")
    days = shape.cycle.days
    if not 0 < len(days) <= _LONGEST_CYCLE or not any(days):
        told = f"{len(days)} days, {sum(map(bool, days))} of them with hours"
        found.add(file, "cycle.days", told, f"1 to {_LONGEST_CYCLE} days, some of them with hours")
    for i, spans in enumerate(days):
        _spans(spans, f"cycle.days[{i}]", found, file)


def _spans(office: Spans, key: str, found: Findings, file: str) -> None:
    for i, (opens, closes) in enumerate(office):
        here, whole_day = f"{key}[{i}]", opens == closes and opens.isoformat() == "00:00:00"
        if opens >= closes and i < len(office) - 1:
            expected = "an opening before its closing (only the last pair may run past midnight)"
            found.add(file, here, f"{opens} to {closes}", expected)
        elif opens == closes and not whole_day:
            expected = "an opening that isn't its closing (round the clock: 00:00:00 to 00:00:00)"
            found.add(file, here, f"{opens} to {closes}", expected)
        elif i and opens < office[i - 1][1]:
            found.add(file, here, f"{opens}", f"an opening at or after {office[i - 1][1]}")
        elif opens > closes > office[0][0]:
            expected = f"a closing on the next day by {office[0][0]}, when it opens again"
            found.add(file, here, f"{opens} to {closes}", expected)


def _hours(hours: HoursShape, key: str, found: Findings, file: str) -> None:
    if not hours.office:
        found.add(file, f"{key}.office", "no office hours", "at least one [from, to] pair")
    _spans(hours.office, f"{key}.office", found, file)
    _weekdays(hours.weekdays, f"{key}.weekdays", found, file)
    if not hours.source.strip():
        found.add(file, f"{key}.source", "an empty text", "whose notice these hours come from")
    for i, text in enumerate(hours.season or ()):
        if _month_day(text) is None:
            found.add(file, f"{key}.season[{i}]", shown(text), 'a month and a day, like "06-01"')
    if hours.first is not None and hours.last is not None and hours.last < hours.first:
        found.add(file, f"{key}.to", str(hours.last), f"a day from {hours.first} on")
    if not hours.weekdays and hours.season is None and hours.first is None and hours.last is None:
        found.add(file, key, "hours that always hold", "weekdays, season, from or to: when they replace `office`")


def _month_day(text: str) -> tuple[int, int] | None:
    """06-01 as (6, 1); 29 February is a day that some years lack, and still an end of a season."""
    try:
        day = date.fromisoformat(f"2024-{text}") if len(text) == 5 else None
    except ValueError:
        day = None
    return None if day is None else (day.month, day.day)


def _years(shape: CalendarShape, found: Findings, file: str) -> None:
    seen: list[int] = []
    for i, year in enumerate(shape.years):
        if not 2000 <= year.year <= 2199:
            found.add(file, f"years[{i}].year", shown(year.year), "a year from 2000 to 2199")
        elif year.year in seen:
            found.add(file, f"years[{i}].year", str(year.year), "each year once")
        else:
            _year(shape, year, f"years[{i}]", found, file)
        seen.append(year.year)
        if not year.source.strip():
            found.add(file, f"years[{i}].source", "an empty text", "whose notice these dates come from")


def _year(shape: CalendarShape, year: YearShape, key: str, found: Findings, file: str) -> None:
    off: list[date] = []
    weekend_known = not any(found.told(file, f"weekend[{i}]") for i in range(len(shape.weekend)))
    for i, holiday in enumerate(year.holidays):
        here = f"{key}.holidays[{i}]"
        if holiday.last < holiday.first or (holiday.last - holiday.first).days >= _LONGEST:
            found.add(file, f"{here}.last", str(holiday.last), f"a day from {holiday.first} on, within {_LONGEST} days")
        elif year.year not in (holiday.first.year, holiday.last.year):
            found.add(file, f"{here}.first", str(holiday.first), f"a date of {year.year}")
        else:
            off += _dates(holiday)
    for i, day in enumerate(year.workdays):
        here = f"{key}.workdays[{i}]"
        if abs(day.year - year.year) > 1:
            found.add(file, here, str(day), f"a date of {year.year}")
        elif day in off:
            found.add(file, here, f"{day}, which is a holiday too", "one of the two")
        elif day in year.workdays[:i]:
            found.add(file, here, f"{day} again", "each day once")
        elif weekend_known and _DAYS[day.weekday()] not in shape.weekend:
            found.add(file, here, f"{day}, a {_DAYS[day.weekday()]}, which is worked anyway", "a day of the weekend")


def _dates(holiday: HolidayShape) -> list[date]:
    return [holiday.first + timedelta(days=n) for n in range((holiday.last - holiday.first).days + 1)]
