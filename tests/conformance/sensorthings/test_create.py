"""18-088, 10.2 and 10.3: creating, linking to what exists, deep inserts, and what makes them fail as a whole."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.conformance.sensorthings.service import (
    Remote,
    datastream,
    feature,
    location,
    observed,
    ref,
    sensor,
    thing,
    whole_datastream,
)


@pytest.fixture
def station(service: Remote) -> Iterator[tuple[int, int]]:
    """A Thing somewhere with a Datastream: their ids."""
    made = service.make(
        "/Things", thing("station", Locations=[location("spot", (10, 20))], Datastreams=[whole_datastream("level")])
    )
    yield made, service.get(f"/Things({made})/Datastreams")["value"][0]["@iot.id"]
    service.delete(f"/Things({made})")


def one_of(service: Remote, path: str) -> Any:
    (found,) = service.get(path)["value"]
    return found


BODIES = {
    "Things": thing("t", properties={"深": {"a": [1, None, True]}}),
    "Locations": location("l"),
    "Sensors": {**sensor("s"), "properties": {"a": 1}},
    "ObservedProperties": {**observed("o"), "properties": {}},
    "FeaturesOfInterest": {**feature("f"), "properties": {"a": 1}},
}


@pytest.mark.parametrize("kind", BODIES)
def test_create_and_read_back(service: Remote, kind: str) -> None:
    made = service.make(f"/{kind}", BODIES[kind])
    found = service.get(f"/{kind}({made})")
    assert {name: found[name] for name in BODIES[kind]} == BODIES[kind]
    service.delete(f"/{kind}({made})")


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, body in BODIES.items() for name in body if name != "properties"]
)
def test_what_is_mandatory_must_be_there(service: Remote, kind: str, name: str) -> None:
    service.refused("POST", f"/{kind}", {key: value for key, value in BODIES[kind].items() if key != name})
    service.refused("POST", f"/{kind}", {**BODIES[kind], name: None})


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("Things", thing("t", name=5)),
        ("Things", thing("t", properties="text")),
        ("Things", thing("t", nonsense=1)),
        ("Things", thing("t", properties=[1])),
        ("Things", []),
        ("Things", "text"),
        ("Things", None),
        ("Things", thing("t", Locations=location("l"))),
        ("Things", thing("t", Locations=[{"@iot.id": "abc"}])),
        ("Things", thing("t", Locations=[ref(2**50)])),
        ("Things", thing("t", Sensor=sensor("s"))),
        ("Datastreams", datastream("d")),
        ("Datastreams", whole_datastream("d")),
        ("Datastreams", whole_datastream("d", Thing=ref(2**50))),
        ("Datastreams", whole_datastream("d", unitOfMeasurement="m")),
        ("Observations", {"result": 1}),
        ("Observations", {"result": 1, "Datastream": ref(2**50)}),
        ("HistoricalLocations", {"time": "2020-01-01T00:00:00Z"}),
        ("HistoricalLocations", {"Thing": ref(1)}),
    ],
    ids=str,
)
def test_bodies_that_cannot_be(service: Remote, kind: str, body: Any) -> None:
    answer = service.ask("POST", f"/{kind}", body)
    assert answer.status in (400, 404, 409), answer
    service.refused("POST", f"/{kind}", body, status=(answer.status,))


@pytest.mark.parametrize("text", ["", "{", '{"name": "a", "name"}', "nonsense", '{"name": NaN}', "\ufeff{}"])
def test_bodies_that_are_no_json(service: Remote, text: str) -> None:
    service.refused("POST", "/Things", text)


def test_an_unknown_collection_and_an_entity_take_no_post(service: Remote, station: tuple[int, int]) -> None:
    service.refused("POST", "/Thingies", thing("t"), status=(404, 400))
    service.refused("POST", f"/Things({station[0]})", thing("t"), status=(400, 404, 405))
    service.refused("POST", f"/Datastreams({station[1]})/Thing", thing("t"), status=(400, 404, 405))
    service.refused("PUT", "/Things", thing("t"), status=(400, 404, 405))
    service.refused("PATCH", "/Things", {"name": "a"}, status=(400, 404, 405))
    service.refused("DELETE", f"/Things({station[0]})/name", status=(400, 404, 405))


def test_deep_insert_makes_everything_and_links_it(service: Remote) -> None:
    made = service.make(
        "/Things",
        thing(
            "office",
            Locations=[location("roof", (-117.05, 51.05))],
            Datastreams=[
                whole_datastream(
                    "light",
                    Observations=[
                        {"phenomenonTime": "2015-03-01T00:10:00Z", "result": 10},
                        {
                            "phenomenonTime": "2015-03-01T00:20:00Z",
                            "result": 11,
                            "FeatureOfInterest": feature("lamp", (1, 2)),
                        },
                    ],
                ),
                whole_datastream("noise"),
            ],
        ),
    )
    assert one_of(service, f"/Things({made})/Locations")["location"]["coordinates"] == [-117.05, 51.05]
    assert one_of(service, f"/Things({made})/HistoricalLocations")["time"]
    streams = service.get(
        f"/Things({made})/Datastreams?$orderby=name&$expand=Sensor,ObservedProperty,"
        "Observations($orderby=result;$expand=FeatureOfInterest)"
    )["value"]
    assert [(one["name"], one["Sensor"]["name"], one["ObservedProperty"]["name"]) for one in streams] == [
        ("light", "light sensor", "light property"),
        ("noise", "noise sensor", "noise property"),
    ]
    assert [
        (one["result"], one["FeatureOfInterest"]["feature"]["coordinates"]) for one in streams[0]["Observations"]
    ] == [(10, [-117.05, 51.05]), (11, [1, 2])]
    service.delete(f"/Things({made})")


def test_a_post_to_a_collection_of_an_entity_links_to_it(service: Remote, station: tuple[int, int]) -> None:
    """10.2.1: the entity of the path is the one that is meant, and needn't be named."""
    house, stream = station
    made = service.make(f"/Things({house})/Datastreams", whole_datastream("second"))
    assert service.get(f"/Datastreams({made})/Thing")["@iot.id"] == house
    place = service.make(f"/Things({house})/Locations", location("elsewhere", (1, 2)))
    assert one_of(service, f"/Things({house})/Locations")["@iot.id"] == place
    reading = service.make(f"/Things({house})/Datastreams({stream})/Observations", {"result": 1})
    assert service.get(f"/Observations({reading})/Datastream")["@iot.id"] == stream
    beside = service.make(f"/Locations({place})/Things", thing("neighbour"))
    assert one_of(service, f"/Things({beside})/Locations")["@iot.id"] == place
    sense = service.get(f"/Datastreams({stream})/Sensor")["@iot.id"]
    third = service.make(
        f"/Sensors({sense})/Datastreams", datastream("third", Thing=ref(house), ObservedProperty=observed("x"))
    )
    assert service.get(f"/Datastreams({third})/Sensor")["@iot.id"] == sense
    service.delete(f"/Things({beside})")


