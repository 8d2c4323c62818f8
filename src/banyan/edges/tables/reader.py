"""One CSV table of a storm to (minutes, value) pairs, or one sentence that says what is wrong and where.

A byte order mark and Windows line ends are accepted: spreadsheets write them. Everything else is exact, because a
table that is half understood moves gates.
"""

import codecs
import math
from enum import Enum
from pathlib import Path

LARGEST = 5_000_000  # bytes: ten years of minutes
_LAST_MINUTE = 527_040.0  # a leap year
Pairs = tuple[tuple[float, float], ...]


class Column(Enum):
    """The second column of a table: its header, and the values that can be true."""

    RAIN = ("mm_per_h", 0.0, 3000.0)       # the wettest minute on record gave 38 mm, 2280 mm/h (WMO: Barot, 1970)
    TIDE = ("level_m", -50.0, 50.0)
    INFLOW = ("m3_per_s", 0.0, 1_000_000.0)

    @property
    def header(self) -> str:
        return f"minutes,{self.value[0]}"


class TableError(ValueError):
    """A table that can't be used. `line` counts from 1; 0 means the file as a whole."""

    def __init__(self, file: str, line: int, found: str, expected: str) -> None:
        self.file, self.line, self.found, self.expected = file, line, found, expected
        where = f"{file}, line {line}" if line else file
        super().__init__(f"{where}: found {found}; expected {expected}")


def read_file(path: Path, column: Column) -> Pairs:
    """The pairs of one file. Raises TableError, also for a file that is missing, too large or not a file."""
    try:
        if not path.is_file():
            raise TableError(str(path), 0, "no such file", f"a CSV file with the header {column.header}")
        if path.stat().st_size > LARGEST:
            raise TableError(str(path), 0, f"{path.stat().st_size / 1e6:.0f} MB", f"at most {LARGEST / 1e6:.0f} MB")
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        if isinstance(error, TableError):
            raise
        raise TableError(str(path), 0, f"a file that can't be read ({error})", "a readable CSV file") from error
    return read(data, str(path), column)


def read(data: bytes, file: str, column: Column) -> Pairs:
    """The pairs of one table in rising minutes, at least one. Raises TableError at the first mistake."""
    lines = text_of(data, file).split("\n")
    rows = [(i, line.strip()) for i, line in enumerate(lines, start=1) if line.strip()]
    if not rows:
        raise TableError(file, 0, "an empty file", f"the header {column.header} and at least one row")
    _check_header(file, *rows[0], column)
    if len(rows) == 1:
        raise TableError(file, rows[0][0], "a header without rows", "at least one row below it")
    pairs: list[tuple[float, float]] = []
    for line, text in rows[1:]:
        pair = _row(file, line, text, column)
        if pairs and pair[0] <= pairs[-1][0]:
            what = "the same minutes again" if pair[0] == pairs[-1][0] else "minutes that go back"
            raise TableError(file, line, f"{what} ({_short(text)})", f"minutes after {pairs[-1][0]:g}")
        pairs.append(pair)
    return tuple(pairs)


def text_of(data: bytes, file: str, largest: int = LARGEST) -> str:
    """UTF-8 text without its byte order mark, lines ended by \\n. Raises TableError."""
    if len(data) > largest:
        raise TableError(file, 0, f"{len(data) / 1e6:.0f} MB", f"at most {largest / 1e6:.0f} MB")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise TableError(file, 1, "UTF-16 text", "UTF-8 text: save it as CSV UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TableError(
            file, line, f"bytes that are not UTF-8{_maybe_chinese(data)}", "UTF-8 text: save it as CSV UTF-8"
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _maybe_chinese(data: bytes) -> str:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return " (it reads as GB18030)"


def _check_header(file: str, line: int, text: str, column: Column) -> None:
    names = [_unquoted(n).lower() for n in text.split(",")]
    if names == column.header.split(","):
        return
    if ";" in text or "\t" in text:
        sign = "semicolons" if ";" in text else "tabs"
        raise TableError(file, line, f"{sign} between the columns", f"commas: {column.header}")
    if _number(names[0]) is not None:
        raise TableError(file, line, f"a row of numbers where the header belongs ({_short(text)})", column.header)
    raise TableError(file, line, f'the header "{_short(text)}"', f'"{column.header}", in these units')


def _row(file: str, line: int, text: str, column: Column) -> tuple[float, float]:
    cells = [_unquoted(c) for c in text.split(",")]
    if len(cells) != 2:
        sign = "semicolons between the columns" if ";" in text else f"{len(cells)} columns"
        raise TableError(file, line, f"{sign} ({_short(text)})", f"2 columns, {column.header}; decimals with a point")
    name, low, high = column.value
    minute = _in_range(file, line, cells[0], "minutes", 0.0, _LAST_MINUTE)
    return minute, _in_range(file, line, cells[1], name, low, high)


def _in_range(file: str, line: int, cell: str, name: str, low: float, high: float) -> float:
    value = _number(cell)
    if value is None:
        raise TableError(file, line, f'"{_short(cell)}" as {name}', "a number")
    if not math.isfinite(value):
        raise TableError(file, line, f"{_short(cell)} as {name}", "a finite number")
    if not low <= value <= high:
        raise TableError(file, line, f"{_short(cell)} as {name}", f"a number from {low:g} to {high:g}")
    return value + 0.0  # -0.0 becomes 0.0


def _number(cell: str) -> float | None:
    if not cell.isascii() or "_" in cell:  # float() would take full-width digits and underscores
        return None
    try:
        return float(cell)
    except ValueError:
        return None


def _unquoted(cell: str) -> str:
    cell = cell.strip()
    return cell[1:-1].strip() if len(cell) >= 2 and cell[0] == cell[-1] == '"' else cell


def _short(text: str) -> str:
    clean = "".join(c if c.isprintable() else "�" for c in text[:41])
    return clean if len(text) <= 40 else clean[:40] + "…"
