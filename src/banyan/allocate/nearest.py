"""Nearest first: the gravest, oldest demand takes the free and able crew that is there soonest."""

import math
from collections.abc import Mapping
from datetime import timedelta

from banyan.model.case import Crew, CrewState
from banyan.model.demand import Assignment, Demand, Plan, Unserved
from banyan.model.ids import CrewId
from banyan.model.text import Said
from banyan.model.time import Instant

EARTH_KM = 6371.0088     # mean radius R1 of the IUGG, GRS 80


def nearest(
    demands: tuple[Demand, ...], crews: tuple[Crew, ...], states: Mapping[CrewId, CrewState], now: Instant
) -> Plan:
    """Serve demands by gravity, then age, then id; each gets the free crew with its skill that arrives first.

    A crew is free while its state names no task; a crew that never spoke is free at home. Equal arrival (to a tenth
    of a second) goes to the shorter way (to the metre), then to the lower id.
    """
    if not demands:
        return Plan()
    free = [crew for crew in crews if crew.id not in states or states[crew.id].task is None]
    assignments, unserved = [], []
    for demand in sorted(demands, key=lambda d: (-d.level.rank, d.since, d.task)):
        able = [crew for crew in free if can(crew, demand)]
        if demand.position is None or not able:
            unserved.append(Unserved(demand.task, _why(demand, crews)))
            continue
        ways = [(*travel(crew, states.get(crew.id), demand.position), crew.id) for crew in able]
        hours, km, chosen = min(ways, key=lambda way: (round(way[0] * 36000), round(way[1] * 1000), way[2]))
        free = [crew for crew in free if crew.id != chosen]
        arrival = now + timedelta(seconds=math.ceil(hours * 3600))
        assignments.append(Assignment(demand.task, demand.place, chosen, arrival, km, hours * 60))
    return Plan(tuple(assignments), tuple(unserved))


def can(crew: Crew, demand: Demand) -> bool:
    """It has the skill, and it moves."""
    return (demand.skill is None or demand.skill in crew.skills) and crew.speed_kmh > 0


def travel(crew: Crew, state: CrewState | None, to: tuple[float, float]) -> tuple[float, float]:
    """(hours, km) from where the crew last said it was, else from its home."""
    begin = state.position if state and state.position else crew.home
    km = haversine_km(begin, to) * crew.detour
    return km / crew.speed_kmh, km


def haversine_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two (longitude, latitude) in degrees on a sphere; good to 0.5 %."""
    lon_a, lat_a, lon_b, lat_b = (math.radians(x) for x in (*a, *b))
    h = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def _why(demand: Demand, crews: tuple[Crew, ...]) -> Said:
    able = [crew for crew in crews if can(crew, demand)]
    if demand.position is None:
        return Said("allocate.no_position", {"place": demand.place})
    if not able:
        return Said("allocate.no_skill", {"skill": demand.skill or "-"})
    return Said("allocate.all_busy", {"crews": str(len(able))})
