"""What is left when the one is taken off the other: a net change, a closing balance, the margin of a vote or a game.

年内新增8.4万辆，报废2.1万辆，净增6.3万辆; "a net increase of 14,300: services added 17,900, construction 2,100,
manufacturing shed 5,700"; "polled 8,917, the Unionist 7,402 ... The majority was 1,515".
"""

import re
from collections.abc import Iterator, Sequence
from itertools import product

from banyan.model.figure import Comparison, Dimension, Relation, Tie
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_slip, one_kind
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import INFINITE, Frame, Scene

_NET = re.compile(
    r"净[增减流迁转买卖入出赚亏][\u4e00-\u9fff]{0,4}$|\bnet (?:[a-z]+ ){0,2}(?:of|was|is|by|:)(?: just| only| about)? ?"
    r"(?:RMB |US)?[$¥€£]?$|\b(?:grew|rose|expanded|swelled|shrank|fell) by $", re.IGNORECASE)
_IN = re.compile(
    r"新[增建开办设][^，。；\d]{0,4}$|(?:迁入|流入|转入|入职|招聘|购入|收购|出生|开业|买入|调入|引进)[^，。；\d]{0,4}$"
    r"|\b(?:added|adding|gained|gaining|hired|hiring|recruited|created|creating|opened|joined|delivered|acquired|bought"
    r"|took in|received|welcomed|arrivals of|births of)(?: another| a further| about)? ?[$€£]?$", re.IGNORECASE)
_OUT = re.compile(
    r"(?:报废|注销|迁出|流出|转出|离职|关闭|退出|死亡|淘汰|拆除|卖出|裁减|减员|调出|退役|停业|退休)[^，。；\d]{0,4}$"
    r"|\b(?:shed|shedding|lost|losing|cut|cutting|scrapped|scrapping|closed|retired|sold|paid out|dismissed"
    r"|departures of|deaths of)(?: another| a further| about)? ?[$€£]?$", re.IGNORECASE)
_IN_BEHIND = re.compile(
    r"^(?: [a-z]+){0,2} (?:were |was )?(?:added|hired|recruited|opened|joined|delivered|acquired|born|arrived)\b")
_OUT_BEHIND = re.compile(
    r"^(?: [a-z]+){0,2} (?:were |was )?(?:scrapped|closed|retired|sold|lost|left|dismissed|shed|decommissioned|died)\b")
_OPENING = re.compile(
    r"期初|年初|\b(?:opened|began|started) (?:the (?:year|month|quarter|season|day) )?(?:with|at|on)"
    r" (?:RMB |US)?[$¥€£]?$", re.IGNORECASE)
_CLOSING = re.compile(
    r"期末|年末|\b(?:closed|ended|finished) (?:it|the (?:year|month|quarter|season|day))? ?(?:with|at|on)"
    r" (?:RMB |US)?[$¥€£]?$", re.IGNORECASE)
_MARGIN = re.compile(
    r"(?:领先|多得|净胜|优势|票差|相差)[^，。；\d]{0,6}$|\b(?:majority|winning margin|margin(?: of victory)?|lead|gap"
    r"|difference) (?:was|is|of|came to|amounted to|:) ?(?:just |only )?$", re.IGNORECASE)
_NOT_MARGIN = re.compile(r"required|needed|absolute|last|previous|过半|法定", re.IGNORECASE)
_FAR = 3.0              # times off, beyond which the numbers are of different things
_RIVALS = 2             # of a margin
_FLOWS = 5              # numbers that are tried with either sign


def search(scene: Scene, _: Held) -> Iterator[Claim]:
    for number, sentence in enumerate(scene.sentences):
        for net in sentence:
            if _NET.search(net.lead) and _may(net):
                yield from _net(sentence, net)
            if _MARGIN.search(net.lead) and not _NOT_MARGIN.search(scene.before(net, 40)) and _may(net):
                yield from _margin(scene, number, net)
        yield from _closed(sentence)


def _may(frame: Frame) -> bool:
    return (frame.is_level and frame.low > 0 and frame.high < INFINITE
            and frame.comparison in (Comparison.EQUAL, Comparison.ABOUT))


