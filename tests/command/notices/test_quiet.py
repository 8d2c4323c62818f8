"""Quiet hours against a walk from minute to minute."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.command.notices.policy import Quiet, Urgency
from banyan.command.notices.quiet import told_at

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 6, 1, 4, tzinfo=UTC)       # in Fuzhou
NIGHT = Quiet(time(22), time(7))
HALF_HOURS = st.integers(0, 47).map(lambda n: time(n // 2, n % 2 * 30))


def walked(quiet: list[Quiet], urgency: Urgency, at: datetime) -> datetime:
    """Minute by minute until none of the spans has it."""
    for n in range(24 * 60):
        moment = at + timedelta(minutes=n)
        clock = moment.astimezone(ZONE).time()
        held = False
        for span in quiet:
            if urgency >= span.below or span.begin == span.end:
                continue
            inside = span.begin <= clock < span.end if span.begin < span.end else not span.end <= clock < span.begin
            held = held or inside
        if not held:
            return moment
    return at + timedelta(days=1)


@settings(max_examples=300, deadline=None)
@given(
    spans=st.lists(st.builds(Quiet, HALF_HOURS, HALF_HOURS, st.sampled_from(Urgency)), max_size=4),
    urgency=st.sampled_from(Urgency), minute=st.integers(0, 3 * 24 * 60),
)
def test_the_next_moment_is_the_one_that_a_walk_finds(spans: list[Quiet], urgency: Urgency, minute: int) -> None:
    at = NOON + timedelta(minutes=minute)
    assert told_at(spans, urgency, at, ZONE) == walked(spans, urgency, at)


@pytest.mark.parametrize(
    ("clock", "told"),
    [("21:59", "21:59"), ("22:00", "07:00"), ("23:30", "07:00"), ("06:59", "07:00"), ("07:00", "07:00")],
)
def test_a_night_is_over_at_its_end(clock: str, told: str) -> None:
    at = datetime.fromisoformat(f"2026-06-01T{clock}:00+08:00")
    assert f"{told_at([NIGHT], Urgency.PROMPT, at, ZONE).astimezone(ZONE):%H:%M}" == told
    assert told_at([NIGHT], Urgency.IMMEDIATE, at, ZONE) == at
