"""Case types as data: one dated version of what a kind of report or request owes, who may do what, and how it ends."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from banyan.model.calendar import Calendar
from banyan.model.clock import Absence, Rung, Term, Terms
from banyan.model.ids import RoleId
from banyan.model.level import Level
from banyan.model.route import Routes
from banyan.model.rule import RuleKind
from banyan.model.text import Name


class Thing(StrEnum):
    """The two objects of GB/T 30428: fixed things, and what happens."""

    PART = "part"
    EVENT = "event"


class Datatype(StrEnum):
    """Datatypes of an attribute (Open311 GeoReport v2, service definition)."""

    STRING = "string"
    NUMBER = "number"
    DATETIME = "datetime"
    TEXT = "text"
    ONE = "singlevaluelist"
    SEVERAL = "multivaluelist"


class Choice(Struct, frozen=True):
    key: str
    name: Name


class Attribute(Struct, frozen=True):
    """Something to be told with a report (Open311 GeoReport v2, service definition)."""

    code: str
    name: Name
    datatype: Datatype = Datatype.STRING
    required: bool = False
    order: int = 0
    values: tuple[Choice, ...] = ()
    help: Name | None = None


class SiteState(Struct, frozen=True):
    """A state of the site with limits of its own ("burst main, unfenced"); what it leaves out is the type's."""

    id: str
    name: Name
    promised: Term | None = None
    statutory: Term | None = None
    steps: dict[str, Term] = {}


class Outcome(Struct, frozen=True):
    """How a case may end. `counts`: whether it is in the denominator of the solved rate. `early`: whether it may be
    closed so before anybody has handled and verified it. `evidence`: what it needs, beside a reason; None: what the
    type asks for.
    """

    id: str
    name: Name
    solved: bool = False
    counts: bool = True
    early: bool = False
    evidence: tuple[str, ...] | None = None


class Ground(Struct, frozen=True):
    """A coded reason. `evidence`: what has to be shown with it. `legal`: the clause by which a suspension on it stops
    the statutory clock too.
    """

    id: str
    name: Name
    evidence: tuple[str, ...] = ()
    legal: str | None = None


class SubType(Struct, frozen=True):
    """A case of another type that belongs to this one. Mandatory ones are opened with it."""

    type: str
    mandatory: bool = False


class FollowOn(Struct, frozen=True):
    """A case of another type that begins when this one ends with that outcome; None: with any."""

    type: str
    outcome: str | None = None


class Nearby(Struct, frozen=True):
    """Reports of one class are of one case within so many metres and so long after its first report.

    `joins`: they are joined at once; else they are only shown.
    """

    metres: float
    within: str
    joins: bool = True


class Waiting(Struct, frozen=True):
    """What may be asked for beyond the limits. `cap`: how long one suspension lasts at most; None: not at all."""

    cap: str | None = None
    times: int = 0


class Visiting(Struct, frozen=True):
    """What a visit to such a case takes: minutes on site, and what who goes must know and bring."""

    minutes: int = 30
    skill: str | None = None
    equipment: tuple[str, ...] = ()


class Definition(Struct, frozen=True, rename={"first": "from", "last": "until"}):
    """One version of a case type; a running case keeps the version that it was opened with.

    `class_code` and `subclass` are codes as in GB/T 30428. `desk` is the role that files, dispatches and rules;
    `powers` name who may do a verb ("desk", "holder", "helper", "reporter", or roles) where it isn't as usual.
    `steps` are file, dispatch, handle, verify and rule. `returns`: how many times a case may be given back. `sampled`:
    % of closings inspected again. `reported`: whether people may report one by the city's doors; else it is opened by
    alerts and by its desk alone.
    """

    id: str
    version: int
    first: date
    name: Name
    class_code: str
    subclass: str
    thing: Thing
    desk: RoleId
    promised: Term
    outcomes: tuple[Outcome, ...]
    last: date | None = None
    help: Name | None = None
    group: Name | None = None
    keywords: tuple[str, ...] = ()
    statutory: Term | None = None
    steps: dict[str, Term] = {}
    states: tuple[SiteState, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    evidence: tuple[str, ...] = ()
    verified: bool = True
    on_the_spot: bool = False
    sampled: int = 0
    powers: dict[str, tuple[str, ...]] = {}
    return_grounds: tuple[Ground, ...] = ()
    suspend_grounds: tuple[Ground, ...] = ()
    returns: int = 2
    suspension: Waiting = Waiting()
    extension: Waiting = Waiting()
    reopen_within: str | None = None
    nearby: Nearby | None = None
    parts: tuple[SubType, ...] = ()
    follow_on: tuple[FollowOn, ...] = ()
    escalation: tuple[Rung, ...] = ()
    retention: str = ""
    calendar: str | None = None
    form: str | None = None
    visit: Visiting = Visiting()
    reported: bool = True

    def state(self, sid: str | None) -> SiteState | None:
        return next((s for s in self.states if s.id == sid), None)

    def outcome(self, oid: str | None) -> Outcome | None:
        return next((o for o in self.outcomes if o.id == oid), None)

    def terms(self, state: str | None) -> Terms:
        """What a case in that state of the site owes."""
        own = self.state(state)
        if own is None:
            return Terms(self.promised, self.statutory, self.steps)
        return Terms(own.promised or self.promised, own.statutory or self.statutory, {**self.steps, **own.steps})

    def holds_on(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


class Opening(Struct, frozen=True, rename={"least": "from"}):
    """Which alerts open a case of which type: of these kinds of rules, of these rules, from this level on.

    A rule is an id, or the beginning of ids before a `*`; what is left out holds for every alert.
    """

    opens: str
    kinds: tuple[RuleKind, ...] = ()
    rules: tuple[str, ...] = ()
    least: Level = Level.IV


class Casebook(Struct, frozen=True):
    """What a city declares for its cases: every version of every type, routes, calendars; `None` is the city's own."""

    definitions: tuple[Definition, ...]
    routes: Routes
    calendars: dict[str | None, Calendar]
    timezone: str
    roles: tuple[RoleId, ...] = ()       # of the city: beside the units of the routes, who may hold a case
    kept: tuple[Definition, ...] = ()    # versions that running cases keep, though nobody declares them any more
    absences: tuple[Absence, ...] = ()   # roles with nobody in them for a while: who is called instead
    openings: tuple[Opening, ...] = ()   # which alerts open cases: the first row that fits

    def calendar(self, cid: str | None) -> Calendar:
        """The named calendar; a case whose calendar is gone goes on by the city's own."""
        return self.calendars.get(cid) or self.calendars[None]


def in_force(versions: tuple[Definition, ...], tid: str, day: date) -> Definition | None:
    """The newest version of a type that holds on a day."""
    found = [d for d in versions if d.id == tid and d.holds_on(day)]
    return max(found, key=lambda d: (d.first, d.version), default=None)


def version_of(book: Casebook, tid: str, version: int) -> Definition | None:
    """The version that a running case keeps."""
    return next((d for d in (*book.definitions, *book.kept) if d.id == tid and d.version == version), None)
