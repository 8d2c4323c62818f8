"""What each Datastream has come to, in memory: its last place, its extents, its newest reading. What isn't in its row
yet is settled there later, and after a crash is found again in the batches.
"""

import threading
from collections.abc import Callable, Iterable, Sequence
from functools import partial, reduce
from typing import Any, NamedTuple

import numpy as np
from msgspec import Struct
from sqlalchemy import Connection, bindparam, select, update

from banyan.model.columns import NO_TIME, Columns, Refusal
from banyan.model.things import GEOJSON, SEQUENCE_BITS, THING_LOCATION
from banyan.stores.things import loops
from banyan.stores.things.kept import Kept
from banyan.stores.things.order import by_stream
from banyan.stores.things.tables import ASSOCIATIONS, TABLES, declared, location_feature

LATEST_TIME = 2**63 - 1
MANY = 500                  # ids in one statement; SQLite's oldest limit on variables is 999
_UNKNOWN, _THERE, _DECLARED = range(3)        # one that isn't there stays unknown: it may be made at any time
_REFUSAL = np.array([Refusal.NO_STREAM, Refusal.NONE, Refusal.DECLARED], np.uint8)
_D = TABLES["Datastream"]
_ARRAYS: dict[str, tuple[Any, Any]] = {       # type and what stands where nothing is known
    "state": (np.uint8, _UNKNOWN), "last": (np.int64, 0), "start": (np.int64, LATEST_TIME), "end": (np.int64, NO_TIME),
    "result_start": (np.int64, LATEST_TIME), "result_end": (np.int64, NO_TIME), "own": (np.int64, 0),
    "seen": (np.int64, 0), "dirty": (np.bool_, False), "newest": (np.int64, NO_TIME), "newest_place": (np.uint32, 0),
    "newest_value": (np.float64, np.nan),
    "fresh": (np.bool_, False), "counts": (np.int64, 0),
}  # fmt: skip
UNDONE = ("last", "start", "end", "result_start", "result_end", "dirty", "newest", "newest_place", "newest_value",
          "fresh")
EXTENT = {"last": -1, "start": LATEST_TIME, "end": NO_TIME, "result_start": LATEST_TIME, "result_end": NO_TIME}
"""The arrays of an Extent, and what stands in them for nothing."""
_SETTLE = update(_D).where(_D.c.id == bindparam("b_id"), _D.c.last < bindparam("b_last")).values(
    last=bindparam("b_last"), phenomenonTime_start=bindparam("b_start"), phenomenonTime_end=bindparam("b_end"),
    resultTime_start=bindparam("b_result_start"), resultTime_end=bindparam("b_result_end"))


class Extent(Struct, frozen=True):
    """Of one stream, in µs; None where nothing was said."""

    last: int
    start: int | None
    end: int | None
    result_start: int | None
    result_end: int | None


class _Before(NamedTuple):
    """What some streams, ascending, were before a transaction that isn't over came to them: arrays by name (UNDONE)."""

    streams: Any
    values: dict[str, Any]


