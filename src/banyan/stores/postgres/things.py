"""SensorThings on PostgreSQL: the same entities, questions and changes as over the embedded store."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, Select, delete, insert, inspect, select, text, update
from sqlalchemy.exc import DatabaseError, StatementError
from sqlalchemy.exc import TimeoutError as NoConnection

from banyan.model.ports import StoreError, StoreFull
from banyan.model.thing_ports import Described, Looking
from banyan.model.things import Wrong
from banyan.stores.postgres import functions, geometries, partitions, rollup_tables
from banyan.stores.postgres.history import RowHistory
from banyan.stores.postgres.retention import Retention
from banyan.stores.postgres.rolling import Rolling
from banyan.stores.postgres.rows import InRows, RowAppending
from banyan.stores.postgres.server import MOST_READERS, lost, meaning, of_driver
from banyan.stores.postgres.store import PostgresStore
from banyan.stores.things import ledger
from banyan.stores.things import tables as t
from banyan.stores.things.commits import Commits, made
from banyan.stores.things.described import described
from banyan.stores.things.kept import Kept, unpack
from banyan.stores.things.reading import Reader
from banyan.stores.things.writing import Writer

PATIENCE_MS = 2_000      # of the server for one question; then 503 instead of a stuck server
LONG_MS = 600_000        # and for an export
SCHEMA_VERSION = 3       # 2: rows alone; 3: rollups beside them
PAGE = 100               # batches to one read transaction
_FUNCTIONS = "functions"


class PostgresThings(Commits):
    """`model.thing_ports.Things` beside the journal's tables."""

    def __init__(self, store: PostgresStore) -> None:
        """Makes tables and functions where they are missing. Raises StoreError for a newer schema."""
        super().__init__(store)
        self._sessions = store
        store.beside(_made)
        self.columns = InRows()
        self.history = RowHistory(store, self.columns.streams, self._looking, partial(self._looking, LONG_MS))
        self.rolling = Rolling(store)
        self.retention = Retention(store, self.columns)
        self.begin()

    @property
    def appending(self) -> RowAppending:
        return self.columns.appending

    @property
    def _browsing(self) -> Engine:
        return self._sessions.readers

    @contextmanager
    def look(self, now: int) -> Iterator[Looking]:
        with self._looking() as c:
            yield _Reader(c, now)

    @contextmanager
    def _looking(self, patience_ms: int | None = None) -> Iterator[Connection]:
        """One state of the database, for a question."""
        try:
            with self._sessions.session() as c:
                if not c.connection.info.get("answers"):
                    with c.begin():
                        geometries.make(c)
                    c.connection.info["answers"] = True
                with c.begin():
                    c.execute(text(f"SET LOCAL statement_timeout = {patience_ms or PATIENCE_MS}"))
                    yield c
        except NoConnection as e:
            raise Wrong(503, f"{MOST_READERS} questions are being answered", "the same again in a moment") from e
        except (DatabaseError, StatementError, OverflowError, RecursionError) as e:
            raise self._meaning(e) from e

    def batches(self, after: int = 0) -> Iterator[tuple[int, int, Kept]]:
        """As ThingsStore.batches: of the appends that were judged, or were made while some are held."""
        query = select(t.batch.c.number, t.batch.c.at, t.batch.c.columns).order_by(t.batch.c.number).limit(PAGE)
        while True:
            with self._sessions.looking() as c:
                rows = c.execute(query.where(t.batch.c.number > after)).all()
            for after, at, blob in rows:
                yield after, at, unpack(blob)
            if len(rows) < PAGE:
                return

    def described(self, after: int = 0, only: Sequence[int] | None = None) -> Iterator[Described]:
        """The Datastreams with a number above `after`, or those of `only` that are there."""
        return described(self._sessions.readers, after, only)

    def last_batch(self) -> int:
        """As ThingsStore.last_batch."""
        with self._sessions.looking() as c:
            query = text("SELECT pg_sequence_last_value(CAST(pg_get_serial_sequence(:table, 'number') AS regclass))")
            return int(c.execute(query, {"table": t.batch.name}).scalar() or 0)

    def hold(self, number: int | None) -> None:
        """Batches behind this one stay to be read by `batches`; None: none has to."""
        self.appending.held = number

    def _writer(self, c: Connection, now: int) -> Writer:
        return _Writer(c, now, self.columns)

    def _fatal(self, e: StatementError) -> bool:
        return lost(e) or isinstance(meaning(e, ""), StoreFull)

    def _meaning(self, e: Exception) -> Exception:
        inside = getattr(e, "orig", None)
        if isinstance(inside, Wrong):
            return inside
        found = of_driver(e)
        code = "" if found is None else found.sqlstate or ""
        if code == "57014":
            return Wrong(503, "the question takes too long to answer here",
                         "a filter on a Datastream or on phenomenonTime, or a smaller $top")
        if code.startswith("23") or code in ("40001", "40P01"):
            return Wrong(409, "something it is linked with was changed at the same time", "the same again")
        if found is not None and (lost(found) or code[:2] in ("53", "58", "XX", "28", "08", "25")):
            return meaning(found, self._sessions.where) or StoreError(f"{self._sessions.where} can't be used")
        return Wrong(400, "the question can't be answered in this form", "a simpler filter")


def _made(c: Connection) -> None:
    made(c, make, SCHEMA_VERSION)
    ledger.made(c)
    before = c.scalar(select(t.fact.c.value).where(t.fact.c.key == _FUNCTIONS))
    digest = functions.install(c, before)
    if before is None:
        c.execute(insert(t.fact).values(key=_FUNCTIONS, value=digest))
    elif before != digest:
        c.execute(update(t.fact).where(t.fact.c.key == _FUNCTIONS).values(value=digest))


def without_functions(c: Connection) -> None:
    """Whoever opens it next makes them."""
    c.execute(delete(t.fact).where(t.fact.c.key == _FUNCTIONS))


def make(c: Connection) -> None:
    """All but what is the columns' own; the Observations are partitioned."""
    apart = (t.TABLES["Observation"], t.segment, t.mask, t.gone)
    t.metadata.create_all(c, tables=[table for table in t.metadata.tables.values() if table not in apart])
    rollup_tables.metadata.create_all(c)
    if not inspect(c).has_table(partitions.NAME):
        partitions.make(c)


class _Writer(Writer):
    """Sees rows alone, and keeps what is known of their streams in step."""

    def __init__(self, c: Connection, now: int, rows: InRows) -> None:
        super().__init__(c, now)
        self.kept = rows  # type: ignore[assignment]  # it has all that a Writer asks of Columnar


class _Reader(Reader):
    def __init__(self, c: Connection, now: int) -> None:
        super().__init__(c, now)
        self._answered: set[str] = set()

    def ask(self, query: Select[Any]) -> Any:
        geometries.prepare(self.c, query, self._answered)
        return super().ask(query)
