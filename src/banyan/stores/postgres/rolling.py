"""Rollups in SQL: readings are added to their buckets in the order in which they came, so a late one has nothing made
anew; where one was changed its buckets are made again. What is read is read beside the one who writes.
"""

import threading
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import Connection, delete, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from banyan.model.things import SEQUENCE_BITS
from banyan.stores.postgres.bulk import all_readings
from banyan.stores.postgres.history import BETWEEN
from banyan.stores.postgres.marks import mark, start_over
from banyan.stores.postgres.rollup_tables import rolled as states
from banyan.stores.postgres.rollup_tables import rollup, stale
from banyan.stores.postgres.store import PostgresStore
from banyan.stores.things.kept import Kept
from banyan.stores.things.rollups import WIDTHS, Rollup, rolled
from banyan.stores.things.segments import in_order

MANY = 5_000          # readings of a stream that are in no bucket yet: fewer are as quickly read
STEP = 20_000         # that one transaction adds
WORTH = 4             # readings a bucket: with fewer a chart reads the readings themselves as quickly
ROUND = 500           # streams, or marks, of one step
DAY = WIDTHS[-1]

_DUE = text("""
    SELECT d.id FROM things_datastream d LEFT JOIN things_rolled r ON r.stream = d.id
    WHERE d.last - coalesce(r.upto, 0) >= :many ORDER BY d.last - coalesce(r.upto, 0) DESC, d.id LIMIT :most
""")
_LAST = text("SELECT last FROM things_datastream WHERE id = :stream")
_PLACES = "id > %(after)s AND id <= %(upto)s"
_FOREIGN = '"Datastream_id" = %(stream)s AND (id < %(first)s OR id >= %(end)s)'
_ADD = text("""
    INSERT INTO things_rollup AS r (stream, width, begin, count, low, high, sum, last_time, last)
    SELECT :stream, :width, * FROM unnest(CAST(:begin AS bigint[]), CAST(:count AS bigint[]), CAST(:low AS float8[]),
        CAST(:high AS float8[]), CAST(:sum AS float8[]), CAST(:last_time AS bigint[]), CAST(:last AS float8[]))
    ON CONFLICT (stream, width, begin) DO UPDATE SET count = r.count + excluded.count,
        low = least(r.low, excluded.low), high = greatest(r.high, excluded.high), sum = r.sum + excluded.sum,
        last = CASE WHEN excluded.last_time >= r.last_time THEN excluded.last ELSE r.last END,
        last_time = greatest(r.last_time, excluded.last_time)
""")


class State(NamedTuple):
    """As rollup_tables.rolled."""

    upto: int
    widths: int
    version: int


