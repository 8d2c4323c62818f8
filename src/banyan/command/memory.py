"""What command remembers between ticks, and what one call of it gives back."""

from msgspec import Struct, field

from banyan.model.alert import Alert
from banyan.model.case import Case, CrewState, Incident, Task
from banyan.model.demand import Demand
from banyan.model.ids import AlertId, CaseId, CrewId, IncidentId, TaskId
from banyan.model.ports import Notice
from banyan.model.record import Record
from banyan.model.text import Said
from banyan.model.time import Instant


class Memory(Struct, frozen=True):
    """Everything that is open. Values are replaced, never changed; the whole goes through msgpack and back unchanged.

    `counts` numbers records and notices by entity; `last_closed` holds, by cause and place, when the last incident
    closed; `heard` the highest sequence number of each crew; `next_due` the first moment at which time alone changes
    something (None: never).
    """

    alerts: dict[AlertId, Alert] = field(default_factory=dict)            # present, of open incidents
    since: dict[AlertId, Instant] = field(default_factory=dict)           # ... and from which tick on
    incidents: dict[IncidentId, Incident] = field(default_factory=dict)
    cases: dict[CaseId, Case] = field(default_factory=dict)
    tasks: dict[TaskId, Task] = field(default_factory=dict)
    crews: dict[CrewId, CrewState] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    last_closed: dict[str, Instant] = field(default_factory=dict)
    heard: dict[CrewId, int] = field(default_factory=dict)
    demands: tuple[Demand, ...] = ()
    next_due: Instant | None = None


class Escalation(Struct, frozen=True):
    """Somebody higher up has to look: `what` is a deadline (dispatch, on-site, close) or crew-silent."""

    id: str
    case: CaseId
    what: str
    to: str                     # the role in the case type's ladder
    due: Instant
    at: Instant
    task: TaskId | None = None


class Refusal(Struct, frozen=True):
    """What was asked for and is not done. `intent` is the intent's id, or crew/seq for a report."""

    intent: str
    by: str
    why: Said


class Commanded(Struct, frozen=True):
    """`demands` are all tasks that wait for a crew now, not only the new ones."""

    memory: Memory
    records: tuple[Record, ...] = ()
    notices: tuple[Notice, ...] = ()
    demands: tuple[Demand, ...] = ()
    refused: tuple[Refusal, ...] = ()
