"""A count against the things that are listed after it: "three lakes: A, B and C"."""

import re

from banyan.model.figure import Relation, Role, Tie
from banyan.packs.figures.page import Page
from banyan.packs.figures.ties.items import MARKERS

_LONGEST = 400
_EN_ITEM = re.compile(r",? and |, |; ")
_ZH_ITEM = re.compile(r"、|以及|[和与及](?=[\u4e00-\u9fffA-Z]|(?:19|20)\d\d年)")
_PARTLY = re.compile(
    r"\s*(?:主要|其中|例如|比如|如|包括|分布在|或|(?:on|in|at|from|to|by|for|with|one|two|three|four|five|six|seven"
    r"|eight|nine|ten)\b"
    r"|the \w+ (?:is|are)\b)", re.IGNORECASE)
_ENDED = re.compile(      # "A, B and C, passed"
    r"([^,;]{1,60}(?:, [^,;]{1,60}){1,20},? and [A-Za-z][\w' -]{1,40}), [a-z]{2,20}\b")
_NUMBERED = re.compile(r"\s*(?:first(?:ly)?,|一是|其一|[（(]?1[)）.、])", re.IGNORECASE)
_OPEN = re.compile(r"\b(?:etc|and so on|among others|and others|and more)\b|等", re.IGNORECASE)
_AND = ("及", "和", "与")
_BEFORE = re.compile(r"([\u4e00-\u9fffA-Za-z0-9“”\"]{2,16}(?:、[\u4e00-\u9fffA-Za-z0-9“”\"]{2,16}){1,20})等(?:共)?$")


def claimed(page: Page, number: int) -> list[Tie]:
    """The lists of one sentence whose items are told to be all, or are more than the count."""
    ties = []
    for index in page.indices(number):
        mention = page.mentions[index]
        if not mention.is_count or mention.role is not Role.LEVEL or not 2 <= mention.value <= 30:
            continue
        items = _after(page, index) or _before(page, index)
        if items:
            ties.append(Tie(Relation.LIST, (("count", index),), years=items))
    return ties


def _after(page: Page, index: int) -> int:
    """How many items follow; 0 for a list that isn't meant to be whole, or for none."""
    mention = page.mentions[index]
    sentence = page.sentences[mention.sentence]
    table = MARKERS[sentence.language].LISTED
    pos = _noun_end(page, index)
    hit = table.first(page.plain[pos:pos + 20])
    if not hit or hit.start:
        return 0
    rest = page.plain[pos + hit.end:min(sentence.end, pos + hit.end + _LONGEST)].rstrip(" .。；;")
    if _NUMBERED.match(rest) or _PARTLY.match(rest):
        return 0        # counted by their numbers (further/lists.py), or not all of them
    if sentence.language == "zh" and "、" in rest:
        rest = re.split(r"[，；。]", rest)[0]
    rest = re.split(r" --? | ?[—–]{1,2} ?", rest)[0]
    ended = _ENDED.match(rest) if sentence.language == "en" else None
    rest = ended[1] if ended else rest
    stop = pos + hit.end + len(rest)
    if any(pos < page.mentions[i].left < stop for i in page.indices(mention.sentence)):
        return 0        # numbers among the items: they are parts, and are added up elsewhere
    items = _items(rest, sentence.language)
    whole = hit.meaning == "all" and not _OPEN.search(rest)
    return items if (whole and items > 1) or items > mention.value else 0


def _items(rest: str, language: str) -> int:
    quoted = re.sub(r"\"[^\"]{1,80}\"|“[^”]{1,80}”|[(（][^)）]{1,80}[)）]", "x", rest)
    return len([part for part in (_ZH_ITEM if language == "zh" else _EN_ITEM).split(quoted) if part.strip()])


def _noun_end(page: Page, index: int) -> int:
    """Behind the noun of the count and what qualifies it up to the list's mark."""
    mention = page.mentions[index]
    mark = re.compile(r"[:：]|——| - |，(?:即|包括|如|例如|分别)|, (?:namely|including|such as|i\.e)").search(
        page.plain, mention.right, min(page.sentences[mention.sentence].end, mention.right + 30))
    if not mark:
        return mention.right
    between = page.plain[mention.right:mark.start()]
    return mark.start() if not re.search(r"[,，;；]", between) else mention.right


def _before(page: Page, index: int) -> int:
    """西湖、东湖等3个湖泊: a list that 等 closes may name fewer than it counts, never more."""
    mention = page.mentions[index]
    if page.plain[max(0, mention.left - 2):mention.left].endswith(_AND):
        return 0        # 总院、东院区及12家中心: it is one of them
    match = _BEFORE.search(page.plain, max(page.sentences[mention.sentence].start, mention.left - 160), mention.left)
    items = len(match.group(1).split("、")) if match else 0
    return items if items > mention.value else _right_before(page, index)


_ONE_NAME = 2       # characters of a word, of which an "and" may make one thing with another
_ROW = re.compile(r"(?<![\d])([\u4e00-\u9fff“”]{2,14}(?:、[\u4e00-\u9fff“”]{2,12}){1,20}"
                  r"(?:(?:以及|[和及与])[\u4e00-\u9fff]{2,12})?)(?<!这)这?$")


def _right_before(page: Page, index: int) -> int:
    """医疗、教育、住房三大领域: a list that its count follows at once; an "and" within a name leaves two readings."""
    mention = page.mentions[index]
    low = max(page.sentences[mention.sentence].start, mention.left - 120)
    match = _ROW.search(page.plain, low, mention.left)
    if not match or _OPEN.search(match.group(1)) or not page.plain[mention.right:mention.right + 1].strip():
        return 0
    items = match.group(1).split("、")
    if any(re.search(r"[和及与]", item) for item in items[:-1]) or len(items) < 2:
        return 0
    if any(page.mentions[i].left >= match.start() for i in page.indices(mention.sentence) if i < index):
        return 0        # 门诊部三台、住院部两台: each has a number of its own
    last = re.split(r"以及|[和及与]", items[-1])
    most = least = len(items) + len(last) - 1
    if not (len(last) == 2 and _ONE_NAME < len(last[0]) == len(last[1]) <= len(items[-2])):
        least = len(items)      # the "and" may be a name's own
    return int(mention.value) if least <= mention.value <= most else most if most < mention.value else least
