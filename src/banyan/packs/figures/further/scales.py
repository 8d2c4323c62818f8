"""One thing said again at another scale: "24.7 billion yuan", and then "this 247-billion-yuan line"."""

import re

from banyan.measure.figures.claims import alike
from banyan.model.figure import Comparison, Dimension, Quantity, Reading, Relation, Role, Tie
from banyan.packs.figures.further.near import before, counted_apart, more, sentence, tied

# «This» 247-billion-yuan line; 该项目投资额; «the same» 3.1 billion
_AGAIN = re.compile(
    r"(?:这[一条个座项笔]?|该|上述|此)[^，。；\d]{0,12}$|\b(?:this|that|the same|these|those)\b[^,.;\d]{0,24}$",
    re.IGNORECASE)
_PHASE = re.compile(
    r"(?:一期|首期|二期|三期|先期|起步区|首批)(?:工程|项目)?[^，。；\d]{0,8}$"
    r"|\b(?:first|second|third|initial|opening) (?:phase|stage)\b[^,.;\d]{0,40}$"
    r"|\bphase (?:one|two|I{1,3})\b[^,.;\d]{0,40}$",
    re.IGNORECASE)
_KINDS = (Dimension.MONEY, Dimension.MEASURE, Dimension.COUNT)
REACH = 30          # numbers back that a text still means
DIGITS = 2          # from which equal digits are hardly a coincidence


def read(reading: Reading) -> Reading:
    ties, known = [], tied(reading, Relation.SAME)
    for index in range(len(reading.quantities)):
        if index not in known and _may(reading.quantities[index]) and _AGAIN.search(before(reading, index)):
            first = _first(reading, index)
            ties += [Tie(Relation.SAME, (("first", first), ("again", index)))] if first is not None else []
    return more(reading, [*ties, *_phases(reading)])


def _phases(reading: Reading) -> list[Tie]:
    """A phase of a project costs no more than the project, where its sentence names one other amount before it."""
    ties, known = [], tied(reading, Relation.BREAKDOWN, Relation.SUBSET)
    for index, quantity in enumerate(reading.quantities):
        money = quantity.unit.dimension is Dimension.MONEY
        if index in known or not money or not _PHASE.search(before(reading, index)):
            continue
        wholes = [i for i in sentence(reading, index) if i < index and _of_one_kind(reading, i, index)]
        if len(wholes) == 1 and not _PHASE.search(before(reading, wholes[0])):
            ties.append(Tie(Relation.SUBSET, (("whole", wholes[0]), ("part", index)), label="phase"))
    return ties


def _first(reading: Reading, again: int) -> int | None:
    """The nearest number before it with the same digits, where none has the same value."""
    earlier = [i for i in range(max(0, again - REACH), again) if _of_one_kind(reading, i, again)]
    value = reading.quantities[again].amount.value
    if any(reading.quantities[i].amount.value == value for i in earlier):
        return None
    digits = _digits(reading.quantities[again])
    found = [i for i in earlier if _may(reading.quantities[i]) and _digits(reading.quantities[i]) == digits]
    return found[-1] if found else None


def _may(quantity: Quantity) -> bool:
    return (quantity.role is Role.LEVEL and quantity.unit.dimension in _KINDS and len(_digits(quantity)) >= DIGITS
            and quantity.amount.comparison is Comparison.EQUAL)


def _of_one_kind(reading: Reading, a: int, b: int) -> bool:
    one, other = reading.quantities[a], reading.quantities[b]
    units = (one.unit.noun, one.unit.per) == (other.unit.noun, other.unit.per)
    return one.role is Role.LEVEL and alike(one, other) and units and not counted_apart(reading, a, b)


def _digits(quantity: Quantity) -> tuple[int, ...]:
    return quantity.amount.value.normalize().as_tuple().digits
