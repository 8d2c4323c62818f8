"""What no pack, role or flag can switch off: each order is checked at execution, and a refusal says the numbers.

Every function takes the same `Case` and returns None, or why not. `LIST` is the whole law, in the order it is asked.
"""

import math
from collections.abc import Callable, Mapping
from datetime import timedelta

from msgspec import Struct

from banyan.model.device import Device, Kind
from banyan.model.ids import DeviceId, StreamId
from banyan.model.observation import Latest
from banyan.model.situation import DeviceState, Substitute
from banyan.model.time import Instant, iso, minutes

TOLERANCE = 3.0  # % by which a gate's read-back may differ from its order: its gauge's noise
_SLACK = 1e-6    # % of setting: what floats may lose on the way


class Case(Struct, frozen=True):
    """One set-point about to leave. `first` is true for the first one of its proposal on this device.

    `doubted`: of its two level gauges those that aren't believed, with what stands in (None: nothing does).
    """

    device: Device
    state: DeviceState
    setting: float
    now: Instant
    level: Latest | None
    downstream: Latest | None
    others: Mapping[DeviceId, DeviceState]
    expires_at: Instant | None = None
    first: bool = True
    stopped: bool = False
    safe_state: bool = False
    read_back: Latest | None = None
    doubted: Mapping[StreamId, Substitute | None] = {}

    @property
    def opens(self) -> bool:
        return self.setting > self.state.ordered + _SLACK


class Refusal(Struct, frozen=True):
    interlock: str
    why: str


def allowed(c: Case) -> str | None:
    return None if c.device.id in c.others else f"{c.device.id} is not one of the city's devices"


def stop(c: Case) -> str | None:
    return "the emergency stop is pulled: no order leaves until it is released" if c.stopped else None


def finite(c: Case) -> str | None:
    return None if math.isfinite(c.setting) else f"the setting {c.setting} is not a number"


def within_range(c: Case) -> str | None:
    d = c.device
    if d.low - _SLACK <= c.setting <= d.high + _SLACK:
        return None
    return f"{d.id}: {c.setting:g} % asked, {d.low:g} to {d.high:g} % allowed"


def ramp(c: Case) -> str | None:
    """A gate moves at most `ramp` % a minute (SWMM and most PLC bridges don't enforce it); a pump is on or off."""
    if c.device.kind is Kind.PUMP:
        return None
    elapsed = (c.now - c.state.ordered_at) / timedelta(minutes=1)
    moved = abs(c.setting - c.state.ordered)
    if moved <= c.device.ramp * elapsed + _SLACK:
        return None
    return f"{c.device.id}: {moved:.1f} % in {elapsed:.1f} min asked, at most {c.device.ramp:g} %/min allowed"


def position(c: Case) -> str | None:
    """A gate is ordered from where it is: moved by hand, stuck or just started, it may be elsewhere than ordered.

    It may lag behind its orders by one step and by what it travelled since the reading.
    """
    if c.device.kind is Kind.PUMP:
        return None
    age = math.inf if c.read_back is None else (c.now - c.read_back.time) / timedelta(minutes=1)
    if c.read_back is None or age > c.device.stale_min:
        return None if c.safe_state else f"{c.device.id}: no fresh {c.device.read_back} says where it stands"
    away, allowed = abs(c.setting - c.read_back.value), c.device.ramp * (1 + age) + TOLERANCE
    if away <= allowed + _SLACK:
        return None
    return (f"{c.device.id}: it is at {c.read_back.value:.0f} %, {away:.0f} % from the setting asked, "
            f"at most {allowed:.0f} % allowed")


def minimum_on(c: Case) -> str | None:
    since = c.state.running_since
    if c.device.kind is not Kind.PUMP or c.setting > 0 or c.state.ordered <= 0 or since is None:
        return None
    return _too_soon(c, since, c.device.min_on_min, "running")


def minimum_off(c: Case) -> str | None:
    since = c.state.stopped_since
    if c.device.kind is not Kind.PUMP or c.setting <= 0 or c.state.ordered > 0 or since is None:
        return None      # a pump that its float runs already doesn't start again
    return _too_soon(c, since, c.device.min_off_min, "stopped")


