"""Readings written by hand, so that the checks are tested without a reader."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from banyan.measure.figures.answer import Answer
from banyan.measure.figures.checks import CHECKS
from banyan.measure.figures.claims import Claims, Match, same_period
from banyan.model.figure import (
    Amount,
    Comparison,
    Dimension,
    Figure,
    Period,
    Quantity,
    Reading,
    Relation,
    Result,
    Role,
    Tie,
    Unit,
)

BN = Decimal(10) ** 9
CNY, USD = Unit(Dimension.MONEY, "CNY"), Unit(Dimension.MONEY, "USD")
PROJECTS, PERCENT = Unit(Dimension.COUNT, noun="project"), Unit(Dimension.PERCENT)
POINTS, TIMES, RANK = Unit(Dimension.POINTS), Unit(Dimension.TIMES), Unit(Dimension.RANK)


def amount(text: str, scale: Decimal = Decimal(1), comparison: str = "=") -> Amount:
    value = Decimal(text)
    step = Decimal(1).scaleb(int(value.as_tuple().exponent))
    return Amount(text, value * scale, step * scale, Comparison(comparison))


def quantity(
    text: str, unit: Unit, scale: Decimal = Decimal(1), comparison: str = "=", role: Role = Role.LEVEL, **more: Any
) -> Quantity:
    more.setdefault("sentence", "A sentence.")
    return Quantity(text=text, start=0, end=len(text), amount=amount(text, scale, comparison), unit=unit, role=role,
                    **more)


def bn(text: str, comparison: str = "=", unit: Unit = CNY, **more: Any) -> Quantity:
    """So many billions of money."""
    return quantity(text, unit, BN, comparison, **more)


def count(text: str, comparison: str = "=", **more: Any) -> Quantity:
    return quantity(text, PROJECTS, comparison=comparison, **more)


def percent(text: str, comparison: str = "=", role: Role = Role.SHARE, **more: Any) -> Quantity:
    return quantity(text, more.pop("unit", PERCENT), comparison=comparison, role=role, **more)


def year(number: int) -> Period:
    return Period(str(number), date(number, 1, 1), date(number, 12, 31))


def day(text: str) -> Period:
    return Period(text, date.fromisoformat(text), date.fromisoformat(text))


def tie(relation: Relation, *members: tuple[str, int], label: str = "", years: int | None = None) -> Tie:
    return Tie(relation, members, label, years)


class Ledger:
    """Figures found by exact names: what a pack does with words is not what is tested here."""

    def __init__(self, *figures: Figure) -> None:
        self.figures = figures

    def same(self, reading: Reading, index: int) -> Sequence[Match]:
        asked = reading.quantities[index]
        return tuple(
            Match(f, sure=same_period(asked.period, f.period)) for f in self.figures
            if (f.subject, f.indicator) == (asked.subject, asked.indicator) and f.unit.dimension is asked.unit.dimension
        )

    def levels(self, quantity: Quantity, indicator: str, period: Period | None) -> Sequence[Figure]:
        wanted = indicator or quantity.indicator
        return tuple(
            f for f in self.figures
            if f.subject == quantity.subject and f.indicator == wanted and same_period(f.period, period)
        )

    def exchange(self, symbol: str, day: date | None) -> Sequence[Figure]:
        return tuple(f for f in self.figures if f.unit.symbol == symbol and f.period.start is not None
                     and (day is None or f.period.start.year == day.year))

    def is_of_now(self, figure: Figure) -> bool:
        """A ledger this small speaks of no time."""
        return len(self.figures) > 2 and figure in self.figures

    def akin(self, a: str, b: str) -> bool:
        return bool(a) and a == b


def figure(id: str, subject: str, indicator: str, value: str, unit: Unit, period: Period, **more: Any) -> Figure:
    scale = more.pop("scale", BN if unit.dimension is Dimension.MONEY else Decimal(1))
    return Figure(id=id, subject=subject, indicator=indicator, amount=amount(value, scale, more.pop("comparison", "=")),
                  unit=unit, period=period, **more)


def answers(check: str, quantities: Sequence[Quantity], *ties: Tie, ledger: Ledger | None = None) -> list[Answer]:
    """What one check (with those of its function) says about a text of these quantities and ties."""
    reading = Reading("", "en", tuple(quantities), ties)
    return list(CHECKS[check].run(Claims(reading, ledger or Ledger())))


def results(check: str, quantities: Sequence[Quantity], *ties: Tie, ledger: Ledger | None = None) -> list[Result]:
    return [answer.result for answer in answers(check, quantities, *ties, ledger=ledger)]
