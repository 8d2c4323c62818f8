"""18-088, 12: MultiDatastreams."""

from typing import Any

import pytest

from tests.conformance.sensorthings.service import Remote, location, multi, observed, ref, sensor, thing
from tests.conformance.sensorthings.station import wind


@pytest.mark.parametrize("of", [("speed",), ("speed", "direction"), ("direction", "speed"), ("speed", "speed")])
def test_observed_properties_keep_their_order(service: Remote, station: dict[str, int], of: tuple[str, ...]) -> None:
    made = service.make("/MultiDatastreams", wind(station, *of))
    found = service.get(f"/MultiDatastreams({made})/ObservedProperties")["value"]
    assert [one["@iot.id"] for one in found] == [station[name] for name in of]
    whole = service.get(f"/MultiDatastreams({made})?$expand=ObservedProperties")
    assert [one["@iot.id"] for one in whole["ObservedProperties"]] == [station[name] for name in of]
    service.delete(f"/MultiDatastreams({made})")


def test_results_have_one_value_for_each_property(service: Remote, station: dict[str, int]) -> None:
    path = f"/MultiDatastreams({station['wind']})/Observations"
    made = service.make(path, {"result": [4, "NNE"]})
    assert service.get(f"/Observations({made})/result[0]") == {"result[0]": 4}
    assert service.get(f"/Observations({made})/MultiDatastream")["@iot.id"] == station["wind"]
    assert service.ask("GET", f"/Observations({made})/Datastream").status in (204, 404)
    assert service.get(f"{path}?$filter=result[0] gt 3&$select=result")["value"] == [{"result": [4, "NNE"]}]
    for result in (1, [1], [1, 2, 3], {"speed": 1}, "ab", None):
        service.refused("POST", path, {"result": result}, status=(400, 409))
    for change in ({"result": 1}, {"result": [1]}, {"Datastream": ref(station["first"])}):
        service.refused("PATCH", f"/Observations({made})", change, status=(400, 409))
    service.delete(f"/Observations({made})")


@pytest.mark.parametrize(
    "change",
    [
        {"unitOfMeasurements": []},
        {"multiObservationDataTypes": ["a"]},
        {"ObservedProperties": []},
        {"Sensor": None},
        {"Thing": None},
        {"unitOfMeasurements": None},
        {"multiObservationDataTypes": None},
    ],
    ids=str,
)
def test_a_multidatastream_is_as_long_in_all_its_parts(
    service: Remote, station: dict[str, int], change: dict[str, Any]
) -> None:
    body = {key: value for key, value in {**wind(station, "speed", "direction"), **change}.items() if value is not None}
    service.refused("POST", "/MultiDatastreams", body, status=(400, 409))


def test_an_observed_property_takes_no_multidatastream_afterwards(service: Remote, station: dict[str, int]) -> None:
    service.refused(
        "PATCH",
        f"/ObservedProperties({station['direction']})",
        {"MultiDatastreams": [ref(station["wind"])]},
        status=(400, 409),
    )


def test_a_multidatastream_can_be_inserted_deep(service: Remote) -> None:
    house = service.make(
        "/Things",
        thing(
            "deep",
            Locations=[location("x")],
            MultiDatastreams=[
                multi(
                    "two",
                    2,
                    Sensor=sensor("x"),
                    ObservedProperties=[observed("a"), observed("b")],
                    Observations=[{"result": [1, 2]}],
                )
            ],
        ),
    )
    (one,) = service.get(f"/Things({house})/MultiDatastreams?$expand=Observations,ObservedProperties")["value"]
    assert ([o["result"] for o in one["Observations"]], [p["name"] for p in one["ObservedProperties"]]) == (
        [[1, 2]],
        ["a", "b"],
    )
    service.delete(f"/Things({house})")
