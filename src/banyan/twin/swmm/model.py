"""What of a simulated city its model may know: the network without the storm in it."""

import msgspec

from banyan.twin.swmm.network import parse
from banyan.twin.swmm.scenario import without_storm
from banyan.twin.swmm.spec import PlantSpec, SpecError


def blind(spec: PlantSpec) -> PlantSpec:
    """The spec without anything of the true storm, its forecast's error or its faults."""
    hydraulics = spec.city.hydraulics
    if hydraulics is None:
        raise SpecError(f"{spec.city.id} declares no hydraulics: there is nothing to simulate")
    network = without_storm(parse(spec.network, hydraulics.network), hydraulics)
    return PlantSpec(
        city=msgspec.structs.replace(spec.city, storms=()), network=network.text(), start=spec.start, hours=spec.hours,
        gauges=False,
    )
