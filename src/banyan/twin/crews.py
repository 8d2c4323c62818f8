"""Crews of the simulated world: they travel, arrive, work, report, come home, and say so in messages."""

import itertools
import math
import zlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from banyan.model.case import Crew, CrewStatus
from banyan.model.city import Place
from banyan.model.time import Instant, iso

SPREAD = 0.15            # a way takes up to so much more or less than declared
SET_UP_S = 180           # from arrival to a running pump
_EARTH_KM = 6371.0088
_UNDERWAY = (CrewStatus.TRAVELLING, CrewStatus.RETURNING)
_AWAY = (CrewStatus.ON_SITE, CrewStatus.WORKING)

Point = tuple[float, float]


@dataclass
class _Party:
    crew: Crew
    at: Point
    status: CrewStatus = CrewStatus.HOME
    task: str = ""
    place: Place | None = None
    action: str = ""
    left_s: int = 0              # when the present way began ...
    arrive_s: int = 0            # ... and ends
    origin: Point = (0.0, 0.0)
    goal: Point = (0.0, 0.0)
    via: tuple[Point, ...] = ()  # points on roads between the two
    seq: int = 0
    orders: set[str] = field(default_factory=set)    # asked by membership only


@dataclass(frozen=True)
class Pumping:
    """A mobile pump is to be started or stopped."""

    position: str
    on: bool


class Crews:
    """Asked once a control step. Depths at places are told by the caller, since crews see with their own eyes."""

    def __init__(self, crews: tuple[Crew, ...], places: tuple[Place, ...], seed: int, start: Instant) -> None:
        self._parties = {str(crew.id): _Party(crew, crew.home) for crew in crews}
        self._places = {str(place.id): place for place in places}
        self._seed = seed
        self._start = start

    def stand(self, crew: str, status: CrewStatus, task: str, place: str | None, action: str, arrive_s: int) -> None:
        """Put a crew where it was when the run began: on its way until `arrive_s`, or there since (negative)."""
        party, goal = self._parties.get(crew), self._places.get(place or "")
        if party is None or status is CrewStatus.HOME or (goal is None and status is not CrewStatus.RETURNING):
            return
        party.status, party.task, party.place, party.action, party.arrive_s = status, task, goal, action, arrive_s
        party.orders.add(task)
        there = goal.at if goal is not None else party.crew.home
        home = status is CrewStatus.RETURNING
        party.origin, party.goal = (there, party.crew.home) if home else (party.crew.home, there)
        party.at = party.origin if status in _UNDERWAY else there

    def dispatch(
        self, task: str, crew: str, place: str, action: str, second: int, via: tuple[Point, ...] = (), n: int = 1
    ) -> tuple[list[Pumping], list[Any]]:
        """Set out, from wherever the crew is, along the points of `via`, if there are any.

        Known by task, and by `n` where a task was given to the same crew again: a second delivery changes nothing.
        """
        party, goal = self._parties.get(crew), self._places.get(place)
        order = task if n == 1 else f"{task}#{n}"
        if party is None or goal is None or order in party.orders:
            return [], []
        pumping = self._leave(party)
        party.orders.add(order)
        party.task, party.place, party.action = task, goal, action
        expected = self._set_out(party, CrewStatus.TRAVELLING, goal.at, second, via)
        return pumping, [self._message(party, second, expected=expected)]

    def recall(self, task: str, crew: str, second: int, depth_m: float | None) -> tuple[list[Pumping], list[Any]]:
        """Stop working and come home. Only the crew that is on this task obeys, and once."""
        party = self._parties.get(crew)
        if party is None or party.task != task or party.status in (CrewStatus.HOME, CrewStatus.RETURNING):
            return [], []
        report = _report("crew.left", depth_m) if party.status in _AWAY else None
        pumping = self._leave(party)
        expected = self._set_out(party, CrewStatus.RETURNING, party.crew.home, second)
        return pumping, [self._message(party, second, report=report, expected=expected)]

    def step(self, second: int, depths: dict[str, float]) -> tuple[list[Pumping], list[Any]]:
        """Arrivals and starts of pumps until `second`. `depths`: m of water at places, by id."""
        pumping: list[Pumping] = []
        messages: list[Any] = []
        for party in self._parties.values():
            if not _due(party, second):
                continue
            if party.status in _UNDERWAY:
                party.at = party.goal
                home = party.status == CrewStatus.RETURNING
                party.status = CrewStatus.HOME if home else CrewStatus.ON_SITE
                if home:
                    party.task, party.place = "", None
                seen = depths.get(party.place.id) if party.place is not None else None
                messages.append(self._message(party, second, report=None if home else _report("crew.arrived", seen)))
            else:
                party.status = CrewStatus.WORKING
                place = party.place
                if place is not None and place.pump_position is not None:
                    pumping.append(Pumping(place.pump_position, True))
                    seen = depths.get(place.id)
                    messages.append(self._message(party, second, report=_report("crew.pumping", seen)))
        return pumping, messages

    def place_of(self, crew: str) -> str | None:
        """Where a crew is or goes, by place id."""
        party = self._parties.get(crew)
        return party.place.id if party is not None and party.place is not None else None

    def awaited(self, second: int) -> bool:
        """Whether `step` would do anything now."""
        return any(_due(party, second) for party in self._parties.values())

    def _set_out(
        self, party: _Party, status: CrewStatus, goal: Point, second: int, via: tuple[Point, ...] = ()
    ) -> Instant:
        """Start a way; returns when the crew itself expects to be there. The true time differs by up to 15 %."""
        party.at = _between(party, second) if party.status in _UNDERWAY else party.at
        party.via = via
        declared = _way_km(party.at, via, goal, party.crew.detour) / party.crew.speed_kmh * 3600
        drawn = zlib.crc32(f"{self._seed}/{party.crew.id}/{party.task}/{status}".encode()) / 0xFFFFFFFF
        party.status, party.origin, party.goal = status, party.at, goal
        party.left_s, party.arrive_s = second, second + round(declared * (1 + SPREAD * (2 * drawn - 1)))
        return self._start + timedelta(seconds=second + math.ceil(declared))

    def _leave(self, party: _Party) -> list[Pumping]:
        """The pump stops with the last crew that works it."""
        position = _worked(party)
        if position is None or any(_worked(o) == position for o in self._parties.values() if o is not party):
            return []
        return [Pumping(position, False)]

    def _message(
        self, party: _Party, second: int, report: dict[str, Any] | None = None, expected: Instant | None = None
    ) -> dict[str, Any]:
        party.seq += 1
        message: dict[str, Any] = {
            "crew": party.crew.id, "seq": party.seq, "time": iso(self._start + timedelta(seconds=second)),
            "status": party.status, "place": party.place.id if party.place else None, "task": party.task or None,
        }
        if expected is not None:
            message["expected_at"] = iso(expected)
        if report is not None:
            message["report"] = report
        return message


