"""How one number may have become another in writing: a power of ten, digits that changed places, one wrong digit."""

from decimal import Decimal

from banyan.measure.figures.claims import one_wrong
from banyan.model.figure import Amount

LIKELY = 2                  # of slip(): digits that changed places, which is hardly chance
CLOSE = Decimal("1.3")      # a wrong digit seldom moves a number further
MANY = 2                    # digits: more of them in another order are hardly chance


def slip(written: Amount, known: Amount) -> int:
    """3: hardly chance; 2: likely a slip; 1: only near each other; 0: two different numbers."""
    a, b = abs(written.value), abs(known.value)
    if not a or not b:
        return 0
    if a == b:
        return 3
    first, second = _digits(a), _digits(b)
    if first == second:
        return 3 if len(first) > 1 else 2
    longest = max(len(first), len(second))      # 640 and 604 are both of three digits
    first, second = first + (0,) * (longest - len(first)), second + (0,) * (longest - len(second))
    if longest > 1 and a.adjusted() == b.adjusted() and (
            sorted(first) == sorted(second) or one_wrong(a, b)):
        return 3 if sorted(first) == sorted(second) and longest > MANY else 2
    return 1 if max(a, b) <= min(a, b) * CLOSE else 0


def _digits(value: Decimal) -> tuple[int, ...]:
    return value.normalize().as_tuple().digits
