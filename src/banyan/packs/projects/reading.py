"""A workbook to its projects: every table of every sheet, line by line."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from banyan.model.figure import Amount
from banyan.model.grid import Grid, shown
from banyan.model.plain import key
from banyan.model.project import Cell, Mapped, Project, SumCheck
from banyan.model.sheet import Sheet, Value, Workbook, ref
from banyan.packs.projects import lines, mapping, texts
from banyan.packs.projects.headers import Table, tables
from banyan.packs.projects.mapping import Taken
from banyan.packs.projects.row_cells import Asked, Fault
from banyan.packs.projects.rows import Read, RowReader
from banyan.packs.projects.sums import WHOLE, Sums

_PART = re.compile(r"其中\s*[:：、,，]?|of which\b|including\s*:", re.IGNORECASE)
_WITHIN = re.compile(r"\d+[.．-]\d+$")
Progress = Callable[[int], None]


class Faulty(NamedTuple):
    """A fault with the sheet and row it stands in; `at`: index of its project in the file, None for a row that fell."""

    sheet: str
    row: int
    fault: Fault
    at: int | None
    partial: Project | None = None


class FileRead(NamedTuple):
    """`rows`: lines that hold a project or should; `accepted`: those that do. `left_out`: (sheet, why)."""

    file: str
    sha256: str
    rows: int
    accepted: int
    projects: tuple[Project, ...]
    faults: tuple[Faulty, ...]
    mapping: tuple[tuple[str, Mapped], ...]       # (sheet, column)
    checks: tuple[SumCheck, ...]
    left_out: tuple[tuple[str, str], ...]


class Options(NamedTuple):
    asked: Asked
    hidden: bool = False                          # read hidden sheets too
    remembered: Mapping[str, str] = {}            # header's key → field
    wanted: Mapping[str, str] = {}


def read(book: Workbook, options: Options, progress: Progress = lambda _rows: None) -> FileRead:
    """What a workbook says. Never raises for anything in it: what can't be read is told."""
    projects: list[Project] = []
    faults: list[Faulty] = []
    mapped: list[tuple[str, Mapped]] = []
    checks: list[SumCheck] = []
    left_out: list[tuple[str, str]] = []
    rows = 0
    shown_sheets = [s for s in book.sheets if options.hidden or not s.hidden]
    left_out += [(s.name, "hidden") for s in book.sheets if s.hidden and not options.hidden and s.rows]
    grids = [(sheet, grid, list(tables(grid))) for sheet in shown_sheets for grid in (Grid(sheet),)]
    several = sum(bool(found) for _, _, found in grids) > 1
    for sheet, grid, found in grids:
        if not found:
            if any(grid.filled(r) for r in range(min(grid.height, 50))):
                left_out.append((sheet.name, "no table of projects"))
            continue
        walk = _Sheet(book, sheet, grid, options, several, len(projects), progress)
        for i, table in enumerate(found):
            walk.table(table, found[i + 1].top if i + 1 < len(found) else grid.height)
        projects += walk.projects
        faults += walk.faults
        mapped += [(sheet.name, m) for m in walk.mapped]
        checks += walk.checks
        rows += walk.rows
        if not walk.mapped:
            left_out.append((sheet.name, "no table of projects"))
    return FileRead(book.file, book.sha256, rows, len(projects), tuple(projects), tuple(faults), tuple(mapped),
                    tuple(checks), tuple(left_out))


class _Sheet:
    """Goes down one sheet."""

    def __init__(
        self, book: Workbook, sheet: Sheet, grid: Grid, options: Options, several: bool, before: int, progress: Progress
    ) -> None:
        self.book, self.sheet, self.grid, self.options, self.several = book, sheet, grid, options, several
        self.before, self.progress = before, progress
        self.projects: list[Project] = []
        self.faults: list[Faulty] = []
        self.mapped: list[Mapped] = []
        self.checks: list[SumCheck] = []
        self.rows = 0
        self.sums = Sums()

    def table(self, table: Table, end: int) -> None:
        """The lines between a header and the next one."""
        options = self.options
        taken = mapping.take(self.grid, table, end, options.asked.lists, options.remembered, options.wanted)
        fields = frozenset(t.field for t in taken)
        if "name" not in fields or not fields & {"investment", "increment", "after", "revised"}:
            return                                     # a summary, a list of contacts: not one project a row
        told = mapping.told(taken)
        self.mapped += [m for m in told if m not in self.mapped]
        self.sums.begin_table()
        _Table(self, table, taken, fields).walk(end)


