"""Shortest ways on roads, against a slow obvious reference: every pair of junctions by Floyd and Warshall."""

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.allocate.nearest import haversine_km
from banyan.allocate.path import along, simplified
from banyan.allocate.roads import Roads, Tree

KM = haversine_km((0, 0), (0, 0.01))      # a hundredth of a degree at the equator: 1.112 km


def at(x: float, y: float) -> tuple[float, float]:
    """x and y in hundredths of a degree, where a degree is as long in both directions."""
    return (x / 100, y / 100)


def tree(roads: Roads, to: tuple[float, float], closed: frozenset[int] = frozenset()) -> Tree:
    found = roads.tree(to, closed)
    assert found is not None
    return found


def km(
    roads: Roads, begin: tuple[float, float], to: tuple[float, float], closed: frozenset[int] = frozenset()
) -> float:
    """On roads alone; inf where there is no way."""
    spot = roads.spot(begin, closed)
    assert spot is not None
    return roads.far(spot, tree(roads, to, closed))


SQUARE = [(at(0, 0), at(1, 0)), (at(1, 0), at(1, 1)), (at(1, 1), at(0, 1)), (at(0, 1), at(0, 0))]


def test_the_shorter_side_of_a_square_is_taken() -> None:
    roads = Roads(SQUARE)
    assert km(roads, at(0, 0), at(1, 1)) == pytest.approx(2 * KM, rel=1e-4)
    assert km(roads, at(0.5, 0), at(0, 0.5)) == pytest.approx(KM, rel=1e-4)
    assert km(roads, at(0.2, 0), at(0.7, 0)) == pytest.approx(0.5 * KM, rel=1e-4)      # along one road


def test_a_closed_road_is_gone_round() -> None:
    roads = Roads(SQUARE)
    shut = roads.near(at(0.5, 0), 0.01)
    assert len(shut) == 1
    assert km(roads, at(0, 0), at(1, 0), shut) == pytest.approx(3 * KM, rel=1e-4)


def test_the_path_begins_and_ends_at_the_points_and_passes_the_corners() -> None:
    roads = Roads(SQUARE)
    begin, to = at(0.5, -0.1), at(1.1, 0.5)
    spot, goal = roads.spot(begin), tree(roads, to)
    assert spot is not None
    assert roads.path(begin, spot, goal) == ((0.005, -0.001), (0.005, 0.0), (0.01, 0.0), (0.01, 0.005), (0.011, 0.005))
    assert spot.off_km == pytest.approx(0.1 * KM, rel=1e-4)


def test_two_nets_are_not_joined() -> None:
    roads = Roads([(at(0, 0), at(1, 0)), (at(0, 5), at(1, 5))])
    assert km(roads, at(0, 0), at(0, 5)) == math.inf
    one, other, same = (roads.spot(p) for p in (at(0, 0), at(0, 5), at(1, 0)))
    assert one is not None
    assert other is not None
    assert same is not None
    assert roads.part(one) != roads.part(other)
    assert roads.part(one) == roads.part(same)


def test_lines_that_cross_without_a_shared_point_are_a_bridge() -> None:
    roads = Roads([(at(0, 0.5), at(1, 0.5)), (at(0.5, 0), at(0.5, 1))])
    assert km(roads, at(0, 0.5), at(0.5, 0)) == math.inf
    joined = Roads([(at(0, 0.5), at(0.5, 0.5), at(1, 0.5)), (at(0.5, 0), at(0.5, 0.5), at(0.5, 1))])
    assert km(joined, at(0, 0.5), at(0.5, 0)) == pytest.approx(KM, rel=1e-4)


def test_copies_empty_lines_and_lines_of_no_length_are_left_out() -> None:
    line = (at(0, 0), at(1, 0))
    assert len(Roads([line, line, line[::-1], (), (at(3, 3),), (at(3, 3), at(3, 3))])) == 1
    assert len(Roads([])) == 0


def test_without_open_roads_there_is_no_way() -> None:
    assert Roads([]).tree(at(0, 0)) is None
    assert Roads([]).spot(at(0, 0)) is None
    assert Roads([]).near(at(0, 0), 100) == frozenset()
    one = Roads([(at(0, 0), at(1, 0))])
    assert one.tree(at(0, 0), frozenset({0})) is None


