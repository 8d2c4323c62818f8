"""CSV, Arrow and Parquet to rows: columns by their headers, within bounds, whatever the file claims."""

import codecs
import csv
import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from banyan.edges.feeds.arrow import batches
from banyan.edges.feeds.cells import batch_rows
from banyan.edges.feeds.documents import MAX_LINE, MOST_ROWS, FormatError, Rows, encoded, too_long
from banyan.model.feed import Fault, Row, Unfit

MOST_COLUMNS = 2_000
UNPACKED = 400 * 1024 * 1024         # bytes of a row group of a Parquet file
LONGEST_CELL = 131_072               # characters; csv has a limit, too, but it is the process's, and others move it
BATCH = 5_000                        # rows of a Parquet file that are in memory at once


def csv_rows(data: bytes, most: int = MOST_ROWS) -> Rows:
    """The rows under the header. GB18030 is told from UTF-8 by not being it. Raises FormatError."""
    return csv_lines(io.StringIO(_text(data), newline=""), most)


def _text(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise FormatError("UTF-16 text", "UTF-8: save it as CSV UTF-8")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FormatError("bytes that are neither UTF-8 nor GB18030", "UTF-8: save it as CSV UTF-8")


def csv_lines(text: Iterator[str], most: int) -> Rows:
    """Line by line: a file of any size takes no more memory than its longest row."""
    reader, lines = _reader(text)
    names: list[str] | None = None
    n = 0
    while True:
        lines.clear()
        try:
            cells = next(reader, None)
        except csv.Error as e:
            if names is None:
                raise FormatError(f"line {reader.line_num}: {e}", "cells in commas and closed quotes") from None
            n += 1
            yield _unread(n, lines, reader.line_num, str(e))
            continue
        if cells is None:
            break
        if not any(cell.strip() for cell in cells):
            continue
        if names is None:
            names = header(cells)
            continue
        n += 1
        if n > most:
            raise FormatError(f"more than {most} rows", f"at most {most} at once")
        if max(map(len, cells)) > LONGEST_CELL:
            yield _unread(n, lines, reader.line_num, f"field larger than field limit ({LONGEST_CELL})")
            continue
        yield _csv_row(n, names, cells)
    if names is None:
        raise FormatError("nothing in it", "a header and rows below it")


def _unread(n: int, lines: list[str], line: int, why: str) -> Unfit:
    raw = "".join(lines).encode("utf-8", "backslashreplace")[:MAX_LINE]
    return Unfit(n, raw, Fault.MALFORMED, f"line {line}: {why}"[:200],
                 f"closed quotes, and at most {LONGEST_CELL} characters in a cell", row=False)


def _reader(text: Iterator[str]) -> tuple[Any, list[str]]:
    """A CSV reader, and the lines it has taken since they were cleared: the raw of a row it can't make sense of."""
    lines: list[str] = []

    def told() -> Iterator[str]:
        for line in text:
            if sum(map(len, lines)) < MAX_LINE:
                lines.append(line)
            yield line

    return csv.reader(told(), strict=True), lines


def header(cells: list[str]) -> list[str]:
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    twice = next((name for n, name in enumerate(names) if name and name in names[:n]), None)
    if len(names) > MOST_COLUMNS or twice is not None:
        raise FormatError(f"the column {twice[:40]!r} twice" if twice is not None else f"{len(names)} columns",
                          f"each header once, at most {MOST_COLUMNS}")
    return names


def _csv_row(n: int, names: list[str], cells: list[str]) -> Row | Unfit:
    values = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}
    raw = encoded(values)
    if len(raw) > MAX_LINE:
        return too_long(n, len(raw), raw)
    if any(cell.strip() for cell in cells[len(names):]):
        whole = encoded(cells)[:MAX_LINE]
        return Unfit(n, whole, Fault.MALFORMED, f"row {n}: {len(cells)} cells", f"{len(names)}, as the header has",
                       row=False)
    return Row(n, values, raw)


def arrow_rows(data: bytes) -> Rows:
    """An Arrow IPC stream. Raises FormatError."""
    n = 0
    for batch in batches(data):
        if n + batch.num_rows > MOST_ROWS:
            raise FormatError(f"more than {MOST_ROWS} rows", f"at most {MOST_ROWS} in one message")
        yield from batch_rows([str(name) for name in batch.schema.names], batch, n)
        n += batch.num_rows


def parquet_rows(file: BinaryIO, most: int) -> Rows:
    """A Parquet file, some rows at a time. Raises FormatError."""
    import pyarrow as pa  # half a second to load: only those who need it wait for it
    import pyarrow.parquet as pq

    try:
        about = pq.read_metadata(file)
        for group in range(about.num_row_groups):
            if about.row_group(group).total_byte_size > UNPACKED:
                raise FormatError(f"a row group of {about.row_group(group).total_byte_size / 1e6:.0f} MB once unpacked",
                                  f"at most {UNPACKED / 1e6:.0f} MB each")
        if about.num_rows > most:
            raise FormatError(f"{about.num_rows} rows", f"at most {most} in one message")
        # Texts that repeat stay a dictionary: unpacked, a long one in every row would be as many copies.
        texts = [one.path for one in map(about.schema.column, range(about.num_columns))
                 if one.physical_type == "BYTE_ARRAY"]
        found = pq.ParquetFile(file, read_dictionary=texts)
        names = header([str(name) for name in found.schema_arrow.names])
        n = 0
        for batch in found.iter_batches(batch_size=BATCH):
            if n + batch.num_rows > most:
                raise FormatError(f"more than {most} rows", f"at most {most} in one message")
            yield from batch_rows(names, batch, n)
            n += batch.num_rows
    except (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError) as e:
        if isinstance(e, FormatError):
            raise
        raise FormatError(f"a damaged Parquet file ({str(e)[:100]})", "a file that Parquet readers open") from e