def _too_soon(c: Case, since: Instant, least_min: float, doing: str) -> str | None:
    elapsed = (c.now - since) / timedelta(minutes=1)
    if elapsed >= least_min:
        return None
    return f"{c.device.id}: {doing} for {elapsed:.1f} min, at least {least_min:g} min required"


def starts(c: Case) -> str | None:
    if c.device.kind is not Kind.PUMP or c.setting <= 0 or c.state.ordered > 0:
        return None
    recent = sum(1 for s in c.state.starts if c.now - s < timedelta(hours=1))
    if recent < c.device.max_starts_per_h:
        return None
    return f"{c.device.id}: {recent} starts within the hour, at most {c.device.max_starts_per_h} allowed"


def staleness(c: Case) -> str | None:
    """Old readings don't steer; the other side of a gate matters only where it opens."""
    if c.safe_state:
        return None
    seen = [(c.device.level, c.level)]
    if c.device.downstream is not None and c.opens:
        seen.append((c.device.downstream, c.downstream))
    for stream, latest in seen:
        if stream in c.doubted and c.doubted[stream] is None:
            return f"{c.device.id}: {stream} isn't believed and nothing stands in for it"
        if latest is None:
            return f"{c.device.id}: no reading of {stream}, which this order needs"
        age = (c.now - latest.time) / timedelta(minutes=1)
        if age > c.device.stale_min:
            return f"{c.device.id}: {stream} is {age:.0f} min old, at most {c.device.stale_min:g} min allowed"
    return None


def level_band(c: Case) -> str | None:
    foot = c.device.band_foot
    if c.safe_state or c.device.kind is not Kind.GATE or not c.opens or foot is None or c.level is None:
        return None
    level = min(_levels(c, c.level))
    if level >= foot:
        return None
    return f"{c.device.id}: {level:.2f} m is below the band's foot, {foot:.2f} m: it may not open further"


def head(c: Case) -> str | None:
    """A gate opens only if water would leave the lake: where a gauge isn't believed, by its reading and without it."""
    if c.safe_state or c.device.kind is not Kind.GATE or not c.opens or c.downstream is None or c.level is None:
        return None
    difference = min(_levels(c, c.level)) - max(_levels(c, c.downstream))
    if difference > c.device.head_margin:
        return None
    return (f"{c.device.id}: the lake is {difference:.2f} m above the other side, "
            f"more than {c.device.head_margin:g} m needed to open")


def _levels(c: Case, reading: Latest) -> list[float]:
    """What a gauge says and, where it isn't believed, what stands in for it: the more cautious one counts."""
    instead = c.doubted.get(reading.stream)
    return [reading.value] if instead is None else [reading.value, instead.level]


def expiry(c: Case) -> str | None:
    if c.expires_at is None or not c.first or c.now <= c.expires_at:
        return None
    return f"the approval was for a proposal that expired at {iso(c.expires_at)}"


def exclusion(c: Case) -> str | None:
    if c.setting <= 0:
        return None
    for other in c.device.excludes:
        state = c.others.get(other)
        if state is not None and (state.ordered > 0 or state.running_since is not None):
            return f"{c.device.id} and {other} may not be open or running together; {other} is at {state.ordered:g} %"
    return None


LIST: tuple[tuple[str, Callable[[Case], str | None]], ...] = (
    ("allowed-device", allowed), ("emergency-stop", stop), ("finite", finite), ("range", within_range), ("ramp", ramp),
    ("position", position),
    ("minimum-on", minimum_on), ("minimum-off", minimum_off), ("starts-per-hour", starts), ("staleness", staleness),
    ("level-band", level_band), ("head-difference", head), ("expiry", expiry), ("mutual-exclusion", exclusion),
)  # fmt: skip


def check(case: Case) -> Refusal | None:
    """The first interlock that refuses, or None: the order may leave."""
    for name, interlock in LIST:
        why = interlock(case)
        if why is not None:
            return Refusal(name, why)
    return None


def stale(latest: Latest | None, device: Device, now: Instant, since: Instant) -> bool:
    """No signal: nothing newer than `stale_min`. Before the first reading the city's start time counts."""
    return now - (since if latest is None else latest.time) > minutes(device.stale_min)
