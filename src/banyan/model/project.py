"""Projects: what districts report in workbooks, with the cell that each value was read from.

A project counts once, at its first signing; a later increase of capital adds its increment and nothing else. Money is
`figure.Amount` in CNY with the text it was read from. Two dates are kept apart: when something was true (`on`, asked
for with --as-of) and when it was known (`known_at`, asked for with --known-at).

A large import holds a million of these. None can be part of a cycle, so Python's collector need not look at them
(gc=False): it would take as long as reading the rows.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct, field

from banyan.model.figure import Amount
from banyan.model.ids import ImportId, PrincipalId, ProjectId, UnreadableId
from banyan.model.text import Name
from banyan.model.time import Instant


class InvestorKind(StrEnum):
    STATE = "state"
    PRIVATE = "private"
    FOREIGN = "foreign"
    HK_MACAO_TAIWAN = "hk-macao-taiwan"
    OTHER = "other"


class AgreementKind(StrEnum):
    CONTRACT = "contract"
    AGREEMENT = "agreement"
    LETTER_OF_INTENT = "letter-of-intent"


class Channel(StrEnum):
    """Where and how it was signed."""

    ON_SITE_OFFLINE = "on-site-offline"
    ON_SITE_ONLINE = "on-site-online"
    OFF_SITE = "off-site"


class Stage(Struct, frozen=True):
    """One step of a project's life, as the city configures it. `rank` orders the steps; None: outside of the order
    (stopped). `words`: how workbooks write it.
    """

    id: str
    name: Name
    rank: int | None
    words: tuple[str, ...] = ()


class Sector(Struct, frozen=True):
    """A row of the city's list of sectors. `words`: other ways to write it; `within`: the id of the sector above."""

    id: str
    name: Name
    words: tuple[str, ...] = ()
    within: str = ""


class Cell(Struct, frozen=True, omit_defaults=True, gc=False):
    """Where a value was read: "D17", and what stood there. A value that was mended keeps who mended it."""

    ref: str
    text: str
    mended_by: PrincipalId | None = None


class Source(Struct, frozen=True, omit_defaults=True, gc=False):
    """One row of one workbook. `cells`: field of the project → cell; section rows and titles are cells too."""

    file: str
    sha256: str
    sheet: str
    row: int
    sender: str
    imported: ImportId
    cells: dict[str, Cell] = field(default_factory=dict)


class Code(Struct, frozen=True, omit_defaults=True, gc=False):
    """`kind`: "project" (GB/T 40058), "credit" (GB 32100) or "" for a code of the sender's own.

    `wrong`: why it can't be what it says, "" where its structure holds.
    """

    text: str
    kind: str = ""
    wrong: str = ""


class Investor(Struct, frozen=True, omit_defaults=True, gc=False):
    """`kind` None: not said. `origin`: province, country or region that it comes from, as written."""

    name: str
    kind: InvestorKind | None = None
    code: Code | None = None
    origin: str = ""
    aliases: tuple[str, ...] = ()


class InvestmentKind(StrEnum):
    SIGNED = "signed"             # at the first signing: counts the project, and decides its size band
    REVISED = "revised"           # the same signing, another amount: replaces what was signed from `on` on
    INCREMENT = "increment"       # an increase of capital: adds to its own edition's amount, counts nothing


class Investment(Struct, frozen=True, omit_defaults=True, gc=False):
    """An amount as published. `unit`: what the text is in and where that is said ("亿元, header D4").

    `on`: the day it holds from; None: not said. `source`: index into the
    project's sources.
    """

    kind: InvestmentKind
    amount: Amount
    edition: str
    on: date | None = None
    unit: str = ""
    cell: Cell | None = None
    source: int = 0


class StageAt(Struct, frozen=True, omit_defaults=True, gc=False):
    """`stage`: id of a configured stage, or the text as written where the city's list doesn't know it."""

    stage: str
    on: date | None = None


