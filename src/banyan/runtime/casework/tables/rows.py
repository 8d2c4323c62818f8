"""One row of a table to one case of before, or to the cells of it that can't be read and why."""

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from banyan.command.privacy import Contact
from banyan.model.casetype import Casebook, Definition
from banyan.model.casework import Actor, Before, Place, Report
from banyan.model.grid import Grid, written
from banyan.model.ids import ImportId, RoleId
from banyan.model.plain import key, tidy
from banyan.model.project import Cell, Source
from banyan.model.sheet import Value, ref
from banyan.model.text import Name
from banyan.model.time import Instant
from banyan.runtime.casework.tables import cells
from banyan.runtime.casework.tables.cells import Unread
from banyan.runtime.casework.tables.columns import Table
from banyan.runtime.casework.tables.fields import BY_NAME, CLOSED, DISPATCHED, FILED, HANDLED, REPORTED
from banyan.runtime.folder.decode import closest

T = TypeVar("T")
CHANNEL = "import"
_LONGEST = {"text": 10_000, "reason": 4000}      # characters; of anything else 500, of a number 60
_FATAL = ("number", "type", "reported_at", "filed_at", "dispatched_at", "handled_at", "closed_at", "outcome", "text",
          "reason")  # fmt: skip
"""Without these the row would tell another story: it waits whole. Of others the value alone is left out."""


class Fault(NamedTuple):
    """`whole`: the row is no case for it."""

    row: int
    field: str
    cell: Cell
    reason: Name
    whole: bool


class Row(NamedTuple):
    """`before` None: it is no case, and `faults` say why; without faults it is no row of the table at all (a note)."""

    before: Before | None
    contact: Contact | None
    number: str
    faults: tuple[Fault, ...]


class Words(NamedTuple):
    """What texts stand for, by `plain.key`."""

    types: Mapping[str, str]
    units: Mapping[str, str]
    outcomes: Mapping[str, Mapping[str, str]]      # by type; "" for all, as somebody said
    definitions: Mapping[str, Definition]


def words_of(book: Casebook, values: Mapping[str, Mapping[str, str]]) -> Words:
    """The city's own words (ids, names, codes), and over them what was said of this sender's."""
    newest = {d.id: d for d in sorted(book.definitions, key=lambda d: (d.first, d.version))}
    types: dict[str, str] = {}
    for d in newest.values():
        for word in (d.id, d.name.zh, d.name.en, f"{d.class_code}.{d.subclass}", f"{d.class_code}{d.subclass}"):
            types.setdefault(key(word), d.id)
    units = {key(word): str(u.id) for u in book.routes.units for word in (u.id, u.name.zh, u.name.en)}
    outcomes = {tid: {key(word): o.id for o in d.outcomes for word in (o.id, o.name.zh, o.name.en)}
                for tid, d in newest.items()}
    return Words({**types, **values.get("type", {})}, {**units, **values.get("holder", {})},
                 {**outcomes, "": values.get("outcome", {})}, newest)


class Asked(NamedTuple):
    """What is the same for every row of a sheet."""

    now: Instant
    zone: ZoneInfo
    words: Words
    by: Actor
    mapping: str
    file: str
    sha256: str
    sheet: str
    imported: ImportId


class _Reader:
    """Lives for one row; gathers the cells it took and the faults it met."""

    def __init__(self, grid: Grid, r: int, table: Table, asked: Asked) -> None:
        self._grid, self._r, self._table, self.asked = grid, r, table, asked
        self.cells: dict[str, Cell] = {}
        self.faults: list[Fault] = []

    def raw(self, field: str) -> Value | None:
        """None: no such column, or nothing in it. What stands there is kept with where it stands."""
        column = self._table.of(field)
        if column is None:
            return None
        at = (self._r, column.at)
        error, value = self._grid.sheet.errors.get(at), self._grid.value(*at)
        text = error if error is not None else written(value)
        if not text.strip():
            return None
        self.cells[field] = Cell(ref(*at), "***" if BY_NAME[field].secret else text)
        if error is not None:
            self.fault(field, Name(f"单元格有错误“{error}”", f'the cell holds the error "{error}"'))
            return None
        return value

    def text(self, field: str) -> str:
        value = self.raw(field)
        if value is None:
            return ""
        said = tidy(written(value))
        most = 60 if field == "number" else _LONGEST.get(field, 500)
        if len(said) > most:
            self.fault(field, Name(f"有 {len(said)} 个字，至多 {most} 个",
                                   f"{len(said)} characters, at most {most} are taken"))
            return ""
        return said

    def read(self, field: str, reader: Callable[[Value], T]) -> T | None:
        value = self.raw(field)
        if value is None:
            return None
        try:
            return reader(value)
        except Unread as why:
            self.fault(field, why.reason)
            return None

    def fault(self, field: str, reason: Name) -> None:
        column = self._table.of(field)
        cell = self.cells.get(field) or Cell(ref(self._r, column.at if column is not None else 0), "")
        self.faults.append(Fault(self.row, field, cell, reason, field in _FATAL))

    @property
    def row(self) -> int:
        """As a spreadsheet numbers it."""
        return self._r + 1

    @property
    def whole(self) -> bool:
        return any(fault.whole for fault in self.faults)


