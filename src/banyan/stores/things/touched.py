"""Which entities were written, for whoever remembers something of them: it reads again what was touched since."""

import threading
from collections import deque

KEPT = 10_000         # touches that are remembered; whoever is further behind reads everything again
TOLD = frozenset({"Datastream", "MultiDatastream", "Thing", "Location", "ObservedProperty"})


class Touched:
    """Filled by the one who writes, inside its transaction; read by anybody. A touch is told behind its commit, so what
    is read after it was told is no older than it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: list[tuple[str, int]] = []
        self._told: deque[tuple[str, int]] = deque(maxlen=KEPT)
        self._count = 0

    def add(self, kind: str, eid: int) -> None:
        if kind in TOLD:
            self._open.append((kind, eid))

    def ended(self, durable: bool) -> None:
        """The transaction is over. What a savepoint took back is told, too: reading it again changes nothing."""
        mine, self._open = self._open, []
        if durable and mine:
            with self._lock:
                self._told.extend(mine)
                self._count += len(mine)

    def since(self, position: int) -> tuple[int, dict[str, set[int]] | None]:
        """The position now, and the ids by kind that were touched behind an earlier one; None: more than are kept."""
        with self._lock:
            behind = self._count - position
            if behind > len(self._told) or position < 0:
                return self._count, None
            found: dict[str, set[int]] = {}
            for n in range(len(self._told) - behind, len(self._told)):
                kind, eid = self._told[n]
                found.setdefault(kind, set()).add(eid)
            return self._count, found