class Standing(StrEnum):
    CURRENT = "current"
    WITHDRAWN = "withdrawn"       # a newer version of its workbook has it no more
    UNDONE = "undone"             # the import that brought it was taken back


class Project(Struct, frozen=True, omit_defaults=True, gc=False):
    """One project, as its sender's newest workbook tells it; one that was merged has several sources.

    What no workbook says is "" or None. `edition` is that of the first signing, `cohort` the group it is followed with.
    `sector`: from the general to the particular, ids of the city's list where it knows them, else as written.
    `increases`: for a row that is only an increase of capital, the id of the project increased ("" where unknown);
    None: it is a project of its own. `known_at`: when this version came to be known.
    """

    id: ProjectId
    name: str
    edition: str
    investments: tuple[Investment, ...]
    sources: tuple[Source, ...]
    known_at: Instant
    cohort: str = ""
    aliases: tuple[str, ...] = ()
    codes: tuple[Code, ...] = ()
    investors: tuple[Investor, ...] = ()
    sector: tuple[str, ...] = ()
    agreement: AgreementKind | None = None
    channel: Channel | None = None
    stages: tuple[StageAt, ...] = ()
    signed_on: date | None = None
    district: str = ""
    place: str = ""
    point: tuple[float, float] | None = None      # longitude, latitude; WGS 84
    origin: str = ""
    contact: str = ""                             # shown masked: `masked`
    content: str = ""                             # what will be built
    note: str = ""
    increases: ProjectId | None = None
    merged: tuple[ProjectId, ...] = ()            # the ids that were merged into this one
    standing: Standing = Standing.CURRENT
    extra: dict[str, str] = field(default_factory=dict)   # columns nobody mapped: header → text

    @property
    def investor_kind(self) -> InvestorKind | None:
        """Of the first investor that has one: the sender names the leading investor first."""
        return next((i.kind for i in self.investors if i.kind is not None), None)

    @property
    def stage(self) -> str:
        """The stage last told; "" where none is."""
        return self.stages[-1].stage if self.stages else ""


class Unreadable(Struct, frozen=True, omit_defaults=True, gc=False):
    """A cell that could not be read. Where it is the name or the amount, its row waits on the red list, whole; else its
    `project` stands without this value.

    `reason` is a sentence in both languages. `mended`: by what it was closed ("" while it waits): the id of the project
    it became, or of the import that no longer has it.
    """

    id: UnreadableId
    field: str
    cell: Cell
    reason: Name
    source: Source
    edition: str
    known_at: Instant
    mended: str = ""
    project: ProjectId | None = None
    partial: Project | None = None      # the row as far as it could be read, where it waits whole
    unit: str = ""                      # of the cell's column, "100000000 CNY"
    standing: Standing = Standing.CURRENT


class Mapped(Struct, frozen=True, omit_defaults=True):
    """One column of a table: what it was taken for, and why. `field` "": kept as `extra` under its header."""

    column: str
    header: str
    field: str
    unit: str = ""
    reason: str = ""


class SumCheck(Struct, frozen=True, omit_defaults=True):
    """A subtotal or total row against the rows it sums. `said`, `found` in CNY (or pieces, for a count)."""

    sheet: str
    cell: str
    label: str
    said: Decimal
    found: Decimal
    agrees: bool
    unit: str = "CNY"             # or "count"


class Duplicate(Struct, frozen=True, omit_defaults=True, gc=False):
    """Two projects that look like one. `score` 0-1; below 0.9 are look-alikes that only a person may merge."""

    a: ProjectId
    b: ProjectId
    score: Decimal
    reasons: tuple[Name, ...] = ()


def masked(contact: str) -> str:
    """A contact for screens and exports: the first character of a name, the last two digits of a number."""
    if not contact:
        return ""
    digits = [i for i, c in enumerate(contact) if c.isdigit()]
    shown = {0, *digits[-2:]} if not contact[0].isdigit() else {*digits[-2:]}
    return "".join(c if i in shown or c.isspace() else "*" for i, c in enumerate(contact))
