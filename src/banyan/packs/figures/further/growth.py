"""Growth with both its levels: "A，比上年的B增长9%", "由B增加到A，年均增长9%", "A, up 9% from B", "from B to A"."""

import re
from collections.abc import Sequence

from msgspec.structs import replace

from banyan.measure.figures.claims import alike
from banyan.model.figure import Dimension, Quantity, Reading, Relation, Role, Tie
from banyan.packs.figures.further.near import before, between, more, sentence

_YEAR = r"(?:(?:19|20)\d\d年?度?(?:末|底)?的?)"
# A «，比上年的» B
_AGAINST = re.compile(
    rf"^[^，。；\d]{{0,6}}[，,]?(?:比|较|上年|去年|上届)[^，。；\d]{{0,10}}{_YEAR}?[^，。；\d]{{0,10}}$")
# «由2019年的» B «增加到2023年的» A
_FROM = re.compile(
    rf"(?:由|从){_YEAR}?[^，。；\d]{{0,14}}{_YEAR}?$|\bfrom (?:about |some |nearly |over )?$", re.IGNORECASE)
_TO = re.compile(
    rf"^[^，。；\d]{{0,8}}(?:增加|增长|提高|提升|上升|扩大|发展|升|增|下降|减少|降低|压缩|缩短|缩减|降|减)"
    rf"(?:到|至|为){_YEAR}?"
    r"[^，。；\d]{0,10}$|^(?: [a-z]+){0,4}(?: in (?:19|20)\d\d)?(?: [a-z]+){0,2} to "
    r"(?:about |some |nearly |over |RMB ?|¥|US\$|\$)?$", re.IGNORECASE)
_GREW = re.compile(
    r"^[^，。；\d]{0,8}[，,（(]?(?:五年|期间|累计|共|年均|平均每年|每年|同比|实际|名义|净)?"
    r"(?:增长|增加|提高|提升|上升|扩大|翻|下降|减少|降低|压缩|缩短|增幅|增速|升幅|降幅)(?:了|达|为)?(?:约|近|超过?)?$"
    r"|^(?: [a-z]+){0,4}(?: in (?:19|20)\d\d)?(?: [a-z]+){0,3},? ?"
    r"(?:up|down|a|an|which|or|rising|growing|representing|marking|by)?(?: [a-z]+){0,4} ?$", re.IGNORECASE)
# A, up 42% «from» B
_FROM_BEHIND = re.compile(
    r"^ (?:[a-z]+ ){0,2}?(?:from|on|over|compared (?:with|to)|against) (?:the |about |RMB ?|¥|US\$|\$)*$",
    re.IGNORECASE)
_YEARLY = re.compile(
    r"(?:年均|平均每年|每年)[^，。；\d]{0,6}$|\b(?:annual(?:ly)?|average)\b[^,;.\d]{0,24}$", re.IGNORECASE)
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_CHANGES = (Role.GROWTH, Role.CHANGE, Role.AVERAGE_GROWTH)


def read(reading: Reading) -> Reading:
    """Growths that miss a level get the pair of levels that the words between them claim."""
    ties: list[Tie] = []
    replaced: set[int] = set()
    quantities = list(reading.quantities)
    for index, quantity in enumerate(reading.quantities):
        if quantity.role not in _CHANGES:
            continue
        found = _levels(reading, index)
        if found is None:
            continue
        now, base = found
        yearly = bool(_YEARLY.search(before(reading, index))) and _years(reading, base, now) is not None
        if yearly and not quantity.unit.per:
            quantities[index] = replace(quantity, unit=replace(quantity.unit, per="year"))
        tie = _tie(reading, quantities[index], index, now, base, yearly)
        if tie is not None:
            ties.append(tie)
            replaced.add(index)
    kept = [tie for tie in reading.ties if not _is_of(tie, replaced)]
    return more(Reading(reading.text, reading.language, tuple(quantities), tuple(kept)), ties)


def _is_of(tie: Tie, growths: set[int]) -> bool:
    return tie.relation in (Relation.GROWTH, Relation.CHANGE, Relation.COMPOUND) and any(
        name in ("growth", "change", "average") and i in growths for name, i in tie.members)


def _levels(reading: Reading, index: int) -> tuple[int, int] | None:
    """(now, before) by the words between: before the growth two levels next to each other, or one on each side."""
    numbers = sentence(reading, index)
    at = numbers.index(index)
    for back in (at, at - 1):         # another growth of the same levels may stand between: 提高8个点，年均提高2个点
        if back < 2 or (back == at - 1 and reading.quantities[numbers[back]].role not in _CHANGES):
            continue
        first, second = numbers[back - 2], numbers[back - 1]
        if not _same_kind(reading, first, second, index) or not _GREW.match(between(reading, second, numbers[back])):
            continue
        if _AGAINST.match(between(reading, first, second)):
            return first, second
        if _TO.match(between(reading, first, second)) and _FROM.search(before(reading, first)):
            return second, first
    if 0 < at < len(numbers) - 1:
        now, base = numbers[at - 1], numbers[at + 1]
        budgeted = any(tie.relation is Relation.SHARE and ("whole", now) in tie.members for tie in reading.ties)
        if budgeted or not _same_kind(reading, now, base, index):
            return None
        if _GREW.match(between(reading, now, index)) and _FROM_BEHIND.match(between(reading, index, base)):
            return now, base
    return None


def _same_kind(reading: Reading, a: int, b: int, growth: int) -> bool:
    one, other, grown = (reading.quantities[i] for i in (a, b, growth))
    levels = (Role.LEVEL, Role.SHARE, Role.RATE)
    if one.role not in levels or other.role not in levels or not alike(one, other):
        return False
    relative = grown.unit.dimension in (Dimension.PERCENT, Dimension.TIMES)
    points = grown.unit.dimension is Dimension.POINTS and one.unit.dimension is Dimension.PERCENT
    return relative or points or alike(grown, one)


def _tie(
    reading: Reading, growth: Quantity, index: int, now: int, base: int, yearly: bool
) -> Tie | None:  # fmt: skip
    relative = growth.unit.dimension in (Dimension.PERCENT, Dimension.TIMES)
    years = _years(reading, base, now) if yearly or growth.role is Role.AVERAGE_GROWTH else None
    if growth.role is Role.AVERAGE_GROWTH or (yearly and relative):
        members: Sequence[tuple[str, int]] = (("average", index), ("now", now), ("before", base))
        return Tie(Relation.COMPOUND, tuple(members), years=years) if years else None
    name, relation = ("growth", Relation.GROWTH) if relative else ("change", Relation.CHANGE)
    return Tie(relation, ((name, index), ("now", now), ("before", base)), years=years)


def _years(reading: Reading, base: int, now: int) -> int | None:
    """Between the years that the two levels are given; else between those that the sentence before names."""
    first, last = (reading.quantities[i].period for i in (base, now))
    if first is not None and last is not None and first.end is not None and last.end is not None:
        years = last.end.year - first.end.year
        if years > 0:
            return years
    start = reading.quantities[base].start
    told = _YEARS.findall(reading.text[max(0, start - 16):reading.quantities[now].start])
    if len(told) < 2:
        told = _YEARS.findall(reading.text[max(0, start - 90):reading.quantities[now].start])[:2]
    return int(told[-1]) - int(told[0]) if len(told) >= 2 and told[-1] > told[0] else None


