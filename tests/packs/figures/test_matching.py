"""Figures of a ledger found again from the words of a text; and those that come from the text itself left out."""

from datetime import date
from decimal import Decimal

import pytest

from banyan.measure.figures.claims import Match
from banyan.model.figure import Dimension, Figure, Reading, Unit
from banyan.packs.figures import read
from banyan.packs.figures.matching import LedgerEvidence, names
from banyan.packs.figures.matching.sources import comes_from
from tests.measure.figures.said import CNY, figure, year

TEXT = "In 2022 Nanzhou had exports of 54.0 billion yuan."


def matches(text: str, *figures: Figure, day: date | None = None) -> list[tuple[str, bool]]:
    reading: Reading = read(text)
    evidence = LedgerEvidence(figures, "release.txt", day)
    index = next(i for i, q in enumerate(reading.quantities) if q.unit.dimension is not Dimension.DATE)
    found: list[Match] = list(evidence.same(reading, index))
    return [(match.figure.id, match.sure) for match in found]


def row(id: str = "A", subject: str = "Nanzhou", indicator: str = "exports", **more: object) -> Figure:
    return figure(id, subject, indicator, str(more.pop("value", "54.0")), CNY, more.pop("period", year(2022)), **more)


def test_the_same_thing_in_other_words_is_the_same() -> None:
    assert matches(TEXT, row()) == [("A", True)]
    assert matches(TEXT, row(subject="Nanzhou City", indicator="export value")) == [("A", True)]
    assert matches("2022年，南州市出口总额540亿元。", row(subject="南州", indicator="出口额")) == [("A", True)]


@pytest.mark.parametrize("other", [
    row(period=year(2021)), row(subject="Beizhou"), row(indicator="retail sales"), row(breakdown="sector: services"),
    figure("A", "Nanzhou", "exports", "54", Unit(Dimension.COUNT), year(2022)),
    figure("A", "Nanzhou", "exports", "54", Unit(Dimension.MONEY, "USD"), year(2022)),
])  # fmt: skip
def test_another_year_subject_indicator_part_or_unit_is_another_thing(other: Figure) -> None:
    assert matches(TEXT, other) == []


def test_a_period_that_only_overlaps_makes_it_near() -> None:
    from banyan.edges.ledger.periods import parse
    assert matches(TEXT, row(period=parse("2020-2022"))) == [("A", False)]


def test_two_rows_that_differ_leave_nothing_sure() -> None:
    assert matches(TEXT, row("A"), row("B", value="57.1")) == [("A", False), ("B", False)]


def test_a_superseded_figure_counts_no_more_once_its_revision_is_known() -> None:
    old, new = row("A", vintage="2023-01-20"), row("B", value="57.1", vintage="2023-06-30", supersedes="A")
    assert matches(TEXT, old, new) == [("B", True)]
    assert matches(TEXT, old, new, day=date(2023, 3, 1)) == [("A", True)]


@pytest.mark.parametrize(("source", "own"), [
    ("release.txt", True), ("release", True), ("RELEASE", True), ("Yearbook", False), ("", False), ("rel", False),
])  # fmt: skip
def test_a_figure_from_the_text_itself_is_no_evidence(source: str, own: bool) -> None:
    assert comes_from(row(source=source), "release.txt") is own
    assert matches(TEXT, row(source=source)) == ([] if own else [("A", True)])


def test_a_source_may_be_the_number_that_the_file_starts_with() -> None:
    assert comes_from(row(source="003"), "003_6861132614c7f062.txt")
    assert not comes_from(row(source="00"), "003_6861132614c7f062.txt")


def test_names_are_compared_without_case_plural_place_words_and_generic_ones() -> None:
    assert names.same("Nanzhou's", "nanzhou city")
    assert names.same("GDP", "地区生产总值")
    assert names.same("number of projects", "projects signed")
    assert not names.same("exports", "imports")
    assert not names.same("", "")
    assert names.near("digital economy volume of the city", "digital economy")


def test_an_average_rate_of_the_year_is_found() -> None:
    rate = figure("R", "China", "annual average rate", "6.45", Unit(Dimension.EXCHANGE, "CNY/USD"), year(2021))
    evidence = LedgerEvidence((rate,), "release.txt")
    assert [f.id for f in evidence.exchange("CNY/USD", date(2021, 8, 23))] == ["R"]
    assert evidence.exchange("CNY/USD", date(2020, 8, 23)) == ()
    assert evidence.exchange("CNY/EUR", None) == ()


