"""What screens, doors and the command line see of cases."""

from msgspec import Struct

from banyan.model.casework import Case, Entry, Report
from banyan.model.clock import Account, Clock
from banyan.model.text import Name
from banyan.model.time import Instant


class CaseLine(Struct, frozen=True):
    """One case in a list.

    `late`: past its promised limit while it was open. `waiting`: a return or dispute that waits for its ruling.
    `channel`: how its first report came ("alert": from the city's own rules); a part of another case has none.
    `handler`: the unit it was dispatched to, also while the desk verifies or rules.
    """

    id: str
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
    due: Instant
    provisional: bool
    closed_at: Instant | None
    late: bool
    suspended: bool
    waiting: str | None
    priority: bool
    reports: int
    moves: int
    parent: str | None = None
    channel: str = ""
    handler: str | None = None


class CaseAsked(Struct, frozen=True):
    """Filters of a list; empty ones hold for every case. `open`: True, False, or None for both.

    `source`: the sender's own key of one report: the case that it went into. An incident's is `incident/ID`.
    """

    open: bool | None = None
    status: str = ""
    type: str = ""
    holder: str = ""
    area: str = ""
    outcome: str = ""
    channel: str = ""
    late: bool | None = None
    waiting: bool | None = None
    text: str = ""
    source: str = ""
    handler: str = ""


class CasePage(Struct, frozen=True):
    """In the order of what is due first; closed ones behind, newest first. `count` is of all that fit."""

    rows: list[CaseLine]
    count: int
    late: int
    now: Instant


class CaseView(Struct, frozen=True):
    """One case with its clocks, where its time went, who is owed an answer, and its log.

    `may`: verbs that whoever asks has the right and the power for now.
    """

    line: CaseLine
    case: Case
    clocks: tuple[Clock, ...]
    account: Account
    answers_due: tuple[Report, ...]
    log: list[Entry]
    may: list[str]
