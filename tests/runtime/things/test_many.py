"""18-088, clauses 11 and 13: $batch in both forms, data arrays in both directions."""

import json
from typing import Any

import pytest

from banyan.edges.sensorthings.batch import read_batch, write_json, write_multipart
from banyan.model.authority import Refused
from banyan.model.things import Wrong
from tests.runtime.things.client import BASE, Client, datastream, observation, observed, sensor, station, thing


def allowed(method: str) -> None:
    """Everybody may."""


def batch(sta: Client, requests: list[dict[str, Any]]) -> list[dict[str, Any]]:
    body = json.dumps({"requests": requests}).encode()
    replies = sta.service.batch(read_batch("application/json", body), BASE, "tester", allowed)
    return json.loads(write_json(replies))["responses"]  # type: ignore[no-any-return]


def multipart(sta: Client, *lines: str, boundary: str = "b") -> str:
    body = "\r\n".join(lines).encode()
    replies = sta.service.batch(read_batch(f"multipart/mixed; boundary={boundary}", body), BASE, "tester", allowed)
    return write_multipart(replies, "r").decode()


def test_a_batch_answers_each_request_in_order(sta: Client) -> None:
    answers = batch(sta, [
        {"id": "0", "method": "post", "url": "Things", "body": thing()},
        {"id": "1", "method": "get", "url": "/v1.1/Things(1)?$select=name"},
        {"id": "2", "method": "get", "url": "Things(9)"},
        {"id": "3", "method": "patch", "url": f"{BASE}/Things(1)", "body": {"name": "patched"}},
        {"id": "4", "method": "get", "url": "Things?$filter=name%20eq%20'patched'&$select=id"},
        {"id": "5", "method": "delete", "url": "Things(1)"},
    ])  # fmt: skip
    assert [(a["id"], a["status"]) for a in answers] == [("0", 201), ("1", 200), ("2", 404), ("3", 200), ("4", 200),
                                                         ("5", 200)]
    assert answers[0]["location"] == f"{BASE}/Things(1)"
    assert answers[1]["body"] == {"name": "Gauge house"}
    assert answers[2]["body"] == {"error": "there is no Thing 9", "code": "unknown"}
    assert answers[4]["body"] == {"value": [{"@iot.id": 1}]}


def test_a_change_set_is_done_as_a_whole_or_not_at_all(sta: Client) -> None:
    good = {"id": "s", "atomicityGroup": "g", "method": "post", "url": "Sensors", "body": sensor()}
    bad = {"id": "t", "atomicityGroup": "g", "method": "post", "url": "Things", "body": {"name": "no description"}}
    answers = batch(sta, [good, bad, {"id": "n", "method": "get", "url": "Sensors/$count"}])
    assert [(a["id"], a["status"]) for a in answers] == [("t", 400), ("n", 200)]
    assert answers[1]["body"] == 0
    assert [a["status"] for a in batch(sta, [good, {**bad, "body": thing()}])] == [201, 201]


def test_later_requests_name_what_earlier_ones_created(sta: Client) -> None:
    level = sta.post("ObservedProperties", observed())
    eid = sta.post("Things", thing())
    stream = {**datastream(), "Sensor": {"@iot.id": "$gauge"}, "ObservedProperty": {"@iot.id": level}}
    answers = batch(sta, [
        {"id": "gauge", "atomicityGroup": "g", "method": "post", "url": "Sensors", "body": sensor("new")},
        {"id": "stream", "atomicityGroup": "g", "method": "post", "url": f"Things({eid})/Datastreams", "body": stream},
        {"id": "name", "atomicityGroup": "g", "method": "patch", "url": "$stream", "body": {"name": "renamed"}},
        {"id": "see", "method": "get", "url": "$stream/Sensor?$select=name"},
    ])  # fmt: skip
    assert [a["status"] for a in answers] == [201, 201, 200, 200]
    assert (answers[2]["body"]["name"], answers[3]["body"]) == ("renamed", {"name": "new"})


