"""One number of the text for another: so many men for 100 women, nurses for each bed."""

import re
from collections.abc import Iterator
from itertools import permutations

from banyan.model.figure import Dimension, Relation, Tie
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import INFINITE, Frame, Scene

_RATIO = re.compile(
    r"(?:[\u4e00-\u9fff]比|比例|比率|比值|系数)(?:为|是|达到?|约)*$|\b(?:ratio|sex ratio|factor)\b[^,;.\d]{0,30}$", re.IGNORECASE)
_PERCENT = re.compile(r"性别比|以[^，。；]{1,6}为\D{0,2}100|\b(?:per|for every|to every) (?:100|hundred)\b", re.IGNORECASE)
_KINDS = (Dimension.COUNT, Dimension.MEASURE, Dimension.MONEY)
_LARGE = 1000.0


def search(scene: Scene) -> Iterator[Claim]:
    for ratio in scene.frames:
        if ratio.key[0] == Dimension.COUNT and 0 < ratio.value < _LARGE and _RATIO.search(ratio.lead):
            claim = _claim(scene, ratio)
            if claim is not None:
                yield claim


def _claim(scene: Scene, ratio: Frame) -> Claim | None:
    """Two numbers of one kind in its sentence, or in the sentence before it."""
    per = 100 if _PERCENT.search(scene.before(ratio, 120) + ratio.tail) else 1
    for back in (0, 1):
        near = [f for f in scene.around(ratio.sentence, back) if f.at != ratio.at and f.key[0] in _KINDS
                and 0 < f.low and f.high < INFINITE and f.value != per and not cues.is_past(f)]
        pairs = [(a, b) for a, b in permutations(near, 2) if a.key == b.key and a.word == b.word]
        for a, b in pairs:
            low, high = fits.quotient(fits.span(a), fits.span(b))
            if fits.meets((low * per, high * per), fits.span(ratio)):
                return _tie(ratio, a, b, per, True)
        if len(near) == 2 and pairs:
            a, b = sorted(near, key=lambda f: f.at)
            over = ratio.value >= per
            return _tie(ratio, *((a, b) if (a.value >= b.value) == over else (b, a)), per, False)
    return None


def _tie(ratio: Frame, a: Frame, b: Frame, per: int, fit: bool) -> Claim:
    members = (("average", ratio.at), ("amount", a.at), ("count", b.at))
    return Claim(ratio.at, Tie(Relation.AVERAGE, members, per=per), fit)
