"""Days that a passage places in a stretch of days or behind its end: 戒严期内, "when the visits were over".

A stretch is any two days of a paragraph with "from … to", "between … and" or a beginning and an end; it needs no name
that a table knows. Behind it, words of its own time ("within this period", its busiest day) put a day inside, words of
its end, and what is reported or handed in of it, put a day behind.
"""

import re
from datetime import date, timedelta
from itertools import islice, pairwise

from msgspec import Struct

from banyan.measure.figures.dates import AFTER
from banyan.model.figure import Dimension, Reading, Relation, Tie
from banyan.packs.figures.further.near import before, behind, between, more, tied

_TO = re.compile(
    r"^(?:起|开始|开幕)?[，,]? ?(?:一直)?(?:持续|延续|截止|运行|开放)?(?:至|到)$"
    r"|^,?\s*(?:to|until|through|till|[-–—~]|and ran (?:to|until)|and lasted (?:to|until)|and)\s*$", re.IGNORECASE)
_BETWEEN = re.compile(r"\b(?:between|from)\b[^.;]{0,16}$|(?:自|从|由)$", re.IGNORECASE)
_BEGINS = re.compile(
    r"\b(?:start(?:s|ed)|beg[ai]ns?|began|open(?:s|ed)|broke out|launched|issued|sent out|went out|set out|left)\b"
    r"[^.;,\d]{0,24}$", re.IGNORECASE)
_ENDS = re.compile(
    r"\b(?:end(?:s|ed)|clos(?:es|ed)|finished|conclud(?:es|ed)|came to an end|the last|final|returned|until|over"
    r"|put out|extinguished|completed)\b[^.;\d]{0,50}$", re.IGNORECASE)
_BEGINS_ZH = re.compile(r"^(?:正式|全面)?(?:起|开始|启动|开幕|发出|出发|开工|进场|发放|开馆|打响|启程|动工)")
_ENDS_ZH = re.compile(r"^(?:正式|全面|前|全部)?(?:止|截止|结束|闭幕|收回|返回|完成|收官|闭馆|撤展|落幕|完工)")
_INSIDE = re.compile(
    r"期内|其间|期间|季内|期中|此段时间"
    r"|\b(?:within|during|in|throughout|of) (?:this|that|the|these) (?:same )?(?:period|time|weeks|months|days|season"
    r"|stretch|window|span)\b|\ball (?:of )?(?:this|that) time\b", re.IGNORECASE)
_ITS = re.compile(
    r"\b(?:its|their|the (?:[a-z]+ ){0,2}[a-z]+['’]s) (?:[a-z]{3,}est|last|first|final|most [a-z]+|opening|closing"
    r"|penultimate)\b", re.IGNORECASE)
_OWNER = re.compile(r"the ((?:[a-z]+ ){0,2}[a-z]+)['’]s ", re.IGNORECASE)
_NOT_INSIDE = re.compile(
    r"\b(?:before|after|ahead of|prior|following|since|until|preview|announced|deadline|next|previous|outside"
    r"|rehears\w+|registration|tickets?|warm-?up)\b"
    r"|(?:之|以)?前(?![一二三四五六七八九十\d期])|(?<![最随])[之以]?后(?!期)|以外|结束|预热|报名|彩排|筹备|公布"
    r"|通报|下届|此前|上年|去年同期", re.IGNORECASE)
_OVER = re.compile(
    r"(?:结束|闭幕|期满|收官|落幕|截止|完成|收回|闭馆|散场|终了)(?:之|以)?后"
    r"|\b(?:when|once|as soon as|after) (?:the|these|this|all|its|their)?[^,.;]{0,30}\b(?:were|was|had|is|are) "
    r"(?:over|ended|closed|finished|complete\w*|done|safe)\b"
    r"|\bafter (?:the|its|their) (?:end|close|closure|conclusion|completion|visits?|survey|season|exhibition|fair|games"
    r"|festival|inspection|fieldwork)\b", re.IGNORECASE)
_REPORT = re.compile(
    r"\b(?:reports?|findings|results|evaluation|analysis|conclusions|verdict|account)\b[^.;]{0,40}\b(?:of|on|dated|from)"
    r" (?:[A-Z][a-z]+day,? )?$", re.IGNORECASE)
_AHEAD = re.compile(
    r"\b(?:will|interim|preliminary|first|earlier|previous|forecast|planned)\b|预告|预案|方案|计划|初步", re.IGNORECASE)
_EARLIEST = re.compile(r"最[早晚先后]的?|\bthe (?:earliest|latest|oldest|newest|first|last)\b", re.IGNORECASE)
_SAMPLE = re.compile(r"抽取|抽查|样本|\b(?:sampled?|drawn?|drew|selected|of (?:these|them|those))\b", re.IGNORECASE)
_EXTREMES = re.compile(      # both ends of what was told to lie in the stretch
    r"最早[^。]{1,60}最[晚后近]|最[晚后近][^。]{1,60}最早"
    r"|\b(?:earliest|oldest)\b[^;]{1,90}\b(?:latest|newest|most recent|last)\b", re.IGNORECASE)
_DAYS = re.compile(r"(?<!\d)\d{1,2}(?!\d)(?! ?月)")
LONGEST, REACH = timedelta(days=370), timedelta(days=200)
MOST = 60           # days of a text that are looked at
_LEAD = 150


