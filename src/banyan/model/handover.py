"""The note that one shift leaves for the next: what its officer wrote, and what stood at that moment."""

from msgspec import Struct, field

from banyan.model.case import CaseStatus, CrewStatus
from banyan.model.ids import (
    AlertId,
    CaseId,
    CrewId,
    DeviceId,
    IncidentId,
    PlaceId,
    PrincipalId,
    ProposalId,
    StreamId,
    TaskId,
)
from banyan.model.level import Level
from banyan.model.text import Said
from banyan.model.time import Instant


class OpenIncident(Struct, frozen=True):
    """`unacknowledged`: how many of its alerts nobody has acknowledged."""

    id: IncidentId
    place: PlaceId
    level: Level
    opened_at: Instant
    unacknowledged: int


class OpenCase(Struct, frozen=True):
    """`due_at` is the next promise that isn't kept yet (`due`: dispatch | on-site | close); None: nothing is owed."""

    id: CaseId
    type: str
    place: PlaceId
    level: Level
    status: CaseStatus
    late: bool
    due: str | None
    due_at: Instant | None


class WaitingTask(Struct, frozen=True):
    """Work that nobody goes to, and why."""

    id: TaskId
    place: PlaceId
    why: Said | None


class OpenProposal(Struct, frozen=True):
    id: ProposalId
    by: PrincipalId
    reason: Said
    expires_at: Instant


class Impaired(Struct, frozen=True):
    """A device that doesn't do what it is told: didn't follow, moved by hand on site, or in its safe state."""

    id: DeviceId
    fault: bool
    local_override: bool
    safe: bool


class CrewOut(Struct, frozen=True):
    id: CrewId
    status: CrewStatus
    place: PlaceId | None
    expected_at: Instant | None


class Shelved(Struct, frozen=True):
    id: AlertId
    place: PlaceId
    level: Level
    until: Instant


class KnownForecast(Struct, frozen=True):
    id: str
    issued_at: Instant
    valid_until: Instant


class PulledStop(Struct, frozen=True):
    by: str
    at: Instant


class Facts(Struct, frozen=True):
    """What stands at one tick, worst or next due first. `forecast` None: there is none that is still valid.

    `silent` are streams without a fresh reading, `out_of_service` rules and controllers with the error that stopped
    them, `control` is on | advisory | off.
    """

    incidents: tuple[OpenIncident, ...] = ()
    cases: tuple[OpenCase, ...] = ()
    waiting: tuple[WaitingTask, ...] = ()
    proposals: tuple[OpenProposal, ...] = ()
    distrusted: dict[StreamId, Said] = field(default_factory=dict)
    silent: tuple[StreamId, ...] = ()
    devices: tuple[Impaired, ...] = ()
    crews: tuple[CrewOut, ...] = ()
    shelved: tuple[Shelved, ...] = ()
    stop: PulledStop | None = None
    forecast: KnownForecast | None = None
    out_of_service: dict[str, str] = field(default_factory=dict)
    control: str = "on"


class Handover(Struct, frozen=True):
    """`by` wrote it at `at`; somebody else confirms having read it. One that was written anew names its successor."""

    id: str
    by: PrincipalId
    at: Instant
    note: str
    facts: Facts
    confirmed_by: PrincipalId | None = None
    confirmed_at: Instant | None = None
    replaced_by: str | None = None
