"""Compaction: batches become segments, segments become larger ones, what is past its time goes.

Each step writes a file first and makes it durable, and then one short transaction makes it count; whatever is stopped
in between leaves a file that nothing knows (segments.tidy), and the batches that it was made of.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

import numpy as np
from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Delete, Engine, and_, case, delete, func, insert, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from banyan.stores.embedded import EmbeddedStore
from banyan.stores.things.columnar import Columnar
from banyan.stores.things.kept import Kept
from banyan.stores.things.manifest import Manifest
from banyan.stores.things.merging import by_streams, merged
from banyan.stores.things.rollups import ENCODINGS, SCHEMA, Rolling, Rollup, table
from banyan.stores.things.scan import COMPACTED, Masked
from banyan.stores.things.segments import GROUP, Groups, Written
from banyan.stores.things.streams import LATEST_TIME, MANY
from banyan.stores.things.tables import ROWS, TABLES, batch, fact, mask, segment

T = TypeVar("T")
DAY = 86_400_000_000            # µs
TOGETHER = 8                    # segments of one level that become one of the next
LARGEST = 256_000_000           # rows of a segment: larger ones aren't made
AT_ONCE = 262_144               # rows that are sorted, or rolled up, at once: eight row groups
STEP = 2_000                    # rows of tables that one transaction changes, so that nobody waits long for it
STEP_BATCHES = 64
KEEP_DAYS = "keep_days"         # what a Datastream's properties call its retention: a whole number
_SAID = TABLES["Datastream"].c.properties
_IN = f"$.{KEEP_DAYS}"
_KEEP = case((func.json_type(_SAID, _IN) == "integer", func.json_extract(_SAID, _IN)), else_=0)


class Merged(Struct, frozen=True):
    """A level of a retention that has enough segments, and those, oldest first."""

    level: int
    keep_days: int
    numbers: list[int]


class Stopped(Exception):  # noqa: N818  said as operators say it
    """The program ends: what was being written is nowhere."""


class Compaction:
    """One at a time. `looks` gives connections to read by, `store` the writer's transactions."""

    def __init__(self, store: EmbeddedStore, columns: Columnar, looks: Engine) -> None:
        self._store = store
        self._columns = columns
        self._segments = columns.segments
        self._looks = looks
        self._number = 0
        self.halt = threading.Event()       # gives up a merge that runs; the compaction of batches is short
        self.held: int | None = None        # appended batches behind it stay, though they are in a segment

    def compact(self) -> int:
        """All batches that are there now become a segment for each retention. How many Observations that were."""
        with self._segments.reading(), self._reading() as c:
            after = int(c.execute(select(fact.c.value).where(fact.c.key == COMPACTED)).scalar() or 0)
            last = c.execute(select(func.max(batch.c.number)).where(batch.c.number > after)).scalar()
            rows = self._columns.recent(c)
            if last is None:
                self._remove_batches()
                return 0
            masked = Masked(c)
            count, kept_for = len(rows), _retentions(c)
        dropped: list[Any] = []
        written = [(days, self._write(self._counting(by_streams(rows, chosen, AT_ONCE), masked, dropped),
                                      with_rollups=False)) for days, chosen in _classes(kept_for, rows.stream)]
        self.settle(rows)

        def switch(c: Connection) -> None:
            for days, (one, _) in written:
                if one is not None:
                    c.execute(insert(segment).values(_row(one, 0, days, None)))
            _unmask(c, np.concatenate([np.empty(0, np.int64), *dropped]))
            known = upsert(fact).values(key=COMPACTED, value=str(last))
            c.execute(known.on_conflict_do_update(index_elements=["key"], set_={"value": str(last)}))

        with self._store.turn:
            self._store.beside(switch)
            self._columns.tail.drop(last)
        del rows
        self._segments.unseen(self._columns.tail.forget)
        self._remove_batches()
        return count

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._looks.connect() as c:
            yield c

    @staticmethod
    def _counting(parts: Iterator[Kept], masked: Masked, dropped: list[Any]) -> Iterator[Kept]:
        """What of parts counts; the ids of what doesn't go to `dropped`."""
        for rows in parts:
            counts = masked.apply(rows, np.ones(len(rows), np.bool_))
            if counts.all():
                yield rows
            else:
                dropped.append(rows.ids[~counts])
                if counts.any():
                    yield rows.some(counts)

    def _write(self, parts: Iterator[Kept], with_rollups: bool) -> tuple[Written | None, Groups | None]:
        """Parts one behind the other, in a segment's order."""
        with self._reading() as c:
            self._number = max(self._number, c.execute(select(func.max(segment.c.number))).scalar() or 0) + 1
        if not with_rollups:
            return self._segments.write(self._number, parts), None
        grouped: list[list[int]] = []
        rolling = Rolling(AT_ONCE)
        path = self._segments.path(self._number, ".rollup")
        with self._segments.file(path, SCHEMA, ENCODINGS) as add:

            def keep(found: Iterator[tuple[int, Rollup]]) -> None:
                for n, rollup in found:
                    for begin in range(0, len(rollup), GROUP):
                        some = rollup.some(slice(begin, begin + GROUP))
                        add(table(some))
                        grouped.append([len(some), int(some.stream[0]), int(some.stream[-1]), int(some.begin.min()),
                                        int(some.begin.max()), n, n, 0, 0])

            def seen() -> Iterator[Kept]:
                for rows in parts:
                    keep(rolling.add(rows))
                    yield rows

            written = self._segments.write(self._number, seen())
            keep(rolling.ended())
        if not grouped:
            path.unlink()
        return written, Groups(*np.array(grouped, np.int64).T) if grouped else None

    def settle(self, rows: Kept | None = None) -> None:
        """The Datastreams of these rows, or all, say in their own rows what they have come to: for that the batches are
        needed no longer. A few at a time.
        """
        streams = self._columns.streams
        numbers = np.flatnonzero(streams.dirty) if rows is None else np.unique(rows.stream)
        for first in range(0, len(numbers), STEP):
            with self._store.turn:
                behind = [eid for eid in numbers[first : first + STEP].tolist() if streams.dirty[eid]]
                if behind:
                    self._store.beside(partial(streams.settle, numbers=behind))
                    streams.settled(behind)

    def _remove_batches(self) -> None:
        """Those that are in a segment, some at a time."""

        def some(c: Connection) -> int:
            upto = int(c.execute(select(fact.c.value).where(fact.c.key == COMPACTED)).scalar() or 0)
            first = select(batch.c.number).where(batch.c.number <= upto).order_by(batch.c.number).limit(STEP_BATCHES)
            if self.held is not None:
                first = first.where(or_(batch.c.at.is_(None), batch.c.number <= self.held))
            return c.execute(delete(batch).where(batch.c.number.in_(first))).rowcount

        while self._store.beside(some) == STEP_BATCHES:
            pass

    def merge(self, between: Callable[[], object] = lambda: None) -> int:
        """The oldest segments of a level that has enough of them become one of the next. How many there were.

        `between` parts there is time for something else, such as `compact`: a merge may take minutes, and what comes in
        meanwhile is in memory. No transaction is open then, so that the log doesn't grow either.
        """
        with self._segments.reading():
            with self._reading() as c:
                found = _to_merge(c)
                if found is None:
                    return 0
                masked, there = Masked(c), _of(self._columns.manifest(c), found.numbers)
            dropped: list[Any] = []
            parts = self._counting(self._merging(there, between), masked, dropped)
            written, rollups = self._write(parts, with_rollups=True)

        def switch(c: Connection) -> None:
            c.execute(delete(segment).where(segment.c.number.in_(found.numbers)))
            if written is not None:
                c.execute(insert(segment).values(_row(written, found.level + 1, found.keep_days, rollups)))
            _unmask(c, np.concatenate([np.empty(0, np.int64), *dropped]))

        self._store.beside(switch)
        self._segments.discard(found.numbers)
        return len(found.numbers)

    def _merging(self, there: Manifest, between: Callable[[], object] = lambda: None) -> Iterator[Kept]:
        for rows in merged(self._segments, there):
            if self.halt.is_set():
                raise Stopped
            yield rows
            between()

    def retain(self, now: int) -> int:
        """Segments all of whose readings are past their streams' retention go, and rows as well; one that a reading
        from the future holds is written anew. How many segments went.
        """
        past = and_(segment.c.keep_days > 0, segment.c.last_time < now - segment.c.keep_days * DAY)
        with self._segments.reading(), self._reading() as c:
            numbers = list(c.execute(select(segment.c.number).where(past)).scalars())
            streams = self._streams_of(c, numbers)
        if numbers:
            self._store.beside(lambda c: c.execute(delete(segment).where(segment.c.number.in_(numbers))))
            self._segments.discard(numbers)
        streams = np.union1d(streams, self._trim(now))
        self._begin_later(np.union1d(streams, self._remove_rows(now)).astype(np.int64))
        return len(numbers)

    def _trim(self, now: int) -> Any:
        """Segments that would stay for one reading with a wrong time ahead, without what is past its time: not before
        that is overdue by a quarter, so that each is written anew a few times. The streams that lost some.
        """
        s, lost = segment.c, [np.empty(0, np.int64)]
        held = and_(s.keep_days > 0, s.last_time > now + DAY, s.first_time < now - s.keep_days * (DAY + DAY // 4))
        query = select(s.number, s.level, s.keep_days).where(held)
        for number, level, days in self._look(lambda c: c.execute(query).all()):
            lost.append(self._without_past(number, level, days, now - days * DAY))
        return np.unique(np.concatenate(lost))

    def _without_past(self, number: int, level: int, days: int, begin: int) -> Any:
        """A segment without its readings before `begin`. The streams of those."""
        dropped, lost = [np.empty(0, np.int64)], [np.empty(0, np.int64)]

        def later(parts: Iterator[Kept]) -> Iterator[Kept]:
            for rows in parts:
                past = rows.time < begin
                lost.append(np.unique(rows.stream[past]).astype(np.int64))
                if not past.all():
                    yield rows.some(~past)

        with self._segments.reading(), self._reading() as c:
            there = _of(self._columns.manifest(c), [number])
            parts = self._counting(self._merging(there), Masked(c), dropped)
            written, rollups = self._write(later(parts), with_rollups=level > 0)

        def switch(c: Connection) -> None:
            c.execute(delete(segment).where(segment.c.number == number))
            if written is not None:
                c.execute(insert(segment).values(_row(written, level, days, rollups)))
            _unmask(c, np.concatenate(dropped))

        self._store.beside(switch)
        self._segments.discard([number])
        return np.unique(np.concatenate(lost))

    def _streams_of(self, c: Connection, numbers: Sequence[int]) -> Any:
        there = _of(self._columns.manifest(c), numbers)
        found = [np.empty(0, np.int64)]
        for number, group in zip(there.segment.tolist(), there.group.tolist(), strict=True):
            column = self._segments.read(number, [group], columns=["stream"]).column("stream")
            found.append(np.unique(column.to_numpy()))
        return np.unique(np.concatenate(found))

    def _remove_rows(self, now: int) -> list[int]:
        """Of Datastreams with a retention; the numbers of those that had some."""
        touched = dict[int, None]()
        for days in sorted({days for _, days in self._look(_retentions)}):
            kept_so_long = select(TABLES["Datastream"].c.id).where(_KEEP.in_([days]))
            old = and_(ROWS.c.phenomenonTime_start < now - days * DAY, ROWS.c.phenomenonTime_end < now - days * DAY,
                       ROWS.c.Datastream_id.in_(kept_so_long))
            touched |= dict.fromkeys(self._look(partial(_streams_where, old)))
            some = delete(ROWS).where(ROWS.c.id.in_(select(ROWS.c.id).where(old).limit(STEP)))
            count = STEP
            while count == STEP:
                count = self._store.beside(partial(_changed_by, some))
        return list(touched)

    def _look(self, work: Callable[[Connection], T]) -> T:
        with self._segments.reading(), self._reading() as c:
            return work(c)

    def _begin_later(self, streams: Any) -> None:
        """phenomenonTime of streams whose oldest readings went: where what is left begins. The segments are read before
        the transaction, the batches within it: nothing else moves readings from these to those.
        """
        for first in range(0, len(streams), STEP):
            some = streams[first : first + STEP]
            begins = self._look(partial(self._columns.begins, streams=some, recent=False))
            with self._store.turn:
                self._store.beside(partial(self._begin, streams=some, settled=begins))

    def _begin(self, c: Connection, streams: Any, settled: Any) -> None:
        begins = np.minimum(settled, self._columns.begins(c, streams, recent=True))
        table, known = TABLES["Datastream"], self._columns.streams
        known.settle(c, streams.tolist())
        for eid, begin in zip(streams.tolist(), begins.tolist(), strict=True):
            rows = select(func.min(ROWS.c.phenomenonTime_start)).where(ROWS.c.Datastream_id == eid)
            at = c.execute(rows).scalar()
            least = begin if at is None else min(begin, at)
            changed: dict[str, Any] = {"phenomenonTime_start": least}
            if least == LATEST_TIME:
                changed = dict.fromkeys(f"{side}_{end}" for side in ("phenomenonTime", "resultTime")
                                        for end in ("start", "end"))
            c.execute(update(table).where(table.c.id == eid).values(changed))
        known.forget(streams.tolist())


def _streams_where(old: ColumnElement[bool], c: Connection) -> list[int]:
    return list(c.execute(select(ROWS.c.Datastream_id).where(old).distinct()).scalars())


def _changed_by(statement: Delete, c: Connection) -> int:
    return c.execute(statement).rowcount


def _classes(found: list[tuple[int, int]], stream: Any) -> Iterator[tuple[int, Any]]:
    """Each retention that rows of some streams have, in days (0: for ever), with the mask of its rows."""
    days = np.zeros(int(stream.max(initial=0)) + 1, np.int64)
    for eid, keep in found:
        if eid < len(days):
            days[eid] = keep
    for one in np.unique(days).tolist():
        chosen = (days == one)[stream]
        if chosen.any():
            yield one, chosen


def _retentions(c: Connection) -> list[tuple[int, int]]:
    """The Datastreams that have one, and theirs in days."""
    return [(eid, days) for eid, days in c.execute(select(TABLES["Datastream"].c.id, _KEEP).where(_KEEP > 0))]


def _row(one: Written, level: int, keep_days: int, rollups: Groups | None) -> dict[str, Any]:
    return {"number": one.number, "level": level, "keep_days": keep_days, "rows": one.rows, "bytes": one.size,
            "first_time": one.first_time, "last_time": one.last_time, "groups": one.groups.packed(),
            "rollup_groups": None if rollups is None else rollups.packed()}


def _unmask(c: Connection, ids: Any) -> None:
    """Masked Observations that are in no file any more."""
    gone = ids.tolist()
    for first in range(0, len(gone), MANY):
        c.execute(delete(mask).where(mask.c.id.in_(gone[first : first + MANY])))


def _of(there: Manifest, numbers: Sequence[int]) -> Manifest:
    return there.some(np.isin(there.segment, np.array(numbers, np.int64)))


def _to_merge(c: Connection) -> Merged | None:
    s = segment.c
    mergeable = or_(s.level == 0, s.rows < LARGEST // TOGETHER)
    enough = select(s.level, s.keep_days).where(mergeable).group_by(s.level, s.keep_days)
    found = c.execute(enough.having(func.count() >= TOGETHER).order_by(s.level).limit(1)).first()
    if found is None:
        return None
    level, days = found
    oldest = select(s.number).where(s.level == level, s.keep_days == days, mergeable)
    return Merged(level, days, list(c.execute(oldest.order_by(s.number).limit(TOGETHER)).scalars()))
