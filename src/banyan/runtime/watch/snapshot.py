"""The memory of watched Datastreams as one file: written beside, synced, renamed, so that one is always whole."""

import os
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from msgspec import Struct

from banyan.model.acceptance import Acceptance
from banyan.model.alert import Transition
from banyan.model.ids import PlaceId
from banyan.model.template import Template

FILE = "watch"
NEW = FILE + ".new"
VERSION = 1            # of the arrays' layout: another one's snapshot is passed over, and the batches are gone through
_MAGIC = b"BNW1"
_HEAD = struct.Struct("<4sII")         # magic, crc-32 of what follows, length of the head
_MOST_HEAD = 2**31


class Pending(Struct, frozen=True):
    """A transition that the loop hasn't made durable yet."""

    said: Transition
    place: PlaceId


class Head(Struct, frozen=True):
    """`batch`: the last micro-batch that is in it; `ticked` (µs) until when time has passed; `sequence` of the journal,
    `known` the highest Datastream that was looked at. `arrays`: names with their numbers of records, in order.
    """

    version: int
    batch: int
    ticked: int
    sequence: int
    known: int
    templates: tuple[Template, ...]
    profiles: tuple[tuple[int, ...], ...]
    kinds: tuple[Acceptance, ...]
    pending: tuple[Pending, ...]
    arrays: tuple[tuple[str, int], ...]


def write(folder: Path, head: Head, arrays: Mapping[str, Any]) -> None:
    """Raises OSError; the snapshot before it is still there then."""
    said = msgspec.msgpack.encode(head)
    parts: list[Any] = [said, *(np.ascontiguousarray(arrays[name]).view(np.uint8) for name, count in head.arrays
                                if count)]
    crc = 0
    for part in parts:
        crc = zlib.crc32(part, crc)
    temporary = folder / NEW
    with temporary.open("wb") as file:
        file.write(_HEAD.pack(_MAGIC, crc, len(said)))
        for part in parts:
            file.write(part)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(folder / FILE)
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read(folder: Path, dtypes: Mapping[str, Any]) -> tuple[Head, dict[str, Any]] | None:
    """None: there is none, or it is damaged or of another version. `dtypes` of the arrays by name."""
    try:
        data = (folder / FILE).read_bytes()
        magic, crc, length = _HEAD.unpack_from(data)
        if magic != _MAGIC or length > _MOST_HEAD or zlib.crc32(memoryview(data)[_HEAD.size :]) != crc:
            return None
        head = msgspec.msgpack.decode(memoryview(data)[_HEAD.size : _HEAD.size + length], type=Head)
        if head.version != VERSION:
            return None
        at, arrays = _HEAD.size + length, dict[str, Any]()
        for name, count in head.arrays:
            found = np.frombuffer(data, dtypes[name], count, at)
            arrays[name], at = found.copy(), at + found.nbytes
    except (OSError, struct.error, msgspec.MsgspecError, KeyError, ValueError):
        return None
    return head, arrays
