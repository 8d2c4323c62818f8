"""An import of cases of before: read, mapped, compared; shown; then written in one transaction, or not at all."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from banyan.command.casework.history import of_before, unit_of
from banyan.command.casework.texts import NAMES, TEXTS
from banyan.command.privacy import Contact
from banyan.command.worktime import zone_of
from banyan.edges import sheets
from banyan.model.authority import authorize
from banyan.model.casework import OF_TIME, Actor, Before, Case, Done, Entry, Refusal, Verb
from banyan.model.grid import Grid
from banyan.model.ids import CaseId, ImportId
from banyan.model.plain import key
from banyan.model.project import Mapped, Source
from banyan.model.record import record
from banyan.model.text import Name, Said, render
from banyan.model.time import Instant
from banyan.runtime.casework.office import CaseOffice
from banyan.runtime.casework.records import CASE, MOVE
from banyan.runtime.casework.tables import state
from banyan.runtime.casework.tables.columns import Table, tables, told
from banyan.runtime.casework.tables.rows import Asked, Fault, Row, Words, read_row, words_of
from banyan.runtime.casework.tables.shown import FileRead, Packed, Preview, Wanted
from banyan.runtime.casework.tables.state import IMPORT, MAPPING, REJECT, Imported, Reject, Remembered
from banyan.runtime.contacts import Contacts
from banyan.runtime.folder.decode import closest
from banyan.runtime.imports.books import Book, Progress
from banyan.runtime.scenario import UsageError

RIGHT = f"case.{Verb.IMPORT}"
EVERY = 500                     # rows between two words about how far it is
_SAFE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,59}")


def preview(
    office: CaseOffice, by: Actor, contacts: Contacts, books: Sequence[Book], wanted: Wanted,
    progress: Progress = lambda _what, _n: None,
) -> Preview:
    """What the tables say and what that changes. Writes nothing. Raises SheetError, Refused, UsageError."""
    authorize(office.authority, by.principal, RIGHT)
    return _Importer(office, by, contacts, wanted, wanted.name or _name_of(books[0].name)).preview(books, progress)


def _name_of(file: str) -> str:
    """Of "12345-2025-03.xlsx": what stands before the first digit run of a date, else the name without its ending."""
    stem = file.rpartition(".")[0] or file
    return re.split(r"[-_ .（(]*(?:19|20)\d\d", stem, maxsplit=1)[0].strip("-_ ")[:60] or stem[:60]


def _check_values(office: CaseOffice, values: Mapping[str, Mapping[str, str]]) -> None:
    """Raises UsageError for a text that would stand for nothing the city has."""
    book = office.book
    known = {
        "type": [d.id for d in book.definitions], "holder": [*(str(u.id) for u in book.routes.units), *book.roles],
        "outcome": [o.id for d in book.definitions for o in d.outcomes],
    }  # fmt: skip
    for field, said in values.items():
        for meant in said.values():
            if meant not in known[field]:
                raise UsageError(f"--value {field}: {meant[:40]} was found, one of the city's own was expected: "
                                 f"{', '.join(dict.fromkeys(known[field]))}{closest(meant, known[field])}; nothing was "
                                 "imported")


class _Importer:
    """Lives for one import."""

    def __init__(self, office: CaseOffice, by: Actor, contacts: Contacts, wanted: Wanted, name: str) -> None:
        self._office, self._by, self._contacts, self._wanted = office, by, contacts, wanted
        self._store, self._now = office.store, office.now()
        self._sequence = state.newest(self._store)
        before = state.remembered(self._store, name)
        values = {f: {**before.values.get(f, {}), **wanted.values.get(f, {})}
                  for f in sorted({*before.values, *wanted.values})}
        self._before = before
        self._remembered = Remembered(name, {**before.columns}, values)
        _check_values(office, values)
        self._words: Words = words_of(office.book, values)
        self._iid = ImportId(f"CI-{len(self._store.current(IMPORT)) + 1:04d}")
        self._known: dict[str, msgspec.Raw] = {}      # of this sender: number → case, as the journal has it
        self._ids: set[str] = set()                   # of every case that ever was
        for cid, line in self._store.current_as(CASE, msgspec.Raw):
            self._ids.add(cid)
            case = _numbered(line)
            if case.source is not None and case.source.sender == name:
                self._known[case.number] = line
        self._met: dict[str, _Met] = {}
        self._new, self._changed = Packed(), Packed()
        self._unchanged = 0
        self._told: list[tuple[Contact, Instant]] = []

    def preview(self, books: Sequence[Book], progress: Progress) -> Preview:
        reads = [self._file(book, partial(progress, book.name)) for book in books]
        again = {reject.id: reject for read in reads for reject in read.rejects}
        files = {book.name for book in books}
        waiting = [r for r in state.rejects(self._store) if r.mapping == self._remembered.id and r.file in files]
        mended = tuple(r for r in waiting if r.id not in again)
        reads = [r._replace(rejects=tuple(_fresh(one, waiting) for one in r.rejects)) for r in reads]
        return Preview(
            self._iid, self._remembered.id, self._remembered, tuple(reads), self._new, self._changed,
            self._unchanged, tuple(self._told), mended,
            remembers=self._remembered != self._before
            or any(one not in waiting for read in reads for one in read.rejects),
            wanted=self._wanted, sequence=self._sequence,
        )  # fmt: skip

    def _file(self, book: Book, tell: Callable[[int], None]) -> FileRead:
        opened = sheets.read(book.data, book.name)
        rows = accepted = 0
        mapping: list[tuple[str, Mapped]] = []
        rejects: list[Reject] = []
        left_out: list[tuple[str, str]] = []
        for sheet in opened.sheets:
            if sheet.hidden and not self._wanted.hidden:
                left_out.append((sheet.name, "hidden"))
                continue
            grid = Grid(sheet)
            found = tables(grid, self._remembered.columns, self._wanted.columns)
            if not found:
                left_out.append((sheet.name, "no table of cases"))
            asked = Asked(self._now, zone_of(self._office.book.timezone), self._words, self._by, self._remembered.id,
                          book.name, opened.sha256, sheet.name, self._iid)
            for table in found:
                mapping += [(sheet.name, one) for one in told(table)]
                self._remember(table)
                for row in self._rows(grid, table, asked):
                    rows += 1
                    rejected = self._take(row, asked)
                    accepted += not any(one.whole for one in rejected)
                    rejects += rejected
                    if rows % EVERY == 0:
                        tell(rows)
        tell(rows)
        return FileRead(book.name, opened.sha256, rows, accepted, tuple(mapping), tuple(rejects), tuple(left_out))

    def _remember(self, table: Table) -> None:
        for column in table.columns:
            bare = key(column.header)
            said = self._wanted.columns.get(bare)
            if said is not None or column.field:
                self._remembered.columns[bare] = said if said is not None else column.field

    def _rows(self, grid: Grid, table: Table, asked: Asked) -> Iterator[Row]:
        for r in range(table.bottom + 1, table.end):
            if grid.filled(r):
                row = read_row(grid, r, table, asked, self._contacts.who)
                if row.before is not None or row.faults:
                    yield row

    # -- what a row changes ------------------------------------------------------------------------------------------

    def _take(self, row: Row, asked: Asked) -> list[Reject]:
        faults = list(row.faults)
        if row.before is not None:
            why = self._placed(row.before, row.contact)
            if why is not None:
                cell = row.before.source.cells["number"]
                faults.append(Fault(row.before.source.row, "number", cell, why, whole=True))
        return [_reject(fault, row.number, asked) for fault in faults]

    def _placed(self, told: Before, contact: Contact | None) -> Name | None:
        """Among the new, the changed or the unchanged; or why it can't be."""
        facts = hashlib.sha256(msgspec.msgpack.encode(_facts(told))).digest()
        met = self._met.setdefault(told.number, _Met(told.source.row, told.source.file, facts))
        if (met.row, met.file) != (told.source.row, told.source.file) or met.facts != facts:
            if met.facts == facts:
                return None
            return Name(f"编号与第 {met.row} 行相同而内容不同（{met.file}）",
                        f"the number of row {met.row} of {met.file}, which says something else")
        there = self._known.get(told.number)
        known = _case(there) if there is not None else None
        if known is not None and not known.undone:
            if _same(known, told):
                self._unchanged += 1
                return None
            if _lived(self._office, known):
                return Name(f"案件 {known.id} 导入后已在此办理，表中的改动未采用",
                            f"case {known.id} has gone on here since it was imported; what the table says anew is not "
                            "taken")
        cid = known.id if known is not None else self._id(told.number)
        done = of_before(self._office.book, told, self._now, cid, known.moves if known is not None else 0)
        if isinstance(done, Refusal):
            return self._said(done.why)
        (self._changed if known is not None and not known.undone else self._new).add(done)
        if contact is not None and told.report.reporter is not None:
            self._told.append((contact, self._now))
        return None

    def _said(self, why: Said) -> Name:
        return Name(self._office.declined(why).text("zh"), render(why, TEXTS, "en", NAMES))

    def _id(self, number: str) -> CaseId:
        """H- and its number; where that is no plain word, or another sender's, with a sign of its own behind."""
        plain = _SAFE.fullmatch(number) is not None
        made = f"H-{number}" if plain else ""
        if not plain or made in self._ids:
            word = re.sub(r"[^0-9A-Za-z._-]+", "-", number).strip("-.")[:40]
            sign = hashlib.sha256(f"{self._remembered.id}\n{number}".encode()).hexdigest()[:8]
            made = f"H-{word}-{sign}" if word else f"H-{sign}"
        self._ids.add(made)
        return CaseId(made)


