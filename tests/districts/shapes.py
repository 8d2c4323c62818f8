"""What a district's workbook is made of, and the answer that a right import comes to.

Amounts are whole 万元 (10^4 CNY) while they are dealt out, and decimal strings in CNY in the answer.
"""

from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

EDITION = "2021 expo"
AS_OF = "2021-08-23"
ADDS_INCREMENT = "increase"


def cny(wan: int) -> str:
    """Whole 万元 as a decimal string in CNY."""
    return str(Decimal(wan) * 10_000)


@dataclass
class Increase:
    """More capital for a project that was signed before: adds to amounts, counts nothing."""

    wan: int
    signed: date
    source: dict[str, str] = field(default_factory=dict)


@dataclass
class Project:
    """One of the projects of the clean list."""

    key: str
    channel: str
    sector: str
    kind: str
    wan: int                      # at first signing
    name: str = ""
    english: str = ""
    code: str = ""
    investor: str = ""
    investor_english: str = ""
    credit: str = ""
    agreement: str = "contract"
    signed: date = date(2021, 8, 23)
    origin: str = ""
    contact: str = ""
    office: int = 0               # index of the file that first reports it
    about: bool = False           # written as "约…"
    increases: list[Increase] = field(default_factory=list)


@dataclass
class Row:
    """One line of a workbook: a project, a second report of it, an increase, or a line nobody can read."""

    key: str
    name: str
    code: str
    investor: str
    kind: str
    credit: str
    wan: int
    sector: str
    channel: str
    agreement: str
    signed: date
    contact: str
    origin: str
    role: str = "project"         # project | duplicate | increase | unreadable
    about: bool = False
    text: str = ""                # what stands in the amount's cell of an unreadable row
    why: str = ""                 # how a second report differs from the first


def row_of(project: Project) -> Row:
    """The row in which a project is first reported."""
    return Row(project.key, project.name, project.code, project.investor, project.kind, project.credit, project.wan,
               project.sector, project.channel, project.agreement, project.signed, project.contact, project.origin,
               about=project.about)


@dataclass
class Sheet:
    """Cells by (row, column) from 1; values are str, int, Decimal, date or Fault."""

    name: str
    cells: dict[tuple[int, int], Any] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)  # top, left, bottom, right
    hidden: bool = False
    very_hidden: bool = False       # in xlsx: only a macro shows it again

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Merge where there is more than one cell."""
        if (top, left) != (bottom, right):
            self.merges.append((top, left, bottom, right))


class Fault(str):
    """A cell whose formula failed: its text is the error code, e.g. #REF!"""


@dataclass(frozen=True)
class Formula:
    """A formula with the value that the spreadsheet program saved beside it (xlsx only); a Fault where it failed."""

    text: str
    value: int | Decimal | Fault


@dataclass
class Book:
    """A file before it is written: `form` is xlsx, xls, ods, csv-gb18030, csv-utf8-bom or csv-utf8."""

    file: str
    form: str
    sheets: list[Sheet] = field(default_factory=list)
    text: str = ""                # a csv that isn't made of cells, as it stands


def address(row: int, column: int) -> str:
    """(17, 4) -> D17."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


@dataclass
class Answer:
    """What a right import, merge and bulletin come to; everything in it is JSON.

    projects    clean list: key, name, code, investor, investor_kind, credit_code, amount (CNY, at first signing),
                increments [{amount, signed}], channel, sector, agreement, signed, origin, about,
                sources [{file, sheet, cell, text, unit, name, role}] (the cell is the amount's)
    rejects     {file, sheet, cell, text}: rows that are on the red list and in no table
    duplicates  {a, b, reason}: a and b are {file, sheet, cell, name}; to be scored 0.9 or more
    lookalikes  {a, b, reason}: two projects, to be scored below 0.9
    checks      {file, sheet, cell, text, agrees, rows}: total and subtotal rows; `rows` is the true sum in CNY
    hidden      {file, sheet}: not imported unless asked for, but reported
    files       {file, form, accepted, rejected}: accepted rows include second reports and increases
    tables      name -> rows {label, count, amount}; size_band rows {label, count}
    """

    edition: str = EDITION
    as_of: str = AS_OF
    projects: list[dict[str, Any]] = field(default_factory=list)
    rejects: list[dict[str, str]] = field(default_factory=list)
    duplicates: list[dict[str, Any]] = field(default_factory=list)
    lookalikes: list[dict[str, Any]] = field(default_factory=list)
    checks: list[dict[str, Any]] = field(default_factory=list)
    hidden: list[dict[str, str]] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The answer as plain lists and dicts."""
        return asdict(self)
