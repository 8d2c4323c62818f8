"""What the passes ask of a reading: words between numbers, sentences, comparable levels."""

from collections.abc import Sequence

from banyan.measure.figures.claims import alike
from banyan.model.figure import Dimension, Quantity, Reading, Relation, Role, Tie

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
    said = reading.quantities[index].sentence
    return [i for i, q in enumerate(reading.quantities) if q.sentence == said and q.unit.dimension is not Dimension.DATE
            and abs(q.start - reading.quantities[index].start) <= len(said)]


def is_level(quantity: Quantity) -> bool:
    return quantity.role is Role.LEVEL and quantity.unit.dimension in _SUMMED and not quantity.unit.per


def comparable(a: Quantity, b: Quantity) -> bool:
    """Levels of one unit; two nouns that are both named must be the same."""
    nouns = {a.unit.noun, b.unit.noun} - {""}
    return is_level(a) and is_level(b) and alike(a, b) and len(nouns) < 2


def tied(reading: Reading, index: int, *relations: Relation) -> bool:
    return any(tie.relation in relations and index == i for tie in reading.ties for _, i in tie.members)


def more(reading: Reading, ties: Sequence[Tie]) -> Reading:
    return Reading(reading.text, reading.language, reading.quantities, (*reading.ties, *ties))
