"""A town with one lake, one gate and two pumps, and a desk to work control from: shared by the tests of this room."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from banyan.control.memory import Memory, start
from banyan.control.run import Controlled, run
from banyan.model.authority import Authority, Principal, Role, StandingAuthority
from banyan.model.calendar import Calendar
from banyan.model.city import City, Lake
from banyan.model.decision import Doubt
from banyan.model.device import Device, Kind
from banyan.model.ids import DeviceId, PrincipalId, RoleId, StreamId, SubjectId
from banyan.model.intent import Action, Intent
from banyan.model.observation import Latest
from banyan.model.order import Plan, Target
from banyan.model.situation import Controller, Situation
from banyan.model.stream import Measures, Stream
from banyan.model.text import Name, Said
from banyan.model.time import Instant, minutes, seconds

T0 = datetime(2026, 7, 24, tzinfo=UTC)
NAME = Name("名", "name")
GATE, PUMP, TWIN = DeviceId("gate"), DeviceId("pump"), DeviceId("pump-b")
RULE, OFFICER, GRANTOR = PrincipalId("controller:r"), PrincipalId("officer"), PrincipalId("director")


def gate(**fields: Any) -> Device:
    given: dict[str, Any] = {"ramp": 10.0, "band_foot": 0.5, "head_margin": 0.05, "stale_min": 10.0, "safe": 20.0}
    return Device(GATE, Kind.GATE, NAME, SubjectId("lake"), StreamId("gate.position"), StreamId("lake.level"), 10.0,
                  30.0, downstream=StreamId("river.level"), **(given | fields))


def pump(pid: DeviceId = PUMP, **fields: Any) -> Device:
    given: dict[str, Any] = {"min_on_min": 5.0, "min_off_min": 5.0, "max_starts_per_h": 3, "rated_m3s": 2.0}
    given["safe"] = 0.0
    return Device(pid, Kind.PUMP, NAME, SubjectId("station"), StreamId(f"{pid}.flow"), StreamId("sump.level"), 0.0, 0.0,
                  start_level=1.0, stop_level=0.0, **(given | fields))


def town(*devices: Device, standing: bool = True) -> City:
    found = devices or (gate(), pump())
    names = ["lake.level", "river.level", "sump.level", *(str(d.read_back) for d in found)]
    streams = tuple(Stream(StreamId(n), SubjectId(n.split(".")[0]), Measures.LEVEL, "m", -5, 500) for n in names)
    roles = (
        Role(RoleId("officer"), NAME, ("proposal.approve", "proposal.refuse", "stop.pull")),
        Role(RoleId("director"), NAME, ("stop.*", "standing.grant")),
        Role(RoleId("controller"), NAME, ("proposal.make",)),
    )
    people = tuple(Principal(p, NAME, (RoleId(r),)) for p, r in
                   ((OFFICER, "officer"), (GRANTOR, "director"), (RULE, "controller")))
    leave = StandingAuthority("leave", RULE, GRANTOR, tuple(d.id for d in found), 100.0, T0, T0 + timedelta(days=1))
    lake = Lake(SubjectId("lake"), NAME, StreamId("lake.level"), (0.5, 1.0), 1.5, 1.8, 2.0, ((0, 1e5), (2, 1e5)), 1e6)
    calendar = Calendar("c", "test", (2026,), ((time(9), time(17)),), frozenset(), frozenset[date]())
    return City("town", NAME, "UTC", streams, (), found, (lake,), (), (), (), calendar,
                Authority(roles, people, (leave,) if standing else ()), {})


class Asks:
    """A controller that asks for the given targets whenever it is asked."""

    id = RULE
    every_s = 300

    def __init__(self, *targets: tuple[DeviceId, float], valid_min: float = 15) -> None:
        self.targets = tuple(Target(d, s) for d, s in targets)
        self.valid = minutes(valid_min)

    def propose(self, seen: Situation, memory: Any) -> tuple[Any, Plan | None]:
        return memory, Plan(self.targets, Said("test"), (), seen.now + self.valid)


class Works:
    """Control worked tick by tick: what the gauges say is set by hand, the machines obey at once unless told not to."""

    def __init__(self, city: City, controller: Controller | None = None) -> None:
        self.city, self.controller, self.now = city, controller, T0
        self.memory: Memory = start(city, T0)
        self.values = {"lake.level": 1.2, "river.level": 0.2, "sump.level": 0.5}
        self.silent: list[str] = []
        self.obey = True
        self.stands: dict[DeviceId, float] = {}      # where a machine is whatever it was told, in %
        self.latest: dict[StreamId, Latest] = {}
        self.doubts: dict[StreamId, Doubt] = {}
        self.told: list[Controlled] = []

    def tick(self, *intents: Intent) -> Controlled:
        self.now += seconds(10)
        advanced: dict[StreamId, Latest] = {}
        if self.now.second == 0:
            readings = dict(self.values)
            for d in self.city.devices:
                at = self.stands.get(d.id, self.memory.devices[d.id].ordered if self.obey else d.initial)
                readings[str(d.read_back)] = at if d.kind is Kind.GATE else at / 100 * d.rated_m3s
            advanced = {StreamId(s): Latest(StreamId(s), self.now, v, 0) for s, v in readings.items()
                        if s not in self.silent}
        self.latest = self.latest | advanced
        seen = Situation(self.city, self.now, self.latest, self.memory.devices, None, {}, doubts=self.doubts)
        result = run(seen, self.memory, advanced, intents, self.controller)
        self.memory = result.memory
        self.told.append(result)
        return result

    def until(self, minute: float) -> None:
        while self.now < T0 + minutes(minute):
            self.tick()

    def bodies(self, kind: str) -> list[dict[str, Any]]:
        return [r.body for told in self.told for r in told.records if r.kind == kind]

    def moves(self, device: DeviceId = GATE) -> list[tuple[float, float]]:
        """(minute, setting) of the orders that left."""
        return [((_at(o) - T0) / minutes(1), o["setting"]) for o in self.bodies("actuation")
                if o["device"] == device and o["outcome"] == "pass"]

    def refusals(self) -> Sequence[str]:
        return [o["interlock"] for o in self.bodies("actuation") if o["outcome"] == "refuse"]


def _at(body: dict[str, Any]) -> Instant:
    return datetime.fromisoformat(body["at"])


def intent(action: Action, target: str = "", by: PrincipalId = OFFICER, key: str = "i1") -> Intent:
    return Intent(key, by, action, target)
