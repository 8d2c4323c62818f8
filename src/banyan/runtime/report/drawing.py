"""Curves as native charts of Word (DrawingML): vector, in the document's own fonts, to be changed there."""

from collections.abc import Sequence
from datetime import timedelta
from xml.sax.saxutils import escape

from banyan.model.time import Instant
from banyan.runtime.report.pages import Chart, Line
from banyan.runtime.report.scale import of_chart
from banyan.runtime.report.teller import Teller

BLUE, GREY, INK = "1F5FA8", "6B7785", "1F2933"
LATIN, CHINESE = "Arial", "Microsoft YaHei"      # named, or Word falls back for East Asian text
FONTS = f'w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{CHINESE}"'
_NS = ('xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
       'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"')
LOOKS = {"ours": (BLUE, 2.0, "solid"), "without": (GREY, 1.5, "dash"), "expected": (INK, 1.75, "sysDot"),
         "faint": (GREY, 1.0, "solid"), "bars": (BLUE, 1.25, "solid")}  # fmt: skip
_EPOCH_DAYS = 25569      # 1970-01-01 in the days that charts count

XY = tuple[float, float | None]


def chart(c: Chart, t: Teller) -> bytes:
    y = of_chart(c)
    series = [_series(i, line.name, _points(line, t), *LOOKS[line.look]) for i, line in enumerate(c.lines)]
    left, right = day(t.local(c.begins)), day(t.local(c.ends))
    for limit in c.limits:
        if y.low <= limit.value <= y.high:
            name = f"{limit.name} {limit.value:g} {c.unit}"
            points = [(left, limit.value), (right, limit.value)]
            series.append(_series(len(series), name, points, INK, 0.75, "lgDashDot"))
    if c.marks:
        series.append(_ticks(len(series), c.marked, [(day(t.local(mark.at)), y.low) for mark in c.marks]))
    hours = max((c.ends - c.begins) / timedelta(hours=1), 0.01)
    step = next((h for h in (0.25, 1, 3, 6, 12, 24, 48, 168, 720) if hours / h <= 9), 2160) / 24
    clock = 'formatCode="hh:mm"' if hours <= 72 else 'formatCode="m-d"'
    axes = _axis(1, 2, "b", left, right, step, clock) + _axis(
        2, 1, "l", y.low, y.high, y.step, f'formatCode="{"0" if not y.decimals else "0." + "0" * y.decimals}"', c.unit)
    legend = '<c:legend><c:legendPos val="b"/><c:overlay val="0"/>' + _text(900) + "</c:legend>"
    return _space(series, axes, legend if len(series) > 1 else "")


def day(local: Instant) -> float:
    """Days as charts count them, by the clock of the instant's own zone."""
    offset = local.utcoffset() or timedelta(0)
    return (local.timestamp() + offset.total_seconds()) / 86400 + _EPOCH_DAYS


def _points(line: Line, t: Teller) -> list[XY]:
    return [(day(t.local(at)), value) for at, value in line.points]


def _series(index: int, name: str, points: Sequence[XY], colour: str, width: float, dash: str) -> str:
    line = (f'<c:spPr><a:ln w="{int(width * 12700)}" cap="rnd"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
            f'<a:prstDash val="{dash}"/><a:round/></a:ln></c:spPr>')
    return _head(index, name) + line + '<c:marker><c:symbol val="none"/></c:marker>' + _values(points)


def _ticks(index: int, name: str, points: Sequence[XY]) -> str:
    """Marks on the foot of the chart."""
    marker = (f'<c:marker><c:symbol val="triangle"/><c:size val="6"/><c:spPr><a:solidFill><a:srgbClr val="{INK}"/>'
              "</a:solidFill></c:spPr></c:marker>")
    none = '<c:spPr><a:ln w="9525"><a:noFill/></a:ln></c:spPr>'
    return _head(index, name) + none + marker + _values(points)


def _head(index: int, name: str) -> str:
    return (f'<c:ser><c:idx val="{index}"/><c:order val="{index}"/><c:tx><c:strRef><c:f>report!$A${index + 1}</c:f>'
            f'<c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{escape(name)}</c:v></c:pt></c:strCache></c:strRef>'
            "</c:tx>")


def _values(points: Sequence[XY]) -> str:
    def numbers(values: Sequence[float | None]) -> str:
        cells = "".join(f'<c:pt idx="{i}"><c:v>{v:.6f}</c:v></c:pt>' for i, v in enumerate(values) if v is not None)
        return f'<c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="{len(values)}"/>{cells}</c:numLit>'

    return (f"<c:xVal>{numbers([x for x, _ in points])}</c:xVal><c:yVal>{numbers([y for _, y in points])}</c:yVal>"
            '<c:smooth val="0"/></c:ser>')


def _axis(
    own: int, other: int, side: str, low: float, high: float, step: float, clock: str, title: str = "",
) -> str:  # fmt: skip
    named = (f'<c:title><c:tx><c:rich><a:bodyPr rot="0" vert="horz"/><a:p><a:pPr><a:defRPr sz="900" b="0"/></a:pPr>'
             f'<a:r><a:rPr sz="900" b="0"><a:latin typeface="{LATIN}"/><a:ea typeface="{CHINESE}"/></a:rPr>'
             f'<a:t>{escape(title)}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/>'
             "</c:title>" if title else "")
    grid = ('<c:majorGridlines><c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="E3E6EA"/></a:solidFill></a:ln>'
            "</c:spPr></c:majorGridlines>" if side == "l" else "")
    form = f'<c:numFmt {clock} sourceLinked="0"/>' if clock else ""
    return (f'<c:valAx><c:axId val="{own}"/><c:scaling><c:orientation val="minMax"/><c:max val="{high:.6f}"/>'
            f'<c:min val="{low:.6f}"/></c:scaling><c:delete val="0"/><c:axPos val="{side}"/>'
            f'{grid}{named}{form}'
            '<c:majorTickMark val="out"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
            f'<c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="{GREY}"/></a:solidFill></a:ln></c:spPr>{_text(900)}'
            f'<c:crossAx val="{other}"/><c:crosses val="min"/><c:majorUnit val="{step:.6f}"/></c:valAx>')


def _text(size: int) -> str:
    return (f'<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz="{size}"><a:solidFill><a:srgbClr val="{INK}"/></a:solidFill>'
            f'<a:latin typeface="{LATIN}"/><a:ea typeface="{CHINESE}"/></a:defRPr></a:pPr>'
            '<a:endParaRPr lang="en-US"/></a:p></c:txPr>')


def _space(series: Sequence[str], axes: str, legend: str) -> bytes:
    white = '<c:spPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:ln><a:noFill/></a:ln></c:spPr>'
    return (f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace {_NS}><c:roundedCorners val="0"/>'
            '<c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/><c:scatterChart>'
            f'<c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>{"".join(series)}<c:axId val="1"/>'
            f'<c:axId val="2"/></c:scatterChart>{axes}</c:plotArea>{legend}<c:plotVisOnly val="1"/>'
            f'<c:dispBlanksAs val="gap"/></c:chart>{white}</c:chartSpace>').encode()
