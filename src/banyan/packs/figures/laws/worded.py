"""Marks that are told in words beside the number itself: "nearly two thirds (65.8%)", double-digit, 百亿大关.

A fraction and the percentage that is set beside it are one number; what is called double-digit is ten or more.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from banyan.model.figure import Comparison, Relation, Tie
from banyan.packs.figures.loose.again import told_again
from banyan.packs.figures.loose.bounds import LOWER, UPPER
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_plain, one_kind
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

_APPOSED = re.compile(r"^[^。；;.\d，,（(:：–—]{0,44}[（(，,:：–—] ?(?:即|为|namely|exactly|precisely|or|about"
                      r"|to be exact,?)? ?$", re.IGNORECASE)
_CLOSED = re.compile(r"^[)），,.。–—]|^ [–—]|^的")
_FIGURE = re.compile(r"\d|%")
_NO_FRACTION = re.compile(r"[增降减升涨跌]|\b(?:up|down|rose|fell|by|than)\b", re.IGNORECASE)
_DIGITS = re.compile(r"\bdouble[- ]digits?\b|(?<!第)两位数", re.IGNORECASE)
_SINGLE = re.compile(r"\bsingle[- ]digits?\b|个位数", re.IGNORECASE)
_MAJORITY = re.compile(r"\b(?:a|the|clear|narrow|slim|large|overwhelming) majority of [^;.\d]{2,50}$", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|no longer|never|yet to|return\w*|hop\w+|expect\w*|target\w*|will|code|number|plates?"
                  r"|back to|from|end(?:ed|ing)?)\b"
                  r"[^,;.]{0,12}$|(?:未|没|不再|跌破|力争|预计|将|目标|告别|结束|有望|由|从)[^，。；]{0,6}$",
                  re.IGNORECASE)
_WORDS = {"十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8, "十亿": 10**9, "百亿": 10**10, "千亿": 10**11,
          "万亿": 10**12, "million": 10**6, "half-million": 5 * 10**5, "billion": 10**9, "trillion": 10**12}
_MARK = re.compile(
    r"(?P<said>突破|超过?|迈[上过入]|跨[过上越]|站上|越过|冲破|登上|闯过)了?(?P<zh>十万|百万|千万|十亿|百亿|千亿"
    r"|万亿|亿)(?:[\u4e00-\u9fff]{0,3})"
    r"(?:大关|台阶|关口|门槛|俱乐部|级)"
    r"|\b(?P<verb>topp\w+|pass\w*|cross\w*|broke|exceed\w*|reach\w*|hit|surpass\w*) (?:the|a|one"
    r"|its first) (?:symbolic )?"
    r"(?P<en>half-million|million|billion|trillion)(?:[- ][a-z]+){0,2}[- ](?:mark|barrier|threshold|line)\b",
    re.IGNORECASE)
_DENIED = re.compile(r"(?:未能?|没有?|尚未|难以|即将|有望|力争|距|离)$|\b(?:not|never|fail\w* to|yet to|about to"
                     r"|will|almost|nearly)(?: \w+)? ?$", re.IGNORECASE)
_CUT = re.compile(r"[。；;]|\.\s|\n")
_OF_THE = re.compile(r"^[^,;.\d]{0,4} ?of (?:the |its |their |all |those |these |our )")
_SO_MANY = re.compile(r"[:，,(（–—] ?(?:namely|only|just|exactly|or|in fact|with)? ?$", re.IGNORECASE)
_OF_ITSELF = re.compile(r"[（(][^)）]{1,24}[:：,] ?$|\b(?:target|goal|last year|previous\w*)[^,;.]{0,12}[:：,] ?$",
                        re.IGNORECASE)
_AS_OF = re.compile(r"^[.,;)）]|^ (?:as of|by|in all|so far|at|up to|until|exactly|altogether|to be exact|all told"
                    r"|applicants|people)\b|^[^，。；\d]{0,3}[。，；]")
_BEFORE_THIS = re.compile(r"[^，。；\d]{0,6}，[^，。；\d]{0,6}")
_FAR = 3.0              # times a mark, within which a number is meant by it
_NEAR = 70              # characters between a word and the percentage that it is said of
_POINTS = 25.0          # percentage points from a fraction, within which a share is meant by it
_BOUNDS = {Comparison.ABOVE: LOWER, Comparison.AT_LEAST: LOWER, Comparison.BELOW: UPPER, Comparison.AT_MOST: UPPER}


def search(scene: Scene, _: Held) -> Iterator[Claim]:
    for number, sentence in enumerate(scene.sentences):
        for a, b in pairwise(sentence):
            if b.at - a.at == 1:
                yield from _apposed(scene, a, b)
        for parts in zip(sentence, sentence[1:], sentence[2:], strict=False):
            yield from _shared(scene, *parts)
        start, end = scene.starts[number], sentence[-1].end + 60 if sentence else 0
        if sentence:
            yield from _digits(scene, sentence, scene.text[start:end].split("\n")[0], start)
            yield from _marked(scene, sentence, start, end)


def _apposed(scene: Scene, fraction: Frame, exact: Frame) -> Iterator[Claim]:
    """"nearly two thirds (65.8%) of the villages", "over two thirds of the members, 69 percent,"."""
    written = scene.text[fraction.start:fraction.end]
    worded = fraction.is_percent and not _FIGURE.search(written) and exact.is_percent
    said = scene.between(fraction, exact)
    beside = _APPOSED.match(said) and _CLOSED.match(exact.tail)
    if not worded or exact.comparison is not Comparison.EQUAL or not beside:
        return
    if _NO_FRACTION.search(said) or cues.is_past(exact) or abs(exact.value - fraction.value) > _POINTS or (
            not _FIGURE.search(scene.text[exact.start:exact.end])):
        return
    label = _BOUNDS.get(fraction.comparison, "")
    if label:
        wrong = exact.high < fraction.value - fraction.step / 50 if label == LOWER else exact.low > fraction.value
        if wrong:
            yield Claim(exact.at, Tie(Relation.LIMIT, (("limit", fraction.at), ("actual", exact.at)), label), False)
    elif not fits.meets((fraction.low - 1, fraction.high + 1), fits.span(exact)):
        yield told_again(fraction, exact)


def _shared(scene: Scene, a: Frame, b: Frame, c: Frame) -> Iterator[Claim]:
    """"Fewer than half of the 4,900 flats: 2,310 as of June"; 应到320名，实到298名，超过三分之二."""
    if c.at - a.at != 2:
        return
    head, whole, part = (a, b, c) if a.is_percent else (c, a, b)
    label = _BOUNDS.get(head.comparison, "")
    if not (label and head.is_percent and is_plain(whole) and is_plain(part) and part.key == whole.key
            and (one_kind(part, whole) or not part.word)) or part.value >= whole.value or cues.is_past(part):
        return
    if head is a:
        told = bool(_OF_THE.match(head.tail) and _SO_MANY.search(part.lead)
                    and not _OF_ITSELF.search(part.lead) and _AS_OF.match(part.tail))
    else:
        told = bool(_BEFORE_THIS.fullmatch(scene.between(part, head))) and not head.tail.startswith("的") and (
            scene.between(whole, part).count("，") <= 1)
    share = part.value / whole.value * 100
    wrong = share < head.value - 1 if label == LOWER else share > head.value + 1
    if told and wrong and abs(share - head.value) < _POINTS:
        members = (("share", head.at), ("part", part.at), ("whole", whole.at))
        yield Claim(head.at, Tie(Relation.SHARE, members), False)


def _digits(scene: Scene, sentence: Sequence[Frame], said: str, start: int) -> Iterator[Claim]:
    """"double-digit growth (+11.2%)", 增长12.4%，增速保持两位数: the percentage nearest to the word."""
    percents = [f for f in sentence if f.is_percent and f.comparison is Comparison.EQUAL
                and _FIGURE.search(scene.text[f.start:f.end]) and not cues.is_past(f)]
    for words, label in ((_DIGITS, LOWER), (_SINGLE, UPPER)):
        for hit in words.finditer(said):
            if _NOT.search(said[:hit.start()]):
                continue
            near = _nearest(scene, percents, start + hit.start(), start + hit.end())
            if near is not None and (near.high < _TEN if label == LOWER else near.low >= _TEN):
                yield _in_words(near, _TEN, label)
    for frame in percents:
        lead = _CUT.split(scene.text[max(start, frame.start - 80):frame.start])[-1]
        told = _MAJORITY.search(lead)
        if told and frame.high < _HALF and _APPOSED.match(lead[told.start():]) and _CLOSED.match(frame.tail):
            yield _in_words(frame, _HALF, LOWER)


_TEN, _HALF = 10, 50


def _nearest(scene: Scene, percents: Sequence[Frame], start: int, end: int) -> Frame | None:
    behind = [f for f in percents if end <= f.start < end + _NEAR and not _CUT.search(scene.text[end:f.start])]
    before = [f for f in percents if start - _NEAR < f.end <= start and not _CUT.search(scene.text[f.end:start])]
    near = [*behind[:1], *before[-1:]]
    return min(near, key=lambda f: min(abs(f.start - end), abs(start - f.end)), default=None)


def _marked(scene: Scene, sentence: Sequence[Frame], start: int, end: int) -> Iterator[Claim]:
    """突破百亿大关，达104.2亿件; "crossed the billion mark, at 1.04 billion"."""
    for hit in _MARK.finditer(scene.text, start, end):
        bound = _WORDS[(hit["zh"] or hit["en"]).lower()]
        label = UPPER if _DENIED.search(scene.text[max(start, hit.start() - 20):hit.start()]) else LOWER
        near = [f for f in sentence if is_plain(f) and f.comparison is Comparison.EQUAL and not cues.is_past(f)
                and 1 / _FAR < f.value / bound < _FAR
                and not _CUT.search(scene.text[min(f.end, hit.end()):max(f.start, hit.start())])]
        behind = [f for f in near if f.start >= hit.end()]
        told = behind[:1] or near[-1:]
        for actual in told:
            if actual.high < bound if label == LOWER else actual.low > bound:
                yield _in_words(actual, bound, label)


def _in_words(actual: Frame, bound: int, label: str) -> Claim:
    """A limit that no number of the text tells: it is the tie's factor."""
    return Claim(actual.at, Tie(Relation.LIMIT, (("actual", actual.at),), label, factor=Decimal(bound)), False)
