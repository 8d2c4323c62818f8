"""Shares told in a row that make one whole: they add up to 100, and each is its part of what was told before."""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from banyan.model.figure import Comparison, Relation, Role, Tie
from banyan.packs.figures.page import Page
from banyan.packs.figures.ties.items import MARKERS
from banyan.packs.figures.ties.weigh import share_of

_SPLIT = re.compile(
    r"占|比重|比例|份额|构成|结构"
    r"|\b(?:account(?:s|ed|ing)? for|ma(?:de?|k(?:es?|ing)) up|represent(?:s|ed|ing)?|shares?|split|divided|went|goes"
    r"|go|came|comes?|arriv(?:e|es|ed)|travel(?:s|led|ed)?|flow(?:s|ed)?|supplied|generated|sourced|spent"
    r"|belongs?|belonged)\b",
    re.IGNORECASE)
# Answers may be given together, and what people like or lack makes no whole.
_OVERLAP = re.compile(
    r"满意|受访|调查|问卷|多选|支持|认为|增长|率|\b(?:respondents?|survey\w*|polled|satisf\w+|cited|named|said"
    r"|rates?|grew"
    r"|growth|rose|coverage)\b", re.IGNORECASE)
_SORTED = re.compile(r"(?:按|从)[^，。；\d]{1,14}(?:分|看|划分|来看)|结构|构成"
                     r"|\bby (?:mode|type|age|sector|origin|source"
                     r"|purpose|category|region|industry|use)\b|\bbreakdown\b", re.IGNORECASE)
_LEADING = re.compile(r"前[\d一二三四五六七八九十]|主要|最大"
                      r"|\b(?:top|leading|largest|biggest|main|major)\b", re.IGNORECASE)
_ROW_ZH = re.compile(r"[、，和及与以]{1,2}(?:及)?(?:约|近)?")
_ROW_EN = re.compile(r",? (?:and )?(?:about |nearly |some )?|, ")
_BESIDE_EN = re.compile(r"[^,.;\d]{2,40}(?:,|,? and) (?:about |nearly |some |the (?:other|remaining) )?"
                        r"|\),? (?:and )?[A-Za-z][^,.;\d()]{2,40} \(")
OVER, UNDER = Decimal(115), Decimal(85)


def claimed(page: Page, number: int, ties: Sequence[Tie]) -> list[Tie]:
    """The rows of shares of one sentence that no list has tied yet."""
    known = {i for tie in ties if tie.relation is Relation.BREAKDOWN for _, i in tie.members}
    found: list[Tie] = []
    for row in _rows(page, number):
        if len(row) > 2 and not known & set(row) and _is_whole(page, number, row):
            found.append(Tie(Relation.BREAKDOWN, tuple(("part", i) for i in row)))
    return [*found, *_of_levels(page, number, ties)]


def _rows(page: Page, number: int) -> list[list[int]]:
    """Percentages next to each other, with nothing between them but marks, or the names of what they are of."""
    rows: list[list[int]] = []
    for index in page.indices(number):
        mention = page.mentions[index]
        if not mention.is_percent or mention.role not in (Role.SHARE, Role.LEVEL) or mention.was:
            continue
        if rows and rows[-1][-1] == index - 1 and _beside(page, number, index - 1, index):
            rows[-1].append(index)
        else:
            rows.append([index])
    return rows


def _beside(page: Page, number: int, a: int, b: int) -> bool:
    between = page.plain[page.mentions[a].end:page.mentions[b].left]
    if page.sentences[number].language == "zh":
        return bool(_ROW_ZH.fullmatch(between) or re.fullmatch(r"[，、][^，。；、\d]{1,16}占(?:比)?", between))
    return bool(_ROW_EN.fullmatch(between) or _BESIDE_EN.fullmatch(between))


def _is_whole(page: Page, number: int, row: Sequence[int]) -> bool:
    """More than 100 is too much under every reading; less is too little only where the row is told to be whole."""
    sentence, mentions = page.sentences[number], [page.mentions[i] for i in row]
    before = page.plain[sentence.start:mentions[0].left]
    said = page.plain[sentence.start:sentence.end]
    exact = all(m.comparison is Comparison.EQUAL for m in mentions)
    if not exact or not (_SPLIT.search(said) or _one_way(page, row)) or _OVERLAP.search(said):
        return False
    if not (_together(page, number, row) or _SORTED.search(before)):
        return False
    total = sum((m.value for m in mentions), Decimal(0))
    whole = any(m.rest for m in mentions) or _counted(page, number, row)
    return 100 < total <= OVER or (whole and total >= UNDER and not _LEADING.search(before))


def _together(page: Page, number: int, row: Sequence[int]) -> bool:
    """Told in one breath: respectively, or in English each with its name behind it, or all behind one verb."""
    sentence = page.sentences[number]
    if MARKERS[sentence.language].RESPECTIVELY.first(page.plain, sentence.start, sentence.end):
        return True
    gaps = [page.plain[page.mentions[a].end:page.mentions[b].left] for a, b in pairwise(row)]
    if sentence.language == "zh":
        return all(_ROW_ZH.fullmatch(gap) for gap in gaps)
    return all(_BESIDE_EN.fullmatch(gap) for gap in gaps) or all(_ROW_EN.fullmatch(gap) for gap in gaps)


def _one_way(page: Page, row: Sequence[int]) -> bool:
    """"62 percent by car, 23 percent by train": one question, answered in so many ways."""
    ways = {page.plain[page.mentions[i].end:page.mentions[i].end + 6].split(" ")[1:2][0] for i in row
            if page.plain[page.mentions[i].end:page.mentions[i].end + 1] == " "}
    return len(ways) == 1 and ways <= {"by", "from", "via"}


def _counted(page: Page, number: int, row: Sequence[int]) -> bool:
    """"The four divisions", 五类能源: as many as shares follow."""
    return any(page.mentions[i].is_count and page.mentions[i].value == len(row)
               for i in page.indices(number) if i < row[0])


def _of_levels(page: Page, number: int, ties: Sequence[Tie]) -> list[Tie]:
    """As many shares, respectively, as a whole before has parts: each of its own; claimed where most of them fit."""
    sentence = page.sentences[number]
    if not MARKERS[sentence.language].RESPECTIVELY.first(page.plain, sentence.start, sentence.end):
        return []
    for row in _rows(page, number):
        for tie in ties:
            whole = next((i for name, i in tie.members if name == "whole"), None)
            parts = [i for name, i in tie.members if name == "part"]
            near = all(0 <= number - page.mentions[i].sentence <= 1 and i < row[0] for i in parts)
            if tie.relation not in (Relation.BREAKDOWN, Relation.SUBSET) or whole is None or not near or (
                    len(parts) != len(row) or len(row) < 2):
                continue
            fits = sum(share_of(page.mentions[s], page.mentions[p], page.mentions[whole])
                       for s, p in zip(row, parts, strict=True))
            if fits * 2 > len(row) or (fits and len(row) == 2):
                return [Tie(Relation.SHARE, (("share", s), ("part", p), ("whole", whole)))
                        for s, p in zip(row, parts, strict=True)]
    return []
