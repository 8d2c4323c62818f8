"""The smaller workbooks open, and every rejected or checked cell holds what the answer says."""

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from tests.districts import large
from tests.districts.compare import pairs, projects, rejects, tables
from tests.districts.others import CASES, write_all
from tests.districts.shapes import address


def cells(path: Path) -> dict[tuple[str, str], str]:
    """Every cell's text by sheet and address."""
    if path.suffix == ".csv":
        text = path.read_bytes().decode("gb18030" if "texts" in path.name else "utf-8")
        lines = csv.reader(text.splitlines(), delimiter=";" if "semicolons" in path.name else ",")
        sheets: dict[str, list[list[Any]]] = {"": list(lines)}
    else:
        book = CalamineWorkbook.from_path(str(path))
        sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    return {(name, address(r, c)): str(value) for name, rows in sheets.items()
            for r, row in enumerate(rows, 1) for c, value in enumerate(row, 1)}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]]]:
    folder = tmp_path_factory.mktemp("others")
    return folder, write_all(folder)


def test_every_answer_stands_in_its_workbook(made: tuple[Path, list[dict[str, Any]]]) -> None:
    folder, answers = made
    assert len(answers) == len(CASES) == 11
    for answer in answers:
        held = cells(folder / answer["file"])
        names = {"".join(text.split()) for text in held.values()}
        assert all("".join(p["name"].split()) in names for p in answer["projects"])
        for said in [*answer["rejects"], *answer["checks"]]:
            found = held[said["sheet"], said["cell"]]
            assert found == said["text"] or said["text"] == "#REF!" or Decimal(found.strip()) == Decimal(said["text"])


def test_totals_that_agree_are_the_sum_of_the_projects(made: tuple[Path, list[dict[str, Any]]]) -> None:
    _, answers = made
    wanted = {"others_8_of_which.xlsx": 5160000000, "others_9_semicolons.csv": 2830500000,
              "others_6_pages.xlsx": 6360000000, "others_5_spaces.xls": 2525000000, "others_4_stacked.ods": 4710000000,
              "others_3_dollars.xlsx": 774000000 + 554732250 + 1300000000}
    for answer in answers:
        if answer["file"] in wanted:
            assert sum(Decimal(p["amount"]) for p in answer["projects"]) == wanted[answer["file"]]


def test_formulas_have_their_saved_values(made: tuple[Path, list[dict[str, Any]]]) -> None:
    folder, _ = made
    with_values = load_workbook(folder / "others_10_formulas.xlsx", data_only=True)["汇总"]
    with_formulas = load_workbook(folder / "others_10_formulas.xlsx")["汇总"]
    assert [with_values[f"D{row}"].value for row in range(2, 6)] == [9.5, 15, "#REF!", 24.5]
    assert [with_formulas[f"D{row}"].value for row in (2, 5)] == ["=B2+C2", "=SUM(D2:D3)"]


def test_the_long_workbook_adds_up(tmp_path: Path) -> None:
    answer = large.write(tmp_path / "long.xlsx", 100)
    assert sum(Decimal(row["amount"]) for row in answer["channel"].values()) == Decimal(answer["amount"])
    page = load_workbook(tmp_path / "long.xlsx")["项目表"]
    assert page.max_row == 103
    assert page["G103"].value * 10_000 == Decimal(answer["amount"])


def test_comparison_says_what_differs() -> None:
    answer = {"total": [{"label": "total", "count": 2, "amount": "30"}]}
    assert tables(answer, {"total": [{"label": "total", "count": 2, "amount": "30.0"}]}) == []
    assert tables(answer, {"tables": [{"name": "total", "rows": [{"label": "total", "count": 3,
                                                                  "amount": "30"}]}]}) == [
        "total, total: count 3, expected 2"]
    assert tables(answer, {}) == ["total: no such table"]
    assert projects([{"name": "甲 项目", "amount": "10"}], [{"name": "甲项目", "amount": "11"}]) == [
        "甲项目: amount '11', expected '10'"]
    bad = [{"file": "f.csv", "sheet": "", "cell": "B2", "text": "待定"}]
    assert rejects(bad, [{"sheet": "f", "cell": "B2", "text": "待定", "reason": ""}], "f.csv") == []
    assert rejects(bad, [], "f.csv") == ["f.csv ('', 'B2'): '待定' isn't on the red list"]


def test_pairs_are_groups_and_look_alikes_stay_apart() -> None:
    def pair(a: str, b: str) -> dict[str, Any]:
        return {"a": {"name": a}, "b": {"name": b}, "reason": "why"}

    answer = {"duplicates": [pair("a", "b"), pair("a", "c"), pair("b", "c")], "lookalikes": [pair("x", "y")]}
    chain = [{"a": "a", "b": "b", "score": 1.0}, {"a": "c", "b": "b", "score": 0.9}, {"a": "x", "b": "y",
                                                                                      "score": 0.89}]
    assert pairs(answer, chain) == []
    assert pairs(answer, chain[:1])[0] == "a = c: not found (why)"
    assert pairs(answer, [*chain, {"a": "x", "b": "y", "score": 0.95}])[0] == "x is not y: joined (why)"
