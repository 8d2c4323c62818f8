"""The items of a paragraph: a count, an amount and a share that are said of one thing, side by side."""

import re

from msgspec import Struct

from banyan.model.figure import Dimension, Role
from banyan.packs.figures.around import WORDS
from banyan.packs.figures.en import markers as en
from banyan.packs.figures.mention import Mention
from banyan.packs.figures.page import Page
from banyan.packs.figures.zh import markers as zh

MARKERS = {"en": en, "zh": zh}
_OF_THEM = re.compile(r" of (?:them|which|these|those)\b", re.IGNORECASE)     # "86,300 points, 13,200 of them public"
Kind = tuple[Dimension, str]
_KINDS = (Dimension.COUNT, Dimension.MONEY, Dimension.MEASURE)


class Item(Struct):
    """`members`: index of the mention of each kind. `sentence`: where it begins. `marker`: what stands before it."""

    members: dict[Kind, int]
    sentence: int
    start: int
    end: int
    marker: str = ""
    rest: bool = False
    nested: bool = False        # the marker stands in brackets
    of: bool = False            # "Of the 640 exhibitors, ...": what follows are parts of it
    label: str = ""

    def share(self) -> int | None:
        return self.members.get((Dimension.PERCENT, ""))

    def first(self) -> int:
        return min(self.members.values())

    def last(self) -> int:
        return max(self.members.values())


def kind(mention: Mention) -> Kind | None:
    """What a mention may be in an item; None for growth, dates and bounds."""
    if mention.dimension is Dimension.PERCENT:
        return (Dimension.PERCENT, "") if mention.role is Role.SHARE else None
    if mention.role is not Role.LEVEL or mention.dimension not in _KINDS or mention.each or mention.per or (
            mention.was or mention.planned):
        return None
    return (mention.dimension, mention.symbol)


def items(page: Page, sentences: range) -> list[Item]:
    """Items of consecutive sentences. A new one begins where a kind comes again, or another thing is spoken of."""
    found: list[Item] = []
    for number in sentences:
        current: Item | None = None
        for index in page.indices(number):
            mention = page.mentions[index]
            of = kind(mention)
            if of is None:
                continue
            gap = page.plain[current.end if current else page.sentences[number].start:mention.left]
            marker, nested = _marker(page, number, _behind_share(page, current, gap))
            if current is None or marker or _new(page, current, mention, of, gap):
                if not marker and current is not None and _OF_THEM.match(page.plain, mention.right):
                    marker = "of"
                if not marker and current is not None and current.of and current.sentence == number:
                    marker = "of"
                current = Item({}, number, mention.left, mention.right, marker, nested=nested)
                current.of = _is_of(page, number, mention, gap)
                current.label = gap
                found.append(current)
            current.members[of] = index
            current.end = mention.right
            current.rest = current.rest or mention.rest or _says_rest(page, number, gap)
    return found


def _is_of(page: Page, number: int, mention: Mention, gap: str) -> bool:
    """"Of the county's 186 villages": words before the number only where its noun comes after it."""
    hit = MARKERS[page.sentences[number].language].OF_WHOLE.first(gap)
    if hit is None:
        return False
    return bool(mention.is_count and mention.noun) or len(gap[hit.start:].split()) < 4


def _behind_share(page: Page, current: Item | None, gap: str) -> str:
    """"44 percent of the total, and ...": there "of" belongs to the share, and begins no list of parts."""
    gap = _OF_THEM.sub("", gap, count=1) if current is not None and _OF_THEM.match(gap) else gap
    share = current is not None and page.mentions[current.last()].is_percent and gap.startswith((" of ", "of "))
    return gap.partition(",")[2] if share else gap


def _says_rest(page: Page, number: int, gap: str) -> bool:
    return WORDS[page.sentences[number].language].rests.last(gap, 0, len(gap)) is not None


def _marker(page: Page, number: int, gap: str) -> tuple[str, bool]:
    table = MARKERS[page.sentences[number].language].PARTS
    hit = table.last(gap, 0, len(gap))
    if not hit:
        return "", False
    opened = max(gap.rfind("(", 0, hit.end), gap.rfind("（", 0, hit.end))
    closed = max(gap.rfind(")", 0, hit.end), gap.rfind("）", 0, hit.end))
    return hit.meaning, opened > closed


def _new(page: Page, current: Item, mention: Mention, of: Kind, gap: str) -> bool:
    if of in current.members:
        return True
    if "；" in gap or ";" in gap:
        return True
    # two counts of different things stay apart: 20 countries, 1500 guests
    return mention.is_count and page.mentions[current.last()].is_money and _and(gap)


def _and(gap: str) -> bool:
    return gap.strip().startswith(("and ", ", and", "以及", "，"))
