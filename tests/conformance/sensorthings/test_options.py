"""18-088, 9.3.2 and 9.3.3: $select, $expand, $orderby, $top, $skip, $count and the pages."""

from typing import Any

import pytest

from tests.conformance.sensorthings.world import KINDS, LINKS, MANDATORY, OPTIONAL, World

ANY = {kind: next(iter(MANDATORY[kind])) for kind in KINDS}


def links(one: dict[str, Any]) -> set[str]:
    return {key.removesuffix("@iot.navigationLink") for key in one if key.endswith("@iot.navigationLink")}


@pytest.mark.parametrize("kind", KINDS)
def test_select_gives_what_was_asked_and_nothing_else(world: World, kind: str) -> None:
    service = world.service
    known = (*MANDATORY[kind], *OPTIONAL[kind])
    for name in known:
        for one in service.get(f"/{kind}?$select={name}&$top=3")["value"]:
            assert set(one) <= {name}, one
            assert name in one or name in OPTIONAL[kind]
    one = service.get(f"{world.path(kind, next(iter(world.ids[kind])))}?$select={','.join((*known, 'id'))}")
    assert set(MANDATORY[kind]) | {"@iot.id"} <= set(one)
    assert links(one) == set()


@pytest.mark.parametrize("kind", KINDS)
def test_select_of_a_link_gives_the_link(world: World, kind: str) -> None:
    path = world.path(kind, next(iter(world.ids[kind])))
    for link in LINKS[kind]:
        one = world.service.get(f"{path}?$select={link}")
        assert set(one) == {f"{link}@iot.navigationLink"}


def test_select_of_the_address(world: World) -> None:
    one = world.service.get(f"{world.path('Things', 'alpha')}?$select=@iot.id,@iot.selfLink,name")
    assert set(one) == {"@iot.id", "@iot.selfLink", "name"}


def expanded(world: World, kind: str, one: dict[str, Any], link: str, deeper: str | None) -> None:
    target = LINKS[kind][link]
    inside = one[link]
    for item in inside if target == link else [inside]:
        assert set(MANDATORY[target]) | {"@iot.id", "@iot.selfLink"} <= set(item)
        assert (deeper is None) or deeper in item
    assert f"{link}@iot.navigationLink" in one


@pytest.mark.parametrize("kind", KINDS)
def test_expand_puts_what_is_linked_inside(world: World, kind: str) -> None:
    path = world.path(kind, next(iter(world.ids[kind])))
    one = world.service.get(f"{path}?$expand={','.join(LINKS[kind])}")
    assert links(one) >= set(LINKS[kind])
    for link, target in LINKS[kind].items():
        expanded(world, kind, one, link, None)
        for deeper in LINKS[target]:
            expanded(world, kind, world.service.get(f"{path}?$expand={link}/{deeper}"), link, deeper)
            expanded(world, kind, world.service.get(f"{path}?$expand={link}($expand={deeper})"), link, deeper)


def test_an_expanded_entity_links_no_further_unless_asked(world: World) -> None:
    """As the suites of OGC (ets-sta10) read it: links inside an expansion come with $select alone."""
    path = world.path("Things", "alpha")
    assert links(world.service.get(f"{path}?$expand=Datastreams")["Datastreams"][0]) == set()
    one = world.service.get(f"{path}?$expand=Datastreams($select=name,Sensor)")["Datastreams"][0]
    assert set(one) == {"name", "Sensor@iot.navigationLink"}


def test_nested_options_hold_where_they_stand(world: World) -> None:
    tag = world.service.tag
    path = (
        f"/Things?$filter=name eq 'alpha {tag}'&$select=id&$expand=Datastreams($select=name;$count=true;$top=1;"
        "$orderby=name desc;$expand=Observations($top=1;$orderby=phenomenonTime desc;$filter=result lt 8;"
        "$select=result))"
    )
    (one,) = world.service.get(path)["value"]
    assert one == {
        "@iot.id": world.ids["Things"]["alpha"],
        "Datastreams@iot.count": 2,
        "Datastreams@iot.nextLink": one["Datastreams@iot.nextLink"],
        "Datastreams": [
            {
                "name": f"d1 {tag}",
                "Observations": [{"result": 7}],
                "Observations@iot.nextLink": one["Datastreams"][0]["Observations@iot.nextLink"],
            }
        ],
    }
    more = world.service.get(one["Datastreams@iot.nextLink"])["value"]
    assert [found["name"] for found in more] == [f"d0 {tag}"]
    further = world.service.get(one["Datastreams"][0]["Observations@iot.nextLink"])["value"]
    assert [found["result"] for found in further] == [6]


def test_options_of_collections_are_let_be_where_there_is_one_entity(world: World) -> None:
    """As the suites of OGC ask: $top, $skip and $count on an entity and on a link to one."""
    path = world.path("Datastreams", "d0")
    one = world.service.get(
        f"{path}?$count=true&$top=2&$skip=1&$select=name&$expand=Thing($select=id,name;$count=false;$top=2;$skip=1)"
    )
    assert one["Thing"]["@iot.id"] == world.ids["Things"]["alpha"]
    assert "@iot.count" not in one


def test_several_expansions_and_the_same_link_twice_as_deep(world: World) -> None:
    one = world.service.get(
        f"{world.path('Datastreams', 'd0')}?$expand=Thing/Locations,Thing/HistoricalLocations,Sensor"
    )
    assert one["Thing"]["Locations"][0]["location"] == {"type": "Point", "coordinates": [8, 51]}
    assert one["Thing"]["HistoricalLocations"][0]["time"]
    assert one["Sensor"]["@iot.id"] == world.ids["Sensors"]["probe"]


