"""Due times worked out by hand: swapped working days, holidays, lunch breaks, Friday evenings, unpublished years.

The dates are those of the State Council General Office's notices on the holidays of 2024 (25 October 2023), 2025
(12 November 2024) and 2026 (4 November 2025). Office hours: 08:30 to 12:00 and 14:30 to 17:30, six and a half a day.
Nothing else of the repository's data is used.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from banyan.command.calendar import due
from banyan.model.calendar import Calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")


def off(first: str, last: str) -> list[date]:
    begin = date.fromisoformat(first)
    return [begin + timedelta(days=n) for n in range((date.fromisoformat(last) - begin).days + 1)]


HOLIDAYS = [
    ("2024-01-01", "2024-01-01"), ("2024-02-10", "2024-02-17"), ("2024-04-04", "2024-04-06"),
    ("2024-05-01", "2024-05-05"), ("2024-06-10", "2024-06-10"), ("2024-09-15", "2024-09-17"),
    ("2024-10-01", "2024-10-07"),
    ("2025-01-01", "2025-01-01"), ("2025-01-28", "2025-02-04"), ("2025-04-04", "2025-04-06"),
    ("2025-05-01", "2025-05-05"), ("2025-05-31", "2025-06-02"), ("2025-10-01", "2025-10-08"),
    ("2026-01-01", "2026-01-03"), ("2026-02-15", "2026-02-23"), ("2026-04-04", "2026-04-06"),
    ("2026-05-01", "2026-05-05"), ("2026-06-19", "2026-06-21"), ("2026-09-25", "2026-09-27"),
    ("2026-10-01", "2026-10-07"),
]  # fmt: skip
SWAPPED = """
    2024-02-04 2024-02-18 2024-04-07 2024-04-28 2024-05-11 2024-09-14 2024-09-29 2024-10-12
    2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11
    2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10
