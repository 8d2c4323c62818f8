"""Rows of a segment to be, in its order and a few at a time: those of several segments, or of batches that came in any
order. However many there are, little of them is in memory.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from banyan.stores.things.kept import EMPTY, Kept, together
from banyan.stores.things.manifest import Manifest
from banyan.stores.things.order import by_arrival
from banyan.stores.things.segments import Segments, in_order

Key = tuple[int, int, int]      # stream, time in µs, place: no two Observations have the same


class _Source:
    """What is to come of one segment: rows that are read, and row groups that aren't, the first at the end."""

    def __init__(self, segments: Segments, number: int, groups: list[int]) -> None:
        self._segments = segments
        self._number = number
        self.groups = groups[::-1]
        self.rows = EMPTY

    def fill(self) -> None:
        if self.groups and not len(self.rows):
            self.rows = self._segments.rows(self._number, [self.groups.pop()])

    def last(self) -> Key:
        return int(self.rows.stream[-1]), int(self.rows.time[-1]), int(self.rows.place[-1])

    def take(self, last: Key | None) -> Kept:
        """Up to a key, or all of them."""
        count = len(self.rows) if last is None else _upto(self.rows, last)
        taken, left = self.rows.some(slice(count)), self.rows.some(slice(count, None))
        self.rows = left if len(left) else EMPTY        # a slice of nothing would hold the whole row group
        return taken


def merged(segments: Segments, there: Manifest) -> Iterator[Kept]:
    """All rows of some segments by (stream, time, place). One row group of each is in memory, also where a single
    stream has more than that: what lies beyond the last row that was read of another segment waits for its next ones.
    """
    sources = [_Source(segments, number, there.group[there.segment == number].tolist())
               for number in np.unique(there.segment).tolist()]
    while sources:
        for one in sources:
            one.fill()
        last = min((one.last() for one in sources if one.groups), default=None)
        parts = [part for part in [one.take(last) for one in sources] if len(part)]
        sources = [one for one in sources if len(one.rows) or one.groups]
        whole = in_order(together(parts))
        parts.clear()
        yield whole


def _upto(rows: Kept, last: Key) -> int:
    """How many rows, which are in order, stand before a key or at it."""
    begin, end = 0, len(rows)
    for column, value in zip((rows.stream, rows.time, rows.place), last, strict=True):
        some = column[begin:end]
        first = begin + int(np.searchsorted(some, value))
        end = begin + int(np.searchsorted(some, value, side="right"))
        begin = first
    return end


def by_streams(rows: Kept, chosen: Any, at_once: int) -> Iterator[Kept]:
    """Rows in any order, those that a mask chooses, by (stream, time, place): whole streams, some `at_once` rows at a
    time. The columns themselves aren't copied as a whole.
    """
    order = by_arrival(rows.stream)
    order = order[chosen[order]]
    stream, begin = rows.stream[order], 0
    while begin < len(order):
        last = stream[min(begin + at_once, len(order)) - 1]
        end = int(np.searchsorted(stream, last, side="right"))
        yield in_order(rows.some(order[begin:end]))
        begin = end
