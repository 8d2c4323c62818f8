"""What a published number stands for: one table of widths for the words people put before numbers.

A number without such a word is what rounds to it: 12.3 stands for [12.25, 12.35). A whole count is itself.
"""

from decimal import Decimal

from msgspec import Struct

from banyan.measure.figures.interval import ZERO, between, exactly
from banyan.model.figure import Amount, Comparison, Dimension, Interval, Unit
from banyan.model.text import Name

EXACT = frozenset({Dimension.RANK, Dimension.DATE})
COARSE = Decimal("0.02")        # a round number may be off by half the power of ten under this share of it
FEW = 1000                      # fewer are counted, not rounded


class Width(Struct, frozen=True):
    """By which share of itself the number may be exceeded downwards and upwards; None is no bound."""

    below: Decimal | None
    above: Decimal | None
    words: Name                 # which words are read so
    meaning: Name


_TENTH = Decimal("0.1")
WIDTHS: dict[Comparison, Width] = {
    Comparison.ABOUT: Width(
        _TENTH, _TENTH, Name("约、大约、左右、近似", "about, approximately, around, some, roughly"),
        Name("上下各 10%", "10 % to both sides")),
    Comparison.NEARLY: Width(
        _TENTH, ZERO, Name("近、将近、接近、不足", "nearly, almost, close to"),
        Name("低于该数至多 10%", "up to 10 % below")),
    Comparison.A_LITTLE_OVER: Width(
        ZERO, _TENTH, Name("多、余、略超", "a little over, slightly more than, -odd"),
        Name("高于该数至多 10%", "up to 10 % above")),
    Comparison.ABOVE: Width(
        ZERO, None, Name("超、超过、突破、多于", "over, above, more than, in excess of"),
        Name("该数及以上，不设上限", "the number and above, without end")),
    Comparison.AT_LEAST: Width(
        ZERO, None, Name("不少于、不低于、至少、以上", "at least, no less than, or more"),
        Name("该数及以上，不设上限", "the number and above, without end")),
    Comparison.BELOW: Width(
        None, ZERO, Name("低于、少于、不到", "under, below, less than, fewer than"),
        Name("该数及以下", "the number and below")),
    Comparison.AT_MOST: Width(
        None, ZERO, Name("至多、不超过、不高于、以内", "at most, no more than, up to, among the top"),
        Name("该数及以下", "the number and below")),
}  # fmt: skip


def stands_for(amount: Amount, unit: Unit) -> Interval:
    """All numbers that may be published so."""
    if amount.comparison is Comparison.EQUAL:
        return _rounded(amount.value, _step(amount, unit))
    width = WIDTHS[amount.comparison]
    size, half = abs(amount.value), _half(amount.step) if amount.comparison is Comparison.ABOUT else ZERO
    return between(
        None if width.below is None else amount.value - max(size * width.below, half),
        None if width.above is None else amount.value + max(size * width.above, half),
    )


def coarsely(amount: Amount, unit: Unit) -> Interval:
    """The widest reading: noughts at the end are rounding (65,000: 64,500 to 65,500), vague words twice as vague.

    What fails strictly and holds so is no contradiction: nobody can tell.
    """
    wide = round_to(amount)
    if amount.comparison is Comparison.EQUAL:
        return _rounded(amount.value, wide if wide > amount.step else _step(amount, unit))
    width, size, half = WIDTHS[amount.comparison], abs(amount.value), _half(max(amount.step, wide))
    return between(
        None if width.below is None else amount.value - max(size * width.below * 2, half),
        None if width.above is None else amount.value + max(size * width.above * 2, half),
    )


def round_to(amount: Amount) -> Decimal:
    """The power of ten that a round number may be rounded to; its written step where it isn't round.

    Noughts behind a decimal point were written because they are meant.
    """
    if not amount.value or not amount.step or "." in amount.text or (amount.step <= 1 and abs(amount.value) < FEW):
        return amount.step
    step, most = amount.step, abs(amount.value) * COARSE
    while step * 10 <= most and amount.value % (step * 10) == 0:
        step *= 10
    return step


def _step(amount: Amount, unit: Unit) -> Decimal:
    whole = unit.dimension is Dimension.COUNT and amount.step <= 1 and amount.value == int(amount.value)
    return ZERO if whole or unit.dimension in EXACT else amount.step


def _rounded(value: Decimal, step: Decimal) -> Interval:
    """[value − step/2, value + step/2); below nought the other way round, as people round away from it."""
    if not step:
        return exactly(value)
    half = _half(step)
    return Interval(value - half, value + half, low_closed=value >= 0, high_closed=value < 0)


def _half(step: Decimal) -> Decimal:
    return step / 2