@pytest.mark.parametrize("missing", ["Sensor", "ObservedProperty"])
def test_a_deep_insert_that_fails_leaves_nothing(service: Remote, missing: str) -> None:
    tag = f"{service.tag} {missing}"
    lame = {key: value for key, value in whole_datastream(tag, Observations=[{"result": 1}]).items() if key != missing}
    service.refused(
        "POST",
        "/Things",
        thing(tag, Locations=[location(tag)], Datastreams=[whole_datastream(f"{tag} good"), lame]),
        status=(400, 409),
    )
    for kind in ("Things", "Locations", "Datastreams", "Sensors", "ObservedProperties"):
        assert service.get(f"/{kind}?$filter=startswith(name,'{tag}')")["value"] == []


def test_the_feature_of_interest_is_made_from_the_location_and_used_again(
    service: Remote, station: tuple[int, int]
) -> None:
    """Table 14: an Observation without FeatureOfInterest takes the Thing's Location; moved Things give new ones."""
    house, stream = station

    def next_feature() -> Any:
        made = service.make(f"/Datastreams({stream})/Observations", {"result": 1})
        return service.get(f"/Observations({made})/FeatureOfInterest")

    first = next_feature()
    assert first["feature"] == {"type": "Point", "coordinates": [10, 20]}
    assert next_feature()["@iot.id"] == first["@iot.id"]
    service.change(f"/Things({house})", {"Locations": [ref(service.make("/Locations", location("moved", (30, 40))))]})
    second = next_feature()
    assert second["feature"]["coordinates"] == [30, 40]
    there = service.get(f"/Things({house})/HistoricalLocations?$expand=Locations&$orderby=time")["value"][0][
        "Locations"
    ][0]
    other = service.make(
        "/Things", thing("same place", Locations=[ref(there["@iot.id"])], Datastreams=[whole_datastream("x")])
    )
    elsewhere = one_of(service, f"/Things({other})/Datastreams")["@iot.id"]
    made = service.make(f"/Datastreams({elsewhere})/Observations", {"result": 1})
    assert service.get(f"/Observations({made})/FeatureOfInterest")["@iot.id"] == first["@iot.id"]
    service.delete(f"/Things({other})")


def test_without_a_location_an_observation_needs_its_feature(service: Remote) -> None:
    house = service.make("/Things", thing("nowhere", Datastreams=[whole_datastream("x")]))
    stream = one_of(service, f"/Things({house})/Datastreams")["@iot.id"]
    service.refused("POST", f"/Datastreams({stream})/Observations", {"result": 1}, status=(400, 409))
    incomplete = {key: value for key, value in feature("f").items() if key != "encodingType"}
    service.refused(
        "POST",
        f"/Datastreams({stream})/Observations",
        {"result": 1, "FeatureOfInterest": incomplete},
        status=(400, 409),
    )
    made = service.make(
        f"/Datastreams({stream})/Observations", {"result": 1, "FeatureOfInterest": feature("f", (3, 4))}
    )
    assert service.get(f"/Observations({made})/FeatureOfInterest")["feature"]["coordinates"] == [3, 4]
    service.delete(f"/Things({house})")


