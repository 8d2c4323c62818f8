"""Minute tables, against sums made minute by minute."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.twin.swmm.tables import TableError, checked, closed, common_step, linear, means, shifted

rains = st.lists(st.tuples(st.integers(1, 50), st.integers(0, 80)), min_size=1, max_size=12).map(
    lambda gaps: tuple((float(sum(g for g, _ in gaps[:i])), float(v)) for i, (_, v) in enumerate(gaps))
)


def minute_by_minute(rain, minute):
    """What falls in [minute, minute + 1) of a table with whole minutes: the row that began last, if it still holds."""
    begun = [i for i, (begin, _) in enumerate(rain) if begin <= minute]
    if not begun:
        return 0.0
    last = begun[-1]
    if last < len(rain) - 1:
        return rain[last][1]
    length = rain[last][0] - rain[last - 1][0] if last else 10
    return rain[last][1] if minute < rain[last][0] + length else 0.0


@given(rains, st.integers(1, 30))
def test_means_agree_with_adding_minute_by_minute(rain, step):
    found = means(rain, step, 20)
    for k, value in enumerate(found):
        slow = sum(minute_by_minute(rain, m) for m in range(k * step, (k + 1) * step)) / step
        assert value == pytest.approx(slow)


@given(rains, st.integers(0, 90))
def test_rain_that_is_late_is_the_same_rain_later(rain, late):
    moved = shifted(rain, 2.0, late)
    for minute in range(200):
        earlier = minute_by_minute(rain, minute - late) if minute >= late else 0.0
        assert means(moved, 1, minute + 1)[minute] == pytest.approx(2 * earlier)


def test_rain_that_is_early_starts_in_the_middle_of_its_step():
    assert shifted(((0.0, 6.0), (60.0, 0.0)), 1.0, -20) == ((0.0, 6.0), (40.0, 0.0))


def test_the_last_step_lasts_as_long_as_the_one_before_it():
    assert closed(((0.0, 5.0), (30.0, 7.0)))[-1] == (60.0, 0.0)


def test_a_lone_step_lasts_ten_minutes():
    assert closed(((20.0, 5.0),)) == ((20.0, 5.0), (30.0, 0.0))


def test_lines_hold_their_ends():
    tide = ((10.0, 1.0), (20.0, 2.0))
    assert [linear(tide, m) for m in (0, 10, 15, 20, 99)] == [1.0, 1.0, 1.5, 2.0, 2.0]


def test_the_common_step_divides_every_row():
    assert common_step(((0.0, 1.0), (10.0, 2.0), (25.0, 0.0))) == 5
    assert common_step(((0.0, 1.0), (2.5, 0.0))) == 1


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([], "no row"),
        ([(0, float("nan"))], "row 1: two finite numbers"),
        ([(0, 1), (0, 2)], "row 2: minutes must rise"),
        ([(5, 1), (4, 2)], "row 2: minutes must rise"),
        ([(-1, 1)], "row 1: minutes must rise from 0"),
        ([(0, -3)], "row 1: -3 is below 0"),
        ([(0, 1, 2)], "row 1: two finite numbers"),
    ],
)
def test_a_bad_table_says_which_row(rows, says):
    with pytest.raises(TableError, match=says):
        checked(rows, "rain", low=0.0)
