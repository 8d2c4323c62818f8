"""Numbers that stand in the ledger in another row: last year's for this year's, the one mine's for the other's.

Such a number fits a figure exactly, so that it is taken for it. But the words beside it are of another figure of the
same indicator, which no number of the text tells. Then it is that figure which the text should give.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from banyan.measure.figures.claims import Match
from banyan.model.figure import Comparison, Dimension, Figure, Quantity, Reading, Role
from banyan.packs.figures.matching import units, when, whose
from banyan.packs.figures.matching.kin import characters, english, is_said, stem
from banyan.packs.figures.matching.numerals import digits
from banyan.packs.figures.matching.synonyms import PLACES, WHOLE
from banyan.packs.figures.matching.told import words_of
from banyan.packs.figures.matching.window import clause
from banyan.packs.figures.matching.wording import Spoken, spoken

_NAMED = 0.3            # words of the indicator that are said beside a number, in its sentence or before it
_NAMED_WELL = 0.6       # where nothing but the year tells the rows apart
_MOST = 4000            # pairs of rows that are compared
_AGREEING = 3           # figures that the text tells before their year is the text's
_TWIN = 7               # numbers within which a copied number stands twice
_DIGITS = 3             # of a copied number that has no row of its own
_LEAD = 90
_FEW = 10
_AGAINST = re.compile(
    r"(?:[比较与同从由自]|此前|原来|同期|上年|前年|上届|\b(?:than|from|against|after|before|over|on|previous|compared|earlier"
    r"|up on|down on|above|below)\b)[^，。；,;]{0,28}$", re.IGNORECASE)
_AGAINST_BEHIND = re.compile(
    r"^[^，。；,;.]{0,24}(?:\b(?:before|earlier|ago|previous|last year)\b|上年|去年同期)", re.IGNORECASE)
_ROLES = (Role.LEVEL, Role.SHARE, Role.RATE)
_EXACT = (Comparison.EQUAL, Comparison.ABOUT)
_THINGS = "library station branch mine plant school hospital office area team total"
_GENERIC = frozenset(stem(word) for name in (*PLACES, _THINGS) for word in name.split() if name.isascii())


class Rows(Struct, frozen=True):
    """Figures of one indicator and unit, and the words that set each subject of theirs apart from the others."""

    figures: tuple[Figure, ...]
    named: dict[str, frozenset[str]]
    years: frozenset[int]       # of the text, as its other numbers tell


def misplaced(reading: Reading, figures: Sequence[Figure], levels: dict[int, int]) -> dict[int, Match]:
    """Of each number that stands in another row the figure that it should be."""
    found: dict[int, Match] = {}
    groups: dict[tuple[str, tuple[Dimension, str]], list[Figure]] = defaultdict(list)
    for figure in figures:
        groups[figure.indicator, units.kind(figure.unit)].append(figure)
    years = _years(reading, figures)
    for (_, kind), group in groups.items():
        numbers = [i for i, q in enumerate(reading.quantities) if may_be_elsewhere(q) and units.kind(q.unit) == kind]
        if len(group) * len(group) * len(numbers) > _MOST or not numbers:
            continue
        group = _by_place(group)
        rows = Rows(tuple(group), _names([f.subject for f in group]), years)
        values = {i: reading.quantities[i].amount.value for i in numbers}
        for index in numbers:
            own = next(_own(reading, index, rows, values, words_of(reading, index, levels.get(index))), None)
            if own is not None:
                found[index] = Match(units.brought(own, reading.quantities[index].unit), True, True)
    return found


def _by_place(group: list[Figure]) -> list[Figure]:
    """Apples of two counties: where nothing else tells rows apart, each is its place's."""
    places: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for figure in group:
        places[figure.subject, figure.breakdown, figure.period.label].add(figure.geography)
    return [replace(f, subject=f.geography) if f.geography and len(
        places[f.subject, f.breakdown, f.period.label]) > 1 else f for f in group]


