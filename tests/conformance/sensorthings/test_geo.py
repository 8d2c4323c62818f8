"""18-088, table 24: geospatial functions, over shapes on a grid of whole degrees."""

import pytest

from tests.conformance.sensorthings.world import SHAPES, World

BOX = "geography'POLYGON((7.5 51.5, 7.5 53.5, 8.5 53.5, 8.5 51.5, 7.5 51.5))'"
LINE = "geography'LINESTRING(7.5 51, 7.5 54)'"
ROOF = "geography'POLYGON((8 53, 7.5 54.5, 8.5 54.5, 8 53))'"
EVERY = " ".join(sorted(SHAPES))

TABLE = [
    ("geo.distance({}, geography'POINT(8 54.1)') lt 1", "far"),
    ("geo.distance({}, geography'POINT(8 52)') le 1", "flat middle north south triangle"),
    ("geo.length({}) eq 1", "upright"),
    ("geo.length({}) gt 1", "flat slant"),
    ("geo.length({}) le 4", EVERY),
    ("geo.intersects({}, " + LINE + ")", "flat triangle"),
    ("st_intersects({}, " + LINE + ")", "flat triangle"),
    ("st_equals({}, geography'POINT(8 53)')", "north"),
    ("st_disjoint(" + BOX + ", {})", "far slant south upright"),
    ("st_touches(" + ROOF + ", {})", "north triangle"),
    ("st_within(geography'POINT(7.5 52.75)', {})", "triangle"),
    ("st_within({}, " + BOX + ")", "middle north"),
    ("st_overlaps(" + BOX + ", {})", "triangle"),
    ("st_contains(" + BOX + ", {})", "middle north"),
    ("st_crosses(geography'LINESTRING(7.5 51.5, 7.5 53.5)', {})", "flat triangle"),
    ("st_relate(" + BOX + ", {}, 'T********')", "flat middle north triangle"),
    ("st_intersects({}, geography'MULTIPOINT((8 51), (8 54))')", "far south"),
    ("not st_disjoint({}, geography'POINT(8 53)')", "north triangle"),
    ("st_equals({}, geometry'POINT(8 53)')", "north"),                  # OData 4's ways to say the same
    ("st_equals({}, geography'SRID=4326;POINT(8 53)')", "north"),
]


@pytest.mark.parametrize(("where", "names"), TABLE, ids=str)
def test_shapes(world: World, where: str, names: str) -> None:
    for kind, shape in (("Locations", "location"), ("FeaturesOfInterest", "feature")):
        assert world.found(kind, where.replace("{}", shape)) == names
    through = world.found("Observations", where.replace("{}", "FeatureOfInterest/feature"))
    wanted = [f"o{n + 1}" for n in range(8) if list(SHAPES)[n // 4] in names.split()]
    assert [name for name in through.split() if int(name[1:]) < 9] == sorted(wanted)


def test_the_observed_area_is_a_shape_too(world: World) -> None:
    near = "geography'POLYGON((7.9 51.9, 7.9 52.1, 8.1 52.1, 8.1 51.9, 7.9 51.9))'"
    assert "d1" in world.found("Datastreams", f"st_within(observedArea, {near})").split()
    assert "d0" not in world.found("Datastreams", f"st_intersects(observedArea, {near})").split()


def test_a_filter_by_place_reaches_through_links(world: World) -> None:
    assert world.found("Things", f"st_within(Locations/location, {BOX})") == "beta gamma"
    assert world.found("Things", "geo.distance(Locations/location, geography'POINT(8 51)') lt 0.5") == "alpha"


@pytest.mark.parametrize(
    "where",
    [
        "st_within(location, geography'CIRCLE(1 2)')",
        "st_within(location)",
        "geo.distance(location) lt 1",
        "st_relate(location, geography'POINT(1 2)')",
        "st_equals(location, geography'POINT(a b)')",
        "st_nearby(location, geography'POINT(1 2)')",
    ],
)
def test_geometry_without_meaning_is_refused(world: World, where: str) -> None:
    world.service.refused("GET", f"/Locations?$filter={where}")
