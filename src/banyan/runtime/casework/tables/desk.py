"""The desk for imports of cases in a city that is served: tables in, a look at what they change, taken, undone."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from banyan.model.authority import authorize
from banyan.model.casework import Status
from banyan.model.ids import PrincipalId
from banyan.model.plain import key
from banyan.model.project import Mapped
from banyan.model.text import Name
from banyan.model.time import Instant
from banyan.runtime.casework.office import CaseOffice
from banyan.runtime.casework.tables import importing, state
from banyan.runtime.casework.tables.fields import BY_NAME, IGNORED
from banyan.runtime.casework.tables.importing import RIGHT
from banyan.runtime.casework.tables.shown import FileRead, Packed, Preview, Wanted
from banyan.runtime.casework.tables.undo import undo
from banyan.runtime.contacts import Contacts
from banyan.runtime.imports.books import Progress
from banyan.runtime.imports.drafts import COLLECTING, DONE, Drafts, Job
from banyan.runtime.imports.undoing import versions
from banyan.runtime.scenario import UsageError

FORMATS = ("xlsx", "xls", "ods", "csv")
MOST = 200                   # lines of one kind on a screen; the command line's --json has all


class CaseColumnView(Struct, frozen=True):
    """`field` "": not taken."""

    sheet: str
    column: str
    header: str
    field: str
    reason: str


class CaseRejectView(Struct, frozen=True):
    """A cell that could not be read. `whole`: its row is no case; else the case stands without the value."""

    file: str
    sheet: str
    cell: str
    field: str
    text: str
    number: str
    whole: bool
    reason: Name


class CaseTableView(Struct, frozen=True):
    """`left_out`: (sheet, why): "hidden", or "no table of cases"."""

    file: str
    rows: int
    accepted: int
    columns: list[CaseColumnView]
    left_out: list[tuple[str, str]]


class CaseImportLine(Struct, frozen=True):
    id: str
    state: str               # collecting | reading | ready | taking | done | failed | undone
    mapping: str
    by: str
    at: Instant
    files: list[str]
    new: int
    changed: int
    rejected: int


class CaseImportView(Struct, frozen=True):
    """`progress` 0-1. `imported`: its id once it is recorded, "" where it changed nothing. `open`, `closed`: of the new
    and changed cases. `rejected` has the first of `rejected_count`.
    """

    id: str
    state: str
    mapping: str
    by: str
    at: Instant
    progress: float
    step: str
    imported: str
    error: str
    files: list[CaseTableView]
    rejected: list[CaseRejectView]
    rejected_count: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    open: int = 0
    closed: int = 0
    mended: int = 0
    nothing: bool = False


class CaseImportDesk(Struct, frozen=True):
    """What was imported, and what a new import needs to know. `waiting`: cells that still can't be read."""

    imports: list[CaseImportLine]
    formats: list[str]
    fields: list[str]
    waiting: list[CaseRejectView]
    waiting_count: int


