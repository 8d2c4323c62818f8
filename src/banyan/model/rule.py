"""What the city declares to be worth an alert. The meaning lives in judge; these are only the declarations."""

from datetime import timedelta
from enum import StrEnum

from msgspec import Struct

from banyan.model.ids import PlaceId, RuleId, StreamId, SubjectId
from banyan.model.level import Level
from banyan.model.time import ZERO


class RuleError(ValueError):
    """A declaration that could never work; says which part and what was expected."""


class RuleKind(StrEnum):
    THRESHOLD = "threshold"       # value against limits
    RISE = "rise"                 # unit an hour over a window
    SILENCE = "silence"           # nothing accepted for so long
    STUCK = "stuck"               # the same value for so long
    FORECAST = "forecast"         # rain expected within a horizon, mm
    READ_BACK = "read-back"       # a device that doesn't follow: control says so, judge keeps the alert's life
    EXPECTED = "expected"         # water that the look ahead expects where none is measured yet
    TRUST = "trust"               # a gauge that isn't believed


SYNTHESIZED = (RuleKind.READ_BACK, RuleKind.EXPECTED, RuleKind.TRUST)
# Follow from what a city declares; a folder can't declare them, and readings don't step them.


class Limit(Struct, frozen=True):
    """Raise at or above `raise_at` once it has held for `on_delay`; clear below `clear_at` after `off_delay`.

    The gap between the two is the deadband of IEC 62682: it keeps a level that trembles at the limit from raising
    an alert every minute.
    """

    level: Level
    raise_at: float
    clear_at: float
    on_delay: timedelta = ZERO
    off_delay: timedelta = ZERO

    def __post_init__(self) -> None:
        if not self.clear_at <= self.raise_at:
            raise RuleError(f"clear_at {self.clear_at} is above raise_at {self.raise_at}: it could never clear")
        if self.on_delay < ZERO or self.off_delay < ZERO:
            raise RuleError("on_delay and off_delay can't be negative")


class Rule(Struct, frozen=True):
    """One rule about one subject. `of` is a stream id or an arithmetic expression over {stream-id}s.

    `limits` go from mild to grave; one alert is raised and its level amended as further limits are passed.
    For silence and stuck `limits` hold minutes; for rise, units an hour over `window_min`; for forecast, mm within
    `window_min`.
    """

    id: RuleId
    kind: RuleKind
    subject: SubjectId
    place: PlaceId
    cause: str
    of: str
    limits: tuple[Limit, ...]
    window_min: float = 30.0
    version: str = "1"
    streams: tuple[StreamId, ...] = ()    # filled when the folder is read: what `of` names
    case_type: str | None = None          # the case an incident with this alert asks for
    case_from: Level = Level.III          # ... from this level on
