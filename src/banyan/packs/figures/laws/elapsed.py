"""So long a time between two moments that stand beside it: hours of the clock, days, months, years, in any words.

Moments are looked for in the sentence of the length, and where it has one only, in the sentence before it too. More
than two of them, or words that make the length another's (a delay, a notice, so much each), leave it alone.
"""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from banyan.model.figure import NO_YEAR, Comparison, Dimension, Quantity, Reading, Relation, Tie
from banyan.packs.figures import dates
from banyan.packs.figures.further.near import more, tied

_ZH_HOUR = {n: at for at, n in enumerate("一二三四五六七八九十", 1)} | {"十一": 11, "十二": 12}
_CLOCK = re.compile(
    r"(?<![\d.:：/-])(?P<h>[01]?\d|2[0-4])(?:[:：](?P<m>[0-5]\d)(?![\d:：])|\.(?P<p>[0-5]\d)(?= ?[ap]\.?m\b)"
    r"|(?= ?[ap]\.?m\b))"
    r"(?: ?(?P<half>[ap])\.?m\b)?"
    r"|(?P<day>凌晨|清晨|早上|早晨|早|上午|中午|下午|傍晚|晚上|晚间|晚|夜间|夜里)?"
    r"(?P<zh>(?<!\d)\d{1,2}|十[一二]?|[一二三四五六七八九])(?:[点时](?!间|段|代|候|节|期|尚"
    r"|钟爱)(?:(?P<zm>\d{1,2})分|(?P<zhalf>半))?)"
    r"|\b(?P<noon>noon|midday|midnight)\b",
    re.IGNORECASE,
)
_LATE = frozenset({"下午", "傍晚", "晚上", "晚间", "晚", "夜间", "夜里"})
_YEAR = re.compile(
    r"(?<![\d.,/-])(?P<y>1[5-9]\d\d|20\d\d)(?![\d%/-]|[.,]\d| (?:people|men|women|tonnes|metres))(?: ?年)?"
)
_OTHERS = re.compile(
    r"提前|延误|晚点|推迟|延长|缩短|节省|节约|压缩|减少|增加|快了|慢了|比|每(?![天日晚])|平均|年均|保修|质保|租期"
    r"|合同|期限|有效期|以上|以内|之内|通知|再过|还有|剩"
    r"|\b(?:early|late|earlier|delay\w*|behind|ahead|faster|slower|shorter|longer|quicker|sav\w+|less|fewer"
    r"|every(?! day)|each"
    r"|average|annual\w*|per|notice|within|warrant\w+|guarant\w+|ago|only|before|left|remain\w*|another|up to)\b",
    re.IGNORECASE,
)
_LENGTH_BEFORE = re.compile(
    r"(?:每[天日][^，。；\d]{1,2}|历时|耗时|用时|用了|花了|为期|持续|长达|整整|正好|刚好|恰好|共|全程|经过|走过|迎来"
    r"|开放|营业|运行|跨越|前后|即|时隔|建成|满|已有|仅"
    r"|只|连续|服务|展期|会期|工期|行程|车程|航程|全长)[^，。；\d]{0,6}$"
    r"|\b(?:that is|i\.e\.|or|namely|took|takes?|taking|last(?:s|ed|ing)?|for|after|in all|lasting|spann\w+|ran|run"
    r"|open|offers?|serves?|works?|provides?|gives?|making|total(?:s|ling)"
    r"|exactly|just|full|runs?|over|during|is|a total of|and took|of)(?: (?:about|over|just|exactly|some|a full"
    r"|nearly|the|these|those))? $",
    re.IGNORECASE,
)
_LENGTH_BEHIND = re.compile(
    r"^(?:周年|后|之后|以后|来|间)|^ ?(?:later|long|afterwards|after (?:it|the)|anniversary|birthday|in all|old"
    r"|of (?:work|building|service|opening|consultation|daylight|trading|play)"
    r"|a day|per day|daily)\b",
    re.IGNORECASE,
)
_BEGINS = re.compile(r"\b(?:since|from|beg[ai]n\w*|starts?|started|opens?|opened|took effect)\b", re.IGNORECASE)
_ENDING = re.compile(r"\b(?:expire[sd]?|ends?|ended|until|finish\w*|clos\w+|runs? out|through|to)\b", re.IGNORECASE)
_PART = re.compile(r"\b(?:first|second|phase|stage|halfway|early|ahead|extended|renewed|delayed|part)\b", re.IGNORECASE)
_YEARLY = re.compile(r"周年|\b(?:anniversary|birthday)\b", re.IGNORECASE)
_NOW = re.compile(r"今[年天日]|本[月周年]|\b(?:this (?:year|month|week|spring|summer|autumn|winter)|today|now)\b",
                  re.IGNORECASE)
