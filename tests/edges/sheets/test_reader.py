"""Workbooks of every kind to the same cells, and one sentence for what is none."""

import contextlib
import io
import zipfile
from datetime import date

import openpyxl
import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.edges.sheets import SheetError, read
from banyan.model.sheet import Merge, letters, ref


def xlsx(*rows: list[object], **more: object) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    for cell, kind in more.items():
        sheet[cell].data_type = kind
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(table: str) -> bytes:
    """A workbook of one table, as small as calamine takes it."""
    urn = "urn:oasis:names:tc:opendocument:xmlns:"
    spaces = " ".join(f'xmlns:{name}="{urn}{name}:1.0"' for name in ("office", "table", "text"))
    spaces += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", f"<office:document-content {spaces}><office:body><office:spreadsheet>"
                                       f'<table:table table:name="S">{table}</table:table>'
                                       "</office:spreadsheet></office:body></office:document-content>")
        packed.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{urn}manifest:1.0"/>')
    return out.getvalue()


def test_a_cell_has_its_name():
    assert [ref(16, 3), ref(0, 25), ref(0, 26), ref(9, 701), ref(0, 702)] == ["D17", "Z1", "AA1", "ZZ10", "AAA1"]
    assert letters(0) == "A"


def test_values_keep_their_kind_and_their_place():
    sheet = read(xlsx([], [None, "甲", 12.5, date(2021, 8, 23)]), "a.xlsx").sheets[0]
    assert sheet.rows[1] == ["", "甲", 12.5, date(2021, 8, 23)]


def test_an_error_cell_and_a_formula_without_a_value_are_told():
    data = xlsx(["甲", "#REF!", "=A1+1", "=SUM(B1:B1)"], B1="e")
    assert read(data, "a.xlsx").sheets[0].errors == {(0, 1): "#REF!", (0, 2): "=A1+1", (0, 3): "=SUM(B1:B1)"}


def test_an_error_in_a_sheet_of_many_rows_is_found_in_its_row():
    rows: list[list[object]] = [[f"第{i}个项目的很长很长的名称，为了让这一行长一些", i] for i in range(30_000)]
    rows[20_000][1] = "=NOW()"
    assert read(xlsx(*rows), "a.xlsx").sheets[0].errors == {(20_000, 1): "=NOW()"}


def test_words_of_a_number_format_are_told():
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["B2"], sheet["B3"], sheet["B4"] = 12.5, 3, 4
    sheet["B2"].number_format, sheet["B3"].number_format = '0.0"亿元"', "0.00"
    out = io.BytesIO()
    book.save(out)
    assert read(out.getvalue(), "a.xlsx").sheets[0].formats == {(1, 1): "亿元"}


def test_hidden_sheets_and_merged_cells_are_told():
    book = openpyxl.Workbook()
    book.worksheets[0].merge_cells("A1:C2")
    book.worksheets[0]["A1"] = "标题"
    book.create_sheet("旧稿").sheet_state = "hidden"
    book.create_sheet("更旧").sheet_state = "veryHidden"
    out = io.BytesIO()
    book.save(out)
    sheets = read(out.getvalue(), "a.xlsx").sheets
    assert [(s.name, s.hidden) for s in sheets] == [("Sheet", False), ("旧稿", True), ("更旧", True)]
    assert sheets[0].merges == (Merge(0, 0, 1, 2),)


def test_an_old_workbook_reads_like_a_new_one():
    book = xlwt.Workbook()
    sheet = book.add_sheet("S")
    sheet.write_merge(0, 0, 0, 1, "标题")
    sheet.write(1, 0, 12.5)
    sheet.write(1, 1, date(2021, 8, 23), xlwt.easyxf(num_format_str="YYYY-MM-DD"))
    book.add_sheet("旧稿").visibility = 1
    out = io.BytesIO()
    book.save(out)
    sheets = read(out.getvalue(), "named.xlsx").sheets        # what it is called doesn't matter
    assert sheets[0].rows[1] == [12.5, date(2021, 8, 23)]
    assert sheets[0].merges == (Merge(0, 0, 0, 1),)
    assert sheets[1].hidden


