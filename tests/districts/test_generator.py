"""The generator's own promises: the tables of the release, the same bytes for a seed, every answer in its cell."""

import csv
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string
from python_calamine import CalamineWorkbook, SheetVisibleEnum
from stdnum.cn import uscc

from tests.districts.compare import tables as differences
from tests.districts.dirt import DIRT
from tests.districts.generator import generate
from tests.districts.shapes import Answer, address
from tests.districts.tables import FACTORS

RELEASE = {  # the breakdowns that the expo's release prints: projects, CNY
    "total": {"total": (92, "252400000000")},
    "channel": {"on-site-offline": (50, "167500000000"), "on-site-online": (16, "39800000000"),
                "off-site": (26, "45100000000")},
    "sector": {"intelligent-manufacturing": (32, "101600000000"), "digital-economy": (20, "42800000000"),
               "science-technology": (17, "46000000000"), "other": (23, "62000000000")},
    "investor_kind": {"state": (10, "46300000000"), "private": (69, "167000000000"), "foreign": (5, "7300000000"),
                      "other": (8, "31800000000")},
}
BANDS = [(">= 0.5 bn", 92), ("> 1 bn", 81), ("> 5 bn", 19)]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Answer]:
    folder = tmp_path_factory.mktemp("districts")
    return folder, generate(7, folder)


@pytest.mark.parametrize("seed", [1, 2, 2021])
def test_any_seed_comes_to_the_tables_of_the_release(seed: int, tmp_path: Path) -> None:
    answer = generate(seed, tmp_path)
    expected = {name: [{"label": label, "count": count, "amount": amount} for label, (count, amount) in rows.items()]
                for name, rows in RELEASE.items()}
    assert differences(expected, answer.tables) == []
    assert [(row["label"], row["count"]) for row in answer.tables["size_band"]] == BANDS


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_drawn_offices_come_to_the_same_tables(seed: int, tmp_path: Path) -> None:
    answer = generate(seed, tmp_path, drawn=True)
    expected = {name: [{"label": label, "count": count, "amount": amount} for label, (count, amount) in rows.items()]
                for name, rows in RELEASE.items()}
    assert differences(expected, answer.tables) == []
    assert sum(not check["agrees"] for check in answer.checks) == 1
    check_sources(tmp_path, answer)


def test_the_clean_list_adds_up_to_the_tables(made: tuple[Path, Answer]) -> None:
    _, answer = made
    for field in ("channel", "sector", "investor_kind"):
        for label, (count, amount) in RELEASE[field].items():
            mine = [p for p in answer.projects if p[field] == label]
            whole = [Decimal(p["amount"]) + sum(Decimal(i["amount"]) for i in p["increments"]) for p in mine]
            assert (len(mine), sum(whole)) == (count, Decimal(amount))
    first = [Decimal(p["amount"]) for p in answer.projects]
    assert sum(amount > 10**9 for amount in first) == 81
    assert min(first) == 5 * 10**8


def test_bounds_and_increases_decide_the_bands(made: tuple[Path, Answer]) -> None:
    _, answer = made
    first = [Decimal(p["amount"]) for p in answer.projects]
    assert 10**9 in first                                   # exactly 1 bn is not above 1 bn
    assert 5 * 10**9 in first
    crossing = [p for p in answer.projects for i in p["increments"]
                if Decimal(p["amount"]) <= 10**9 < Decimal(p["amount"]) + Decimal(i["amount"])]
    assert len(crossing) == 1                               # its increase must not lift it over the bound


def test_a_seed_gives_the_same_bytes(made: tuple[Path, Answer], tmp_path: Path) -> None:
    folder, answer = made
    assert generate(7, tmp_path).as_json() == answer.as_json()
    for path in sorted(folder.iterdir()):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


@pytest.mark.parametrize("kind", sorted(DIRT))
def test_each_kind_of_dirt_can_be_left_out_and_is_in_the_files(
        kind: str, made: tuple[Path, Answer], tmp_path: Path) -> None:
    folder, answer = made
    clean = generate(7, tmp_path, without={kind})
    assert clean.tables == answer.tables
    assert any((tmp_path / path.name).read_bytes() != path.read_bytes() for path in folder.iterdir())


def test_unknown_dirt_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        generate(7, tmp_path, without={"mud"})


