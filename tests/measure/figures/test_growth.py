from decimal import Decimal

from banyan.model.figure import Relation, Result, Role
from tests.measure.figures.said import (
    CNY,
    PERCENT,
    POINTS,
    TIMES,
    Ledger,
    answers,
    bn,
    count,
    figure,
    percent,
    quantity,
    results,
    tie,
    year,
)

FAIL, PASS, CANNOT_TELL = Result.FAIL, Result.PASS, Result.CANNOT_TELL
GROWTH = tie(Relation.GROWTH, ("growth", 0), ("now", 1), ("before", 2))
CHANGE = tie(Relation.CHANGE, ("change", 0), ("now", 1), ("before", 2))
COMPOUND = tie(Relation.COMPOUND, ("average", 0), ("now", 1), ("before", 2), years=5)


def grew(text: str, **more):  # type: ignore[no-untyped-def]
    return percent(text, role=Role.GROWTH, **more)


def times(text: str):  # type: ignore[no-untyped-def]
    return quantity(text, TIMES, role=Role.GROWTH)


def test_growth_follows_from_its_levels() -> None:
    assert results("growth", [grew("8.0"), bn("54.0"), bn("50.0")], GROWTH) == [PASS]
    assert results("growth", [grew("9.0"), bn("54.0"), bn("50.0")], GROWTH) == [FAIL]


def test_a_fall_is_a_positive_number_with_a_word() -> None:
    assert results("growth", [grew("10", falls=True), bn("45.0"), bn("50.0")], GROWTH) == [PASS]


def test_a_growth_that_fits_but_for_its_sign_cannot_be_told() -> None:
    assert results("growth", [grew("10"), bn("45.0"), bn("50.0")], GROWTH) == [CANNOT_TELL]


def test_so_many_times_is_read_both_ways_before_it_is_wrong() -> None:
    assert results("growth", [times("1.6"), bn("26.0"), bn("10.0")], GROWTH) == [PASS]     # by 1.6 times
    assert results("growth", [times("1.6"), bn("16.0"), bn("10.0")], GROWTH) == [PASS]     # to 1.6 times
    assert results("growth", [times("1.6"), bn("21.0"), bn("10.0")], GROWTH) == [FAIL]


def test_fifteen_percent_for_fifteen_points_is_named() -> None:
    found = answers("growth", [grew("15"), percent("65"), percent("50")], GROWTH)
    assert [(a.check, a.result) for a in found] == [("points", FAIL)]


def test_a_share_grows_in_points() -> None:
    points = quantity("15", POINTS, role=Role.GROWTH)
    assert results("growth", [points, percent("65"), percent("50")], GROWTH) == [PASS]


def test_levels_come_from_the_ledger_where_the_text_has_none() -> None:
    about = {"subject": "Nanzhou", "indicator": "exports"}
    ledger = Ledger(figure("A", "Nanzhou", "exports", "54.0", CNY, year(2022)),
                    figure("B", "Nanzhou", "exports", "50.0", CNY, year(2021)))
    assert results("growth", [grew("9.0", period=year(2022), **about)], ledger=ledger) == [FAIL]
    assert results("growth", [grew("8.0", period=year(2022), **about)], ledger=ledger) == [PASS]
    assert results("growth", [grew("8.0", period=year(2023), **about)], ledger=ledger) == []


def test_without_the_level_before_the_implied_one_is_shown() -> None:
    now_only = tie(Relation.GROWTH, ("growth", 0), ("now", 1))
    found = answers("growth", [grew("8.0"), bn("54.0")], now_only)
    assert found[0].result is CANNOT_TELL
    assert found[0].told[0].args["before"].en == "CNY 49.9 billion to CNY 50.1 billion"    # 53.95/1.0805, 54.05/1.0795


def test_a_change_is_the_difference_of_its_levels() -> None:
    assert results("change", [count("23", role=Role.CHANGE), count("81"), count("58")], CHANGE) == [PASS]
    assert results("change", [count("24", role=Role.CHANGE), count("81"), count("58")], CHANGE) == [FAIL]