class Span(Struct, frozen=True):
    """`first`, `last`: the numbers of its first and last day."""

    first: int
    last: int
    start: date
    end: date


def read(reading: Reading) -> Reading:
    dated = (i for i, q in enumerate(reading.quantities) if q.unit.dimension is Dimension.DATE and _day(reading, i))
    days = list(islice(dated, MOST))
    found = spans(reading, days)
    held, ties = tied(reading, Relation.WITHIN), list[Tie]()
    for index in days:
        behind_ = [s for s in found if s.last < index and (
            _near(reading, s.last, index) or _is_named(reading, s, index))]
        if behind_ and index not in held:
            ties += _placed(reading, behind_[-1], index)
        ties += _reported(reading, [i for i in days if i < index], index)
    return more(reading, list(dict.fromkeys(ties)))


def spans(reading: Reading, days: list[int]) -> list[Span]:
    """The stretches that the days of a text begin."""
    return [span for a, b in pairwise([*days, -1])
            if (span := _whole(reading, a) or (_span(reading, a, b) if b > a else None)) is not None]


def _day(reading: Reading, index: int) -> tuple[date, date] | None:
    period = reading.quantities[index].period
    if period is None or period.start is None or period.end is None:
        return None
    return period.start, period.end


def _near(reading: Reading, earlier: int, later: int) -> bool:
    """In one paragraph."""
    return "\n" not in between(reading, earlier, later).strip("\n")


def _is_named(reading: Reading, span: Span, index: int) -> bool:
    """"The fiscal year that ran from …" and, further on, "the fiscal year's largest"."""
    told = _ITS.search(_sentence(reading, index))
    name = _OWNER.match(told.group()) if told else None
    return bool(name and name[1].lower() in before(reading, span.first, 80).lower())


def _whole(reading: Reading, index: int) -> Span | None:
    """Both days in one number: "between 5 May and 20 June"; a month or a year is none."""
    days = _day(reading, index)
    written = len(_DAYS.findall(reading.quantities[index].text)) > 1
    if days is None or not written or not timedelta(0) < days[1] - days[0] <= LONGEST:
        return None
    return Span(index, index, *days)


def _span(reading: Reading, first: int, last: int) -> Span | None:
    a, b = _day(reading, first), _day(reading, last)
    if a is None or b is None or not timedelta(0) < b[1] - a[0] <= LONGEST or not _near(reading, first, last):
        return None
    gap, lead = between(reading, first, last), before(reading, first, 60)
    joined = bool(_TO.match(gap)) and (gap.strip().lower() != "and" or bool(_BETWEEN.search(lead)))
    begins = _BEGINS.search(lead) or _BEGINS_ZH.match(behind(reading, first))
    ends = _ENDS.search(gap[-70:]) or _ENDS_ZH.match(behind(reading, last))
    if joined or (begins and ends and len(gap) < _LEAD):
        return Span(first, last, a[0], b[1])
    return None


def _placed(reading: Reading, span: Span, index: int) -> list[Tie]:
    day = _day(reading, index)
    if day is None or not span.start - REACH < day[0] < span.end + REACH:
        return []
    said, earlier = _sentence(reading, index), between(reading, span.last, index)
    if _OVER.search(earlier) and not _AHEAD.search(said):
        return [Tie(Relation.ORDER, (("moment", span.last), ("moment", index)), AFTER)]
    named = _is_named(reading, span, index)
    whole = reading.quantities[index].sentence
    ends = _EARLIEST.search(said) and _EXTREMES.search(whole) and _SAMPLE.search(earlier + whole)
    inside = _INSIDE.search(said) or named or ends or (_ITS.search(said) and len(earlier) < 2 * _LEAD)
    if inside and not _NOT_INSIDE.search(said):
        return [Tie(Relation.WITHIN, (("whole", span.first), ("until", span.last), ("moment", index)))]
    return []


def _reported(reading: Reading, earlier: list[int], index: int) -> list[Tie]:
    """What is reported of something is reported behind it: "in their report of 9 January"."""
    lead = re.split(r"[.;]\s", before(reading, index, 110))[-1]
    if not _REPORT.search(lead) or _AHEAD.search(lead):
        return []
    day = _day(reading, index)
    known = [(i, other) for i in earlier if (other := _day(reading, i)) is not None and _near(reading, i, index)]
    told = [i for i, other in known if day is not None and abs(other[0] - day[0]) < REACH
            and not _AHEAD.search(_sentence(reading, i))]
    return [Tie(Relation.ORDER, (("moment", told[-1]), ("moment", index)), AFTER)] if told else []


def _sentence(reading: Reading, index: int) -> str:
    """The sentence of a day as far as the nearest other day, which may have a place of its own."""
    quantity = reading.quantities[index]
    low = reading.quantities[index - 1].end if index and (
        reading.quantities[index - 1].unit.dimension is Dimension.DATE) else 0
    lead = re.split(r"[。；;]|\.\s", reading.text[max(low, quantity.start - _LEAD):quantity.start])[-1]
    tail = re.split(r"[。；;\n]|\.\s", reading.text[quantity.end:quantity.end + 80])[0]
    following = reading.quantities[index + 1] if index + 1 < len(reading.quantities) else None
    if following is not None and following.unit.dimension is Dimension.DATE:
        tail = tail[:max(0, following.start - quantity.end)]
    return f"{lead} {tail}"