class CaseImports(Drafts[CaseImportView, Preview]):
    """Thread-safe."""

    def __init__(self, office: CaseOffice, contacts: Contacts) -> None:
        super().__init__()
        self._office, self._contacts = office, contacts

    def desk(self) -> CaseImportDesk:
        store = self._office.store
        going = [_line(v) for v in self.all() if v.state != DONE]
        taken = [CaseImportLine(str(i.id), "undone" if i.undone else DONE, i.mapping, i.by, self._first(i.id),
                                [name for name, _ in i.files], i.new, i.changed, i.rejected)
                 for i in state.imports(store).values()]
        waiting = state.rejects(store)
        return CaseImportDesk(sorted([*going, *taken], key=lambda one: one.at, reverse=True), list(FORMATS),
                              list(BY_NAME), [_reject(one) for one in waiting[:MOST]], len(waiting))

    def _first(self, iid: str) -> Instant:
        return next(versions(self._office.store, iid, state.IMPORT)).at

    def begin(self, mapping: str, by: PrincipalId) -> CaseImportView:
        """`mapping`: whose tables they are; "" is told from the first file's name. Raises Refused, UsageError."""
        authorize(self._office.authority, by, RIGHT)
        now = self._office.now()
        return self._begun(lambda iid: CaseImportView(iid, COLLECTING, mapping, by, now, 0.0, "", "", "", [], []))

    def add(self, iid: str, name: str, data: bytes, sender: str = "") -> CaseImportView:
        if name.rpartition(".")[2].lower() not in (*FORMATS, "xlsm"):
            raise UsageError(f"{name} is no table: a name that ends in {', '.join(FORMATS)} was expected")
        return super().add(iid, name, data, sender)

    def say(self, iid: str, columns: dict[str, str], by: PrincipalId) -> CaseImportView:
        """`columns`: header → field, "" for one that isn't wanted; read anew. Raises KeyError, UsageError."""
        for header, field in columns.items():
            if not key(header) or (field and field not in BY_NAME):
                raise UsageError(f"{header[:60]} → {field[:60]}: a header of the table and a field of a case were "
                                 "expected")
        return self.map(iid, {key(header): field or IGNORED for header, field in columns.items()}, by)

    def looked_at(self, iid: str) -> CaseImportView:
        try:
            return super().looked_at(iid)
        except KeyError:
            taken = state.imports(self._office.store).get(iid)
            if taken is None:
                raise
            files = [CaseTableView(name, 0, 0, [], []) for name, _ in taken.files]
            return CaseImportView(
                iid, "undone" if taken.undone else DONE, taken.mapping, taken.by, self._first(iid), 1.0, "", iid, "",
                files, [], taken.rejected, taken.new, taken.changed, taken.unchanged)

    def undo(self, iid: str, by: PrincipalId) -> CaseImportView:
        """Raises Refused, UsageError."""
        undo(self._office, self._office.actor(by), iid)
        return self.looked_at(iid)

    def _held(self, name: str, sender: str) -> Any:  # noqa: ARG002  whose they are is said once for all files
        return CaseTableView(name, 0, 0, [], [])

    def _look(self, job: Job[CaseImportView, Preview], by: PrincipalId, tell: Progress) -> None:
        wanted = Wanted(job.view.mapping or None, dict(job.columns))
        ahead = job.ahead = importing.preview(self._office, self._office.actor(by), self._contacts, job.books, wanted,
                                              tell)
        ended = _ended(ahead.new) + _ended(ahead.changed)
        job.now(mapping=ahead.mapping, files=[_table(read) for read in ahead.reads],
                rejected=[_reject(one) for one in ahead.rejects[:MOST]], rejected_count=len(ahead.rejects),
                new=len(ahead.new), changed=len(ahead.changed), unchanged=ahead.unchanged, closed=ended,
                open=len(ahead.new) + len(ahead.changed) - ended, mended=len(ahead.mended), nothing=ahead.nothing)

    def _write(self, job: Job[CaseImportView, Preview], by: PrincipalId) -> str:
        assert job.ahead is not None  # noqa: S101  READY is only reached with one
        office = self._office
        return importing.commit(office, office.actor(by), job.ahead, self._contacts, job.books) or ""


def _ended(cases: Packed) -> int:
    return sum(done.case.status is Status.CLOSED for done in cases)


def _line(view: CaseImportView) -> CaseImportLine:
    return CaseImportLine(view.id, view.state, view.mapping, view.by, view.at, [f.file for f in view.files], view.new,
                          view.changed, view.rejected_count)


def _table(read: FileRead) -> CaseTableView:
    seen: Sequence[tuple[str, Mapped]] = tuple(dict.fromkeys(read.mapping))
    columns = [CaseColumnView(sheet, m.column, m.header, m.field, m.reason) for sheet, m in seen]
    return CaseTableView(read.file, read.rows, read.accepted, columns, list(read.left_out))


def _reject(one: state.Reject) -> CaseRejectView:
    return CaseRejectView(one.file, one.sheet, one.cell.ref, one.field, one.cell.text[:200], one.number, one.whole,
                      one.reason)
