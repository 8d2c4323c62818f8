"""Faults as people write them, and whom they strike."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from banyan.model.city import City
from banyan.model.device import Kind
from banyan.model.stream import Measures
from banyan.twin.swmm.spec import Fault, FaultKind

_FORM = re.compile(r"(?P<kind>[^@]*)@(?P<begin>\d+(\.\d+)?)(-(?P<end>\d+(\.\d+)?))?(:(?P<target>.+))?")
_LISTED = ", ".join(FaultKind)
_GAUGE = (FaultKind.GAUGE_STUCK, FaultKind.GAUGE_SILENT, FaultKind.GAUGE_LIES)
_UNTARGETED = (FaultKind.FORECAST_LOST, FaultKind.ALL_GAUGES_CUT)
DRIFT_MIN = 60.0
DRIFT = 1.0              # in the stream's unit


class FaultError(ValueError):
    """The fault as written can't be; says the form, the kinds or the targets there are."""


def parse_fault(text: str) -> Fault:
    """KIND@FROM[-TO][:TARGET] in minutes, e.g. gate-stuck@120-180:gate-east. Raises FaultError."""
    found = _FORM.fullmatch(text.strip())
    if found is None:
        raise FaultError(f"fault {text!r}: KIND@FROM[-TO][:TARGET] in minutes was expected; kinds: {_LISTED}")
    if found["kind"] not in list(FaultKind):
        raise FaultError(f"fault {text!r}: unknown kind {found['kind']!r}; kinds: {_LISTED}")
    begin, end = float(found["begin"]), float(found["end"]) if found["end"] else None
    if end is not None and end <= begin:
        raise FaultError(f"fault {text!r}: it ends at minute {end:g}, not after its start at {begin:g}")
    return Fault(FaultKind(found["kind"]), begin, end, found["target"])


def resolve(faults: Iterable[Fault], city: City) -> tuple[Fault, ...]:
    """The same faults with their targets filled in. Raises FaultError for a target the city doesn't have."""
    return tuple(_resolved(fault, city) for fault in faults)


@dataclass(frozen=True)
class Faults:
    """Resolved faults, asked by minute."""

    all: tuple[Fault, ...]

    def on(self, kind: FaultKind, minute: float, target: str | None = None) -> bool:
        return bool(self.all) and any(f.kind == kind and f.target == target and f.active(minute) for f in self.all)

    def drift(self, stream: str, minute: float) -> float:
        """How much too high a lying gauge reads."""
        if not self.all:
            return 0.0
        lies = (f for f in self.all if f.kind == FaultKind.GAUGE_LIES and f.target == stream and f.active(minute))
        return sum(DRIFT * min(1.0, (minute - f.from_min) / DRIFT_MIN) for f in lies)


def _resolved(fault: Fault, city: City) -> Fault:
    if not math.isfinite(fault.from_min) or fault.from_min < 0:
        raise FaultError(f"{fault.kind}: it can't start at minute {fault.from_min}")
    if fault.kind in _UNTARGETED:
        if fault.target is not None:
            raise FaultError(f"{fault.kind}: takes no target, {fault.target!r} given")
        return fault
    known = _targets(fault.kind, city)
    if not known:
        raise FaultError(f"{fault.kind}: {city.id} has nothing it could strike")
    target = fault.target if fault.target is not None else _first(fault.kind, city, known)
    if target not in known:
        raise FaultError(f"{fault.kind}: unknown target {target!r}; {city.id} has {', '.join(known)}")
    return Fault(fault.kind, fault.from_min, fault.to_min, target)


def _targets(kind: FaultKind, city: City) -> list[str]:
    if kind in _GAUGE:
        return sorted(stream.id for stream in city.streams)
    wanted = Kind.GATE if kind == FaultKind.GATE_STUCK else Kind.PUMP
    return sorted(device.id for device in city.devices if device.kind == wanted)


def _first(kind: FaultKind, city: City, known: list[str]) -> str:
    """Without a target a gauge fault strikes a water level gauge: the gauges that steer."""
    levels = sorted(stream.id for stream in city.streams if stream.measures == Measures.LEVEL)
    return levels[0] if kind in _GAUGE and levels else known[0]
