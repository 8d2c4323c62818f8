"""Charts and the map as inline SVG: no script, no style but attributes, readable in black and white."""

import math
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from banyan.model.time import Instant
from banyan.runtime.report.pages import Area, Chart, Line, Map, Point, Position, Spot
from banyan.runtime.report.scale import Scale, hours, of_chart
from banyan.runtime.report.teller import Teller

WIDTH, HIGH, LOW = 720, 250, 150
LEFT, RIGHT, TOP, FOOT = 52, 96, 14, 34
INK, GREY, BLUE, PALE = "#1f2933", "#6b7785", "#1f5fa8", "#c9d8ea"
LOOKS = {
    "ours": f'stroke="{BLUE}" stroke-width="2"',
    "without": f'stroke="{GREY}" stroke-width="1.6" stroke-dasharray="7 4"',
    "expected": f'stroke="{INK}" stroke-width="2" stroke-dasharray="0.1 5" stroke-linecap="round"',
    "faint": f'stroke="{GREY}" stroke-width="1.2"',
}
AREAS = {
    "water": 'fill="#dbe7f3" stroke="#9db8d4" stroke-width="0.6"',
    "land": 'fill="none" stroke="#d5d9de" stroke-width="0.8"',
    "road": 'fill="none" stroke="#b9bfc7" stroke-width="1.4"',
    "track": 'fill="none" stroke="#d9dde2" stroke-width="0.6"',
}
ORDER = ("water", "land", "track", "road")
MAP_WIDTH, LARGEST = 720, 34.0       # radius of the largest circle


def chart(c: Chart, t: Teller) -> str:
    """Time to the right, the unit upwards, a legend above, limits with their names at the right edge."""
    y = of_chart(c)
    height = LOW if c.low else HIGH
    legend = [line for line in c.lines if line.look != "bars"]
    top = TOP + (18 if len(legend) > 1 else 0)
    frame = _Frame(c, y, top, height)
    parts = [*_legend(legend), *_grid(frame, c, y, t), *_limits(frame, c)]
    for line in c.lines:
        parts += _bars(frame, line) if line.look == "bars" else _curve(frame, line)
    parts += _marks(frame, c)
    alt = escape(f"{c.title}. {c.note}".strip())
    return (f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{alt}" font-size="11" fill="{INK}">'
            f"{''.join(parts)}</svg>")


class _Frame:
    """Where a moment and a value lie in the picture."""

    def __init__(self, c: Chart, y: Scale, top: float, height: float) -> None:
        self.begins, self.span = c.begins, max((c.ends - c.begins).total_seconds(), 1.0)
        self.y, self.top, self.bottom = y, top, height - FOOT

    def across(self, at: Instant) -> float:
        share = (at - self.begins).total_seconds() / self.span
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def up(self, value: float) -> float:
        share = (value - self.y.low) / (self.y.high - self.y.low)
        return self.bottom - share * (self.bottom - self.top)


def _grid(f: _Frame, c: Chart, y: Scale, t: Teller) -> Iterator[str]:
    for tick in y.ticks():
        level = f.up(tick)
        yield f'<path d="M{LEFT} {level:.1f}H{WIDTH - RIGHT}" stroke="#e3e6ea" stroke-width="0.8"/>'
        yield f'<text x="{LEFT - 6}" y="{level + 3.8:.1f}" text-anchor="end">{t.number(tick, y.decimals)}</text>'
    yield f'<text x="4" y="{f.top - 4:.1f}" fill="{GREY}">{escape(c.unit)}</text>'
    last = ""
    for at in hours(t.local(c.begins), t.local(c.ends)):
        x, day = f.across(at), f"{at:%m-%d}"
        yield f'<path d="M{x:.1f} {f.bottom}v4" stroke="{GREY}"/>'
        yield f'<text x="{x:.1f}" y="{f.bottom + 15:.1f}" text-anchor="middle">{at:%H:%M}</text>'
        if day != last:
            said = t.clock(at).rpartition(" ")[0]
            yield f'<text x="{x:.1f}" y="{f.bottom + 28:.1f}" text-anchor="middle" fill="{GREY}">{said}</text>'
        last = day
    yield f'<path d="M{LEFT} {f.top}V{f.bottom}H{WIDTH - RIGHT}" fill="none" stroke="{GREY}"/>'


def _limits(f: _Frame, c: Chart) -> Iterator[str]:
    """Names that would lie over each other are moved apart."""
    last = -math.inf
    for limit in sorted(c.limits, key=lambda one: -one.value):
        if not f.y.low <= limit.value <= f.y.high:
            continue
        at = f.up(limit.value)
        label = max(at + 3.5, last + 11)
        last = label
        yield (f'<path d="M{LEFT} {at:.1f}H{WIDTH - RIGHT}" stroke="{INK}" stroke-width="0.8" '
               'stroke-dasharray="10 3 2 3"/>')
        said = f"{escape(limit.name)} {limit.value:g}"
        yield f'<text x="{WIDTH - RIGHT + 5}" y="{label:.1f}" font-size="10">{said}</text>'


def _curve(f: _Frame, line: Line) -> Iterator[str]:
    for piece in pieces(line.points):
        path = "L".join(f"{f.across(at):.1f} {f.up(value):.1f}" for at, value in piece)
        yield f'<path d="M{path}" fill="none" stroke-linejoin="round" {LOOKS[line.look]}/>'


def pieces(points: Sequence[Point]) -> Iterator[list[tuple[Instant, float]]]:
    """A curve without its gaps."""
    for known, group in groupby(points, key=lambda point: point[1] is not None):
        if known:
            yield [(at, value) for at, value in group if value is not None]


