"""18-088, 10.4 and 10.5: PATCH, PUT, JSON Patch, DELETE with table 25's cascades, and HistoricalLocations."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.conformance.sensorthings.service import (
    PATCH,
    UNIT,
    Remote,
    feature,
    location,
    multi,
    observed,
    ref,
    sensor,
    thing,
    whole_datastream,
)

Ids = dict[str, int]


@pytest.fixture
def ids(service: Remote) -> Iterator[Ids]:
    """One of each kind, linked, with the Observation's feature of its own."""
    made = {
        "Things": service.make(
            "/Things",
            thing(
                "house",
                properties={"a": 1},
                Locations=[location("spot", (1, 2))],
                Datastreams=[whole_datastream("level")],
            ),
        )
    }
    for link in ("Datastreams", "Locations", "HistoricalLocations"):
        made[link] = service.get(f"/Things({made['Things']})/{link}")["value"][0]["@iot.id"]
    for kind, link in (("Sensors", "Sensor"), ("ObservedProperties", "ObservedProperty")):
        made[kind] = service.get(f"/Datastreams({made['Datastreams']})/{link}")["@iot.id"]
    made["Observations"] = service.make(
        f"/Datastreams({made['Datastreams']})/Observations",
        {"phenomenonTime": "2015-03-01T00:40:00Z", "result": 8, "FeatureOfInterest": feature("thing seen")},
    )
    made["FeaturesOfInterest"] = service.get(f"/Observations({made['Observations']})/FeatureOfInterest")["@iot.id"]
    yield made
    for kind in ("Things", "Locations", "Sensors", "ObservedProperties", "FeaturesOfInterest"):
        service.ask("DELETE", f"/{kind}({made[kind]})")


def bare(one: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in one.items() if "@" not in key}


PATCHES: list[tuple[str, dict[str, Any]]] = [
    ("Things", {"description": "changed"}),
    ("Things", {"properties": {"b": 2}}),
    ("Locations", {"location": {"type": "Point", "coordinates": [5, 6]}}),
    ("HistoricalLocations", {"time": "2015-07-01T00:00:00.000Z"}),
    ("Sensors", {"metadata": "changed"}),
    ("ObservedProperties", {"description": "changed"}),
    ("FeaturesOfInterest", {"feature": {"type": "Point", "coordinates": [5, 6]}}),
    ("Datastreams", {"description": "changed"}),
    ("Datastreams", {"unitOfMeasurement": {"name": "Entropy", "symbol": "S", "definition": "http://example.org/S"}}),
    ("Observations", {"phenomenonTime": "2015-07-01T00:40:00.000Z"}),
    ("Observations", {"result": "text", "parameters": {"x": 1}}),
]


@pytest.mark.parametrize(("kind", "patch"), PATCHES, ids=str)
def test_patch_changes_what_it_names(service: Remote, ids: Ids, kind: str, patch: dict[str, Any]) -> None:
    path = f"/{kind}({ids[kind]})"
    old = bare(service.get(path))
    assert bare(service.change(path, patch)) == {**old, **patch}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("Things", {"Locations": [location("new")]}),
        ("Things", {"Datastreams": [{"unitOfMeasurement": UNIT}]}),
        ("Sensors", {"Datastreams": [whole_datastream("new")]}),
        ("ObservedProperties", {"Datastreams": [{"name": "n"}]}),
        ("Datastreams", {"ObservedProperty": observed("new")}),
        ("Datastreams", {"Sensor": sensor("new")}),
        ("Datastreams", {"Thing": thing("new")}),
        ("Datastreams", {"Observations": [{"result": 1}]}),
        ("Datastreams", {"Sensor": ref(2**50)}),
        ("Things", {"name": None}),
        ("Things", {"nonsense": 1}),
        ("Things", {"name": 5}),
        ("Observations", {"phenomenonTime": "later"}),
    ],
    ids=str,
)
def test_patch_with_content_of_its_own_inside_or_nonsense_is_refused(
    service: Remote, ids: Ids, kind: str, body: dict[str, Any]
) -> None:
    path = f"/{kind}({ids[kind]})"
    old = service.get(path)
    service.refused("PATCH", path, body)
    assert service.get(path) == old


def test_patch_and_put_of_what_is_not_there(service: Remote) -> None:
    for method in ("PATCH", "PUT", "DELETE"):
        for kind in ("Things", "Observations", "Datastreams", "HistoricalLocations", "FeaturesOfInterest"):
            service.refused(
                method,
                f"/{kind}({2**51})",
                None if method == "DELETE" else {},
                status=(404, 400) if method == "PUT" else (404,),
            )


