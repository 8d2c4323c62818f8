"""The watch's own thread: time passes where no reading comes, and now and then the memory is written down."""

import logging
import threading
from collections.abc import Callable

from banyan.runtime.watch.watch import Watch

TICK_S = 1.0
KEEP_EVERY_S = 60.0
_TIME = "silence and delays of Datastreams aren't judged"
_SNAPSHOT = "the watch's snapshot can't be written"
_log = logging.getLogger("banyan.watch")


class Upkeep:
    """Close it before the store: it writes the last snapshot, so that the next start has nothing to go through."""

    def __init__(self, watch: Watch, clock: Callable[[], int], tick_s: float = TICK_S) -> None:
        self._watch = watch
        self._clock = clock
        self._tick_s = tick_s
        self._halt = threading.Event()
        self._troubles: dict[str, str] = {}
        self._thread = threading.Thread(target=self._run, name="banyan-watch", daemon=True)
        self._thread.start()

    @property
    def trouble(self) -> str | None:
        """What doesn't work at the moment, and why; it is tried again at each tick, and nothing is lost meanwhile."""
        return "; ".join(f"{what} ({why}): tried again" for what, why in sorted(self._troubles.items())) or None

    def _run(self) -> None:
        waited = 0.0
        while not self._halt.wait(self._tick_s):
            self._attempt(_TIME, lambda: self._watch.idle(self._clock()))
            waited += self._tick_s
            if waited >= KEEP_EVERY_S:
                waited = 0.0
                self._attempt(_SNAPSHOT, self._watch.keep)

    def _attempt(self, what: str, work: Callable[[], None]) -> None:
        """A defect is told once, until it is another one or it works again."""
        try:
            work()
        except Exception as e:  # noqa: BLE001  without this thread nobody would hear of a silent gauge again
            why = (e.strerror if isinstance(e, OSError) else None) or str(e) or type(e).__name__
            if self._troubles.get(what) != why:
                _log.exception("%s: tried again", what)
            self._troubles = {**self._troubles, what: why}
        else:
            self._troubles = {name: why for name, why in self._troubles.items() if name != what}

    def close(self) -> None:
        self._halt.set()
        self._thread.join()
        self._attempt(_SNAPSHOT, self._watch.keep)
