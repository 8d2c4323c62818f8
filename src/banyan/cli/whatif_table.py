"""What a what-if says on the terminal: the same figures as the JSON, for a person."""

from collections.abc import Mapping, Sequence

from rich.console import Console

from banyan.cli.after_action import GROUPS, Line, lay_out
from banyan.cli.terminal import language
from banyan.measure.texts import TEXTS as MEASURE
from banyan.model.city import City
from banyan.model.effect import Run
from banyan.model.text import Name, render
from banyan.runtime.whatif.kept import Kept
from banyan.runtime.whatif.result import Result
from banyan.runtime.whatif.texts import TEXTS

SUMMED: tuple[tuple[str, str], ...] = (
    ("ponding_hours", "measure.ponding_hours"), ("band_hours_outside", "measure.band_hours_outside"),
    ("gate_travel", "measure.gate_travel"), ("pump_starts", "measure.pump_starts"),
)  # fmt: skip
MOST_SHOWN = 20      # refusals on a terminal; --json has all


def show(console: Console, told: Result, city: City, fresh: bool) -> None:
    """Title, a table of the runs, what interlocks refused, and what was assumed."""
    lang, names = language(), _names(city)
    title = TEXTS["whatif.title"].said(lang).format(
        city=city.name.said(lang), at=f"{told.at:%Y-%m-%d %H:%M:%S}", hours=f"{told.hours:g}")
    console.print(title, style="bold", highlight=False, markup=False)
    lay_out(console, [head(name, lang) for name in told.runs], _lines(told.runs, lang, names))
    console.print()
    for denied in told.refusals[:MOST_SHOWN]:
        said = TEXTS["whatif.denied"].said(lang).format(
            run=head(denied.run, lang), at=f"{denied.at:%H:%M}", device=names[denied.device].said(lang),
            setting=f"{denied.setting:g}", why=denied.why)
        console.print(said, highlight=False, markup=False, soft_wrap=True)
    if len(told.refusals) > MOST_SHOWN:
        more = TEXTS["whatif.more"].said(lang).format(n=len(told.refusals) - MOST_SHOWN)
        console.print(more, highlight=False, markup=False)
    for note in told.notes:
        console.print("· " + render(note, TEXTS, lang, names), highlight=False, markup=False, soft_wrap=True)
    key = "whatif.simulated" if fresh else "whatif.from_cache"
    console.print(TEXTS[key].said(lang).format(id=told.id[:12]), style="dim", highlight=False, markup=False)


def show_list(console: Console, rows: Sequence[Kept]) -> None:
    lang = language()
    if not rows:
        console.print(TEXTS["whatif.none"].said(lang), highlight=False, markup=False)
        return
    heads = [TEXTS[f"whatif.head.{h}"].said(lang) for h in ("moment", "hours", "storm")]
    heads += [f"{head(name, lang)} (m³)" for name in ("passive", "banyan", "plan")]
    lines: list[Line] = []
    for row in rows:
        floods = [f"{row.flooding_m3[name]:,.0f}" if name in row.flooding_m3 else "–"
                  for name in ("passive", "banyan", "plan")]
        lines.append((row.name or f"({row.id[:12]})",
                      [f"{row.at:%m-%d %H:%M}", f"{row.hours:g}", row.storm or "–", *floods]))
    lay_out(console, heads, lines)


def show_comparison(console: Console, results: Mapping[str, Result]) -> None:
    """A line a run of each, under the sums."""
    lang = language()
    heads = [MEASURE[f"measure.flooding.{part}"].said(lang) for part in ("total", "street", "bank")]
    heads += [GROUPS[key].said(lang) for _, key in SUMMED]
    lines: list[Line] = []
    for run in dict.fromkeys(name for told in results.values() for name in told.runs):
        lines.append((head(run, lang), []))
        for name, told in results.items():
            if run in told.runs:
                lines.append((f"  {name}", [_figure(value) for value in _sums(told.runs[run])]))
    lay_out(console, heads, lines)


def head(run: str, lang: str) -> str:
    """A run's name."""
    return (TEXTS["whatif.head.plan"] if run == "plan" else MEASURE[f"measure.head.{run}"]).said(lang)


def _sums(run: Run) -> list[float]:
    flooding = run.flooding_m3
    return [flooding.total, flooding.street, flooding.bank, *(sum(getattr(run, what).values()) for what, _ in SUMMED)]


def _lines(runs: Mapping[str, Run], lang: str, names: Mapping[str, Name]) -> list[Line]:
    """Flooding in all, then every place, lake and machine at which any run has something to tell."""
    lines: list[Line] = [
        (MEASURE[f"measure.flooding.{part}"].said(lang),
         [_figure(getattr(run.flooding_m3, part)) for run in runs.values()])
        for part in ("total", "street", "bank")
    ]  # fmt: skip
    by_place = {name: run.flooding_m3.by_place for name, run in runs.items()}
    lines += _group("measure.flooding", by_place, lang, names)
    for what, key in SUMMED:
        lines += _group(key, {name: getattr(run, what) for name, run in runs.items()}, lang, names)
    return lines


def _group(
    key: str, tables: Mapping[str, Mapping[str, float]], lang: str, names: Mapping[str, Name]
) -> list[Line]:
    subjects = sorted({subject for table in tables.values() for subject, value in table.items() if value})
    lines: list[Line] = [
        ("  " + (names[subject].said(lang) if subject in names else subject),
         [_figure(table.get(subject, 0.0), whole=key == "measure.pump_starts") for table in tables.values()])
        for subject in subjects
    ]  # fmt: skip
    return [(GROUPS[key].said(lang), []), *lines] if lines else []


def _figure(value: float, whole: bool = False) -> str:
    return f"{value:,.0f}" if whole else f"{value:,.1f}"


def _names(city: City) -> dict[str, Name]:
    groups = (city.lakes, city.places, city.devices)
    return {str(thing.id): thing.name for group in groups for thing in group}
