"""A list as a workbook says what it was given, and computes nothing."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from banyan.edges.lists import Column, ListSheet, write

NOW = datetime(2026, 1, 5, tzinfo=UTC)
COLUMNS = (Column("名称"), Column("amount", numeric=True), Column("on"))


def read(*rows: tuple[object, ...]) -> list[tuple[object, ...]]:
    data = write([ListSheet("list", COLUMNS, rows)], "t", NOW)  # type: ignore[arg-type]
    return [tuple(row) for row in load_workbook(BytesIO(data)).active.values]


def test_texts_numbers_and_days_keep_their_kind() -> None:
    assert read(("榕树", 12_500_000_000, date(2021, 8, 23)), ("", Decimal("0.25"), None)) == [
        ("名称", "amount", "on"), ("榕树", 12_500_000_000, datetime(2021, 8, 23)), (None, 0.25, None)]  # noqa: DTZ001  a cell has no zone


def test_what_looks_like_a_formula_is_a_text() -> None:
    data = write([ListSheet("list", COLUMNS, [('=HYPERLINK("http://x","y")', 1, None)])], "t", NOW)
    cell = load_workbook(BytesIO(data)).active["A2"]
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("http://x","y")')


def test_a_number_that_a_spreadsheet_would_round_is_a_text() -> None:
    assert read(("a", 1234567890123456, None))[1][1] == "1234567890123456"


def test_the_head_stays_and_can_be_filtered() -> None:
    page = load_workbook(BytesIO(write([ListSheet("list", COLUMNS, [("a", 1, None)])], "t", NOW))).active
    assert (page.freeze_panes, page.auto_filter.ref, page.print_title_rows) == ("C2", "A1:C2", "$1:$1")


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co")), min_size=1, max_size=60))
def test_any_visible_text_comes_back_as_it_was(text: str) -> None:
    assert read((text, 1, None))[1][0] == text


@settings(deadline=None)
@given(st.text(max_size=60))
def test_control_characters_do_not_break_the_file(text: str) -> None:
    assert len(read((text, 1, None))) == 2