def test_an_absent_link_expands_to_nothing(world: World) -> None:
    one = world.service.get(f"{world.path('Things', 'bare')}?$expand=Datastreams,Locations,HistoricalLocations")
    assert (one["Datastreams"], one["Locations"], one["HistoricalLocations"]) == ([], [], [])


def ours(world: World) -> str:
    return "$filter=" + " or ".join(f"Datastream/id eq {world.ids['Datastreams'][name]}" for name in ("d0", "d1", "d2"))


@pytest.mark.parametrize(
    ("order", "results"),
    [
        ("result", range(1, 13)),
        ("result asc", range(1, 13)),
        ("result desc", range(12, 0, -1)),
        ("phenomenonTime desc", range(12, 0, -1)),
        ("Datastream/id desc,result", [*range(9, 13), *range(5, 9), *range(1, 5)]),
        (
            "Datastream/ObservedProperty/name desc,phenomenonTime desc",
            [8, 7, 6, 5, *range(12, 8, -1), *range(4, 0, -1)],
        ),
        ("parameters/number desc", range(12, 0, -1)),
        ("Datastream/Thing/name,result desc", [*range(8, 0, -1), 12, 11, 10, 9]),
        ("result mod 2,result", [2, 4, 6, 8, 10, 12, 1, 3, 5, 7, 9, 11]),
    ],
)
def test_orderby(world: World, order: str, results: Any) -> None:
    page = world.service.get(f"/Observations?{ours(world)}&$orderby={order}&$select=result")
    assert [one["result"] for one in page["value"]] == list(results)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", ["asc", "desc"])
def test_every_simple_property_orders(world: World, kind: str, way: str) -> None:
    for name in (*MANDATORY[kind], "id"):
        page = world.service.get(f"/{kind}?$orderby={name} {way}&$top=50")
        found = [one["@iot.id" if name == "id" else name] for one in page["value"]]
        if name in ("id", "time", "phenomenonTime") or name == "definition":
            assert found == sorted(found, reverse=way == "desc"), name


@pytest.mark.parametrize(("top", "skip"), [(1, 0), (2, 1), (5, 4), (12, 3), (13, 12), (100, 0), (0, 0)])
def test_top_and_skip_cut_a_page_and_nextlink_tells_of_the_rest(world: World, top: int, skip: int) -> None:
    page = world.service.get(f"/Observations?{ours(world)}&$orderby=result&$top={top}&$skip={skip}&$count=true")
    assert [one["result"] for one in page["value"]] == list(range(1, 13))[skip : skip + top]
    assert page["@iot.count"] == 12
    assert ("@iot.nextLink" in page) == ((0 < skip + top < 12 and top > 0) or (top == 0 and "@iot.nextLink" in page))


def test_pages_neither_repeat_nor_lose(world: World) -> None:
    for order in (
        "",
        "&$orderby=result desc",
        "&$orderby=Datastream/name,phenomenonTime desc",
        "&$orderby=parameters/truth",
    ):
        found = world.service.all(f"/Observations?{ours(world)}{order}&$top=5&$select=id")
        assert sorted(one["@iot.id"] for one in found) == sorted(world.ids["Observations"].values())


def test_count_is_there_when_asked(world: World) -> None:
    path = f"{world.path('Things', 'alpha')}/Datastreams"
    assert world.service.get(f"{path}?$count=true&$top=1")["@iot.count"] == 2
    assert "@iot.count" not in world.service.get(f"{path}?$count=false")
    page = world.service.get(f"{path}?$count=true&$top=1")
    assert world.service.get(page["@iot.nextLink"])["@iot.count"] == 2


def test_options_are_applied_in_the_order_of_the_standard(world: World) -> None:
    """9.3.1: $filter, $count, $orderby, $skip, $top, then $expand and $select."""
    page = world.service.get(
        f"/Observations?$top=1&$skip=2&$select=result&$count=true&$orderby=phenomenonTime&{ours(world)}".replace(
            "$filter=", "$filter=result gt 3 and ("
        )
        + ")"
    )
    assert (page["@iot.count"], page["value"]) == (9, [{"result": 6}])


@pytest.mark.parametrize(
    "options",
    [
        "$top=-1",
        "$top=a",
        "$top=1.5",
        "$skip=-1",
        "$skip=x",
        "$count=perhaps",
        "$select=nothing",
        "$expand=Nothing",
        "$expand=name",
        "$orderby=nothing",
        "$orderby=name sideways",
        "$filter=",
        "$filter=name",
        "$filter=nothing eq 1",
        "$filter=name eq",
        "$filter=name eq 'a",
        "$filter=(name eq 'a'",
        "$filter=name eq 'a')",
        "$filter=name is 'a'",
        "$filter=unknown(name)",
        "$filter=length(name,name) eq 1",
        "$filter=name eq 'a' and",
        "$expand=Datastreams($top=x)",
        "$expand=Datastreams($select=nothing)",
        "$expand=Datastreams(",
        "$select=",
        "$orderby=",
        "$resultFormat=nothing",
        "$top=1&$top=2",
        "$nothing=1",
        "$expand=Datastreams/Nothing",
    ],
)
def test_options_that_make_no_sense_are_refused(world: World, options: str) -> None:
    world.service.refused("GET", f"/Things?{options}", status=(400, 501))
