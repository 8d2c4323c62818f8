from banyan.model.figure import Relation, Result, Unit
from tests.measure.figures.said import CNY, PERCENT, Ledger, answers, bn, count, figure, percent, results, tie, year

FAIL, PASS, CANNOT_TELL = Result.FAIL, Result.PASS, Result.CANNOT_TELL
GDP = figure("R1", "Nanzhou", "gross domestic product", "1000", CNY, year(2022), source="Yearbook")
OF_GDP = Unit(PERCENT.dimension, of="gross domestic product")
SHARE = tie(Relation.SHARE, ("share", 0), ("part", 1), ("whole", 2))


def claim(share: str, volume: str):  # type: ignore[no-untyped-def]
    about = {"subject": "Nanzhou", "indicator": "digital economy", "period": year(2022)}
    return [percent(share, unit=OF_GDP, **about), bn(volume, **about)]


def test_a_share_is_its_part_of_its_whole() -> None:
    assert results("share", [percent("17"), bn("42.8"), bn("252.5")], SHARE) == [PASS]       # 16.95 %
    assert results("share", [percent("18"), bn("42.8"), bn("252.5")], SHARE) == [FAIL]


def test_shares_of_counts_are_counted() -> None:
    assert results("share", [percent("25"), count("20"), count("80")], SHARE) == [PASS]
    assert results("share", [percent("25.1"), count("20"), count("80")], SHARE) == [FAIL]


def test_over_so_many_percent_is_kept_or_not() -> None:
    assert results("share", [percent("90", ">"), bn("29.0"), bn("32.0")], SHARE) == [PASS]
    assert results("share", [percent("90", ">"), bn("25.0"), bn("32.0")], SHARE) == [FAIL]


def test_a_ratio_times_the_ledgers_base_finds_the_slip_of_a_thousand() -> None:
    found = answers("share", claim("35", "0.350"), ledger=Ledger(GDP))
    assert [(a.check, a.result, set(a.quantities), a.against) for a in found] == [
        ("ratio-base", FAIL, {0, 1}, ("R1",))]
    assert found[0].quantities[0] == 1
    assert {t.args["factor"].en for t in found[0].told if t.key == "magnitude.fits"} == {"×1,000"}


def test_with_the_right_amount_the_ledgers_base_agrees() -> None:
    assert results("share", claim("35", "350"), ledger=Ledger(GDP)) == [PASS]


def test_without_the_base_the_implied_one_is_shown() -> None:
    found = answers("share", claim("35", "350"))
    assert [(a.check, a.result) for a in found] == [("ratio-base", CANNOT_TELL)]
    assert found[0].told[0].args["whole"].en.startswith("CNY 985")            # 349.5 / 35.5 %


def test_the_base_of_another_year_is_no_base() -> None:
    later = figure("R2", "Nanzhou", "gross domestic product", "1000", CNY, year(2023))
    assert results("share", claim("35", "350"), ledger=Ledger(later)) == [CANNOT_TELL]


def test_a_share_of_money_is_not_held_against_a_count() -> None:
    assert results("share", [percent("17"), bn("42.8"), count("92")], SHARE) == []