def test_merged_cells_of_an_open_document_are_read_beside_the_values():
    cell = '<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p></table:table-cell>'
    covered = "<table:covered-table-cell/>"
    empty = '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
    down = cell.format(more='table:number-rows-spanned="2"', text="线下")
    data = ods("<table:table-row>" + cell.format(more='table:number-columns-spanned="2"', text="标题") + covered +
               "</table:table-row>" + empty + "<table:table-row><table:table-cell/>" + down +
               "</table:table-row><table:table-row><table:table-cell/>" + covered + "</table:table-row>")
    sheet = read(data, "a.ods").sheets[0]
    assert sheet.rows[0][0] == "标题"
    assert sheet.merges == (Merge(0, 0, 0, 1), Merge(4, 1, 5, 1))


def test_error_cells_of_an_open_document_are_told_with_their_places():
    cell = '<table:table-cell {about}><text:p>{text}</text:p></table:table-cell>'
    string, formula = 'office:value-type="string"', 'table:formula="of:=[.#REF!]"'
    told = f'{formula} {string} office:string-value="" calcext:value-type="error"'
    data = ods("<table:table-row>" + cell.format(about=string, text="甲") + cell.format(about=told, text="#REF!") +
               '<table:table-cell table:number-columns-repeated="3"/>' + cell.format(about=told, text="Err:502") +
               "</table:table-row><table:table-row>" + cell.format(about=f"{formula} {string}", text="#DIV/0!") +
               cell.format(about=string, text="#1 plant") + cell.format(about=f"{formula} {string}", text="乙") +
               "</table:table-row>")
    sheet = read(data, "a.ods").sheets[0]
    assert sheet.errors == {(0, 1): "#REF!", (0, 5): "Err:502", (1, 0): "#DIV/0!"}
    assert (sheet.rows[0][0], sheet.rows[1][1], sheet.rows[1][2]) == ("甲", "#1 plant", "乙")


def test_a_table_that_begins_further_in_keeps_its_places_and_shares_its_texts():
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["C4"], sheet["E6"], sheet["E7"] = "甲", 3, "甲"
    out = io.BytesIO()
    book.save(out)
    rows = read(out.getvalue(), "a.xlsx").sheets[0].rows
    assert rows == [*[["", "", "", "", ""]] * 3, ["", "", "甲", "", ""], ["", "", "", "", ""], ["", "", "", "", 3],
                    ["", "", "", "", "甲"]]
    assert rows[3][2] is rows[6][4]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_text_is_read_in_any_encoding_with_any_separator(encoding: str, sign: str):
    text = f'项目{sign}投资额{sign}n\r\n"甲{sign}乙\n项目"{sign}12.5{sign}1\r\n'
    sheet = read(text.encode(encoding), "a.csv").sheets[0]
    assert sheet.rows == [["项目", "投资额", "n"], [f"甲{sign}乙\n项目", "12.5", "1"]]
    assert sheet.flat


@pytest.mark.parametrize(("data", "found"), [
    (b"", "an empty file"), (b" \n", "an empty file"), (b"%PDF-1.7", "a document or a picture"),
    (b"\x89PNG\r\n", "a document or a picture"), (b"PK\x03\x04rest", "a damaged or locked file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "a damaged workbook"), (b"\xff\xfe\x00", "bytes that are no text"),
])  # fmt: skip
def test_what_is_no_workbook_is_one_sentence(data: bytes, found: str):
    with pytest.raises(SheetError) as said:
        read(data, "a.xlsx")
    assert f"a.xlsx: found {found}" in str(said.value)
    assert "Nothing of it was imported" in str(said.value)


@pytest.fixture(scope="module")
def whole() -> bytes:
    out, book = io.BytesIO(), openpyxl.Workbook()
    for n in range(30):
        book.active.append([f"p{n}", n, 1.5 * n])
    book.save(out)
    return out.getvalue()


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_damage_to_a_workbook_is_read_or_refused_in_one_sentence(whole: bytes, data: st.DataObject):
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.one_of(st.integers(0, len(whole) - 1), st.integers(len(whole) - 1000, len(whole) - 1)))
        damaged[place] = data.draw(st.integers(0, 255))
    with contextlib.suppress(SheetError):
        assert read(bytes(damaged), "a.xlsx").sheets


def test_another_packed_file_is_named():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("word/document.xml", "<w/>")
    with pytest.raises(SheetError, match="found a Word document"):
        read(out.getvalue(), "a.docx")


def test_the_same_bytes_have_the_same_digest():
    assert read(b"a,b\n", "one.csv").sha256 == read(b"a,b\n", "two.csv").sha256