class _Sent(Struct, frozen=True):
    sender: str


class _Numbered(Struct, frozen=True):
    """What of a case tells whose it is, without making the rest."""

    number: str = ""
    source: _Sent | None = None


_numbered, _case = msgspec.json.Decoder(_Numbered).decode, msgspec.json.Decoder(Case).decode


class _Met(NamedTuple):
    """A number's first row in these tables. `facts`: digest of what it says."""

    row: int
    file: str
    facts: bytes


def _facts(told: Before) -> tuple[dict[str, str], str, str | None, str | None, str | None]:
    """What a table says of a case, wherever in it: its cells, and what its words were taken for."""
    return _texts(told.source), told.type, told.outcome, unit_of(told), told.report.reporter


def _texts(source: Source) -> dict[str, str]:
    return {field: cell.text for field, cell in source.cells.items()}


def _same(known: Case, told: Before) -> bool:
    was = _texts(known.source) if known.source is not None else {}
    return (was, known.type, known.outcome, known.handler, known.reports[0].reporter) == _facts(told)


def _lived(office: CaseOffice, case: Case) -> bool:
    """Whether somebody has done something to it since its import; what time says of it is nobody's doing."""
    for n in range(case.moves, 0, -1):
        body = office.store.bodies(MOVE, [f"{case.id}/{n}"]).get(f"{case.id}/{n}")
        verb = msgspec.convert(body, Entry).verb if body is not None else None
        if verb is Verb.IMPORT:
            return False
        if verb not in OF_TIME:
            return True
    return True


