"""An alert: one rule's opinion about one subject, from the first raise to the close."""

from enum import StrEnum

from msgspec import Struct

from banyan.model.ids import AlertId, PlaceId, RuleId, SubjectId
from banyan.model.level import Level
from banyan.model.observation import Evidence
from banyan.model.text import Said
from banyan.model.time import Instant, stamp


class Phase(StrEnum):
    """States of ISA-18.2 (figure 'alarm state transition'); deadband and delays act before them."""

    UNACKNOWLEDGED = "unacknowledged"
    ACKNOWLEDGED = "acknowledged"
    RETURNED = "returned-unacknowledged"
    CLOSED = "closed"


class Condition(StrEnum):
    """What a rule says has happened to its condition."""

    RAISE = "raise"
    AMEND = "amend"    # graver or milder, still present
    CLEAR = "clear"


class Transition(Struct, frozen=True):
    """A rule's condition changed: the only thing rules say."""

    rule: RuleId
    subject: SubjectId
    condition: Condition
    level: Level
    at: Instant
    evidence: tuple[Evidence, ...]
    reason: Said


class Alert(Struct, frozen=True):
    """One rule, one subject, one life. `id` is fixed at the first raise; level and peak may be amended."""

    id: AlertId
    rule: RuleId
    rule_version: str
    subject: SubjectId
    place: PlaceId
    cause: str               # alerts of one cause form one incident (see command.incidents)
    level: Level             # now
    worst: Level             # in its whole life
    phase: Phase
    raised_at: Instant
    changed_at: Instant
    evidence: tuple[Evidence, ...]
    reason: Said
    present: bool = True
    cleared_at: Instant | None = None
    acknowledged_by: str | None = None
    shelved_until: Instant | None = None


def alert_id(rule: RuleId, subject: SubjectId, raised_at: Instant) -> AlertId:
    """Derived, so that a replay gives the same id again (DESIGN 5.5)."""
    return AlertId(f"{rule}/{subject}@{stamp(raised_at)}")
