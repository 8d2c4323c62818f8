"""Numbers whose unit stands in the heading of their list: 各线客流（万人次）：1号线23.6, "Cargo, million tonnes:".

A table set in lines gives its unit once. The heading's unit holds for the bare numbers that end an entry: behind the
colon in the same line, else in the lines that follow, up to the first that ends with none. Where the cells of a line
have units of their own, each holds for the cells below it.
"""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from banyan.model.figure import Dimension
from banyan.packs.figures import amounts
from banyan.packs.figures.amounts import Scan
from banyan.packs.figures.mention import Mention
from banyan.packs.figures.split import Sentence

_SCALES_EN = r"trillion|billion|million|thousand"
_MONEY_EN = r"RMB|CNY|US\$|USD|EUR|GBP|[$€£]"
_HEADING = re.compile(
    r"[（(](?:单位[:：]? ?)?(?P<zh>(?:万亿|亿|百万|十万|千|百|万)?[\u4e00-\u9fff]{1,4})[）)][:：]?"
    rf"|(?:, ?|\((?:[a-z ]{{2,24}}, )?)(?:in )?(?P<en>(?:{_MONEY_EN}) ?(?:{_SCALES_EN})"
    rf"|(?:{_SCALES_EN}) [a-z]{{2,16}})\)?:?"
    rf"|\((?:in )?(?P<bare>[a-z]{{3,12}}(?: per [a-z]{{3,12}})?)\):"
)
_ENTRY = re.compile(r"[^\n。]{1,60}?\d[\d,.]{0,12}[ \t]*(?:\n|$)")
_BARE = re.compile(r"\d{1,6}(?:,\d{3}){0,2}(?:\.\d{1,4})?")
_ENDS = re.compile(r"[ \t]{0,4}(?:[，,、；;。\n]|\.(?!\d)|and (?=[A-Z])|$)")
_BEFORE = re.compile(r"[\w\u4e00-\u9fff:：）)][ \t]{0,16}$|[–—-][ \t]{1,4}$")


_LINE = re.compile(r"[^\n]+")
_GAP = re.compile(r"^[ |]+|[ |]+$|[ \t]*\|[ \t]*|\t+| {2,}")
_RULE = re.compile(r"[-:| \t]+")
_IN_CELL = re.compile(
    r"[（(](?:单位[:：]? ?)?(?P<zh>(?:万亿|亿|百万|十万|千|百|万)?[\u4e00-\u9fff]{1,4}|%)[）)]$"
    rf"|(?:, ?|\()(?:in )?(?P<en>(?:{_MONEY_EN}) ?(?:{_SCALES_EN})|(?:{_SCALES_EN}) [a-z]{{2,16}}"
    r"|[a-z]{4,12})\)?$")


class Heading(Struct, frozen=True):
    """From `start` to `end` of the text bare numbers are in the unit of `one`, which is so many of its base unit.

    `unit`: where the unit's own words stand; they are no number. `cell`: a cell of a table, with nothing else
    in it.
    """

    start: int
    end: int
    one: Mention
    unit: tuple[int, int]
    cell: bool = False


def headings(flat: str) -> tuple[Heading, ...]:
    return (*_columns(flat), *_found(flat))


def _columns(flat: str) -> Iterator[Heading]:
    """| 学校（所） | 在校生（万人） |, and the lines below with as many cells."""
    units: list[tuple[Mention, tuple[int, int]] | None] = []
    for line in _LINE.finditer(flat):
        cells = _cells(line)
        if sum(_IN_CELL.search(flat, *cell) is not None for cell in cells) > 1:
            units = [_unit_of(flat, *cell) for cell in cells]
        elif len(cells) == len(units) > 1:
            for (start, end), unit in zip(cells, units, strict=True):
                if unit is not None and _BARE.fullmatch(flat, start, end):
                    yield Heading(start, end, *unit, cell=True)
        elif not _RULE.fullmatch(line[0]):
            units = []


def _cells(line: re.Match[str]) -> list[tuple[int, int]]:
    """Where the cells stand, parted by bars, tabs or several blanks."""
    found, at = [], line.start()
    for gap in [*((m.start(), m.end()) for m in _GAP.finditer(line[0])), (len(line[0]), 0)]:
        start, end = at, line.start() + gap[0]
        if start < end:
            found.append((start, end))
        at = line.start() + gap[1]
    return found


def _unit_of(flat: str, start: int, end: int) -> tuple[Mention, tuple[int, int]] | None:
    hit = _IN_CELL.search(flat, start, end)
    one = _one(hit["zh"], hit["en"]) if hit else None
    return (one, hit.span()) if hit and one is not None else None


def _found(flat: str) -> Iterator[Heading]:
    for hit in _HEADING.finditer(flat):
        line = flat.find("\n", hit.end())
        line = len(flat) if line < 0 else line
        rest = flat[hit.end():line]
        if rest.strip() and not hit.group().endswith((":", "：")):
            continue
        one = _one(hit["zh"], hit["en"] or hit["bare"])
        if one is None:
            continue
        if rest.strip():
            stop = rest.find("。")
            yield Heading(hit.end(), line if stop < 0 else hit.end() + stop + 1, one, hit.span())
        elif (end := _lines(flat, line + 1)) > line + 1:
            yield Heading(line + 1, end, one, hit.span())


def _lines(flat: str, at: int) -> int:
    while at < len(flat) and (entry := _ENTRY.match(flat, at)):
        at = entry.end()
    return at


def _one(zh: str | None, en: str | None) -> Mention | None:
    """What "1" with that unit is read as; None where the words are no unit."""
    said = f"1{zh}" if zh else _written(en or "")
    found = amounts.scan(Scan(said, Sentence(0, len(said), 0), 0, bytearray(b"\x01" * len(said))))
    if len(found) != 1 or (found[0].dimension is Dimension.COUNT and found[0].value == 1):
        return None
    return found[0]


def _written(unit: str) -> str:
    """"CNY billion" is written "CNY 1 billion", "million tonnes" "1 million tonnes"."""
    money = re.match(rf"(?:{_MONEY_EN}) ?", unit)
    return f"{money[0]}1 {unit[money.end():]}" if money else f"1 {unit}"


def apply(flat: str, found: Sequence[Mention], known: Sequence[Heading]) -> None:
    for mention in found:
        heading = next((h for h in known if h.start <= mention.start and mention.end <= h.end), None)
        if heading is None or mention.dimension is not Dimension.COUNT or mention.noun:
            continue
        if not heading.cell and not (
                _BARE.fullmatch(flat, mention.start, mention.end) and _ENDS.match(flat, mention.end)
                and _BEFORE.search(flat[max(0, mention.start - 17):mention.start])):
            continue
        one = heading.one
        mention.value, mention.step = mention.value * one.value, mention.step * one.value
        mention.dimension, mention.symbol, mention.noun = one.dimension, one.symbol, one.noun
