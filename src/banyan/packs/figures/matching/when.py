"""Of which years a number and a figure are: as the words beside them say, else as the text does."""

import re
from functools import lru_cache

from msgspec import Struct

from banyan.model.figure import Period, Quantity
from banyan.packs.figures.dates import clock_of

_YEAR = re.compile(r"(?<![\d.,])((?:19|20)\d\d)(?![\d,]*[\d]|\.\d|%)")
_LAST = re.compile(
    r"[上去前][一1]?年(?!度?均)|上[一]?届|此前12个月|\b(?:last|previous|preceding|prior) (?:year|edition|games"
    r"|session)\b"
    r"|\ba year (?:ago|earlier|before)\b|\b(?:one|twelve months) earlier\b", re.IGNORECASE)
_AGAINST = re.compile(r"(?:[比较与同于从由自]|\b(?:than|from|over|compared|against|on|since"
                      r"|to))[^，。,;；]*$", re.IGNORECASE)
OPENING = 400
AGAINST = 16        # characters between "than" and the year that it leads to


class Years(Struct, frozen=True):
    """`own`: what a text's opening speaks of; `now`: the year in which it was written."""

    own: frozenset[int]
    now: int | None


@lru_cache(maxsize=64)
def of_text(text: str) -> Years:
    now = clock_of(text).year
    own = {int(year) for year in _YEAR.findall(text[:OPENING])}
    return Years(frozenset(own | ({now} if now else set())), now)


def of_quantity(quantity: Quantity, clause: str, lead: str, years: Years) -> frozenset[int]:
    """The years that the number's clause names, else the words of its sentence before it; empty where none do.

    What a number before it was compared with is no period of this one.
    """
    if _LAST.search(clause) and years.now:
        return frozenset([years.now - 1])
    if found := _YEAR.findall(clause):
        return frozenset([int(found[-1])])
    told = [(m.start(), m.group()) for pattern in (_YEAR, _LAST) for m in pattern.finditer(lead)
            if not _AGAINST.search(lead[max(0, m.start() - AGAINST):m.start()])]
    if told:
        said = max(told)[1]
        return frozenset([int(said)]) if said.isdigit() else frozenset([years.now - 1] if years.now else [])
    period = quantity.period
    written = period is not None and _YEAR.search(period.label) and period.label in quantity.sentence
    if written and period is not None and period.start is not None and period.end is not None:
        return frozenset(range(period.start.year, period.end.year + 1))
    return frozenset()


@lru_cache(maxsize=4096)
def of_period(period: Period) -> frozenset[int]:
    if period.start is not None and period.end is not None:
        return frozenset(range(period.start.year, min(period.end.year, period.start.year + 60) + 1))
    return frozenset(int(year) for year in _YEAR.findall(period.label))
