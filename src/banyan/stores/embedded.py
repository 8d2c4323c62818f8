"""The embedded store: one SQLite file (WAL, FULL), one writer, readers on connections of their own."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, insert
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DatabaseError

from banyan.stores import tables as t
from banyan.stores.journal import Journal, NoJournal, projecting
from banyan.stores.sqlite import FILE, connected, meaning, plainly_each, said

__all__ = ["FILE", "EmbeddedStore", "NoJournal"]
FREED = 256                     # pages given back to the disk when a snapshot is dropped, at most: a small step
_INSERT = {table.name: said(insert(table)) for table in (t.unit, t.record, t.cause, t.outbox)}
_PROJECT = said(projecting(sqlite.insert))
T = TypeVar("T")


class EmbeddedStore(Journal):
    """`model.ports.Store` over one SQLite file. The caller holds the data folder's lock (stores/lock.py)."""

    elsewhere = "choose another --data folder"

    def __init__(self, folder: Path, city: str | None) -> None:
        """Open or create; `city` None opens whatever city is there, and writes nothing by opening.

        Raises StoreError for another city's folder, a newer schema, or a file that isn't ours; NoJournal.
        """
        super().__init__()
        self._path = folder / FILE
        self.where = str(folder)
        self._writer = connected(self._path, writer=True)
        self._readers = connected(self._path, writer=False)
        self._held: Connection | None = None
        try:
            self._open(city)
        except Exception:
            self.close()
            raise

    @property
    def path(self) -> Path:
        return self._path

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        with self._readers.begin() as c:
            yield c

    def _commit(self, work: Callable[[Connection], T]) -> T:
        try:
            if self._held is None:
                self._held = self._writer.connect()      # and kept: to fetch it cost each commit a fifth of its time
            with self._held.begin():
                return work(self._held)
        except DatabaseError as e:
            raise meaning(e, self._path) from e

    def _put(self, c: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        plainly_each(c, _INSERT[table.name], rows)

    def _project(self, c: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        plainly_each(c, _PROJECT, rows)

    def _meaning(self, e: Exception) -> Exception | None:
        return meaning(e, self._path) if isinstance(e, DatabaseError) else None

    def _tidy(self, c: Connection) -> None:
        """Some free pages to the disk. One a statement: Python's driver stops such a statement at its first step."""
        free = c.exec_driver_sql("PRAGMA freelist_count").scalar() or 0
        for _ in range(min(free, FREED)):
            c.exec_driver_sql("PRAGMA incremental_vacuum(1)")

    def close(self) -> None:
        if self._held is not None:
            self._held.close()
        self._writer.dispose()
        self._readers.dispose()
