"""One name that a text defines in two ways: 高标准农田（指灌溉耕地）..., 高标准农田（指通路的耕地）..."""

import re
from bisect import bisect_left

from banyan.model.figure import Dimension, Quantity, Reading, Relation, Role, Tie
from banyan.packs.figures.further.near import more

_ZH = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,12})(?:（|\(|，)(?:是?指|即|统计口径为|口径为|定义为)"
    r"(?P<said>[^）)\n。]{2,80})[）)，]")
_EN = re.compile(
    r"(?P<name>[A-Za-z][a-z-]{1,24}(?: [a-z-]{1,24}){0,3}?)(?:, | \()"
    r"(?:defined as|meaning|that is,|understood as|counted as|i\.e\.,?)"
    r" (?P<said>[^,()\n]{3,90})[,)]")
_REACH = 80          # characters behind a definition in which its number stands
_COUNTED = (Dimension.COUNT, Dimension.MONEY, Dimension.MEASURE, Dimension.PERCENT)
_NEAR, _FAR = 10, 100
_WORD = re.compile(r"[a-z]+|[\u4e00-\u9fff]")


# A definition in a sentence of its own; the other number of that name may go by another.
_SAYS_ZH = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{3,8}?)[”」]?(?:，|（|\()?(?:是指|指的是|系指|指|统计口径为|口径为|[是为]按|按|以)"
    r"(?P<said>[^，。；\n\d]{3,60})")
_SAYS_EN = re.compile(
    r"\b(?P<name>[a-z][a-z-]{2,24}(?: [a-z-]{2,24}){0,2}?),?(?: here)?"
    r" (?:means?|(?:is|are|were|being) (?:here )?(?:defined as|understood as|taken to be|those|anyone|everyone|all)"
    r"|refers? to|counts?|covers?|defined as|meaning|that is,? (?:those|anyone|everyone|all))"
    r" (?P<said>[^,.;\n\d]{4,80})", re.IGNORECASE)


def read(reading: Reading) -> Reading:
    return _renamed(_twice(reading))


def _renamed(reading: Reading) -> Reading:
    """A name that is defined in one sentence, with a number, and stands with another number elsewhere."""
    pattern = _SAYS_ZH if reading.language == "zh" else _SAYS_EN
    found = []
    for match in pattern.finditer(reading.text):
        name = match["name"].lower()
        own = [i for i, q in enumerate(reading.quantities) if _is_level(q) and q.start >= match.start()
               and q.start - match.end() <= _REACH and "\n" not in reading.text[match.end():q.start]]
        others = [i for i, q in enumerate(reading.quantities) if _is_level(q) and _has_name(reading, q, name)
                  and i not in own and abs(q.start - match.start()) > _REACH]
        pairs = [(a, b) for a in own[:1] for b in others if _differ(reading.quantities[a], reading.quantities[b])]
        found += [Tie(Relation.DEFINED, (("number", b), ("number", a)), label=name) for a, b in pairs[:1]]
    return more(reading, found)


def _is_level(quantity: Quantity) -> bool:
    return quantity.role is Role.LEVEL and quantity.unit.dimension in _COUNTED


def _has_name(reading: Reading, quantity: Quantity, name: str) -> bool:
    around = reading.text[max(0, quantity.start - len(name) - _NEAR):quantity.end + len(name) + _NEAR]
    return name in around.lower()


def _differ(a: Quantity, b: Quantity) -> bool:
    """Of one unit, and neither the same nor a hundred times each other."""
    alike = (a.unit.dimension, a.unit.symbol) == (b.unit.dimension, b.unit.symbol)
    low, high = sorted((a.amount.value, b.amount.value))
    return alike and 0 < low < high < low * _FAR


def _twice(reading: Reading) -> Reading:
    found: dict[str, list[tuple[frozenset[str], int]]] = {}
    starts = [quantity.start for quantity in reading.quantities]
    for match in (*_ZH.finditer(reading.text), *_EN.finditer(reading.text)):
        index = _number(reading, bisect_left(starts, match.end()), match.end())
        if index is not None:
            said = frozenset(_WORD.findall(match["said"].lower()))
            found.setdefault(match["name"].lower(), []).append((said, index))
    return more(reading, [
        Tie(Relation.DEFINED, tuple(("number", i) for _, i in told), label=name)
        for name, told in found.items() if len({said for said, _ in told}) > 1
    ])  # fmt: skip


def _number(reading: Reading, index: int, end: int) -> int | None:
    """The one at `index`, where it stands right behind the definition."""
    if index >= len(reading.quantities):
        return None
    quantity = reading.quantities[index]
    near = quantity.start - end <= _REACH and "\n" not in reading.text[end:quantity.start]
    return index if near and quantity.unit.dimension is not Dimension.DATE else None
