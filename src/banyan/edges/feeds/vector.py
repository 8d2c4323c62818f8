"""Columns that need no look at their rows: numbers all through, Datastreams by their ids, times as numbers or as Arrow
has them. What is otherwise isn't refused here: it goes row by row, where every row gets its own answer.
"""

import sys
from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
from msgspec import Struct

from banyan.edges.feeds.arrow import UNPACKED, batches
from banyan.edges.feeds.documents import FormatError, encoded
from banyan.edges.feeds.mapping import Ready
from banyan.edges.feeds.scan import scan
from banyan.edges.feeds.times import FIRST, LAST, UNIX
from banyan.model.columns import MOST_WHOLE
from banyan.model.feed import By, Format, Mapped, Row
from banyan.model.stream import Duplicates

MOST_PLAIN = 200_000      # rows of one message
UNPACKED_AT_ONCE = 1024 * 1024      # bytes of an Arrow stream's batches, once unpacked
SECOND = 1_000_000
_DTYPES = {"halffloat": "f2", "float": "f4", "double": "f8"} | {
    f"{sign}int{8 * size}": f"{sign or 'i'}{size}" for sign in ("", "u") for size in (1, 2, 4, 8)}
Names = tuple[str, str, str]
Read = Callable[[bytes, Names, int], tuple[Any, Any, Any, Any] | None]
_decode = msgspec.json.Decoder(dict[str, list[int | float]]).decode


class Plain(Struct, frozen=True):
    """Columns of equal length: Datastreams (int64), µs since 1970 (int64), results (float64), whether they were written
    as whole numbers (bool); `said` is how the times were written.
    """

    stream: Any
    time: Any
    value: Any
    whole: Any
    said: Any

    def __len__(self) -> int:
        return len(self.stream)


def plain(ready: Ready, data: bytes, format_: Format, now: int, fast: bool = True) -> Plain | None:
    """None: row by row. `now` in µs: nothing of it is further ahead than the feed allows, nor too late for it. `fast`
    False: the scanner isn't compiled yet.
    """
    names = _names(ready)
    if names is None or format_ not in (Format.COLUMNS, Format.ARROW):
        return None
    if format_ is Format.ARROW:
        return _fitting(ready, _of_arrow(data, names, ready), now)
    return _fitting(ready, (_of_json(scan, data, names, ready) if fast else None)
                    or _of_json(_decoded, data, names, ready), now)


def at_once(ready: Ready, data: bytes, format_: Format, now: int) -> Plain | None:
    """As `plain`, of what takes no longer than its bytes say: nothing that unpacks to many times as much, or isn't
    known to the scanner, or would load pyarrow first. None: `plain` has to look at it.
    """
    names = _names(ready)
    if names is None:
        return None
    if format_ is Format.COLUMNS:
        return _fitting(ready, _of_json(scan, data, names, ready), now)
    if format_ is Format.ARROW and "pyarrow" in sys.modules:
        return _fitting(ready, _of_arrow(data, names, ready, UNPACKED_AT_ONCE), now)
    return None


def _fitting(ready: Ready, found: Plain | None, now: int) -> Plain | None:
    if found is None or not 0 < len(found) <= MOST_PLAIN:
        return None
    feed = ready.feed
    latest = now + feed.skew_s * SECOND
    earliest = FIRST if feed.late_s is None else now - feed.late_s * SECOND
    good = np.isfinite(found.value).all() and found.time.max() <= min(latest, LAST) and found.time.min() >= earliest
    return found if good else None


def _names(ready: Ready) -> Names | None:
    """The columns of a feed that says nothing but Datastream, time and result."""
    feed = ready.feed
    one = feed.values[0]
    whole = one.stream[1:-1]
    simple = (len(feed.values) == 1 and one.by is By.ID and one.stream == f"{{{whole}}}" and "{" not in whole
              and one.unit_path is None and feed.sequence is None and feed.create is None
              and feed.duplicates is Duplicates.KEEP and feed.time.path is not None)
    return (whole, str(feed.time.path), one.path) if simple else None


def _of_json(read: Read, data: bytes, names: Names, ready: Ready) -> Plain | None:
    scale = UNIX.get(ready.feed.time.format)
    if scale is None:
        return None
    found = read(data, names, MOST_PLAIN)
    if found is None:
        return None
    stream, said, value, whole = found
    return _checked(stream, _times(said, scale), value, whole, said)


