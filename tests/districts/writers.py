"""Books to files: xlsx by openpyxl, xls by xlwt, ods as a zip written by hand, csv by the csv module."""

import csv
import io
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import openpyxl
import xlwt

from tests.districts.shapes import Book, Fault, Formula, Sheet, address

STAMP = (2021, 8, 24, 9, 0, 0)  # the same seed gives the same bytes
FOUR_BYTES = "㐂"               # in GB18030 and not in GBK


def write(book: Book, folder: Path) -> Path:
    """Write one book; its file name says where."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / book.file
    if book.text:
        path.write_text(book.text, encoding="utf-8")
        return path
    match book.form:
        case "xlsx":
            _xlsx(book, path)
        case "xls":
            _xls(book, path)
        case "ods":
            _ods(book, path)
        case form:
            _csv(book.sheets[0], path, form)
    return path


def _native(value: Any) -> Any:
    if isinstance(value, Fault):
        return str(value)
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return value


def _xlsx(book: Book, path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    formulas: dict[str, dict[str, str]] = {}
    for number, sheet in enumerate(book.sheets, start=1):
        page = workbook.create_sheet(sheet.name)
        for (row, column), held in sheet.cells.items():
            value = held.value if isinstance(held, Formula) else held
            if isinstance(held, Formula):
                formulas.setdefault(f"xl/worksheets/sheet{number}.xml", {})[address(row, column)] = held.text
            cell = page.cell(row, column, _native(value))
            if isinstance(value, date):
                cell.number_format = "yyyy-mm-dd"
            if isinstance(value, Fault):
                cell.data_type = "e"
            elif isinstance(value, str):
                cell.data_type = "s"
        for top, left, bottom, right in sheet.merges:
            page.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        if sheet.hidden:
            page.sheet_state = "veryHidden" if sheet.very_hidden else "hidden"
    workbook.active = next(i for i, sheet in enumerate(book.sheets) if not sheet.hidden)
    workbook.properties.created = workbook.properties.modified = datetime(*STAMP)  # noqa: DTZ001 - a document property
    saved = io.BytesIO()
    workbook.save(saved)
    _restamp(saved, path, formulas)


def _restamp(saved: io.BytesIO, path: Path, formulas: dict[str, dict[str, str]]) -> None:
    """The same zip with fixed times, so that a seed gives the same bytes, and with formulas beside their values.

    openpyxl writes a formula or a value, a spreadsheet program both.
    """
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "docProps/core.xml":
                before, _, rest = text.partition(b"<dcterms:modified")
                text = before + rest.partition(b"</dcterms:modified>")[2]
            for cell, formula in formulas.get(name, {}).items():
                text = re.sub(rf'(<c r="{cell}"[^>]*>)'.encode(), rb"\1<f>" + escape(formula).encode() + b"</f>", text)
            new.writestr(zipfile.ZipInfo(name, STAMP), text, zipfile.ZIP_DEFLATED)


def _xls(book: Book, path: Path) -> None:
    workbook = xlwt.Workbook(encoding="utf-8")
    dated = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for sheet in book.sheets:
        page = workbook.add_sheet(sheet.name)
        merged = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merges}
        for (row, column), value in sorted(sheet.cells.items()):
            style = dated if isinstance(value, date) else xlwt.Style.default_style
            if (row, column) in merged:
                bottom, right = merged[row, column]
                page.write_merge(row - 1, bottom - 1, column - 1, right - 1, _native(value), style)
            else:
                page.write(row - 1, column - 1, _native(value), style)
        page.visibility = 1 if sheet.hidden else 0
    workbook.active_sheet = next(i for i, sheet in enumerate(book.sheets) if not sheet.hidden)
    workbook.save(str(path))


def _csv(sheet: Sheet, path: Path, form: str) -> None:
    height = max(row for row, _ in sheet.cells)
    width = max(column for _, column in sheet.cells)
    held = io.StringIO()
    out = csv.writer(held)
    for row in range(1, height + 1):
        out.writerow([_csv_text(sheet.cells.get((row, column), "")) for column in range(1, width + 1)])
    text = held.getvalue()
    if form == "csv-gb18030":
        text += f"填报说明：{FOUR_BYTES}乐片区项目另表\r\n"
    codec = {"csv-gb18030": "gb18030", "csv-utf8-bom": "utf-8-sig", "csv-utf8": "utf-8"}[form]
    path.write_bytes(text.encode(codec))


def _csv_text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else f"{value:f}" if isinstance(value, Decimal) else str(value)


# --- OpenDocument 1.2, the parts that hold a table ------------------------------------------------------------------

SPACES = " ".join(f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"' for short, long in (
    ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style")))
KIND = "application/vnd.oasis.opendocument.spreadsheet"


def _ods(book: Book, path: Path) -> None:
    styles = "".join(f'<style:style style:name="{name}" style:family="table">'
                     f'<style:table-properties table:display="{display}"/></style:style>'
                     for name, display in (("shown", "true"), ("hidden", "false")))
    tables = "".join(_ods_table(sheet) for sheet in book.sheets)
    content = (f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {SPACES} office:version="1.2">'
               f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{tables}"
               "</office:spreadsheet></office:body></office:document-content>")
    manifest = ('<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
                'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
                f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{KIND}"/>'
                '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
                "</manifest:manifest>")
    with zipfile.ZipFile(path, "w") as out:
        out.writestr(zipfile.ZipInfo("mimetype", STAMP), KIND, zipfile.ZIP_STORED)
        out.writestr(zipfile.ZipInfo("content.xml", STAMP), content, zipfile.ZIP_DEFLATED)
        out.writestr(zipfile.ZipInfo("META-INF/manifest.xml", STAMP), manifest, zipfile.ZIP_DEFLATED)


def _ods_table(sheet: Sheet) -> str:
    height = max(max(row for row, _ in sheet.cells), *(bottom for _, _, bottom, _ in sheet.merges), 1)
    width = max(max(column for _, column in sheet.cells), *(right for *_, right in sheet.merges), 1)
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in sheet.merges}
    covered = {(row, column) for top, left, bottom, right in sheet.merges for row in range(top, bottom + 1)
               for column in range(left, right + 1)} - set(spans)
    rows = []
    for row in range(1, height + 1):
        cells = []
        for column in range(1, width + 1):
            if (row, column) in covered:
                cells.append("<table:covered-table-cell/>")
                continue
            down, across = spans.get((row, column), (1, 1))
            span = "" if (down, across) == (1, 1) else (
                f' table:number-rows-spanned="{down}" table:number-columns-spanned="{across}"')
            cells.append(_ods_cell(sheet.cells.get((row, column)), span))
        rows.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    style = "hidden" if sheet.hidden else "shown"
    return (f'<table:table table:name={quoteattr(sheet.name)} table:style-name="{style}">'
            f'<table:table-column table:number-columns-repeated="{width}"/>{"".join(rows)}</table:table>')


def _ods_cell(value: Any, span: str) -> str:
    if value is None:
        return f"<table:table-cell{span}/>"
    if isinstance(value, date):
        return (f'<table:table-cell{span} office:value-type="date" office:date-value="{value.isoformat()}">'
                f"<text:p>{value.isoformat()}</text:p></table:table-cell>")
    if isinstance(value, int | Decimal):
        return (f'<table:table-cell{span} office:value-type="float" office:value="{value}">'
                f"<text:p>{value}</text:p></table:table-cell>")
    paragraphs = "".join(f"<text:p>{escape(part)}</text:p>" for part in str(value).split("\n"))
    return f'<table:table-cell{span} office:value-type="string">{paragraphs}</table:table-cell>'