class Streams:
    """Arrays by the number of the Datastream. Used by the one who writes, and read by others, who aren't shown what
    isn't committed (`shown`, `behind`, `latest`). `newest...` is the newest reading where it is `fresh`.

    A row of the table is behind only where `dirty`, and then its `last` is lower than the one here: that tells which of
    the two is newer, also after a savepoint was rolled back.
    """

    state: Any
    last: Any
    start: Any
    end: Any
    result_start: Any
    result_end: Any
    own: Any
    seen: Any
    dirty: Any
    newest: Any
    newest_place: Any
    newest_value: Any
    fresh: Any
    counts: Any                     # zero, but while a loop counts (loops.py)

    def __init__(self) -> None:
        for name, (dtype, nothing) in _ARRAYS.items():
            setattr(self, name, np.full(1024, nothing, dtype))
        self._undo: list[Callable[[], None]] = []
        self._open: list[_Before] = []      # of the transaction that isn't over, in order
        self._whole = threading.Lock()      # held while what belongs together changes, or is read
        self.changes = 0            # how often something was forgotten

    def _room(self, highest: int) -> None:
        have = len(self.state)
        if highest < have:
            return
        for name, (dtype, nothing) in _ARRAYS.items():
            longer = np.full(max(highest + 1, 2 * have), nothing, dtype)
            longer[:have] = getattr(self, name)
            setattr(self, name, longer)

    def refusals(self, c: Connection, streams: Any) -> Any:
        """Refusal of each number, where the Datastream isn't there or is the city's. Reads what isn't known yet."""
        if len(streams) and 0 < int(streams.min()) <= int(streams.max()) < len(self.state):
            known = self.state[streams]
            if known.all():         # nearly always: each is there
                return _REFUSAL[known]
        found = np.full(len(streams), Refusal.NO_STREAM, np.uint8)
        inside = (streams > 0) & (streams < 2**31)
        if not inside.any():
            return found
        numbers = streams[inside]
        if int(numbers.max()) >= len(self.state):
            highest = c.execute(select(_D.c.id).order_by(_D.c.id.desc()).limit(1)).scalar() or 0
            inside &= streams <= highest
            numbers = streams[inside]
            self._room(int(highest))
        if len(numbers):
            self.know(c, numbers)
        found[inside] = _REFUSAL[self.state[numbers]]
        return found

    def takes(self, rows: Columns) -> bool:
        """Whether each row is a finite number, and says no feature where its Datastream's own is known already. False
        says nothing.
        """
        if len(rows) > loops.MOST or not loops.ready.is_set():
            return False
        stream, feature = loops.column(rows.stream, np.int64), loops.column(rows.feature, np.int64)
        return loops.are_plain(stream, loops.column(rows.value, np.float64), feature, self.state, self.own, _THERE)

    def numbered(self, rows: Columns, quality: Any, ids: Any) -> Kept | None:
        """Rows that it `takes`, with the next places of their streams, and `ids` (zeros) filled; None: one is full."""
        streams, places, features = (np.empty(len(rows), np.uint32) for _ in range(3))
        most = loops.numbered(loops.column(rows.stream, np.int64), self.last, self.own, self.counts, streams, places,
                              features, ids)
        if most >= 2**SEQUENCE_BITS:
            ids[:] = 0
            return None
        return Kept(streams, places, rows.time, rows.value, rows.whole, rows.result_time, features, quality)

    def follows(self, rows: Kept) -> bool:
        """As `advance`; False, with nothing done, where it can't be done in one look: a stream observes another feature
        than before.
        """
        if len(rows) > loops.MOST or not loops.ready.is_set():
            return False
        stream, found = loops.column(rows.stream, np.uint32), np.empty(len(rows), np.int64)
        many = loops.observed(stream, loops.column(rows.feature, np.uint32), self.seen, self.counts, found)
        if many < 0:
            return False
        self._remember(np.sort(found[:many]))
        with self._whole:
            loops.advanced(
                stream, loops.column(rows.place, np.uint32), loops.column(rows.time, np.int64),
                loops.column(rows.value, np.float64), loops.column(rows.result_time, np.int64), self.last, self.start,
                self.end, self.result_start, self.result_end, self.newest, self.newest_place, self.newest_value,
                self.fresh, self.dirty)
        return True

    def there(self, numbers: Any) -> Any:
        """Which of some are known to be there."""
        return (self.state[numbers] == _THERE) | (self.state[numbers] == _DECLARED)

    def know(self, c: Connection, numbers: Any) -> None:
        """Read the rows of those that aren't known."""
        if not len(numbers):
            return
        self._room(int(numbers.max()))
        unknown = np.unique(numbers[self.state[numbers] == _UNKNOWN]).tolist()
        if unknown:
            self._remember(np.array(unknown))       # a row that is read may be one that a savepoint takes back
        for first in range(0, len(unknown), MANY):
            some = unknown[first : first + MANY]
            for row in c.execute(select(
                    _D.c.id, _D.c.last, _D.c.phenomenonTime_start, _D.c.phenomenonTime_end, _D.c.resultTime_start,
                    _D.c.resultTime_end).where(_D.c.id.in_(some))):
                self._read(*row)
            where = (declared.c.kind == "Datastream", declared.c.id.in_(some))
            self.state[list(c.execute(select(declared.c.id).where(*where)).scalars())] = _DECLARED
        if unknown:
            self._undo.append(partial(self.forget, unknown))        # they may have been made in this transaction

    def _read(self, eid: int, last: int, start: int | None, end: int | None, result_start: int | None,
              result_end: int | None) -> None:
        self.state[eid] = _THERE
        self.own[eid] = self.seen[eid] = 0
        said = {"start": LATEST_TIME if start is None else start, "end": NO_TIME if end is None else end,
                "result_start": LATEST_TIME if result_start is None else result_start,
                "result_end": NO_TIME if result_end is None else result_end}
        if last >= self.last[eid]:
            self.last[eid], self.dirty[eid] = last, False
            for name, at in said.items():
                getattr(self, name)[eid] = at
            return
        for name, at in said.items():       # what was settled once is less than what there is
            known = getattr(self, name)
            known[eid] = max(known[eid], at) if name.endswith("end") else min(known[eid], at)

    def forget(self, numbers: Sequence[int]) -> None:
        """Their rows were written, or will be in this transaction: read them again when they are needed."""
        for eid in numbers:
            if 0 <= eid < len(self.state):
                self.state[eid] = _UNKNOWN
                self.fresh[eid] = False         # the newest reading may have been changed or deleted
        self.changes += 1

    def forget_places(self) -> None:
        """A Thing is elsewhere, or a feature is gone: which feature is a stream's own has to be asked anew."""
        self.own[:] = 0
        self.seen[:] = 0

    def advance(self, rows: Kept, sorted_by_stream: tuple[Any, Any, Any]) -> None:
        """Rows were added, at the places they say. Undone by `ended(False)`.

        `sorted_by_stream`: as the function by_stream gives it.
        """
        order, begins, streams = sorted_by_stream
        self._remember(streams)
        time, ends = rows.time[order], np.append(begins[1:], len(order)) - 1
        newer = time[ends] >= np.where(self.fresh[streams], self.newest[streams], self.end[streams])
        self.last[streams] = np.maximum.reduceat(rows.place[order], begins)
        self.start[streams] = np.minimum(self.start[streams], time[begins])
        self.end[streams] = np.maximum(self.end[streams], time[ends])
        said = rows.result_time[order]
        if (said != NO_TIME).any():
            earliest = np.minimum.reduceat(np.where(said == NO_TIME, LATEST_TIME, said), begins)
            self.result_start[streams] = np.minimum(self.result_start[streams], earliest)
            self.result_end[streams] = np.maximum(self.result_end[streams], np.maximum.reduceat(said, begins))
        at = order[ends[newer]]
        self.renew(streams[newer], rows.time[at], rows.place[at], rows.value[at])
        self.dirty[streams] = True

    def renew(self, streams: Any, time: Any, place: Any, value: Any) -> None:
        """These are the newest readings of these streams."""
        with self._whole:
            self.newest[streams], self.newest_place[streams], self.newest_value[streams] = time, place, value
            self.fresh[streams] = True

    def latest(self, streams: Any) -> tuple[Any, Any, Any]:
        """Of some streams, whoever asks: whether it is known, time and value of the newest reading; those of one
        reading, also while another one comes.
        """
        known = np.zeros(len(streams), np.bool_)
        time, value = np.full(len(streams), NO_TIME), np.full(len(streams), np.nan)
        inside = (streams >= 0) & (streams < len(self.fresh))
        found = self._committed(streams[inside], ("fresh", "newest", "newest_value"))
        known[inside] = found["fresh"]
        time[known], value[known] = found["newest"][found["fresh"]], found["newest_value"][found["fresh"]]
        return known, time, value

    def _committed(self, streams: Any, names: Sequence[str]) -> dict[str, Any]:
        """Arrays of UNDONE for some streams, as they are without the transaction that isn't over."""
        with self._whole:
            found, opened = {name: getattr(self, name)[streams] for name in names}, self._open[:]
        for before in reversed(opened):
            at = np.minimum(np.searchsorted(before.streams, streams), len(before.streams) - 1)
            same = before.streams[at] == streams
            for name in names:
                found[name][same] = before.values[name][at[same]]
        return found

    def _remember(self, streams: Any) -> None:
        """`streams`: ascending, some at least."""
        before = _Before(streams, {name: getattr(self, name)[streams] for name in UNDONE})
        with self._whole:
            self._open.append(before)

        def undo() -> None:
            with self._whole:
                for name, values in before.values.items():
                    getattr(self, name)[streams] = values
                self._open.pop()

        self._undo.append(undo)

    def mark(self) -> int:
        """Where the transaction stands, for `back`."""
        return len(self._undo)

    def back(self, mark: int) -> None:
        """What was done since the mark isn't there: its savepoint was rolled back."""
        self.forget_places()            # a feature that was made for one isn't there
        while len(self._undo) > mark:
            self._undo.pop()()

    def ended(self, committed: bool) -> None:
        """The transaction has ended."""
        if not committed:
            self.back(0)
        self._undo.clear()
        with self._whole:
            self._open.clear()

    def found(self, rows: Kept, counts: Any) -> None:
        """Rows that were in the batches at the start, of which some don't count any more: their streams' rows may be
        behind them. `know` has to follow.
        """
        if not len(rows):
            return
        self._room(int(rows.stream.max()))
        last = self.last.copy()
        np.maximum.at(last, rows.stream, rows.place)
        some = rows.some(counts)
        if len(some):
            self.advance(some, by_stream(some.stream, some.time))
        self.last = last                # folded rows have places that were given long ago
        self.dirty[rows.stream] = True
        self.ended(True)
        self.fresh[:] = False           # a reading that was changed may be a row: asked for when it is needed

    def settle(self, c: Connection, numbers: Any = None, most: int | None = None) -> int:
        """Write what the rows of some streams (an array, or a list of their numbers), or of all, are behind of; how
        many that were.
        """
        if numbers is None:
            behind = np.flatnonzero(self.dirty)
        else:
            some = np.asarray(numbers, np.int64)
            some = some[some < len(self.dirty)]
            behind = some[self.dirty[some]]
        behind = behind[:most]
        if len(behind):
            self._write(c, behind)
        return len(behind)

    def _write(self, c: Connection, streams: Any) -> None:
        c.execute(_SETTLE, [{"b_id": eid, "b_last": e.last, "b_start": e.start, "b_end": e.end,
                             "b_result_start": e.result_start, "b_result_end": e.result_end}
                            for eid in streams.tolist() for e in (self.extent(eid),)])

    def behind(self) -> list[tuple[int | None, ...]]:
        """Of each stream whose row is behind, whoever asks: its number and its Extent."""
        with self._whole:
            numbers = reduce(np.union1d, [before.streams for before in self._open], np.flatnonzero(self.dirty))
        found = self._committed(numbers, (*EXTENT, "dirty"))
        dirty = found["dirty"]
        columns = [numbers[dirty].tolist()]
        columns += [[None if at == nothing else at for at in found[name][dirty].tolist()]
                    for name, nothing in EXTENT.items()]
        return list(zip(*columns, strict=True))

    def settled(self, numbers: Any) -> None:
        """What was settled is durable."""
        self.dirty[numbers] = False

    def extent(self, eid: int) -> Extent:
        return _extent(getattr(self, name)[eid] for name in EXTENT)

    def ahead(self, eid: int, last: int) -> Extent | None:
        """What the row of a stream, whose `last` is given, is behind of, for the one who writes."""
        behind = eid < len(self.dirty) and bool(self.dirty[eid]) and int(self.last[eid]) > last
        return self.extent(eid) if behind else None

    def shown(self, eid: int, last: int) -> Extent | None:
        """The same for whoever asks."""
        if eid >= len(self.dirty):
            return None
        found = self._committed(np.array([eid]), (*EXTENT, "dirty"))
        behind = bool(found["dirty"][0]) and int(found["last"][0]) > last
        return _extent(found[name][0] for name in EXTENT) if behind else None


