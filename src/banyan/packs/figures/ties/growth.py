"""Growth and change with the levels they lie between, compound growth over years, gaps between two rates."""

import re
from decimal import Decimal

from banyan.model.figure import Dimension, Relation, Role, Tie
from banyan.packs.figures.around import WORDS
from banyan.packs.figures.mention import Mention
from banyan.packs.figures.page import Page
from banyan.packs.figures.ties.items import MARKERS
from banyan.packs.figures.ties.weigh import alike

_AMOUNTS = (Dimension.COUNT, Dimension.MONEY, Dimension.MEASURE, Dimension.DURATION)
_LEVELS = (*_AMOUNTS, Dimension.PERCENT)
_REACH = 90


def claimed(page: Page, number: int) -> list[Tie]:
    """The growths, changes, averages and gaps of one sentence."""
    ties = _respectively(page, number)
    paired = {tie.members[0][1] for tie in ties}
    for index in page.indices(number):
        mention = page.mentions[index]
        if index in paired or (paired and mention.role is Role.GROWTH):
            continue
        if mention.dimension is Dimension.POINTS and mention.role is Role.GROWTH:
            ties += _gap(page, number, index)
        elif mention.role in (Role.GROWTH, Role.CHANGE):
            ties += _growth(page, number, index)
        elif mention.role is Role.AVERAGE_GROWTH:
            ties += _compound(page, number, index)
        elif mention.role is Role.GAP:
            ties += _gap(page, number, index)
    return ties


def _respectively(page: Page, number: int) -> list[Tie]:
    """"156 projects worth 129 billion, up 12 and 18 percent respectively": each growth with the level in its turn."""
    sentence = page.sentences[number]
    if not MARKERS[sentence.language].RESPECTIVELY.first(page.plain, sentence.start, sentence.end):
        return []
    growths = [i for i in page.indices(number) if page.mentions[i].role is Role.GROWTH and page.mentions[i].is_percent]
    if len(growths) < 2 or growths != list(range(growths[0], growths[-1] + 1)):
        return []
    levels = [i for i in page.indices(number) if i < growths[0] and page.mentions[i].dimension in _AMOUNTS
              and (m := page.mentions[i]).role is Role.LEVEL and not (m.was or m.planned)][-len(growths):]
    if len(levels) < len(growths):
        return []
    return [Tie(Relation.GROWTH, (("growth", g), ("now", n))) for g, n in zip(growths, levels, strict=True)]


def _growth(page: Page, number: int, index: int) -> list[Tie]:
    mention = page.mentions[index]
    now = _now(page, number, index)
    before = _before(page, number, index, now)
    if now is None and before is not None and mention.to:
        return []
    if now is None:
        return []
    relation, name = (Relation.CHANGE, "change") if mention.role is Role.CHANGE else (Relation.GROWTH, "growth")
    if relation is Relation.CHANGE and not _same_measure(mention, page.mentions[now]):
        return []
    members = [(name, index), ("now", now)]
    if before is not None and before != now:
        members.append(("before", before))
    years = mention.years if mention.per == "year" else None
    return [Tie(relation, tuple(members), years=years)]


def _same_measure(change: Mention, level: Mention) -> bool:
    """A change in points is of percentages, any other of its own kind."""
    if change.dimension is Dimension.POINTS:
        return level.dimension is Dimension.PERCENT
    return alike(change, level)


def _is_level(mention: Mention) -> bool:
    roles = (Role.LEVEL, Role.SHARE, Role.RATE)
    return mention.role in roles and mention.dimension in _LEVELS


def _now(page: Page, number: int, index: int) -> int | None:
    """The level right before the growth, in its sentence and without another level's growth between."""
    mention = page.mentions[index]
    before = [i for i in page.indices(number) if i < index]
    for i in reversed(before):
        other = page.mentions[i]
        if mention.left - other.right > _REACH or _ends(page, other, mention):
            break
        reached = _is_level(other) and not (other.was or other.planned)
        if reached and _grows_so(mention, other) and not _own_subject(page, other, mention) and (
                mention.role is not Role.CHANGE or _same_measure(mention, other)):
            return i
    # "grew by 12 percent to 88 billion", 增长12%，达到88亿元
    for i in page.indices(number):
        other = page.mentions[i]
        if i > index and _is_level(other) and other.to and other.left - mention.right < 40 and (
                mention.role is not Role.CHANGE or _same_measure(mention, other)):
            return i
    return None


