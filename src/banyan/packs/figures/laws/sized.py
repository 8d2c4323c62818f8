"""So many of a size, and what they come to together: 23 of 500 million to a billion are no less than 11.5 billion.

A bound or two, a count and an amount right behind each other (or the count before the bounds): each of the count is at
least the lower bound and at most the upper one. Claims only what doesn't fit.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from banyan.model.figure import Comparison, Dimension, Relation, Tie
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

RANGE = "range"          # label of a tie whose bound is an end of a range: "500 million to 1 billion" is one number
_TO = re.compile(
    r"^(?:（[^）]{1,4}）)?(?:到|至|[-—–~～]+)$| (?:to|and) (?:RMB |US|HK)?[$¥€£]?$|^ ?[-–—] ?$", re.IGNORECASE)
_ENDS = re.compile(r"\d[^\d]{0,10}(?:到|至|[-—–~～]| to | and )[^\d]{0,6}\d", re.IGNORECASE)
_RANGED = re.compile(r"(?:between|from|of|worth) (?:RMB |US|HK)?[$¥€£]?$", re.IGNORECASE)
_ABOVE = re.compile(r"^[^，。；\d]{0,4}(?:及|（含）|\(含\))?以上|^ (?:or|and) (?:more|above|over)\b", re.IGNORECASE)
_BELOW = re.compile(r"^[^，。；\d]{0,4}(?:及|（不?含）)?(?:以下|以内)|^ or less\b", re.IGNORECASE)
_OVER = re.compile(
    r"(?:超过?|逾|大于|不低于|不少于)$|\b(?:over|above|more than|at least|exceed\w*) (?:RMB |US|HK)?[$¥€£]?$",
    re.IGNORECASE)
_UNDER = re.compile(
    r"(?:不足|低于|小于|不超过)$|\b(?:under|below|less than|at most|up to) (?:RMB |US|HK)?[$¥€£]?$", re.IGNORECASE)
_COUNTED = re.compile(r"^[^，。；;]{0,24}[，,]?(?:共|有|计)?$")
_TOGETHER = re.compile(
    r"^[^。；;\d]{0,6}[，、,]?[^，。；;\d]{0,6}(?:投资|金额|总额|资金|合计|共计|总计|协议额|合同额|产值|收入"
    r"|额)[^，。；;\d]{0,8}$"
    r"|\b(?:total\w*|together|altogether|combined|in all|amounting|adding up|coming to|worth)\b[^.;\d]{0,24}$",
    re.IGNORECASE)
_ALREADY = re.compile(
    r"已|完成|到位|年度|其中|新增|平均|\b(?:already|so far|average|each|spent|this year)\b", re.IGNORECASE)


def search(scene: Scene, _: Held) -> Iterator[Claim]:
    for number, sentence in enumerate(scene.sentences):
        for at in range(len(sentence)):
            yield from _again(scene, number, at)
            for bounds, count, amount in (_bounds_first(scene, sentence[at:]), _count_first(scene, sentence[at:])):
                if count is not None and amount is not None:
                    yield from _claims(scene, bounds, count, amount)


def _again(scene: Scene, number: int, at: int) -> Iterator[Claim]:
    """其中10亿元以上的9家……。9家企业合计收入83.5亿元: the very count, told once more with what it comes to."""
    sentence = scene.sentences[number]
    bounds, used = _bounds(scene, sentence[at:])
    count = sentence[at + used] if 0 < used < len(sentence) - at else None
    if count is None or not _is_count(count) or not _COUNTED.match(scene.between(sentence[at + used - 1], count)):
        return
    following = [f for f in scene.around(number, 0, 1) if f.at > count.at and f.paragraph == count.paragraph]
    for one, amount in pairwise(sorted(following, key=lambda f: f.at)):
        if amount.at == one.at + 1 and one.key == count.key and one.value == count.value and (
                _is_total(scene, one, amount, sentence[at])):
            yield from _claims(scene, bounds, one, amount)


Bounds = tuple[Frame | None, Frame | None]
Found = tuple[Bounds, Frame | None, Frame | None]
_NOTHING: Found = ((None, None), None, None)


def _bounds_first(scene: Scene, run: Sequence[Frame]) -> Found:
    """5亿元至10亿元的23个，投资158.2亿元"""
    bounds, used = _bounds(scene, run)
    if not used or len(run) < used + 2:
        return _NOTHING
    count, amount = run[used], run[used + 1]
    between = scene.between(run[used - 1], count)
    if not _is_count(count) or not _COUNTED.match(between) or not _is_total(scene, count, amount, run[0]):
        return _NOTHING
    return bounds, count, amount


def _count_first(scene: Scene, run: Sequence[Frame]) -> Found:
    """ "23 projects of between 500 million and 1 billion yuan, with a total of 15.8 billion" """
    if len(run) < 3 or not _is_count(run[0]) or len(scene.between(run[0], run[1])) > 40:
        return _NOTHING
    bounds, used = _bounds(scene, run[1:])
    if not used or len(run) < used + 2 or not _is_total(scene, run[used], run[used + 1], run[1]):
        return _NOTHING
    return bounds, run[0], run[used + 1]


def _bounds(scene: Scene, run: Sequence[Frame]) -> tuple[Bounds, int]:
    """(lower, upper) that the run begins with, and how many numbers they are."""
    if not run or run[0].key[0] != Dimension.MONEY:
        return (None, None), 0
    one = run[0]
    if _is_range(scene, one):
        return (one, one), 1
    if len(run) > 1 and run[1].key == one.key and one.value < run[1].value and (
            one.chinese or _RANGED.search(one.lead)) and _TO.search(scene.between(one, run[1])):
        return (one, run[1]), 2
    if _ABOVE.match(one.tail) or _OVER.search(one.lead) or one.comparison in (Comparison.ABOVE, Comparison.AT_LEAST):
        return (one, None), 1
    if _BELOW.match(one.tail) or _UNDER.search(one.lead) or one.comparison in (Comparison.BELOW, Comparison.AT_MOST):
        return (None, one), 1
    return (None, None), 0


def _is_range(scene: Scene, frame: Frame) -> bool:
    return bool(_ENDS.search(scene.text[frame.start:frame.end]))


def _is_count(frame: Frame) -> bool:
    return frame.key[0] == Dimension.COUNT and frame.value >= 1 and frame.comparison is Comparison.EQUAL


def _is_total(scene: Scene, before: Frame, amount: Frame, bound: Frame) -> bool:
    said = scene.between(before, amount)
    exact = amount.comparison in (Comparison.EQUAL, Comparison.ABOUT)
    return amount.key == bound.key and exact and bool(_TOGETHER.search(said)) and not _ALREADY.search(said)


def _claims(scene: Scene, bounds: Bounds, count: Frame, amount: Frame) -> Iterator[Claim]:
    low, high = bounds
    if low is not None and count.value * (low.low if low is high else low.value) > amount.high:
        yield _claim(scene, low, count, amount, "floor")
    if high is not None and count.high * (high.high if low is high else high.value) < amount.low:
        yield _claim(scene, high, count, amount, "ceiling")


def _claim(scene: Scene, bound: Frame, count: Frame, amount: Frame, called: str) -> Claim:
    members = (("count", count.at), ("amount", amount.at), (called, bound.at))
    return Claim(amount.at, Tie(Relation.FLOOR, members, RANGE if _is_range(scene, bound) else ""), False)