def test_of_several_locations_the_geojson_one_is_the_feature(service: Remote) -> None:
    house = service.make(
        "/Things",
        thing(
            "written",
            Datastreams=[whole_datastream("x")],
            Locations=[
                location("address", "1 Main Street", "text/plain"),
                location("map", (8, 51)),
                location("way", "left, left", "text/plain"),
            ],
        ),
    )
    assert len(service.get(f"/Things({house})/Locations")["value"]) == 3
    stream = one_of(service, f"/Things({house})/Datastreams")["@iot.id"]
    made = service.make(f"/Datastreams({stream})/Observations", {"result": 1})
    assert service.get(f"/Observations({made})/FeatureOfInterest")["feature"]["coordinates"] == [8, 51]
    service.delete(f"/Things({house})")


@pytest.mark.parametrize("encoding", ["application/vnd.geo+json", "application/geo+json"])
def test_both_names_of_geojson_are_geometry(service: Remote, encoding: str) -> None:
    made = service.make("/Locations", location("place", (77, 11), encoding))
    assert [
        one["@iot.id"] for one in service.get("/Locations?$filter=st_equals(location,geography'POINT(77 11)')")["value"]
    ] == [made]
    service.delete(f"/Locations({made})")


@pytest.mark.parametrize(
    "place",
    [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2]}, "properties": {}},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]},
        {"type": "Point", "coordinates": [1, 2, 3]},
        {"type": "MultiPoint", "coordinates": [[1, 2], [3, 4]]},
        {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [1, 2]}]},
    ],
)
def test_every_geojson_is_kept_as_it_came(service: Remote, place: dict[str, Any]) -> None:
    made = service.make("/Locations", location("place", place))
    assert service.get(f"/Locations({made})")["location"] == place
    service.delete(f"/Locations({made})")


@pytest.mark.parametrize("metadata", ["a manual", {"type": "SensorML", "parts": [1, 2]}, ["a", 1]])
def test_metadata_of_a_sensor_is_any_json(service: Remote, metadata: Any) -> None:
    made = service.make(
        "/Sensors", {**sensor("s"), "encodingType": "http://www.opengis.net/doc/IS/SensorML/2.0", "metadata": metadata}
    )
    assert service.get(f"/Sensors({made})")["metadata"] == metadata
    service.delete(f"/Sensors({made})")


def test_phenomenontime_is_now_when_it_is_not_said(service: Remote, station: tuple[int, int]) -> None:
    made = service.make(f"/Datastreams({station[1]})/Observations", {"result": 5})
    found = service.get(
        f"/Observations?$filter=id eq {made} and phenomenonTime gt now() sub duration'PT9M' and phenomenonTime le now()"
    )
    assert len(found["value"]) == 1
    assert found["value"][0]["resultTime"] is None


@pytest.mark.parametrize(
    "result",
    [1, -1.5, 1e300, 0, "text", "", "水", True, False, None, {"a": {"b": [1, "c", None]}}, [1, "b", None], [], {}],
    ids=repr,
)
def test_results_of_every_kind_of_json(service: Remote, station: tuple[int, int], result: Any) -> None:
    made = service.make(f"/Datastreams({station[1]})/Observations", {"result": result})
    found = service.get(f"/Observations({made})")["result"]
    assert (found, type(found)) == (result, type(result)) or (isinstance(result, int | float) and found == result)
    changed = service.change(f"/Observations({made})", {"result": 7})
    assert changed["result"] == 7
    assert service.change(f"/Observations({made})", {"result": result})["result"] == result


@pytest.mark.parametrize(
    "quality",
    ["good", 5, {"DQ_Status": {"code": 2, "label": "Donnée contrôlée"}}, [{"code": 1}, {"code": 2}]],
    ids=repr,
)
def test_quality_is_any_json_and_can_be_asked_for(service: Remote, station: tuple[int, int], quality: Any) -> None:
    made = service.make(
        f"/Datastreams({station[1]})/Observations",
        {
            "result": 1,
            "resultQuality": quality,
            "validTime": "2020-01-01T00:00:00Z/2020-01-02T00:00:00Z",
            "parameters": {"depth": 2},
            "resultTime": "2020-01-01T00:00:00Z",
        },
    )
    found = service.get(f"/Observations({made})")
    assert (found["resultQuality"], found["parameters"]) == (quality, {"depth": 2})
    where = {"good": "resultQuality eq 'good'", "5": "resultQuality eq 5"}.get(
        str(quality), "resultQuality/DQ_Status/code eq 2" if isinstance(quality, dict) else "resultQuality[1]/code eq 2"
    )
    assert [
        one["@iot.id"] for one in service.get(f"/Datastreams({station[1]})/Observations?$filter={where}")["value"]
    ] == [made]


def test_an_observation_may_bring_its_datastream(service: Remote) -> None:
    house = service.make("/Things", thing("host", Locations=[location("spot")]))
    made = service.make("/Observations", {"result": 4, "Datastream": whole_datastream("brought", Thing=ref(house))})
    assert service.get(f"/Observations({made})/Datastream/Thing")["@iot.id"] == house
    service.delete(f"/Things({house})")
