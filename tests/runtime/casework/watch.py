"""Banyan Bay on a calm day, its loop followed by its cases: a test lets water rise, gauges fail and crews arrive."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from banyan.model.casetype import Casebook
from banyan.model.casework import Case, Evidence, Move, Verb
from banyan.model.city import City
from banyan.model.ids import PrincipalId
from banyan.model.intent import Action, Intent
from banyan.model.messages import DESK
from banyan.model.observation import Message
from banyan.model.record import Record, canonical
from banyan.runtime.brain import Brain
from banyan.runtime.casework.casebook import load_casebook
from banyan.runtime.casework.following import Following
from banyan.runtime.casework.looking import CaseDesk
from banyan.runtime.casework.office import CaseOffice
from banyan.runtime.casework.views import CaseAsked, CaseLine
from banyan.runtime.declarations import declarations
from banyan.runtime.folder.places import find_city
from banyan.runtime.inbox import intent_line
from banyan.runtime.prepared import prepare
from banyan.stores.embedded import EmbeddedStore
from tests.runtime.conftest import T0, line

TOWER, LAKE = "tower-road.depth", "west-lake.level"
PHOTO = Evidence("photo-site", "blob:dry")


class Watch:
    """What gauges say from the next minute on: `depths`, `silent` ones, and `still` ones that no longer tremble."""

    def __init__(self, folder: Path, city: City, book: Casebook | None = None) -> None:
        folder.mkdir(exist_ok=True)
        self.store, self.city = EmbeddedStore(folder, city.id), city
        self.brain = Brain(prepare(city), self.store, T0)
        self.depths: dict[str, float] = {}
        self.silent: set[str] = set()
        self.still: set[str] = set()
        self._said: list[Message] = []
        if self.store.position() > 0:
            self.brain.resume()
        else:
            self.brain.declare(declarations(city, "digest", T0))
        self.n = 0
        found = book or load_casebook(find_city("banyan-bay"), city)
        assert found is not None
        self.office = CaseOffice(found, self.store, self.brain.note, city.authority, lambda: self.brain.now)
        self.following = Following(self.office, self.brain, self.submit)
        self.desk = CaseDesk(self.office, self.store, city)

    def begin(self) -> "Watch":
        self.following.begin()
        return self

    def minutes(self, count: float, follow: bool = True) -> None:
        """City time goes on, tick by tick."""
        until = self.brain.now + timedelta(minutes=count)
        while self.brain.now < until:
            now = self.brain.now + self.city.tick
            said, self._said = [*self._said, *(self._readings(now) if now.second == 0 else ())], []
            told = self.brain.tick(now, said)
            if follow:
                self.following(told.step.records)

    def _readings(self, now: datetime) -> list[Message]:
        made = []
        for stream in self.city.streams:
            if stream.id in self.silent:
                continue
            device = next((d for d in self.city.devices if d.read_back == stream.id), None)
            held = self.brain.state.control.devices[device.id].ordered if device is not None else None
            calm = 1.2 if stream.measures.value == "level" else 0.0
            value = held if held is not None else self.depths.get(stream.id, calm)
            wobbles = stream.measures.value in ("level", "tide") and stream.id not in self.still
            n = round((now - T0).total_seconds() / 60)
            made.append(line(stream.id, n, now, value + (0.001 * (n % 7) if wobbles else 0.0)))
        return made

    def crew(self, name: str, status: str, place: str) -> None:
        """A crew about its task, with the next tick."""
        self.n += 1
        task = next(t.id for t in self.brain.state.command.tasks.values() if t.place == place)
        told = {"crew": name, "seq": self.n, "time": self.brain.now.isoformat(), "status": status, "place": place,
                "task": task}
        self._said.append(Message("plant", json.dumps(told).encode()))

    def shelve(self, alert: str, minutes: int) -> None:
        self.n += 1
        self.submit(Intent(f"shelve-{self.n}", PrincipalId("duty-officer-1"), Action.SHELVE, alert,
                           {"minutes": str(minutes)}))

    def submit(self, intent: Intent) -> None:
        self._said.append(Message(DESK, intent_line(intent)))

    def sent(self) -> str:
        """The crew that has the one task."""
        task, = self.brain.state.command.tasks.values()
        assert task.crew is not None
        return str(task.crew)

    def move(self, case: Case, verb: Verb, who: str, **more: Any) -> Case:
        return self.office.move(case.id, Move(verb, self.office.actor(PrincipalId(who)), **more))

    def rows(self, **asked: Any) -> list[CaseLine]:
        return self.desk.page(CaseAsked(**asked)).rows

    def cases(self, kind: str) -> list[Case]:
        """All of a type, as they were opened."""
        return sorted((self.office.case(row.id) for row in self.rows(type=kind)), key=lambda case: case.id)

    def one(self, kind: str) -> Case:
        found, = self.cases(kind)
        return found

    def verbs(self, case: Case) -> list[str]:
        found = self.store.bodies("case-move", [f"{case.id}/{n}" for n in range(1, case.moves + 1)])
        return [str(body["verb"]) for body in sorted(found.values(), key=lambda body: int(body["n"]))]

    def records(self) -> list[bytes]:
        self.brain.commit()
        return [canonical(rec) for _, rec in self.store.records()]

    def told(self, kind: str) -> Sequence[Record]:
        return [rec for _, rec in self.store.records(kind=kind)]
