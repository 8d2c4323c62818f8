"""A headline against its text, a note against its line: "Hospital to add 105 beds" over 150 beds; with fuel.

A count of the headline is the text's only count of that name; what a headline calls doubled is told below it as two
levels; and what a note says that a sum would be with something else is the sum of the two.
"""

import re
from collections.abc import Iterator, Sequence

from banyan.model.figure import Comparison, Dimension, Relation, Tie
from banyan.packs.figures.laws.multiples import AS_MUCH
from banyan.packs.figures.loose.again import told_again
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_plain, one_kind
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import INFINITE, Frame, Scene

_STOP = re.compile(r"[。.]\s*$")
_HEAD = 140             # characters in which a headline ends
_BODY = 12              # numbers below it that are looked at
_NOUN_ZH = re.compile(r"[\u4e00-\u9fff]{2}")
_CLASSIFIER = "张个名人位家座台辆套条所间户件株棵头栋艘班"
_CASUALTIES = re.compile(
    r"^ (?:[a-z]+ ){0,3}?(?:die[ds]?|dead|killed|hurt|injured|wounded|missing|rescued|saved|freed|arrested|held"
    r"|detained|drowned|trapped|jailed|win|named)\b",
    re.IGNORECASE)
_ALL_OF_THEM = re.compile(r"\b(?:all|the|these|those) (?:of the )?$|(?:全部|所有|这|该)$", re.IGNORECASE)
_PERSONS = re.compile(r"^ (?:[a-z]+ ){0,2}?(?:men|women|people|persons|miners|passengers|workers|crew|children"
                      r"|pupils|climbers|sailors|fishermen|residents"
                      r"|suspects|victims|students|boys|girls|tourists|hikers)\b|^(?:名|人|位)", re.IGNORECASE)
_VERB = re.compile(r"^(?:more than |almost |nearly )*(?:doubl|tripl|trebl|quadrupl|halv)\w*$|翻", re.IGNORECASE)
_EXCLUDED = re.compile(
    r"未计入|不计入|不含|未含|未包括|不包括|未纳入|\b(?:exclud\w+|not includ\w+|without|does not include|net of"
    r"|leaving out)\b", re.IGNORECASE)
_INCLUDED = re.compile(
    r"(?:若|如|倘)?(?:计入|包括|加上|纳入|含)[^，。；\d]{0,10}[，,]?(?:则|后)?[^，。；\d]{0,8}$|若计入|\b(?:with"
    r"|includ\w+|counting|adding) (?:which|it|them|this|that|these)\b[^;.\d]{0,40}$"
    r"|\bwould (?:have been|be|have come to|come to|amount to|rise to)\b[^;.\d]{0,12}$", re.IGNORECASE)
_NOTE = 400             # characters of a line and its note
_FAR = 3.0              # times off, beyond which they are of different things


def search(scene: Scene, _: Held) -> Iterator[Claim]:
    end = scene.text.find("\n")
    if 0 < end < _HEAD and not _STOP.search(scene.text[:end]):
        heads = [f for f in scene.frames if f.end <= end][:3]
        body = [f for f in scene.frames if f.start > end][:_BODY]
        for head in heads:
            yield from _named(head, body)
            yield from _casualties(head, body)
            yield from _multiplied(scene, head, body)
    yield from _included(scene)


def _exact(frame: Frame) -> bool:
    return frame.comparison is Comparison.EQUAL and frame.value > 1 and frame.high < INFINITE


def _named(head: Frame, body: Sequence[Frame]) -> Iterator[Claim]:
    """The only count of its name below, which isn't a rise where the headline tells none."""
    name = _name(head)
    if not _exact(head) or head.key[0] != Dimension.COUNT or not name or any(f.value == head.value for f in body):
        return
    alike = [f for f in body if f.key == head.key and _exact(f) and _is_called(f, head, name)]
    plain = [f for f in alike if not cues.is_past(f) and not cues.is_each(f)]
    if len(plain) == len(alike) == 1 and 1 / _FAR < plain[0].value / head.value < _FAR and (
            not fits.meets(fits.span(head), fits.span(plain[0]))):
        yield told_again(head, plain[0])


def _name(head: Frame) -> str:
    if not head.chinese:
        return head.word if len(head.word) > 2 else ""
    hit = _NOUN_ZH.match(head.tail.lstrip(_CLASSIFIER) if head.tail[:1] in _CLASSIFIER else "")
    return hit[0] if hit else ""


def _is_called(frame: Frame, head: Frame, name: str) -> bool:
    if not head.chinese:
        return frame.word == name
    return frame.word == head.word and (frame.lead.endswith(name) or frame.tail[len(frame.word):].startswith(name))


def _casualties(head: Frame, body: Sequence[Frame]) -> Iterator[Claim]:
    """"Five die in mine collapse", and below "the bodies of all four men"."""
    if head.key != (Dimension.COUNT, "") or not _exact(head) or not _CASUALTIES.match(head.tail):
        return
    told = [f for f in body if f.key == head.key and _exact(f)
            and _ALL_OF_THEM.search(f.lead) and _PERSONS.match(f.tail)]
    if len(told) == 1 and told[0].value != head.value and not any(
            f.value == head.value and f.key == head.key for f in body):
        yield told_again(head, told[0])


def _multiplied(scene: Scene, head: Frame, body: Sequence[Frame]) -> Iterator[Claim]:
    """净利润增两倍, and below 净利润1.86亿元，上年同期为0.93亿元."""
    if head.key[0] != Dimension.TIMES or head.comparison is not Comparison.EQUAL:
        return
    levels = [f for f in body if is_plain(f)][:3]
    before = next((f for f in levels[1:] if cues.is_past(f)), None)
    now = next((f for f in levels if before is not None and f.at < before.at and one_kind(f, before)), None)
    if now is None or before is None or cues.is_past(now):
        return
    only_to = bool(_VERB.search(scene.text[head.start:head.end]))
    if not fits.multiple(head, now, before, only_to) and 1 / _FAR < now.value / before.value / head.value < _FAR:
        members = (("growth", head.at), ("now", now.at), ("before", before.at))
        yield Claim(head.at, Tie(Relation.GROWTH, members, AS_MUCH if only_to else ""), False)


def _included(scene: Scene) -> Iterator[Claim]:
    """"Excluding the fuel business, with which they would have been 81.2 million. Fuel turnover: 4.7 million"."""
    for n, total in enumerate(scene.frames):
        if not (is_plain(total) and _INCLUDED.search(scene.before(total, 70)) and n > 0):
            continue
        start = scene.text.rfind("\n", 0, max(0, total.start - _NOTE // 2)) + 1
        if not _EXCLUDED.search(scene.text[start:total.start]):
            continue
        before = [f for f in scene.frames[:n] if total.start - f.start < _NOTE and is_plain(f) and one_kind(f, total)
                  and not cues.is_past(f) and f.value < total.value * _FAR]
        behind = [f for f in scene.frames[n + 1:n + 3] if is_plain(f) and one_kind(f, total)]
        if len(before) != 1 or len(behind) != 1:
            continue
        parts = [before[0], behind[0]]
        made = sum(f.value for f in parts)
        if not fits.sums(total, parts) and 1 / _FAR < made / total.value < _FAR:
            members = (("whole", total.at), *(("part", f.at) for f in parts))
            yield Claim(total.at, Tie(Relation.BREAKDOWN, members), False)
