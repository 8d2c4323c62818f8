"""Reading columns within one transaction: the batches and segments that it sees, less what is masked."""

from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np
from sqlalchemy import Connection, bindparam, func, select

from banyan.model.columns import NO_TIME
from banyan.model.things import SEQUENCE_BITS, Wrong
from banyan.stores.things.kept import EMPTY, Kept, in_columns, together, unpack
from banyan.stores.things.manifest import Manifest, Manifests, in_turn, pruned
from banyan.stores.things.segments import Segments
from banyan.stores.things.streams import Extent
from banyan.stores.things.tables import batch, fact, gone, mask
from banyan.stores.things.tail import Tail
from banyan.stores.things.wanted import Test, Want, first_of, key_of

MOST_CANDIDATES = 200_000       # rows that SQL is given to look through for one question: some 0.5 s
MOST_READ = 20_000_000          # rows that are read of segments for one question: some 2 s
COMPACTED = "compacted"         # a fact: the number of the last batch that is in a segment
ALL = "a filter on Datastream/id and phenomenonTime beside the others, joined with and"
# Made once: to make them cost each question more than they do.
_AFTER = select(fact.c.value).where(fact.c.key == COMPACTED)
_BEHIND = batch.c.number > bindparam("after")
_ENDS = select(func.min(batch.c.number), func.max(batch.c.number)).where(_BEHIND)
_BLOBS = select(batch.c.columns).where(_BEHIND).order_by(batch.c.number)
_MASKED = select(mask.c.id).where(mask.c.id >= bindparam("first"), mask.c.id < bindparam("end"))
_GONE = select(gone.c.kind, gone.c.id)


_LARGEST = 2**63 - 1


class Columns(Protocol):
    """What a reader asks of the columns."""

    def rows(self, c: Connection, want: Want) -> Kept:
        """The candidates. Raises Wrong 503 for too many."""
        ...

    def count(self, c: Connection, want: Want) -> int: ...
    def ahead(self, eid: int, last: int) -> Extent | None:
        """What a Datastream has come to by the last commit, where its row is behind."""
        ...


class Masked:
    """What doesn't count of the columns, as one transaction sees it."""

    def __init__(self, c: Connection, streams: Any = None) -> None:
        """Of some streams, or of all."""
        some = streams is not None and len(streams)
        # An id that is asked for may be any.
        between = {"first": min(int(streams[0]) << SEQUENCE_BITS, _LARGEST) if some else 0,
                   "end": min((int(streams[-1]) + 1) << SEQUENCE_BITS, _LARGEST) if some else _LARGEST}
        self.ids = np.sort(np.fromiter(c.execute(_MASKED, between).scalars(), np.int64))
        whole = c.execute(_GONE).all()
        self.streams = np.array(sorted(eid for kind, eid in whole if kind == "Datastream"), np.int64)
        self.features = np.array(sorted(eid for kind, eid in whole if kind == "FeatureOfInterest"), np.int64)

    def apply(self, rows: Kept, passed: Any) -> Any:
        """The mask of rows that passed, less those that don't count."""
        for column, values in ((rows.stream, self.streams), (rows.feature, self.features)):
            if len(values):
                passed = passed & ~np.isin(column, values)
        if len(self.ids):
            passed = passed & ~np.isin(rows.ids, self.ids)
        return passed

    def touches(self, there: Manifest) -> Any:
        """Which row groups may hold something that doesn't count."""
        holds, found = there.holds, np.zeros(len(there), np.bool_)
        for values, first, last in ((self.streams, holds.first_stream, holds.last_stream),
                                    (self.features, holds.first_feature, holds.last_feature),
                                    (self.ids >> SEQUENCE_BITS, holds.first_stream, holds.last_stream)):
            found |= np.searchsorted(values, first) < np.searchsorted(values, last, "right")
        return found


