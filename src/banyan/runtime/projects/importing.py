"""An import: read, mapped, compared; shown; then written in one transaction, or not at all."""

from collections import ChainMap
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from banyan.edges import sheets
from banyan.model.ids import ImportId, ProjectId
from banyan.model.plain import key
from banyan.model.ports import Store
from banyan.model.project import Duplicate, Project
from banyan.model.time import Instant
from banyan.packs.projects import changes, duplicates, reading
from banyan.packs.projects.changes import Known, Plan
from banyan.packs.projects.merged import merged
from banyan.packs.projects.money import UNSAID, Said
from banyan.packs.projects.reading import FileRead
from banyan.packs.projects.row_cells import Asked
from banyan.runtime.imports.books import Book, Progress
from banyan.runtime.imports.made import Made
from banyan.runtime.projects import lists, state
from banyan.runtime.projects.office import Office
from banyan.runtime.projects.records import told
from banyan.runtime.projects.state import IMPORT, MAPPING, PROJECT, RED, Imported, Mapping_
from banyan.runtime.scenario import UsageError

SAMPLES = 50                       # rows of a file that the columns' samples are taken from


class Wanted(NamedTuple):
    """What a person asks for. `sender` None: as each file's name tells."""

    edition: str
    sender: str | None = None
    cohort: str = ""
    hidden: bool = False
    rates: Mapping[str, Decimal] = {}
    unit: Said = UNSAID
    columns: Mapping[str, str] = {}      # header → field
    told_on: date | None = None


class Preview(NamedTuple):
    """What an import will do, where `sequence` is the office's last record (state.newest). Of the rows that were read
    it keeps the first few of each file, as samples: the plans hold them all.
    """

    wanted: Wanted
    reads: tuple[FileRead, ...]
    senders: tuple[str, ...]             # of each file
    plans: Mapping[str, Plan]            # sender → what changes
    duplicates: tuple[Duplicate, ...]
    sequence: int
    again: tuple[str, ...]               # files that were imported before and change nothing

    @property
    def nothing(self) -> bool:
        return not any(p.new or p.changed or p.withdrawn or p.unread or p.closed for p in self.plans.values())


def preview(store: Store, books: Sequence[Book], wanted: Wanted, now: Instant, progress: Progress = lambda _w, _n: None
            ) -> Preview:
    """What the workbooks say and what that changes. Writes nothing. Raises SheetError, UsageError."""
    if not wanted.edition.strip():
        raise UsageError('--edition: no name; one like "2021 expo" was expected')
    sequence = state.newest(store)
    before = {sha for i in state.imports(store).values() if i.edition == wanted.edition and not i.undone
              for _, sha in i.files}
    reads, senders, again = [], [], []
    newest = _newest(store, wanted.edition)
    for book in books:
        sender = wanted.sender or changes.sender_of(book.name)
        opened = sheets.read(book.data, book.name)
        if opened.sha256 in before and opened.sha256 in newest:
            again.append(book.name)
        asked = Asked(sender, wanted.edition, lists.of(store), wanted.rates, wanted.unit, wanted.cohort, wanted.told_on)
        options = reading.Options(asked, wanted.hidden, state.remembered(store, sender),
                                  {key(h): f for h, f in wanted.columns.items()})
        reads.append(reading.read(opened, options, partial(progress, book.name)))
        del opened             # the cells of a large workbook are not kept while its rows are compared
        senders.append(sender)
    known = state.known(store)
    plans = _planned(known, reads, senders, wanted, _next_import(store), now)
    reads = [r._replace(projects=r.projects[:SAMPLES]) for r in reads]
    return Preview(wanted, tuple(reads), tuple(senders), plans, _alike(store, known, plans, wanted.edition, progress),
                   sequence, tuple(again))


def _newest(store: Store, edition: str) -> set[str]:
    """Digests of the files that standing projects of an edition were last read from."""
    return {sha for i in state.imports(store).values() if i.edition == edition and not i.undone for _, sha in i.files}


def _planned(
    known: Known, reads: Sequence[FileRead], senders: Sequence[str], wanted: Wanted, imported: ImportId, now: Instant
) -> dict[str, Plan]:
    found: dict[str, Plan] = {}
    for sender in dict.fromkeys(senders):
        mine = _once([r for r, s in zip(reads, senders, strict=True) if s == sender])
        plan = found[sender] = changes.plan(known, mine, sender, wanted.edition, imported, now, wanted.told_on)
        fresh = {p.id: p for p in (*plan.new, *(c.project for c in plan.changed), *plan.withdrawn)}
        known = Known(_over(fresh, known), {**known.unread, **{u.id: u for u in plan.unread}})
    return found


