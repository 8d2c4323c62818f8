"""The after-action table on the terminal: the same figures as the JSON, for a person."""

import os

from rich.console import Console
from rich.table import Table

from banyan.measure.table import Table as Figures
from banyan.measure.texts import TEXTS
from banyan.model.text import Name, render
from banyan.runtime.after_action import AfterAction
from banyan.runtime.scenario import Scenario


def language() -> str:
    """zh where the terminal's locale says so, else en."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "zh" if value.startswith("zh") else "en"
    return "en"


def show(console: Console, result: AfterAction, scenario: Scenario) -> None:
    lang = language()
    names = _names(scenario)
    for figures in result.tables:
        console.print(_table(figures, lang, names))
    data = result.data
    console.print(
        f"{data['simulated_hours']:g} h of {scenario.city.name.said(lang)} in {data['wall_s']:.1f} s; "
        f"loop {data['loop_cpu_s']:.1f} s CPU, simulations {data['twin_cpu_s']:.1f} s CPU; "
        f"{data['journal']['records']} records, sha256 {data['journal']['sha256'][:12]}",
        highlight=False,
    )
    for violation in result.report.violations:
        console.print(f"[red]VIOLATION[/red] {violation}", highlight=False)


def _names(scenario: Scenario) -> dict[str, Name]:
    city = scenario.city
    groups = (city.lakes, city.places, city.devices)
    return {str(thing.id): thing.name for group in groups for thing in group}


def _table(figures: Figures, lang: str, names: dict[str, Name]) -> Table:
    table = Table(title=render(figures.title, TEXTS, lang, names), title_justify="left")
    table.add_column("")
    for head in figures.head:
        table.add_column(render(head, TEXTS, lang, names), justify="right")
    for row in figures.rows:
        cells = ["–" if v is None else f"{v:,.{figures.decimals}f}" for v in row.values]
        table.add_row(render(row.label, TEXTS, lang, names), *cells)
    return table
