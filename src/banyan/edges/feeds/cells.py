"""Arrow columns to rows of plain cells, measured before they are unpacked: one long text that a small message names in
every row would be as many copies.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import numpy as np

from banyan.edges.feeds.documents import MAX_LINE, FormatError, Rows, row, too_long

TOGETHER = 100_000                    # cells that are unpacked at once,
TOGETHER_BYTES = 8 * 1024 * 1024      # and bytes of their texts


def batch_rows(names: list[str], batch: Any, before: int) -> Rows:
    """Rows of a record batch, counted on from `before`. A row that is too long is told of and not unpacked. Raises
    FormatError: a column that no reading can stand in.
    """
    sizes = np.zeros(batch.num_rows, np.int64)
    for name, column in zip(names, batch.columns, strict=True):
        sizes += _sizes(name, column)
    most = max(1, TOGETHER // max(1, len(names)))
    at = 0
    while at < batch.num_rows:
        if sizes[at] > MAX_LINE:
            yield too_long(before + at + 1, int(sizes[at]), b"")
            at += 1
            continue
        some = sizes[at : at + most]
        long = np.flatnonzero(some > MAX_LINE)
        some = some[: long[0]] if len(long) else some
        count = max(1, int(np.searchsorted(np.cumsum(some), TOGETHER_BYTES, "right")))
        for n, values in enumerate(_unpacked(names, batch.slice(at, count)), before + at + 1):
            yield row(n, values)
        at += count


def _sizes(name: str, column: Any) -> Any:
    """Bytes of each cell's text; 0 for what isn't text. Raises FormatError."""
    import pyarrow as pa  # half a second to load: only those who need it wait for it
    import pyarrow.compute as pc

    try:
        kind = column.type
        if pa.types.is_dictionary(kind):
            inside = _sizes(name, column.dictionary)
            where = pc.fill_null(column.indices, 0).to_numpy(zero_copy_only=False)
            return inside[where.astype(np.int64)] if len(inside) else np.zeros(len(column), np.int64)
        if any(is_text(kind) for is_text in (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view,
                                             pa.types.is_binary, pa.types.is_large_binary, pa.types.is_binary_view)):
            return pc.fill_null(pc.binary_length(column), 0).to_numpy(zero_copy_only=False).astype(np.int64)
        if pa.types.is_fixed_size_binary(kind):
            return np.full(len(column), kind.byte_width, np.int64)
        plain = (pa.types.is_boolean, pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal,
                 pa.types.is_timestamp, pa.types.is_date, pa.types.is_time, pa.types.is_duration, pa.types.is_null)
        if any(is_plain(kind) for is_plain in plain):
            return np.zeros(len(column), np.int64)
    except (pa.ArrowException, NotImplementedError, IndexError) as e:
        raise FormatError(f"a column {name[:40]!r} that can't be read ({str(e)[:100]})", "numbers, texts and times"
                          ) from e
    raise FormatError(f"a column {name[:40]!r} of the type {str(kind)[:60]}", "numbers, texts and times")


def _unpacked(names: list[str], batch: Any) -> Iterator[dict[str, Any]]:
    try:
        columns = [column.to_pylist() for column in batch.columns]
    except (ValueError, OverflowError, TypeError, UnicodeError) as e:
        raise FormatError(f"a column whose values can't be read ({str(e)[:100]})", "numbers, texts and times") from e
    for cells in zip(*columns, strict=True):
        yield {name: cell(value) for name, value in zip(names, cells, strict=True)}


def cell(value: Any) -> Any:
    """A cell as plain data; times stay times."""
    match value:
        case datetime():
            return value.replace(tzinfo=None) if value.tzinfo is not None and value.utcoffset() is None else value
        case date() | time():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case Decimal():
            return float(value)
        case bytes():
            return value.decode("utf-8", "backslashreplace")
        case _:
            return value
