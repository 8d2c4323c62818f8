"""The words around a number: from the number before it to the one behind it, within its sentence."""

import re
from collections.abc import Sequence

from banyan.model.figure import Quantity, Reading

_ENDS = re.compile(r"[，。；、：,;:]| and | while ")


def levels(reading: Reading) -> dict[int, int]:
    """Of each growth, change and share the level that it belongs to."""
    found: dict[int, int] = {}
    for tie in reading.ties:
        members = dict(tie.members)
        level = members.get("now", members.get("part"))
        for name in ("growth", "change", "share"):
            if level is not None and name in members and members[name] != level:
                found.setdefault(members[name], level)
    return found


def around(reading: Reading, index: int, level: int | None) -> str:
    """Of a growth or share the words before its level as well: "exports 54 bn, up 8 %"."""
    quantity = reading.quantities[index]
    start, end = _sentence(reading.text, quantity)
    before, after = _neighbours(reading.quantities, index)
    left = max(start, before.end if before is not None else start)
    right = min(end, after.start if after is not None else end)
    said = f"{reading.text[left:quantity.start]} {reading.text[quantity.end:right]}"
    return said if level is None else f"{said} {_lead(reading, level)}"


def clause(reading: Reading, index: int) -> str:
    """The number's own clause: no word of what is said of the numbers beside it."""
    quantity = reading.quantities[index]
    start, end = _sentence(reading.text, quantity)
    before, after = _neighbours(reading.quantities, index)
    lead = reading.text[max(start, before.end if before is not None else start):quantity.start]
    tail = reading.text[quantity.end:min(end, after.start if after is not None else end)]
    return f"{_ENDS.split(lead)[-1]} {_ENDS.split(tail)[0]}"


def _lead(reading: Reading, index: int) -> str:
    quantity = reading.quantities[index]
    start, _ = _sentence(reading.text, quantity)
    before, _ = _neighbours(reading.quantities, index)
    return reading.text[max(start, before.end if before is not None else start):quantity.start]


def _sentence(text: str, quantity: Quantity) -> tuple[int, int]:
    """Where the quantity's sentence stands in the text."""
    earliest = max(0, quantity.start - len(quantity.sentence))
    start = text.find(quantity.sentence, earliest, quantity.start + len(quantity.sentence) + 1)
    if start < 0:
        return quantity.start, quantity.end
    return start, start + len(quantity.sentence)


def _neighbours(quantities: Sequence[Quantity], index: int) -> tuple[Quantity | None, Quantity | None]:
    sentence = quantities[index].sentence
    before = quantities[index - 1] if index and quantities[index - 1].sentence == sentence else None
    after = quantities[index + 1] if index + 1 < len(quantities) else None
    return before, after if after is not None and after.sentence == sentence else None
