"""Is it the subject of a figure that a text, and a sentence of it, speaks of?"""

import re
from functools import lru_cache

from banyan.packs.figures.matching.kin import EMPTY_ZH, characters, english, kin_of, kinds
from banyan.packs.figures.matching.names import place

OPENING = 240       # characters in which a text says whom it is about
ENOUGH = 0.6        # of a Chinese name's pairs of characters: 第三届智造博览会 in 第三届渡川国际智造博览会
_EDITION_ZH = re.compile(r"第([一二三四五六七八九十\d]{1,3})届")
_EDITION_EN = re.compile(r"\b(\d{1,3})(?:st|nd|rd|th)\b")
_FIRST = re.compile(r"(?:。|[.!?] ?)[”\"]?\n")
_NUMERALS = "零一二三四五六七八九十"


@lru_cache(maxsize=4096)
def of_opening(subject: str, text: str) -> bool:
    """Every word of it stands in the opening, or all but what kind of a thing it is."""
    return _missing(subject, opening(text)) <= 0


@lru_cache(maxsize=64)
def opening(text: str) -> str:
    """Title, dateline and the first paragraph."""
    first = _FIRST.search(text, 0, OPENING)
    return text[:first.end()] if first else text[:OPENING]


@lru_cache(maxsize=4096)
def spoken_of(subject: str, text: str) -> bool:
    """Does the text speak of it at all? Of an edition it speaks too when it speaks of the next one."""
    if _missing(subject, text) <= 0:
        return True
    following = _following(subject)
    return bool(following) and following != subject and _missing(following, opening(text)) <= 0


def in_sentence(subject: str, text: str, sentence: str, lead: str) -> float:
    """How surely a sentence is about it: 1 where the sentence names it, less where only the text does, 0 where not."""
    name = subject if _missing(subject, text) <= 0 else _following(subject)
    if _missing(name, sentence) <= 0:
        return 1.0
    if of_opening(name, text):
        return 0.9
    own = _own(name, opening(text))
    if own and all(_has(word, sentence) for word in own):
        return 0.9
    return 0.6 if own and all(_has(word, lead) for word in own) else 0.0


@lru_cache(maxsize=4096)
def _missing(subject: str, text: str) -> float:
    """0 or less where enough of the name is there."""
    latin, chinese = english(subject), characters(place(subject))
    if latin and not all(_has(word, text) for word in latin):
        return 1.0
    edition = _EDITION_ZH.search(subject) or _EDITION_EN.search(subject)
    if edition and edition.group() not in text:
        return 1.0
    pairs = [chinese[i:i + 2] for i in range(len(chinese) - 1)] or ([chinese] if chinese else [])
    if not pairs:
        return 0.0 if latin else 1.0
    found = sum(pair in text for pair in pairs) / len(pairs)
    return 0.0 if found >= (ENOUGH if len(pairs) > 3 else 1.0) else 1.0


def _own(subject: str, first: str) -> list[str]:
    """What sets the subject apart from what the opening names: "museum" in a city's text."""
    latin = [word for word in sorted(english(subject)) if not _has(word, first)]
    chinese = characters(place(subject))
    if not _missing_pairs(chinese, first):
        return latin
    return [*latin, *_missing_pairs(chinese, first)]


def _missing_pairs(chinese: str, first: str) -> list[str]:
    return [chinese[i:i + 2] for i in range(len(chinese) - 1)
            if chinese[i:i + 2] not in first and not EMPTY_ZH.intersection(chinese[i:i + 2])]


def _has(word: str, text: str) -> bool:
    """An English stem, or a kin of it; Chinese characters as they are."""
    if not word.isascii():
        return word in text
    return word in english(text) or bool(kin_of(word) & kinds(text))


def _following(subject: str) -> str:
    """The next edition of an event: 第二届 → 第三届, 13th → 14th; "" where the subject is no edition."""
    if found := _EDITION_ZH.search(subject):
        said = found.group(1)
        value = int(said) if said.isdigit() else _NUMERALS.find(said)
        if said.isdigit():
            return subject.replace(found.group(), f"第{value + 1}届")
        return subject.replace(found.group(), f"第{_NUMERALS[value + 1]}届") if 0 < value < len(_NUMERALS) - 1 else ""
    if found := _EDITION_EN.search(subject):
        value = int(found.group(1)) + 1
        ending = {1: "st", 2: "nd", 3: "rd"}.get(value % 10 if value not in (11, 12, 13) else 0, "th")
        return subject.replace(found.group(), f"{value}{ending}")
    return ""