def _names(subjects: Sequence[str]) -> dict[str, frozenset[str]]:
    """What each subject has that no other has: "Sandvik" of two harbours, 东河 of two mills."""
    told = {subject: _telling(subject) for subject in subjects}
    return {subject: frozenset(_apart(word, others)
            for others in [frozenset(w for name, ws in told.items() if name != subject for w in ws)]
            for word in words if word not in others or not word.isascii()) for subject, words in told.items()}


def _apart(word: str, others: frozenset[str]) -> str:
    """A Chinese name without the ending that another one has as well; two characters are left at least."""
    if word.isascii():
        return word
    for size in range(len(word) - 2, 0, -1):
        if any(other.endswith(word[-size:]) for other in others if not other.isascii()):
            return word[:-size]
    return word


def may_be_elsewhere(quantity: Quantity) -> bool:
    """A level, told exactly, that may stand in another row of the ledger."""
    return quantity.role in _ROLES and quantity.amount.comparison in _EXACT and (
        quantity.unit.dimension not in (Dimension.DATE, Dimension.RANK, Dimension.OTHER))


def _years(reading: Reading, figures: Sequence[Figure]) -> frozenset[int]:
    """The year of most figures that the text tells exactly; else none."""
    values = {(units.kind(q.unit), q.amount.value) for q in reading.quantities if digits(q.amount.value) >= _DIGITS}
    told = [f for f in figures if (units.kind(f.unit), f.amount.value) in values]
    counts = Counter(year for f in told for year in when.of_period(f.period))
    ranked = counts.most_common(2)
    if not ranked or ranked[0][1] < _AGREEING or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return frozenset()
    return frozenset([ranked[0][0]])


def _own(reading: Reading, index: int, rows: Rows, values: dict[int, Decimal], said: Spoken) -> Iterator[Figure]:
    """Rows that the words beside the number are of, while its value is another row's or its neighbour's."""
    quantity, told = reading.quantities[index], set(values.values())
    here = [units.brought(f, quantity.unit) for f in rows.figures]
    if any(f.amount.value == quantity.amount.value and _is_told(reading, index, f, said, rows) for f in here):
        return
    for own in here:
        if own.amount.value in told or not _is_told(reading, index, own, said, rows):
            continue
        for other in here:
            if other.amount.value == quantity.amount.value and _differ(reading, index, own, other, said, rows):
                yield own
        if _is_twin(reading, index, values, own):
            yield own


def _is_told(reading: Reading, index: int, figure: Figure, said: Spoken, rows: Rows) -> bool:
    """Subject, part and year are those that are said beside the number."""
    of = max(spoken(name, said) for name in (figure.indicator, *figure.aliases))
    if of < _NAMED or not _is_of(reading, index, figure, rows):
        return False
    known = when.of_period(figure.period)
    asked = _asked(reading, index) or rows.years or when.of_text(reading.text).own
    return not known or not asked or bool(known & asked)


def _asked(reading: Reading, index: int) -> frozenset[int]:
    quantity = reading.quantities[index]
    at = quantity.sentence.find(quantity.text)
    of_text = when.of_text(reading.text)
    before = quantity.sentence[:max(at, 0)]
    return when.of_quantity(quantity, clause(reading, index), before, of_text)


def _is_of(reading: Reading, index: int, figure: Figure, rows: Rows) -> bool:
    """Its subject or part is named right before the number, or the text is about the subject and no part is asked."""
    lead, tail = _lead(reading, index), _tail(reading, index)
    part = "" if figure.breakdown.casefold() in WHOLE or figure.breakdown.startswith("全") else figure.breakdown
    here = {name for name, words in rows.named.items() if words and all(is_said(word, lead) for word in words)}
    if figure.subject not in here and (here or not whose.of_opening(figure.subject, reading.text)):
        return False
    return not part or (bool(_telling(part)) and all(is_said(word, lead + tail) for word in _telling(part)))


