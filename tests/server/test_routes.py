"""Answers and errors of the API: exact, in one shape, never a traceback."""

import logging
import re

import pytest

from banyan.runtime.desk import Busy
from banyan.server.errors import Problem
from banyan.server.routes import READINGS_LIMIT

WINDOW = "begin=2026-07-24T00:00:00Z&end=2026-07-24T06:00:00Z"


def test_the_frame_after_zero_is_everything_and_after_its_number_is_nothing(signed_in, desk):
    client = signed_in("watcher")
    whole = client.get("/api/frame").json()
    assert whole["sequence"] == len(desk.records(0, None, 10_000))
    assert set(whole["entities"]) >= {"alert", "incident", "case", "task", "crew", "proposal", "device", "forecast"}
    assert client.get(f"/api/frame?after={whole['sequence']}").json()["entities"] == {}


def test_the_clock_says_that_it_is_simulated(signed_in):
    assert signed_in("watcher").get("/api/frame").json()["clock"] == {
        "now": "2026-07-24T04:50:00Z", "start": "2026-07-24T00:00:00Z", "end": "2026-07-25T00:00:00Z",
        "simulated": True, "speed": 60.0, "state": "running",
    }


def test_a_curve_is_downsampled_to_the_points_asked_for(signed_in):
    answer = signed_in("watcher").get(f"/api/series/east-lake.level?{WINDOW}&points=50").json()
    assert answer["unit"] == "m"
    assert 25 < len(answer["time"]) <= 50
    assert len(answer["time"]) == len(answer["low"]) == len(answer["high"])


def test_a_chain_is_found_by_an_id_with_slashes_and_signs(signed_in, desk):
    client = signed_in("watcher")
    [record] = desk.records(0, "alert", 1)
    for rid in (record["id"], record["body"]["id"]):
        links = client.get(f"/api/trace/{rid.replace('#', '%23').replace('@', '%40')}").json()
        assert [x["record"]["body"]["id"] for x in links if x["depth"] == 0] == [record["body"]["id"]]


def test_records_come_in_order_by_kind_and_no_more_than_asked_for(signed_in):
    client = signed_in("watcher")
    assert [r["kind"] for r in client.get("/api/records?limit=3").json()] == ["forecast", "crew", "crew"]
    assert {r["kind"] for r in client.get("/api/records?kind=device").json()} == {"device"}
    assert client.get("/api/records?after=100000").json() == []


def test_an_intent_is_the_sessions_own_whoever_the_body_names(signed_in, desk):
    client = signed_in("officer")
    wish = {"id": "i-1", "action": "proposal.approve", "target": "P-0240"}
    forged = client.post("/api/intents", json=wish | {"by": "storm-rule"})
    assert forged.status_code == 403
    assert forged.json()["error"] == (
        "the intent says it is by storm-rule, but officer-lin is signed in; leave `by` out"
    )
    assert client.post("/api/intents", json=wish | {"force": True}).status_code == 400
    assert desk.records(0, "approval", 9) == []
    body = client.post("/api/intents", json=wish | {"by": "officer-lin"}).json()
    assert (body["proposal"], body["by"], body["approve"]) == ("P-0240", "officer-lin", True)


def test_the_same_intent_twice_is_done_once(signed_in, desk):
    client = signed_in("officer")
    wish = {"id": "i-1", "action": "proposal.approve", "target": "P-0240"}
    assert client.post("/api/intents", json=wish).json() == client.post("/api/intents", json=wish).json()
    assert len(desk.records(0, "approval", 10)) == 1


def test_the_desks_refusal_is_a_403_with_its_sentence(signed_in):
    client = signed_in("officer")
    client.post("/api/intents", json={"id": "1", "action": "proposal.refuse", "target": "P-0240"})
    late = client.post("/api/intents", json={"id": "2", "action": "proposal.approve", "target": "P-0240"})
    assert late.status_code == 403
    assert late.json() == {"error": "P-0240 is refused already", "code": "refused"}


@pytest.mark.parametrize(
    "path", [f"/api/series/nowhere.level?{WINDOW}", "/api/trace/no-such-thing", "/api/nowhere", "/assets/../secret"]
)
def test_what_does_not_exist_is_a_404(signed_in, path):
    answer = signed_in("watcher").get(path)
    assert answer.status_code == 404
    assert answer.json()["code"] == "unknown"


