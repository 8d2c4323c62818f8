"""How much water lies between two levels of a lake, by its declared surface at each level."""

from itertools import pairwise

from banyan.model.city import Lake

GRAVITY = 9.81
SIDE_ORIFICE = 0.6      # discharge coefficient of a submerged sluice opening (Bos 1989, chapter 8: 0.6 to 0.65)


def area(lake: Lake, level: float) -> float:
    """Surface in m² at `level`; beyond the table's ends it stays what it is there."""
    table = lake.area_m2
    if level <= table[0][0]:
        return table[0][1]
    for (low, small), (high, large) in pairwise(table):
        if level <= high:
            return small + (large - small) * (level - low) / (high - low)
    return table[-1][1]


def volume(lake: Lake, low: float, high: float) -> float:
    """m³ between two levels; 0 where `high` is not above `low`. Exact for a surface that is linear between knots."""
    if high <= low:
        return 0.0
    knots = [low, *(level for level, _ in lake.area_m2 if low < level < high), high]
    return sum((b - a) * (area(lake, a) + area(lake, b)) / 2 for a, b in pairwise(knots))


def level_below(lake: Lake, top: float, space: float, least: float) -> float:
    """The level from which `space` m³ fit under `top`, not lower than `least`. Halving; exact to a millimetre."""
    if volume(lake, least, top) <= space:
        return least
    low, high = least, max(least, top)
    while high - low > 1e-3:
        middle = (low + high) / 2
        low, high = (middle, high) if volume(lake, middle, top) > space else (low, middle)
    return high


def level_after(lake: Lake, level: float, gained: float) -> float:
    """The level after `gained` m³ came in (or, if negative, went out); by the surface at the start."""
    return level + gained / max(1.0, area(lake, level))


def discharge(opening_m2: float, head: float) -> float:
    """m³/s through a sluice opening under `head` m of difference; 0 where nothing would leave."""
    return float(SIDE_ORIFICE * opening_m2 * (2 * GRAVITY * head) ** 0.5) if head > 0 else 0.0
