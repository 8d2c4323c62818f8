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
from banyan.packs.figures.relations import cues, fits
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
_OF_OTHER = re.compile(       # "double that", "three times as much as on parks (2.4 million)", "four times what it was"
    r"^ (?:that|those|this|it|these|what|its|their|the|as the|as (?:many|much|large|high|long|big|often|fast|heavy"
    r"|expensive|far|old|tall|strong|wide))\b|^[,.;)]|^$|^ over\b", re.IGNORECASE)
_ELSEWHEN = re.compile(       # its base is told by a time, without its number
    r"^[^,.;()\d]{0,40}\b(?:(?:in|since|during|of|before) (?:19|20)\d\d\b(?! ?[(:])"
    r"|(?:in|since|during|than|a year|last (?:year|month|week|season)|ago|earlier|at the (?:end|time))\b"
    r"(?![^.;]{0,24}\d))", re.IGNORECASE)
_IS_ZH = re.compile(
    r"(?:是|为|达到?|相当于|等于|即|有|需|占|只需|仅需|只有|恰?好?)[^，。；\d]{0,14}的(?:约|近)?$|(?:倍数"
    r"|认购)[^，。；\d]{0,4}$")
_NO_BASE_ZH = re.compile(r"上年|去年|前年|同期|上届|上季|上月|全国|全省|平均|年前|全球|世界")
_OF_BEFORE = re.compile(      # "a third of what it was", "two thirds of that"; 仅为改造前的四分之一
    r"^ (?:of|as) (?:what (?:it|they|he|she|there|the [a-z]+) (?:was|were|had)|that"
    r"|its (?:former|previous|original|old|earlier|initial)|the (?:former|previous|original|old"
    r"|earlier|initial)|(?:many|much|large|high|long)(?=[,.;]| as (?:before|that|the other)))\b", re.IGNORECASE)
_OF_BEFORE_ZH = re.compile(
    r"(?:原来|原先|此前|以前|之前|过去|改造前|[\u4e00-\u9fff]前|前者|后者|当初|从前)的(?:约|近)?$")
_CLOSE = 2.6            # times off, where no other words say that the two levels are meant


def search(scene: Scene, _: Held) -> Iterator[Claim]:
    for sentence in scene.sentences:
        for head in sentence:
            if head.key[0] == Dimension.TIMES and head.comparison in (Comparison.EQUAL, Comparison.ABOUT):
                pair = _pair(scene, head)
                if pair is not None and not fits.multiple(head, *pair, True):
                    members = (("growth", head.at), ("now", pair[0].at), ("before", pair[1].at))
                    yield Claim(head.at, Tie(Relation.GROWTH, members, AS_MUCH), False)


def alone(scene: Scene, held: Held) -> Iterator[Claim]:
    """The only two levels of one kind beside "double that", 前者是后者的3.5倍: one is so many times the other."""
    for head in scene.frames:
        part = head.is_percent and _is_of_before(head)
        held_well = head.at in held.heads & held.fast and not _is_of_sum(held, head)
        if held_well or not head.is_bounded or not (part or _is_of_other(scene, head)):
            continue
        pair = _only_two(scene, held, head)
        if pair is None:
            continue
        small, large = sorted(pair, key=lambda f: f.value)
        if part:
            off = small.value / large.value * 100 / head.value
            members = (("share", head.at), ("part", small.at), ("whole", large.at))
            claim = Tie(Relation.SHARE, members, AS_MUCH)
            fit = fits.share(head, fits.span(small), fits.span(large))
        else:
            now, before = (large, small) if head.value > 1 else (small, large)
            off = now.value / before.value / head.value
            claim = Tie(Relation.GROWTH, (("growth", head.at), ("now", now.at), ("before", before.at)), AS_MUCH)
            fit = fits.multiple(head, now, before, not cues.moves(head))
        if not fit and 1 / _CLOSE < off < _CLOSE:
            yield Claim(head.at, claim, False)


def _is_of_sum(held: Held, head: Frame) -> bool:
    """Is it taken of a whole and a part of that same whole? 合计4.5万人，其中甲3.0万人，是乙的两倍，乙1.5万人."""
    partners = held.partners.get(head.at, frozenset())
    return any(whole in partners and parts & partners for whole, parts in held.sums)


def _is_of_before(head: Frame) -> bool:
    """A part in words of what was: "a third of what it was", 原来的二分之一."""
    return bool(_OF_BEFORE_ZH.search(head.lead) if head.chinese else _OF_BEFORE.match(head.tail))


def _is_of_other(scene: Scene, head: Frame) -> bool:
    """So many times the other, which isn't told by its time alone."""
    if head.key[0] != Dimension.TIMES or head.comparison not in (Comparison.EQUAL, Comparison.ABOUT):
        return False
    if head.chinese:
        lead = re.split(r"[，。；]", head.lead)[-1]
        return bool(_IS_ZH.search(lead)) and not _NO_BASE_ZH.search(lead)
    behind = scene.text[head.end:head.end + 80]
    return bool(_OF_OTHER.match(behind)) and not _ELSEWHEN.match(behind)


def _only_two(scene: Scene, held: Held, head: Frame) -> tuple[Frame, Frame] | None:
    """Of its sentence or, where that has but one or none, with the sentence before; a sum of others is no level."""
    sums = {whole for whole, _ in held.sums}
    for back in (0, 1):
        near = [f for f in scene.around(head.sentence, back) if f.at != head.at and f.is_level and f.is_bounded
                and f.value > 0 and abs(f.at - head.at) <= _ON and f.at not in sums and f.paragraph == head.paragraph
                and not (cues.moves(f) and f.comparison is Comparison.EQUAL and not cues.is_past(f))]
        kinds = {(f.key, f.word) for f in near if f.value != 1}
        groups = [g for key, word in kinds if len(g := [f for f in near if (f.key, f.word) == (key, word)]) > 1]
        if groups:
            return (groups[0][0], groups[0][1]) if len(groups) == 1 and len(groups[0]) == 2 else None
    return None


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
