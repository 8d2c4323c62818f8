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
DIGITS_OFF = 5                  # by so many of its last digit a vague number may be off, if that is less
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
        Name("上下各 10%，但不超过末位的 5 倍", "10 % to both sides, at most five of its last digit")),
    Comparison.NEARLY: Width(
        _TENTH, ZERO, Name("近、将近、接近、不足", "nearly, almost, close to"),
        Name("低于该数至多 10%，但不超过末位的 5 倍", "up to 10 % below, at most five of its last digit")),
    Comparison.A_LITTLE_OVER: Width(
        ZERO, _TENTH, Name("多、余、略超", "a little over, slightly more than, -odd"),
        Name("高于该数至多 10%，但不超过末位的 5 倍", "up to 10 % above, at most five of its last digit")),
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
    half = _half(amount.step) if amount.comparison is Comparison.ABOUT else ZERO
    return _around(amount, Decimal(1), half)


def coarsely(amount: Amount, unit: Unit) -> Interval:
    """The widest reading: noughts at the end are rounding (65,000: 64,500 to 65,500), vague words twice as vague.

    "Nearly" and "a little over" are so by no more than one of their last digit: "nearly 70" is by no reading below 60.
    What fails strictly and holds so is no contradiction: nobody can tell.
    """
    wide = round_to(amount)
    if amount.comparison is Comparison.EQUAL:
        return _rounded(amount.value, wide if wide > amount.step else _step(amount, unit))
    return _around(amount, Decimal(2), _half(max(amount.step, wide)))


def _around(amount: Amount, times: Decimal, least: Decimal) -> Interval:
    """Who writes "about 190.5" means it closer than who writes "about 200": at most `DIGITS_OFF` of its last digit."""
    width, last = WIDTHS[amount.comparison], _last_digit(amount)
    most = last * DIGITS_OFF
    if None in (width.below, width.above):      # a bound that is rounded moves by little: "over half" isn't 45 %
        least = min(least, abs(amount.value) * COARSE)

    def room(side: Decimal) -> Decimal:     # "nearly 130,000" isn't 134,800, though that rounds to it
        rounding = least if side else min(least, abs(amount.value) * COARSE)
        once = min(abs(amount.value) * side, most)
        doubled = once * times if amount.comparison is Comparison.ABOUT else min(once * times, max(once, last))
        return max(doubled, rounding)

    return between(None if width.below is None else amount.value - room(width.below),
                   None if width.above is None else amount.value + room(width.above))


def _last_digit(amount: Amount) -> Decimal:
    """The size of the last digit that isn't a nought before the decimal point."""
    step = amount.step or Decimal(1)
    while "." not in amount.text and amount.value and amount.value % (step * 10) == 0:
        step *= 10
    return step


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
