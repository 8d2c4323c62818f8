"""A case of the city's daily work: what was reported, where it stands, who holds it, how it ended, what the reporter
says. Steps of GB/T 30428: report, file, dispatch, handle, feed back, verify and close, evaluate.

What is as usual is left out of a record (`omit_defaults`): a journal has many cases, and most are never disputed.
"""

from enum import StrEnum
from typing import Any

from msgspec import Struct

from banyan.model.clock import Line, Terms
from banyan.model.ids import CaseId, PrincipalId, RoleId
from banyan.model.ports import Notice
from banyan.model.project import Source
from banyan.model.route import Routed
from banyan.model.text import Said
from banyan.model.time import Instant


class Status(StrEnum):
    """How far a case is. What came of it is its outcome, and what the reporter thinks of that is the verdict."""

    REPORTED = "reported"
    FILED = "filed"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    FED_BACK = "fed-back"
    VERIFIED = "verified"
    CLOSED = "closed"


class Verdict(StrEnum):
    """What reporters say about the outcome."""

    SOLVED = "solved"
    NOT_SOLVED = "not-solved"


class Verb(StrEnum):
    """What can be done to a case. A principal needs the right `case.<verb>`."""

    REPORT = "report"
    FILE = "file"
    DISPATCH = "dispatch"
    HANDLE = "handle"
    FEED_BACK = "feed-back"
    VERIFY = "verify"
    CLOSE = "close"
    EVALUATE = "evaluate"
    RETURN = "return"
    DISPUTE = "dispute"
    RULE = "rule"
    REASSIGN = "reassign"
    ASSIST = "assist"
    SUSPEND = "suspend"
    RESUME = "resume"
    EXTEND = "extend"
    REOPEN = "re-open"
    JOIN = "join"
    SPLIT = "split"
    PART = "part"
    ANSWER = "answer"
    JUDGE = "judge"
    PRIORITISE = "prioritise"
    RECLASS = "re-class"
    TELL = "tell"            # time's own: a warning, a breach, a call up the ladder
    RECKON = "reckon"        # a due time reckoned again, since a calendar came
    PART_ENDED = "part-ended"
    IMPORT = "import"        # a case of before, as a table tells it
    UNDO = "undo-import"     # and taken back with its import


OF_TIME = (Verb.TELL, Verb.RECKON, Verb.PART_ENDED)
"""Verbs that nobody does: they follow from time, or from another case."""
OF_TABLES = (Verb.IMPORT, Verb.UNDO)
"""Verbs that are done to a whole table of cases, never to one."""


class Evidence(Struct, frozen=True, gc=False, omit_defaults=True):
    """Something shown: `kind` as the type names it ("photo-after"), `ref` where it lies, `at` when it was taken."""

    kind: str
    ref: str
    at: Instant | None = None
    position: tuple[float, float] | None = None    # longitude, latitude


class Place(Struct, frozen=True, gc=False, omit_defaults=True):
    """Where. `position` is longitude, latitude (WGS 84); `cell` and `area` as the city's routes know them; `thing` is
    the id of a part.
    """

    position: tuple[float, float] | None = None
    address: str = ""
    area: str | None = None
    cell: str | None = None
    thing: str | None = None


ALERT = "alert"
"""The channel of what the city's own rules report: nobody waits for an answer to it."""


class Report(Struct, frozen=True, gc=False, omit_defaults=True):
    """One reporter's telling. `reporter` is a pseudonym, never a name or a number. `answered_at`: told how it ended.

    `at` is when the city first heard it, which may be before it was written down here.
    """

    id: str
    at: Instant
    place: Place
    channel: str = "desk"
    reporter: str | None = None
    text: str = ""
    attributes: dict[str, str | tuple[str, ...]] = {}
    media: tuple[str, ...] = ()
    source: str | None = None            # the sender's own key: the same report twice is one
    answered_at: Instant | None = None
    answer: str | None = None
    verdict: Verdict | None = None
    answers: dict[str, Any] = {}         # to the type's form, without what it skipped
    form: str | None = None              # id@version


