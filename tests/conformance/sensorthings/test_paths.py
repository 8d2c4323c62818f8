"""18-088, 9.2: every path of links, and $ref at each of its ends."""

from collections.abc import Iterator

import pytest

from tests.conformance.sensorthings.world import KINDS, LINKS, World


def walk(world: World, path: str, kind: str, depth: int) -> Iterator[tuple[str, bool]]:
    """Each path of links behind an entity, with whether it leads to a collection."""
    if depth == 0:
        return
    for link, target in LINKS[kind].items():
        many = link == target
        yield f"{path}/{link}", many
        inner = f"{path}/{link}"
        if many:
            inner += f"({world.service.get(inner + '?$top=1&$select=id')['value'][0]['@iot.id']})"
        yield from walk(world, inner, target, depth - 1)


def check(world: World, kind: str, start: str, depth: int) -> None:
    service = world.service
    for path, many in walk(world, world.path(kind, start), kind, depth):
        found, refs = service.get(path), service.get(f"{path}/$ref")
        if many:
            assert [set(one) for one in refs["value"]] == [{"@iot.selfLink"}] * len(found["value"])
            assert [one["@iot.selfLink"] for one in refs["value"]] == [one["@iot.selfLink"] for one in found["value"]]
        else:
            assert refs == {"@iot.selfLink": found["@iot.selfLink"]}


STARTS = {
    "Things": "alpha",
    "Locations": "south",
    "HistoricalLocations": "alpha",
    "Datastreams": "d0",
    "Sensors": "probe",
    "ObservedProperties": "heat",
    "Observations": "o1",
    "FeaturesOfInterest": "south",
}


@pytest.mark.parametrize("kind", KINDS)
def test_paths_of_two_links_and_their_references(world: World, kind: str) -> None:
    check(world, kind, STARTS[kind], 2)


@pytest.mark.long(minutes=2)
@pytest.mark.parametrize("kind", KINDS)
def test_paths_of_four_links_and_their_references(world: World, kind: str) -> None:
    check(world, kind, STARTS[kind], 4)


def test_a_path_is_true_link_by_link(world: World) -> None:
    """An entity that exists elsewhere isn't found under a path that it doesn't belong to."""
    service, o1 = world.service, world.ids["Observations"]["o1"]
    alpha, beta = world.path("Things", "alpha"), world.path("Things", "beta")
    d0 = f"Datastreams({world.ids['Datastreams']['d0']})"
    assert service.status(f"{alpha}/{d0}/Observations({o1})") == 200
    assert service.status(f"{alpha}/{d0}/Observations({o1})/FeatureOfInterest/feature/$value") == 200
    for path in (
        f"{beta}/{d0}",
        f"{beta}/{d0}/Observations",
        f"{beta}/{d0}/Observations({o1})",
        f"{beta}/{d0}/Observations({o1})/result",
    ):
        service.refused("GET", path, status=(404,))
    service.refused("POST", f"{beta}/{d0}/Observations", {"result": 1}, status=(404,))
    for method, body in (("PATCH", {"result": 7}), ("PUT", {"result": 7}), ("DELETE", None)):
        service.refused(method, f"{beta}/{d0}/Observations({o1})", body, status=(404,))


def test_options_hold_at_the_end_of_a_long_path(world: World) -> None:
    path = f"{world.path('Things', 'alpha')}/Datastreams({world.ids['Datastreams']['d0']})/Observations"
    page = world.service.get(f"{path}?$filter=result gt 1&$orderby=result desc&$top=2&$count=true&$select=result")
    assert (page["value"], page["@iot.count"]) == ([{"result": 4}, {"result": 3}], 3)
    assert world.service.get(page["@iot.nextLink"])["value"] == [{"result": 2}]


def test_references_take_options_too(world: World) -> None:
    page = world.service.get(
        f"{world.path('Datastreams', 'd0')}/Observations/$ref?$top=1&$filter=result eq 3&$count=true"
    )
    assert page["@iot.count"] == 1
    assert page["value"] == [{"@iot.selfLink": f"{world.service.root}{world.path('Observations', 'o3')}"}]


@pytest.mark.parametrize("eid", [2**31, 2**53, 2**63 - 2, 2**63 - 1])
@pytest.mark.parametrize("kind", [*KINDS, "MultiDatastreams"])
def test_an_id_that_nothing_has_is_not_found_however_large(world: World, kind: str, eid: int) -> None:
    service = world.service
    assert service.ask("GET", f"/{kind}({eid})").status == 404
    others = {"Observations": {"result": 1}, "HistoricalLocations": {"time": "2020-01-01T00:00:00Z"}}
    change = others.get(kind, {"name": "x"})
    assert service.ask("PATCH", f"/{kind}({eid})", change).status == 404
    assert service.ask("DELETE", f"/{kind}({eid})").status == 404
    if kind == "Datastreams":
        assert service.get(f"/Observations?$filter=Datastream/id eq {eid}")["value"] == []
