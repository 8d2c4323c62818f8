"""How long may be kept what tells who somebody is: hand-checked ends."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from banyan.command.retention import until

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("retention", "ended", "over"),
    [("1 day", "2026-07-24T10:00:00", "2026-07-25T10:00:00"), ("90 days", "2026-11-29T00:00:00", "2027-02-27T00:00:00"),
     ("1 month", "2027-01-31T12:00:00", "2027-02-28T12:00:00"),
     ("13 months", "2026-12-05T12:00:00", "2028-01-05T12:00:00"),
     ("1 year", "2028-02-29T08:00:00", "2029-02-28T08:00:00"),
     ("3 years", "2026-07-24T10:00:00", "2029-07-24T10:00:00")],
)  # fmt: skip
def test_a_retention_ends_at_the_same_local_time(retention, ended, over):
    begin = datetime.fromisoformat(ended).replace(tzinfo=SHANGHAI)
    assert until(retention, begin, SHANGHAI) == datetime.fromisoformat(over).replace(tzinfo=SHANGHAI)


def test_one_that_leads_past_the_year_9999_is_never_over():
    assert until("9999 years", datetime(2026, 1, 1, tzinfo=UTC), SHANGHAI).year == 9999


@pytest.mark.parametrize("wrong", ["", "0 days", "3 weeks", "-1 years", "three years", "1  year", "100000 days"])
def test_what_is_no_retention_is_said(wrong):
    with pytest.raises(ValueError, match="expected a number of days"):
        until(wrong, datetime(2026, 1, 1, tzinfo=UTC), SHANGHAI)
