"""Columns of plain numbers are taken whole, and say what they would say row by row."""

import io
import json
import sys
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.edges.feeds.mapping import Ready, of_message
from banyan.edges.feeds.vector import _numbers, at_once, mapped, plain
from banyan.model.compiled import FAST
from banyan.model.feed import By, Feed, Format, TimeAt, ValueAt

NOW = 1_784_901_600_000_000       # 2026-07-24T14:00:00Z
S = NOW // 1_000_000


def feed(**more: Any) -> Ready:
    whole: dict[str, Any] = {"time": TimeAt("t", "unix"), "format": Format.COLUMNS, **more}
    return Ready(Feed("c", (ValueAt("v", "{ds}", By.ID),), **whole))


def arrow(**columns: Any) -> bytes:
    out, table = io.BytesIO(), pa.table(columns)
    with pa.ipc.new_stream(out, table.schema) as stream:
        stream.write_table(table)
    return out.getvalue()


_cells = st.one_of(st.integers(-5, 2**54), st.floats(allow_nan=False, allow_infinity=False, width=32))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 9), st.integers(-10, S + 100), _cells), min_size=1, max_size=8))
def test_columns_say_what_their_rows_say(rows: list[tuple[int, int, float]]) -> None:
    ready = feed()
    data = json.dumps({"ds": [r[0] for r in rows], "t": [r[1] for r in rows], "v": [r[2] for r in rows]}).encode()
    whole = plain(ready, data, Format.COLUMNS, NOW)
    said = ready.read(of_message(ready, data), NOW, {})
    if whole is None:
        assert said.refused or any(abs(r[2]) >= 2**53 for r in rows)
        return
    assert said.refused == []
    by_rows = [(one.stream, one.time, one.value, one.whole) for one in said.readings]
    assert [(str(s), t, v, w) for s, t, v, w in zip(
        whole.stream.tolist(), whole.time.tolist(), whole.value.tolist(), whole.whole.tolist(), strict=True)] == by_rows
    for n, one in enumerate(said.readings):
        again = mapped(ready, whole, n)
        assert (again.stream, again.time, again.value, again.row.n) == (one.stream, one.time, one.value, one.row.n)
        assert json.loads(again.row.raw) == json.loads(one.row.raw)


@pytest.mark.parametrize("data", [
    b'{"ds": [1], "t": [5], "v": ["1"]}', b'{"ds": [1], "t": [5], "v": [null]}', b'{"ds": [1], "t": [5], "v": [true]}',
    b'{"ds": [1], "t": [5]}', b'{"ds": [1], "t": [5], "v": [1, 2]}', b'{"ds": [0], "t": [5], "v": [1]}',
    b'{"ds": [1.0], "t": [5], "v": [1]}', b'{"ds": [1], "t": [5.5], "v": [1]}', b'{"ds": [1], "t": [1e30], "v": [1]}',
    b'{"ds": [1], "ds": [2], "t": [5], "v": [1]}', b'{"ds": [1], "t": [5], "v": [1e400]}',
    b'{"ds": [], "t": [], "v": []}', b'{"ds": [1], "t": [5], "v": [9007199254740993]}',
    b'{"ds": [99999999999999999999], "t": [5], "v": [1]}', b"[]", b"",
])
def test_what_isnt_plain_goes_row_by_row(data: bytes) -> None:
    assert plain(feed(), data, Format.COLUMNS, NOW) is None


@pytest.mark.parametrize("more", [
    {"sequence": "{n}"}, {"late_s": 10}, {"skew_s": -10}, {"time": TimeAt("t", "%Y")}, {"time": TimeAt()},
])
def test_a_feed_that_wants_more_than_numbers_goes_row_by_row(more: dict[str, Any]) -> None:
    data = json.dumps({"ds": [1, 1], "t": [S, S - 20], "v": [1, 2]}).encode()
    assert plain(feed(**more), data, Format.COLUMNS, NOW) is None


def test_arrow_is_taken_whole_with_its_own_times_or_numbers() -> None:
    times = [datetime(2026, 7, 24, 13, 59, tzinfo=UTC), datetime(2026, 7, 24, 14, 0, tzinfo=UTC)]
    whole = plain(feed(time=TimeAt("t")), arrow(ds=[7, 8], t=times, v=[1.5, 2]), Format.ARROW, NOW)
    assert whole is not None
    assert (whole.stream.tolist(), whole.value.tolist()) == ([7, 8], [1.5, 2.0])
    assert whole.time.tolist() == [NOW - 60_000_000, NOW]
    numbers = plain(feed(), arrow(ds=[7], t=[S], v=[3]), Format.ARROW, NOW)
    assert numbers is not None
    assert (numbers.time.tolist(), numbers.whole.tolist()) == ([NOW], [True])
    for bad in (arrow(ds=[7, None], t=[S, S], v=[1, 2]), arrow(ds=["7"], t=[S], v=[1]), arrow(ds=[7], t=["x"], v=[1]),
                arrow(ds=[7], v=[1]), arrow(ds=[7], t=[S], v=["1"]), arrow(ds=[7], t=[S], v=[float("nan")])):
        assert plain(feed(), bad, Format.ARROW, NOW) is None


def test_at_once_is_taken_only_what_is_as_small_as_it_looks() -> None:
    data = json.dumps({"ds": [7], "t": [S], "v": [1]}).encode()
    assert (at_once(feed(), data, Format.COLUMNS, NOW) is not None) is FAST
    assert at_once(feed(), b'{"ds": [7], "t": [5], "v": [1], "x": [1]}', Format.COLUMNS, NOW) is None      # not scanned
    assert at_once(feed(sequence="{n}"), data, Format.COLUMNS, NOW) is None
    rows = 50_000
    out, table = io.BytesIO(), pa.table({"ds": [7] * rows, "t": [S] * rows, "v": [1.0] * rows})
    with pa.ipc.new_stream(out, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as stream:
        stream.write_table(table)
    assert len(out.getvalue()) < 64 * 1024
    assert plain(feed(), out.getvalue(), Format.ARROW, NOW) is not None
    assert at_once(feed(), out.getvalue(), Format.ARROW, NOW) is None
    small = arrow(ds=[7], t=[S], v=[3])
    assert at_once(feed(), small, Format.ARROW, NOW) is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.delitem(sys.modules, "pyarrow")
        assert at_once(feed(), small, Format.ARROW, NOW) is None


@pytest.mark.parametrize("type_", ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16",
                                   "float32", "float64"])
def test_numbers_of_arrow_are_those_that_its_own_way_gives(type_: str) -> None:
    parts = [pa.array(np.array(some, type_)) for some in ([1, 2, 3, 100], [], [5, 6, 7])]
    for chunks in (parts, [parts[0].slice(1, 2)], [parts[0].slice(3), parts[2].slice(1)], [parts[1]], []):
        column = pa.chunked_array(chunks, parts[0].type)
        found, wanted = _numbers(column), column.to_numpy()
        assert (found.dtype, found.tolist()) == (wanted.dtype, wanted.tolist())


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_times_of_arrow_in_any_unit_are_those_of_its_rows(unit: str) -> None:
    scale = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[unit]
    times = pa.array([(S - n) * scale for n in range(3)], pa.timestamp(unit, "Asia/Shanghai"))
    ready, data = feed(time=TimeAt("t")), arrow(ds=[7, 8, 9], t=times, v=[1, 2, 3])
    whole = plain(ready, data, Format.ARROW, NOW)
    assert whole is not None
    said = ready.read(of_message(ready, data, Format.ARROW), NOW, {})
    assert whole.time.tolist() == [one.time for one in said.readings]
