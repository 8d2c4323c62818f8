"""What the compiled loop writes for COPY is what the driver writes of the same rows."""

import numpy as np
import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg._copy_base import format_row_binary
from psycopg.adapt import Transformer

from banyan.model.columns import NO_TIME
from banyan.model.compiled import FAST
from banyan.stores.postgres import binary
from banyan.stores.things.kept import EMPTY, Kept, in_rows

pytestmark = pytest.mark.skipif(not FAST, reason="without numba the driver writes")
TYPES = ("int8", "int8", "int8", "int8", "int8", "text", "text", "int8", "int8")
_times = st.integers(-62_000_000_000_000_000, 250_000_000_000_000_000)
_rows = st.tuples(
    st.integers(1, 2**32 - 1), st.integers(1, 2**32 - 1), _times,
    st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53), _times | st.just(NO_TIME),
    st.integers(0, 2**32 - 1), st.integers(0, 255))  # fmt: skip


def written(kept: Kept) -> bytes:
    """By the driver."""
    tx, out = Transformer(), bytearray(b"PGCOPY\n\xff\r\n\0" + bytes(8))
    tx.set_dumper_types([psycopg.adapters.types[name].oid for name in TYPES], psycopg.pq.Format.BINARY)
    for row in in_rows(kept):
        format_row_binary([row[name] for name in binary.COLUMNS], tx, out)
    return bytes(out) + b"\xff\xff"


@settings(max_examples=300, deadline=None)
@given(st.lists(_rows, min_size=1, max_size=6))
def test_it_writes_what_the_driver_writes(rows: list[tuple[int, int, int, float, int, int, int]]) -> None:
    stream, place, time, value, said, feature, quality = zip(*rows, strict=True)
    kept = Kept(np.array(stream, "u4"), np.array(place, "u4"), np.array(time, "i8"), np.array(value, "f8"),
                np.array([isinstance(one, int) for one in value], "?"), np.array(said, "i8"), np.array(feature, "u4"),
                np.array(quality, "u1"))
    assert binary.rows(kept) == written(kept)


def test_nothing_is_a_head_and_an_end() -> None:
    assert binary.rows(EMPTY) == b"PGCOPY\n\xff\r\n\0" + bytes(8) + b"\xff\xff"
