"""Places in a ranking: "28th in the world", 全国第4位, "among the top three"."""

import re
from decimal import Decimal

from banyan.model.figure import Comparison, Dimension, Role
from banyan.packs.figures.amounts import Scan
from banyan.packs.figures.digits import from_en, from_zh
from banyan.packs.figures.en import ranks as en
from banyan.packs.figures.mention import Mention
from banyan.packs.figures.pattern import Table
from banyan.packs.figures.zh import ranks as zh

RANKS = Table(*en.RANKS.patterns, *zh.RANKS.patterns)
_ORDINALS = {w: n for n, w in enumerate(
    [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
        "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
        "nineteenth", "twentieth",
    ], start=1)}  # fmt: skip
_PLACE = re.compile(
    r"(?:\d{1,4}(?:st|nd|rd|th)?\b|\d{1,4}|\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
    r"|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|one"
    r"|two"
    r"|three|four|five|six|seven|eight|nine|ten|twenty)\b|(?<=第)[一二三四五六七八九十百]{1,4}"
    r"|(?<=前)[一二三四五六七八九十百]{1,4}"
    r"|首位|榜首|头名)", re.IGNORECASE,
)  # fmt: skip
# A place that lost its words: "ranks first in the capital. 4; digital ..."
_BARE = re.compile(r"(?<=[:;,] )(\d{1,4})(?:st|nd|rd|th)(?=[.;,)]|$)")
_LOST = re.compile(r"^\s*(\d{1,3})(?=\s*[;；,，.。])")


def scan(work: Scan) -> list[Mention]:
    """All places in rankings of the sentence, in order."""
    found = []
    for hit in RANKS.find(work.plain, work.sentence.start, work.sentence.end):
        places = list(_PLACE.finditer(work.plain, hit.start, hit.end))
        if not places or not all(work.free[places[-1].start():hit.end]):
            continue        # "由上年的第12位": a period may stand among the words before the place
        place = places[-1]
        value = _value(place.group().lower())
        if value:
            mention = _mention(work, place.start(), place.end(), value)
            mention.left, mention.right = hit.start, hit.end
            mention.comparison = Comparison(hit.meaning)
            found.append(mention)
    return [*found, *_ordinals(work, found)]


def _ordinals(work: Scan, found: list[Mention]) -> list[Mention]:
    """A bare ordinal that ends its clause after a ranking: "ranks first in the province: 3rd."."""
    if not found:
        return []
    return [
        _mention(work, m.start(), m.end(), int(m.group(1)))
        for m in _BARE.finditer(work.plain, found[0].end, work.sentence.end) if all(work.free[m.start():m.end()])
    ]  # fmt: skip


def lost(work: Scan) -> Mention | None:
    """A bare number that begins the sentence after one with a ranking: the place that a page's layout tore off."""
    match = _LOST.match(work.plain[work.sentence.start:work.sentence.end])
    start = work.sentence.start + match.start(1) if match else 0
    if not match or not work.free[start]:
        return None
    return _mention(work, start, work.sentence.start + match.end(1), int(match.group(1)))


def _mention(work: Scan, start: int, end: int, value: int) -> Mention:
    work.free[start:end] = bytes(end - start)
    return Mention(start, end, start, end, work.number, Decimal(value), Decimal(0), Dimension.RANK, role=Role.RANKING)


def _value(said: str) -> int:
    if said in ("首位", "榜首", "头名"):
        return 1
    digits = re.match(r"\d+", said)
    if digits:
        return int(digits.group())
    if said in _ORDINALS:
        return _ORDINALS[said]
    number = from_zh(said) if said[0] >= "一" else from_en(said)
    return int(number.value) if number else 0
