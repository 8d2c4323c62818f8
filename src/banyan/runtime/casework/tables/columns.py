"""Where a sheet's table of cases is, and which column holds what, with the reason."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from banyan.model.grid import Grid
from banyan.model.plain import key
from banyan.model.project import Mapped
from banyan.model.sheet import letters
from banyan.runtime.casework.tables.fields import BY_NAME, BY_WORD, IGNORED, WANTED

_LEAST = 3            # columns that a header row names at least
_LONGEST = 40         # characters of a header


class Column(NamedTuple):
    """`field` "": nobody knows what it holds, and it is left where it is."""

    at: int
    header: str
    field: str
    reason: str


class Table(NamedTuple):
    """`bottom`: the last row of its header; rows follow until `end`."""

    bottom: int
    end: int
    columns: tuple[Column, ...]

    def of(self, field: str) -> Column | None:
        return next((c for c in self.columns if c.field == field), None)


def tables(grid: Grid, remembered: Mapping[str, str], wanted: Mapping[str, str]) -> list[Table]:
    """The tables of a sheet from the top down. `wanted`: header → field as a person said; `remembered`: as before."""
    headers = [r for r in range(grid.height) if _is_header(grid, r, remembered, wanted)]
    ends = [*headers, grid.height][1:]
    found = []
    for r, end in zip(headers, ends, strict=True):
        columns = _columns(grid, r, remembered, wanted)
        found.append(Table(r, end, columns))
    return found


def told(table: Table) -> tuple[Mapped, ...]:
    return tuple(Mapped(letters(c.at), c.header, c.field, "", c.reason) for c in table.columns)


def _is_header(grid: Grid, r: int, remembered: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    """A row that names what every case has: its number, its type, when it was reported."""
    filled = grid.filled(r)
    if len(filled) < _LEAST or not all(isinstance(grid.value(r, c), str) for c in filled):
        return False
    named = {_field(text, remembered, wanted)[0] for c in range(grid.width) for text in _names(grid, r, c)}
    return all(field in named for field in WANTED)


def _columns(grid: Grid, r: int, remembered: Mapping[str, str], wanted: Mapping[str, str]) -> tuple[Column, ...]:
    """Each field once: the first column that names it has it."""
    found: list[Column] = []
    used: set[str] = set()
    for c in range(grid.width):
        names = list(_names(grid, r, c))
        if not names:
            continue
        field, reason = "", "no field has such a header: it is left where it is"
        for text in names:
            named, why = _field(text, remembered, wanted)
            if named and (named == IGNORED or named not in used):
                field, reason = named, why
                break
        used.add(field)
        found.append(Column(c, names[-1] if len(names) == 1 else names[0], "" if field == IGNORED else field, reason))
    return tuple(found)


def _names(grid: Grid, r: int, c: int) -> Iterator[str]:
    """What may name a column: a wider name above it with its own, then its own; or one that goes down to this row."""
    own = grid.text(*grid.covered.get((r, c), (r, c)))
    if not own or len(own) > _LONGEST:
        return
    above = grid.covered.get((r - 1, c), (r - 1, c)) if r > 0 else None
    if above is not None and (r, c) not in grid.covered and grid.across.get(above, c) > above[1]:
        group = grid.text(*above)
        if group and len(group) + len(own) <= _LONGEST:
            yield group + own
    yield own


def _field(text: str, remembered: Mapping[str, str], wanted: Mapping[str, str]) -> tuple[str, str]:
    """(field, why); "" where no field has such a header."""
    bare = key(text)
    if bare in wanted:
        return wanted[bare], "as you said"
    if remembered.get(bare, "") in (*BY_NAME, IGNORED):
        return remembered[bare], "remembered from this mapping"
    field = BY_WORD.get(bare, "")
    return field, "the header is a word for it" if field else ""