def test_patch_links_to_others(service: Remote, ids: Ids) -> None:
    stream = f"/Datastreams({ids['Datastreams']})"
    other = service.make("/Sensors", sensor("other"))
    house = service.make("/Things", thing("other"))
    service.change(stream, {"Sensor": ref(other), "Thing": ref(house)})
    assert service.get(f"{stream}/Sensor")["@iot.id"] == other
    assert service.get(f"{stream}/Thing")["@iot.id"] == house
    assert service.get(f"/Things({ids['Things']})/Datastreams")["value"] == []
    service.delete(f"/Things({house})")
    service.delete(f"/Sensors({other})")


PUTS = {
    "Things": thing("put"),
    "Locations": location("put", (9, 9)),
    "HistoricalLocations": {"time": "2015-08-01T00:00:00.000Z"},
    "Sensors": sensor("put"),
    "ObservedProperties": observed("put"),
    "FeaturesOfInterest": feature("put", (9, 9)),
    "Datastreams": {
        "name": "put",
        "description": "put",
        "observationType": "http://example.org/type",
        "unitOfMeasurement": UNIT,
    },
    "Observations": {"result": "99", "phenomenonTime": "2015-08-01T00:40:00.000Z"},
}


@pytest.mark.parametrize("kind", PUTS)
def test_put_replaces(service: Remote, ids: Ids, kind: str) -> None:
    path = f"/{kind}({ids[kind]})"
    found = bare(service.change(path, PUTS[kind], "PUT"))
    assert {name: found[name] for name in PUTS[kind]} == PUTS[kind]
    assert found.get("properties") is None
    if kind == "Datastreams":
        assert service.get(f"{path}/Sensor")["@iot.id"] == ids["Sensors"]


def test_put_without_what_is_mandatory(service: Remote, ids: Ids) -> None:
    for kind, body in PUTS.items():
        for name in (
            body
            if kind not in ("Observations", "HistoricalLocations")
            else ("time",)
            if kind == "HistoricalLocations"
            else ("result",)
        ):
            service.refused("PUT", f"/{kind}({ids[kind]})", {key: value for key, value in body.items() if key != name})


def test_json_patch(service: Remote, ids: Ids) -> None:
    for kind in ("Things", "Datastreams"):
        path = f"/{kind}({ids[kind]})"
        found = service.change(path, [{"op": "add", "path": "/properties", "value": {"key1": 1}}], media=PATCH)
        assert found["properties"] == {"key1": 1}
        found = service.change(
            path,
            [
                {"op": "copy", "from": "/properties/key1", "path": "/properties/copied"},
                {"op": "move", "from": "/properties/key1", "path": "/properties/key2"},
                {"op": "add", "path": "/properties/list", "value": [1, 2]},
                {"op": "add", "path": "/properties/list/-", "value": 3},
                {"op": "replace", "path": "/name", "value": "patched"},
                {"op": "test", "path": "/name", "value": "patched"},
                {"op": "add", "path": "/properties/a~1b~0c", "value": 1},
            ],
            media=PATCH,
        )
        assert (found["name"], found["properties"]) == (
            "patched",
            {"copied": 1, "key2": 1, "list": [1, 2, 3], "a/b~c": 1},
        )
        found = service.change(path, [{"op": "remove", "path": "/properties/list/0"}], media=PATCH)
        assert found["properties"]["list"] == [2, 3]


@pytest.mark.parametrize(
    "operations",
    [
        [{"op": "remove", "path": "/properties/nothing"}],
        [{"op": "test", "path": "/name", "value": "other"}],
        [{"op": "jump", "path": "/name"}],
        [{"op": "remove", "path": "/name"}],
        [{"op": "add", "path": "name", "value": 1}],
        [{"op": "replace", "path": "/nothing/deep", "value": 1}],
        {"op": "add"},
        [{"op": "add", "path": "/properties/list/7", "value": 1}],
        [{"op": "replace", "path": "/name", "value": "x"}, {"op": "test", "path": "/name", "value": "y"}],
        [{"op": "replace", "path": "/name", "value": 5}],
    ],
    ids=str,
)
def test_json_patch_that_fails_changes_nothing(service: Remote, ids: Ids, operations: Any) -> None:
    path = f"/Things({ids['Things']})"
    old = service.get(path)
    service.refused("PATCH", path, operations, PATCH, (400, 409, 422))
    assert service.get(path) == old


CASCADES = {
    "Things": ("Datastreams", "Observations", "HistoricalLocations"),
    "Datastreams": ("Observations",),
    "Locations": ("HistoricalLocations",),
    "HistoricalLocations": (),
    "Sensors": ("Datastreams", "Observations"),
    "ObservedProperties": ("Datastreams", "Observations"),
    "FeaturesOfInterest": ("Observations",),
    "Observations": (),
}


