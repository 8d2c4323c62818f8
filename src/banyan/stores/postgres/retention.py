"""What is past its time goes: months by their partitions, where nothing in them has to stay, the rest in small steps.

No step locks for long: rows go a few at a time, and who would drop a partition waits a moment for those who read, and
tries again the next time.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, delete, func, select, text, update

from banyan.model.ports import StoreError
from banyan.model.time import micros
from banyan.stores.postgres import partitions
from banyan.stores.postgres.rollup_tables import rollup, stale
from banyan.stores.postgres.rows import InRows
from banyan.stores.postgres.server import no_lock
from banyan.stores.postgres.store import PostgresStore
from banyan.stores.things.tables import TABLES

DAY = 86_400_000_000            # µs
EARLIEST = -2**63
KEEP_DAYS = "keep_days"         # what a Datastream's properties call its retention: a whole number
STEP = 2_000                    # rows of one transaction, and streams
_D, _O = TABLES["Datastream"], TABLES["Observation"]
_SAID = f'%"{KEEP_DAYS}"%'

_MONTHS = text("SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
               "WHERE i.inhparent = to_regclass(:parent) ORDER BY 1")
# The streams of a month, from one to the next by its index, however many rows they have; NULL: other than Datastreams.
_STREAMS = """
    WITH RECURSIVE s(id) AS (
        SELECT min("Datastream_id") FROM {month} UNION ALL
        SELECT (SELECT min("Datastream_id") FROM {month} WHERE "Datastream_id" > s.id) FROM s WHERE s.id IS NOT NULL)
    SELECT id FROM s WHERE id IS NOT NULL
    UNION ALL SELECT NULL WHERE EXISTS (SELECT 1 FROM {month} WHERE "Datastream_id" IS NULL)
"""
_OLD = text("""
    DELETE FROM things_observation WHERE "Datastream_id" = :stream AND "phenomenonTime_start" < :before
    AND id IN (SELECT id FROM things_observation WHERE "Datastream_id" = :stream AND "phenomenonTime_start" < :before
               AND "phenomenonTime_end" < :before ORDER BY "phenomenonTime_start" LIMIT :step)
""")


class Kept(NamedTuple):
    """A Datastream with a retention; `start` of what it has, in µs."""

    stream: int
    days: int
    start: int | None


class Retention:
    """`retain` it now and then; one at a time."""

    def __init__(self, store: PostgresStore, rows: InRows) -> None:
        self._store = store
        self._rows = rows

    def retain(self, now: int) -> int:
        """Partitions all of whose readings are past their streams' retention go, and what is overdue by a quarter of it
        elsewhere. How many partitions went.
        """
        self._store.beside(partial(partitions.tidy, now=now))
        with self._store.looking() as c:
            kept = _retentions(c)
        gone, thinned = 0, set[int]()
        if kept:
            ends = {one.stream: now - one.days * DAY for one in kept}
            for month, begin, end in self._past(max(ends.values())):
                streams = self._dropped(month, begin, end, ends)
                gone += streams is not None
                thinned.update(streams or ())
        for one in kept:
            if one.start is not None and one.start < now - one.days * (DAY + DAY // 4):
                self._trim(one.stream, (now - one.days * DAY) // DAY * DAY)
                thinned.add(one.stream)
        some = sorted(thinned)
        for first in range(0, len(some), STEP):
            with self._store.turn:
                self._store.beside(partial(self._begin_later, streams=some[first : first + STEP]))
        return gone

    def _past(self, end: int) -> list[tuple[str, int, int]]:
        """Partitions of whole months before a time, with where those begin and end."""
        with self._store.looking() as c:
            names = list(c.execute(_MONTHS, {"parent": partitions.NAME}).scalars())
        months = [(name, micros(month), micros(partitions.following(month))) for name in names
                  if (month := partitions.month_of(name)) is not None]
        return [one for one in months if one[2] <= end]

    def _dropped(self, month: str, begin: int, end: int, ends: dict[int, int]) -> list[int] | None:
        """The streams that it had, where the partition went; None: something in it stays, or somebody reads it."""
        with self._store.looking() as c:
            streams = list(c.exec_driver_sql(_STREAMS.format(month=month)).scalars())
            if any(stream is None or ends.get(stream, 0) < end for stream in streams):
                return None
            late = f'SELECT 1 FROM {month} WHERE "phenomenonTime_end" >= {end} LIMIT 1'  # noqa: S608  our own names
            if c.exec_driver_sql(late).first() is not None:
                return None

        def drop(c: Connection) -> bool:
            # Nobody writes meanwhile: the one who does is here. What came since is seen.
            now = list(c.exec_driver_sql(_STREAMS.format(month=month)).scalars())
            if now != streams:
                return False
            c.exec_driver_sql(f"SET LOCAL lock_timeout = {partitions.LOCK_MS}")
            c.exec_driver_sql(f"ALTER TABLE {partitions.NAME} DETACH PARTITION {month}")
            c.exec_driver_sql(f"DROP TABLE {month}")
            for first in range(0, len(streams), STEP):
                _unroll(c, streams[first : first + STEP], begin, end)
            partitions.forget(c, month)
            return True

        try:
            return streams if self._store.beside(drop) else None
        except StoreError as e:
            if not no_lock(e.__cause__):
                raise
            return None

    def _trim(self, stream: int, before: int) -> None:
        """Observations that ended before a day go."""
        count = STEP
        while count == STEP:
            count = self._store.beside(lambda c: c.execute(
                _OLD, {"stream": stream, "before": before, "step": STEP}).rowcount)
        self._store.beside(lambda c: _unroll(c, [stream], EARLIEST, before))

    def _begin_later(self, c: Connection, streams: Sequence[int]) -> None:
        """phenomenonTime of streams whose oldest readings went: where what is left begins."""
        known = self._rows.streams
        known.settle(c, streams)
        for eid in streams:
            start = c.scalar(select(func.min(_O.c.phenomenonTime_start)).where(_O.c.Datastream_id == eid))
            changed: dict[str, Any] = {"phenomenonTime_start": start}
            if start is None:
                changed = dict.fromkeys(f"{side}_{end}" for side in ("phenomenonTime", "resultTime")
                                        for end in ("start", "end"))
            c.execute(update(_D).where(_D.c.id == eid).values(changed))
        known.forget(streams)


def _retentions(c: Connection) -> list[Kept]:
    found = list[Kept]()
    query = select(_D.c.id, _D.c.properties, _D.c.phenomenonTime_start).where(_D.c.properties.like(_SAID))
    for eid, properties, start in c.execute(query):
        said = msgspec.json.decode(properties)
        days = said.get(KEEP_DAYS) if isinstance(said, dict) else None
        if isinstance(days, int) and not isinstance(days, bool) and days > 0:
            found.append(Kept(eid, days, start))
    return found


def _unroll(c: Connection, streams: Sequence[int], begin: int, end: int) -> None:
    """What rollups say of whole days."""
    for table in (rollup, stale):
        c.execute(delete(table).where(table.c.stream.in_(list(streams)), table.c.begin >= begin, table.c.begin < end))
