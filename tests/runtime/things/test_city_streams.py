"""The city's own streams as Datastreams: one door more, the same acceptance, the same judgment."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.runtime.demos import records
from tests.runtime.things.served import Served, small_city
from tests.servers import STORES, options_of

Place = tuple[Path | str, ...]       # a city's folder, a data folder, the options of serve


def now(back_s: float = 0) -> str:
    return (datetime.now(UTC) - timedelta(seconds=back_s)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@pytest.fixture(scope="module", params=STORES)
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("small")
    with options_of(request.param) as options:
        yield small_city(folder), folder / "data", "--open", *options


@pytest.fixture(scope="module")
def city(place: Place) -> Iterator[Served]:
    served = Served(*place)
    yield served
    served.process.kill()
    served.process.communicate()


def streams(city: Served) -> dict[str, int]:
    status, body = city.ask("GET", "/Datastreams?$select=id,name")
    assert status == 200
    return {one["name"]: one["@iot.id"] for one in body["value"]}


def results(city: Served, stream: int) -> list[Any]:
    return [one["result"] for one in city.ask("GET", f"/Datastreams({stream})/Observations?$top=1000")[1]["value"]]


def test_declared_streams_are_datastreams_with_all_their_links(city: Served) -> None:
    status, body = city.ask("GET", "/Datastreams?$expand=Thing/Locations,Sensor,ObservedProperty&$orderby=name")
    assert status == 200
    first = body["value"][0]
    assert (first["name"], first["unitOfMeasurement"]["symbol"]) == ("bridge.level", "m")
    assert first["properties"] == {"stream": "bridge.level", "low": -1.0, "high": 5.0}
    assert first["Thing"]["Locations"][0]["location"] == {"type": "Point", "coordinates": [119.6, 25.99]}
    assert (first["Sensor"]["name"], first["ObservedProperty"]["name"]) == ("bridge.level", "level")
    assert first["observedArea"]["coordinates"][0][0] == [119.6, 25.99]


def test_an_observation_is_a_reading_and_a_reading_is_an_observation(city: Served) -> None:
    stream = streams(city)["bridge.level"]
    at = now(20)
    status, made = city.ask("POST", f"/Datastreams({stream})/Observations", {
        "phenomenonTime": at, "result": 1.25, "parameters": {"by": "hand"}, "resultTime": at})
    assert (status, made["result"], made["parameters"]) == (201, 1.25, {"by": "hand"})
    assert made["@iot.id"] >> 32 == stream
    line = json.dumps({"stream": "bridge.level", "time": now(10), "result": 1.3}).encode()
    connection = city.connection()
    connection.request("POST", "/api/readings", line, {"Authorization": f"Bearer {city.key['key']}"})
    answer = connection.getresponse()
    # The office's roles may not send readings; SensorThings is open, the rest isn't.
    assert answer.status == 403
    connection.close()
    status, made = city.ask("POST", "/Observations", {"Datastream": {"@iot.id": stream}, "phenomenonTime": now(5),
                                                      "result": 1.35})
    assert status == 201
    assert results(city, stream)[-2:] == [1.25, 1.35]
    found = city.ask("GET", f"/Datastreams({stream})")[1]
    assert found["phenomenonTime"].startswith(at[:-5])


@pytest.mark.parametrize(("said", "status", "why"), [
    ({"result": 99.0}, 400, "range"), ({"result": "high"}, 400, "not-finite"), ({"result": None}, 400, "not-finite"),
    ({"result": 1.0, "phenomenonTime": "2020-01-01T00:00:00Z"}, 400, "too-late"),
    ({"result": 1.0, "phenomenonTime": "2099-01-01T00:00:00Z"}, 400, "future"),
    ({"result": 1.0, "phenomenonTime": "2026-01-01T00:00:00Z/2026-01-01T00:01:00Z"}, 400, "interval"),
])  # fmt: skip
def test_the_citys_acceptance_holds_at_this_door(city: Served, said: dict[str, Any], status: int, why: str) -> None:
    stream = streams(city)["bridge.level"]
    before = results(city, stream)
    code, body = city.ask("POST", f"/Datastreams({stream})/Observations", said)
    assert (code, why in body["error"]) == (status, True)
    assert results(city, stream) == before


def test_the_same_reading_twice_is_a_conflict_and_is_there_once(city: Served) -> None:
    stream, said = streams(city)["weir.rain"], {"phenomenonTime": now(5), "result": 3.5}
    codes = [city.ask("POST", f"/Datastreams({stream})/Observations", said)[0] for _ in range(2)]
    assert codes == [201, 409]
    assert results(city, stream).count(3.5) == 1


def test_a_data_array_goes_to_the_city_and_to_others_at_once(city: Served) -> None:
    rain, level = streams(city)["weir.rain"], streams(city)["bridge.level"]
    rows = [[now(3 - n / 10), 10.0 + n] for n in range(3)]
    body = [{"Datastream": {"@iot.id": eid}, "components": ["phenomenonTime", "result"], "dataArray": rows}
            for eid in (rain, level)]
    status, said = city.ask("POST", "/CreateObservations", body)
    assert status == 201
    assert said[3:] == ["error"] * 3                  # 10 m is out of the level's range
    assert [int(link.rpartition("(")[2][:-1]) >> 32 for link in said[:3]] == [rain] * 3
    assert results(city, rain)[-3:] == [10.0, 11.0, 12.0]


def test_what_the_folder_declares_is_not_deleted_from_here(city: Served) -> None:
    stream = streams(city)["bridge.level"]
    for path in ("/Things(1)", f"/Datastreams({stream})", "/Sensors(1)", "/ObservedProperties(1)"):
        code, body = city.ask("DELETE", path)
        assert (code, "which the city's folder declares" in body["error"]) == (409, True)


def test_a_posted_observation_raises_an_alert_and_all_is_there_after_a_kill(city: Served, place: Place) -> None:
    stream = streams(city)["bridge.level"]
    code, made = city.ask("POST", f"/Datastreams({stream})/Observations", {"result": 2.5})
    assert code == 201
    before = results(city, stream)
    city.kill()
    raised = [r for r in map(json.loads, records(place[1])) if r["kind"] == "alert"]
    assert [(a["body"]["rule"], a["body"]["evidence"][0]["value"]) for a in raised] == [("bridge.high", 2.5)]
    again = Served(*place)
    assert results(again, stream) == before
    assert again.ask("GET", f"/Observations({made['@iot.id']})")[1]["result"] == 2.5
    assert again.stop()[0] == 0
