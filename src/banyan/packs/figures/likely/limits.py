"""A number that is said to be more than another one right beside it: 首次突破19000, "exceeded the 97 %"."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from banyan.model.figure import Comparison, Relation, Tie
from banyan.packs.figures.loose.bounds import LOWER
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_plain, one_kind
from banyan.packs.figures.relations import cues
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

_OVER = re.compile(
    r"(?:突破|(?<![未不])超过了?|高于|高过|越过|迈过|跨过|站上|站稳|多于)(?:了)?[^，。；\d]{0,6}$"
    r"|(?:保持在|稳定在|达到|在)[^，。；\d]{0,4}$"
    r"|\b(?:exceed(?:ed|s|ing)|top(?:ped|s|ping)|pass(?:ed|es|ing)|surpass(?:ed|es|ing)|beat(?:s|ing)?|break(?:s|ing)"
    r"|broke|cross(?:ed|es|ing)|(?:well |just )?above|more than|over)"
    r" (?:the |its |a |our )?(?:RMB |US)?[$¥€£]?$", re.IGNORECASE)
_IN_ZH = re.compile(r"(?:保持在|稳定在|达到|在)[^，。；\d]{0,4}$")
_OF_IT = re.compile(r"^[^，。；\d]{0,3}的")
_UPWARDS = re.compile(r"^[^，。；\d]{0,4}(?:以上|及以上)")
_NOT = re.compile(
    r"未|没有|其[余他它]|另|不及|不到|尚未|目标|计划|力争|预计|将|明年|只差|差|\b(?:not|never|fail\w*|below|short"
    r"|until|next|target"
    r"|plan\w*|aim\w*|will|would|should|expect\w*|than (?!nine|half|two|three|four)|but)\b", re.IGNORECASE)
_FIRST = re.compile(r"首次|第一次|历史性|\bfirst time\b|\bnever before\b", re.IGNORECASE)
_SO_MANY = re.compile(
    r"^[^.;\d]{0,24}, (?:so|thus|hence|therefore|that is|in other words|which means|meaning|i\.e\.)(?: that)?,? "
    r"(?:well |far )?(?:more than|over|at least|upwards of) $"
    r"|(?:也就是说|换言之|可见|因此|所以)，?[^，。；\d]{0,8}(?:超过|逾|多于|至少|不少于)$",
    re.IGNORECASE)
_CLOSE = 1.1            # times, beyond which one thing counts several of the other
_NEAR = 1.35            # times, beyond which they are of different things


def search(scene: Scene, _: Held) -> Iterator[Claim]:
    for sentence in scene.sentences:
        pairs = [(a, b) for a, b in pairwise(sentence) if _claimed(scene, a, b) or _inferred(scene, a, b)]
        for actual, bound in (*pairs, *_first_times(sentence)):
            yield Claim(bound.at, Tie(Relation.LIMIT, (("limit", bound.at), ("actual", actual.at)), LOWER), False)


def _inferred(scene: Scene, actual: Frame, bound: Frame) -> bool:
    """"Closed with 2,436 applications, so more than 2,500 holdings asked": under another noun it is the same number."""
    said = _SO_MANY.search(scene.between(actual, bound)) and not _NOT.search(bound.tail[:40])
    exact = actual.key == bound.key and actual.comparison is Comparison.EQUAL and is_plain(actual)
    return bool(said) and exact and actual.value < bound.value < actual.value * _CLOSE


def _first_times(sentence: Sequence[Frame]) -> Iterator[tuple[Frame, Frame]]:
    """"348,000, 8 percent more than the 322,000 of last year and the first time that the month passed 350,000"."""
    for bound in sentence:
        said = bound.lead + bound.tail[:24]
        if not _FIRST.search(said) or not _OVER.search(bound.lead) or _NOT.search(bound.lead):
            continue
        levels = [f for f in sentence if f.at < bound.at and one_kind(f, bound) and is_plain(f)
                  and bound.value < f.value * _NEAR]
        now = [f for f in levels if not cues.is_past(f)]
        if now and all(f.value < bound.value for f in levels):
            yield now[-1], bound


def _claimed(scene: Scene, actual: Frame, bound: Frame) -> bool:
    said = scene.text[actual.start - min(len(actual.lead), 12) : bound.end + 12]
    between = scene.between(actual, bound)
    if not one_kind(actual, bound) or not actual.value < bound.value < actual.value * _NEAR:
        return False
    if cues.is_past(actual) or cues.moves(actual) or _NOT.search(said) or len(between) > 2 * len(bound.lead) + 60:
        return False
    hit = None if _OF_IT.match(bound.tail) else _OVER.search(bound.lead)
    return bool(hit) and (not _IN_ZH.search(bound.lead) or bool(_UPWARDS.match(bound.tail)))
