"""One amount in the units of two systems: 1,450 feet (442 metres), 3,700 acres, or 1,500 ha, 3.5万英尺，即10668米.

Nobody tells two things side by side in miles and in kilometres: so fewer words are asked for than between two metric
units. What an ounce, a gallon or a pound is depends on the trade; a claim fails only where none of them fits.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from banyan.measure.figures.products import FAHRENHEIT, RESTATED
from banyan.model.figure import Dimension, Relation, Tie
from banyan.packs.figures.laws.factors import crosses, factor_of
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import INFINITE, Frame, Scene

_BRACKET = re.compile(r"^[^.;。；\d]{0,48}[（(\[][^.。；;，\d（(]{0,24}$")
_AGAIN = re.compile(
    r"^[^.;。；\d]{0,32}(?:\b(?:or|i\.e\.|that is|which is|equal\w*|equivalent|the equivalent|correspond\w*|amount\w*"
    r"|works? out|worked out|comes?|came|convert\w*|translat\w*|=|≈|say|in metric terms)(?: (?:to|at|of|into|as))?,?"
    r"(?: (?:about|around|some|roughly|approximately|nearly|almost|just (?:over|under)|close to))?"
    r" ?|(?:[，,]|^)(?:亦即|即|也就是|合|折|相当于|等于|换算|约)[^。；，\d]{0,10})$", re.IGNORECASE)
_NEXT = re.compile(
    r"^[^.。；;\d]{0,40}[.。] ?(?:(?:That|This|It|Which|Converted|In metric (?:terms|units))\b[^.;\d]{0,40}?"
    r"(?:is|equals|corresponds to|amounts to|makes|comes to|works out at|means|,)(?: about| some| roughly)? "
    r"|(?:折合|约合|换算|这?相当于|即|合)[^。；，\d]{0,8})$")
_BESIDE = re.compile(r"^ ?(?:, |/ ?|, about |，约?)$")
_OF_IT = re.compile(r"^ (?:of|from|away|wide|deep|high|long|thick)\b|[^）)]{0,12}(?:宽|深|高|长|厚)", re.IGNORECASE)
_OTHER = re.compile(
    r"\b(?:and|while|but|with|from|another|than|each|plus|of which|by)\b|[和及与而比另]|其中", re.IGNORECASE)
_JOINED = re.compile(r"^[a-z ]{0,12}(?:,|、|-|–|—|~|至|到|和| to | and |, and )[^\d]{0,6}$", re.IGNORECASE)
_BELOW_NOUGHT = re.compile(r"零下|零度以下|负|\bminus |[-−–]$|\bbelow (?:zero|freezing)", re.IGNORECASE)
_BARE = (Dimension.COUNT, "")
_NOUNS = {"pound": "lb"}            # a currency as well, and so no unit by itself
_MEANT = {"oz": ("oz", "ozt"), "gal": ("gal", "impgal")}
_NEAR = 0.025                       # how far off a rough conversion may be
_FAR, _FARTHEST = 3.0, 12.0         # what is so far off is of something else; in brackets right behind it, hardly
_RIGHT_BEHIND = re.compile(r"^ ?[（(][^\d]{0,8}$|^[，,]? ?(?:即|合|折合|约合|相当于|or|i\.e\.|that is),?(?: about)? ?$")
_AN_HOUR = re.compile(r"每小时[^，。；\d]{0,4}$|时速[^，。；\d]{0,4}$")
_ROW = 3                            # of so many amounts the conversions stand in one bracket


def search(scene: Scene, _: Held) -> Iterator[Claim]:
    for a, b in pairwise(scene.frames):
        if b.at == a.at + 1 and _is_told_twice(scene, a, b):
            yield from (_row(scene, a, b) or [])
    yield from _temperatures(scene)


def _is_told_twice(scene: Scene, a: Frame, b: Frame) -> bool:
    """Does the second of two neighbours tell the first again, in the other system?"""
    if not (_may(a) and _may(b) and _factors(a, _named(scene, b)) and a.paragraph == b.paragraph):
        return False
    said = scene.between(a, b)
    if a.sentence != b.sentence:
        return b.sentence == a.sentence + 1 and bool(_NEXT.search(said)) and _is_alone(scene, a)
    if _OTHER.search(said):
        return False
    return _is_again(said, b)


def _is_again(said: str, second: Frame) -> bool:
    bracket = _BRACKET.search(said) and not _OF_IT.match(second.tail)
    return bool(bracket or _AGAIN.search(said) or _BESIDE.search(said))


def _named(scene: Scene, frame: Frame) -> Frame:
    """The number itself; for a bare one that begins a row, the one whose unit is the row's."""
    if frame.key != _BARE:
        return frame
    place = _place(scene, frame)
    following = scene.frames[place : place + _ROW]
    joined = all(_JOINED.search(scene.between(x, y)) for x, y in pairwise(following[:2]))
    return next((f for f in following if f.key != _BARE), frame) if joined else frame


