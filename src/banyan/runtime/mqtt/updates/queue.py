"""What was changed and isn't published yet: bounded, so that no broker's slowness reaches those who write."""

import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence

from banyan.model.changes import Changed
from banyan.stores.things.told import Told

MOST = 10_000      # entities that wait; what comes beyond is left out
FULL, AWAY, LOST, REFUSED, UNREADABLE = "full", "away", "lost", "refused", "unreadable"
REASONS = (FULL, AWAY, LOST, REFUSED, UNREADABLE)


class Queue:
    """Thread-safe. `dropped`: how many were left out, by reason: too many waited, the broker was away, it went before
    it confirmed them, it refused them, or they couldn't be read.
    """

    def __init__(self, wake: Callable[[], None]) -> None:
        """`wake` is called where something waits; it mustn't wait itself."""
        self._lock = threading.Lock()
        self._waiting: deque[Told] = deque()
        self._count = 0
        self._open = False
        self._wake = wake
        self.dropped: Counter[str] = Counter(dict.fromkeys(REASONS, 0))

    def __len__(self) -> int:
        return self._count

    def add(self, told: Iterable[Told]) -> None:
        with self._lock:
            for one in told:
                size = size_of(one)
                room = MOST - self._count if self._open else 0
                taken = one if size <= room else None if isinstance(one, Changed) or not room else one.some(slice(room))
                if taken is not None:
                    self._waiting.append(taken)
                    self._count += size_of(taken)
                self.dropped[FULL if self._open else AWAY] += size - (0 if taken is None else size_of(taken))
        self._wake()

    def open(self) -> None:
        """The broker is there."""
        with self._lock:
            self._open = True

    def shut(self) -> None:
        """It has gone: what waits for it now is told to nobody any more."""
        with self._lock:
            self._open = False
            self.dropped[LOST] += self._count
            self._waiting.clear()
            self._count = 0

    def drop(self, reason: str, count: int) -> None:
        with self._lock:
            self.dropped[reason] += count

    def take(self, most: int) -> list[Told]:
        """The oldest, `most` entities together."""
        found, count = list[Told](), 0
        with self._lock:
            while self._waiting and count < most:
                one = self._waiting.popleft()
                if not isinstance(one, Changed) and count + len(one) > most:
                    self._waiting.appendleft(one.some(slice(most - count, None)))
                    one = one.some(slice(most - count))
                found.append(one)
                count += size_of(one)
            self._count -= count
        return found


def size_of(one: Told) -> int:
    """In entities."""
    return 1 if isinstance(one, Changed) else len(one)


def merged(told: Sequence[Told]) -> list[Told]:
    """Of what one transaction did to an entity one message tells: at its first place, and created where it was."""
    at: dict[tuple[str, int], int] = {}
    found: list[Told] = []
    for one in told:
        if not isinstance(one, Changed):
            found.append(one)
            continue
        before = at.setdefault((one.kind.name, one.id), len(found))
        if before == len(found):
            found.append(one)
            continue
        known = found[before]
        if isinstance(known, Changed) and known.names is not None:
            names = None if one.names is None else tuple(dict.fromkeys((*known.names, *one.names)))
            found[before] = Changed(one.kind, one.id, names)
    return found
