"""A rule for detention basins: let out what the way below can take, the fuller the more, and more before they spill.

For basins that drain by gravity into pipes and brooks which must not run full. Where a tide or a river stands against
the gates, the storm rule is the one to use. For each gate, every five minutes:
  1. Its *release* is a flow, in % of what it gives fully open with its basin full. The opening follows from the level:
     flow goes with the root of the head (Torricelli), so opening = release / root of the filling.
  2. *Even*: a basin that is fuller than the mean of all releases more, an emptier one less (equal filling).
  3. *Brim*: from this filling on the gate opens in a straight line to full opening at the bank: before water spills.
A gate without a basin of its own, or whose basin has no gauge, is simply set to its release. Pumps keep their floats.
Released at 100, without evening, every gate stands open: what nobody acting would do where gates stand open.
"""

import math
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from msgspec import Struct

from banyan.control.lookahead import HOLD, Knob
from banyan.model.city import City, Lake
from banyan.model.device import Device, Kind
from banyan.model.ids import DeviceId, PrincipalId
from banyan.model.order import Plan, Target
from banyan.model.situation import Situation
from banyan.model.text import Said
from banyan.packs.water import gauges

EVEN, BRIM = 1.0, 0.9
GAIN = 4.0               # of a quarter fuller than the mean: twice the release; a quarter emptier: none
LEAST_FILLING = 1e-6     # of a dry basin: its gate may as well stand open
SMALLEST_STEP = 1.0      # % of setting below which a gate isn't moved: travel wears it
EXPIRY = timedelta(minutes=15)
MANY = 16                # gates with knobs of their own; where there are more, all share theirs


class Basin(Struct, frozen=True):
    """`filling` is the level's share of the way from bottom to bank, 0 to 1."""

    lake: Lake
    level: float
    filling: float


class Filling:
    """Implements model.situation.Controller; it remembers nothing.

    With a look ahead in the situation it follows the plan chosen there: itself with other parameters, or nothing done.
    """

    id = PrincipalId("controller:filling")

    def __init__(self, parameters: Mapping[str, float] | None = None, every_s: int = 300) -> None:
        """`parameters` by knob: a plan to be tried, where no look ahead says which to follow."""
        self._parameters, self.every_s = dict(parameters or {}), every_s

    def knobs(self, city: City) -> tuple[Knob, ...]:
        """What a look ahead may change: the release of each gate, how even, and where the brim begins."""
        gates = [device for device in city.devices if device.kind is Kind.GATE]
        shared = Knob("release", 0.0, 100.0, gates[0].standing) if len(gates) > MANY else None
        own = [Knob(f"release.{gate.id}", gate.low, gate.high, gate.standing) for gate in gates]
        return (*([shared] if shared is not None else own), Knob("even", 0.0, 1.0, EVEN), Knob("brim", 0.5, 1.0, BRIM))

    def tuned(self, parameters: Mapping[str, float]) -> "Filling":
        """The same rule following a plan."""
        return Filling(parameters, self.every_s)

    def propose(self, seen: Situation, memory: Any) -> tuple[Any, Plan | None]:
        """The memory as it came, and a plan, or None when no gate should move."""
        decision = seen.decision
        if decision is not None and decision.chosen == HOLD:
            return memory, None
        given = self._parameters if decision is None else decision.plan(decision.chosen).parameters
        basins = _basins(seen)
        fillings = {basin.lake.id: basin.filling for basin in basins.values()}
        mean = sum(fillings.values()) / len(fillings) if fillings else 0.0
        targets, brims = list[Target](), list[Basin]()
        for gate in (d for d in seen.city.devices if d.kind is Kind.GATE and not seen.devices[d.id].safe):
            basin = basins.get(gate.id)
            if basin is None and _has_basin(seen.city, gate):
                continue     # its gauge is silent: the core's safe state decides, not a guess
            wanted = min(gate.high, max(gate.low, opening(gate, basin, mean, given)))
            if not _moves(seen, gate, wanted):
                continue
            targets.append(Target(gate.id, wanted))
            if basin is not None and basin.filling > given.get("brim", BRIM):
                brims.append(basin)
        if not targets:
            return memory, None
        told = decision.id if decision is not None else None
        return memory, Plan(tuple(targets), _reason(brims), (), seen.now + EXPIRY, told)


def opening(gate: Device, basin: Basin | None, mean: float, given: Mapping[str, float]) -> float:
    """% of opening that a plan's parameters ask for, before the gate's own limits."""
    release = given.get(f"release.{gate.id}", given.get("release", gate.standing))
    if basin is None:
        return release
    even, brim = given.get("even", EVEN), given.get("brim", BRIM)
    share = min(2.0, max(0.0, 1.0 + GAIN * even * (basin.filling - mean)))
    wanted = release * share / math.sqrt(max(LEAST_FILLING, basin.filling))
    if basin.filling > brim:
        wanted = max(wanted, 100.0 * (basin.filling - brim) / max(LEAST_FILLING, 1.0 - brim))
    return wanted


def _basins(seen: Situation) -> dict[DeviceId, Basin]:
    """The basin of each gate, where its level is fresh."""
    found: dict[DeviceId, Basin] = {}
    for gate in seen.city.devices:
        lake = next((lake for lake in seen.city.lakes if gate.level == lake.level), None)
        level = gauges.fresh(seen, gate.level, gate.stale_min) if lake is not None else None
        if gate.kind is Kind.GATE and lake is not None and level is not None:
            bottom = lake.area_m2[0][0]
            filling = (level.value - bottom) / max(LEAST_FILLING, lake.bank - bottom)
            found[gate.id] = Basin(lake, level.value, min(1.0, max(0.0, filling)))
    return found


def _has_basin(city: City, gate: Device) -> bool:
    return any(lake.level == gate.level for lake in city.lakes)


def _moves(seen: Situation, gate: Device, wanted: float) -> bool:
    """Far enough to be worth it; and opening only where the interlocks would let it."""
    going = seen.devices[gate.id].target
    if abs(wanted - going) < SMALLEST_STEP:
        return False
    if wanted < going or not _has_basin(seen.city, gate):
        return True
    level = gauges.fresh(seen, gate.level, gate.stale_min)
    if level is None or (gate.band_foot is not None and level.value < gate.band_foot):
        return False
    below = gauges.fresh(seen, gate.downstream, gate.stale_min)
    if gate.downstream is None:
        return True
    return below is not None and level.value - below.value > gate.head_margin


def _reason(brims: list[Basin]) -> Said:
    """The fullest basin near its bank, or that all release by how full they are."""
    if not brims:
        return Said("water.even")
    fullest = max(brims, key=lambda basin: basin.filling)
    return Said("water.brim", {"lake": str(fullest.lake.id), "level": f"{fullest.level:.2f}"})
