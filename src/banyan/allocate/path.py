"""A way as few points: what a map needs to draw it, and a crew to follow it."""

import math
from itertools import pairwise

from banyan.model.demand import Point

TOLERANCE_KM = 0.010     # a point is left out where the way stays this close without it
DECIMALS = 5             # of a degree: a metre
_KM = 111.195            # of a degree of latitude


def simplified(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """The way with fewer points, ends kept (Douglas and Peucker 1973); repeated points are dropped."""
    rounded = [(round(lon, DECIMALS), round(lat, DECIMALS)) for lon, lat in points]
    way = [p for n, p in enumerate(rounded) if n == 0 or p != rounded[n - 1]]
    if len(way) < 3:
        return tuple(way)
    keep = {0, len(way) - 1}
    spans = [(0, len(way) - 1)]
    while spans:
        first, last = spans.pop()
        away = [(_away(way[n], way[first], way[last]), n) for n in range(first + 1, last)]
        if away and max(away)[0] > TOLERANCE_KM:
            n = max(away)[1]
            keep.add(n)
            spans += [(first, n), (n, last)]
    return tuple(way[n] for n in sorted(keep))


def along(path: tuple[Point, ...], share: float) -> Point:
    """The point after so much of the way (0 to 1, by length)."""
    lengths = [_km(a, b) for a, b in pairwise(path)]
    left = max(0.0, min(1.0, share)) * sum(lengths)
    for n, length in enumerate(lengths):
        if left <= length and length > 0:
            (x, y), (u, v), part = path[n], path[n + 1], left / length
            return (x + (u - x) * part, y + (v - y) * part)
        left -= length
    return path[-1]


def _km(a: Point, b: Point) -> float:
    x, y = _flat(b, a)
    return math.hypot(x, y)


def _away(p: Point, a: Point, b: Point) -> float:
    (x, y), (u, v) = _flat(p, a), _flat(b, a)
    square = u * u + v * v
    share = max(0.0, min(1.0, (x * u + y * v) / square)) if square else 0.0
    return math.hypot(x - u * share, y - v * share)


def _flat(p: Point, origin: Point) -> tuple[float, float]:
    """km east and north of a point nearby."""
    return (p[0] - origin[0]) * _KM * math.cos(math.radians(origin[1])), (p[1] - origin[1]) * _KM
