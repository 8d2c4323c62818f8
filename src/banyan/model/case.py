"""Incidents, what the loop does about them, tasks and crews: who does what by when (steps of GB/T 30428).

In a city with casework each of these cases is one of the city's list (model/casework.py), which follows it.
"""

from datetime import time
from enum import StrEnum

from msgspec import Struct

from banyan.model.ids import AlertId, CaseId, CrewId, IncidentId, PlaceId, RoleId, TaskId
from banyan.model.level import Level
from banyan.model.text import Name, Said
from banyan.model.time import Instant


class Incident(Struct, frozen=True):
    """Several alerts with one cause at one body of water (`root`); `place` is where it is worst now.

    It has at most one case.
    """

    id: IncidentId
    cause: str
    root: PlaceId
    place: PlaceId
    level: Level
    worst: Level
    opened_at: Instant
    alerts: tuple[AlertId, ...]
    standing: tuple[AlertId, ...]     # those whose condition is still present
    case: CaseId | None = None
    closed_at: Instant | None = None


class CaseStatus(StrEnum):
    FILED = "filed"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    FED_BACK = "fed-back"
    CLOSED = "closed"


class Deadline(Struct, frozen=True):
    """One due time of a case: `limit` as declared ("30 minutes", "4 working minutes"), met or escalated."""

    what: str                 # dispatch | on-site | close
    limit: str
    due: Instant
    met_at: Instant | None = None
    escalated_at: Instant | None = None
    provisional: bool = False  # reckoned over a year whose holidays are not published yet


class Case(Struct, frozen=True):
    """Somebody's responsibility: one owner, one next deadline, closed only when the level agrees."""

    id: CaseId
    type: str
    incident: IncidentId
    place: PlaceId
    level: Level
    owner: RoleId
    status: CaseStatus
    opened_at: Instant
    deadlines: tuple[Deadline, ...]
    tasks: tuple[TaskId, ...] = ()
    outcome: str | None = None
    closed_at: Instant | None = None
    late: bool = False
    escalations: int = 0


class TaskStatus(StrEnum):
    WAITING = "waiting"       # no crew yet
    TRAVELLING = "travelling"
    ON_SITE = "on-site"
    WORKING = "working"
    DONE = "done"
    RECALLED = "recalled"


class Task(Struct, frozen=True):
    """One crew, one place, one thing to do."""

    id: TaskId
    case: CaseId
    place: PlaceId
    action: str               # mobile-pump | inspect
    status: TaskStatus
    created_at: Instant
    crew: CrewId | None = None
    sent_at: Instant | None = None
    expected_at: Instant | None = None
    arrived_at: Instant | None = None
    done_at: Instant | None = None
    report: Said | None = None
    skill: str | None = None  # what its crew must be able to do
    why: Said | None = None   # while it waits: why nobody goes
    equipment: tuple[str, ...] = ()                    # what its crew must bring
    path: tuple[tuple[float, float], ...] = ()         # (longitude, latitude) of the way its crew takes


class CrewStatus(StrEnum):
    HOME = "home"
    TRAVELLING = "travelling"
    ON_SITE = "on-site"
    WORKING = "working"
    RETURNING = "returning"


class Crew(Struct, frozen=True):
    """People and what they bring. Speed is along the roads; where none is known, along the straight line x detour.

    `shift` are spans of local time on duty, which may cross midnight; none: always on duty. `unit`: whose daily cases
    it visits; none: anybody's.
    """

    id: CrewId
    name: Name
    skills: tuple[str, ...]
    home: tuple[float, float]         # longitude, latitude in degrees (WGS 84)
    speed_kmh: float = 25.0
    detour: float = 1.4
    equipment: tuple[str, ...] = ()
    shift: tuple[tuple[time, time], ...] = ()
    unit: RoleId | None = None


class CrewState(Struct, frozen=True):
    """Where a crew is, as last reported by itself."""

    id: CrewId
    status: CrewStatus
    at: Instant
    place: PlaceId | None = None
    task: TaskId | None = None
    expected_at: Instant | None = None
    position: tuple[float, float] | None = None    # of `place`; None: unknown, reckoned from home
