"""Streets of the ready city that fill one after another, and its crews as the plant has them, without a plant."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from banyan.model.city import City
from banyan.model.observation import Message
from banyan.runtime.allocation.job import AllocationJob
from banyan.runtime.brain import Brain
from banyan.runtime.declarations import declarations
from banyan.runtime.prepared import Prepared
from banyan.stores.embedded import EmbeddedStore
from banyan.twin.crews import Crews, points
from tests.runtime.conftest import T0, line

# place: (minute at which water comes, metres a minute, deepest)
FILLS = {
    "tower-road": (1, 0.02, 0.34), "mill-lane": (4, 0.03, 0.20), "ferry-street": (7, 0.03, 0.45),
    "lotus-lane": (9, 0.02, 0.30), "fish-market": (12, 0.03, 0.60), "garden-street": (14, 0.02, 0.25),
    "willow-street": (16, 0.05, 0.70), "school-road": (18, 0.05, 0.65),
}  # fmt: skip


class Streets:
    """Answers orders as the plant does, once each, and reads every street once a minute."""

    def __init__(self, city: City, silent: tuple[str, ...] = ()) -> None:
        self.crews = Crews(city.crews, city.places, 1, T0)
        self._silent = silent

    def advance(self, now: datetime, orders: Iterable[dict[str, Any]]) -> list[Message]:
        second = round((now - T0).total_seconds())
        said: list[dict[str, Any]] = []
        for body in orders:
            if "dispatch" in body:
                said += self.crews.dispatch(body["dispatch"], body["crew"], body["place"], body["action"], second,
                                            points(body.get("via")), body["n"])[1]
            elif "recall" in body:
                said += self.crews.recall(body["recall"], body["crew"], second, 0.2)[1]
        said += self.crews.step(second, {})[1]
        heard = [Message("plant", json.dumps(m).encode()) for m in said if m["crew"] not in self._silent]
        return [*heard, *self._read(second)]

    def _read(self, second: int) -> list[Message]:
        if second % 60:
            return []
        minute, when = second // 60, T0.fromtimestamp(T0.timestamp() + second, T0.tzinfo)
        return [line(f"{place}.depth", minute, when, round(max(0.0, min(deepest, (minute - begin) * rate)), 2))
                for place, (begin, rate, deepest) in FILLS.items()]


class Run:
    """A brain with its job and its streets, on a store that may hold the beginning of the run already."""

    def __init__(self, city: Prepared, store: EmbeddedStore, silent: tuple[str, ...] = ()) -> None:
        self.brain = Brain(city, store, T0)
        self.streets = Streets(city.city, silent)
        self.job = AllocationJob(city)
        self.brain.jobs = (self.job,) if city.plans else ()
        self._orders: list[dict[str, Any]] = []
        if store.position() == 0:
            self.brain.declare(declarations(city.city, "digest", T0))
        else:
            self._relive(store)

    def _relive(self, store: EmbeddedStore) -> None:
        self.brain.resume()
        told = [(at, notice.body) for at, notice in store.notices("plant")]
        now, orders = T0, []
        while now < self.brain.now:
            now += self.brain.city.city.tick
            self.streets.advance(now, orders)
            orders = [body for at, body in told if at == now]
        self._orders = orders
        if self.brain.jobs:
            self.job.relive(self.brain.now, self.brain.state)

    def until(self, end: datetime) -> "Run":
        while self.brain.now < end:
            now = self.brain.now + self.brain.city.city.tick
            done = self.brain.tick(now, self.streets.advance(now, self._orders))
            self._orders = [n.body for n in done.notices if n.to == "plant"]
        return self

    def vanish(self) -> None:
        """As if killed: what isn't in the store is lost. (The solver's thread is let go.)"""
        self.job.close()
