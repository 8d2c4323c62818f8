"""Observations as the store keeps them in columns: in a BLOB of a micro-batch, in memory, in a segment."""

import struct
import zlib
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import msgspec
import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from banyan.model.columns import NO_TIME
from banyan.model.observation import Quality
from banyan.model.things import SEQUENCE_BITS

SAID = [
    None if not flags else msgspec.json.encode(
        [str(flag.name).lower() for flag in (Quality.LATE, Quality.JUMP, Quality.STUCK) if flags & flag]).decode()
    for flags in range(8)
]
"""resultQuality as JSON, by the flags of observation.Quality."""
IN_ROWS = 0x80
"""A flag beside those of observation.Quality, in a BLOB alone: a row is the Observation, the BLOB has it for whoever
judges it again.
"""


class Kept(Struct, frozen=True):
    """Columns of equal length. `stream` and `place` make the id (stream << 32 | place; uint32 each), `time` and
    `result_time` in µs (int64; NO_TIME: none), `value` float64, `whole` bool, `feature` uint32, `quality` uint8.
    """

    stream: Any
    place: Any
    time: Any
    value: Any
    whole: Any
    result_time: Any
    feature: Any
    quality: Any

    def __len__(self) -> int:
        return len(self.stream)

    @property
    def ids(self) -> Any:
        """int64."""
        return self.stream.astype(np.int64) << SEQUENCE_BITS | self.place

    def some(self, chosen: Any) -> "Kept":
        """The rows that a mask, a slice or an array of places chooses."""
        return Kept(*(getattr(self, name)[chosen] for name, _ in KEPT))

    @property
    def results(self) -> list[float]:
        """As they were written: whole numbers as int."""
        if not self.whole.any():            # as most gauges write them
            found: list[float] = self.value.tolist()
            return found
        return [int(value) if whole else value
                for value, whole in zip(self.value.tolist(), self.whole.tolist(), strict=True)]


KEPT = (("stream", np.uint32), ("place", np.uint32), ("time", np.int64), ("value", np.float64), ("whole", np.bool_),
        ("result_time", np.int64), ("feature", np.uint32), ("quality", np.uint8))
EMPTY = Kept(*(np.empty(0, dtype) for _, dtype in KEPT))


def together(parts: Sequence[Kept]) -> Kept:
    if len(parts) == 1:
        return parts[0]
    return Kept(*(np.concatenate([getattr(part, name) for part in parts]) for name, _ in KEPT)) if parts else EMPTY


def marked(rows: Kept, ids: Collection[int]) -> Kept:
    """With those of some ids as IN_ROWS."""
    return replace(rows, quality=rows.quality | np.where(np.isin(rows.ids, list(ids)), IN_ROWS, 0).astype(np.uint8))


def in_columns(rows: Kept) -> Kept:
    """Of a BLOB, those that no row stands for."""
    elsewhere = (rows.quality & IN_ROWS) != 0
    return rows.some(~elsewhere) if elsewhere.any() else rows


def in_rows(rows: Kept) -> Iterator[dict[str, Any]]:
    """As the table has them."""
    results = msgspec.json.encode(rows.results)[1:-1].decode().split(",")
    columns = (rows.ids, rows.stream, rows.time, rows.result_time, rows.feature, rows.quality)
    for result, eid, stream, time, said, feature, flags in zip(results, *(c.tolist() for c in columns), strict=True):
        result_time = None if said == NO_TIME else said
        yield {"id": eid, "phenomenonTime_start": time, "phenomenonTime_end": time, "resultTime_start": result_time,
               "resultTime_end": result_time, "result": result, "resultQuality": SAID[flags & 7],
               "Datastream_id": stream, "FeatureOfInterest_id": feature}


_MAGIC = b"BNK1"
_HEAD = struct.Struct("<4sIIB")           # magic, crc-32 of what follows it, rows, which of the two columns are there
_RESULT_TIMES, _QUALITIES = 1, 2
_SUM_FROM = 8                             # the sum covers the count and the flags too: a torn head is no batch


def pack(rows: Kept) -> bytes:
    """One BLOB: head, then the columns one behind the other, little-endian, 28 bytes a row and an eighth for `whole`;
    result times and qualities only where there is one.
    """
    flags = (_RESULT_TIMES if (rows.result_time != NO_TIME).any() else 0) | (_QUALITIES if rows.quality.any() else 0)
    parts = [rows.stream.astype("<u4", copy=False), rows.place.astype("<u4", copy=False),
             rows.feature.astype("<u4", copy=False), rows.time.astype("<i8", copy=False),
             rows.value.astype("<f8", copy=False), np.packbits(rows.whole)]
    if flags & _RESULT_TIMES:
        parts.append(rows.result_time.astype("<i8", copy=False))
    if flags & _QUALITIES:
        parts.append(rows.quality)
    body = b"".join(part.tobytes() for part in parts)
    tail = _HEAD.pack(_MAGIC, 0, len(rows), flags)[_SUM_FROM:]
    return _HEAD.pack(_MAGIC, zlib.crc32(body, zlib.crc32(tail)), len(rows), flags) + body


def unpack(blob: bytes) -> Kept:
    """Raises ValueError for what isn't a BLOB of ours, or was damaged."""
    if len(blob) < _HEAD.size or blob[:4] != _MAGIC:
        raise ValueError("not a batch of Observations: the magic is missing")
    _, said, count, flags = _HEAD.unpack_from(blob)
    if zlib.crc32(memoryview(blob)[_SUM_FROM:]) != said:
        raise ValueError("a batch of Observations is damaged: its checksum doesn't fit")
    offset = _HEAD.size

    def column(dtype: str, length: int = count) -> Any:
        nonlocal offset
        found = np.frombuffer(blob, dtype, length, offset)
        offset += found.nbytes
        return found

    stream, place, feature = column("<u4"), column("<u4"), column("<u4")
    time, value = column("<i8"), column("<f8")
    whole = np.unpackbits(column("u1", (count + 7) // 8), count=count).astype(np.bool_)
    result_time = column("<i8") if flags & _RESULT_TIMES else np.full(count, NO_TIME)
    quality = column("u1") if flags & _QUALITIES else np.zeros(count, np.uint8)
    return Kept(stream, place, time, value, whole, result_time, feature, quality)
