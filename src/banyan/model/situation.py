"""What a controller may look at: fresh readings, forecasts as issued, devices as read back. Never the truth."""

from collections.abc import Mapping
from statistics import median
from typing import Any, Protocol

from msgspec import Struct, field

from banyan.model.city import City
from banyan.model.decision import Decision, Doubt, Estimate
from banyan.model.forecast import Forecast
from banyan.model.ids import DeviceId, PrincipalId, StreamId
from banyan.model.observation import Latest
from banyan.model.order import Plan
from banyan.model.time import Instant, minutes


class DeviceState(Struct, frozen=True):
    """A device as the city brain knows it. `ordered` is the last set-point sent, `seen` the last read-back, in %."""

    id: DeviceId
    ordered: float
    ordered_at: Instant
    target: float                  # where the approved plan wants it; reached by ramp
    proposal: str | None = None    # on whose strength
    approval: str | None = None
    seen: float | None = None
    seen_at: Instant | None = None
    running_since: Instant | None = None
    stopped_since: Instant | None = None
    starts: tuple[Instant, ...] = ()       # within the last hour
    local_override: bool = False
    safe: bool = False             # driven to the safe state because its signals are lost
    fault: bool = False            # did not follow an order


class Situation(Struct, frozen=True):
    """Now, as known. `latest` holds the newest good reading of each stream, however old: check its age."""

    city: City
    now: Instant
    latest: Mapping[StreamId, Latest]
    devices: Mapping[DeviceId, DeviceState]
    rain: Forecast | None          # None when lost or out of date
    rain_fallen_mm: Mapping[int, float]   # mm measured in the last 1, 3, 6, 24 hours, by hours
    estimate: Estimate | None = None      # the newest; None: nobody estimates, or it is out of date
    decision: Decision | None = None      # the newest look ahead; None: nobody looks ahead, or it is out of date
    doubts: Mapping[StreamId, Doubt] = field(default_factory=dict)     # gauges that aren't believed


class Substitute(Struct, frozen=True):
    """What stands in for a gauge: a level (m), and the neighbours' readings it was made of (none: the model)."""

    level: float
    witnesses: tuple[Latest, ...] = ()


MODEL_LASTS = minutes(60)      # without a neighbour's reading the model's level of the estimate stands in for so long


def substitute(
    doubts: Mapping[StreamId, Doubt], latest: Mapping[StreamId, Latest], stream: StreamId, now: Instant, most_min: float
) -> Substitute | None:
    """For a gauge that isn't believed: the middle of its believed neighbours now, each with the slope between them.

    Without a neighbour heard within `most_min` minutes the model's level, while it is new; else None: signal lost.
    """
    doubt = doubts.get(stream)
    if doubt is None:
        return None
    heard = [latest[s] for s in sorted(doubt.beside) if s in latest and s not in doubts]
    heard = [reading for reading in heard if now - reading.time <= minutes(most_min)]
    if heard:
        return Substitute(median([r.value + doubt.beside[r.stream] for r in heard]), tuple(heard))
    if doubt.instead is None or now - doubt.at > MODEL_LASTS:
        return None
    return Substitute(doubt.instead)


class Controller(Protocol):
    """`propose` is pure: the same situation and memory give the same plan. No device is in its reach."""

    id: PrincipalId
    every_s: int

    def propose(self, seen: Situation, memory: Any) -> tuple[Any, Plan | None]:
        """The next memory, and a plan, or None when nothing should change."""
        ...
