"""A formula over a table of counts: a month's numbers, one row for each group that the table distinguishes."""

from collections.abc import Sequence

from msgspec import Struct

from banyan.measure.indicators.formula import Indicator, Sum, Unit
from banyan.measure.indicators.reckon import Dimension, Left, Period, Result, no_share
from banyan.model.text import Said
from banyan.model.time import Instant


class CountRow(Struct, frozen=True):
    """Numbers by count. `row` as a spreadsheet numbers it; `begin` and `end`: its period, where that can be read."""

    row: int
    numbers: dict[str, int]
    words: dict[Dimension, str] = {}
    begin: Instant | None = None
    end: Instant | None = None

    @property
    def id(self) -> str:
        return str(self.row)


def needed(indicator: Indicator) -> tuple[str, ...]:
    """The counts that its formula takes; empty where it can't be reckoned from counts."""
    names = (*indicator.numerator.plus, *indicator.numerator.minus,
             *indicator.denominator.plus, *indicator.denominator.minus)
    return tuple(dict.fromkeys(names))


def tally(
    indicator: Indicator, rows: Sequence[CountRow], period: Period, by: Sequence[Dimension] = ()
) -> tuple[Result, ...]:
    """The whole first, then each group. A row of whose counts one is missing, or of another period, is left out."""
    placed = [(row, _left(indicator, row, period)) for row in rows]
    results = [_result(indicator, (), placed)]
    if by:
        groups: dict[tuple[str, ...], list[tuple[CountRow, Left | None]]] = {}
        for row, left in placed:
            groups.setdefault(tuple(row.words.get(name, "") for name in by), []).append((row, left))
        results += [_result(indicator, tuple(zip(by, key, strict=True)), groups[key]) for key in sorted(groups)]
    return tuple(results)


def _left(indicator: Indicator, row: CountRow, period: Period) -> Left | None:
    if period.begin is not None or period.end is not None:
        if row.begin is None or row.end is None:
            said = {"row": row.id, "text": row.words.get(Dimension.PERIOD, "")}
            return Left(row.id, Said("indicators.left.no_period", said))
        inside = (period.begin is None or period.begin <= row.begin) and (period.end is None or row.end <= period.end)
        if not inside:
            return Left(row.id, Said("indicators.left.outside_row", {"row": row.id}))
    for name in needed(indicator):
        if name not in row.numbers:
            return Left(row.id, Said("indicators.left.no_number", {"row": row.id, "count": name}))
    return None


def _result(
    indicator: Indicator, group: tuple[tuple[Dimension, str], ...], placed: list[tuple[CountRow, Left | None]]
) -> Result:
    used = [row for row, left in placed if left is None]
    left = tuple(found for _, found in placed if found is not None)
    numerator = sum(_sum(indicator.numerator, row) for row in used)
    denominator = None if indicator.unit is Unit.CASES else sum(_sum(indicator.denominator, row) for row in used)
    return Result(
        indicator=indicator.id, group=group, numerator=numerator, denominator=denominator,
        met=tuple(row.id for row in used), left=left, none=_contradiction(numerator, denominator)
        or no_share(denominator, len(left)),
    )  # fmt: skip


def _sum(wanted: Sum, row: CountRow) -> int:
    return sum(row.numbers[name] for name in wanted.plus) - sum(row.numbers[name] for name in wanted.minus)


def _contradiction(numerator: int, denominator: int | None) -> Said | None:
    """Counts of one table that can't be of the same cases: part larger than whole, or below nothing."""
    if denominator is None:
        return None
    args = {"numerator": str(numerator), "denominator": str(denominator)}
    if numerator < 0 or denominator < 0:
        return Said("indicators.none.below_zero", args)
    return Said("indicators.none.contradiction", args) if numerator > denominator else None
