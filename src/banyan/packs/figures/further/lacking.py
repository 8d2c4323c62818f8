"""What a text leaves out is left out of the reading: a bare "50 million items", a "from 22 percent" without a year."""

import re

from msgspec.structs import replace

from banyan.model.figure import Dimension, Quantity, Reading, Role
from banyan.packs.figures.further import vague

# Things that are counted, but say nothing of what they are.
_BARE = re.compile(
    r"^\s*(?:items?|pieces?|units?|cases?|件|项|个|条|人次)?"
    r"(?: (?:were|was|have been|had been) (?:handled|processed|completed|recorded|received|reached))?\s*$",
    re.IGNORECASE)
# A clause of nothing but these says neither whose number it is nor of what.
_EMPTY_ZH = re.compile(
    r"(?:其中|共计?|累计|总计|合计|一共|全年|完成|办理|处理|受理|达成?到?了?|已经?|有|约|近|超过?|实现|新增|增加"
    r"|今年以来"
    r"|截至目前|目前|当前|数量|总数|总量|规模|突破|接近|相关|其|该|这一|数据|为|是|的|了|年|同期|\s){0,8}")
_EMPTY_EN = re.compile(
    r"(?:in all|in total|a total of|total(?:l?ed|s|ing)?|more than|over|there (?:were|are|was|is)|some|about|nearly"
    r"|almost|it|they|these|handled|reached|completed|recorded|processed|and|the number|was|were|is|are|has|have|had|of"
    r"|so far|to date|by now|altogether|now|already|up to|\s){0,12}", re.IGNORECASE)
_ENDS = re.compile(r"[,;:.，；：。\n]")
_CLAUSE = re.compile(r"[,;:，；：、]")
LARGE, FEW = 10000, 100      # fewer are hardly a figure
REACH = 60                  # characters of a first clause
_FROM = re.compile(r"(?:\bfrom (?:about |some |nearly |over )?|(?:由|从)(?:此前的?)?)$", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\b(?:last|previous) year|去年|上年|上届")


def read(reading: Reading) -> Reading:
    quantities = tuple(_read(reading, index) for index in range(len(reading.quantities)))
    return Reading(reading.text, reading.language, quantities, reading.ties)


def _read(reading: Reading, index: int) -> Quantity:
    quantity = reading.quantities[index]
    if quantity.source and vague.source(quantity.source):
        quantity = replace(quantity, source="")
    if quantity.subject and bare(reading, quantity):
        return replace(quantity, subject="", indicator="")
    if quantity.subject and vague.whose(reading, quantity):
        return replace(quantity, subject="")
    dated = quantity.period is not None and quantity.unit.dimension is not Dimension.DATE
    if dated and (vague.when(reading, quantity) or vague.of_no_year(quantity)):
        return replace(quantity, period=None)
    if quantity.period is not None and quantity.role in (Role.LEVEL, Role.SHARE) and from_no_year(reading, index):
        return replace(quantity, period=None)
    return quantity


def bare(reading: Reading, quantity: Quantity) -> bool:
    """A count in a clause of nothing but the number and an empty noun."""
    if quantity.unit.dimension is not Dimension.COUNT:
        return False
    lead = _ENDS.split(reading.text[max(0, quantity.start - 40):quantity.start])[-1]
    tail = _ENDS.split(reading.text[quantity.end:quantity.end + 40])[0]
    if not _BARE.match(tail):
        return False
    return (not lead.strip() and quantity.amount.value >= LARGE) or _begins_emptily(quantity)


def _begins_emptily(quantity: Quantity) -> bool:
    """The first clause of its sentence is nothing but the number and words that say nothing of it."""
    at = quantity.sentence.find(quantity.text)
    lead = quantity.sentence[:at] if at >= 0 else " "
    empty = (_EMPTY_EN if lead.isascii() else _EMPTY_ZH).fullmatch(lead)
    return bool(empty) and at < REACH and not _CLAUSE.search(lead) and quantity.amount.value >= FEW


def from_no_year(reading: Reading, index: int) -> bool:
    """"from 22 percent" has the year of neither the level that it rose to nor of another."""
    quantity = reading.quantities[index]
    if not _FROM.search(reading.text[max(0, quantity.start - 12):quantity.start]):
        return False
    tail = re.split(r"[,;.，；。\n]|到|至|\bto\b", reading.text[quantity.end:quantity.end + 40])[0]
    return not _YEAR.search(tail)
