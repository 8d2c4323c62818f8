"""The parts of the records' bodies that the rules look at. Nothing has a default: a missing limit is no limit.

Further fields are allowed everywhere (contracts: "add fields freely, rename none") and are not looked at.
Settings are %, levels m above datum, times aware instants, durations minutes.
"""

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

Instant = Annotated[datetime, Meta(tz=True)]
Shape = TypeVar("Shape", bound=Struct)


class Malformed(Exception):  # noqa: N818  said as operators say it
    """A body that has not the shape of its kind; the message names the field."""


class Cause(Struct, frozen=True):
    """Why a record exists."""

    role: str
    id: str


class Envelope(Struct, frozen=True):
    """A record, its body unread."""

    id: str
    kind: str
    schema: str
    at: Instant
    by: str
    causes: tuple[Cause, ...]
    body: dict[str, Any]


class Entity(Struct, frozen=True):
    """What every body has."""

    id: str


class Declaration(Struct, frozen=True):
    """One thing the city declares; `value` null withdraws it, and `withdrawn` says so again."""

    id: str
    of: str
    value: dict[str, Any] | None
    withdrawn: bool = False

    @property
    def ends(self) -> bool:
        return self.withdrawn or self.value is None


class Device(Struct, frozen=True):
    """A gate or a pump with its limits."""

    id: str
    kind: Literal["gate", "pump"]
    read_back: str
    level: str
    downstream: str | None
    initial: float
    safe: float | None
    low: float
    high: float
    ramp: float
    min_on_min: float
    min_off_min: float
    max_starts_per_h: int
    band_foot: float | None
    head_margin: float
    stale_min: float
    excludes: tuple[str, ...]
    confirm_min: float

    @property
    def pump(self) -> bool:
        return self.kind == "pump"


class Role(Struct, frozen=True):
    """What a role may, and on what."""

    id: str
    may: tuple[str, ...]
    scope: tuple[str, ...]


class Principal(Struct, frozen=True):
    """Somebody with roles."""

    id: str
    roles: tuple[str, ...]


class StandingAuthority(Struct, frozen=True):
    """Leave given beforehand."""

    id: str
    holder: str
    granted_by: str
    devices: tuple[str, ...]
    max_change: float
    starts_at: Instant
    ends_at: Instant


class Target(Struct, frozen=True):
    """Where a device should go. NaN is written as null in JSON."""

    device: str
    setting: float | None


class Plan(Struct, frozen=True):
    """Where devices should go, and the look ahead that says so (older journals know none)."""

    targets: tuple[Target, ...]
    expires_at: Instant
    decision: str | None = None


class Proposal(Struct, frozen=True):
    """A plan, by somebody, in a state."""

    id: str
    by: str
    plan: Plan
    status: Literal["open", "approved", "refused", "expired", "superseded"]
    made_at: Instant


class Approval(Struct, frozen=True):
    """A yes or a no. `authority` is a role's id or a standing authority's."""

    id: str
    proposal: str
    approve: bool
    by: str
    authority: str
    at: Instant


class Reading(Struct, frozen=True):
    """A copy of a reading an interlock looked at."""

    stream: str
    time: Instant
    value: float | None


class Actuation(Struct, frozen=True):
    """A set-point that left, or was refused."""

    id: str
    device: str
    proposal: str
    approval: str
    setting: float | None
    previous: float | None
    previous_at: Instant
    at: Instant
    outcome: Literal["pass", "refuse"]
    inputs: tuple[Reading, ...]
    mode: Literal["normal", "safe-state"]
    interlock: str | None


class Confirmation(Struct, frozen=True):
    """The read-back of one order."""

    id: str
    order: str
    device: str
    agreed: bool


class DeviceState(Struct, frozen=True):
    """A device as the city knows it; only what a re-base says."""

    id: str
    ordered: float
    ordered_at: Instant
    seen: float | None


class Stop(Struct, frozen=True):
    """The emergency stop, pulled or released."""

    id: str
    pulled: bool
    by: str
    at: Instant


class Estimate(Struct, frozen=True):
    """What is known of gauges: those that aren't believed, the level (m) in the place of each, and how far it stands
    over each neighbour. A field that is missing says that there is none: older journals know no doubts.
    """

    id: str
    at: Instant
    levels: dict[str, float] = {}
    forecast: str | None = None
    distrusted: dict[str, Any] = {}
    instead: dict[str, float] = {}
    beside: dict[str, dict[str, float]] = {}
    error: str | None = None