def _extent(said: Iterable[Any]) -> Extent:
    """Of what the arrays hold, in the order of EXTENT."""
    return Extent(*(None if value == nothing else int(value)  # type: ignore[arg-type]  # `last` is always something
                    for value, nothing in zip(said, EXTENT.values(), strict=True)))


def own_features(c: Connection, streams: Sequence[int]) -> dict[int, tuple[int, int | None]]:
    """By stream: the Thing, and the feature that was made of its first Location that has GeoJSON (else of its first),
    None where none was made yet. As observing.feature_of_thing has it, for many at once.
    """
    location, between = TABLES["Location"].c, ASSOCIATIONS[THING_LOCATION].c
    source = _D.outerjoin(ASSOCIATIONS[THING_LOCATION], between.Thing == _D.c.Thing_id) \
        .outerjoin(TABLES["Location"], location.id == between.Location) \
        .outerjoin(location_feature, location_feature.c.location == location.id)
    query = select(_D.c.id, _D.c.Thing_id, location.encodingType, location_feature.c.feature).select_from(source)
    best: dict[int, tuple[bool, int, int | None]] = {}
    for first in range(0, len(streams), MANY):
        some = query.where(_D.c.id.in_(list(streams[first : first + MANY]))).order_by(_D.c.id, between.place)
        for eid, thing, encoding, feature in c.execute(some):
            geojson = encoding in GEOJSON
            if eid not in best or (geojson and not best[eid][0]):
                best[eid] = (geojson, thing, feature)
    return {eid: (thing, feature) for eid, (_, thing, feature) in best.items()}