class Contest(StrEnum):
    RETURN = "return"
    DISPUTE = "dispute"


class Objection(Struct, frozen=True, gc=False, omit_defaults=True):
    """A return or a dispute and what became of it. `upheld` None: the desk hasn't ruled yet."""

    kind: Contest
    at: Instant
    by: RoleId
    ground: str
    reason: str
    evidence: tuple[Evidence, ...] = ()
    upheld: bool | None = None
    ruled_at: Instant | None = None
    ruled_by: PrincipalId | None = None
    ruling: str = ""


class Part(Struct, frozen=True, gc=False, omit_defaults=True):
    """A case that belongs to this one; it has an outcome once it is closed."""

    case: CaseId
    type: str
    mandatory: bool
    outcome: str | None = None


class Told(Struct, frozen=True, gc=False, omit_defaults=True):
    """What was said about a clock that ran: a warning, a breach, or a call up the ladder, at its own exact time."""

    what: str                    # warning | breach | call
    whose: str                   # promised | statutory | step | holder
    who: str
    begin: Instant               # of the clock
    at: Instant                  # when it was due to be told
    to: RoleId
    rung: int = -1
    instead_of: RoleId | None = None
    unattended: bool = False


class Closing(Struct, frozen=True, gc=False, omit_defaults=True):
    """One end of a case; it has several where it was re-opened."""

    at: Instant
    by: PrincipalId
    outcome: str
    reason: str
    reopened_at: Instant | None = None
    imported: bool = False               # a table told it: nobody closed it here


class Case(Struct, frozen=True, gc=False, omit_defaults=True):
    """One case as it stands. Its history is the `case-move` records; `moves` says how many there were."""

    id: CaseId
    type: str
    version: int
    status: Status
    place: Place
    desk: RoleId
    reports: tuple[Report, ...]
    line: Line
    terms: Terms
    due: Instant                         # of the promised limit, as last reckoned
    provisional: bool = False            # reckoned over a year whose holidays are not published yet
    next_at: Instant | None = None       # when time alone has something to say next
    calendar: str | None = None
    state: str | None = None
    outcome: str | None = None
    handler: RoleId | None = None        # the unit it was dispatched to, also while the desk verifies or rules
    helpers: tuple[RoleId, ...] = ()
    spot: bool = False                   # handled where it was found, by who found it
    priority: bool = False
    evidence: tuple[Evidence, ...] = ()
    objections: tuple[Objection, ...] = ()
    suspensions: int = 0
    extensions: int = 0
    reworks: int = 0
    closings: tuple[Closing, ...] = ()
    parent: CaseId | None = None
    parts: tuple[Part, ...] = ()
    joined_to: CaseId | None = None
    offspring: int = 0                   # cases begun from this one: parts, and those that follow on
    follows: CaseId | None = None
    told: tuple[Told, ...] = ()
    route: Routed | None = None
    score: int | None = None             # evaluation, 0 to 100
    moves: int = 0
    keys: tuple[str, ...] = ()           # askers' own keys of moves done: the same move twice is done once
    number: str = ""                     # of a case of before: as its table numbers it
    source: Source | None = None         # of a case of before: where each of its values was read
    undone: bool = False                 # its import was taken back: it is nobody's case, and counts nowhere

    @property
    def holder(self) -> RoleId:
        return self.line.stints[-1].holder

    @property
    def step(self) -> str:
        return self.line.stints[-1].step

    @property
    def intake(self) -> Instant:
        """When the city first heard of it; nothing moves this."""
        return self.line.intake

    @property
    def pending(self) -> Objection | None:
        """The return or dispute that waits for its ruling."""
        last = self.objections[-1] if self.objections else None
        return last if last is not None and last.upheld is None else None

    @property
    def returns(self) -> int:
        return sum(o.kind is Contest.RETURN for o in self.objections)

    @property
    def verdict(self) -> Verdict | None:
        """Not solved as soon as one reporter says so; solved where some said so and nobody the contrary."""
        said = [r.verdict for r in self.reports if r.verdict is not None]
        return None if not said else Verdict.NOT_SOLVED if Verdict.NOT_SOLVED in said else Verdict.SOLVED