class Scan:
    def __init__(self, tail: Tail, segments: Segments) -> None:
        self.segments = segments
        self._tail = tail
        self._manifests = Manifests()

    def recent(self, c: Connection) -> Kept:
        """The rows of all batches that this transaction sees and that are in no segment."""
        behind = {"after": int(c.execute(_AFTER).scalar() or 0)}
        first, last = c.execute(_ENDS, behind).one()
        if first is None:
            return EMPTY
        found = self._tail.rows(first, last)
        if found is not None:
            return found
        blobs = c.execute(_BLOBS, behind).scalars()
        return together([in_columns(unpack(blob)) for blob in blobs])

    def manifest(self, c: Connection) -> Manifest:
        return self._manifests.seen(c)

    def rows(self, c: Connection, want: Want) -> Kept:
        found = first_of(together(list(self._nearest(c, want))), want)
        if len(found) > MOST_CANDIDATES:
            raise Wrong(503, f"the question would look through {len(found)} Observations one by one; "
                             f"{MOST_CANDIDATES} is the most", ALL)
        return found

    def _nearest(self, c: Connection, want: Want) -> Iterator[Kept]:
        """Where only the first are wanted, segments are read in the order in which they can hold them, as long as that
        can make a difference.
        """
        masked, read = Masked(c, want.streams), 0
        best = first_of(_passing(self.recent(c), want, masked), want)
        yield best
        there, reach = in_turn(pruned(self.manifest(c), want), want)
        for n in range(len(there)):
            if want.limit is not None and len(best) == want.limit and reach[n] > _leading(best, want):
                return
            read += int(there.holds.rows[n])
            if read > MOST_READ:
                raise Wrong(503, f"the question would read more than {MOST_READ} Observations", ALL)
            found = first_of(_passing(self._group(there, n), want, masked), want)
            if len(found):
                best = first_of(together([best, found]), want) if want.limit is not None else best
                yield found

    def _group(self, there: Manifest, n: int) -> Kept:
        return self.segments.rows(int(there.segment[n]), [int(there.group[n])])

    def passing(self, c: Connection, want: Want) -> Iterator[Kept]:
        """All rows that pass, part by part, however many they are; those of segments in order of (stream, time, place)
        within their segment.
        """
        yield _passing(self.recent(c), want, Masked(c, want.streams))
        yield from self.settled(c, want)

    def settled(self, c: Connection, want: Want) -> Iterator[Kept]:
        """Those of segments."""
        masked, there = Masked(c, want.streams), pruned(self.manifest(c), want)
        for n in range(len(there)):
            yield _passing(self._group(there, n), want, masked)

    def of(self, there: Manifest, want: Want, masked: Masked) -> Kept:
        """The rows of some row groups that pass."""
        return together([_passing(self._group(there, n), want, masked) for n in range(len(there))])

    def newest(self, c: Connection, streams: Any) -> tuple[Any, Any, Any]:
        """Time (NO_TIME: none), place and value of the newest row of each of some streams, ascending. Segments are read
        from the newest on, as long as there can be a newer one.
        """
        time, place = np.full(len(streams), NO_TIME), np.zeros(len(streams), np.int64)
        value, want = np.full(len(streams), np.nan), Want((Test("stream", "in", streams),))
        masked, there = Masked(c, streams), pruned(self.manifest(c), want)
        _newer(_passing(self.recent(c), want, masked), streams, time, place, value)
        for n in np.argsort(-there.holds.last_time, kind="stable").tolist():
            holds = there.holds
            first, beyond = np.searchsorted(streams, (holds.first_stream[n], holds.last_stream[n] + 1))
            if (time[first:beyond] <= holds.last_time[n]).any():
                _newer(_passing(self._group(there, n), want, masked), streams, time, place, value)
        return time, place, value

    def count(self, c: Connection, want: Want) -> int:
        """Groups that pass as a whole are counted without being read."""
        masked = Masked(c, want.streams)
        there = pruned(self.manifest(c), want)
        as_a_whole = _wholly(there, want) & ~masked.touches(there)
        found = len(_passing(self.recent(c), want, masked)) + int(there.holds.rows[as_a_whole].sum())
        there = there.some(~as_a_whole)
        if int(there.holds.rows.sum()) > MOST_READ:
            raise Wrong(503, f"the question would read more than {MOST_READ} Observations", ALL)
        return found + sum(len(_passing(self._group(there, n), want, masked)) for n in range(len(there)))


def passed_by(rows: Kept, want: Want) -> Any:
    """The mask of the rows that pass, masked ones among them."""
    passed = want.tests[0].of(rows) if want.tests else np.ones(len(rows), np.bool_)
    for test in want.tests[1:]:
        passed = passed & test.of(rows)
    return passed


def _passing(rows: Kept, want: Want, masked: Masked) -> Kept:
    passed = passed_by(rows, want)
    # By their places: few pass of many, and going through the mask once a column took longer than the question itself.
    found = rows.some(np.flatnonzero(passed))
    unmasked = masked.apply(found, np.ones(len(found), np.bool_))
    return found if unmasked.all() else found.some(unmasked)


def _newer(rows: Kept, streams: Any, time: Any, place: Any, value: Any) -> None:
    order = np.lexsort((rows.place, rows.time, rows.stream))
    stream = rows.stream[order]
    last = order[np.flatnonzero(np.append(stream[1:] != stream[:-1], np.ones(min(1, len(stream)), np.bool_)))]
    at = np.searchsorted(streams, rows.stream[last])
    newer = (rows.time[last] > time[at]) | ((rows.time[last] == time[at]) & (rows.place[last] > place[at]))
    at, last = at[newer], last[newer]
    time[at], place[at], value[at] = rows.time[last], rows.place[last], rows.value[last]


def _leading(rows: Kept, want: Want) -> float:
    """The leading key of the last of them, ascending in its own direction."""
    key = want.keys[0]
    if not key.descending:
        return key_of(rows, key)[-1]  # type: ignore[no-any-return]  # a number of numpy's
    column = rows.ids if key.column == "id" else getattr(rows, key.column)
    return -column[-1].item()  # type: ignore[no-any-return]  # a number


def _wholly(there: Manifest, want: Want) -> Any:
    """Which groups have only rows that pass, as far as their ends tell."""
    holds, found = there.holds, np.ones(len(there), np.bool_)
    ends = {"time": (holds.first_time, holds.last_time), "stream": (holds.first_stream, holds.last_stream),
            "feature": (holds.first_feature, holds.last_feature)}
    for test in want.tests:
        if test.column not in ends or test.operator == "in":
            return np.zeros(len(there), np.bool_)
        first, last = ends[test.column]
        match test.operator:
            case "eq":
                found &= (first == test.value) & (last == test.value)
            case "gt":
                found &= first > test.value
            case "ge":
                found &= first >= test.value
            case "lt":
                found &= last < test.value
            case _:
                found &= last <= test.value
    return found