def distance_km(a: Point, b: Point) -> float:
    """Great circle between two (longitude, latitude) points, by the haversine formula on the mean earth radius."""
    (lon_a, lat_a), (lon_b, lat_b) = ((math.radians(x), math.radians(y)) for x, y in (a, b))
    h = math.sin((lat_b - lat_a) / 2) ** 2
    h += math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def _pumps(party: _Party) -> bool:
    return party.action == "mobile-pump" and party.place is not None and party.place.pump_position is not None


def _due(party: _Party, second: int) -> bool:
    if party.status in _UNDERWAY:
        return second >= party.arrive_s
    return party.status == CrewStatus.ON_SITE and second >= party.arrive_s + SET_UP_S and _pumps(party)


def _worked(party: _Party) -> str | None:
    return party.place.pump_position if party.status == CrewStatus.WORKING and party.place is not None else None


def _between(party: _Party, second: int) -> Point:
    whole = party.arrive_s - party.left_s
    share = 1.0 if whole <= 0 else min(1.0, max(0.0, (second - party.left_s) / whole))
    way = (party.origin, *party.via, party.goal)
    legs = [(a, b, distance_km(a, b)) for a, b in itertools.pairwise(way)]
    left = share * sum(km for _, _, km in legs)
    for (x0, y0), (x1, y1), km in legs:
        if left < km:
            return x0 + (x1 - x0) * left / km, y0 + (y1 - y0) * left / km
        left -= km
    return party.goal


def _way_km(begin: Point, via: tuple[Point, ...], goal: Point, detour: float) -> float:
    """The points of `via` lie on roads: what is driven between them counts as it is, what leads there with a detour."""
    if not via:
        return distance_km(begin, goal) * detour
    on_roads = sum(distance_km(a, b) for a, b in itertools.pairwise(via))
    return on_roads + (distance_km(begin, via[0]) + distance_km(via[-1], goal)) * detour


def points(said: object) -> tuple[Point, ...]:
    """`via` of a dispatch: a list of [longitude, latitude]; anything else is no way, and the crew goes straight."""
    found: list[Point] = []
    for pair in said if isinstance(said, list) else ():
        if not isinstance(pair, list | tuple) or len(pair) != 2 or any(isinstance(v, bool) for v in pair):
            return ()
        lon, lat = pair
        numbers = isinstance(lon, int | float) and isinstance(lat, int | float)
        if not numbers or not (abs(lon) <= 180 and abs(lat) <= 90):
            return ()
        found.append((float(lon), float(lat)))
    return tuple(found)


def _report(key: str, depth_m: float | None) -> dict[str, Any]:
    """Texts are in twin/texts.py. A place that is no street has no depth to tell."""
    if depth_m is None:
        return {"key": f"{key}-no-street", "args": {}}
    return {"key": key, "args": {"depth_cm": f"{depth_m * 100:.0f}"}}
