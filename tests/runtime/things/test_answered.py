"""What is stored is said to be stored, whatever fails behind it; the watch hears of what it has to look at again."""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from banyan.edges.sensorthings.batch import read_batch
from banyan.model.columns import ACCEPTANCE, Columns, Judge, Verdict
from banyan.model.observation import Reason
from banyan.model.thing_ports import Described
from banyan.model.things import Wrong
from banyan.perceive.columns import REASONS
from banyan.runtime.things.asked import Asked
from banyan.runtime.things.city import CityStreams
from banyan.runtime.things.open import things_of
from banyan.runtime.things.service import Service
from banyan.stores.things.appending import Appending
from tests.runtime.things.client import BASE, NOW, Client, NoDoor, datastream, location, observation, thing
from tests.runtime.things.conftest import store_of
from tests.servers import STORES
from tests.stores.things.test_append import held_up


class Heard:
    """A watch that notes what it is told, and what it is asked; above 10 everything is out of range."""

    def __init__(self) -> None:
        self.numbers: list[int | None] = []
        self.asked: list[tuple[list[float], list[str]]] = []

    def judge(self, now: int) -> Judge:
        def accept(rows: Columns, new: Sequence[Described] = ()) -> Verdict:
            self.asked.append((rows.value.tolist(), [one.name for one in new]))
            refused = np.where(rows.value > 10, ACCEPTANCE + REASONS.index(Reason.RANGE), 0)
            return Verdict(np.zeros(len(rows), np.uint8), refused.astype(np.uint8))
        return accept

    def changed(self, number: int | None) -> None:
        self.numbers.append(number)


class Town(Client):
    def __init__(self, things: Any) -> None:
        self.things, self.heard = things, Heard()
        super().__init__(Service(things, CityStreams(NoDoor(), {}), lambda: NOW, self.heard))
        self.thing = self.post("Things", thing("t", Locations=[location()], Datastreams=[datastream(), datastream()]))
        streams = self.get(f"Things({self.thing})/Datastreams?$orderby=id")["value"]
        self.streams = [one["@iot.id"] for one in streams]


@pytest.fixture(params=STORES)
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    with store_of(request.param, tmp_path, "town") as store:
        things = things_of(store)
        yield Town(things)
        things.close()


def test_a_reading_that_is_stored_is_answered_201_where_it_cannot_be_read_back(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def busy(now: int) -> Iterator[None]:
        raise Wrong(503, "64 questions are being answered")
        yield

    with monkeypatch.context() as patched:
        patched.setattr(town.things, "look", busy)
        body = b'{"result": 1.5, "phenomenonTime": "2026-07-24T14:00:00Z"}'
        path = f"Datastreams({town.streams[0]})/Observations"
        answer = town.service.answer(Asked("POST", path, "", BASE, body), "tester")
    eid = town.streams[0] << 32 | 1
    assert (answer.status, answer.location, answer.empty) == (201, f"{BASE}/Observations({eid})", True)
    assert town.values(f"Datastreams({town.streams[0]})/Observations", "result") == [1.5]


def test_readings_of_deep_inserts_and_change_sets_are_asked_for_like_all_others(town: Town) -> None:
    def inside(*results: float) -> dict[str, Any]:
        return datastream("deep", Thing={"@iot.id": town.thing}, Observations=[observation(one) for one in results])

    made = town.post("Datastreams", inside(1, 2))
    assert town.heard.asked[-1] == ([1, 2], ["deep"])
    assert town.values(f"Datastreams({made})/Observations?$orderby=id", "result") == [1, 2]
    assert town.ask("POST", "Datastreams", inside(1, 20))[0] == 400
    assert len(town.values("Datastreams", "name")) == 3
    body = {"requests": [{"id": str(n), "atomicityGroup": "g", "method": "post", "body": observation(result),
                          "url": f"Datastreams({made})/Observations"} for n, result in enumerate((3, 4, 50))]}
    parts = read_batch("application/json", json.dumps(body).encode())
    [failed] = town.service.batch(parts, BASE, "tester", str)
    assert (failed.part.key, failed.status) == ("2", 400)
    assert [one.status for one in town.service.batch(parts[:2], BASE, "tester", str)] == [201, 201]
    assert town.values(f"Datastreams({made})/Observations?$orderby=id", "result") == [1, 2, 3, 4]
    assert town.heard.asked[-2:] == [([3], []), ([4], [])]


def test_of_what_came_together_each_row_says_whether_it_is_stored(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(work: Any, now: int, judge: Any) -> Any:
        raise Wrong(503, "nothing was stored within 30 s")

    monkeypatch.setattr(town.things, "change", busy)
    sent = [{"Datastream": {"@iot.id": stream}, "components": ["phenomenonTime", "result"],
             "dataArray": [["2026-07-24T14:00:00Z", result]]} for stream, result in zip(town.streams, (1.5, "dry"),
                                                                                      strict=True)]
    status, said = town.ask("POST", "CreateObservations", sent)
    assert (status, said) == (201, [f"{BASE}/Observations({town.streams[0] << 32 | 1})", "error"])
    assert town.ask("POST", "CreateObservations", sent[1:])[0] == 503
    assert town.values(f"Datastreams({town.streams[0]})/Observations", "result") == [1.5]


def test_the_watch_looks_again_at_the_streams_that_hang_on_what_was_changed_and_at_no_others(town: Town) -> None:
    one, two = town.streams
    place = town.get(f"Things({town.thing})/Locations")["value"][0]["@iot.id"]
    prop = town.get(f"Datastreams({two})/ObservedProperty")["@iot.id"]
    sensor = town.get(f"Datastreams({two})/Sensor")["@iot.id"]
    for kind, eid in (("Locations", place), ("Sensors", sensor)):
        town.patch(f"{kind}({eid})", {"description": "newer"})
    assert town.heard.numbers == []
    town.patch(f"Things({town.thing})", {"properties": {"kind": "pump"}})
    assert town.heard.numbers == [one, two]
    town.patch(f"ObservedProperties({prop})", {"name": "pressure"})
    assert town.heard.numbers == [one, two, two]
    town.patch(f"Datastreams({one})", {"name": "East main"})
    assert town.heard.numbers[3:] == [one]
    town.delete(f"Sensors({sensor})")
    assert town.heard.numbers[4:] == [None]


def test_observations_that_are_posted_one_by_one_are_judged_and_stored_together(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes, append = list[int](), Appending.append

    def counted(self: Appending, c: Any, several: Any, create: Any) -> Any:
        sizes.append(len(several))
        return append(self, c, several, create)

    monkeypatch.setattr(Appending, "append", counted)
    gate = held_up(town.things)
    posting = [threading.Thread(target=town.post, args=(f"Datastreams({town.streams[0]})/Observations", observation(n)))
               for n in range(3)]
    for one in posting:
        one.start()
    wait = threading.Event()
    while town.things.waiting()[0] < 3:
        wait.wait(0.001)
    gate.set()
    for one in posting:
        one.join(30)
    assert sizes == [3]
