"""One case as indicators see it: plain facts, wherever they come from (the journal, or a table somebody exported)."""

from enum import StrEnum

from msgspec import Struct

from banyan.model.time import Instant


class Moment(StrEnum):
    """When a step was done, and by when it is owed. The steps are those of GB/T 30428; `closed_at` is the last closing,
    and `due` has moved with an extension, `first_due` has not.
    """

    REPORTED = "reported_at"
    FILED = "filed_at"
    DISPATCHED = "dispatched_at"
    HANDLED = "handled_at"
    VERIFIED = "verified_at"
    FIRST_CLOSED = "first_closed_at"     # left out: closed_at
    CLOSED = "closed_at"
    FILING_DUE = "filing_due"
    DISPATCH_DUE = "dispatch_due"
    HANDLING_DUE = "handling_due"
    VERIFICATION_DUE = "verification_due"
    FIRST_DUE = "first_due"              # left out: due
    DUE = "due"

    @property
    def owed(self) -> bool:
        """Whether it is a due time, not something that happened."""
        return self.endswith("due")


class Word(StrEnum):
    """What is said of a case in a word or a code; "" where nothing is."""

    REGION = "region"
    DEPARTMENT = "department"
    POST = "post"
    CLASS = "class"
    PLACE = "place"
    OUTCOME = "outcome"                  # solved | not-solved | not-our-duty | not-found | duplicate | withdrawn, ...
    VERDICT = "verdict"                  # the reporter's: solved | not-solved
    DUPLICATE_OF = "duplicate_of"        # the case it was joined with


class Number(StrEnum):
    RETURNS = "returns"
    REOPENED = "reopened"
    DEFERRED = "deferred"                # how often its time was extended


_STANDS_FOR = {Moment.FIRST_CLOSED: Moment.CLOSED, Moment.FIRST_DUE: Moment.DUE}


class CaseRow(Struct, frozen=True, kw_only=True):
    """The facts of one case. None and "" mean: not, or not yet."""

    id: str
    reported_at: Instant | None = None
    filed_at: Instant | None = None
    dispatched_at: Instant | None = None
    handled_at: Instant | None = None
    verified_at: Instant | None = None
    first_closed_at: Instant | None = None
    closed_at: Instant | None = None
    filing_due: Instant | None = None
    dispatch_due: Instant | None = None
    handling_due: Instant | None = None
    verification_due: Instant | None = None
    first_due: Instant | None = None
    due: Instant | None = None
    region: str = ""
    department: str = ""
    post: str = ""
    class_: str = ""
    place: str = ""
    outcome: str = ""
    verdict: str = ""
    duplicate_of: str = ""
    returns: int = 0
    reopened: int = 0
    deferred: int = 0

    def when(self, field: Moment) -> Instant | None:
        """A moment or due time; what is left out stands for what it is left out for."""
        at: Instant | None = getattr(self, field)
        if at is None and field in _STANDS_FOR:
            at = getattr(self, _STANDS_FOR[field])
        return at

    def word(self, field: Word) -> str:
        text: str = getattr(self, "class_" if field is Word.CLASS else field)
        return text

    def number(self, field: Number) -> int:
        n: int = getattr(self, field)
        return n