def cells_of(path: Path) -> dict[str, dict[str, Any]]:
    """Every sheet's cells by address, read by a library that the writers don't use where there is one."""
    if path.suffix == ".csv":
        text = path.read_bytes().decode("utf-8-sig" if path.read_bytes().startswith(b"\xef\xbb\xbf") else "gb18030")
        return {"": grid(list(csv.reader(text.splitlines(keepends=True))))}
    book = CalamineWorkbook.from_path(str(path))
    return {name: grid(book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names}


def grid(rows: list[list[Any]]) -> dict[str, Any]:
    return {address(r, c): value for r, row in enumerate(rows, 1) for c, value in enumerate(row, 1)}


def number(text: str) -> Decimal:
    wide = str.maketrans("０１２３４５６７８９．，", "0123456789.,")
    found = re.search(r"\d[\d,]*(\.\d+)?", text.translate(wide))
    assert found is not None, text
    return Decimal(found[0].replace(",", ""))


def test_every_source_stands_in_its_cell_and_says_the_amount(made: tuple[Path, Answer]) -> None:
    check_sources(*made)


def check_sources(folder: Path, answer: Answer) -> None:
    cells = {path.name: cells_of(path) for path in folder.iterdir()}
    for project in answer.projects:
        increments = [Decimal(i["amount"]) for i in project["increments"]]
        for source in project["sources"]:
            held = cells[source["file"]][source["sheet"]][source["cell"]]
            assert number(str(held)) == number(source["text"]), source
            amount = number(source["text"]) * FACTORS[source["unit"]]
            if source["role"] == "increase":
                assert amount in increments
            elif source["role"] == "project":
                assert amount == Decimal(project["amount"])
            else:                                            # a near amount: rounded up by at most three in a hundred
                assert Decimal(project["amount"]) <= amount <= Decimal(project["amount"]) * Decimal("1.03")


def test_rejects_and_totals_stand_in_their_cells(made: tuple[Path, Answer]) -> None:
    folder, answer = made
    assert len(answer.rejects) == 10
    cells = {path.name: cells_of(path) for path in folder.iterdir()}
    for reject in answer.rejects:
        held = cells[reject["file"]][reject["sheet"]][reject["cell"]]
        assert str(held) == reject["text"] or reject["text"] == "#REF!"
    for check in answer.checks:
        assert number(str(cells[check["file"]][check["sheet"]][check["cell"]])) == number(check["text"])
    assert sum(not check["agrees"] for check in answer.checks) == 1


def test_the_failed_formula_is_an_error_cell_and_drafts_are_hidden(made: tuple[Path, Answer]) -> None:
    folder, answer = made
    book = load_workbook(folder / "10_闽清县_签约及增资.xlsx")
    fault = next(reject for reject in answer.rejects if reject["text"] == "#REF!")
    column, row = coordinate_from_string(fault["cell"])
    assert book[fault["sheet"]].cell(row, column_index_from_string(column)).data_type == "e"
    assert book["旧稿（勿用）"].sheet_state == "veryHidden"
    for hidden in answer.hidden:
        sheets = CalamineWorkbook.from_path(str(folder / hidden["file"])).sheets_metadata
        sheet = next(sheet for sheet in sheets if sheet.name == hidden["sheet"])
        assert sheet.visible in (SheetVisibleEnum.Hidden, SheetVisibleEnum.VeryHidden)


def test_second_reports_and_look_alikes_are_told_apart(made: tuple[Path, Answer]) -> None:
    _, answer = made
    assert len({pair["reason"] for pair in answer.duplicates}) == 11
    assert len(answer.lookalikes) == 6
    one = {pair[side]["name"] for pair in answer.lookalikes for side in "ab"}
    assert not one & {pair[side]["name"] for pair in answer.duplicates for side in "ab"}


def test_codes_pass_their_checks(made: tuple[Path, Answer]) -> None:
    _, answer = made
    for project in answer.projects:
        assert uscc.is_valid(project["credit_code"])
        if project["code"]:
            time, region, department, kind, rest = project["code"].split("-")
            assert (len(time), len(region), len(department), len(kind), len(rest)) == (4, 6, 2, 2, 6)
        assert date.fromisoformat(project["signed"]) <= date(2021, 8, 23)


def test_no_two_sheets_of_a_book_share_a_name(made: tuple[Path, Answer]) -> None:
    folder, _ = made
    for path in folder.glob("*.[xo]*"):
        names = CalamineWorkbook.from_path(str(path)).sheet_names
        assert len(set(names)) == len(names)
