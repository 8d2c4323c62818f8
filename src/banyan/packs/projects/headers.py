"""Where the tables of a sheet are: a header of one to three lines anywhere, with what stands above it."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from banyan.model.grid import Grid
from banyan.model.plain import key, plain
from banyan.packs.projects import fields
from banyan.packs.projects.money import UNSAID, Said, unit_in, unit_of

EXACT, PART, VAGUE = 3, 2, 1
_MOST_LINES = 3
_UNIT_BRACKETS = re.compile(r"[(\[（【][^()\[\]（）【】]*[)\]）】]")
_CHINESE = re.compile(r"[\u3400-\u9fff]")


class Column(NamedTuple):
    """A column of a table as it is written: its header's lines from the top, and the unit that they name."""

    at: int
    lines: tuple[str, ...]
    said: Said

    @property
    def header(self) -> str:
        return " / ".join(self.lines)


class Table(NamedTuple):
    """`top`-`bottom`: the header's rows. `above`: (row, text) between the table before and this one."""

    top: int
    bottom: int
    columns: tuple[Column, ...]
    above: tuple[tuple[int, str], ...]

    @property
    def said(self) -> Said:
        """The unit named above the table, the nearest line first."""
        found = UNSAID
        for _, text in reversed(self.above):
            found = found.over(unit_in(text))
        return found


_EXACT: dict[str, list[str]] = {}
_VAGUE: dict[str, list[str]] = {}
for _field in fields.ALL:
    for _word in _field.words:
        _EXACT.setdefault(key(_word) or _word, []).append(_field.name)
    for _word in _field.vague:
        _VAGUE.setdefault(key(_word) or _word, []).append(_field.name)
_PARTS = sorted((w for w in _EXACT if (len(w) >= 2 if _CHINESE.search(w) else len(w) >= 6)), key=len, reverse=True)


@lru_cache(maxsize=4096)
def names_of(text: str) -> tuple[tuple[str, int], ...]:
    """The fields that a header's words name, each with how surely; the surest first."""
    bare = key(_UNIT_BRACKETS.sub("", plain(text))) or key(text)
    if not bare:
        return (("serial", EXACT),) if "#" in text else ()
    if bare in _EXACT:
        return tuple((name, EXACT) for name in _EXACT[bare])
    if (inside := _part(bare)) is not None:
        return ((inside, PART),)
    return tuple((name, VAGUE) for name in _VAGUE.get(bare, ()))


def _part(bare: str) -> str | None:
    """The field whose word a longer header ends with, or holds. Chinese puts what a thing is at its end."""
    found = []
    for word in _PARTS:
        at = bare.rfind(word)
        short = len(word) < 3 and at + len(word) != len(bare)
        if at >= 0 and not short:
            found.append((at + len(word), len(word), _EXACT[word][0]))
    if not found:
        return None
    name = max(found)[2]
    if name == "name" and not bare.endswith(("名称", "projectname")):
        return None
    if name in fields.MONEY and any(key(word) in bare for word in fields.OTHER_AMOUNTS):
        return None
    return None if name in fields.DATES and any(word in bare for word in fields.PLANNED) else name


def tables(grid: Grid) -> Iterator[Table]:
    """The tables of a sheet from the top down; the rows of one end where the next one's `above` or header begins."""
    r, since = 0, 0
    while r < grid.height:
        if not is_header(grid, r):
            r += 1
            continue
        top, bottom = _lines(grid, r, since)
        above = tuple((row, text) for row in range(max(since, top - 8), top) if (text := _line(grid, row)))
        yield Table(top, bottom, _columns(grid, top, bottom), above)
        since = r = bottom + 1


def is_header(grid: Grid, r: int) -> bool:
    """Whether a row names at least a project and something of it."""
    first = next((v for v in grid.rows[r] if v != ""), None) if r < len(grid.rows) else None
    if not isinstance(first, str) or first.isdigit():          # a header begins with no number, and most rows do
        return False
    filled = grid.filled(r)
    if len(filled) < 2:
        return False
    texts = [v for c in filled if isinstance(v := grid.value(r, c), str)]
    if len(texts) < 2 or len(texts) * 5 < len(filled) * 4:
        return False
    exact = {name for t in texts if len(t) < 40 for name in _exact(t)}
    if not exact & {"name", "investor", "code"}:
        return False
    named = [found[0][0] for t in texts if len(t) < 40 and (found := names_of(t))]
    return len(exact | {*named}) >= 2 and len(named) * 3 >= len(texts)


