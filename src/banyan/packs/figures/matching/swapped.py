"""Two numbers that stand in each other's place: each is in the ledger, in the row that the words beside the other name.

室内1.6万平方米、室外5.2万平方米, and the ledger has them the other way round; "rose from 4.7 to 5.1", and it fell. Each
of the two fits a row exactly, so it is taken for it: only both together tell. One alone tells where all words that set
another row apart stand beside it, none of its own row's do, and nothing tells that other row.
"""

import re
from collections.abc import Mapping, Sequence

from banyan.measure.figures.claims import Match
from banyan.model.figure import Figure, Quantity, Reading
from banyan.packs.figures.matching import units
from banyan.packs.figures.matching.kin import characters, english, is_said
from banyan.packs.figures.matching.misplaced import may_be_elsewhere
from banyan.packs.figures.matching.numerals import digits

_BESIDE = 3             # numbers, within which the other one stands
_LEAD = 48
_CLAUSE = 24            # characters on either side, in which a word is said of the number
_MOST = 20_000          # pairs of a number and a row that are compared
_SHORT = 2              # characters that a Chinese word has at least
_FROM = re.compile(r"[由从](?:(?:上年|去年|上期|上月)(?:末|同期)?的?)?$|\bfrom (?:about )?[$¥€£]?$", re.IGNORECASE)
_TO = re.compile(r"^[^，。；,;.\d]{0,8}(?:到|至|为)了?$|^(?: [a-z]{2,9})? to (?:about )?[$¥€£]?$", re.IGNORECASE)
Words = frozenset[str]


def swapped(reading: Reading, figures: Sequence[Figure]) -> dict[int, Match]:
    """Of both numbers of each such pair the figure that should stand there."""
    of_kind: dict[object, list[Figure]] = {}
    for figure in figures:
        of_kind.setdefault(units.kind(figure.unit), []).append(figure)
    rows = _rows(reading, of_kind)
    found: dict[int, Match] = {}
    for one in rows:
        for other in range(one + 1, one + 1 + _BESIDE):
            if other not in rows or reading.quantities[other].sentence != reading.quantities[one].sentence:
                continue
            mine, theirs = rows[one], rows[other]
            if _named_otherwise(reading, one, other, mine, theirs) or _backwards(reading, one, other, mine, theirs):
                for index, row in ((one, theirs), (other, mine)):
                    found[index] = Match(units.brought(row, reading.quantities[index].unit), True, True)
    values = {(units.kind(q.unit), q.amount.value) for q in reading.quantities}
    for index, mine in rows.items():
        unit = reading.quantities[index].unit
        meant = [f for f in of_kind[units.kind(unit)] if index not in found and _is_meant(reading, index, mine, f) and (
            (units.kind(unit), units.brought(f, unit).amount.value) not in values)]
        if len(meant) == 1:
            found[index] = Match(units.brought(meant[0], unit), True, True)
    return found


def _is_meant(reading: Reading, index: int, mine: Figure, other: Figure) -> bool:
    """Another indicator of one kind: all its own words stand beside the number, and none of its row's in the sentence.
    """
    a, b = _called(mine), _called(other)
    if other.period.label != mine.period.label or a == b:
        return False
    quantity = reading.quantities[index]
    theirs, ours = _apart(b, a), _apart(a, b)
    common = english(a) & english(b) or (characters(a) and len(_common_end(a, b)) >= _SHORT)
    beside = _lead(reading, index)[-_CLAUSE:] + reading.text[quantity.start:quantity.end + _CLAUSE].split(".")[0]
    return bool(theirs and ours and common) and _said(theirs, beside) and not _any(ours, quantity.sentence)


def _called(figure: Figure) -> str:
    return f"{figure.breakdown} {figure.indicator}"


def _common_end(a: str, b: str) -> str:
    size = next((n for n, (x, y) in enumerate(zip(reversed(a), reversed(b), strict=False)) if x != y), 0)
    return a[len(a) - size:]


def _rows(reading: Reading, of_kind: Mapping[object, Sequence[Figure]]) -> dict[int, Figure]:
    """Of each number the only row that has its value."""
    found, compared = dict[int, Figure](), 0
    for index, quantity in enumerate(reading.quantities):
        likely = of_kind.get(units.kind(quantity.unit), []) if _may(quantity) else []
        compared += len(likely)
        if compared > _MOST:
            break
        same = [f for f in likely if units.brought(f, quantity.unit).amount.value == quantity.amount.value]
        if len(same) == 1:
            found[index] = same[0]
    return found


def _may(quantity: Quantity) -> bool:
    return may_be_elsewhere(quantity) and digits(quantity.amount.value) > 1


def _named_otherwise(reading: Reading, one: int, other: int, mine: Figure, theirs: Figure) -> bool:
    """Rows of one time; what sets each apart stands before the other's number, and not before its own."""
    if mine.period.label != theirs.period.label or units.kind(mine.unit) != units.kind(theirs.unit):
        return False
    here, there = _apart(_name(mine), _name(theirs)), _apart(_name(theirs), _name(mine))
    first, second = _lead(reading, one), _lead(reading, other)
    return bool(here and there) and _said(there, first) and _said(here, second) and not (
        _any(here, first) or _any(there, second))


def _backwards(reading: Reading, one: int, other: int, mine: Figure, theirs: Figure) -> bool:
    """From the later row's number to the earlier row's, of one thing."""
    begun, ended = mine.period.start, theirs.period.start
    later = begun > ended if begun and ended else (
        len(mine.period.label) == len(theirs.period.label) and mine.period.label > theirs.period.label)
    return later and other == one + 1 and _name(mine) == _name(theirs) and mine.geography == theirs.geography and bool(
        _FROM.search(_lead(reading, one)) and _TO.search(_lead(reading, other)))


def _name(figure: Figure) -> str:
    return f"{figure.subject} {figure.breakdown} {figure.indicator}"


def _apart(name: str, other: str) -> Words:
    """What one name says and the other doesn't: English stems; Chinese without what both begin and end with."""
    if not characters(name):
        return frozenset(english(name) - english(other))
    begin = next((n for n, (a, b) in enumerate(zip(name, other, strict=False)) if a != b), min(len(name), len(other)))
    end = next((n for n, (a, b) in enumerate(zip(reversed(name), reversed(other), strict=False)) if a != b), 0)
    until = len(name) - min(end, len(name) - begin)
    word = name[begin:until].strip()
    if len(word) < _SHORT:       # 室内 beside 室外: with what stands before it; 东河 beside 西河: or behind
        word = name[begin - 1:until] if begin and name[begin - 1] != " " else name[begin:until + 1]
    return frozenset([word]) if len(word) >= _SHORT and " " not in word else frozenset()


def _said(words: Words, text: str) -> bool:
    return all(is_said(word, text) for word in words)


def _any(words: Words, text: str) -> bool:
    return any(is_said(word, text) for word in words)


def _lead(reading: Reading, index: int) -> str:
    """Up to the number before it, in its line."""
    start = reading.quantities[index].start
    before = reading.quantities[index - 1].end if index else 0
    return reading.text[max(before, start - _LEAD, reading.text.rfind("\n", 0, start) + 1):start]

