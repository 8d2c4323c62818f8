"""One name that a text defines in two ways: 高标准农田（指灌溉耕地）..., 高标准农田（指通路的耕地）..."""

import re
from bisect import bisect_left

from banyan.model.figure import Dimension, Reading, Relation, Tie
from banyan.packs.figures.further.near import more

_ZH = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,12})(?:（|\(|，)(?:是?指|即|统计口径为|口径为|定义为)"
    r"(?P<said>[^）)\n。]{2,80})[）)，]")
_EN = re.compile(
    r"(?P<name>[A-Za-z][a-z-]{1,24}(?: [a-z-]{1,24}){0,3}?)(?:, | \()"
    r"(?:defined as|meaning|that is,|understood as|counted as)"
    r" (?P<said>[^,()\n]{3,90})[,)]")
_REACH = 80          # characters behind a definition in which its number stands
_WORD = re.compile(r"[a-z]+|[\u4e00-\u9fff]")


def read(reading: Reading) -> Reading:
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
