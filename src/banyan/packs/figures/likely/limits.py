"""A number that is said to be more than another one right beside it: 首次突破19000, "exceeded the 97 %"."""

import re
from collections.abc import Iterator
from itertools import pairwise

from banyan.model.figure import Relation, Tie
from banyan.packs.figures.loose.bounds import LOWER
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import one_kind
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
    r"未|没有|不及|不到|尚未|目标|计划|力争|预计|将|明年|只差|差|\b(?:not|never|fail\w*|below|short|until|next|target"
    r"|plan\w*|aim\w*|will|would|should|expect\w*|than (?!nine|half|two|three|four)|but)\b", re.IGNORECASE)
_NEAR = 1.35            # times, beyond which they are of different things


def search(scene: Scene, _: Held) -> Iterator[Claim]:
    for sentence in scene.sentences:
        for actual, bound in pairwise(sentence):
            if _claimed(scene, actual, bound):
                yield Claim(bound.at, Tie(Relation.LIMIT, (("limit", bound.at), ("actual", actual.at)), LOWER), False)


def _claimed(scene: Scene, actual: Frame, bound: Frame) -> bool:
    said = scene.text[actual.start - min(len(actual.lead), 12) : bound.end + 12]
    between = scene.between(actual, bound)
    if not one_kind(actual, bound) or not actual.value < bound.value < actual.value * _NEAR:
        return False
    if cues.is_past(actual) or cues.moves(actual) or _NOT.search(said) or len(between) > 2 * len(bound.lead) + 60:
        return False
    hit = None if _OF_IT.match(bound.tail) else _OVER.search(bound.lead)
    return bool(hit) and (not _IN_ZH.search(bound.lead) or bool(_UPWARDS.match(bound.tail)))
