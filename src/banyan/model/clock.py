"""Who held a case when, and by when it is owed: the citizen's clock, the holders' and the steps'."""

from datetime import timedelta
from enum import StrEnum

from msgspec import Struct

from banyan.model.ids import CaseId, RoleId
from banyan.model.time import Instant


class MoveKind(StrEnum):
    """What can happen to the clocks of a case (transitions of GB/T 30428; a return is a hand-over with its ground)."""

    INTAKE = "intake"        # first heard of: the citizen's clock starts, once and for all
    HAND_OVER = "hand-over"  # dispatched, reassigned: somebody else holds it
    RETURN = "return"        # given back
    STEP = "step"            # the same holder, another step
    SPLIT = "split"          # parts go on as cases of their own; the rest stays with its holder
    PAUSE = "pause"
    RESUME = "resume"
    CLOSE = "close"
    REOPEN = "re-open"


class Move(Struct, frozen=True):
    """One transition. `holder` and `step` say what holds from then on; left out, they stay as they were.

    A pause has a `reason` and a `cap` (a limit, after which it ends by itself); only one with a legal `ground` stops
    the statutory clock too. A split names each new case and who holds it.
    """

    case: CaseId
    kind: MoveKind
    at: Instant
    holder: RoleId | None = None
    step: str | None = None
    reason: str | None = None
    cap: str | None = None
    ground: str | None = None
    into: tuple[tuple[CaseId, RoleId], ...] = ()


class State(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    CLOSED = "closed"        # closed, and re-opened later: the citizen went on waiting


class Stint(Struct, frozen=True, gc=False):
    """One holder, one step, one state, from `begin` on; `end` is None while it lasts."""

    holder: RoleId
    step: str
    state: State
    begin: Instant
    end: Instant | None = None


class Pause(Struct, frozen=True, gc=False):
    """`until`: when its cap ends it, unless it is ended before."""

    reason: str
    begin: Instant
    until: Instant
    ground: str | None = None
    end: Instant | None = None


class Line(Struct, frozen=True, gc=False):
    """One case's time: stints from its first intake on, without a gap. A split case has those of its parent before."""

    case: CaseId
    stints: tuple[Stint, ...]
    pauses: tuple[Pause, ...] = ()
    split_from: CaseId | None = None

    @property
    def intake(self) -> Instant:
        return self.stints[0].begin


class Term(Struct, frozen=True, gc=False):
    """A limit as in "5 working days", and after how much of it a warning is due ("4 working days")."""

    limit: str
    warn: str | None = None


class Terms(Struct, frozen=True, gc=False):
    """What a kind of case owes: to the citizen, as promised and by law; in each step; from each holder."""

    promised: Term
    statutory: Term | None = None
    steps: dict[str, Term] = {}
    holders: dict[RoleId, Term] = {}


class Spent(Struct, frozen=True):
    """Time in one hand or step. `minutes` are whole ones and add up, as the exact times do.

    `working` is office time by the city's calendar; `paused` and `closed` are parts of `elapsed`.
    """

    elapsed: timedelta
    working: timedelta
    paused: timedelta
    closed: timedelta
    minutes: int


class Account(Struct, frozen=True):
    """Where the time of one case went. Holders' times add up to `total`, and so do the steps'."""

    case: CaseId
    intake: Instant
    until: Instant                       # the last close, or now
    total: Spent
    holders: dict[RoleId, Spent]         # in the order in which they first held it
    steps: dict[str, Spent]


class Whose(StrEnum):
    PROMISED = "promised"
    STATUTORY = "statutory"
    STEP = "step"
    HOLDER = "holder"


class Clock(Struct, frozen=True, gc=False):
    """One limit that runs. `who` is the holder or the step; "" for the citizen.

    `due` moves on while it is paused. `breached_at`: when it was first overdue with the case open; what ends at the
    very moment that it is due ends in time. `ended_at`: None while it runs.
    """

    whose: Whose
    who: str
    limit: str
    begin: Instant
    due: Instant
    provisional: bool
    warn_at: Instant | None = None
    breached_at: Instant | None = None
    ended_at: Instant | None = None
    paused: bool = False


class Rung(Struct, frozen=True, gc=False):
    """Who is told `after` so much time past the due moment (None: at once), and who stands in, in this order."""

    role: RoleId
    after: str | None = None
    deputies: tuple[RoleId, ...] = ()


class Absence(Struct, frozen=True):
    """A role with nobody in it, from `begin` until before `end`."""

    role: RoleId
    begin: Instant
    end: Instant


class Call(Struct, frozen=True, gc=False):
    """`to` is told at `at`; `instead_of` is the role it stands in for. `unattended`: nobody of the rung was there."""

    rung: int
    at: Instant
    to: RoleId
    instead_of: RoleId | None = None
    unattended: bool = False


class Owed(Struct, frozen=True):
    """An open deadline as it was told: when the calendar of a year comes, it is reckoned again."""

    id: str
    begin: Instant
    limit: str
    calendar: str
    due: Instant
    provisional: bool
    pauses: tuple[Pause, ...] = ()


class Changed(Struct, frozen=True):
    """What a deadline was and what it is now."""

    id: str
    was: Instant
    due: Instant
    was_provisional: bool
    provisional: bool
