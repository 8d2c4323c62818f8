"""What came in and what went out, what there was and what is left: the balance is called by the wrong one of its two
names.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from banyan.model.figure import Comparison, Relation, Tie
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import one_kind
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

_AFTER_ALL = re.compile(
    r"后|加上|扣除|计入|补助|\b(?:after|thanks to|including|despite|before|adding|counting)\b", re.IGNORECASE)
_EARLIER_SENTENCES = 3      # in which the numbers of a balance stand
_LEAD = 90                  # characters before a number, in which its name stands


class _Names(NamedTuple):
    """Of a balance: where the first of its numbers is more, where it is less; of the first, of the second."""

    more: re.Pattern[str]
    less: re.Pattern[str]
    first: re.Pattern[str]
    second: re.Pattern[str]


_FLOWS, _STOCKS = (_Names(*(re.compile(words, re.IGNORECASE) for words in row)) for row in (
    (r"(?:顺差|盈余|[结节]余|净流入|净增[加长]?|净迁入|净进账)[^，。；\d]{0,6}$"
     r"|\b(?:surplus|profit|net (?:gain|inflow|increase|exports?|immigration))\b[^,;.\d]{0,24}$",
     r"(?:逆差|赤字|亏损|亏空|缺口|超支|净支出|净流出|净减少?|净迁出)[^，。；\d]{0,6}$"
     r"|\b(?:deficit|shortfall|loss|net (?:loss|outflow|decrease|imports?|emigration))\b[^,;.\d]{0,24}$",
     r"(?:收入|(?<!进)出口|流入|[迁转]入|出生|入职|新开业?|新注册)[^，。；\d]{0,8}$"
     r"|\b(?:income|revenues?|earned|earnings|took in|takings|exports?|receipts|births?|arriv\w+|hired|recruited|joined"
     r"|opened|inflows?)\b[^,;.\d]{0,30}$",
     r"(?:支出|(?<!出)进口|流出|[迁转]出|死亡|离职|关闭|注销)[^，。；\d]{0,8}$"
     r"|\b(?:costs?|expens\w+|spending|spent|expenditures?|outlays?|imports?|deaths?|depart\w+|left|closed|outflows?)\b"
     r"[^,;.\d]{0,30}$"),
    (r"(?:累库|增库|库存增加|增加)(?:了|为|达|约)*$|\b(?:build|build-up|addition|increase|rise) of $",
     r"(?:去库|库存减少|减少)(?:了|为|达|约)*$|\b(?:draw|drawdown|run-down|decrease|drop|fall) of $",
     r"(?:期末|年末)[^，。；\d]{0,8}$|\b(?:closing|ending|final) (?:stock|balance)[^,;.\d]{0,30}$"
     r"|\b(?:stocks?|balance) at the end\b[^;.]{0,70}$",
     r"(?:期初|年初)[^，。；\d]{0,8}$|\b(?:opening|initial|carry-in) (?:stock|balance)[^,;.\d]{0,30}$"),
))
_JOINED, _LEFT = (
    re.compile(rf"^ (?:[a-z]+ ){{0,2}}?(?:{words})\b") for words in (
        "arrived|joined|moved in|hired|recruited|born|opened|came in", "left|departed|moved out|died|closed|resigned"))


def search(scene: Scene, _: Held) -> Iterator[Claim]:
    """ "Income was 612.8 and spending 617.0, so it closed with a surplus of 4.2": what came in is then the larger."""
    for number, sentence in enumerate(scene.sentences):
        for head in sentence:
            for names in (_FLOWS, _STOCKS):
                way = bool(names.more.search(head.lead)) - bool(names.less.search(head.lead))
                if way and not cues.UNREAL.search(head.lead):
                    near = [f for f in scene.around(number, _EARLIER_SENTENCES) if _may(f, head)]
                    yield from _turned(scene, head, way, [(f, _side(scene, f, names)) for f in near])


def _turned(scene: Scene, head: Frame, way: int, near: list[tuple[Frame, int]]) -> Iterator[Claim]:
    pairs = [(a, b) for a, its in near for b, other in near if its > 0 > other
             and not _AFTER_ALL.search(scene.between(max(a, b, key=lambda f: f.at), head))]
    made = [(a, b) for a, b in pairs if fits.difference(head, a, b)]
    if made and not any((a.value > b.value) is (way > 0) for a, b in made):
        one, other = made[0]
        members = (("limit", other.at), ("actual", one.at), ("told", head.at))
        yield Claim(one.at, Tie(Relation.LIMIT, members, "more" if way > 0 else "less"), False)


def _may(frame: Frame, head: Frame) -> bool:
    return (frame.at < head.at and frame.paragraph == head.paragraph and frame.is_level and frame.value > 0
            and frame.comparison in (Comparison.EQUAL, Comparison.ABOUT)
            and (one_kind(frame, head) or frame.key == head.key))


def side(frame: Frame) -> int:
    """1 for what came in, -1 for what went out, 0 where the words beside the number say neither."""
    for pattern, way in ((_JOINED, 1), (_LEFT, -1)):
        if pattern.match(frame.tail):
            return way
    own = re.split(r"\band\b|[,，]", frame.lead.rstrip(", "))[-1]
    return bool(_FLOWS.first.search(own)) - bool(_FLOWS.second.search(own))


def _side(scene: Scene, frame: Frame, names: _Names) -> int:
    if names is _FLOWS:
        return side(frame)
    said = scene.before(frame, _LEAD)
    return bool(names.first.search(said)) - bool(names.second.search(said))
