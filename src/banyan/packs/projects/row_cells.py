"""The cells of one row by field: what each says, where it stands, and what of it can't be read."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeVar

from banyan.model.grid import shown, written
from banyan.model.plain import key, tidy
from banyan.model.project import Cell, Code, Investor, InvestorKind
from banyan.model.sheet import Value, letters, ref
from banyan.model.text import Name
from banyan.packs.projects import categories, codes, dates, texts
from banyan.packs.projects.categories import Lists
from banyan.packs.projects.mapping import Taken
from banyan.packs.projects.money import Said, Unit, Unread

T = TypeVar("T")
SUMMED = ("investment", "increment", "after", "revised")     # the columns that lines of sums add up, the first there is
NOTHING = frozenset({"", "无", "待定", "暂无", "na", "none", "null", "待填", "未知", "不详", "tbd", "tbc", "nil",
                     "待补", "待补充"})
_YEAR = re.compile(r"(?:19|20)\d{2}")


class Asked(NamedTuple):
    """What an import says of all its rows."""

    sender: str
    edition: str
    lists: Lists
    rates: Mapping[str, Decimal]
    unit: Said                       # where the workbook says none
    cohort: str = ""
    told_on: date | None = None      # the day that the workbooks tell of

    @property
    def year(self) -> int | None:
        found = _YEAR.search(self.edition)
        return int(found[0]) if found else None


class Fault(NamedTuple):
    """A cell that can't be read. `whole`: the row can't stand without it. `unit`: of its column, "100000000 CNY"."""

    field: str
    cell: Cell
    reason: Name
    whole: bool
    unit: str = ""


class Columns:
    """The columns of one table: field → its columns, found once; and what was read before, as most cells repeat it."""

    def __init__(self, taken: Sequence[Taken], asked: Asked) -> None:
        self.asked, self.year = asked, asked.year
        self.of: dict[str, list[Taken]] = {}
        for one in taken:
            self.of.setdefault(one.field, []).append(one)
        self.at = {field: tuple(t.column.at for t in several) for field, several in self.of.items()}
        self.letters = {t.column.at: letters(t.column.at) for t in taken}
        self.units = {t.column.at: self._unit(t) for t in taken}
        money_columns = [self.of[f][0].column.at for f in SUMMED if f in self.of]
        self.summed = money_columns[0] if money_columns else -1
        self.ranks = {s.id: (s.rank if s.rank is not None else 1000) for s in asked.lists.stages}
        self.said: dict[str, str] = {}
        self.days: dict[str, date | Unread | None] = {}
        self.sectors: dict[str, tuple[str, ...]] = {}
        self.credit: dict[str, Code] = {}
        self.investors: dict[tuple[str, InvestorKind | None, str, str], tuple[Investor, ...]] = {}

    def _unit(self, taken: Taken) -> Unit | None:
        said = taken.said.over(self.asked.unit)
        return said.unit(f"column {taken.column.header}")

    def unit(self, field: str) -> Unit | None:
        """Of a field's first column."""
        columns = self.at.get(field)
        return self.units[columns[0]] if columns else None

    def unit_said(self, field: str) -> str:
        """What a field's amounts are in, and where that is said: "100000000 CNY, column 总投资（亿元）"."""
        if field not in self.said:
            unit = self.unit(field)
            self.said[field] = f"{unit.factor:f} {unit.currency}, {unit.where}" if unit is not None else ""
        return self.said[field]

    def day(self, value: Value) -> date | Unread | None:
        if not isinstance(value, str):
            return dates.read(value, self.year)
        if value not in self.days:
            self.days[value] = dates.read(value, self.year)
        return self.days[value]

    def sector(self, text: str) -> tuple[str, ...]:
        """The path of ids that a text names."""
        if (found := self.sectors.get(text)) is None:
            sid = categories.sector(text, self.asked.lists)
            found = self.sectors[text] = categories.sector_above(sid, self.asked.lists) or (sid,)
        return found

    def credit_code(self, text: str) -> Code:
        if (found := self.credit.get(text)) is None:
            found = self.credit[text] = codes.credit_code(text)
        return found


class RowCells:
    """The fields of one row as they are read, with the cells they came from."""

    def __init__(
        self, columns: Columns, r: int, values: Sequence[Value], carried: Mapping[str, tuple[str, str]],
        errors: Mapping[int, str], forms: Mapping[int, str],
    ) -> None:
        """`values`: by column; `carried`: field → (text, cell) from sections, title and the sheet's name."""
        self.columns, self.r, self.values, self.carried = columns, r, values, carried
        self.errors, self.forms = errors, forms
        self.number = str(r + 1)
        self.cells: dict[str, Cell] = {}
        self.faults: list[Fault] = []

    def ref(self, c: int) -> str:
        return self.columns.letters[c] + self.number

    def text(self, field: str) -> str:
        """The first filled column of a field, else what a section carries; its cell is noted."""
        columns = self.columns.at.get(field)
        for c in columns or ():
            if self.errors and c in self.errors:
                self.cells[field] = Cell(self.ref(c), self.errors[c])
                return self.errors[c]
            value = self.values[c]
            if isinstance(value, str):
                if value and (found := tidy(value)):
                    self.cells[field] = Cell(self.ref(c), value.strip())
                    return found
            elif found := shown(value):
                self.cells[field] = Cell(self.ref(c), found)
                return found
        if self.carried and (over := self.carried.get(field)) is not None:
            self.cells[field] = Cell(over[1], over[0])
            return over[0]
        return ""

    def fault(self, field: str, reason: Name, whole: bool = False) -> None:
        unit = self.columns.unit(field)
        said = f"{unit.factor:f} {unit.currency}" if unit is not None else ""
        self.faults.append(Fault(field, self.cells.get(field) or self._place(field), reason, whole, said))

    def _place(self, field: str) -> Cell:
        columns = self.columns.at.get(field) or self.columns.at.get("name") or ()
        return Cell(ref(self.r, columns[0] if columns else 0), "")

    def day(self, field: str) -> date | None:
        for c in self.columns.at.get(field, ()):
            error = self.errors.get(c)
            value = self.values[c]
            if value == "" and error is None:
                continue
            self.cells[field] = Cell(self.ref(c), error or written(value))
            read = self.columns.day(error or value)
            if isinstance(read, Unread):
                self.fault(field, read.reason)
                return None
            return read
        if field in self.carried:
            read = self.columns.day(self.text(field))
            return read if isinstance(read, date) else None
        return None

    def listed(self, field: str, known: Callable[[str], T | None]) -> T | None:
        """The value of a list; a fault where the list has none such."""
        said = self.text(field)
        if not said or key(said) in NOTHING:
            return None
        found = known(said)
        if found is None:
            self.fault(field, texts.not_in_list(field, said))
        return found

    def filled(self, field: str) -> bool:
        """Whether a column of the field says something."""
        return field in self.columns.of and key(self.text(field)) not in NOTHING
