"""Rows of numbers under each other: what most rows hold to, every row should; a row of totals is what is above it."""

import re
from collections.abc import Iterator, Sequence
from itertools import permutations

from banyan.model.figure import Dimension, Relation, Tie
from banyan.packs.figures.relations import fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import INFINITE, Frame, Scene

_LEAST, _WIDEST = 3, 8  # rows of a table; columns that are tried with each other
_PER = (1, 100, 1000, 10000)  # of a yield: kilograms of tonnes, or for so many
_WORDS = 60  # characters of a row besides its numbers
_TOTAL = re.compile(
    r"^\W*(?:合计|总计|共计|总数|全市|全省|全县|全区|小计|total|all|overall|sum|together"
    r"|altogether)\b|合计|总计",
    re.IGNORECASE,
)
_NEAR = (0.85, 1.18)
Row = tuple[Frame, ...]


def search(scene: Scene) -> Iterator[Claim]:
    for block in blocks(scene):
        rows = [row for row in block if not is_total(row)]
        yield from _columns(rows)
        yield from _shares_of_total(rows, [r for r in block if is_total(r) and rows and len(r) == len(rows[0])])
        yield from _sums_of_rows([*rows, *(r for r in block if is_total(r) and rows and len(r) == len(rows[0]))])
        yield from _totals(scene, rows, [r for r in block if is_total(r)])


def blocks(scene: Scene) -> Iterator[list[Row]]:
    """Consecutive lines with as many numbers of the same kinds, and few words."""
    block: list[Row] = []
    for row in _lines(scene):
        if block and (not _is_alike(row, block) or row[0].paragraph - block[-1][0].paragraph > 2):
            if len(block) >= _LEAST:
                yield block
            block = []
        block.append(row)
    if len(block) >= _LEAST:
        yield block


def _is_alike(row: Row, block: Sequence[Row]) -> bool:
    """As many numbers of the same kinds; a row of totals may leave out what can't be added up."""
    wanted, own = _shape(block[0]), _shape(row)
    return own == wanted or (is_total(row) and 0 < len(own) < len(wanted) and own == tuple(
        k for k in wanted if k != Dimension.PERCENT))


def _lines(scene: Scene) -> Iterator[Row]:
    """Lines of a table have one sentence; a line of words is an empty row, at which a table ends."""
    for sentence in scene.sentences:
        start = scene.text.rfind("\n", 0, sentence[0].start) + 1
        end = scene.text.find("\n", sentence[-1].end)
        said = scene.text[start : end if end >= 0 else len(scene.text)]
        short = len(said) - sum(f.end - f.start for f in sentence) < _WORDS and not re.search(r"[。.!?；;]\s*$", said)
        if short and len(sentence) <= _WIDEST:
            yield sentence


def _shape(row: Row) -> tuple[str, ...]:
    return tuple(f.key[0] for f in row)


def is_total(row: Row) -> bool:
    return bool(_TOTAL.search(row[0].lead))


def _columns(rows: Sequence[Row]) -> Iterator[Claim]:
    """Percentages that are one column by another, or its growth on another."""
    width = len(rows[0]) if rows else 0
    for at in range(width):
        for a, b in permutations([n for n in range(width) if n != at], 2):
            levels = rows[0][a].key == rows[0][b].key and rows[0][a].is_level
            if levels and rows[0][at].is_percent:
                yield from _most(
                    rows,
                    [fits.share(r[at], fits.span(r[a]), fits.span(r[b])) for r in rows],
                    [_share(r[at], r[a], r[b]) for r in rows],
                )
                yield from _most(
                    rows, [fits.growth(r[at], r[a], r[b]) for r in rows], [_growth(r[at], r[a], r[b]) for r in rows]
                )
            elif at > b and all(rows[0][n].is_level for n in (at, a, b)):
                for per in _PER:
                    yield from _most(
                        rows,
                        [_yields(r[at], r[a], r[b], per) for r in rows],
                        [_average(r[at], r[a], r[b], per) for r in rows],
                    )


def _shares_of_total(rows: Sequence[Row], totals: Sequence[Row]) -> Iterator[Claim]:
    """A column of percentages that are what another column's cells are of its total."""
    width = len(rows[0]) if rows and totals else 0
    for at, level in permutations(range(width), 2):
        if rows[0][at].is_percent and rows[0][level].is_level and totals[0][level].key == rows[0][level].key:
            whole = totals[0][level]
            yield from _most(
                rows,
                [fits.share(r[at], fits.span(r[level]), fits.span(whole)) for r in rows],
                [_share(r[at], r[level], whole) for r in rows],
            )


