"""18-088, clause 8: the eight kinds and MultiDatastream, with their properties, links and control information."""

import pytest

from banyan.model.things import KINDS
from tests.runtime.things.client import (
    BASE,
    POINT,
    Client,
    datastream,
    location,
    observation,
    observed,
    sensor,
    station,
    thing,
)


def test_the_root_names_every_collection_and_what_is_kept(sta: Client) -> None:
    root = sta.get("")
    assert root["value"] == [{"name": kind.plural, "url": f"{BASE}/{kind.plural}"} for kind in KINDS]
    conformance = root["serverSettings"]["conformance"]
    spec = "http://www.opengis.net/spec/iot_sensing/1.1/req"
    assert {f"{spec}/request-data/filter", f"{spec}/datamodel/thing", f"{spec}/multi-datastream"} <= set(conformance)
    assert len(conformance) == len(set(conformance)) == 62
    assert not [uri for uri in conformance if "mqtt" in uri]       # no broker, so it isn't claimed


def test_every_kind_comes_back_as_it_went_in_with_control_information(sta: Client) -> None:
    eid = sta.post("Things", thing(properties={"depth": 2.5, "tags": ["a", None, {"b": True}]}))
    assert sta.get(f"Things({eid})") == {
        "@iot.id": eid, "@iot.selfLink": f"{BASE}/Things({eid})", "name": "Gauge house",
        "description": "the Gauge house", "properties": {"depth": 2.5, "tags": ["a", None, {"b": True}]},
        "Locations@iot.navigationLink": f"{BASE}/Things({eid})/Locations",
        "HistoricalLocations@iot.navigationLink": f"{BASE}/Things({eid})/HistoricalLocations",
        "Datastreams@iot.navigationLink": f"{BASE}/Things({eid})/Datastreams",
        "MultiDatastreams@iot.navigationLink": f"{BASE}/Things({eid})/MultiDatastreams",
    }


def test_deep_insert_creates_all_or_nothing(sta: Client) -> None:
    stream = station(sta, 1.5, 1.6)
    assert [len(sta.get(kind.plural)["value"]) for kind in KINDS] == [1, 1, 1, 1, 0, 1, 1, 2, 1]
    whole = thing("Second", Locations=[location("Elsewhere")], Datastreams=[{**datastream(), "Sensor": None}])
    status, said = sta.ask("POST", "Things", whole)
    assert (status, said["error"]) == (400, "the Datastream has no Sensor")
    without = datastream()
    del without["Sensor"]
    status, said = sta.ask("POST", "Things", thing("Second", Locations=[location()], Datastreams=[without]))
    assert (status, said["error"]) == (400, "the Datastream has no Sensor")
    assert [len(sta.get(kind.plural)["value"]) for kind in KINDS] == [1, 1, 1, 1, 0, 1, 1, 2, 1]
    assert sta.get(f"Datastreams({stream})/Thing")["name"] == "Gauge house"


@pytest.mark.parametrize(("plural", "body"), [
    ("Things", thing()), ("Locations", location()), ("Sensors", sensor()), ("ObservedProperties", observed()),
    ("FeaturesOfInterest", {"name": "f", "description": "d", "encodingType": "application/geo+json", "feature": POINT}),
])  # fmt: skip
def test_what_is_required_is_asked_for_by_name(shared: Client, plural: str, body: dict) -> None:
    for name in body:
        if name in ("properties",):
            continue
        less = {key: value for key, value in body.items() if key != name}
        status, said = shared.ask("POST", plural, less)
        assert status == 400
        assert f"has no {name}" in said["error"]


@pytest.mark.parametrize("body", [
    b"", b"nonsense", b"[]", b"null", b'"text"', b"{}", b'{"name": NaN}', b'{"name": "\xff"}', b'{"name": 1e999}',
    b"[" * 5_000, b'{"name":' + b'{"a":' * 200 + b"1" + b"}" * 200 + b"}", b'{"name": 5, "description": "d"}',
    b'{"name": "n", "description": "d", "properties": [1]}', b'{"name": "n", "description": "d", "Locations": {}}',
    b'{"name": "n", "description": "d", "Locations": [3]}', b'{"name": "n", "description": "d", "Locations": [{}]}',
    b'{"name": "n", "description": "d", "Locations": [{"@iot.id": 99}]}',
    b'{"name": "n", "description": "d", "Locations": [{"@iot.id": "x"}]}',
    b'{"name": "n", "description": "d", "Locations": [{"@iot.id": true}]}',
    b'{"name": "n", "description": "d", "Locations": [{"@iot.id": 99999999999999999999999}]}',
    b'{"name": "\\ud800", "description": "d"}',
])  # fmt: skip
def test_what_is_no_thing_is_refused_with_a_sentence(shared: Client, body: bytes) -> None:
    status, said = shared.ask("POST", "Things", body)
    assert (status, bool(said["error"])) == (400, True)
    assert shared.get("Things")["value"] == []


