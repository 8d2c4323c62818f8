from banyan.model.figure import Relation, Result
from tests.measure.figures.said import answers, bn, count, percent, results, tie

FAIL, PASS, CANNOT_TELL = Result.FAIL, Result.PASS, Result.CANNOT_TELL


def whole_and_parts(n: int, label: str = ""):  # type: ignore[no-untyped-def]
    return tie(Relation.BREAKDOWN, ("whole", 0), *(("part", i) for i in range(1, n + 1)), label=label)


def test_parts_that_add_up_pass() -> None:
    assert results("breakdown", [count("40"), count("25"), count("15")], whole_and_parts(2)) == [PASS]


def test_a_count_off_by_one_fails_over_all_of_them() -> None:
    found = answers("breakdown", [count("40"), count("25"), count("16")], whole_and_parts(2))
    assert [(a.result, set(a.quantities)) for a in found] == [(FAIL, {0, 1, 2})]


def test_amounts_may_be_off_by_their_rounding_and_no_more() -> None:
    parts = [bn("12.3"), bn("4.1")]                     # 16.3 to 16.5
    assert results("breakdown", [bn("16.5"), *parts], whole_and_parts(2)) == [PASS]       # 16.45 is in both
    assert results("breakdown", [bn("16.6"), *parts], whole_and_parts(2)) == [FAIL]       # from 16.55


def test_a_slip_of_a_thousand_is_found_and_stands_first() -> None:
    found = answers("breakdown", [bn("16.4"), bn("12.3"), bn("0.0041")], whole_and_parts(2))
    assert found[0].result is FAIL
    assert found[0].quantities[0] == 2
    assert "×1,000" in [t.args["factor"].en for t in found[0].told if t.key == "magnitude.fits"]


def test_a_round_whole_beside_finer_parts_cannot_be_told() -> None:
    assert results("breakdown", [count("65000"), count("40123"), count("24800")], whole_and_parts(2)) == [CANNOT_TELL]


def test_round_numbers_alone_are_no_excuse() -> None:
    assert results("breakdown", [count("12000"), count("7000"), count("4000")], whole_and_parts(2)) == [FAIL]


def test_parts_over_an_open_bound_can_be_anything_above() -> None:
    assert results("breakdown", [count("40"), count("25", ">"), count("10")], whole_and_parts(2)) == [PASS]


def test_amounts_in_two_currencies_are_not_added() -> None:
    from tests.measure.figures.said import USD
    assert results("breakdown", [bn("10"), bn("5"), bn("5", unit=USD)], whole_and_parts(2)) == []


def test_shares_of_one_whole_may_add_up_to_ninety_nine() -> None:
    shares = [percent("33"), percent("33"), percent("33")]                   # 33 1/3 each: 98.5 to 100.5
    parts = tie(Relation.BREAKDOWN, ("part", 0), ("part", 1), ("part", 2))
    assert results("shares-add", shares, parts) == [PASS]


def test_shares_beyond_half_a_percent_each_fail() -> None:
    parts = tie(Relation.BREAKDOWN, ("part", 0), ("part", 1), ("part", 2))
    assert results("shares-add", [percent("40"), percent("40"), percent("22")], parts) == [FAIL]   # 100.5 at least


def test_shares_that_stand_beside_the_parts_of_a_breakdown_add_up_too() -> None:
    quantities = [bn("100"), bn("60"), bn("40"), percent("60"), percent("50")]
    shares = [tie(Relation.SHARE, ("share", 3), ("part", 1), ("whole", 0)),
              tie(Relation.SHARE, ("share", 4), ("part", 2), ("whole", 0))]
    assert results("shares-add", quantities, whole_and_parts(2), *shares) == [FAIL]


def test_numbers_far_from_their_whole_are_likely_parts_of_another() -> None:
    assert results("breakdown", [count("3"), count("8"), count("26")], whole_and_parts(2)) == [CANNOT_TELL]
