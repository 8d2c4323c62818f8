"""One number for two things that differ in the ledger: 早高峰26.8公里，晚高峰同为26.8公里; "A and B: 36,000 each".

The number is right for one of the two rows, which is how it got into the other's place. The words that set the two
rows apart tell which is which: each beside its own number, or both before a number that is said to be of both.
"""

import re
from collections.abc import Iterator, Sequence

from banyan.measure.figures.claims import Match
from banyan.model.figure import Dimension, Figure, Quantity, Reading
from banyan.packs.figures.matching import units
from banyan.packs.figures.matching.kin import characters, english
from banyan.packs.figures.matching.numerals import digits, is_same, written
from banyan.packs.figures.relations import cues

_BESIDE = 7             # numbers, within which it stands again
_WRITTEN = 3            # figures that a number is written with, so that it is hardly there twice by chance
_LEAD = 160             # characters before it, in its sentence, that tell whose it is
_MOST = 2_000           # pairs of two rows that are weighed for the numbers of a text
_BOTH = re.compile(
    rf"(?:{cues.OF_ALL_ZH}|同样|两者|二者)[^，。；\d]{{0,4}}$|各(?:自|有|为|达)?$"
    r"|\b(?:each|both)(?: [a-z]+){1,5} $", re.IGNORECASE)
_TOO = re.compile(r"同样|同为|也[是为有达]?[^，。；]{0,4}$|\b(?:also|too|likewise|as well|the same)\b", re.IGNORECASE)
_JOINED = re.compile(r"[、和与及]|\band\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d")
_BOTH_BEHIND = re.compile(r"^(?: [a-z]+){0,3} each\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[；;。\n]|\.\s")
_WORD = re.compile(r"[A-Za-z'-]+")


def doubled(reading: Reading, figures: Sequence[Figure]) -> dict[int, Match]:
    """Of each number that stands in another row's place the row."""
    of_kind: dict[object, list[Figure]] = {}
    for figure in figures:
        of_kind.setdefault(units.kind(figure.unit), []).append(figure)
    found: dict[int, Match] = {}
    compared = 0
    for index, quantity in enumerate(reading.quantities):
        rows = of_kind.get(units.kind(quantity.unit), []) if _may(quantity) else []
        for mine, other in _pairs(quantity, rows):
            compared += 1
            if compared > _MOST:
                return found
            if _is_of_both(reading, index, mine, other):
                found[index] = Match(units.brought(other, quantity.unit), True, True)
            elif (twin := _twin(reading, index, mine, other)) is not None:
                found[twin] = Match(units.brought(other, reading.quantities[twin].unit), True, True)
    return found


def _may(quantity: Quantity) -> bool:
    if quantity.unit.dimension in (Dimension.DATE, Dimension.RANK, Dimension.OTHER):
        return False
    return written(quantity) > 1


def _is_telling(quantity: Quantity) -> bool:
    """Of fewer digits two numbers are soon the same by chance, unless the words say that they are."""
    return digits(quantity.amount.value) > 1 and written(quantity) >= _WRITTEN


def _pairs(quantity: Quantity, rows: Sequence[Figure]) -> Iterator[tuple[Figure, Figure]]:
    """The row that the number is, and another of its time that it isn't: of its indicator, or of its subject."""
    values = {f.id: units.brought(f, quantity.unit).amount.value for f in rows}
    for mine in (f for f in rows if values[f.id] == quantity.amount.value):
        for other in rows:
            if values[other.id] != quantity.amount.value and other.period.label == mine.period.label and (
                    (other.indicator == mine.indicator) is not (other.subject == mine.subject)):
                yield mine, other


def _twin(reading: Reading, index: int, mine: Figure, other: Figure) -> int | None:
    """The same number near by that the words give to the other, while they give this one to its own row."""
    quantity = reading.quantities[index]
    ours, theirs = _told_apart(mine, other)
    for near in range(max(0, index - _BESIDE), min(index + _BESIDE + 1, len(reading.quantities))):
        twin = reading.quantities[near]
        if near == index or not is_same(twin, quantity) or not (
                _is_telling(quantity) or _TOO.search(_lead(reading, near))):
            continue
        here, there = _lead(reading, index), _lead(reading, near)
        if _place(ours, here) > _place(theirs, here) and _place(theirs, there) > _place(ours, there):
            return near
    return None


def _is_of_both(reading: Reading, index: int, mine: Figure, other: Figure) -> bool:
    quantity = reading.quantities[index]
    lead = _lead(reading, index)
    both = _BOTH.search(lead) or _BOTH_BEHIND.match(reading.text[quantity.end:quantity.end + 40])
    places = [_place(words, lead) for words in _told_apart(mine, other)]
    if not both or min(places) < 0:
        return False
    return bool(_JOINED.search(lead[min(places):max(places)])) and not _NUMBER.search(lead[min(places):])


def _lead(reading: Reading, index: int) -> str:
    """Up to the number, in its part of the sentence."""
    start = reading.quantities[index].start
    return _CLAUSE.split(reading.text[max(start - _LEAD, 0):start])[-1]


def _told_apart(mine: Figure, other: Figure) -> tuple[frozenset[str], frozenset[str]]:
    """The words of each row that the other hasn't: of their subjects, or of the indicators of one subject."""
    a, b = (mine.subject, other.subject) if mine.subject != other.subject else (mine.indicator, other.indicator)
    return _apart(a, b), _apart(b, a)


def _apart(name: str, other: str) -> frozenset[str]:
    """What only the one says, of which any word tells it: English stems; Chinese the part that differs, and what it
    begins or ends with where it is a single character.
    """
    if not characters(name):
        return frozenset(english(name) - english(other))
    begin = next((n for n, (a, b) in enumerate(zip(name, other, strict=False)) if a != b), min(len(name), len(other)))
    end = next((n for n, (a, b) in enumerate(zip(reversed(name), reversed(other), strict=False)) if a != b), 0)
    until = len(name) - min(end, len(name) - begin)
    word = name[begin:until]
    if len(word) > 1:
        return frozenset([word])
    return frozenset(w for w in (name[max(0, begin - 1):until], name[begin:until + 1]) if len(w) > 1)


def _place(words: frozenset[str], text: str) -> int:
    """Where the name is last said in the text, -1 where it isn't: any word of a Chinese one, most of an English one."""
    places = [_last(word, text) for word in words]
    told = [place for place in places if place >= 0]
    enough = bool(told) if any(characters(word) for word in words) else 2 * len(told) >= len(places) > 0
    return max(told) if enough and told else -1


def _last(word: str, text: str) -> int:
    if not word.isascii():
        return text.rfind(word)
    return max((m.start() for m in _WORD.finditer(text) if word in english(m.group())), default=-1)
