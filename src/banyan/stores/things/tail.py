"""The batches that aren't in a segment yet, in memory too: what a question about the last minutes reads."""

import threading
from typing import Any

import numpy as np

from banyan.stores.things.kept import KEPT, Kept

ROOM = 65_536          # rows at first


class Tail:
    """Batches with ascending numbers, one behind the other in columns that only grow.

    The one who writes adds a batch before its commit, and takes it back if that fails. A reader asks for the numbers
    that its own transaction sees, so it never meets what isn't committed, and rows that it was given don't change.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._columns = [np.empty(ROOM, dtype) for _, dtype in KEPT]
        self._numbers: list[int] = []
        self._ends: list[int] = []
        self._older: Any = None

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @property
    def first(self) -> int | None:
        return self._numbers[0] if self._numbers else None

    @property
    def last(self) -> int | None:
        return self._numbers[-1] if self._numbers else None

    def add(self, number: int, rows: Kept) -> None:
        with self._lock:
            begin = len(self)
            end = begin + len(rows)
            if end > len(self._columns[0]):
                self._columns = [_longer(column, begin, max(end, 2 * len(column))) for column in self._columns]
            for column, (name, _) in zip(self._columns, KEPT, strict=True):
                column[begin:end] = getattr(rows, name)
            self._numbers.append(number)
            self._ends.append(end)

    def take_back(self, number: int) -> None:
        """The batches from a number on were not committed."""
        with self._lock:
            while self._numbers and self._numbers[-1] >= number:
                self._numbers.pop()
                self._ends.pop()

    def drop(self, last: int) -> None:
        """The batches up to a number are in a segment now. Who still sees them finds them here until `forget`."""
        with self._lock:
            self._older = (self._columns, self._numbers, self._ends)
            gone = int(np.searchsorted(self._numbers, last, side="right"))
            begin, end = (self._ends[gone - 1] if gone else 0), len(self)
            room = len(self._columns[0])     # as many as came: what isn't written to takes no memory
            columns = [np.empty(room, dtype) for _, dtype in KEPT]
            for new, old in zip(columns, self._columns, strict=True):
                new[: end - begin] = old[begin:end]
            self._columns = columns
            self._numbers = self._numbers[gone:]
            self._ends = [one - begin for one in self._ends[gone:]]

    def forget(self) -> None:
        """Nobody sees any more what was dropped."""
        with self._lock:
            self._older = None

    def rows(self, first: int, last: int) -> Kept | None:
        """Of the batches with these numbers; None where they are no longer all here."""
        with self._lock:
            for columns, numbers, ends in filter(None, ((self._columns, self._numbers, self._ends), self._older)):
                if numbers and numbers[0] <= first and last <= numbers[-1]:
                    before = int(np.searchsorted(numbers, first))
                    upto = int(np.searchsorted(numbers, last, side="right"))
                    begin, end = (ends[before - 1] if before else 0), (ends[upto - 1] if upto else 0)
                    return Kept(*(column[begin:end] for column in columns))
        return None


def _longer(column: Any, used: int, room: int) -> Any:
    found = np.empty(room, column.dtype)
    found[:used] = column[:used]
    return found
