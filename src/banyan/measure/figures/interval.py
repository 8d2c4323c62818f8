"""Interval arithmetic over Decimal: what a sum, a share or a growth can be, given what each number stands for.

No float is used. Where a result doesn't end within `DIGITS` digits its bound is rounded outwards and is open, so that
an answer always encloses the true one (IEEE 1788 calls that a tight enclosure). None is no bound on that side.
"""

from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, Inexact

from banyan.model.figure import Interval

DIGITS = 50
ROOT_DIGITS = 30
ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)
ANYTHING = Interval(None, None)
_INFINITE = Decimal("Infinity")
Bound = tuple[Decimal, bool]        # (where it is, does it belong to the interval)


def exactly(value: Decimal | int) -> Interval:
    """The one number, and nothing beside it."""
    return Interval(Decimal(value), Decimal(value), low_closed=True, high_closed=True)


def between(low: Decimal | None, high: Decimal | None) -> Interval:
    """From `low` to `high`, both included."""
    return Interval(low, high, low_closed=True, high_closed=True)


def add(a: Interval, b: Interval) -> Interval:
    return _from(_sum(_low(a), _low(b), ROUND_FLOOR), _sum(_high(a), _high(b), ROUND_CEILING))


def total(parts: Iterable[Interval]) -> Interval:
    """The sum; of nothing it is 0."""
    whole = exactly(0)
    for part in parts:
        whole = add(whole, part)
    return whole


def negative(a: Interval) -> Interval:
    return Interval(  # copy_negate: a minus sign would round to the digits of the thread's context
        None if a.high is None else a.high.copy_negate(), None if a.low is None else a.low.copy_negate(),
        a.high_closed, a.low_closed,
    )


def subtract(a: Interval, b: Interval) -> Interval:
    return add(a, negative(b))


def multiply(a: Interval, b: Interval) -> Interval:
    ends = [(x, y) for x in (_low(a), _high(a)) for y in (_low(b), _high(b))]
    return _from(
        min((_product(x, y, ROUND_FLOOR) for x, y in ends), key=_lowest),
        max((_product(x, y, ROUND_CEILING) for x, y in ends), key=_highest),
    )


def divide(a: Interval, b: Interval) -> Interval:
    """a ÷ b. Anything, where b may be nought."""
    low, high = _low(b)[0], _high(b)[0]
    if low < ZERO < high or (low == ZERO and b.low_closed) or (high == ZERO and b.high_closed):
        return ANYTHING
    if ZERO in (low, high):
        return multiply(a, _reciprocal_at_nought(b))
    ends = [(x, y) for x in (_low(a), _high(a)) for y in (_low(b), _high(b))]
    return _from(
        min((_quotient(x, y, ROUND_FLOOR) for x, y in ends), key=_lowest),
        max((_quotient(x, y, ROUND_CEILING) for x, y in ends), key=_highest),
    )


def percent(part: Interval, whole: Interval) -> Interval:
    """part ÷ whole, in percent."""
    return multiply(divide(part, whole), exactly(HUNDRED))


def power(a: Interval, n: int) -> Interval:
    """a to the n, for a that isn't below nought and n from 1."""
    _not_negative(a)
    result = a
    for _ in range(n - 1):
        result = multiply(result, a)
    return result


def root(a: Interval, n: int) -> Interval:
    """The n-th root of what isn't below nought, to `ROOT_DIGITS` decimals, rounded outwards."""
    _not_negative(a)
    low, low_in = (None, False) if a.low is None else _root_down(a.low, n)
    high, high_in = (None, False) if a.high is None else _root_up(a.high, n)
    return Interval(low, high, a.low_closed and low_in, a.high_closed and high_in)


def scaled(a: Interval, factor: Decimal) -> Interval:
    return multiply(a, exactly(factor))


def hull(a: Interval, b: Interval) -> Interval:
    """The least interval around both."""
    return _from(min(_low(a), _low(b), key=_lowest), max(_high(a), _high(b), key=_highest))


