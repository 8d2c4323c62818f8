"""banyan serve on a recorded feed and on the wall clock, and what people do to it from the command line."""

import json
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.runtime.demos import banyan, records, start

T0 = datetime(2026, 7, 24, 6, 0, tzinfo=UTC)


def reading(stream: str, seq: int, at: datetime, value: object) -> str:
    return json.dumps({"stream": stream, "seq": seq, "time": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "result": value})


def ponding(at: datetime, minutes: int = 20) -> list[str]:
    """Tower Road fills by 3 cm a minute: over 0.10 m after 4 minutes, over 0.15 m (a case: rules.toml) after 5."""
    return [reading("tower-road.depth", n, at + timedelta(minutes=n), round(0.03 * n, 2)) for n in range(minutes)]


def found(data: Path, kind: str) -> list[dict[str, Any]]:
    return [r for r in map(json.loads, records(data)) if r["kind"] == kind]


def test_a_recorded_feed_raises_alerts_and_opens_a_case(tmp_path: Path) -> None:
    feed, data = tmp_path / "feed.ndjson", tmp_path / "data"
    lines = [*ponding(T0), "no JSON at all", reading("nowhere.level", 1, T0, 1.0)]
    feed.write_text("\n".join(lines), encoding="utf-8")
    serve = ("serve", "--city", "banyan-bay", "--data", data, "--replay", feed, "--headless")
    run = banyan(*serve)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("22 readings gone through, ")
    raised = [a for a in found(data, "alert") if a["body"]["rule"] == "ponding.tower-road"]
    # 0.12 m at 06:04 is the first at or above 0.10; on_delay 2 minutes later, at the first tick that knows it
    assert raised[0]["body"]["raised_at"] == "2026-07-24T06:06:00Z"
    assert [i["body"]["place"] for i in found(data, "incident")][:1] == ["tower-road"]
    assert {c["body"]["incident"] for c in found(data, "case")} == {found(data, "incident")[0]["body"]["id"]}
    assert [r["body"]["reason"] for r in found(data, "reject")] == ["malformed", "unknown-stream"]
    before = records(data)
    again = banyan(*serve)
    assert (again.returncode, again.stderr) == (0, "")
    assert records(data) == before
    at_rest = banyan("status", "--data", data)
    assert (at_rest.returncode, at_rest.stderr) == (0, "")
    assert "doesn't run" in at_rest.stdout
    assert f"{len(before)} records" in " ".join(at_rest.stdout.split())


def test_a_feed_that_goes_on_is_taken_up_where_it_was(tmp_path: Path) -> None:
    whole, half = ponding(T0), ponding(T0)[:8]
    for name, lines in (("whole", whole), ("half", half)):
        (tmp_path / f"{name}.ndjson").write_text("\n".join(lines), encoding="utf-8")
    at_once, in_parts = tmp_path / "at-once", tmp_path / "in-parts"
    for data, feeds in ((at_once, ("whole",)), (in_parts, ("half", "whole"))):
        for feed in feeds:
            run = banyan("serve", "--city", "banyan-bay", "--data", data, "--replay", tmp_path / f"{feed}.ndjson",
                         "--headless")
            assert run.returncode == 0, run.stderr
    assert records(in_parts) == records(at_once)


def test_a_feed_without_a_time_in_it_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "feed").write_bytes(b"\x00\xff\nhello\n")
    run = banyan("serve", "--city", "banyan-bay", "--data", tmp_path / "d", "--replay", tmp_path / "feed", "--headless")
    assert (run.returncode, run.stdout, run.stderr.count("\n")) == (2, "", 1)
    assert "no line with a time in it; NDJSON readings were expected" in run.stderr
    assert not (tmp_path / "d").exists()


# On the wall clock ----------------------------------------------------------------------------------------------------


class Served:
    """A served city and its owner's key."""

    def __init__(self, city: Path, data: Path) -> None:
        self.city, self.data = city, data
        self.process = start("serve", "--city", city, "--data", data, "--port", "0")
        until = time.monotonic() + 60
        while not (data / "owner.json").exists() or not (data / "owner.json").read_bytes():
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() < until
            time.sleep(0.05)
        self.key = json.loads((data / "owner.json").read_text(encoding="utf-8"))

    def ask(self, path: str, body: bytes | None = None, key: bool = True) -> Any:
        headers = {"Content-Type": "application/x-ndjson"}
        if key:
            headers["Authorization"] = f"Bearer {self.key['key']}"
        request = urllib.request.Request(self.key["url"] + path, body, headers)  # noqa: S310  the city's own
        with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310  the same
            return json.loads(response.read())

    def until(self, path: str, seen: Any, within_s: float = 60) -> Any:
        stop = time.monotonic() + within_s
        while time.monotonic() < stop:
            answer = self.ask(path)
            if seen(answer):
                return answer
            time.sleep(0.3)
        raise AssertionError(f"not seen within {within_s} s at {path}")

    def stop(self) -> tuple[int, str]:
        self.process.send_signal(signal.SIGTERM)
        _, said = self.process.communicate(timeout=30)
        return self.process.returncode, said


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """Banyan Bay with a tick a second: every answer waits for its tick."""
    shutil.copytree(Path(__file__).parents[2] / "cities" / "banyan-bay", tmp_path / "bay")
    text = (tmp_path / "bay" / "city.toml").read_text(encoding="utf-8")
    (tmp_path / "bay" / "city.toml").write_text(text.replace("tick_s = 10", "tick_s = 1"), encoding="utf-8")
    city = Served(tmp_path / "bay", tmp_path / "data")
    yield city
    if city.process.poll() is None:
        city.process.kill()
        city.process.communicate()


