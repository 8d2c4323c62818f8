"""One part told twice: in words and in percent, as a quotient, as so many of ten.

"Two thirds of those asked, or 67 percent"; "nearly half (48%)"; 五分之一的家庭（20%）; 比率0.35，即35%;
四成游客，换言之，10位里有4位. The two stand right behind each other, and nothing but such a word between them.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from banyan.measure.figures.products import RESTATED
from banyan.model.figure import Comparison, Dimension, Relation, Tie
from banyan.packs.figures.laws.ways import LESS, MORE
from banyan.packs.figures.loose.again import told_again
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import INFINITE, Frame, Scene

_SIGN = re.compile(r"[%％‰]|percent|per cent|pct|百分之")
# between a part in words and the same in percent, or the other way round: nothing is named anew
_BESIDE = re.compile(
    r"^(?: (?:of|in)\b)?[^,.;:()（），。；：\d]{0,48}"
    r"(?: ?[(（](?:exactly|precisely|to be precise,|or|i\.e\.|about|some|即|约|准确地说是?)? ?"
    r"|, (?:or|i\.e\.|that is|namely|precisely|exactly|to be precise|in other words)?,? ?(?:about |some |exactly )?"
    r"| (?:or|i\.e\.) | [-–—] |[，,](?:即|也就是说?|换言之|换句话说|准确地说是?|确切地说是?|具体为|约合?)[，,]?(?:是"
    r"|为|约|占)?)$",
    re.IGNORECASE)
_CLOSED = re.compile(
    r"^ ?(?:[)）,，.。;；]|$| [-–—] | (?:say|said|want|are|were|have|had|use|think|favou?r|support)\b)")
_ANOTHER = re.compile(
    r"\b(?:and|while|but|than|against|from|to|after|before)\b|比|而|上年|去年|以及|和|与", re.IGNORECASE)
_QUOTIENT = re.compile(
    r"^(?:[,，]? ?(?:or|i\.e\.|that is|in other words|which is|expressed as a percentage|即|也就是说?|换言之|相当于"
    r"|折合)"
    r"[,，]?(?:是|为)? ?| ?[(（](?:or |i\.e\. |即)?|[（(](?:比率|系数|比值|a? ?ratio (?:of )?))$", re.IGNORECASE)
_OF_MANY = re.compile(
    r"^[^，。；,.;\d]{0,8}(?:中|里|当中|之中)[^，。；,.;\d]{0,4}$"
    r"|^[^,.;\d]{0,30} (?:of whom|of which|of them|there (?:are|were)|,)? ?$", re.IGNORECASE)
_LINK = re.compile(
    r"即|换言之|换句话说|也就是|相当于|意味着|[（(]|\b(?:i\.e\.|that is|in other words|or|meaning)\b", re.IGNORECASE)
_TENS = (10.0, 100.0, 1000.0)
_HUNDRED = 100


def search(scene: Scene, _: Held) -> Iterator[Claim]:
    for sentence in scene.sentences:
        for a, b in pairwise(sentence):
            if b.at == a.at + 1 and not (cues.moves(a) or cues.moves(b)):
                yield from _in_words(scene, a, b)
                yield from _quotient(scene, a, b)
        for said, many, part in zip(sentence, sentence[1:], sentence[2:], strict=False):
            if part.at == said.at + 2:
                ratio = scene.right_before(said) if _is_quotient(said) else None    # 占35%（比率0.35），即每100家
                yield from _of_many(scene, ratio or said, many, part)


def _in_words(scene: Scene, a: Frame, b: Frame) -> Iterator[Claim]:
    if not (a.is_percent and b.is_percent) or _is_written(scene, a) == _is_written(scene, b):
        return
    between = scene.between(a, b)
    if not _BESIDE.match(between) or _ANOTHER.search(between) or not _CLOSED.match(b.tail):
        return
    if fits.meets(fits.span(a), fits.span(b)):
        return
    if a.is_bounded and b.is_bounded:
        yield told_again(a, b)
    elif a.is_bounded or b.is_bounded:      # "fewer than nine in ten, 92 percent"
        edge, exact = (b, a) if a.is_bounded else (a, b)
        members = (("limit", edge.at), ("actual", exact.at))
        yield Claim(edge.at, Tie(Relation.LIMIT, members, MORE if edge.high == INFINITE else LESS), False)


def _is_written(scene: Scene, frame: Frame) -> bool:
    """With a sign, and no fraction in words nor so many tenths."""
    return bool(_SIGN.search(scene.text[frame.start:frame.end]))


def _quotient(scene: Scene, a: Frame, b: Frame) -> Iterator[Claim]:
    """A ratio of 0.62, or 62 percent; 35%（比率0.35）."""
    if {a.key[0], b.key[0]} != {Dimension.COUNT, Dimension.PERCENT} or not _QUOTIENT.match(scene.between(a, b)):
        return
    ratio, share = (a, b) if b.is_percent else (b, a)
    if not _is_quotient(ratio):
        return
    half = ratio.step / 2 * _HUNDRED
    made = ratio.value * _HUNDRED - half, ratio.value * _HUNDRED + half
    if not fits.meets(made, fits.span(share)):
        members = (("each", ratio.at), ("amount", share.at))
        yield Claim(share.at, Tie(Relation.PRODUCT, members, RESTATED, factor=Decimal(_HUNDRED)), False)


def _is_quotient(frame: Frame) -> bool:
    return frame.key == (Dimension.COUNT, "") and 0 < frame.value < 1 and not frame.word and (
        frame.comparison is Comparison.EQUAL)


def _of_many(scene: Scene, said: Frame, many: Frame, part: Frame) -> Iterator[Claim]:
    """四成，换言之，10位里有4位; "40 percent, i.e. of every ten households four"."""
    if not said.is_percent or many.value not in _TENS or {many.key[0], part.key[0]} != {Dimension.COUNT}:
        return
    if not _OF_MANY.match(scene.between(many, part)) or not _LINK.search(scene.between(said, many)):
        return
    half = 0.0 if part.low < part.high else part.step / 2      # so many of ten are rounded
    part_span = (part.low - half, part.high + half)
    if part.value < many.value and not fits.share(said, part_span, fits.span(many)):
        members = (("share", said.at), ("part", part.at), ("whole", many.at))
        yield Claim(said.at, Tie(Relation.SHARE, members), False)