def _ends(page: Page, level: Mention, growth: Mention) -> bool:
    """A semicolon, or a new subject with its own verb, lies between level and growth."""
    between = page.plain[level.right:growth.left]
    if "；" in between or ";" in between:
        return True
    words = between.lower()
    return " while " in words or " and the " in words or "其中" in between


_SAID = re.compile(
    r"同比|环比|[比较与和](?:上|去|前一|同)[年季月届期]?(?:度|同期)?(?:相比)?|实际|名义|按可比价格?(?:计算)?"
    r"|可比口径|净?增[长加幅速]?率?|[提升]高|上升|上涨|扩大|下降|减少|降低"
    r"|压缩|缩短|回落|降幅?|收窄|下滑|分别|幅度?|为|达到?|约|近|了|的|超过?|逾|翻|其|是|累计|年均|平均|每年|均|则|也"
    r"|又|再|各|\d{4}年|其中|左右|以上|多|余|预算|年初|计划|目标|，"
    r"|\b(?:up|down|an?|the|increas\w*|decreas\w*|declin\w*|growth|grew|grow(?:n|ing)?|ris\w*|rose|fall\w*|fell"
    r"|drop\w*|jump\w*|surg\w*|expan\w*|gain\w*|reduc\w*"
    r"|cut\w*|by|of|rates?|year|on|years?|annual\w*|average|compound|real|nominal|total|net|which|is|was|were|has|had"
    r"|have|been|it|this|that|marking|representing|with|and|or|about"
    r"|nearly|over|more|less|than|fewer|higher|lower|last|previous|same|period|from|to|compared|at|in|terms|some"
    r"|around|almost|sharp|slight|further|also|respectively|percentage"
    r"|points?|percent|improv\w*|accelerat\w*|climb\w*|swell\w*|slip\w*|shr[aiu]nk\w*|month|quarter|figure|number|up"
    r"|as|for|its|their|a|budget\w*|target\w*|plann?\w*|quarterly|monthly|yearly|well|above|below)\b",
    re.IGNORECASE,
)  # fmt: skip
_OWN = re.compile(r"[\u4e00-\u9fff]{2}|[A-Za-z]{3,}")


def _grows_so(growth: Mention, level: Mention) -> bool:
    """A percentage changes by points; what grows by percent is an amount."""
    return growth.role is Role.CHANGE or level.dimension in _AMOUNTS


def _own_subject(page: Page, level: Mention, growth: Mention) -> bool:
    """Does the growth's clause name something of its own that grows? Then it isn't the level before it."""
    between = page.plain[level.right:growth.left]
    for other in page.of_sentence(growth.sentence):
        if level.right <= other.left and other.right <= growth.left:        # its number and noun name nothing new
            between = between.replace(page.plain[other.left:other.right], " ", 1)
    cut = max(between.rfind(mark) for mark in ",，;；(（、")
    return bool(_OWN.search(_SAID.sub(" ", between[cut + 1:]))) and cut >= 0


def _before(page: Page, number: int, index: int, now: int | None) -> int | None:
    """The level it came from, nearest in the same part of the sentence: "from 50", "last year's 58", 由上年的58个."""
    level = page.mentions[now] if now is not None else None
    found = [
        i for i in page.indices(number)
        if i not in (index, now) and _is_level(other := page.mentions[i]) and (level is None or alike(level, other))
        and (other.was or _last_years(page, other)) and not _parted(page, i, index)
        and (level is None or level.is_count or not level.indicator or not other.indicator
            or level.indicator == other.indicator)
    ]  # fmt: skip
    return min(found, key=lambda i: abs(i - index), default=None)


