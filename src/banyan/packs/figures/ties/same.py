"""The same claim twice: in the headline and in the text, or as the text's total again."""

import re
from itertools import pairwise

from banyan.model.figure import Comparison, Relation, Role, Tie
from banyan.packs.figures.mention import Mention
from banyan.packs.figures.page import Page
from banyan.packs.figures.ties.weigh import alike, slack

_APART = re.compile(r" (?:above|below|over|under|more than|fewer than|less than|short of|ahead of)\b", re.IGNORECASE)
_WORD = re.compile(r"[a-z]{4,}|[\u4e00-\u9fff]{2}")


def claimed(page: Page) -> list[Tie]:
    return [*_headline(page), *_totals(page), *_places(page), *_copied(page)]


def _headline(page: Page) -> list[Tie]:
    """Each number of the first line with the one of the text that it sums up."""
    if not page.sentences or not page.sentences[0].heading:
        return []
    ties = []
    body = [i for i, m in enumerate(page.mentions) if m.sentence > 0]
    for index in page.indices(0):
        mention = page.mentions[index]
        if not (mention.is_count or mention.is_money) or mention.role is not Role.LEVEL or _APART.match(
                page.plain, mention.right):
            continue
        candidates = [i for i in body if alike(page.mentions[i], mention) and page.mentions[i].role is Role.LEVEL]
        agreeing = [i for i in candidates if _agree(page, index, i)]
        stated = [i for i in candidates if page.mentions[i].total and _akin(page, index, i)]
        chosen = agreeing[:1] or [i for i in stated if not _rounder(page, index, i)][:1]
        if chosen:
            ties.append(Tie(Relation.SAME, (("first", index), ("second", chosen[0]))))
    return ties


def _agree(page: Page, a: int, b: int) -> bool:
    one, other = page.mentions[a], page.mentions[b]
    return abs(one.value - other.value) <= slack(one) + slack(other)


def _rounder(page: Page, headline: int, body: int) -> bool:
    """A headline rounds: a number within a twentieth with fewer digits is no second claim."""
    a, b = page.mentions[headline].value, page.mentions[body].value
    digits = [len(v.normalize().as_tuple().digits) for v in (a, b)]
    small = page.mentions[body].is_count and b < 1000        # few things are counted, not rounded
    return not small and digits[0] < digits[1] and abs(a - b) * 20 <= b


def _akin(page: Page, a: int, b: int) -> bool:
    """Do the two sentences speak of the same thing: a third of the shorter one's words in common?"""
    one, other = (_words(page, page.mentions[i].sentence) for i in (a, b))
    return len(one & other) * 3 >= min(len(one), len(other)) > 2


def _words(page: Page, number: int) -> frozenset[str]:
    sentence = page.sentences[number]
    return frozenset(_WORD.findall(page.plain[sentence.start:sentence.end].lower()))


def _totals(page: Page) -> list[Tie]:
    """A total that is told again of the same thing, in nearly the same words."""
    ties = []
    stated = [
        i for i, m in enumerate(page.mentions)
        if m.total and m.role is Role.LEVEL and ((m.is_count and m.noun) or m.is_money) and m.sentence > 0
    ][:60]  # fmt: skip
    for n, first in enumerate(stated):
        for second in stated[n + 1:]:
            a, b = page.mentions[first], page.mentions[second]
            if a.sentence == b.sentence or not alike(a, b) or (a.period != b.period and a.period and b.period):
                continue
            if (Comparison.EQUAL is a.comparison is b.comparison and a.value == b.value) or _twice(page, first, second):
                ties.append(Tie(Relation.SAME, (("first", first), ("second", second))))
                break
    return ties


def _twice(page: Page, a: int, b: int) -> bool:
    one, other = (_words(page, page.mentions[i].sentence) for i in (a, b))
    return len(one & other) * 5 >= min(len(one), len(other)) * 4 > 12


def _places(page: Page) -> list[Tie]:
    """Two places in one ranking: "first ... 4", where nothing else is ranked between them."""
    ties = []
    ranks = [i for i, m in enumerate(page.mentions) if m.role is Role.RANKING]
    for a, b in pairwise(ranks):
        one, other = page.mentions[a], page.mentions[b]
        if one.sentence == other.sentence and one.value != other.value and one.comparison is other.comparison and (
                _same_ranking(page, one, other)):
            ties.append(Tie(Relation.SAME, (("first", a), ("second", b))))
            continue
        bare = other.left == other.start and one.sentence == other.sentence and other.end - other.start > 2
        if bare and page.plain[other.left - 2:other.left] in (": ", "; ", ", ") and one.value != other.value:
            ties.append(Tie(Relation.SAME, (("first", a), ("second", b))))
        lost = other.left == page.sentences[other.sentence].start + _blank(page, other.sentence)
        if lost and other.sentence == one.sentence + 1 and page.plain[other.start].isdigit():
            ties.append(Tie(Relation.SAME, (("first", a), ("second", b))))
    return ties


# No other ranking is named before or behind the second place: "first among its peers, coming in 4th".
_AGAIN_PLACED = re.compile(
    r"[^,;.，；。]{0,60}(?:, (?:coming|finishing|placing|ranking|ending|standing|sitting)(?: up)?(?: in| at)?"
    r"|，(?:排名?|位列|名列|位居|居|列|排在)) ?(?:第 ?)?", re.IGNORECASE)
_IN_ANOTHER = re.compile(
    r" ?(?:place |position |overall )?(?:in|among|of|nation|world|global|for|by|on)\b|[^，。；]{0,4}[全省国市球界类]",
    re.IGNORECASE)


def _same_ranking(page: Page, one: Mention, other: Mention) -> bool:
    between = page.plain[one.end:other.start]
    return bool(_AGAIN_PLACED.fullmatch(between)) and not _IN_ANOTHER.match(page.plain, other.end)


def _blank(page: Page, number: int) -> int:
    sentence = page.sentences[number]
    said = page.plain[sentence.start:sentence.end]
    return len(said) - len(said.lstrip())


def _copied(page: Page) -> list[Tie]:
    """One number of three digits or more for two things, in sentences that else are alike: likely copied."""
    telling = [
        i for i, m in enumerate(page.mentions)
        if m.role in (Role.LEVEL, Role.GROWTH, Role.AVERAGE_GROWTH) and len(m.value.normalize().as_tuple().digits) > 2
                and not m.total
    ][:400]  # fmt: skip
    ties = []
    for n, a in enumerate(telling):
        for b in telling[n + 1:n + 12]:
            one, other = page.mentions[a], page.mentions[b]
            if one.value == other.value and alike(one, other) and 0 < other.sentence - one.sentence < 4:
                said, again = _words(page, one.sentence), _words(page, other.sentence)
                if said != again and len(said & again) * 3 >= max(len(said), len(again)) * 2:
                    if one.subject == other.subject:        # what sets the two apart is what they are of
                        one.subject = " ".join(sorted(said - again)) or one.subject
                    ties.append(Tie(Relation.SAME, (("first", a), ("second", b))))
    return ties
