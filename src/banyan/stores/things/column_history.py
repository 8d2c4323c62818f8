"""Reading back what is in columns: segments with their rollups, batches, and rows over them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any

import numpy as np
from sqlalchemy import Connection, and_, exists, func, select

from banyan.model.columns import NO_TIME
from banyan.model.things import SEQUENCE_BITS, Wrong
from banyan.stores.embedded import EmbeddedStore
from banyan.stores.things import history
from banyan.stores.things.columnar import Columnar
from banyan.stores.things.history import History, edge, record_batch
from banyan.stores.things.kept import Kept, together
from banyan.stores.things.manifest import Manifest, Manifests, pruned
from banyan.stores.things.merging import by_streams
from banyan.stores.things.rollups import NOTHING, WIDTHS, Rollup, added_up, rolled, rollup_of
from banyan.stores.things.scan import MOST_READ, Masked, passed_by
from banyan.stores.things.segments import in_order
from banyan.stores.things.streams import MANY
from banyan.stores.things.tables import ROWS, TABLES, mask
from banyan.stores.things.wanted import Test, Want

EXPORTED = 262_144      # readings of batches in one part of an export
_STREAM = TABLES["Datastream"].c.id
_NUMERIC = func.json_type(ROWS.c.result).in_(("integer", "real"))
_AN_INSTANT = ROWS.c.phenomenonTime_start == ROWS.c.phenomenonTime_end


class ColumnHistory(History):
    """`looking` also holds what it needs of the files."""

    def __init__(self, store: EmbeddedStore, columns: Columnar,
                 looking: Callable[[], AbstractContextManager[Connection]]) -> None:
        super().__init__(store, columns.streams, looking)
        self._columns = columns
        self._rollups = Manifests(rollups=True)

    def _newest(self, c: Connection, streams: Any) -> tuple[Any, Any, Any]:
        return _with_rows(c, streams, *self._columns.newest(c, streams))

    def _readings(self, c: Connection, stream: int, begin: int, end: int) -> Kept:
        want = _between(stream, begin, end)
        if int(pruned(self._columns.manifest(c), want).holds.rows.sum()) > MOST_READ:
            raise Wrong(503, f"the chart would read more than {MOST_READ} Observations", "a shorter range")
        return in_order(together([*self._columns.passing(c, want), _rows_between(c, stream, begin, end)]))

    def _bars(self, c: Connection, stream: int, begin: int, end: int, n: int) -> Rollup:
        width, want = WIDTHS[n], _between(stream, begin, end)
        masked = Masked(c, np.array([stream]))
        raw, rollups = pruned(self._columns.manifest(c), want), self._rollup_groups(c, stream, begin, end, n)
        rollups = rollups.some(~np.isin(rollups.segment, raw.segment[_of_gone_features(raw, masked)]))
        mended = np.union1d(self._mended(c, stream, begin, end, width), edge(end, width))
        if len(mended) > history.MOST_MENDED:
            rollups, mended = rollups.some(slice(0, 0)), mended[:0]
        by_rollup = np.isin(raw.segment, rollups.segment)
        parts = [self._from_rollups(rollups, stream, begin, end, width, mended)]
        for at in mended.tolist():       # a bucket can't be told what one reading less makes of it: it is made again
            again = _between(stream, max(begin, at), min(end, at + width))
            parts.append(rolled(in_order(self._columns.of(pruned(raw.some(by_rollup), again), again, masked)), width))
        parts += [rolled(in_order(rows), width) for rows in (
            self._columns.of(raw.some(~by_rollup), want, masked), next(self._columns.passing(c, want)),
            _rows_between(c, stream, begin, end))]
        return added_up(parts, width)

    def _rollup_groups(self, c: Connection, stream: int, begin: int, end: int, n: int) -> Manifest:
        """Of each segment the widest of the widths up to the n-th that it has of the stream."""
        there = self._rollups.seen(c)
        holds = there.holds
        there = there.some((holds.first_stream <= stream) & (holds.last_stream >= stream) & (holds.first_feature <= n))
        widest = dict[int, int]()
        for number, one in zip(there.segment.tolist(), there.holds.first_feature.tolist(), strict=True):
            widest[number] = max(one, widest.get(number, 0))
        best = np.array([widest[number] for number in there.segment.tolist()], np.int64)
        there = there.some(there.holds.first_feature == best)
        return there.some((there.holds.last_time >= begin) & (there.holds.first_time < end))

    def _from_rollups(self, there: Manifest, stream: int, begin: int, end: int, width: int, without: Any) -> Rollup:
        parts = [NOTHING]
        for number in np.unique(there.segment).tolist():
            groups = there.group[there.segment == number].tolist()
            found = rollup_of(self._columns.segments.read(number, groups, ".rollup"))
            right = (found.stream == stream) & (found.begin >= begin) & (found.begin < end)
            parts.append(found.some(right & ~np.isin(found.begin // width * width, without)))
        return added_up(parts, width)

    @staticmethod
    def _mended(c: Connection, stream: int, begin: int, end: int, width: int) -> Any:
        """The buckets with a reading that counts no longer."""
        ids = mask.c.id.between(stream << SEQUENCE_BITS, (stream + 1) << SEQUENCE_BITS)
        times = c.execute(select(mask.c.time).where(ids, mask.c.time >= begin, mask.c.time < end)).scalars()
        return np.unique(np.fromiter(times, np.int64) // width * width)

    def export(self, streams: Sequence[int], begin: int, end: int) -> Iterator[Any]:
        numbers = np.unique(np.asarray(streams, np.int64))
        want = Want((Test("stream", "in", numbers), Test("time", "ge", begin), Test("time", "lt", end)))
        with self._columns.segments.reading():
            with self._looking() as c:
                masked = Masked(c, numbers)
                there = pruned(self._columns.manifest(c), want)
                recent = self._columns.recent(c)
                rows = together([_rows_between(c, eid, begin, end) for eid in _with_any(c, numbers)])
            for n in range(len(there)):
                some = self._columns.of(there.some(slice(n, n + 1)), want, masked)
                if len(some):
                    yield record_batch(some)
        chosen = masked.apply(recent, passed_by(recent, want))
        if np.count_nonzero(chosen) <= EXPORTED:        # few are copied, so that a slow reader holds no more than those
            recent = recent.some(chosen)
            chosen = np.ones(len(recent), np.bool_)
        yield from map(record_batch, by_streams(recent, chosen, EXPORTED))
        if len(rows):
            yield record_batch(in_order(rows))


def _between(stream: int, begin: int, end: int) -> Want:
    return Want((Test("stream", "eq", stream), Test("time", "ge", begin), Test("time", "lt", end)))


def _of_gone_features(there: Manifest, masked: Masked) -> Any:
    first, last = there.holds.first_feature, there.holds.last_feature
    return np.searchsorted(masked.features, first) < np.searchsorted(masked.features, last, "right")


def _with_any(c: Connection, streams: Any) -> list[int]:
    """Those of some streams that have rows."""
    if len(streams) > MANY:         # in one statement: each by itself waits for the interpreter twice
        having = exists().where(ROWS.c.Datastream_id == _STREAM).correlate(TABLES["Datastream"])
        there = np.fromiter(c.execute(select(_STREAM).where(having)).scalars(), np.int64)
        return np.intersect1d(there, streams).tolist()  # type: ignore[no-any-return]  # a list of whole numbers
    some = ROWS.c.Datastream_id.in_(streams.tolist())
    return sorted(c.execute(select(ROWS.c.Datastream_id).where(some).distinct()).scalars())


def _rows_between(c: Connection, stream: int, begin: int, end: int) -> Kept:
    """Numbers at instants that are rows, as columns. An id stays its own only where the row is of its first stream."""
    time = ROWS.c.phenomenonTime_start
    query = select(ROWS.c.id, time, ROWS.c.result, ROWS.c.resultTime_start, ROWS.c.FeatureOfInterest_id).where(
        ROWS.c.Datastream_id == stream, time >= begin, time < end, _AN_INSTANT, _NUMERIC)
    rows = c.execute(query.order_by(time, ROWS.c.id)).all()
    count = len(rows)
    return Kept(
        np.full(count, stream, np.uint32), np.array([row.id & (2**SEQUENCE_BITS - 1) for row in rows], np.uint32),
        np.array([row.phenomenonTime_start for row in rows], np.int64), np.array([float(row.result) for row in rows]),
        np.array([row.result.lstrip("-").isdigit() for row in rows], np.bool_),
        np.array([NO_TIME if row.resultTime_start is None else row.resultTime_start for row in rows], np.int64),
        np.array([row.FeatureOfInterest_id for row in rows], np.uint32), np.zeros(count, np.uint8))


def _with_rows(c: Connection, streams: Any, time: Any, place: Any, value: Any) -> tuple[Any, Any, Any]:
    """The newest of columns and rows."""
    for eid in _with_any(c, streams):
        where = and_(ROWS.c.Datastream_id == eid, _AN_INSTANT, _NUMERIC)
        query = select(ROWS.c.id, ROWS.c.phenomenonTime_start, ROWS.c.result).where(where)
        row = c.execute(query.order_by(ROWS.c.phenomenonTime_start.desc(), ROWS.c.id.desc()).limit(1)).first()
        n = int(np.searchsorted(streams, eid))
        if row is not None and (row.phenomenonTime_start, row.id) > (time[n], eid << SEQUENCE_BITS | int(place[n])):
            time[n], place[n], value[n] = row.phenomenonTime_start, row.id & (2**SEQUENCE_BITS - 1), float(row.result)
    return time, place, value
