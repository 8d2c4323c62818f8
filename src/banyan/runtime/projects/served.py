"""The programme office of a served city: runtime.projects.desk.ProjectDesk over the running city's journal.

Its records go through the city's own writer (Brain.note), one office change at a time; whoever looks reads the journal.
"""

import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from banyan.measure.figures.claims import Totals
from banyan.model.ids import ImportId, PrincipalId, ProjectId, RecordId
from banyan.model.ports import Store
from banyan.model.project import Duplicate, Project, Standing, Unreadable
from banyan.model.record import Record
from banyan.model.time import Instant
from banyan.packs.projects import fields
from banyan.runtime.bulletin import served as bulletins
from banyan.runtime.projects import lists, mending, paired, previewed, state, undo
from banyan.runtime.projects.apart import keep_apart
from banyan.runtime.projects.choices import choices, fits
from banyan.runtime.projects.jobs import DONE, Imports
from banyan.runtime.projects.lined import Words, line, page, unreadable
from banyan.runtime.projects.office import Office
from banyan.runtime.projects.views import (
    Asked,
    BulletinView,
    CohortView,
    ImportDesk,
    ImportLine,
    ImportView,
    MapPoint,
    PairView,
    ProjectLine,
    ProjectPage,
    ProjectView,
    UnreadableView,
)
from banyan.runtime.scenario import UsageError

Note = Callable[[Sequence[Record]], None]
FORMATS = ("xlsx", "xls", "ods", "csv")
T = TypeVar("T")


class _Acting(Office):
    """One who acts in the running city: what they write goes through its writer."""

    def __init__(self, store: Store, who: PrincipalId, note: Note) -> None:
        super().__init__(store, who)
        self._note = note

    def append(self, records: Sequence[Record]) -> None:
        self._note(records)


class _Known(Struct, frozen=True):
    """What the office knows now, read once for all who look."""

    written: int
    standing: list[Project]
    red: list[Unreadable]
    words: Words


