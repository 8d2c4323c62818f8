"""Words that are said of one kind of thing, in both languages. Looser than a synonym: they only say where to look.

A row is no claim that its words mean the same (a visit is no visitor); a number must agree with the ledger's figure, or
miss it by a slip of the pen, before such a likeness counts for anything. The rows are in kin.csv, a kind of thing each.
"""

import csv
import re
from functools import cache, lru_cache
from importlib import resources

_EN = re.compile(r"[A-Za-z]+(?:2\.5|10)?")
_CJK = re.compile(r"[\u3400-\u9fff]+")
# Said of everything that is counted: no likeness.
EMPTY = frozenset([
    "the", "a", "an", "of", "in", "on", "at", "to", "for", "from", "by", "with", "and", "or", "as", "per", "its",
    "their", "number", "total", "count", "amount", "value", "volume", "level", "rate", "share", "all", "other",
    "was", "were", "is", "are", "be", "been", "has", "have", "had", "this", "that", "which", "who", "it", "they",
    "than", "more", "less", "over", "about", "year", "years", "month", "day", "million", "billion", "thousand",
    "percent", "overall", "whole", "figure", "incl", "including", "not", "no", "city", "town", "county", "district",
    "municipal", "local", "public", "annual", "during", "after", "before", "end", "people's", "new",
])
EMPTY_ZH = frozenset("的数量额总率度个和与及在了为是有中上下年月日市区县省全本")


_ENDINGS = ("ations", "ation", "ees", "ee", "ings", "ing", "ors", "ers", "ies", "ied", "ed", "es", "or", "er", "s", "y",
            "e")


def stem(word: str) -> str:
    """"visits", "visited" and "visiting" begin alike; a crude cut is enough to find them again."""
    word = word.lower()
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > (3 if ending == "y" else 2):
            return word[:-len(ending)]
    return word


@cache
def _tables() -> tuple[dict[str, frozenset[int]], dict[str, frozenset[int]]]:
    english: dict[str, set[int]] = {}
    chinese: dict[str, set[int]] = {}
    text = resources.files(__package__).joinpath("kin.csv").read_text(encoding="utf-8")
    for number, row in enumerate(csv.DictReader(text.splitlines())):
        for word in row["en"].split():
            english.setdefault(stem(word), set()).add(number)
        for word in row["zh"].split():          # PM2.5 among them: it is found as it is written
            chinese.setdefault(word, set()).add(number)
    return ({word: frozenset(rows) for word, rows in english.items()},
            {word: frozenset(rows) for word, rows in chinese.items()})


@cache
def _chinese() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _tables()[1]), key=len, reverse=True)))


def kin_of(word: str) -> frozenset[int]:
    """Rows in which an English stem stands."""
    return _tables()[0].get(word, frozenset())


@lru_cache(maxsize=4096)
def english(text: str) -> frozenset[str]:
    """Stems of the telling English words."""
    return frozenset(stem(word) for word in _EN.findall(text) if word.lower() not in EMPTY)


@lru_cache(maxsize=4096)
def kinds(text: str) -> frozenset[int]:
    """Rows of the table that a text's words, in either language, belong to."""
    table = _tables()[1]
    found = {row for stemmed in english(text) for row in kin_of(stemmed)}
    return frozenset(found | {row for word in _chinese().findall(text) for row in table[word]})


@lru_cache(maxsize=4096)
def characters(text: str) -> str:
    """The Chinese characters of a text in a row."""
    return "".join(_CJK.findall(text))


@lru_cache(maxsize=4096)
def chinese_words(text: str) -> tuple[tuple[int, int, frozenset[int]], ...]:
    """(start, end, rows) of the table's words in the Chinese characters of a name."""
    table = _tables()[1]
    return tuple((m.start(), m.end(), table[m.group()]) for m in _chinese().finditer(characters(text)))


def is_said(word: str, text: str) -> bool:
    """An English stem among the text's, or Chinese as it stands."""
    return word in english(text) if word.isascii() else word in text
