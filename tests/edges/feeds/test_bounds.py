"""Small messages that say much: what they unpack to is bounded before it is unpacked."""

import io
import json
import tracemalloc
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from banyan.edges.feeds import documents
from banyan.edges.feeds.documents import MAX_LINE, MOST_ROWS, FormatError
from banyan.edges.feeds.mapping import Ready, of_message
from banyan.edges.feeds.workbooks import xlsx_rows
from banyan.model.feed import Fault, Feed, Format, Row, Unfit, ValueAt

READY = Ready(Feed("f", (ValueAt("v", "{ds}"),), rows="items"))
LONG = "x" * (MAX_LINE + 1)


def rows(format_: Format, data: bytes) -> list[Row | Unfit]:
    return list(of_message(READY, data, format_))


def stream(batch: pa.RecordBatch) -> bytes:
    out = io.BytesIO()
    with pa.ipc.new_stream(out, batch.schema) as writer:
        writer.write_batch(batch)
    return out.getvalue()


def parquet(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd")
    return out.getvalue()


@contextmanager
def at_most(mb: int) -> Iterator[None]:
    """Of Python's own memory."""
    tracemalloc.start()
    yield
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < mb * 2**20


def test_rows_that_take_no_bytes_are_counted_before_they_are_made() -> None:
    none = pa.record_batch({"ds": pa.nulls(10**9)})
    assert len(stream(none)) < 1000
    with at_most(1), pytest.raises(FormatError, match=f"more than {MOST_ROWS} rows"):
        rows(Format.ARROW, stream(none))


@pytest.mark.parametrize("column", [
    pa.array([[1]]), pa.array([{"a": 1}]), pa.RunEndEncodedArray.from_arrays(pa.array([1], pa.int32()), pa.array([1])),
    pa.array([[1]], pa.list_(pa.int64(), 1)),
])
def test_a_column_that_no_reading_can_stand_in_is_refused(column: pa.Array) -> None:
    with pytest.raises(FormatError, match=r"a column 'v' of the type .*; expected numbers, texts and times"):
        rows(Format.ARROW, stream(pa.record_batch({"v": column})))


def test_a_long_text_that_every_row_names_is_never_unpacked() -> None:
    named = pa.DictionaryArray.from_arrays(pa.array([0] * 40_000 + [1], pa.int32()), pa.array([LONG, "short"]))
    data = stream(pa.record_batch({"v": named}))
    assert len(data) < 500_000
    with at_most(40):
        found = rows(Format.ARROW, data)
    assert [type(one) for one in found] == [Unfit] * 40_000 + [Row]
    assert found[7] == Unfit(8, b"", Fault.MALFORMED, f"row 8: {MAX_LINE + 1} bytes", f"at most {MAX_LINE} bytes",
                             row=False)
    assert found[-1] == Row(40_001, {"v": "short"}, b'{"v":"short"}')


@pytest.mark.parametrize("format_", [Format.ARROW, Format.PARQUET])
def test_a_text_that_a_row_may_have_ends_the_message_where_it_comes_too_often(format_: Format) -> None:
    named = pa.DictionaryArray.from_arrays(pa.array([0] * 5_000, pa.int32()), pa.array(["x" * 200_000]))
    data = stream(pa.record_batch({"v": named})) if format_ is Format.ARROW else parquet(pa.table({
        "v": named.cast(pa.large_string())}))
    assert len(data) < 500_000
    with at_most(220), pytest.raises(FormatError, match="rows of more than 64 MB together"):
        rows(format_, data)


def test_parquet_says_how_many_rows_it_has() -> None:
    with pytest.raises(FormatError, match="50001 rows; expected at most 50000 in one message"):
        rows(Format.PARQUET, parquet(pa.table({"v": [1] * 50_001})))


def test_a_header_that_every_row_repeats_is_counted() -> None:
    with at_most(220), pytest.raises(FormatError, match="rows of more than 64 MB together"):
        rows(Format.CSV, b"x" * 100_000 + b"\n" + b"1\n" * 40_000)


def test_a_document_s_long_texts_stay_out_of_its_rows() -> None:
    data = json.dumps({"station": "w1", "note": "x" * 5_000, "items": [{"v": 1}]}).encode()
    assert rows(Format.JSON, data) == [Row(1, {"station": "w1", "v": 1}, b'{"station":"w1","v":1}')]


@pytest.mark.parametrize(("format_", "data"), [
    (Format.JSON, json.dumps({"items": [{"v": LONG}, {"v": 1}]}).encode()),
    (Format.COLUMNS, json.dumps({"v": [LONG, 1]}).encode()),
    (Format.ARROW, stream(pa.record_batch({"v": [LONG, "1"]}))),
    (Format.NDJSON, json.dumps({"v": LONG}).encode() + b'\n{"v": 1}'),
])
def test_a_row_that_is_too_long_costs_the_others_nothing(format_: Format, data: bytes) -> None:
    first, second = rows(format_, data)
    assert isinstance(first, Unfit)
    assert first.fault is Fault.MALFORMED
    assert len(first.raw) <= MAX_LINE
    assert isinstance(second, Row)


def test_the_bound_is_the_messages_own() -> None:
    some = [Row(1, {}, b"x" * 600), Row(2, {}, b"x" * 600)]
    assert list(documents.within(iter(some), 1200)) == some
    with pytest.raises(FormatError):
        list(documents.within(iter(some), 1199))


def workbook(**cells: object) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for place, value in cells.items():
        sheet[place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_with_a_cell_far_away_is_refused_before_it_is_laid_out() -> None:
    with pytest.raises(FormatError, match="a sheet of 1048576 rows and 16384 columns"):
        list(xlsx_rows(workbook(A1="v", A2=1, XFD1048576=1), 10))


def test_a_workbook_whose_cells_say_no_place_is_measured_too() -> None:
    cells = b"<row>" + b"<c><v>1</v></c>" * 5_000 + b"</row>" + b"<row><c><v>1</v></c></row>" * 5_000
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>' + cells
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(A1="v"))) as known, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in known.namelist():
            new.writestr(name, sheet + b"</sheetData></worksheet>" if "sheet1" in name else known.read(name))
    with pytest.raises(FormatError, match="a sheet of 5001 rows and 5000 columns"):
        list(xlsx_rows(out.getvalue(), 10))


def test_a_long_text_that_many_cells_name_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/sharedStrings.xml", b"<sst><si><t>" + b"x" * 1_000_000 + b"</t></si></sst>")
        packed.writestr("xl/worksheets/sheet1.xml", b'<row><c t="s"><v>0</v></c></row>' * 2_000)
    assert len(out.getvalue()) < 20_000
    with pytest.raises(FormatError, match="2000 cells with texts of up to 1000016 bytes"):
        list(xlsx_rows(out.getvalue(), 1000))


def test_a_workbook_of_more_rows_than_a_message_may_have_is_refused() -> None:
    data = workbook(A1="v", A2=1, A3=2, A4=3)
    assert [one.n for one in xlsx_rows(data, 3)] == [1, 2, 3]
    with pytest.raises(FormatError, match="more than 2 rows"):
        list(xlsx_rows(data, 2))