class _Table:
    """Goes down one table."""

    def __init__(self, sheet: _Sheet, table: Table, taken: Sequence[Taken], fields: frozenset[str]) -> None:
        self.on, self.grid, self.header, self.taken, self.fields = sheet, sheet.grid, table, taken, fields
        self.lists = sheet.options.asked.lists
        self.reader = RowReader(taken, sheet.options.asked, sheet.book.file, sheet.book.sha256, sheet.sheet.name)
        self.column = {t.field: t.column.at for t in reversed(taken) if t.field}
        self.amounts = [self.column[f] for f in ("investment", "increment", "after", "revised") if f in self.column]
        self.columns = [t.column.at for t in taken]
        self.title = self._title()
        self.sections: list[tuple[int, str, str, str]] = []      # level, field, value, cell
        self.carried = self.title
        self.head = [self._texts(r) for r in range(table.top, table.bottom + 1)]
        self.head_names = {self.grid.value(r, self.column["name"]) for r in range(table.top, table.bottom + 1)}
        self.filled_down = self._filled_down()
        self.last: dict[int, Value] = {}
        self.above: dict[int, Value] = {}
        self.in_part = False

    def _texts(self, r: int) -> tuple[str, ...]:
        return tuple(self.grid.text(r, c) for c in self.columns)

    def _title(self) -> dict[str, tuple[str, str]]:
        """What the sheet's name and the lines above the table say of all rows."""
        found: dict[str, tuple[str, str]] = {}
        for row, text in self.header.above:
            said = lines.of_title(text, self.fields, self.lists)
            if said is not None:
                found[said.field] = said.value, ref(row, self.grid.filled(row)[0])
        sheet = self.on.sheet
        named = lines.of_sheet(sheet.name, self.fields, self.lists, self.on.several)
        if named is not None:
            found.setdefault(named.field, (named.value, sheet.name))
        return found

    def _filled_down(self) -> list[int]:
        """Columns of a file without merged cells in which one value stands for the rows under it."""
        if not self.on.sheet.flat:
            return []
        found, first = [], self.header.bottom + 1
        data = [r for r in range(first, self.grid.height) if self.grid.text(r, self.column["name"])][:400]
        for field in ("sector", "district", "channel", "investor_kind"):
            c = self.column.get(field)
            if c is not None and len(data) > 3 and self.grid.text(data[0], c):
                empty = sum(not self.grid.text(r, c) for r in data)
                if empty * 2 >= len(data):
                    found.append(c)
        return found

    def walk(self, end: int) -> None:
        for r in range(self.header.bottom + 1, end):
            if r % 500 == 0:
                self.on.progress(r)
            filled = self.grid.filled(r)
            if filled:
                self._line(r, filled)
        self.on.checks += self.on.sums.finish(self.on.sheet.name, whole=True)

    def _line(self, r: int, filled: list[int]) -> None:
        covered = self.grid.covered.get((r, self.column["name"])) if self.grid.covered else None
        if covered is not None and covered[0] > self.header.bottom and covered[0] < r and self._goes_on(r):
            return
        if self.grid.value(r, self.column["name"]) in self.head_names and self._texts(r) in self.head:
            return                                     # the header again, at the top of a printed page
        row = self.grid.row(r)
        labels = [c for c in filled if isinstance(row[c], str) and c not in self.amounts]
        first = self.grid.text(r, labels[0]) if labels else ""
        sums = any(lines.total(text) for c in labels[:3] if len(text := self.grid.text(r, c)) < 60)
        if sums and not self._is_project(r):
            self._total(r, labels)
            return
        if len(filled) == 1 and labels:
            self._alone(r, filled[0], first)
            return
        if self._numbers_a_section(r, filled, first):
            return
        if lines.is_note(first) and labels[0] != self.column["name"] and not self._value(r, "name"):
            return
        if lines.is_signed_note(first) and self._said_amount(r)[0] is None:
            return
        self._row(r)

    def _is_project(self, r: int) -> bool:
        """A row with a company or a code of its own is one, whatever its name begins with."""
        if lines.is_bare_total(self._text(r, "name")):
            return False
        return any(key(text := self._text(r, f)) and not lines.total(text) and not lines.is_count(text)
                   for f in ("investor", "code", "credit_code"))

    def _text(self, r: int, field: str) -> str:
        return self.grid.text(r, self.column[field]) if field in self.column else ""

    def _value(self, r: int, field: str) -> Value:
        return self.grid.value(r, self.column[field]) if field in self.column else ""

    def _said_amount(self, r: int) -> tuple[Amount | None, str]:
        formats = self.on.sheet.formats
        forms = {c: formats[r, c] for c in self.amounts if (r, c) in formats} if formats else {}
        return self.reader.said(r, self.grid.row(r), forms)

    def _total(self, r: int, labels: list[int]) -> None:
        label = next(self.grid.text(r, c) for c in labels if lines.total(self.grid.text(r, c)))
        found = lines.total(label)
        assert found is not None  # noqa: S101  it was chosen by that
        said, cell = self._said_amount(r)
        count = found.rows
        if count is None:
            row = " ".join(self.grid.text(r, c) for c in labels)
            count = lines.count_in(row)
        cell = cell or ref(r, labels[0])
        if found.grand and not self.on.sums.since_table():
            self.on.checks += self.on.sums.announce(self.on.sheet.name, cell, label, said, count, WHOLE)
            return
        self.on.checks += self.on.sums.finish(self.on.sheet.name)
        self.on.checks += self.on.sums.check(self.on.sheet.name, cell, label, said, found.grand, count)
        if not found.grand:
            self.on.sums.mark()

    def _alone(self, r: int, c: int, text: str) -> None:
        """One cell in a row: a section, a note, or a project of which nothing else is known."""
        if lines.is_note(text):
            return
        said = lines.section(text, self.fields, self.lists, self._last_section())
        if said is not None and (said.level or c != self.column["name"] or self.grid.across.get((r, c), c) > c
                                 or lines.category(said.value, self.lists) or lines.count_in(text)
                                 or not self._stands_as_row()):
            self._open(said, r, c, text)
        elif said is None and (self.grid.across.get((r, c), c) > c or c != self.column["name"]):
            self.on.sums.mark()                        # a heading that says nothing a project has
        else:
            self._row(r)

    def _stands_as_row(self) -> bool:
        """Whether the rows around carry a serial number, so that one without has lost everything but its name."""
        return "serial" not in self.column and "sector" in self.fields

    def _last_section(self) -> str:
        return self.sections[-1][1] if self.sections else ""

    def _open(self, said: lines.Section, r: int, c: int, text: str) -> None:
        if said.level:
            self.sections = [s for s in self.sections if s[0] and s[0] < said.level]
        else:
            at = next((i for i, s in enumerate(self.sections) if s[1] == said.field), len(self.sections))
            self.sections = self.sections[:at]
        self.sections.append((said.level, said.field, said.value, ref(r, c)))
        self.carried = self.title | {field: (value, cell) for _, field, value, cell in self.sections}
        said_sum, cell = self._said_amount(r)
        count = lines.count_in(text)
        label = self.grid.text(r, c) if cell else text
        self.on.checks += self.on.sums.announce(self.on.sheet.name, cell or ref(r, c), label, said_sum, count,
                                                said.level)

    def _numbers_a_section(self, r: int, filled: list[int], first: str) -> bool:
        """"一 | 智能制造 | 12.3": a section with its sum, where projects have 1, 2, 3."""
        serial = self._text(r, "serial")
        by_serial = lines.is_serial_section(serial)
        name = self._text(r, "name") or first
        if not by_serial and (serial or not lines.numbered(name)[0]):
            return False
        if any(self.grid.text(r, c) not in (serial, name) for c in filled if c not in self.amounts):
            return False
        text = f"{serial.rstrip('、.．')}、{name}" if by_serial and serial[0] not in "(（" else name
        said = lines.section(text, self.fields, self.lists, self._last_section())
        if said is not None:
            self._open(said, r, filled[0], name)
        else:
            self.on.sums.mark()
        return True

    def _row(self, r: int) -> None:
        grid, name, sheet = self.grid, self.column["name"], self.on.sheet
        values = grid.row(r)
        if grid.covered or self.filled_down:
            values = list(values)
        for c in self.columns if grid.covered else ():
            if values[c] == "" and (r, c) in grid.covered:
                top = grid.covered[r, c]
                if top[0] > self.header.bottom and top[1] == c and c not in self.amounts and c != name:
                    values[c] = grid.value(*top)
        for c in self.filled_down:
            values[c] = self.last[c] = values[c] if values[c] != "" else self.last.get(c, "")
        values = self._dittoed(values)
        if self._is_part(r, values[name]):
            return
        if not shown(values[name]):
            said, _ = self._said_amount(r)
            if said is None:
                return                                 # nothing that a project needs: a remark beside the table
            if self.on.sums.equals(said):
                self._total_without_label(r, said)
                return
        errors = {c: sheet.errors[r, c] for c in self.columns if (r, c) in sheet.errors} if sheet.errors else {}
        forms = {c: sheet.formats[r, c] for c in self.amounts if (r, c) in sheet.formats} if sheet.formats else {}
        self._keep(r, self.reader.read(r, values, self.carried, errors, forms))

    def _dittoed(self, values: list[Value]) -> list[Value]:
        """Where a cell says that it is as above, what stands above; never an amount: that one waits for its own."""
        found = values
        for c in self.columns:
            value = values[c]
            if isinstance(value, str) and value.strip().casefold() in lines.AS_ABOVE and c in self.above and \
                    c not in self.amounts:
                found = list(values) if found is values else found
                found[c] = self.above[c]
            else:
                self.above[c] = value
        return found

    def _is_part(self, r: int, name: Value) -> bool:
        """A line "其中：一期", and those that go on under it further in: a part of the project above."""
        if not isinstance(name, str):
            return False
        goes_on = self.in_part and not self._text(r, "investor") and (
            name[:1].isspace() or bool(_WITHIN.match(self._text(r, "serial"))))
        self.in_part = goes_on or bool(_PART.match(name.strip()))
        return self.in_part

    def _total_without_label(self, r: int, said: Amount) -> None:
        cell = next(ref(r, c) for c in self.amounts if self.grid.value(r, c) != "")
        self.on.checks += self.on.sums.check(self.on.sheet.name, cell, "", said, False, None)
        self.on.sums.mark()

    def _keep(self, r: int, read: Read) -> None:
        self.on.rows += 1
        self.on.sums.add(read.summed or read.amount)
        at = None
        faults = read.faults
        shared = self._shared(r) if self.grid.covered else None
        if shared is not None:
            faults = (Fault("investment", shared, texts.SHARED_AMOUNT, True),)
        elif read.project is not None:
            at = self.on.before + len(self.on.projects)
            self.on.projects.append(read.project)
        partial = None if at is not None else read.partial or read.project
        self.on.faults += [Faulty(self.on.sheet.name, r + 1, fault, at, partial) for fault in faults]

    def _shared(self, r: int) -> Cell | None:
        """The cell of an amount that is merged over rows with names of their own."""
        name = self.column["name"]
        for c in self.amounts:
            top = self.grid.covered.get((r, c), (r, c))
            further = self.grid.down.get(top, r) > self.grid.down.get((r, name), r)
            if further and top[0] > self.header.bottom and top[1] == c:
                return Cell(ref(*top), self.grid.text(*top))
            if top[0] != r and top[0] > self.header.bottom and (r, name) not in self.grid.covered:
                return Cell(ref(*top), self.grid.text(*top))
        return None

    def _goes_on(self, r: int) -> bool:
        """A further line of the project above, whose name is merged over both: another of its investors."""
        if any(self.grid.value(r, c) != "" for c in self.amounts):
            return False
        top = self.grid.covered[r, self.column["name"]][0]
        projects = self.on.projects
        if projects and projects[-1].sources[0].row - 1 >= top and self._text(r, "investor"):
            more = self.reader.investors(r, self.grid.row(r))
            known = {i.name for i in projects[-1].investors}
            joined = (*projects[-1].investors, *(i for i in more if i.name not in known))
            projects[-1] = replace(projects[-1], investors=joined)
        return True
