"""What waits to be stored: requests and appends, in the order in which they came, taken by the one who writes.

Readings of the past stand behind those of the present, one append a commit, so that a backfill holds up nothing live.
"""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from msgspec import Struct

from banyan.model.columns import Columns, Judge
from banyan.model.thing_ports import Beside, Changing
from banyan.model.things import Wrong

TOGETHER = 200            # requests in one commit
MICRO_BATCH = 10_000      # readings in one commit: appends are added until it has so many
GATHER_S = 0.0025          # that readings wait for others, where several send
PATIENT = 20              # commits that the past lets go first, at most
MOST_WAITING = 2_000      # requests; beyond it they are told to come again
MOST_READINGS = 2_000_000     # readings that wait; beyond it too


class Change(Struct, frozen=True):
    work: Callable[[Changing], Any]
    now: int
    answer: "Future[Any]"
    judge: Judge | None = None


class Append(Struct, frozen=True):
    rows: Columns
    now: int
    judge: Judge | None
    answer: "Future[Any]"
    beside: Beside | None = None
    past: bool = False
    refused: Beside | None = None


class Waiting:
    """Raises Wrong 503 rather than growing."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._changes: deque[Change] = deque()
        self._appends: deque[Append] = deque()
        self._past: deque[Append] = deque()
        self._passed = 0          # commits that went before the past
        self._readings = 0
        self._closed = self._gathering = False

    def add(self, one: Change | Append) -> None:
        with self._changed:
            if self._closed:
                raise Wrong(503, "the city has stopped: nothing is taken any more")
            if self.requests >= MOST_WAITING:
                raise Wrong(503, f"{MOST_WAITING} requests wait to be stored", "the same again in a moment")
            if isinstance(one, Change):
                self._changes.append(one)
            elif self._readings and self._readings + len(one.rows) > MOST_READINGS:
                raise Wrong(503, f"{self._readings} readings wait to be stored", "the same again in a moment")
            else:
                (self._past if one.past else self._appends).append(one)
                self._readings += len(one.rows)
            if not (self._gathering and self._has_room()):
                self._changed.notify()

    @property
    def requests(self) -> int:
        return len(self._changes) + len(self._appends) + len(self._past)

    @property
    def readings(self) -> int:
        return self._readings

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()

    def next(self) -> tuple[list[Change], list[Append]]:
        """For one commit, as soon as something waits; nothing at all: closed, and everything was given. Readings that
        came while others were stored wait a little: several send, and what more of them comes goes with it.
        """
        with self._changed:
            if self._has_room():
                self._gathering = True
                self._changed.wait_for(lambda: not self._has_room(), GATHER_S)
                self._gathering = False
            self._changed.wait_for(lambda: self.requests or self._closed)
            changes = [self._changes.popleft() for _ in range(min(TOGETHER, len(self._changes)))]
            if self._past and (self._passed >= PATIENT or not (changes or self._appends)):
                self._passed, appends = 0, [self._past.popleft()]
            else:
                self._passed += 1
                appends = self._of_the_present()
            self._readings -= sum(len(one.rows) for one in appends)
        return changes, appends

    def _has_room(self) -> bool:
        """Whether readings of the present wait, leave room in their commit, and hold up nobody."""
        return (bool(self._appends) and not self._changes and not self._closed
                and sum(len(one.rows) for one in self._appends) < MICRO_BATCH)

    def _of_the_present(self) -> list[Append]:
        appends, readings = list[Append](), 0
        while self._appends and (not appends or readings + len(self._appends[0].rows) <= MICRO_BATCH):
            appends.append(self._appends.popleft())
            readings += len(appends[-1].rows)
        return appends