@pytest.mark.parametrize("kind", CASCADES)
def test_delete_takes_what_table_25_says_and_nothing_else(service: Remote, ids: Ids, kind: str) -> None:
    service.delete(f"/{kind}({ids[kind]})")
    gone = {kind, *CASCADES[kind]}
    assert {one: service.status(f"/{one}({eid})") for one, eid in ids.items()} == {
        one: 404 if one in gone else 200 for one in ids
    }
    service.refused("DELETE", f"/{kind}({ids[kind]})", status=(404,))


def test_deleting_takes_multidatastreams_too(service: Remote, ids: Ids) -> None:
    for kind in ("Things", "Sensors", "ObservedProperties"):
        house = service.make("/Things", thing("m", Locations=[location("spot")]))
        parts = {
            "Things": house,
            "Sensors": service.make("/Sensors", sensor("m")),
            "ObservedProperties": service.make("/ObservedProperties", observed("m")),
        }
        made = service.make(
            "/MultiDatastreams",
            multi(
                "m",
                2,
                Thing=ref(house),
                Sensor=ref(parts["Sensors"]),
                ObservedProperties=[ref(parts["ObservedProperties"]), ref(ids["ObservedProperties"])],
            ),
        )
        reading = service.make(f"/MultiDatastreams({made})/Observations", {"result": [1, 2]})
        service.delete(f"/{kind}({parts[kind]})")
        assert (service.status(f"/MultiDatastreams({made})"), service.status(f"/Observations({reading})")) == (404, 404)


def test_the_extent_of_a_datastream_follows_its_observations(service: Remote, ids: Ids) -> None:
    stream = f"/Datastreams({ids['Datastreams']})"
    late = service.make(
        f"{stream}/Observations",
        {"phenomenonTime": "2016-01-01T00:00:00Z", "resultTime": "2016-01-02T00:00:00Z", "result": 1},
    )
    assert (
        service.get(stream)["phenomenonTime"][:10] + service.get(stream)["phenomenonTime"].split("/")[1][:10]
        == "2015-03-012016-01-01"
    )
    assert service.get(stream)["resultTime"][:10] == "2016-01-02"
    service.delete(f"/Observations({late})")
    service.delete(f"/Observations({ids['Observations']})")
    assert (service.get(stream).get("phenomenonTime"), service.get(stream).get("resultTime")) == (None, None)


def history(service: Remote, house: int) -> list[list[str]]:
    """The names of the places, oldest first."""
    found = service.get(f"/Things({house})/HistoricalLocations?$orderby=time,id&$expand=Locations")["value"]
    return [[place["name"] for place in one["Locations"]] for one in found]


def here(service: Remote, house: int) -> list[str]:
    return [one["name"] for one in service.get(f"/Things({house})/Locations")["value"]]


def test_every_move_is_remembered(service: Remote, ids: Ids) -> None:
    """10.2: a HistoricalLocation for each change of Locations, whichever way it comes."""
    house, path = ids["Things"], f"/Things({ids['Things']})"
    service.change(path, {"Locations": [ref(service.make("/Locations", location("second")))]})
    service.make(f"{path}/Locations", location("third"))
    service.make("/Locations", {**location("fourth"), "Things": [ref(house)]})
    assert history(service, house) == [["spot"], ["second"], ["third"], ["fourth"]]
    assert here(service, house) == ["fourth"]


def test_a_historical_location_of_one_own_moves_the_thing_when_it_is_the_latest(service: Remote, ids: Ids) -> None:
    house = ids["Things"]
    service.change(f"/HistoricalLocations({ids['HistoricalLocations']})", {"time": "2016-01-01T06:00:00Z"})
    for name, time in (("later", "2016-01-01T07:00:00Z"), ("earlier", "2016-01-01T05:00:00Z")):
        place = service.make("/Locations", location(name))
        service.make("/HistoricalLocations", {"time": time, "Thing": ref(house), "Locations": [ref(place)]})
        assert here(service, house) == ["later"]
    assert history(service, house) == [["earlier"], ["spot"], ["later"]]


def test_a_thing_may_be_made_with_no_place_and_get_one(service: Remote) -> None:
    house = service.make("/Things", thing("homeless"))
    assert history(service, house) == []
    service.change(f"/Things({house})", {"Locations": [ref(service.make("/Locations", location("home")))]})
    assert (history(service, house), here(service, house)) == ([["home"]], ["home"])
    service.delete(f"/Things({house})")
