"""Days of an event that a text places "during" it, against the days on which it is said to take place."""

import re
from datetime import timedelta

from banyan.model.figure import Dimension, Reading, Relation, Tie
from banyan.packs.figures.further.near import more, tied

_DURING = re.compile(r"期间|会期内|\bduring the\b|\bin the course of the\b", re.IGNORECASE)
_UNTIL = re.compile(r"^\s*(?:to|until|through|till|[-–—~]|至|到)\s*$", re.IGNORECASE)
LONGEST = timedelta(days=60)


def read(reading: Reading) -> Reading:
    """One event with one stretch of days: texts with several are left alone."""
    stretches = _stretches(reading)
    if len(stretches) != 1:
        return reading
    whole, last = stretches[0]
    ties, known = [], tied(reading, Relation.WITHIN)
    for index, quantity in enumerate(reading.quantities):
        dated = quantity.unit.dimension is Dimension.DATE and quantity.period is not None and quantity.period.start
        if dated and index not in {whole, last, *known} and _DURING.search(quantity.sentence):
            ties.append(Tie(Relation.WITHIN, (("whole", whole), ("until", last), ("moment", index))))
    return more(reading, ties)


def _stretches(reading: Reading) -> list[tuple[int, int]]:
    """(first day, last day): one number with both, or two with "to" between."""
    found: list[tuple[int, int]] = []
    for i, quantity in enumerate(reading.quantities):
        period = quantity.period
        dated = quantity.unit.dimension is Dimension.DATE and period is not None
        if not dated or period is None or period.start is None or period.end is None:
            continue
        following = reading.quantities[i + 1] if i + 1 < len(reading.quantities) else None
        if timedelta(0) < period.end - period.start <= LONGEST and period.start.day != 1:
            found.append((i, i))
        elif following is not None and following.unit.dimension is Dimension.DATE and _UNTIL.match(
            reading.text[quantity.end:following.start]
        ):
            found.append((i, i + 1))
    days = {_days(reading, *pair) for pair in found}
    return found[:1] if len(days) == 1 else []


def _days(reading: Reading, first: int, last: int) -> tuple[object, object]:
    start, end = reading.quantities[first].period, reading.quantities[last].period
    return (start.start if start is not None else None), (end.end if end is not None else None)

