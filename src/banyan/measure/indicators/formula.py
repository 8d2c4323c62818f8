"""An indicator: one name, one version, one formula. Two versions of a name may stand side by side."""

import re
from datetime import date
from enum import StrEnum

from msgspec import Struct

from banyan.measure.indicators.predicates import AllOf, Predicate
from banyan.measure.indicators.row import Moment
from banyan.model.text import Name

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class Unit(StrEnum):
    SHARE = "share"                      # numerator / denominator
    CASES = "cases"                      # the numerator alone


class Undecided(StrEnum):
    """What becomes of a case that belongs to the denominator and isn't decided yet."""

    LEFT_OUT = "left-out"
    NOT_MET = "not-met"                  # it stays in the denominator


class Sum(Struct, frozen=True, forbid_unknown_fields=True):
    """Named counts added up, for a table that has no cases but numbers of them (see counts.py)."""

    plus: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()


class Indicator(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`counted` and `met` are asked of each case whose `base` lies in the period: the denominator and the numerator.

    `numerator` and `denominator` are the same two in named counts; left empty where no table of counts has them.
    """

    name: str
    version: int
    title: Name
    formula: Name
    base: Moment
    met: Predicate
    counted: Predicate = AllOf(())
    undecided: Undecided = Undecided.LEFT_OUT
    unit: Unit = Unit.SHARE
    numerator: Sum = Sum()
    denominator: Sum = Sum()
    owner: str = "command-centre"
    valid_from: date | None = None       # first and last day of the periods that it may be published for
    valid_until: date | None = None

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or self.version < 1:
            raise ValueError(f"{self.name}@{self.version}: expected a name like closed-in-time and a version from 1 on")
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValueError(f"{self.id}: valid_until {self.valid_until} is before valid_from {self.valid_from}")

    @property
    def id(self) -> str:
        return f"{self.name}@{self.version}"

    def valid_for(self, first: date | None, last: date | None) -> bool:
        """Whether it may be published for these days; None: no bound."""
        begins = self.valid_from is None or (first is not None and first >= self.valid_from)
        return begins and (self.valid_until is None or (last is not None and last <= self.valid_until))


class Registry(Struct, frozen=True):
    """Every formula that is known, in the order of name and version."""

    indicators: tuple[Indicator, ...]

    def with_more(self, more: tuple[Indicator, ...]) -> "Registry":
        """Raises ValueError where a name and version are there already: a formula that is published stays."""
        known = {indicator.id for indicator in self.indicators}
        for indicator in more:
            if indicator.id in known:
                raise ValueError(f"{indicator.id} is there already; a published formula stays: give the next version")
            known.add(indicator.id)
        return Registry(tuple(sorted((*self.indicators, *more), key=lambda i: (i.name, i.version))))

    def named(self, text: str) -> tuple[Indicator, ...]:
        """Of NAME@VERSION that one, of NAME every version. Empty where there is none."""
        return tuple(i for i in self.indicators if text in (i.id, i.name))
