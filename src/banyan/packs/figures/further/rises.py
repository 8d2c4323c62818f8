"""A growth beside an absolute change, whose level stands elsewhere: "增加0.6万人，增幅8%", the 8.1万人 a paragraph above."""

import re

from banyan.model.figure import Dimension, Quantity, Reading, Relation, Role, Tie
from banyan.packs.figures.further.near import between, more, tied

_CHANGE = re.compile(
    r"(?:增加|减少|新增|净增|多|少|增|减|提高|下降|增长)(?:了|近|约)?$"
    r"|\b(?:up|down|rose|fell|grew|increased|decreased|gained|added|adding|growth|increase|rise|decline|decrease|drop)"
    r" (?:by |of )?(?:about |some )?(?:RMB ?|¥|US\$|\$)?$", re.IGNORECASE)
_THEN = re.compile(
    r"^[^，。；\d]{0,8}[，,（(]?(?:同比|比上年)?(?:增幅|降幅|增长|下降|增速|增加|减少|升幅)(?:达|为|约|了)?$"
    r"|^(?: [a-z]+){0,3},? (?:or|a rise of|an increase of|a gain of|a fall of|a decline of|a drop of|growth of|up|down"
    r"|which is|equal to|that is) ?(?:about |some )?$|^(?: [a-z]+){0,3} \($", re.IGNORECASE)
_WORD = re.compile(r"[\u4e00-\u9fff]{2,}$")
_LEVEL = re.compile(r"(?:计划|总数|总量|人数|数|额|量|共|达|为|至|到)", re.IGNORECASE)
REACH = 14          # numbers before it within which a text still speaks of the level


def read(reading: Reading) -> Reading:
    ties: list[Tie] = []
    known = _with_levels(reading)
    for growth in range(1, len(reading.quantities)):
        change = growth - 1
        if growth not in known and _is_pair(reading, change, growth):
            now = _now(reading, change)
            ties += [Tie(Relation.RISE, (("growth", growth), ("change", change), ("now", now)))] if now is not None else []
    return more(reading, ties)


def _with_levels(reading: Reading) -> frozenset[int]:
    """Growths that are already tied to both of their levels."""
    return frozenset(i for tie in reading.ties if tie.relation in (Relation.GROWTH, Relation.COMPOUND)
                     and {"now", "before"} <= {name for name, _ in tie.members} for _, i in tie.members)


def _is_pair(reading: Reading, change: int, growth: int) -> bool:
    a, b = reading.quantities[change], reading.quantities[growth]
    summed = a.unit.dimension in (Dimension.COUNT, Dimension.MONEY, Dimension.MEASURE)
    said = reading.text[max(0, a.start - 30):a.start].split("\n")[-1]
    return (summed and a.role in (Role.CHANGE, Role.LEVEL) and b.unit.dimension is Dimension.PERCENT
            and b.role is Role.GROWTH and a.sentence == b.sentence and not a.unit.per
            and bool(_CHANGE.search(said)) and bool(_THEN.match(between(reading, change, growth))))


def _now(reading: Reading, change: int) -> int | None:
    """The nearest level before it of the same thing: the words before its change name what the level is of."""
    asked = reading.quantities[change]
    name = _name(reading, change)
    earlier = range(max(0, change - REACH), change)
    found = [i for i in earlier if _is_level(asked, reading.quantities[i]) and _alike(reading, i, asked, name)]
    same = [i for i in found if reading.quantities[i].sentence == asked.sentence]
    values = {reading.quantities[i].amount.value for i in same or found}
    return (same or found)[-1] if len(values) == 1 else None


def _name(reading: Reading, change: int) -> str:
    """计划数«增加»0.62万人: 计划数."""
    said = reading.text[max(0, reading.quantities[change].start - 30):reading.quantities[change].start].split("\n")[-1]
    said = _CHANGE.sub("", said)
    said = re.sub(r"(?:同比|[比较](?:上|去)年(?:同期)?|[比较](?:19|20)\d\d年|净)$", "", said)
    word = _WORD.search(re.split(r"[，。；、：]", said)[-1])
    return word[0] if word else ""


def _is_level(change: Quantity, level: Quantity) -> bool:
    a, b = change.unit, level.unit
    return (level.role is Role.LEVEL and a.dimension is b.dimension and a.symbol == b.symbol and not b.per
            and level.amount.value > change.amount.value and (not a.noun or not b.noun or a.noun == b.noun))


def _alike(reading: Reading, level: int, change: Quantity, name: str) -> bool:
    """In its own clause or right before it; elsewhere only where the name of the thing is said again."""
    quantity = reading.quantities[level]
    lead = reading.text[max(0, quantity.start - 30):quantity.start].split("\n")[-1]
    clause = re.split(r"[，。；]", lead)[-1]
    if name:
        return any(name[i:i + 2] in clause for i in range(len(name) - 1) if name[i:i + 2] != "全市")
    if quantity.sentence == change.sentence:
        return True
    return bool(change.indicator) and quantity.indicator == change.indicator and quantity.breakdown == change.breakdown
