"""The plant: water, machines, gauges, crews and the weather service of the simulated city, moved by messages."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

import msgspec

from banyan.model.city import City
from banyan.model.stream import Measures, Stream
from banyan.model.time import Instant, iso
from banyan.twin.crews import Crews, Pumping, points
from banyan.twin.swmm.gauges import Gauges
from banyan.twin.swmm.issue import EVERY_MIN, Issues, line
from banyan.twin.swmm.scenario import Scenario, prepare
from banyan.twin.swmm.simulation import Course
from banyan.twin.swmm.spec import CrewWork, FaultKind, PlantSpec, RunReport, SpecError
from banyan.twin.swmm.tables import linear, means

GRACE_MIN = 60           # how far beyond its hours a run may be asked to go

_encode = msgspec.json.Encoder().encode


class World:
    """One run of the simulated city. `advance` is the only way forward; the same calls give the same messages."""

    def __init__(self, spec: PlantSpec) -> None:
        self._spec = spec
        self._scenario = prepare(spec)
        self._minutes = self._scenario.seconds // 60 + GRACE_MIN
        city = spec.city
        self._gauges = Gauges(city.streams, spec.seed, spec.start, self._minutes, self._scenario.faults)
        self._issues = Issues(spec, self._scenario.weather)
        self._crews = Crews(city.crews, city.places, spec.seed, spec.start)
        self._course = self._begin()
        self._truth = _truth(city, self._scenario, self._course, self._minutes)
        self._streets = self._scenario.hydraulics.streets
        self._done: set[tuple[str, str]] = set()     # ids of orders already taken; asked by membership only
        self._works: dict[str, int] = {}             # position -> second since which it is worked
        self._crew_work: list[CrewWork] = []
        self._began = False

    def _begin(self) -> Course:
        return Course(self._scenario, self._spec.city, {})

    def advance(self, to: Instant, orders: Iterable[Mapping[str, Any]]) -> list[str]:
        """Take `orders` now, move to `to`; returns the lines sent on the way. Raises SpecError for a time off the grid.
        """
        target = (to - self._spec.start).total_seconds()
        step, now = self._scenario.step_s, self._course.second
        if target != int(target) or int(target) % step or not now <= target <= self._minutes * 60:
            last = iso(self._spec.start + timedelta(minutes=self._minutes))
            raise SpecError(f"can't advance to {iso(to)}: a multiple of {step} s from {iso(self.now)} to {last} "
                            "was expected")
        sent: list[str] = []
        for order in orders:
            sent += self._take(order)
        while self._course.second < target:
            if not self._began:
                self._began = True
                sent += self._said()
            self._course.step()
            sent += self._said()
        return sent

    def close(self) -> RunReport:
        for position in list(self._works):
            self._pump(Pumping(position, False), ended=False)
        return self._course.close(tuple(self._crew_work))

    @property
    def now(self) -> Instant:
        return self._spec.start + timedelta(seconds=self._course.second)

    def _take(self, body: Mapping[str, Any]) -> list[str]:
        """One body from the city's outbox. What can't be understood is no order of ours and changes nothing."""
        kind = next((k for k in ("order", "dispatch", "recall", "stop") if isinstance(body.get(k), str)), None)
        known = f"{body.get(kind)}#{body.get('n', 1)}" if kind is not None else ""     # `n`: a task that is sent again
        if kind is None or (kind, known) in self._done:
            return []
        self._done.add((kind, known))
        if kind == "order":
            self._course.machines.order(str(body.get("device")), body.get("setting"))
            return []
        if kind == "stop":
            self._course.machines.stop()
            return []
        crew, second = str(body.get("crew")), self._course.second
        if kind == "dispatch":
            done = self._crews.dispatch(
                body[kind], crew, str(body.get("place")), str(body.get("action", "inspect")), second,
                points(body.get("via")), n if isinstance(n := body.get("n"), int) else 1)
        else:
            place = self._crews.place_of(crew)
            done = self._crews.recall(body[kind], crew, second, self._depths().get(place) if place else None)
        return self._crew_did(*done)

    def _said(self) -> list[str]:
        """What is sent at this moment: crews at every step; forecast and gauges at whole minutes."""
        second = self._course.second
        sent = self._crew_did(*self._crews.step(second, self._depths())) if self._crews.awaited(second) else []
        if second % 60 or not self._spec.gauges:
            return sent
        minute = second // 60
        return [*sent, *self._issued(minute), *self._read(minute)]

    def _issued(self, minute: int) -> list[str]:
        if minute % EVERY_MIN or self._scenario.faults.on(FaultKind.FORECAST_LOST, minute):
            return []
        return [_encode(line(self._issues.at(minute))).decode()]

    def _read(self, minute: int) -> list[str]:
        return self._gauges.lines(minute, {sid: read(minute) for sid, read in self._truth})

    def _depths(self) -> dict[str, float]:
        return {place: self._course.engine.street_depth(node) for place, node in self._streets.items()}

    def _crew_did(self, pumping: list[Pumping], messages: list[Any]) -> list[str]:
        for one in pumping:
            self._pump(one)
        return [_encode(message).decode() for message in messages]

    def _pump(self, one: Pumping, ended: bool = True) -> None:
        self._course.machines.work(one.position, one.on)
        if one.on:
            self._works[one.position] = self._course.second
        elif one.position in self._works:
            begin = self._works.pop(one.position)
            self._crew_work.append(CrewWork(one.position, begin, self._course.second if ended else None))


def _truth(
    city: City, scenario: Scenario, course: Course, minutes: int
) -> list[tuple[str, Callable[[int], float]]]:
    """For each stream that has something to measure: its id and how to read the true value at a minute."""
    rain = means(scenario.weather.rain, 1.0, minutes + 1)
    found = ((stream.id, _reader(stream, city, scenario, course, rain)) for stream in city.streams)
    return [(sid, read) for sid, read in found if read is not None]


def _reader(
    stream: Stream, city: City, scenario: Scenario, course: Course, rain: list[float]
) -> Callable[[int], float] | None:
    engine, machines, weather = course.engine, course.machines, scenario.weather
    node = scenario.hydraulics.levels.get(stream.id)
    device = next((d.id for d in city.devices if d.read_back == stream.id), None)
    match stream.measures:
        case Measures.LEVEL if node is not None:
            return lambda _: engine.level(node)
        case Measures.DEPTH if node is not None:
            return lambda _: engine.street_depth(node)
        case Measures.RAIN:
            return lambda minute: rain[minute - 1] if minute else 0.0
        case Measures.TIDE if weather.tide is not None:
            tide = weather.tide
            return lambda minute: linear(tide, minute)
        case Measures.INFLOW if weather.inflow is not None:
            inflow = weather.inflow
            return lambda minute: linear(inflow, minute)
        case Measures.POSITION if device in machines.gates:
            gate = machines.gates[device]
            return lambda _: gate.position
        case Measures.FLOW if device in machines.pumps:
            return lambda _: machines.flow(device)
        case _:
            return None
