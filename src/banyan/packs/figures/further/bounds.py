"""What can't be more than what: those among some just named, what is spent of what was planned, each over a floor."""

import re

from banyan.model.figure import Comparison, Dimension, Reading, Relation, Role, Tie
from banyan.packs.figures.further.near import before, behind, between, comparable, is_level, more, sentence, tied

_AMONG_ZH = re.compile(r"(?:在|这)(?:上述|现有)?$")
_THERE_ZH = re.compile(r"^[^，。；\d]{0,14}中[，,]")
_AMONG_EN = re.compile(r"\b[Oo]f (?:the|its|these|those|all)(?: [a-z]+)? $")
_PLANNED = re.compile(
    r"(?:计划|规划|概算|预算)(?:总)?投资(?:额)?(?:为|达)?$|\b(?:plan(?:ned)?|budget(?:ed)?)\b[^.;]{0,40}$",
    re.IGNORECASE)
_SPENT = re.compile(
    r"(?:累计|已|实际)?完成投资(?:额)?(?:约|达)?$|\b(?:spent|invested|completed|disbursed)\b[^.;,]{0,40}$",
    re.IGNORECASE)
_SPENT_BEHIND = re.compile(
    r"^ (?:has |have |had |was |were )?(?:already )?(?:been )?(?:spent|invested|completed|disbursed)\b", re.IGNORECASE)
_EACH = re.compile(r"(?:均|都|各|每[个家座]?)[^，。；\d]{0,8}$|\b(?:each|all|every)\b[^.;]{0,70}$", re.IGNORECASE)
_TOGETHER = re.compile(
    r"(?:总数|总量|总额|总投资|合计|共计|总共|共)(?:为|达|约)?$"
    r"|\b(?:together|in total|combined|altogether|total)\b[^.]{0,50}$",
    re.IGNORECASE)
_TOGETHER_BEHIND = re.compile(r"^ (?:in (?:total|all)|altogether|together|combined)\b", re.IGNORECASE)
_SINGLE = re.compile(r"(?:单[笔个项台场起件套宗]|每[笔个项台场起件套宗家])[^，。；\d]{0,8}$")
_SINGLE_BEHIND = re.compile(r"^(?: [a-z]+)? (?:each|apiece)\b", re.IGNORECASE)
_OVER = (Comparison.ABOVE, Comparison.AT_LEAST)
_BOUNDS = (Role.LEVEL, Role.FLOOR, Role.THRESHOLD)


def read(reading: Reading) -> Reading:
    ties, floors = [], tied(reading, Relation.FLOOR)
    for index, quantity in enumerate(reading.quantities):
        if is_level(quantity):
            ties += [tie for tie in (_among(reading, index), _spent(reading, index)) if tie]
        if quantity.amount.comparison in _OVER and quantity.role in _BOUNDS and index not in floors:
            ties += [tie for tie in (_floor(reading, index) or _above(reading, index),) if tie]
    return more(reading, ties)


def _among(reading: Reading, whole: int) -> Tie | None:
    """Of the 700 firms, 620 ...: the next count of the sentence."""
    named = _AMONG_EN.search(before(reading, whole)) or (
        _AMONG_ZH.search(before(reading, whole)) and _THERE_ZH.match(behind(reading, whole)))
    part = _next(reading, whole)
    counts = reading.quantities[whole].unit.dimension is Dimension.COUNT
    if not named or part is None or not counts or not comparable(reading.quantities[whole], reading.quantities[part]):
        return None
    if reading.quantities[part].amount.value % 1:
        return None     # of the seven districts Beigou has 26.1: a measure of it, no number of districts
    return Tie(Relation.SUBSET, (("whole", whole), ("part", part)))


def _spent(reading: Reading, planned: int) -> Tie | None:
    spent = _next(reading, planned)
    if spent is None or not comparable(reading.quantities[planned], reading.quantities[spent]):
        return None
    if not _PLANNED.search(before(reading, planned)):
        return None
    done = _SPENT.search(between(reading, planned, spent)) or _SPENT_BEHIND.match(behind(reading, spent))
    return Tie(Relation.SUBSET, (("whole", planned), ("part", spent))) if done else None


def _floor(reading: Reading, floor: int) -> Tie | None:
    """14 venues, each over 10,000 seats, 150,000 together."""
    numbers = sentence(reading, floor)
    at = numbers.index(floor)
    if not _EACH.search(before(reading, floor, 90)) or at == 0 or at + 1 >= len(numbers):
        return None
    count, total = numbers[at - 1], numbers[at + 1]
    fits = reading.quantities[count].unit.dimension is Dimension.COUNT and _summed(reading, floor, total)
    told = _TOGETHER.search(between(reading, floor, total)) or _TOGETHER_BEHIND.match(behind(reading, total))
    if not fits or not told:
        return None
    return Tie(Relation.FLOOR, (("count", count), ("amount", total), ("floor", floor)))


def _above(reading: Reading, floor: int) -> Tie | None:
    """单笔超过1亿元的有5起，这5起合计4.6亿元; "six projects of more than 1 billion each; together 5.2 billion"."""
    numbers = sentence(reading, floor)
    at = numbers.index(floor)
    single = _SINGLE.search(before(reading, floor)) or _SINGLE_BEHIND.match(behind(reading, floor))
    beside = [i for i in (*numbers[at + 1:at + 2], *reversed(numbers[max(0, at - 1):at]))
              if reading.quantities[i].unit.dimension is Dimension.COUNT and reading.quantities[i].amount.value > 1
              and reading.quantities[i].amount.comparison is Comparison.EQUAL]
    totals = [i for i in numbers[at + 1:at + 5] if _summed(reading, floor, i) and (
        _TOGETHER.search(between(reading, i - 1, i)) or _TOGETHER_BEHIND.match(behind(reading, i)))]
    if not single or not beside or not totals or totals[0] <= beside[0]:
        return None
    return Tie(Relation.FLOOR, (("count", beside[0]), ("amount", totals[0]), ("floor", floor)), "together")


def _summed(reading: Reading, floor: int, total: int) -> bool:
    a, b = reading.quantities[floor].unit, reading.quantities[total].unit
    return a.dimension is b.dimension and a.symbol == b.symbol and is_level(reading.quantities[total])


def _next(reading: Reading, index: int) -> int | None:
    numbers = sentence(reading, index)
    at = numbers.index(index) if index in numbers else len(numbers)
    return numbers[at + 1] if at + 1 < len(numbers) else None
