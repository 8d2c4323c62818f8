"""18-088, clause 10: create, link, update, JSON Patch, replace, delete with cascades, historical locations."""

from itertools import pairwise

import pytest

from banyan.model.things import KINDS
from tests.runtime.things.client import (
    BASE,
    Client,
    datastream,
    location,
    observation,
    observed,
    sensor,
    station,
    thing,
)


def counts(sta: Client) -> dict[str, int]:
    return {kind.plural: int(sta.get(f"{kind.plural}/$count")) for kind in KINDS}


def test_creation_answers_with_the_address_and_the_entity(sta: Client) -> None:
    status, body = sta.ask("POST", "Things", thing())
    assert (status, body["@iot.selfLink"]) == (201, f"{BASE}/Things({body['@iot.id']})")


def test_linking_to_what_is_there(sta: Client) -> None:
    here, gauge, level = sta.post("Locations", location()), sta.post("Sensors", sensor()), \
        sta.post("ObservedProperties", observed())
    eid = sta.post("Things", thing(Locations=[{"@iot.id": here}]))
    stream = sta.post("Datastreams", {**datastream(), "Sensor": {"@iot.id": gauge}, "Thing": {"@iot.id": eid},
                                      "ObservedProperty": {"@iot.id": level}})
    assert sta.get(f"Datastreams({stream})/Sensor")["@iot.id"] == gauge
    assert sta.values(f"Locations({here})/Things", "@iot.id") == [eid]
    assert counts(sta)["Sensors"] == 1


def test_posting_to_a_link_links(sta: Client) -> None:
    eid = sta.post("Things", thing())
    stream = sta.post(f"Things({eid})/Datastreams", datastream())
    here = sta.post(f"Things({eid})/Locations", location())
    assert sta.get(f"Datastreams({stream})/Thing")["@iot.id"] == eid
    assert sta.values(f"Things({eid})/Locations", "@iot.id") == [here]
    assert sta.ask("POST", "Things(99)/Datastreams", datastream())[0] == 404
    other = sta.post("Things", thing("other"))
    assert sta.ask("POST", f"Things({other})/Datastreams({stream})/Observations", {"result": 1})[0] == 404
    assert sta.ask("POST", f"Things({eid})", thing())[0] == 405
    assert sta.ask("POST", f"Things({eid})/name", thing())[0] == 405


def test_a_things_moves_are_remembered(sta: Client) -> None:
    eid = sta.post("Things", thing(Locations=[location("Bridge"), location("Bridge in words")]))
    assert len(sta.get(f"Things({eid})/HistoricalLocations")["value"]) == 1
    assert len(sta.get(f"Things({eid})/Locations")["value"]) == 2
    sta.post(f"Things({eid})/Locations", location("Weir"))
    assert sta.values(f"Things({eid})/Locations") == ["Weir"]
    there = sta.post("Locations", location("Lock", (119.7, 26.0)))
    sta.patch(f"Things({eid})", {"Locations": [{"@iot.id": there}]})
    assert sta.values(f"Things({eid})/Locations") == ["Lock"]
    history = sta.get(f"Things({eid})/HistoricalLocations?$expand=Locations")["value"]
    assert [[one["name"] for one in past["Locations"]] for past in history] == [
        ["Bridge", "Bridge in words"], ["Weir"], ["Lock"]]


def test_a_location_in_another_encoding_is_the_same_place(sta: Client) -> None:
    eid = sta.post("Things", thing(Locations=[location("Bridge")]))
    words = {**location("in words"), "encodingType": "text/plain", "location": "by the weir"}
    sta.post(f"Things({eid})/Locations", words)
    assert sta.values(f"Things({eid})/Locations") == ["Bridge", "in words"]
    (there,) = sta.values("Locations?$filter=name eq 'in words'", "@iot.id")
    before = sta.get("HistoricalLocations/$count")
    sta.patch(f"Things({eid})", {"Locations": [{"@iot.id": there}]})        # where it is already
    assert sta.get("HistoricalLocations/$count") == before == "2"


def test_an_id_beside_other_properties_is_ignored(sta: Client) -> None:
    """18-088, 10.2.1.2."""
    eid = sta.post("Things", {**thing(), "@iot.id": 77, "Datastreams": [{**datastream(), "@iot.id": 99}]})
    assert (eid, sta.values(f"Things({eid})/Datastreams", "@iot.id")) == (1, [1])
    full = sta.get("Sensors(1)")
    link = {name: value for name, value in full.items() if "@iot." in name}
    stream = sta.post(f"Things({eid})/Datastreams", {**datastream(), "Sensor": link})
    assert sta.get(f"Datastreams({stream})/Sensor/id") == {"@iot.id": 1}


