"""CreateObservations past the application's routing: who may, what goes on to the application, what fails."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from banyan.model.ids import PrincipalId
from banyan.model.ports import StoreFull
from banyan.runtime.things.service import Service
from banyan.server import committing, straight, things
from banyan.server.app import create_app
from tests.runtime.things.conftest import opened
from tests.server.fake_desk import FakeDesk
from tests.server.test_things import AUTHORITY, WHO, by
from tests.servers import STORES

PLACE = {"name": "p", "description": "d", "encodingType": "application/geo+json",
         "location": {"type": "Point", "coordinates": [119.6, 25.99]}}
STREAM = {"name": "s", "description": "d", "observationType": "o", "unitOfMeasurement": {},
          "Thing": {"name": "t", "description": "d", "Locations": [PLACE]},
          "Sensor": {"name": "s", "description": "d", "encodingType": "t", "metadata": "m"},
          "ObservedProperty": {"name": "p", "description": "d", "definition": "urn:p"}}
PATH = "/v1.1/CreateObservations"
Http = TestClient  # type: ignore[type-arg]  # its app, of no use here


@pytest.fixture(params=STORES)
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Service]:
    with opened(request.param, tmp_path) as things:
        yield things.service


@pytest.fixture
def http(service: Service) -> Iterator[Http]:
    app = create_app(FakeDesk(), {}, AUTHORITY, None, keys={f"key-{who}": PrincipalId(who) for who in WHO},
                     things=service)
    with TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as made:
        made.post("/v1.1/Datastreams", json=STREAM, headers=by("writer"))
        yield made


def rows(*results: Any) -> bytes:
    times = [[f"2026-07-24T14:{n:02}:00Z", result] for n, result in enumerate(results)]
    return json.dumps([{"Datastream": {"@iot.id": 1}, "components": ["phenomenonTime", "result"],
                        "dataArray": times}]).encode()


def send(http: Http, body: bytes, who: str = "writer") -> Any:
    return http.post(PATH, content=body, headers={"content-type": "application/json", **by(who)})


def count(http: Http) -> int:
    found: int = http.get("/v1.1/Observations?$count=true&$top=0", headers=by("reader")).json()["@iot.count"]
    return found


def test_only_who_may_write_comes_in(http: Http) -> None:
    assert http.post(PATH, content=rows(1)).status_code == 401
    assert send(http, rows(1), "reader").status_code == 403
    assert http.post(PATH, content=rows(1), headers={**by("writer"), "origin": "http://evil.test"}).status_code == 403
    assert count(http) == 0


def test_what_is_plain_and_what_is_not_is_answered_alike(http: Http) -> None:
    plain, other = send(http, rows(1, 2.5)), send(http, rows(3, "four"))
    assert [answer.status_code for answer in (plain, other)] == [201, 201]
    assert plain.json() == [f"http://127.0.0.1:8000/v1.1/Observations({1 << 32 | n})" for n in (1, 2)]
    assert len(other.json()) == 2
    said = [{name: value for name, value in answer.headers.items() if name != "content-length"}
            for answer in (plain, other)]
    assert said[0] == said[1]
    counted = [line for line in http.get("/metrics").text.splitlines() if "requests_total{" in line and "201" in line]
    assert [line.rpartition(" ")[2] for line in counted] == ["3.0"]         # the stream, too
    assert count(http) == 4
    assert send(http, b"no json").status_code == 400
    large = send(http, rows(*[1] * 10_000))      # too large to go past; minutes beyond 59 are none
    assert large.json()[59:61] == [f"http://127.0.0.1:8000/v1.1/Observations({1 << 32 | 64})", "error"]
    assert count(http) == 64


def test_a_body_in_chunks_is_bounded_whatever_its_content_length_says(
        http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[object] = []
    monkeypatch.setattr(straight, "_body", read.append)
    answer = http.post(PATH, content=iter([b" " * (things.LIMIT + 1)]),
                       headers={"content-length": "10", "transfer-encoding": "chunked", **by("writer")})
    assert (answer.status_code, read) == (413, [])


def test_what_fails_before_anything_is_taken_is_said_in_the_applications_words(
        http: Http, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise StoreFull("the disk takes no more")

    with monkeypatch.context() as broken:
        broken.setattr(service._things, "append", fail)
        answer = send(http, rows(1))
    assert (answer.status_code, answer.json()["error"]) == (503, "the disk takes no more")


def test_what_could_not_be_stored_is_said_in_the_applications_words_and_stored_once(
        http: Http, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def full(*given: object) -> Future[Any]:
        asked.append(given)
        failed: Future[Any] = Future()
        failed.set_exception(StoreFull("the disk takes no more"))
        return failed

    with monkeypatch.context() as broken:
        broken.setattr(service._things, "append", full)
        answer = send(http, rows(1))
    assert (answer.status_code, answer.json()["error"]) == (503, "the disk takes no more")
    assert len(asked) == 1
    assert count(http) == 0


def test_who_waits_too_long_is_told_so_and_nothing_of_it_is_stored(
        http: Http, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(committing, "PATIENCE_S", 0.01)
    held, go = threading.Event(), threading.Event()

    def hold(_: object) -> None:
        held.set()
        go.wait(30)

    waiting = service._things.change(hold, 1)
    assert held.wait(30)
    answer = send(http, rows(1))
    go.set()
    waiting.result(30)
    assert answer.status_code == 503
    assert count(http) == 0
