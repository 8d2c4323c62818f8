"""Arrow IPC streams of one uncompressed batch of numbers, straight to arrays: what a gateway sends each minute. pyarrow
needs as long to open such a stream as a thousand readings take on their whole way (Arrow columnar format 1.5,
"Encapsulated message format" and "Recordbatch message"; Message.fbs, Schema.fbs).

Strict: whatever is otherwise makes no arrays at all, and pyarrow takes the whole.
"""

import struct
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from banyan.edges.feeds.arrow import RECORD_BATCH
from banyan.edges.feeds.documents import FormatError
from banyan.edges.feeds.flatbuffer import Table

LONGEST_SCHEMA = 4096         # bytes of one that is remembered
SCHEMAS = 64                  # so many
_BEGINS = b"\xff\xff\xff\xff"
_END = _BEGINS + bytes(4)
_PLACED = 8                   # bytes: where buffers begin


class Column(NamedTuple):
    """Its pyarrow type, and its numbers as they are stored: those of a timestamp in its unit (int64)."""

    type: Any
    numbers: Any


class _Field(NamedTuple):
    place: int
    type: Any
    dtype: Any


def columns(data: bytes, names: Sequence[str]) -> list[Column] | None:
    """Those of some names, without a null. None: pyarrow has to look at it."""
    try:
        return _columns(data, names)
    except (struct.error, FormatError):       # it leads out of its bytes
        return None


def _columns(data: bytes, names: Sequence[str]) -> list[Column] | None:
    begin = _end_of_metadata(data, 0)
    if begin is None or begin > LONGEST_SCHEMA or (body := _end_of_metadata(data, begin)) is None:
        return None
    fields = _fields(data[:begin])
    if fields is None or any(name not in fields for name in names):
        return None
    batch = _batch(data, begin, body)
    if batch is None:
        return None
    rows, nodes, buffers = batch
    if len(nodes) != len(fields) or len(buffers) != 2 * len(fields) or any(length != rows for length, _ in nodes):
        return None
    found = []
    for field in (fields[name] for name in names):
        offset, length = buffers[2 * field.place + 1]         # behind the one that says which are there
        if nodes[field.place][1] or offset % _PLACED or length < rows * field.dtype.itemsize:
            return None
        found.append(Column(field.type, np.frombuffer(data, field.dtype, rows, body + offset)))
    return found


def _end_of_metadata(data: bytes, at: int) -> int | None:
    if data[at : at + 4] != _BEGINS:
        return None
    length = int(struct.unpack_from("<i", data, at + 4)[0])
    end = at + 8 + length
    return end if length > 0 and end % _PLACED == 0 and end <= len(data) else None


def _batch(data: bytes, begin: int, body: int) -> tuple[int, list[tuple[int, int]], list[tuple[int, int]]] | None:
    """Rows, (length, nulls) of each column and (offset, length) of each buffer; None: it isn't the only batch, or not
    as it stands.
    """
    metadata = data[begin + 8 : body]
    message = Table(metadata, struct.unpack_from("<I", metadata)[0])
    header, size = message.table(2), message.number(3, "q")
    if header is None or message.number(1, "B") != RECORD_BATCH or header.field(3) is not None:     # compression
        return None
    if not 0 <= size <= len(data) - body or data[body + size :] not in (b"", _END):
        return None
    rows, buffers = header.number(0, "q"), header.pairs(2)
    if rows < 0 or any(not 0 <= offset <= offset + length <= size for offset, length in buffers):
        return None
    return rows, header.pairs(1), buffers


@lru_cache(SCHEMAS)
def _fields(schema: bytes) -> Mapping[str, _Field] | None:
    """By name; None where one isn't a number, or two have a name."""
    import pyarrow as pa  # half a second to load: only those who need it wait for it

    message = Table(schema, 8 + struct.unpack_from("<I", schema, 8)[0])
    header = message.table(2)
    if header is None or header.number(0, "h"):       # endianness
        return None
    try:
        said = [(field.name, field.type) for field in pa.ipc.read_schema(pa.py_buffer(schema))]
    except (pa.ArrowException, OSError, ValueError):
        return None
    found = {}
    for place, (name, type_) in enumerate(said):
        number = pa.types.is_integer(type_) or pa.types.is_floating(type_)
        if not (number or pa.types.is_timestamp(type_)) or name in found:
            return None
        found[name] = _Field(place, type_, np.dtype(type_.to_pandas_dtype() if number else "i8"))
    return found
