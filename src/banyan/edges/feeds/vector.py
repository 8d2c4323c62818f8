"""Columns that need no look at their rows: numbers all through, Datastreams by their ids, times as numbers or as Arrow
has them. What is otherwise isn't refused here: it goes row by row, where every row gets its own answer.
"""

import sys
from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
from msgspec import Struct

from banyan.edges.feeds import flat
from banyan.edges.feeds.arrow import UNPACKED, batches
from banyan.edges.feeds.documents import FormatError, encoded
from banyan.edges.feeds.extremes import extremes
from banyan.edges.feeds.flat import Column
from banyan.edges.feeds.mapping import Ready
from banyan.edges.feeds.scan import scan
from banyan.edges.feeds.times import FIRST, LAST, UNIX
from banyan.model.columns import MOST_WHOLE
from banyan.model.feed import By, Format, Mapped, Row
from banyan.model.stream import Duplicates

MOST_PLAIN = 200_000      # rows of one message
UNPACKED_AT_ONCE = 1024 * 1024      # bytes of an Arrow stream's batches, once unpacked
SECOND = 1_000_000
_UNITS = {"s": (SECOND, 1), "ms": (1_000, 1), "us": (1, 1), "ns": (1, 1_000)}       # of a timestamp
_DTYPES = {"halffloat": "f2", "float": "f4", "double": "f8"} | {
    f"{sign}int{8 * size}": f"{sign or 'i'}{size}" for sign in ("", "u") for size in (1, 2, 4, 8)}
Names = tuple[str, str, str]
Read = Callable[[bytes, Names, int], tuple[Any, Any, Any, Any] | None]
_decode = msgspec.json.Decoder(dict[str, list[int | float]]).decode


class Plain(Struct, frozen=True):
    """Columns of equal length: Datastreams (int64), µs since 1970 (int64), results (float64), whether they were written
    as whole numbers (bool); `said` is how the times were written, `first` and `last` are the least and the greatest.
    """

    stream: Any
    time: Any
    value: Any
    whole: Any
    said: Any
    first: int
    last: int

    def __len__(self) -> int:
        return len(self.stream)


class _Written(Struct, frozen=True):
    """As a delivery has them: numbers of any kind. Times are µs times `scale[0]` over `scale[1]`."""

    stream: Any
    time: Any
    value: Any
    whole: Any
    scale: tuple[int, int]


def plain(ready: Ready, data: bytes, format_: Format, now: int, fast: bool = True) -> Plain | None:
    """None: row by row. `now` in µs: nothing of it is further ahead than the feed allows, nor too late for it. `fast`
    False: the scanner isn't compiled yet.
    """
    names = _names(ready)
    if names is None or format_ not in (Format.COLUMNS, Format.ARROW):
        return None
    if format_ is Format.ARROW:
        return _fitting(ready, _of_arrow(data, names, ready), now, fast)
    return _fitting(ready, (_of_json(scan, data, names, ready) if fast else None)
                    or _of_json(_decoded, data, names, ready), now, fast)


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


def _fitting(ready: Ready, found: _Written | None, now: int, fast: bool = True) -> Plain | None:
    rows = _checked(found, fast) if found is not None else None
    if rows is None:
        return None
    feed = ready.feed
    latest = now + feed.skew_s * SECOND
    earliest = FIRST if feed.late_s is None else now - feed.late_s * SECOND
    return rows if earliest <= rows.first and rows.last <= min(latest, LAST) else None


