"""A text in paragraphs and sentences, each with its place. Patterns see one sentence, and never a long one."""

import re

from msgspec import Struct

LONGEST = 1500      # code points; a text without any full stop is cut, so that a hostile one stays cheap
_WIDEST = 300       # code points to each side that a clause is looked for
_MARK = re.compile(r"[,，;；()（）]")
_PARAGRAPH = re.compile(r"[^\n\r\f\v\x85\u2028\u2029]+")
# A full stop ends an English sentence before a blank or, where a page lost its breaks, right before a capital.
_STOP = re.compile(r"[。！？!?]+[”」』\"]?|(?<=[^\W\d_]{2})\.\"?(?=[A-Z][a-z])|\.[\"')]{0,2}(?=\s|$)")
_SHORT = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|St|No|Nos|Co|Ltd|Inc|approx|vs|e\.g|i\.e|cf|Fig|Art|Prof|Gen|Jan|Feb|Mar|Apr|Jun|Jul|Aug"
    r"|Sept?"
    r"|Oct|Nov|Dec|sq|bn|mn|[A-Z]|U\.S|U\.K|a\.m|p\.m))$"
)


class Sentence(Struct, frozen=True):
    """`start`, `end`: code points into the text. `paragraph` counts lines that hold something."""

    start: int
    end: int
    paragraph: int
    language: str = "en"
    heading: bool = False       # a line without a stop: a title or an entry of a list


def sentences(plain: str) -> list[Sentence]:
    """The sentences of a plain text, in order; all that is no blank is in one of them."""
    found = []
    for number, line in enumerate(m for m in _PARAGRAPH.finditer(plain) if m.group().strip()):
        stops = [m for m in _STOP.finditer(plain, line.start(), line.end()) if not _is_short(plain, m)]
        heading = not stops and line.end() - line.start() < 160
        start = line.start()
        for end in [*(m.end() for m in stops), line.end()]:
            for piece_start, piece_end in _cut(plain, start, end):
                found.append(Sentence(piece_start, piece_end, number, heading=heading))
            start = end
    return found


def _is_short(plain: str, stop: re.Match[str]) -> bool:
    if stop.group()[0] != ".":
        return False
    word = _SHORT.search(plain, max(0, stop.start() - 8), stop.start())
    following = plain[stop.end():stop.end() + 2].strip()
    # "for $12 bn. In 2021 ..." ends there; "approx. 12" doesn't
    return word is not None and not (word.group() in ("bn", "mn", "Inc", "Ltd") and following[:1].isupper())


def _cut(plain: str, start: int, end: int) -> list[tuple[int, int]]:
    """Pieces of at most LONGEST, cut at a blank or comma where there is one."""
    pieces = []
    while end - start > LONGEST:
        cut = max(plain.rfind(mark, start + LONGEST // 2, start + LONGEST) for mark in " ,，、")
        cut = cut + 1 if cut > 0 else start + LONGEST
        pieces.append((start, cut))
        start = cut
    if plain[start:end].strip():
        pieces.append((start, end))
    return pieces



def clause(plain: str, sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """The stretch between two commas, semicolons or brackets in which `start` to `end` stands."""
    low, high = sentence.start, sentence.end
    before = [m for m in _MARK.finditer(plain, max(low, start - _WIDEST), start) if not _inside_number(plain,
        m.start())]
    after = next((m for m in _MARK.finditer(plain, end, high) if not _inside_number(plain, m.start())), None)
    return before[-1].end() if before else max(low, start - _WIDEST), after.start() if after else min(high,
        end + _WIDEST)


def _inside_number(plain: str, at: int) -> bool:
    return plain[at] == "," and plain[at - 1:at].isdigit() and plain[at + 1:at + 2].isdigit()
