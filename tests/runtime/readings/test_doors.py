"""The doors of a served city: every format, keys, the answers to what can't be taken, and kills."""

import http.client
import io
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from banyan.runtime.readings.keys import make_key
from tests.runtime.demos import records
from tests.runtime.things.client import datastream, location, thing
from tests.runtime.things.served import Served, small_city

FEEDS = """
[[feeds]]
name = "levels"
format = "columns"
sequence = "{n}"
[feeds.time]
path = "t"
format = "unix"
[[feeds.values]]
path = "v"
stream = "{ds}"
by = "id"

[[feeds]]
name = "bridge"
[feeds.time]
path = "t"
[[feeds.values]]
path = "v"
stream = "bridge.level"
by = "stream"
unit = "cm"

[[feeds]]
name = "slow"
per_minute = 2
[[feeds.values]]
path = "v"
stream = "{ds}"
by = "id"
"""


def city_with_feeds(folder: Path) -> Path:
    """The owner may send readings, too."""
    city = small_city(folder)
    (city / "feeds.toml").write_text(FEEDS, encoding="utf-8")
    authority = (city / "authority.toml").read_text(encoding="utf-8")
    authority = authority.replace('"projects.*", "city.read"', '"readings.send", "city.read"')
    (city / "authority.toml").write_text(authority, encoding="utf-8")
    return city


