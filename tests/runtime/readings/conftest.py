"""A meeting point of readings over each store, with a city whose door answers as a test tells it to."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import msgspec
import pytest

from banyan.edges.feeds.mapping import Ready, of_message
from banyan.model.feed import By, Feed, Reject, TimeAt, ValueAt
from banyan.model.ledger import Asked
from banyan.model.things import DATASTREAM
from banyan.runtime.readings.arriving import Arriving, Receipt
from banyan.runtime.readings.intake import Intake, Standing
from banyan.runtime.things.city import CityStreams
from banyan.runtime.things.open import things_of
from banyan.runtime.things.service import Service
from banyan.stores.journal import Journal
from tests.runtime.things.client import NOW, Client, NoDoor, datastream, location, thing
from tests.runtime.things.conftest import store_of
from tests.servers import STORES

AT = "2026-07-25T17:19:00Z"       # a minute before NOW
WIDE = Feed("station", (ValueAt("temp", "{id}.temp", unit="degF"), ValueAt("level", "{id}.level")), time=TimeAt("t"))


class Door:
    """Remembers what it was told. `why`: by stream, what it refuses."""

    def __init__(self) -> None:
        self.told_: list[dict[str, Any]] = []
        self.why: dict[str, str] = {}

    def told(self, source: str, lines: Sequence[bytes]) -> "Future[list[str]]":
        assert source.startswith("feed:")
        said = [msgspec.json.decode(line) for line in lines]
        reasons = ["duplicate-delivery: expected each reading once" if one in self.told_ else
                   self.why.get(one["stream"], "") for one in said]
        self.told_ += [one for one, why in zip(said, reasons, strict=True) if not why]
        done: Future[list[str]] = Future()
        done.set_result(reasons)
        return done


class Place:
    """The store, a client of its SensorThings, and the meeting point."""

    def __init__(self, store: Journal) -> None:
        self.store, self.things = store, things_of(store)
        self.client = Client(Service(self.things, CityStreams(NoDoor(), {}), lambda: NOW))
        self.now = NOW
        self.door = Door()
        self.client.post("/Things", thing(Locations=[location()], Datastreams=[
            datastream("w1.temp", unitOfMeasurement={"name": "degree", "symbol": "°C", "definition": "ucum:Cel"}),
            datastream("w1.level"), datastream("gauge")]))
        found = {one["name"]: one for one in self.client.get("/Datastreams?$expand=Thing")["value"]}
        self.ids = {name: one["@iot.id"] for name, one in found.items()}
        for name, eid in self.ids.items():
            self.client.patch(f"/Datastreams({eid})", {"properties": {"key": name}})
        gauge = self.ids["gauge"]
        feature = self.client.post("/FeaturesOfInterest", {"name": "gauge", "description": "there",
                                                           "encodingType": "text/plain", "feature": "gauge"})
        self.things.change(lambda w: w.name("stream/bridge.level", DATASTREAM, gauge), NOW).result()
        self.city = Standing({"bridge.level": gauge}, {"bridge.level": feature}, self.door)
        self.intake = Intake(self.things, self.city, lambda: self.now)

    def take(self, feed: Feed, data: bytes, **more: Any) -> Receipt:
        ready = Ready(feed)
        return self.intake.take(Arriving(ready, list(of_message(ready, data)), **more))

    def results(self, name: str) -> list[Any]:
        found = self.client.get(f"/Datastreams({self.ids[name]})/Observations?$orderby=id&$top=1000")
        return [one["result"] for one in found["value"]]

    def rejects(self, **which: Any) -> list[Reject]:
        with self.things.look(self.now) as look:
            return look.ledger.rejects(Asked(**which))

    def close(self) -> None:
        self.things.close()


def by_id(*paths: str) -> Feed:
    return Feed("ids", tuple(ValueAt(path, "{ds}", By.ID) for path in paths or ("v",)), time=TimeAt("t"))


@pytest.fixture(params=STORES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    with store_of(request.param, tmp_path, "small") as store:
        made = Place(store)
        yield made
        made.close()
