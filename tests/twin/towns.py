"""Cities for the tests of the twin: the tiny town, and the network that is shared beside the checkout."""

import os
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from banyan.model.authority import Authority
from banyan.model.calendar import Calendar
from banyan.model.case import Crew
from banyan.model.city import City
from banyan.model.ids import CrewId
from banyan.model.text import Name
from banyan.twin.swmm.declare import city_from_network
from banyan.twin.swmm.network import Network, load
from banyan.twin.swmm.series import relative
from banyan.twin.swmm.spec import PlantSpec

TINY = Path(__file__).parent / "tiny.inp"
HERE = (119.87, 25.97)


def shared_city() -> Network:
    """shared/water/city.inp beside (or above) the checkout."""
    named = os.environ.get("BANYAN_TEST_SHARED")
    roots = [Path(named)] if named else [parent / "shared" for parent in Path(__file__).parents]
    for root in roots:
        if (root / "water" / "city.inp").exists():
            return load(root / "water" / "city.inp")
    pytest.skip("shared/water/city.inp isn't beside this checkout (or set BANYAN_TEST_SHARED)")


def city_of(network: Network) -> City:
    """A City of the network's pieces, with nobody in it."""
    found = city_from_network(network)
    return City(
        id="town", name=found.name, timezone="Asia/Shanghai", streams=found.streams, rules=(), devices=found.devices,
        lakes=found.lakes, places=found.places, crews=(), case_types=(),
        calendar=Calendar("none", "test", (2026,), ()), authority=Authority((), ()), controller={},
        tick=timedelta(seconds=10), hydraulics=found.hydraulics, storms=(found.storm,),
    )


def tiny_city() -> City:
    """The tiny town with a crew 2 km from its mobile pump position at B1."""
    city = city_of(load(TINY))
    assert city.hydraulics is not None
    places = tuple(
        msgspec.structs.replace(place, at=HERE, pump_position="B1-pump") if place.id == "B1" else place
        for place in city.places
    )
    crew = Crew(CrewId("crew-1"), Name("一组", "Crew 1"), ("pump",), (HERE[0], HERE[1] + 0.018), 30.0, 1.5)
    water = msgspec.structs.replace(city.hydraulics, mobile={"B1-pump": "MP"})
    return msgspec.structs.replace(city, places=places, crews=(crew,), hydraulics=water)


def spec_of(network: Network, city: City, hours: float = 6, **more: object) -> PlantSpec:
    spec = PlantSpec(city=city, network=relative(network).text(), start=network.start, hours=hours)
    return msgspec.structs.replace(spec, **more)


def tiny_spec(hours: float = 6, **more: object) -> PlantSpec:
    return spec_of(load(TINY), tiny_city(), hours, **more)
