"""The five texts that the project started from, with both ledgers: what the issue asks `figures check` to report."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from banyan.edges.ledger import read
from banyan.model.figure import Finding, Result, Verdict
from banyan.runtime.figures.checking import Checked, Known, check

SHARED = Path(__file__).resolve().parents[4] / "shared"
SEEDS = sorted((SHARED / "seeds").glob("*.txt"))
pytestmark = pytest.mark.skipif(not SEEDS, reason="../shared with the texts is not beside this repository")


def ledger(*names: str) -> Known:
    found = tuple(f for name in names for f in read((SHARED / name).read_bytes(), name).figures)
    return Known(found, (), date(2025, 1, 1))


BOTH = ("seed_figures.csv", "reference_figures.csv")


def seed(number: int, *ledgers: str) -> Checked:
    file = SEEDS[number]
    return check(file.read_bytes(), file.name, ledger(*(ledgers or BOTH)), "en")


def found(checked: Checked, name: str, result: Result, words: Sequence[str] = ()) -> list[Finding]:
    """Findings of one check with this result that mark all of these words."""
    return [
        f for f in checked.findings
        if f.check == name and f.result is result
        and all(any(w in checked.reading.quantities[i].text for i in f.quantities) for w in words)
    ]


def test_the_slip_of_a_thousand_is_found_with_the_reference_ledger() -> None:
    failed = found(seed(3), "ratio-base", Result.FAIL, ["1.038 billion", "35 percent"])
    assert len(failed) == 1
    assert failed[0].against == ("R001",)
    assert "“1.038 billion yuan” were ×1,000" in failed[0].arithmetic


def test_without_the_reference_ledger_the_implied_base_is_shown() -> None:
    checked = seed(3, "seed_figures.csv")
    told = found(checked, "ratio-base", Result.CANNOT_TELL, ["1.038 billion", "35 percent"])
    assert len(told) == 1
    assert "the implied gross domestic product" in told[0].arithmetic
    assert "CNY 2.92 billion to CNY 3.01 billion" in told[0].arithmetic          # 1.0375/35.5 %, 1.0385/34.5 %


def test_a_gap_that_is_written_as_a_rate_shows_the_implied_growth() -> None:
    told = found(seed(3), "points", Result.FAIL, ["10.7 percentage points"])
    assert len(told) == 1
    assert "implies a rate of 9.9 % to 10.1 %" in told[0].arithmetic             # 20.7 − 10.7


def test_dates_outside_the_stated_days_are_found() -> None:
    told = found(seed(2), "within", Result.FAIL)
    assert len(told) == 1
    assert "2021-04-25 – 2021-04-26" in told[0].arithmetic
    assert "2021-04-29" in told[0].arithmetic


def test_items_without_a_subject_are_asked_for() -> None:
    assert found(seed(2), "no-subject", Result.CANNOT_TELL, ["600 million"])


def test_a_ranking_with_two_places_is_found() -> None:
    assert found(seed(2), "ranking", Result.FAIL, ["first", "4"])


def test_the_fifth_text_is_consistent() -> None:
    checked = seed(4)
    assert Verdict.CONTRADICTS not in {verdict for verdict, _ in checked.verdicts}
    for words in (("92", "66", "26"), ("66", "50", "16"), ("207.3", "167.5", "39.8"), ("252.4", "207.3", "45.1"),
                  ("92", "32", "20", "17", "23"), ("252.4", "101.6", "42.8", "46", "62"),
                  ("92", "ten", "69", "five", "eight"),
                  ("252.4", "46.3", "167", "7.3", "31.8")):  # fmt: skip
        assert found(checked, "breakdown", Result.PASS, words), words
    assert len(found(checked, "share", Result.PASS)) == 8
    assert len(found(checked, "shares-add", Result.PASS)) == 2
    assert found(checked, "floor", Result.PASS, ["500 million"])
    assert found(checked, "nested-bands", Result.PASS, ["81", "19"])


def test_the_dollar_amount_is_shown_with_its_implied_rate_and_the_years_average() -> None:
    told = found(seed(4), "conversion", Result.PASS, ["252.4", "38.97"])
    assert len(told) == 1
    assert told[0].against == ("R004",)
    assert "6.474 CNY/USD to 6.479 CNY/USD" in told[0].arithmetic or "6.47" in told[0].arithmetic


def test_nothing_else_in_the_five_texts_contradicts() -> None:
    expected = {2: {"within", "ranking"}, 3: {"ratio-base", "points"}}
    for number in range(5):
        failed = {f.check for f in seed(number).findings if f.result is Result.FAIL}
        assert failed == expected.get(number, set()), number