def _reject(fault: Fault, number: str, asked: Asked) -> Reject:
    """Its id is where it stands: the same cell of the same file is one."""
    place = f"{asked.mapping}\n{asked.file}\n{asked.sheet}\n{fault.cell.ref}\n{fault.field}"
    return Reject(
        f"CR-{hashlib.sha256(place.encode()).hexdigest()[:10]}", asked.mapping, asked.file, asked.sheet, fault.row,
        fault.field, fault.cell, fault.reason, asked.imported, fault.whole, number,
    )  # fmt: skip


def _fresh(reject: Reject, waiting: Sequence[Reject]) -> Reject:
    """One that waits already and says the same stays as it is, with the import that met it first."""
    return next((one for one in waiting if one.id == reject.id and replace(reject, imported=one.imported) == one),
                reject)


def commit(
    office: CaseOffice, by: Actor, ahead: Preview, contacts: Contacts, books: Sequence[Book]
) -> ImportId | None:
    """Write what was shown; None where it changes nothing. What it was built on may have changed since: then it is
    looked at anew. Raises Refused, StoreFull, StoreError; UsageError where it would be another import now.
    """
    authorize(office.authority, by.principal, RIGHT)
    if ahead.nothing:
        return None
    contacts.keep_several(ahead.contacts)      # first: whose case isn't written is forgotten after a day
    with office.turn:
        if not _stands(office, ahead):
            anew = preview(office, by, contacts, books, ahead.wanted)
            if _gist(anew) != _gist(ahead):
                raise UsageError("somebody else imported or worked on these cases in the meantime, and what this "
                                 "import changes is not what was shown: nothing was written; import again")
            ahead = anew
        return _write(office, by, ahead)


def _stands(office: CaseOffice, ahead: Preview) -> bool:
    """Whether nothing that the preview was built on has changed since."""
    if state.newest(office.store) != ahead.sequence:
        return False
    moves = office.register.moves
    return all(moves(done.case.id) == done.case.moves - 1 for done in ahead.changed) and \
        all(moves(done.case.id) is None for done in ahead.new)


def _gist(ahead: Preview) -> object:
    return ([_plan(done) for done in ahead.new], [_plan(done) for done in ahead.changed], ahead.unchanged,
            [one.id for one in ahead.rejects], [one.id for one in ahead.mended])


def _plan(done: Done) -> object:
    case = done.case
    return case.number, case.type, case.status, case.outcome, case.handler


def _write(office: CaseOffice, by: Actor, ahead: Preview) -> ImportId:
    now = office.now()
    body = Imported(
        ahead.imported, str(by.principal), ahead.mapping, tuple((r.file, r.sha256) for r in ahead.reads),
        len(ahead.new), len(ahead.changed), ahead.unchanged, len(ahead.rejects),
    )  # fmt: skip
    first = record(IMPORT, f"{IMPORT}/{ahead.imported}", now, by.principal, body)
    cause = "imported-by", str(first.id)
    n = office.store.position() + 1
    further = [first]
    fresh = [one for one in ahead.rejects if one.imported == ahead.imported]
    for one in (*fresh, *(replace(m, closed=str(ahead.imported)) for m in ahead.mended)):
        further.append(record(REJECT, f"{REJECT}/{one.id}@{n}", now, by.principal, one, cause))
    if ahead.remembered != state.remembered(office.store, ahead.mapping):
        rid = f"{MAPPING}/{ahead.mapping}@{n}"
        further.append(record(MAPPING, rid, now, by.principal, ahead.remembered, cause))
    office.take(ahead.new + ahead.changed, cause, *further)
    return ahead.imported
