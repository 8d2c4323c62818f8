"""Readings as COPY takes them in its binary form (PostgreSQL's manual, COPY, "Binary Format"), written by a compiled
loop: what the driver does around each row costs more than everything else on a reading's way.
"""

from typing import Any

import msgspec
import numpy as np

from banyan.model.columns import NO_TIME
from banyan.model.compiled import FAST, compiled, frozen
from banyan.stores.things.kept import SAID, Kept

COLUMNS = ("id", "phenomenonTime_start", "phenomenonTime_end", "resultTime_start", "resultTime_end", "result",
           "resultQuality", "Datastream_id", "FeatureOfInterest_id")
_HEAD, _END = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"      # no flags, nothing of a later form
_FIXED = 2 + 9 * 4 + 7 * 8         # bytes of a row beside its texts: the count of fields, their lengths, numbers
_WORDS = [b"" if said is None else said.encode() for said in SAID]
_LONGEST = max(map(len, _WORDS))
_QUALITIES = np.frombuffer(b"".join(_WORDS), np.uint8)
_ENDS = np.cumsum([0, *map(len, _WORDS)])


def rows(kept: Kept) -> bytes | None:
    """Rows of COLUMNS. None: numba isn't installed, and the driver writes faster than a loop in Python."""
    if not FAST:
        return None
    results = np.frombuffer(msgspec.json.encode(kept.results), np.uint8)
    out = np.empty(len(kept) * (_FIXED + _LONGEST) + len(results), np.uint8)
    end = _rows(kept.ids, frozen(kept.time), frozen(kept.result_time), kept.stream.astype("i8"),
                kept.feature.astype("i8"), kept.quality & 7, results, _QUALITIES, _ENDS, out)
    return _HEAD + out[:end].tobytes() + _END


@compiled
def _rows(ids: Any, time: Any, said: Any, stream: Any, feature: Any, flags: Any, results: Any, words: Any, ends: Any,
          out: Any) -> int:
    at, place = 0, 1                # behind the bracket of the results, which commas part
    for n in range(len(ids)):
        out[at], out[at + 1] = 0, 9
        at = _number(out, at + 2, ids[n])
        at = _number(out, at, time[n])
        at = _number(out, at, time[n])
        for _ in range(2):
            at = _length(out, at, -1) if said[n] == NO_TIME else _number(out, at, said[n])
        begin = place
        while results[place] != ord(",") and results[place] != ord("]"):
            place += 1
        at = _text(out, at, results, begin, place)
        place += 1
        begin, end = ends[flags[n]], ends[flags[n] + 1]
        at = _length(out, at, -1) if begin == end else _text(out, at, words, begin, end)
        at = _number(out, at, stream[n])
        at = _number(out, at, feature[n])
    return at


@compiled
def _length(out: Any, at: int, length: int) -> int:
    """Of the field that follows; -1: it is NULL, and nothing of it follows."""
    for k in range(4):
        out[at + k] = (length >> (24 - 8 * k)) & 255
    return at + 4


@compiled
def _number(out: Any, at: int, value: int) -> int:
    at = _length(out, at, 8)
    for k in range(8):
        out[at + k] = (value >> (56 - 8 * k)) & 255
    return at + 8


@compiled
def _text(out: Any, at: int, text: Any, begin: int, end: int) -> int:
    at = _length(out, at, end - begin)
    for k in range(end - begin):
        out[at + k] = text[begin + k]
    return at + end - begin
