"""Arrow streams read without pyarrow say what pyarrow says of them, or nothing."""

import io
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.edges.feeds import flat
from banyan.edges.feeds.vector import _unpacked

NAMES = ("ds", "t", "v")
NUMBERS = (pa.int8(), pa.int32(), pa.uint16(), pa.uint64(), pa.int64(), pa.float16(), pa.float32(), pa.float64())
TIMES = (pa.timestamp("s"), pa.timestamp("ms", "UTC"), pa.timestamp("us", "UTC"), pa.timestamp("ns", "Asia/Shanghai"))


def written(batches: list[pa.RecordBatch], **options: Any) -> bytes:
    out = io.BytesIO()
    with pa.ipc.new_stream(out, batches[0].schema, options=pa.ipc.IpcWriteOptions(**options)) as stream:
        for batch in batches:
            stream.write_batch(batch)
    return out.getvalue()


def batch(rows: int = 3, **more: Any) -> pa.RecordBatch:
    return pa.record_batch({"ds": pa.array(range(1, rows + 1), pa.int32()), "t": pa.array(range(rows), TIMES[2]),
                            "v": pa.array([n / 4 for n in range(rows)]), **more})


def said(found: Any) -> Any:
    return None if found is None else [(one.type, one.numbers.dtype, one.numbers.tolist()) for one in found]


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 40), st.sampled_from(NUMBERS), st.sampled_from((*TIMES, pa.int64(), pa.uint32())),
       st.sampled_from(NUMBERS), st.permutations(("ds", "t", "v", "more")), st.integers(0, 5))
def test_numbers_are_those_that_pyarrow_reads(
    rows: int, of_stream: Any, of_time: Any, of_value: Any, order: list[str], begin: int,
) -> None:  # fmt: skip
    kinds = {"ds": of_stream, "t": of_time, "v": of_value, "more": pa.uint8()}
    columns = {name: pa.array(np.arange(rows).astype("f4" if kinds[name] == pa.float16() else "i8").astype(
        "f2" if kinds[name] == pa.float16() else "i8")).cast(kinds[name]) for name in order}
    data = written([pa.record_batch(columns).slice(begin)])
    found = flat.columns(data, NAMES)
    assert found is not None
    assert said(found) == said(_unpacked(data, NAMES, 2**20))


@pytest.mark.parametrize("data", [
    written([batch(), batch()]), written([batch(300)], compression="zstd"), written([batch(300)], compression="lz4"),
    written([batch(n=["a", "b", "c"])]), written([batch(n=pa.array(["a", "b", "a"]).dictionary_encode())]),
    written([batch(n=[[1], [2], [3]])]), written([batch(n=[True, False, True])]), written([batch(v=[1.0, None, 2.0])]),
    written([batch()], use_legacy_format=True), written([batch().rename_columns(["ds", "t", "x"])]),
    written([pa.RecordBatch.from_arrays([*batch().columns, batch().column(2)], ["ds", "t", "v", "v"])]),
    written([batch()], emit_dictionary_deltas=False)[:-16], b"", b"\xff\xff\xff\xff", b"ARROW1" * 9,
    written([batch()]) + b"more than a stream",
])  # fmt: skip
def test_whatever_else_a_stream_holds_is_for_pyarrow(data: bytes) -> None:
    assert flat.columns(data, NAMES) is None


def test_a_stream_of_no_batch_at_all_is_nothing() -> None:
    out = io.BytesIO()
    with pa.ipc.new_stream(out, batch().schema):
        pass
    assert flat.columns(out.getvalue(), NAMES) is None
    assert _unpacked(out.getvalue(), NAMES, 2**20) is None


def test_an_end_that_isnt_said_is_none_the_less_one() -> None:
    whole = written([batch()])
    assert whole.endswith(b"\xff\xff\xff\xff" + bytes(4))
    assert said(flat.columns(whole[:-8], NAMES)) == said(flat.columns(whole, NAMES)) != [None]


@settings(max_examples=500, deadline=None)
@given(st.data())
def test_damaged_bytes_are_never_read_otherwise_than_by_pyarrow(data: st.DataObject) -> None:
    good = bytearray(written([batch(8)]))
    for _ in range(data.draw(st.integers(1, 4))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    damaged = bytes(good[: data.draw(st.integers(0, len(good)))]) if data.draw(st.booleans()) else bytes(good)
    found, wanted = (said(read) for read in (flat.columns(damaged, NAMES), _unpacked(damaged, NAMES, 2**20)))
    if found is not None and wanted is not None:      # pyarrow looks at more of the metadata
        assert str(found) == str(wanted)              # NaN isn't itself


def test_what_leads_out_of_a_body_is_not_read() -> None:
    """Each byte of the metadata with each of some values, and no reading beyond what was sent."""
    good = written([batch(8)])
    for at in range(len(good) - 8):
        for value in (0, 1, 8, 0x7F, 0xFF):
            data = good[:at] + bytes([value]) + good[at + 1 :]
            found = flat.columns(data, NAMES)
            assert found is None or all(len(one.numbers) < 2**16 for one in found)
