"""Reading back what is in rows: the newest by index, charts by rollups in SQL and what isn't in them yet, exports by
COPY.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing
from tempfile import SpooledTemporaryFile
from typing import Any

import numpy as np
import pyarrow as pa
from sqlalchemy import Connection, select, text

from banyan.model.columns import NO_TIME
from banyan.model.things import SEQUENCE_BITS, Wrong
from banyan.stores.postgres.bulk import READING, all_readings, arrays, readings
from banyan.stores.postgres.rollup_tables import rolled as states
from banyan.stores.postgres.rollup_tables import stale
from banyan.stores.postgres.store import PostgresStore
from banyan.stores.things import history
from banyan.stores.things.history import SCHEMA, History, edge, record_batch
from banyan.stores.things.kept import EMPTY, Kept, together
from banyan.stores.things.rollups import NOTHING, WIDTHS, Rollup, added_up, rolled
from banyan.stores.things.scan import MOST_READ
from banyan.stores.things.segments import in_order
from banyan.stores.things.streams import Streams

LOOKED_UP = 5_000            # streams to one question for their newest readings
SPOOLED = 64 * 1024 * 1024   # bytes of an export in memory; what is more waits for its reader in a temporary file

_NEWEST = """
    SELECT s.id, o.id, o."phenomenonTime_start", o.value
    FROM unnest(CAST(:streams AS bigint[])) AS s(id) JOIN things_datastream d ON d.id = s.id
    CROSS JOIN LATERAL (
        SELECT id, "phenomenonTime_start", CAST(result AS float8) AS value FROM things_observation
        WHERE "Datastream_id" = s.id AND @AND@ AND @READING@
        ORDER BY "phenomenonTime_start" DESC NULLS LAST, id DESC LIMIT 1) o
"""
# Most are where their streams end: then the partition is known. The others are looked for in all, from the end on.
_AT_THE_END, _ANYWHERE = (
    text(_NEWEST.replace("@AND@", where).replace("@READING@", READING))
    for where in ('"phenomenonTime_start" = d."phenomenonTime_end"', "true"))
_BUCKETS = """
    COPY (SELECT begin, count, low, high, sum, last_time, last FROM things_rollup
    WHERE stream = %(stream)s AND width = %(width)s AND begin >= %(begin)s AND begin < %(end)s)
    TO STDOUT (FORMAT BINARY)
