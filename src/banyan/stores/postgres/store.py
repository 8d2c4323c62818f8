"""The journal on PostgreSQL: one session that writes and owns it, others that read."""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Table, bindparam, insert, select, text, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateSchema

from banyan.model.ports import StoreError
from banyan.stores import tables as t
from banyan.stores.journal import Journal, projecting
from banyan.stores.postgres.address import Address
from banyan.stores.postgres.copying import COPY_FROM, copy
from banyan.stores.postgres.ownership import take
from banyan.stores.postgres.server import connected, lost, meaning

T = TypeVar("T")
_log = logging.getLogger("banyan.store")
_COMMITS = "commits"      # a fact that counts our commits: after a lost connection it tells whether the last one took
_COUNT = update(t.fact).where(t.fact.c.key == _COMMITS, t.fact.c.value == bindparam("was")) \
    .values(value=bindparam("now"))
_PROJECT = projecting(postgresql.insert)
PATIENCE = (0.1, 0.2, 0.5, 1, 2, 4, 8, 8)      # seconds between tries to reach the server again: 24 in all


class PostgresStore(Journal):
    """`model.ports.Store` in one schema of a database."""

    elsewhere = "choose another --store (a schema of its own: ?schema=NAME)"

    def __init__(self, place: Address, city: str | None, owner: bool | None = None) -> None:
        """Open or create; `city` None opens whatever city is there. `owner`, also where a city is given: this process
        writes, and no other does meanwhile.

        Raises StoreError: no server, no right, in use, another city's, a newer schema, not ours; NoJournal.
        """
        super().__init__()
        self.place, self.where = place, str(place)
        self._owner = city is not None if owner is None else owner
        self._session: int | None = None      # on the server: the writer's
        self._commits = 0
        self._undone = False                  # the transaction before didn't take
        self._writer = connected(place, writer=True)
        self._readers = connected(place, writer=False).execution_options(isolation_level="REPEATABLE READ")
        try:
            if self._owner:
                self._take()
            self._open(city)
        except Exception as e:
            self.close()
            said = meaning(e, self.where)
            if said is None:
                raise
            raise said from e

    def _take(self) -> None:
        with self._writer.begin() as c:
            self._session = take(c, self.place.schema, self.where, self._session)

    def _open(self, city: str | None) -> None:
        super()._open(city)
        with self._reading() as c:
            self._commits = _counted(c)
            fsync = c.scalar(text("SHOW fsync"))
        if self._owner and fsync != "on":
            _log.warning("%s: the server runs with fsync = %s: what is acknowledged may be lost with its power",
                         self.where, fsync)

    def _tables(self, c: Connection) -> list[str]:
        # Asked by name: where the schema isn't there, "the tables in sight" would be those of another.
        query = text("SELECT tablename FROM pg_tables WHERE schemaname = :schema")
        return list(c.execute(query, {"schema": self.place.schema}).scalars())

    def _make(self, c: Connection, city: str) -> None:
        there = text("SELECT 1 FROM pg_namespace WHERE nspname = :schema")
        if c.scalar(there, {"schema": self.place.schema}) is None:
            # Not by IF NOT EXISTS: that needs the right to make schemas also where this one is there.
            c.execute(CreateSchema(self.place.schema))
        super()._make(c, city)
        c.execute(insert(t.fact).values(key=_COMMITS, value="1"))

    @property
    def readers(self) -> Engine:
        return self._readers

    @contextmanager
    def session(self) -> Iterator[Connection]:
        """A reader's connection, for transactions of the caller's."""
        with self._readers.connect() as c:
            yield c

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        with self._readers.connect() as c, c.begin():
            yield c

    def _commit(self, work: Callable[[Connection], T]) -> T:
        if not self._owner:
            raise StoreError(f"{self.where} was opened for reading: nothing is written")
        result: list[T] = []
        try:
            self._attempt(work, result)
        except Exception as e:
            self._undone = True
            if not lost(e):
                raise meaning(e, self.where) or e from e
            self._again(e)
            if not self._took():
                result.clear()
                self._tell(False)
                try:
                    self._attempt(work, result)
                except Exception as again:
                    raise meaning(again, self.where) or again from again
        self._commits += 1
        return result[0]

    def _attempt(self, work: Callable[[Connection], T], result: list[T]) -> None:
        with self._writer.begin() as c:
            if self._undone:
                c.info.clear()          # what was remembered of tables that a transaction made, which didn't take
                self._undone = False
            count = {"was": str(self._commits), "now": str(self._commits + 1)}
            if self._commits and c.execute(_COUNT, count).rowcount != 1:
                raise StoreError(f"{self.where} was written by somebody else meanwhile: nothing of the last step was "
                                 "stored; start again")
            result.append(work(c))

    def _took(self) -> bool:
        """Whether the commit that the connection was lost in had reached the disk."""
        with self._writer.begin() as c:
            if t.fact.name not in self._tables(c):
                return False
            return _counted(c) == self._commits + 1

    def _again(self, why: Exception) -> None:
        """Connect anew and own the journal again. Raises StoreError when the server doesn't come back, or somebody else
        has taken the journal.
        """
        _log.warning("%s: the connection was lost (%s); trying to reach it again", self.where, meaning(why, self.where))
        for pause in PATIENCE:
            self._writer.dispose()
            self._writer = connected(self.place, writer=True)
            try:
                self._take()
            except StoreError:
                raise
            except Exception as e:
                if meaning(e, self.where) is None:
                    raise
                why = e
                threading.Event().wait(pause)
                continue
            _log.warning("%s: connected again, nothing was lost", self.where)
            return
        raise meaning(why, self.where) or why from why

    def _put(self, c: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        if len(rows) < COPY_FROM:
            c.execute(insert(table), rows)
        else:
            copy(c, table, rows)

    def _project(self, c: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        c.execute(_PROJECT, rows)

    def _meaning(self, e: Exception) -> Exception | None:
        return meaning(e, self.where)

    def close(self) -> None:
        self._writer.dispose()
        self._readers.dispose()


def _counted(c: Connection) -> int:
    return int(c.scalar(select(t.fact.c.value).where(t.fact.c.key == _COMMITS)) or 0)
