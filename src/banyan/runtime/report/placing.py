"""Where the map's circles and names go: the same in every format."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from banyan.runtime.report.pages import Area, Map, Position, Spot

WIDTH = 720.0            # of the picture, in its own units; names are 11 of them high
LARGEST = 30.0           # radius of the largest circle of a scale
MARGIN = 60.0
LINE = 12.0


class Placed(NamedTuple):
    """One place: centre, radii with and without us (0: none), and the left end of the first line of its name."""

    spot: Spot
    x: float
    y: float
    ours: float
    without: float
    label_x: float
    label_y: float


class Plan(NamedTuple):
    """The whole picture. `areas` are clipped to it, in the order in which they are drawn."""

    width: float
    height: float
    areas: list[tuple[Area, list[tuple[float, float]]]]
    spots: list[Placed]


class _View:
    """Plate carrée squeezed by the latitude's cosine: true enough over a city."""

    def __init__(self, points: Sequence[Position]) -> None:
        self._west, east = min(p[0] for p in points), max(p[0] for p in points)
        south, self._north = min(p[1] for p in points), max(p[1] for p in points)
        self._squeeze = math.cos(math.radians((south + self._north) / 2))
        across, down = (east - self._west) * self._squeeze, self._north - south
        self._scale = (WIDTH - 2 * MARGIN) / max(across, down * 0.8, 1e-6)
        self._left = (WIDTH - across * self._scale) / 2
        self.height = down * self._scale + 2 * MARGIN

    def at(self, p: Position) -> tuple[float, float]:
        x = self._left + (p[0] - self._west) * self._squeeze * self._scale
        return x, MARGIN + (self._north - p[1]) * self._scale


ORDER = ("water", "land", "track", "road")


def place(m: Map) -> Plan:
    view = _View([s.at for s in m.spots] + [p for a in m.areas if a.look != "water" for p in a.points])
    areas = []
    for look in ORDER:
        for area in (a for a in m.areas if a.look == look):
            points = [view.at(p) for p in area.points]
            inside = clipped(points, WIDTH, view.height) if area.closed else points
            if len(inside) > 1:
                areas.append((area, inside))
    most = {bank: max((v for s in m.spots if s.bank is bank for v in (s.value, s.without) if v), default=0.0)
            for bank in (True, False)}
    spots: list[Placed] = []
    taken: list[tuple[float, float, float, float]] = []
    circles = []
    for spot in sorted(m.spots, key=lambda s: (-s.at[1], s.at[0])):
        x, y = view.at(spot.at)
        radii = [_radius(v, most[spot.bank]) for v in (spot.value, spot.without)]
        circles.append((spot, x, y, radii))
        half = max(4.0, 0.7 * max(radii))
        taken.append((x - half, y - half, x + half, y + half))
    for spot, x, y, (ours, without) in circles:
        label_x, label_y = _label(spot, x, y, max(ours, without, 4.0), taken)
        spots.append(Placed(spot, x, y, ours, without, label_x, label_y))
    return Plan(WIDTH, view.height, areas, spots)


def _radius(value: float | None, most: float) -> float:
    return max(2.5, LARGEST * math.sqrt(value / most)) if value and most > 0 else 0.0


def _label(
    spot: Spot, x: float, y: float, reach: float, taken: list[tuple[float, float, float, float]]
) -> tuple[float, float]:
    """Of eight sides the first that covers least of what is there, and stays in the picture."""
    wide = max(width(spot.name), width(spot.label))
    high = LINE * (2 if spot.label else 1)
    off, up = reach * 0.75 + 4, y - high / 2
    sides = [(x + reach + 4, up), (x - reach - 4 - wide, up), (x - wide / 2, y + reach + 2),
             (x - wide / 2, y - reach - 2 - high), (x + off, y + off), (x - off - wide, y + off),
             (x + off, y - off - high), (x - off - wide, y - off - high)]

    def covered(side: tuple[float, float]) -> float:
        outside = 0.0 if side[0] > 2 and side[0] + wide < WIDTH - 2 else math.inf
        return outside + sum(
            max(0.0, min(side[0] + wide, right) - max(side[0], left))
            * max(0.0, min(side[1] + high, bottom) - max(side[1], top))
            for left, top, right, bottom in taken
        )  # fmt: skip

    left, top = min(sides, key=covered)
    taken.append((left - 3, top - 1, left + wide + 3, top + high + 1))
    return left, top + LINE - 2


def width(text: str) -> float:
    """Roughly how wide a text of 11 units' height is."""
    return sum(11.0 if ord(c) > 0x2E80 else 6.4 for c in text)


def clipped(points: list[tuple[float, float]], right: float, bottom: float) -> list[tuple[float, float]]:
    """A polygon cut to the picture, side by side (Sutherland and Hodgman 1974)."""
    for axis, limit, sign in ((0, 0.0, 1), (0, right, -1), (1, 0.0, 1), (1, bottom, -1)):
        kept: list[tuple[float, float]] = []
        for i, here in enumerate(points):
            before = points[i - 1]
            inside, was = sign * (here[axis] - limit) >= 0, sign * (before[axis] - limit) >= 0
            if inside != was:
                share = (limit - before[axis]) / (here[axis] - before[axis])
                other = before[1 - axis] + share * (here[1 - axis] - before[1 - axis])
                kept.append((limit, other) if axis == 0 else (other, limit))
            if inside:
                kept.append(here)
        points = kept
    return points