def test_a_later_historical_location_moves_the_thing_and_an_earlier_one_does_not(sta: Client) -> None:
    eid = sta.post("Things", thing(Locations=[location("one")]))
    (past,) = sta.values(f"Things({eid})/HistoricalLocations", "@iot.id")
    sta.patch(f"HistoricalLocations({past})", {"time": "2016-01-01T06:00:00Z"})
    later = {"time": "2016-01-01T07:00:00Z", "Thing": {"@iot.id": eid}, "Locations": [location("two")]}
    sta.post("HistoricalLocations", later)
    assert sta.values(f"Things({eid})/Locations") == ["two"]
    sta.post("HistoricalLocations", {**later, "time": "2016-01-01T05:00:00Z", "Locations": [location("three")]})
    assert sta.values(f"Things({eid})/Locations") == ["two"]
    assert sta.ask("POST", "HistoricalLocations", {"time": "2016-01-01T05:00:00Z", "Thing": {"@iot.id": eid}})[0] == 400


def test_a_patch_changes_what_it_names(sta: Client) -> None:
    eid = sta.post("Things", thing(properties={"a": 1, "b": 2}))
    stream = station(sta)
    unit = sta.patch(f"Datastreams({stream})", {"unitOfMeasurement": {"symbol": "cm"}})["unitOfMeasurement"]
    assert unit == {"name": "metre", "symbol": "cm", "definition": "ucum:m"}
    after = sta.patch(f"Things({eid})", {"description": "new", "properties": {"a": 3}})
    assert (after["name"], after["description"], after["properties"]) == ("Gauge house", "new", {"a": 3})
    assert "properties" not in sta.patch(f"Things({eid})", {"properties": None})
    assert sta.patch(f"Things({eid})", {})["description"] == "new"


@pytest.mark.parametrize("body", [
    {"name": None}, {"name": 5}, {"properties": []}, {"Locations": [location()]}, {"Datastreams": [datastream()]},
    {"Locations": [{"@iot.id": 99}]}, {"Datastreams": [{"@iot.id": 1, "name": "x"}]}, [], "text",
])  # fmt: skip
def test_a_patch_that_makes_no_sense_changes_nothing(shared: Client, body: object) -> None:
    stream = station(shared)
    eid = shared.get(f"Datastreams({stream})/Thing")["@iot.id"]
    before = shared.get(f"Things({eid})"), counts(shared)
    assert shared.ask("PATCH", f"Things({eid})", body)[0] == 400
    assert (shared.get(f"Things({eid})"), counts(shared)) == before


def test_a_changed_feature_changes_its_streams_area_and_stays_geojson(sta: Client) -> None:
    stream = station(sta, 1)
    (feature,) = sta.values("FeaturesOfInterest", "@iot.id")
    sta.patch(f"FeaturesOfInterest({feature})", {"feature": {"type": "Point", "coordinates": [120.5, 26.5]}})
    assert sta.get(f"Datastreams({stream})")["observedArea"]["coordinates"] == [[[120.5, 26.5]] * 5]
    for body in ({"feature": {"type": "Point"}}, {"feature": "by the bridge"}):
        assert sta.ask("PATCH", f"FeaturesOfInterest({feature})", body)[0] == 400
    sta.patch(f"FeaturesOfInterest({feature})", {"feature": "by the bridge", "encodingType": "text/plain"})
    assert sta.ask("PATCH", f"FeaturesOfInterest({feature})", {"encodingType": "application/geo+json"})[0] == 400
    assert "observedArea" not in sta.get(f"Datastreams({stream})")


def test_only_what_is_there_can_be_changed(sta: Client) -> None:
    for method in ("PATCH", "PUT", "DELETE"):
        assert sta.ask(method, "Things(7)", thing())[0] == 404
        assert sta.ask(method, "Things", thing())[0] == 405
        assert sta.ask(method, "Nothings(1)", thing())[0] == 404


def test_put_takes_away_what_it_does_not_say(sta: Client) -> None:
    eid = sta.post("Things", thing(properties={"a": 1}))
    assert sta.ask("PUT", f"Things({eid})", {"name": "n"})[0] == 400
    status, after = sta.ask("PUT", f"Things({eid})", {"name": "n", "description": "d"})
    assert (status, after["name"], "properties" in after) == (200, "n", False)


