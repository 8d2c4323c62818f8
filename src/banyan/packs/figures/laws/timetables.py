"""So often between a first and a last departure: every 20 minutes from 8:00 to 18:00 are 31 of them.

And stretches that give days without a month: 为期五天, 从18日持续到22日. The clock's times are no numbers of the text;
the number that is told is held against what they make.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from banyan.model.figure import Dimension, Reading, Relation, Tie
from banyan.packs.figures.further.near import before, between, more, tied
from banyan.packs.figures.laws.elapsed import clock_times

_EVERY = re.compile(r"(?:每隔?|间隔|班距为?)$|\b(?:every|at intervals of|interval (?:of|is)|once every)(?: about)? $",
                    re.IGNORECASE)
_RUNS = re.compile(
    r"^(?:个)?(?:班次|车次|班车|班|趟|列|航班|航次|次|场)(?!期)"
    r"|^ (?:[a-z]+ )?(?:departures?|trips?|services?|runs?|sailings?|shuttles?|buses|trains?|crossings?|flights?|tours?"
    r"|journeys?|rides?|shows?|screenings?|in all|altogether|in total)\b", re.IGNORECASE)
_A_DAY = re.compile(
    r"(?:全天|每[天日]|一天|当[天日]|日)[^，。；\d]{0,6}共?[^，。；\d]{0,4}$|共[^，。；\d]{0,6}$"
    r"|\b(?:total|adds up to|makes?|making|gives?|giving|means|that is|or|come to|comes to)(?: of| about)? $|, $",
    re.IGNORECASE)
_AN_HOUR = re.compile(r"每小时[^，。；\d]{0,6}$")
_AN_HOUR_BEHIND = re.compile(r"^(?: [a-z]+){1,2} (?:an|per|every|each) hour\b", re.IGNORECASE)
_DAY_ALONE = re.compile(r"(\d{1,2})日")
_TO = re.compile(r"^(?:起|开始)?[，,]?(?:一直)?(?:持续|延续|举行|开放)?[至到—–-]$")
_LASTS = re.compile(r"(?:为期|历时|持续|共|为时|会期|展期|长达)$")
_FAR = 1.9              # both ways together are twice as many
_REACH = 260


def read(reading: Reading) -> Reading:
    return more(reading, [*_departures(reading), *_days_alone(reading)])


def _departures(reading: Reading) -> Iterator[Tie]:
    quantities = reading.quantities
    for every, quantity in enumerate(quantities):
        gap = _gap(reading, every)
        if gap is None:
            continue
        near = [i for i in range(max(0, every - 3), min(len(quantities), every + 4)) if i != every
                and quantities[i].unit.dimension is Dimension.COUNT and _is_run(reading, i)
                and "\n" not in between(reading, *sorted((i, every)))]
        start = max(0, quantity.start - _REACH // 2)
        times = clock_times(reading.text, *_paragraph(reading.text, start, quantity.start + _REACH))
        if len(near) != 1 or len(times) != 2:
            continue
        (first, a), (last, b) = times
        runs, told = (b - a) % 1440 / gap, float(quantities[near[0]].amount.value)
        if runs < 1 or told in (round(runs), round(runs) + 1) or not 1 / _FAR < told / (runs + 1) < _FAR:
            continue
        if abs(runs - round(runs)) > 0.01 and abs(told - runs) < 1:
            continue
        yield Tie(Relation.ELAPSED, (("length", near[0]),), f"{first} – {last}, {quantity.text}",
                  factor=Decimal(str(round(runs + 1, 2))))


def _gap(reading: Reading, index: int) -> float | None:
    """Minutes between two departures."""
    quantity = reading.quantities[index]
    value, symbol = float(quantity.amount.value), quantity.unit.symbol
    if value > 0 and symbol in ("minute", "hour") and _EVERY.search(before(reading, index, 24)):
        return value * (60 if symbol == "hour" else 1)
    hourly = _AN_HOUR.search(before(reading, index, 24)) or _AN_HOUR_BEHIND.match(reading.text[quantity.end:][:30])
    told = _RUNS.match(reading.text[quantity.end :][:24])
    return 60 / value if value > 0 and quantity.unit.dimension is Dimension.COUNT and hourly and told else None


def _is_run(reading: Reading, index: int) -> bool:
    lead, tail = before(reading, index, 24), reading.text[reading.quantities[index].end :][:30]
    return bool(_RUNS.match(tail) and _A_DAY.search(lead)) and not _AN_HOUR.search(lead)


def _paragraph(text: str, start: int, end: int) -> tuple[int, int]:
    low = text.rfind("\n", 0, start + _REACH // 2) + 1
    high = text.find("\n", start + _REACH // 2)
    return max(start, low), min(end, len(text) if high < 0 else high)


def _days_alone(reading: Reading) -> Iterator[Tie]:
    """"从18日持续到22日" and "为期五天" in one sentence: as many days as from the first to the last, both counted."""
    known = tied(reading, Relation.DAYS, Relation.ELAPSED)
    for first, last in pairwise(range(len(reading.quantities))):
        a, b = reading.quantities[first], reading.quantities[last]
        one, other = _DAY_ALONE.fullmatch(a.text), _DAY_ALONE.fullmatch(b.text)
        if a.sentence != b.sentence or not one or not other or not _TO.match(between(reading, first, last)):
            continue
        lengths = [i for i in range(max(0, first - 3), min(len(reading.quantities), last + 4)) if i not in known
                   and reading.quantities[i].unit.symbol == "day" and reading.quantities[i].sentence == a.sentence
                   and _LASTS.search(before(reading, i, 8))]
        days = int(other[1]) - int(one[1]) + 1
        if len(lengths) == 1 and days > 1 and reading.quantities[lengths[0]].amount.value != days:
            members = (("length", lengths[0]), ("moment", first), ("moment", last))
            yield Tie(Relation.ELAPSED, members, f"{a.text} – {b.text}", factor=Decimal(days))