_AGED = re.compile(r"\b(?:born|planted|built|founded|laid)\b|生于|出生", re.IGNORECASE)
_IS_AGED = re.compile(r"\b(?:is|was|aged?|turns?|turned|now)(?: now)? $|(?:今年|现年|年满|享年|已)$", re.IGNORECASE)
_MINUTES = re.compile(r"(?: and| ,)? ?(?P<m>[0-5]?\d) ?(?:分(?!之)|minutes?\b|min\b)", re.IGNORECASE)
_ENDS = re.compile(r"[。！？!?\n]|(?<![ap]\.m)(?<!\d)\.(?=\s+[A-Z]|$)|\.(?=\s+[A-Z])")
# Its own sentence tells when it ends.
_TIMED = re.compile(r"\b(?:by|until|before) (?:19|20)\d\d\b|到(?:19|20)\d\d年", re.IGNORECASE)
_DAY, _HOUR = 86400, 60
_OPENING = 600      # characters of a text in which it says of which year it is
_MOST = 200  # lengths of one text that are looked at


class Moments(Struct, frozen=True):
    """`length`, in the unit of the length that is told, give or take `slack`. `said`: the two moments."""

    length: float
    slack: float
    said: str
    members: tuple[int, ...] = ()


def read(reading: Reading) -> Reading:
    known = tied(reading, Relation.DAYS, Relation.ELAPSED)
    lengths = [i for i, q in enumerate(reading.quantities) if i not in known and _may(reading, q)][:_MOST]
    return more(reading, [tie for i in lengths if (tie := _tie(reading, i)) is not None])


def _may(reading: Reading, quantity: Quantity) -> bool:
    amount = quantity.amount
    if (
        amount.comparison not in (Comparison.EQUAL, Comparison.ABOUT)
        or amount.value <= 0
        or ("." in quantity.text and quantity.unit.symbol == "year")
    ):
        return False  # "1.4 years longer"
    before = reading.text[max(0, quantity.start - 24) : quantity.start].split("\n")[-1]
    if quantity.unit.dimension is Dimension.COUNT:
        aged = not quantity.unit.noun and 1 < quantity.amount.value < 1000 and _IS_AGED.search(before)
        return bool(aged) and bool(_AGED.search(quantity.sentence))
    if quantity.unit.dimension is not Dimension.DURATION:
        return False
    behind = re.split(r"[\n。；]|\.\s", reading.text[quantity.end : quantity.end + 16])[0]
    born = quantity.text.endswith("岁") and _AGED.search(quantity.sentence)
    named = born or _is_named(quantity) or _YEARLY.search(quantity.text)
    told = named or _LENGTH_BEFORE.search(before) or _LENGTH_BEHIND.match(behind)
    return bool(told) and not _OTHERS.search(before[-12:] + "|" + behind[:12])


def _is_named(quantity: Quantity) -> bool:
    """"The ten-year lease, in force since …, expires on …": the length is its name, its sentence tells both ends."""
    begins, ends = _BEGINS.search(quantity.sentence), _ENDING.search(quantity.sentence)
    part = _PART.search(quantity.sentence)
    return "-" in quantity.text and quantity.unit.symbol != "day" and bool(begins and ends and not part)


def _tie(reading: Reading, index: int) -> Tie | None:
    quantity = reading.quantities[index]
    symbol = quantity.unit.symbol or "year"
    start, end = _sentence(reading.text, quantity.start, quantity.end)
    earlier = _sentence(reading.text, max(0, start - 2), max(0, start - 2))[0] if start > 1 else start
    for low in dict.fromkeys((start, earlier)):
        if "\n" in reading.text[low:start] or (low < start and _TIMED.search(quantity.sentence)):
            return None
        found = _found(reading, symbol, low, end, index)
        if found is not None:
            return _length(quantity, index, found)
    return None


def _length(quantity: Quantity, index: int, found: Moments) -> Tie | None:
    value, half = float(quantity.amount.value), float(quantity.amount.step) / 2
    minutes = _MINUTES.match(quantity.sentence, quantity.sentence.find(quantity.text) + len(quantity.text))
    if quantity.unit.symbol == "hour" and minutes:
        value, half = value + int(minutes["m"]) / _HOUR, 0.5 / _HOUR
    members = (("length", index), *(("moment", i) for i in found.members))
    if abs(value - found.length) <= half + found.slack:
        return Tie(Relation.ELAPSED, members, found.said, factor=quantity.amount.value)
    if not 1 / _FAR < value / found.length < _FAR:
        return None
    return Tie(Relation.ELAPSED, members, found.said, factor=Decimal(str(round(found.length, 2))))