def test_a_city_on_the_wall_clock_hears_obeys_stops_and_remembers(served: Served) -> None:
    data = served.data
    now = datetime.now(UTC).replace(microsecond=0)
    lines = [*ponding(now - timedelta(minutes=4), 5), "not a reading"]      # 0.00 .. 0.12 m: IV after two minutes
    lines += [reading("east-lake.level", 1, now, 2.5)]
    assert served.ask("api/readings", "\n".join(lines).encode()) == {"lines": 7, "accepted": 6, "rejected": 1}
    assert served.ask("api/readings", "\n".join(lines[:5]).encode())["rejected"] == 5     # delivered twice
    frame = served.until("api/frame", lambda f: "reject" in f["entities"])
    assert frame["clock"]["simulated"] is False
    levels = dict(zip(frame["levels"]["stream"], frame["levels"]["value"], strict=True))
    assert (levels["tower-road.depth"], levels["east-lake.level"]) == (0.12, 2.5)
    seen = banyan("status", "--data", data, "--json", data.parent / "status.json")
    told = json.loads((data.parent / "status.json").read_text(encoding="utf-8"))
    numbers = {(n["name"], *n["labels"].values()): n["value"] for n in told["numbers"]}
    assert (seen.returncode, numbers["readings_received",], numbers["readings_accepted",]) == (0, 12, 6), seen.stderr
    assert numbers["readings_rejected", "duplicate-delivery"] == 5
    assert "12 received, 6 accepted, 6 rejected (" in " ".join(seen.stdout.split())
    assert "0 exceptions" in seen.stdout
    with urllib.request.urlopen(served.key["url"] + "metrics", timeout=60) as response:  # noqa: S310  the city's own
        metrics = response.read().decode()
    for line in ("readings_accepted_total 6.0", 'observations_kept{where="batches"} 6.0', "observation_segments 0.0",
                 'things_waiting{what="requests"} 0.0', "watch_in_trouble 0.0"):
        assert f"banyan_{line}\n" in metrics
    with pytest.raises(urllib.error.HTTPError) as refused:
        served.ask("api/readings", lines[0].encode(), key=False)
    assert refused.value.code == 401
    assert served.ask("health", key=False)["status"] == "ok"

    def do(*command: str) -> subprocess.CompletedProcess[str]:
        return banyan(*command, "--data", data)

    pulled = do("stop")
    assert (pulled.returncode, pulled.stderr) == (0, "")
    assert pulled.stdout.startswith("stop.pull: done by owner, recorded as intent/cli-")
    for wrong, told in (
        (("stop", "--release", "--as", "duty-officer-1"), "duty-officer-1 may not stop.release"),
        (("stop", "--as", "burglar"), "burglar is not known here"),
        (("approve", "P-9999"), "P-9999"),
        (("refuse", "P-9999", "--reason", "no"), "P-9999"),
        (("acknowledge", "nothing"), "nothing"),
    ):
        answer = do(*wrong)
        assert (answer.returncode, answer.stdout, answer.stderr.count("\n")) == (2, "", 1), wrong
        assert told in answer.stderr
    assert do("stop", "--release", "--as", "director-1").returncode == 0
    assert [s["by"] for s in found(data, "stop")] == ["owner", "director-1"]

    code, said = served.stop()
    assert (code, "Traceback" in said) == (0, False)
    assert not (data / "owner.json").exists()
    offline = do("stop")                                 # nobody is there: the journal hears it
    assert (offline.returncode, offline.stderr) == (0, "")
    assert offline.stdout.endswith("; the city doesn't run, its next start goes on from there\n")
    before = records(data)
    again = Served(served.city, data)
    try:
        assert records(data)[: len(before)] == before
        frame = again.ask("api/frame")
        assert [stop["pulled"] for stop in frame["entities"]["stop"].values()] == [False, True]
        remembered = frame["levels"]
        assert dict(zip(remembered["stream"], remembered["value"], strict=True))["east-lake.level"] == 2.5
        assert again.ask("api/readings", lines[-1].encode())["rejected"] == 1     # it remembers what was delivered
    finally:
        assert again.stop()[0] == 0


def test_a_city_killed_and_started_again_remembers_what_it_had_answered(served: Served) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    assert served.ask("api/readings", reading("sea.tide", 1, now, 1.5).encode())["accepted"] == 1
    served.process.kill()
    served.process.communicate()
    left = banyan("stop", "--data", served.data)
    assert (left.returncode, "the city doesn't run" in left.stdout) == (0, True)
    assert not (served.data / "owner.json").exists()      # the dead one's key opens nothing any more
    again = Served(served.city, served.data)
    try:
        assert again.ask("api/readings", reading("sea.tide", 1, now, 1.5).encode())["rejected"] == 1
    finally:
        assert again.stop()[0] == 0