def meet(a: Interval, b: Interval) -> bool:
    """May both be the same number?"""
    return may_reach(a, b) and may_reach(b, a)


def may_reach(a: Interval, b: Interval) -> bool:
    """May a number of `a` be at most one of `b`?"""
    (low, low_in), (high, high_in) = _low(a), _high(b)
    return low < high or (low == high and low_in and high_in)


def inside(a: Interval, b: Interval) -> bool:
    """Is every number of `a` one of `b`?"""
    low = _low(a)[0] > _low(b)[0] or (_low(a)[0] == _low(b)[0] and (b.low_closed or not a.low_closed))
    high = _high(a)[0] < _high(b)[0] or (_high(a)[0] == _high(b)[0] and (b.high_closed or not a.high_closed))
    return low and high


def _low(a: Interval) -> Bound:
    return (-_INFINITE, False) if a.low is None else (a.low, a.low_closed)


def _high(a: Interval) -> Bound:
    return (_INFINITE, False) if a.high is None else (a.high, a.high_closed)


def _from(low: Bound, high: Bound) -> Interval:
    return Interval(
        low[0] if low[0].is_finite() else None, high[0] if high[0].is_finite() else None, low[1], high[1]
    )


def _lowest(bound: Bound) -> tuple[Decimal, bool]:
    return bound[0], not bound[1]


def _highest(bound: Bound) -> tuple[Decimal, bool]:
    return bound


def _sum(x: Bound, y: Bound, rounding: str) -> Bound:
    context = Context(prec=DIGITS, rounding=rounding)
    value = context.add(x[0], y[0])
    return value, x[1] and y[1] and not context.flags[Inexact]


def _product(x: Bound, y: Bound, rounding: str) -> Bound:
    if ZERO in (x[0], y[0]):         # nought times whatever is nought, and reached where the nought itself is
        return ZERO, (x[0] == ZERO and x[1]) or (y[0] == ZERO and y[1])
    context = Context(prec=DIGITS, rounding=rounding)
    value = context.multiply(x[0], y[0])
    return value, x[1] and y[1] and not context.flags[Inexact]


def _quotient(x: Bound, y: Bound, rounding: str) -> Bound:
    if not y[0].is_finite():
        return ZERO, False
    if not x[0].is_finite():
        return (x[0] if y[0] > ZERO else x[0].copy_negate()), False
    context = Context(prec=DIGITS, rounding=rounding)
    value = context.divide(x[0], y[0])
    return value, x[1] and y[1] and not context.flags[Inexact]


def _reciprocal_at_nought(b: Interval) -> Interval:
    if _low(b)[0] == ZERO:
        return _from(_quotient((ONE, True), _high(b), ROUND_FLOOR), (_INFINITE, False))
    return _from((-_INFINITE, False), _quotient((ONE, True), _low(b), ROUND_CEILING))


def _not_negative(a: Interval) -> None:
    if a.low is None or a.low < ZERO:
        raise ValueError(f"{a}: a root or power of what may be negative")


def _root_down(value: Decimal, n: int) -> tuple[Decimal, bool]:
    """(the root rounded down, is that the root itself?)."""
    context = Context(prec=DIGITS * 4)
    shifted = value.scaleb(n * ROOT_DIGITS, context)
    whole = _whole_root(int(shifted), n)
    return Decimal(whole).scaleb(-ROOT_DIGITS, context), whole**n == shifted


def _root_up(value: Decimal, n: int) -> tuple[Decimal, bool]:
    low, exact = _root_down(value, n)
    return (low, True) if exact else (Context(prec=DIGITS * 4).add(low, Decimal(1).scaleb(-ROOT_DIGITS)), False)


def _whole_root(value: int, n: int) -> int:
    """The greatest whole number whose n-th power is at most `value`, by halving."""
    low, high = 0, 1 << (value.bit_length() // n + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**n <= value else (low, middle - 1)
    return low
