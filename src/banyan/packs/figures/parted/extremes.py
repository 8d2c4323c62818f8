"""The least, the mean and the most of one thing: in clauses, in lines of a small table, as a range and what is in it.

"run from 610 in Quay Ward to 1,480, with a mean of 902"; Minimum 3.1 / Maximum 27.4 / Mean 11.6; 平均34岁，最小19岁;
"Saturday, with 81,450 visitors, was the busiest day; 76,200 came on Sunday".
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from banyan.model.figure import Comparison, Dimension, Relation, Tie
from banyan.packs.figures.laws.ways import LESS, MORE
from banyan.packs.figures.laws.wholes import is_range
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import one_kind
from banyan.packs.figures.relations import cues
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

LEAST, MEAN, MOST = range(3)
_LEAST = re.compile(
    r"最[少低小短轻矮差慢早][的者值为]?|最年轻|最便宜"
    r"|(?<!at )\b(?:smallest|lowest|least|fewest|shortest|youngest|cheapest"
    r"|minimum|min\.?|slowest|lightest|coldest)\b", re.IGNORECASE)
_MEAN = re.compile(
    r"平均|均值|均价|中位|中标价|成交价|\b(?:average|averag(?:ed|es|ing)|mean|median|winning (?:bid|offer|tender)"
    r"|successful (?:bid|tender))\b", re.IGNORECASE)
_MOST = re.compile(
    r"最[多高大长重快晚][的者值为]?|最年长|最贵|\b(?:largest|highest|biggest|longest|oldest|dearest|maximum|max\.?"
    r"|fastest|greatest|tallest|heaviest|hottest|most expensive)\b", re.IGNORECASE)
_RANKS = ((LEAST, _LEAST), (MEAN, _MEAN), (MOST, _MOST))
_SPEED = re.compile(r"[快慢]|fastest|slowest", re.IGNORECASE)       # the fastest takes the least time
_OF_OTHERS = re.compile(       # what the mean or the extreme is compared with, or is of another time or place
    r"全[国省市县球]|上年|去年|同期|历史|纪录|\b(?:national|nationwide|last|previous\w*|earlier|record|ever|target|than"
    r"|against|european|world|industry)\b", re.IGNORECASE)
_FROM = re.compile(
    r"[从在由自]|介于|\b(?:from|between|rang\w+|anything|vary|varies|varied|lie|lay|span\w*)\b[^.;\d]{0,30}$",
    re.IGNORECASE)
_TO = re.compile(
    r"^[^.;，。；\d]{0,30}(?:\bto|\band|[-–—~～至到与和])\s?[^.;，。；\d]{0,16}$", re.IGNORECASE)
_GREW = re.compile(
    r"增[至到加]|[升降涨跌调提扩缩减变延][高低升降大小长短为]?[至到为]|上升|下降|\b(?:rose|fell|grew|up|down|rise|fall|increase\w*|climb\w*|dropp\w*|widen\w*"
    r"|cut|raised|lowered|went|moved|extend\w*|open\w*|shut|closed|runs? (?:from \d|daily))\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[，；。;\n]|, |\.\s")
_DAYS = (r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:january|february|march|april|may|june|july|august"
         r"|september|october|november|december)\b|(?:周|星期)[一二三四五六日天]|\d{1,2}月|[一二三四]季度"
         r"|\b(?:first|second|third|fourth) (?:quarter|day|week)\b")
_WHEN = re.compile(_DAYS, re.IGNORECASE)
_TOP = re.compile(
    r"最[多高大忙旺]|(?:峰值|高峰)"
    r"|\b(?:busiest|biggest|largest|highest|best|strongest|hottest|wettest|warmest|record"
    r"|peak) (?:[a-z-]+ ){0,2}?(?:day|month|quarter|week|weekend|season)\b|\bpeaked\b", re.IGNORECASE)
_BOTTOM = re.compile(
    r"最[少低小淡冷]|\b(?:quietest|slowest|lowest|weakest|coldest|driest|smallest|poorest) (?:[a-z-]+ ){0,2}?"
    r"(?:day|month|quarter|week|weekend|season)\b", re.IGNORECASE)
_NO_SISTER = re.compile(
    r"上年|去年|同期|比|较|增|减|\b(?:last|than|from|earlier|before|year|up|down|more|fewer|average"
    r"|of (?:them|which|whom)"
    r"|total|all)\b", re.IGNORECASE)
_FAR, _NEAR = 20.0, 8.0     # times off, beyond which two numbers are of different things
_SHORT = 3                  # characters of a clause that only says "is": 7月客流最旺，为3.14万人次
_ROW = 3                    # numbers of a line of a small table, at most


def search(scene: Scene, _: Held) -> Iterator[Claim]:
    for group in (*scene.sentences, *_lines(scene)):
        timed = any(f.key[0] == Dimension.DURATION for f in group)
        named = [(rank, f) for f in group if _may(f) and (rank := _rank(f, timed)) is not None]
        yield from _within(scene, named)
        yield from _ordered([*named, *_ranges(scene, group)])
    for number, sentence in enumerate(scene.sentences):
        following = scene.sentences[number + 1] if number + 1 < len(scene.sentences) else ()
        yield from _of_days(sentence, following)


def _may(frame: Frame) -> bool:
    """A level or a rate; "Minimum 3.1" is one, too."""
    return (frame.is_level or frame.is_percent) and frame.value > 0 and not cues.is_past(frame)


def _lines(scene: Scene) -> Iterator[Sequence[Frame]]:
    """Lines that follow each other, each with one number behind its name: the rows of a small table."""
    run: list[Frame] = []
    for sentence in (*scene.sentences, ()):
        alone = sentence[0] if len(sentence) == 1 and sentence[0].paragraph else None
        if alone is not None and run and alone.paragraph == run[-1].paragraph + 1:
            run.append(alone)
            continue
        if len(run) >= _ROW:
            yield run
        run = [alone] if alone is not None else []


def _rank(frame: Frame, timed: bool) -> int | None:
    """By the last such word of its own clause before it; a superlative that follows its number stands right behind.
    `timed`: beside it stands a time, so that "the slowest 11" is one as well.
    """
    said = [part for part in _CLAUSE.split(frame.lead) if part.strip(" ,，")]
    words = said[-1] if said else ""
    if _OF_OTHERS.search(words):
        return None
    told = [(hit.start(), rank, hit[0]) for rank, pattern in _RANKS for hit in pattern.finditer(words)]
    if told:
        _, rank, word = max(told)
        takes = frame.key[0] == Dimension.DURATION or (timed and frame.key == (Dimension.COUNT, ""))
        return MOST - rank if takes and _SPEED.search(word) else rank
    behind = re.match(r"^[（(](?:最[高低大小多少]|平均|mean|average|highest|lowest|median)", frame.tail, re.IGNORECASE)
    return next((rank for rank, pattern in _RANKS if behind and pattern.search(behind[0])), None)


def _ranges(scene: Scene, group: Sequence[Frame]) -> Iterator[tuple[int, Frame]]:
    """"from 610 guilders in Quay Ward to 1,480": the one right behind the other, the smaller first."""
    for low, high in pairwise(group):
        if high.at != low.at + 1 or not one_kind(low, high) or not _TO.match(scene.between(low, high)):
            continue
        ascends = low.value < high.value < _FAR * low.value and not cues.moves(low)
        if ascends and _FROM.search(low.lead) and not _GREW.search(scene.before(low, 90) + scene.between(low, high)):
            yield LEAST, low
            yield MOST, high


def _ordered(named: Sequence[tuple[int, Frame]]) -> Iterator[Claim]:
    for rank, low in named:
        for other, high in named:
            if rank < other and low.value > high.value and low.value < _FAR * high.value and _are_of_one(low, high):
                members = (("limit", high.at), ("actual", low.at))
                yield Claim(high.at, Tie(Relation.LIMIT, members, LESS), False)


def _within(scene: Scene, named: Sequence[tuple[int, Frame]]) -> Iterator[Claim]:
    """"between 14 and 95 euros, the average being 42": a mean lies within the range right before it."""
    for rank, mean in named:
        span = scene.right_before(mean)
        if rank != MEAN or span is None or not is_range(scene.text[span.start:span.end], span):
            continue
        label = LESS if mean.low > span.high else MORE if mean.high < span.low else ""
        if label and (mean.key == span.key or one_kind(mean, span)) and 1 / _FAR < mean.value / span.value < _FAR:
            yield Claim(span.at, Tie(Relation.LIMIT, (("limit", span.at), ("actual", mean.at)), label), False)


def _are_of_one(low: Frame, high: Frame) -> bool:
    """Of one unit and one noun; a mean is often told as a bare number."""
    return (low.key == high.key and (low.word == high.word or not low.word or not high.word)) or (
        not low.chinese and (Dimension.COUNT, "") in (low.key, high.key) and not (low.word or high.word)
        and low.sentence == high.sentence)


def _of_days(sentence: Sequence[Frame], following: Sequence[Frame]) -> Iterator[Claim]:
    """The busiest day and the others beside it, each told with its day, month or quarter."""
    for top in sentence:
        if not top.is_level or top.comparison is not Comparison.EQUAL or not _WHEN.search(own := _around(top)):
            continue
        most, least = bool(_TOP.search(own)), bool(_BOTTOM.search(own))
        if most == least or _NO_SISTER.search(own):
            continue
        for other in (*sentence, *following):
            said = _around(other)
            if other.at == top.at or other.paragraph != top.paragraph or not one_kind(top, other) or not (
                    _WHEN.search(said)) or _NO_SISTER.search(said) or other.comparison is not Comparison.EQUAL:
                continue
            wrong = other.low > top.high if most else other.high < top.low
            if wrong and 1 / _NEAR < other.value / top.value < _NEAR:
                members = (("limit", other.at), ("actual", top.at))
                yield Claim(top.at, Tie(Relation.LIMIT, members, MORE if most else LESS), False)


def _around(frame: Frame) -> str:
    """The clause of a number, with what a comma sets before it: "Its busiest month was July, when"."""
    clauses = re.split(r"[；。;]|\.\s|\band\b|，", frame.lead)
    before = "".join(clauses[-2:]) if frame.chinese and len(clauses[-1]) < _SHORT else clauses[-1]
    behind = re.split(r"[；。;]|\.\s|\band\b|，|, (?!was|is|were|are|be)", frame.tail)[0]
    return f"{before} {behind}"
