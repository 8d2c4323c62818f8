"""Tables: a column against its row of totals, a row against its last cell, where one slip would mend it."""

from collections.abc import Iterator, Sequence

from banyan.model.figure import Relation, Tie
from banyan.packs.figures.likely.rows import STATED, mended
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_plain
from banyan.packs.figures.relations import fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene
from banyan.packs.figures.relations.tables import blocks, is_total

_LEAST = 2      # rows that hold, so that the next should


def search(scene: Scene, _: Held) -> Iterator[Claim]:
    for block in blocks(scene):
        rows = [row for row in block if not is_total(row)]
        for total in block:
            if rows and is_total(total) and len(total) == len(rows[0]):
                yield from _columns(total, rows)
        yield from _rows(block)


def _columns(total: Sequence[Frame], rows: Sequence[Sequence[Frame]]) -> Iterator[Claim]:
    for at, whole in enumerate(total):
        column = [row[at] for row in rows]
        alike = all(is_plain(f) and f.key == whole.key for f in (whole, *column))
        if len(column) > 1 and alike and not fits.sums(whole, column) and mended(whole, column):
            yield _claim(whole, column)


def _rows(block: Sequence[Sequence[Frame]]) -> Iterator[Claim]:
    """The last cell is what the others make, as in two other rows."""
    usable = [row for row in block if len(row) > 2 and all(is_plain(f) and f.key == row[0].key for f in row)]
    holding = [row for row in usable if fits.sums(row[-1], row[:-1])]
    for row in usable:
        if len(holding) >= _LEAST and not fits.sums(row[-1], row[:-1]) and mended(row[-1], row[:-1]):
            yield _claim(row[-1], row[:-1])


def _claim(whole: Frame, parts: Sequence[Frame]) -> Claim:
    members = (("whole", whole.at), *(("part", p.at) for p in parts))
    return Claim(whole.at, Tie(Relation.BREAKDOWN, members, STATED), False)
