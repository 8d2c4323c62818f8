"""Machines that can be moved: gates and pumps, with the limits nobody switches off."""

from enum import StrEnum

from msgspec import Struct

from banyan.model.ids import DeviceId, StreamId, SubjectId
from banyan.model.text import Name
from banyan.model.time import Instant


class Kind(StrEnum):
    GATE = "gate"     # setting in % open
    PUMP = "pump"     # setting 0 or 100: off (its float decides) or on


class Device(Struct, frozen=True):
    """A gate or a pump. Levels are m above datum, settings %, times minutes.

    `band` is the level band of the water body upstream of a gate: below its foot the gate may not open further.
    `safe` is where the device goes when its signals are lost: a setting in %, or None to hold.
    """

    id: DeviceId
    kind: Kind
    name: Name
    thing: SubjectId                      # the lake or pump station it belongs to
    read_back: StreamId                   # position (gate) or flow (pump)
    level: StreamId                       # upstream level: lake or sump
    initial: float
    standing: float
    safe: float | None = None
    downstream: StreamId | None = None    # the level on the other side of a gate
    low: float = 0.0
    high: float = 100.0
    ramp: float = 10.0                    # % a minute
    min_on_min: float = 0.0
    min_off_min: float = 0.0
    max_starts_per_h: int = 60
    band_foot: float | None = None        # m: a gate may not open further when its lake is below this
    head_margin: float = 0.0              # m by which upstream must be above downstream for a gate to open
    stale_min: float = 10.0               # older readings than this do not steer
    excludes: tuple[DeviceId, ...] = ()   # devices that may not run or be open at the same time
    confirm_min: float = 5.0              # read-back must agree within this time
    rated_m3s: float = 0.0
    start_level: float | None = None      # m: a pump's own float starts it here ...
    stop_level: float | None = None       # ... and stops it here


class Reading(Struct, frozen=True):
    """What an interlock looked at: a copy of the reading, with its age at that moment told by `time`."""

    stream: StreamId
    time: Instant
    value: float
