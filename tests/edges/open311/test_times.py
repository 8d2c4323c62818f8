"""Dates and times of the W3C note: each form it has, and nothing else."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.edges.open311 import times

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(("text", "at"), [
    ("1994-11-05T08:15:30-05:00", datetime(1994, 11, 5, 13, 15, 30, tzinfo=UTC)),      # the note's own examples
    ("1994-11-05T13:15:30Z", datetime(1994, 11, 5, 13, 15, 30, tzinfo=UTC)),
    ("1997-07-16T19:20+01:00", datetime(1997, 7, 16, 18, 20, tzinfo=UTC)),
    ("1997-07-16T19:20:30.45+01:00", datetime(1997, 7, 16, 18, 20, 30, 450_000, tzinfo=UTC)),
    ("2010-01-01T00:00:00 08:00", datetime(2009, 12, 31, 16, tzinfo=UTC)),             # an unescaped + in an address
    ("2024-02-29", datetime(2024, 2, 28, 16, tzinfo=UTC)),
    ("1997-07", datetime(1997, 6, 30, 16, tzinfo=UTC)),
    ("1997", datetime(1996, 12, 31, 16, tzinfo=UTC)),
])  # fmt: skip
def test_a_form_of_the_note_is_read(text, at):
    assert times.read(text, SHANGHAI) == at


@pytest.mark.parametrize(("text", "last"), [
    ("2024-02-29", datetime(2024, 2, 29, 15, 59, 59, 999_999, tzinfo=UTC)),
    ("2024-12", datetime(2024, 12, 31, 15, 59, 59, 999_999, tzinfo=UTC)),
    ("2024", datetime(2024, 12, 31, 15, 59, 59, 999_999, tzinfo=UTC)),
    ("2024-02-29T10:00:00+08:00", datetime(2024, 2, 29, 2, tzinfo=UTC)),
])  # fmt: skip
def test_the_end_of_a_range_is_the_end_of_the_day_month_or_year_that_is_told(text, last):
    assert times.read(text, SHANGHAI, last=True) == last


@pytest.mark.parametrize("text", [
    "", "yesterday", "2010-1-1", "2010-02-30", "2010-01-01T00:00:00", "2010-01-01 00:00:00Z", "20100101T000000Z",
    "2010-01-01T24:00:00Z", "2010-01-01T00:00:00+25:00", "0000-01-01", "2010-01-01T00:00:60Z", "２０１０-01-01",
    "9999-12-31T23:59:59-14:00", "2010-01-01T00:00:00ZZ", "9" * 10_000,
])  # fmt: skip
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError) as refused:      # noqa: PT011  its message is the text itself, of any kind
        times.read(text)
    assert refused.value.args == (text,)


@given(st.integers(-2_000_000_000, 7_000_000_000), st.integers(-840, 840))
def test_what_is_written_is_read_again_in_any_zone(second, offset):
    at = datetime.fromtimestamp(second, timezone(timedelta(minutes=offset)))
    assert times.read(times.write(at)) == at
    assert times.read(at.isoformat()) == at
