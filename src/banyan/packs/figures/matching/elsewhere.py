"""A number that another row of the ledger has: then a row that it doesn't fit is hardly meant."""

import re
from collections.abc import Sequence

from banyan.measure.figures.slips import LIKELY, slip
from banyan.model.figure import Figure, Quantity, Reading
from banyan.packs.figures.matching import names, units
from banyan.packs.figures.matching.kin import characters
from banyan.packs.figures.matching.numerals import digits
from banyan.packs.figures.matching.window import clause

_TELLING = 3            # digits of which one is seldom wrong by chance
_FEWEST = 2             # digits of a number whose row can be told by it
_APART = 2              # characters of a Chinese name that tell it from its like
_DATED = re.compile(
    r"(?<![\d.,])(?:19|20)\d\d(?!\d)|\b(?:this|last|previous) (?:year|month|quarter)\b|[今去本上前]年|同期",
    re.IGNORECASE)


def is_another(reading: Reading, index: int, figure: Figure, figures: Sequence[Figure]) -> bool:
    """Does the number stand once in the text, miss `figure`, and give another figure of its indicator exactly: of the
    same subject at another time, while the number's clause names no year, or of a subject that its sentence names?
    """
    quantity = reading.quantities[index]
    value = quantity.amount.value
    if digits(value) < _FEWEST or units.brought(figure, quantity.unit).amount.value == value or _stands_twice(
            reading, quantity):
        return False
    off = slip(quantity.amount, units.brought(figure, quantity.unit).amount)
    headline = "\n" not in reading.text[:quantity.start].strip()       # says again what is told below
    if not headline and (off < LIKELY or digits(value) < _TELLING) and _is_told(reading, index, figure):
        return True
    kind = units.kind(quantity.unit)
    there = [f for f in figures if f.id != figure.id and units.kind(f.unit) == kind
             and units.brought(f, quantity.unit).amount.value == value and names.same(f.indicator, figure.indicator)]
    dated = _DATED.search(clause(reading, index))
    return any(not dated if (f.subject, f.breakdown) == (figure.subject, figure.breakdown)
               else _is_named(f.subject, quantity.sentence) for f in there)


def _is_told(reading: Reading, index: int, figure: Figure) -> bool:
    """Another number of the text gives the figure exactly: this one is of something else."""
    if digits(figure.amount.value) < _FEWEST:
        return False
    return any(units.kind(q.unit) == units.kind(figure.unit)
               and q.amount.value == units.brought(figure, q.unit).amount.value
               for n, q in enumerate(reading.quantities) if n != index)


def _is_named(subject: str, sentence: str) -> bool:
    """By the word that sets it apart: 茶叶 of 茶叶展区."""
    return subject[:_APART] in sentence if characters(subject[:1]) else names.spoken_of(subject, sentence)


def _stands_twice(reading: Reading, quantity: Quantity) -> bool:
    """Then it may be copied from its neighbour."""
    return sum(q.amount.value == quantity.amount.value and q.unit.dimension is quantity.unit.dimension
               for q in reading.quantities) > 1