def test_a_loop_is_driven_the_shorter_way_round() -> None:
    """A crescent off a high street: both its ends are one junction."""
    roads = Roads([(at(-1, 0), at(0, 0)), (at(0, 0), at(1, 0), at(1, 1), at(0, 1), at(0, 0))])
    begin, to = at(-1, 0), at(0, 0.5)
    assert km(roads, begin, to) == pytest.approx(1.5 * KM, rel=1e-4)
    spot = roads.spot(begin)
    assert spot is not None
    assert roads.path(begin, spot, tree(roads, to)) == (at(-1, 0), at(0, 0), at(0, 0.5))


def test_ends_within_a_metre_are_one_junction() -> None:
    roads = Roads([((0.0, 0.0), (0.01, 0.0)), ((0.010_000_3, 0.0), (0.02, 0.0))])
    assert km(roads, (0.0, 0.0), (0.02, 0.0)) == pytest.approx(2 * KM, rel=1e-4)


def test_ten_thousand_stretches_are_read_and_asked() -> None:
    n = 71
    lines = [((x, y), (x + 1, y)) for x in range(n) for y in range(n)]
    lines += [((x, y), (x, y + 1)) for x in range(n) for y in range(n)]
    roads = Roads([(at(*a), at(*b)) for a, b in lines])
    assert len(roads) == 2 * n * n
    assert km(roads, at(0, 0), at(n, n - 1)) == pytest.approx((2 * n - 1) * KM, rel=1e-3)


corners = st.tuples(st.integers(0, 4), st.integers(0, 4))
nets = st.lists(st.tuples(corners, corners), min_size=1, max_size=18)


@settings(max_examples=120, deadline=None)
@given(nets, corners, corners, st.sets(st.integers(0, 8)))
def test_as_short_as_floyd_and_warshall_find(
    net: list[tuple[tuple[int, int], tuple[int, int]]], begin: tuple[int, int], to: tuple[int, int], shut: set[int]
) -> None:
    lines = [(a, b) for a, b in net if a != b]
    roads = Roads([(at(*a), at(*b)) for a, b in lines])
    kept = list(dict.fromkeys(tuple(sorted(line)) for line in lines))
    closed = frozenset(n for n in shut if n < len(roads))
    open_lines = [line for n, line in enumerate(kept) if n not in closed]
    ends = {p for line in open_lines for p in line}
    if begin not in ends or to not in ends:
        return
    far = {(a, b): 0.0 if a == b else math.inf for a in ends for b in ends}
    for a, b in open_lines:
        length = haversine_km(at(*a), at(*b))
        far[a, b] = far[b, a] = min(far[a, b], length)
    for via, a, b in itertools.product(sorted(ends), sorted(ends), sorted(ends)):
        far[a, b] = min(far[a, b], far[a, via] + far[via, b])
    spot = roads.spot(at(*begin), closed)
    goal = roads.tree(at(*to), closed)
    assert spot is not None
    assert goal is not None
    if begin in kept[spot.edge] and to in kept[goal.goal.edge]:     # not a longer line that passes there by a bridge
        assert roads.far(spot, goal) == pytest.approx(far[begin, to], abs=1e-9)


def test_a_simplified_way_keeps_its_ends_and_stays_within_ten_metres() -> None:
    way = ((0.0, 0.0), (0.001, 0.000_05), (0.002, 0.0), (0.002, 0.001), (0.002, 0.001))
    assert simplified(way) == ((0.0, 0.0), (0.002, 0.0), (0.002, 0.001))
    assert simplified(((0.0, 0.0),)) == ((0.0, 0.0),)
    assert simplified(((0.0, 0.0), (0.0, 0.0))) == ((0.0, 0.0),)
    there_and_back = ((0.0, 0.0), (0.01, 0.0), (0.0, 0.0))
    assert simplified(there_and_back) == there_and_back


def test_the_point_after_a_share_of_the_way() -> None:
    way = (at(0, 0), at(1, 0), at(1, 1))
    assert along(way, 0.25) == pytest.approx(at(0.5, 0))
    assert along(way, 0.75) == pytest.approx(at(1, 0.5))
    assert along(way, -1) == at(0, 0)
    assert along(way, 2) == pytest.approx(at(1, 1))
    assert along((at(0, 0),), 0.5) == at(0, 0)
