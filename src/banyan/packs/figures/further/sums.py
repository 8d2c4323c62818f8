"""Parts that make more than their whole, and parts with a total behind them.

A list after "其中" or "of which" may leave things out, so parts that make less than the whole are no contradiction;
parts that make somewhat more are one. Where the text itself adds up ("total", 共, 合计) both are.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from banyan.model.figure import Comparison, Dimension, Reading, Relation, Tie
from banyan.packs.figures.further.near import before, between, comparable, is_level, more, sentence

_PARTS = re.compile(
    r"其中|分别|包括|：|:|\bof (?:which|whom|them|these|those)\b|\bcomprising\b|\bconsisting\b|\bmade up of\b"
    r"|\b(?:came|were|are) (?:from|in)\b|, (?:with )?$|^ (?:[a-z]+ ){1,3}, ?$|\bamong\b", re.IGNORECASE)
_AMONG = re.compile(r"\b(?:among|of) (?:the|its|all|these)(?: total)? ?$|\ba total of $|共有?$|共计$", re.IGNORECASE)
_TOTAL = re.compile(
    r"(?:总投资|总额|总计|合计|共计|总数|总量|共)(?:为|达到?|约)?$"
    r"|\b(?:total|totall?ing|altogether|in all|sum)\b[^.;]{0,60}$",
    re.IGNORECASE)
OVER, UNDER = Decimal("1.25"), Decimal("0.85")
TENS = (Decimal(10), Decimal(100), Decimal(1000), Decimal("0.1"), Decimal("0.01"), Decimal("0.001"))
NEAR = Decimal("0.01")
_COMPARED = (Comparison.EQUAL, Comparison.ABOUT)


def read(reading: Reading) -> Reading:
    ties: list[Tie] = []
    seen: set[str] = set()
    for index, quantity in enumerate(reading.quantities):
        if quantity.sentence not in seen and is_level(quantity):
            seen.add(quantity.sentence)
            ties += _of_sentence(reading, index)
    return more(reading, ties)


def _of_sentence(reading: Reading, index: int) -> list[Tie]:
    ties = []
    numbers = [i for i in sentence(reading, index) if is_level(reading.quantities[i])]
    for kind in _kinds(reading, numbers):
        for at, whole in enumerate(kind):
            later, earlier = kind[at + 1:], kind[:at]
            if len(later) >= 2 and _leads(reading, whole, later) and (
                    _over(reading, whole, later) or _one_slipped(reading, whole, later)):
                ties.append(_tie(whole, later))
                break
            if len(earlier) >= 2 and at == len(kind) - 1 and _TOTAL.search(before(reading, whole, 70)) and _about(
                    reading, whole, earlier):
                ties.append(_tie(whole, earlier))
    return [tie for tie in ties if tie is not None and not _known(reading, tie)]


def _kinds(reading: Reading, numbers: Sequence[int]) -> list[list[int]]:
    """The numbers of the sentence by unit, in order; counts only with counts of the same thing."""
    kinds: list[list[int]] = []
    for i in numbers:
        for kind in kinds:
            if comparable(reading.quantities[kind[0]], reading.quantities[i]):
                kind.append(i)
                break
        else:
            kinds.append([i])
    return kinds


def _leads(reading: Reading, whole: int, parts: Sequence[int]) -> bool:
    """Words say that parts follow; or three and more stand in a row with 、 between."""
    words = between(reading, whole, parts[0])
    row = len(parts) > 2 and all(between(reading, a, b).startswith("、") for a, b in pairwise(parts))
    return len(words) < 90 and bool(row or _PARTS.search(words) or _AMONG.search(before(reading, whole)))


def _one_slipped(reading: Reading, whole: int, parts: Sequence[int]) -> bool:
    """Exactly the whole, if one of them had another power of ten: no list leaves out just that."""
    values = [reading.quantities[i].amount.value for i in parts]
    total, wanted = sum(values, Decimal(0)), reading.quantities[whole].amount.value
    digits = len(wanted.normalize().as_tuple().digits)
    return digits > 1 and any(total - value + value * ten == wanted for value in values for ten in TENS)


def _over(reading: Reading, whole: int, parts: Sequence[int]) -> bool:
    """Somewhat more than the whole, and no single part as much as it."""
    value, found = reading.quantities[whole].amount.value, [reading.quantities[i] for i in parts]
    total = sum((q.amount.value for q in found), Decimal(0))
    plain = all(q.amount.comparison in _COMPARED for q in (*found, reading.quantities[whole]))
    return plain and value < total <= value * OVER and max(q.amount.value for q in found) < value


def _about(reading: Reading, whole: int, parts: Sequence[int]) -> bool:
    value = reading.quantities[whole].amount.value
    total = sum((reading.quantities[i].amount.value for i in parts), Decimal(0))
    if not value or (reading.quantities[whole].unit.dimension is Dimension.COUNT and value < len(parts)):
        return False
    ratio = total / value
    return UNDER <= ratio <= OVER or any(abs(ratio / ten - 1) <= NEAR for ten in TENS)


def _tie(whole: int, parts: Sequence[int]) -> Tie:
    return Tie(Relation.BREAKDOWN, (("whole", whole), *(("part", i) for i in parts)))


def _known(reading: Reading, tie: Tie) -> bool:
    """The reader has tied these numbers as a breakdown already, in whatever way."""
    members = {i for _, i in tie.members}
    return any(len(members & {i for _, i in t.members}) > 1 for t in reading.ties if t.relation is Relation.BREAKDOWN)