def _over(fresh: Mapping[ProjectId, Project], known: Known) -> Mapping[ProjectId, Project]:
    """What is known, with what is told anew in its place; none of it is copied."""
    return ChainMap(dict(fresh), known.projects)  # type: ignore[arg-type]  # nothing is ever put into it


def _once(reads: Sequence[FileRead]) -> list[FileRead]:
    """The same file given twice is read once."""
    return list({r.sha256: r for r in reads}.values())


def _next_import(store: Store) -> ImportId:
    return ImportId(f"I-{len(store.current(IMPORT)) + 1:04d}")


def _alike(
    store: Store, known: Known, plans: Mapping[str, Plan], edition: str, progress: Progress
) -> tuple[Duplicate, ...]:
    """What of this import looks like something else of the edition."""
    fresh = {p.id: p for plan in plans.values() for p in (*plan.new, *(c.project for c in plan.changed))}
    gone = {p.id for plan in plans.values() for p in plan.withdrawn}
    if not fresh:
        return ()
    there = {pid: _slim(p) for pid, p in _over(fresh, known).items() if pid not in gone}
    mine = [p for p in merged(there, state.links(store)) if state.tells_of(p, edition)]
    return tuple(duplicates.find(mine, frozenset(fresh), progress=partial(progress, "duplicates")))


def _slim(project: Project) -> Project:
    """Without what no duplicate is found by: its cells and long texts are most of it."""
    return replace(project, sources=(), extra={}, content="", note="")


def commit(office: Office, ahead: Preview, books: Sequence[Book]) -> tuple[ImportId | None, Preview]:
    """Write what was shown; None where it changes nothing. Somebody may have imported since: then it is planned anew.

    Raises Refused, StoreFull, StoreError; UsageError where the plan is another now.
    """
    office.may("projects.import")
    store = office.store
    now = office.now()
    if ahead.sequence != state.newest(store):
        anew = preview(store, books, ahead.wanted, now)
        if _gist(anew) != _gist(ahead):
            raise UsageError("somebody else imported in the meantime, and what this import changes is not what was "
                             "shown: nothing was written; import again")
        ahead = anew
    if ahead.nothing:
        return None, ahead
    imported = _next_import(store)
    ahead = ahead._replace(plans={s: _at(p, now) for s, p in ahead.plans.items()})
    office.append(_records(office, ahead, imported, now))
    return imported, ahead


def _gist(ahead: Preview) -> object:
    return [(s, [p.name for p in plan.new], [(c.project.id, c.fields) for c in plan.changed], len(plan.unchanged),
             [p.id for p in plan.withdrawn], len(plan.unread), len(plan.closed)) for s, plan in ahead.plans.items()]


def _at(plan: Plan, now: Instant) -> Plan:
    """The plan as of the moment it is written."""
    return plan._replace(
        new=tuple(replace(p, known_at=now) for p in plan.new),
        changed=tuple(c._replace(project=replace(c.project, known_at=now)) for c in plan.changed),
        withdrawn=tuple(replace(p, known_at=now) for p in plan.withdrawn),
        unread=tuple(replace(u, known_at=now) for u in plan.unread),
        closed=tuple(replace(u, known_at=now) for u in plan.closed))


def _records(office: Office, ahead: Preview, imported: ImportId, now: Instant) -> Made[tuple[str, Struct]]:
    n = office.store.position() + 1
    by = str(office.who)
    plans = list(ahead.plans.values())
    body = Imported(
        imported, ahead.wanted.edition, by, tuple((r.file, r.sha256) for r in ahead.reads), tuple(ahead.plans),
        new=sum(len(p.new) for p in plans), changed=sum(len(p.changed) for p in plans),
        unchanged=sum(len(p.unchanged) for p in plans), withdrawn=sum(len(p.withdrawn) for p in plans),
        rejected=sum(len(p.unread) for p in plans))
    found: list[tuple[str, Struct]] = [(IMPORT, body)]
    for plan in plans:
        found += [(PROJECT, p) for p in (*plan.new, *(c.project for c in plan.changed), *plan.withdrawn)]
        found += [(RED, u) for u in (*plan.unread, *plan.closed)]
    found += [(MAPPING, Mapping_(sender, fields)) for sender, fields in _mappings(ahead).items()
              if dict(state.remembered(office.store, sender)) != fields]
    cause = "imported-by", f"{IMPORT}/{imported}@{n}"
    return Made(found, lambda one: told(*one, now, by, n, *(() if one[0] == IMPORT else (cause,))))


def _mappings(ahead: Preview) -> dict[str, dict[str, str]]:
    """Sender → header → field, of all its workbooks."""
    found: dict[str, dict[str, str]] = {}
    for read, sender in zip(ahead.reads, ahead.senders, strict=True):
        fields = found.setdefault(sender, {})
        fields.update({key(m.header): m.field for _, m in read.mapping})
    return {s: dict(sorted(f.items())) for s, f in found.items()}
