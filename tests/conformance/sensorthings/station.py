"""A Thing with two Datastreams and a MultiDatastream: what the extensions are tried on."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.conformance.sensorthings.service import (
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


@pytest.fixture(scope="module")
def station(service: Remote) -> Iterator[dict[str, int]]:
    house = service.make(
        "/Things",
        thing(
            "station",
            Locations=[location("spot", (8, 51))],
            Datastreams=[whole_datastream("first"), whole_datastream("second")],
        ),
    )
    first, second = (one["@iot.id"] for one in service.get(f"/Things({house})/Datastreams?$orderby=name")["value"])
    made = {
        "house": house,
        "first": first,
        "second": second,
        "sensor": service.make("/Sensors", sensor("m")),
        "speed": service.make("/ObservedProperties", observed("speed")),
        "direction": service.make("/ObservedProperties", observed("direction")),
        "feature": service.make("/FeaturesOfInterest", feature("somewhere", (1, 2))),
    }
    made["wind"] = service.make("/MultiDatastreams", wind(made, "speed", "direction"))
    yield made
    service.delete(f"/Things({house})")


def wind(station: dict[str, int], *of: str) -> dict[str, Any]:
    return multi(
        " ".join(of),
        len(of),
        Thing=ref(station["house"]),
        Sensor=ref(station["sensor"]),
        ObservedProperties=[ref(station[name]) for name in of],
    )
