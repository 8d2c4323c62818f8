"""Looks now and then how regularly the streams report, in a thread of its own."""

import logging
import threading

from banyan.runtime.things.browsing import StreamBrowser

EVERY_S = 300.0
SOON_S = 2.0            # after the start, and between rounds that go further back
_log = logging.getLogger("banyan.things")


class Looking:
    """Close it before the store."""

    def __init__(self, streams: StreamBrowser, soon_s: float = SOON_S, every_s: float = EVERY_S) -> None:
        self._streams = streams
        self._soon_s, self._every_s = soon_s, every_s
        self._halt = threading.Event()
        self._thread = threading.Thread(target=self._run, name="banyan-streams", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Waits for the round that runs."""
        self._halt.set()
        self._thread.join()

    def _run(self) -> None:
        wait = self._soon_s
        while not self._halt.wait(wait):
            try:
                wait = self._every_s if self._streams.look() else self._soon_s
            except Exception:  # noqa: BLE001  nothing depends on it but a list on the page: later again
                wait = self._every_s
                _log.exception("stuck and noisy streams couldn't be looked for; the next try comes in %.0f s", wait)