class Actor(Struct, frozen=True, omit_defaults=True):
    """Who acts, and the roles they have. `reporter`: the pseudonym of a reporter who acts on their own case."""

    principal: PrincipalId
    roles: tuple[RoleId, ...]
    reporter: str | None = None


class Before(Struct, frozen=True, omit_defaults=True):
    """A case of before this city's own: what a table tells of it. Moments that it doesn't tell are None; they are in
    the order of the fields. Closed: `closed_at` with its `outcome`.
    """

    number: str
    type: str
    report: Report                       # its `at` is the first intake
    by: Actor                            # who imports it
    source: Source
    filed_at: Instant | None = None
    dispatched_at: Instant | None = None
    handled_at: Instant | None = None
    closed_at: Instant | None = None
    holder: RoleId | None = None
    outcome: str | None = None
    reason: str = ""                     # what its table says of how it ended


class NewPart(Struct, frozen=True, omit_defaults=True):
    """A case that a split makes, or a part opened beside: its type (None: this one's) and who holds it."""

    holder: RoleId
    type: str | None = None
    mandatory: bool = True
    reason: str = ""


class Move(Struct, frozen=True, gc=False, omit_defaults=True):
    """One wish about a case, and, recorded, what was done. Each verb reads the fields that it needs."""

    verb: Verb
    by: Actor
    key: str | None = None
    reason: str = ""
    ground: str | None = None             # return, dispute, suspend: a code of the type
    holder: RoleId | None = None          # dispatch, reassign, re-class
    helpers: tuple[RoleId, ...] = ()      # dispatch, assist
    evidence: tuple[Evidence, ...] = ()
    outcome: str | None = None            # close
    state: str | None = None              # file, re-class: which state of the site
    yes: bool | None = None               # rule: upheld? verify: passed? judge: solved? prioritise
    limit: str | None = None              # suspend: its cap; extend: the new promised limit
    other: CaseId | None = None           # join: the case that it is a duplicate of
    report: str | None = None             # answer, judge: which report
    into: tuple[NewPart, ...] = ()        # split, part
    score: int | None = None              # evaluate
    route: Routed | None = None           # dispatch, re-class: how its unit was found
    type: str | None = None               # re-class: the type that it should have had


class Intake(Struct, frozen=True, omit_defaults=True):
    """Something reported, before it is a case. `holder`: the unit of who handles it on the spot, where they do."""

    type: str
    report: Report
    by: Actor
    state: str | None = None
    holder: RoleId | None = None
    alone: bool = False                  # the reporter has seen what is near and says it is another


class Entry(Struct, frozen=True, gc=False, omit_defaults=True):
    """A `case-move` record: the n-th move of a case. `before` and `after` are the status.

    `cause` is the move of another case that this one follows from: a join, a split, a part that ended.
    """

    id: str
    case: CaseId
    n: int
    verb: Verb
    at: Instant
    by: PrincipalId
    holder: RoleId
    step: str
    before: Status | None
    after: Status
    move: Move | None = None
    intake: Intake | None = None
    told: tuple[Told, ...] = ()
    cause: str | None = None
    table: str | None = None             # the import that brought it, or that was taken back


class Done(Struct, frozen=True, gc=False):
    """What a move did: the cases that changed or began, first the one that was asked about, and the moves made."""

    cases: tuple[Case, ...]
    entries: tuple[Entry, ...]
    notices: tuple[Notice, ...] = ()

    @property
    def case(self) -> Case:
        return self.cases[0]


class Refusal(Struct, frozen=True):
    """A move that isn't done. `key` of the text; `expected` says what would be let pass."""

    why: Said
