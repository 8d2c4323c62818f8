"""What the screens of the programme office are shown. Money is a decimal string in CNY, days are ISO dates.

These are views: ids of configured sectors and stages come with their names, so that a screen needs no second question.
"""

from datetime import date

from msgspec import Struct

from banyan.model.text import Name
from banyan.model.time import Instant


class Asked(Struct, frozen=True):
    """Which projects a screen asks for; "" is all. `as_of`: what was true then; `known_at`: what was known then."""

    edition: str = ""
    district: str = ""
    sector: str = ""
    stage: str = ""
    investor_kind: str = ""
    channel: str = ""
    text: str = ""
    as_of: date | None = None
    known_at: Instant | None = None


class Choice(Struct, frozen=True, kw_only=True):
    """A value that a filter may take, and how many projects have it."""

    value: str
    name: Name
    count: int


class CellView(Struct, frozen=True, kw_only=True):
    """The cell a value was read from. `mended_by`: who mended it, "" for a cell as it came."""

    field: str
    file: str
    sheet: str
    ref: str
    text: str
    mended_by: str


class ProjectLine(Struct, frozen=True, kw_only=True):
    """A row of the list. `amount` is what it adds to its edition, increases included; None: only increases others."""

    id: str
    name: str
    edition: str
    cohort: str
    district: str
    place: str
    investor: str
    investor_kind: str
    channel: str
    agreement: str
    sector: Name | None
    stage: Name | None
    signed_on: date | None
    amount: str | None
    text: str
    sources: int
    merged: int
    waiting: int
    point: tuple[float, float] | None
    standing: str
    increases: str
    counts: int                       # 1, or 0 where it only increases others here
    cell: CellView | None             # where the amount was read


class ProjectPage(Struct, frozen=True, kw_only=True):
    """`count`, `counted`, `amount`: of all that were asked for, not of the rows of this page alone; rows that only
    increase others are in `count` and not in `counted`. `choices`: by field, of the edition.

    `begun` False: nothing was ever imported here.
    """

    rows: list[ProjectLine]
    count: int
    counted: int
    amount: str
    choices: dict[str, list[Choice]]
    begun: bool


class MapPoint(Struct, frozen=True, kw_only=True):
    """`at` None: no workbook says where; a screen may show it at its district."""

    id: str
    name: str
    at: tuple[float, float] | None
    district: str
    amount: str | None


class InvestmentView(Struct, frozen=True, kw_only=True):
    """`kind`: signed | revised | increment. `unit`: what the text is in, and where that is said."""

    kind: str
    amount: str
    text: str
    edition: str
    on: date | None
    unit: str
    cell: CellView | None


class InvestorView(Struct, frozen=True, kw_only=True):
    name: str
    kind: str
    code: str
    code_wrong: str
    origin: str


class StageView(Struct, frozen=True, kw_only=True):
    name: Name
    on: date | None


class SourceView(Struct, frozen=True, kw_only=True):
    """One row of one workbook. `import_id` is the import that brought it."""

    file: str
    sha256: str
    sheet: str
    row: int
    sender: str
    import_id: str
    cells: list[CellView]


class Change(Struct, frozen=True, kw_only=True):
    """One value that a version changed; "" is nothing said."""

    field: str
    before: str
    after: str


class Version(Struct, frozen=True, kw_only=True):
    """What came to be known when. `what`: imported | changed | merged | unmerged | mended | withdrawn | undone."""

    at: Instant
    by: str
    what: str
    record: str
    changes: list[Change]


class UnreadableView(Struct, frozen=True, kw_only=True):
    """A cell of the red list. `project`: stands without this value; "": the whole row waits."""

    id: str
    field: str
    cell: CellView
    row: int
    sender: str
    reason: Name
    edition: str
    known_at: Instant
    project: str
    mended: str


class ProjectView(Struct, frozen=True, kw_only=True):
    """One project's page. `contact` is masked."""

    line: ProjectLine
    aliases: list[str]
    codes: list[dict[str, str]]
    investors: list[InvestorView]
    sectors: list[Name]
    stages: list[StageView]
    investments: list[InvestmentView]
    sources: list[SourceView]
    history: list[Version]
    unreadable: list[UnreadableView]
    merged: list[str]
    contact: str
    content: str
    note: str
    origin: str
    extra: dict[str, str]


