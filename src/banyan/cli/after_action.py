"""The after-action table on the terminal: the same figures as the JSON, for a person."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from banyan.cli.terminal import language
from banyan.measure.table import Table as Figures
from banyan.measure.texts import TEXTS
from banyan.model.text import Name, render
from banyan.runtime.after_action import AfterAction
from banyan.runtime.scenario import Scenario

NARROW = 76       # columns below which five figures beside a label can't be read: they go under it
HEAD = 10         # columns that a heading may take before it goes on below
COUNTED = frozenset({"measure.pump_starts"})     # whole numbers among measured ones
Line = tuple[str, list[str]]

# One heading over all places of a measure, so that a label is only the place.
GROUPS: dict[str, Name] = {
    "measure.flooding": Name("漫溢（立方米）", "Flooding (m³)"),
    "measure.ponding_hours": Name("内涝积水（小时）", "Ponding (hours)"),
    "measure.band_hours_outside": Name("超出控制水位（小时）", "Outside the band (hours)"),
    "measure.gate_travel": Name("闸门行程（%）", "Gate travel (%)"),
    "measure.pump_starts": Name("水泵启动（次）", "Pump starts"),
}
SAID: dict[str, Name] = {
    "summary": Name(
        "{city} {hours} 小时，用时 {wall} 秒；处理器：循环 {loop} 秒，模拟 {twin} 秒；记录 {records} 条，sha256 {sha}",
        "{hours} h of {city} in {wall} s; loop {loop} s CPU, simulations {twin} s CPU; {records} records, sha256 {sha}",
    ),
    "violation": Name("违反：{what}", "VIOLATION {what}"),
}


def show(console: Console, result: AfterAction, scenario: Scenario) -> None:
    lang, data = language(), result.data
    names = _names(scenario)
    for figures in result.tables:
        if figures.rows:
            _print(console, figures, lang, names)
    summary = SAID["summary"].said(lang).format(
        city=scenario.city.name.said(lang), hours=f"{data['simulated_hours']:g}", wall=f"{data['wall_s']:.1f}",
        loop=f"{data['loop_cpu_s']:.1f}", twin=f"{data['twin_cpu_s']:.1f}", records=data["journal"]["records"],
        sha=data["journal"]["sha256"][:12],
    )  # fmt: skip
    console.print(summary, highlight=False, markup=False)
    for violation in result.report.violations:
        said = SAID["violation"].said(lang).format(what=violation)
        console.print(said, style="red", highlight=False, markup=False, soft_wrap=True)


def _names(scenario: Scenario) -> dict[str, Name]:
    city = scenario.city
    groups = (city.lakes, city.places, city.devices)
    return {str(thing.id): thing.name for group in groups for thing in group}


def _print(console: Console, figures: Figures, lang: str, names: dict[str, Name]) -> None:
    console.print(render(figures.title, TEXTS, lang, names), style="bold", markup=False)
    heads = [render(head, TEXTS, lang, names) for head in figures.head]
    lay_out(console, heads, _lines(figures, lang, names))


def lay_out(console: Console, heads: Sequence[str], lines: Sequence[Line]) -> None:
    """Lines of label and figures under `heads`; on a narrow terminal the figures go under their label."""
    if console.width < NARROW and len(heads) > 2:
        for label, cells in lines:
            console.print(label, highlight=False, markup=False)
            for head, cell in zip(heads, cells, strict=False):
                console.print(Padding(f"{cell:>10}  {head}", (0, 0, 0, 2)), highlight=False, markup=False)
    else:
        console.print(_table(heads, lines, console.width), highlight=False, markup=False)
    console.print()


def _table(heads: Sequence[str], lines: Sequence[Line], width: int) -> Table:
    """Figures are never broken; a label goes on below only where the terminal leaves it too little room."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="italic")
    widths = [_width(head, [cells[n] for _, cells in lines if cells]) for n, head in enumerate(heads)]
    longest = max(cell_len(label) for label, _ in lines)
    table.add_column("", width=max(12, min(longest, width - sum(widths) - 2 * len(widths))), overflow="fold")
    for head, wide in zip(heads, widths, strict=True):
        table.add_column(head, width=wide, justify="right", vertical="bottom", overflow="fold")
    for label, cells in lines:
        table.add_row(label, *cells)
    return table


def _width(head: str, cells: Sequence[str]) -> int:
    words = [min(cell_len(word), HEAD) for word in head.split()]
    return max([*words, *map(cell_len, cells), min(cell_len(head), HEAD - 1)])


def _lines(figures: Figures, lang: str, names: dict[str, Name]) -> list[Line]:
    """Label and figures, row by row; rows about places stand under their measure's heading, which has no figures."""
    lines: list[Line] = []
    group = None
    for row in figures.rows:
        key = row.label.key
        decimals = 0 if key in COUNTED else figures.decimals
        cells = ["–" if value is None else f"{value:,.{decimals}f}" for value in row.values]
        if key not in GROUPS:
            lines.append((render(row.label, TEXTS, lang, names), cells))
        else:
            if key != group:
                lines.append((GROUPS[key].said(lang), []))
            subject = row.label.args["subject"]
            lines.append(("  " + (names[subject].said(lang) if subject in names else subject), cells))
        group = key
    return lines