def _bars(f: _Frame, line: Line) -> Iterator[str]:
    known = [(at, value) for at, value in line.points if value]
    if len(line.points) < 2:
        return
    half = (line.points[1][0] - line.points[0][0]) / 2
    for at, value in known:
        x, width = f.across(at - half), f.across(at + half) - f.across(at - half)
        yield (f'<rect x="{x:.1f}" y="{f.up(value):.1f}" width="{max(width - 0.4, 0.3):.1f}" '
               f'height="{f.bottom - f.up(value):.1f}" fill="{BLUE}"/>')


def _marks(f: _Frame, c: Chart) -> Iterator[str]:
    for mark in c.marks:
        x = f.across(mark.at)
        if LEFT <= x <= WIDTH - RIGHT:
            yield (f'<path d="M{x:.1f} {f.bottom - 9}v9" stroke="{INK}" stroke-width="1.4"><title>{escape(mark.text)}'
                   "</title></path>")


def _legend(lines: Sequence[Line]) -> Iterator[str]:
    if len(lines) < 2:
        return
    x = float(LEFT)
    for line in lines:
        yield f'<path d="M{x} 9h24" fill="none" {LOOKS[line.look]}/>'
        yield f'<text x="{x + 29}" y="13">{escape(line.name)}</text>'
        x += 29 + _wide(line.name) + 20


def _wide(text: str) -> float:
    """Roughly how wide a text of 11 px is."""
    return sum(11.0 if ord(c) > 0x2E80 else 5.8 for c in text)


def ground(m: Map) -> str:
    """Plate carrée squeezed by the latitude's cosine: true enough over a city."""
    points = [spot.at for spot in m.spots] + [p for area in m.areas if area.look != "water" for p in area.points]
    view = View(points)
    parts = [f'<rect width="{MAP_WIDTH}" height="{view.height:.0f}" fill="#fbfbfa"/>']
    for look in ORDER:
        parts += [_area(area, view) for area in m.areas if area.look == look]
    most = max((v for s in m.spots for v in (s.value, s.without) if v), default=0.0)
    parts += [_spot(spot, view, most) for spot in sorted(m.spots, key=lambda s: -(s.without or s.value or 0))]
    placed: list[tuple[float, float, float]] = []
    parts += [_label(spot, view, most, placed) for spot in sorted(m.spots, key=lambda s: -(s.without or s.value or 0))]
    alt = escape(f"{m.title}: " + "; ".join(f"{s.name} {s.label}" for s in m.spots))
    return (f'<svg viewBox="0 0 {MAP_WIDTH} {view.height:.0f}" role="img" aria-label="{alt}" font-size="11" '
            f'fill="{INK}">{"".join(parts)}</svg>')


class View:
    """Longitude and latitude to the picture, with a margin for names."""

    def __init__(self, points: Sequence[Position], width: float = MAP_WIDTH) -> None:
        self._west, east = min(p[0] for p in points), max(p[0] for p in points)
        south, self._north = min(p[1] for p in points), max(p[1] for p in points)
        self._squeeze = math.cos(math.radians((south + self._north) / 2))
        side = max((east - self._west) * self._squeeze, (self._north - south), 1e-6)
        self._margin = 60.0
        self._scale = (width - 2 * self._margin) / max((east - self._west) * self._squeeze, side * 0.7)
        self._left = (width - (east - self._west) * self._squeeze * self._scale) / 2
        self.height = min(760.0, (self._north - south) * self._scale + 2 * self._margin)

    def at(self, p: Position) -> tuple[float, float]:
        x = self._left + (p[0] - self._west) * self._squeeze * self._scale
        return x, self._margin + (self._north - p[1]) * self._scale


def _area(area: Area, view: View) -> str:
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in (view.at(p) for p in area.points))
    fill = AREAS[area.look] if area.closed else AREAS[area.look].replace('fill="#dbe7f3"', 'fill="none"')
    return f'<path d="M{path}{"Z" if area.closed else ""}" {fill}/>'


def radius(value: float, most: float) -> float:
    return LARGEST * math.sqrt(value / most) if most > 0 and value > 0 else 0.0


def _spot(spot: Spot, view: View, most: float) -> str:
    x, y = view.at(spot.at)
    if not spot.value and not spot.without:
        return f'<rect x="{x - 3:.1f}" y="{y - 3:.1f}" width="6" height="6" fill="#fff" stroke="{INK}"/>'
    ring = (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{max(radius(spot.without, most), 3):.1f}" fill="#6b778522" '
            f'stroke="{INK}" stroke-dasharray="4 3"/>' if spot.without else "")
    disc = (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{max(radius(spot.value, most), 3):.1f}" fill="{BLUE}" '
            'fill-opacity="0.75"/>' if spot.value else f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2" fill="{INK}"/>')
    return ring + disc


def _label(spot: Spot, view: View, most: float, placed: list[tuple[float, float, float]]) -> str:
    """Beside its circle, moved down where another name stands already."""
    x, y = view.at(spot.at)
    wide = max(_wide(spot.name), _wide(spot.label))
    reach = min(max(radius(spot.without or 0.0, most), radius(spot.value or 0.0, most), 4.0), 30.0) + 4
    left = x + reach + wide > MAP_WIDTH - 4
    x = x - reach - wide if left else x + reach
    while any(abs(y - other) < 25 and x < right and x + wide > begin for begin, right, other in placed):
        y += 6
    placed.append((x, x + wide, y))
    halo = 'stroke="#fbfbfa" stroke-width="3" paint-order="stroke"'
    name = f'<text x="{x:.1f}" y="{y:.1f}" font-weight="600" {halo}>{escape(spot.name)}</text>'
    return name + (f'<text x="{x:.1f}" y="{y + 12:.1f}" {halo}>{escape(spot.label)}</text>' if spot.label else "")


