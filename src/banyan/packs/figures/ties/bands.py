"""Bands and floors: how many above a bound, and what each of many reaches at least; one amount in two currencies."""

from banyan.model.figure import Dimension, Relation, Role, Tie
from banyan.packs.figures.page import Page
from banyan.packs.figures.ties.items import MARKERS
from banyan.packs.figures.ties.weigh import alike


def claimed(page: Page, number: int) -> list[Tie]:
    """The bands, floors and conversions of one sentence."""
    ties: list[Tie] = []
    for index in page.indices(number):
        role = page.mentions[index].role
        if role is Role.THRESHOLD:
            ties += _band(page, number, index)
        elif role is Role.FLOOR:
            ties += _floor(page, index)
        ties += _conversion(page, number, index)
    return ties


def _band(page: Page, number: int, index: int) -> list[Tie]:
    """The count that follows the bound; "81 projects worth over 1 bn" has it before."""
    counts = []
    for i in page.indices(number):
        mention = page.mentions[i]
        if mention.is_count and mention.role is Role.LEVEL:
            counts.append(i)
    later = [i for i in counts if i > index]
    stop = min((i for i in page.indices(number) if i > index and page.mentions[i].role is Role.THRESHOLD), default=None)
    count = later[0] if later and (stop is None or later[0] < stop) and not _cut(page, index, later[0]) else None
    if count is None:
        earlier = [i for i in counts if i == index - 1]
        count = earlier[0] if earlier else None
    if count is None:
        return []
    whole, amount = _total(page, count)
    members = [("threshold", index), ("count", count)]
    members += [("whole", whole)] if whole is not None else []
    members += [("amount", amount)] if amount is not None and alike(page.mentions[amount], page.mentions[index]) else []
    return [Tie(Relation.BAND, tuple(members))]


def _cut(page: Page, a: int, b: int) -> bool:
    return any(mark in page.plain[page.mentions[a].right:page.mentions[b].left] for mark in ";；。")


def _total(page: Page, count: int) -> tuple[int | None, int | None]:
    """The text's total of the things that are counted, with the amount beside it: what a band is part of.

    The nearest earlier total, for a text may speak of several editions.
    """
    mention = page.mentions[count]
    before = [
        i for i in range(max(0, count - 200), count)
        if alike(page.mentions[i], mention) and page.mentions[i].role is Role.LEVEL
        and page.mentions[i].value >= mention.value and page.mentions[i].noun and not _banded(page, i)
    ]  # fmt: skip
    if not mention.noun:        # of what it is a count, only its own sentence may tell
        here = page.indices(mention.sentence)
        before = [i for i in before if i in here or (page.mentions[i].total and beside(page, i) is not None)]
    stated = [i for i in before if page.mentions[i].total] or before
    if not stated:
        return None, None
    whole = max(stated, key=lambda i: page.mentions[i].value)
    return whole, beside(page, whole)


def _banded(page: Page, count: int) -> bool:
    """Is the count itself one above a bound?"""
    before = page.mentions[count - 1] if count else None
    return before is not None and before.role is Role.THRESHOLD and before.sentence == page.mentions[count].sentence


def beside(page: Page, count: int) -> int | None:
    """The amount that is said of a count, in its sentence and next to it."""
    following = page.mentions[count + 1:count + 2]
    if not following or not following[0].is_money or following[0].sentence != page.mentions[count].sentence:
        return None
    if following[0].role is not Role.LEVEL or following[0].left - page.mentions[count].right > 120:
        return None
    between = page.plain[page.mentions[count].right:following[0].left]
    return count + 1 if MARKERS[page.sentences[following[0].sentence].language].PAIRS.first(between) else None


def _floor(page: Page, index: int) -> list[Tie]:
    """Each of the total that the text speaks of; a count in the same sentence goes before it."""
    floor = page.mentions[index]
    counts = [
        i for i in range(max(0, index - 60), index)
        if page.mentions[i].is_count and page.mentions[i].role is Role.LEVEL and (
            (amount := beside(page, i)) is not None and alike(page.mentions[amount], floor))
    ]  # fmt: skip
    same = [i for i in counts if page.mentions[i].sentence == floor.sentence]
    if floor.is_count:
        return _count_floor(page, index)
    here = page.indices(floor.sentence)
    own = [i for i in here if i < index and page.mentions[i].is_count and page.mentions[i].role is Role.LEVEL]
    if own and own[-1] not in counts:
        together = [i for i in here if i > index and alike(page.mentions[i], floor)
            and page.mentions[i].role is Role.LEVEL]
        if together and page.mentions[together[0]].total:       # "32 projects of over 1 bn each, 50 bn in all"
            return [Tie(Relation.FLOOR, (("count", own[-1]), ("amount", together[0]), ("floor", index)))]
        return _band(page, floor.sentence, index)               # "34 of them exceed 1 bn each": a band of all
    if not counts:
        return []
    count = same[-1] if same else max(counts, key=lambda i: page.mentions[i].value)
    amount = beside(page, count)
    return [Tie(Relation.FLOOR, (("count", count), ("amount", amount if amount is not None else count), ("floor",
        index)))]


def _count_floor(page: Page, index: int) -> list[Tie]:
    """16 halls of more than 8,000 seats each, 116,000 seats in all."""
    here = [i for i in page.indices(page.mentions[index].sentence) if page.mentions[i].is_count and i != index]
    counts = [i for i in here if i < index and page.mentions[i].value < page.mentions[index].value]
    totals = [i for i in here if i > index and page.mentions[i].total]
    if not counts or not totals:
        return []
    return [Tie(Relation.FLOOR, (("count", counts[-1]), ("amount", totals[0]), ("floor", index)))]


def _conversion(page: Page, number: int, index: int) -> list[Tie]:
    """123.4 billion yuan (39 billion dollars)."""
    mention = page.mentions[index]
    following = page.mentions[index + 1] if index + 1 < len(page.mentions) else None
    if not mention.is_money or following is None or not following.is_money or following.sentence != number:
        return []
    if mention.symbol == following.symbol or mention.dimension is not Dimension.MONEY:
        return []
    between = page.plain[mention.end:following.start]
    again = MARKERS[page.sentences[number].language].AGAIN
    return [Tie(Relation.CONVERSION, (("amount", index), ("converted", index + 1)))] if again.first(between) else []
