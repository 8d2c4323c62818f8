"""The day drawn: memory, disk and answer times over its hours, as one SVG."""

from collections.abc import Sequence
from html import escape

from benchmarks.day.looking import Sample
from msgspec import Struct

WIDE, HIGH, LEFT, GAP = 860, 170, 70, 56         # px: a panel, and what is around it
COLOURS = ("#2563a8", "#b4552d", "#3c7a3c", "#7b4fa3", "#8a7a1f", "#555555")


class Panel(Struct, frozen=True):
    """Columns of Sample over the hours, with one scale from 0 on."""

    title: str
    columns: tuple[str, ...]


PANELS = (
    Panel("memory of the server, MB", ("rss_mb", "own_mb", "watch_mb")),
    Panel("disk, MB", ("disk_mb", "journal_mb", "log_mb")),
    Panel("segments", ("segments",)),
    Panel("answers while readings come in, ms (median of 3)", ("latest_ms", "values_ms", "chart_ms", "page_ms",
                                                               "metrics_ms")),
    Panel("the slowest of 3 answers, ms", ("latest_max_ms", "values_max_ms", "chart_max_ms", "page_max_ms",
                                           "metrics_max_ms")),
    Panel("a delivery of a tenth of the streams, ms", ("send_ms", "send_p99_ms", "send_max_ms")),
)  # fmt: skip


def drawn(samples: Sequence[Sample]) -> str:
    """An SVG of its own, with no script and no font of its own."""
    high = len(PANELS) * (HIGH + GAP) + GAP
    panels = "".join(_panel(panel, samples, GAP + n * (HIGH + GAP)) for n, panel in enumerate(PANELS))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE + LEFT + 20} {high}" font-family="sans-serif" '
            f'font-size="12"><rect width="100%" height="100%" fill="white"/>\n{panels}</svg>\n')


def _panel(panel: Panel, samples: Sequence[Sample], top: int) -> str:
    hours = max(one.hour for one in samples)
    most = max(1e-9, *(getattr(one, name) for one in samples for name in panel.columns))
    parts = [f'<text x="{LEFT}" y="{top - 22}" font-weight="bold">{escape(panel.title)}</text>\n']
    for share in (0.0, 0.5, 1.0):
        y = top + HIGH * (1 - share)
        parts.append(f'<path d="M{LEFT} {y:.1f}h{WIDE}" stroke="#ddd"/>'
                     f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{most * share:.4g}</text>\n')
    for n, name in enumerate(panel.columns):
        colour = COLOURS[n % len(COLOURS)]
        points = " ".join(f"{LEFT + WIDE * one.hour / hours:.1f},{top + HIGH * (1 - getattr(one, name) / most):.1f}"
                          for one in samples)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.5"/>'
                     f'<text x="{LEFT + 10 + n * 130}" y="{top - 6}" fill="{colour}">{escape(name)}</text>\n')
    parts.append(f'<text x="{LEFT + WIDE}" y="{top + HIGH + 16}" text-anchor="end">{hours:g} h</text>\n')
    return "".join(parts)
