"""SensorThings over the embedded store: Observations in columns beside their rows, in the journal's own file."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.exc import DatabaseError, StatementError
from sqlalchemy.exc import TimeoutError as NoConnection

from banyan.model.ports import StoreError
from banyan.model.thing_ports import Described, Looking
from banyan.model.things import Wrong
from banyan.stores.embedded import EmbeddedStore
from banyan.stores.things import ledger, shadow
from banyan.stores.things import tables as t
from banyan.stores.things.appending import Appending
from banyan.stores.things.column_history import ColumnHistory
from banyan.stores.things.columnar import Columnar
from banyan.stores.things.commits import Commits, made
from banyan.stores.things.compacting import Compaction
from banyan.stores.things.connections import MOST, looks
from banyan.stores.things.described import described
from banyan.stores.things.folding import Folding
from banyan.stores.things.kept import Kept, unpack
from banyan.stores.things.reading import Reader
from banyan.stores.things.writing import Writer

STEPS = 20_000_000       # of SQLite's machine for one question: some 2 s; then 503 instead of a stuck server
CHECK = 10_000           # steps between two looks at the count
OWN_KEPT, OWN_MOST = 2, 8      # connections for the watch, compaction and figures
PAGE = 100               # batches to one read transaction


class Held(Struct, frozen=True):
    """How much there is: requests and readings that wait to be stored, readings in batches, segments, the readings in
    them and their bytes.
    """

    requests: int
    readings: int
    in_batches: int
    segments: int
    in_segments: int
    bytes: int


class ThingsStore(Commits):
    """`model.thing_ports.Things` in the journal's own file. PostgreSQL's is stores/postgres/things.py."""

    def __init__(self, store: EmbeddedStore) -> None:
        """Makes the tables where they are missing. Raises StoreError for a newer schema."""
        super().__init__(store)
        # Schema 1 had a row for each Observation: they stay good beside the batches.
        store.beside(lambda c: made(c, t.metadata.create_all))
        store.beside(ledger.made)
        self.columns = store.beside(lambda c: _columnar(c, store.path.parent))
        self._looks = looks(store.path)
        # For the city's own: many questions of clients hold up neither its compaction nor the watch.
        self._own = looks(store.path, OWN_KEPT, OWN_MOST)
        self.compaction = Compaction(store, self.columns, self._own)
        self.folding = Folding(store, self.columns)
        self.history = ColumnHistory(store, self.columns, self._looking)
        self.begin()

    @property
    def appending(self) -> Appending:
        return self.columns.appending

    @contextmanager
    def _looking(self) -> Iterator[Connection]:
        """One state of the file, and of the segments that belong to it."""
        try:
            with self.columns.segments.reading(), self._looks.connect() as c:
                connection: Any = c.connection.driver_connection
                _limit(connection)
                try:
                    yield c
                finally:
                    connection.set_progress_handler(None, 0)        # it goes back to the pool, and to others
        except NoConnection as e:
            raise Wrong(503, f"{MOST} questions are being answered", "the same again in a moment") from e
        except (DatabaseError, StatementError, OverflowError, RecursionError) as e:
            raise self._meaning(e) from e

    @contextmanager
    def look(self, now: int) -> Iterator[Looking]:
        with self._looking() as c:
            known = list[None]()

            def know() -> None:
                """A question sees what the Datastreams have come to; their rows say it later, and nobody writes now."""
                shadow.know(c, self.columns.streams.behind())
                known.append(None)

            try:
                yield Reader(c, now, self.columns, know)
            finally:
                if known:
                    connection: Any = c.connection.driver_connection
                    connection.set_progress_handler(None, 0)        # also where the question was cut off
                    shadow.know(c, ())

    def held(self) -> Held:
        s = t.segment.c
        with self._own.connect() as c:
            count, rows, size = c.execute(select(func.count(), func.sum(s.rows), func.sum(s.bytes))).one()
        return Held(self._waiting.requests, self._waiting.readings, len(self.columns.tail), count, rows or 0, size or 0)

    def batches(self, after: int = 0) -> Iterator[tuple[int, int, Kept]]:
        """Number, time in µs (columns.Stored) and rows of the micro-batches behind one, oldest first: of those that
        were appended, not of the city's own streams'. As far back as `hold` keeps them.
        """
        query = select(t.batch.c.number, t.batch.c.at, t.batch.c.columns).where(t.batch.c.at.is_not(None))
        while True:
            with self._own.connect() as c:
                rows = c.execute(query.where(t.batch.c.number > after).order_by(t.batch.c.number).limit(PAGE)).all()
            for after, at, blob in rows:
                yield after, at, unpack(blob)
            if len(rows) < PAGE:
                return

    def described(self, after: int = 0, only: Sequence[int] | None = None) -> Iterator[Described]:
        """The Datastreams with a number above `after`, or those of `only` that are there."""
        return described(self._own, after, only)

    def last_batch(self) -> int:
        """The number of the newest batch that there ever was; 0: there was none."""
        with self._own.connect() as c:
            query = text("SELECT seq FROM sqlite_sequence WHERE name = :table")
            return int(c.execute(query, {"table": t.batch.name}).scalar() or 0)

    @property
    def _browsing(self) -> Engine:
        return self._looks

    def hold(self, number: int | None) -> None:
        """Batches behind this one stay to be read by `batches`, also when they are in a segment; None: none has to."""
        self.compaction.held = number

    def close(self) -> None:
        super().close()
        self._looks.dispose()
        self._own.dispose()

    def _writer(self, c: Connection, now: int) -> Writer:
        return Writer(c, now, self.columns)

    def _fatal(self, e: StatementError) -> bool:
        name = str(getattr(e.orig, "sqlite_errorname", ""))
        return name.startswith(("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CORRUPT"))

    def _meaning(self, e: Exception) -> Exception:
        name = str(getattr(getattr(e, "orig", None), "sqlite_errorname", ""))
        if name.startswith("SQLITE_INTERRUPT"):
            return Wrong(503, "the question takes too long to answer here",
                         "a filter on a Datastream or on phenomenonTime, or a smaller $top")
        if name.startswith(("SQLITE_ERROR", "SQLITE_TOOBIG", "SQLITE_MISMATCH", "SQLITE_RANGE")) or not name:
            return Wrong(400, "the question can't be answered in this form", "a simpler filter")
        if name.startswith("SQLITE_CONSTRAINT"):
            return Wrong(409, "something it is linked with was changed at the same time", "the same again")
        return StoreError(f"the journal can't be used ({getattr(e, 'orig', e)})")


def _limit(connection: Any) -> None:
    left = [STEPS // CHECK]

    def tired() -> int:
        left[0] -= 1
        return left[0] < 0

    connection.set_progress_handler(tired, CHECK)


def _columnar(c: Connection, folder: Path) -> Columnar:
    shadow.install(c.connection.driver_connection)
    return Columnar(c, folder)
