"""What stands in a workbook beside its table: notes, old drafts on hidden sheets, a sheet of increases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.districts.shapes import Row, Sheet, address

if TYPE_CHECKING:
    from tests.districts.tables import Desk

INCREASE_HEADERS = ("序号", "项目名称", "项目代码", "投资方", "原总投资", "本次增资额", "增资后总投资", "增资签约日期")


def notes(desk: Desk, sheet: Sheet, line: int) -> None:
    """Text with numbers under the table; none of it is a row."""
    if desk.english:
        texts = ["Note: 3 projects under negotiation (CNY 4.5 bn planned) are not listed.",
                 "Compiled by: programme officer, 24 August 2021"]
    else:
        texts = ["注：1. 投资额以正式签约文本为准；2. 另有在谈项目3个、计划投资45亿元，未列入本表。",
                 "填表人：综合科科员    审核：分管领导    填表日期：2021年8月24日"]
    for offset, text in enumerate(texts, start=1):
        sheet.cells[line + offset, 1] = text


def _header_unit(desk: Desk) -> str:
    return "" if desk.style.unit_at == "cell" else f"（{desk.style.unit}）"


def old_draft(desk: Desk, rows: list[Row]) -> None:
    """A hidden sheet with last month's amounts of some projects and one that never came: it must not count."""
    sheet = Sheet("旧稿（勿用）", hidden=True, very_hidden=desk.style.hidden == "very")
    for column, text in enumerate(("序号", "项目名称", "项目代码", "投资方", f"总投资{_header_unit(desk)}"), start=1):
        sheet.cells[1, column] = text
    for line, row in enumerate(rows, start=2):
        value, _ = desk.money(row.wan + 15_000)
        for column, text in enumerate((line - 1, row.name, row.code, row.investor, value), start=1):
            sheet.cells[line, column] = text
    line = len(rows) + 2
    value, _ = desk.money(660_000)
    for column, text in enumerate((line - 1, "已撤回的备选项目", "", "某备选投资人", value), start=1):
        sheet.cells[line, column] = text
    first = desk.style.hidden == "hidden" and desk.style.form == "xlsx"
    desk.book.sheets.insert(0 if first else len(desk.book.sheets), sheet)


def increase_sheet(desk: Desk, rows: list[Row]) -> None:
    """Increases with the amount before, the increment and the amount after: only the increment is new."""
    from tests.districts.tables import shown

    sheet = Sheet("增资项目")
    desk.book.sheets.append(sheet)
    unit = _header_unit(desk)
    for column, text in enumerate(INCREASE_HEADERS, start=1):
        sheet.cells[1, column] = text + (unit if column in (5, 6, 7) else "")
    for line, row in enumerate(rows, start=2):
        before, increment = desk.before[row.key], row.wan
        amounts, units = zip(*(desk.money(wan) for wan in (before, increment, before + increment)), strict=True)
        cells: tuple[Any, ...] = (line - 1, row.name, row.code, row.investor, *amounts, desk.day(row))
        for column, value in enumerate(cells, start=1):
            sheet.cells[line, column] = value
        places = {"name": address(line, 2), "amount": address(line, 6)}
        desk.placed.append((row, sheet.name, places, shown(amounts[1]), units[1]))
