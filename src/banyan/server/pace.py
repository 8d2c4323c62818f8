"""How often one address may ask what anybody may ask: a bucket that fills again, for each address and for all together.

Behind a proxy the address is the one that the proxy tells (uvicorn takes X-Forwarded-For from loopback alone).
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from banyan.runtime.desk import Busy

KEPT = 10_000      # addresses remembered; the longest silent is forgotten first, and its bucket was full again by then


class Bucket:
    """Thread-safe. `burst` at once, then one every `every_s` seconds; everybody together `together` times that."""

    def __init__(
        self, what: str, burst: int, every_s: float, together: int = 30, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._what, self._burst, self._every, self._clock = what, burst, every_s, clock
        self._together = together
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()     # address → left, at
        self._lock = threading.Lock()

    def take(self, address: str) -> None:
        """Raises Busy where the bucket is empty."""
        with self._lock:
            now = self._clock()
            mine, every = self._has(address, now, self._burst, self._every), self._every / self._together
            all_ = self._has("", now, self._burst * self._together, every)
            if mine < 1 or all_ < 1:
                raise Busy(f"too many {self._what} from here at once: try again in a few minutes")
            self._left[address] = mine - 1, now
            self._left[""] = all_ - 1, now
            self._left.move_to_end(address)
            self._left.move_to_end("")
            while len(self._left) > KEPT:
                self._left.popitem(last=False)

    def empty(self, address: str) -> bool:
        """Whether the next `take` would be refused; takes nothing."""
        with self._lock:
            return self._has(address, self._clock(), self._burst, self._every) < 1

    def _has(self, address: str, now: float, burst: int, every: float) -> float:
        left, at = self._left.get(address, (float(burst), now))
        return min(float(burst), left + (now - at) / every)


class Pace:
    """The buckets of the residents' page, made once for an application."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.reports = Bucket("reports", 10, 120.0, clock=clock)
        self.photos = Bucket("photos", 20, 60.0, clock=clock)
        self.looks = Bucket("questions", 120, 0.5, clock=clock)
        self.wrong = Bucket("numbers that nobody has", 10, 60.0, clock=clock)
