"""Updates of a city as users serve it: readings that it judges, by every door."""

import http.client
import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.runtime.mqtt.conftest import Publisher, until
from tests.runtime.mqtt.updates.test_updates import Subscriber
from tests.runtime.things.served import Served, small_city

SPEC = "http://www.opengis.net/spec/iot_sensing/1.1/req"
FEED = """
[[feeds]]
name = "bridge"
format = "number"
topic = "{prefix}-in"
[[feeds.values]]
path = ""
by = "stream"
stream = "bridge.level"
"""


def answered(served: Served, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, answer.read()


def asked(served: Served, path: str) -> bytes:
    status, said = answered(served, path)
    assert status < 300
    return said


def is_well(served: Served) -> bool:
    """On a busy machine it is late at first (503), and the broker isn't reached yet."""
    status, said = answered(served, "/health")
    return status == 200 and not json.loads(said)["out_of_service"]


def test_a_citys_own_readings_are_told_once_judged_and_stored_by_whatever_door_they_come(
    address: str, prefix: str, publisher: Publisher, tmp_path: Path) -> None:
    city = small_city(tmp_path)
    (city / "feeds.toml").write_text(FEED.replace("{prefix}", prefix), encoding="utf-8")
    (city / "updates.toml").write_text(f'root = "{prefix}"\naddress = "https://town.example/v1.1"\n', encoding="utf-8")
    heard = Subscriber(address, f"{prefix}/#")
    served = Served(city, tmp_path / "data", "--open", "--broker", address)
    try:
        until(lambda: is_well(served), 60)
        found = json.loads(asked(served, "/v1.1/Datastreams"))["value"]
        eid = next(one["@iot.id"] for one in found if one["name"] == "bridge.level")
        topic = f"{prefix}/Datastreams({eid})/Observations"

        def results() -> list[Any]:
            return [one["result"] for one in heard.told(topic)]

        assert served.ask("POST", f"/Datastreams({eid})/Observations", {"result": 1.5})[0] == 201
        until(lambda: results() == [1.5])
        publisher.send(f"{prefix}-in", b"1.6")
        until(lambda: results() == [1.5, 1.6])
        array = [{"Datastream": {"@iot.id": eid}, "components": ["result"], "dataArray": [[1.7]]}]
        assert served.ask("POST", "/CreateObservations", array)[0] == 201
        until(lambda: results() == [1.5, 1.6, 1.7])
        publisher.send(f"{prefix}/Datastreams({eid})/Observations", *(
            json.dumps({"result": 1.8 + n / 100}).encode() for n in range(5)), b'{"result": 99}')      # out of range
        until(lambda: results()[3:] == [1.8, 1.81, 1.82, 1.83, 1.84])
        link = heard.told(topic)[0]["@iot.selfLink"]
        assert link.startswith("https://town.example/v1.1/Observations(")
        settings = json.loads(asked(served, "/v1.1"))["serverSettings"]
        assert not [one for one in settings["conformance"] if "mqtt" in one]      # both are elsewhere than at v1.1
        assert settings["urn:banyan:observations-via-mqtt"]["root"] == prefix
        assert settings["urn:banyan:some-updates-via-mqtt"]["root"] == prefix
        metrics = asked(served, "/metrics").decode()
        assert 'banyan_mqtt_updates_dropped_total{reason="full"} 0.0' in metrics
        assert "banyan_mqtt_updates_waiting 0.0" in metrics
    finally:
        served.kill()
        heard.close()


@pytest.mark.long(minutes=1)
def test_a_kill_is_said_and_nothing_is_told_again_by_the_next_start(address: str, prefix: str, tmp_path: Path) -> None:
    city, data = small_city(tmp_path), tmp_path / "data"
    (city / "updates.toml").write_text(f'root = "{prefix}"\n', encoding="utf-8")
    served = Served(city, data, "--open", "--broker", address)
    state = f"banyan/{(data / 'mqtt-session').read_text(encoding='ascii')}/updates"
    heard = Subscriber(address, f"{prefix}/#", state)
    try:
        until(lambda: [one["state"] for one in heard.at(state)] == ["publishing"], 60)
        for n in range(3):
            assert served.ask("POST", "/Things", {"name": f"T{n}", "description": "d"})[0] == 201
        until(lambda: len(heard.at(f"{prefix}/Things")) == 3)
        served.kill()
        until(lambda: heard.at(state)[-1]["state"] == "lost", 60)
        served = Served(city, data, "--open", "--broker", address)
        until(lambda: heard.at(state)[-1]["state"] == "publishing", 60)
        assert served.ask("POST", "/Things", {"name": "T3", "description": "d"})[0] == 201
        until(lambda: len(heard.at(f"{prefix}/Things")) == 4)
        time.sleep(2)
        assert [one["name"] for one in heard.at(f"{prefix}/Things")] == ["T0", "T1", "T2", "T3"]
        assert len({one.get("since") for one in heard.at(state) if one["state"] == "publishing"}) == 2
    finally:
        served.kill()
        heard.close()