@pytest.mark.parametrize("geometry", [
    {}, {"type": "Point"}, {"type": "Point", "coordinates": []}, {"type": "Point", "coordinates": "12"},
    {"type": "Sphere", "coordinates": [1, 2]}, {"type": "Point", "coordinates": [1]}, {"type": "Feature"},
    {"type": "Feature", "geometry": 3}, [1, 2], "POINT(1 2)", {"type": "Polygon", "coordinates": [[1, 2]]}, 7,
])  # fmt: skip
def test_geojson_has_to_be_geojson(shared: Client, geometry: object) -> None:
    assert shared.ask("POST", "Locations", {**location(), "location": geometry})[0] == 400
    free = {**location(), "encodingType": "text/plain", "location": geometry}
    eid = shared.post("Locations", free)                 # another encoding may be anything
    assert shared.get(f"Locations({eid})/location") == {"location": geometry}


def test_a_feature_without_a_place_is_geojson(shared: Client) -> None:
    """RFC 7946, 3.2."""
    unlocated = {"type": "Feature", "geometry": None, "properties": {}}
    eid = shared.post("Locations", {**location(), "location": unlocated})
    assert shared.values("Locations?$filter=st_equals(location,geography'POINT(1 1)')", "@iot.id") == []
    assert shared.get(f"Locations({eid})/location") == {"location": unlocated}


def test_results_of_every_json_kind_are_kept_as_they_are(sta: Client) -> None:
    stream = station(sta)
    for result in (1, 1.5, -0.0, "text", "", True, False, None, [1, "a", None], {"a": {"b": [1]}}, 10**15, "水位"):
        eid = sta.post(f"Datastreams({stream})/Observations", {"result": result})
        found = sta.get(f"Observations({eid})")["result"]
        assert (found, type(found)) == (result, type(result))


def test_times_are_compared_as_instants_and_those_of_numbers_come_back_in_utc(sta: Client) -> None:
    stream = station(sta)
    said = {"2026-07-24T22:00:00+08:00": "2026-07-24T14:00:00Z", "2026-07-24T14:00:00.000Z": "2026-07-24T14:00:00Z",
            "2026-07-24T14:00:00Z": "2026-07-24T14:00:00Z", "2010-12-23T10:20:00-0700": "2010-12-23T17:20:00Z",
            "2026-07-24T14:00:00Z/2026-07-24T15:00:00.5Z": "2026-07-24T14:00:00Z/2026-07-24T15:00:00.5Z"}
    for sent, answered in said.items():
        eid = sta.post(f"Datastreams({stream})/Observations", observation(1, sent))
        assert sta.get(f"Observations({eid})/phenomenonTime") == {"phenomenonTime": answered}
    same = sta.values("Observations?$filter=phenomenonTime eq 2026-07-24T22:00:00%2B08:00", "phenomenonTime")
    assert same == ["2026-07-24T14:00:00Z"] * 3


@pytest.mark.parametrize("at", [
    "yesterday", "2026-07-24", "2026-07-24T14:00:00", "2026-13-01T00:00:00Z", "2026-07-24T14:00:00Z/", 5, [], True,
    "2026-07-24T14:00:00Z/2026-07-24T13:00:00Z", "2026-07-24T14:00:00Z/PT1H", "99999-01-01T00:00:00Z", "",
    "2026-07-24T24:30:00Z", "2026-02-30T00:00:00Z",
])  # fmt: skip
def test_what_is_no_time_is_refused(shared: Client, at: object) -> None:
    stream = station(shared)
    status, said = shared.ask("POST", f"Datastreams({stream})/Observations", {"phenomenonTime": at, "result": 1})
    assert status == 400
    assert "phenomenonTime of the Observation" in said["error"]


