"""Which number a list's words name again: "of these admitted firms"."""

import re

from banyan.packs.figures.page import Page
from banyan.packs.figures.ties.items import Item

_THESE = re.compile(r"\bof (?:these|those|the) ([a-z-]{5,24})(?: [a-z-]{2,20}){1,2},? ?$", re.IGNORECASE)


def restated_by(page: Page, part: Item, whole: int) -> str:
    """"310 were admitted. Of these admitted firms, ...": the words say which number is meant, by what is said of it."""
    said = _THESE.search(part.label)
    if said is None or whole >= part.first():
        return ""
    word = said.group(1).lower()
    others = any(said_of(page, part, i) for i in range(max(0, whole - 6), whole))
    told_last = word.endswith(("ed", "ing")) and not others     # a participle: what was just told
    return word if told_last or said_of(page, part, whole) else ""


def said_of(page: Page, part: Item, whole: int) -> bool:
    """Does the word by which the part names its whole stand beside that number, before the next one?"""
    said = _THESE.search(part.label)
    stop = min(page.mentions[whole + 1].left, part.start - len(part.label) + said.start()) if said else 0
    return said is not None and said.group(1).lower()[:6] in page.plain[page.mentions[whole].left:stop].lower()
