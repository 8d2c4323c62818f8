"""A city's Datastreams with readings of a day, over a real store: what is wrong with each is known."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from banyan.model.columns import Verdict, columns
from banyan.model.observation import Quality
from banyan.runtime.things.browsing import StreamBrowser
from banyan.runtime.things.catalogue import Limits
from banyan.runtime.things.city import CityStreams
from banyan.runtime.things.open import things_of
from banyan.runtime.things.service import Service
from banyan.stores.journal import Journal
from banyan.stores.postgres.things import PostgresThings
from banyan.stores.things.store import ThingsStore
from tests.runtime.things.client import NOW, Client, NoDoor
from tests.runtime.things.conftest import store_of

MINUTE, HOUR = 60_000_000, 3_600_000_000


def thing(name: str, at: tuple[float, float] | None, owner: str = "", place: str = "") -> dict[str, Any]:
    said = ({"encodingType": "application/geo+json", "location": {"type": "Point", "coordinates": list(at)}}
            if at is not None else {"encodingType": "text/plain", "location": "somewhere along it"})
    return {"name": name, "description": f"{name}, a thing", "properties": {"owner": owner} if owner else {},
            "Locations": [{"name": place or name, "description": "-"} | said]}


def datastream(name: str, kind: str, unit: str = "m", description: str = "", **more: Any) -> dict[str, Any]:
    return {
        "name": name, "description": description or f"{kind} as {name} says it",
        "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
        "unitOfMeasurement": {"name": unit or None, "symbol": unit or None, "definition": f"ucum:{unit}"},
        "Sensor": {"name": "s", "description": "d", "encodingType": "text/plain", "metadata": "m"},
        "ObservedProperty": {"name": kind, "definition": f"urn:{kind}", "description": kind}, **more,
    }  # fmt: skip


class FakeStreams:
    """`client` for SensorThings, `streams` the browser. The wall stands at NOW."""

    def __init__(self, store: Journal, things: ThingsStore | PostgresThings) -> None:
        self.things = things
        self.streams = StreamBrowser(things, {"dyke.level": Limits(60, 0, 9)}, lambda: NOW, lambda: NOW)
        self.service = Service(things, CityStreams(NoDoor(), {}), lambda: NOW, streams=self.streams)
        self.client = Client(self.service)
        self.store = store

    def add(self, of: dict[str, Any], *streams: dict[str, Any]) -> list[int]:
        number = self.client.post("/Things", of)
        return [self.client.post(f"/Things({number})/Datastreams", stream) for stream in streams]

    def read(self, number: int, times: Any, values: Any, quality: int = 0) -> None:
        """`times` in µs before NOW."""
        times = NOW - np.asarray(times, np.int64)
        rows = columns(np.full(len(times), number), times, np.broadcast_to(np.asarray(values, float), times.shape))

        def judge(given: Any) -> Verdict:
            return Verdict(np.full(len(given), quality, np.uint8), np.zeros(len(given), np.uint8))

        answer = self.things.append(rows, NOW, judge).result(30)
        assert not answer.reasons.any()


@contextmanager
def stream_city(folder: Path, kind: str = "embedded") -> Iterator[FakeStreams]:
    """Seven Datastreams by name: a calm, b silent, c stuck, d jumpy, e too often, f undocumented, g never a reading.
    `kind`: of STORES.
    """
    with store_of(kind, folder, "town") as store, closing(things_of(store)) as things:
        city = FakeStreams(store, things)
        lake = thing("East Lake", (119.6, 25.99), "Water Bureau", "North shore")
        calm, silent, stuck, jumpy = city.add(
            lake, datastream("a calm", "Level"), datastream("b silent", "Level"), datastream("c stuck", "Level"),
            datastream("d jumpy", "Flow", "m3/s"))
        often, bare, never = city.add(
            thing("Tower Road", None, "Roads Office"),
            datastream("e often", "Depth", "cm", properties={"acceptance": {"period_s": 600}}),
            datastream("f bare", "Depth", "", "f bare"), datastream("g 水位", "Depth", "cm"))
        steps = np.arange(0, 8 * HOUR, 5 * MINUTE)
        wave = 2 + np.sin(steps / HOUR)
        city.read(calm, steps[::-1], wave)
        city.read(silent, steps[::-1] + 3 * HOUR, wave)
        city.read(stuck, steps[::-1], 1.25)
        city.read(jumpy, steps[10:][::-1], wave[10:])
        city.read(jumpy, steps[:10][::-1], wave[:10] + 5, int(Quality.JUMP))
        city.read(often, np.arange(0, 2 * HOUR, MINUTE)[::-1], np.arange(120) % 7)
        city.read(bare, steps[::-1], wave)
        assert [calm, silent, stuck, jumpy, often, bare, never] == list(range(1, 8))
        yield city
