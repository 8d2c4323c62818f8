"""Is a figure about what a quantity is about? SAME only where every particular is known and the same."""

import re
from collections.abc import Callable
from enum import Enum

from banyan.measure.figures.claims import same_period
from banyan.model.figure import Dimension, Figure, Period, Quantity, Reading
from banyan.packs.figures.matching import names
from banyan.packs.figures.matching.roles import role_of, same_role
from banyan.packs.figures.matching.synonyms import WHOLE
from banyan.packs.figures.matching.window import clause

HEADLINE = 160     # characters in which a text says whom it is about

SYMBOLS = (Dimension.MONEY, Dimension.MEASURE, Dimension.EXCHANGE, Dimension.DURATION)
_LABELS = frozenset({"sector", "channel", "investor", "origin", "size", "行业", "渠道", "来源"})
_UNCOMPARED = (Dimension.DATE, Dimension.OTHER)


class Likeness(Enum):
    SAME = "same"
    NEAR = "near"
    OTHER = "other"


def likeness(reading: Reading, index: int, said: str, figure: Figure, alone: bool) -> Likeness:
    """The weakest of its particulars.

    `said`: the words around the number. `alone`: the ledger has the figure for one period only, so that a text which
    names none can mean no other.
    """
    quantity = reading.quantities[index]
    if not _comparable(quantity, figure) or not same_role(quantity.role, role_of(figure)):
        return Likeness.OTHER
    particulars: tuple[Callable[[], Likeness], ...] = (
        lambda: _period(quantity.period, figure.period, alone), lambda: _breakdown(reading, index, figure),
        lambda: _indicator(quantity, said, figure), lambda: _subject(reading, quantity, figure),
    )  # fmt: skip
    best = Likeness.SAME
    for particular in particulars:       # the cheap ones first: most figures are about something else
        found = particular()
        if found is Likeness.OTHER:
            return found
        best = Likeness.NEAR if found is Likeness.NEAR else best
    return best


def _comparable(quantity: Quantity, figure: Figure) -> bool:
    a, b = quantity.unit, figure.unit
    if a.dimension is not b.dimension or a.dimension in _UNCOMPARED:
        return False
    return a.dimension not in SYMBOLS or a.symbol == b.symbol


def _subject(reading: Reading, quantity: Quantity, figure: Figure) -> Likeness:
    """Named with the number or in its sentence; or the text's headline names it and the sentence nobody else."""
    told = (figure.subject, *figure.aliases)
    if any(names.same(quantity.subject, name) or names.spoken_of(name, quantity.sentence) for name in told):
        return Likeness.SAME
    headline = reading.text[:HEADLINE]
    if any(names.spoken_of(name, headline) for name in told):
        return Likeness.SAME
    spoken = any(names.spoken_of(name, reading.text) or names.near(quantity.subject, name) for name in told)
    return Likeness.NEAR if spoken else Likeness.OTHER


def _indicator(quantity: Quantity, said: str, figure: Figure) -> Likeness:
    asked = [name for name in (quantity.indicator, quantity.unit.noun) if name]
    told = [figure.indicator, *figure.aliases]
    if any(names.spoken_of(name, said) for each in told for name in (each, *names.others(each))):
        other = any(names.is_statistic(name) and not any(names.near(name, b) for b in told) for name in asked)
        return Likeness.NEAR if other else Likeness.SAME
    if any(names.same(a, b) for a in asked for b in told):
        return Likeness.SAME
    if any(names.near(a, b) for a in asked for b in told) or names.spoken_of(figure.indicator, quantity.sentence):
        return Likeness.NEAR
    return Likeness.OTHER


def _period(asked: Period | None, told: Period, alone: bool) -> Likeness:
    if asked is None and alone:
        return Likeness.SAME
    if same_period(asked, told):
        return Likeness.SAME
    if asked is None or asked.start is None or told.start is None:
        return Likeness.NEAR
    assert asked.end is not None and told.end is not None  # noqa: S101, PT018  both ends are known or neither
    return Likeness.NEAR if asked.start <= told.end and told.start <= asked.end else Likeness.OTHER


def _breakdown(reading: Reading, index: int, figure: Figure) -> Likeness:
    quantity = reading.quantities[index]
    asked, told = names.plain(quantity.breakdown), names.plain(figure.breakdown)
    if asked == told or (asked in WHOLE and told in WHOLE) or (asked and names.same(_value(asked), _value(told))):
        return Likeness.SAME
    part = re.split(r"[:：=]", figure.breakdown)[-1]
    if asked in WHOLE and len(part) > 1 and names.spoken_of(part, clause(reading, index)):
        return Likeness.SAME        # 民营企业项目41个, of the 签约项目 that the opening named
    return Likeness.OTHER


def _value(breakdown: str) -> str:
    """"sector: digital economy" is "digital economy"; plain() has already taken the colon away."""
    first, _, rest = breakdown.partition(" ")
    return rest if rest and first in _LABELS else breakdown