_FAR = 4.0  # times off, beyond which it is the length of something else


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence around `start` begins, and where the one around `end` stops."""
    begin = max((m.end() for m in _ENDS.finditer(text, max(0, start - 300), start)), default=max(0, start - 300))
    stop = _ENDS.search(text, end, end + 300)
    return begin, stop.start() if stop else min(len(text), end + 300)


def _found(reading: Reading, symbol: str, start: int, end: int, index: int) -> Moments | None:
    if symbol in ("hour", "minute"):
        return _of_clock(reading.text, start, end, 1 if symbol == "minute" else _HOUR)
    if symbol in ("day", "week", "month"):
        return _of_days(reading, symbol, start, end)
    return _of_years(reading, start, end, index) if symbol == "year" else None


def clock_times(text: str, start: int, end: int) -> list[tuple[str, int]]:
    """The times of the clock that are told, with their minute of the day."""
    return [(m.group(), at) for m in _CLOCK.finditer(text, start, end) if (at := _minute(m)) is not None]


def _of_clock(text: str, start: int, end: int, unit: int) -> Moments | None:
    times = [(m, at) for m in _CLOCK.finditer(text, start, end) if (at := _minute(m)) is not None]
    if len(times) != 2:
        return None
    (first, a), (second, b) = times
    said = f"{first.group()} – {second.group()}"
    ways = [(b - a) % (24 * _HOUR)]
    if not (_is_sure(first) and _is_sure(second)):
        ways.append((b - a) % (12 * _HOUR))
    ways = [way for way in ways if way]
    return Moments(ways[0] / unit, 1.0 if unit == 1 else 0.05, said) if len(set(ways)) == 1 else None


def _is_sure(hit: re.Match[str]) -> bool:
    """Written so that morning and evening are told apart."""
    return bool(hit["m"] and not hit["half"]) or bool(hit["half"] or hit["day"] or hit["noon"])


def _minute(hit: re.Match[str]) -> int | None:
    if hit["noon"]:
        return 12 * _HOUR if hit["noon"].lower() != "midnight" else 0
    if hit["zh"]:
        hour = int(hit["zh"]) if hit["zh"].isdigit() else _ZH_HOUR.get(hit["zh"], 99)
        minute = int(hit["zm"] or 0) + (30 if hit["zhalf"] else 0)
        if hour < 12 and hit["day"] in _LATE:
            hour += 12
    else:
        hour, minute = int(hit["h"]), int(hit["m"] or hit["p"] or 0)
        half = (hit["half"] or "").lower()
        if half:
            hour = hour % 12 + (12 if half == "p" else 0)
        before = hit.string[max(0, hit.start() - 2) : hit.start()]
        if hour < 12 and before in _LATE:
            hour += 12
    return hour * _HOUR + minute if hour <= 24 else None


def _of_days(reading: Reading, symbol: str, start: int, end: int) -> Moments | None:
    text = reading.text[start:end]      # alone, so that a long text isn't read again for each of its lengths
    clock = dates.clock_of(f"{reading.text[:_OPENING]}\n{text}")
    clock.year = clock.year or NO_YEAR
    found = dates.find(text, 0, len(text), "en" if text.isascii() else "zh", clock, bytearray(b"\x01" * len(text)))
    whens = [w for w in found if w.kind in ("day", "month") and w.period.start is not None]
    if not whens or len(whens) > 2:
        return None
    first, last = whens[0].period, whens[-1].period
    if first.start is None or last.end is None or (len(whens) == 1 and _is_short(first.start, last.end)):
        return None
    days = float((last.end - first.start).days)
    coarse = len(whens) == 2 and "month" in (whens[0].kind, whens[-1].kind)
    if days < 0 and not re.search(r"\d{4}", text):
        days += 365
    if days <= 0 or (coarse and symbol not in ("month", "year")):
        return None
    said = " ".join(text[whens[0].start : whens[-1].end].split())
    members = tuple(
        i
        for i, q in enumerate(reading.quantities)
        if q.unit.dimension is Dimension.DATE and any(
            w.start < q.end - start and q.start - start < w.end for w in whens)
    )
    if symbol == "year" and not (coarse or len(whens) == 2):
        return None
    unit, slack = {
        "year": (365.25, 0.2),
        "day": (1.0, 1.0),
        "week": (7.0, 0.2),
        "month": (30.44, 1.0 if coarse else 0.1),
    }[symbol]
    return Moments((days - 15 * coarse) / unit, slack, said, members)


def _is_short(start: date, end: date) -> bool:
    """A single day, or a month, is no stretch."""
    return start == end or (start.day == 1 and (end - start).days < 31)


def _of_years(reading: Reading, start: int, end: int, index: int) -> Moments | None:
    at = reading.quantities[index]
    dated = _of_days(reading, "year", start, end)
    if dated is not None:
        return dated
    hits = [m for m in _YEAR.finditer(reading.text, start, end) if not at.start <= m.start() < at.end]
    years = sorted({int(m["y"]) for m in hits})
    if (held := _anniversary(reading, at, hits)) is not None:
        return held
    if len(years) != 2:
        return None
    return Moments(years[1] - years[0], 0.6, f"{years[0]} – {years[1]}")


def _anniversary(reading: Reading, at: Quantity, hits: Sequence[re.Match[str]]) -> Moments | None:
    """"Founded in 2003, it has its 20th anniversary this May": so many years before the text's own."""
    yearly = _YEARLY.search(at.text + reading.text[at.end : at.end + 14])
    if not yearly or not hits or hits[0].end() > at.start:
        return None
    clock, first = dates.clock_of(reading.text[:_OPENING]), int(hits[0]["y"])
    year = clock.year if clock.sure and _NOW.search(reading.text, hits[0].end(), at.start) else None
    return Moments(year - first, 0.1, f"{first} – {year}") if year is not None and year > first else None
