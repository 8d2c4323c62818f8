"""Gates and pumps of the simulated world: travel time, floats, orders, and what has failed.

The engine would let a ten-minute gate jump, so gates are moved here, step by step. A pump's float is the engine's own
(start-up and shut-off depth of the input file) and outranks the platform: an order to run is a request that the
float ends at the shut-off depth and that is taken up again once the sump has filled half way to the start-up depth.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from banyan.model.city import City
from banyan.model.device import Device, Kind
from banyan.twin.swmm.engine import RUNNING_M3S, Engine
from banyan.twin.swmm.network import Network
from banyan.twin.swmm.scenario import Scenario
from banyan.twin.swmm.spec import FaultKind, SpecError

REFILL_M = 0.2           # a pump without a start-up depth of its own starts again this far above its shut-off depth


@dataclass
class _Gate:
    device: Device
    link: str
    position: float      # % open
    target: float
    travel: float = 0.0  # sum of |change| in %


@dataclass
class _Pump:
    """`wanted`: the platform (or a crew) asks for it. `off_m` and `again_m` are depths in the sump."""

    link: str
    sump: str
    off_m: float
    again_m: float
    own: float           # what it does by itself where it has no float: 0 or 1
    floats: bool
    wanted: bool = False
    running: bool = False
    starts: int = 0


class Machines:
    """All devices and mobile pumps of one run. Settings in %, by device id; `positions` are the gates' first ones."""

    def __init__(self, engine: Engine, scenario: Scenario, city: City, positions: Mapping[str, float]) -> None:
        self._engine = engine
        self._faults = scenario.faults
        self._step_s = scenario.step_s
        hydraulics = scenario.hydraulics
        self.gates = {
            str(d.id): _Gate(d, hydraulics.gates[d.id], _percent(d.id, positions.get(d.id, d.initial)), 0.0)
            for d in city.devices
            if d.kind == Kind.GATE and d.id in hydraulics.gates
        }
        self.pumps = {
            str(d.id): _pump(scenario.network, hydraulics.pumps[d.id])
            for d in city.devices
            if d.kind == Kind.PUMP and d.id in hydraulics.pumps
        }
        self.mobile = {position: _pump(scenario.network, link) for position, link in hydraulics.mobile.items()}
        for gate in self.gates.values():
            gate.target = gate.position
            engine.put(gate.link, gate.position / 100)  # the engine starts every orifice open

    def order(self, device: str, setting: object) -> bool:
        """Take a set-point in %. An order that is no number from 0 to 100 or for an unknown device is refused."""
        if isinstance(setting, bool) or not isinstance(setting, int | float):
            return False
        if not math.isfinite(setting) or not 0 <= setting <= 100:
            return False
        if device in self.gates:
            self.gates[device].target = float(setting)
            return True
        if device in self.pumps:
            self._want(self.pumps[device], setting > 0)
            return True
        return False

    def work(self, position: str, on: bool) -> None:
        """A crew starts or stops the mobile pump of a position."""
        if position in self.mobile:
            self._want(self.mobile[position], on)

    def stop(self) -> None:
        """Emergency stop: gates hold where they are, pumps return to their floats. Mobile pumps are the crews'."""
        for gate in self.gates.values():
            gate.target = gate.position
        for pump in self.pumps.values():
            self._want(pump, False)

    def move(self, minute: float) -> None:
        """One control step, before the water moves."""
        for name, gate in self.gates.items():
            if gate.target != gate.position and not self._faults.on(FaultKind.GATE_STUCK, minute, name):
                self._move(gate)
        for pump in (*self.pumps.values(), *self.mobile.values()):
            stopped = pump.wanted and self._engine.setting(pump.link) == 0.0
            if stopped and self._engine.depth_in(pump.sump) >= pump.again_m:
                self._engine.put(pump.link, 1.0)

    def observe(self) -> None:
        """After the water has moved: count starts by flow, since a setting of 0 may still run on its float."""
        for pump in self.pumps.values():
            running = self._engine.flow(pump.link) > RUNNING_M3S
            pump.starts += running and not pump.running
            pump.running = running

    def flow(self, device: str) -> float:
        return self._engine.flow(self.pumps[device].link)

    def _move(self, gate: _Gate) -> None:
        most = gate.device.ramp * self._step_s / 60
        change = max(-most, min(most, gate.target - gate.position))
        gate.position = gate.target if abs(gate.target - gate.position) <= most else gate.position + change
        gate.travel += abs(change)
        self._engine.put(gate.link, min(1.0, max(0.0, gate.position / 100)))

    def _want(self, pump: _Pump, on: bool) -> None:
        if on and not pump.wanted:
            if self._engine.depth_in(pump.sump) > pump.off_m:
                self._engine.put(pump.link, 1.0)
        elif pump.wanted and not on:
            self._engine.put(pump.link, 0.0 if pump.floats else pump.own)
        pump.wanted = on


def _pump(network: Network, link: str) -> _Pump:
    found = network.links()[link.upper()]
    row = [found.id, *found.row]
    own = 0.0 if len(row) > 2 and row[2].upper() == "OFF" else 1.0
    on_m, off_m = network.number(row, 3, "PUMPS"), network.number(row, 4, "PUMPS")
    again = (on_m + off_m) / 2 if on_m > off_m else off_m + REFILL_M if off_m > 0 else 0.0
    return _Pump(found.id, found.start, off_m, again, own, on_m > 0)


def _percent(device: str, setting: float) -> float:
    if not math.isfinite(setting) or not 0 <= setting <= 100:
        raise SpecError(f"{device}: a setting from 0 to 100 % was expected, {setting!r} given")
    return float(setting)
