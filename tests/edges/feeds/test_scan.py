"""The scanner of columns reads what the general reader reads, or nothing at all."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from banyan.edges.feeds.mapping import Ready
from banyan.edges.feeds.scan import scan
from banyan.edges.feeds.vector import Plain, _decoded, plain
from banyan.model.compiled import FAST
from banyan.model.feed import By, Feed, Format, TimeAt, ValueAt

pytestmark = pytest.mark.skipif(not FAST, reason="without numba the general reader reads everything")
NAMES = ("ds", "t", "v")
READY = Ready(Feed("c", (ValueAt("v", "{ds}", By.ID),), Format.COLUMNS, TimeAt("t", "unix-us")))
NOW = 1_784_901_600_000_000
SPACE = st.sampled_from(["", "", "", " ", "\n", "\t ", "\r\n"])
WHOLE = st.integers(0, 2**53).map(str) | st.integers(1, 400).map(str)
NUMBERS = (
    st.integers(-(2**53), 2**53).map(str) | st.floats(allow_nan=False, allow_infinity=False).map(repr)
    | st.decimals(-1000, 1000, places=3).map(str)
    | st.from_regex(r"-?(0|[1-9]\d{0,20})(\.\d{1,20})?([eE][+-]?\d{1,3})?", fullmatch=True)
)  # fmt: skip


@st.composite
def bodies(draw: st.DrawFn) -> bytes:
    """Columns as text, mostly of one length."""
    rows = draw(st.integers(0, 5))
    columns = []
    for name, cells in zip(draw(st.permutations(NAMES)), draw(st.permutations((WHOLE, WHOLE, NUMBERS))), strict=True):
        kind = NUMBERS if name == "v" else WHOLE if draw(st.integers(0, 9)) else cells
        length = rows if draw(st.integers(0, 9)) else draw(st.integers(0, 5))
        said = (draw(SPACE) + ",").join(draw(SPACE) + draw(kind) for _ in range(length))
        columns.append(f'{draw(SPACE)}"{name}"{draw(SPACE)}:{draw(SPACE)}[{said}{draw(SPACE)}]')
    return f"{draw(SPACE)}{{{','.join(columns)}{draw(SPACE)}}}{draw(SPACE)}".encode()


PIECES = [b"", b" ", b"0", b"1", b"-", b".", b"e", b"E5", b",", b"[", b"]", b"{", b"}", b'"', b":", b"null", b"true",
          b"\\u0041", b"\x00", b"NaN", b"1e999", b"99999999999999999999", b'"ds":[1],', b'"x":[1],', b".000", b".5",
          b"-0", b'"ds"', "水".encode()]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    body = draw(bodies())
    for _ in range(draw(st.integers(1, 3))):
        begin = draw(st.integers(0, len(body)))
        end = min(len(body), begin + draw(st.integers(0, 6)))
        body = body[:begin] + draw(st.sampled_from(PIECES) | st.binary(max_size=2)) + body[end:]
    return body


def said(found: Plain | None) -> object:
    """With the bits of its numbers: -0.0 is not 0.0."""
    return None if found is None else (found.stream.tolist(), found.time.tolist(), found.value.view("i8").tolist(),
                                       found.whole.tolist(), found.said.tolist())


@settings(max_examples=400, deadline=None)
@given(bodies())
def test_columns_are_taken_alike_with_the_scanner_and_without(body: bytes) -> None:
    assert said(plain(READY, body, Format.COLUMNS, NOW)) == said(plain(READY, body, Format.COLUMNS, NOW, fast=False))


@settings(max_examples=1500, deadline=None)
@given(mutated())
@example(b'{"ds":[1],"t":[1],"v":[-0]}')
@example(b'{"ds":[1],"t":[1],"v":[1]')
@example(b'{"ds":[1],"t":[1],"v":[1')
@example(b'{"ds":[1],"t":[1],"v":')
@example(b'{"ds":[1],"t":[1],"v":[1]}x')
@example(b'{"ds":[1],"t":[1],"ds":[2],"v":[1]}')
@example(b'{"ds":[1,2],"t":[1,2],"v":[1e400,1]}')
def test_the_same_bytes_are_never_read_otherwise(body: bytes) -> None:
    found = scan(body, NAMES, 10)
    if found is None:
        return
    others = _decoded(body, NAMES, 10)
    if others is None:      # a number beyond all numbers
        assert not np.isfinite(found[2]).all()
        return
    for ours, theirs in zip(found, others, strict=True):
        assert ours.tolist() == theirs.tolist()
    assert found[2].view("i8").tolist() == np.asarray(others[2], np.float64).view("i8").tolist()


def test_what_the_loop_can_not_round_is_rounded_rightly_all_the_same() -> None:
    found = scan(b'{"v":[0.30000000000000004,1e-300,3],"ds":[7,8,9],"t":[1,2,3]}', NAMES, 10)
    assert found is not None
    assert found[2].tolist() == [0.30000000000000004, 1e-300, 3.0]
    assert (found[0].tolist(), found[3].tolist()) == ([7, 8, 9], [False, False, True])


def test_more_rows_than_may_be_are_left_to_the_general_reader() -> None:
    body = b'{"ds":[1,2,3],"t":[1,2,3],"v":[1,2,3]}'
    assert scan(body, NAMES, 3) is not None
    assert scan(body, NAMES, 2) is None
