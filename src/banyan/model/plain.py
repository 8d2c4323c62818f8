"""One way to write a text: full-width signs become ordinary ones, spaces inside Chinese go, brackets are one kind."""

import re
import unicodedata
from functools import lru_cache

_SPACES = re.compile(r"[\s\u200b\ufeff\u00a0\u3000]+")
_CHINESE = r"[\u3400-\u9fff]"
_INSIDE = re.compile(rf"(?<={_CHINESE}) (?={_CHINESE})")
_SIGNS = re.compile(r"[\s\W_]+")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－", "-") | dict.fromkeys("～〜∼", "~"))


@lru_cache(maxsize=16384)
def plain(text: str) -> str:
    """As a person would type it: "（人民币）　１２．５" → "(人民币) 12.5"."""
    if text.isalnum() and unicodedata.is_normalized("NFKC", text):
        return text                          # most cells: signs and spaces alone are what there is to mend
    narrow = unicodedata.normalize("NFKC", text).translate(_DASHES)
    spaced = _SPACES.sub(" ", narrow).strip()
    while (closed := _INSIDE.sub("", spaced)) != spaced:
        spaced = closed
    return spaced


@lru_cache(maxsize=16384)
def tidy(text: str) -> str:
    """As it is written, without spaces that mean nothing: names keep their brackets and digits as they are."""
    if text.isalnum():
        return text
    spaced = _SPACES.sub(" ", text).strip()
    while (closed := _INSIDE.sub("", spaced)) != spaced:
        spaced = closed
    return spaced


@lru_cache(maxsize=16384)
def key(text: str) -> str:
    """For comparing words: small letters and digits alone, without spaces and signs."""
    low = plain(text).casefold()
    return low if low.isalnum() else _SIGNS.sub("", low)
