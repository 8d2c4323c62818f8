"""SensorThings over the embedded store: reads on connections of their own, writes in group commits."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, insert, inspect, select
from sqlalchemy.exc import DatabaseError, StatementError

from banyan.model.ports import StoreError, StoreFull
from banyan.model.thing_ports import Changing, Looking
from banyan.model.things import Wrong
from banyan.stores.embedded import EmbeddedStore
from banyan.stores.things import tables as t
from banyan.stores.things.functions import install
from banyan.stores.things.reading import Reader
from banyan.stores.things.writing import Writer

T = TypeVar("T")
STEPS = 20_000_000       # of SQLite's machine for one question: some 2 s; then 503 instead of a stuck server
CHECK = 10_000           # steps between two looks at the count
TOGETHER = 200           # requests in one commit
MOST_WAITING = 2_000     # requests; beyond it they are told to come again


class ThingsStore:
    """`model.thing_ports.Things` in the journal's own file."""

    def __init__(self, store: EmbeddedStore) -> None:
        """Makes the tables where they are missing. Raises StoreError for a newer schema."""
        self._store = store
        store.beside(_made)
        self._waiting: list[tuple[Callable[[Changing], Any], int, Future[Any]]] = []
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._write, name="banyan-things", daemon=True)
        self._thread.start()

    @contextmanager
    def look(self, now: int) -> Iterator[Looking]:
        try:
            with self._store.looking() as c:
                connection = c.connection.driver_connection
                install(connection)  # type: ignore[arg-type]  # SQLite's own connection
                _limit(connection)
                yield Reader(c, now)
        except (DatabaseError, StatementError, OverflowError, RecursionError) as e:
            raise _meaning(e) from e

    def change(self, work: Callable[[Changing], T], now: int) -> "Future[T]":
        answer: Future[T] = Future()
        with self._changed:
            if self._closed:
                raise Wrong(503, "the city has stopped: nothing is taken any more")
            if len(self._waiting) >= MOST_WAITING:
                raise Wrong(503, f"{MOST_WAITING} requests wait to be stored", "the same again in a moment")
            self._waiting.append((work, now, answer))
            self._changed.notify()
        return answer

    def close(self) -> None:
        """What waits is stored; then nothing is taken any more."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()

    def _write(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closed)
                some, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
            if not some:
                return
            self._commit([one for one in some if one[2].set_running_or_notify_cancel()])

    def _commit(self, some: list[tuple[Callable[[Changing], Any], int, "Future[Any]"]]) -> None:
        """Each request in a savepoint of its own, all in one transaction; answers go out behind the commit."""
        results: list[tuple[bool, Any]] = []

        def all_of_them(c: Connection) -> None:
            results.clear()
            for work, now, _ in some:
                try:
                    with c.begin_nested():
                        results.append((True, work(Writer(c, now))))
                except StoreFull:
                    raise
                except DatabaseError as e:
                    if _fatal(e):
                        raise
                    results.append((False, _meaning(e)))
                except Exception as e:  # noqa: BLE001  one request's defect is its own answer; the others go on
                    results.append((False, e))

        try:
            self._store.beside(all_of_them)
        except Exception as e:  # noqa: BLE001  whatever the commit failed of, each request is told
            results = [(False, e)] * len(some)
        for (_, _, answer), (good, result) in zip(some, results, strict=True):
            if good:
                answer.set_result(result)
            else:
                answer.set_exception(result)


def _fatal(e: DatabaseError) -> bool:
    """The transaction itself is lost."""
    return str(getattr(e.orig, "sqlite_errorname", "")).startswith(("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CORRUPT"))


def _limit(connection: Any) -> None:
    left = [STEPS // CHECK]

    def tired() -> int:
        left[0] -= 1
        return left[0] < 0

    connection.set_progress_handler(tired, CHECK)


def _meaning(e: Exception) -> Exception:
    name = str(getattr(getattr(e, "orig", None), "sqlite_errorname", ""))
    if name.startswith("SQLITE_INTERRUPT"):
        return Wrong(503, "the question takes too long to answer here",
                     "a filter on a Datastream or on phenomenonTime, or a smaller $top")
    if name.startswith(("SQLITE_ERROR", "SQLITE_TOOBIG", "SQLITE_MISMATCH", "SQLITE_RANGE")) or not name:
        return Wrong(400, "the question can't be answered in this form", "a simpler filter")
    if name.startswith("SQLITE_CONSTRAINT"):
        return Wrong(409, "something it is linked with was changed at the same time", "the same again")
    return StoreError(f"the journal can't be used ({getattr(e, 'orig', e)})")


def _made(c: Connection) -> None:
    if t.fact.name in inspect(c).get_table_names():
        schema = c.execute(select(t.fact.c.value).where(t.fact.c.key == "schema")).scalar()
        if int(schema or 0) > t.SCHEMA_VERSION:
            raise StoreError(f"its SensorThings entities were written by a newer Banyan (schema {schema}, this one "
                             f"knows {t.SCHEMA_VERSION}): update Banyan, nothing was changed")
        return
    t.metadata.create_all(c)
    c.execute(insert(t.fact), [{"key": "schema", "value": str(t.SCHEMA_VERSION)}, {"key": "position", "value": "0"}])
