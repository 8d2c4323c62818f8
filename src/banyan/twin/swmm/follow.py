"""The model twin follows the city: simulated on what was measured, corrected by the lakes' gauges through inflows.

A lake whose gauge stands above the model gets so much more inflow until they meet, within what could have run off its
catchment; nothing is ever overwritten. A second course without corrections says what each gauge is measured against.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from math import nan

import msgspec
import numpy as np
from msgspec import Struct

from banyan.model.city import City, Lake
from banyan.model.device import Kind
from banyan.model.ids import StreamId
from banyan.model.stream import Measures
from banyan.model.time import Instant
from banyan.twin.swmm.network import Network, parse
from banyan.twin.swmm.perturb import perturbed
from banyan.twin.swmm.scenario import prepare
from banyan.twin.swmm.simulation import Course
from banyan.twin.swmm.spec import PlantSpec, SpecError
from banyan.twin.swmm.tables import Table, linear

STEP_S = 30              # control and routing step: three times that of the plant
CORRECT_MIN = 10         # how often the corrections are reckoned anew
SHARE = 0.5              # of the difference that is made up until the next time
MOST_MM_H = 20.0         # as rain on the lake's catchment: more than that is no error of a model
FREE_MIN = 60            # the last so many minutes of the course without corrections are told

Change = tuple[float, str, float]


class Follow(Struct, frozen=True, kw_only=True):
    """A question. Tables are minutes from `origin`, from `begin` to `now`; empty: nothing was measured.

    `settings` are (minute, device, %): gates as read back, pumps 100 while they run. `work` is (minute, mobile pump
    position, 1 or 0). `levels` are the gauges that correct, by stream.
    """

    begin: Instant
    now: Instant
    origin: Instant | None = None      # what the tables' minutes count from; None: the spec's start
    rain: Table = ()
    tide: Table = ()
    inflow: Table = ()
    settings: tuple[Change, ...] = ()
    work: tuple[Change, ...] = ()
    levels: dict[StreamId, Table] = {}


class Held(Struct, frozen=True):
    """A state to go on from: the engine's hotstart and what it doesn't keep."""

    hotstart: bytes
    gates: dict[str, float]
    pumps: dict[str, bool]
    mobile: dict[str, bool]


class Followed(Struct, frozen=True):
    """`levels` at `now` by level stream; `free` are (minute, level) of the course without corrections."""

    state: Held
    levels: dict[StreamId, float]
    free: dict[StreamId, Table]


class ModelNetwork:
    """A network that differs from the plant's by seed (None: the network as it is, where the plant is a real city).

    Of the spec only city, network and start are used.
    """

    def __init__(self, spec: PlantSpec, seed: int | None) -> None:
        hydraulics = spec.city.hydraulics
        if hydraulics is None:
            raise SpecError(f"{spec.city.id} declares no hydraulics: there is nothing to simulate")
        given = parse(spec.network)
        self._network, self.changes = perturbed(given, seed) if seed is not None else (given, ())
        self._spec = msgspec.structs.replace(
            spec, network=self._network.text(), rain=None, tide=None, inflow=None, forecast=None, faults=(),
            gauges=False,
        )  # fmt: skip
        self.start = spec.start
        self.city: City = spec.city
        self.hydraulics = hydraulics
        level = (Measures.LEVEL, Measures.DEPTH)
        self.nodes = {s.id: hydraulics.levels[s.id] for s in spec.city.streams
                      if s.measures in level and s.id in hydraulics.levels}
        self.depths = frozenset(s.id for s in spec.city.streams if s.measures is Measures.DEPTH)

    def spec(self, start: Instant, hours: float, rain: Table, tide: Table, inflow: Table) -> PlantSpec:
        """A run of the model from `start`; tables in minutes from there."""
        return msgspec.structs.replace(
            self._spec, start=start, hours=hours, rain=rain or ((0.0, 0.0),), tide=tide or None,
            inflow=inflow or None,
        )

    def read(self, course: Course) -> dict[StreamId, float]:
        """Every level stream: m above datum, or m of water on a street."""
        engine = course.engine
        return {
            stream: engine.street_depth(node) if stream in self.depths else engine.level(node)
            for stream, node in self.nodes.items()
        }

    def follow(self, asked: Follow) -> Followed:
        """Two courses up to `now`, one corrected and one free. Raises SpecError, EngineError."""
        free = dict[StreamId, list[tuple[float, float]]]()
        self._run(asked, {}, free)
        state, levels = self._run(asked, asked.levels, None)
        return Followed(state, levels, {stream: tuple(rows) for stream, rows in free.items()})

    def _run(
        self, asked: Follow, gauges: Mapping[StreamId, Table], free: dict[StreamId, list[tuple[float, float]]] | None
    ) -> tuple[Held, dict[StreamId, float]]:
        begin = (asked.begin - (asked.origin or self.start)) / timedelta(minutes=1)
        hours = (asked.now - asked.begin) / timedelta(hours=1)
        tables = [moved(table, begin, steps) for table, steps in
                  ((asked.rain, True), (asked.tide, False), (asked.inflow, False))]
        spec = self.spec(asked.begin, max(hours, 1 / 60), *tables)
        if begin > 0:
            spec = msgspec.structs.replace(spec, network=self._standing_at(asked.levels, begin).text())
        changes = sorted((minute - begin, what, value) for minute, what, value in (*asked.settings, *asked.work))
        course = Course(prepare(spec, STEP_S), self.city, _first(changes, self._gates()), counted=False)
        lakes = [(lake, self.hydraulics.lakes[lake.id], gauges[lake.level]) for lake in self.city.lakes
                 if lake.id in self.hydraulics.lakes and gauges.get(lake.level)]
        try:
            self._course(course, changes, lakes, begin, free)
            for _, node, _ in lakes:
                course.engine.add_inflow(node, 0.0)
            return held(course), self.read(course)
        finally:
            course.close()

    def _course(
        self, course: Course, changes: Sequence[Change], lakes: Sequence[tuple[Lake, str, Table]], begin: float,
        free: dict[StreamId, list[tuple[float, float]]] | None,
    ) -> None:  # fmt: skip
        at, end = 0, course.scenario.seconds
        while course.second < end:
            while at < len(changes) and changes[at][0] * 60 <= course.second:
                _do(course, changes[at])
                at += 1
            if course.second % (CORRECT_MIN * 60) == 0:
                for lake, node, table in lakes:
                    course.engine.add_inflow(node, _missing(lake, course.engine.level(node), table,
                                                            begin + course.second / 60))
            course.step()
            if free is not None and course.second % 300 == 0 and course.second > end - FREE_MIN * 60:
                for stream, level in self.read(course).items():
                    free.setdefault(stream, []).append((begin + course.second / 60, round(level, 4)))

    def _gates(self) -> frozenset[str]:
        return frozenset(str(d.id) for d in self.city.devices if d.kind is Kind.GATE)

    def _standing_at(self, levels: Mapping[StreamId, Table], minute: float) -> Network:
        """The network with its lakes filled as their gauges stood then."""
        filled = {self.hydraulics.lakes[lake.id].upper(): linear(levels[lake.level], minute)
                  for lake in self.city.lakes if lake.id in self.hydraulics.lakes and levels.get(lake.level)}
        rows = [
            [*row[:3], f"{min(max(0.0, filled[row[0].upper()] - float(row[1])), float(row[2])):.4f}", *row[4:]]
            if row[0].upper() in filled else row
            for row in self._network.rows("STORAGE")
        ]  # fmt: skip
        return self._network.with_rows("STORAGE", rows)


def held(course: Course) -> Held:
    machines = course.machines
    return Held(
        course.engine.save(), {name: gate.position for name, gate in machines.gates.items()},
        {name: pump.wanted for name, pump in machines.pumps.items()},
        {name: pump.wanted for name, pump in machines.mobile.items()},
    )  # fmt: skip


def moved(table: Table, begin: float, steps: bool) -> Table:
    """Rows as minutes from `begin`; the one that holds there (or the line's value) comes to stand at 0."""
    later = tuple((minute - begin, value) for minute, value in table if minute > begin)
    before = [value for minute, value in table if minute <= begin]
    if not before:
        return later
    return ((0.0, before[-1] if steps else linear(table, begin)), *later)


def _do(course: Course, change: Change) -> None:
    _, what, value = change
    if what in course.machines.mobile:
        course.machines.work(what, value > 0)
    else:
        course.machines.order(what, value)


def _first(changes: Sequence[Change], gates: frozenset[str]) -> Mapping[str, float]:
    """Where each gate stands at the start: its last setting up to then, else the first one known."""
    found: dict[str, float] = {}
    for minute, device, setting in changes:
        if device in gates and (minute <= 0 or device not in found):
            found[device] = setting
    return found


def _missing(lake: Lake, level: float, gauge: Table, minute: float) -> float:
    """m³/s that would make up a share of the difference, within bounds; 0 where the gauge was silent lately."""
    lately = [value for at, value in gauge if minute - CORRECT_MIN < at <= minute]
    measured = float(np.mean(lately)) if lately else nan
    if measured != measured:
        return 0.0
    knots = np.array(lake.area_m2)
    surface = float(np.interp(level, knots[:, 0], knots[:, 1]))
    wanted = SHARE * surface * (measured - level) / (CORRECT_MIN * 60)
    most = lake.catchment_m2 * MOST_MM_H / 3.6e6
    return max(-most, min(most, wanted))
