"""Which row groups there are, as one transaction sees them, and which of them a question has to read."""

import threading
from typing import Any

import numpy as np
from msgspec import Struct
from sqlalchemy import Connection, select

from banyan.model.things import SEQUENCE_BITS
from banyan.stores.things.segments import GROUPED, Groups, groups_of
from banyan.stores.things.tables import segment
from banyan.stores.things.wanted import Want


class Manifest(Struct, frozen=True):
    """The row groups of several segments: whose they are, which of theirs, and what they hold."""

    segment: Any
    group: Any
    holds: Groups

    def some(self, chosen: Any) -> "Manifest":
        return Manifest(self.segment[chosen], self.group[chosen],
                        Groups(*(getattr(self.holds, name)[chosen] for name, _ in GROUPED)))

    def __len__(self) -> int:
        return len(self.segment)


class Manifests:
    """Keeps what it read: a segment never changes."""

    def __init__(self, rollups: bool = False) -> None:
        self._column = segment.c.rollup_groups if rollups else segment.c.groups
        self._groups: dict[int, Groups] = {}
        self._lock = threading.Lock()
        self._last: tuple[tuple[int, ...], Manifest] = ((), _joined({}))

    def seen(self, c: Connection) -> Manifest:
        """All of it."""
        query = select(segment.c.number).where(self._column.is_not(None)).order_by(segment.c.number)
        numbers = tuple(c.execute(query).scalars())
        with self._lock:
            if self._last[0] != numbers:
                known = {number: self._groups[number] for number in numbers if number in self._groups}
                for number in numbers:
                    if number not in known:
                        packed = c.execute(select(self._column).where(segment.c.number == number)).scalar() or b""
                        known[number] = groups_of(packed)
                self._groups = known
                self._last = (numbers, _joined({number: known[number] for number in numbers}))
            return self._last[1]


def _joined(groups: dict[int, Groups]) -> Manifest:
    none = np.empty(0, np.int64)
    counts = [len(one) for one in groups.values()]
    holds = Groups(*(np.concatenate([none, *(getattr(one, name) for one in groups.values())]) for name, _ in GROUPED))
    return Manifest(np.repeat(np.array(list(groups), np.int64), counts),
                    np.concatenate([none, *(np.arange(count) for count in counts)]), holds)


def pruned(there: Manifest, want: Want) -> Manifest:
    """Without those of which no row can pass."""
    holds, chosen = there.holds, np.ones(len(there), np.bool_)
    for column, first, last in (("time", holds.first_time, holds.last_time),
                                ("stream", holds.first_stream, holds.last_stream),
                                ("feature", holds.first_feature, holds.last_feature)):
        low, high = want.bounds(column)
        chosen &= (last >= low) & (first <= high)
    low, high = want.places
    chosen &= (holds.last_place >= low) & (holds.first_place <= high)
    low, high = want.bounds("id")
    first, last = _ids(holds)
    chosen &= (last >= low) & (first <= high)
    streams = want.streams
    if streams is not None:
        chosen &= np.searchsorted(streams, holds.first_stream) < np.searchsorted(streams, holds.last_stream, "right")
    if want.after is not None:
        chosen &= _reach(there, want)[1] >= (want.after[0] if not want.keys[0].descending else -want.after[0])
    return there.some(chosen)


def _ids(holds: Groups) -> tuple[Any, Any]:
    """No id is lower or higher."""
    first, last = holds.first_stream << SEQUENCE_BITS, holds.last_stream << SEQUENCE_BITS
    return first | holds.first_place, last | holds.last_place


def _reach(there: Manifest, want: Want) -> tuple[Any, Any]:
    """The least and the greatest that the leading key can be in each group, ascending in the key's own direction."""
    key, holds = want.keys[0], there.holds
    ends = {
        "time": (holds.first_time, holds.last_time), "stream": (holds.first_stream, holds.last_stream),
        "feature": (holds.first_feature, holds.last_feature),
        "id": _ids(holds),
    }.get(key.column)
    if ends is None:
        return np.full(len(there), -np.inf), np.full(len(there), np.inf)
    return (-ends[1], -ends[0]) if key.descending else ends


def in_turn(there: Manifest, want: Want) -> tuple[Manifest, Any]:
    """In the order in which they can hold the first rows that are wanted; the least that the leading key can be."""
    if want.limit is None:
        return there, np.full(len(there), -np.inf)
    best, _ = _reach(there, want)
    order = np.argsort(best, kind="stable")
    return there.some(order), best[order]
