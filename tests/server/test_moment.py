"""The routes of time: another moment, the list of looks ahead, one in full."""

import pytest

from tests.server.conftest import make_client
from tests.server.fake_decisions import DecidingDesk


@pytest.fixture
def looked():
    with make_client(DecidingDesk(285)) as made:
        made.post("/api/session", json={"token": "watcher"})
        yield made


def test_a_moment_that_has_been_is_as_it_was_known(looked):
    then = looked.get("/api/at?time=2026-07-24T02:00:00Z").json()
    assert (then["forecast"], then["now"], then["decision"]) == (
        False, "2026-07-24T04:45:00Z", "decision/20260724T013000Z")
    assert list(then["entities"]["decision"]) == ["decision/20260724T013000Z"]
    assert "incident" not in then["entities"]
    assert then["low"] == then["high"] == []


def test_a_moment_to_come_is_what_the_newest_look_ahead_expects(looked):
    then = looked.get("/api/at?time=2026-07-24T06:00:00Z").json()
    assert (then["forecast"], then["decision"], then["entities"]) == (True, "decision/20260724T043000Z", {})
    lake = then["levels"]["stream"].index("east-lake.level")
    assert then["low"][lake] < then["levels"]["value"][lake] < then["high"][lake] < then["without"][lake] + 0.2
    assert then["settings"]["gate-east"] == 60.0
    assert then["levels"]["value"][then["levels"]["stream"].index("tide-gate.tide")] is None


@pytest.mark.parametrize(
    ("time", "said"),
    [
        ("2026-07-25T00:00:00Z", "the newest look ahead ends at 2026-07-24T12:30:00Z"),
        ("2026-07-24T06:00:00", "time has no time zone"),
    ],
)
def test_a_moment_nobody_knows_is_refused_with_a_sentence(looked, time, said):
    answer = looked.get(f"/api/at?time={time}")
    assert (answer.status_code, answer.json()["error"], answer.json()["code"]) == (400, said, "malformed")


def test_without_anybody_who_looks_ahead_the_future_is_unknown(signed_in):
    answer = signed_in("watcher").get("/api/at?time=2026-07-24T06:00:00Z")
    assert answer.status_code == 400
    assert answer.json()["error"] == "nobody looks ahead now, so nothing is known of a moment to come"


def test_the_list_is_light_and_one_is_whole(looked):
    lines = looked.get("/api/decisions?begin=2026-07-24T03:00:00Z&end=2026-07-24T04:00:00Z").json()
    assert [x["id"] for x in lines] == [f"decision/20260724T{hhmm}00Z" for hhmm in ("0300", "0330", "0400")]
    assert set(lines[0]["scores"]) == {"hold", "rule", "plan-12", "plan-7"}
    assert "times" not in lines[0]
    whole = looked.get(f"/api/decisions/{lines[1]['id']}").json()
    assert (len(whole["times"]), whole["chosen"]) == (49, "plan-12")
    assert looked.get("/api/decisions/decision/nothing").status_code == 404


def test_a_frame_carries_one_look_ahead(looked):
    frame = looked.get("/api/frame").json()
    assert list(frame["entities"]["decision"]) == ["decision/20260724T043000Z"]
    assert len(frame["entities"]["estimate"]) == 1


@pytest.mark.parametrize(
    "path", ["/api/at?time=2026-07-24T02:00:00Z", "/api/decisions?begin=2026-07-24T03:00:00Z&end=2026-07-24T04:00:00Z",
             "/api/decisions/decision/20260724T043000Z"],
)  # fmt: skip
def test_nobody_sees_another_moment_without_the_right_to_read(path):
    with make_client(DecidingDesk(285)) as made:
        assert made.get(path).status_code == 401
        made.post("/api/session", json={"token": "feed"})
        assert made.get(path).status_code == 403
