"""What a published number stands for (shared standards, Projects and figures)."""

from decimal import Decimal

import pytest

from banyan.measure.figures.widths import WIDTHS, coarsely, round_to, stands_for
from banyan.model.figure import Amount, Comparison, Dimension, Interval, Unit
from tests.measure.figures.said import CNY, PERCENT, PROJECTS, RANK, amount


def read(text: str, unit: Unit, comparison: str = "=") -> tuple[Decimal | None, Decimal | None]:
    interval = stands_for(amount(text, comparison=comparison), unit)
    return interval.low, interval.high


def test_a_number_stands_for_all_that_rounds_to_it() -> None:
    assert stands_for(amount("23.7"), PERCENT) == Interval(Decimal("23.65"), Decimal("23.75"))
    assert stands_for(amount("24.0"), PERCENT) == Interval(Decimal("23.95"), Decimal("24.05"))


def test_below_nought_the_bounds_are_turned_round() -> None:
    assert stands_for(amount("-2.3"), PERCENT) == Interval(
        Decimal("-2.35"), Decimal("-2.25"), low_closed=False, high_closed=True)


def test_a_whole_count_and_a_rank_are_themselves() -> None:
    assert read("92", PROJECTS) == (92, 92)
    assert read("3", RANK) == (3, 3)


def test_a_count_in_thousands_is_rounded_to_thousands() -> None:
    assert stands_for(amount("65", Decimal(1000)), PROJECTS) == Interval(Decimal(64500), Decimal(65500))


@pytest.mark.parametrize(("comparison", "low", "high"), [
    ("~<", "90", "100"), ("~", "90", "110"), ("~>", "100", "110"), (">", "100", None), (">=", "100", None),
    ("<", None, "100"), ("<=", None, "100"),
])  # fmt: skip
def test_words_before_a_number_have_one_table_of_widths(comparison: str, low: str | None, high: str | None) -> None:
    assert read("100", CNY, comparison) == (low and Decimal(low), high and Decimal(high))


def test_every_comparison_has_its_width() -> None:
    assert set(WIDTHS) == set(Comparison) - {Comparison.EQUAL}


def test_noughts_at_the_end_may_be_rounding_by_up_to_a_hundredth() -> None:
    assert round_to(amount("65000")) == 1000
    assert round_to(amount("12000")) == 100           # 1,000 would be 8 % of it
    assert round_to(amount("92")) == 1                # few things are counted
    assert coarsely(amount("65000"), PROJECTS) == Interval(Decimal(64500), Decimal(65500))


def test_a_number_without_a_step_is_exact() -> None:
    assert stands_for(Amount("7", Decimal(7), Decimal(0)), Unit(Dimension.MEASURE, "km")).high == 7
