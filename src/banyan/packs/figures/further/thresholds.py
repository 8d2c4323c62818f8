"""One name with two thresholds: "long" is over 12 hours, then long interruptions (more than 6 hours)."""

import re
from collections.abc import Iterator

from banyan.model.figure import Dimension, Quantity, Reading, Relation, Tie
from banyan.packs.figures.further.near import more

_BOUND = re.compile(
    r"(?:超过|高于|低于|少于|大于|小于|不足|不到|不低于|不少于|至少|未满|年满|满)[^，。；\d]{0,4}$"
    r"|\b(?:more|less|fewer|longer|later|higher|lower|older|younger|greater) than[^,;.\d]{0,10}$"
    r"|\b(?:over|under|above|below|within|at least|at most|up to|exceeding|beyond|from)[^,;.\d]{0,10}$", re.IGNORECASE)
_BOUND_BEHIND = re.compile(
    r"^[^，。；\d]{0,3}(?:及以[上下内]|以[上下内外]|之内)"
    r"|^ (?:or (?:more|less|over|under|older|longer)|and (?:over|above|under))\b", re.IGNORECASE)
_IN_BRACKETS = re.compile(
    r"(?P<name>[^，。；（(、\n]{2,24})[（(][^（）()\n]{0,24}$|(?P<en>[A-Za-z' -]{3,40}),? meaning [^,.;]{0,20}$")
_DEFINES = re.compile(
    r"指|称为|称作|叫做?|算作?|视为|认定|界定|定义|口径|统计|所称|列为|按"
    r"|\b(?:called|counts?|counted|defin\w+|means?|meant|if|reckon\w*|treated|regarded|consider\w*|refers?|classed"
    r"|classified|speak of|understood|taken|when)\b", re.IGNORECASE)
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_WORD = re.compile(r"[a-z]+")
_COMMON = frozenset([
    "the", "our", "for", "and", "those", "with", "each", "every", "who", "are", "their", "that", "its", "by", "of",
    "in", "on", "to", "a", "an", "is", "at", "as", "table", "reason", "report", "now", "all",
])  # fmt: skip
_LEAST, _LETTERS = 3, 3     # Chinese characters and letters of a telling name
_NONE = (Dimension.DATE, Dimension.RANK, Dimension.POINTS, Dimension.EXCHANGE)


def read(reading: Reading) -> Reading:
    bounds = [i for i, quantity in enumerate(reading.quantities) if _is_bound(reading, quantity)]
    found = []
    for i in bounds:
        name = _name(reading, reading.quantities[i])
        others = [j for j in bounds if name and j != i and _differ(reading.quantities[i], reading.quantities[j])
                  and _defines(reading.quantities[j], name)]
        found += [Tie(Relation.DEFINED, (("number", min(i, j)), ("number", max(i, j))), label=name) for j in others[:1]]
    return more(reading, found)


def _is_bound(reading: Reading, quantity: Quantity) -> bool:
    lead, tail = reading.text[max(0, quantity.start - 40):quantity.start], reading.text[quantity.end:quantity.end + 12]
    return quantity.unit.dimension not in _NONE and bool(_BOUND.search(lead) or _BOUND_BEHIND.match(tail))


def _name(reading: Reading, quantity: Quantity) -> str:
    """What stands before the brackets that a threshold is in."""
    hit = _IN_BRACKETS.search(reading.text[max(0, quantity.start - 70):quantity.start])
    return (hit["name"] or hit["en"]).strip().lower() if hit else ""


def _differ(a: Quantity, b: Quantity) -> bool:
    alike = (a.unit.dimension, a.unit.symbol) == (b.unit.dimension, b.unit.symbol)
    return alike and a.amount.value != b.amount.value


def _defines(quantity: Quantity, name: str) -> bool:
    """Does the sentence of a threshold say that it is what the name means?"""
    return bool(_DEFINES.search(quantity.sentence)) and any(_shares(quantity.sentence, part) for part in _parts(name))


def _parts(name: str) -> Iterator[str]:
    chinese = "".join(_CHINESE.findall(name))
    yield chinese if chinese else name


def _shares(sentence: str, name: str) -> bool:
    """The last characters of a Chinese name, or most of the telling words of an English one."""
    if not name.isascii():
        sizes = range(min(len(name), 6), _LEAST, -1)
        return any(name[-size:] in sentence for size in sizes) or (len(name) == _LEAST and name in sentence)
    words = [_stem(w) for w in _WORD.findall(name)][-4:]
    telling = {w for w in words if len(w) >= _LETTERS and w not in _COMMON}
    said = {_stem(w) for w in _WORD.findall(sentence.lower())}
    return bool(telling) and len(telling & said) * 2 >= len(telling) and len(telling & said) >= min(2, len(telling))


def _stem(word: str) -> str:
    return word[:-1] if word.endswith("s") and len(word) > _LETTERS else word
