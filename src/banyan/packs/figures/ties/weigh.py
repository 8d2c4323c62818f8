"""Do numbers hold together, each read as widely as it is written? Only to choose between readings of one text.

A text gets the reading its words allow under which it holds; if none does, the plainest is claimed and the check finds
the contradiction. So a loose sentence is no false alarm, and a wrong number stays wrong under every reading.
"""

from collections.abc import Sequence
from decimal import Decimal

from banyan.model.figure import Comparison, Dimension
from banyan.packs.figures.mention import Mention

_HALF = Decimal("0.5")
_TENS = tuple(Decimal(10) ** n for n in (-4, -3, -2, -1, 1, 2, 3, 4))
_PLACES = frozenset({"country", "region", "province", "city", "county", "district", "township"})
_ANYBODY = frozenset({"person", "visit"})
_PEOPLE = _ANYBODY | frozenset({
    "visitor", "passenger", "guest", "resident", "student", "teacher", "doctor", "nurse", "expert", "delegate", "user",
    "employee",
    "volunteer", "athlete", "contestant", "talent", "worker", "tourist", "villager", "scholar", "academician",
    "patient",
})  # fmt: skip
_VAGUE = Decimal("0.1")


def slack(mention: Mention) -> Decimal:
    """How far from what is written the number may be: half of its last digit, a tenth where a word makes it vague."""
    exact = mention.dimension in (Dimension.COUNT, Dimension.RANK) and mention.step == 1
    own = Decimal(0) if exact else mention.step * _HALF
    return own if mention.comparison is Comparison.EQUAL else own + mention.value * _VAGUE


def summed(parts: Sequence[Mention]) -> tuple[Decimal, Decimal]:
    """The sum of parts, and how far from it they may be together."""
    return sum((p.value for p in parts), Decimal(0)), sum((slack(p) for p in parts), Decimal(0))


def makes(whole: Mention, total: tuple[Decimal, Decimal]) -> bool:
    return abs(total[0] - whole.value) <= slack(whole) + total[1]


def sums(whole: Mention, parts: Sequence[Mention]) -> bool:
    return makes(whole, summed(parts))


def ratio(whole: Mention, parts: Sequence[Mention]) -> Decimal:
    return sum((p.value for p in parts), Decimal(0)) / whole.value if whole.value else Decimal(0)


def near(whole: Mention, parts: Sequence[Mention]) -> bool:
    """Do parts miss their whole by what one wrong digit makes, or by a power of ten? Then they are meant to make it."""
    made = ratio(whole, parts)
    low, high = (Decimal("0.9"), Decimal("1.2")) if len(parts) > 2 else (Decimal("0.93"), Decimal("1.15"))
    if low <= made <= high or any(abs(made / ten - 1) < Decimal("0.005") for ten in _TENS):
        return True
    return _slip(whole, parts)


def _slip(whole: Mention, parts: Sequence[Mention]) -> bool:
    """Does the sum differ from the whole by one digit, or by two that changed places? Of three digits or more."""
    step = min(m.step for m in (whole, *parts)) or Decimal(1)
    said, made = (str(int(v / step)).rstrip("0") for v in (whole.value, summed(parts)[0]))
    if len(said) != len(made) or len(said) < 3:
        return False
    wrong = [(a, b) for a, b in zip(said, made, strict=True) if a != b]
    return len(wrong) == 1 or (len(wrong) == 2 and wrong[0] == wrong[1][::-1])


def share_of(share: Mention, part: Mention, whole: Mention) -> bool:
    """Is `part` `share` percent of `whole`, as they are written?"""
    if not whole.value or whole.value < part.value * _HALF:
        return False
    percent = part.value / whole.value * 100
    loose = (slack(part) / part.value if part.value else Decimal(0)) + slack(whole) / whole.value
    return abs(percent - share.value) <= slack(share) + percent * loose


def share_of_both(share: Mention, part: Mention, others: Sequence[Mention]) -> bool:
    """Is `part` its share of itself with the one beside it, or with all of them? Then none of them is the whole."""
    wholes = [[part, other] for other in others] + ([[part, *others]] if len(others) > 1 else [])
    for members in wholes:
        total, loose = summed(members)
        if total and abs(part.value / total * 100 - share.value) <= slack(share) + part.value / total * 100 * (
                (slack(part) / part.value if part.value else Decimal(0)) + loose / total):
            return True
    return False


def alike(a: Mention, b: Mention) -> bool:
    """The same dimension, currency or measure; counts of the same thing, or of what one of them doesn't name."""
    if a.dimension is not b.dimension or a.symbol != b.symbol:
        return False
    if not a.is_count or a.noun == b.noun:
        return True
    if not a.noun or not b.noun:
        return a.noun not in _PLACES and b.noun not in _PLACES
    return (a.noun in _ANYBODY and b.noun in _PEOPLE) or (b.noun in _ANYBODY and a.noun in _PEOPLE)
