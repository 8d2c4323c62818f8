"""How crews get to places: on the city's roads, around those that the water has closed."""

import math
from collections.abc import Container, Mapping

from banyan.allocate.nearest import haversine_km
from banyan.allocate.roads import Roads, Spot, Tree
from banyan.model.case import Crew
from banyan.model.city import City
from banyan.model.demand import Demand, Point, Way
from banyan.model.ids import PlaceId, StreamId
from banyan.model.observation import Latest
from banyan.model.stream import Measures
from banyan.model.time import Instant, minutes

CLOSES_AT_M = 0.30       # a truck doesn't go through deeper water ...
OPENS_BELOW_M = 0.25     # ... and goes again when it has fallen so far: a trembling gauge doesn't shut and open a road
CLOSES_WITHIN_KM = 0.10  # of the place whose depth is read
KNOWN_FOR = minutes(30)  # an older depth closes nothing


def gauged(city: City) -> dict[PlaceId, StreamId]:
    """The places where depth is read, and by which stream."""
    depths = {s.id for s in city.streams if s.measures is Measures.DEPTH}     # asked by membership only
    return {place.id: place.stream for place in city.places if place.stream is not None and place.stream in depths}


def depth(stream: StreamId | None, latest: Mapping[StreamId, Latest], now: Instant) -> float | None:
    """Metres of water as read lately."""
    read = latest.get(stream) if stream is not None else None
    return read.value if read is not None and now - read.time <= KNOWN_FOR else None


def closed_places(
    city: City, latest: Mapping[StreamId, Latest], now: Instant, were: Container[PlaceId] = ()
) -> tuple[PlaceId, ...]:
    """Streets under too much water for a truck, sorted; `were`: those that counted as closed before."""
    found, gauges = [], gauged(city)
    for place in city.places:
        if place.kind != "ponding-point":
            continue
        deep = depth(gauges.get(place.id), latest, now)
        if deep is not None and deep >= (OPENS_BELOW_M if place.id in were else CLOSES_AT_M):
            found.append(place.id)
    return tuple(sorted(found))


class Ways:
    """The ways of one moment. Trees of shortest ways are kept for as long as this is."""

    def __init__(self, roads: Roads | None, city: City, closed: tuple[PlaceId, ...]) -> None:
        self._roads = roads if roads is not None and len(roads) else None
        near = self._roads.near if self._roads is not None else None
        self._shut = {p.id: near(p.at, CLOSES_WITHIN_KM) for p in city.places if p.id in closed} if near else {}
        self._trees: dict[tuple[PlaceId, Point], Tree | None] = {}
        self._spots: dict[tuple[Point, frozenset[int]], Spot | None] = {}

    def way(self, crew: Crew, begin: Point, demand: Demand) -> Way | None:
        """From `begin` to the demand's place; None: no open road leads there, or the place has no position.

        The water at the goal itself closes nothing: the crew works from its dry edge. Where the map joins the two by no
        road at all, as without roads, the way is the straight line times the crew's detour; so are the bits between a
        point and the road.
        """
        way, to = self.length(crew, begin, demand), demand.position
        if way is None or to is None:
            return None
        tree = self._tree(demand, to)
        spot = self._spot(begin, tree.closed) if tree is not None else None
        if self._roads is None or tree is None or spot is None or math.isinf(self._roads.far(spot, tree)):
            return Way(way.km, way.minutes, (begin, to))
        return Way(way.km, way.minutes, self._roads.path(begin, spot, tree))

    def length(self, crew: Crew, begin: Point, demand: Demand) -> Way | None:
        """As `way`, without its path."""
        to = demand.position
        if to is None or crew.speed_kmh <= 0:
            return None
        if self._roads is not None:
            tree = self._tree(demand, to)
            spot = self._spot(begin, tree.closed) if tree is not None else None
            if tree is not None and spot is not None:
                road_km = self._roads.far(spot, tree)
                if math.isfinite(road_km):
                    return _way(crew, road_km + (spot.off_km + tree.goal.off_km) * crew.detour)
            if self._joined(begin, to):
                return None
        return _way(crew, haversine_km(begin, to) * crew.detour)

    def _closed(self, demand: Demand) -> frozenset[int]:
        others = [edges for place, edges in self._shut.items() if place != demand.place]
        return frozenset[int]().union(*others) - self._shut.get(demand.place, frozenset())

    def _tree(self, demand: Demand, to: Point) -> Tree | None:
        key = (demand.place, to)
        if key not in self._trees:
            self._trees[key] = self._roads.tree(to, self._closed(demand)) if self._roads is not None else None
        return self._trees[key]

    def _spot(self, at: Point, closed: frozenset[int]) -> Spot | None:
        key = (at, closed)
        if key not in self._spots:
            self._spots[key] = self._roads.spot(at, closed) if self._roads is not None else None
        return self._spots[key]

    def _joined(self, a: Point, b: Point) -> bool:
        """Whether roads lead from one to the other when none is closed."""
        one, other = self._spot(a, frozenset()), self._spot(b, frozenset())
        if self._roads is None or one is None or other is None:
            return False
        return self._roads.part(one) == self._roads.part(other)


def _way(crew: Crew, km: float) -> Way:
    return Way(km, km / crew.speed_kmh * 60)
