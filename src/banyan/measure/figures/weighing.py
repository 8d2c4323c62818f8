"""Does a relation hold? Strictly, then under the widest reading; and if it fails, would a power of ten mend it?"""

from collections.abc import Callable, Sequence
from decimal import Decimal

from msgspec import Struct

from banyan.measure.figures.answer import Told, same
from banyan.measure.figures.claims import Claims
from banyan.measure.figures.interval import negative, scaled
from banyan.measure.figures.widths import round_to
from banyan.model.figure import Comparison, Dimension, Interval, Result

Numbers = Callable[[int], Interval]
Holds = Callable[[Numbers], bool]

# ×10, ×100, ×1000; 万 for 亿 and back are 10^4; an amount in 亿 printed as one in yuan 10^8.
POWERS = (1, -1, 2, -2, 3, -3, 4, -4, 8, -8)
_SLIPS = frozenset({Dimension.MONEY, Dimension.COUNT, Dimension.MEASURE})


class Slip(Struct, frozen=True):
    """The number at `index` would fit if it were multiplied by ten to the `power`."""

    index: int
    power: int


class Weighed(Struct, frozen=True):
    result: Result
    slips: tuple[Slip, ...] = ()

    def order(self, indices: Sequence[int]) -> tuple[int, ...]:
        """The likeliest culprits first, each number once."""
        return tuple(dict.fromkeys([*(slip.index for slip in self.slips), *indices]))


def weigh(claims: Claims, indices: Sequence[int], holds: Holds, of_sum: bool = False) -> Weighed:
    """`of_sum`: its numbers are in one unit, so a round number is only rough beside a finer one."""
    if holds(claims.strict):
        return Weighed(Result.PASS)
    if holds(_coarse(claims, indices, of_sum)):
        return Weighed(Result.CANNOT_TELL)
    return Weighed(Result.FAIL, _slips(claims, indices, holds))


def _coarse(claims: Claims, indices: Sequence[int], of_sum: bool) -> Numbers:
    fineness = {i: round_to(claims.quantity(i).amount) for i in indices}
    finest = min(fineness.values(), default=Decimal(0))

    def number(index: int) -> Interval:
        plain = claims.quantity(index).amount.comparison is Comparison.EQUAL
        if of_sum and plain and fineness.get(index, finest) <= finest:
            return claims.strict(index)
        return claims.coarse(index)

    return number


def _slips(claims: Claims, indices: Sequence[int], holds: Holds) -> tuple[Slip, ...]:
    """The smallest slips that make it hold, each in one number."""
    for size in (1, 2, 3, 4, 8):
        found = [
            Slip(i, power) for i in dict.fromkeys(indices) for power in (size, -size)
            if _may_slip(claims, i, size) and holds(_moved(claims, i, power))
        ]
        if found:
            return tuple(found)
    return ()


def _may_slip(claims: Claims, index: int, size: int) -> bool:
    dimension = claims.quantity(index).unit.dimension
    return dimension in _SLIPS or (dimension in (Dimension.PERCENT, Dimension.POINTS) and size == 1)


def _moved(claims: Claims, index: int, power: int) -> Numbers:
    factor = Decimal(1).scaleb(power)
    return lambda i: scaled(claims.strict(i), factor) if i == index else claims.strict(i)


def as_signed(claims: Claims, index: int, number: Numbers) -> Interval:
    """A fall is written as a positive number, with a word that says so."""
    return negative(number(index)) if claims.quantity(index).falls else number(index)


def slips_told(claims: Claims, weighed: Weighed) -> tuple[Told, ...]:
    return tuple(
        Told("magnitude.fits", {"number": claims.words(slip.index), "factor": same(factor(slip.power))})
        for slip in weighed.slips[:2]
    )


def factor(power: int) -> str:
    """"×1,000", "÷10"."""
    sign = "×" if power > 0 else "÷"
    return f"{sign}{10 ** abs(power):,}"
