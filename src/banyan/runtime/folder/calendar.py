"""calendar.toml: dated holidays and swapped working days to the noun."""

from datetime import date, timedelta

from banyan.model.calendar import Calendar
from banyan.runtime.folder.decode import closest
from banyan.runtime.folder.errors import Findings, shown
from banyan.runtime.folder.shapes import CalendarShape, HolidayShape, YearShape

FILE = "calendar.toml"
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LONGEST = 31  # days of one holiday


def check(shape: CalendarShape, found: Findings) -> None:
    """Weekend, office hours, years; every date in its year, and a swapped working day on what would be a day off."""
    for i, day in enumerate(shape.weekend):
        if day not in _DAYS:
            found.add(FILE, f"weekend[{i}]", shown(day), f"one of {', '.join(_DAYS)}{closest(day, _DAYS)}")
    if len(set(shape.weekend)) == len(_DAYS):
        found.add(FILE, "weekend", "every day", "at least one working day a week")
    _office(shape, found)
    if not shape.years:
        found.add(FILE, "years", "no year", "at least one published year")
    seen: list[int] = []
    for i, year in enumerate(shape.years):
        if not 2000 <= year.year <= 2199:
            found.add(FILE, f"years[{i}].year", shown(year.year), "a year from 2000 to 2199")
        elif year.year in seen:
            found.add(FILE, f"years[{i}].year", str(year.year), "each year once")
        else:
            _year(shape, year, f"years[{i}]", found)
        seen.append(year.year)
        if not year.source.strip():
            found.add(FILE, f"years[{i}].source", "an empty text", "whose notice these dates come from")


def built(shape: CalendarShape) -> Calendar:
    """The noun. Only of a calendar that passed `check`."""
    holidays = [day for year in shape.years for holiday in year.holidays for day in _dates(holiday)]
    return Calendar(
        id=shape.id,
        source="; ".join(year.source for year in shape.years),
        published=tuple(sorted(year.year for year in shape.years)),
        office=shape.office,
        holidays=frozenset(holidays),
        workdays=frozenset(day for year in shape.years for day in year.workdays),
        weekend=tuple(sorted({_DAYS.index(day) for day in shape.weekend})),
    )


def _office(shape: CalendarShape, found: Findings) -> None:
    if not shape.office:
        found.add(FILE, "office", "no office hours", "at least one [from, to] pair")
    for i, (opens, closes) in enumerate(shape.office):
        if opens >= closes:
            found.add(FILE, f"office[{i}]", f"{opens} to {closes}", "an opening before its closing")
        elif i and opens < shape.office[i - 1][1]:
            found.add(FILE, f"office[{i}]", f"{opens}", f"an opening at or after {shape.office[i - 1][1]}")


def _year(shape: CalendarShape, year: YearShape, key: str, found: Findings) -> None:
    off: list[date] = []
    weekend_known = not any(found.told(FILE, f"weekend[{i}]") for i in range(len(shape.weekend)))
    for i, holiday in enumerate(year.holidays):
        here = f"{key}.holidays[{i}]"
        if holiday.last < holiday.first or (holiday.last - holiday.first).days >= _LONGEST:
            found.add(FILE, f"{here}.last", str(holiday.last), f"a day from {holiday.first} on, within {_LONGEST} days")
        elif year.year not in (holiday.first.year, holiday.last.year):
            found.add(FILE, f"{here}.first", str(holiday.first), f"a date of {year.year}")
        else:
            off += _dates(holiday)
    for i, day in enumerate(year.workdays):
        here = f"{key}.workdays[{i}]"
        if abs(day.year - year.year) > 1:
            found.add(FILE, here, str(day), f"a date of {year.year}")
        elif day in off:
            found.add(FILE, here, f"{day}, which is a holiday too", "one of the two")
        elif weekend_known and _DAYS[day.weekday()] not in shape.weekend:
            found.add(FILE, here, f"{day}, a {_DAYS[day.weekday()]}, which is worked anyway", "a day of the weekend")


def _dates(holiday: HolidayShape) -> list[date]:
    return [holiday.first + timedelta(days=n) for n in range((holiday.last - holiday.first).days + 1)]
