"""So long late or early: 推迟两年, 原计划2022年9月通车, 2023年9月28日 it did; "two years late", due in May 2021.

The day that was planned is told by a word right before it; what it is measured against is the one other day of the
passage.
"""

import re
from datetime import date
from decimal import Decimal

from banyan.model.figure import Dimension, Quantity, Reading, Relation, Tie
from banyan.packs.figures import dates
from banyan.packs.figures.dates import When
from banyan.packs.figures.further.near import before, behind, more, tied

_LATE_ZH = re.compile(r"(?:推迟|延迟|延期|延误|拖延|晚|提前|早)[^，。；\d]{0,4}$")
_LATE_EN = re.compile(r"^ (?:late|early|later than (?:planned|scheduled)|(?:behind|ahead of) (?:the )?schedule"
                      r"|earlier than (?:planned|scheduled)|overdue)\b", re.IGNORECASE)
_DELAYED = re.compile(r"\b(?:delay(?:ed)? (?:of|by)|postponed by|late by|early by)(?: (?:some|about|a full))? $",
                      re.IGNORECASE)
_PLANNED = re.compile(r"(?:原计划|原定|原本|原拟|计划|预定|预计)[^，。；\d]{0,8}$"
                      r"|\b(?:due|planned|scheduled|originally|intended|meant|promised|expected)\b[^,;.\d]{0,30}$",
                      re.IGNORECASE)
_BY_THEN = re.compile(r"新的?|调整|改[为到期]|\b(?:now|new|revised|again)\b", re.IGNORECASE)
_WITHIN = 120           # characters to both sides, among which the two days stand
_LEAD = 40              # characters before a day, in which a word says that it was planned
_OPENING = 600          # characters of a text in which it says of which year it is
_UNITS = {"year": (365.25, 0.5), "month": (30.44, 1.0), "week": (7.0, 0.5), "day": (1.0, 1.0)}
_FAR = 4.0              # times off, beyond which the days are of other things


def read(reading: Reading) -> Reading:
    known = tied(reading, Relation.ELAPSED, Relation.DAYS)
    ties = [tie for i, q in enumerate(reading.quantities)
            if i not in known and q.unit.symbol in _UNITS and (tie := _tie(reading, i, q)) is not None]
    return more(reading, ties)


def _tie(reading: Reading, index: int, length: Quantity) -> Tie | None:
    lead, tail = before(reading, index), behind(reading, index)
    if not (_LATE_ZH.search(lead) or _DELAYED.search(lead) or _LATE_EN.match(tail)):
        return None
    start = max(0, length.start - _WITHIN)
    said = reading.text[start:length.end + _WITHIN]     # alone, so that a long text isn't read again
    clock = dates.clock_of(f"{reading.text[:_OPENING]}\n{said}")
    found = dates.find(said, 0, len(said), "en" if said.isascii() else "zh", clock, bytearray(b"\x01" * len(said)))
    days = [w for w in found if w.kind in ("day", "month") and w.period.start is not None and w.period.end is not None]
    planned = [w for w in days if _PLANNED.search(said[max(0, w.start - _LEAD):w.start])]
    actual = [w for w in days if w not in planned]
    if len(planned) != 1 or len(actual) != 1 or _BY_THEN.search(said[max(0, actual[0].start - 12):actual[0].start]):
        return None
    (due, early), (was, late) = _middle(planned[0]), _middle(actual[0])
    day, slack = _UNITS[length.unit.symbol]
    made, told = abs((was - due).days) / day, float(length.amount.value)
    if abs(made - told) <= slack + (early + late) / day or not 1 / _FAR < told / max(made, 0.1) < _FAR:
        return None
    moments = tuple(("moment", i) for i, q in enumerate(reading.quantities) if q.unit.dimension is Dimension.DATE
                    and any(w.start < q.end - start and q.start - start < w.end for w in (planned[0], actual[0])))
    words = " – ".join(said[w.start:w.end] for w in (planned[0], actual[0]))
    return Tie(Relation.ELAPSED, (("length", index), *moments), words, factor=Decimal(str(round(made, 2))))


def _middle(when: When) -> tuple[date, float]:
    """The middle of a day or month, and so many days to each side of it."""
    start, end = when.period.start or date.min, when.period.end or date.min
    half = (end - start) / 2
    return start + half, half.days