def _decoded(data: bytes, names: Names, most: int) -> tuple[Any, Any, Any, Any] | None:  # noqa: ARG001  as scan's
    """As scan says them, also of what the scanner doesn't know."""
    try:
        columns = _decode(data)
        # A quotation mark more: a column came twice, or its name hides one.
        if data.count(b'"') != 2 * len(columns) or any(name not in columns for name in names):
            return None
        lists = [columns[name] for name in names]
        if len({len(one) for one in columns.values()}) != 1:
            return None
        stream, said, value = (np.array(one) for one in lists)
    except (msgspec.MsgspecError, UnicodeError, ValueError, OverflowError, RecursionError):
        return None
    if value.dtype.kind == "i":
        return stream, said, value, np.ones(len(value), np.bool_)
    return stream, said, value, np.fromiter((type(one) is int for one in lists[2]), np.bool_, len(lists[2]))


def _of_arrow(data: bytes, names: Names, ready: Ready, most: int = UNPACKED) -> Plain | None:
    import pyarrow as pa  # half a second to load: only those who need it wait for it

    try:
        some, count = [], 0
        for batch in batches(data, most):
            some.append(batch)
            count += batch.num_rows
            if count > MOST_PLAIN:
                return None
        table = pa.Table.from_batches(some)
    except (FormatError, pa.ArrowException):
        return None
    if any(table.schema.get_field_index(name) < 0 or table.column(name).null_count for name in names):
        return None
    stream, said, value = (table.column(name) for name in names)
    format_ = ready.feed.time.format
    if pa.types.is_timestamp(said.type) and said.type.tz is not None and format_ == "iso":
        in_us = said if said.type.unit == "us" else said.cast(pa.timestamp("us", said.type.tz), safe=False)
        times = _numbers(in_us, "i8")
    elif pa.types.is_integer(said.type) and format_ in UNIX:
        times = _times(_numbers(said), UNIX[format_])
    else:
        return None
    integer, real = pa.types.is_integer(value.type), pa.types.is_floating(value.type)
    if not pa.types.is_integer(stream.type) or not (integer or real):
        return None
    whole = np.full(len(value), integer)
    return _checked(_numbers(stream), times, _numbers(value), whole, times)


def _numbers(column: Any, dtype: str | None = None) -> Any:
    """What `to_numpy` gives of numbers without a null; that one loads pandas first, for half a second."""
    kind = np.dtype(dtype or _DTYPES[str(column.type)])
    parts = [np.frombuffer(part.buffers()[1], kind, len(part), part.offset * kind.itemsize)
             for part in column.chunks if len(part)]
    return parts[0] if len(parts) == 1 else np.concatenate(parts) if parts else np.empty(0, kind)


def _times(said: Any, scale: int) -> Any:
    """µs; None where one doesn't fit."""
    if said.dtype.kind not in "iu" or not len(said) or abs(int(said.max())) > LAST // scale \
            or abs(int(said.min())) > LAST // scale:
        return None
    return said.astype(np.int64, copy=False) * scale


def _checked(stream: Any, time: Any, value: Any, whole: Any, said: Any) -> Plain | None:
    if time is None or stream.dtype.kind not in "iu" or value.dtype.kind not in "iuf":
        return None
    if len(stream) and not 0 < int(stream.min()) <= int(stream.max()) < 2**53:
        return None
    numbers = value.astype(np.float64) + 0.0
    if len(numbers) and not -MOST_WHOLE < numbers.min() <= numbers.max() < MOST_WHOLE \
            and (whole & (np.abs(numbers) >= MOST_WHOLE)).any():
        return None
    return Plain(stream.astype(np.int64, copy=False), time, numbers, whole, said)


def mapped(ready: Ready, rows: Plain, n: int) -> Mapped:
    """The n-th row by itself, as it came."""
    names = _names(ready) or ("ds", "t", "v")
    value = float(rows.value[n])
    cells = (int(rows.stream[n]), int(rows.said[n]), int(value) if rows.whole[n] else value)
    values = dict(zip(names, cells, strict=True))
    return Mapped(Row(n + 1, values, encoded(values)), str(cells[0]), By.ID, int(rows.time[n]), names[2], value,
                  bool(rows.whole[n]))
