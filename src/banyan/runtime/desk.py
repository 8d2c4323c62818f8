"""What the server and the command line may ask of a running city. One implementation: runtime/running.py."""

from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any, Protocol

from msgspec import Struct, field

from banyan.model.intent import Intent
from banyan.model.time import Instant
from banyan.runtime.events.shape import Asked as EventsAsked
from banyan.runtime.events.shape import EventPage


class ClockView(Struct, frozen=True):
    """City time. `simulated` is shown on every screen; `speed` is city seconds a wall second, None: flat out."""

    now: Instant
    start: Instant
    end: Instant | None
    simulated: bool
    speed: float | None
    state: str                       # starting | running | finished | failed


class Levels(Struct, frozen=True):
    """The newest good reading of every stream, as columns of equal length; None where nothing ever came."""

    stream: list[str]
    value: list[float | None]
    time: list[Instant | None]
    stale: list[bool]
    flags: list[int]                 # Quality of the reading accepted last (LATE, JUMP), STUCK while that alert stands


class Frame(Struct, frozen=True):
    """What changed since a sequence number: kind -> entity id -> body (as in the record).

    Kinds: alert, incident, case, task, crew, proposal, approval, actuation, confirmation, device, forecast, stop,
    rule-status, reject; of estimate and decision the newest alone. `sequence` is the number of the last record
    included: the SSE event id. `whole`: this is all that is open and the last of what has ended, whatever was asked
    for.
    """

    sequence: int
    clock: ClockView
    levels: Levels
    entities: dict[str, dict[str, dict[str, Any]]]
    whole: bool = False


class Series(Struct, frozen=True):
    """One stream's curve, downsampled: per bucket first time, min, max; gaps are None.

    What is expected of it, over `forecast_time`: lowest, highest and expected if the plan is followed, and `without`
    it, as the look ahead `decision` found; only lowest and highest where nobody looks ahead.
    """

    stream: str
    unit: str
    time: list[Instant]
    low: list[float | None]
    high: list[float | None]
    forecast_time: list[Instant] = field(default_factory=list)
    forecast_low: list[float] = field(default_factory=list)
    forecast_high: list[float] = field(default_factory=list)
    forecast_expected: list[float] = field(default_factory=list)
    without: list[float] = field(default_factory=list)
    decision: str | None = None
    decided_at: Instant | None = None


class DecisionLine(Struct, frozen=True):
    """One look ahead in a list. `scores` are those of the plans that matter, by their id; lower is better.

    `error`: why nothing was decided.
    """

    id: str
    asked_at: Instant
    because: str
    chosen: str
    fallback: str
    runner_up: str | None
    scores: dict[str, float]
    tried: int
    error: str | None


class Moment(Struct, frozen=True):
    """The city at another moment than now: as it was known then, or, where `forecast`, as it is expected.

    A forecast is that of the look ahead `decision`, for what that follows; nothing else is known of it, so
    `entities` is empty there. `low`, `high` and `without` (the plan) are columns beside `levels.stream`, empty for a
    moment that has been. `settings` are the openings in % that the plan wants.
    """

    at: Instant
    now: Instant
    forecast: bool
    sequence: int
    levels: Levels
    entities: dict[str, dict[str, dict[str, Any]]]
    decision: str | None = None
    low: list[float | None] = field(default_factory=list)
    high: list[float | None] = field(default_factory=list)
    without: list[float | None] = field(default_factory=list)
    settings: dict[str, float] = field(default_factory=dict)


class Link(Struct, frozen=True):
    """One step of a chain: a record, how far it is from the asked one, and why it is linked (role)."""

    depth: int                       # negative: what led to it; 0: itself; positive: what came of it
    role: str
    record: dict[str, Any]


class Receipt(Struct, frozen=True):
    """Answer to readings sent: how many lines were taken into the inbox (they are durable when this returns)."""

    lines: int
    accepted: int
    rejected: int


class Health(Struct, frozen=True):
    status: str                      # ok | degraded | failed | catching-up: behind the wall, nothing is taken in
    city: str
    now: Instant
    sequence: int
    out_of_service: list[str]        # rules and packs put out of service, actuators that take nothing
    control: str = "on"              # on | advisory (no order leaves) | off (nobody proposes)
    state: str = "running"           # as in ClockView


class Desk(Protocol):
    """Thread-safe. Every call returns quickly except `act` and `ingest`, which return after their commit, and `wait`.
    `submit`, `send` and `health` read nothing from the disk: they may be called where nothing may block.

    Raises authority.Refused where the answer is no, KeyError where the id is unknown, Busy when the inbox is full.
    """

    def city(self) -> dict[str, Any]:
        """For the screens: {"city": City, "layers": {name: GeoJSON}, "texts": {"zh": {...}, "en": {...}}}."""
        ...

    def frame(self, after: int = 0) -> Frame:
        """Changes since `after`; 0, or a number too long ago, gives the whole current state."""
        ...

    def wait(self, after: int, timeout_s: float) -> bool:
        """True when a record newer than `after` exists or city time moved; False after the timeout."""
        ...

    def at(self, time: Instant) -> Moment:
        """The city at another moment. Raises ValueError for one that nobody looked ahead to."""
        ...

    def decisions(self, begin: Instant, end: Instant) -> list[DecisionLine]: ...
    def decision(self, rid: str) -> dict[str, Any]:
        """One look ahead in full."""
        ...

    def series(self, stream: str, begin: Instant, end: Instant, points: int) -> Series: ...
    def trace(self, rid: str) -> list[Link]: ...
    def records(self, after: int, kind: str | None, limit: int) -> list[dict[str, Any]]: ...
    def events(self, asked: EventsAsked) -> EventPage:
        """What happened, newest first."""
        ...

    def event_rows(self, asked: EventsAsked, language: str) -> Iterator[str]:
        """All of it as lines of CSV; reads on as it is read."""
        ...

    def handovers(self, limit: int) -> list[dict[str, Any]]:
        """The shifts' notes, newest first."""
        ...

    def submit(self, intent: Intent) -> "Future[dict[str, Any]]":
        """Have it done at the next tick; the answer is the body of the record that says so, or Refused."""
        ...

    def send(self, source: str, lines: bytes) -> "Future[Receipt]":
        """Readings for the next tick. A future that could be cancelled was taken back: nothing of it will happen."""
        ...

    def act(self, intent: Intent) -> dict[str, Any]:
        """Do it and return the body of the record that says so."""
        ...

    def ingest(self, source: str, lines: bytes) -> Receipt: ...
    def health(self) -> Health: ...


class Busy(Exception):  # noqa: N818  said as operators say it
    """The inbox is full; the sender should wait and try again."""
