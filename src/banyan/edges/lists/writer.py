"""Rows to a workbook that opens as a list does: a head that stays, filters, widths, numbers as numbers."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

from msgspec import Struct
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Value = str | int | Decimal | date | None
LONGEST = 32_767      # characters of a cell (ECMA-376, and every program that opens it)
CHINESE = "Microsoft YaHei"
_DIGITS = 15          # Excel keeps a double: a number with more digits is written as text


class Column(Struct, frozen=True):
    """`width` in characters. `numeric`: shown with separators."""

    head: str
    width: float = 14
    numeric: bool = False


class ListSheet(Struct, frozen=True):
    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Value]]


def write(sheets: Sequence[ListSheet], title: str, created: datetime) -> bytes:
    """The workbook. Nothing a cell says is a formula, whatever it begins with; control characters are left out."""
    book = Workbook(write_only=True)
    book.properties.title, book.properties.creator = title, "Banyan"
    book.properties.created = book.properties.modified = created.replace(tzinfo=None)
    for sheet in sheets:
        _sheet(book.create_sheet(sheet.name[:31]), sheet)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(page: WriteOnlyWorksheet, sheet: ListSheet) -> None:
    page.freeze_panes = "C2"
    for i, column in enumerate(sheet.columns, start=1):
        page.column_dimensions[get_column_letter(i)].width = column.width
    page.append([_head(page, column) for column in sheet.columns])
    count = 1
    for row in sheet.rows:
        page.append([_cell(page, value, column) for value, column in zip(row, sheet.columns, strict=True)])
        count += 1
    page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{count}"
    page.print_title_rows = "1:1"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True


_BOLD, _PLAIN = Font(name=CHINESE, size=10, bold=True), Font(name=CHINESE, size=10)
_FILL = PatternFill("solid", fgColor="EEF1F4")
_WRAP = Alignment(wrap_text=True, vertical="top")


def _head(page: WriteOnlyWorksheet, column: Column) -> Cell:
    cell = WriteOnlyCell(page, value=column.head)
    cell.font, cell.fill, cell.alignment = _BOLD, _FILL, _WRAP
    return cell


def _cell(page: WriteOnlyWorksheet, value: Value, column: Column) -> Cell | None:
    if value is None or value == "":
        return None
    if isinstance(value, int | Decimal) and len(Decimal(value).as_tuple().digits) > _DIGITS:
        value = f"{value:f}" if isinstance(value, Decimal) else str(value)
    if isinstance(value, str):
        cell = WriteOnlyCell(page, value=ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST])
        cell.data_type = "s"      # "=1+1" is what stood in somebody's workbook, and nothing to compute
    else:
        cell = WriteOnlyCell(page, value=value)
        if isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"
        elif column.numeric:
            cell.number_format = "#,##0" if value == int(value) else "#,##0.00"
    cell.font = _PLAIN
    return cell
