"""The map as a group of native Word shapes: areas, roads, circles and names, each to be moved or changed there."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from banyan.runtime.report.drawing import FONTS
from banyan.runtime.report.pages import Map
from banyan.runtime.report.placing import LINE, ORDER, Placed, place, width

GROUP = "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"
_NS = (f'xmlns:wpg="{GROUP}" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"')
BLUE, GREY, INK = "1F5FA8", "6B7785", "1F2933"
# Line colour, width in points, fill.
AREAS = {"water": ("9DB8D4", 0.5, "DBE7F3"), "land": ("D5D9DE", 0.75, None), "track": ("D9DDE2", 0.4, None),
         "road": ("B9BFC7", 1.0, None)}  # fmt: skip


def ground(m: Map, wide: int) -> tuple[str, int]:
    """The group's XML and its height, for a width of `wide` EMU."""
    plan = place(m)
    scale = wide / plan.width
    high = round(plan.height * scale)
    shapes: list[str] = []
    for look in ORDER:
        lines = [(area.closed, points) for area, points in plan.areas if area.look == look]
        if lines:
            shapes.append(_outline(len(shapes), lines, look, scale, wide, high))
    for spot in sorted(plan.spots, key=lambda s: -max(s.ours, s.without)):
        shapes += _spot(len(shapes), spot, scale)
    for spot in plan.spots:
        shapes.append(_label(len(shapes), spot, scale))
    frame = f'<a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/>'
    return (f'<wpg:wgp {_NS}><wpg:cNvGrpSpPr/><wpg:grpSpPr><a:xfrm>{frame}<a:chOff x="0" y="0"/>'
            f'<a:chExt cx="{wide}" cy="{high}"/></a:xfrm></wpg:grpSpPr>{"".join(shapes)}</wpg:wgp>'), high


def _outline(
    number: int, lines: Sequence[tuple[bool, Sequence[tuple[float, float]]]], look: str, scale: float, wide: int,
    high: int,
) -> str:  # fmt: skip
    """All lines of one look as one shape of many strokes."""
    strokes = []
    for closed, points in lines:
        first, *rest = [f'<a:pt x="{round(x * scale)}" y="{round(y * scale)}"/>' for x, y in points]
        strokes.append(f"<a:moveTo>{first}</a:moveTo>{''.join(f'<a:lnTo>{p}</a:lnTo>' for p in rest)}"
                       f"{'<a:close/>' if closed else ''}")
    colour, points_wide, fill = AREAS[look]
    geometry = ('<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/><a:pathLst>'
                f'<a:path w="{wide}" h="{high}">{"".join(strokes)}</a:path></a:pathLst></a:custGeom>')
    return _shape(number, look, (0, 0, wide, high), geometry, _fill(fill) + _line(colour, points_wide))


def _spot(number: int, s: Placed, scale: float) -> list[str]:
    if not s.ours and not s.without:
        look = _fill("FFFFFF") + _line(INK, 0.75)
        return [_shape(number, s.spot.name, _box(s.x, s.y, 3, scale), _preset("rect"), look)]
    found = []
    if s.without:
        found.append(_shape(number, f"{s.spot.name} 0", _box(s.x, s.y, s.without, scale), _preset("ellipse"),
                            _fill(GREY, 14) + _line(INK, 0.75, "dash")))
    inner, look = (s.ours, _fill(BLUE, 75) + _line(BLUE, 0.5)) if s.ours else (2.0, _fill(INK) + _line(INK, 0.5))
    found.append(_shape(number + len(found), s.spot.name, _box(s.x, s.y, inner, scale), _preset("ellipse"), look))
    return found


def _label(number: int, s: Placed, scale: float) -> str:
    rows = [row for row in (s.spot.name, s.spot.label) if row]
    wide = max(width(row) for row in rows) + 14
    left, top = round((s.label_x - 1) * scale), round((s.label_y - LINE + 2) * scale)
    box = (left, top, round(wide * scale), round((LINE * len(rows) + 3) * scale))
    words = "".join(
        '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="200" w:lineRule="exact"/></w:pPr><w:r><w:rPr>'
        f'<w:rFonts {FONTS}/>{"<w:b/>" if i == 0 else ""}<w:sz w:val="14"/></w:rPr><w:t>{escape(row)}</w:t></w:r></w:p>'
        for i, row in enumerate(rows)
    )  # fmt: skip
    body = '<wps:bodyPr wrap="none" lIns="0" tIns="0" rIns="0" bIns="0" anchor="t"><a:noAutofit/></wps:bodyPr>'
    return _shape(number, s.spot.name, box, _preset("rect"), "<a:noFill/><a:ln><a:noFill/></a:ln>",
                  f"<wps:txbx><w:txbxContent>{words}</w:txbxContent></wps:txbx>{body}", text=True)


def _shape(
    number: int, name: str, box: tuple[int, int, int, int], geometry: str, look: str, inside: str = "<wps:bodyPr/>",
    text: bool = False,
) -> str:  # fmt: skip
    left, top, wide, high = box
    return (f'<wps:wsp><wps:cNvPr id="{1000 + number}" name="{escape(name, {chr(34): "&quot;"})}"/>'
            f'<wps:cNvSpPr{" txBox=" + chr(34) + "1" + chr(34) if text else ""}/><wps:spPr><a:xfrm><a:off x="{left}" '
            f'y="{top}"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>{geometry}{look}</wps:spPr>{inside}</wps:wsp>')


def _box(x: float, y: float, radius: float, scale: float) -> tuple[int, int, int, int]:
    side = round(2 * radius * scale)
    return round((x - radius) * scale), round((y - radius) * scale), side, side


def _preset(kind: str) -> str:
    return f'<a:prstGeom prst="{kind}"><a:avLst/></a:prstGeom>'


def _fill(colour: str | None, percent: int = 100) -> str:
    if colour is None:
        return "<a:noFill/>"
    return f'<a:solidFill><a:srgbClr val="{colour}"><a:alpha val="{percent * 1000}"/></a:srgbClr></a:solidFill>'


def _line(colour: str, points: float, dash: str = "solid") -> str:
    return (f'<a:ln w="{round(points * 12700)}"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
            f'<a:prstDash val="{dash}"/></a:ln>')