def _may(frame: Frame) -> bool:
    return frame.is_level and frame.low > 0 and frame.high < INFINITE


def _is_alone(scene: Scene, a: Frame) -> bool:
    return sum(f.key == a.key for f in scene.sentences[a.sentence]) == 1


def _symbol(frame: Frame) -> str:
    if frame.key[1] == "km" and _AN_HOUR.search(frame.lead):
        return "km/h"
    return frame.key[1] or (_NOUNS.get(frame.word, "") if frame.key[0] == Dimension.COUNT else "")


def _factors(a: Frame, b: Frame) -> list[Decimal]:
    """How many of the second's unit are one of the first's, by whatever the words may mean."""
    one, other = _symbol(a), _symbol(b)
    if not one or not other or not crosses(one, other):
        return []
    pairs = ((x, y) for x in _MEANT.get(one, (one,)) for y in _MEANT.get(other, (other,)))
    return [factor for x, y in pairs if (factor := factor_of(x, y)) is not None]


def _row(scene: Scene, a: Frame, b: Frame) -> list[Claim]:
    """The pair; or several amounts, and behind them as many conversions: "12 to 15 miles (19 to 24 km)"."""
    place = _place(scene, a)
    for size in range(_ROW, 0, -1):
        row = list(scene.frames[max(0, place + 1 - size) : place + 1 + size])
        first, second = row[:size], row[size:]
        if len(row) == 2 * size and all(_is_joined(scene, run) for run in (first, second)):
            far = _FARTHEST if size == 1 and _RIGHT_BEHIND.search(scene.between(a, b)) else _FAR
            return [claim for x, y in zip(first, second, strict=True) if (
                claim := _claim(x, y, _factors(first[-1], second[-1]), far)) is not None]
    return []


def _place(scene: Scene, frame: Frame) -> int:
    return bisect_left(scene.frames, frame.at, key=lambda f: f.at)


def _is_joined(scene: Scene, run: list[Frame]) -> bool:
    """Of one unit, which a bare number has from the last of them."""
    return all(x.key in (y.key, _BARE) and y.at == x.at + 1 and _JOINED.search(scene.between(x, y))
               for x, y in pairwise(run))


def _claim(a: Frame, b: Frame, factors: list[Decimal], far: float) -> Claim | None:
    if not (_may(a) and _may(b)) or any(_fits(a, b, float(factor)) for factor in factors):
        return None
    off = a.value * float(factors[0]) / b.value
    if not 1 / far < off < far and round(off, 2) not in (0.01, 0.1, 10.0, 100.0):
        return None
    members = (("each", a.at), ("amount", b.at))
    return Claim(b.at, Tie(Relation.PRODUCT, members, RESTATED, factor=Decimal(str(round(factors[0], 9)))), False)


def _fits(a: Frame, b: Frame, factor: float) -> bool:
    near = abs(a.value * factor / b.value - 1) < _NEAR
    return near or fits.meets((a.low * factor, a.high * factor), (b.low - b.step / 2, b.high + b.step / 2))


def _temperatures(scene: Scene) -> Iterator[Claim]:
    """Degrees above nought in two scales; a difference of two temperatures has another factor, and is left alone."""
    for a, b in pairwise(scene.frames):
        if b.at != a.at + 1 or a.sentence != b.sentence or {a.key[1], b.key[1]} != {"°F", "°C"}:
            continue
        said, frozen = scene.between(a, b), any(_BELOW_NOUGHT.search(f.lead) for f in (a, b))
        if not _is_again(said, b) or _OTHER.search(said) or cues.moves(a) or frozen:
            continue
        hot, cold = (a, b) if a.key[1] == "°F" else (b, a)
        degrees = ((hot.value - hot.step / 2 - 32) / 1.8, (hot.value + hot.step / 2 - 32) / 1.8)
        difference = abs(hot.value / cold.value / 1.8 - 1) < _NEAR
        if not difference and not fits.meets(degrees, (cold.value - cold.step, cold.value + cold.step)):
            yield Claim(b.at, Tie(Relation.PRODUCT, (("each", hot.at), ("amount", cold.at)), FAHRENHEIT), False)
