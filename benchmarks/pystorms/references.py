"""What look-ahead is compared with: nobody acting, and equal filling as it was published for these scenarios.

Published: theta in the documentation of pystorms (each basin's share of an outflow of 0.5 m³/s by how full it is);
gamma in its tutorial (the four lowest basins, openings by filling against the mean, c = 1.5, theta = 0.25, the others
open); zeta by Borsányi et al. (2008) and its tutorial (base settings, the fullest tank opened, the emptiest throttled).
For the others nobody has published one: gamma's rule is applied to all basins with a gauge. It acts at every step of
the engine, as published.
"""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from banyan.model.city import City, Lake
from banyan.model.device import Device
from banyan.model.ids import DeviceId, PrincipalId
from banyan.model.order import Plan, Target
from banyan.model.situation import Controller, Situation
from banyan.model.text import Said

GRAVITY = 9.81
SAID = Said("water.even")


class Uncontrolled:
    """Every link stays as the network file has it."""

    id = PrincipalId("controller:none")
    every_s = 10**9

    def propose(self, seen: Situation, memory: Any) -> tuple[Any, Plan | None]:  # noqa: ARG002  an interface
        return memory, None


class EqualFilling:
    """Openings by filling against the mean: c times the excess above it; the mean just under it; shut far under it."""

    id = PrincipalId("controller:equal-filling")
    every_s = 0

    def __init__(self, full: dict[DeviceId, float] | None = None, c: float = 1.5, theta: float = 0.25) -> None:
        """`full`: the gates that take part and the depth (m) that counts as full; None: all with a basin."""
        self._full, self._c, self._theta = full, c, theta

    def propose(self, seen: Situation, memory: Any) -> tuple[Any, Plan | None]:
        basins = [(gate, lake) for gate, lake in _basins(seen.city) if self._full is None or gate.id in self._full]
        if not basins:
            return memory, None
        filled = [_depth(seen, lake) / self._depth(gate, lake) for gate, lake in basins]
        mean = sum(filled) / len(filled)
        settings = [(gate, self._setting(f, mean)) for (gate, _), f in zip(basins, filled, strict=True)]
        return memory, _plan(seen, settings)

    def _setting(self, filling: float, mean: float) -> float:
        if filling > mean:
            return self._c * (filling - mean)
        return mean if mean - filling <= self._theta else 0.0

    def _depth(self, gate: Device, lake: Lake) -> float:
        return self._full[gate.id] if self._full is not None else lake.bank - lake.area_m2[0][0]


class SharedOutflow:
    """One outflow (m³/s) shared out by filling, through openings of 1 m² without a discharge coefficient."""

    id = PrincipalId("controller:equal-filling")
    every_s = 0

    def __init__(self, outflow: float = 0.5, tolerance: float = 0.5) -> None:
        self._outflow, self._tolerance = outflow, tolerance

    def propose(self, seen: Situation, memory: Any) -> tuple[Any, Plan | None]:
        basins = _basins(seen.city)
        depths = [_depth(seen, lake) for _, lake in basins]
        filled = [d / (lake.bank - lake.area_m2[0][0]) for d, (_, lake) in zip(depths, basins, strict=True)]
        mean = sum(filled) / len(filled)
        over = [self._over(f - mean, mean) for f in filled]
        shares = [
            self._outflow * o / sum(over) / (2 * GRAVITY * d) ** 0.5 if d > 0 and sum(over) > 0 else 0.0
            for o, d in zip(over, depths, strict=True)
        ]
        return memory, _plan(seen, [(gate, share) for (gate, _), share in zip(basins, shares, strict=True)])

    def _over(self, more: float, mean: float) -> float:
        """What a basin so much fuller than the mean counts for: within the tolerance all count alike."""
        if more < -self._tolerance:
            return 0.0
        return mean if more <= self._tolerance else more


class Throttled(Struct, frozen=True):
    """A tank's valve: its usual setting, and the one when its tank is the emptiest. Shares of 1."""

    gate: DeviceId
    usual: float
    low: float


class FullestOpened:
    """Zeta: above 1 m anywhere, the fullest tank's valve is opened and the emptiest of the others is throttled."""

    id = PrincipalId("controller:equal-filling")
    every_s = 0

    def __init__(self, tanks: Sequence[tuple[str, Throttled | None]]) -> None:
        """Tanks in the published order; those without a valve count in the comparison only."""
        self._tanks = tuple(tanks)

    def propose(self, seen: Situation, memory: Any) -> tuple[Any, Plan | None]:
        lakes = {str(lake.id): lake for lake in seen.city.lakes}
        depths = [_depth(seen, lakes[name]) for name, _ in self._tanks]
        valves = [valve for _, valve in self._tanks if valve is not None]
        settings = {valve.gate: valve.usual for valve in valves}
        if any(depth >= 1 for depth in depths):
            opened = self._valve(depths.index(max(depths)), valves)
            settings[opened.gate] = 1.0
            throttled = self._valve(depths.index(min(depths)), [valve for valve in valves if valve is not opened])
            settings[throttled.gate] = throttled.low
        gates = {gate.id: gate for gate in seen.city.devices}
        return memory, _plan(seen, [(gates[gate], setting) for gate, setting in settings.items()])

    def _valve(self, tank: int, among: list[Throttled]) -> Throttled:
        """The tank's own valve, or the last one: what the published rule falls back to."""
        own = self._tanks[tank][1]
        return own if own in among and own is not None else among[-1]


def equal_filling(city: City) -> Controller | None:
    """As published for this scenario; None where fewer than two basins can be compared."""
    if city.id == "theta":
        return SharedOutflow()
    if city.id == "gamma":
        return EqualFilling({DeviceId("O1"): 5 * 0.3048, **{DeviceId(f"O{i}"): 10 * 0.3048 for i in (2, 3, 4)}})
    if city.id == "zeta":
        return FullestOpened((
            ("T1", None), ("T2", Throttled(DeviceId("V2"), 0.2366, 0.1075)),
            ("T3", Throttled(DeviceId("V3"), 0.6508, 0.3159)), ("T4", Throttled(DeviceId("V4"), 0.3523, 0.1894)),
            ("T5", None), ("T6", Throttled(DeviceId("V6"), 0.4303, 0.1687)),
        ))  # fmt: skip
    return EqualFilling() if len(_basins(city)) > 1 else None


def _basins(city: City) -> list[tuple[Device, Lake]]:
    lakes = {lake.level: lake for lake in city.lakes}
    return [(gate, lakes[gate.level]) for gate in city.devices if gate.level in lakes]


def _depth(seen: Situation, lake: Lake) -> float:
    return seen.latest[lake.level].value - lake.area_m2[0][0]


def _plan(seen: Situation, settings: list[tuple[Device, float]]) -> Plan | None:
    """Shares of 1 as targets in %, only where they differ from where the gate stands."""
    wanted = [Target(gate.id, 100 * min(1.0, max(0.0, share))) for gate, share in settings]
    moved = tuple(target for target in wanted if target.setting != seen.devices[target.device].target)
    return Plan(moved, SAID, (), seen.now) if moved else None