def read_row(grid: Grid, r: int, table: Table, asked: Asked, who: Callable[[Contact], str | None]) -> Row:
    """`who`: the pseudonym of a contact."""
    if len(grid.filled(r)) < 2:
        return Row(None, None, "", ())
    one = _Reader(grid, r, table, asked)
    number = one.text("number")
    if not number:
        if not one.faults:
            one.fault("number", Name("没有编号，不能成为案件", "no number: it can't be told from another case"))
        return Row(None, None, "", tuple(one.faults) if len(grid.filled(r)) > 2 else ())
    definition = _type(one)
    times = _moments(one)
    contact = Contact(one.text("phone") or None, one.text("email") or None, one.text("name") or None)
    if definition is None or times is None:
        return Row(None, None, number, tuple(one.faults))
    before = _before(one, number, definition, times, who(contact))
    return Row(None if one.whole else before, contact, number, tuple(one.faults))


def _type(one: _Reader) -> Definition | None:
    value = one.raw("type")
    if value is None:
        if not one.whole:
            one.fault("type", Name("没有类别", "no case type"))
        return None
    words = one.asked.words
    found = words.definitions.get(cells.named(value, words.types) or "")
    if found is None:
        text = written(value)[:60]
        near = closest(text, [w for d in words.definitions.values() for w in (d.name.zh, d.name.en)])
        one.fault("type", Name(f"“{text}”不是本市的案件类别；可用 --value 指定",
                               f'"{text}" is no case type of the city{near}; --value says which is meant'))
    return found


def _moments(one: _Reader) -> dict[str, Instant] | None:
    """By field. A day alone stands for its beginning, or for the step before it on the same day; a day of closing for
    its end, if that has been. None where the first intake isn't told.
    """
    found: dict[str, Instant] = {}
    last: Instant | None = None
    zone = one.asked.zone
    for field in (REPORTED, FILED, DISPATCHED, HANDLED, CLOSED):
        told = one.read(field.name, lambda value: cells.moment(value, zone))
        if told is None:
            continue
        at = told.at
        if told.day and last is not None and at < last and last.astimezone(zone).date() == at.astimezone(zone).date():
            at = last
        if told.day and field is CLOSED:
            at = max(at, min(cells.end_of_day(told.at, zone), one.asked.now))
        found[field.name] = last = at
    if REPORTED.name not in found and not one.whole:
        one.fault(REPORTED.name, Name("没有上报时间", "no time of its first intake"))
    return found if REPORTED.name in found else None


def _before(
    one: _Reader, number: str, definition: Definition, times: Mapping[str, Instant], reporter: str | None
) -> Before:
    asked = one.asked
    closed = times.get(CLOSED.name)
    status = one.raw("status")
    if closed is None and status is not None and cells.ended(status):
        one.faults.append(Fault(one.row, "status", one.cells["status"],
                                Name("已结案而没有结案时间", "it is closed, and when is not said"), True))
    outcome = _outcome(one, definition) if closed is not None else None
    verdict = one.read("verdict", cells.verdict)
    report = Report(
        id=f"R-{number}", at=times[REPORTED.name], place=_place(one), channel=one.text("channel")[:60] or CHANNEL,
        reporter=reporter, text=one.text("text"), verdict=verdict if closed is not None else None,
    )  # fmt: skip
    told = Before(
        number=number, type=definition.id, report=report, by=asked.by,
        source=Source(asked.file, asked.sha256, asked.sheet, one.row, asked.mapping, asked.imported),
        filed_at=times.get(FILED.name), dispatched_at=times.get(DISPATCHED.name), handled_at=times.get(HANDLED.name),
        closed_at=closed, holder=_unit(one), outcome=outcome, reason=one.text("reason"),
    )  # fmt: skip
    return replace(told, source=replace(told.source, cells=one.cells))


def _outcome(one: _Reader, definition: Definition) -> str | None:
    value = one.raw("outcome")
    words = one.asked.words
    found = cells.named(value if value is not None else "", {**words.outcomes[definition.id], **words.outcomes[""]})
    if found is None and not any(f.field == "outcome" for f in one.faults):
        text = written(value)[:60] if value is not None else ""
        known = "、".join(o.name.zh for o in definition.outcomes), ", ".join(o.id for o in definition.outcomes)
        one.fault("outcome", Name(f"结案而办理结果“{text}”不可知；应为：{known[0]}，或用 --value 指定",
                                  f'closed, and its outcome "{text}" is none of: {known[1]}; --value says which'))
    return found


def _unit(one: _Reader) -> RoleId | None:
    value = one.raw("holder")
    if value is None:
        return None
    found = cells.named(value, one.asked.words.units)
    if found is None:
        text = written(value)[:60]
        one.fault("holder", Name(f"“{text}”不是本市的承办单位；可用 --value 指定",
                                 f'"{text}" is no unit of the city; --value says which is meant'))
    return RoleId(found) if found is not None else None


def _place(one: _Reader) -> Place:
    lon = one.read("longitude", lambda value: cells.degrees(value, 180))
    lat = one.read("latitude", lambda value: cells.degrees(value, 90))
    at = (lon, lat) if lon is not None and lat is not None else one.read("position", cells.position)
    return Place(at, one.text("address"), thing=one.text("thing") or None)
