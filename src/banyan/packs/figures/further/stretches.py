"""Events with their first and last day, and what a text says of such a stretch: days in it, and how many they are."""

import re
from collections import Counter
from datetime import date, timedelta

from msgspec import Struct

from banyan.model.figure import Dimension, Period, Reading, Relation, Tie
from banyan.packs.figures.further.near import before, behind, between, more, tied

_EVENT_EN = re.compile(
    r"\b(festivals?|fairs?|games|expo|exhibition|programme|program|events?|holidays?|congress|summit|tournament|season"
    r"|conference|forum|carnival|championships?|campaign|week|show|regatta|cup|convention|olympics|meeting|exercise"
    r"|drill|camp|contest|competition|census|survey|trial)\b", re.IGNORECASE)
_EVENT_ZH = re.compile(
    r"(?:博览|展览|交易|洽谈|推介|运动|展销|文化|音乐|美食|艺术|电影|啤酒|灯|庙)?(?:节|会期|峰会|大会|博览会|交易会"
    r"|洽谈会"
    r"|展销会|运动会|展会|会展|年会|论坛|赛|展|周|活动|假期|长假|演练|普查|公示期|赛程|日程|会(?=[期上议的，]))")
_BEGIN = re.compile(
    r"\b(?:began|begins?|start(?:s|ed|ing)?|open(?:s|ed|ing)?|beginning|launched|kick(?:s|ed) off|got under way"
    r"|gets under way|ran|runs|running|staged|held|lasting)\b(?: [a-z]+){0,3}?(?: (?:on|from))? ?$", re.IGNORECASE)
_END = re.compile(
    r"\b(?:end(?:s|ed|ing)?|clos(?:e|es|ed|ing)|conclud(?:e|es|ed|ing)|finish(?:es|ed|ing)?|wrap(?:s|ped) up"
    r"|until|through|came to an end|comes to an end)\b(?: [a-z]+){0,3}?(?: on)? ?$", re.IGNORECASE)
_BEGIN_ZH = re.compile(r"^(?:[（(][^）)]{1,8}[）)])?[^，。；、]{0,6}?(?:开幕|开始|启动|开赛|开馆|拉开|起(?!草))")
_END_ZH = re.compile(r"^(?:[（(][^）)]{1,8}[）)])?[^，。；、]{0,6}?(?:闭幕|结束|落幕|收官|闭馆|截止|止)")
_TO = re.compile(r"^(?:[（(][^）)]{1,12}[）)])?\s*(?:起|开始)?(?:to|until|through|till|[-–—~]{1,2}|(?:持续|延续|一直"
                 r"|截?止)?[至到])\s*"
                 r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? ?)?$", re.IGNORECASE)
# What belongs to an event, and what only comes before or after it.
_BELONGS = re.compile(
    r"\bduring\b|\bone of (?:the|its)\b|\bpart of\b|\bof the (?:programme|program|schedule|games|event)\b|\bfinals?\b"
    r"|\b(?:closing|opening|award) (?:ceremony|session|concert|match|day)\b|\bside event\b|\bwithin the\b"
    r"|\bin the course of\b|\bon the (?:last|first|final|second|third|\w+) day\b|\bon the sidelines\b"
    r"|会期内|期间|[配套系列]{2}活动|活动之一|赛事之一|环节|同期|闭幕式|开幕式|决赛|收官"
    r"|作为[^，。；]{2,16}的?[^，。；]{0,8}[，的]|主会场|大会现场|画上[^，。]{0,4}句号|压轴|拉开[^，。]{0,4}[序帷]幕"
    r"|\bto a close\b|\brounded off\b"
    r"|\bof the (?:reporting )?period\b|\bin (?:this|the) period\b"
    r"|其间|会上|日程|赛程", re.IGNORECASE)
_OUTSIDE = re.compile(
    r"\b(?:before|after|ahead of|prior to|following|preceding|since|until|registration|registered|tickets?|rehears\w+"
    r"|warm-?up|preview|announce[ds]?|said|next year|next edition|deadline|results?)\b"
    r"|[之以]?前(?!期|三|\d)|[之以会幕束]后|预热|倒计时|报名|彩排|筹备|公布|通报|下届|明年|预计|截止", re.IGNORECASE)
# A period that the text says it is about, and what happened in it.
_STATED = re.compile(
    r"(?:统计|报告|审计|考核|监测|检查)(?:期|时段|周期|期间|区间)[^，。；\d]{0,6}$|(?:时段|期)为$"
    r"|\b(?:covering|covers|period|reporting period)(?: the period)?(?: from| is| of| was)? $", re.IGNORECASE)
_CALLED = re.compile(r"^[（(]以下[简统]?称[“\"]?(?:统计|报告|审计|考核|监测)")
_HAPPENED = re.compile(r"[发拨交支出][放付][^，。；]{0,4}|出现|发生|最[大高多]|峰值|达到|查[处获出]|当[天日]"
                       r"|\b(?:fell|was (?:measured|recorded|held|paid|seized|reached)|occurred|peak\w*|busiest|highest"
                       r"|largest|took place|happened)\b", re.IGNORECASE)
