"""Rates in per mille, as of births and deaths: of the year's average population, which a note may give, if anything."""

from collections.abc import Iterator
from itertools import pairwise

from banyan.model.figure import Relation, Tie
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import INFINITE, Frame, Scene

_AVERAGE = 0.05  # how far a year's average may lie from a level of its population
_MOST = 2000  # numbers of a text in which a rate's population is looked for


def is_permille(scene: Scene, frame: Frame) -> bool:
    return scene.text[frame.start : frame.end].rstrip().endswith("‰")


def search(scene: Scene) -> Iterator[Claim]:
    """What the number right before a rate is of: any population that fits; it is wrong only far from all of them."""
    for sentence in scene.sentences:
        for part, rate in pairwise(sentence):
            if is_permille(scene, rate) and not cues.moves(rate) and part.is_level and part.at == rate.at - 1:
                claim = _claim(scene, rate, part)
                if claim is not None:
                    yield claim


def _claim(scene: Scene, rate: Frame, part: Frame) -> Claim | None:
    wholes = [
        w for w in scene.frames[:_MOST]
        if w.is_level and w.low > 0 and w.high < INFINITE and w.key == part.key and w.word == part.word
        and w.value > part.value * 10
    ]  # fmt: skip
    whole = next((w for w in wholes if fits.share(rate, fits.span(part), fits.span(w))), None)
    if whole is not None:
        return _tied(rate, part, whole, True)
    nearest = min(wholes, key=lambda w: _off(rate, part, w), default=None)
    far = nearest is not None and _off(rate, part, nearest) > _AVERAGE
    return _tied(rate, part, nearest, False) if far and nearest is not None else None


def _off(rate: Frame, part: Frame, whole: Frame) -> float:
    return abs(part.value / whole.value * 100 / rate.value - 1) if rate.value else INFINITE


def _tied(rate: Frame, part: Frame, whole: Frame, fit: bool) -> Claim:
    members = (("share", rate.at), ("part", part.at), ("whole", whole.at))
    return Claim(rate.at, Tie(Relation.SHARE, members, "" if fit else "stated"), fit)