class Doors:
    """A served city and its requests by key."""

    def __init__(self, city: Path, data: Path) -> None:
        self.city, self.data = city, data
        self.served = Served(city, data, "--open")

    def ask(self, method: str, path: str, body: bytes = b"", media: str = "application/json", **headers: str
            ) -> tuple[int, Any, dict[str, str]]:
        connection = self.served.connection()
        try:
            sent = {"Content-Type": media, **{name.replace("_", "-"): value for name, value in headers.items()}}
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if text else None, {k.lower(): v for k, v in answer.getheaders()}
        finally:
            connection.close()

    def as_owner(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        key = self.served.key["key"]
        status, found, _ = self.ask(method, path, b"" if body is None else json.dumps(body).encode(),
                                    Authorization=f"Bearer {key}")
        return status, found

    def deliver(self, feed: str, body: bytes, media: str = "application/json", **headers: str) -> Any:
        status, found, _ = self.ask("POST", f"/api/readings/{feed}", body, media, **headers)
        assert status == 200, found
        return found

    def stream(self, name: str) -> int:
        whole = thing(Locations=[location()], Datastreams=[datastream(name)])
        assert self.served.ask("POST", "/Things", whole)[0] == 201
        found = self.served.ask("GET", f"/Datastreams?$filter=name%20eq%20'{name}'")[1]["value"]
        return int(found[0]["@iot.id"])

    def results(self, stream: int) -> list[Any]:
        found = self.served.ask("GET", f"/Datastreams({stream})/Observations?$top=1000&$orderby=id")[1]
        return [one["result"] for one in found["value"]]


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    folder = tmp_path_factory.mktemp("doors")
    found = Doors(city_with_feeds(folder), folder / "data")
    yield found
    found.served.process.kill()
    found.served.process.communicate()


def arrow(rows: dict[str, list[Any]]) -> bytes:
    out, table = io.BytesIO(), pa.table(rows)
    with pa.ipc.new_stream(out, table.schema) as stream:
        stream.write_table(table)
    return out.getvalue()


def test_every_format_comes_in_by_the_same_door(doors: Doors) -> None:
    eid, t = doors.stream("formats"), int(time.time())
    bodies = {
        "application/json": json.dumps({"ds": [eid], "t": [t], "v": [1], "n": ["f1"]}).encode(),
        "application/x-ndjson": json.dumps({"ds": eid, "t": t, "v": 2.5, "n": "f2"}).encode() + b"\n",
        "text/csv": f"ds,t,v,n\n{eid},{t},3,f3\n".encode(),
        "application/vnd.apache.arrow.stream": arrow({"ds": [eid], "t": [t], "v": [4.0], "n": ["f4"]}),
    }
    for media, body in bodies.items():
        assert doors.deliver("levels", body, media)["accepted"] == 1, media
    assert doors.results(eid) == [1, 2.5, 3, 4.0]
    for media, body in bodies.items():
        assert doors.deliver("levels", body, media)["repeated"] == 1, media      # the source's own numbers
    assert doors.results(eid) == [1, 2.5, 3, 4.0]


def test_the_answer_says_how_many_were_taken_and_why_the_first_others_werent(doors: Doors) -> None:
    eid = doors.stream("mixed")
    body = "\n".join(json.dumps({"ds": eid, "t": 1_784_901_600 + n, "v": v, "n": f"m{n}"})
                     for n, v in enumerate([1, "wet", 2])) + "\n{\n"
    found = doors.deliver("levels", body.encode(), "application/x-ndjson")
    assert (found["accepted"], found["rejected"]) == (2, {"malformed": 1, "not-finite": 1})
    assert found["first"] == [
        {"row": 2, "reason": "not-finite", "where": "row 2, v: wet", "expected": "a finite number"},
        {"row": 4, "reason": "malformed", "where": "line 4, character 2", "expected": "JSON"}]
    status, page = doors.as_owner("GET", "/api/rejects?source=levels&reason=not-finite")
    assert status == 200
    assert json.loads(page["rejects"][-1]["raw"])["v"] == "wet"
    status, one = doors.as_owner("GET", f"/api/rejects/{page['rejects'][-1]['id']}")
    assert (status, one["where"]) == (200, "row 2, v: wet")


def test_what_cant_be_taken_is_told_in_a_sentence_with_its_status(doors: Doors) -> None:
    def problem(path: str, body: bytes, media: str = "application/json", **headers: str) -> tuple[int, str, str]:
        status, found, _ = doors.ask("POST", path, body, media, **headers)
        return status, found["code"], found["error"]

    assert problem("/api/readings/level", b"{}")[:2] == (404, "unknown")
    assert problem("/api/readings/levels", b"{}", "text/html") == (415, "unsupported", "'text/html' is not read here")
    assert problem("/api/readings/levels", b"{}", Content_Encoding="gzip")[:2] == (415, "unsupported")
    assert problem("/api/readings/levels", b'{"a": [1], "b": []}')[:2] == (422, "unreadable")
    assert problem("/api/readings/levels", b"ARROW1", "application/vnd.apache.arrow.stream")[:2] == (422, "unreadable")
    assert problem("/api/readings/levels", b" " * (16 * 1024 * 1024 + 1))[:2] == (413, "too-large")
    assert problem("/api/readings/levels", b"{}", Idempotency_Key="x" * 201)[:2] == (400, "malformed")
    status, found, headers = doors.ask("POST", "/api/readings/slow", json.dumps([{"v": 1}] * 5).encode())
    assert status == 200
    status, found, headers = doors.ask("POST", "/api/readings/slow", b'[{"v": 1}]')
    assert (status, found["code"]) == (429, "busy")
    assert int(headers["retry-after"]) > 1


def test_a_feeds_key_opens_its_own_door_and_no_other(tmp_path: Path) -> None:
    city, data = city_with_feeds(tmp_path), tmp_path / "data"
    data.mkdir()
    key = make_key(data, "bridge")
    served = Served(city, data)
    doors = Doors.__new__(Doors)
    doors.served = served
    try:
        bearer = {"Authorization": f"Bearer {key}"}
        assert doors.ask("POST", "/api/readings/bridge", b"[]", **bearer)[0] == 200
        assert doors.ask("POST", "/api/readings/levels", b'{"ds": []}', **bearer)[0] == 401
        assert doors.ask("POST", "/api/readings/bridge", b"[]")[0] == 401
        assert doors.ask("GET", "/api/rejects", **bearer)[0] == 401
        assert doors.ask("POST", "/api/readings/bridge", b"[]", Authorization="Bearer bk-" + "x" * 32)[0] == 401
        assert doors.as_owner("POST", "/api/readings/bridge", [])[0] == 200
    finally:
        served.kill()


def test_readings_of_declared_streams_are_judged_and_old_ones_raise_nothing(doors: Doors) -> None:
    old = [{"t": f"2020-01-01T00:{n:02d}:00Z", "v": 450} for n in range(20)]
    assert doors.deliver("bridge", json.dumps(old).encode())["rejected"] == {"too-late": 20}
    status, found, _ = doors.ask("POST", "/api/readings/bridge?backfill=true", json.dumps(old).encode())
    assert (status, found["accepted"]) == (200, 20)
    eid = next(one["@iot.id"] for one in doors.served.ask("GET", "/Datastreams?$filter=name%20eq%20'bridge.level'")[1]
               ["value"])
    assert doors.results(eid) == [4.5] * 20
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    assert doors.deliver("bridge", json.dumps([{"t": now, "v": 250}]).encode())["accepted"] == 1
    assert doors.results(eid) == [4.5] * 20 + [2.5]
    alerts = [one for one in map(json.loads, records(doors.data)) if one["kind"] == "alert"]
    assert [one["body"]["evidence"][0]["value"] for one in alerts] == [2.5]


def test_a_mended_datastream_is_enough_for_a_replay_over_http(doors: Doors) -> None:
    body = json.dumps({"ds": [999_999], "t": [1_784_901_600], "v": [7], "n": ["late-made"]}).encode()
    assert doors.deliver("levels", body)["rejected"] == {"unknown-stream": 1}
    status, found = doors.as_owner("POST", "/api/rejects/replay", {"source": "levels", "reason": "unknown-stream"})
    assert (status, found) == (200, {"taken": 0, "waiting": {"unknown-stream": 1}, "after": None})
    assert doors.as_owner("GET", "/api/rejects?reason=nonsense")[0] == 400
    assert doors.ask("POST", "/api/rejects/replay", b'{"id": 1}')[0] in (200, 404, 409)


class Sender(threading.Thread):
    """Deliveries of ten readings, each by its own key; what wasn't answered is sent again until it is."""

    def __init__(self, doors: Doors, stream: int, name: str) -> None:
        super().__init__()
        self.doors, self.stream, self.name_ = doors, stream, name
        self.stop = threading.Event()
        self.answered = 0
        self.delivered = 0

    def run(self) -> None:
        while not self.stop.is_set():
            first = self.delivered * 10
            body = "\n".join(json.dumps({"ds": self.stream, "t": 1_784_901_600 + n, "v": n, "n": f"{self.name_}-{n}"})
                             for n in range(first, first + 10)).encode()
            while True:
                try:
                    status, found, _ = self.doors.ask("POST", "/api/readings/levels", body, "application/x-ndjson",
                                                      Idempotency_Key=f"{self.name_}-{self.delivered}")
                    assert status == 200, found
                    break
                except (OSError, http.client.HTTPException, ValueError):
                    time.sleep(0.05)
            self.answered += found["accepted"] + found["repeated"]
            self.delivered += 1


def test_deliveries_that_are_sent_until_they_are_answered_are_there_once_across_kills(tmp_path: Path) -> None:
    doors = Doors(city_with_feeds(tmp_path), tmp_path / "data")
    streams = [doors.stream(f"k{n}") for n in range(3)]
    senders = [Sender(doors, stream, f"s{stream}") for stream in streams]
    for sender in senders:
        sender.start()
    for _ in range(3):
        time.sleep(0.7)
        doors.served.kill()
        doors.served = Served(doors.city, doors.data, "--open")
    for sender in senders:
        sender.stop.set()
    for sender in senders:
        sender.join()
    for sender in senders:
        assert sender.delivered > 0
        count = doors.served.ask("GET", f"/Datastreams({sender.stream})/Observations/$count")[1]
        assert count == sender.delivered * 10
        assert sender.answered == sender.delivered * 10
    doors.served.kill()
