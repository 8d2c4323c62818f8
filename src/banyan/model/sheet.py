"""A workbook's sheets as cells: what an edge reads and a pack understands."""

from datetime import date, datetime, time, timedelta

from msgspec import Struct, field

Value = str | int | float | bool | date | datetime | time | timedelta    # "" is an empty cell


class Merge(Struct, frozen=True):
    """A merged range, both ends included; rows and columns count from 0. Its value stands in the first cell."""

    top: int
    left: int
    bottom: int
    right: int


class Sheet(Struct, frozen=True):
    """`rows` begin with the sheet's first row and column, ragged to the right.

    `errors`: (row, column) → what stands in a cell that has no value: "#REF!", or a formula that was never computed.
    `formats`: (row, column) → words that the cell's number format adds to a number ("亿元").
    `flat`: the format has no merged cells (CSV): what was merged stands in the first cell, the others are empty.
    """

    name: str
    rows: list[list[Value]]
    hidden: bool = False
    merges: tuple[Merge, ...] = ()
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    flat: bool = False


class Workbook(Struct, frozen=True):
    """`sha256` of the file's bytes."""

    file: str
    sha256: str
    sheets: tuple[Sheet, ...]


def ref(row: int, column: int) -> str:
    """The name of a cell: (16, 3) → "D17"."""
    return f"{letters(column)}{row + 1}"


def letters(column: int) -> str:
    """The name of a column: 3 → "D", 26 → "AA"."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
