"""One thing told twice in words of its own: "hotel occupancy in July was 78 percent ... July's hotel occupancy, 87"."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from banyan.model.figure import Comparison, Relation, Tie
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_level, is_turned
from banyan.packs.figures.matching.kin import english
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.bases import base_name
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene
from banyan.packs.figures.relations.sums import is_rest

AGAIN = "again"
_MOST = 30          # numbers of one unit that are compared with each other
_CLAUSE = re.compile(r"[，。；：、！？,;:()（）\n]|\.\s|\b(?:and|while|but)\b|^")
_TIMES = re.compile(
    r"(?:19|20)\d\d|[去上前明今本]年|上[届期季]|同期|[一二三四1-4]季度|[上下]半年|\d+月|[一二三四五六七八九十]月|目标|计划|预计|力争|年末|年初"
    r"|\b(?:last|previous|this|next|earlier|ago|before|former|first|second|third|fourth|half|quarter|january|february|march"
    r"|april|may|june|july|august|september|october|november|december|target|goal|plan\w*|expect\w*|forecast|will|spring"
    r"|summer|autumn|winter|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b", re.IGNORECASE)  # fmt: skip
_OTHER = re.compile(
    r"其中|新增|净增|增加|减少|增长|平均|每|人均|最[多高大少低小]|另|其余|以上|超过"
    r"|\b(?:of (?:which|whom|them|these)|including|new|more|another|additional|average|each|per|every|most|least"
    r"|largest"
    r"|smallest|best|worst|other|rest|remaining|added|capacity|(?<!made )(?<!make )up|down"
    r"|only)\b", re.IGNORECASE)  # fmt: skip
_LAST_YEAR = re.compile(r"^ ?(?:[a-z]+ )?last year\b|^[^，。]{0,4}去年", re.IGNORECASE)
_ENOUGH_EN, _ENOUGH_ZH = 3, 5       # words, pairs of characters that two contexts share
_OF_SHORTER = 0.65                  # of the shorter context
_FEW = 2                            # digits that are soon in another order by chance
_PERSONS = frozenset("人名位")

_EMPTY = frozenset({"said", "made", "mad", "came", "cam", "also", "last", "year", "up",
                    "全市", "全县", "全省", "全年", "共有", "人次", "今年"})


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    groups: dict[tuple[str, str], list[Frame]] = defaultdict(list)
    for frame in scene.frames:
        if _may(frame) and len(groups[frame.key]) < _MOST:
            groups[frame.key].append(frame)
    for group in groups.values():
        for n, first in enumerate(group):
            for second in group[n + 1 :]:
                if first.sentence != second.sentence and _is_again(scene, held, first, second, group):
                    yield told_again(first, second)


def told_again(first: Frame, second: Frame) -> Claim:
    """The second doesn't fit the first, whose number it is."""
    return Claim(second.at, Tie(Relation.SAME, (("first", first.at), ("second", second.at)), AGAIN), False)


def _may(frame: Frame) -> bool:
    exact = frame.comparison in (Comparison.EQUAL, Comparison.ABOUT)
    past = cues.is_past(frame) and not _LAST_YEAR.search(frame.tail)
    each = cues.is_each(frame) and not frame.is_percent
    return exact and is_level(frame) and not (past or each or is_rest(frame))


def _is_again(scene: Scene, held: Held, a: Frame, b: Frame, group: list[Frame]) -> bool:
    """Both are told in the same words and of the same time, they differ, and no other number is told so."""
    if fits.meets(fits.span(a), fits.span(b)) or not _one_word(a, b) or {a.at, b.at} <= held.fast:
        return False
    if held.are_parts(a.at, b.at) or any({a.at, b.at} <= parts | {whole} for whole, parts in held.sums):
        return False
    if all(any(f.value == g.value and f.at != g.at for f in group) for g in (a, b)):
        return False
    if a.is_percent and base_name(a) != base_name(b):
        return False        # 占61.3%, 占产业项目总投资的70.4%: of two wholes
    one, other = _said(scene, a), _said(scene, b)
    if _odd(_OTHER, one, other) or _odd(_TIMES, one, other):
        return False
    shared, least = _shared(one, other)
    enough = _ENOUGH_ZH if a.chinese else _ENOUGH_EN
    if is_turned(a.value, b.value) and _digits(a) > 1:
        return shared >= (1 if _digits(a) > _FEW else enough - 1)
    if any(g.at not in (a.at, b.at) and any(fits.meets(fits.span(g), fits.span(f)) for f in (a, b)) for g in group):
        return False        # told twice alike, so the third is another
    near = 0.5 < a.value / b.value < 2
    return near and shared >= (enough - 1 if a.is_percent else enough + 1) and shared >= least * _OF_SHORTER


def _one_word(a: Frame, b: Frame) -> bool:
    """Counted by one word, as far as it is said; persons by any of theirs."""
    return not a.word or not b.word or a.word == b.word or {a.word, b.word} <= _PERSONS


def _digits(frame: Frame) -> int:
    return len(f"{frame.value:.6g}".replace(".", "").strip("0"))


def _odd(pattern: re.Pattern[str], one: str, other: str) -> bool:
    """Does one say a word of these that the other doesn't?"""
    return {m.lower() for m in pattern.findall(one)} != {m.lower() for m in pattern.findall(other)}


def _said(scene: Scene, frame: Frame) -> str:
    """The words of its clause; where these are few, of the clause before as well."""
    before = scene.before(frame, 80)
    cuts = [m.end() for m in _CLAUSE.finditer(before.rstrip("，, "))]
    start = cuts[-1] if cuts else 0
    if len(before) - start < 6 and len(cuts) > 1:
        start = cuts[-2]
    tail = frame.tail + scene.text[frame.end + len(frame.tail) : frame.end + 60] if not frame.chinese else frame.tail
    stop = re.search(r"[，。；,;\n]|\.(?:\s|$)", tail)
    return f"{before[start:]} {tail[: stop.start()] if stop else tail}"


def _shared(one: str, other: str) -> tuple[int, int]:
    """(how many telling words both say, how many the shorter says)."""
    a, b = _words(one), _words(other)
    return len(a & b), min(len(a), len(b))


@lru_cache(maxsize=4096)
def _words(said: str) -> frozenset[str]:
    stems = {stem[:5] for stem in english(said)}
    for run in re.findall(r"[\u4e00-\u9fff]{2,}", said):
        stems |= {run[n : n + 2] for n in range(len(run) - 1)}
    return frozenset(stems - _EMPTY)