def test_an_observation_without_time_gets_the_time_it_came_at(sta: Client) -> None:
    stream = station(sta)
    eid = sta.post(f"Datastreams({stream})/Observations", {"result": 1})
    found = sta.get(f"Observations({eid})")
    assert (found["phenomenonTime"], found["resultTime"]) == ("2026-07-25T17:20:00Z", None)


def test_an_observation_belongs_to_exactly_one_stream(sta: Client) -> None:
    stream = station(sta)
    assert sta.ask("POST", "Observations", {"result": 1})[1]["error"] == "the Observation belongs to no stream"
    ref = {"@iot.id": stream}
    both = {"result": 1, "Datastream": ref, "MultiDatastream": ref}
    assert sta.ask("POST", "Observations", both)[1]["error"] == "the Observation belongs to two streams"
    assert sta.ask("POST", "Observations", {"Datastream": ref})[1]["error"] == "the Observation has no result"
    assert sta.ask("POST", "Observations", {"result": 1, "Datastream": {"@iot.id": 77}})[0] == 400


def test_a_feature_is_made_of_the_location_once(sta: Client) -> None:
    stream = station(sta, 1, 2)
    (feature,) = sta.get("FeaturesOfInterest")["value"]
    assert (feature["name"], feature["feature"]) == ("Bridge", location()["location"])
    eid = sta.post(f"Datastreams({stream})/Observations", {"result": 3})
    assert sta.get(f"Observations({eid})/FeatureOfInterest")["@iot.id"] == feature["@iot.id"]
    own = {"name": "own", "description": "d", "encodingType": "application/geo+json", "feature": POINT}
    eid = sta.post(f"Datastreams({stream})/Observations", {"result": 3, "FeatureOfInterest": own})
    assert sta.get(f"Observations({eid})/FeatureOfInterest")["name"] == "own"


def test_without_a_location_an_observation_needs_a_feature(sta: Client) -> None:
    eid = sta.post("Things", thing(Datastreams=[datastream()]))
    stream = sta.get(f"Things({eid})/Datastreams")["value"][0]["@iot.id"]
    status, said = sta.ask("POST", f"Datastreams({stream})/Observations", {"result": 1})
    assert (status, "no Location to make one of" in said["error"]) == (400, True)


def test_a_stream_keeps_its_times_and_area(sta: Client) -> None:
    stream = station(sta, 1, 2, 3)
    found = sta.get(f"Datastreams({stream})")
    assert found["phenomenonTime"] == "2026-07-24T14:00:00Z/2026-07-24T14:02:00Z"
    assert "resultTime" not in found
    box = [[119.6, 25.99]] * 5
    assert found["observedArea"] == {"type": "Polygon", "coordinates": [box]}
    far = {"name": "far", "description": "d", "encodingType": "application/geo+json",
           "feature": {"type": "Point", "coordinates": [120, 26.5]}}
    eid = sta.post(f"Datastreams({stream})/Observations", observation(
        4, "2026-07-24T15:00:00Z/2026-07-24T16:00:00Z", resultTime="2026-07-24T16:00:01Z", FeatureOfInterest=far))
    found = sta.get(f"Datastreams({stream})")
    assert found["phenomenonTime"] == "2026-07-24T14:00:00Z/2026-07-24T16:00:00Z"
    assert found["resultTime"] == "2026-07-24T16:00:01Z/2026-07-24T16:00:01Z"
    assert found["observedArea"]["coordinates"][0][2] == [120.0, 26.5]
    sta.delete(f"Observations({eid})")
    found = sta.get(f"Datastreams({stream})")
    assert (found["phenomenonTime"], "resultTime" in found, found["observedArea"]["coordinates"]) == (
        "2026-07-24T14:00:00Z/2026-07-24T14:02:00Z", False, [box])


def test_an_observations_id_is_its_stream_and_its_place_there_and_never_used_again(sta: Client) -> None:
    stream = station(sta, 1, 2)
    ids = sta.values("Observations", "@iot.id")
    assert ids == [stream << 32 | 1, stream << 32 | 2]
    sta.delete(f"Observations({ids[1]})")
    assert sta.post(f"Datastreams({stream})/Observations", {"result": 3}) == stream << 32 | 3
