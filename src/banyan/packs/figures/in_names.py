"""Digits that belong to a name and count nothing: A320, Hall 6, COVID-19, the number of a list's entry."""

import re

from banyan.packs.figures import units
from banyan.packs.figures.split import Sentence

_NAME_BEFORE = re.compile(r"(?<![.!?\"] )(?<!^)\b[A-Z][A-Za-z]+(?:-|  ?)$")
# "They read (metres): Shifang 27.86, Lower Bridge 28.12, Maoping 26.94": a row of names with a number each.
_ENTRY = r"(?:(?-i:[A-Z])[\w'-]{1,20} ){1,3}\d[\d,]{0,9}(?:\.\d{1,4})?"
_ROW = re.compile(rf"[:：] ?(?:{_ENTRY}(?:, and |, | and |; )){{2,30}}{_ENTRY}(?![\d%])")
_LAST_WORD = re.compile(r"(\w+) \d")
_NAMELESS = frozenset(
    [
        "The", "In", "Of", "Over", "With", "About", "Some", "Nearly", "Around", "All", "Total", "Among", "These",
        "Those", "Its", "A", "By", "From", "To", "And", "Or", "Only", "Up", "At", "Another", "More", "Than", "Almost",
        "Roughly", "Approximately", "Including", "Also", "Exactly", "Just", "Has", "Have", "Had", "Is", "Are", "Was",
        "Were", "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "RMB", "USD", "CNY",
        "EUR", "HKD", "Yuan", "Altogether", "Signed", "Totalling", "Totaling", "Reached", "Least", "Below", "Above",
        "Under", "Exceeding", "Number", "For", "On", "Remaining", "Other", "Rose", "Grew", "Attracts", "Attract",
        "Attracted", "Sees", "Tops", "Hits", "Brings", "Signs", "Opens", "Adds", "Draws", "Approves", "Completes",
        "Launches", "Lands", "Secures", "Seals", "Inks", "Gets", "Wins", "Plans", "Builds", "Lists", "As", "Covers",
        "Employs", "Serves", "Hosts", "Exceeds", "Passes", "Through", "Between", "Within", "Last", "Past", "Against",
        "Another", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December", "Creates", "Create", "Boasts", "Smash", "Worth", "Across", "Since", "Until", "Before",
        "After",
        "During", "Then", "Now", "Thus", "While", "When", "Where", "Which", "Of",
    ]
)  # fmt: skip
_OFTEN = 2          # times that a text names its own place or subject
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b(?! (?:anniversary|birthday)\b)")      # of an anniversary it is its years


def is_name(plain: str, sentence: Sentence, start: int, end: int) -> bool:
    """Digits that belong to a word: A320, COVID-19, SCE2021, Hall 6, 3/4, a row of pages, a list's number."""
    low = sentence.start
    before = plain[max(low, start - 1):start]
    if before and ((before.isascii() and (before.isalpha() or before in "_#@&")) or before in "第/"):
        rand = before == "R" and not units.SCALE.at(plain, end)     # R12 is a road, R12 million an amount
        return rand or not units.CURRENCY_BEFORE.before(plain, start, low)
    if before in (".", "-") and re.search(r"[A-Za-z\d][.-]$", plain[max(0, start - 2):start]):
        return True
    if _ORDINAL.match(plain, end):
        return True
    if re.match(r"[.、)）]\s", plain[end:end + 2]) and not plain[low:start].strip(" (（\t") and end - start < 3:
        return True     # the number of a list's entry
    name = _NAME_BEFORE.search(plain, max(low, start - 24), start)
    word = name.group().rstrip(" -") if name else ""
    if not name or word in _NAMELESS or (word.upper() == word and len(word) > 5) or plain[low:start].strip() == word:
        return False
    if _in_row(plain, sentence, start) or units.CURRENCY_BEFORE.before(plain, start, low):
        return False
    return not (units.SCALE.at(plain, end) or units.UNIT.at(plain, end) or "," in plain[start:end]
                or (re.match(r" [a-z]", plain[end:end + 2]) and len(word) > 3
                    and (end - start < 3 or plain.count(word) > _OFTEN) and _plural_follows(plain, end)))


def _in_row(plain: str, sentence: Sentence, start: int) -> bool:
    """Of numbers that stand behind names of their own, behind a colon: no "Hall 1, Hall 2 and Hall 3"."""
    for row in _ROW.finditer(plain, sentence.start, sentence.end):
        if row.start() < start < row.end():
            names = _LAST_WORD.findall(row[0])
            return len(names) == len(set(names))
    return False


def _plural_follows(plain: str, end: int) -> bool:
    return bool(re.match(r" (?:[a-z-]+ ){0,3}[a-z]{3,}s\b", plain[end:end + 48]))
