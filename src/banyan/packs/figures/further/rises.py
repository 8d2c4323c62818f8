"""A growth beside an absolute change, whose level stands elsewhere: 增加0.6万人，增幅8%, of 8.1万人 further up."""

import re

from banyan.measure.figures.rises import AFTER
from banyan.model.figure import Dimension, Quantity, Reading, Relation, Role, Tie
from banyan.packs.figures.further.near import between, more

_CHANGE = re.compile(
    r"(?:增加|减少|新增|净增|多|少|增|减|提高|下降|增长)(?:了|近|约)?$"
    r"|\b(?:up|down|rose|fell|grew|increased|decreased|gained|added|adding|growth|increase|rise|decline|decrease|drop)"
    r" (?:by |of )?(?:about |some )?(?:RMB ?|¥|US\$|\$)?$", re.IGNORECASE)
_THEN = re.compile(
    r"^[^，。；\d]{0,8}[，,（(]?(?:同比|比上年)?(?:增幅|降幅|增长|下降|增速|增加|减少|升幅)(?:达|为|约|了)?$"
    r"|^(?: [a-z]+){0,3},? (?:or|a rise of|an increase of|a gain of|a fall of|a decline of|a drop of|growth of|up|down"
    r"|which is|equal to|that is) ?(?:about |some )?$|^(?: [a-z]+){0,3} \($", re.IGNORECASE)
_AGAINST = r"(?:同比|[比较](?:上|去)年(?:同期)?|[比较](?:19|20)\d\d年|净)$"
# 3.6万亩«，比上年多»0.8万亩: the level before it is this year's.
_AGAINST_LAST = re.compile(
    r"[^，。；\d]{0,4}[，,](?:[比较](?:上|去)年(?:同期)?|同比)[^，。；\d]{0,6}"
    r"|(?: [a-z]+){0,3}, (?:which (?:is|was) )?(?:up|down) (?:by )?(?:RMB ?|[$¥€£])?", re.IGNORECASE)
_ZH_NAME = re.compile(r"[\u4e00-\u9fff]{2,}$")
_EMPTY = re.compile(r"^(?:全[市省县区国])|(?:总|人)?(?:数|量|额)$")
_EN_NAME = re.compile(r"\b([A-Za-z]{4,})(?: (?:has|have|had))? ?$")
_NO_NAME = frozenset({"that", "which", "this", "also", "they", "these", "then", "itself", "number", "total", "figure"})
_PART = re.compile(r"其中|\bof (?:these|them|which|whom)\b", re.IGNORECASE)
REACH = 14          # numbers before it within which a text still speaks of the level
MOST = 4            # levels that it may be a change of


def read(reading: Reading) -> Reading:
    ties: list[Tie] = []
    known = _with_levels(reading)
    for growth in range(1, len(reading.quantities)):
        change = growth - 1
        if growth not in known and _is_pair(reading, change, growth):
            now = _now(reading, change)
            members = (("growth", growth), ("change", change), *(("now", i) for i in now))
            label = AFTER if now == [change - 1] and _AGAINST_LAST.match(between(reading, change - 1, change)) else ""
            ties += [Tie(Relation.RISE, members, label)] if now else []
    return more(reading, ties)


def _with_levels(reading: Reading) -> frozenset[int]:
    """Growths that are already tied to both of their levels, and shares of something."""
    levels = {"now", "before"}
    return frozenset(i for tie in reading.ties if tie.relation is Relation.SHARE or (
        tie.relation in (Relation.GROWTH, Relation.COMPOUND) and levels <= {name for name, _ in tie.members})
        for _, i in tie.members)


def _is_pair(reading: Reading, change: int, growth: int) -> bool:
    a, b = reading.quantities[change], reading.quantities[growth]
    summed = a.unit.dimension in (Dimension.COUNT, Dimension.MONEY, Dimension.MEASURE)
    said = reading.text[max(0, a.start - 30):a.start].split("\n")[-1]
    return (summed and a.role in (Role.CHANGE, Role.LEVEL) and b.unit.dimension is Dimension.PERCENT
            and b.role in (Role.GROWTH, Role.SHARE) and a.sentence == b.sentence and not a.unit.per
            and bool(_CHANGE.search(said)) and bool(_THEN.match(between(reading, change, growth))))


def _now(reading: Reading, change: int) -> list[int]:
    """The levels before it that it may be a change of: in its sentence, or where the thing is named again."""
    asked = reading.quantities[change]
    earlier = range(max(0, change - REACH), change)
    levels = [i for i in earlier if _is_level(asked, reading.quantities[i])]
    here = [i for i in levels if reading.quantities[i].sentence == asked.sentence]
    name = _name(reading, change)
    if _PART.search(asked.sentence) or (not name and not here):
        return []
    return (here if not name else [i for i in levels if name in _clause(reading, i)])[-MOST:]


def _name(reading: Reading, change: int) -> str:
    """计划数«增加»0.62万人: 计划; "Enrolment «grew by»": enrolment."""
    said = _CHANGE.sub("", _lead(reading, change))
    said = re.split(r"[，。；、：,;:]", re.sub(_AGAINST, "", said))[-1]
    if word := _ZH_NAME.search(said):
        name = _EMPTY.sub("", word[0])
        return name if len(name) > 1 else ""
    found = _EN_NAME.search(said)
    return found[1].lower().removesuffix("s") if found and found[1].lower() not in _NO_NAME else ""


def _lead(reading: Reading, index: int) -> str:
    start = reading.quantities[index].start
    return reading.text[max(0, start - 40):start].split("\n")[-1]


def _clause(reading: Reading, index: int) -> str:
    """Before the number, and in English behind it: "86,400 pupils enrolled"."""
    start, end = reading.quantities[index].start, reading.quantities[index].end
    lead = re.split(r"[，。；;]|\. |\n", reading.text[max(0, start - 60):start])[-1]
    tail = re.split(r"[，。；;,.\n]", reading.text[end:end + 30])[0]
    return f"{lead} {tail}".lower()


def _is_level(change: Quantity, level: Quantity) -> bool:
    a, b = change.unit, level.unit
    return (level.role is Role.LEVEL and a.dimension is b.dimension and a.symbol == b.symbol and not b.per
            and level.amount.value > change.amount.value and (not a.noun or not b.noun or a.noun == b.noun))
