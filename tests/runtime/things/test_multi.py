"""18-088, clause 12: MultiDatastreams."""

from typing import Any

from tests.runtime.things.client import Client, location, observed, sensor, station, thing

METRE = {"name": "metre", "symbol": "m", "definition": "ucum:m"}
OM = "http://www.opengis.net/def/observationType/OGC-OM/2.0/"


def multi(width: int = 2, **more: Any) -> dict[str, Any]:
    return {
        "name": "Wind", "description": "speed and direction", "observationType": f"{OM}OM_ComplexObservation",
        "multiObservationDataTypes": [f"{OM}OM_Measurement"] * width, "unitOfMeasurements": [METRE] * width,
        "Thing": thing(Locations=[location()]), "Sensor": sensor(),
        "ObservedProperties": [observed(f"p{n}") for n in range(width)], **more,
    }  # fmt: skip


def test_a_result_has_a_value_for_each_property(sta: Client) -> None:
    eid = sta.post("MultiDatastreams", multi())
    sta.post(f"MultiDatastreams({eid})/Observations", {"result": [4.5, 270]})
    for wrong in (5, [5], [1, 2, 3], None, "x"):
        status, said = sta.ask("POST", f"MultiDatastreams({eid})/Observations", {"result": wrong})
        assert (status, said["expected"]) == (400, "an array of 2 results")
    (found,) = sta.get("Observations?$expand=MultiDatastream")["value"]
    assert (found["result"], found["MultiDatastream"]["@iot.id"]) == ([4.5, 270], eid)
    assert "Datastream@iot.navigationLink" not in found
    assert sta.status(f"Observations({found['@iot.id']})/Datastream") == 404


def test_its_properties_keep_their_order_and_one_may_be_there_twice(sta: Client) -> None:
    first, second = sta.post("ObservedProperties", observed("a")), sta.post("ObservedProperties", observed("b"))
    for order in ([second, first], [first, first], [first, second, first]):
        links = [{"@iot.id": one} for one in order]
        eid = sta.post("MultiDatastreams", multi(len(order), ObservedProperties=links))
        assert sta.values(f"MultiDatastreams({eid})/ObservedProperties", "@iot.id") == order
        page = sta.get(f"MultiDatastreams({eid})/ObservedProperties?$top=1")
        assert page["@iot.nextLink"].partition("?")[2].startswith("$top=1&$skip=1&$skiptoken=")


def test_its_parts_have_one_length(sta: Client) -> None:
    assert sta.ask("POST", "MultiDatastreams", {**multi(), "unitOfMeasurements": [METRE]})[0] == 400
    status, said = sta.ask("POST", "MultiDatastreams", {**multi(), "ObservedProperties": [observed()]})
    assert (status, "1 ObservedProperties and 2 unitOfMeasurements" in said["error"]) == (400, True)
    assert sta.ask("POST", "MultiDatastreams", multi(0)) == (
        400, {"error": "the MultiDatastream has no ObservedProperties", "expected": "one at least"})
    assert sta.get("MultiDatastreams")["value"] == sta.get("Things")["value"] == []
    eid = sta.post("MultiDatastreams", multi())
    assert sta.ask("PATCH", f"MultiDatastreams({eid})", {"unitOfMeasurements": [METRE]})[0] == 400
    assert sta.ask("POST", f"MultiDatastreams({eid})/ObservedProperties", observed())[0] == 400


def test_an_observation_goes_from_one_kind_of_stream_to_the_other_only_whole(sta: Client) -> None:
    eid = sta.post("MultiDatastreams", multi())
    one = station(sta, 1)
    (observation,) = sta.values("Observations", "@iot.id")
    path, link = f"Observations({observation})", {"MultiDatastream": {"@iot.id": eid}}
    refused = sta.ask("PATCH", path, {**link, "result": [1, 2]}), sta.ask("PATCH", path, {"Datastream": None})
    assert [said["error"] for _, said in refused] == [
        "the Observation would belong to two streams", "the Observation would belong to no stream"]
    assert sta.ask("PATCH", path, {"Datastream": None, **link})[1]["expected"] == "an array of 2 results"
    assert sta.ask("PATCH", path, {"FeatureOfInterest": None})[0] == 400
    sta.patch(path, {"Datastream": None, **link, "result": [1, 2]})
    assert sta.values(f"MultiDatastreams({eid})/Observations", "@iot.id") == [observation]
    assert "phenomenonTime" not in sta.get(f"Datastreams({one})")


def test_it_goes_with_its_property(sta: Client) -> None:
    eid = sta.post("MultiDatastreams", multi())
    sta.post(f"MultiDatastreams({eid})/Observations", {"result": [1, 2]})
    sta.delete(f"ObservedProperties({sta.values('ObservedProperties', '@iot.id')[0]})")
    assert sta.get("MultiDatastreams")["value"] == sta.get("Observations")["value"] == []


def test_streams_of_both_kinds_are_numbered_together(sta: Client) -> None:
    one = sta.post("MultiDatastreams", multi())
    two = sta.post("MultiDatastreams", multi())
    results = [sta.post(f"MultiDatastreams({eid})/Observations", {"result": [1, 2]}) for eid in (one, two)]
    assert results == [one << 32 | 1, two << 32 | 1]
    assert sta.values("Observations?$filter=MultiDatastream/name eq 'Wind' and result[1] eq 2", "@iot.id") == results
