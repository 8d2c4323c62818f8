"""So much each, so many, so much in all: 亩均节水45立方米, "3.1 yuan a kilo", "34 trains of six cars each"."""

import re
from decimal import Decimal

from msgspec import Struct

from banyan.model.figure import Comparison, Dimension, Quantity, Reading, Relation, Role, Tie
from banyan.packs.figures.further.near import before, behind, between, more, sentence
from banyan.packs.figures.further.units import SYMBOLS, factor

# What one of it is: 每«条»2.4万元, 亩产, 3.1元/«公斤», 2,400 yuan per «household», six cars «each»
_ZH_BEFORE = re.compile(
    r"(?:每(?:平均)?(?P<each>平方米|立方米|公斤|千克|公里|公顷|千瓦时|[\u4e00-\u9fff])(?P<month>每月)?"
    r"|(?P<mu>亩)[均产])"
    r"[^，。；：\d每]{0,14}$")
_ZH_BEHIND = re.compile(
    r"^(?:/|每)(?P<each>平方米|立方米|公斤|千克|公里|公顷|千瓦时|[\u4e00-\u9fff])(?P<month>/月|每月)?")
_EN_BEHIND = re.compile(
    r"^(?: a piece)?(?: (?P<month>(?:a|per) month))?(?:(?: ?/ ?| per | an? |-a-)(?P<each>square met(?:er|re)"
    r"|cubic met(?:er|re)|[a-z]+)|(?: [a-z]+){0,3}? (?P<all>each|apiece))\b(?: (?P<later>(?:a|per) month))?",
    re.IGNORECASE)
_EN_BEFORE = re.compile(
    r"\b(?P<all>each)(?: [a-z]+){0,2} (?:costs?|costing|with|of|having|carr\w+|hold\w*|seat\w*|worth|priced|at|gets?"
    r"|receiv\w+|us\w+|sav\w+|mak\w+|has)(?: (?:about|some|at))? ?(?:¥|RMB ?|US\$|\$)?$", re.IGNORECASE)
_TOTAL_BEFORE = re.compile(
    r"(?:共|合计|总|累计|全年|一共|总计)[^，。；\d]{0,12}$"
    r"|\b(?:total\w*|in all|altogether|together|combined|for a|or|worth|came to|amount\w*|makes?|making|cost\w*)\b"
    r"[^.;\d]{0,40}$", re.IGNORECASE)
_TOTAL_BEHIND = re.compile(
    r"^(?: [a-z]+){0,3} (?:in (?:all|total)|altogether|together|combined|overall)\b", re.IGNORECASE)
_YEARLY = re.compile(
    r"全年|一年|每年|年发放|年度|\b(?:a|per|whole|full|the) year\b|\bannual(?:ly)?\b|\byearly\b", re.IGNORECASE)
_NO_EACH = frozenset({"year", "month", "day", "week", "hour", "minute", "second", "quarter", "cent", "capita", "few",
                      "total", "record", "third", "half", "bit", "lot", "number", "人次"})
_ZH_TIME = frozenset("年月日天时秒周季届次期")
_LEVELS = (Role.LEVEL, Role.CHANGE)
_KINDS = (Dimension.COUNT, Dimension.MONEY, Dimension.MEASURE)
_PLAIN = (Comparison.EQUAL, Comparison.ABOUT, Comparison.NEARLY, Comparison.A_LITTLE_OVER)
MONTHS = 12


class Each(Struct, frozen=True):
    """`of`: what one of it is, in the text's words; "" where it is "each" of what was counted last."""

    of: str
    monthly: bool


def read(reading: Reading) -> Reading:
    """The same reading, each rate tied to what it is multiplied by; an average that it was taken for is let go."""
    found = {i: tie for i in range(len(reading.quantities)) if (tie := _tie(reading, i)) is not None}
    kept = tuple(tie for tie in reading.ties if tie.relation is not Relation.AVERAGE
                 or not any(name == "average" and (i in found or _monthly(reading, i)) for name, i in tie.members))
    return more(Reading(reading.text, reading.language, reading.quantities, kept), list(found.values()))


def _monthly(reading: Reading, index: int) -> bool:
    """What is paid a month is no average of what was paid in all."""
    each = _each(reading, index)
    return each is not None and each.monthly


def _tie(reading: Reading, index: int) -> Tie | None:
    quantity, each = reading.quantities[index], _each(reading, index)
    if each is None or not _multiplied(quantity):
        return None
    numbers = sentence(reading, index)
    count, amount = _both(reading, numbers, index, each)
    if count is None and amount is None:
        numbers = [*numbers, *_following(reading, numbers[-1])]
        count, amount = _both(reading, numbers, index, each)
    if count is None or amount is None:
        return None
    units = _factor(reading, index, count, amount, each)
    months = _months(reading, numbers, each, quantity.sentence + reading.quantities[amount].sentence)
    if units is None or months is None:
        return None
    times, spans = months
    members = (("each", index), ("count", count), *(("count", i) for i in spans), ("amount", amount))
    return Tie(Relation.PRODUCT, members, factor=units * times)


