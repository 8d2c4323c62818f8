from banyan.model.figure import Relation, Result, Role
from tests.measure.figures.said import answers, bn, count, results, tie

FAIL, PASS = Result.FAIL, Result.PASS
FLOOR = tie(Relation.FLOOR, ("count", 0), ("amount", 1), ("floor", 2))
BAND = tie(Relation.BAND, ("threshold", 2), ("count", 3), ("whole", 0), ("amount", 1))
HIGHER = tie(Relation.BAND, ("threshold", 4), ("count", 5), ("whole", 0), ("amount", 1))


def over(text: str):  # type: ignore[no-untyped-def]
    return bn(text, ">", role=Role.THRESHOLD)


def test_count_times_floor_fits_into_the_amount() -> None:
    assert results("floor", [count("90"), bn("46.0"), bn("0.5", ">=", role=Role.FLOOR)], FLOOR) == [PASS]


def test_count_times_floor_over_the_amount_fails() -> None:
    assert results("floor", [count("90"), bn("44.0"), bn("0.5", ">=", role=Role.FLOOR)], FLOOR) == [FAIL]


def test_a_band_has_no_more_than_all() -> None:
    assert results("band", [count("90"), bn("250"), over("1"), count("91")], BAND) == [FAIL, PASS]
    assert results("band", [count("90"), bn("250"), over("1"), count("81")], BAND) == [PASS, PASS]


def test_a_band_comes_to_no_more_than_all() -> None:
    assert results("band", [count("90"), bn("70.2"), over("1"), count("81")], BAND) == [PASS, FAIL]


def test_a_higher_band_has_no_more_than_a_lower_one() -> None:
    quantities = [count("90"), bn("250"), over("1"), count("21"), over("5"), count("22")]
    assert results("nested-bands", quantities, BAND, HIGHER)[0] is FAIL


def test_nested_bands_are_added_without_counting_twice() -> None:
    quantities = [count("90"), bn("160"), over("1"), count("80"), over("5"), count("20")]
    # 20 × 5 + (80 − 20) × 1 = 160, which may be all; the bands alone would make 180
    assert results("nested-bands", quantities, BAND, HIGHER) == [PASS, PASS]
    assert results("nested-bands", [quantities[0], bn("158"), *quantities[2:]], BAND, HIGHER) == [PASS, FAIL]


def test_the_floor_of_the_others_counts_too() -> None:
    quantities = [count("90"), bn("162"), over("1"), count("80"), over("5"), count("20"), bn("0.5", ">=")]
    floor = tie(Relation.FLOOR, ("count", 0), ("amount", 1), ("floor", 6))
    # 160 and 10 × 0.5: 165
    assert results("nested-bands", quantities, BAND, HIGHER, floor) == [PASS, FAIL]


def test_a_band_below_a_threshold_has_no_least_amount() -> None:
    quantities = [count("90"), bn("10"), bn("1", "<", role=Role.THRESHOLD), count("81")]
    assert results("band", quantities, BAND) == [PASS]


def test_a_part_is_at_most_its_whole() -> None:
    subset = tie(Relation.SUBSET, ("whole", 0), ("part", 1))
    assert results("subset", [count("66"), count("50")], subset) == [PASS]
    found = answers("subset", [count("66"), count("67")], subset)
    assert [(a.result, set(a.quantities)) for a in found] == [(FAIL, {0, 1})]