def _parted(page: Page, a: int, b: int) -> bool:
    low, high = sorted((a, b))
    return any(mark in page.plain[page.mentions[low].right:page.mentions[high].left] for mark in ";；")


def _last_years(page: Page, mention: Mention) -> bool:
    before = page.plain[max(page.sentences[mention.sentence].start, mention.left - 24):mention.left].lower().rstrip()
    return (before.endswith(("last year's", "the previous year's",
                                            "a year earlier's", "than the", "compared with", "against")) and (
        "than the" not in before)) or before.endswith(("上年的", "去年的", "上年同期的", "去年同期的", "上届的",
        "上一届的"))


def _compound(page: Page, number: int, index: int) -> list[Tie]:
    """An average growth with the total growth or the levels of the same years, where the sentence has them."""
    mention = page.mentions[index]
    others = [i for i in page.indices(number) if i != index and not _parted(page, i, index)]
    if mention.dimension is Dimension.POINTS:
        return _yearly_points(page, index, others)
    before = [i for i in others if _is_level(page.mentions[i]) and page.mentions[i].was and i < index]
    now = [i for i in others if before and _is_level(page.mentions[i]) and not page.mentions[i].was
           and alike(page.mentions[i], page.mentions[before[-1]]) and before[-1] < i < index]
    members = [("average", index)]
    if now and before:
        members += [("now", now[-1]), ("before", before[-1])]
    years = (_years_between(page, now[-1], before[-1]) if now and before else None) or mention.years
    total = [i for i in others if page.mentions[i].role is Role.GROWTH and page.mentions[i].dimension in (
        Dimension.TIMES, Dimension.PERCENT) and page.mentions[i].base is None
            and page.mentions[i].years == mention.years]
    if total and mention.years:
        members.append(("total", total[0]))
    return [Tie(Relation.COMPOUND, tuple(members), years=years)] if years else []


def _yearly_points(page: Page, index: int, others: list[int]) -> list[Tie]:
    """2.4 points a year between two shares."""
    shares = [i for i in others if page.mentions[i].dimension is Dimension.PERCENT and _is_level(page.mentions[i])]
    before = [i for i in shares if page.mentions[i].was]
    now = [i for i in shares if i not in before]
    if not before or not now:
        return []
    members = (("change", index), ("now", now[0]), ("before", before[0]))
    return [Tie(Relation.CHANGE, members, years=_years_between(page, now[0], before[0]) or page.mentions[index].years)]


def _years_between(page: Page, now: int, before: int) -> int | None:
    a, b = page.mentions[now].period, page.mentions[before].period
    if a is None or b is None or a.end is None or b.end is None or a.end.year <= b.end.year:
        return None
    return a.end.year - b.end.year


def _gap(page: Page, number: int, index: int) -> list[Tie]:
    """A gap belongs to the nearest rate before it; the other rate is tied where the text gives it."""
    rates = [
        i for i in page.indices(number)
        if (page.mentions[i].dimension is Dimension.PERCENT and page.mentions[i].value < Decimal(1000))
        or (page.mentions[i].dimension is Dimension.POINTS and page.mentions[i].role is Role.AVERAGE_GROWTH)
    ]  # fmt: skip
    before = [i for i in rates if i < index]
    if not before or (page.mentions[index].role is Role.GROWTH and not _compares(page, before[-1], index)):
        return []
    after = [i for i in rates if i > index and page.mentions[i].left - page.mentions[index].right < 60]
    members = [("gap", index), ("rate", before[-1])]
    if after and _names_other(page, index, after[0]):
        members.append(("other", after[0]))
    return [Tie(Relation.GAP, tuple(members))]


def _compares(page: Page, rate: int, index: int) -> bool:
    gaps = WORDS[page.sentences[page.mentions[index].sentence].language].gaps
    return gaps.last(page.plain, page.mentions[rate].right, page.mentions[index].left) is not None


def _names_other(page: Page, gap: int, other: int) -> bool:
    """"2.1 points above the national 10.2 percent": nothing but a name stands between gap and rate."""
    between = page.plain[page.mentions[gap].right:page.mentions[other].left]
    return not any(mark in between for mark in ",;，；。")
