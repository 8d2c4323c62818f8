"""Readings: raw messages come in, a columnar batch of accepted readings or rejects come out."""

import struct
from enum import IntFlag, StrEnum
from typing import Any

import numpy as np
from msgspec import Struct

from banyan.model.ids import StreamId
from banyan.model.time import Instant


class Quality(IntFlag):
    """Flags of one accepted reading; 0 is good. Only good and late-but-newest readings steer."""

    GOOD = 0
    LATE = 1        # older than the newest reading of its stream: kept for history, never judged
    JUMP = 2        # changed faster than is credible
    STUCK = 4       # not changed where it should tremble


class Message(Struct, frozen=True):
    """What arrived, as it arrived. `source` names the door; `data` is one NDJSON line."""

    source: str
    data: bytes


class Reason(StrEnum):
    """Why a message was not accepted."""

    MALFORMED = "malformed"
    UNKNOWN_STREAM = "unknown-stream"
    UNKNOWN_CREW = "unknown-crew"
    UNIT = "unit"
    NOT_FINITE = "not-finite"
    RANGE = "range"
    FUTURE = "future"
    TOO_LATE = "too-late"
    DUPLICATE_DELIVERY = "duplicate-delivery"
    DUPLICATE_CONTENT = "duplicate-content"


class Reject(Struct, frozen=True):
    """A message that was not accepted: nothing is lost, it waits here with its reason."""

    id: str
    reason: Reason
    raw: str
    where: str
    expected: str


class Batch(Struct, frozen=True):
    """Accepted readings as columns of equal length, in order of arrival.

    `stream` indexes the city's stream table (uint32), `time` is phenomenon time in µs (int64), `value` is in the
    stream's unit (float64), `quality` holds `Quality` flags (uint8), `seq` the source's sequence number (int64).
    """

    stream: Any
    time: Any
    value: Any
    quality: Any
    seq: Any

    def __len__(self) -> int:
        return len(self.stream)


_COLUMNS = (("stream", "<u4"), ("time", "<i8"), ("value", "<f8"), ("quality", "u1"), ("seq", "<i8"))
_HEAD = struct.Struct("<4sI")
_MAGIC = b"BNB1"


def batch(stream: list[int], time: list[int], value: list[float], quality: list[int], seq: list[int]) -> Batch:
    """Columns from lists of equal length."""
    given = {"stream": stream, "time": time, "value": value, "quality": quality, "seq": seq}
    return Batch(**{name: np.array(given[name], dtype=dtype) for name, dtype in _COLUMNS})


EMPTY = batch([], [], [], [], [])


def pack(columns: Batch) -> bytes:
    """One BLOB: magic, count, then the columns one after another (29 bytes a reading)."""
    parts = [_HEAD.pack(_MAGIC, len(columns))]
    parts += [np.ascontiguousarray(getattr(columns, name), dtype=dtype).tobytes() for name, dtype in _COLUMNS]
    return b"".join(parts)


def unpack(blob: bytes) -> Batch:
    """The batch of a BLOB. Raises ValueError on a blob that is not one."""
    if len(blob) < _HEAD.size or blob[:4] != _MAGIC:
        raise ValueError("not a batch of readings: the magic is missing")
    _, count = _HEAD.unpack_from(blob)
    columns, offset = {}, _HEAD.size
    for name, dtype in _COLUMNS:
        columns[name] = np.frombuffer(blob, dtype=dtype, count=count, offset=offset)
        offset += columns[name].nbytes
    return Batch(**columns)


class Latest(Struct, frozen=True):
    """The newest good reading of a stream: what judge and control may steer on."""

    stream: StreamId
    time: Instant
    value: float
    seq: int


class Evidence(Struct, frozen=True):
    """A copy of one reading, kept with what it caused, so that retention cannot cut the chain."""

    stream: StreamId
    time: Instant
    value: float
    seq: int