def test_an_unknown_target_is_a_404(signed_in):
    answer = signed_in("officer").post("/api/intents", json={"id": "1", "action": "alert.acknowledge", "target": "A-0"})
    assert (answer.status_code, answer.json()["error"]) == (404, "there is no A-0 here")


@pytest.mark.parametrize(
    "path",
    [
        "/api/frame?after=x", "/api/frame?after=-1", "/api/records?limit=0", "/api/records?limit=1001",
        "/api/series/east-lake.level", "/api/series/east-lake.level?begin=yesterday&end=today",
        "/api/series/east-lake.level?begin=2026-07-24T00:00:00&end=2026-07-24T06:00:00",
        "/api/series/east-lake.level?begin=2026-07-24T06:00:00Z&end=2026-07-24T00:00:00Z",
        f"/api/series/east-lake.level?{WINDOW}&points=1", f"/api/series/east-lake.level?{WINDOW}&points=2001",
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_read_is_a_400_that_says_what_was_expected(signed_in, path):
    answer = signed_in("watcher").get(path)
    assert answer.status_code == 400, answer.text
    assert answer.json()["code"] == "malformed"
    assert answer.json()["expected"]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b'{"id":"1"}', b'{"id":"1","action":"city.burn","target":"x"}', b"\xff\xfe",
        b'{"id":"","action":"stop.pull","target":"x"}', b'{"id":"1","action":"stop.pull","target":7}',
        b'{"id":"' + b"x" * 101 + b'","action":"stop.pull","target":"x"}',
    ],
)  # fmt: skip
def test_a_broken_intent_is_a_400_and_does_nothing(signed_in, desk, body):
    answer = signed_in("officer").post("/api/intents", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400, answer.text
    assert desk.records(0, "stop", 10) == []


def test_readings_over_the_limit_are_refused_whole(signed_in):
    client = signed_in("feed")
    lines = (b"x" * 1023 + b"\n") * (READINGS_LIMIT // 1024)
    assert client.post("/api/readings", content=lines).status_code == 200
    answer = client.post("/api/readings", content=lines + b"x")
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


def test_a_full_inbox_asks_to_come_back(signed_in, desk, monkeypatch):
    def full(source, lines):
        raise Busy("the inbox holds 10000 messages")

    monkeypatch.setattr(desk, "ingest", full)
    answer = signed_in("feed").post("/api/readings", content=b"{}\n")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    assert answer.json()["error"] == "the inbox holds 10000 messages"


def test_a_defect_is_a_sentence_outside_and_a_traceback_in_the_log(signed_in, desk, monkeypatch, caplog):
    def broken(after=0):
        raise RuntimeError("secret inside")

    monkeypatch.setattr(desk, "frame", broken)
    with caplog.at_level(logging.ERROR, "banyan.server"):
        answer = signed_in("watcher").get("/api/frame")
    assert answer.status_code == 500
    said = re.fullmatch(r"the city could not answer this; its log says why under ([0-9a-f]{8})", answer.json()["error"])
    assert answer.json()["code"] == "failed"
    assert "secret" not in answer.text
    assert said is not None
    assert f"({said[1]})" in caplog.text
    assert "secret inside" in caplog.text


def test_a_wrong_method_is_an_error_of_the_same_shape(client):
    answer = client.put("/api/city")
    assert answer.status_code == 405
    assert set(answer.json()) <= {*Problem.__struct_fields__}


def test_a_watchdog_needs_no_session(client, desk):
    assert client.get("/health").json() == {
        "status": "ok", "city": "test-bay", "now": "2026-07-24T04:50:00Z", "out_of_service": [],
        "sequence": len(desk.records(0, None, 10_000)), "control": "on", "state": "running",
    }


@pytest.mark.parametrize(("state", "status"), [("starting", 503), ("running", 200), ("finished", 200), ("failed", 503)])
def test_ready_means_that_the_page_may_be_opened(client, desk, state, status):
    desk.state = state
    answer = client.get("/ready")
    assert (answer.status_code, answer.json()["ready"]) == (status, status == 200)