def test_the_standards_example_of_a_multipart_batch(sta: Client) -> None:
    """18-088, 11.2.1, with what it leaves out."""
    sta.post("Things", thing("Thing 0"))
    said = multipart(
        sta, "--b", "Content-Type: application/http", "", "GET /v1.1/Things(1)?$select=name HTTP/1.1",
        "Host: localhost", "", "",
        "--b", "Content-Type: multipart/mixed;boundary=c", "", "--c", "Content-Type: application/http",
        "Content-ID: 1", "", "POST /v1.1/Things HTTP/1.1", "Host: localhost", "Content-Type: application/json",
        "Content-Length: 36", "", '{"name":"New","description":"Thing"}', "--c", "Content-Type: application/http",
        "Content-ID: 2", "", "PATCH /v1.1/Things(1) HTTP/1.1", "Host: localhost", "Content-Type: application/json",
        "Content-Length: 18", "", '{"name":"Patched"}', "--c--", "--b", "Content-Type: application/http", "",
        "GET /v1.1/Things(99) HTTP/1.1", "Host: localhost", "", "", "--b--")  # fmt: skip
    lines = said.split("\r\n")
    assert [line for line in lines if line.startswith("HTTP")] == [
        "HTTP/1.1 200 OK", "HTTP/1.1 201 Created", "HTTP/1.1 200 OK", "HTTP/1.1 404 Not Found"]
    assert '{"name":"Thing 0"}' in lines
    assert f"Location: {BASE}/Things(2)" in lines
    assert (lines[0], lines[-2], lines.count("--set-1-r"), lines.count("--set-1-r--")) == ("--r", "--r--", 2, 1)
    assert sta.values("Things") == ["Patched", "New"]


@pytest.mark.parametrize(("media", "body", "status"), [
    ("text/plain", b"", 415), ("multipart/mixed", b"", 400), ("multipart/mixed; boundary=x", b"nothing", 400),
    ("multipart/mixed; boundary=x", b"--x\r\n\r\nnonsense\r\n--x--", 400), ("application/json", b"[]", 400),
    ("application/json", b'{"requests":[{"method":"get"}]}', 400), ("application/json", b"\xff", 400),
    ("application/json", b'{"requests":[{"method":"trace","url":"Things"}]}', 400),
    ("application/json", b'{"requests":[{"method":"get","url":"Things","atomicityGroup":"g"}]}', 400),
    ("application/json", b'{"requests":[' + b",".join([b'{"method":"get","url":"Things"}'] * 1001) + b"]}", 413),
    ("application/json", b"[" * 10_000, 400),
    ("application/json", b'{"requests":[{"method":"get","url":"http://["}]}', 400),
])  # fmt: skip
def test_what_is_no_batch_is_refused(media: str, body: bytes, status: int) -> None:
    with pytest.raises(Wrong) as refused:
        read_batch(media, body)
    assert refused.value.status == status


def test_a_batch_in_a_batch_and_a_right_that_is_missing_are_answers_of_their_own(sta: Client) -> None:
    assert batch(sta, [{"id": "1", "method": "post", "url": "$batch", "body": {}}])[0]["status"] == 400

    def reading_only(method: str) -> None:
        if method != "GET":
            raise Refused("you may not")

    body = json.dumps({"requests": [{"id": "1", "method": "post", "url": "Things", "body": thing()},
                                    {"id": "2", "method": "get", "url": "Things/$count"}]}).encode()
    replies = sta.service.batch(read_batch("application/json", body), BASE, "reader", reading_only)
    assert [(r.status, r.body) for r in replies][1] == (200, b"0")
    assert replies[0].status == 403


def arrays(*groups: tuple[dict[str, Any], list[str], list[Any]]) -> list[dict[str, Any]]:
    return [{**stream, "components": components, "dataArray@iot.count": len(rows), "dataArray": rows}
            for stream, components, rows in groups]


