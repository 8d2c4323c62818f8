"""Stretches of days: a year, the year before, the years from one to another."""

from datetime import date, timedelta

from banyan.model.figure import Period

_DAY = timedelta(days=1)


def before(period: Period | None) -> Period | None:
    """The same days a year earlier; None where the days aren't known."""
    if period is None or period.start is None or period.end is None or not _turnable(period.start, period.end):
        return None
    return Period("", _year_back(period.start), _year_back(period.end + _DAY) - _DAY)


def _turnable(start: date, end: date) -> bool:
    """Has the calendar a year before the first day, and a day behind the last?"""
    return start.year > date.min.year and end < date.max


def years_between(first: Period | None, last: Period | None) -> int | None:
    """Whole years from one period's end to the other's; None where they aren't known or don't lie so."""
    if first is None or last is None or first.end is None or last.end is None:
        return None
    same_day = (first.end.month, first.end.day) == (last.end.month, last.end.day)
    years = last.end.year - first.end.year
    return years if same_day and years > 0 else None


def _year_back(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
