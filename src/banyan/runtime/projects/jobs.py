"""Imports on their way: workbooks held in memory until they are taken or dropped, read in a thread of their own."""

import secrets
import threading
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from banyan.edges.sheets import SheetError
from banyan.model.authority import Refused
from banyan.model.ids import PrincipalId
from banyan.model.ports import Store, StoreError, StoreFull
from banyan.model.time import Instant
from banyan.packs.projects.changes import sender_of
from banyan.packs.projects.plain import key
from banyan.runtime.projects import importing
from banyan.runtime.projects.importing import Book, Preview, Wanted
from banyan.runtime.projects.office import Office
from banyan.runtime.projects.previewed import preview_of
from banyan.runtime.projects.views import FileView, ImportView
from banyan.runtime.scenario import UsageError

COLLECTING, READING, READY, TAKING, DONE, FAILED = "collecting", "reading", "ready", "taking", "done", "failed"
MOST = 20                       # imports held at once; the oldest that nobody works on is dropped
MOST_FILES = 60
MOST_BYTES = 256 * 1024 * 1024  # of the workbooks of one import
KNOWN = (UsageError, SheetError, Refused, StoreError, StoreFull)


class Job(Struct):
    """`written`: how many times the office had written when the preview was made."""

    view: ImportView
    books: list[Book]
    senders: list[str]
    columns: dict[str, str]
    ahead: Preview | None = None
    written: int = -1


