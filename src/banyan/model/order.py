"""Proposal → approval → actuation → read-back: nothing moves outside its limits, or without authority."""

from enum import StrEnum

from msgspec import Struct

from banyan.model.device import Reading
from banyan.model.ids import DeviceId, OrderId, PrincipalId, ProposalId
from banyan.model.text import Said
from banyan.model.time import Instant


class Target(Struct, frozen=True):
    """Where one device should go, in %; reached by ramp."""

    device: DeviceId
    setting: float


class Predicted(Struct, frozen=True):
    """A range the proposer expects for one level, and when."""

    subject: str
    at: Instant
    low: float
    high: float


class Plan(Struct, frozen=True):
    """What a controller asks for: targets, why, what it expects, how long the question stands."""

    targets: tuple[Target, ...]
    reason: Said
    predicted: tuple[Predicted, ...]
    expires_at: Instant
    decision: str | None = None       # the look ahead it follows, with its curves, runner-up and costs


class ProposalStatus(StrEnum):
    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


class Proposal(Struct, frozen=True):
    """A plan with a number, a proposer, and a state."""

    id: ProposalId
    by: PrincipalId
    plan: Plan
    status: ProposalStatus
    made_at: Instant
    level: str
    forecast: str | None = None       # id of the forecast it used, or None: level rules only
    decided_at: Instant | None = None
    decided_by: str | None = None


class Approval(Struct, frozen=True):
    """Somebody who may, or a standing authority, said yes or no."""

    id: str
    proposal: ProposalId
    approve: bool
    by: PrincipalId
    authority: str                    # role of the person, or id of the standing authority
    at: Instant


class Outcome(StrEnum):
    PASS = "pass"  # noqa: S105  a verdict, not a password
    REFUSE = "refuse"


class Actuation(Struct, frozen=True):
    """One set-point that left (or was refused) at execution. `inputs` copies every reading an interlock looked at."""

    id: OrderId
    device: DeviceId
    proposal: ProposalId
    approval: str
    setting: float
    previous: float
    previous_at: Instant
    at: Instant
    outcome: Outcome
    inputs: tuple[Reading, ...]
    mode: str = "normal"              # normal | safe-state
    interlock: str | None = None      # which refused
    why: str | None = None


class Confirmation(Struct, frozen=True):
    """Read-back of one order: agreed, or timed out with what was seen instead."""

    id: str
    order: OrderId
    device: DeviceId
    agreed: bool
    wanted: float
    seen: float | None
    at: Instant
    local_override: bool = False
