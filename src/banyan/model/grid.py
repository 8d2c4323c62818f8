"""A sheet's cells by row and column, with what merged ranges cover."""

from datetime import date, datetime

from banyan.model.plain import plain
from banyan.model.sheet import Sheet, Value

Place = tuple[int, int]


class Grid:
    """`covered`: a cell inside a merged range → the range's first cell, which has the value."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.rows = sheet.rows
        self.width = max((len(row) for row in sheet.rows), default=0)
        self.height = max(len(sheet.rows), max((r + 1 for r, _ in sheet.errors), default=0))
        self.covered: dict[Place, Place] = {}
        self.down: dict[Place, int] = {}        # first cell of a range → its last row
        self.across: dict[Place, int] = {}      # first cell of a range → its last column
        for m in sheet.merges:
            self.down[m.top, m.left], self.across[m.top, m.left] = m.bottom, m.right
            for r in range(m.top, min(m.bottom, self.height) + 1):
                for c in range(m.left, min(m.right, self.width) + 1):
                    if (r, c) != (m.top, m.left):
                        self.covered[r, c] = m.top, m.left

    def value(self, r: int, c: int) -> Value:
        """What stands in a cell itself; "" in a covered one."""
        row = self.rows[r] if r < len(self.rows) else []
        return row[c] if c < len(row) else ""

    def row(self, r: int) -> list[Value]:
        """All columns of a row."""
        row = self.rows[r] if r < len(self.rows) else []
        return row if len(row) == self.width else [*row, *[""] * (self.width - len(row))]

    def text(self, r: int, c: int) -> str:
        """As a person would type it; an error cell's error."""
        if self.sheet.errors and (r, c) in self.sheet.errors:
            return self.sheet.errors[r, c]
        return shown(self.value(r, c))

    def filled(self, r: int) -> list[int]:
        """The columns of a row in which something stands."""
        row = self.rows[r] if r < len(self.rows) else []
        found = [c for c, v in enumerate(row) if v != "" and not (isinstance(v, str) and v.isspace())]
        if self.sheet.errors:
            found = sorted({*found, *(c for c in range(self.width) if (r, c) in self.sheet.errors)})
        return found


def written(value: Value) -> str:
    """As it stands in the cell."""
    return value.strip() if isinstance(value, str) else shown(value)


def shown(value: Value) -> str:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return f"{value:.15g}" if abs(value) < 1e15 else f"{value:.0f}"
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.date().isoformat() if midnight else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value)
