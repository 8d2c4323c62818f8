"""Periods as people write them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from banyan.runtime.indicators.periods import between, days


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", (2026, 1, 1), (2026, 12, 31)), ("2026年", (2026, 1, 1), (2026, 12, 31)),
        ("2026-06", (2026, 6, 1), (2026, 6, 30)), ("2026/6", (2026, 6, 1), (2026, 6, 30)),
        ("202606", (2026, 6, 1), (2026, 6, 30)), ("2026年6月", (2026, 6, 1), (2026, 6, 30)),
        ("2028-02", (2028, 2, 1), (2028, 2, 29)), ("2026-06-15", (2026, 6, 15), (2026, 6, 15)),
        ("20260615", (2026, 6, 15), (2026, 6, 15)), ("2026年6月15日", (2026, 6, 15), (2026, 6, 15)),
        ("2026-Q2", (2026, 4, 1), (2026, 6, 30)), ("2026q4", (2026, 10, 1), (2026, 12, 31)),
        ("2026年第二季度", (2026, 4, 1), (2026, 6, 30)), ("2026年1季度", (2026, 1, 1), (2026, 3, 31)),
        (" 2026 - 06 ", (2026, 6, 1), (2026, 6, 30)),
    ],
)
def test_a_period_is_its_first_and_its_last_day(
    text: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    assert days(text) == (date(*first), date(*last))


@pytest.mark.parametrize(
    "text", ["", "June", "2026-13", "2026-00", "2026-02-30", "2026-Q5", "26-06", "2026-6-1-1", "20266", "2026061",
             "0000", "9999-12", "2026-06 to 2026-07", "２０２６", "2026-06-15T10:00"],
)  # fmt: skip
def test_what_is_no_period_is_none(text: str) -> None:
    assert days(text) is None


def test_days_are_those_of_the_citys_clock() -> None:
    june = between(date(2026, 6, 1), date(2026, 6, 30), ZoneInfo("Asia/Shanghai"))
    assert (june.begin, june.end) == (datetime(2026, 5, 31, 16, tzinfo=UTC), datetime(2026, 6, 30, 16, tzinfo=UTC))
    assert june.holds(datetime(2026, 5, 31, 16, tzinfo=UTC))
    assert not june.holds(datetime(2026, 6, 30, 16, tzinfo=UTC))
