"""What stands nearest, what a name means and what a neighbour was copied from: in whole passages, right and wrong."""

import pytest

from banyan.edges.ledger import read
from banyan.model.figure import Result
from banyan.runtime.figures.checking import Known, check_text

HEAD = "id,subject,indicator,operator,value,unit,period\n"


def found(text: str, result: Result, ledger: str = "") -> list[tuple[str, tuple[str, ...]]]:
    """(check, words of its numbers) of every finding with that result."""
    known = Known(read((HEAD + ledger).encode(), "ledger.csv").figures) if ledger else Known()
    checked = check_text(text, "passage.txt", known, "en")
    return [(f.check, tuple(checked.reading.quantities[i].text for i in f.quantities))
            for f in checked.findings if f.result is result]


def marked(text: str, check: str, result: Result = Result.FAIL, ledger: str = "") -> set[str]:
    return {word for name, words in found(text, result, ledger) if name == check for word in words}


@pytest.mark.parametrize(("text", "numbers"), [
    ('A wait is called "long" when it takes more than 4 hours. In 2024 Ostby had few. Long waits (over 2 hours) cost.',
     {"4 hours", "2 hours"}),
    ("种粮大户是指经营50亩以上的农户。2024年柳川县新增补贴；种粮大户（30亩以上）可申请。", {"50亩", "30亩"}),
])  # fmt: skip
def test_a_name_with_two_thresholds_can_t_be_told(text: str, numbers: set[str]) -> None:
    assert marked(text, "two-definitions", Result.CANNOT_TELL) == numbers


@pytest.mark.parametrize(("text", "number"), [
    ("Vell's library lent 84,000 books in 2022 and 97,000 in 2023, and 71,500 by the end of August.", "71,500"),
    ("柳川县图书馆2022年接待读者18.6万人次，2023年接待22.3万人次；截至6月底，已接待14.1万人次。", "14.1万"),
    ("Vell's roads got £61 million in 2024 and £74 million in 2025, and from these £18 million was for kerbs.",
     "£18 million"),
])  # fmt: skip
def test_a_part_of_several_years_has_none_of_its_own(text: str, number: str) -> None:
    assert number in marked(text, "no-year", Result.CANNOT_TELL)


def test_a_number_copied_from_its_neighbour_is_held_against_its_own_figure() -> None:
    ledger = "A,Vell Water,mains replaced,=,148,km,2024\nB,Vell Water,sewers relined,=,61,km,2024\n"
    said = "In 2024 Vell Water replaced 148 km of water mains and relined {} km of sewers."
    assert marked(said.format(148), "ledger", ledger=ledger) == {"148 km"}
    assert marked(said.format(61), "ledger", ledger=ledger) == set()


@pytest.mark.parametrize(("text", "wrong"), [
    ("2024年柳川县贷款由0.8亿元扩大到3.2亿元，增长四倍。", True),
    ("2024年柳川县贷款由0.8亿元扩大到3.2亿元，增长三倍。", False),
    ("2024年柳川县贷款由0.8亿元扩大到3.2亿元，是原来的四倍。", False),
])  # fmt: skip
def test_by_four_times_is_no_four_times_as_much(text: str, wrong: bool) -> None:
    assert bool(marked(text, "growth")) is wrong


@pytest.mark.parametrize(("text", "wrong"), [
    ("Vell's exports fell from 84.0 billion yuan in 2023 to 71.4 billion yuan in 2024, up 15.0 percent.", True),
    ("Vell's exports fell from 84.0 billion yuan in 2023 to 71.4 billion yuan in 2024, down 15.0 percent.", False),
])  # fmt: skip
def test_a_rise_of_what_fell_is_wrong(text: str, wrong: bool) -> None:
    assert bool(marked(text, "growth")) is wrong


@pytest.mark.parametrize(("said", "numbers"), [
    ("Ward    Beds   Nurses   All\nNorth   124    61       185\nSouth   98     47       145\n"
     "East    76     38       141\nWest    82     40       122\n", {"76", "38", "141"}),
    ("站点　　进站　　出站\n东站　　12,480　　11,960\n西站　　8,640　　9,120\n合计　　21,120　　12,080\n",
     {"11,960", "9,120", "12,080"}),
])  # fmt: skip
def test_a_slip_in_a_table_is_found_however_far_off(said: str, numbers: set[str]) -> None:
    assert marked(f"Vell 2024\n\n{said}", "breakdown") == numbers


def test_the_days_of_a_year_tell_a_daily_number_that_is_ten_times_too_large() -> None:
    said = "2024年柳川机场旅客吞吐量326.5万人次，日均{}万人次；货邮吞吐量1.8万吨。"
    assert marked(said.format("8.9"), "average") == {"8.9万", "326.5万"}
    assert marked(said.format("0.89"), "average") == set()


def test_two_levels_that_both_have_years_leave_no_year_to_choose() -> None:
    said = "From 2017 to 2022 the output of Vell rose from 680.1 billion yuan to 862.4 billion yuan, an average annual "
    assert marked(said + "growth of 6.1 percent.", "compound")
    assert not marked(said + "growth of 4.9 percent.", "compound")


def test_day_patients_are_no_days() -> None:
    checked = check_text("In 2024 Ostby Hospital treated 18,750 day patients.", "passage.txt", Known(), "en")
    assert [(q.text, q.unit.dimension.value) for q in checked.reading.quantities] == [("18,750", "count")]


@pytest.mark.parametrize(("text", "right", "wrong"), [
    ("2025年1—9月进出口612.4亿元，上年同期为580.1亿元。按期内平均汇率，折合{}亿美元。", "86.1", "91.6"),
    ("2025年1—9月全市进出口612.4亿元。以期内平均汇率折算，约合{}亿美元。", "86.1", "91.6"),
])  # fmt: skip
def test_what_is_converted_at_the_average_rate_of_its_period_is_held_against_that(
    text: str, right: str, wrong: str
) -> None:
    rate = "A,人民币对美元,期内平均汇率,=,7.11,元/美元,2025年1—9月\n"
    assert marked(text.format(right), "conversion", ledger=rate) == set()
    assert f"{wrong}亿美元" in marked(text.format(wrong), "conversion", ledger=rate)
