"""CSV: UTF-8 with or without a byte order mark, UTF-16, GB 18030; commas, semicolons or tabs."""

import codecs
import csv
import io

from banyan.edges.sheets.errors import SheetError
from banyan.model.sheet import Sheet, Value

_SAMPLE = 64_000                       # characters that decide what separates the columns
_LONGEST_CELL = 1_000_000


def sheet(data: bytes, file: str) -> Sheet:
    """The one sheet of a CSV file; every cell is text. Raises SheetError."""
    decoded = _decoded(data, file)
    csv.field_size_limit(_LONGEST_CELL)
    try:
        rows: list[list[Value]] = [list(row) for row in csv.reader(io.StringIO(decoded, newline=""),
                                                                  delimiter=_separator(decoded[:_SAMPLE]))]
    except csv.Error as e:
        raise SheetError(file, f"text that is no table ({e})", "a csv file") from e
    return Sheet("csv", rows, flat=True)


def _decoded(data: bytes, file: str) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        order: tuple[str, ...] = ("utf-16",)
    elif b"\0" in data[:200]:              # UTF-16 without its mark: every other byte of a comma or digit is zero
        order = ("utf-16-le",) if data[1:200:2].count(0) > data[:200:2].count(0) else ("utf-16-be",)
    else:
        order = ("utf-8-sig", "gb18030")
    for encoding in order:
        try:
            found = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in found:
            return found
    raise SheetError(file, "bytes that are no text in UTF-8, UTF-16 or GB 18030", "a workbook or a csv file")


def _separator(sample: str) -> str:
    """The sign that stands most often outside of quotes, in the most lines."""
    lines = [line for line in _outside(sample).splitlines() if line.strip()]
    return max(",;\t|", key=lambda sign: (sum(sign in line for line in lines), sum(line.count(sign) for line in lines)))


def _outside(sample: str) -> str:
    return "".join(part for i, part in enumerate(sample.split('"')) if i % 2 == 0)
