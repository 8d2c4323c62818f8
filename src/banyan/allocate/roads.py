"""The road graph: which way leads from one point to another, how long it is, and which roads the water has closed."""

import heapq
import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from banyan.allocate.nearest import haversine_km
from banyan.allocate.path import simplified
from banyan.model.demand import Point

GRID = 5                  # decimals of a degree: two ends within a metre are one junction
KM_PER_DEGREE = 111.195   # of latitude, on the sphere of haversine_km
Line = Sequence[Point]


class Edge(NamedTuple):
    """A stretch of road between two junctions, both ways open; `km` along its points."""

    ends: tuple[int, int]
    points: tuple[Point, ...]
    km: float


class Spot(NamedTuple):
    """The nearest point on a road: `along` km from the edge's first end, `off_km` away from the road."""

    edge: int
    along: float
    off_km: float
    at: Point


class Tree(NamedTuple):
    """Shortest ways from every junction to one spot: km, and the edge by which to leave; inf where there is none."""

    goal: Spot
    to: Point
    closed: frozenset[int]
    km: list[float]
    leave_by: list[int]


class Roads:
    """Built once from the city's lines; asked only. Lines meet where they share a point, and only there.

    Empty lines, lines of no length and second copies of a line are left out.
    """

    def __init__(self, lines: Iterable[Line]) -> None:
        self._edges, self._junctions = _edges(lines)
        self._at: list[list[int]] = [[] for _ in range(self._junctions)]
        for n, edge in enumerate(self._edges):
            for end in dict.fromkeys(edge.ends):
                self._at[end].append(n)
        self._segments = _Segments(self._edges)
        self._parts = _parts(self._edges, self._junctions)

    def __len__(self) -> int:
        return len(self._edges)

    def near(self, at: Point, km: float) -> frozenset[int]:
        """Edges that come within `km` of a point."""
        return self._segments.within(at, km) if self._edges else frozenset()

    def tree(self, to: Point, closed: frozenset[int] = frozenset()) -> Tree | None:
        """All shortest ways to a point over roads that aren't `closed`. None: there is no open road."""
        goal = self.spot(to, closed)
        if goal is None:
            return None
        km, leave_by = [math.inf] * self._junctions, [-1] * self._junctions
        edge = self._edges[goal.edge]
        heap = []
        for end, far in zip(edge.ends, (goal.along, edge.km - goal.along), strict=True):
            if far < km[end]:
                km[end], leave_by[end] = far, goal.edge
                heap.append((far, end))
        heapq.heapify(heap)
        while heap:
            far, here = heapq.heappop(heap)
            if far > km[here]:
                continue
            for n in self._at[here]:
                if n in closed:
                    continue
                ends, _, length = self._edges[n]
                there = ends[1] if ends[0] == here else ends[0]
                if far + length < km[there]:
                    km[there], leave_by[there] = far + length, n
                    heapq.heappush(heap, (far + length, there))
        return Tree(goal, to, closed, km, leave_by)

    def spot(self, at: Point, closed: frozenset[int] = frozenset()) -> Spot | None:
        """The nearest point on a road that isn't `closed`; None where there is no such road."""
        return self._segments.spot(at, closed) if len(closed) < len(self._edges) else None

    def far(self, spot: Spot, tree: Tree) -> float:
        """km on roads from a spot to the tree's goal; inf where open roads don't lead there."""
        return min(self._first_step(spot, tree)[0], self._along_one_edge(spot, tree))

    def path(self, begin: Point, spot: Spot, tree: Tree) -> tuple[Point, ...]:
        """The way from a point by its spot to the tree's goal, which can be reached: from first to last point."""
        km, which, junction = self._first_step(spot, tree)
        edge = self._edges[spot.edge]
        if self._along_one_edge(spot, tree) <= km:
            middle = _between(edge, spot.along, tree.goal.along)
        else:
            middle = [*_between(edge, spot.along, edge.km if which else 0.0), edge.points[-1 if which else 0]]
            middle += self._onward(junction, tree)
        return simplified((begin, spot.at, *middle, tree.goal.at, tree.to))

    def part(self, spot: Spot) -> int:
        """Which connected part of the net a spot lies in, when no road is closed."""
        return self._parts[self._edges[spot.edge].ends[0]]

    def _first_step(self, spot: Spot, tree: Tree) -> tuple[float, int, int]:
        """(km to the goal, which end of the edge, its junction) by the better end of the spot's edge."""
        edge = self._edges[spot.edge]
        ends = zip(edge.ends, (spot.along, edge.km - spot.along), strict=True)
        return min((along + tree.km[end], n, end) for n, (end, along) in enumerate(ends))

    def _along_one_edge(self, spot: Spot, tree: Tree) -> float:
        return abs(spot.along - tree.goal.along) if spot.edge == tree.goal.edge else math.inf

    def _onward(self, junction: int, tree: Tree) -> list[Point]:
        points: list[Point] = []
        while True:
            n = tree.leave_by[junction]
            edge = self._edges[n]
            forth = edge.ends[0] == junction
            if n == tree.goal.edge:      # the goal lies on it: of a loop the shorter side
                loop = edge.ends[0] == edge.ends[1]
                forth = tree.goal.along <= edge.km / 2 if loop else forth
                return points + _between(edge, 0.0 if forth else edge.km, tree.goal.along)
            points += edge.points[1:] if forth else edge.points[-2::-1]
            junction = edge.ends[1] if forth else edge.ends[0]


