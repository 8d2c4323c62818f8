"""Due times: a table of 100,000 rows as `banyan clock due --table` does it, against counting every minute.

    PYTHONPATH=src:. python -m benchmarks.clock [--rows N] [--sample N]
"""

import argparse
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.command import slow_time

from banyan.edges.tables import read_sheet, write_sheet
from banyan.runtime.clock import fill
from banyan.runtime.clock.table import REQUIRED
from banyan.runtime.folder import find_city, load_calendars

SCENARIO = "starts at any minute of 2024 to 2026, limits of 1 to 60 in every unit, the calendar of Banyan Bay"
EXCLUDED = {
    "files and start of the program": "about half a second, the same for one row and for all",
    "urgent units in the reference": "they are one addition; it walks working minutes, hours and days",
}
UNITS = ("minutes", "urgent hours", "urgent working days", "working minutes", "working hours", "working days")
SLOW = ("working minutes", "working hours", "working days")
ZONE = ZoneInfo("Asia/Shanghai")


def table(rows: int, draw: random.Random) -> bytes:
    lines = ["start,limit,calendar"]
    for _ in range(rows):
        start = datetime(2024, 1, 1, tzinfo=ZONE) + timedelta(minutes=draw.randrange(1096 * 1440))
        lines.append(f"{start:%Y-%m-%d %H:%M},{draw.randint(1, 60)} {draw.choice(UNITS)},")
    return "\n".join(lines).encode()


def timed(what: Callable[[], bytes]) -> tuple[bytes, float]:
    begin = time.process_time()
    return what(), time.process_time() - begin


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--sample", type=int, default=150)
    given = parser.parse_args()
    calendars = load_calendars(find_city("banyan-bay"))
    data = table(given.rows, random.Random(1))  # noqa: S311  a seed, not a secret
    made, spent = timed(lambda: write_sheet(fill(read_sheet(data, "t", REQUIRED), calendars, None, "en").sheet))
    print(SCENARIO)
    row = spent / given.rows * 1e6
    print(f"table of {given.rows} rows, read, reckoned, written: {spent:.2f} s CPU, {row:.1f} µs a row")

    rows = [line.split(",") for line in made.decode().splitlines()[1:]]
    sample = [row for row in rows if row[1].split(" ", 1)[1] in SLOW][: given.sample]
    calendar, begin, wrong = calendars.named(None), time.process_time(), 0
    for start, limit, _, due, _ in sample:
        count, unit = limit.split(" ", 1)
        moment = datetime.fromisoformat(start).replace(tzinfo=ZONE).astimezone(UTC)
        if unit == "working days":
            expected = slow_time.nth_working_day(calendar, ZONE, moment, int(count))
        else:
            length = 60 if unit == "working hours" else 1
            expected = slow_time.after_office_minutes(calendar, ZONE, moment, int(count) * length)
        wrong += expected != datetime.fromisoformat(due)
    slow = (time.process_time() - begin) / len(sample)
    print(f"counting every minute, {len(sample)} of its rows: {slow * 1e3:.1f} ms CPU a row, {wrong} rows differ")
    print(f"{slow / (spent / given.rows):.0f} times as long; left out: "
          + "; ".join(f"{what}: {why}" for what, why in EXCLUDED.items()))


if __name__ == "__main__":
    main()
