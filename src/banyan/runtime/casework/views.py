"""What screens, doors and the command line see of cases; those of the storm stand beside those of daily work."""

from msgspec import Struct

from banyan.model.casework import Case, Entry, Report
from banyan.model.clock import Account, Clock
from banyan.model.text import Name
from banyan.model.time import Instant

STORM, DAILY = "storm", "daily"


class CaseLine(Struct, frozen=True):
    """One case in a list. `flow`: daily, or storm (an incident's case, whose way is command/cases.py).

    `late`: past its promised limit while it was open. `waiting`: a return or dispute that waits for its ruling.
    """

    id: str
    flow: str
    type: str
    name: Name
    status: str
    outcome: str | None
    verdict: str | None
    holder: str
    step: str
    area: str | None
    cell: str | None
    position: tuple[float, float] | None
    address: str
    intake: Instant
    due: Instant | None
    provisional: bool
    closed_at: Instant | None
    late: bool
    suspended: bool
    waiting: str | None
    priority: bool
    reports: int
    moves: int
    parent: str | None = None


class CaseAsked(Struct, frozen=True):
    """Filters of a list; empty ones hold for every case. `open`: True, False, or None for both."""

    open: bool | None = None
    status: str = ""
    type: str = ""
    holder: str = ""
    area: str = ""
    outcome: str = ""
    flow: str = ""
    late: bool | None = None
    waiting: bool | None = None
    text: str = ""


class CasePage(Struct, frozen=True):
    """In the order of what is due first; closed ones behind, newest first. `count` is of all that fit."""

    rows: list[CaseLine]
    count: int
    late: int
    now: Instant


class CaseView(Struct, frozen=True):
    """One case of daily work with its clocks, where its time went, who is owed an answer, and its log.

    `may`: verbs that whoever asks has the right and the power for now.
    """

    line: CaseLine
    case: Case
    clocks: tuple[Clock, ...]
    account: Account
    answers_due: tuple[Report, ...]
    log: list[Entry]
    may: list[str]
