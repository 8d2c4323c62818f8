"""`banyan serve` with another wall: the time is what a shared clock says (clock.py), everything else is as it is.

    python -m benchmarks.day.server CLOCK serve --city ... --data ...

What waits in real seconds still waits them (the upkeep looks every 5 s, the watch keeps its snapshot once a minute), so
at sixty times the pace these come sixty times as seldom in the city's time as they would.
"""

import sys
import time
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

from benchmarks.day.clock import SharedClock

from banyan.cli.main import main
from banyan.runtime.things import upkeep

SECOND = 1_000_000      # µs


def run(clock: SharedClock, command: list[str]) -> None:
    """`time.monotonic` stays what it is but for the upkeep of Observations, whose hours are the city's here."""

    def seconds() -> float:
        return clock.now() / SECOND

    def nanoseconds() -> int:
        return clock.now() * 1_000

    with (mock.patch.object(time, "time", seconds), mock.patch.object(time, "time_ns", nanoseconds),
          mock.patch.object(upkeep, "time", SimpleNamespace(monotonic=seconds))):  # fmt: skip
        sys.argv = ["banyan", *command]
        main()


if __name__ == "__main__":
    run(SharedClock(Path(sys.argv[1])), sys.argv[2:])
