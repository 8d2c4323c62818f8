"""Deliveries of columns past the application's routing: whose key opens, what goes on to it, what fails."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from banyan.model.feed import Format
from banyan.model.ids import PrincipalId
from banyan.model.ports import StoreFull
from banyan.runtime.readings.book import Book
from banyan.runtime.readings.desk import AT_ONCE, ReadingsDesk
from banyan.runtime.readings.keys import make_key
from banyan.server import committing
from banyan.server.app import create_app
from tests.runtime.readings.conftest import Place
from tests.runtime.things.client import NOW
from tests.runtime.things.conftest import store_of
from tests.server.fake_desk import FakeDesk
from tests.server.test_things import AUTHORITY, WHO, by
from tests.servers import STORES

FEEDS = """
[[feeds]]
name = "c"
format = "columns"
[feeds.time]
path = "t"
format = "unix"
[[feeds.values]]
path = "v"
stream = "{ds}"
by = "id"

[[feeds]]
name = "slow"
format = "columns"
per_minute = 2
[feeds.time]
path = "t"
format = "unix"
[[feeds.values]]
path = "v"
stream = "{ds}"
by = "id"
"""
S = NOW // 1_000_000
PATH = "/api/readings/c"
ONE = {"accepted": 1, "repeated": 0, "rejected": {}, "first": [], "again": False}
Http = TestClient  # type: ignore[type-arg]  # its app, of no use here


class City:
    def __init__(self, place: Place, folder: Path) -> None:
        (folder / "feeds.toml").write_text(FEEDS, encoding="utf-8")
        self.place, self.desk = place, ReadingsDesk(place.intake, Book(folder, folder), folder)
        self.keys = {name: make_key(folder, name) for name in ("c", "slow")}
        self.app = create_app(FakeDesk(), {}, AUTHORITY, None, keys={f"key-{who}": PrincipalId(who) for who in WHO},
                              readings=self.desk)
        place.intake.directory.find([])
        self.begun: list[bool] = []
        begin = self.desk.begin

        def counted(*given: Any) -> Any:
            found = begin(*given)
            self.begun.append(found is not None)
            return found

        self.desk.begin = counted  # type: ignore[method-assign]  # whether a request went past the routes
        self.http: Any = None

    def send(self, data: bytes, path: str = PATH, **headers: str) -> Any:
        said = {"authorization": f"Bearer {self.keys['c']}", "content-type": "application/json"}
        said |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.http.post(path, content=data, headers=said)

    def body(self, *values: Any) -> bytes:
        ds = self.place.ids["w1.level"]
        return json.dumps({"ds": [ds] * len(values), "t": [S - 9 + n for n in range(len(values))],
                           "v": values}).encode()


@pytest.fixture(params=STORES)
def city(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[City]:
    with store_of(request.param, tmp_path, "small") as store:
        place = Place(store)
        made = City(place, tmp_path)
        with TestClient(made.app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as http:
            made.http = http
            yield made
        place.close()


def test_only_the_feeds_own_key_opens_it_without_the_application(city: City) -> None:
    assert city.send(city.body(1), authorization="Bearer wrong").status_code == 401
    assert city.send(city.body(1), authorization=f"Bearer {city.keys['slow']}").status_code == 401
    assert city.send(city.body(1), **by("reader")).status_code == 403
    assert city.send(city.body(1), origin="http://evil.test").status_code == 403
    assert city.send(city.body(1), path="/api/readings/none").status_code == 401
    assert city.begun == []
    assert city.place.results("w1.level") == []


def test_what_goes_past_the_routes_is_answered_as_what_goes_through_them(city: City) -> None:
    past, through = city.send(city.body(1)), city.send(city.body(2), content_encoding="identity")
    assert city.begun == [True]
    assert [(one.status_code, one.json()) for one in (past, through)] == [(200, ONE)] * 2
    assert dict(past.headers) == dict(through.headers)
    counted = [line for line in city.http.get("/metrics").text.splitlines() if "requests_total{" in line]
    assert [line.rpartition(" ")[2] for line in counted if "readings" in line] == ["2.0"]      # under one name
    assert city.place.results("w1.level") == [1, 2]


@pytest.mark.parametrize("data", [b"no json", b'{"ds":[1],"t":[5],"v":["wet"]}', b'{"ds":[99999],"t":[5],"v":[1]}'])
def test_what_is_not_plain_goes_through_them_once(city: City, data: bytes) -> None:
    answer = city.send(data)
    assert city.begun == [False]
    assert answer.status_code == (422 if data == b"no json" else 200)
    assert len(city.place.rejects()) == (0 if data == b"no json" else 1)


def test_a_delivery_with_a_key_or_of_the_past_goes_through_them(city: City) -> None:
    assert city.send(city.body(1), idempotency_key="k").json() == ONE
    assert city.send(city.body(1), idempotency_key="k").json() == {**ONE, "again": True}
    assert city.send(city.body(2), path=f"{PATH}?backfill=true").json() == ONE
    assert city.begun == []
    assert city.place.results("w1.level") == [1, 2]


def test_a_source_that_may_send_only_so_much_has_that_counted_once(city: City) -> None:
    answers = [city.send(city.body(n), path="/api/readings/slow", authorization=f"Bearer {city.keys['slow']}")
               for n in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert True not in city.begun


def test_too_many_at_once_are_told_so_and_a_place_is_free_again_when_one_is_durable(city: City) -> None:
    begun, gate = threading.Event(), threading.Event()

    def wait(_: object) -> None:
        begun.set()
        assert gate.wait(30)

    held = city.place.things.change(wait, NOW)
    assert begun.wait(30)
    waiting: list[Any] = []
    for n in range(AT_ONCE):
        waiting.append(city.desk.begin("c", city.body(n), Format.JSON))
    assert city.send(city.body(99)).status_code == 429
    gate.set()
    held.result(30)
    assert [one.receipt(one.stored.result(30)).accepted for one in waiting] == [1] * AT_ONCE
    assert city.send(city.body(99)).json() == ONE
    assert city.place.results("w1.level") == [*range(AT_ONCE), 99]


def test_what_could_not_be_stored_is_said_in_the_applications_words_and_stored_once(
        city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def full(*given: object) -> Future[Any]:
        asked.append(given)
        failed: Future[Any] = Future()
        failed.set_exception(StoreFull("the disk takes no more"))
        return failed

    with monkeypatch.context() as broken:
        broken.setattr(city.place.things, "append", full)
        answer = city.send(city.body(1))
    assert (answer.status_code, answer.json()["error"]) == (503, "the disk takes no more")
    assert len(asked) == 1
    assert city.place.results("w1.level") == []


def test_who_waits_too_long_is_told_so_and_nothing_of_it_is_stored(
        city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(committing, "PATIENCE_S", 0.01)
    begun, gate = threading.Event(), threading.Event()

    def wait(_: object) -> None:
        begun.set()
        assert gate.wait(30)

    held = city.place.things.change(wait, NOW)
    assert begun.wait(30)
    answer = city.send(city.body(1))
    gate.set()
    held.result(30)
    assert (answer.status_code, city.begun) == (503, [True])
    assert city.place.results("w1.level") == []
