"""The forecast as an ensemble: members explain what was measured, and their weights are a distribution."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.control.ensemble import Errors, Foretold, members, rain_of, remember
from banyan.model.decision import Member
from banyan.model.forecast import Forecast
from banyan.model.time import EPOCH, micros

T0 = datetime(2026, 7, 24, 6, 0, tzinfo=UTC)
HUMP = (0.0,) * 12 + (10.0, 20.0, 30.0, 40.0, 30.0, 20.0, 10.0) * 2 + (0.0,) * 60      # mm/h by ten minutes
ISSUE = Forecast("F-1", T0, T0 + timedelta(hours=24), T0, 10, HUMP, ())


def quarter(at):
    return micros(at) // micros(EPOCH + timedelta(minutes=15))


def truth(factor, late_min, until):
    """mm by quarter if the rain were `factor` times as heavy and `late_min` later."""
    found = {}
    for q in range(quarter(T0), quarter(until)):
        begin = EPOCH + q * timedelta(minutes=15) - timedelta(minutes=late_min)
        found[q] = factor * ISSUE.rain_between(begin, begin + timedelta(minutes=15))
    return found


def foretold(until):
    memory, at = Foretold(), T0
    while at < until:
        memory, at = remember(memory, ISSUE, at), at + timedelta(minutes=5)
    return memory


def found(factor, late_min, hours=4.0, count=5):
    now = T0 + timedelta(hours=hours)
    return members(ISSUE, foretold(now), truth(factor, late_min, now), now, Errors(), count)


def test_without_rain_so_far_the_issue_itself_is_the_likeliest():
    told = members(ISSUE, Foretold(), {}, T0, Errors())
    assert (told[0].factor, told[0].late_min) == (1.0, 0.0)
    assert {m.factor > 1 for m in told} == {True, False}
    assert any(m.late_min > 0 for m in told)
    assert any(m.late_min < 0 for m in told)


@pytest.mark.parametrize(("factor", "late"), [(0.7, 0.0), (1.2, 0.0), (1.0, 60.0), (1.0, -30.0), (0.85, 30.0)])
def test_rain_that_came_otherwise_is_recognised(factor, late):
    first = found(factor, late)[0]
    assert (first.factor, first.late_min) == (factor, late)
    assert first.weight > 0.5


def test_rain_that_has_not_come_is_late_rather_than_none():
    now = T0 + timedelta(hours=2.75)
    dry = dict.fromkeys(range(quarter(T0), quarter(now)), 0.0)
    assert members(ISSUE, foretold(now), dry, now, Errors())[0].late_min >= 30


@given(st.floats(0.3, 2.5), st.floats(-120, 120), st.floats(0, 8), st.integers(0, 20))
def test_weights_are_a_distribution_over_different_members(factor, late, hours, count):
    told = found(factor, late, hours, count)
    assert 3 <= len(told) <= 9
    assert sum(m.weight for m in told) == pytest.approx(1, abs=1e-5)
    assert len({(m.factor, m.late_min) for m in told}) == len(told)


def test_the_last_member_brings_far_more_rain_than_the_likeliest():
    told = found(0.7, 0.0)
    assert (told[-1].factor, told[-1].late_min, told[-1].weight) == (1.225, 0.0, 0.05)


def test_rain_that_falls_now_goes_on_in_the_last_member_whatever_the_forecast_says():
    now = T0 + timedelta(hours=10)
    dry = Forecast("F-3", T0, now, T0, 60, (0.0,) * 24, ())
    last = members(dry, Foretold(), {quarter(now) - 1: 10.0}, now, Errors())[-1]
    assert last.lasting_mm_h == 40.0
    rows = rain_of(last, dry, now, 3.0)
    assert [value for minute, value in rows if minute < 90] == [40.0] * 9
    assert {value for minute, value in rows if minute >= 90} == {0.0}


def test_what_was_foretold_is_what_was_expected_when_the_quarter_began():
    later = Forecast("F-2", T0, T0 + timedelta(hours=24), T0, 10, tuple(2 * v for v in HUMP), ())
    memory = remember(Foretold(), ISSUE, T0 + timedelta(hours=2))
    memory = remember(memory, later, T0 + timedelta(hours=2, minutes=5))
    assert memory.mm == {quarter(T0 + timedelta(hours=2)): pytest.approx(10 / 6 + 20 / 12)}
    assert remember(memory, None, T0 + timedelta(hours=3)) == memory


def test_a_members_rain_is_the_issue_moved_and_scaled():
    now = T0 + timedelta(hours=2)
    rows = rain_of(Member(2.0, 20.0, 1.0), ISSUE, now, 1.0)
    assert rows == ((0.0, 0.0), (10.0, 0.0), (20.0, 20.0), (30.0, 40.0), (40.0, 60.0), (50.0, 80.0), (60.0, 0.0))
