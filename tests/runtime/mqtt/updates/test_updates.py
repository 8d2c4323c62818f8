"""SensorThings updates by MQTT (18-088, 14.2): each change behind its commit, in that order, at the topics it has."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt
import pytest

from banyan.model.feed import Feed, Format, ValueAt
from banyan.runtime.mqtt.broker import read_broker
from banyan.runtime.mqtt.listening import Listening
from banyan.runtime.mqtt.observations import Observations
from banyan.runtime.mqtt.updates import publishing, queue
from banyan.runtime.mqtt.updates.declared import Declared
from banyan.runtime.mqtt.updates.publishing import Updates, state_topic
from tests.runtime.mqtt.conftest import Book, Publisher, until
from tests.runtime.readings.conftest import AT, Place
from tests.runtime.things.client import BASE, datastream, thing
from tests.runtime.things.conftest import store_of
from tests.servers import STORES


class Subscriber:
    """What came, in order, by topic."""

    def __init__(self, address: str, *topics: str) -> None:
        parts, self.came = urlsplit(address), list[tuple[str, Any]]()
        self._client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv311)
        self._ready: list[int] = []
        self._client.on_message = lambda _c, _u, m: self.came.append((m.topic, json.loads(m.payload)))
        self._client.on_subscribe = lambda _c, _u, mid, *_: self._ready.append(mid)
        self._client.connect(str(parts.hostname), int(parts.port or 1883))
        self._client.loop_start()
        self._client.subscribe([(topic, 1) for topic in topics])
        until(lambda: self._ready)

    def at(self, topic: str) -> list[Any]:
        return [said for where, said in self.came if where == topic]

    def told(self, topic: str) -> list[Any]:
        """Without the Observations that somebody published to the city there."""
        return [one for one in self.at(topic) if "@iot.selfLink" in one]

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


class City:
    """A city's store, connected to the broker. Updates lie under `root`, a place of the test's own."""

    def __init__(self, place: Place, address: str, prefix: str, *feeds: Feed, **declared: Any) -> None:
        self.place, self.root = place, prefix
        broker = read_broker(address, prefix.replace("/", "-"))
        self.state = state_topic(broker.session)
        self.updates = Updates(place.things, Declared(root=prefix, **declared), lambda: place.now)
        book: Any = Book(*feeds)
        created = Observations(place.client.service, place.things, broker.session, prefix)
        self.listening = Listening(broker, place.intake, book, created, self.updates)
        self.updates.begin(BASE)

    def __enter__(self) -> "City":
        self.listening.__enter__()
        assert self.listening.ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self.updates.close()
        self.listening.__exit__()


@pytest.fixture(params=STORES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    with store_of(request.param, tmp_path, "small") as store:
        found = Place(store)
        yield found
        found.close()


@pytest.fixture
def heard(address: str, prefix: str) -> Iterator[Subscriber]:
    found = Subscriber(address, f"{prefix}/#", f"banyan/{prefix.replace('/', '-')}/updates")
    yield found
    found.close()


def test_every_change_is_told_where_18_088_says(address: str, prefix: str, heard: Subscriber, place: Place) -> None:
    with City(place, address, prefix, select=("Things?$select=name",)):
        client = place.client
        eid = client.post("/Things", thing("Mill", Datastreams=[datastream("Wheel")]))
        until(lambda: heard.at(f"{prefix}/Things"))
        client.patch(f"/Things({eid})", {"description": "a mill"})
        until(lambda: heard.at(f"{prefix}/Things({eid})/description"))
        whole = client.get(f"/Things({eid})")
        before = {**whole, "description": "the Mill"}
        assert heard.at(f"{prefix}/Things") == [before, whole]
        assert heard.at(f"{prefix}/Things({eid})") == [whole]
        assert heard.at(f"{prefix}/Things({eid})/description") == [{"description": "a mill"}]
        assert heard.at(f"{prefix}/Things?$select=name") == [{"name": "Mill"}] * 2
        wheel = client.get(f"/Things({eid})/Datastreams")["value"]
        assert heard.at(f"{prefix}/Datastreams") == heard.at(f"{prefix}/Things({eid})/Datastreams") == wheel
        sensor = client.get(f"/Datastreams({wheel[0]['@iot.id']})/Sensor")
        assert heard.at(f"{prefix}/Sensors") == [sensor]
        assert heard.at(f"{prefix}/Sensors({sensor['@iot.id']})/Datastreams") == wheel


def test_a_thing_that_moves_is_told_with_its_location_and_its_history(
    address: str, prefix: str, heard: Subscriber, place: Place) -> None:
    with City(place, address, prefix):
        eid = place.client.get("/Things")["value"][0]["@iot.id"]
        new = {"name": "Quay", "description": "elsewhere", "encodingType": "application/geo+json",
               "location": {"type": "Point", "coordinates": [119.7, 26.0]}}
        where = place.client.post(f"/Things({eid})/Locations", new)
        until(lambda: len(heard.came) >= 8)
        found = place.client.get(f"/Locations({where})")
        assert heard.at(f"{prefix}/Locations") == heard.at(f"{prefix}/Things({eid})/Locations") == [found]
        history = heard.at(f"{prefix}/HistoricalLocations")
        assert history == heard.at(f"{prefix}/Things({eid})/HistoricalLocations")
        assert history == place.client.get(f"/Locations({where})/HistoricalLocations")["value"]
        assert [one["name"] for one in heard.at(f"{prefix}/Things")] == ["Gauge house"]


def test_observations_of_every_door_are_told_in_their_order_as_they_are_read(
    address: str, prefix: str, heard: Subscriber, publisher: Publisher, place: Place) -> None:
    eid = place.ids["w1.level"]
    numbers = Feed("numbers", (ValueAt("", "w1.level"),), Format.NUMBER, topic=f"{prefix}-in")
    with City(place, address, prefix, numbers, select=("Observations?$select=result",)):
        place.client.post(f"/Datastreams({eid})/Observations", {"result": 1, "phenomenonTime": AT})      # in columns
        place.client.post("/Observations", {"result": "two", "Datastream": {"@iot.id": eid}})      # a row
        publisher.send(f"{prefix}-in", b"3")
        until(lambda: len(heard.at(f"{prefix}/Observations")) == 3)
        publisher.send(f"{prefix}/Datastreams({eid})/Observations", json.dumps({"result": 4}).encode())
        until(lambda: len(heard.at(f"{prefix}/FeaturesOfInterest(2)/Observations")) == 4)
        until(lambda: len(heard.at(f"{prefix}/Datastreams({eid})/Observations?$select=result")) == 4)
    stored = place.client.get(f"/Datastreams({eid})/Observations?$orderby=id")["value"]
    assert [one["result"] for one in stored] == [1, "two", 3, 4]
    assert heard.told(f"{prefix}/Observations") == heard.told(f"{prefix}/Datastreams({eid})/Observations") == stored
    assert heard.at(f"{prefix}/Datastreams({eid})/Observations?$select=result") == [
        {"result": one["result"]} for one in stored]


def test_a_changed_observation_is_told_at_its_own_topics(
    address: str, prefix: str, heard: Subscriber, place: Place) -> None:
    oid = place.client.post(f"/Datastreams({place.ids['w1.level']})/Observations", {"result": 1, "phenomenonTime": AT})
    with City(place, address, prefix):
        changed = place.client.patch(f"/Observations({oid})", {"result": 5})
        until(lambda: heard.at(f"{prefix}/Observations({oid})/result"))
        assert heard.at(f"{prefix}/Observations({oid})/result") == [{"result": 5}]
        assert heard.at(f"{prefix}/Observations({oid})") == heard.at(f"{prefix}/Observations") == [changed]


def test_what_is_taken_back_and_what_is_of_the_past_is_never_told(
    address: str, prefix: str, heard: Subscriber, place: Place) -> None:
    archive = Feed("archive", (ValueAt("", "w1.level"),), Format.NUMBER)
    with City(place, address, prefix):
        status, _ = place.client.ask("POST", "/Things", thing("Ghost", Datastreams=[{"name": "half"}]))
        assert status == 400
        place.take(archive, b"7", backfill=True)
        place.client.post("/Things", thing("Last"))
        until(lambda: heard.at(f"{prefix}/Things"))
    assert [one["name"] for one in heard.at(f"{prefix}/Things")] == ["Last"]
    assert heard.at(f"{prefix}/Observations") == []
    assert place.results("w1.level") == [7]


def test_a_datastreams_times_follow_its_observations(
    address: str, prefix: str, heard: Subscriber, place: Place) -> None:
    eid = place.ids["w1.level"]
    with City(place, address, prefix, extents_s=1):
        for minute in (10, 11):
            place.client.post(f"/Datastreams({eid})/Observations",
                              {"result": 1, "phenomenonTime": f"2026-07-25T17:{minute}:00Z"})
        span = "2026-07-25T17:10:00Z/2026-07-25T17:11:00Z"
        until(lambda: {"phenomenonTime": span} in heard.at(f"{prefix}/Datastreams({eid})/phenomenonTime"))
        until(lambda: heard.at(f"{prefix}/Datastreams({eid})/observedArea"))
    assert heard.at(f"{prefix}/Datastreams")[-1]["phenomenonTime"] == span


def test_only_declared_sets_are_told(address: str, prefix: str, heard: Subscriber, place: Place) -> None:
    with City(place, address, prefix, sets=("Sensors",)):
        place.client.post("/Things", thing("Mill", Datastreams=[datastream("Wheel")]))
        until(lambda: heard.at(f"{prefix}/Sensors"))
    assert {topic.partition("(")[0] for topic, _ in heard.came} == {f"{prefix}/Sensors", heard.came[0][0]}


def test_what_was_left_out_is_counted_and_said_and_never_told_later(
    address: str, prefix: str, heard: Subscriber, place: Place) -> None:
    city = City(place, address, prefix)
    place.client.post("/Things", thing("Before"))      # the broker isn't connected yet
    assert city.updates.dropped["away"] == 1
    with city:
        place.client.post("/Things", thing("After"))
        until(lambda: heard.at(f"{prefix}/Things"))
    until(lambda: [one["state"] for one in heard.at(city.state)] == ["publishing", "stopped"])
    assert [one["name"] for one in heard.at(f"{prefix}/Things")] == ["After"]
    assert [one["dropped"] for one in heard.at(city.state)] == [{"away": 1}] * 2
    assert {one["since"] for one in heard.at(city.state)} == {"2026-07-25T17:20:00Z"}


def test_a_slow_broker_holds_nobody_up_and_what_is_left_out_is_counted(
    address: str, prefix: str, heard: Subscriber, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "MOST", 5)
    monkeypatch.setattr(publishing, "DRAIN_S", 0.1)
    with City(place, address, prefix, per_second=1) as city:
        for n in range(20):      # each is answered, however much waits for the broker
            place.client.post(f"/Datastreams({place.ids['w1.level']})/Observations",
                              {"result": n, "phenomenonTime": AT})
        assert city.updates.waiting <= 5
        left_out = city.updates.dropped["full"]
        assert left_out >= 10
    assert len(place.results("w1.level")) == 20
    until(lambda: [one["state"] for one in heard.at(city.state)] == ["publishing", "stopped"])
    said = heard.at(city.state)[-1]["dropped"]
    assert said["full"] == left_out
    assert len(heard.at(f"{prefix}/Observations")) < 20 - left_out


def test_our_own_updates_never_come_back_to_us(
    address: str, prefix: str, heard: Subscriber, publisher: Publisher, place: Place) -> None:
    everything = Feed("everything", (ValueAt("", "w1.level"),), Format.NUMBER, topic=f"{prefix}/#")
    with City(place, address, prefix, everything, qos=0):
        place.client.post(f"/Datastreams({place.ids['w1.level']})/Observations", {"result": 1, "phenomenonTime": AT})
        until(lambda: heard.at(f"{prefix}/Observations"))
        publisher.send(f"{prefix}/number", b"2")
        until(lambda: place.results("w1.level") == [1, 2])
    assert place.rejects() == []


def test_the_times_of_streams_are_told_where_observations_arent(
    address: str, prefix: str, heard: Subscriber, place: Place) -> None:
    eid = place.ids["w1.level"]
    with City(place, address, prefix, sets=("Datastreams",), extents_s=1):
        place.client.post(f"/Datastreams({eid})/Observations", {"result": "wet", "phenomenonTime": AT})
        until(lambda: heard.at(f"{prefix}/Datastreams({eid})/phenomenonTime"))
        assert heard.at(f"{prefix}/Datastreams({eid})/phenomenonTime")[-1] == {"phenomenonTime": f"{AT}/{AT}"}
    assert heard.at(f"{prefix}/Observations") == []


def test_what_is_being_read_when_the_city_stops_is_told_before_it_says_so(
    address: str, prefix: str, heard: Subscriber, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = threading.Event(), threading.Event()
    with City(place, address, prefix) as city:
        monkeypatch.setattr(publishing, "DRAIN_S", 20.0)
        _slowly(monkeypatch, city, begun, go_on)
        place.client.post("/Things", thing("Last"))
        assert begun.wait(20)
        threading.Timer(0.2, go_on.set).start()
    until(lambda: [one["state"] for one in heard.at(city.state)] == ["publishing", "stopped"])
    assert [one["name"] for one in heard.at(f"{prefix}/Things")] == ["Last"]


def test_what_is_being_read_when_the_city_is_cut_off_is_counted(
    address: str, prefix: str, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = threading.Event(), threading.Event()
    monkeypatch.setattr(publishing, "DRAIN_S", 0.1)
    with City(place, address, prefix) as city:
        _slowly(monkeypatch, city, begun, go_on)
        place.client.post("/Things", thing("Last"))
        assert begun.wait(20)
        city.listening._halt.set()
        until(lambda: city.updates.dropped["lost"])
        go_on.set()


def _slowly(monkeypatch: pytest.MonkeyPatch, city: City, begun: threading.Event, go_on: threading.Event) -> None:
    """What was changed is only read when `go_on` is set."""
    messages = city.updates._rendering.messages

    def held(*asked: Any) -> Any:
        begun.set()
        assert go_on.wait(20)
        return messages(*asked)

    monkeypatch.setattr(city.updates._rendering, "messages", held)
