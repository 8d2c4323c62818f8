"""A recorded feed as the world of a served city, on its own time."""

import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from banyan.model.time import ZERO, Instant
from banyan.runtime.inbox import Inbox
from banyan.runtime.scenario import UsageError


class ReplayClock:
    """Ticks follow the recorded feed's own time, flat out."""

    simulated = True
    speed = None

    # The Clock protocol says what every clock is given; this one doesn't need all of it.
    def wait(self, until: Instant, since: Instant, halt: threading.Event, inbox: Inbox) -> Instant:  # noqa: ARG002
        """Never waits."""
        return until

    def lag(self, now: Instant) -> timedelta:  # noqa: ARG002  a recording is never late
        return ZERO


class _Timed(Struct):
    time: datetime | None = None
    issued_at: datetime | None = None


class Replay:
    """A recorded feed as the loop's world: each line arrives at the first tick that isn't before its own time.

    Lines that carry no time arrive with the line before them; what is wrong with them the loop says.
    """

    obeys = False      # what is recorded has been

    def __init__(self, path: Path) -> None:
        """Raises UsageError for a file that can't be read or holds no line with a time."""
        try:
            self._lines = list(_timed(path.read_bytes()))
        except OSError as e:
            raise UsageError(f"--replay {path}: can't be read ({e.strerror})") from e
        if not self._lines:
            raise UsageError(f"--replay {path}: no line with a time in it; NDJSON readings were expected")
        self.begin, self.end = self._lines[0][0], max(at for at, _ in self._lines)
        self._next = 0

    def skip(self, to: Instant) -> None:
        """Leave out what a resumed journal has seen."""
        self.advance(to, ())

    def advance(self, to: Instant, orders: Sequence[dict[str, Any]]) -> list[bytes]:  # noqa: ARG002  nobody obeys here
        first = self._next
        while self._next < len(self._lines) and self._lines[self._next][0] <= to:
            self._next += 1
        return [line for _, line in self._lines[first : self._next]]


def _timed(data: bytes) -> Iterator[tuple[Instant, bytes]]:
    at: Instant | None = None
    for line in data.split(b"\n"):
        if not line.strip():
            continue
        try:
            found = msgspec.json.decode(line, type=_Timed)
        except msgspec.MsgspecError:
            found = _Timed()
        mine = found.time or found.issued_at
        if mine is not None and mine.tzinfo is not None:
            at = max(mine.astimezone(UTC), at) if at is not None else mine.astimezone(UTC)
        if at is not None:
            yield at, line