def _way(frame: Frame) -> int:
    """1 for what was added, -1 for what was taken away, 0 where the words say neither."""
    if _NET.search(frame.lead):
        return 0
    added = _IN.search(frame.lead) or _IN_BEHIND.match(frame.tail)
    taken = _OUT.search(frame.lead) or _OUT_BEHIND.match(frame.tail)
    return bool(added) - bool(taken)


def _net(sentence: Sequence[Frame], net: Frame) -> Iterator[Claim]:
    """What was added less what was taken away; both have to be told by their words."""
    alike = [f for f in sentence if f.at != net.at and _may(f) and _alike(net, f)]
    told = [f.at for f in alike if _way(f)]
    flows = [(f, _way(f)) for f in alike if told and min(told) <= f.at <= max(told)]
    beside = told and (not [f for f in alike if max(told) < f.at < net.at] if told[-1] < net.at else told[0] > net.at)
    if not beside or not all(way for _, way in flows) or {way for _, way in flows} != {-1, 1} or len(flows) > _FLOWS:
        return
    low, high = _made(flows)
    if low < 0:
        low, high = -high, -low
    if fits.meets((low, high), fits.span(net)) or not _is_near((low + high) / 2, net.value):
        return
    yield _claim(net, flows)


def _made(flows: Sequence[tuple[Frame, int]]) -> tuple[float, float]:
    return (sum(f.low if way > 0 else -f.high for f, way in flows),
            sum(f.high if way > 0 else -f.low for f, way in flows))


def _closed(sentence: Sequence[Frame]) -> Iterator[Claim]:
    """"opened the year with 12.4 million, took in 8.3, paid out 6.9 and closed it with 13.8"."""
    opening = next((f for f in sentence if _OPENING.search(f.lead) and _may(f)), None)
    closing = next((f for f in sentence if _CLOSING.search(f.lead) and _may(f)), None)
    if opening is None or closing is None or not _alike(opening, closing):
        return
    flows = [(f, _way(f)) for f in sentence if opening.at < f.at < closing.at and _may(f) and _alike(f, closing)]
    if not flows or not all(way for _, way in flows) or closing.at - opening.at != len(flows) + 1:
        return
    low, high = _made([(opening, 1), *flows])
    if not fits.meets((low, high), fits.span(closing)) and _is_near((low + high) / 2, closing.value):
        yield _claim(closing, [(opening, 1), *flows])


def _claim(net: Frame, flows: Sequence[tuple[Frame, int]]) -> Claim:
    """What was added, less what was taken away, is what is left; of one addition the rest are parts."""
    added, taken = [f for f, way in flows if way > 0], [f for f, way in flows if way < 0]
    if len(added) == 1:
        members = (("whole", added[0].at), *(("part", f.at) for f in (*taken, net)))
    else:
        members = (("whole", net.at), *(("part", f.at) for f in added), *(("less", f.at) for f in taken))
    return Claim(net.at, Tie(Relation.BREAKDOWN, members), False)


def mixes(frames: dict[int, Frame], tie: Tie) -> bool:
    """Does it add up what came in and what went out?"""
    ways = {_way(frames[i]) for name, i in tie.members if name == "part" and i in frames}
    return {-1, 1} <= ways


def _margin(scene: Scene, number: int, margin: Frame) -> Iterator[Claim]:
    """The first two of a vote, of this sentence or the one before."""
    for near in (scene.sentences[number], scene.sentences[number - 1] if number else ()):
        rivals = [f for f in near if f.at < margin.at and _may(f) and f.key == margin.key and f.value > margin.value
                  and f.paragraph == margin.paragraph and not cues.moves(f)]
        if len(rivals) >= _RIVALS:
            break
    else:
        return
    pairs = [(a, b) for a, b in product(rivals, rivals) if a.value > b.value]
    if any(fits.difference(margin, a, b) for a, b in pairs):
        return
    first, second = rivals[:_RIVALS]
    if is_slip(abs(first.value - second.value), margin.value):
        large, small = sorted((first, second), key=lambda f: -f.value)
        members = (("whole", large.at), ("part", small.at), ("part", margin.at))
        yield Claim(margin.at, Tie(Relation.BREAKDOWN, members), False)


def _alike(a: Frame, b: Frame) -> bool:
    return one_kind(a, b) or a.key == b.key == (Dimension.COUNT, "")


def _is_near(made: float, said: float) -> bool:
    return made > 0 and (1 / _FAR < made / said < _FAR or is_slip(made, said))
