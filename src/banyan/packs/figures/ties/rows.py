"""Amounts told respectively: "48 orders and 22 leases, worth 3.2 and 1.4 billion", whose whole was told before."""

import re
from collections.abc import Sequence

from banyan.model.figure import Comparison, Dimension, Relation, Role, Tie
from banyan.packs.figures.page import Page
from banyan.packs.figures.ties.items import MARKERS
from banyan.packs.figures.ties.weigh import alike, near, sums

_KINDS = (Dimension.MONEY, Dimension.MEASURE)
_ROW = re.compile(r",? ?(?:and )?|[、，和及与]{1,2}")
_BACK = 2           # sentences


def claimed(page: Page, number: int, ties: Sequence[Tie]) -> list[Tie]:
    """The rows of one sentence with what they make; a row of counts before it makes what stands beside that whole."""
    sentence = page.sentences[number]
    if not MARKERS[sentence.language].RESPECTIVELY.first(page.plain, sentence.start, sentence.end):
        return []
    known = [{i for _, i in tie.members} for tie in ties if tie.relation is Relation.BREAKDOWN]
    found: list[Tie] = []
    for row in _rows(page, number):
        counts = list(range(max(0, row[0] - len(row)), row[0]))
        counted = len(counts) == len(row) and all(page.mentions[i].is_count for i in counts)
        whole = _whole(page, row, counts if counted else [])
        if whole is None:
            continue
        found.append(_tie(whole, row))
        if counted and _beside(page, whole, counts):
            found.append(_tie(whole - 1, counts))
    return [tie for tie in found if not any(len(members & {i for _, i in tie.members}) > 1 for members in known)]


def _rows(page: Page, number: int) -> list[list[int]]:
    rows: list[list[int]] = []
    for index in page.indices(number):
        mention = page.mentions[index]
        if mention.role is not Role.LEVEL or mention.dimension not in _KINDS or mention.was or mention.planned:
            continue
        last = rows[-1][-1] if rows else None
        if last == index - 1 and alike(page.mentions[index - 1], mention) and _ROW.fullmatch(
                page.plain[page.mentions[index - 1].end:mention.left]):
            rows[-1].append(index)
        else:
            rows.append([index])
    return [row for row in rows if len(row) > 1]


def _beside(page: Page, whole: int, counts: Sequence[int]) -> bool:
    """Is the count before the whole what the counts make?"""
    return 0 <= whole - 1 < counts[0] and page.mentions[whole - 1].is_count and _makes(page, whole - 1, counts)


def _whole(page: Page, row: Sequence[int], counts: Sequence[int]) -> int | None:
    """The number that the row makes; else one whose count the counts make; else the nearest that it misses by little.

    It stands before the row, or as a total right behind it.
    """
    part = page.mentions[row[0]]
    most = max(page.mentions[i].value for i in row)
    likely = [
        i for i in (*range(row[0] - 1, max(-1, row[0] - 16), -1), row[-1] + 1)
        if i < len(page.mentions) and alike(m := page.mentions[i], part) and m.role is Role.LEVEL and not m.was
        and 0 <= part.sentence - m.sentence <= _BACK and m.value > most and (i < row[0] or m.total)
    ]  # fmt: skip
    holding = [i for i in likely if sums(page.mentions[i], [page.mentions[p] for p in row])]
    told = [i for i in likely if counts and _beside(page, i, counts)]
    close = [i for i in likely if _makes(page, i, row)]
    return next(iter((*holding, *told, *close)), None)


def _makes(page: Page, whole: int, parts: Sequence[int]) -> bool:
    said = [page.mentions[i] for i in parts]
    plain = all(m.comparison is Comparison.EQUAL for m in (*said, page.mentions[whole]))
    return sums(page.mentions[whole], said) or (plain and near(page.mentions[whole], said))


def _tie(whole: int, parts: Sequence[int]) -> Tie:
    return Tie(Relation.BREAKDOWN, (("whole", whole), *(("part", i) for i in parts)))
