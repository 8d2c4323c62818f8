"""A world that goes on from a moment that was measured: the model's water, with machines, gauges and crews.

`python -m banyan.twin.swmm.onward` is its process. It is opened with the model's network (`model.blind`), never with
the plant's truth; what comes after the moment is what it was told.

| request | answer |
|---|---|
| `{"model": PlantSpec, "perturb": seed}` | `{"opened": true, "changes": ["sentence", ...]}` |
| `{"follow": Follow}` | Followed: the state at the moment |
| `{"open": Onward}` | `{"opened": true}` |
| `{"advance": TIME, "orders": [...]}` | `{"at", "messages"}`, as the plant's |
| `{"close": true}` | Lived |
| `{"live": Onward, "orders": [...]}` | Lived: opened, told once what to do, and gone through to its end |
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType, field
from msgspec.structs import replace

from banyan.model.case import CrewStatus
from banyan.model.effect import Run
from banyan.model.time import Instant, iso
from banyan.twin.crews import Pumping
from banyan.twin.swmm.engine import EngineError
from banyan.twin.swmm.follow import Follow, Held, ModelNetwork
from banyan.twin.swmm.pipe import serve
from banyan.twin.swmm.simulation import Course
from banyan.twin.swmm.spec import Fault, FaultKind, PlantSpec
from banyan.twin.swmm.tables import Table
from banyan.twin.swmm.world import World

EVERY_MIN = 10           # spacing of the curves
_decode = msgspec.json.Decoder(dict[str, Any]).decode
_encode = msgspec.json.Encoder().encode


class Stands(Struct, frozen=True):
    """A crew at the moment. `arrive_s`: when it will be there; negative: since when it has been."""

    crew: str
    status: CrewStatus
    task: str
    place: str | None
    action: str
    arrive_s: int


class Onward(Struct, frozen=True, kw_only=True):
    """What a world is opened with. Tables and faults count minutes from `start`, the moment it goes on from.

    `told` is the rain that its weather service forecasts; None: it has none to tell. `tide` and `inflow` empty: what
    the network says by itself. `ordered` are set-points that still hold: gates on their way, pumps told to run.
    """

    start: Instant
    hours: float
    state: Held
    rain: Table = ()
    tide: Table = ()
    inflow: Table = ()
    told: Table | None = None
    faults: tuple[Fault, ...] = ()
    ordered: dict[str, float] = {}
    crews: tuple[Stands, ...] = ()
    seed: int = 1
    gauges: bool = True


class Lived(Struct, frozen=True):
    """What a run came to, counted from its start, with true levels (m) and openings (%) at `minutes` from there."""

    run: Run
    minutes: list[int]
    curves: dict[str, list[float]] = field(default_factory=dict)


class OnwardWorld(World):
    """The plant's world from a held state on. Its readings carry no count: the city's gauges have one of their own."""

    def __init__(self, model: ModelNetwork, asked: Onward) -> None:
        self._held = asked.state
        lost = () if asked.told is not None else (Fault(FaultKind.FORECAST_LOST, 0.0),)
        spec = replace(
            model.spec(asked.start, asked.hours, asked.rain, asked.tide, asked.inflow),
            forecast=asked.told, faults=(*asked.faults, *lost), seed=asked.seed, gauges=asked.gauges,
        )  # fmt: skip
        self._levels = model.read
        self._minutes_read: list[int] = []
        self._curves: dict[str, list[float]] = {}
        super().__init__(spec)
        for device, setting in asked.ordered.items():
            self._course.machines.order(device, setting)
        for crew in asked.crews:
            self._crews.stand(crew.crew, crew.status, crew.task, crew.place, crew.action, crew.arrive_s)
            if crew.status is CrewStatus.WORKING:
                self._resume_work(crew)
        self._look()

    def advance(self, to: Instant, orders: Iterable[Mapping[str, Any]]) -> list[str]:
        return [_uncounted(line) for line in super().advance(to, orders)]

    def end(self) -> Lived:
        return Lived(self.close().run, self._minutes_read, self._curves)

    def _begin(self) -> Course:
        state = self._held
        course = Course(self._scenario, self._spec.city, state.gates, hotstart=state.hotstart)
        for name, on in state.mobile.items():
            course.machines.work(name, on)
        course.machines.observe()
        for pump in course.machines.pumps.values():
            pump.starts = 0                  # those that run at the moment were started before it
        return course

    def _resume_work(self, crew: Stands) -> None:
        place = next((p for p in self._spec.city.places if str(p.id) == crew.place), None)
        if place is not None and place.pump_position is not None:
            self._pump(Pumping(place.pump_position, True))

    def _said(self) -> list[str]:
        if self._course.second and self._course.second % (EVERY_MIN * 60) == 0:
            self._look()
        return super()._said()

    def _read(self, minute: int) -> list[str]:
        """The gauges of the moment itself have been read."""
        return super()._read(minute) if minute else []

    def _look(self) -> None:
        """The truth of this world, for its curves."""
        self._minutes_read.append(self._course.second // 60)
        values = {str(stream): level for stream, level in self._levels(self._course).items()}
        gates = self._course.machines.gates
        for device in self._spec.city.devices:
            if str(device.id) in gates:
                values[str(device.read_back)] = gates[str(device.id)].position
        for stream, value in values.items():
            self._curves.setdefault(stream, []).append(round(value, 4))


def _uncounted(line: str) -> str:
    """The message without its sequence number: the city goes on counting by itself."""
    said = _decode(line)
    said.pop("seq", None)
    return _encode(said).decode()


class Request(Struct):
    """One line: exactly one of model, follow, open, advance, close, live."""

    model: PlantSpec | UnsetType = UNSET
    perturb: int | None = None
    follow: Follow | UnsetType = UNSET
    open: Onward | UnsetType = UNSET
    advance: Instant | UnsetType = UNSET
    live: Onward | UnsetType = UNSET
    orders: list[dict[str, Any]] = field(default_factory=list)
    close: bool = False


class Desk:
    """The model of this process, and at most one world of it."""

    def __init__(self) -> None:
        self._model: ModelNetwork | None = None
        self._world: OnwardWorld | None = None

    def leave(self) -> None:
        if self._world is not None:
            self._world.close()
            self._world = None

    def answer(self, request: Request) -> object:
        if not isinstance(request.model, UnsetType):
            self.leave()
            self._model = ModelNetwork(request.model, request.perturb)
            return {"opened": True, "changes": self._model.changes}
        if self._model is None:
            return {"error": "no model is open: send {\"model\": PlantSpec} first"}
        if not isinstance(request.follow, UnsetType):
            self.leave()
            return self._model.follow(request.follow)
        if not isinstance(request.open, UnsetType):
            self.leave()
            self._world = OnwardWorld(self._model, request.open)
            return {"opened": True}
        if not isinstance(request.live, UnsetType):
            return self._live(self._model, request.live, request.orders)
        if self._world is None:
            return {"error": "no world is open: send {\"open\": Onward} first"}
        if not isinstance(request.advance, UnsetType):
            return {"at": iso(request.advance), "messages": self._world.advance(request.advance, request.orders)}
        if request.close:
            world, self._world = self._world, None
            return world.end()
        return {"error": "one of model, follow, open, advance, close, live was expected"}

    def _live(self, model: ModelNetwork, asked: Onward, orders: list[dict[str, Any]]) -> Lived:
        self.leave()
        self._world = world = OnwardWorld(model, replace(asked, gauges=False))
        world.advance(asked.start + timedelta(seconds=round(asked.hours * 3600)), orders)
        self._world = None
        return world.end()


def main() -> None:
    desk = Desk()
    serve(Request, desk.answer, desk.leave, EngineError)


if __name__ == "__main__":
    main()
