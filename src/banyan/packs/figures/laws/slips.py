"""A product or a quotient of two numbers near by that a number is but for two digits that changed places; two parts
that make their whole but for one digit.

No words are asked for: that so many digits come out by chance, all but two that stand the wrong way round, is unlikely.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, islice

from banyan.measure.figures.products import RESTATED
from banyan.model.figure import Comparison, Dimension, Relation, Tie
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_plain
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

_DIGITS = 5  # of the number, so that it is no chance; one fewer where one of the two is so much each
_BACK = 6  # numbers before it, among which the two stand
_KINDS = (Dimension.COUNT, Dimension.MONEY, Dimension.MEASURE, Dimension.DURATION)


_OF_THE = re.compile(r"^(?: [a-z]+)? (?:out )?of (?:the|its|their|all) (?:[a-z]+ )?$")
_OF_NAMED = re.compile(r"^\s*(?:Of|Out of) (?:the|its|our|all) (?P<name>[A-Za-z][A-Za-z -]{2,40}), $")
_SHORT = 3              # letters of a word that names nothing
_AND_OTHERS = re.compile(r"^(?: [a-z-]+){0,4},? (?:and|while) (?:[a-z-]+ ){1,4}$")


def rests(scene: Scene, _: Held) -> Iterator[Claim]:
    """"Owners filed 24,808 of the 33,984 claims and lenders 9,176": the two make the whole but for one digit."""
    for sentence in scene.sentences:
        for one, whole, other in zip(sentence, sentence[1:], sentence[2:], strict=False):
            if not (all(_may(f) for f in (one, whole, other)) and one.key == whole.key == other.key):
                continue
            if not (_OF_THE.match(scene.between(one, whole)) and _AND_OTHERS.match(scene.between(whole, other))):
                continue
            if _is_slip(whole, [one, other]):
                yield _sum(whole, [one, other])
        yield from _of_named(scene, sentence)


def _of_named(scene: Scene, parts: Sequence[Frame]) -> Iterator[Claim]:
    """"Of the wheat area, 268.2 thousand hectares lay in ...": of the area of wheat, in whatever place it is told."""
    name = _OF_NAMED.match(parts[0].lead)
    if name is None or len(parts) < 2 or not all(_may(f) and f.key == parts[0].key for f in parts):
        return
    words = [word for word in name["name"].lower().split() if len(word) > _SHORT]
    wholes = [f for f in scene.frames if f.key == parts[0].key and f.sentence != parts[0].sentence and _may(f)
              and any(word in _line(scene, f) for word in words)]
    if not any(fits.sums(f, parts) for f in wholes):
        yield from islice((_sum(f, parts) for f in wholes if _is_slip(f, parts)), 1)


def _line(scene: Scene, frame: Frame) -> str:
    return scene.text[scene.text.rfind("\n", 0, frame.start) + 1 : frame.start].lower()


def _is_slip(whole: Frame, parts: Sequence[Frame]) -> bool:
    """Do they make it but for one digit, or for two that changed places?"""
    made, said = (_digits(value, whole.step) for value in (sum(f.value for f in parts), whole.value))
    wrong = sum(a != b for a, b in zip(made, said, strict=False))
    return len(made) == len(said) >= _DIGITS - 1 and (wrong == 1 or _is_swapped(made, said))


def _sum(whole: Frame, parts: Sequence[Frame]) -> Claim:
    members = (("whole", whole.at), *(("part", f.at) for f in parts))
    return Claim(whole.at, Tie(Relation.BREAKDOWN, members), False)


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    for amount in scene.frames:
        digits = _digits(amount.value, amount.step)
        if amount.at in held.fast or len(digits) < _DIGITS - 1 or not _may(amount):
            continue
        before = [
            f for f in scene.earlier(amount, _BACK) if _may(f) and f.paragraph == amount.paragraph and f.value > 1
        ]
        for a, b in combinations(before, 2):
            made = a.value * b.value
            apiece = cues.is_each(a) or cues.is_each(b)
            if not apiece and (len(digits) < _DIGITS or a.key == b.key):
                continue
            if amount.key in (a.key, b.key) and _is_swapped(_digits(made, amount.step), digits):
                each, count = (a, b) if a.key == amount.key else (b, a)
                members = (("each", each.at), ("count", count.at), ("amount", amount.at))
                yield Claim(amount.at, Tie(Relation.PRODUCT, members, RESTATED), False)
                break


def _may(frame: Frame) -> bool:
    return is_plain(frame) and frame.key[0] in _KINDS and frame.comparison is Comparison.EQUAL


def _digits(value: float, step: float) -> str:
    """As many as are written; "" where there is no end of them."""
    return str(round(value / step)) if 0 < step <= value else ""


def _is_swapped(made: str, said: str) -> bool:
    """Two digits beside each other, the wrong way round, and nothing else."""
    if len(made) != len(said) or made == said:
        return False
    wrong = [n for n, (a, b) in enumerate(zip(made, said, strict=True)) if a != b]
    return (
        len(wrong) == 2
        and wrong[1] - wrong[0] == 1
        and made[wrong[0]] == said[wrong[1]]
        and made[wrong[1]] == said[wrong[0]]
    )
