"""A formula over cases: who meets it, who doesn't, who is left out and why: every case is one of them."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum
from fractions import Fraction
from zoneinfo import ZoneInfo

from msgspec import Struct

from banyan.measure.indicators.formula import Indicator, Undecided, Unit
from banyan.measure.indicators.predicates import InTime, Neighbours, OneOf, Opinion, View, asker, happened
from banyan.measure.indicators.row import CaseRow, Word
from banyan.measure.indicators.words import of_leaf
from banyan.model.text import Said
from banyan.model.time import Instant


class Dimension(StrEnum):
    REGION = "region"
    DEPARTMENT = "department"
    POST = "post"
    CLASS = "class"
    PERIOD = "period"                    # the month of the base moment, where the city is


class Period(Struct, frozen=True):
    """From `begin` until before `end`; None: no bound. `first` and `last` are the days."""

    begin: Instant | None = None
    end: Instant | None = None
    first: date | None = None
    last: date | None = None

    def holds(self, at: Instant) -> bool:
        return (self.begin is None or self.begin <= at) and (self.end is None or at < self.end)


class Left(Struct, frozen=True):
    """A case that isn't in the denominator. `leaf` says which part of the formula kept it out."""

    id: str
    why: Said
    leaf: Said | None = None


class Result(Struct, frozen=True, kw_only=True):
    """One value with everything behind it. `denominator` None: a number of cases, no share.

    `none` says why there is no share, where there is none: no denominator is never 0 %.
    """

    indicator: str
    group: tuple[tuple[Dimension, str], ...] = ()
    numerator: int
    denominator: int | None
    met: tuple[str, ...] = ()
    not_met: tuple[str, ...] = ()
    left: tuple[Left, ...] = ()
    none: Said | None = None

    @property
    def share(self) -> Fraction | None:
        """Exact; None where there is none."""
        if self.none is not None or not self.denominator:
            return None
        return Fraction(self.numerator, self.denominator)


def percent(share: Fraction, places: int = 2) -> Decimal:
    """In per cent with so many decimals, halves away from zero, as statistics are published."""
    whole = share * 100 * 10**places
    doubled = 2 * abs(whole.numerator) + whole.denominator
    rounded = doubled // (2 * whole.denominator) * (1 if whole >= 0 else -1)
    with localcontext() as context:
        context.prec, context.rounding = len(str(abs(rounded))) + places + 2, ROUND_HALF_UP
        return Decimal(rounded).scaleb(-places)


def reckon(
    indicator: Indicator, rows: Sequence[CaseRow], period: Period, as_of: Instant, zone: ZoneInfo,
    by: Sequence[Dimension] = (), everyone: Neighbours | None = None,
) -> tuple[Result, ...]:  # fmt: skip
    """The whole first, then each group in the order of its words.

    Nothing that happened after `as_of` is known; numbers and words of a row are as they stand. `everyone`: the places
    of all cases, where `rows` are only some of them.
    """
    view = View(as_of, everyone or Neighbours(rows))
    placer = _Placer(indicator, period, view)
    placed = [(row, placer.place(row)) for row in rows]
    results = [_result(indicator, (), placed)]
    if by:
        groups: dict[tuple[str, ...], list[tuple[CaseRow, Left | bool]]] = {}
        for row, place in placed:
            groups.setdefault(tuple(_word(indicator, row, view, zone, name) for name in by), []).append((row, place))
        results += [_result(indicator, tuple(zip(by, key, strict=True)), groups[key]) for key in sorted(groups)]
    return tuple(results)


def no_share(denominator: int | None, left: int) -> Said | None:
    """Why there is no share; None where there is one, or none is wanted."""
    if denominator is None or denominator > 0:
        return None
    return Said("indicators.none.left", {"left": str(left)}) if left else Said("indicators.none.nothing")


class _Placer:
    """One formula, asked of many rows. Sentences that are the same for many rows are made once."""

    def __init__(self, indicator: Indicator, period: Period, view: View) -> None:
        self._base, self._period, self._as_of = indicator.base, period, view.as_of
        self._counted, self._met = asker(indicator.counted, view), asker(indicator.met, view)
        self._undecided_stay = indicator.undecided is Undecided.NOT_MET
        moment = {"moment": str(indicator.base)}
        self._no_moment, self._outside = (Said(f"indicators.left.{key}", moment) for key in ("no_moment", "outside"))
        self._excluded, self._undecided = (Said(f"indicators.left.{key}") for key in ("excluded", "undecided"))
        self._leaves: dict[tuple[int, str | bool], Said | None] = {}

    def place(self, row: CaseRow) -> Left | bool:
        """Met, not met, or left out."""
        base = self._base
        at = row.when(base) if base.owed else happened(row, base, self._as_of)
        if at is None:
            return Left(row.id, self._no_moment)
        if not self._period.holds(at):
            return Left(row.id, self._outside)
        counted = self._counted(row)
        if counted.truth is not True:
            why = self._excluded if counted.truth is False else self._undecided
            return Left(row.id, why, self._leaf(counted, row))
        met = self._met(row)
        if met.truth is None and not self._undecided_stay:
            return Left(row.id, self._undecided, self._leaf(met, row))
        return bool(met.truth)

    def _leaf(self, opinion: Opinion, row: CaseRow) -> Said | None:
        """An opinion is one object for all its rows; what its sentence takes from a row is in the key beside it."""
        taken: str | bool = ""
        if isinstance(opinion.leaf, OneOf):
            taken = row.word(opinion.leaf.word)
        elif isinstance(opinion.leaf, InTime):
            taken = row.when(opinion.leaf.due) is None
        key = (id(opinion), taken)
        if key not in self._leaves:
            self._leaves[key] = of_leaf(opinion, row)
        return self._leaves[key]


def _result(
    indicator: Indicator, group: tuple[tuple[Dimension, str], ...], placed: Iterable[tuple[CaseRow, Left | bool]]
) -> Result:
    met: list[str] = []
    not_met: list[str] = []
    left: list[Left] = []
    for row, place in placed:
        if isinstance(place, Left):
            left.append(place)
        else:
            (met if place else not_met).append(row.id)
    denominator = None if indicator.unit is Unit.CASES else len(met) + len(not_met)
    return Result(
        indicator=indicator.id, group=group, numerator=len(met), denominator=denominator, met=tuple(met),
        not_met=tuple(not_met), left=tuple(left), none=no_share(denominator, len(left)),
    )  # fmt: skip


def _word(indicator: Indicator, row: CaseRow, view: View, zone: ZoneInfo, name: Dimension) -> str:
    if name is not Dimension.PERIOD:
        return row.word(Word(name.value))
    at = row.when(indicator.base) if indicator.base.owed else happened(row, indicator.base, view.as_of)
    return "" if at is None else f"{at.astimezone(zone):%Y-%m}"
