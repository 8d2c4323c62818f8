"""A device as its own passed actuations have left it: what the next one is measured against."""

from collections import deque
from datetime import datetime

from banyan_check.shapes import Actuation, Device, minutes

HOUR_MIN = 60.0


class Machine:
    """Setting in force, since when, and what a pump's switching limits need to know."""

    def __init__(self, initial: float) -> None:
        self.setting = initial
        self.at: datetime | None = None           # None: still at its initial setting
        self.before = initial                     # in force until `at`
        self.halted_at: datetime | None = None    # the emergency stop since the last actuation
        self.running_since: datetime | None = None
        self.stopped_since: datetime | None = None
        self.starts: deque[datetime] = deque()
        self.unconfirmed: Actuation | None = None

    def move(self, setting: float, at: datetime) -> None:
        """A passed actuation took effect."""
        if setting > 0 and self.setting <= 0:
            self.running_since = at
            self.starts.append(at)
            while self.starts and minutes(at, self.starts[0]) >= HOUR_MIN:
                self.starts.popleft()
        if setting <= 0 and self.setting > 0:
            self.stopped_since = at
        self.before, self.setting, self.at, self.halted_at = self.setting, setting, at, None

    def rebase(self, setting: float, at: datetime) -> None:
        """A gate was found elsewhere than it was told to be, and is ordered from there."""
        self.before, self.setting, self.at, self.halted_at = self.setting, setting, at, None

    def halt(self, device: Device, at: datetime) -> None:
        """Emergency stop: a gate holds where it is, a pump goes back to its float (setting 0)."""
        if device.pump and self.setting > 0:
            self.move(0.0, at)
        self.halted_at = at

    def in_force(self, at: datetime) -> list[float]:
        """The setting at `at`, and also the one before when it changed at that very instant."""
        return [self.setting, self.before] if self.at == at else [self.setting]

    def starts_before(self, at: datetime) -> int:
        """Starts in the hour that ends at `at`."""
        return sum(1 for start in self.starts if minutes(at, start) < HOUR_MIN)
