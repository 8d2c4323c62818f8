"""Rows that are told in an order: "in descending order", 逐层降低, "from 410 m through 620 m to 980 m", numbered lines.

The words or the header over the lines say which way the numbers go; one that goes the other way contradicts.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from banyan.model.figure import Comparison, Relation, Tie
from banyan.packs.figures.laws.foremost import SUPERLATIVES
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.orders import FALLING, RISING
from banyan.packs.figures.relations import cues
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

_FALLS = re.compile(
    r"[由从][高多大长强][^，。；\d]{0,4}[到至][低少小短弱]|递减|[逐依][\u4e00-\u9fff]{1,2}(?:降低|减少|下降|变小"
    r"|走低|回落)"
    r"|降序|\b(?:in descending order|from (?:the )?(?:highest|largest|most|longest|biggest"
    r"|top)[^,;.\d]{0,20} to (?:the )?(?:lowest|smallest|least|fewest|shortest)"
    r"|(?:falls?|fell|decreas\w+|declin\w+|thins?|diminish\w+|drops?|dropped|sinks?) (?:[a-z]+ly |further )?(?:from"
    r"|as|with|towards?|downstream|upstream|inland|seaward)\b"
    r"|(?:falls?|fell|decreas\w+|declin\w+|drops?|dropped) (?:steadily|continuously|step by step|year by year"
    r"|every (?:year|month)|each (?:year|month)))",
    re.IGNORECASE)
_RISES = re.compile(
    r"[由从][低少小短弱][^，。；\d]{0,4}[到至][高多大长强]|递增|[逐依][\u4e00-\u9fff]{1,2}(?:升高|增加|上升|增多"
    r"|变大|走高|提高|增长|攀升)"
    r"|升序|\b(?:in ascending order|from (?:the )?(?:lowest|smallest|least|fewest"
    r"|shortest)[^,;.\d]{0,20} to (?:the )?(?:highest|largest|most|longest|biggest)"
    r"|(?:rises?|rose|increas\w+|climb\w*|grows?|grew|thickens?) (?:[a-z]+ly |further )?(?:as|with|towards?"
    r"|downstream|upstream|inland|seaward)\b"
    r"|(?:rises?|rose|increas\w+|climb\w*|grows?|grew) (?:steadily|continuously|step by step|year by year"
    r"|every (?:year|month)|each (?:year|month)))",
    re.IGNORECASE)
_NOT = re.compile(r"未|没有|除|但|\b(?:except|but|not|apart|until|before)\b", re.IGNORECASE)
_APART = re.compile(r"平均|合计|共计|总|全[市省县国年]|上年|去年|目标|\b(?:average|mean|total|all|overall|target"
                    r"|last year|previous\w*)\b",
                    re.IGNORECASE)
_NUMBERED = re.compile(r"^[ \t]{0,8}(?P<n>\d{1,2})[.．、)）:：][ \t\u3000]{0,4}(?=\D)")
_TOP = re.compile(r"前[一二三四五六七八九十\d]+[名位强]|排行|排名|\b(?:top|leading|most|ranking|league table|first) ",
                  re.IGNORECASE)
_ROUGH = 5              # percentage points
_LEAST = 3              # numbers that make a row
_GAP = 60               # characters between two of a row
_FAR = 40.0             # times the smallest the largest of a row may be
_HEADER = 120           # characters of a header


def search(scene: Scene, _: Held) -> Iterator[Claim]:
    for number, sentence in enumerate(scene.sentences):
        start = scene.starts[number]
        for row in _runs(scene, sentence):
            said = scene.text[max(start, row[0].start - 110):row[0].start]
            said = re.split(r"[。；;]|\.\s", said)[-1]
            ways = [label for label, words in ((FALLING, _FALLS), (RISING, _RISES)) if words.search(said)]
            if len(ways) == 1 and not _NOT.search(scene.text[row[0].start:row[-1].end]):
                yield from _claims(row, ways[0])
    for row, label in _lists(scene):
        yield from _claims(row, label)


def _claims(row: Sequence[Frame], label: str) -> Iterator[Claim]:
    """Where one of the row at most stands out of its order; a row in another order altogether is of another measure."""
    values = [f.value if label == RISING else -f.value for f in row]
    wrong = any(a > b for a, b in pairwise(values))
    mended = any(all(a <= b for a, b in pairwise(values[:n] + values[n + 1:])) for n in range(len(values)))
    if wrong and mended and max(f.value for f in row) < _FAR * min(f.value for f in row):
        yield Claim(row[0].at, Tie(Relation.PLACES, tuple(("value", f.at) for f in row), label), False)


def _may(frame: Frame) -> bool:
    rough = frame.is_percent and frame.step >= _ROUGH       # a fraction in words
    return frame.comparison is Comparison.EQUAL and frame.value > 0 and not cues.moves(frame) and not rough


def _runs(scene: Scene, sentence: Sequence[Frame]) -> Iterator[list[Frame]]:
    """Three or more of one kind, one right behind the other."""
    run: list[Frame] = []
    for frame in [*sentence, None]:
        if run and not (frame is not None and frame.at == run[-1].at + 1 and frame.key == run[0].key
                        and frame.word in (run[0].word, "") and len(scene.between(run[-1], frame)) < _GAP
                        and not _APART.search(scene.between(run[-1], frame)) and _may(frame)):
            if len(run) >= _LEAST:
                yield run
            run = []
        if frame is not None and _may(frame):
            run.append(frame)


def _lists(scene: Scene) -> Iterator[tuple[list[Frame], str]]:
    """Lines that are numbered 1, 2, 3 with one number each, under a header that calls them the most or the least."""
    by_line: dict[int, list[Frame]] = {}
    for frame in scene.frames:
        by_line.setdefault(scene.text.rfind("\n", 0, frame.start) + 1, []).append(frame)
    header, rows, at = "", list[Frame](), 0
    for line in [*scene.text.split("\n"), ""]:
        hit = _NUMBERED.match(line)
        told = by_line.get(at, [])
        if hit and int(hit["n"]) == len(rows) + 1 and len(told) == 1 and _may(told[0]):
            rows.append(told[0])
        elif line.strip() or not rows:
            if len(rows) >= _LEAST and (label := _label(header)) and len({f.key for f in rows}) == 1:
                yield rows, label
            header, rows = line if line.strip() else header, []
        at += len(line) + 1
    if len(rows) >= _LEAST and (label := _label(header)) and len({f.key for f in rows}) == 1:
        yield rows, label


def _label(header: str) -> str:
    """By the only superlative of the header, else by the order that it names; "" where it has neither."""
    if len(header) > _HEADER:
        return ""
    if _FALLS.search(header) or _RISES.search(header):
        return RISING if _RISES.search(header) else FALLING
    ways = {told.way for told in SUPERLATIVES if told.words.search(header)}
    if len(ways) == 1:
        return FALLING if ways == {1} else RISING
    return FALLING if _TOP.search(header) and not ways else ""