def _differ(reading: Reading, index: int, own: Figure, other: Figure, said: Spoken, rows: Rows) -> bool:
    """The two rows differ in one thing, and it is the own one's that is said."""
    who = (own.subject, own.breakdown) != (other.subject, other.breakdown)
    ours, theirs = when.of_period(own.period), when.of_period(other.period)
    if who:
        if any(char.isdigit() for char in own.breakdown + other.breakdown):
            return False        # "over 500 million": a bound has no words that could be missed
        lead = _lead(reading, index)
        apart, mine = _of_two(rows, other, own), _of_two(rows, own, other)
        named = bool(mine) and all(is_said(word, lead) for word in mine)
        absent = not any(is_said(word, said.sentence + said.lead) for word in apart)
        return bool(apart) and (not ours or not theirs or bool(ours & theirs)) and (
            named if not absent else spoken(own.indicator, said) >= (_NAMED if named else _NAMED_WELL))
    asked = _asked(reading, index) or rows.years or when.of_text(reading.text).own
    quantity = reading.quantities[index]
    compared = _AGAINST.search(_lead(reading, index)) or _AGAINST_BEHIND.match(reading.text[quantity.end:][:40])
    return not compared and bool(ours & asked) and not theirs & asked and (
        spoken(own.indicator, said) >= _NAMED_WELL)


def _of_two(rows: Rows, one: Figure, other: Figure) -> frozenset[str]:
    """The words of one row's subject and part that the other's hasn't."""
    if one.subject != other.subject:
        return rows.named[one.subject]
    return _telling(one.breakdown) - _telling(other.breakdown)


def _is_twin(reading: Reading, index: int, values: dict[int, Decimal], own: Figure) -> bool:
    """Its neighbour has the same number and isn't of the figure whose words stand beside this one."""
    words = _telling(own.breakdown) if own.breakdown.casefold() not in WHOLE else _telling(own.subject)
    if own.breakdown.casefold() in WHOLE and whose.of_opening(own.subject, reading.text):
        return False
    twins = [i for i, value in values.items() if i != index and abs(i - index) < _TWIN and value == values[index]]
    value = values[index]
    enough = digits(value) >= _DIGITS or (digits(value) > 1 and "." in reading.quantities[index].text)
    return bool(words) and enough and any(
        not any(is_said(word, _lead(reading, i)) for word in words) for i in twins) and all(
        is_said(word, _lead(reading, index)) for word in words)


def _lead(reading: Reading, index: int) -> str:
    """The words before it up to the number before; a place in a ranking is no such number."""
    quantity = reading.quantities[index]
    ends = (q.end for q in reversed(reading.quantities[:index]) if not _is_passing(q))
    start = max(quantity.start - _LEAD, next(ends, 0))
    at = reading.text.rfind("\n", 0, quantity.start) + 1
    return reading.text[max(start, at):quantity.start]


def _is_passing(quantity: Quantity) -> bool:
    """A place in a ranking, "of the three lines": no number that the words before it would be of."""
    few = quantity.unit.dimension is Dimension.COUNT and quantity.amount.value < _FEW
    return quantity.unit.dimension is Dimension.RANK or (few and not quantity.text[:1].isdigit())


def _tail(reading: Reading, index: int) -> str:
    quantity = reading.quantities[index]
    following = reading.quantities[index + 1].start if index + 1 < len(reading.quantities) else len(reading.text)
    return reading.text[quantity.end:min(quantity.end + _LEAD, following)].split("\n")[0]


def _telling(name: str) -> frozenset[str]:
    """What sets a name apart: English stems that aren't of every such thing, Chinese as it stands."""
    chinese = characters(name)
    for ending in PLACES:
        chinese = chinese.removesuffix(ending) if len(chinese) > len(ending) + 1 else chinese
    return frozenset(english(name)) - _GENERIC | (frozenset([chinese]) if chinese else frozenset())
