"""A town to reckon by hand: one street along the equator, places and crews on it, 60 km/h, so a km is a minute."""

from collections.abc import Iterable
from datetime import UTC, datetime

from msgspec.structs import replace

from banyan.allocate.nearest import haversine_km
from banyan.model.authority import Authority
from banyan.model.calendar import Calendar
from banyan.model.case import Crew, TaskStatus
from banyan.model.city import City, Place
from banyan.model.demand import Demand, Hand, Point, Question
from banyan.model.ids import CaseId, CrewId, PlaceId, TaskId
from banyan.model.level import Level
from banyan.model.text import Name

NOW = datetime(2026, 7, 24, 14, tzinfo=UTC)
KM = 1 / haversine_km((0, 0), (1, 0))       # degrees


def on(km: float) -> Point:
    """A point on the street."""
    return (km * KM, 0.0)


def place(name: str, km: float, people: int = 0) -> Place:
    return Place(PlaceId(name), Name(name, name), on(km), people=people)


def crew(name: str, km: float, skills: tuple[str, ...] = ("pump",), equipment: tuple[str, ...] = ()) -> Crew:
    return Crew(CrewId(name), Name(name, name), skills, on(km), speed_kmh=60.0, detour=1.0, equipment=equipment)


def city(places: Iterable[Place], crews: Iterable[Crew], roads: tuple[tuple[Point, ...], ...] = ()) -> City:
    return City(
        id="town", name=Name("镇", "Town"), timezone="Asia/Shanghai", streams=(), rules=(), devices=(), lakes=(),
        places=tuple(places), crews=tuple(crews), case_types=(), calendar=Calendar("none", "none", (), ()),
        authority=Authority((), (), ()), controller={}, roads=roads,
    )  # fmt: skip


def demand(name: str, km: float = 0.0, people: int = 100, depth_m: float = 0.30, level: Level = Level.IV) -> Demand:
    """100 people in 0.30 m of water: 100 person-minutes a minute."""
    task, case, there = TaskId(name), CaseId("C"), PlaceId(name)
    return Demand(task, case, there, "mobile-pump", level, NOW, on(km), "pump", (), people, depth_m)


def held(by: str, it: Demand, status: TaskStatus = TaskStatus.TRAVELLING) -> Demand:
    return replace(it, crew=CrewId(by), status=status)


def ask(demands: Iterable[Demand], hands: Iterable[Hand], minutes: list[list[float | None]]) -> Question:
    """Ways of a km a minute; a crew's own task takes it no new km."""
    asked, there = tuple(demands), tuple(hands)
    km = tuple(
        tuple(0.0 if d.crew == h.crew else m for h, m in zip(there, row, strict=True))
        for d, row in zip(asked, minutes, strict=True)
    )
    return Question(NOW, asked, there, tuple(tuple(row) for row in minutes), km)


def hand(name: str, left_min: float | None = None, task: str | None = None) -> Hand:
    return Hand(CrewId(name), ("pump",), (), on(0), left_min, TaskId(task) if task else None)