"""
CALENDAR = Calendar(
    id="by-hand",
    source="State Council General Office, notices on the holidays of 2024, 2025 and 2026",
    published=(2024, 2025, 2026),
    office=((time(8, 30), time(12)), (time(14, 30), time(17, 30))),
    holidays=frozenset(day for first, last in HOLIDAYS for day in off(first, last)),
    workdays=frozenset(date.fromisoformat(day) for day in SWAPPED.split()),
)

# start | limit | due; a due time with a ? is provisional
TABLE = """
    # day and night, holidays included
    2026-02-14 17:20 | 30 minutes             | 2026-02-14 17:50
    2026-02-16 23:50 | 30 minutes             | 2026-02-17 00:20
    2026-09-30 17:50 | 3 urgent hours         | 2026-09-30 20:50
    2026-09-30 20:00 | 8 urgent hours         | 2026-10-01 04:00
    2026-02-13 18:00 | 2 urgent working days  | 2026-02-15 18:00
    2024-02-28 09:00 | 1 urgent working day   | 2024-02-29 09:00    # a leap year
    2024-02-28 09:00 | 48 urgent hours        | 2024-03-01 09:00
    2026-12-31 20:00 | 8 urgent hours         | 2027-01-01 04:00    # no calendar is asked

    # Spring Festival 2024: Sunday 4 and Sunday 18 February worked, 10 to 17 off
    2024-02-02 10:00 | 1 working day          | 2024-02-04 10:00
    2024-02-02 10:00 | 2 working days         | 2024-02-05 10:00
    2024-02-09 16:00 | 1 working day          | 2024-02-18 16:00
    2024-02-09 16:00 | 2 working days         | 2024-02-19 16:00
    2024-02-08 09:00 | 3 working days         | 2024-02-19 09:00
    2024-02-09 16:30 | 2 working hours        | 2024-02-18 09:30
    2024-02-12 10:00 | 1 working hour         | 2024-02-18 09:30
    2024-02-12 10:00 | 1 working day          | 2024-02-18 10:00

    # Tomb-sweeping Day 2024: 4 to 6 April off, Sunday 7 worked
    2024-04-03 17:00 | 1 working day          | 2024-04-07 17:00
    2024-04-03 17:00 | 1 working hour         | 2024-04-07 09:00
    2024-04-04 09:00 | 2 working days         | 2024-04-08 09:00

    # Labour Day 2024: Sunday 28 April worked, 1 to 5 May off, Saturday 11 worked
    2024-04-26 18:30 | 1 working day          | 2024-04-28 17:30    # after closing: to the closing
    2024-04-30 11:00 | 3 working days         | 2024-05-08 11:00
    2024-05-10 15:00 | 1 working day          | 2024-05-11 15:00
    2024-05-10 15:00 | 2 working days         | 2024-05-13 15:00
    2024-04-30 16:30 | 5 working hours        | 2024-05-06 15:00    # 1 h, 3.5 h until lunch, 0.5 h

    # Dragon Boat and Mid-Autumn Festivals 2024: Monday 10 June; Saturday 14 September worked, 15 to 17 off
    2024-06-07 10:00 | 1 working day          | 2024-06-11 10:00
    2024-09-13 12:00 | 1 working day          | 2024-09-14 12:00
    2024-09-14 17:00 | 1 working day          | 2024-09-18 17:00
    2024-09-14 17:00 | 45 working minutes     | 2024-09-18 08:45

    # National Day 2024: Sunday 29 September worked, 1 to 7 October off, Saturday 12 worked
    2024-09-27 17:00 | 1 working hour         | 2024-09-29 09:00
    2024-09-27 09:15 | 2 working days         | 2024-09-30 09:15
    2024-09-30 08:00 | 1 working day          | 2024-10-08 08:30    # before opening: to the opening
    2024-10-11 10:00 | 1 working day          | 2024-10-12 10:00
    2024-10-12 10:00 | 1 working day          | 2024-10-14 10:00
    2024-09-30 09:00 | 5 working days         | 2024-10-12 09:00

    # New Year and Spring Festival 2025: 1 January; Sunday 26 January worked, 28 to 4 February off, Saturday 8 worked
    2024-12-31 10:00 | 1 working day          | 2025-01-02 10:00
    2024-12-31 16:30 | 2 working hours        | 2025-01-02 09:30
    2025-01-24 14:00 | 1 working day          | 2025-01-26 14:30    # in the break: to its end
    2025-01-27 09:00 | 1 working day          | 2025-02-05 09:00
    2025-02-07 09:00 | 1 working day          | 2025-02-08 09:00
    2025-02-08 09:00 | 1 working day          | 2025-02-10 09:00
    2025-01-27 17:30 | 1 working hour         | 2025-02-05 09:30
    2025-01-29 03:00 | 3 working days         | 2025-02-07 08:30

    # Tomb-sweeping Day, Labour Day, Dragon Boat Festival 2025: Sunday 27 April worked; 31 May to 2 June off
    2025-04-03 23:59 | 1 working day          | 2025-04-07 17:30
    2025-04-25 10:00 | 1 working day          | 2025-04-27 10:00
    2025-04-30 10:00 | 1 working day          | 2025-05-06 10:00
    2025-05-30 17:00 | 40 working minutes     | 2025-06-03 08:40

    # National Day with Mid-Autumn 2025: Sunday 28 September worked, 1 to 8 October off, Saturday 11 worked
    2025-09-26 10:00 | 1 working day          | 2025-09-28 10:00
    2025-09-30 10:00 | 1 working day          | 2025-10-09 10:00
    2025-09-30 10:00 | 3 working days         | 2025-10-11 10:00
    2025-09-30 10:00 | 4 working days         | 2025-10-13 10:00

    # New Year and Spring Festival 2026: Sunday 4 January; Saturday 14 February worked, 15 to 23 off, Saturday 28 worked
    2025-12-31 10:00 | 1 working day          | 2026-01-04 10:00
    2025-12-31 10:00 | 2 working days         | 2026-01-05 10:00
    2026-02-13 17:30 | 1 working day          | 2026-02-14 17:30
    2026-02-14 13:00 | 1 working day          | 2026-02-24 14:30
    2026-02-27 12:01 | 1 working day          | 2026-02-28 14:30
    2026-02-28 12:00 | 1 working day          | 2026-03-02 12:00
    2026-02-14 10:00 | 8 working hours        | 2026-02-24 11:30    # 2 h, 3 h, and 3 h after ten days

    # Tomb-sweeping Day, Labour Day, Dragon Boat Festival 2026: Saturday 9 May worked
    2026-04-03 17:29 | 2 working minutes      | 2026-04-07 08:31
    2026-04-30 10:00 | 3 working days         | 2026-05-08 10:00
    2026-04-30 10:00 | 4 working days         | 2026-05-09 10:00
    2026-04-30 10:00 | 5 working days         | 2026-05-11 10:00
    2026-06-18 18:00 | 1 working day          | 2026-06-22 17:30

    # Mid-Autumn and National Day 2026: Sunday 20 September worked, 25 to 27 off, 1 to 7 October off, Saturday 10 worked
    2026-09-18 10:00 | 1 working day          | 2026-09-20 10:00
    2026-09-24 10:00 | 1 working day          | 2026-09-28 10:00
    2026-09-24 17:00 | 10 working hours       | 2026-09-29 11:30    # 0.5 h, 6.5 h, 3 h
    2026-09-30 17:50 | 5 working days         | 2026-10-13 17:30
    2026-10-09 17:45 | 1 working hour         | 2026-10-10 09:30
    2026-10-10 17:45 | 1 working hour         | 2026-10-12 09:30

    # Friday evenings and weekends
    2026-07-24 19:00 | 1 working day          | 2026-07-27 17:30
    2026-07-24 19:00 | 4 working hours        | 2026-07-27 15:00
    2026-07-24 19:00 | 4 urgent hours         | 2026-07-24 23:00
    2026-07-25 09:00 | 1 working day          | 2026-07-27 09:00
    2026-07-24 08:00 | 1 working day          | 2026-07-27 08:30

    # lunch breaks; used up at closing means due at closing
    2026-07-22 11:30 | 1 working hour         | 2026-07-22 15:00
    2026-07-22 12:00 | 1 working hour         | 2026-07-22 15:30
    2026-07-22 13:00 | 90 working minutes     | 2026-07-22 16:00
    2026-07-22 11:00 | 1 working hour         | 2026-07-22 12:00
    2026-07-22 14:30 | 3 working hours        | 2026-07-22 17:30
    2026-07-22 08:30 | 13 working hours       | 2026-07-23 17:30

    # years that are not published: Monday to Friday, and provisional
    2026-12-30 10:00 | 1 working day          | 2026-12-31 10:00
    2026-12-31 10:00 | 1 working day          | 2027-01-01 10:00 ?
    2026-12-31 16:30 | 1 working hour         | 2026-12-31 17:30
    2026-12-31 16:30 | 2 working hours        | 2027-01-01 09:30 ?
    2023-12-29 10:00 | 1 working day          | 2024-01-02 10:00 ?
    2027-03-01 09:00 | 5 working days         | 2027-03-08 09:00 ?
    2027-03-01 09:00 | 5 urgent working days  | 2027-03-06 09:00
"""


def rows() -> list[tuple[str, str, str, bool]]:
    """(start, limit, due, provisional)."""
    found = []
    for line in TABLE.splitlines():
        text = line.partition("#")[0].strip()
        if text:
            start, limit, ends = (cell.strip() for cell in text.split("|"))
            found.append((start, limit, ends.rstrip(" ?"), ends.endswith("?")))
    return found


def test_every_swapped_day_begins_or_ends_a_row_of_the_table() -> None:
    told = {text[:10] for start, _, ends, _ in rows() for text in (start, ends)}
    assert len(rows()) >= 60
    assert [day for day in SWAPPED.split() if day not in told] == []


@pytest.mark.parametrize(("start", "limit", "expected", "provisional"), rows())
def test_due_as_worked_out_by_hand(start: str, limit: str, expected: str, provisional: bool) -> None:
    found = due(datetime.fromisoformat(start).replace(tzinfo=SHANGHAI), limit, CALENDAR, "Asia/Shanghai")
    local = found.at.astimezone(SHANGHAI)
    assert (f"{local:%Y-%m-%d %H:%M:%S}", found.provisional) == (f"{expected}:00", provisional)
