"""One number of the text for another: so many men for 100 women, nurses for each bed."""

import re
from collections.abc import Iterator
from itertools import permutations

from banyan.model.figure import Dimension, Relation, Tie
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import INFINITE, Frame, Scene

_RATIO = re.compile(
    r"(?:[\u4e00-\u9fff]比|比例|比率|比值|系数)(?:为|是|达到?|约|高达)*(?:[1一] ?[:：∶比] ?)?$|之比(?:为"
    r"|是)?(?:[1一] ?[:：∶比] ?)?$"
    r"|\bratio\b[^,;.\d]{0,30}$",
    re.IGNORECASE,
)
_HUNDRED = re.compile(
    r"性别比|以[^，。；]{1,6}为 ?100|\b(?:per|for every|to every|for each|to) (?:100|hundred)\b", re.IGNORECASE
)
_AGO = re.compile(r"年前[^，。；\d]{0,8}$")
_ONE = re.compile(r"[1一] ?[:：∶比] ?$")
_TO = re.compile(r" ?[:：∶比] ?")
_KINDS = (Dimension.COUNT, Dimension.MEASURE, Dimension.MONEY)
_OWN = (Dimension.COUNT, Dimension.TIMES, Dimension.PERCENT)
_LARGE = 1000.0


def search(scene: Scene) -> Iterator[Claim]:
    for ratio in scene.frames:
        lead = scene.before(ratio, 30)
        if ratio.key[0] in _OWN and 0 < ratio.value < _LARGE and _RATIO.search(lead) and not _first_of_two(ratio):
            claim = _claim(scene, ratio, bool(_ONE.search(lead)))
            before = ratio.is_percent and (cues.is_past(ratio) or _AGO.search(ratio.lead))
            if claim is not None and (claim.fits or not before):
                yield claim     # last year's share is none of this year's numbers


def _first_of_two(ratio: Frame) -> bool:
    """The 1 of "1 : 1.5" is no ratio."""
    return ratio.value == 1 and bool(re.match(r" ?(?:[:：∶比]| to )", ratio.tail))


def _claim(scene: Scene, ratio: Frame, turned: bool) -> Claim | None:
    """Two numbers of one kind in its sentence, or in the sentence before it."""
    if ratio.is_percent:
        per, hundred = 100, True
    else:
        hundred = bool(_HUNDRED.search(scene.before(ratio, 120) + scene.text[ratio.end : ratio.end + 60]))
        per = 100 if hundred else 1
    half = ratio.step / 2 if ratio.low == ratio.high else 0.0  # a ratio is rounded, even to a whole number
    for back in (0, 1):
        near = [
            f
            for f in scene.around(ratio.sentence, back)
            if f.at != ratio.at
            and f.key[0] in _KINDS
            and f.at < ratio.at
            and f.low > 0
            and f.high < INFINITE
            and f.value not in (1.0, 100.0)
        ]
        pairs = [(a, b) for a, b in permutations(near, 2) if a.key == b.key]
        if any(_is_turned(scene, ratio, a, b) for a, b in pairs):
            return None
        for a, b in pairs:
            low, high = fits.quotient(fits.span(a), fits.span(b))
            if fits.meets((low * per, high * per), (ratio.low - half, ratio.high + half)):
                return _tie(ratio, a, b, per, True)
        if len(near) == 2 and pairs:
            a, b = sorted(near, key=lambda f: f.at)
            over = ratio.value >= per
            a, b = (b, a) if turned or (a.value >= b.value) != over else (a, b)
            return _tie(ratio, a, b, per, False)
    return None


def _is_turned(scene: Scene, ratio: Frame, a: Frame, b: Frame) -> bool:
    """甲乙比为4.5:5.5: two numbers in one order or the other, where the second term is told as well."""
    term = next((f for f in scene.sentences[ratio.sentence] if f.at == ratio.at + 1), None)
    if term is None or not _TO.fullmatch(scene.between(ratio, term)):
        return False
    (low, high), (least, most) = ((f.value - f.step / 2, f.value + f.step / 2) for f in (ratio, term))
    return fits.meets(fits.quotient(fits.span(a), fits.span(b)), fits.quotient((low, high), (least, most)))


def _tie(ratio: Frame, a: Frame, b: Frame, per: int, fit: bool) -> Claim:
    if ratio.is_percent:
        return Claim(ratio.at, Tie(Relation.SHARE, (("share", ratio.at), ("part", a.at), ("whole", b.at))), fit)
    members = (("average", ratio.at), ("amount", a.at), ("count", b.at))
    return Claim(ratio.at, Tie(Relation.AVERAGE, members, per=per), fit)
