"""What the server may ask about releases that a person puts on the figures desk. They are kept in memory alone."""

from typing import Protocol

from msgspec import Struct

from banyan.model.text import Name


class SpanView(Struct, frozen=True, kw_only=True):
    """A number of the text. `start`, `end`: code points into the text. `findings`: those that are about it."""

    text: str
    start: int
    end: int
    sentence: str
    value: str
    unit: str
    verdict: str                      # contradicts | agrees | cannot_tell | unknown
    findings: list[str]


class AgainstView(Struct, frozen=True, kw_only=True):
    """What a number was compared with outside the text: a ledger's row, or projects."""

    id: str
    kind: str                         # ledger | project
    value: str
    where: str                        # "figures.csv, row 7"
    source: str


class FindingView(Struct, frozen=True, kw_only=True):
    """One check's answer. `quantities`: indices into the text's numbers; the first is where it is told."""

    id: str
    check: str
    name: Name
    result: str                       # pass | fail | cannot_tell
    arithmetic: Name
    quantities: list[int]
    against: list[AgainstView]
    waived_by: str


class LineView(Struct, frozen=True, kw_only=True):
    """A paragraph, heading, list item or table row of the text."""

    start: int
    end: int
    kind: str                         # text | heading | item | row


class ReleaseView(Struct, frozen=True, kw_only=True):
    """A release on the desk. Once it is checked: its text, lines, numbers and findings.

    `state`: held | checking | checked | failed. `rejected`: rows of the ledgers that were not understood.
    """

    id: str
    file: str
    state: str
    language: str
    ledgers: list[str]
    text: str
    lines: list[LineView]
    quantities: list[SpanView]
    findings: list[FindingView]
    rejected: list[str]
    error: str
    edition: str                      # whose projects it was compared with, too; "": none


class FigureDesk(Protocol):
    """Thread-safe. Raises KeyError for a release that is no longer held, UsageError for what can't be read."""

    def hold(self, name: str, data: bytes) -> ReleaseView: ...
    def add_ledger(self, rid: str, name: str, data: bytes) -> ReleaseView: ...
    def check(self, rid: str, edition: str) -> ReleaseView:
        """Begin to check, in a thread: `looked_at` says what was found. `edition`: whose projects to compare with."""
        ...

    def looked_at(self, rid: str) -> ReleaseView: ...
    def marked(self, rid: str, kind: str, language: str) -> bytes:
        """The release with its numbers marked, as docx or html."""
        ...

    def drop(self, rid: str) -> None: ...
