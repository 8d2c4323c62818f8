"""Which way a crew takes: on roads, around water, and straight where the map knows none."""

import pytest
from msgspec.structs import replace

from banyan.allocate.roads import Roads
from banyan.allocate.ways import Ways, closed_places
from banyan.model.ids import PlaceId, StreamId
from banyan.model.observation import Latest
from banyan.model.stream import Measures, Stream
from banyan.model.time import minutes
from tests.allocate.small_town import KM, NOW, city, crew, demand, on, place

HIGH_STREET = (on(0), on(2), on(4), on(10))
BYPASS = (on(0), (0.0, 3 * KM), (10 * KM, 3 * KM), on(10))


def ways(*lines: tuple[tuple[float, float], ...], closed: tuple[str, ...] = ()) -> Ways:
    town = city([place("mid", 3), place("end", 10)], [], lines)
    return Ways(Roads(lines) if lines else None, town, tuple(PlaceId(p) for p in closed))


def km(found: Ways, to: float = 10, name: str = "end", begin: float = 0) -> float | None:
    way = found.way(crew("c", 0), on(begin), demand(name, to))
    return None if way is None else round(way.km, 3)


def test_a_flooded_street_is_gone_round() -> None:
    assert km(ways(HIGH_STREET, BYPASS)) == pytest.approx(10, abs=0.01)
    assert km(ways(HIGH_STREET, BYPASS, closed=("mid",))) == pytest.approx(16, abs=0.01)


def test_a_place_that_is_itself_flooded_is_reached() -> None:
    assert km(ways(HIGH_STREET, closed=("mid",)), 3, "mid") == pytest.approx(3, abs=0.01)
    assert km(ways(HIGH_STREET, BYPASS, closed=("mid", "end")), 3, "mid") == pytest.approx(3, abs=0.01)


def test_where_every_road_is_closed_nobody_goes() -> None:
    lines = ((on(0), on(2)), (on(2), on(4)), (on(4), on(10)))
    assert km(ways(*lines, closed=("mid",))) is None
    assert km(ways(*lines)) == pytest.approx(10, abs=0.01)


def test_a_crew_that_stands_in_a_closed_street_sets_out_from_its_nearest_open_road() -> None:
    lines = ((on(0), on(2)), (on(2), on(4)), (on(4), on(10)))
    assert km(ways(*lines, closed=("mid",)), begin=3.5) == pytest.approx(6.5, abs=0.01)


def test_where_the_map_joins_two_places_by_no_road_the_way_is_straight() -> None:
    apart = ((on(0), on(1)), (on(9), on(10)))
    assert km(ways(*apart)) == pytest.approx(10, abs=0.01)


def test_without_roads_the_way_is_straight_times_the_detour() -> None:
    slow = replace(crew("c", 0), detour=1.5, speed_kmh=30.0)
    way = ways().way(slow, on(0), demand("end", 10))
    assert way is not None
    assert (round(way.km, 6), round(way.minutes, 6), way.path) == (15.0, 30.0, (on(0), on(10)))


def test_from_a_point_to_the_road_the_detour_counts() -> None:
    slow = replace(crew("c", 0), detour=1.5)
    way = ways(HIGH_STREET).way(slow, (0.0, 2 * KM), demand("end", 10))
    assert way is not None
    assert way.km == pytest.approx(2 * 1.5 + 10, abs=0.01)


def test_a_place_without_a_position_and_a_crew_without_speed_have_no_way() -> None:
    assert ways(HIGH_STREET).way(crew("c", 0), on(0), replace(demand("end"), position=None)) is None
    assert ways(HIGH_STREET).way(replace(crew("c", 0), speed_kmh=0.0), on(0), demand("end", 10)) is None


DEPTH = Stream(StreamId("mid.depth"), PlaceId("mid"), Measures.DEPTH, "m", 0.0, 3.0)
LAKE = Stream(StreamId("end.level"), PlaceId("end"), Measures.LEVEL, "m", -3.0, 9.0)
READ = replace(
    city([replace(place("mid", 3), stream=DEPTH.id), replace(place("end", 10), stream=LAKE.id, kind="lake")], []),
    streams=(DEPTH, LAKE),
)


def shut(depth_m: float, age_min: float = 1, were: tuple[str, ...] = ()) -> tuple[str, ...]:
    latest = {DEPTH.id: Latest(DEPTH.id, NOW - minutes(age_min), depth_m, 1), LAKE.id: Latest(LAKE.id, NOW, 2.5, 1)}
    return closed_places(READ, latest, NOW, were)


def test_thirty_centimetres_close_a_street_and_it_opens_below_twenty_five() -> None:
    assert shut(0.29) == ()
    assert shut(0.30) == ("mid",)
    assert shut(0.26, were=("mid",)) == ("mid",)
    assert shut(0.24, were=("mid",)) == ()


def test_a_depth_of_more_than_half_an_hour_ago_closes_nothing() -> None:
    assert shut(0.50, age_min=30) == ("mid",)
    assert shut(0.50, age_min=31) == ()
