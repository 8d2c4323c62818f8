"""Imports of projects on their way (runtime/imports/drafts.py)."""

from collections.abc import Callable, Sequence
from typing import Any

from banyan.model.ids import PrincipalId
from banyan.model.plain import key
from banyan.model.ports import Store
from banyan.model.time import Instant
from banyan.packs.projects.changes import sender_of
from banyan.runtime.imports.books import Progress
from banyan.runtime.imports.drafts import COLLECTING, DONE, Drafts, Job
from banyan.runtime.projects import importing
from banyan.runtime.projects.importing import Preview, Wanted
from banyan.runtime.projects.office import Office
from banyan.runtime.projects.previewed import preview_of
from banyan.runtime.projects.views import FileView, ImportView
from banyan.runtime.scenario import UsageError

__all__ = ["DONE", "Imports"]


class Imports(Drafts[ImportView, Preview]):
    """Thread-safe. `acting` gives the office of a principal, who writes in their `turn`."""

    def __init__(self, store: Store, acting: Callable[[PrincipalId], Office], turn: Any) -> None:
        super().__init__()
        self._store, self._acting, self._turn = store, acting, turn

    def begin(self, edition: str, by: PrincipalId, now: Instant) -> ImportView:
        """Raises UsageError where too many are being worked on."""
        return self._begun(lambda iid: _empty(iid, edition, by, now))

    def _held(self, name: str, sender: str) -> FileView:
        return FileView(file=name, sender=sender or sender_of(name), rows=0, accepted=0, tables=[], rejected=[],
                        checks=[], left_out=[], known=False)

    def _look(self, job: Job[ImportView, Preview], by: PrincipalId, tell: Progress) -> None:
        office = self._acting(by)
        office.may("projects.import")
        wanted = Wanted(job.view.edition, columns={key(h): f for h, f in job.columns.items()})
        job.ahead = importing.preview(self._store, job.books, wanted, office.now(), tell)
        job.view = preview_of(job.view, job.ahead, self._store)

    def _write(self, job: Job[ImportView, Preview], by: PrincipalId) -> str:
        assert job.ahead is not None  # noqa: S101  READY is only reached with one
        with self._turn:
            imported, _ = importing.commit(self._acting(by), job.ahead, job.books)
        return imported or ""

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
