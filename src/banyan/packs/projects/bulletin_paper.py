"""A bulletin in words of one language, before it becomes HTML or Word: both say the same because both show this."""

from msgspec import Struct


class Shown(Struct, frozen=True):
    """A number in words. `ref`: number of the group in appendix 1. `draft`: it is shown though it is not released."""

    text: str
    ref: int
    draft: bool = False


Bit = str | Shown
Sentence = tuple[Bit, ...]


class GridRow(Struct, frozen=True):
    """Texts and numbers by column; None: a number that is not released."""

    cells: tuple[Bit | None, ...]
    ref: int
    strong: bool = False


class Grid(Struct, frozen=True):
    """`columns`: their keys, for templates; `heads`: their words; `numeric`: which of them stand to the right."""

    columns: tuple[str, ...]
    heads: tuple[str, ...]
    numeric: tuple[str, ...]
    rows: tuple[GridRow, ...]


class Section(Struct, frozen=True):
    """`name`: total, channel, ... Sections that have nothing to print are left out of the paper."""

    name: str
    title: str
    sentences: tuple[Sentence, ...] = ()
    grid: Grid | None = None
    note: str = ""


class Group(Struct, frozen=True):
    """What one reference leads to: the rows (numbers in appendix 2) of the projects behind a figure."""

    number: int
    words: str
    rows: tuple[int, ...]


class Origin(Struct, frozen=True):
    """One project in appendix 2. `places`: (file, sheet and row; cells with what stood in them). No contacts."""

    number: int
    project: str
    name: str
    places: tuple[tuple[str, str], ...]


class Paper(Struct, frozen=True):
    """`draft`: "" or the words that every page carries. `notes`: what holds for the whole paper."""

    language: str
    title: str
    subtitle: str
    draft: str
    sign: tuple[str, str]
    notes: tuple[str, ...]
    sections: tuple[Section, ...]
    refs_title: str
    refs_how: str
    refs_heads: tuple[str, str, str]
    groups: tuple[Group, ...]
    rows_title: str
    rows_how: str
    rows_heads: tuple[str, str, str]
    origins: tuple[Origin, ...]
    none: str
    figures: dict[str, str]         # name of a figure → in words; "" where it may not be printed
    refs: dict[str, int]            # name of a row ("channel/off-site") → its reference


def spans(numbers: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """Runs of neighbours: 1, 2, 3, 7 → (1, 3), (7, 7)."""
    found: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return tuple(found)
