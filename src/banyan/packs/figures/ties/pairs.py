"""A count with what it is worth together, and a share with its part and whole where no list is told."""

from decimal import Decimal

from banyan.model.figure import Dimension, Relation, Role, Tie
from banyan.packs.figures.page import Page
from banyan.packs.figures.ties.bands import beside
from banyan.packs.figures.ties.weigh import alike, share_of

_WORTH = frozenset({"", "project", "contract", "agreement", "order", "deal", "enterprise", "investment"})


def claimed(page: Page, number: int) -> list[Tie]:
    """The pairs of one sentence."""
    ties = []
    for index in page.indices(number):
        mention = page.mentions[index]
        if mention.is_count and mention.role is Role.LEVEL and mention.noun in _WORTH:
            amount = beside(page, index)
            if amount is not None:
                ties.append(Tie(Relation.PAIR, (("count", index), ("amount", amount))))
    return ties


def shares(page: Page, number: int, tied: set[int]) -> list[Tie]:
    """Shares and rates of one sentence that no list has tied."""
    ties: list[Tie] = []
    for index in page.indices(number):
        mention = page.mentions[index]
        if index in tied or not mention.is_percent or mention.role not in (Role.SHARE, Role.RATE):
            continue
        if mention.of == "gross domestic product":
            ties += _of_economy(page, index)
        else:
            ties += _of_counts(page, number, index)
    return ties


def _of_economy(page: Page, index: int) -> list[Tie]:
    """A share of the domestic product: its part is the level of the same indicator and period, near or elsewhere."""
    share = page.mentions[index]
    parts = [
        i for i in range(max(0, index - 60), min(len(page.mentions), index + 60))
        if (m := page.mentions[i]).is_money and m.role is Role.LEVEL and m.indicator == share.indicator and share.indicator
        and (m.sentence == share.sentence or _same_time(page, i, index))
    ]  # fmt: skip
    wholes = [
        i for i in range(max(0, index - 60), min(len(page.mentions), index + 60))
        if (m := page.mentions[i]).is_money and m.role is Role.LEVEL and m.indicator == "gross domestic product"
        and _same_time(page, i, index)
    ]  # fmt: skip
    members = [("share", index)]
    near = sorted(parts, key=lambda i: abs(i - index))
    members += [("part", near[0])] if near else []
    members += [("whole", wholes[0])] if wholes and len(set(page.mentions[i].value for i in wholes)) == 1 else []
    return [Tie(Relation.SHARE, tuple(members))] if len(members) > 1 else []


def _same_time(page: Page, a: int, b: int) -> bool:
    one, other = page.mentions[a].period, page.mentions[b].period
    return one is not None and other is not None and one.start is not None and (one.start, one.end) == (other.start, other.end)


def _of_counts(page: Page, number: int, index: int) -> list[Tie]:
    """"Of the 320, 256 (80 %) are in production": two numbers of one kind before or after the share, one of them part.

    Claimed where the two stand in the share's sentence; where more do, only the pair that fits.
    """
    share = page.mentions[index]
    levels = [
        i for i in page.indices(number)
        if page.mentions[i].role is Role.LEVEL and page.mentions[i].dimension in (Dimension.COUNT, Dimension.MONEY)
    ]  # fmt: skip
    pairs = [
        (part, whole) for part in levels for whole in levels
        if part != whole and alike(page.mentions[part], page.mentions[whole])
        and page.mentions[part].value < page.mentions[whole].value and _near(page, part, index)
    ]  # fmt: skip
    fitting = [p for p in pairs if share_of(share, page.mentions[p[0]], page.mentions[p[1]])]
    chosen = fitting[0] if fitting else pairs[0] if len(pairs) == 1 and share.value <= Decimal(100) else None
    if chosen is None:
        return []
    return [Tie(Relation.SHARE, (("share", index), ("part", chosen[0]), ("whole", chosen[1])))]


def _near(page: Page, part: int, share: int) -> bool:
    """The part stands beside its share: nothing else is told between them."""
    low, high = sorted((part, share))
    return high - low <= 2 and not any(mark in page.plain[page.mentions[low].right:page.mentions[high].left] for mark in ";；")