def signed(id: str, breakdown: str, value: str) -> Figure:
    unit = Unit(Dimension.COUNT, noun="project")
    return figure(id, "南州市", "签约项目", value, unit, year(2023), breakdown=breakdown)


@pytest.mark.parametrize(("text", "found"), [
    ("南州市2023年招商情况\n全年签约项目成果丰硕。民营企业项目41个，外资企业项目12个。", [("P", True)]),
    ("南州市2023年招商情况\n全年签约项目成果丰硕。外资企业项目12个，民营企业项目41个。", [("F", True)]),
    ("南州市2023年招商情况\n全年签约项目41个。", []),
])  # fmt: skip
def test_a_breakdown_that_only_the_sentence_names_is_found(text: str, found: list[tuple[str, bool]]) -> None:
    assert matches(text, signed("P", "民营企业", "44"), signed("F", "外资企业", "12")) == found


@pytest.mark.parametrize(("text", "indicator", "symbol"), [
    ("Nanzhou in 2022\nPower plants generated 21.5 billion kWh in 2022.", "electricity output", "kWh"),
    ("Nanzhou in 2022\nThe port's total cargo came to 57.4 million tonnes in 2022.", "cargo throughput", "t"),
    ("南州市2022年，全年发电量215亿千瓦时。", "electricity generation", "kWh"),
])  # fmt: skip
def test_the_verb_of_an_indicator_is_its_noun(text: str, indicator: str, symbol: str) -> None:
    row_ = figure("A", "Nanzhou", indicator, "21.5", Unit(Dimension.MEASURE, symbol), year(2022), aliases=("南州市",))
    assert [id for id, _ in matches(text, row_)] == ["A"]


@pytest.mark.parametrize(("subject", "indicator", "unit", "symbol"), [
    ("美元兑人民币", "折算汇率", Unit(Dimension.MONEY, "CNY"), "CNY/USD"),
    ("欧元", "平均汇率", Unit(Dimension.MONEY, "CNY"), "CNY/EUR"),
    ("人民币兑美元", "汇率中间价", Unit(Dimension.MONEY, "CNY"), "CNY/USD"),
    ("人民币兑美元", "汇率中间价", Unit(Dimension.COUNT), "CNY/USD"),
    ("Dollar", "exchange rate", Unit(Dimension.COUNT, "", "EUR per USD"), "EUR/USD"),
    ("Euro", "average exchange rate", Unit(Dimension.COUNT, "", "dollars per euro"), "USD/EUR"),
])
def test_a_rate_of_exchange_is_one_in_whatever_words(subject: str, indicator: str, unit: Unit, symbol: str) -> None:
    told = figure("R", subject, indicator, "7.15", unit, year(2022), scale=Decimal(1))
    evidence = LedgerEvidence([told], "release.txt")
    assert [f.id for f in evidence.exchange(symbol, date(2022, 5, 1))] == ["R"]
    assert evidence.exchange(symbol, date(2019, 5, 1)) == ()


@pytest.mark.parametrize(("subject", "indicator", "unit"), [
    ("美元兑人民币", "汇率中间价涨幅", Unit(Dimension.PERCENT)), ("美元", "汇率损失", Unit(Dimension.MONEY, "CNY")),
    ("Australian dollar", "exchange rate", Unit(Dimension.MONEY, "CNY")),
    ("日元", "汇率", Unit(Dimension.MONEY, "CNY")), ("美元兑人民币", "汇率", Unit(Dimension.PERCENT)),
])
def test_a_row_near_a_rate_of_exchange_is_none(subject: str, indicator: str, unit: Unit) -> None:
    told = figure("R", subject, indicator, "4.83", unit, year(2022), scale=Decimal(1))
    evidence = LedgerEvidence([told], "release.txt")
    for symbol in ("CNY/USD", "USD/CNY", "CNY/JPY", "CNY/EUR"):
        assert evidence.exchange(symbol, None) == ()


def test_a_number_that_another_row_has_is_not_held_against_the_first() -> None:
    # The year before it is last year's, but this is this year's number.
    text = "In 2021 exports of Nanzhou had been 48.2 billion yuan. The 54.3 billion yuan of exports were a record."
    reading = read(text)
    rows = [row("A", value="48.2", period=year(2021)), row("B", value="54.3", period=year(2022))]
    evidence = LedgerEvidence(rows, "release.txt")
    at = next(i for i, q in enumerate(reading.quantities) if q.text.startswith("54.3"))
    assert [m.figure.id for m in evidence.same(reading, at) if m.sure and m.figure.id == "A"] == []