_SINCE = re.compile(r"(?:自|从|于|在)[^，。；\d]{0,4}$")
_ENDED = re.compile(r"(?:至|到|止于)$")
_APART = 6          # numbers from a stretch's length, among which its days stand
ASTRAY = timedelta(days=31)
_LENGTH = re.compile(r"(?:共计?|为期|历时|持续|长达|展期|会期|前后|为时|计|时长|共有)[约为]?$")
_LENGTH_EN = re.compile(r"(?:\b(?:for|lasting|lasted|lasts|spanning|spans|over|in all|total(?:ling)? of)|\bthe|\bits"
                        r"|\ba"
                        r"|,|\(|[-–—])\s*$", re.IGNORECASE)
_LENGTH_ENDS = re.compile(r"\s*(?:[,.;)–—-]|in (?:all|total)\b|long\b|$)", re.IGNORECASE)
_LASTED = re.compile(r"\b(?:last(?:s|ed|ing)?|for|ran|runs|took|takes|continued|went on)(?: for)? $", re.IGNORECASE)
_FROM = re.compile(r",? ?(?:from|between)? ?(?:[A-Z][a-z]+day,? )?", re.IGNORECASE)
_NO_LENGTH = re.compile(r"工作日|\b(?:working|business|earlier|later|ago|before|after|notice|per|a day)\b|提前"
                        r"|之?[前后]"
                        r"|平均|每", re.IGNORECASE)
_NO_LEAD = re.compile(r"(?:提前|每|平均|[^，。前]后|\b(?:per|every|each|notice|within|after|about "
                      r"every))[^，。,;]{0,4}$", re.IGNORECASE)
_DAYS = re.compile(r"(?<!\d)\d{1,2}(?:st|nd|rd|th)?(?!\d| ?月)")       # days, and not months alone
LONGEST = timedelta(days=366)
NOUN = 60           # characters before an event's days in which it is named
MOST = 12           # stretches in one text


class Stretch(Struct, frozen=True):
    """`first`, `last`: the numbers that give its first and last day, which may be one. `names`: what it is called."""

    first: int
    last: int
    start: date
    end: date
    names: frozenset[str]


def read(reading: Reading) -> Reading:
    found = stretches(reading)
    return more(reading, [*_lengths(reading, found), *_across(reading), *_within(reading, found)])


def stretches(reading: Reading) -> list[Stretch]:
    """In the order of the text; those that end before they begin are left to the check of their order."""
    dated = [i for i, q in enumerate(reading.quantities) if q.unit.dimension is Dimension.DATE]
    found: list[Stretch] = []
    for at, first in enumerate(dated):
        following = dated[at + 1] if at + 1 < len(dated) else None
        last = _last(reading, first, following)
        days = _days(reading, first, last) if last is not None else None
        if last is not None and days is not None and timedelta(0) < days[1] - days[0] <= LONGEST and (
                not found or found[-1].last < first):
            found.append(Stretch(first, last, *days, _names(reading, first, last)))
    return found[:MOST]


def _last(reading: Reading, first: int, following: int | None) -> int | None:
    period = reading.quantities[first].period
    written = _DAYS.search(reading.quantities[first].text)
    if period is not None and period.start != period.end and (written or not _is_month(period)):
        return first
    if following is None:
        return None
    gap = between(reading, first, following)
    if _TO.match(gap):
        return following
    one_sentence = reading.quantities[first].sentence == reading.quantities[following].sentence
    begins = _BEGIN.search(before(reading, first)) or _BEGIN_ZH.match(behind(reading, first))
    ends = _END.search(gap[-40:]) or _END_ZH.match(behind(reading, following))
    return following if one_sentence and begins and ends else None


def _is_month(period: Period) -> bool:
    """A month, or several, is no stretch of an event's days."""
    return period.start is None or period.end is None or (
        period.start.day == 1 and (period.end + timedelta(days=1)).day == 1)


def _days(reading: Reading, first: int, last: int) -> tuple[date, date] | None:
    a, b = reading.quantities[first].period, reading.quantities[last].period
    if a is None or b is None or a.start is None or b.end is None:
        return None
    return a.start, b.end