def test_an_observation_moves_to_another_stream_with_both_streams_times(sta: Client) -> None:
    one, two = station(sta, 1, 2), station(sta, 3)
    last = sta.values(f"Datastreams({one})/Observations", "@iot.id")[1]
    sta.patch(f"Observations({last})", {"Datastream": {"@iot.id": two}, "result": 9})
    assert sta.values(f"Datastreams({two})/Observations", "result") == [9, 3]
    assert sta.get(f"Datastreams({one})")["phenomenonTime"] == "2026-07-24T14:00:00Z/2026-07-24T14:00:00Z"
    assert sta.get(f"Datastreams({two})")["phenomenonTime"] == "2026-07-24T14:00:00Z/2026-07-24T14:01:00Z"


def test_a_json_patch_adds_copies_moves_tests_and_removes(sta: Client) -> None:
    eid = sta.post("Things", thing())
    sta.json_patch(f"Things({eid})", [{"op": "add", "path": "/properties", "value": {"key": 1}}])
    after = sta.json_patch(f"Things({eid})", [
        {"op": "test", "path": "/properties/key", "value": 1},
        {"op": "copy", "from": "/properties/key", "path": "/properties/copied"},
        {"op": "move", "from": "/properties/key", "path": "/properties/moved"},
        {"op": "replace", "path": "/name", "value": "patched"},
    ])  # fmt: skip
    assert (after["name"], after["properties"]) == ("patched", {"copied": 1, "moved": 1})
    assert sta.json_patch(f"Things({eid})", [{"op": "remove", "path": "/properties/moved"}])["properties"] == {
        "copied": 1}


@pytest.mark.parametrize(("operations", "status"), [
    ([{"op": "test", "path": "/name", "value": "other"}], 409), ([{"op": "remove", "path": "/nothing"}], 409),
    ([{"op": "remove", "path": "/name"}], 400), ([{"op": "jump", "path": "/name"}], 400), ([{"op": "add"}], 400),
    ({"name": "x"}, 400), ([{"op": "add", "path": "name", "value": 1}], 400), ([3], 400),
    ([{"op": "replace", "path": "/name", "value": 5}], 400), ([{"op": "remove", "path": ""}], 400),
    ([{"op": "move", "from": "/properties", "path": "/properties/a"}], 400), ([{"op": "add", "path": ["x"]}], 400),
    ([{"op": "replace", "path": "", "value": None}], 400),
    ([{"op": "test", "path": "/properties/a", "value": True}], 409),
])  # fmt: skip
def test_a_json_patch_that_does_not_fit_changes_nothing(shared: Client, operations: object, status: int) -> None:
    eid = shared.post("Things", thing(properties={"a": 1}))
    before = shared.get(f"Things({eid})")
    assert shared.ask("PATCH", f"Things({eid})", operations, "application/json-patch+json")[0] == status
    assert shared.get(f"Things({eid})") == before


GONE = {
    "Things": {"Things", "HistoricalLocations", "Datastreams", "Observations"},
    "Locations": {"Locations", "HistoricalLocations"},
    "HistoricalLocations": {"HistoricalLocations"},
    "Datastreams": {"Datastreams", "Observations"},
    "Sensors": {"Sensors", "Datastreams", "Observations"},
    "ObservedProperties": {"ObservedProperties", "Datastreams", "Observations"},
    "FeaturesOfInterest": {"FeaturesOfInterest", "Observations"},
}


@pytest.mark.parametrize("plural", GONE)
def test_deletion_takes_with_it_what_the_standard_says(sta: Client, plural: str) -> None:
    """18-088, table 25."""
    station(sta, 1, 2)
    (eid,) = sta.values(plural, "@iot.id")
    sta.delete(f"{plural}({eid})")
    assert {name for name, count in counts(sta).items() if count == 0} == GONE[plural] | {"MultiDatastreams"}
    assert sta.status(f"{plural}({eid})") == 404
    assert sta.ask("DELETE", f"{plural}({eid})")[0] == 404


def test_deleting_a_feature_leaves_its_streams_with_true_times(sta: Client) -> None:
    stream = station(sta, 1)
    (feature,) = sta.values("FeaturesOfInterest", "@iot.id")
    sta.delete(f"FeaturesOfInterest({feature})")
    found = sta.get(f"Datastreams({stream})")
    assert ("phenomenonTime" in found, "observedArea" in found) == (False, False)
    again = sta.post(f"Datastreams({stream})/Observations", observation(2))       # a new feature is made
    assert sta.get(f"Observations({again})/FeatureOfInterest")["name"] == "Bridge"


def test_ids_rise_and_are_not_given_again(sta: Client) -> None:
    ids = [sta.post("Things", thing()) for _ in range(3)]
    sta.delete(f"Things({ids[-1]})")
    ids.append(sta.post("Things", thing()))
    assert all(a < b for a, b in pairwise(ids))
