"""A count with what it is worth together, and a share with its part and whole where no list is told."""

import re
from decimal import Decimal

from banyan.model.figure import Dimension, Relation, Role, Tie
from banyan.packs.figures.indicators import INDICATORS
from banyan.packs.figures.page import Page
from banyan.packs.figures.ties.bands import beside
from banyan.packs.figures.ties.items import MARKERS
from banyan.packs.figures.ties.weigh import alike, share_of, share_of_both

_SUBJECT = re.compile(r"[，,；;]\s*(?!占)[\u4e00-\u9fffA-Za-z][^，,；;]{1,24}$")
_LEVELS = (Dimension.MONEY, Dimension.COUNT, Dimension.MEASURE)
_WORTH = frozenset({"", "project", "contract", "agreement", "order", "deal", "enterprise", "investment"})


def claimed(page: Page, number: int) -> list[Tie]:
    """The pairs of one sentence."""
    ties = []
    for index in page.indices(number):
        mention = page.mentions[index]
        if mention.is_count and mention.role is Role.LEVEL and mention.noun in _WORTH:
            amount = beside(page, index)
            if amount is not None and not _respectively(page, number, index, amount):
                ties.append(Tie(Relation.PAIR, (("count", index), ("amount", amount))))
    return ties


def _respectively(page: Page, number: int, count: int, amount: int) -> bool:
    """"22 leases and 10 loans, worth 1.4 and 0.6 billion respectively": the first amount is of the first count."""
    row = count - 1 in page.indices(number) and amount + 1 in page.indices(number) and (
        page.mentions[count - 1].is_count and page.mentions[amount + 1].is_money)
    sentence = page.sentences[number]
    table = MARKERS[sentence.language].RESPECTIVELY
    return row and table.first(page.plain, page.mentions[count].right, sentence.end) is not None


def shares(page: Page, number: int, tied: set[int]) -> list[Tie]:
    """Shares and rates of one sentence that no list has tied."""
    ties: list[Tie] = []
    for index in page.indices(number):
        mention = page.mentions[index]
        if index in tied or not mention.is_percent or mention.role not in (Role.SHARE, Role.RATE):
            continue
        named = INDICATORS.first(mention.of) if mention.of else None
        found = _of_indicator(page, index, named.meaning) if named else []
        ties += found if len(found) and len(found[0].members) == 3 else _of_counts(page, number, index) or found
    return ties


def _of_indicator(page: Page, index: int, whole_name: str) -> list[Tie]:
    """A share of something that the text measures too: its whole is the level with that name and of that time.

    Its part is the level right before it, else the one with the share's own name and time.
    """
    share = page.mentions[index]
    around = range(max(0, index - 60), min(len(page.mentions), index + 60))
    wholes = [
        i for i in around
        if (m := page.mentions[i]).role is Role.LEVEL and m.dimension in _LEVELS and m.indicator == whole_name
                and not m.was
        and (_same_time(page, i, index) or m.sentence == share.sentence)
    ]  # fmt: skip
    part = _part(page, index, wholes)
    if part is None:
        return []
    same = [i for i in wholes if i != part and page.mentions[i].symbol == page.mentions[part].symbol]
    members = [("share", index), ("part", part)]
    members += [("whole", same[0])] if len({page.mentions[i].value for i in same}) == 1 else []
    return [Tie(Relation.SHARE, tuple(members))]


def _part(page: Page, index: int, wholes: list[int]) -> int | None:
    share = page.mentions[index]
    here = [i for i in page.indices(share.sentence) if i < index and _is_amount(page, i) and not _bracketed(page, i)]
    if here and not any(mark in page.plain[page.mentions[here[-1]].right:share.left] for mark in ";；"):
        return here[-1]
    found = [
        i for i in range(max(0, index - 60), min(len(page.mentions), index + 60))
        if _is_amount(page, i) and share.indicator and page.mentions[i].indicator == share.indicator
                and _same_time(page, i, index)
        and i not in wholes
    ]  # fmt: skip
    return min(found, key=lambda i: abs(i - index), default=None)


def _bracketed(page: Page, index: int) -> bool:
    mention = page.mentions[index]
    return page.plain[mention.left - 1:mention.left] in ("(", "（") and bool(mention.left)


