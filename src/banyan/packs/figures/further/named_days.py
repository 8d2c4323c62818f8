"""Stretches of days that have a name (汛期, "the holiday") and days that a text places in them; beginnings and ends."""

import re
from datetime import date, timedelta
from itertools import pairwise

from msgspec import Struct

from banyan.model.figure import Dimension, Reading, Relation, Tie
from banyan.packs.figures.further.near import before, behind, between, more, tied

_NAME_ZH = re.compile(
    r"([\u4e00-\u9fff]{1,6}?[期季节假周])(?:时间|日程)?(?:为|是|自|从|定为|定于|安排在|于|在|，|（|\(|：)?$")
_NAME_EN = re.compile(
    r"\b(holidays?|seasons?|festival|fair|expo|exhibition|week|ban|campaign|window|period|games|session|congress|summit"
    r"|tournament|term|closure|moratorium|break|drill|census|trial|carnival|marathon|conference|forum)\b[^.;\d]{0,44}$",
    re.IGNORECASE)
_IN_ZH = r"(?:期间|时期内|之内|以内|内|中(?!旬|后)|里|范围内|$|，|的第)"
_OUTSIDE_ZH = re.compile(r"^(?:结束|开始|启动|到来|过)?(?:之?前|之?后|以外|外|以来)|^(?:结束|已过|未到|尚未|临近|来临)")
_STILL_ZH = re.compile(r"(?:在|系|属于?|处于|正值|值|适逢|当天为|正处)[\u4e00-\u9fff]{0,6}$")
_STILL_EN = re.compile(
    r"\b(?:within|during|inside|still in|part of|amid|midway through|in the middle of|covered by|falls? in|fell in)"
    r" (?:the|this|that|its|a)?(?: [A-Za-z'-]+){0,3}? ?$", re.IGNORECASE)
_BEGIN = re.compile(
    r"(?:began|begun|begins?|under way since|start(?:s|ed|ing)?|opens?|opened|opening|beginning"
    r"|launched|kicked off|running from)"
    r"(?: in [A-Z][\w-]+(?: [A-Z][\w-]+)?)?(?: on| from)? $", re.IGNORECASE)
_END = re.compile(
    r"(?:end(?:s|ed|ing)?|clos(?:e|es|ed|ing)|conclud(?:e|es|ed|ing)|finish(?:es|ed|ing)?|wrapp(?:ed|ing) up|wraps up"
    r"|complet(?:e|es|ed|ion)|be ready|come to (?:an|their|its) end|came to (?:an|their|its) end"
    r"|expir(?:e|es|ed|ing)|until|running to|lasting to)(?: on| until| by)? $", re.IGNORECASE)
_BEGIN_ZH = re.compile(r"^(?:正式|全面|起?)?(?:开始|启动|起(?!草)|开幕|开工|动工|开展|开放|开馆|实施|施行)")
_END_ZH = re.compile(r"^(?:正式|全面|前|全部)?(?:结束|止|为止|闭幕|完工|竣工|截止|收官|落幕|闭馆|终止)")
_YEAR = re.compile(r"(?:19|20)\d\d|次年|翌年|明年|next year", re.IGNORECASE)
_DAY_OF_ZH = re.compile(
    r"(?:期间|当?中|里|内)?的?(?:最后|首|头|第[一二三四五六七八九十\d]{1,2}|倒数第[一二三])(?:一)?[天日](?:即|是|为|，)?[（(]?")
_DAY_OF_EN = re.compile(
    r"\b(?:within|during|inside|(?:last|first|second|third|final|opening|closing|fourth|fifth|penultimate) day of)"
    r" (?:the |its |their )?(?:[a-z'-]+ ){0,3}$")
_NAMELY = re.compile(r"s?(?:, namely,?|, that is,?|, on| on|,|, i\.e\.,?| \(| was| is| fell on)? ?")
_TO = re.compile(r"^\s*(?:to|until|through|till|and ran to|[-–—~]|至|到)\s*$", re.IGNORECASE)
LONGEST = timedelta(days=366)
MOST = 20           # names of stretches in one text
TURN = timedelta(days=120)      # a season that ends earlier in the year than it begins runs over the new year


class Named(Struct, frozen=True):
    """`first`, `last`: the numbers that give its first and last day, which may be one."""

    name: str
    first: int
    last: int


def read(reading: Reading) -> Reading:
    return more(reading, [*_within(reading), *_orders(reading)])


def _within(reading: Reading) -> list[Tie]:
    ties, known = [], tied(reading, Relation.WITHIN)
    once = _once(reading)
    for index, quantity in enumerate(reading.quantities):
        if quantity.unit.dimension is not Dimension.DATE or index in known:
            continue
        found = [s for s in once
                 if index > s.last and (_in(reading, index, s.name) or _told_in(reading, index, s.name))]
        if found and _bounds(reading, index, index) is not None:
            stretch = found[-1]
            ties.append(Tie(Relation.WITHIN, (("whole", stretch.first), ("until", stretch.last), ("moment", index))))
    return ties