def _checked(found: _Written, fast: bool) -> Plain | None:
    """None where there is no row, too many, or one with a number that doesn't fit."""
    numbers = (found.stream, found.time, found.value)
    if any(one.dtype.kind not in kinds for one, kinds in zip(numbers, ("iu", "iu", "iuf"), strict=True)):
        return None
    if not 0 < len(found.stream) <= MOST_PLAIN:
        return None
    stream, said = (one.astype(np.int64, copy=False) for one in numbers[:2])
    value = found.value.astype(np.float64) + 0.0
    ends, (times, over) = extremes(stream, said, value, fast), found.scale
    if not (0 < ends.stream[0] <= ends.stream[1] < 2**53 and ends.is_finite):
        return None
    if any(abs(one) > LAST * over // times for one in ends.time) or (found.time.dtype.kind == "u" and ends.time[0] < 0):
        return None
    if not -MOST_WHOLE < ends.value[0] <= ends.value[1] < MOST_WHOLE \
            and (found.whole & (np.abs(value) >= MOST_WHOLE)).any():
        return None
    time = said if times == over else said * times if over == 1 else said // over
    first, last = (one * times // over for one in ends.time)
    return Plain(stream, time, value, found.whole, said, first, last)


def _names(ready: Ready) -> Names | None:
    """The columns of a feed that says nothing but Datastream, time and result."""
    feed = ready.feed
    one = feed.values[0]
    whole = one.stream[1:-1]
    simple = (len(feed.values) == 1 and one.by is By.ID and one.stream == f"{{{whole}}}" and "{" not in whole
              and one.unit_path is None and feed.sequence is None and feed.create is None
              and feed.duplicates is Duplicates.KEEP and feed.time.path is not None)
    return (whole, str(feed.time.path), one.path) if simple else None


def _of_json(read: Read, data: bytes, names: Names, ready: Ready) -> _Written | None:
    scale = UNIX.get(ready.feed.time.format)
    found = read(data, names, MOST_PLAIN) if scale is not None else None
    return _Written(*found, (scale, 1)) if found is not None and scale is not None else None


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


def _of_arrow(data: bytes, names: Names, ready: Ready, most: int = UNPACKED) -> _Written | None:
    import pyarrow as pa  # half a second to load: only those who need it wait for it

    found = flat.columns(data, names) or _unpacked(data, names, most)
    if found is None:
        return None
    stream, said, value = found
    format_, scale = ready.feed.time.format, None
    if pa.types.is_timestamp(said.type) and said.type.tz is not None and format_ == "iso":
        scale = _UNITS[said.type.unit]
    elif pa.types.is_integer(said.type) and format_ in UNIX:
        scale = (UNIX[format_], 1)
    if scale is None or any(pa.types.is_timestamp(one.type) for one in (stream, value)):
        return None
    whole = np.full(len(value.numbers), pa.types.is_integer(value.type))
    return _Written(stream.numbers, said.numbers, value.numbers, whole, scale)


def _unpacked(data: bytes, names: Names, most: int) -> list[Column] | None:
    """Those of some names, without a null, as pyarrow reads them."""
    import pyarrow as pa  # half a second to load: only those who need it wait for it

    try:
        some, count = [], 0
        for batch in batches(data, most):
            some.append(batch)
            count += batch.num_rows
            if count > MOST_PLAIN:
                return None
        if not some:
            return None
        table = pa.Table.from_batches(some)
    except (FormatError, pa.ArrowException):
        return None
    if any(table.schema.get_field_index(name) < 0 or table.column(name).null_count for name in names):
        return None
    picked = [table.column(name) for name in names]
    if not all(pa.types.is_timestamp(one.type) or str(one.type) in _DTYPES for one in picked):
        return None
    return [Column(one.type, _numbers(one)) for one in picked]


def _numbers(column: Any) -> Any:
    """What `to_numpy` gives of numbers without a null, which loads pandas first, for half a second; of timestamps the
    numbers they are stored as.
    """
    kind = np.dtype(_DTYPES.get(str(column.type), "i8"))
    parts = [np.frombuffer(part.buffers()[1], kind, len(part), part.offset * kind.itemsize)
             for part in column.chunks if len(part)]
    return parts[0] if len(parts) == 1 else np.concatenate(parts) if parts else np.empty(0, kind)


def mapped(ready: Ready, rows: Plain, n: int) -> Mapped:
    """The n-th row by itself, as it came."""
    names = _names(ready) or ("ds", "t", "v")
    value = float(rows.value[n])
    cells = (int(rows.stream[n]), int(rows.said[n]), int(value) if rows.whole[n] else value)
    values = dict(zip(names, cells, strict=True))
    return Mapped(Row(n + 1, values, encoded(values)), str(cells[0]), By.ID, int(rows.time[n]), names[2], value,
                  bool(rows.whole[n]))