def test_a_data_array_creates_what_it_can_and_says_error_for_the_rest(sta: Client) -> None:
    one, two = station(sta, 0), station(sta, 0)
    (feature,) = sta.values(f"Datastreams({one})/Observations?$expand=FeatureOfInterest", "FeatureOfInterest")
    times = ["2010-12-23T10:20:00-0700", "2010-12-23T10:21:00-0700", "2010-12-23T10:22:00-0700"]
    status, said = sta.ask("POST", "CreateObservations", arrays(
        ({"Datastream": {"@iot.id": one}}, ["phenomenonTime", "result", "FeatureOfInterest/id"], [
            [times[0], 20, feature["@iot.id"]], [times[1], 30, "probablyNotAnId"], [times[2], 40, 999_999]]),
        ({"Datastream": {"@iot.id": two}}, ["phenomenonTime", "result"], [[times[0], 65], ["never", 66], [times[2]]]),
        ({"Datastream": {"@iot.id": 777}}, ["result"], [[1]]),
    ))  # fmt: skip
    assert status == 201
    assert said == [f"{BASE}/Observations({one << 32 | 2})", "error", "error",
                    f"{BASE}/Observations({two << 32 | 2})", "error", "error", "error"]
    assert sta.values(f"Datastreams({one})/Observations", "result") == [0, 20]
    assert sta.get(f"Datastreams({two})")["phenomenonTime"] == "2010-12-23T17:20:00Z/2026-07-24T14:00:00Z"


def test_one_bad_row_among_many_costs_the_others_nothing(sta: Client) -> None:
    stream = station(sta)
    whole = [[n, 1] for n in range(1_000)]
    whole[500] = [500, 12_345]
    status, said = sta.ask("POST", "CreateObservations", arrays(
        ({"Datastream": {"@iot.id": stream}}, ["result", "FeatureOfInterest/id"], whole)))
    assert (status, said.count("error")) == (201, 1000)      # there is no feature 1 yet
    sta.post(f"Datastreams({stream})/Observations", observation(-1))
    feature = sta.values("FeaturesOfInterest", "@iot.id")[0]
    for row in whole:
        row[1] = feature if row[1] == 1 else row[1]
    status, said = sta.ask("POST", "CreateObservations", arrays(
        ({"Datastream": {"@iot.id": stream}}, ["result", "FeatureOfInterest/id"], whole)))
    assert (status, [n for n, one in enumerate(said) if one == "error"]) == (201, [500])
    assert sta.get("Observations/$count") == "1000"
    assert len(set(said)) == 1000


@pytest.mark.parametrize("body", [
    {}, [1], [{}], [{"Datastream": {"@iot.id": 1}}], [{"Datastream": {}, "components": ["result"], "dataArray": []}],
    [{"Datastream": {"@iot.id": 1}, "components": ["nothing"], "dataArray": []}],
    [{"Datastream": {"@iot.id": 1}, "components": ["phenomenonTime"], "dataArray": []}],
    [{"Datastream": {"@iot.id": "x"}, "components": ["result"], "dataArray": []}],
    [{"Datastream": {"@iot.id": 1}, "components": [["result"]], "dataArray": []}],
    [{"Datastream": {"@iot.id": 1}, "components": "result", "dataArray": [[1]]}],
])  # fmt: skip
def test_what_is_no_data_array_is_refused_as_a_whole(shared: Client, body: object) -> None:
    assert shared.ask("POST", "CreateObservations", body)[0] == 400


def test_observations_come_as_data_arrays_by_stream(sta: Client) -> None:
    one, two = station(sta, 1, 2), station(sta, 3)
    found = sta.get("Observations?$resultFormat=dataArray&$count=true&$top=3")
    assert found == {"@iot.count": 3, "value": [
        {"Datastream@iot.navigationLink": f"{BASE}/Datastreams({eid})",
         "components": ["id", "phenomenonTime", "resultTime", "result", "resultQuality", "validTime", "parameters"],
         "dataArray@iot.count": len(results), "dataArray": [
            [eid << 32 | n, f"2026-07-24T14:0{n - 1}:00Z", None, result, None, None, None]
            for n, result in enumerate(results, 1)]}
        for eid, results in ((one, [1, 2]), (two, [3]))]}  # fmt: skip
    less = sta.get("Observations?$resultFormat=dataArray&$select=result,phenomenonTime&$orderby=result desc&$top=1")
    assert less["value"][0]["components"] == ["phenomenonTime", "result"]
    assert less["value"][0]["dataArray"] == [["2026-07-24T14:00:00Z", 3]]
    assert "@iot.nextLink" in less
    nested = sta.get(f"Datastreams({one})?$expand=Observations($resultFormat=dataArray;$select=result)")
    assert nested["Observations"][0]["dataArray"] == [[1], [2]]