"""
_BUCKET = ("int8", "int8", "float8", "float8", "float8", "int8", "float8")
BETWEEN = '"Datastream_id" = %(stream)s AND "phenomenonTime_start" >= %(begin)s AND "phenomenonTime_start" < %(end)s'
# By their places, which no other index has: the stream is looked at afterwards.
_BEHIND = """id > %(after)s AND id < %(last)s
    AND "phenomenonTime_start" >= %(begin)s AND "phenomenonTime_start" < %(end)s"""
_OF_MANY = """"Datastream_id" = ANY(CAST(%(streams)s AS bigint[]))
    AND "phenomenonTime_start" >= %(begin)s AND "phenomenonTime_start" < %(end)s"""
Looks = Callable[[], AbstractContextManager[Connection]]


class RowHistory(History):
    """`exporting` gives a connection as `looking` does, with more patience."""

    def __init__(self, store: PostgresStore, streams: Streams, looking: Looks, exporting: Looks) -> None:
        super().__init__(store, streams, looking)
        self._exporting = exporting

    def _newest(self, c: Connection, streams: Any) -> tuple[Any, Any, Any]:
        time, place = np.full(len(streams), NO_TIME), np.zeros(len(streams), np.int64)
        value, lacking = np.full(len(streams), np.nan), np.ones(len(streams), np.bool_)
        for query in (_AT_THE_END, _ANYWHERE):
            numbers = streams[lacking].tolist()
            for first in range(0, len(numbers), LOOKED_UP):
                rows = c.execute(query, {"streams": numbers[first : first + LOOKED_UP]}).all()
                if not rows:
                    continue
                of, ids, at, values = zip(*rows, strict=True)
                n = np.searchsorted(streams, of)
                time[n], place[n], value[n] = at, np.array(ids, np.int64) & (2**SEQUENCE_BITS - 1), values
                lacking[n] = False
        return time, place, value

    def _readings(self, c: Connection, stream: int, begin: int, end: int) -> Kept:
        parts, count = list[Kept](), 0
        with closing(readings(c, BETWEEN, stream=stream, begin=begin, end=end)) as found:
            for part in found:
                parts.append(part)
                count += len(part)
                if count > MOST_READ:
                    raise Wrong(503, f"the chart would read more than {MOST_READ} Observations", "a shorter range")
        return in_order(together(parts or [EMPTY]))

    def _bars(self, c: Connection, stream: int, begin: int, end: int, n: int) -> Rollup:
        width = WIDTHS[n]
        state = c.execute(select(states.c.upto, states.c.widths).where(states.c.stream == stream)).first()
        widest = max((m for m in range(n + 1) if state is not None and state.widths >> m & 1), default=None)
        mended = np.union1d(_stale(c, stream, begin, end, width), edge(end, width))
        if state is None or widest is None or len(mended) > history.MOST_MENDED:
            return added_up([rolled(self._readings(c, stream, begin, end), width)], width)
        behind = all_readings(c, _BEHIND, after=stream << SEQUENCE_BITS | state.upto, begin=begin, end=end,
                              last=(stream + 1) << SEQUENCE_BITS)
        behind = behind.some((behind.stream == stream) & ~np.isin(behind.time // width * width, mended))
        parts = [_buckets(c, stream, begin, end, widest, mended, width)]
        for first, last in _ranges(mended, width):
            parts.append(rolled(self._readings(c, stream, max(begin, first), min(end, last)), width))
        return added_up([*parts, rolled(in_order(behind), width)], width)

    def export(self, streams: Sequence[int], begin: int, end: int) -> Iterator[Any]:
        numbers = np.unique(np.asarray(streams, np.int64)).tolist()
        with SpooledTemporaryFile(SPOOLED) as held:
            with self._exporting() as c, pa.ipc.new_stream(held, SCHEMA) as out:
                for rows in readings(c, _OF_MANY, streams=numbers, begin=begin, end=end):
                    out.write_batch(record_batch(in_order(rows)))
            held.seek(0)
            with pa.ipc.open_stream(held) as found:
                yield from found


def _stale(c: Connection, stream: int, begin: int, end: int, width: int) -> Any:
    """The buckets of a width, which have to be made again."""
    marks = select(stale.c.begin).where(stale.c.stream == stream, stale.c.begin >= begin, stale.c.begin < end)
    return np.unique(np.fromiter(c.execute(marks).scalars(), np.int64) // width * width)


def _buckets(c: Connection, stream: int, begin: int, end: int, n: int, without: Any, width: int) -> Rollup:
    """Of the n-th width, but those in buckets of `width` at `without`."""
    parts = [NOTHING]
    for found in arrays(c, _BUCKETS, _BUCKET, {"stream": stream, "width": n, "begin": begin, "end": end}):
        rest = [found[f"c{m}"].astype(found[f"c{m}"].dtype.newbyteorder("=")) for m in range(len(_BUCKET))]
        one = Rollup(np.full(len(found), stream, np.uint32), *rest)
        parts.append(one.some(~np.isin(one.begin // width * width, without)))
    return added_up(parts, WIDTHS[n])


def _ranges(buckets: Any, width: int) -> Iterator[tuple[int, int]]:
    """Begin and end of buckets (ascending) that follow one another."""
    if len(buckets):
        breaks = np.flatnonzero(np.diff(buckets) != width) + 1
        for some in np.split(buckets, breaks):
            yield int(some[0]), int(some[-1]) + width