def _yields(each: Frame, amount: Frame, count: Frame, per: int) -> bool:
    half = each.step / 2 if each.low == each.high else 0.0
    return fits.product((each.low - half, each.high + half), (count.low / per, count.high / per), fits.span(amount))


def _average(each: Frame, amount: Frame, count: Frame, per: int) -> Tie:
    return Tie(Relation.AVERAGE, (("average", each.at), ("amount", amount.at), ("count", count.at)), "named", per=per)


def _most(rows: Sequence[Row], holds: Sequence[bool], ties: Sequence[Tie]) -> Iterator[Claim]:
    """Of every row, where most of them hold."""
    holding = [_usable(row) and fit for row, fit in zip(rows, holds, strict=True)]
    if sum(holding) >= 2 and sum(holding) * 5 >= len(rows) * 3:
        for tie, fit in zip(ties, holding, strict=True):
            yield Claim(tie.members[0][1], tie, fit)


def _usable(row: Row) -> bool:
    return all(f.low > 0 and f.high < INFINITE for f in row)


def _share(share: Frame, part: Frame, whole: Frame) -> Tie:
    return Tie(Relation.SHARE, (("share", share.at), ("part", part.at), ("whole", whole.at)))


def _growth(growth: Frame, now: Frame, before: Frame) -> Tie:
    return Tie(Relation.GROWTH, (("growth", growth.at), ("now", now.at), ("before", before.at)))


def _sums_of_rows(rows: Sequence[Row]) -> Iterator[Claim]:
    """A column that is the sum of the others of its kind: the last of them, or the first."""
    if len(rows[0]) < 3:
        return
    for at in (len(rows[0]) - 1, 0):
        others = [n for n in range(len(rows[0])) if n != at and rows[0][n].key == rows[0][at].key]
        if len(others) > 1 and rows[0][at].is_level:
            parts = [[r[n] for n in others] for r in rows]
            yield from _most(
                rows,
                [fits.sums(r[at], p) for r, p in zip(rows, parts, strict=True)],
                [_sum(r[at], p) for r, p in zip(rows, parts, strict=True)],
            )


def _sum(whole: Frame, parts: Sequence[Frame]) -> Tie:
    return Tie(Relation.BREAKDOWN, (("whole", whole.at), *(("part", p.at) for p in parts)))


def _totals(scene: Scene, rows: Sequence[Row], totals: Sequence[Row]) -> Iterator[Claim]:
    """Each column of amounts against the row of totals, else against a number of the text near the table."""
    for at in range(len(rows[0]) if rows else 0):
        column = [row[at] for row in rows]
        if not column[0].is_level or len({f.key for f in column}) > 1 or not all(_usable((f,)) for f in column):
            continue
        likely = [cell for row in totals if (cell := _cell(row, rows[0], at)) is not None] or _told(scene, column)
        whole = next((w for w in likely if w.key == column[0].key and fits.sums(w, column)), None)
        if whole is not None:
            yield Claim(whole.at, _sum(whole, column), True)
        elif likely and not any(fits.sums(w, column) for w in likely):
            made = sum(f.value for f in column)
            near = [w for w in likely if w.value and _NEAR[0] <= made / w.value <= _NEAR[1]]
            if near:
                yield Claim(near[0].at, _sum(near[0], column), False)


def _cell(total: Row, row: Row, at: int) -> Frame | None:
    """What a row of totals has in a column: the cell at its place, or as many of its kind from the left."""
    if len(total) == len(row):
        return total[at]
    nth = sum(f.key[0] == row[at].key[0] for f in row[:at])
    alike = [f for f in total if f.key[0] == row[at].key[0]]
    return alike[nth] if nth < len(alike) else None


def _told(scene: Scene, column: Sequence[Frame]) -> list[Frame]:
    """Numbers of the same kind in the sentences around the table."""
    first, last = column[0].sentence, column[-1].sentence
    near = [
        f
        for n in (*range(first - 1, max(first - 4, -1), -1), 0, last + 1)
        if 0 <= n < len(scene.sentences)
        for f in scene.sentences[n]
    ]
    return [
        f
        for f in near
        if f.key == column[0].key
        and f.key[0] != Dimension.PERCENT
        and (f.word == column[0].word)
        and f.value > max(c.value for c in column)
        and f.high < INFINITE
    ]
