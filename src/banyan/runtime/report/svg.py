"""Charts and the map as inline SVG: no script, no style but attributes, readable in black and white."""

import math
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from banyan.model.time import Instant
from banyan.runtime.report.pages import Area, Chart, Line, Map, Point
from banyan.runtime.report.placing import LINE, Placed, place, width
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
        x += 29 + width(line.name) + 20


def ground(m: Map) -> str:
    """Ground, circles, names; what the circles mean stands under the picture."""
    plan = place(m)
    parts = [f'<rect width="{plan.width:.0f}" height="{plan.height:.0f}" fill="#fbfbfa"/>']
    parts += [_area(area, points) for area, points in plan.areas]
    parts += [_spot(spot) for spot in sorted(plan.spots, key=lambda s: -max(s.ours, s.without))]
    parts += [_label(spot) for spot in plan.spots]
    alt = escape(f"{m.title}: " + "; ".join(f"{s.name} {s.label}" for s in m.spots))
    return (f'<svg viewBox="0 0 {plan.width:.0f} {plan.height:.0f}" role="img" aria-label="{alt}" font-size="11" '
            f'fill="{INK}">{"".join(parts)}</svg>')


def _area(area: Area, points: Sequence[tuple[float, float]]) -> str:
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    fill = AREAS[area.look] if area.closed else AREAS[area.look].replace('fill="#dbe7f3"', 'fill="none"')
    return f'<path d="M{path}{"Z" if area.closed else ""}" {fill}/>'


def _spot(s: Placed) -> str:
    at = f'cx="{s.x:.1f}" cy="{s.y:.1f}"'
    if not s.ours and not s.without:
        return f'<rect x="{s.x - 3:.1f}" y="{s.y - 3:.1f}" width="6" height="6" fill="#fff" stroke="{INK}"/>'
    ring = f'<circle {at} r="{s.without:.1f}" fill="#6b778522" stroke="{INK}" stroke-dasharray="4 3"/>'
    disc = f'<circle {at} r="{s.ours:.1f}" fill="{BLUE}" fill-opacity="0.75"/>'
    return (ring if s.without else "") + (disc if s.ours else f'<circle {at} r="2" fill="{INK}"/>')


def _label(s: Placed) -> str:
    halo = 'stroke="#fbfbfa" stroke-width="3" paint-order="stroke"'
    at, below = f'x="{s.label_x:.1f}" y="{s.label_y:.1f}"', f'x="{s.label_x:.1f}" y="{s.label_y + LINE:.1f}"'
    name = f'<text {at} font-weight="600" {halo}>{escape(s.spot.name)}</text>'
    return name + (f"<text {below} {halo}>{escape(s.spot.label)}</text>" if s.spot.label else "")