class _Segments:
    """The straight pieces of all edges as columns, for asking which lies nearest."""

    def __init__(self, edges: Sequence[Edge]) -> None:
        rows = [(n, a, b) for n, e in enumerate(edges) for a, b in pairwise(e.points)]
        lat = sum(a[1] for _, a, _ in rows) / len(rows) if rows else 0.0
        self._scale = np.array([KM_PER_DEGREE * math.cos(math.radians(lat)), KM_PER_DEGREE])
        self._edge = np.array([n for n, _, _ in rows], dtype=np.int64)
        self._a = np.array([a for _, a, _ in rows], dtype=float).reshape(-1, 2) * self._scale
        self._d = np.array([b for _, _, b in rows], dtype=float).reshape(-1, 2) * self._scale - self._a
        self._square = np.maximum((self._d**2).sum(axis=1), 1e-30)
        self._begin: list[float] = []          # km along its edge at which each piece begins, and its length
        self._length: list[float] = []
        for e in edges:
            along = 0.0
            for a, b in pairwise(e.points):
                self._begin.append(along)
                self._length.append(haversine_km(a, b))
                along += self._length[-1]
        self._rows = rows

    def _nearest(self, at: Point) -> tuple[Any, Any]:
        """(share along, km away) for each piece."""
        p = np.array(at) * self._scale - self._a
        share = np.clip((p * self._d).sum(axis=1) / self._square, 0.0, 1.0)
        return share, np.sqrt(((p - self._d * share[:, None]) ** 2).sum(axis=1))

    def within(self, at: Point, km: float) -> frozenset[int]:
        return frozenset(self._edge[self._nearest(at)[1] <= km].tolist())

    def spot(self, at: Point, closed: frozenset[int]) -> Spot | None:
        """The nearest point of an edge that isn't closed; of equal ones the first piece."""
        share, away = self._nearest(at)
        if closed:
            away = np.where(np.isin(self._edge, sorted(closed)), np.inf, away)
        n = int(np.argmin(away))
        if not math.isfinite(away[n]):
            return None
        edge, a, b = self._rows[n]
        part = float(share[n])
        on = (a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part)
        return Spot(edge, self._begin[n] + self._length[n] * part, haversine_km(at, on), on)


def _edges(lines: Iterable[Line]) -> tuple[list[Edge], int]:
    """Lines cut where they meet. A junction is an end of a line, or a point that two lines (or one, twice) share."""
    clean = [line for line in (_clean(line) for line in lines) if len(line) > 1]
    uses: dict[Point, int] = {}
    for line in clean:
        for n, point in enumerate(line):
            uses[point] = uses.get(point, 0) + (2 if n in (0, len(line) - 1) else 1)
    number: dict[Point, int] = {}
    edges: dict[tuple[Point, ...], Edge] = {}
    for line in clean:
        begin = 0
        for n in range(1, len(line)):
            if uses[line[n]] < 2:
                continue
            points = line[begin : n + 1]
            begin = n
            known = min(points, points[::-1])
            if known not in edges:
                ends = tuple(number.setdefault(p, len(number)) for p in (known[0], known[-1]))
                km = sum(haversine_km(a, b) for a, b in pairwise(known))
                edges[known] = Edge((ends[0], ends[1]), known, km)
    return list(edges.values()), len(number)


def _clean(line: Line) -> tuple[Point, ...]:
    points: list[Point] = []
    for lon, lat in line:
        point = (round(lon, GRID), round(lat, GRID))
        if not points or points[-1] != point:
            points.append(point)
    return tuple(points)


def _between(edge: Edge, begin: float, end: float) -> list[Point]:
    """The edge's own points strictly between two distances along it, in the direction of going."""
    low, high = min(begin, end), max(begin, end)
    points, along = [], 0.0
    for n, point in enumerate(edge.points):
        along += haversine_km(edge.points[n - 1], point) if n else 0.0
        if low < along < high:
            points.append(point)
    return points if begin <= end else points[::-1]


def _parts(edges: Sequence[Edge], junctions: int) -> list[int]:
    """Which connected part each junction belongs to (union-find)."""
    parent = list(range(junctions))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    for edge in edges:
        a, b = root(edge.ends[0]), root(edge.ends[1])
        parent[max(a, b)] = min(a, b)
    return [root(n) for n in range(junctions)]
