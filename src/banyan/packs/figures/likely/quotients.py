"""So much for each, with an amount and a count of its names anywhere before: 每名护林员管护森林, "for every tonne".

The words of the average tell both: what is managed (森林) and by whom (护林员), whichever paragraph counts them.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from banyan.model.figure import Comparison, Dimension, Relation, Tie
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.products import unit
from banyan.packs.figures.loose.segments import is_plain
from banyan.packs.figures.matching.kin import english
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

_BACK = 30              # numbers before, among which amount and count stand
_FAR = 4.0              # times off, beyond which the three are of different things
_EACH_ZH = re.compile(
    r"(?:平均)?每(?:[名个家座户辆台艘条所位张间](?=[\u4e00-\u9fff]{3}))?(?P<said>[^，。；\d]{3,16}?)(?:达到?|为|约|是|有)*$")
_EACH_EN = re.compile(
    r"^ (?:for (?:every|each)|per|to (?:every|each)) (?P<unit>tonne|ton|kilomet(?:re|er)|hectare|acre"
    r"|square met(?:re|er)|kilo|mile|litre|liter)s?(?: of)? (?P<said>[a-z]+(?: [a-z]+)?)", re.IGNORECASE)
_RATIO = re.compile(r"(?:^|[，。；、])(?P<said>[^，。；\d]{2,8}?)的?[\u4e00-\u9fff]{2}比(?:例|率)?(?:为|是|约|达到?)*$")
_UNITS = {"tonne": "t", "ton": "t", "kilometre": "km", "kilometer": "km", "hectare": "ha", "acre": "acre", "kilo": "kg",
          "square metre": "m²", "square meter": "m²", "mile": "mi", "litre": "L", "liter": "L"}
_CUT = re.compile(r"[，,。；;：:、()（）\n]")
_EMPTY = re.compile(r"平均|全[市县省区年]|其中|共有|达到|年末|全部|增加|面积|数量|总量")


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    for each in scene.frames:
        plain = each.is_level and each.value > 0 and each.comparison in (Comparison.EQUAL, Comparison.ABOUT)
        past = cues.is_past(each) and not _RATIO.search(each.lead)
        if not plain or each.at in held.fast or cues.moves(each) or past:
            continue
        near = [f for f in scene.earlier(each, _BACK) if is_plain(f) and not cues.is_past(f) and not cues.is_each(f)]
        claim = _named(each, near)
        if claim is not None:
            yield claim


def _named(each: Frame, near: Sequence[Frame]) -> Claim | None:
    amounts, counts = _both(each, near)
    pairs = [(a, c) for a in amounts for c in counts if a.at != c.at and a.value != c.value]
    every = [f for f in near if unit(each, f)]
    if not pairs or any(_fits(each, a, c) for c in counts for a in every if a.at != c.at):
        return None
    amount, count = max(pairs, key=lambda pair: (pair[0].at + pair[1].at, pair[0].at))
    per = unit(each, amount)
    if not 1 / _FAR < each.value * count.value / per / amount.value < _FAR:
        return None
    members = (("average", each.at), ("amount", amount.at), ("count", count.at))
    return Claim(each.at, Tie(Relation.AVERAGE, members, "named", per=per), False)


def _both(each: Frame, near: Sequence[Frame]) -> tuple[list[Frame], list[Frame]]:
    """(amounts, counts) that its words name."""
    if told := _EACH_ZH.search(each.lead):
        said = told["said"]
        counts = [f for f in near if f.key[0] == Dimension.COUNT and f.value > 1 and len(_common(f, said)) > 1
                  and said.startswith(_common(f, said))]
        left = said
        for count in counts:
            left = left.replace(_common(count, said), "")
        return [f for f in near if unit(each, f) and len(_common(f, left)) > 1], counts
    if told := _EACH_EN.match(each.tail):
        symbol, words = _UNITS.get(told["unit"].lower(), ""), english(told["said"])
        counts = [f for f in near if f.key[1] == symbol and words & english(f"{f.lead[-40:]} {f.tail[:24]}")]
        return [f for f in near if f.at == each.at - 1 and unit(each, f)], counts
    told = _RATIO.search(each.lead) if each.key[0] == Dimension.COUNT else None
    if told is None:
        return [], []
    found = [f for f in near if f.key[0] == Dimension.COUNT and told["said"].strip("的") in _label(f)]
    return ([f for f in found if f.value > each.value][:1], found[-1:]) if len(found) == 2 else ([], [])


def _label(frame: Frame) -> str:
    return _CUT.split(frame.lead)[-1]


def _common(frame: Frame, said: str) -> str:
    """The longest run of characters that its name and the words have in common, without what is said of everything."""
    name, words = _EMPTY.sub(" ", _label(frame) + " " + frame.noun), _EMPTY.sub(" ", said)
    match = SequenceMatcher(None, name, words, autojunk=False).find_longest_match()
    return name[match.a : match.a + match.size].strip()


def _fits(each: Frame, amount: Frame, count: Frame) -> bool:
    per, half = unit(each, amount), each.step / 2 if each.low == each.high else 0.0
    made = ((each.low - half) * count.low / per, (each.high + half) * count.high / per)
    return fits.meets(made, fits.span(amount))