def _names(reading: Reading, first: int, last: int) -> frozenset[str]:
    one, other = reading.quantities[first], reading.quantities[last]
    said = before(reading, first, NOUN) + " " + reading.text[other.end:other.end + NOUN // 2].split("\n")[0]
    if one.sentence != other.sentence:
        said = before(reading, first, NOUN)
    return frozenset(_events(said))


def _events(said: str) -> list[str]:
    english = [word.lower().removesuffix("s") for word in _EVENT_EN.findall(said)]
    chinese = [m.group() for m in _EVENT_ZH.finditer(said)]
    return [*english, *(name[-1] if name[-1] in "节会赛展周" else name for name in chinese)]


def _lengths(reading: Reading, found: list[Stretch]) -> list[Tie]:
    """How many days the text gives to a stretch, in its sentence."""
    ties: list[Tie] = []
    sentences = [reading.quantities[stretch.last].sentence for stretch in found]
    often = Counter(sentences)
    for stretch, sentence in zip(found, sentences, strict=True):
        if often[sentence] > 1:
            continue        # "3–5, 11–12 and 19–22 June, nine days in all" is of all of them
        lengths = [i for i, q in enumerate(reading.quantities[max(0, stretch.first - 6):stretch.last + 7],
                                           max(0, stretch.first - 6))
                   if q.sentence == sentence and q.unit.dimension is Dimension.DURATION
                   and q.unit.symbol in ("day", "week") and _is_length(reading, i, stretch)]
        if len(lengths) == 1:
            ties.append(Tie(Relation.DAYS, (("length", lengths[0]), ("first", stretch.first), ("last", stretch.last))))
    return ties


def _across(reading: Reading) -> list[Tie]:
    """为期30天的展销已于7月30日结束。展销自7月1日启动: its first and its last day in two sentences of a paragraph."""
    ties: list[Tie] = []
    for index, quantity in enumerate(reading.quantities):
        if quantity.unit.symbol != "day" or not _LENGTH.search(before(reading, index, 16)) or _NO_LENGTH.search(
                quantity.text + behind(reading, index, 4)):
            continue
        near = [i for i in range(max(0, index - _APART), min(index + _APART + 1, len(reading.quantities)))
                if reading.quantities[i].unit.dimension is Dimension.DATE
                and "\n" not in reading.text[min(quantity.end, reading.quantities[i].end):
                                             max(quantity.start, reading.quantities[i].start)]]
        ends = [i for i in near if _END_ZH.match(behind(reading, i)) or _ENDED.search(before(reading, i))]
        begins = [i for i in near if _BEGIN_ZH.match(behind(reading, i)) and _SINCE.search(before(reading, i))]
        said = [reading.quantities[i].sentence for i in (*begins, *ends)]
        if len(begins) == len(ends) == 1 and begins != ends and _days(reading, begins[0], ends[0]) and (
                said[0] != said[1] and quantity.sentence in said):
            ties.append(Tie(Relation.DAYS, (("length", index), ("first", begins[0]), ("last", ends[0]))))
    return ties


def _is_length(reading: Reading, index: int, stretch: Stretch) -> bool:
    quantity = reading.quantities[index]
    lead, tail = before(reading, index, 16), behind(reading, index, 14)
    if _NO_LENGTH.search(quantity.text + tail.split("，")[0].split(",")[0]) or _NO_LEAD.search(lead):
        return False
    if not quantity.text.isascii():
        return bool(_LENGTH.search(lead)) or (index < stretch.first and tail.startswith("的"))
    if lead.rstrip()[-1:] in (",", "(", "-", "–", "—") and not _LENGTH_ENDS.match(tail):
        return False
    if index > stretch.last:
        return bool(_LENGTH_EN.search(lead))
    led = _LASTED.search(lead) and _FROM.fullmatch(reading.text[quantity.end:reading.quantities[stretch.first].start])
    return "-" in quantity.text or bool(led)


def _within(reading: Reading, found: list[Stretch]) -> list[Tie]:
    """Days of what a text calls part of an event, against the event's days."""
    ties, known = [], tied(reading, Relation.WITHIN)
    if not found:
        return []
    bounds = {i for s in found for i in range(s.first, s.last + 1)}
    for index, quantity in enumerate(reading.quantities):
        dated = quantity.unit.dimension is Dimension.DATE and quantity.period is not None and quantity.period.start
        if not dated or index in known or index in bounds:
            continue
        said = _part(reading, index)
        likely = [s for s in found if s.last < index]
        stated = [s for s in likely if _STATED.search(before(reading, s.first, 24))
                  or _CALLED.match(behind(reading, s.last, 16))]
        if stated and not _OUTSIDE.search(said) and _is_near(stated[-1], quantity.period) and _HAPPENED.search(said):
            whole = stated[-1]
            ties.append(Tie(Relation.WITHIN, (("whole", whole.first), ("until", whole.last), ("moment", index))))
            continue
        if not _BELONGS.search(said) or _OUTSIDE.search(said):
            continue
        named = [s for s in likely if s.names & frozenset(_events(said))]
        chosen = named[-1:] or (likely if len(found) == 1 else [])
        if chosen:
            whole = chosen[0]
            ties.append(Tie(Relation.WITHIN, (("whole", whole.first), ("until", whole.last), ("moment", index))))
    return ties


def _is_near(stretch: Stretch, period: Period | None) -> bool:
    """A single day, not long before the stretch or behind it: what is told of another year is no slip."""
    if period is None or period.start is None or period.start != period.end:
        return False
    return stretch.start - ASTRAY <= period.start <= stretch.end + ASTRAY


def _part(reading: Reading, index: int) -> str:
    """The part of the sentence between semicolons in which the day stands."""
    quantity = reading.quantities[index]
    start = max(quantity.start - 160, reading.text.rfind(quantity.sentence[:20], 0, quantity.start + 1))
    lead = re.split(r"[;；。]", reading.text[max(0, start):quantity.start])[-1]
    tail = re.split(r"[;；。\n]|\.\s", reading.text[quantity.end:quantity.end + 60])[0]
    return f"{lead} {tail}"
