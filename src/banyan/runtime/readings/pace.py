"""How much of each source is taken in a minute: beyond it the source is told to wait, and nothing of it is taken."""

import math
import threading

from banyan.model.feed import Feed
from banyan.runtime.desk import Busy

MINUTE = 60_000_000      # µs


class TooMuch(Busy):
    """`after_s`: when it may come again."""

    def __init__(self, said: str, after_s: int) -> None:
        super().__init__(said)
        self.after_s = after_s


class Pace:
    """A bucket a source, which fills evenly and holds a minute's rows. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._buckets: dict[str, tuple[float, int]] = {}

    def take(self, feed: Feed, rows: int, now: int) -> None:
        """`now` in µs. A delivery of more than a minute's rows waits for a whole bucket. Raises TooMuch."""
        most = feed.per_minute
        if most is None:
            return
        with self._lock:
            left, at = self._buckets.get(feed.name, (float(most), now))
            left = min(float(most), left + max(0, now - at) * most / MINUTE)
            wanted = min(rows, most)
            if left < wanted:
                self._buckets[feed.name] = left, now
                after = math.ceil((wanted - left) * 60 / most)
                raise TooMuch(f"{feed.name} may send {most} rows a minute, and has: nothing of this was taken, send it "
                              f"again in {after} s", after)
            self._buckets[feed.name] = left - rows, now