class Rolling:
    """One at a time."""

    def __init__(self, store: PostgresStore) -> None:
        self._store = store
        self.halt = threading.Event()

    def step(self) -> int:
        """Streams with the most readings that are in no bucket yet; how many there were."""
        with self._store.looking() as c:
            due = list(c.execute(_DUE, {"many": MANY, "most": ROUND}).scalars())
        for stream in due:
            if self.halt.is_set():
                break
            self._roll(stream)
        return len(due)

    def _roll(self, stream: int) -> None:
        self._store.beside(lambda c: c.execute(
            insert(states).values(stream=stream, upto=0, widths=0, version=1).on_conflict_do_nothing()))
        with self._store.looking() as c:
            state, last = _state(c, stream), int(c.scalar(_LAST, {"stream": stream}) or 0)
            if state is None:
                return
            wider = _worth(_placed(c, stream, max(state.upto, last - MANY), last)) | state.widths
            foreign = all_readings(c, _FOREIGN, stream=stream, first=stream << SEQUENCE_BITS,
                                   end=(stream + 1) << SEQUENCE_BITS) if wider != state.widths else None
        if not wider:
            self._switch(stream, state, lambda c: c.execute(_with(stream, upto=last)))
            return
        if foreign is not None:
            times = foreign.time.tolist()

            def anew(c: Connection) -> None:
                start_over(c, [stream], widths=wider)
                mark(c, stream, times)      # those that are of another stream by their ids come by no place of this one

            if not self._switch(stream, state, anew):
                return
        while not self.halt.is_set() and self._some(stream, last):
            pass

    def _some(self, stream: int, last: int) -> bool:
        """Whether there is more to roll, up to a place."""
        with self._store.looking() as c:
            state = _state(c, stream)
            if state is None or state.upto >= last:
                return False
            upto = min(last, state.upto + STEP)
            rows = in_order(_placed(c, stream, state.upto, upto))

        def add(c: Connection) -> None:
            c.execute(_with(stream, upto=upto))
            for n, width in enumerate(WIDTHS):
                if state.widths >> n & 1 and len(rows):
                    _add(c, stream, n, rolled(rows, width))

        return self._switch(stream, state, add) and upto < last

    def mend(self) -> int:
        """Buckets with readings that were changed since are made again; how many marks there were."""
        with self._store.looking() as c:
            marks = c.execute(select(stale).order_by(stale.c.stream, stale.c.begin).limit(ROUND)).all()
        days = dict[tuple[int, int], list[tuple[int, int]]]()
        for stream, begin, n in marks:
            days.setdefault((stream, begin // DAY * DAY), []).append((begin, n))
        for (stream, day), found in days.items():
            if self.halt.is_set():
                break
            self._mend(stream, day, found)
        return len(marks)

    def _mend(self, stream: int, day: int, marks: list[tuple[int, int]]) -> None:
        with self._store.looking() as c:
            state = _state(c, stream)
            rows = all_readings(c, f"{BETWEEN} AND (id <= %(upto)s OR id >= %(next)s OR id < %(first)s)", stream=stream,
                                begin=day, end=day + DAY, upto=stream << SEQUENCE_BITS | (state.upto if state else 0),
                                first=stream << SEQUENCE_BITS, next=(stream + 1) << SEQUENCE_BITS)
        rows = in_order(rows)

        def again(c: Connection) -> None:
            for n, width in enumerate(WIDTHS):
                if state is not None and state.widths >> n & 1:
                    begins = np.unique(np.array([begin for begin, _ in marks], np.int64) // width * width)
                    c.execute(delete(rollup).where(rollup.c.stream == stream, rollup.c.width == n,
                                                   rollup.c.begin.in_(begins.tolist())))
                    made = rolled(rows, width)
                    _add(c, stream, n, made.some(np.isin(made.begin, begins)))
            c.execute(delete(stale).where(stale.c.stream == stream, tuple_(stale.c.begin, stale.c.n).in_(marks)))

        self._switch(stream, state, again)

    def _switch(self, stream: int, state: State | None, work: Callable[[Connection], Any]) -> bool:
        """Do it where the stream's state is still what was seen; whether it was."""

        def checked(c: Connection) -> bool:
            if _state(c, stream) != state:
                return False
            work(c)
            return True

        return self._store.beside(checked)


def _state(c: Connection, stream: int) -> State | None:
    row = c.execute(select(states.c.upto, states.c.widths, states.c.version).where(states.c.stream == stream)).first()
    return None if row is None else State(*row)


def _with(stream: int, upto: int) -> Any:
    return update(states).where(states.c.stream == stream).values(upto=upto)


def _placed(c: Connection, stream: int, after: int, upto: int) -> Kept:
    """The readings at places behind one, up to another."""
    first = stream << SEQUENCE_BITS
    found = all_readings(c, _PLACES, after=first | after, upto=first | upto)
    return found.some(found.stream == stream)


def _worth(rows: Kept) -> int:
    """The widths, a bit for each, whose buckets hold enough readings."""
    found = 0
    for n, width in enumerate(WIDTHS):
        if len(rows) >= WORTH * len(np.unique(rows.time // width)) > 0:
            found |= 1 << n
    return found


def _add(c: Connection, stream: int, n: int, made: Rollup) -> None:
    if len(made):
        columns = {name: getattr(made, name).tolist()
                   for name in ("begin", "count", "low", "high", "sum", "last_time", "last")}
        c.execute(_ADD, {"stream": stream, "width": n, **columns})
