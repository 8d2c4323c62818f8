"""Working time minute by minute: slow, obvious, and sharing no code with banyan.command. Only the nouns are known.

Starts are whole minutes. A minute is office time when the clock shows a time within office hours of a working day;
hours past midnight belong to the day before.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from banyan.model.calendar import Calendar

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def hours_of(calendar: Calendar, day: date) -> tuple[tuple[time, time], ...]:
    if calendar.cycle is not None:
        turn = (day.toordinal() - calendar.cycle.first.toordinal()) % len(calendar.cycle.days)
        return calendar.cycle.days[turn]
    found = calendar.office
    for hours in calendar.hours:
        exchanged = day in calendar.workdays and not calendar.through_holidays
        if hours.weekdays and (exchanged or day.weekday() not in hours.weekdays):
            continue
        if (hours.first and day < hours.first) or (hours.last and day > hours.last):
            continue
        if hours.season:
            (m1, d1), (m2, d2) = hours.season
            begin, end = f"{m1:02}-{d1:02}", f"{m2:02}-{d2:02}"
            now = f"{day:%m-%d}"
            if (begin <= end and not begin <= now <= end) or (begin > end and end < now < begin):
                continue
        found = hours.office
    return found


def works(calendar: Calendar, day: date) -> bool:
    if calendar.cycle is not None:
        return bool(hours_of(calendar, day)) and (calendar.through_holidays or day not in calendar.holidays)
    if calendar.through_holidays:
        return day.weekday() not in calendar.weekend
    if day in calendar.workdays:
        return True
    return day not in calendar.holidays and day.weekday() not in calendar.weekend


def office_day(calendar: Calendar, zone: ZoneInfo, moment: datetime) -> date | None:
    """The working day whose office is open in this minute."""
    wall = moment.astimezone(zone)
    today, now = wall.date(), wall.time().replace(fold=0)
    yesterday = today - DAY
    for opens, closes in hours_of(calendar, yesterday):
        if closes <= opens and now < closes and works(calendar, yesterday):
            return yesterday
    for opens, closes in hours_of(calendar, today):
        if works(calendar, today) and opens <= now and (now < closes or closes <= opens):
            return today
    return None


def after_office_minutes(calendar: Calendar, zone: ZoneInfo, start: datetime, count: int) -> datetime:
    moment = start
    while count:
        count -= office_day(calendar, zone, moment) is not None
        moment += MINUTE
    return moment


def nth_working_day(calendar: Calendar, zone: ZoneInfo, start: datetime, count: int) -> datetime:
    wall = start.astimezone(zone)
    day = wall.date()
    while count:
        day += DAY
        count -= works(calendar, day)
    same = clock_shows(zone, day, wall.time().replace(fold=0))
    midnight = datetime.combine(day, time.min, UTC) - 16 * 60 * MINUTE
    minutes = [midnight + n * MINUTE for n in range(4 * 24 * 60)]
    open_ = [m for m in minutes if office_day(calendar, zone, m) == day]
    fine = {*open_, *(m + MINUTE for m in open_)}     # at closing is in time
    return min((m for m in fine if m >= same), default=max(fine))


def clock_shows(zone: ZoneInfo, day: date, clock: time) -> datetime:
    """First moment at which the clock shows it; for a time left out, as far past the gap as it lies in it."""
    wanted = datetime.combine(day, clock)
    begin = datetime.combine(day, time.min, UTC) - 16 * 60 * MINUTE
    for n in range(3 * 24 * 60):
        moment = begin + n * MINUTE
        if moment.astimezone(zone).replace(tzinfo=None, fold=0) == wanted:
            return moment
    before = max(
        m for m in (begin + n * MINUTE for n in range(3 * 24 * 60))
        if m.astimezone(zone).replace(tzinfo=None) < wanted
    )
    shown = before.astimezone(zone).replace(tzinfo=None)
    return before + (wanted - shown)
