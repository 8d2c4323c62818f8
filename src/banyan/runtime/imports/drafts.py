"""Imports on their way: workbooks held in memory until they are taken or dropped, read in a thread of their own."""

import secrets
import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import msgspec

from banyan.edges.sheets import SheetError
from banyan.model.authority import Refused
from banyan.model.ids import PrincipalId
from banyan.model.ports import StoreError, StoreFull
from banyan.runtime.imports.books import Book, Progress
from banyan.runtime.scenario import UsageError

COLLECTING, READING, READY, TAKING, DONE, FAILED = "collecting", "reading", "ready", "taking", "done", "failed"
MOST = 20                       # imports held at once; the oldest that nobody works on is dropped
MOST_FILES = 60
MOST_BYTES = 256 * 1024 * 1024  # of the workbooks of one import,
MOST_HELD = 512 * 1024 * 1024   # ... and of all that are held: the oldest that nobody works on is dropped
KNOWN = (UsageError, SheetError, Refused, StoreError, StoreFull)
V = TypeVar("V", bound=Any)
P = TypeVar("P")


class Job(Generic[V, P]):
    """`view`: a struct with `id`, `state`, `progress`, `step`, `error`, `imported` and `files`, as screens see it.
    `columns`: header → field, as a person said; `ahead`: what it would change, once read.
    """

    def __init__(self, view: V) -> None:
        self.view = view
        self.books: list[Book] = []
        self.columns: dict[str, str] = {}
        self.ahead: P | None = None

    def now(self, **changes: Any) -> V:
        self.view = msgspec.structs.replace(self.view, **changes)
        return self.view


class Drafts(Generic[V, P]):
    """Thread-safe. Whose drafts they are says `_look`, what they would change, and `_write`, which records it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._jobs: dict[str, Job[V, P]] = {}

    def _look(self, job: Job[V, P], by: PrincipalId, tell: Progress) -> None:
        """Sets `ahead` and the view."""
        raise NotImplementedError

    def _write(self, job: Job[V, P], by: PrincipalId) -> str:
        """Records what was shown, whole or not at all; the import's id, "" where it changes nothing."""
        raise NotImplementedError

    def _held(self, name: str, sender: str) -> Any:
        """A file that was sent and not yet read, as screens see it."""
        raise NotImplementedError

    def _begun(self, empty: Callable[[str], V]) -> V:
        """`empty`: the view of a draft's id. Raises UsageError where too many are being worked on."""
        with self._lock:
            if len(self._jobs) >= MOST and not self._drop_oldest(""):
                raise UsageError(f"{MOST} imports are being read: wait for one to end")
            iid = f"draft-{secrets.token_hex(6)}"
            self._jobs[iid] = Job(empty(iid))
            return self._jobs[iid].view

    def _drop_oldest(self, but: str) -> bool:
        """Of those that nobody works on; False: there is none."""
        oldest = next((iid for iid, job in self._jobs.items()
                       if iid != but and job.view.state not in (READING, TAKING)), None)
        if oldest is not None:
            del self._jobs[oldest]
        return oldest is not None

    def all(self) -> list[V]:
        with self._lock:
            return [job.view for job in self._jobs.values()]

    def _still(self, iid: str, *states: str) -> Job[V, P]:
        job = self._jobs.get(iid)
        if job is None:
            raise KeyError(f"import {iid}")
        if job.view.state not in states:
            raise UsageError(f"this import is {job.view.state} now: look at it again")
        return job

    def add(self, iid: str, name: str, data: bytes, sender: str = "") -> V:
        """Raises KeyError, UsageError."""
        with self._lock:
            job = self._still(iid, COLLECTING)
            books = [b for b in job.books if b.name != name]
            if len(books) >= MOST_FILES:
                raise UsageError(f"an import takes at most {MOST_FILES} workbooks: import these, then the others")
            if sum(len(b.data) for b in books) + len(data) > MOST_BYTES:
                raise UsageError(f"the workbooks of one import may have {MOST_BYTES // 1024**2} MB together: import "
                                 "fewer at a time")
            while self._held_bytes(job) + sum(len(b.data) for b in books) + len(data) > MOST_HELD:
                if not self._drop_oldest(iid):
                    raise UsageError("so many workbooks are being read that these find no room: wait for one import "
                                     "to end")
            job.books = [*books, Book(name, data)]
            files = [f for f in job.view.files if f.file != name]
            return job.now(files=[*files, self._held(name, sender)])

    def _held_bytes(self, but: Job[V, P]) -> int:
        return sum(len(b.data) for job in self._jobs.values() if job is not but for b in job.books)

    def read(self, iid: str, by: PrincipalId) -> V:
        """Raises KeyError, UsageError."""
        with self._lock:
            job = self._still(iid, COLLECTING, READY, FAILED)
            if not job.books:
                raise UsageError("no workbook was sent: drop some first")
            job.now(state=READING, progress=0.0, step="", error="")
            return self._off(lambda: self._reading(job, by), job)

    def _off(self, work: Callable[[], None], job: Job[V, P]) -> V:
        threading.Thread(target=work, name="import", daemon=True).start()
        return job.view

    def map(self, iid: str, headers: dict[str, str], by: PrincipalId) -> V:
        """`headers`: header → field; read anew with them."""
        with self._lock:
            job = self._still(iid, READY)
            job.columns = {**job.columns, **headers}
        return self.read(iid, by)

    def _reading(self, job: Job[V, P], by: PrincipalId) -> None:
        names = [b.name for b in job.books]

        def tell(what: str, n: int) -> None:
            done = names.index(what) if what in names else len(names)
            # How long a workbook is isn't known before its end; the rows say that it goes on.
            part = done / (len(names) + 1) + (n / (n + 2000)) / (len(names) + 1)
            job.now(progress=round(min(part, 0.99), 3), step=f"{what} {n}")

        self._guarded(job, lambda: self._look(job, by, tell), READY)

    def _guarded(self, job: Job[V, P], work: Callable[[], None], then: str) -> None:
        """What a person can mend becomes the import's error; anything else too, so that no import waits for ever."""
        try:
            work()
            job.now(state=then, progress=1.0, step="")
        except KNOWN as e:
            job.now(state=FAILED, error=str(e))
        except Exception as e:
            job.now(state=FAILED,
                    error=f"a defect of ours stopped it ({type(e).__name__}: {e}); nothing was written")
            raise

    def take(self, iid: str, by: PrincipalId) -> V:
        """Raises KeyError, UsageError."""
        with self._lock:
            job = self._still(iid, READY)
            job.now(state=TAKING, progress=0.0, step="")
            return self._off(lambda: self._taking(job, by), job)

    def _taking(self, job: Job[V, P], by: PrincipalId) -> None:
        def write() -> None:
            job.now(imported=self._write(job, by))
            job.books, job.ahead = [], None

        self._guarded(job, write, DONE)

    def looked_at(self, iid: str) -> V:
        """Raises KeyError."""
        with self._lock:
            if iid not in self._jobs:
                raise KeyError(f"import {iid}")
            return self._jobs[iid].view

    def drop(self, iid: str) -> None:
        with self._lock:
            self._still(iid, COLLECTING, READY, DONE, FAILED)
            del self._jobs[iid]
