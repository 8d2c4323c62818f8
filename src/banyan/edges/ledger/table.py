"""The bytes of a CSV file to rows of named cells, or one sentence that says why not."""

import codecs
import csv
import io
import unicodedata
from collections.abc import Iterator, Sequence

LARGEST = 50_000_000        # bytes
_LONGEST = 1_000_000        # characters of one cell
Row = tuple[int, dict[str, str]]


class LedgerError(ValueError):
    """A table that can't be used. `line` counts from 1; 0 means the file as a whole."""

    def __init__(self, file: str, line: int, found: str, expected: str) -> None:
        self.file, self.line = file, line
        where = f"{file}, line {line}" if line else file
        super().__init__(f"{where}: found {found}; expected {expected}")


def rows(data: bytes, file: str, required: Sequence[str]) -> Iterator[Row]:
    """(line, {column: cell}) of every row that isn't empty. Columns are lower case; cells are stripped."""
    text = decoded(data, file)
    csv.field_size_limit(_LONGEST)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        header = _header(next(reader, []), file, required)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                padded = [*cells, *[""] * (len(header) - len(cells))]
                yield reader.line_num, {name: padded[i].strip() for name, i in header.items()}
    except csv.Error as error:
        raise LedgerError(file, reader.line_num, f"a table that can't be read ({error})", "CSV") from error


def decoded(data: bytes, file: str) -> str:
    """UTF-8, with or without a byte order mark, else GB18030, as Chinese spreadsheets save it."""
    if len(data) > LARGEST:
        raise LedgerError(file, 0, f"{len(data) / 1e6:.0f} MB", f"at most {LARGEST / 1e6:.0f} MB")
    if not data.strip():
        raise LedgerError(file, 0, "an empty file", "a header and rows")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise LedgerError(file, 1, "UTF-16 text", "UTF-8 or GB18030: save it as CSV UTF-8")
    if b"\0" in data:
        raise LedgerError(file, 0, "a binary file", "a CSV file")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise LedgerError(file, 0, "bytes that are neither UTF-8 nor GB18030", "a CSV file in UTF-8")


def _delimiter(text: str) -> str:
    first = text.lstrip("\r\n").split("\n", 1)[0]
    return max(",;\t", key=lambda sign: (first.count(sign), sign == ","))


def _header(cells: Sequence[str], file: str, required: Sequence[str]) -> dict[str, int]:
    names = [unicodedata.normalize("NFKC", cell).strip().lower() for cell in cells]
    missing = [name for name in required if name not in names]
    if missing:
        found = ", ".join(filter(None, names))[:60]
        raise LedgerError(file, 1, f"no column {missing[0]} ({found})", f"the header {','.join(required)}")
    twice = [name for name in names if name and names.count(name) > 1]
    if twice:
        raise LedgerError(file, 1, f"the column {twice[0]} twice", "each column once")
    return {name: i for i, name in enumerate(names) if name}
