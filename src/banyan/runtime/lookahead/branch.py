"""One branch: a plan followed in the model through one course of the forecast, and what that costs."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from banyan.control.cost import weighed
from banyan.model.city import City
from banyan.model.decision import Costs
from banyan.model.device import Kind
from banyan.model.forecast import Forecast
from banyan.model.ids import DeviceId, StreamId
from banyan.model.observation import Latest
from banyan.model.situation import Controller, DeviceState, Situation
from banyan.model.stream import Measures
from banyan.model.time import Instant, seconds
from banyan.packs.water import storage
from banyan.twin.swmm.ahead import Weather, branch
from banyan.twin.swmm.follow import Held, ModelNetwork
from banyan.twin.swmm.simulation import Course
from banyan.twin.swmm.tables import linear

EVERY_S = 600            # spacing of the curves
_HOURS = (1, 3, 6, 24)


class Base(Struct, frozen=True, kw_only=True):
    """What all branches of one question share. `fallen` is mm measured by quarter hour, `work` (minute, position)."""

    at: Instant
    hours: float
    state: Held
    weathers: list[Weather]
    forecast: Forecast | None
    devices: dict[DeviceId, DeviceState]
    memory: Any
    fallen: dict[int, float]
    work: list[tuple[float, str]]


class Trial(Struct, frozen=True):
    """A plan in one course of weather. `parameters` None: nothing is done. `work`: further mobile pumps, as in Base."""

    plan: str
    parameters: dict[str, float] | None
    member: int
    work: list[tuple[float, str]] = []


class Outcome(Struct, frozen=True):
    """What came of it: levels and settings every ten minutes from the question's moment on."""

    costs: Costs
    levels: dict[StreamId, list[float]]
    settings: dict[DeviceId, list[float]]


def run(model: ModelNetwork, city: City, controller: Controller | None, base: Base, trial: Trial) -> Outcome:
    """Simulate to the horizon. Raises SpecError, EngineError, and what the controller raises."""
    weather = base.weathers[trial.member]
    course = branch(model, base.state, base.at, base.hours, weather)
    try:
        lived = _Life(model, city, controller, base, course, weather, trial.work)
        while course.second < course.scenario.seconds:
            lived.step()
        lived.note()
        return _outcome(lived, course, city, model)
    finally:
        course.engine.close()


class _Life:
    """A course on its way, with its controller asked as often as in the city."""

    def __init__(
        self, model: ModelNetwork, city: City, controller: Controller | None, base: Base, course: Course,
        weather: Weather, work: list[tuple[float, str]],
    ) -> None:  # fmt: skip
        self._model, self._city, self._controller = model, city, controller
        self._base, self._course, self._weather = base, course, weather
        self._memory = base.memory
        self._devices = dict(base.devices)
        self._rain = _Rain(base, weather)
        self._work = sorted([*base.work, *work])
        self._tides = [s.id for s in city.streams if s.measures is Measures.TIDE]
        self.levels: dict[StreamId, list[float]] = {}
        self.settings: dict[DeviceId, list[float]] = {}
        self.pump_s = 0
        for device, state in base.devices.items():      # what was approved goes on, whatever else is done
            course.machines.order(str(device), state.target)

    def step(self) -> None:
        course = self._course
        if course.second % EVERY_S == 0:
            self.note()
        while self._work and self._work[0][0] * 60 <= course.second:
            course.machines.work(self._work.pop(0)[1], True)
        if self._controller is not None and course.second % self._controller.every_s == 0:
            self._decide(self._controller)
        course.step()
        self.pump_s += sum(pump.running for pump in course.machines.pumps.values()) * course.scenario.step_s

    def note(self) -> None:
        for stream, level in self._model.read(self._course).items():
            self.levels.setdefault(stream, []).append(round(level, 3))
        for gate, moved in self._course.machines.gates.items():
            self.settings.setdefault(DeviceId(gate), []).append(round(moved.position, 1))
        for name, pump in self._course.machines.pumps.items():
            self.settings.setdefault(DeviceId(name), []).append(100.0 if pump.running else 0.0)

    def _decide(self, controller: Controller) -> None:
        now = self._base.at + seconds(self._course.second)
        latest = {s: Latest(s, now, level, 0) for s, level in self._model.read(self._course).items()}
        if self._weather.tide:
            sea = linear(self._weather.tide, self._course.second / 60)
            latest |= {s: Latest(s, now, sea, 0) for s in self._tides}
        seen = Situation(self._city, now, latest, self._devices, self._base.forecast, self._rain.fallen(
            self._course.second / 60))
        self._memory, plan = controller.propose(seen, self._memory)
        for target in plan.targets if plan is not None else ():
            self._order(target.device, target.setting, now)

    def _order(self, device: DeviceId, setting: float, now: Instant) -> None:
        state = self._devices[device]
        if state.safe or not self._course.machines.order(str(device), setting):
            return
        starts = state.starts
        if str(device) in self._course.machines.pumps and setting > 0:
            starts = (*(s for s in starts if now - s < timedelta(hours=1)), now)
        self._devices[device] = replace(state, target=setting, ordered=setting, ordered_at=now, starts=starts)


class _Rain:
    """mm fallen in the last hours, measured before the branch and simulated in it."""

    def __init__(self, base: Base, weather: Weather) -> None:
        now = base.at.timestamp()
        quarters = range(int(now // 900) - 24 * 4, int(now // 900) + 1)
        before = [base.fallen.get(q, 0.0) for q in quarters]         # the last of them as far as it has come
        begins = [(q * 900 - now) / 60 for q in quarters]
        ends = [m for m, _ in weather.rain[1:]] or [base.hours * 60]
        after = [rate * (end - m) / 60 for (m, rate), end in zip(weather.rain, ends, strict=False)]
        self._minutes = np.array([*begins, max(0.0, begins[-1] + 1e-6), *ends])
        self._sums = np.concatenate([[0.0], np.cumsum([*before, *after])])

    def fallen(self, minute: float) -> Mapping[int, float]:
        top = float(np.interp(minute, self._minutes, self._sums))
        return {h: top - float(np.interp(minute - 60 * h, self._minutes, self._sums)) for h in _HOURS}


def _outcome(lived: _Life, course: Course, city: City, model: ModelNetwork) -> Outcome:
    run = course.run()
    stored = 0.0
    for lake in city.lakes:
        node = model.hydraulics.lakes.get(lake.id)
        if node is not None:
            stored += storage.volume(lake, lake.band[1], course.engine.level(node))
    gates = {str(d.id) for d in city.devices if d.kind is Kind.GATE}
    costs = Costs(
        street_m3=run.flooding_m3.street, bank_m3=run.flooding_m3.bank, band_h=sum(run.band_hours_outside.values()),
        travel=sum(t for name, t in run.gate_travel.items() if name in gates),
        starts=float(sum(run.pump_starts.values())), pump_h=lived.pump_s / 3600, stored_m3=stored,
    )  # fmt: skip
    return Outcome(weighed(costs), lived.levels, lived.settings)
