"""So many times as much: "tripled, from 312 to 1,248", "two and a half times the 19,000 of 2022", 是上年19万的5倍.

A verb of its own (doubled, 翻番) says how many times as much it is, and never "by" so many times.
"""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from banyan.model.figure import Comparison, Dimension, Reading, Relation, Tie
from banyan.packs.figures.likely.spans import YEAR, year_of
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import one_kind
from banyan.packs.figures.relations import fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

AS_MUCH = "as-much"
_VERB = re.compile(
    r"^(?:has |have |had |more than |almost |nearly )*(?:doubl|tripl|trebl|quadrupl|quintupl)\w*$|翻", re.IGNORECASE)
_FROM = re.compile(r"\bfrom (?:the |about )?[$¥€£]?$|[由从][^，。；\d]{0,8}$", re.IGNORECASE)
_TO = re.compile(r"\bto (?:the |about )?[$¥€£]?$|[到至为][^，。；\d]{0,2}$", re.IGNORECASE)
_ON = 4                 # numbers behind such a verb, among which the two levels stand
_TIMES_THE = re.compile(r"^(?: (?:as (?:many|much|large|high) as|that of))? the (?:[$¥€£])?$", re.IGNORECASE)
_OF_ZH = re.compile(r"^[^，。；\d]{0,4}的$")
_ENDS = re.compile(r"[,，;；。]|\band\b|\. ")
_FAR = 12.0             # times one level the other may be


def search(scene: Scene, _: Held) -> Iterator[Claim]:
    for sentence in scene.sentences:
        for head in sentence:
            if head.key[0] == Dimension.TIMES and head.comparison in (Comparison.EQUAL, Comparison.ABOUT):
                pair = _pair(scene, head)
                if pair is not None and not fits.multiple(head, *pair, True):
                    members = (("growth", head.at), ("now", pair[0].at), ("before", pair[1].at))
                    yield Claim(head.at, Tie(Relation.GROWTH, members, AS_MUCH), False)


def _pair(scene: Scene, head: Frame) -> tuple[Frame, Frame] | None:
    """(now, before) where words leave no other two."""
    near = {f.at - head.at: f for f in scene.sentences[head.sentence] if abs(f.at - head.at) < 3 and f.is_level}
    base = near.get(1)
    if base is not None and _TIMES_THE.match(scene.between(head, base)):
        return _alike(near.get(-1), base)
    before = near.get(-1)
    if head.chinese and before is not None and _OF_ZH.match(scene.between(before, head)):
        return _alike(near.get(-2), before)
    if _VERB.search(scene.text[head.start:head.end]):
        behind = [f for f in scene.sentences[head.sentence] if 0 < f.at - head.at <= _ON and f.is_level]
        dated = [(year, f) for f in behind if (year := year_of(scene, f)) and (
            YEAR.search(f.lead) or YEAR.search(_ENDS.split(f.tail)[0]))]
        if len(behind) >= 2 == len(dated) and dated[0][0] != dated[1][0]:
            (_, first), (_, last) = sorted(dated, key=lambda told: told[0])
            return _alike(last, first)      # "doubled: there were 6,150 in 2018 and 12,310 in 2023"
        base = next((f for f in behind if _FROM.search(f.lead)), None)
        now = next((f for f in behind if base is not None and f.at > base.at and _TO.search(f.lead)), None)
        return _alike(now, base) if base is not None else None
    return None


def _alike(now: Frame | None, before: Frame) -> tuple[Frame, Frame] | None:
    if now is None or not one_kind(now, before) or not 1 / _FAR < now.value / before.value < _FAR:
        return None
    return now, before


def plainly(reading: Reading) -> Reading:
    """The same reading; a growth told by such a verb is "as much", and of two pairs for it the claimed one stays."""
    sure = {dict(tie.members).get("growth") for tie in reading.ties if tie.label == AS_MUCH and len(tie.members) == 3}
    ties = []
    for tie in reading.ties:
        index = dict(tie.members).get("growth")
        if tie.relation is Relation.GROWTH and index is not None and tie.label != AS_MUCH:
            quantity = reading.quantities[index]
            if quantity.unit.dimension is Dimension.TIMES and index in sure:
                continue
            if quantity.unit.dimension is Dimension.TIMES and _VERB.search(quantity.text):
                ties.append(replace(tie, label=AS_MUCH))
                continue
        ties.append(tie)
    return Reading(reading.text, reading.language, reading.quantities, tuple(ties), reading.covered)