def _both(reading: Reading, numbers: list[int], index: int, each: Each) -> tuple[int | None, int | None]:
    count = _count(reading, numbers, index, each)
    return count, _amount(reading, numbers, index, count) if count is not None else None


def _following(reading: Reading, last: int) -> list[int]:
    """The numbers of the next sentence of the paragraph."""
    following = last + 1
    if following >= len(reading.quantities) or "\n" in between(reading, last, following):
        return []
    return sentence(reading, following)


def _multiplied(quantity: Quantity) -> bool:
    return (quantity.role in _LEVELS and quantity.unit.dimension in _KINDS and quantity.amount.comparison in _PLAIN
            and quantity.amount.value > 0)


def _each(reading: Reading, index: int) -> Each | None:
    lead, tail = before(reading, index), behind(reading, index)
    hit = _ZH_BEHIND.match(tail) or _ZH_BEFORE.search(lead)
    if hit is not None:
        groups = hit.groupdict()
        of = groups.get("mu") or groups["each"]
        return Each(of, bool(groups.get("month"))) if of[0] not in _ZH_TIME else None
    told = _EN_BEHIND.match(tail) or _EN_BEFORE.search(lead)
    if told is None:
        return None
    groups = told.groupdict()
    of = "" if groups.get("all") else (groups.get("each") or "").lower()
    if of in _NO_EACH or not (of or groups.get("all")):
        return None
    return Each(of, bool(groups.get("month") or groups.get("later")))


def _count(reading: Reading, numbers: list[int], index: int, each: Each) -> int | None:
    """What there are so many of: the nearest number of that unit, or with that word behind it."""
    found = [i for i in numbers
             if i != index and _multiplied(reading.quantities[i]) and _is_of(reading, i, index, each)]
    return min(found, key=lambda i: (abs(i - index), i > index), default=None)


def _is_of(reading: Reading, i: int, index: int, each: Each) -> bool:
    quantity, symbol = reading.quantities[i], SYMBOLS.get(each.of, "")
    if quantity.unit.dimension is Dimension.MEASURE:
        return bool(symbol) and factor(quantity.unit.symbol, symbol) is not None
    if quantity.unit.dimension is not Dimension.COUNT or symbol:
        return False
    if not each.of:
        other = quantity.unit.noun != reading.quantities[index].unit.noun
        return i == index - 1 and other and quantity.amount.value > 1
    if each.of.isascii():
        return _single(quantity.unit.noun) == _single(each.of) or (each.of == "head" and quantity.unit.noun != "")
    return quantity.text.endswith(each.of) or behind(reading, i).startswith(each.of)


def _single(noun: str) -> str:
    return noun.removesuffix("s")


def _amount(reading: Reading, numbers: list[int], index: int, count: int) -> int | None:
    """The one that is called a total, else the third of three numbers in a row."""
    each = reading.quantities[index]
    found = [i for i in numbers if i not in (index, count) and _is_amount(each, reading.quantities[i])
             and _each(reading, i) is None]
    told = [i for i in found if _TOTAL_BEFORE.search(before(reading, i)) or _TOTAL_BEHIND.match(behind(reading, i))]
    if told:
        return told[0] if len(told) == 1 else None
    low, high = min(index, count), max(index, count)
    near = [i for i in found if i in (low - 1, high + 1) and ";" not in between(reading, *sorted((i, index)))]
    return near[0] if len(near) == len(found) == 1 else None


def _is_amount(each: Quantity, amount: Quantity) -> bool:
    a, b = each.unit, amount.unit
    if not _multiplied(amount) or a.dimension is not b.dimension or amount.amount.value <= each.amount.value:
        return False
    if a.dimension is Dimension.COUNT:
        return _single(a.noun) == _single(b.noun) and bool(a.noun)
    return a.symbol == b.symbol or factor(a.symbol, b.symbol) is not None


def _factor(reading: Reading, index: int, count: int, amount: int, each: Each) -> Decimal | None:
    """So many of what the rate is for in one of the count's unit, and of the rate's unit in one of the amount's."""
    first, counted, made = (reading.quantities[i].unit for i in (index, count, amount))
    many = factor(counted.symbol, SYMBOLS[each.of]) if counted.dimension is Dimension.MEASURE else Decimal(1)
    much = factor(first.symbol, made.symbol) if first.dimension is Dimension.MEASURE else Decimal(1)
    return many * much if many is not None and much is not None else None


def _months(reading: Reading, numbers: list[int], each: Each, said: str) -> tuple[int, list[int]] | None:
    """What is paid a month is paid twelve times a year, or for as many months as are named; else it isn't known."""
    if not each.monthly:
        return 1, []
    spans = [i for i in numbers if (u := reading.quantities[i].unit).dimension is Dimension.DURATION
             and u.symbol == "month"]
    if spans:
        return (1, spans) if len(spans) == 1 else None
    return (MONTHS, []) if _YEARLY.search(said) else None
