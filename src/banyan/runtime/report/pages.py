"""What a report is made of: blocks that HTML and Word both can show. Texts are said already; records are still ids."""

from collections.abc import Iterator

from msgspec import Struct

from banyan.model.time import Instant


class Cell(Struct, frozen=True):
    """A text with the ids of the records behind it."""

    text: str
    records: tuple[str, ...] = ()


class Heading(Struct, frozen=True):
    """`level` 1 begins a section on a new page where `fresh`."""

    text: str
    level: int = 1
    fresh: bool = False


class Words(Struct, frozen=True):
    """A paragraph. `style`: plain, lead (the first of a section), note (small print), alarm (must not be missed)."""

    cell: Cell
    style: str = "plain"


class Items(Struct, frozen=True):
    cells: tuple[Cell, ...]


class Tile(Struct, frozen=True):
    """One figure to be seen from afar: `value` with its unit, and what it is."""

    label: str
    value: str
    note: str = ""
    records: tuple[str, ...] = ()


class Tiles(Struct, frozen=True):
    tiles: tuple[Tile, ...]


class Grid(Struct, frozen=True):
    """A table whose head is repeated on every page. `numeric`: columns set to the right; `widths`: shares of 1."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numeric: tuple[int, ...] = ()
    widths: tuple[float, ...] = ()


Point = tuple[Instant, float | None]


class Line(Struct, frozen=True):
    """One curve; a None breaks it. `look`: ours, without, expected, faint, bars (rain: steps filled from zero)."""

    name: str
    points: tuple[Point, ...]
    look: str = "ours"


class Limit(Struct, frozen=True):
    name: str
    value: float


class Mark(Struct, frozen=True):
    """Something done at a moment: a tick under the curve."""

    at: Instant
    text: str


class Chart(Struct, frozen=True):
    """Curves over the run's time. `unit` names the y axis; `from_zero`: the axis begins at 0."""

    title: str
    unit: str
    begins: Instant
    ends: Instant
    lines: tuple[Line, ...]
    limits: tuple[Limit, ...] = ()
    marks: tuple[Mark, ...] = ()
    marked: str = ""               # what the marks are
    records: tuple[str, ...] = ()
    note: str = ""
    from_zero: bool = False
    low: bool = False              # half as high: one of several above each other


Position = tuple[float, float]     # longitude, latitude


class Area(Struct, frozen=True):
    """Part of the map's ground. `look`: water, land, road, track; `closed`: an area, else a line."""

    points: tuple[Position, ...]
    look: str
    closed: bool


class Spot(Struct, frozen=True):
    """A place on the map: `value` m³ with us, `without` m³ without; None: unknown. `label` says both.

    Banks (lakes) and streets have a scale of circles each: a lake over its bank dwarfs every street.
    """

    at: Position
    name: str
    label: str
    value: float | None
    without: float | None
    bank: bool = False


class Map(Struct, frozen=True):
    title: str
    areas: tuple[Area, ...]
    spots: tuple[Spot, ...]
    legend: tuple[str, str, str]      # with us, without us, dry
    records: tuple[str, ...] = ()
    note: str = ""


Block = Heading | Words | Items | Tiles | Grid | Chart | Map


class Entry(Struct, frozen=True):
    """One row of the appendix: a record, or several of one kind that are named together."""

    number: int
    kind: str
    id: str
    at: str
    by: str
    gist: str
    others: tuple[str, ...] = ()      # ids, where `id` stands for several


class Report(Struct, frozen=True):
    """`appendix` explains the numbers that the blocks' records were given (see sources.py)."""

    title: str
    subtitle: str
    language: str
    facts: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    contents: str
    appendix_title: str
    appendix_note: str
    appendix_head: tuple[str, ...]
    appendix: tuple[Entry, ...]
    more: str                          # "and N more"


def cells(blocks: tuple[Block, ...]) -> Iterator[tuple[str, ...]]:
    """The records of every part, in the order of reading."""
    for block in blocks:
        if isinstance(block, Words):
            yield block.cell.records
        elif isinstance(block, Items):
            yield from (cell.records for cell in block.cells)
        elif isinstance(block, Tiles):
            yield from (tile.records for tile in block.tiles)
        elif isinstance(block, Grid):
            yield from (cell.records for row in block.rows for cell in row)
        elif isinstance(block, Chart | Map):
            yield block.records
