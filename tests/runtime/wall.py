"""A wall clock that goes as fast as its city, and feeds that come by."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from banyan.runtime.actuators import Actuators
from banyan.runtime.brain import Brain
from banyan.runtime.running import Running
from tests.runtime.conftest import line


class Wall:
    """A tick is due when it is due; what is late is late."""

    simulated = False
    speed = None

    def __init__(self, now: datetime) -> None:
        self.now = now

    def wait(self, until: datetime, *_: object) -> datetime:
        self.now = max(self.now, until)
        return until

    def lag(self, now: datetime) -> timedelta:
        return self.now - now


class Feeds:
    """A minute's readings of some streams, by a feed that obeys nobody. Nothing comes before `begin`."""

    obeys = False

    def __init__(self, begin: datetime, *readings: tuple[str, float]) -> None:
        self.begin, self.readings, self.sent = begin, readings, 0

    def advance(self, to: datetime, orders: Sequence[dict[str, Any]]) -> list[bytes]:
        assert orders == []
        if to < self.begin or to.second != 0:
            return []
        self.sent += 1
        return [line(stream, self.sent, to, value + 0.001 * (self.sent % 2)).data for stream, value in self.readings]


def run(
    brain: Brain, wall: Wall, until: datetime, world: Feeds | None = None, actuators: Actuators | None = None,
    seen: Callable[[Running], None] | None = None,
) -> Running:  # fmt: skip
    """Live until `until` in city time; `seen` looks on after every tick."""
    running = Running(brain, wall, world, None, None, actuators)

    def progress(now: datetime) -> None:
        if seen is not None:
            seen(running)
        if now >= until:
            running.halt.set()

    running.progress = progress
    running.run()
    return running
