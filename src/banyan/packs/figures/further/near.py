"""What the passes ask of a reading: words between numbers, sentences, comparable levels."""

import re
from collections.abc import Sequence

from banyan.measure.figures.claims import alike
from banyan.model.figure import Dimension, Quantity, Reading, Relation, Role, Tie

_CLASSIFIER = re.compile("[条次件起套个家辆台张株棵艘架笔册场处所座]")
_SUMMED = (Dimension.MONEY, Dimension.COUNT, Dimension.MEASURE)


def before(reading: Reading, index: int, reach: int = 40) -> str:
    """The words right before a number, in its line."""
    start = reading.quantities[index].start
    return reading.text[max(0, start - reach):start].split("\n")[-1]


def behind(reading: Reading, index: int, reach: int = 40) -> str:
    end = reading.quantities[index].end
    return reading.text[end:end + reach].split("\n")[0]


def between(reading: Reading, a: int, b: int) -> str:
    return reading.text[reading.quantities[a].end:reading.quantities[b].start]


def sentence(reading: Reading, index: int) -> list[int]:
    """The numbers of the same sentence, in order, dates left out."""
    found, quantities = [index], reading.quantities
    for step in (-1, 1):
        at = index + step
        while 0 <= at < len(quantities) and quantities[at].sentence == quantities[index].sentence:
            found.append(at)
            at += step
    return sorted(i for i in found if i == index or quantities[i].unit.dimension is not Dimension.DATE)


def is_level(quantity: Quantity) -> bool:
    return quantity.role is Role.LEVEL and quantity.unit.dimension in _SUMMED and not quantity.unit.per


def counted_apart(reading: Reading, a: int, b: int) -> bool:
    """Two counts by two classifiers, 条 and 次: of two things."""
    said = [_CLASSIFIER.match(reading.text, reading.quantities[i].end) for i in (a, b)]
    return all(reading.quantities[i].unit.dimension is Dimension.COUNT for i in (a, b)) and (
        None not in said and said[0][0] != said[1][0])      # type: ignore[index]  # none of them is None


def comparable(a: Quantity, b: Quantity) -> bool:
    """Levels of one unit; two nouns that are both named must be the same."""
    nouns = {a.unit.noun, b.unit.noun} - {""}
    return is_level(a) and is_level(b) and alike(a, b) and len(nouns) < 2


def tied(reading: Reading, *relations: Relation) -> frozenset[int]:
    """All numbers that a tie of these relations holds."""
    return frozenset(i for tie in reading.ties if tie.relation in relations for _, i in tie.members)


def more(reading: Reading, ties: Sequence[Tie]) -> Reading:
    return Reading(reading.text, reading.language, reading.quantities, (*reading.ties, *ties))
