"""The shapes of answers for the API description: what a Frame's entity bodies are, by kind.

The desk hands bodies over as plain data, as they are in the journal; these structs only describe them, so that the
page's types are generated from the nouns and a renamed field fails the page's type check.
"""

from typing import Any

from msgspec import Struct

from banyan.model.alert import Alert
from banyan.model.case import Case, CrewState, Incident, Task
from banyan.model.city import City
from banyan.model.decision import Decision, Estimate
from banyan.model.forecast import Forecast
from banyan.model.handover import Handover
from banyan.model.intent import Action
from banyan.model.observation import Reject
from banyan.model.order import Actuation, Approval, Confirmation, Proposal
from banyan.model.record import Record
from banyan.model.situation import DeviceState
from banyan.model.time import Instant
from banyan.runtime.desk import ClockView, Levels


class Entities(Struct, frozen=True, omit_defaults=True, rename="kebab"):
    """Kind -> entity id -> body; a kind without changes is left out. `stop` and `rule_status` as in the journal."""

    alert: dict[str, Alert] = {}
    incident: dict[str, Incident] = {}
    case: dict[str, Case] = {}
    task: dict[str, Task] = {}
    crew: dict[str, CrewState] = {}
    proposal: dict[str, Proposal] = {}
    approval: dict[str, Approval] = {}
    actuation: dict[str, Actuation] = {}
    confirmation: dict[str, Confirmation] = {}
    device: dict[str, DeviceState] = {}
    forecast: dict[str, Forecast] = {}
    stop: dict[str, dict[str, Any]] = {}
    rule_status: dict[str, dict[str, Any]] = {}
    reject: dict[str, Reject] = {}
    estimate: dict[str, Estimate] = {}
    decision: dict[str, Decision] = {}
    handover: dict[str, Handover] = {}


class FrameShape(Struct, frozen=True):
    sequence: int
    clock: ClockView
    levels: Levels
    entities: Entities
    whole: bool = False


class CityShape(Struct, frozen=True):
    """The declaration, map layers as GeoJSON by name, and the packs' texts: language -> key -> template."""

    city: City
    layers: dict[str, dict[str, Any]]
    texts: dict[str, dict[str, str]]


class MomentShape(Struct, frozen=True):
    """`runtime.desk.Moment`, with what its bodies are."""

    at: Instant
    now: Instant
    forecast: bool
    sequence: int
    levels: Levels
    entities: Entities
    decision: str | None
    low: list[float | None]
    high: list[float | None]
    without: list[float | None]
    settings: dict[str, float]


class LinkShape(Struct, frozen=True):
    depth: int
    role: str
    record: Record


class SignIn(Struct, frozen=True, forbid_unknown_fields=True):
    token: str


class SessionView(Struct, frozen=True):
    """Who is signed in, and what their roles grant ("proposal.*" covers every action on proposals)."""

    principal: str
    name: dict[str, str]
    roles: list[str]
    may: list[str]


class Wish(Struct, frozen=True, forbid_unknown_fields=True):
    """An intent as a screen sends it. Who asks is taken from the session; a `by` that says otherwise is refused."""

    id: str
    action: Action
    target: str
    args: dict[str, str] = {}
    by: str | None = None


WAITING = "waiting"


class Taken(Struct, frozen=True):
    """An intent that still waits for its tick after the longest time a request may take. The same id asks again."""

    id: str
    result: str = WAITING


class Ready(Struct, frozen=True):
    ready: bool
    state: str
    now: Instant
