"""Names compared as people would: case, width, word order, plural, "'s", "province" and generic words set aside."""

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.fuzz import token_sort_ratio

from banyan.packs.figures.matching.synonyms import GENERIC, GENERIC_ZH, PLACES, SYNONYMS

NEAR = 88.0        # of 100; a spelling mistake in a name of ten letters leaves 90
_WORD = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """"The City of Nanzhou's" → "the city of nanzhou"."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(_WORD.findall(re.sub(r"['’]s\b", "", folded)))


@lru_cache(maxsize=4096)
def words(text: str) -> frozenset[str]:
    """What sets a name apart: its words in the singular, without the generic ones."""
    named = frozenset(_single(word) for word in plain(text).split())
    return named - GENERIC or named


def _single(word: str) -> str:
    if not word.isascii():
        for generic in GENERIC_ZH:
            word = word.replace(generic, "") or word
        return word
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


@lru_cache(maxsize=4096)
def meaning(text: str) -> frozenset[str]:
    """The words of the synonym's own name where the text is one, else the text's."""
    return _MEANINGS.get(plain(text)) or _MEANINGS_OF_WORDS.get(words(text)) or words(text)


@lru_cache(maxsize=4096)
def place(text: str) -> str:
    """A place's name without "province": "Nanzhou Province" and "南州省" are "nanzhou" and "南州"."""
    name = plain(text)
    for ending in PLACES:
        short = name.removesuffix(ending).strip()
        if short != name and len(short) > 1:
            return short
    return name


@lru_cache(maxsize=65536)
def same(a: str, b: str) -> bool:
    """Surely the same name."""
    return bool(a and b) and (place(a) == place(b) or meaning(a) == meaning(b))


@lru_cache(maxsize=65536)
def near(a: str, b: str) -> bool:
    """Likely the same: but for a letter, or one has every word of the other."""
    if not a or not b:
        return False
    first, second = meaning(a), meaning(b)
    return same(a, b) or first <= second or second <= first or token_sort_ratio(plain(a), plain(b)) >= NEAR


def is_statistic(text: str) -> bool:
    """Is it one of the indicators that the table knows, rather than any word for what is counted?"""
    return plain(text) in _MEANINGS or words(text) in _MEANINGS_OF_WORDS


@lru_cache(maxsize=4096)
def others(name: str) -> tuple[str, ...]:
    """Its other names of two telling words, or of three Chinese characters: a single word is said of many things."""
    wanted = meaning(name)
    return tuple(word for row in SYNONYMS if words(row[0]) == wanted for word in row
                 if len(words(word)) > 1 or (not word.isascii() and len(word) > 2))


@lru_cache(maxsize=65536)
def spoken_of(name: str, text: str) -> bool:
    """Does every word of the name stand in the text, in whatever form?"""
    wanted, (said, have) = words(place(name)), _said(text)
    return bool(wanted) and all(
        _stem(word) in have or (not word.isascii() and _in_order(word, said)) for word in wanted
    )


@lru_cache(maxsize=4096)
def _said(text: str) -> tuple[str, frozenset[str]]:
    """(all letters in a row, the stems of all words)."""
    found = plain(text).split()
    return "".join(found), frozenset(_stem(word) for word in (*words(text), *found))


def _stem(word: str) -> str:
    """"renovation" and "renovated" begin alike."""
    return word[:5] if word.isascii() and len(word) > 6 else word


def _in_order(word: str, said: str) -> bool:
    """A Chinese name is spoken of when its pairs of characters are: 货物吞吐量 in 完成货物吞吐总量."""
    if word in said:
        return True
    pairs = [word[i:i + 2] for i in range(len(word) - 1)]
    return len(pairs) > 2 and sum(pair in said for pair in pairs) >= len(pairs) - 1


_MEANINGS = {plain(word): words(row[0]) for row in SYNONYMS for word in row}
_MEANINGS_OF_WORDS = {words(word): words(row[0]) for row in SYNONYMS for word in row}
