"""Every format gives the same rows; whatever the bytes are, the answer is rows, refused rows or one sentence."""

import contextlib
import csv
import io
import json
import zipfile
from datetime import UTC, datetime
from functools import cache
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banyan.edges.feeds import arrow, tables, workbooks
from banyan.edges.feeds.documents import FormatError, ndjson_rows
from banyan.edges.feeds.mapping import Ready, of_message
from banyan.model.feed import By, Feed, Format, Mapped, Row, TimeAt, ValueAt

NOW = 1_784_901_600_000_000       # 2026-07-24T14:00:00Z
FEED = Ready(Feed("any", (ValueAt("v", "{ds}", By.ID),), time=TimeAt("t"), sequence="{ds}/{t}"))
TIMES = ["2026-07-24T13:59:00Z", "2026-07-24T14:00:00Z"]


def as_arrow(**options: Any) -> bytes:
    table = pa.table({"ds": [7, 7], "t": [datetime(2026, 7, 24, 13, 59, tzinfo=UTC),
                                          datetime(2026, 7, 24, 14, 0, tzinfo=UTC)], "v": [1.5, 2.5]})
    out = io.BytesIO()
    with pa.ipc.new_stream(out, table.schema, options=pa.ipc.IpcWriteOptions(**options)) as stream:
        stream.write_table(table)
    return out.getvalue()


def as_parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({"ds": [7, 7], "t": TIMES, "v": [1.5, 2.5]}), out)
    return out.getvalue()


def as_xlsx() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in (["ds", "t", "v"], [7, TIMES[0], 1.5], [7, TIMES[1], 2.5]):
        book.active.append(row)
    book.save(out)
    return out.getvalue()


MESSAGES = {
    Format.JSON: json.dumps([{"ds": 7, "t": t, "v": v} for t, v in zip(TIMES, (1.5, 2.5), strict=True)]).encode(),
    Format.NDJSON: b"\n".join(json.dumps({"ds": 7, "t": t, "v": v}).encode()
                              for t, v in zip(TIMES, (1.5, 2.5), strict=True)),
    Format.CSV: "ds,t,v\r\n7,{},1.5\r\n7,{},2.5\r\n".format(*TIMES).encode(),
    Format.COLUMNS: json.dumps({"ds": [7, 7], "t": TIMES, "v": [1.5, 2.5]}).encode(),
    Format.ARROW: as_arrow(), Format.PARQUET: as_parquet(), Format.XLSX: as_xlsx(),
}


def told(readings: list[Mapped]) -> list[tuple[str, int, float]]:
    return [(one.stream, one.time - NOW, one.value) for one in readings]


@pytest.mark.parametrize("format_", list(MESSAGES))
def test_the_same_readings_come_out_of_every_format(format_: Format) -> None:
    said = FEED.read(of_message(FEED, MESSAGES[format_], format_), NOW, {})
    assert said.refused == []
    assert told(said.readings) == [("7", -60_000_000, 1.5), ("7", 0, 2.5)]


@pytest.mark.parametrize("format_", [one for one in MESSAGES if one is not Format.JSON])
def test_a_rows_raw_is_a_row_that_can_be_mapped_again(format_: Format) -> None:
    for row in of_message(FEED, MESSAGES[format_], format_):
        assert isinstance(row, Row)
        again = FEED.read(ndjson_rows(row.raw), NOW, {})
        assert told(again.readings) == told(FEED.read([row], NOW, {}).readings)


def test_a_line_that_cant_be_read_costs_the_others_nothing_and_keeps_its_bytes() -> None:
    rows = list(ndjson_rows(b'{"v": 1}\n{"v": 1\n\n{"v": 2, "v": 3}\n"\xff"\n{"v": 4}\n'))
    assert [(row.n, None if isinstance(row, Row) else (row.where, row.expected, row.raw)) for row in rows] == [
        (1, None), (2, ("line 2, character 8", "JSON", b'{"v": 1')),
        (4, ("line 4, key 'v'", "each key once", b'{"v": 2, "v": 3}')),
        (5, ("line 5, byte 2", "UTF-8", b'"\xff"')), (6, None)]


@pytest.mark.parametrize(("format_", "data", "said"), [
    (Format.COLUMNS, b'{"a": [1], "b": []}', "lists of different length (a: 1, b: 0); expected as many in each"),
    (Format.COLUMNS, b"[]", 'no object of lists; expected {"ds": [...], "t": [...], "v": [...]}'),
    (Format.JSON, b"[" * 100_000, "the text; expected JSON that is not nested so deep"),
    (Format.CSV, b"", "nothing in it; expected a header and rows below it"),
    (Format.CSV, b"a,a\n1,2\n", "the column 'a' twice; expected each header once, at most 2000"),
    (Format.CSV, "a\n1".encode("utf-16"), "UTF-16 text; expected UTF-8: save it as CSV UTF-8"),
    (Format.XLSX, b"\xd0\xcf\x11\xe0", "a workbook of the old kind; expected an xlsx file"),
    (Format.XLSX, b"%PDF", "no workbook; expected an xlsx file"),
])
def test_a_message_that_cant_be_read_as_a_whole_is_told_in_one_sentence(
    format_: Format, data: bytes, said: str) -> None:
    with pytest.raises(FormatError) as e:
        list(of_message(FEED, data, format_))
    assert str(e.value) == said


