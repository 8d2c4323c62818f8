"""/v1.1 over HTTP: who may, headers, raw paths, bodies that are too large, a city that serves none."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient

from banyan.model.authority import Authority, Principal, Role
from banyan.model.ids import PrincipalId, RoleId
from banyan.model.text import Name
from banyan.server import access
from banyan.server.app import create_app
from banyan.server.shares import Way
from banyan.server.things import LIMIT
from tests.runtime.things.conftest import opened
from tests.server.fake_desk import FakeDesk
from tests.servers import STORES

NAME = Name("名", "Name")
ROLES = (Role(RoleId("r"), NAME, ("things.read",)), Role(RoleId("w"), NAME, ("things.*",)), Role(RoleId("n"), NAME, ()))
WHO = {"reader": "r", "writer": "w", "nobody": "n"}
AUTHORITY = Authority(ROLES, tuple(Principal(PrincipalId(who), NAME, (RoleId(role),)) for who, role in WHO.items()))
THING = {"name": "a", "description": "b"}
Http = TestClient  # type: ignore[type-arg]  # its app, of no use here


def client(store: str, folder: Path, open_to: str | None = None) -> Iterator[Http]:
    with opened(store, folder) as things:
        app = create_app(FakeDesk(), {}, AUTHORITY, None, keys={f"key-{who}": PrincipalId(who) for who in WHO},
                         open_to=PrincipalId(open_to) if open_to else None, things=things.service)
        with TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as made:
            yield made


@pytest.fixture(params=STORES)
def http(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Http]:
    yield from client(request.param, tmp_path)


@pytest.fixture(params=STORES)
def openly(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Http]:
    """Open to somebody whose roles say nothing of things."""
    yield from client(request.param, tmp_path, "nobody")


def by(who: str) -> dict[str, str]:
    return {"authorization": f"Bearer key-{who}"}


def test_a_question_for_the_headers_alone_has_its_share_among_the_questions(
        http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    ways: list[Way] = []

    async def turn(_connection: object, _name: str, way: Way) -> None:
        ways.append(way)

    monkeypatch.setattr(access, "its_turn", turn)
    for method in ("GET", "HEAD", "DELETE"):
        http.request(method, "/v1.1/Things", headers=by("writer"))
    assert ways == [Way.READ, Way.READ, Way.WRITE]


def test_nothing_is_answered_to_strangers(http: Http) -> None:
    for method, path in (("GET", "/v1.1"), ("GET", "/v1.1/Things"), ("POST", "/v1.1/Things"), ("POST", "/v1.1/$batch"),
                         ("PATCH", "/v1.1/Things(1)"), ("PUT", "/v1.1/Things(1)"), ("DELETE", "/v1.1/Things(1)")):
        assert http.request(method, path).status_code == 401, path
        assert http.request(method, path, headers=by("nobody")).status_code == 403, path


def test_reading_and_writing_are_two_rights(http: Http) -> None:
    assert http.post("/v1.1/Things", json=THING, headers=by("reader")).status_code == 403
    assert http.post("/v1.1/Things", json=THING, headers=by("writer")).status_code == 201
    assert http.get("/v1.1/Things", headers=by("reader")).json()["value"][0]["name"] == "a"
    assert http.delete("/v1.1/Things(1)", headers=by("reader")).status_code == 403
    inner = [{"id": "1", "method": "delete", "url": "Things(1)"}, {"id": "2", "method": "get", "url": "Things"}]
    answers = http.post("/v1.1/$batch", json={"requests": inner}, headers=by("reader")).json()["responses"]
    assert [a["status"] for a in answers] == [403, 200]
    assert http.delete("/v1.1/Things(1)", headers=by("writer")).status_code == 200


def test_open_is_for_sensorthings_whole_and_for_nothing_else_beyond_the_role(openly: Http) -> None:
    made = openly.post("/v1.1/Things", json=THING)
    assert (made.status_code, made.headers["location"]) == (201, "http://127.0.0.1:8000/v1.1/Things(1)")
    assert openly.get("/v1.1/Things(1)").json()["@iot.selfLink"] == made.headers["location"]
    assert openly.get("/api/city").status_code == 403
    assert openly.get("/v1.1/Things", headers={"host": "evil.test"}).status_code == 403
    assert openly.post("/v1.1/Things", json=THING, headers={"origin": "http://evil.test"}).status_code == 403


def test_answers_have_the_standards_codes_and_one_sentence(openly: Http) -> None:
    openly.post("/v1.1/Things", json=THING)
    assert openly.get("/v1.1/").json() == openly.get("/v1.1").json()
    missing = openly.get("/v1.1/Things(2)")
    assert (missing.status_code, missing.json()) == (404, {"error": "there is no Thing 2", "code": "unknown"})
    nothing = openly.get("/v1.1/Things(1)/properties")
    assert (nothing.status_code, nothing.content) == (204, b"")
    value = openly.get("/v1.1/Things(1)/name/$value")
    assert (value.text, value.headers["content-type"]) == ("a", "text/plain; charset=utf-8")
    assert openly.get("/v1.1/Things/$count").text == "1"
    assert openly.patch("/v1.1/Things(1)", json={"name": "new"}).json()["name"] == "new"
    patch = json.dumps([{"op": "replace", "path": "/name", "value": "patched"}])
    answer = openly.patch("/v1.1/Things(1)", content=patch, headers={"content-type": "application/json-patch+json"})
    assert answer.json()["name"] == "patched"
    deleted = openly.delete("/v1.1/Things(1)")
    assert (deleted.status_code, deleted.content) == (200, b"")


def test_an_address_is_read_as_it_was_sent(openly: Http) -> None:
    openly.post("/v1.1/Things", json={**THING, "properties": {"a/b": 1, "plus": "a+b"}})
    assert openly.get("/v1.1/Things(1)/properties/a%2Fb").json() == {"a/b": 1}
    assert openly.get("/v1.1/Things%281%29/name").json() == {"name": "a"}
    for query in ("$filter=properties/plus%20eq%20'a%2Bb'", "%24filter=properties/plus+eq+%27a%2Bb%27"):
        assert len(openly.get(f"/v1.1/Things?{query}").json()["value"]) == 1
    assert openly.get("/v1.1/Things?$filter=name%20eq%20'%ff'").status_code == 400
    assert openly.get("/v1.1/%ff").status_code == 404


def test_a_batch_comes_back_in_its_own_form(openly: Http) -> None:
    body = "--b\r\nContent-Type: application/http\r\n\r\nGET Things HTTP/1.1\r\n\r\n\r\n--b--"
    answer = openly.post("/v1.1/$batch", content=body, headers={"content-type": "multipart/mixed; boundary=b"})
    assert answer.status_code == 200
    boundary = answer.headers["content-type"].partition("boundary=")[2]
    assert answer.text.splitlines()[:4] == [f"--{boundary}", "Content-Type: application/http", "", "HTTP/1.1 200 OK"]
    assert openly.post("/v1.1/$batch", content=b"x", headers={"content-type": "text/plain"}).status_code == 415


def test_a_body_that_is_too_large_is_refused(openly: Http) -> None:
    assert openly.post("/v1.1/Things", content=b" " * (LIMIT + 1)).status_code == 413


def test_a_city_without_sensorthings_says_so() -> None:
    app = create_app(FakeDesk(), {}, AUTHORITY, None, open_to=PrincipalId("nobody"))
    with TestClient(app, base_url="http://127.0.0.1:8000") as plain:
        answer = plain.get("/v1.1/Things")
        assert (answer.status_code, answer.json()["error"]) == (
            404, "this city serves no SensorThings: that is what banyan serve does")