def _exact(text: str) -> tuple[str, ...]:
    """The fields that a text is a word for, or the name of a project as a longer header says it."""
    bare = key(_UNIT_BRACKETS.sub("", plain(text))) or key(text)
    if bare in _EXACT:
        return tuple(_EXACT[bare])
    return ("name",) if bare.endswith(("项目名称", "projectname")) else ()


def _line(grid: Grid, r: int) -> str:
    return " ".join(grid.text(r, c) for c in grid.filled(r))


def _lines(grid: Grid, r: int, since: int) -> tuple[int, int]:
    """The header's first and last row, found around one of its rows."""
    top = bottom = r
    for c in grid.filled(r):
        bottom = max(bottom, min(grid.down.get((r, c), r), r + _MOST_LINES - 1))
    while bottom + 1 < grid.height and bottom - top + 1 < _MOST_LINES and _goes_on(grid, bottom, bottom + 1):
        bottom += 1
    while top - 1 >= since and bottom - top + 1 < _MOST_LINES and _groups(grid, top - 1, top):
        top -= 1
    return top, bottom


def _goes_on(grid: Grid, above: int, r: int) -> bool:
    """Whether a row is a further line of the header above it: units, or names under a wider one."""
    filled = grid.filled(r)
    if not filled or any(not isinstance(grid.value(r, c), str) for c in filled):
        return False
    if is_header(grid, r):
        return False
    for c in filled:
        text = grid.text(r, c)
        is_unit = unit_of(text) != UNSAID or unit_in(text).scale is not None or key(text) in ("个", "项")
        under_group = (above, c) in grid.covered or grid.across.get((above, c), c) > c
        open_above = grid.text(above, c) == "" or _group_in_text(grid, above, c)
        if not is_unit and not ((under_group or open_above) and len(text) < 30 and names_of(text)):
            return False
    named = [c for c in filled if unit_in(grid.text(r, c)) == unit_of(grid.text(r, c)) == UNSAID]
    return not any(name == "name" for c in named for name, _ in names_of(grid.text(above, c)))


def _group_in_text(grid: Grid, r: int, c: int) -> bool:
    """Without merged cells: a name with nothing to its right stands over the columns below it."""
    return grid.text(r, c + 1) == "" and (r, c + 1) not in grid.covered and not grid.across.get((r, c))


def _groups(grid: Grid, r: int, header: int) -> bool:
    """Whether a row names groups of the columns below it, and is no title."""
    filled = grid.filled(r)
    if not filled or any(not isinstance(grid.value(r, c), str) for c in filled):
        return False
    if any(":" in grid.text(r, c) or len(grid.text(r, c)) > 20 or any(d.isdigit() for d in grid.text(r, c))
           for c in filled):
        return False
    columns = grid.filled(header)
    wide = [c for c in filled if c < grid.across.get((r, c), c) < columns[-1] or (grid.sheet.flat and c > columns[0])]
    if len(filled) == 1:
        return bool(wide) and not (filled[0] <= columns[0] and grid.across.get((r, filled[0]), 0) >= columns[-1])
    return bool(wide) or any(grid.down.get((r, c), r) >= header for c in filled)


def _columns(grid: Grid, top: int, bottom: int) -> tuple[Column, ...]:
    found = []
    for c in range(grid.width):
        lines: list[str] = []
        for r in range(top, bottom + 1):
            text = _header_text(grid, r, c, top, bottom)
            if text and text not in lines:
                lines.append(text)
        if lines:
            said = UNSAID
            for line in reversed(lines):
                said = said.over(unit_of(line)).over(unit_in(line))
            found.append(Column(c, tuple(lines), said))
    return tuple(found)


def _header_text(grid: Grid, r: int, c: int, top: int, bottom: int) -> str:
    if (r, c) in grid.covered:
        r, c = grid.covered[r, c]
        return grid.text(r, c) if r >= top else ""
    text = grid.text(r, c)
    if text or r == bottom or not grid.text(r + 1, c):
        return text
    left = c - 1          # not merged, only left empty: the name to the left goes on as long as there are names below
    while left >= 0 and not grid.text(r, left) and (r, left) not in grid.covered and grid.text(r + 1, left):
        left -= 1
    over = left >= 0 and (r, left) not in grid.covered and grid.text(r + 1, left) and grid.across.get((r, left)) is None
    return grid.text(r, left) if over else ""