def test_an_annual_change_is_spread_over_the_years() -> None:
    from msgspec.structs import replace
    gain = quantity("2.6", replace(POINTS, per="year"), role=Role.CHANGE)
    yearly = tie(Relation.CHANGE, ("change", 0), ("now", 1), ("before", 2), years=5)
    assert results("change", [gain, percent("35"), percent("22")], yearly) == [PASS]        # 13 / 5
    assert results("change", [gain, percent("45"), percent("22")], yearly) == [FAIL]


def test_compound_growth_leads_from_one_level_to_the_other() -> None:
    average = percent("10.0", role=Role.AVERAGE_GROWTH)
    assert results("compound", [average, bn("16.1"), bn("10.0")], COMPOUND) == [PASS]      # 1.1⁵ = 1.61051
    assert results("compound", [average, bn("25.0"), bn("10.0")], COMPOUND) == [FAIL]


def test_a_year_more_or_less_cannot_be_told() -> None:
    average = percent("10.0", role=Role.AVERAGE_GROWTH)
    assert results("compound", [average, bn("14.6"), bn("10.0")], COMPOUND) == [CANNOT_TELL]     # 1.1⁴ = 1.4641


def test_total_growth_in_times_is_read_both_ways() -> None:
    total = tie(Relation.COMPOUND, ("average", 0), ("total", 1), years=5)
    average = percent("20.0", role=Role.AVERAGE_GROWTH)                                    # 1.2⁵ = 2.48832
    assert results("compound", [average, times("1.5")], total) == [PASS]
    assert results("compound", [average, times("2.5")], total) == [PASS]
    assert results("compound", [average, times("3.5")], total) == [FAIL]


def test_the_implied_average_is_enclosed() -> None:
    average = percent("10.0", role=Role.AVERAGE_GROWTH)
    found = answers("compound", [average, bn("25.000"), bn("10.000")], COMPOUND)
    assert found[0].told[0].args["implied"].en == "20.111 % to 20.114 %"        # 2.5^(1/5) = 1.20112


def test_a_growth_of_nothing_is_not_divided_by() -> None:
    assert results("growth", [grew("8.0"), bn("54.0"), quantity("0", CNY, Decimal(1))], GROWTH) == [PASS]


def test_growth_in_points_without_a_share_is_no_growth() -> None:
    rate = percent("20.7", role=Role.AVERAGE_GROWTH, sentence="One sentence.")
    points = quantity("10.7", POINTS, role=Role.GROWTH, sentence="One sentence.")
    found = answers("points", [rate, points])
    assert [(a.result, a.quantities) for a in found] == [(FAIL, (1,))]
    assert found[0].told[0].args["other"].en == "9.9 % to 10.1 %"


def test_a_shares_gain_in_points_is_right() -> None:
    share = percent("35", sentence="One sentence.")
    points = quantity("2.6", POINTS, role=Role.GROWTH, sentence="One sentence.")
    assert results("points", [share, points]) == []


def test_a_gap_is_the_difference_of_two_rates() -> None:
    gap = tie(Relation.GAP, ("gap", 0), ("rate", 1), ("other", 2))
    quantities = [quantity("3.2", POINTS, role=Role.GAP), grew("8.4"), grew("5.2")]
    assert results("gap", quantities, gap) == [PASS]
    assert results("gap", [quantities[0], grew("9.4"), grew("5.2")], gap) == [FAIL]


def test_a_gap_to_what_the_text_leaves_out_implies_it() -> None:
    gap = tie(Relation.GAP, ("gap", 0), ("rate", 1))
    found = answers("gap", [quantity("3.2", POINTS, role=Role.GAP), grew("8.4")], gap)
    assert found[0].result is CANNOT_TELL
    assert found[0].told[0].args["other"].en == "5.1 % to 5.3 %"
    assert PERCENT.symbol == ""
