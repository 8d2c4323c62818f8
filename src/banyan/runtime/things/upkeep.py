"""What a served city does for its Observations beside its work: folding, compaction, rollups, retention."""

import logging
import threading
import time
from collections.abc import Callable

from banyan.runtime.memory import give_back_holes
from banyan.stores.postgres.things import PostgresThings
from banyan.stores.things.compacting import Stopped
from banyan.stores.things.store import ThingsStore

EVERY_S = 5.0
MANY = 1_000_000        # readings in batches that are compacted at once,
SOME = 20_000           # that are when they have waited SOON_S,
SOON_S = 300.0
LATE_S = 3_600.0        # and when they have waited so long, however few they are
ROLL_S = 60.0           # between two looks at what isn't rolled up
RETAIN_S = 3_600.0      # between two looks at what is past its time, and between two rounds through the rows
DAY_US = 86_400 * 1_000_000
REMEMBERED_US = 400 * DAY_US      # how long a delivery is known by its key
REJECTS_DAYS = 90       # how long what wasn't taken is kept, where nothing else is said
FORGOTTEN = 5_000       # rows in one transaction: a reading that waits behind it doesn't wait long
STEPS = 50              # of folding, before the rest has its turn
_log = logging.getLogger("banyan.things")


class Upkeep:
    """A thread of its own. Close it before the store."""

    def __init__(self, things: ThingsStore | PostgresThings, clock: Callable[[], int], wait_s: float = EVERY_S,
                 rejects_days: int = REJECTS_DAYS) -> None:
        """`clock`: µs since 1970. `rejects_days`: how long what wasn't taken is kept."""
        self._rejects_us = rejects_days * DAY_US
        self._forgotten = -RETAIN_S
        self._things = things
        self._clock = clock
        self._wait_s = wait_s
        self._halt = threading.Event()
        self._since = self._retained = time.monotonic()
        self._folded = self._rolled = -RETAIN_S
        self._thread = threading.Thread(target=self._run, name="banyan-upkeep", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """A merge that runs is given up: what it wrote was nowhere counted yet."""
        self._halt.set()
        if isinstance(self._things, ThingsStore):
            self._things.compaction.halt.set()
        else:
            self._things.rolling.halt.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._halt.wait(self._wait_s):
            try:
                self._work()
            except Stopped:
                return
            except Exception:  # noqa: BLE001  what was there is there still, whatever it was: later again
                _log.exception("the Observations couldn't be kept in order; the next try comes in %.0f s", self._wait_s)

    def _work(self) -> None:
        if isinstance(self._things, ThingsStore):
            self._compact(self._things)
        else:
            self._roll(self._things)
        if time.monotonic() - self._forgotten >= RETAIN_S and self._forget():
            self._forgotten = time.monotonic()

    def _forget(self) -> bool:
        """Old deliveries and rejects, in small steps; whether the end was reached."""
        now = self._clock()
        for _ in range(STEPS):
            gone = self._things.change(lambda w: (w.ledger.forget(now - REMEMBERED_US, FORGOTTEN),
                                                  w.ledger.drop(now - self._rejects_us, FORGOTTEN)), now).result()
            if gone == (0, 0) or self._halt.is_set():
                return True
        return False

    def _compact(self, things: ThingsStore) -> None:
        now = time.monotonic()
        compaction = things.compaction

        def many() -> None:
            if len(things.columns.tail) >= MANY:
                compaction.compact()

        if now - self._folded >= RETAIN_S and self._fold(things):
            self._folded = now
        waiting = len(things.columns.tail)
        if waiting >= MANY or (waiting >= SOME and now - self._since >= SOON_S) or now - self._since >= LATE_S:
            compaction.compact()
            self._since = now
            while not self._halt.is_set() and compaction.merge(many):
                many()
            give_back_holes()
        self._retain(compaction.retain)

    def _roll(self, things: PostgresThings) -> None:
        if time.monotonic() - self._rolled >= ROLL_S:
            worked = False
            while not self._halt.is_set() and (things.rolling.mend() or things.rolling.step()):
                worked = True
            if worked:
                give_back_holes()
            self._rolled = time.monotonic()
        self._retain(things.retention.retain)

    def _retain(self, retain: Callable[[int], int]) -> None:
        now = time.monotonic()
        if now - self._retained >= RETAIN_S:
            retain(self._clock())
            self._retained = now

    def _fold(self, things: ThingsStore) -> bool:
        """Whether the end was reached."""
        for _ in range(STEPS):
            _, end = things.folding.step()
            if end or self._halt.is_set():
                return end
        return False
