"""How far the words around a number speak of what a figure measures: from 0 (not at all) to 1 (every word)."""

from functools import lru_cache

from msgspec import Struct

from banyan.packs.figures.matching.kin import (
    EMPTY_ZH,
    characters,
    chinese_words,
    english,
    kin_of,
    kinds,
)

IN_SENTENCE, BEFORE = 0.6, 0.35     # of what a word beside the number weighs
SINGLE = 0.4                        # a character alone is a weaker sign than a word


class Spoken(Struct, frozen=True):
    """The words beside a number, those of its sentence, and those that led up to it."""

    beside: str
    sentence: str
    lead: str


@lru_cache(maxsize=65536)
def spoken(name: str, said: Spoken) -> float:
    """`name`: an indicator or a part of a whole, in either language."""
    latin, chinese = english(name), characters(name)
    weights = [(_word(word, said), 1.0) for word in sorted(latin)]
    weights += [(_character(name, at, said), 0.5) for at, c in enumerate(chinese) if c not in EMPTY_ZH]
    whole = sum(weight for _, weight in weights)
    return sum(found * weight for found, weight in weights) / whole if whole else 0.0


def _word(word: str, said: Spoken) -> float:
    for text, weight in ((said.beside, 1.0), (said.sentence, IN_SENTENCE), (said.lead, BEFORE)):
        if word in english(text) or kin_of(word) & kinds(text):
            return weight
    return 0.0


def _character(name: str, at: int, said: Spoken) -> float:
    """A character counts with the word or pair of characters that it stands in, else little."""
    chars = characters(name)
    pairs = [chars[i:i + 2] for i in (at - 1, at) if 0 <= i < len(chars) - 1]
    rows = frozenset(row for start, end, found in chinese_words(name) if start <= at < end for row in found)
    best = 0.0
    for text, weight in ((said.beside, 1.0), (said.sentence, IN_SENTENCE), (said.lead, BEFORE)):
        if any(pair in text for pair in pairs) or rows & kinds(text):
            best = max(best, weight)
        elif chars[at] in text:
            best = max(best, weight * SINGLE)
    return best
