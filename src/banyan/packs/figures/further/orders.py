"""Stages of one undertaking in one sentence: it begins before it ends, and runs on trial before it is complete."""

import re
from datetime import timedelta
from itertools import pairwise

from banyan.model.figure import Dimension, Quantity, Reading, Relation, Tie
from banyan.packs.figures import stages
from banyan.packs.figures.further.near import between, more, tied

# Another undertaking, or a day that is told by another: no order is claimed.
_OTHER = re.compile(r"\b(?:another|other|whereas|while|previous|old|former|last year|after|since|following|before"
                    r"|ahead of"
                    r"|earlier|second|third|next|retroactive\w*|backdated)\b"
                    r"|而|另|此前|原|旧|老|之?前|之?后|上一|下一|追溯|[二三]期", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d|次年|翌年")
TURN = timedelta(days=120)      # what ends so much earlier in a year that isn't written runs over the new year
APART = (stages.MEASURES, stages.SALES)        # of one alert, of one sale: behind a semicolon stands another
TABLES = (stages.STAGES, stages.STEPS, stages.TRIALS, stages.ENACTED, stages.RELEASED, *APART)
_SEMICOLON = re.compile(r"[;；]")
FAR = 160           # characters between two days of one undertaking


def read(reading: Reading) -> Reading:
    days = [i for i, q in enumerate(reading.quantities) if q.unit.dimension is Dimension.DATE]
    ties, known = [], tied(reading, Relation.ORDER)
    for first, last in pairwise(days):
        a, b = reading.quantities[first], reading.quantities[last]
        gap = between(reading, first, last)
        if a.sentence != b.sentence or first in known or len(gap) > FAR or _OTHER.search(gap):
            continue
        start = max(0, a.start - len(a.sentence))
        placed = [[stages.of_day(reading.text, start if q is a else a.end, b.start if q is a else q.end + stages.REACH,
                                 q.start, q.end, table) for q in (a, b)] for table in TABLES]
        if _SEMICOLON.search(gap):
            placed = placed[:-len(APART)]
        if any(0 < one < other for one, other in placed) and not may_turn(a, b):
            ties.append(Tie(Relation.ORDER, (("moment", first), ("moment", last))))
    return more(reading, ties)


def may_turn(a: Quantity, b: Quantity) -> bool:
    """Does no year say that the second isn't of the following one?"""
    if a.period is None or b.period is None or a.period.start is None or b.period.end is None:
        return True
    written = _YEAR.search(a.text) and _YEAR.search(b.text)
    return not written and a.period.start - b.period.end >= TURN