class PairView(Struct, frozen=True, kw_only=True):
    """Two that look like one. `state`: open | merged | apart. `differs`: fields whose values differ.

    `merge`: for what was merged, the id to take it back by.
    """

    a: ProjectLine
    b: ProjectLine
    score: str
    reasons: list[Name]
    state: str
    sheets: list[str]                 # "file, sheet, row" of a, then of b
    merge: str


class ColumnView(Struct, frozen=True, kw_only=True):
    """A column of a table and what it is taken for. `field` "": kept under its header, read as nothing."""

    column: str
    header: str
    field: str
    unit: str
    reason: str
    samples: list[str]


class TableView(Struct, frozen=True, kw_only=True):
    """One sheet's table. `remembered`: every column is as it was confirmed before, for this sender."""

    sheet: str
    columns: list[ColumnView]
    remembered: bool


class CheckView(Struct, frozen=True, kw_only=True):
    """A subtotal or total row against the rows it sums."""

    sheet: str
    cell: str
    label: str
    said: str
    found: str
    agrees: bool
    unit: str


class RejectView(Struct, frozen=True, kw_only=True):
    sheet: str
    cell: str
    text: str
    reason: Name


class FileView(Struct, frozen=True, kw_only=True):
    """One workbook of an import. `left_out`: sheets that weren't read and why, with a tab between.

    `known`: the same file was imported before, so it changes nothing.
    """

    file: str
    sender: str
    rows: int
    accepted: int
    tables: list[TableView]
    rejected: list[RejectView]
    checks: list[CheckView]
    left_out: list[str]
    known: bool


class ChangedView(Struct, frozen=True, kw_only=True):
    id: str
    name: str
    changes: list[Change]


class ImportView(Struct, frozen=True, kw_only=True):
    """`state`: collecting | reading | ready | taking | done | failed | undone. `progress` 0 to 1.

    `step`: what it is at, as "district-a.xlsx 1200". `new`, `changed`, `withdrawn` hold the first of what it changes;
    before it is taken this is the preview. `imported`: the id that it is undone by, once it is taken.
    """

    id: str
    state: str
    edition: str
    by: str
    at: Instant
    progress: float
    step: str
    imported: str
    error: str
    files: list[FileView]
    new: list[ProjectLine]
    changed: list[ChangedView]
    withdrawn: list[ProjectLine]
    unchanged: int
    duplicates: int
    rejected: int
    new_count: int
    changed_count: int
    withdrawn_count: int


class ImportLine(Struct, frozen=True, kw_only=True):
    id: str
    state: str
    edition: str
    by: str
    at: Instant
    files: list[str]
    accepted: int
    rejected: int


class ImportDesk(Struct, frozen=True, kw_only=True):
    """`imports`: newest first. `fields`: what a column may be taken for. `editions`: those that are known."""

    imports: list[ImportLine]
    fields: list[str]
    editions: list[str]
    formats: list[str]


class RateView(Struct, frozen=True, kw_only=True):
    """A rate with what it is made of. `rate` in percent, "" where the denominator is none."""

    id: str
    stage: Name
    numerator: int
    denominator: int
    rate: str


class CohortView(Struct, frozen=True, kw_only=True):
    cohort: str
    as_of: date
    signed: int
    amount: str
    untold: int                       # of which no workbook tells the stage: every rate is a lower bound
    steps: list[RateView]


class BulletinCell(Struct, frozen=True, kw_only=True):
    """A number. `figure`: the id by which it is released and its rows are asked for; `released`: it may be printed."""

    figure: str
    value: str
    said: Name
    released: bool


class BulletinRow(Struct, frozen=True, kw_only=True):
    label: Name
    base: Name | None                 # of a rate: numerator and denominator; of a change: both numbers
    count: BulletinCell | None
    amount: BulletinCell | None
    share: BulletinCell | None


class BulletinTable(Struct, frozen=True, kw_only=True):
    name: str
    title: Name
    rows: list[BulletinRow]


class BulletinView(Struct, frozen=True, kw_only=True):
    edition: str
    as_of: date
    editions: list[str]
    tables: list[BulletinTable]
    draft: list[Name]                 # the text blocks with all numbers; ◇ marks what isn't released
    texts: list[Name]                 # what of them may be printed
    released: int
    figures: int
    open_pairs: int                   # duplicates nobody has decided on: the totals may count them twice
    unreadable: int                   # rows that wait on the red list, and are in no total

