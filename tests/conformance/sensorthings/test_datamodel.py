"""18-088, 8: what an entity says of itself, and that each of its links leads there."""

import pytest

from tests.conformance.sensorthings.service import Remote
from tests.conformance.sensorthings.world import KINDS, LINKS, MANDATORY, OPTIONAL, World

ALL = (*KINDS, "MultiDatastreams")


@pytest.mark.parametrize("kind", ALL)
def test_every_entity_has_its_properties_its_links_and_its_address(world: World, kind: str) -> None:
    service = world.service
    listed = service.get(f"/{kind}?$top=2")["value"]
    for one in (*listed, service.get(world.path(kind, next(iter(world.ids[kind]))))):
        assert set(MANDATORY[kind]) <= one.keys()
        assert one["@iot.selfLink"] == f"{service.root}/{kind}({one['@iot.id']})"
        assert service.get(one["@iot.selfLink"])["@iot.id"] == one["@iot.id"]
        links = [link for link in LINKS[kind] if not (kind == "Observations" and link == "Datastream")]
        assert all(service.status(one[f"{link}@iot.navigationLink"]) == 200 for link in links)


@pytest.mark.parametrize("kind", KINDS)
def test_links_to_multidatastreams_are_there_too(world: World, kind: str) -> None:
    name = {
        "Things": "MultiDatastreams",
        "Sensors": "MultiDatastreams",
        "ObservedProperties": "MultiDatastreams",
        "Observations": "Datastream",
    }.get(kind)
    one = world.service.get(world.path(kind, next(iter(world.ids[kind]))))
    assert name is None or world.service.status(one[f"{name}@iot.navigationLink"]) == 200


@pytest.mark.parametrize("kind", KINDS)
def test_a_property_alone_and_its_value(world: World, kind: str) -> None:
    """9.2.5, 9.2.6: an object with that one property; the bare value behind $value; 204 for null."""
    path, service = world.path(kind, next(iter(world.ids[kind]))), world.service
    whole = service.get(path)
    for name in (*MANDATORY[kind], *OPTIONAL[kind]):
        answer, raw = service.ask("GET", f"{path}/{name}"), service.ask("GET", f"{path}/{name}/$value")
        if whole.get(name) is None:
            assert (answer.status, answer.text, raw.status) == (204, "", 204)
            continue
        assert (answer.status, answer.body) == (200, {name: whole[name]})
        assert raw.status == 200
        if isinstance(whole[name], str):
            assert raw.text == whole[name]
            assert raw.headers["content-type"].startswith("text/plain")
        else:
            assert raw.body == whole[name]


def test_what_is_not_there_is_404(world: World) -> None:
    service = world.service
    for kind in ALL:
        service.refused("GET", f"/{kind}({2**52 - 1})", status=(404,))
    thing = world.path("Things", "alpha")
    for path in (
        "/Thingies",
        "/Things(1)/Sensors",
        f"{thing}/nothing",
        f"{thing}/Datastreams(1)/Sensor(2)",
        f"{thing}/name/further",
        f"{thing}/properties/nothing/deeper",
        "/Things/name",
    ):
        service.refused("GET", path, status=(400, 404))


def test_ids_that_are_none(service: Remote) -> None:
    for path in (
        "/Things(abc)",
        "/Things('1')",
        "/Things(-1)",
        "/Things(9999999999999999999999)",
        "/Things()",
        "/Things(1.5)",
        "/Things(1",
        "/Things(null)",
    ):
        service.refused("GET", path, status=(400, 404))


def test_head_answers_as_get_without_a_body(world: World) -> None:
    for path, status in (
        ("/Things", 200),
        (world.path("Things", "alpha"), 200),
        ("/Things(4503599627370495)", 404),
        ("/Things?$filter=name eq", 400),
    ):
        answer = world.service.ask("HEAD", path)
        assert (answer.status, answer.text) == (status, "")


def test_json_is_what_is_answered(world: World) -> None:
    assert world.service.ask("GET", "/Things").headers["content-type"].startswith("application/json")


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("properties/text", {"text": "ijklmnopqr"}),
        ("properties/truth", {"truth": True}),
        ("properties/number", {"number": 8}),
        ("properties/list", {"list": [8, 9, 10, 11, 12]}),
        ("properties/list[1]", {"list[1]": 9}),
        ("properties/lists[1]", {"lists[1]": [9, 10, 11]}),
        ("properties/lists[0][1]", {"lists[0][1]": 9}),
        ("properties/objects[0]/text", {"text": "ijklmnopqr"}),
    ],
)
def test_a_path_goes_on_into_json(world: World, path: str, answer: object) -> None:
    assert world.service.get(f"{world.path('Things', 'alpha')}/{path}") == answer


def test_times_come_back_as_iso_8601_and_resulttime_is_null_when_nobody_said_it(world: World) -> None:
    one = world.service.get(world.path("Observations", "o1"))
    assert one["phenomenonTime"].startswith("2015-03-01T00:00:00")
    assert one["resultTime"] is None


def test_a_datastream_knows_the_extent_of_its_observations(world: World) -> None:
    """Table 10: phenomenonTime, resultTime and observedArea are derived."""
    one = world.service.get(world.path("Datastreams", "d0"))
    begin, end = one["phenomenonTime"].split("/")
    assert (begin[:10], end[:10]) == ("2015-03-01", "2015-03-04")
    assert one["observedArea"]["type"] in ("Point", "Polygon")
    silent = world.service.get(world.path("Datastreams", "silent"))
    assert (silent.get("phenomenonTime"), silent.get("observedArea")) == (None, None)
