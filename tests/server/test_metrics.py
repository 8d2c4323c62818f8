"""/metrics and /api/status: what is counted, under which names, and that nobody's words get into it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from litestar.testing import TestClient
from prometheus_client.parser import text_string_to_metric_families

from banyan.model.ids import PrincipalId
from banyan.runtime.vitals import Measured, Vital
from banyan.server.app import create_app
from tests.server.fake_city import AUTHORITY
from tests.server.fake_desk import FakeDesk

VITALS = (
    Vital("readings_rejected", "Those that were not, by reason.", Measured.COUNTER,
          (({"reason": "range"}, 3), ({"reason": "late"}, 4))),
    Vital("behind_seconds", "How far behind.", Measured.GAUGE, (({}, 2.5),)),
    Vital("outbox_waiting", "Nothing waits.", Measured.GAUGE, ()),
)  # fmt: skip


class Broken(FakeDesk):
    def health(self) -> Any:
        raise RuntimeError("a defect, for the test")


def client_of(desk: FakeDesk) -> TestClient:  # type: ignore[type-arg]  # its app, of no use here
    app = create_app(desk, {"r": PrincipalId("reader-1")}, AUTHORITY, None, vitals=lambda: VITALS)
    return TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False)


@pytest.fixture
def client() -> Iterator[Any]:
    with client_of(FakeDesk(0)) as made:
        yield made


def samples(client: Any) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return {(one.name, tuple(sorted(one.labels.items()))): one.value
            for family in text_string_to_metric_families(answer.text) for one in family.samples}


def test_the_citys_numbers_are_there_with_their_labels(client: Any) -> None:
    found = samples(client)
    assert found["banyan_readings_rejected_total", (("reason", "range"),)] == 3
    assert found["banyan_readings_rejected_total", (("reason", "late"),)] == 4
    assert found["banyan_behind_seconds", ()] == 2.5
    assert found["banyan_screens", ()] == 0
    assert found["banyan_unexpected_exceptions_total", ()] == 0
    assert found["process_resident_memory_bytes", ()] > 1e6


def test_answers_are_counted_by_route_and_never_by_address(client: Any) -> None:
    for path in ("/health", "/health", "/api/city", "/api/trace/secret-1", "/nowhere/13800000000", "/nowhere/2"):
        client.get(path)
    client.request("BREW", "/health")
    found = samples(client)
    asked = {dict(labels)["route"]: value for (name, labels), value in found.items()
             if name == "banyan_http_request_seconds_count"}
    assert found["banyan_http_requests_total", (("method", "GET"), ("route", "/health"), ("status", "200"))] == 2
    assert found["banyan_http_requests_total", (("method", "GET"), ("route", "/api/city"), ("status", "401"))] == 1
    assert asked["/health"] >= 2
    text = client.get("/metrics").text
    assert not re.search("secret-1|13800000000|BREW", text)


def test_a_defect_is_counted_and_its_answer_names_the_number_in_the_log() -> None:
    with client_of(Broken(0)) as client:
        answer = client.get("/health")
        number = re.fullmatch(r"the city could not answer this; its log says why under ([0-9a-f]{8})",
                              answer.json()["error"])
        assert (answer.status_code, number is not None) == (500, True)
        found = samples(client)
        assert found["banyan_unexpected_exceptions_total", (("where", "banyan.server"),)] == 1
        client.post("/api/session", json={"token": "r"})
        told = client.get("/api/status").json()
    assert told["unexpected"] == 1
    assert number is not None
    assert [(t["number"], t["said"]) for t in told["troubles"]] == [
        (number[1], "RuntimeError: a defect, for the test")]


def test_status_is_for_those_who_may_read_the_city(client: Any) -> None:
    assert client.get("/api/status").status_code == 401
    client.post("/api/session", json={"token": "r"})
    told = client.get("/api/status").json()
    assert {"name": "readings_rejected", "labels": {"reason": "late"}, "value": 4.0} in told["numbers"]


def test_two_servers_in_one_process_count_apart(client: Any) -> None:
    with client_of(FakeDesk(0)) as other:
        other.get("/health")
    assert not [name for name, labels in samples(client) if ("route", "/health") in labels]
