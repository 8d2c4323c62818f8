"""The unit in the heading of a list holds for the bare numbers of its entries, and for no others."""

import pytest

from banyan.packs.figures import read


def told(text: str) -> list[tuple[str, str, str]]:
    return [(q.text, f"{q.amount.value:f}", q.unit.symbol) for q in read(text).quantities]


@pytest.mark.parametrize(("text", "values"), [
    ("各线日均客流（万人次）：1号线23.6，2号线18.9，3号线12.4。",
     [("23.6", "236000.0", ""), ("18.9", "189000.0", ""), ("12.4", "124000.0", "")]),
    ("各港吞吐量（单位：万吨）\n东港　　31.5\n西港　　8.25\n\n全市设港口2个。",
     [("31.5", "315000.0", "t"), ("8.25", "82500.00", "t"), ("2", "2", "")]),
    ("Cargo by kind, million tonnes:\nDry bulk 5.38\nContainers 3.64\n\nThe port has 14 cranes.",
     [("5.38", "5380000.00", "t"), ("3.64", "3640000.00", "t"), ("14", "14", "")]),
    ("By sector (projects, CNY billion):\nElectronics 19 – 13.2\nEnergy 16 – 9.7\n",
     [("19", "19", ""), ("13.2", "13200000000.0", "CNY"), ("16", "16", ""), ("9.7", "9700000000.0", "CNY")]),
])  # fmt: skip
def test_entries_are_in_the_unit_of_their_heading(text: str, values: list[tuple[str, str, str]]) -> None:
    assert told(text) == values


def test_each_column_is_in_the_unit_of_its_own_heading() -> None:
    table = "| 学段 | 学校（所） | 在校生（万人） | 占比（%） |\n| --- | --- | --- | --- |\n"
    table += "| 小学 | 316 | 18.47 | 64.2 |\n"
    assert told(table) == [
        ("316", "316", ""), ("18.47", "184700.00", ""), ("64.2", "64.2", "")]
    assert told("Crop    Area (hectares)    Output (thousand tonnes)\nRye     1,240    6.2\n") == [
        ("1,240", "1240", "ha"), ("6.2", "6200.0", "t")]


def test_a_word_in_brackets_that_is_no_unit_is_none() -> None:
    assert told("各区情况（示例）：东区12，西区15。") == [("12", "12", ""), ("15", "15", "")]