class Forecast(Struct, frozen=True):
    """An issue, and for how long it holds."""

    id: str
    issued_at: Instant
    valid_until: Instant


class Member(Struct, frozen=True):
    """One way the forecast may come true."""

    factor: float
    late_min: float
    weight: float


class Tried(Struct, frozen=True):
    """A plan with what it costs in each member: the parts in their own units, and their weighted `total`."""

    id: str
    parameters: dict[str, float]
    costs: tuple[dict[str, float], ...]
    score: float


class Band(Struct, frozen=True):
    """A curve over the decision's times, and the lowest and highest of all members."""

    expected: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


class Decision(Struct, frozen=True):
    """A look ahead with what it was made of."""

    id: str
    asked_at: Instant
    estimate: str
    forecast: str | None
    members: tuple[Member, ...]
    tried: tuple[Tried, ...]
    chosen: str
    fallback: str
    runner_up: str | None
    weights: dict[str, float]
    branches: int
    times: tuple[Instant, ...]
    with_plan: dict[str, Band]
    without: dict[str, Band]
    rain: Band | None
    error: str | None


class Demand(Struct, frozen=True):
    """A task that asks for a crew."""

    task: str


class Hand(Struct, frozen=True):
    """A crew that could be sent."""

    crew: str


class Assignment(Struct, frozen=True):
    """A crew for a task, and the way in minutes."""

    task: str
    crew: str
    minutes: float


class Sent(Struct, frozen=True):
    """Who goes where, and which tasks nobody goes to."""

    assignments: tuple[Assignment, ...]
    unserved: tuple[Demand, ...]


class Allocation(Struct, frozen=True):
    """A plan for the crews with what it was made of; worths are person-minutes."""

    id: str
    asked_at: Instant
    demands: tuple[Demand, ...]
    hands: tuple[Hand, ...]
    minutes: tuple[tuple[float | None, ...], ...]
    plan: Sent
    worth: float
    nearest: float
    bound: float
    status: str
    error: str | None


class Handover(Struct, frozen=True):
    """A shift's note, written, confirmed or written anew."""

    id: str
    by: str
    at: Instant
    note: str
    facts: dict[str, Any]
    confirmed_by: str | None
    confirmed_at: Instant | None
    replaced_by: str | None


_DECLARED: dict[str, type[Struct]] = {
    "device": Device,
    "role": Role,
    "principal": Principal,
    "standing-authority": StandingAuthority,
}


def read(body: Mapping[str, Any], shape: type[Shape]) -> Shape:
    """`body` as `shape`. Raises Malformed with the field and what was expected of it."""
    try:
        return msgspec.convert(body, shape)
    except (ValueError, OverflowError, RecursionError, TypeError) as error:  # ValidationError is a ValueError
        raise Malformed(str(error)) from None


def declared(declaration: Declaration) -> Struct | None:
    """The declared thing that the rules look at; None for the kinds they don't. Raises Malformed."""
    if declaration.withdrawn and declaration.value is not None:
        raise Malformed(f"{declaration.id} is withdrawn and declared at once: value null was expected")
    if declaration.ends and not declaration.id.startswith(f"{declaration.of}/"):
        raise Malformed(f"{declaration.id} withdraws nothing: an id that begins with {declaration.of}/ was expected")
    shape = _DECLARED.get(declaration.of)
    if shape is None or declaration.value is None:
        return None
    value = read(declaration.value, shape)
    for name in value.__struct_fields__:
        number = getattr(value, name)
        if isinstance(number, float) and not math.isfinite(number):
            raise Malformed(f"{name} is {number}: a limit must be a finite number")
    return value


def real(number: float | None) -> bool:
    """Is it a number at all?"""
    return number is not None and math.isfinite(number)


def minutes(later: datetime, earlier: datetime) -> float:
    """Minutes from `earlier` to `later`, negative when it is the other way round."""
    return (later - earlier).total_seconds() / 60


def clock(at: datetime) -> str:
    """An instant as records write it."""
    return at.isoformat().replace("+00:00", "Z")
