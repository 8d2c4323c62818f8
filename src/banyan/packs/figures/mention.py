"""A number while the text is being read: what was seen of it so far. `Quantity` is what it becomes."""

from decimal import Decimal

from msgspec import Struct

from banyan.model.figure import Comparison, Dimension, Period, Role


class Mention(Struct):
    """`start`, `end`: the number with its unit; `left`, `right`: with the words that compare it, and its noun."""

    start: int
    end: int
    left: int
    right: int
    sentence: int
    value: Decimal
    step: Decimal
    dimension: Dimension
    symbol: str = ""
    comparison: Comparison = Comparison.EQUAL
    role: Role = Role.LEVEL
    noun: str = ""                  # canonical, of a count
    per: str = ""
    of: str = ""                    # the whole of a share
    falls: bool = False
    to: bool = False                # "increased to": the level that was reached
    label: str = ""                 # what sets it apart among parts: "offline"
    subject: str = ""
    indicator: str = ""
    period: Period | None = None
    base: Period | None = None
    years: int | None = None
    geography: str = ""
    breakdown: str = ""
    source: str = ""
    total: bool = False             # the text calls it a total
    rest: bool = False              # "the remaining 26"
    each: bool = False
    was: bool = False               # the level that a growth comes from
    planned: bool = False           # a budget or target that a level is measured by: no parts make it

    @property
    def is_count(self) -> bool:
        return self.dimension is Dimension.COUNT

    @property
    def is_money(self) -> bool:
        return self.dimension is Dimension.MONEY

    @property
    def is_percent(self) -> bool:
        return self.dimension is Dimension.PERCENT
