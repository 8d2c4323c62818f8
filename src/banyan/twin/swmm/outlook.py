"""The model twin: from what was measured so far and what is forecast, what the levels will be.

It simulates from the run's start each time, with measured rain, tide and inflow and the gates as they were read back:
so its state is estimated from readings alone, and an outlook depends on its inputs and on nothing that was asked
before.
"""

from collections.abc import Mapping
from datetime import timedelta

import msgspec
from msgspec import Struct, field

from banyan.model.device import Kind
from banyan.model.forecast import Forecast
from banyan.model.stream import Measures
from banyan.model.time import Instant
from banyan.twin.swmm.network import parse
from banyan.twin.swmm.perturb import perturbed
from banyan.twin.swmm.scenario import prepare
from banyan.twin.swmm.simulation import Course
from banyan.twin.swmm.spec import PlantSpec, SpecError
from banyan.twin.swmm.tables import Table, closed, linear

STEP_S = 30              # control and routing step: three times that of the plant
EVERY_MIN = 10           # spacing of the curves


class Outlook(Struct, frozen=True, kw_only=True):
    """A question. Tables are minutes from the spec's start and reach up to `now`; empty: nothing was measured.

    `settings` are (minute, gate, %) as read back; `plan` are (minute, device, %) from now on, ramped as orders are.
    """

    now: Instant
    horizon_h: float
    rain: Table = ()
    tide: Table = ()
    inflow: Table = ()
    settings: tuple[tuple[float, str, float], ...] = ()
    plan: tuple[tuple[float, str, float], ...] = ()
    forecast: Forecast | None = None


class Curves(Struct, frozen=True):
    """Levels at `minutes` from the spec's start, by level stream; the first point is now."""

    minutes: list[int]
    levels: dict[str, list[float]] = field(default_factory=dict)


class Model:
    """A network that differs from the plant's by seed. Of the spec only city, network and start are used."""

    def __init__(self, spec: PlantSpec, seed: int) -> None:
        network, self.changes = perturbed(parse(spec.network), seed)
        hydraulics = spec.city.hydraulics
        if hydraulics is None:
            raise SpecError(f"{spec.city.id} declares no hydraulics: there is nothing to simulate")
        self._spec = msgspec.structs.replace(
            spec, network=network.text(), rain=None, tide=None, inflow=None, forecast=None, faults=(), gauges=False
        )
        self._streams = {
            stream.id: hydraulics.levels[stream.id]
            for stream in spec.city.streams
            if stream.measures in (Measures.LEVEL, Measures.DEPTH) and stream.id in hydraulics.levels
        }
        self._depths = {stream.id for stream in spec.city.streams if stream.measures == Measures.DEPTH}

    def curves(self, asked: Outlook) -> Curves:
        """Simulate and read the levels from now to the horizon."""
        now = (asked.now - self._spec.start) / timedelta(minutes=1)
        if now < 0 or not 0 < asked.horizon_h <= 24 * 14:
            raise SpecError("an outlook starts in the run and reaches up to 14 days ahead")
        spec = self._with_weather(asked, now)
        scenario = prepare(spec, STEP_S)
        changes = sorted([*asked.settings, *asked.plan], key=lambda change: change[0])
        gates = {str(d.id) for d in spec.city.devices if d.kind == Kind.GATE}
        first = _first_positions(changes, gates)
        course = Course(scenario, spec.city, first, counted=False)
        try:
            return self._read(course, changes, now, scenario.seconds)
        finally:
            course.close()

    def _read(
        self, course: Course, changes: list[tuple[float, str, float]], now: float, seconds: int
    ) -> Curves:
        curves = Curves([], {stream: [] for stream in self._streams})
        at = 0
        first = -(-int(now * 60) // course.scenario.step_s) * course.scenario.step_s
        while True:
            if course.second >= first and (course.second - first) % (EVERY_MIN * 60) == 0:
                curves.minutes.append(course.second // 60)
                for stream, node in self._streams.items():
                    read = course.engine.street_depth if stream in self._depths else course.engine.level
                    curves.levels[stream].append(round(read(node), 4))
            if course.second >= seconds:
                return curves
            while at < len(changes) and changes[at][0] * 60 <= course.second:
                course.machines.order(changes[at][1], changes[at][2])
                at += 1
            course.step()

    def _with_weather(self, asked: Outlook, now: float) -> PlantSpec:
        hours = now / 60 + asked.horizon_h
        forecast, start = asked.forecast, self._spec.start
        rain = tuple(row for row in asked.rain if row[0] < now)
        ahead = [(now, 0.0)]
        tide = tuple(row for row in asked.tide if row[0] <= now)
        if forecast is not None:
            begin = (forecast.start - start) / timedelta(minutes=1)
            steps = [(begin + i * forecast.step_min, value) for i, value in enumerate(forecast.rain_mm_per_h)]
            ahead = [(now, forecast.rain(asked.now)), *(row for row in closed(tuple(steps)) if row[0] > now)]
            levels = [(begin + i * forecast.step_min, value) for i, value in enumerate(forecast.tide_m)]
            tide = _joined(tide, tuple(levels), now)
        inflow = tuple(row for row in asked.inflow if row[0] <= now)
        return msgspec.structs.replace(
            self._spec, hours=hours, rain=(*rain, *ahead),
            tide=tide or None, inflow=inflow or None,
        )


def _joined(measured: Table, expected: Table, now: float) -> Table:
    """Measured levels, then the expected ones, raised or lowered by the difference at the joint (the surge now)."""
    later = tuple(row for row in expected if row[0] > now)
    if not measured or not expected:
        return (*measured, *later)
    surge = measured[-1][1] - linear(expected, measured[-1][0])
    return (*measured, *((minute, value + surge) for minute, value in later if minute > measured[-1][0]))


def _first_positions(changes: list[tuple[float, str, float]], gates: set[str]) -> Mapping[str, float]:
    found: dict[str, float] = {}
    for _, device, setting in changes:
        if device in gates:
            found.setdefault(device, setting)
    return found
