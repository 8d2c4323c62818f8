"""A reading as the checks look at it: its ties with their members by name, and what each number stands for."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol

from msgspec import Struct

from banyan.measure.figures.widths import coarsely, stands_for
from banyan.measure.figures.writing import plain
from banyan.model.figure import Dimension, Figure, Interval, Period, Quantity, Reading, Relation, Role, Tie
from banyan.model.text import Name

FAR = 400                   # numbers within which a text speaks of a level again
CLOSE = Decimal("1.3")      # a wrong digit seldom moves a number further

# What readers call a member, besides its own name.
_ALSO = {
    "average": ("average growth", "average-growth", "average_growth", "growth"),
    "total": ("total growth", "total-growth", "total_growth"),
    "whole": ("whole count", "whole_count", "whole period", "period"),
}


class Match(Struct, frozen=True):
    """A figure of the ledger about what a quantity is about. Not `sure`: near it, so a difference proves nothing.

    `copied`: the number stands for another thing beside it as well, so that it may be far from the figure.
    """

    figure: Figure
    sure: bool
    copied: bool = False


class Evidence(Protocol):
    """What is known beside the text under check. A figure that comes from that text is never given."""

    def same(self, reading: Reading, index: int) -> Sequence[Match]:
        """Figures about the same subject, indicator, period, geography and breakdown."""
        ...

    def levels(self, quantity: Quantity, indicator: str, period: Period | None) -> Sequence[Figure]:
        """Levels of `indicator` ("" for the quantity's own) for the quantity's subject or place, at `period`."""
        ...

    def exchange(self, symbol: str, day: date | None) -> Sequence[Figure]:
        """Rates named `symbol` ("CNY/USD") for the year of `day`; without a day all that there are."""
        ...

    def is_of_now(self, figure: Figure) -> bool:
        """Is the figure of the time of most others, so that a text without a year means it?"""
        ...

    def akin(self, a: str, b: str) -> bool:
        """Do the two name the same indicator or subject, in whatever words?"""
        ...


class Totals(Struct, frozen=True):
    """What the projects of an edition add up to, for a text that speaks of them. `amount` in CNY."""

    edition: str
    count: Figure
    amount: Figure


class Claims(Struct, frozen=True):
    """Everything a check may look at. No check looks at more."""

    reading: Reading
    evidence: Evidence
    projects: Totals | None = None

    def quantity(self, index: int) -> Quantity:
        return self.reading.quantities[index]

    def indices(self) -> range:
        return range(len(self.reading.quantities))

    def strict(self, index: int) -> Interval:
        quantity = self.quantity(index)
        return stands_for(quantity.amount, quantity.unit)

    def coarse(self, index: int) -> Interval:
        quantity = self.quantity(index)
        return coarsely(quantity.amount, quantity.unit)

    def words(self, index: int) -> Name:
        return plain(self.quantity(index).text)

    def ties(self, *relations: Relation) -> Iterator[Tie]:
        return (tie for tie in self.reading.ties if tie.relation in relations)

    def tied(self, *relations: Relation) -> frozenset[int]:
        """All numbers that a tie of these relations holds."""
        return frozenset(member for tie in self.ties(*relations) for _, member in tie.members)

    def together(self, index: int) -> list[int]:
        """The numbers of the same sentence, in order."""
        found, quantities = [index], self.reading.quantities
        for step in (-1, 1):
            at = index + step
            while 0 <= at < len(quantities) and quantities[at].sentence == quantities[index].sentence:
                found.append(at)
                at += step
        return sorted(found)


def every(tie: Tie, name: str) -> list[int]:
    """The members called `name`, in order."""
    names = (name, *_ALSO.get(name, ()))
    return [index for called, index in tie.members if called in names]


def one(tie: Tie, name: str) -> int | None:
    found = every(tie, name)
    return found[0] if found else None


def alike(a: Quantity, b: Quantity) -> bool:
    """May the two be compared: the same dimension, and for money and measures the same symbol?"""
    symbols = a.unit.dimension in (Dimension.MONEY, Dimension.MEASURE, Dimension.EXCHANGE)
    return a.unit.dimension is b.unit.dimension and (not symbols or a.unit.symbol == b.unit.symbol)


def close(a: Decimal, b: Decimal) -> bool:
    """Equal, near, or the same digits moved or in another order: else they are likely two figures of two things."""
    if not a or not b:
        return a == b
    low, high = sorted((abs(a), abs(b)))
    digits = [sorted(value.normalize().as_tuple().digits) for value in (a, b)]
    return high <= low * CLOSE or (digits[0] == digits[1] and len(digits[0]) > 1) or one_wrong(a, b)


def one_wrong(a: Decimal, b: Decimal) -> bool:
    """Numbers of the same length of which one digit differs."""
    one, other = (value.normalize().as_tuple().digits for value in (a, b))
    return 1 < len(one) == len(other) and abs(a).adjusted() == abs(b).adjusted() and (
        sum(x != y for x, y in zip(one, other, strict=True)) == 1)


def same_subject(a: Quantity, b: Quantity) -> bool:
    """Both say whom they are about, and it is the same."""
    return bool(a.subject) and folded(a.subject) == folded(b.subject)


def same_scope(a: Quantity, b: Quantity) -> bool:
    return folded(a.geography) == folded(b.geography) and folded(a.breakdown) == folded(b.breakdown)


def same_period(a: Period | None, b: Period | None) -> bool:
    """Both are known and are the same days, or the same words where neither is known in days."""
    if a is None or b is None:
        return False
    if a.start is not None and b.start is not None:
        return (a.start, a.end) == (b.start, b.end)
    return a.start is None and b.start is None and folded(a.label) == folded(b.label)


def folded(text: str) -> str:
    return " ".join(text.casefold().split())


def level_in_text(claims: Claims, like: int, indicator: str, period: Period | None) -> int | None:
    """The level of `indicator` for the same subject and period that the text gives; None where it gives several."""
    asked = claims.quantity(like)
    found = [
        i for i in claims.indices()[max(0, like - FAR):like + FAR]
        if i != like and _is_level(q := claims.quantity(i)) and claims.evidence.akin(q.indicator, indicator)
        and same_subject(q, asked) and same_scope(q, asked) and same_period(q.period, period)
    ]  # fmt: skip
    values = {claims.quantity(i).amount.value for i in found}
    return found[0] if len(values) == 1 else None


def _is_level(quantity: Quantity) -> bool:
    levels = (Dimension.MONEY, Dimension.COUNT, Dimension.MEASURE)
    return quantity.role is Role.LEVEL and quantity.unit.dimension in levels
