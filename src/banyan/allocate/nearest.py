"""Nearest first: the gravest, oldest demand takes the free and able crew that is there soonest."""

import math
from collections.abc import Callable, Mapping
from datetime import timedelta

from banyan.model.case import Crew, CrewState
from banyan.model.demand import Assignment, Demand, Plan, Point, Unserved, Way
from banyan.model.ids import CrewId
from banyan.model.text import Said
from banyan.model.time import Instant

EARTH_KM = 6371.0088     # mean radius R1 of the IUGG, GRS 80
FindWay = Callable[[Crew, Point, Demand], Way | None]


def straight(crew: Crew, begin: Point, demand: Demand) -> Way | None:
    """Along the straight line, times the crew's detour."""
    if demand.position is None:
        return None
    km = haversine_km(begin, demand.position) * crew.detour
    return Way(km, km / crew.speed_kmh * 60)


def nearest(
    demands: tuple[Demand, ...], crews: tuple[Crew, ...], states: Mapping[CrewId, CrewState], now: Instant,
    find_way: FindWay = straight,
) -> Plan:  # fmt: skip
    """Serve demands by gravity, then age, then id; each gets the free crew that can do it and arrives first.

    A crew is free while its state names no task; a crew that never spoke is free at home. Equal arrival (to a tenth
    of a second) goes to the shorter way (to the metre), then to the lower id.
    """
    if not demands:
        return Plan()
    free = [crew for crew in crews if crew.id not in states or states[crew.id].task is None]
    assignments, unserved = [], []
    for demand in sorted(demands, key=lambda d: (-d.level.rank, d.since, d.task)):
        able = [crew for crew in free if can(crew, demand)]
        found = [(crew, find_way(crew, stands(crew, states.get(crew.id)), demand)) for crew in able]
        ways = [(way, crew.id) for crew, way in found if way is not None]
        if not ways:
            unserved.append(Unserved(demand.task, why(demand, crews, bool(able))))
            continue
        way, chosen = min(ways, key=lambda w: (round(w[0].minutes * 600), round(w[0].km * 1000), w[1]))
        free = [crew for crew in free if crew.id != chosen]
        arrival = now + timedelta(seconds=math.ceil(way.minutes * 60))
        assignments.append(Assignment(demand.task, demand.place, chosen, arrival, way.km, way.minutes, way.path))
    return Plan(tuple(assignments), tuple(unserved))


def can(crew: Crew, demand: Demand) -> bool:
    """It has the skill and brings what is needed, and it moves."""
    skilled = demand.skill is None or demand.skill in crew.skills
    return skilled and all(thing in crew.equipment for thing in demand.equipment) and crew.speed_kmh > 0


def stands(crew: Crew, state: CrewState | None) -> Point:
    """Where the crew last said it was, else its home."""
    return state.position if state and state.position else crew.home


def haversine_km(a: Point, b: Point) -> float:
    """Great-circle distance of two (longitude, latitude) in degrees on a sphere; good to 0.5 %."""
    lon_a, lat_a, lon_b, lat_b = (math.radians(x) for x in (*a, *b))
    h = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def why(demand: Demand, crews: tuple[Crew, ...], reachable: bool = False) -> Said:
    """Why nobody goes. `reachable`: some able crew was free, so it is the roads that keep it away."""
    if demand.position is None:
        return Said("allocate.no_position", {"place": demand.place})
    skilled = [c for c in crews if (demand.skill is None or demand.skill in c.skills) and c.speed_kmh > 0]
    if not skilled:
        return Said("allocate.no_skill", {"skill": demand.skill or "-"})
    able = [crew for crew in skilled if can(crew, demand)]
    if not able:
        return Said("allocate.no_equipment", {"equipment": ", ".join(demand.equipment)})
    if reachable:
        return Said("allocate.cut_off", {"place": demand.place})
    return Said("allocate.all_busy", {"crews": str(len(able))})
