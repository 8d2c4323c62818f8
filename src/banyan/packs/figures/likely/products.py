"""Two or three numbers in a row that make the next but for one slip: so many, so much each, on so many days."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from banyan.model.figure import Dimension, Relation, Tie
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_plain, is_slip
from banyan.packs.figures.relations import fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

_DIGITS = 3             # of an amount, so that a slip explains it and not chance
_FACTORS = (Dimension.COUNT, Dimension.MONEY, Dimension.MEASURE, Dimension.DURATION)
_BESIDE = re.compile(r"\band\b", re.IGNORECASE)        # "45 left and 3 died"
_EACH = re.compile(r"\b(?:each|apiece|every|per|a (?:day|week|month|year|night|piece|head))\b", re.IGNORECASE)
_DIGIT = 5.0            # times that one wrong digit moves a number at most


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    for sentence in scene.sentences:
        numbers = [f for f in sentence if is_plain(f) and f.key[0] in _FACTORS]
        for n, amount in enumerate(numbers):
            for size in (2, 3):
                factors = numbers[max(0, n - size) : n]
                if len(factors) != size or amount.at in held.fast or _are_beside(scene, [*factors, amount]):
                    continue
                if _is_meant(amount, factors):
                    yield _claim(amount, factors)


def _is_meant(amount: Frame, factors: Sequence[Frame]) -> bool:
    if amount.at - factors[0].at != len(factors) or not any(_is_one_unit(amount, f) for f in factors):
        return False
    if sum(f.value == int(f.value) and f.value > 1 for f in factors) < len(factors) - 1:
        return False
    low, high, made = 1.0, 1.0, 1.0
    for f in factors:
        low, high, made = low * f.low, high * f.high, made * f.value
    return not fits.meets((low, high), fits.span(amount)) and is_mended(amount, made, tens=False)


def _are_beside(scene: Scene, numbers: Sequence[Frame]) -> bool:
    """Two numbers that "and" sets beside each other, neither of them so much for one, aren't multiplied."""
    *factors, amount = numbers
    return any(_BESIDE.search(scene.between(a, b)) for a, b in pairwise(factors)) and not _EACH.search(
        scene.between(factors[0], amount))


def _is_one_unit(amount: Frame, factor: Frame) -> bool:
    counted = amount.key[0] == Dimension.COUNT and amount.chinese and factor.step >= 1
    return factor.key == amount.key and (not counted or factor.word == amount.word)


def is_mended(amount: Frame, made: float, tens: bool = True) -> bool:
    """Is what is said what was made but for one digit, two that changed places or, with `tens`, a power of ten?"""
    digits = len(f"{amount.value:.6g}".replace(".", "").strip("0"))
    step = amount.step or 1.0
    near = round(made / step) * step
    power = not 0.2 < near / amount.value < 5
    return digits >= _DIGITS and is_slip(near, amount.value) and (tens or not power)


def _claim(amount: Frame, factors: Sequence[Frame]) -> Claim:
    each = next(f for f in factors if _is_one_unit(amount, f))
    counts = tuple(("count", f.at) for f in factors if f is not each)
    return Claim(amount.at, Tie(Relation.PRODUCT, (("each", each.at), *counts, ("amount", amount.at))), False)