def _once(reading: Reading) -> list[Named]:
    """One stretch a name, of the names that the text uses of one stretch only."""
    days: dict[str, set[tuple[date, date] | None]] = {}
    firsts: dict[str, Named] = {}
    for stretch in _named(reading):
        days.setdefault(stretch.name, set()).add(_bounds(reading, stretch.first, stretch.last))
        firsts.setdefault(stretch.name, stretch)
    return [stretch for name, stretch in firsts.items() if len(days[name]) == 1][:MOST]


def _named(reading: Reading) -> list[Named]:
    found = []
    for first in range(len(reading.quantities)):
        last = _last(reading, first)
        lead = before(reading, first, 60)
        told = _NAME_ZH.search(lead) or _NAME_EN.search(lead)
        if last is not None and told is not None:
            name = told[1][-2:] if not told[1].isascii() else told[1].lower().removesuffix("s")
            found.append(Named(name, first, last))
    return found


def _last(reading: Reading, first: int) -> int | None:
    """The number that gives the last day of a stretch of several days; None where there is none."""
    days = _bounds(reading, first, first)
    if days is None:
        return None
    if (ended := _ended(reading, first)) is not None:
        return ended
    if timedelta(0) < days[1] - days[0] <= LONGEST:
        return first
    following = first + 1
    if following < len(reading.quantities) and _TO.match(between(reading, first, following)):
        days = _bounds(reading, first, following)
        return following if days is not None and timedelta(0) < days[1] - days[0] <= LONGEST else None
    return None


def _ended(reading: Reading, first: int) -> int | None:
    """ "The Games, which opened on 11 July, came to their end on 20 July": the days of what begins and ends so."""
    following = first + 1
    if following >= len(reading.quantities) or not _begins_ends(reading, first, following):
        return None
    same = reading.quantities[first].sentence == reading.quantities[following].sentence
    days = _bounds(reading, first, following) if same else None
    return following if days is not None and timedelta(0) < days[1] - days[0] <= LONGEST else None


def _bounds(reading: Reading, first: int, last: int) -> tuple[date, date] | None:
    one, other = reading.quantities[first], reading.quantities[last]
    if one.unit.dimension is not Dimension.DATE or other.unit.dimension is not Dimension.DATE:
        return None
    a, b = one.period, other.period
    if a is None or b is None or a.start is None or b.end is None:
        return None
    return a.start, b.end


def _in(reading: Reading, index: int, name: str) -> bool:
    """Does its sentence place the day in what has the name, with no other day between them?"""
    said = behind(reading, index, 60)
    stop = re.search(r"[。；;]|\.\s", said)
    said = said[:stop.start()] if stop else said
    following = index + 1
    if following < len(reading.quantities) and reading.quantities[following].unit.dimension is Dimension.DATE:
        said = said[:max(0, reading.quantities[following].start - reading.quantities[index].end)]
    at = said.lower().find(name)
    if at < 0:
        return False
    lead, tail = said[:at], said[at + len(name):]
    if name.isascii():
        return bool(_STILL_EN.search(lead)) and "after" not in lead and "before" not in lead
    if _OUTSIDE_ZH.match(tail):
        return False
    placed = bool(_STILL_ZH.search(lead)) or not lead.strip("，, ") or "期间" in tail[:3]
    return placed and bool(re.match(_IN_ZH, tail))


def _told_in(reading: Reading, index: int, name: str) -> bool:
    """假期的最后一天（10月9日）, "a day within the Games, namely 22 July": the words before it place it there."""
    lead = re.split(r"[。；;]|\.\s", before(reading, index, 60))[-1].lower()
    at = lead.rfind(name)
    if at < 0:
        return False
    if not name.isascii():
        return bool(_DAY_OF_ZH.fullmatch(lead[at + len(name):]))
    return bool(_DAY_OF_EN.search(lead[:at]) and _NAMELY.fullmatch(lead[at + len(name):]))


def _orders(reading: Reading) -> list[Tie]:
    """"began on …, ended on …" in one sentence; what may run over the new year is left alone."""
    ties, known = [], tied(reading, Relation.ORDER)
    days = [i for i, q in enumerate(reading.quantities) if q.unit.dimension is Dimension.DATE]
    for first, last in pairwise(days):
        a, b = reading.quantities[first], reading.quantities[last]
        if first in known or a.sentence != b.sentence or not _begins_ends(reading, first, last):
            continue
        bounds = _bounds(reading, first, last)
        years = _YEAR.search(reading.text[max(0, a.start - 6):a.end]) and _YEAR.search(b.text)
        if bounds is not None and (years or bounds[0] - bounds[1] < TURN):
            ties.append(Tie(Relation.ORDER, (("moment", first), ("moment", last))))
    return ties


def _begins_ends(reading: Reading, first: int, last: int) -> bool:
    begins = _BEGIN.search(before(reading, first)) or _BEGIN_ZH.match(behind(reading, first))
    ends = _END.search(before(reading, last)) or _END_ZH.match(behind(reading, last))
    return bool(begins and ends)
