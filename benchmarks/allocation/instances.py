"""Invented cities for judging plans: streets on a crooked grid, some of it missing, some of it under water."""

import random
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from banyan.allocate.nearest import can
from banyan.allocate.question import hands, question
from banyan.allocate.roads import Roads
from banyan.allocate.ways import Ways
from banyan.model.authority import Authority
from banyan.model.calendar import Calendar
from banyan.model.case import Crew, CrewState, CrewStatus, Task, TaskStatus
from banyan.model.city import City, Place
from banyan.model.demand import Demand, Question
from banyan.model.ids import CaseId, CrewId, PlaceId, TaskId
from banyan.model.level import Level
from banyan.model.text import Name
from banyan.model.time import minutes

NOW = datetime(2026, 7, 24, 14, tzinfo=UTC)
STREETS = 12                     # in each direction, 400 m apart
STEP = 0.004                     # degrees
WEST, SOUTH = 119.56, 25.98
LEVEL_AT_M = ((0.50, Level.I), (0.27, Level.II), (0.15, Level.III), (0.0, Level.IV))   # as the ready city's rules
PUMPS, LOOKS = "mobile-pump", "inspect"
Point = tuple[float, float]


class Instance(NamedTuple):
    """A question with everything that its answer takes."""

    city: City
    question: Question
    tasks: dict[TaskId, Task]
    ways: Ways


def instance(seed: int, demands: int | None = None, crews: int | None = None) -> Instance:
    """The same for the same seed. Left out: 10 to 40 demands, 3 to 15 crews. A third of the crews has a task already.
    """
    draws = random.Random(seed)  # noqa: S311  a benchmark's draws, no secrets
    number = draws.randint(10, 40) if demands is None else demands
    there = draws.randint(3, 15) if crews is None else crews
    lines = _streets(draws)
    places = tuple(_place(n, draws) for n in range(number))
    people = tuple(_crew(n, draws) for n in range(there))
    city = _city(places, people, lines)
    wanted = [_demand(n, place, draws) for n, place in enumerate(places)]
    tasks, states = {}, {}
    for n, crew in enumerate(draws.sample(people, there // 3)):
        if n < number and can(crew, wanted[n]):
            wanted[n], tasks[wanted[n].task], states[crew.id] = _held(wanted[n], crew, draws)
    closed = tuple(sorted(p.id for p in draws.sample(places, number // 8)))
    ways = Ways(Roads(lines), city, closed)
    who = hands(city, states, tasks, NOW)
    return Instance(city, question(city, tuple(wanted), who, tasks, ways, closed, NOW), tasks, ways)


def _streets(draws: random.Random) -> tuple[tuple[Point, ...], ...]:
    """A grid whose crossings lie a little off, with every ninth stretch left out."""
    at = {(x, y): (WEST + (x + draws.uniform(-0.3, 0.3)) * STEP, SOUTH + (y + draws.uniform(-0.3, 0.3)) * STEP)
          for x in range(STREETS) for y in range(STREETS)}
    stretches = [((x, y), (x + 1, y)) for x, y in at if x + 1 < STREETS]
    stretches += [((x, y), (x, y + 1)) for x, y in at if y + 1 < STREETS]
    return tuple((at[a], at[b]) for a, b in stretches if draws.random() > 1 / 9)


def _somewhere(draws: random.Random) -> Point:
    side = (STREETS - 1) * STEP
    return round(WEST + draws.random() * side, 5), round(SOUTH + draws.random() * side, 5)


def _place(n: int, draws: random.Random) -> Place:
    name = f"place-{n:03}"
    return Place(PlaceId(name), Name(name, name), _somewhere(draws), people=draws.choice((0, 100, 300, 900, 2000)))


def _crew(n: int, draws: random.Random) -> Crew:
    """Three of four bring a pump."""
    pumps = draws.random() < 0.75
    return Crew(
        CrewId(f"crew-{n:03}"), Name(f"{n}", f"{n}"), (PUMPS, LOOKS) if pumps else (LOOKS,), _somewhere(draws),
        speed_kmh=draws.choice((20.0, 25.0, 30.0)), equipment=("pump",) if pumps else (),
    )  # fmt: skip


def _demand(n: int, place: Place, draws: random.Random) -> Demand:
    deep, pumps = draws.uniform(0.10, 0.60), draws.random() < 0.7
    level = next(level for from_m, level in LEVEL_AT_M if deep >= from_m)
    return Demand(
        TaskId(f"task-{n:03}"), CaseId("case"), place.id, PUMPS if pumps else LOOKS, level,
        NOW - timedelta(minutes=draws.randint(0, 60)), place.at, PUMPS if pumps else LOOKS, ("pump",) if pumps else (),
        place.people, round(deep, 3), round(deep * draws.uniform(0.6, 2.0), 3) if draws.random() < 0.8 else None,
    )  # fmt: skip


def _held(demand: Demand, crew: Crew, draws: random.Random) -> tuple[Demand, Task, CrewState]:
    """A crew that has this task: there already, or on its straight way."""
    there = draws.random() < 0.5
    status = TaskStatus.WORKING if there else TaskStatus.TRAVELLING
    to = demand.position or crew.home
    task = Task(
        demand.task, demand.case, demand.place, demand.action, status, demand.since, crew=crew.id,
        sent_at=NOW - minutes(5), expected_at=NOW + minutes(draws.randint(1, 15)), skill=demand.skill,
        path=(crew.home, to), arrived_at=NOW if there else None,
    )  # fmt: skip
    doing = CrewStatus.WORKING if there else CrewStatus.TRAVELLING
    state = CrewState(crew.id, doing, NOW, demand.place, demand.task, position=to)
    held = Demand(
        demand.task, demand.case, demand.place, demand.action, demand.level, demand.since, demand.position,
        demand.skill, demand.equipment, demand.people, demand.depth_m, demand.expected_m, crew.id, status,
    )  # fmt: skip
    return held, task, state


def _city(places: tuple[Place, ...], crews: tuple[Crew, ...], roads: tuple[tuple[Point, ...], ...]) -> City:
    return City(
        id="invented", name=Name("虚构城市", "Invented"), timezone="Asia/Shanghai", streams=(), rules=(), devices=(),
        lakes=(), places=places, crews=crews, case_types=(), calendar=Calendar("none", "none", (), ()),
        authority=Authority((), (), ()), controller={}, roads=roads,
    )  # fmt: skip
