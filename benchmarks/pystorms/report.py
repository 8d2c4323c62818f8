"""Figures as a Markdown table and as JSON."""

from collections.abc import Sequence

from benchmarks.pystorms.runs import Run
from msgspec import Struct

COLUMNS = ("scenario", "control", "metric", "by time", "flooding m³", "highest peak m³/s", "steps", "moves", "branches",
           "wall s")
EXCLUDED = {
    "forecasts": "a scenario issues none: look-ahead's model knows the rain and inflow to come. What wrong forecasts "
                 "cost is measured in benchmarks/control",
    "a wrong model": "plant and model are the same network, unless --perturb gives the model other roughness and "
                     "runoff: then it follows the plant's orders without correction by gauges, and promises nothing",
    "interlocks, ramps, approval": "pystorms moves valves at once; the published controllers do so at every step",
    "the storm rule": "it plans for tides, rain forecasts and level bands, of which pystorms shows none",
    "by time, for alpha, beta and zeta": "their metric sums volumes already",
    "flooding": "of all nodes, also of those that the metric leaves out",
}  # fmt: skip


class Row(Struct, frozen=True):
    """One control of one scenario; `run` None where this control isn't there for it."""

    scenario: str
    control: str
    run: Run | None
    perturb: int | None = None


def markdown(rows: Sequence[Row], failures: Sequence[str]) -> str:
    lines = [f"| {' | '.join(COLUMNS)} |", "|---" * len(COLUMNS) + "|", *(_line(row) for row in rows), ""]
    lines += [_verdict(rows, name) for name in dict.fromkeys(row.scenario for row in rows)]
    if failures:
        lines += ["", "Not run:", "", *(f"- {failure}" for failure in failures)]
    return "\n".join([*lines, "", "Left out:", "", *(f"- {what}: {why}" for what, why in EXCLUDED.items()), ""])


def worse(rows: Sequence[Row], scenario: str) -> list[str]:
    """In which figures look-ahead with the plant's own network is worse than a reference; empty: in none."""
    runs = {row.control: row.run for row in rows if row.scenario == scenario and row.perturb is None}
    ahead = runs.get("look-ahead")
    found = []
    for name, run in runs.items():
        if ahead is None or run is None or run is ahead:
            continue
        if ahead.figures.metric > run.figures.metric:
            found.append(f"metric than {name}")
        mine, theirs = ahead.figures.weighted, run.figures.weighted
        if mine is not None and theirs is not None and mine > theirs:
            found.append(f"by time than {name}")
    return found


def _verdict(rows: Sequence[Row], scenario: str) -> str:
    if not any(row.scenario == scenario and row.control == "look-ahead" and row.run is not None for row in rows):
        return f"- {scenario}: look-ahead wasn't run."
    found = worse(rows, scenario)
    return f"- {scenario}: look-ahead is {'**worse** in ' + ', '.join(found) if found else 'worse in nothing'}."


def _line(row: Row) -> str:
    control = row.control if row.perturb is None else f"{row.control}, model {row.perturb} wrong"
    if row.run is None:
        return f"| {row.scenario} | {control} | {'– | ' * (len(COLUMNS) - 2)}"
    figures = row.run.figures
    cells = [
        row.scenario, control, _number(figures.metric), "–" if figures.weighted is None else _number(figures.weighted),
        f"{figures.flooding_m3:,.0f}", f"{max(figures.peaks.values()):.3f}" if figures.peaks else "–",
        f"{figures.steps:,}", f"{row.run.moves:,}", str(row.run.branches) if row.run.branches else "–",
        f"{row.run.wall_s:.1f}",
    ]  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _number(value: float) -> str:
    return f"{value:,.2f}" if abs(value) < 1e5 else f"{value:,.0f}"
