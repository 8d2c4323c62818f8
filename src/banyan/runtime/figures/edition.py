"""What the projects of an edition add up to, from a data folder, for releases that speak of them."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from banyan.measure.figures.claims import Totals
from banyan.model.figure import Amount, Dimension, Figure, Period, Unit
from banyan.runtime.bulletin.make import Wanted, make
from banyan.runtime.projects.office import reading

BN = Decimal(10) ** 9


def totals(data: Path, edition: str, as_of: date, principal: str | None = None) -> Totals:
    """Raises UsageError for a folder that can't be read and for an edition that it doesn't know."""
    with reading(data, principal) as office:
        office.may("projects.read")
        total = make(office.store, Wanted(edition, as_of)).told.total
    count = _figure("count", edition, Decimal(total.count), Unit(Dimension.COUNT, noun="project"), "projects")
    return Totals(edition, count, _figure("amount", edition, total.amount, Unit(Dimension.MONEY, "CNY"), "investment"))


def _figure(what: str, edition: str, value: Decimal, unit: Unit, indicator: str) -> Figure:
    """A sum of what is known: it stands for itself alone."""
    money = unit.dimension is Dimension.MONEY
    text = f"{(value / BN).normalize():f} bn CNY" if money else f"{value:f}"
    amount = Amount(text, value, Decimal(0))
    return Figure(id=f"total/total/{what}", subject=edition, indicator=indicator, amount=amount, unit=unit,
                  period=Period(edition), source="projects")
