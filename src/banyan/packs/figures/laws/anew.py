"""One amount told anew, at another scale or in another unit: "of those 1,840 billion", 这25,000万元, "its 25 km²".

A word that points back ("these", 这, "its") means the number told before it. Where none before it is as much, and one
is but for a slip of its digits, that one is meant. Right behind each other, "or" and 即 say the same without it.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import floor, log10

from banyan.measure.figures.products import RESTATED
from banyan.model.figure import Comparison, Dimension, Relation, Tie
from banyan.packs.figures.laws.factors import crosses, factor_of
from banyan.packs.figures.laws.units import period_of
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_plain, is_slip
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

_CURRENCY = r"(?:RMB |US|HK)?[$¥€£]?$"
_THESE = re.compile(
    rf"\b(?:this|these|those|that|the same|the said|the full|the entire|all the)(?: [a-z]+)?? {_CURRENCY}"
    r"|(?:这|该|此|上述|前述)[\u4e00-\u9fff]{0,3}$", re.IGNORECASE)
_THE = re.compile(
    rf"\b(?:the|its|their|his|her|our|[a-z]+['’]s?|(?:half|part|most|all|last|bulk|rest|quarter|third) of)"
    rf"(?: (?:whole|full|total|entire|combined|overall))? {_CURRENCY}|(?:其|净重|总[重长量额]|全长|全程)(?:合计|共计"
    rf"|共)?$",
    re.IGNORECASE)
_OR = re.compile(
    r"^ ?[（(](?:约合?|合|折合|相当于|即|about|some|or|i\.e\.|roughly|that is)? ?(?:RMB |US|HK)?[$¥€£]?$"
    r"|^[^，。；\d]{0,6}[，,]? ?(?:折合|折算(?:成|为)?|相当于|等于|约合|换算(?:成|为|下来)?(?:就是|是|为)?|即"
    r"|也就是说?|换言之"
    r"|或者说)(?:是|为|约)?$"
    r"|^(?: of [a-z ]{2,24}| [a-z]{3,14})?,? (?:or|i\.e\.|that is(?: to say)?|namely|in other words|which is"
    r"|equal to|equivalent to)(?:,| about| some| roughly| nearly)? (?:RMB |US|HK)?[$¥€£]?$", re.IGNORECASE)
_SCALE = re.compile(
    r"万亿|亿|千万|百万|万|\b(?:thousand|million|billion|trillion|mn|bn|tn|kt)\b|(?<=\d)(?:mn?|bn?|tn|kt?)\b",
                    re.IGNORECASE)
_BRACKET, _CLOSED = re.compile(r"[（(]"), re.compile(r"^[）)]")
_PROPERTY = re.compile(r"(重|长|面积|容量|库容|高|深|宽)[量度]?(?:合计|共计|共|达|为|约|是)*$")
_BACK = 12              # numbers before it, among which the one is that it means
_SURE = 3               # digits in another order that are hardly so by chance
_ROUGH = 0.025          # how far off a conversion between two systems of units may be
_FAR = 9.5              # times off: the same digits in another order, or one wrong
_KINDS = (Dimension.COUNT, Dimension.MONEY, Dimension.MEASURE, Dimension.DURATION)


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    for again in scene.frames:
        if _may(again) and not _is_rate(again) and again.comparison in (Comparison.EQUAL, Comparison.ABOUT):
            first = _said_before(scene, again) or _meant(scene, held, again)
            if first is not None:
                members = (("each", first.at), ("amount", again.at))
                factor = Decimal(str(round(_factor(first, again), 9)))
                yield Claim(again.at, Tie(Relation.PRODUCT, members, RESTATED, factor=factor), False)


def _may(frame: Frame) -> bool:
    return is_plain(frame) and frame.key[0] in _KINDS


def _is_rate(frame: Frame) -> bool:
    """So much each; what a word right before it points back to is none, whatever stood before that word."""
    pointed = _THESE.search(frame.lead) or _THE.search(frame.lead)
    each = cues.EACH_BEHIND.match(frame.tail) if pointed else cues.is_each(frame)
    return bool(each or period_of(frame))


def _factor(first: Frame, again: Frame) -> float:
    """How much of the other's unit one of the first's is; 0 where they are of two kinds."""
    if first.key == again.key:
        counted = first.key == (Dimension.COUNT, "")
        return 1.0 if not counted or not first.word or not again.word or first.word == again.word else 0.0
    factor = factor_of(first.key[1], again.key[1])
    return float(factor) if factor is not None else 0.0


def _scaled(scene: Scene, frame: Frame) -> str:
    """The scale and unit it is written in."""
    said = _SCALE.search(scene.text, frame.start, frame.end)
    return (said[0].lower() if said else "") + frame.key[1]


def _said_before(scene: Scene, again: Frame) -> Frame | None:
    """The number right before it, by a word that says they are one, where the two are written differently."""
    first = scene.right_before(again)
    if first is None or not _may(first) or _is_rate(first) or not _OR.search(scene.between(first, again)):
        return None
    factor, bracketed = _factor(first, again), _BRACKET.search(scene.between(first, again))
    if bracketed and not _CLOSED.match(again.tail):
        return None         # "40 acres (3 hectares of vines each)"
    if not factor or crosses(first.key[1], again.key[1]) or _scaled(scene, first) == _scaled(scene, again):
        return None
    return first if _off(first, again, factor) else None


def _off(first: Frame, again: Frame, factor: float) -> bool:
    """Not the same, nor so far from each other that nobody would take one for the other."""
    near = 1 / _FAR < first.value * factor / again.value < _FAR
    slipped = is_slip(first.value * factor, again.value)
    return (near or slipped) and not _fits(first, again, factor)


def _fits(first: Frame, again: Frame, factor: float) -> bool:
    half = max(again.step, first.step * factor) / 2     # what is told anew is rounded
    rough = _ROUGH if crosses(first.key[1], again.key[1]) else 0.0
    made = first.low * factor * (1 - rough), first.high * factor * (1 + rough)
    return fits.meets(made, (again.low - half, again.high + half))


def _meant(scene: Scene, held: Held, again: Frame) -> Frame | None:
    """The one number before it that it is but for a slip, where none before or behind is as much."""
    strong, weak = _THESE.search(again.lead), _THE.search(again.lead)
    near = [(f, factor) for f in _around(scene, again) if (factor := _factor(f, again))]
    if any(_fits(f, again, factor) for f, factor in near):
        return None
    own = _scaled(scene, again)
    slips = [
        f for f, factor in near
        if f.at < again.at and _scaled(scene, f) != own and _off(f, again, factor)
        and not {f.at, again.at} <= held.fast and _is_told(f, again, factor, bool(strong), bool(weak))
    ]
    return slips[0] if len(slips) == 1 else None


def _around(scene: Scene, again: Frame) -> Sequence[Frame]:
    before = [f for f in scene.earlier(again, _BACK) if _may(f)]
    behind = [f for f in scene.around(again.sentence, 0, 1) if f.at > again.at and _may(f)]
    return [*before, *behind]


def _is_told(first: Frame, again: Frame, factor: float, strong: bool, weak: bool) -> bool:
    """How sure the digits must be depends on the word that points back."""
    made, digits = first.value * factor, len(_digits(again))
    turned = _is_turned(made, again)
    if strong or _one_property(first, again):
        return turned or is_slip(made, again.value)
    if not turned or digits < _SURE - 1 or floor(log10(made)) != floor(log10(again.value)):
        return False
    return weak or (digits >= _SURE and again.at - first.at < _SURE)


def _is_turned(made: float, again: Frame) -> bool:
    """The same digits in another order, as fine as it is told again."""
    made = round(made / again.step) * again.step if 0 < again.step <= made else made
    return is_slip(made, again.value) and sorted(_padded(made)) == sorted(_padded(again.value)) and (
        1 / _FAR < made / again.value < _FAR)


def _padded(value: float) -> str:
    return f"{value:.6g}".replace(".", "").strip("0").ljust(_SURE, "0")


def _one_property(first: Frame, again: Frame) -> bool:
    """总重18吨 and, in another unit, 净重合计16,000公斤."""
    hit = _PROPERTY.search(again.lead)
    return hit is not None and hit[1] in first.lead[-8:]


def _digits(frame: Frame) -> str:
    return f"{frame.value:.6g}".replace(".", "").strip("0")
