"""Parts that their words set in a whole: "97 of the 94 towns", 94个乡镇中已有97个, one day of a whole holiday."""

import re

from banyan.model.figure import Dimension, Relation, Role, Tie
from banyan.packs.figures.mention import Mention
from banyan.packs.figures.page import Page
from banyan.packs.figures.ties.weigh import alike
from banyan.packs.figures.zh.nouns import NOUNS

_KINDS = (Dimension.COUNT, Dimension.MONEY, Dimension.MEASURE)
_AMONG_ZH = re.compile(r"(?:当|之)?[中里内]，?[^，。；、\d]{0,6}(?:已|有|均|都)[^，。；、\d]{0,6}$")
_OF_WHICH_ZH = re.compile(r"[，,；（]其中[，：:]?[^，。；、\d]{0,16}$")
_AMONG_EN = re.compile(r"^(?: [a-z][a-z-]{1,16}){0,2} (?:out )?of (?:the|its|these|those|their|our|all|a total of)"
                       r"(?: [a-z][a-z-]{1,16}){0,2} ?$", re.IGNORECASE)
_HEAD_EN = re.compile(r"^\W{0,3}(?:of|among|out of) (?:the|its|these|those|their|our)\b", re.IGNORECASE)
_VERB_ZH = re.compile(r"[了过着设建完通达入获得]")
_DAY = re.compile(
    r"单日|最高日|高峰日|峰值日|(?:首|当|假)日(?:当天)?|(?:一|当|首)天(?:就|便|内)"
    r"|\b(?:busiest|peak|best|biggest|opening|first|single|final|last|strongest|record)(?: single)? day\b"
    r"|\bin one day\b|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day alone\b|\bday alone\b", re.IGNORECASE)
_PERIOD = re.compile(
    r"假期|长假|黄金周|期间|节日|春节|国庆|全年|全月|整[个年月周]|[天日]里|[\d一二三四五六七八九十]天|展会|累计"
    r"|\bholidays?\b|\bfestival\b|\bweek(?:end)?\b|\bseason\b|\bperiod\b|\bover the\b|\bduring\b|\bdays\b|-day\b"
    r"|\byear\b|\bfair\b|\bexpo\b|\btotal\b|\bmonth\b|\bfrom [a-z]{3,9}\.? \d"
    r"|[日号](?:至|到|—|-|~)\d", re.IGNORECASE)
_DAY_BACK = 3      # sentences


def claimed(page: Page, number: int) -> list[Tie]:
    """The subsets of one sentence."""
    ties = []
    indices = page.indices(number)
    for index in indices:
        if not _may(page.mentions[index]):
            continue
        if index - 1 in indices and _may(page.mentions[index - 1]) and (found := _beside(page, index - 1, index)):
            ties.append(found)
        if _DAY.search(_lead(page, index)) and (whole := _of_period(page, number, index)) is not None:
            ties.append(_tie(whole, index))
    return [*ties, *_of_several(page, number)]


def _may(mention: Mention) -> bool:
    return mention.role is Role.LEVEL and mention.dimension in _KINDS and not (
        mention.was or mention.planned or mention.each or mention.per)


def _tie(whole: int, part: int) -> Tie:
    return Tie(Relation.SUBSET, (("whole", whole), ("part", part)))


def _beside(page: Page, a: int, b: int) -> Tie | None:
    """Two numbers in a row: in Chinese the whole comes first, in English the part."""
    one, other = page.mentions[a], page.mentions[b]
    if page.sentences[one.sentence].language == "zh":
        between = page.plain[one.end:other.left]
        among = _AMONG_ZH.search(between) and len(between) < 30
        which = _OF_WHICH_ZH.search(between) and (_classifier(page, a) not in _ANYTHING or not _named(page, b))
        return _tie(a, b) if (among or which) and _same_things(page, a, b) else None
    between = page.plain[one.end:other.left]
    counts = one.is_count and other.is_count and (one.noun in ("", other.noun) or not other.noun)
    same = counts or (not one.is_count and alike(one, other))
    return _tie(b, a) if same and _AMONG_EN.match(between) else None