class Imports:
    """Thread-safe. `acting` gives the office of a principal; `written` counts what it has written so far."""

    def __init__(
        self, store: Store, acting: Callable[[PrincipalId], Office], written: Callable[[], int], turn: Any,
    ) -> None:  # fmt: skip
        self._store, self._acting, self._written, self._turn = store, acting, written, turn
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] = {}

    def begin(self, edition: str, by: PrincipalId, now: Instant) -> ImportView:
        """Raises UsageError where too many are being worked on."""
        with self._lock:
            idle = [iid for iid, job in self._jobs.items() if job.view.state not in (READING, TAKING)]
            if len(self._jobs) >= MOST and not idle:
                raise UsageError(f"{MOST} imports are being read: wait for one to end")
            if len(self._jobs) >= MOST:
                del self._jobs[idle[0]]
            iid = f"draft-{secrets.token_hex(6)}"
            self._jobs[iid] = Job(_empty(iid, edition, by, now), [], [], {})
            return self._jobs[iid].view

    def all(self) -> list[ImportView]:
        with self._lock:
            return [job.view for job in self._jobs.values()]

    def _job(self, iid: str) -> Job:
        found = self._jobs.get(iid)
        if found is None:
            raise KeyError(f"import {iid}")
        return found

    def add(self, iid: str, name: str, data: bytes, sender: str) -> ImportView:
        """Raises KeyError, UsageError."""
        with self._lock:
            job = self._still(iid, COLLECTING)
            books = [b for b in job.books if b.name != name]
            if len(books) >= MOST_FILES:
                raise UsageError(f"an import takes at most {MOST_FILES} workbooks: import these, then the others")
            if sum(len(b.data) for b in books) + len(data) > MOST_BYTES:
                raise UsageError(f"the workbooks of one import may have {MOST_BYTES // 1024**2} MB together: import "
                                 "fewer at a time")
            job.books = [*books, Book(name, data)]
            files = [f for f in job.view.files if f.file != name]
            job.view = msgspec.structs.replace(job.view, files=[*files, _held(name, sender or sender_of(name))])
            return job.view

    def _still(self, iid: str, *states: str) -> Job:
        job = self._job(iid)
        if job.view.state not in states:
            raise UsageError(f"this import is {job.view.state} now: look at it again")
        return job

    def read(self, iid: str, by: PrincipalId) -> ImportView:
        """Raises KeyError, UsageError."""
        with self._lock:
            job = self._still(iid, COLLECTING, READY, FAILED)
            if not job.books:
                raise UsageError("no workbook was sent: drop some first")
            job.view = msgspec.structs.replace(job.view, state=READING, progress=0.0, step="", error="")
            threading.Thread(target=self._reading, args=(job, by), name="import", daemon=True).start()
            return job.view

    def map(self, iid: str, headers: dict[str, str], by: PrincipalId) -> ImportView:
        """`headers`: header → field; read anew with them."""
        with self._lock:
            job = self._still(iid, READY)
            job.columns = {**job.columns, **headers}
        return self.read(iid, by)

    def _reading(self, job: Job, by: PrincipalId) -> None:
        names = [b.name for b in job.books]

        def tell(what: str, n: int) -> None:
            done = names.index(what) if what in names else len(names)
            # How long a workbook is isn't known before its end; the rows say that it goes on.
            part = done / (len(names) + 1) + (n / (n + 2000)) / (len(names) + 1)
            job.view = msgspec.structs.replace(job.view, progress=round(min(part, 0.99), 3), step=f"{what} {n}")

        def look() -> None:
            office = self._acting(by)
            office.may("projects.import")
            written = self._written()
            wanted = Wanted(job.view.edition, columns={key(h): f for h, f in job.columns.items()})
            job.ahead, job.written = importing.preview(self._store, job.books, wanted, office.now(), tell), written
            job.view = preview_of(job.view, job.ahead, self._store)

        self._guarded(job, look, READY)

    def _guarded(self, job: Job, work: Callable[[], None], then: str) -> None:
        """What a person can mend becomes the import's error; anything else too, so that no import waits for ever."""
        try:
            work()
            job.view = msgspec.structs.replace(job.view, state=then, progress=1.0, step="")
        except KNOWN as e:
            job.view = msgspec.structs.replace(job.view, state=FAILED, error=str(e))
        except Exception as e:
            why = f"a defect of ours stopped it ({type(e).__name__}: {e}); nothing was written"
            job.view = msgspec.structs.replace(job.view, state=FAILED, error=why)
            raise

    def take(self, iid: str, by: PrincipalId) -> ImportView:
        """Raises KeyError, UsageError."""
        with self._lock:
            job = self._still(iid, READY)
            job.view = msgspec.structs.replace(job.view, state=TAKING, progress=0.0, step="")
            threading.Thread(target=self._taking, args=(job, by), name="import", daemon=True).start()
            return job.view

    def _taking(self, job: Job, by: PrincipalId) -> None:
        def write() -> None:
            assert job.ahead is not None  # noqa: S101  READY is only reached with one
            ahead = job.ahead
            with self._turn:
                if job.written == self._written():      # the city may have written since, the office has not
                    ahead = ahead._replace(sequence=self._store.sequence())
                imported, _ = importing.commit(self._acting(by), ahead, job.books)
            job.view = msgspec.structs.replace(job.view, imported=imported or "")
            job.books, job.ahead = [], None

        self._guarded(job, write, DONE)

    def looked_at(self, iid: str) -> ImportView:
        with self._lock:
            return self._job(iid).view

    def drop(self, iid: str) -> None:
        with self._lock:
            self._still(iid, COLLECTING, READY, DONE, FAILED)
            del self._jobs[iid]

    def headers(self, iid: str, file: str, sheet: str, fields: dict[str, str], known: Sequence[str]) -> dict[str, str]:
        """Column letters as the headers that a mapping is remembered by. Raises KeyError, UsageError."""
        view = self.looked_at(iid)
        table = next((t for f in view.files if f.file == file for t in f.tables if t.sheet == sheet), None)
        if table is None:
            raise KeyError(f"sheet {sheet} of {file}")
        names = {c.column: c.header for c in table.columns}
        for column, field in fields.items():
            if column not in names or (field and field not in known):
                raise UsageError(f"{column} → {field}: a column of {sheet} and a field of a project were expected")
        now = {c.column: c.field for c in table.columns}
        return {names[column]: field for column, field in fields.items() if now[column] != field}


def _empty(iid: str, edition: str, by: str, now: Instant) -> ImportView:
    return ImportView(
        id=iid, state=COLLECTING, edition=edition, by=by, at=now, progress=0.0, step="", imported="", error="",
        files=[], new=[], changed=[], withdrawn=[], unchanged=0, duplicates=0, rejected=0, new_count=0,
        changed_count=0, withdrawn_count=0)


def _held(name: str, sender: str) -> FileView:
    return FileView(file=name, sender=sender, rows=0, accepted=0, tables=[], rejected=[], checks=[], left_out=[],
                    known=False)
