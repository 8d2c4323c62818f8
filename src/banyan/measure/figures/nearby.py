"""Numbers beside a claim that aren't tied to it: where one makes it hold, the tie was narrow and the text not wrong."""

from collections.abc import Sequence

from banyan.measure.figures.claims import Claims, alike
from banyan.model.figure import Role

REACH = 10        # numbers before the first member and behind the last


def beside(claims: Claims, members: Sequence[int]) -> list[int]:
    """Levels of the same unit as the first member, close by in the text, that aren't members."""
    first = claims.quantity(members[0])
    low, high = min(members) - REACH, max(members) + REACH
    return [
        i for i in claims.indices()
        if low <= i <= high and i not in members and (q := claims.quantity(i)).role is Role.LEVEL and alike(first, q)
    ]  # fmt: skip