def test_chinese_encodings_of_csv_are_told_apart() -> None:
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        assert [row.values for row in tables.csv_rows("站点,水位\n东湖,1.5\n".encode(encoding))
                if isinstance(row, Row)] == [{"站点": "东湖", "水位": "1.5"}]


@pytest.mark.parametrize("elsewhere", [131_072, 1_000_000])
def test_a_csv_row_with_a_cell_too_many_or_a_cell_without_end_is_refused_alone(elsewhere: int) -> None:
    csv.field_size_limit(elsewhere)       # what another reader of this process last set
    rows = list(tables.csv_rows(b"a,b\n1,2\n1,2,3\n" + b"x" * 200_000 + b",1\n3,4\n"))
    assert [row.n if isinstance(row, Row) else row.where for row in rows] == [
        1, "row 2: 3 cells", "line 4: field larger than field limit (131072)", 4]


def test_a_workbook_that_unpacks_to_more_than_it_says_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "UNPACKED", 10_000_000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b" " * 20_000_000)
    assert len(out.getvalue()) < 30_000
    with pytest.raises(FormatError, match="more than 10 MB once unpacked"):
        list(workbooks.xlsx_rows(out.getvalue(), 10))


def test_an_arrow_stream_is_measured_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    for compression in ("zstd", "lz4", None):
        assert len(list(arrow.batches(as_arrow(compression=compression)))) == 1
    out = io.BytesIO()
    table = pa.table({"v": pa.array([0.0] * 2_000_000)})
    with pa.ipc.new_stream(out, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as stream:
        stream.write_table(table)
    monkeypatch.setattr(arrow, "UNPACKED", 15_000_000)
    assert len(out.getvalue()) < 100_000
    with pytest.raises(FormatError, match="once unpacked"):
        list(arrow.batches(out.getvalue()))


def test_dictionaries_of_an_arrow_stream_are_measured_too(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    table = pa.table({"ds": pa.array(["a" * 1000] * 3).dictionary_encode()})
    with pa.ipc.new_stream(out, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as stream:
        stream.write_table(table)
    assert [row.values for row in tables.arrow_rows(out.getvalue()) if isinstance(row, Row)] == [
        {"ds": "a" * 1000}] * 3
    monkeypatch.setattr(arrow, "UNPACKED", 500)
    with pytest.raises(FormatError, match="once unpacked"):
        list(arrow.batches(out.getvalue()))


def outcome(format_: Format, data: bytes) -> list[tuple[str, str]]:
    """What is wrong with a message, as a whole or row by row."""
    try:
        said = FEED.read(of_message(FEED, data, format_), NOW, {})
    except FormatError as e:
        return [(e.found, e.expected)]
    return [(one.where, one.expected) for one in said.refused]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from([*Format]), st.one_of(st.binary(max_size=400), st.text(max_size=200).map(
    lambda t: t.encode("utf-8", "surrogatepass"))))
def test_any_bytes_give_rows_or_one_sentence(format_: Format, data: bytes) -> None:
    assert all(where and expected for where, expected in outcome(format_, data))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([Format.ARROW, Format.PARQUET, Format.XLSX]), st.lists(
    st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=6), st.integers(0, 10_000))
def test_a_damaged_file_gives_rows_or_one_sentence(
    format_: Format, changes: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(MESSAGES[format_])
    for at, value in changes:
        data[at % len(data)] = value
    assert all(expected for _, expected in outcome(format_, bytes(data[: len(data) - cut % 3])))


_json = st.recursive(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
                     lambda inner: st.one_of(st.lists(inner, max_size=3),
                                             st.dictionaries(st.sampled_from(["ds", "t", "v", "x"]), inner)))


@settings(max_examples=200, deadline=None)
@given(st.lists(_json, max_size=4))
def test_any_json_row_is_a_reading_or_a_refusal(rows: list[Any]) -> None:
    data = "\n".join(json.dumps(row) for row in rows).encode()
    said = FEED.read(ndjson_rows(data), NOW, {})
    assert len(said.readings) + len(said.refused) >= len([row for row in rows if row is not None])


@cache
def workbook() -> bytes:
    out, book = io.BytesIO(), openpyxl.Workbook()
    for line in (["ds", "t", "v"], *([f"s{n}", n, n / 2] for n in range(20))):
        book.active.append(line)
    book.save(out)
    return out.getvalue()


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_damage_to_a_workbook_is_read_or_refused(data: st.DataObject) -> None:
    whole = workbook()
    assert len(list(workbooks.xlsx_rows(whole, 100))) == 20
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.one_of(st.integers(0, len(whole) - 1), st.integers(len(whole) - 1000, len(whole) - 1)))
        damaged[place] = data.draw(st.integers(0, 255))
    with contextlib.suppress(FormatError):
        list(workbooks.xlsx_rows(bytes(damaged), 100))
