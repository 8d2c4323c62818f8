"""Interval arithmetic against fractions: a result encloses what can be, and no bound is wider than its last digit."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.measure.figures.interval import (
    ANYTHING,
    add,
    between,
    divide,
    exactly,
    inside,
    meet,
    multiply,
    percent,
    power,
    root,
    subtract,
    total,
)
from banyan.model.figure import Interval

NUMBERS = st.decimals(-10**6, 10**6, allow_nan=False, allow_infinity=False, places=3)
POSITIVE = st.decimals(Decimal("0.001"), 10**6, allow_nan=False, allow_infinity=False, places=3)
TINY = Fraction(1, 10**20)


def half_open(low: str, high: str) -> Interval:
    return Interval(Decimal(low), Decimal(high))


@st.composite
def intervals_with_a_number(draw: st.DrawFn, numbers: st.SearchStrategy[Decimal] = NUMBERS) -> tuple[Interval, Decimal]:
    low, high = sorted((draw(numbers), draw(numbers)))
    share = draw(st.sampled_from([Decimal(0), Decimal("0.5"), Decimal(1)]))
    return between(low, high), low + (high - low) * share


def holds(interval: Interval, value: Fraction) -> bool:
    return (interval.low is None or Fraction(interval.low) <= value) and (
        interval.high is None or value <= Fraction(interval.high))


@given(intervals_with_a_number(), intervals_with_a_number())
def test_what_may_come_of_two_numbers_is_enclosed(a: tuple[Interval, Decimal], b: tuple[Interval, Decimal]) -> None:
    (left, x), (right, y) = a, b
    assert holds(add(left, right), Fraction(x) + Fraction(y))
    assert holds(subtract(left, right), Fraction(x) - Fraction(y))
    assert holds(multiply(left, right), Fraction(x) * Fraction(y))
    if y:
        assert holds(divide(left, right), Fraction(x) / Fraction(y))


@given(POSITIVE, POSITIVE)
def test_a_quotient_is_as_narrow_as_its_digits_allow(a: Decimal, b: Decimal) -> None:
    found = divide(exactly(a), exactly(b))
    assert found.low is not None
    assert found.high is not None
    assert Fraction(found.high) - Fraction(found.low) < TINY
    ends = Fraction(a) / Fraction(b)
    assert (Fraction(found.low) == ends) is found.low_closed


@given(POSITIVE, st.integers(1, 12))
def test_a_root_to_its_power_encloses_the_number(value: Decimal, n: int) -> None:
    found = root(exactly(value), n)
    assert found.low is not None
    assert found.high is not None
    assert Fraction(found.low) ** n <= Fraction(value) <= Fraction(found.high) ** n
    assert Fraction(found.high) - Fraction(found.low) <= TINY


def test_a_root_that_ends_is_exact() -> None:
    assert root(exactly(Decimal("1.331")), 3) == exactly(Decimal("1.1"))       # 1.1³ = 1.331


def test_open_bounds_stay_open() -> None:
    found = add(half_open("1", "2"), half_open("3", "4"))
    assert found == Interval(Decimal(4), Decimal(6), low_closed=True, high_closed=False)
    assert not meet(found, exactly(6))
    assert meet(found, exactly(4))


def test_a_difference_turns_the_bounds_round() -> None:
    found = subtract(exactly(10), half_open("1", "2"))
    assert found == Interval(Decimal(8), Decimal(9), low_closed=False, high_closed=True)


def test_nothing_bounds_a_quotient_by_what_may_be_nought() -> None:
    assert divide(exactly(1), between(Decimal(-1), Decimal(1))) == ANYTHING
    assert divide(exactly(1), half_open("0", "2")) == ANYTHING


def test_a_quotient_by_what_only_nears_nought_has_one_bound() -> None:
    found = divide(exactly(1), Interval(Decimal(0), Decimal(2), low_closed=False, high_closed=True))
    assert (found.low, found.high) == (Decimal("0.5"), None)


def test_unbounded_parts_make_an_unbounded_sum() -> None:
    assert total([exactly(3), Interval(Decimal(2), None)]) == Interval(Decimal(5), None)
    assert multiply(exactly(0), Interval(Decimal(2), None)).high == 0


def test_a_share_is_exact_where_it_ends() -> None:
    assert percent(exactly(1), exactly(8)) == exactly(Decimal("12.5"))


def test_powers_of_what_shrinks_below_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        power(between(Decimal(-1), Decimal(1)), 2)


def test_inside_looks_at_the_bounds_themselves() -> None:
    assert inside(half_open("1", "2"), half_open("1", "2"))
    assert not inside(between(Decimal(1), Decimal(2)), half_open("1", "2"))