_ANYTHING = frozenset("个家项名位件种次类处人")       # classifiers of all kinds of things


def _classifier(page: Page, index: int) -> str:
    mention = page.mentions[index]
    return page.plain[mention.end:mention.end + 1] if mention.is_count else ""


def _same_things(page: Page, a: int, b: int) -> bool:
    """The same unit or classifier; another noun than the whole's only where a verb stands before it."""
    one, other = page.mentions[a], page.mentions[b]
    if one.dimension is not other.dimension or one.symbol != other.symbol:
        return False
    if not one.is_count or one.noun == other.noun:
        return True
    if _classifier(page, a) != _classifier(page, b) or not _classifier(page, a):
        return False
    own = page.plain[other.end + 1:other.right]      # empty where the noun was found before the number
    return not own or not other.noun or bool(_VERB_ZH.search(own))


def _named(page: Page, index: int) -> bool:
    """Does a noun stand right behind the number, or right before it? Else it is of what was counted last."""
    mention = page.mentions[index]
    before = page.plain[max(0, mention.left - 6):mention.left]
    return mention.right > mention.end + 1 or any(before.endswith(noun) for noun in NOUNS)


def _lead(page: Page, index: int) -> str:
    """The words of the number's clause before it."""
    mention = page.mentions[index]
    low = page.sentences[mention.sentence].start
    said = page.plain[max(low, mention.left - 80):mention.left]
    return re.split(r"[，。；;]|, (?=with |and |while )", said)[-1]


def _of_period(page: Page, number: int, index: int) -> int | None:
    """The nearest number before it of the same thing, told of more than that day."""
    part = page.mentions[index]
    for i in range(index - 1, max(-1, index - 40), -1):
        whole = page.mentions[i]
        far = number - whole.sentence > _DAY_BACK
        if far and not (part.noun and _PERIOD.search(_sentence(page, whole.sentence))):
            continue
        same = _alike(whole, part)
        if same and _may(whole) and not _DAY.search(_lead(page, i)):
            said = page.plain[page.sentences[max(0, whole.sentence - 1)].start:part.left]
            return i if far or _PERIOD.search(said) else None
    return None


_COMERS = frozenset({"visit", "visitor", "tourist", "guest", "trip"})


def _alike(whole: Mention, part: Mention) -> bool:
    """Of the same thing; who comes is counted as visits or as visitors."""
    comers = whole.is_count and part.is_count and whole.noun in _COMERS and part.noun in _COMERS
    named = not part.is_count or whole.noun == part.noun or not part.noun
    return comers or (alike(whole, part) and named)


def _sentence(page: Page, number: int) -> str:
    return page.plain[page.sentences[number].start:page.sentences[number].end]


def _of_several(page: Page, number: int) -> list[Tie]:
    """"Of the 120 buses and 46 trams, 111 buses and 40 trams ...": each part with the whole of its own noun."""
    sentence = page.sentences[number]
    indices = [i for i in page.indices(number) if page.mentions[i].is_count and _may(page.mentions[i])]
    if len(indices) < 3 or not _HEAD_EN.match(page.plain[sentence.start:page.mentions[indices[0]].left]):
        return []
    comma = page.plain.find(",", page.mentions[indices[0]].right, sentence.end)
    while comma > 0 and page.plain[comma + 1:comma + 2].isdigit():
        comma = page.plain.find(",", comma + 1, sentence.end)
    wholes = {page.mentions[i].noun: i for i in indices if page.mentions[i].right <= comma}
    if len(wholes) < 2 or "" in wholes:
        return []
    parts = [i for i in indices if page.mentions[i].left > comma and page.mentions[i].noun in wholes]
    return [_tie(wholes[page.mentions[i].noun], i) for i in parts if ";" not in page.plain[comma:page.mentions[i].left]]
