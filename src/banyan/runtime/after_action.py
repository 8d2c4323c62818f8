"""After the storm: what it did with and without us, who did what when, and whether every limit was kept."""

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from banyan.measure import minutes
from banyan.measure.effect import Effect, effects, recorded
from banyan.measure.table import Table, tables
from banyan.model.effect import Run
from banyan.model.observation import EMPTY
from banyan.model.ports import Store, Unit
from banyan.model.record import plain, record
from banyan.runtime.brain import Brain
from banyan.runtime.data_folder import journal_sha256
from banyan.runtime.scenario import Scenario
from banyan.twin.swmm.spec import RunReport
from banyan_check.checker import check
from banyan_check.report import Report

SCHEMA = "banyan.after-action/1"
RUNS = ("passive", "standing", "banyan")


class AfterAction(Struct, frozen=True):
    """`data` has the promised shape (contracts, "Demo"); `tables` say the same to a person."""

    data: dict[str, Any]
    tables: tuple[Table, ...]
    report: Report
    continuity_error_percent: dict[str, float]


class _RunRecord(Struct, frozen=True):
    id: str
    run: Run
    continuity_error_percent: float


class Spent(NamedTuple):
    """Seconds: on the wall, CPU of this process, CPU of the simulations' processes (their starts included)."""

    wall_s: float
    loop_cpu_s: float
    twin_cpu_s: float


def conclude(
    scenario: Scenario, brain: Brain, reports: dict[str, RunReport], spent: Callable[[], Spent]
) -> AfterAction:
    """Write the effects into the journal (once), have it checked, add everything up, and say last what it took."""
    runs = {name: reports[name].run for name in RUNS}
    found = effects(runs)
    if not brain.store.current("effect"):
        _write(brain, reports, found)
    report = check(_lines(brain.store))
    counts = brain.state.counts
    figures = minutes.after_action(
        (rec for _, rec in brain.store.records()), brain.city.city.rules,
        minutes.ReadingFigures(counts.received, counts.accepted, counts.rejected), len(report.violations),
    )  # fmt: skip
    records, sha256 = journal_sha256(brain.store)
    took = spent()
    data = {
        "schema": SCHEMA,
        "city": scenario.city.id,
        "storm": scenario.storm,
        "seed": scenario.spec.seed,
        "simulated_hours": (brain.now - scenario.spec.start).total_seconds() / 3600,
        "wall_s": round(took.wall_s, 3),
        "loop_cpu_s": round(took.loop_cpu_s, 3),
        "twin_cpu_s": round(took.twin_cpu_s, 3),
        "runs": {name: plain(msgspec.to_builtins(run, order="deterministic")) for name, run in runs.items()},
        **plain(msgspec.to_builtins(figures)),
        "journal": {"records": records, "sha256": sha256},
    }
    errors = {name: reports[name].continuity_error_percent for name in RUNS}
    return AfterAction(data, tables(found, figures), report, errors)


def _write(brain: Brain, reports: dict[str, RunReport], found: tuple[Effect, ...]) -> None:
    told = [
        record("run", f"run/{name}", brain.now, "measure",
               _RunRecord(f"run/{name}", reports[name].run, reports[name].continuity_error_percent))
        for name in RUNS
    ]  # fmt: skip
    causes = [("computed-from", rec.id) for rec in told]
    orders = [("changed-by", name) for name in brain.store.current("actuation")]
    work = [("changed-by", name) for name, body in brain.store.current("task").items() if body["arrived_at"]]
    records = (*told, *recorded(found, brain.now, *causes, *orders, *work))
    brain.store.append(Unit(brain.now, brain.now, EMPTY, (), records))


def _lines(store: Store) -> Any:
    return (plain(rec) for _, rec in store.records())
