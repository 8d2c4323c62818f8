"""Days that a text gives with their day of the week: "on Wednesday, June 26", 7月15日（星期二）."""

import re
from datetime import date

from banyan.model.figure import NO_YEAR, Dimension, Quantity, Reading, Relation, Tie
from banyan.packs.figures import dates
from banyan.packs.figures.further.near import before, behind, more
from banyan.packs.figures.plain import plain

_EN = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ZH = "一二三四五六日"
_DAY = (r"(?:(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b\.?"
        r"|(?:星期|礼拜|周)([一二三四五六日天]))")
_BEFORE = re.compile(_DAY + r"(?: (?:morning|afternoon|evening|night))?(?:,? (?:the )?|[,，（(]\s?)?(?:即|也就是"
                            r"|that is,? )?$",
                     re.IGNORECASE)
_SECOND = _DAY.replace("(Mon", "(?:Mon").replace("([一", "(?:[一")
_FROM_TO = re.compile(_DAY + r" ?(?:to|through|until|and|–|-|至|到|和|、) ?" + _SECOND + r",? $", re.IGNORECASE)
_AFTER = re.compile(r"^\s?(?:[,，]\s?(?:a |an )?|[（(]|是)?\s?" + _DAY + r"(?![\w'])", re.IGNORECASE)
OPENING = 400
HALF = 6            # months: a day that lies further from the text's own may be of the next year or the last


def read(reading: Reading) -> Reading:
    ties, own = [], None
    for index, quantity in enumerate(reading.quantities):
        period = quantity.period
        if quantity.unit.dimension is not Dimension.DATE or period is None or period.start is None or (
                period.start.year == NO_YEAR):
            continue
        weekday = _weekday(reading, index)
        if weekday is None:
            continue
        written = re.search(r"(?:19|20)\d\d", quantity.text)
        if written is None and dates.is_compared(plain(reading.text), period.start.year):
            continue        # the year of the text isn't told
        own = own or _own(reading.text)
        if not any(day.isoweekday() == weekday for day in _other_years(quantity, own)):
            ties.append(Tie(Relation.WEEKDAY, (("moment", index),), years=weekday))
    return more(reading, ties)


def _weekday(reading: Reading, index: int) -> int | None:
    """1 for Monday. One that stands between two days belongs to the second, unless it stands in brackets."""
    quantity = reading.quantities[index]
    several = quantity.period is not None and quantity.period.start != quantity.period.end
    led = before(reading, index, 28)
    said = (_FROM_TO.search(led) if several else None) or _BEFORE.search(led)
    if said is None and not several:
        said = _AFTER.match(behind(reading, index, 16))
        following = reading.quantities[index + 1] if index + 1 < len(reading.quantities) else None
        if said is not None and "(" not in said.group() and "（" not in said.group() and following is not None and (
                following.unit.dimension is Dimension.DATE and following.start - quantity.end < said.end() + 3):
            return None
    if said is None:
        return None
    long, short, chinese = said.groups()
    if chinese:
        return _ZH.find(chinese.replace("天", "日")) + 1
    return _EN.index((long or short)[:3].lower()) + 1


def _other_years(quantity: Quantity, own: date | None) -> list[date]:
    """The same day in the years that may be meant besides the one that was read: none where the year is written."""
    start = quantity.period.start if quantity.period is not None else None
    if start is None or re.search(r"(?:19|20)\d\d", quantity.text):
        return []
    if own is None:
        years = [start.year - 1, start.year + 1]
    else:
        years = [start.year + 1] if own.month - start.month >= HALF else []
        years += [start.year - 1] if start.month - own.month >= HALF else []
    return [start.replace(year=year) for year in years if (start.month, start.day) != (2, 29)]


def _own(text: str) -> date | None:
    """The day of the text's dateline: the first in its opening that has a year."""
    opening = plain(text[:OPENING])
    found = dates.find(opening, 0, len(opening), "zh" if not opening.isascii() else "en", dates.clock_of(plain(text)),
                       bytearray(b"\x01" * len(opening)))
    days = [when for when in found if when.kind == "day" and when.period.start is not None]
    written = [when for when in days if re.search(r"(?:19|20)\d\d", opening[when.start:when.end])]
    return next((when.period.start for when in (*written, *days)), None)