class Served:
    """Thread-safe. `note` appends to the running city's journal, durable on return."""

    def __init__(self, store: Store, note: Note) -> None:
        self._store, self._append = store, note
        self.turn = threading.RLock()       # one change of the office at a time
        self._reading = threading.Lock()
        self._written = 0
        self._known: _Known | None = None
        self._pairs: tuple[int, list[Duplicate]] | None = None
        self._imports = Imports(store, self.acting, self.turn)

    def declare(self, folder: Path) -> None:
        """The city's own stages and sectors, where its folder has others than the journal. Raises FolderErrors."""
        now = datetime.fromtimestamp(time.time(), UTC)
        for rec in lists.declared(folder, now):
            before = self._store.current(rec.kind).get(str(rec.body["id"]))
            if before != rec.body:
                n = self._store.position() + 1
                self._note((replace(rec, id=RecordId(f"{rec.body['id']}@{n}")),))

    def _note(self, records: Sequence[Record]) -> None:
        self._append(records)
        self._written += 1

    def acting(self, who: PrincipalId) -> Office:
        """For one who acts, in their `turn`."""
        return _Acting(self._store, who, self._note)

    def _now(self) -> _Known:
        """As long as nobody writes, the same projects are decoded once."""
        with self._reading:
            known, written = self._known, self._written
            if known is None or known.written != written:
                red = [u for u in state.in_order(state.red(self._store))
                       if u.standing is Standing.CURRENT and not u.mended]
                known = _Known(written, state.standing(self._store), red, Words(lists.of(self._store)))
                self._known = known
            return known

    def _standing(self, known_at: Instant | None) -> list[Project]:
        return self._now().standing if known_at is None else state.standing(self._store, known_at)

    def _lines(self, projects: Sequence[Project], edition: str = "", as_of: date | None = None) -> list[ProjectLine]:
        now = self._now()
        waiting: dict[ProjectId, int] = {}
        for u in now.red:
            if u.project is not None:
                waiting[u.project] = waiting.get(u.project, 0) + 1
        return [line(p, now.words, edition, as_of, waiting) for p in projects]

    # -- the list ----------------------------------------------------------------------------------------------------

    def _asked(self, asked: Asked) -> tuple[list[Project], list[Project]]:
        """(all of the edition, those that fit)."""
        of_edition = [p for p in self._standing(asked.known_at)
                      if not asked.edition or state.tells_of(p, asked.edition)]
        return of_edition, [p for p in of_edition if fits(p, asked)]

    def projects(self, asked: Asked, offset: int, limit: int) -> ProjectPage:
        of_edition, found = self._asked(asked)
        lines = self._lines(found, asked.edition, asked.as_of)
        if asked.as_of is not None:
            lines = [p for p in lines if p.signed_on is None or p.signed_on <= asked.as_of]
        amount = sum((Decimal(p.amount) for p in lines if p.amount is not None), Decimal(0))
        begun = bool(self._now().standing) or bool(self._now().red)
        return ProjectPage(rows=lines[offset : offset + limit], count=len(lines),
                           counted=sum(p.counts for p in lines), amount=f"{amount:f}", begun=begun,
                           choices=choices(self._standing(asked.known_at), of_edition, self._now().words))

    def points(self, asked: Asked) -> list[MapPoint]:
        lines = self._lines(self._asked(asked)[1], asked.edition, asked.as_of)
        return [MapPoint(id=p.id, name=p.name, at=p.point, district=p.district, amount=p.amount) for p in lines]

    def project(self, pid: str) -> ProjectView:
        now = self._now()
        into = state.links(self._store).get(ProjectId(pid), pid)
        found = next((p for p in now.standing if p.id == into), None) or \
            state.projects(self._store).get(ProjectId(pid))      # withdrawn or undone: it still has a page
        if found is None:
            raise KeyError(f"project {pid}")
        return page(self._store, found, now.words, now.red)

    def cleaned(self, asked: Asked, language: str) -> bytes:
        return bulletins.cleaned(self._store, self._asked(asked)[1], asked.edition or None, asked.as_of, language)

    # -- imports -----------------------------------------------------------------------------------------------------

    def import_desk(self) -> ImportDesk:
        running = [ImportLine(id=v.id, state=v.state, edition=v.edition, by=v.by, at=v.at,
                              files=[f.file for f in v.files], accepted=sum(f.accepted for f in v.files),
                              rejected=v.rejected)
                   for v in self._imports.all() if v.state != DONE]
        imports = list(state.imports(self._store).values())
        taken = [ImportLine(id=i.id, state="undone" if i.undone else "done", edition=i.edition, by=i.by,
                            at=self._first(i.id), files=[name for name, _ in i.files],
                            accepted=i.new + i.changed + i.unchanged, rejected=i.rejected) for i in imports]
        return ImportDesk(
            imports=sorted([*running, *taken], key=lambda i: i.at, reverse=True), formats=list(FORMATS),
            fields=[f.name for f in fields.ALL],
            editions=list(dict.fromkeys(i.edition for i in imports if not i.undone)))

    def _first(self, iid: str) -> Instant:
        return next(state.versions(self._store, iid, state.IMPORT)).at

    def begin_import(self, edition: str, by: PrincipalId) -> ImportView:
        return self._imports.begin(edition, by, datetime.fromtimestamp(time.time(), UTC))

    def add_file(self, iid: str, name: str, data: bytes, sender: str) -> ImportView:
        if name.rpartition(".")[2].lower() not in (*FORMATS, "xlsm"):
            raise UsageError(f"{name} is no workbook: a name that ends in {', '.join(FORMATS)} was expected")
        return self._imports.add(iid, name, data, sender)

    def read_files(self, iid: str, by: PrincipalId) -> ImportView:
        return self._imports.read(iid, by)

    def looked_at(self, iid: str) -> ImportView:
        try:
            return self._imports.looked_at(iid)
        except KeyError:
            taken = state.imports(self._store).get(ImportId(iid))
            if taken is None:
                raise
            blank = ImportView(
                id=iid, state=DONE, edition=taken.edition, by=taken.by, at=self._first(iid), progress=1.0, step="",
                imported=iid, error="", files=[], new=[], changed=[], withdrawn=[], unchanged=0, duplicates=0,
                rejected=0, new_count=0, changed_count=0, withdrawn_count=0)
            return previewed.past(taken, blank)

    def map_columns(self, iid: str, file: str, sheet: str, wanted: dict[str, str], by: PrincipalId) -> ImportView:
        headers = self._imports.headers(iid, file, sheet, wanted, [f.name for f in fields.ALL])
        return self._imports.map(iid, headers, by)

    def take_import(self, iid: str, by: PrincipalId) -> ImportView:
        return self._imports.take(iid, by)

    def drop_import(self, iid: str) -> None:
        self._imports.drop(iid)

    def undo_import(self, iid: str, by: PrincipalId) -> ImportView:
        with self.turn:
            undo.undo(self.acting(by), iid)
        return self.looked_at(iid)

    # -- duplicates and the red list ---------------------------------------------------------------------------------

    def _alike(self) -> list[Duplicate]:
        """All pairs that look alike, found once as long as nobody writes."""
        now = self._now()
        if self._pairs is None or self._pairs[0] != now.written:
            self._pairs = now.written, paired.alike(now.standing)
        return self._pairs[1]

    def pairs(self, edition: str, standing: str) -> list[PairView]:
        if standing == "open":
            return paired.waiting(self._store, self._now().standing, self._alike(), edition, self._lines)
        found = paired.merged if standing == "merged" else paired.apart
        return found(self._store, edition, self._lines)

    def merge(self, a: str, b: str, keep: str, by: PrincipalId) -> None:
        with self.turn:
            mending.merge(self.acting(by), a, b, keep)

    def keep_apart(self, a: str, b: str, by: PrincipalId) -> None:
        with self.turn:
            keep_apart(self.acting(by), a, b)

    def unmerge(self, merge: str, by: PrincipalId) -> None:
        with self.turn:
            mending.unmerge(self.acting(by), merge)

    def unreadable(self, edition: str) -> list[UnreadableView]:
        return [unreadable(u) for u in self._now().red if not edition or u.edition == edition]

    def mend(self, uid: str, text: str, by: PrincipalId) -> UnreadableView:
        with self.turn:
            before = next((u for u in self._now().red if u.id == uid), None)
            if before is None:
                raise KeyError(f"cell {uid} on the red list")
            mending.fix(self.acting(by), uid, text, {})
        return unreadable(state.red(self._store)[before.id])

    # -- cohorts and the bulletin ------------------------------------------------------------------------------------

    def cohorts(self, as_of: date | None) -> list[CohortView]:
        return bulletins.cohort_views(self._store, self._now().standing, as_of or _today())

    def cohort_rows(self, cohort: str, stage: str, as_of: date | None) -> list[ProjectLine]:
        ids = bulletins.cohort_ids(self._store, self._now().standing, cohort, stage, as_of or _today())
        return self._lines([p for p in self._now().standing if p.id in ids], "", as_of)

    def _editions(self) -> list[str]:
        """The one that was signed last comes last."""
        days: dict[str, date] = {}
        for p in self._now().standing:
            days[p.edition] = max(days.get(p.edition, date.min), p.signed_on or date.min)
        return sorted(days, key=lambda edition: (days[edition], edition))

    def bulletin(self, edition: str, as_of: date | None) -> BulletinView:
        editions = self._editions()
        chosen = edition or (editions[-1] if editions else "")
        if not editions:
            return bulletins.nothing(as_of or _today())
        pairs = self.pairs(chosen, "open")
        rows = sum(u.edition == chosen and u.project is None for u in self._now().red)
        return bulletins.view(self._store, chosen, as_of or _today(), editions, len(pairs), rows)

    def bulletin_rows(self, edition: str, as_of: date | None, figure: str) -> list[ProjectLine]:
        ids = bulletins.rows_of(self._store, edition, as_of or _today(), figure)
        return self._lines([p for p in self._now().standing if p.id in ids], edition, as_of)

    def release(self, edition: str, as_of: date, figures: list[str], released: bool, by: PrincipalId) -> BulletinView:
        with self.turn:
            bulletins.release(self.acting(by), edition, as_of, figures, released)
        return self.bulletin(edition, as_of)

    def totals(self, edition: str) -> Totals:
        """What an edition's projects add up to today. Raises UsageError."""
        return bulletins.totals(self._store, edition, _today())

    def document(self, edition: str, as_of: date | None, kind: str, language: str) -> bytes:
        return bulletins.document(self._store, edition, as_of or _today(), kind, language)


def _today() -> date:
    return datetime.fromtimestamp(time.time(), UTC).astimezone().date()
