"""Readings by MQTT: topic templates, acknowledged once durable, nothing missing and nothing doubled across kills."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from banyan.model.feed import Feed, Format, TimeAt, ValueAt
from banyan.model.things import Wrong
from banyan.runtime.desk import Busy
from banyan.runtime.mqtt import listening as sessions
from banyan.runtime.mqtt.broker import read_broker
from banyan.runtime.mqtt.listening import Listening
from banyan.runtime.mqtt.observations import Observations
from banyan.runtime.readings.arriving import Arriving, Receipt
from banyan.runtime.scenario import UsageError
from tests.runtime.mqtt.conftest import Book, Publisher, until
from tests.runtime.readings.conftest import AT, Place
from tests.runtime.things.client import datastream, location, thing
from tests.runtime.things.conftest import store_of
from tests.runtime.things.served import Served, empty_city


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with store_of("embedded", tmp_path, "small") as store:
        found = Place(store)
        yield found
        found.close()


def listening(address: str, prefix: str, place: Place, *feeds: Feed, things: bool = False) -> Listening:
    broker = read_broker(address, prefix.replace("/", "-"))
    book: Any = Book(*feeds)
    service = Observations(place.client.service, place.things, broker.session, prefix) if things else None
    return Listening(broker, place.intake, book, service)


def numbers(prefix: str) -> Feed:
    return Feed("numbers", (ValueAt("", "{topic.thing}.{topic.property}"),), Format.NUMBER,
                topic=f"{prefix}/{{thing}}/{{property}}")


def test_plain_numbers_and_documents_find_their_datastreams_by_topic(
    address: str, prefix: str, publisher: Publisher, place: Place) -> None:
    documents = Feed("documents", (ValueAt("data.level", "{station}.level", unit="cm"),), rows=None,
                     time=TimeAt("ts"), topic=f"{prefix}/up/#")
    with listening(address, prefix, place, numbers(prefix), documents) as city:
        assert city.ready.wait(10)
        publisher.send(f"{prefix}/w1/level", b"1.5", b"2.5")
        publisher.send(f"{prefix}/up/a/b/c", json.dumps({"station": "w1", "ts": AT, "data": {"level": 350}}).encode())
        publisher.send(f"{prefix}/w1/depth", b"9")
        publisher.send(f"{prefix}/w1/level", b"wet", b"")
        until(lambda: len(place.results("w1.level")) == 3 and len(place.rejects()) == 3)
        assert place.results("w1.level") == [1.5, 2.5, 3.5]
        assert [(one.source, one.fault, one.where) for one in place.rejects()] == [
            ("numbers", "unknown-stream", "row 1, the message: Datastream with the key w1.depth"),
            ("numbers", "not-finite", "row 1, the message: wet"), ("numbers", "malformed", "row 1, no value")]
        assert place.rejects()[0].context == {"topic": {"thing": "w1", "property": "depth"}}


def test_what_comes_while_the_city_is_away_waits_with_the_broker(
    address: str, prefix: str, publisher: Publisher, place: Place) -> None:
    with listening(address, prefix, place, numbers(prefix)) as city:
        assert city.ready.wait(10)
    publisher.send(f"{prefix}/w1/level", *(str(n).encode() for n in range(50)))
    with listening(address, prefix, place, numbers(prefix)):
        until(lambda: len(place.results("w1.level")) == 50)
    assert place.results("w1.level") == list(range(50))


def test_a_message_isnt_acknowledged_before_it_is_durable(
    address: str, prefix: str, publisher: Publisher, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    full, take_all = threading.Event(), place.intake.take_all

    def not_now(several: Sequence[Arriving]) -> list[Receipt]:
        full.set()
        raise Busy("the disk is full")

    monkeypatch.setattr(place.intake, "take_all", not_now)
    with listening(address, prefix, place, numbers(prefix)) as city:
        assert city.ready.wait(10)
        publisher.send(f"{prefix}/w1/level", b"1", b"2")
        assert full.wait(10)
        until(lambda: city.trouble == "messages wait to be taken: the disk is full")
    assert place.results("w1.level") == []
    monkeypatch.setattr(place.intake, "take_all", take_all)
    with listening(address, prefix, place, numbers(prefix)) as city:
        until(lambda: len(place.results("w1.level")) == 2)
    assert place.results("w1.level") == [1, 2]


def test_a_second_delivery_of_a_message_that_was_stored_adds_nothing(
    address: str, prefix: str, publisher: Publisher, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    stored, take_all = threading.Event(), place.intake.take_all

    def stored_and_lost(several: Sequence[Arriving]) -> list[Receipt]:
        take_all(several)
        stored.set()
        raise Busy("the answer was lost")

    monkeypatch.setattr(place.intake, "take_all", stored_and_lost)
    with listening(address, prefix, place, numbers(prefix)) as city:
        assert city.ready.wait(10)
        publisher.send(f"{prefix}/w1/level", b"1")
        assert stored.wait(10)
    monkeypatch.setattr(place.intake, "take_all", take_all)
    with listening(address, prefix, place, numbers(prefix)) as city:
        assert city.ready.wait(10)
        publisher.send(f"{prefix}/w1/level", b"1")      # the same content, and another message
        until(lambda: len(place.results("w1.level")) == 2)
        time.sleep(0.5)
    assert place.results("w1.level") == [1, 1]


def test_observations_are_created_by_publishing_them(
    address: str, prefix: str, publisher: Publisher, place: Place) -> None:
    eid, mark = place.ids["w1.level"], int(time.time() * 1000)
    with listening(address, prefix, place, things=True) as city:
        assert city.ready.wait(10)
        publisher.send(f"{prefix}/Datastreams({eid})/Observations", json.dumps({"result": mark}).encode())
        publisher.send(f"{prefix}/Observations", json.dumps(
            {"result": mark + 1, "phenomenonTime": AT, "Datastream": {"@iot.id": eid}}).encode())
        publisher.send(f"{prefix}/Datastreams({eid})/Observations", b'{"result": ')
        until(lambda: {mark, mark + 1} <= set(place.results("w1.level")))
        until(lambda: any(one.raw == b'{"result": ' for one in place.rejects(source="v1.1")))


@pytest.mark.parametrize(("url", "said"), [
    ("127.0.0.1:1883", "mqtt://host:1883"), ("http://h", "mqtt://host:1883"), ("mqtt://h:99999", "mqtt://host:1883"),
    ("mqtt://u:secret@h", "--broker-password"), ("mqtt://h/topic", "mqtt://host:1883"),
])
def test_an_address_that_is_none_is_told_so_and_no_password_is_shown(url: str, said: str) -> None:
    with pytest.raises(UsageError) as e:
        read_broker(url, "s")
    assert said in str(e.value)
    assert "secret" not in str(e.value)


def health(served: Served) -> Any:
    connection = served.connection()
    connection.request("GET", "/health")
    return json.loads(connection.getresponse().read())


@pytest.mark.long(minutes=1)
def test_readings_of_qos_1_are_all_there_once_across_kills(
    address: str, prefix: str, publisher: Publisher, tmp_path: Path) -> None:
    city, data = empty_city(tmp_path), tmp_path / "data"
    text = (city / "city.toml").read_text(encoding="utf-8")
    (city / "city.toml").write_text(text.replace('id = "', f'id = "{prefix.rpartition("/")[2]}-', 1), encoding="utf-8")
    (city / "feeds.toml").write_text(f'[[feeds]]\nname = "n"\nformat = "number"\ntopic = "{prefix}/{{key}}"\n'
                                     '[[feeds.values]]\npath = ""\nstream = "{topic.key}"\n', encoding="utf-8")
    served = Served(city, data, "--open", "--broker", address)
    whole = thing(Locations=[location()], Datastreams=[datastream("k", properties={"key": "k"})])
    assert served.ask("POST", "/Things", whole)[0] == 201
    sent, stop = [0], threading.Event()

    def send() -> None:
        while not stop.is_set():
            publisher.send(f"{prefix}/k", *(str(n).encode() for n in range(sent[0], sent[0] + 5)))
            sent[0] += 5
            stop.wait(0.2)      # the broker keeps a thousand messages for us while we are away, and no more

    sender = threading.Thread(target=send)
    until(lambda: not any("mqtt" in one for one in health(served)["out_of_service"]), 60)
    sender.start()
    for _ in range(3):
        time.sleep(1.0)
        served.kill()
        served = Served(city, data, "--open", "--broker", address)
    stop.set()
    sender.join()

    def count() -> int:
        return int(served.ask("GET", "/Datastreams(1)/Observations/$count")[1])

    until(lambda: count() >= sent[0], 60)
    time.sleep(1)
    found: list[Any] = []
    path: str | None = "/Datastreams(1)/Observations?$select=result&$orderby=id&$top=1000"
    while path is not None:
        page = served.ask("GET", path)[1]
        found += [one["result"] for one in page["value"]]
        path = page["@iot.nextLink"].partition("/v1.1")[2] if "@iot.nextLink" in page else None
    assert sorted(found) == list(range(sent[0]))
    served.kill()


def test_a_retained_message_is_taken_once_and_only_where_it_says_its_time(
    address: str, prefix: str, publisher: Publisher, place: Place) -> None:
    timed = Feed("timed", (ValueAt("v", "w1.level"),), time=TimeAt("t"), topic=f"{prefix}/timed")
    publisher.retain(f"{prefix}/timed", json.dumps({"t": AT, "v": 7}).encode())
    publisher.retain(f"{prefix}/w1/level", b"8")
    for _ in range(2):
        with listening(address, prefix, place, numbers(prefix), timed) as city:
            assert city.ready.wait(10)
            until(lambda: len(place.results("w1.level")) == 1 and len(place.rejects()) == 1)
            time.sleep(0.3)
    assert place.results("w1.level") == [7]
    assert [(one.source, one.fault, one.raw) for one in place.rejects()] == [("numbers", "time", b"8")]
    publisher.retain(f"{prefix}/timed", b"")
    publisher.retain(f"{prefix}/w1/level", b"")


def test_what_nobody_takes_any_more_is_kept_and_given_back(
    address: str, prefix: str, publisher: Publisher, place: Place) -> None:
    with listening(address, prefix, place, numbers(prefix)) as city:
        assert city.ready.wait(10)
    publisher.send(f"{prefix}/w1/level", b"1")      # the broker has it for us, and the feed is gone meanwhile
    with listening(address, prefix, place) as city:
        until(lambda: len(place.rejects()) == 1)
        assert city.ready.wait(10)
        publisher.send(f"{prefix}/w1/level", b"2")      # nobody is subscribed to it now
        time.sleep(0.5)
    assert [(one.source, one.fault, one.where, one.raw) for one in place.rejects()] == [
        ("mqtt", "unknown-stream", f"the topic {prefix}/w1/level", b"1")]


def test_a_defect_is_told_and_nothing_of_what_came_is_lost(
    address: str, prefix: str, publisher: Publisher, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    take_all, told = place.intake.take_all, threading.Event()

    def defect(several: Sequence[Arriving]) -> list[Receipt]:
        told.set()
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr(place.intake, "take_all", defect)
    with listening(address, prefix, place, numbers(prefix)) as city:
        assert city.ready.wait(10)
        publisher.send(f"{prefix}/w1/level", b"1")
        assert told.wait(10)
        until(lambda: city.trouble is not None and "ZeroDivisionError: a defect" in city.trouble)
        monkeypatch.setattr(place.intake, "take_all", take_all)
        until(lambda: place.results("w1.level") == [1] and city.trouble is None)


def test_a_message_that_can_never_be_taken_is_kept_and_holds_nobody_up(
    address: str, prefix: str, publisher: Publisher, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    take_all = place.intake.take_all

    def wrong(several: Sequence[Arriving]) -> list[Receipt]:
        if any(row.raw == b"13" for one in several for row in one.rows):
            raise Wrong(422, "13 can't be stored", "another number")
        return take_all(several)

    monkeypatch.setattr(place.intake, "take_all", wrong)
    with listening(address, prefix, place, numbers(prefix)) as city:
        assert city.ready.wait(10)
        publisher.send(f"{prefix}/w1/level", b"12", b"13", b"14")
        until(lambda: len(place.results("w1.level")) == 2 and len(place.rejects()) == 1)
    assert place.results("w1.level") == [12, 14]
    assert [(one.fault, one.raw) for one in place.rejects()] == [("not-stored", b"13")]


def test_a_source_over_its_pace_waits_and_the_others_go_on(
    address: str, prefix: str, publisher: Publisher, place: Place) -> None:
    slow = Feed("slow", (ValueAt("", "w1.temp"),), Format.NUMBER, topic=f"{prefix}/slow", per_minute=2)
    with listening(address, prefix, place, numbers(prefix), slow) as city:
        assert city.ready.wait(10)
        publisher.send(f"{prefix}/slow", *(b"1" for _ in range(6)))
        until(lambda: "slow may send 2 rows a minute" in (city.trouble or ""))
        publisher.send(f"{prefix}/w1/level", b"5")
        until(lambda: place.results("w1.level") == [5])


def test_a_number_that_was_acknowledged_long_ago_is_another_messages(
    address: str, prefix: str, publisher: Publisher, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "SURE_S", 0.0)
    with listening(address, prefix, place, numbers(prefix)) as city:
        assert city.ready.wait(10)
        publisher.send(f"{prefix}/w1/level", b"1")
        until(lambda: place.results("w1.level") == [1])
        key = f"mqtt/{city.broker.session}/1"

        def known() -> bytes | None:
            with place.things.look(place.now) as look:
                return look.ledger.answer("numbers", key)

        until(lambda: known() is None)


def test_two_servers_of_one_name_dont_throw_each_other_out_for_ever(
    address: str, prefix: str, publisher: Publisher, place: Place) -> None:
    with listening(address, prefix, place, numbers(prefix)) as first:
        assert first.ready.wait(10)
        with listening(address, prefix, place, numbers(prefix)) as second:
            assert second.ready.wait(10)
            until(lambda: "another server has come" in (first.trouble or ""))
            publisher.send(f"{prefix}/w1/level", *(str(n).encode() for n in range(20)))
            until(lambda: len(place.results("w1.level")) == 20)
            assert second.trouble is None
            assert "mqtt-session" in str(first.trouble)
    assert place.results("w1.level") == list(range(20))


def test_hostile_messages_are_kept_or_left_out_and_the_next_is_taken(
    address: str, prefix: str, publisher: Publisher, place: Place) -> None:
    documents = Feed("documents", (ValueAt("v", "w1.level"),), topic=f"{prefix}/doc/#")
    hostile = [b"\xff\xfe\x00", b'{"v": "\xc3\x28"}', b"[" * 5_000, b'{"v": 1e999}', b'{"v": NaN}', b'{"v": 1, "v": 2}',
               b"\0" * 300_000, '{"v": "１"}'.encode(), b'{"v": ' + b"9" * 5_000 + b"}"]
    with listening(address, prefix, place, documents, things=True) as city:
        assert city.ready.wait(10)
        publisher.send(f"{prefix}/doc/水位/{'x' * 60_000}", *hostile)
        publisher.send(f"{prefix}/doc/large", b"0" * 3 * 2**20)      # more than the city says it takes: never delivered
        publisher.send(f"{prefix}/doc", b'{"v": 5}')      # the parent of #
        publisher.send(f"{prefix}/Datastreams(1)/Observations", b"\xff", qos=0)
        until(lambda: place.results("w1.level") == [5] and len(place.rejects(source="documents")) == len(hostile))
        until(lambda: len(place.rejects(source="v1.1")) >= 1)
        assert city.trouble is None
        assert [one.fault for one in place.rejects(source="documents")].count("not-finite") >= 3
    assert all(len(one.raw) <= 256 * 1024 for one in place.rejects())


def test_what_another_service_publishes_is_no_new_observation_here(
    address: str, prefix: str, publisher: Publisher, place: Place) -> None:
    eid = place.ids["w1.level"]
    topic, mark = f"{prefix}/Datastreams({eid})/Observations", int(time.time() * 1000)
    with listening(address, prefix, place, things=True) as city:
        assert city.ready.wait(10)
        publisher.send_marked(topic, json.dumps({"result": mark}).encode())
        given_out = json.dumps({"result": mark, "@iot.selfLink": "http://other/v1.1/Observations(1)"}).encode()
        publisher.send(topic, given_out)
        publisher.send(topic, json.dumps({"result": mark + 1}).encode())
        until(lambda: place.results("w1.level") == [mark + 1])
        assert [one.where for one in place.rejects(source="v1.1") if one.raw == given_out] == [
            f"{topic}: an Observation as a service gives it out"]


def test_observations_that_are_plain_and_those_that_arent_keep_their_order(
    address: str, prefix: str, publisher: Publisher, place: Place) -> None:
    level, temp = (place.ids[name] for name in ("w1.level", "w1.temp"))
    with listening(address, prefix, place, things=True) as city:
        assert city.ready.wait(10)
        said = [(level, 1), (temp, 10), (level, "two"), (temp, 20), (level, 3), (0, 4), (temp, [30]), (temp, 40)]
        for eid, result in said:
            publisher.send(f"{prefix}/Observations", json.dumps(
                {"result": result, "parameters": {"test": prefix}, "Datastream": {"@iot.id": eid}} if result == 40 else
                {"result": result, "Datastream": {"@iot.id": eid}}).encode())
        until(lambda: len(place.results("w1.level")) == 3 and len(place.results("w1.temp")) == 4)
    assert place.results("w1.level") == [1, "two", 3]
    assert place.results("w1.temp") == [10, 20, [30], 40]
    assert [one.fault for one in place.rejects(source="v1.1")] == ["malformed"]


class _Denying:
    """A broker's client to whom one topic is denied (MQTT 5.0, 3.9.3: 0x87 Not authorized)."""

    def __init__(self, topic: str) -> None:
        self.topic, self.taken = topic, list[str]()

    async def subscribe(self, topic: str, **_: Any) -> list[int]:
        self.taken += [topic] if topic != self.topic else []
        return [1 if topic != self.topic else 0x87]


def test_a_topic_that_the_broker_denies_is_said_and_the_others_are_listened_to(
    address: str, prefix: str, place: Place) -> None:
    city = listening(address, prefix, place, numbers(prefix), things=True)
    (session,) = city._sessions
    session.trouble = None
    client: Any = _Denying(f"{prefix}/Observations")
    asyncio.run(session._subscribe(client))
    denied = f"{address} refuses to give us messages of {prefix}/Observations"
    assert city.trouble == f"{denied}: let everybody subscribe there"
    assert client.taken == [f"{prefix}/+/+", f"{prefix}/+/Observations"]
    asyncio.run(session._subscribe(_Denying("")))  # type: ignore[arg-type]
    assert city.trouble is None