def _is_amount(page: Page, index: int) -> bool:
    mention = page.mentions[index]
    return mention.role is Role.LEVEL and mention.dimension in (Dimension.MONEY, Dimension.MEASURE) and not mention.was


def _same_time(page: Page, a: int, b: int) -> bool:
    one, other = page.mentions[a].period, page.mentions[b].period
    return one is not None and other is not None and one.start is not None and (one.start, one.end) == (other.start,
        other.end)


def _of_counts(page: Page, number: int, index: int) -> list[Tie]:
    """"Of the 320, 256 (80 %) are in production": two numbers of one kind before or after the share, one of them part.

    Claimed where the two stand in the share's sentence; where more do, only the pair that fits.
    """
    share = page.mentions[index]
    levels = [
        i for i in page.indices(number)
        if page.mentions[i].role is Role.LEVEL and page.mentions[i].dimension in _LEVELS
        and not page.mentions[i].was and not _parted(page, i, index)
    ]  # fmt: skip
    pairs = [
        (part, whole) for part in levels for whole in levels
        if part != whole and alike(page.mentions[part], page.mentions[whole])
        and page.mentions[part].value < page.mentions[whole].value and part < index and _near(page, part, index)
    ]  # fmt: skip
    fitting = [p for p in pairs if share_of(share, page.mentions[p[0]], page.mentions[p[1]])]
    if not fitting and _of_siblings(page, number, index):
        return []
    likely = len(pairs) == 1 and share.value <= Decimal(100) and _leads(page, pairs[0], index)
    chosen = fitting[0] if fitting else pairs[0] if likely else None
    chosen = chosen or _of_total(page, index, levels)
    if chosen is None:
        return []
    return [Tie(Relation.SHARE, (("share", index), ("part", chosen[0]), ("whole", chosen[1])))]


def _of_siblings(page: Page, number: int, index: int) -> bool:
    """"312 in towns, 208 in villages; villages have 40 %": the whole is the two together, and no number says it."""
    share = page.mentions[index]
    levels = [m for i in page.indices(number) if (m := page.mentions[i]).role is Role.LEVEL
              and m.dimension in _LEVELS and not m.was]
    return any(share_of_both(share, m, [o for o in levels if o is not m and alike(o, m)]) for m in levels)


def _leads(page: Page, pair: tuple[int, int], share: int) -> bool:
    """The share's clause has a subject of its own, and a number behind its part would be a sibling: it is no whole."""
    part, whole = pair
    if whole < part:
        return True
    between = page.plain[page.mentions[whole].right:page.mentions[share].left]
    return whole > share or not _SUBJECT.search(between)


def _of_total(page: Page, index: int, levels: list[int]) -> tuple[int, int] | None:
    """A rate of the text's total: "126 started, a start rate of 78 percent", with 162 signed told before."""
    before = [i for i in levels if i < index and page.mentions[i].is_count and page.mentions[i].noun]
    if page.mentions[index].role is not Role.RATE or not before or not _near(page, before[-1], index):
        return None
    part = page.mentions[before[-1]]
    totals = [
        i for i in range(max(0, index - 120), before[-1])
        if alike(page.mentions[i], part) and page.mentions[i].role is Role.LEVEL and page.mentions[i].value > part.value
        and page.mentions[i].noun == part.noun and not page.mentions[i].was
    ]  # fmt: skip
    fitting = [i for i in totals if share_of(page.mentions[index], part, page.mentions[i])]
    if fitting:
        return before[-1], fitting[0]
    stated = [i for i in totals if page.mentions[i].total]
    return (before[-1], stated[0]) if len({page.mentions[i].value for i in stated}) == 1 else None


def _parted(page: Page, a: int, b: int) -> bool:
    low, high = sorted((a, b))
    return any(mark in page.plain[page.mentions[low].right:page.mentions[high].left] for mark in ";；")


def _near(page: Page, part: int, share: int) -> bool:
    """The part stands beside its share: nothing else is told between them."""
    low, high = sorted((part, share))
    return high - low <= 2 and not any(mark in page.plain[page.mentions[low].right:page.mentions[high].left]
        for mark in ";；")
