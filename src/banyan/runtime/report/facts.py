"""Everything a report tells, gathered once from a data folder: records, readings, runs, and what follows from them."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from banyan.measure import minutes as minutes_room
from banyan.measure.courses import Course, Gathering
from banyan.measure.deeds import Deed, deeds
from banyan.measure.findings import Finding, Known, findings
from banyan.measure.history import History
from banyan.measure.minutes import AfterAction, ReadingFigures
from banyan.measure.predicted import (
    Expected,
    LevelError,
    ModelError,
    RainError,
    level_errors,
    looks_ahead,
    model_errors,
    rain_errors,
)
from banyan.measure.refusals import dropped
from banyan.measure.warnings import False_, Missed, Told, false_alarms, missed, told
from banyan.model.device import Kind
from banyan.model.effect import Run
from banyan.model.ids import StreamId
from banyan.model.ports import Store, StoreError
from banyan.model.record import plain
from banyan.model.stream import Measures
from banyan.model.text import Name
from banyan.model.time import Instant
from banyan.runtime.data_folder import SPEC, journal_sha256, open_reader
from banyan.runtime.demo import saved
from banyan.runtime.folder.errors import FolderErrors
from banyan.runtime.folder.places import NoSuchCity, find_city
from banyan.runtime.folder.reading import load_with_layers
from banyan.runtime.mode import folder_of
from banyan.runtime.report.declared import Declared, declared
from banyan.runtime.scenario import Scenario, UsageError
from banyan.twin.swmm.spec import PONDING_M
from banyan_check.checker import check
from banyan_check.report import Report


class Facts(Struct, frozen=True, kw_only=True):
    """`runs` by name (passive, standing, banyan) as recorded at the run's end; empty before it and for a served city.

    `scenario` None: no storm of ours is known, so nothing can be run again for comparison.
    """

    declared: Declared
    name: Name
    scenario: Scenario | None
    layers: dict[str, dict[str, Any]]
    begins: Instant
    ends: Instant
    ended: bool
    records: int
    sha256: str
    history: History
    courses: dict[StreamId, Course]
    runs: dict[str, Run]
    figures: AfterAction
    checked: Report
    deeds: list[Deed]
    alerts: list[Told]
    missed: list[Missed]
    false: list[False_]
    looks: list[Expected]
    levels: list[LevelError]
    rain: list[RainError]
    models: list[ModelError]
    findings: list[Finding]


class _RunBody(Struct, frozen=True):
    id: str
    run: Run


def gather(data: Path) -> Facts:
    """Raises UsageError where nothing has begun, StoreError where the journal can't be read."""
    with open_reader(data) as store:
        if store.position() == 0:
            raise UsageError(f"{data} holds no run: nothing has happened in it yet; start it with banyan demo or serve")
        history = History(rec for _, rec in store.records())
        try:
            return _gather(data, store, history)
        except msgspec.ValidationError as e:
            raise StoreError(f"{data} holds records of another version's shape ({e}): make the report with the version "
                             "that wrote them") from e


def _gather(data: Path, store: Store, history: History) -> Facts:
    city = declared(history)
    scenario = saved(data) if (data / SPEC).exists() else None
    begins, ends = _period(store, history)
    courses, accepted = _courses(store, city, begins, ends)
    runs = {str(body.id).removeprefix("run/"): body.run for _, body in history.read("run", _RunBody)}
    lost = {drop.reason: drop.times for drop in dropped(history)}
    checked = check(plain(rec) for _, rec in store.records())
    figures = minutes_room.after_action(
        (rec for _, rec in store.records()), city.rules,
        ReadingFigures(accepted + sum(lost.values()), accepted, lost), len(checked.violations),
    )  # fmt: skip
    alerts, by_text = told(history, city.rules), {str(sid): course for sid, course in courses.items()}
    ours = runs.get("banyan")
    gone = missed(alerts, city.places, by_text, ours, PONDING_M)
    untrue = false_alarms(alerts, city.rules, city.places, by_text, ours, ends, runs.get("passive"))
    looks, rain, models = looks_ahead(history), rain_errors(history, courses, ends), model_errors(history)
    levels = level_errors(looks, courses)
    known = Known(
        history=history, courses=by_text, places=city.places, lakes=city.lakes, run=ours, ends=ends, mark_m=PONDING_M,
        accepted=accepted, alerts=alerts, missed=gone, false=untrue, looks=looks, levels=levels, rain=rain,
        models=models, violations=[(v.record, v.text) for v in checked.violations],
    )  # fmt: skip
    records, sha256 = journal_sha256(store)
    name, layers = _shown(store, scenario, city)
    return Facts(
        declared=city, name=name, scenario=scenario, layers=layers, begins=begins, ends=ends,
        ended=ours is not None, records=records, sha256=sha256,
        history=history, courses=courses, runs=runs, figures=figures, checked=checked, deeds=_deeds(history, city),
        alerts=alerts, missed=gone, false=untrue, looks=looks, levels=levels, rain=rain, models=models,
        findings=findings(known),
    )  # fmt: skip


def _deeds(history: History, city: Declared) -> list[Deed]:
    pumps = [str(d.id) for d in city.devices if d.kind is Kind.PUMP]
    return deeds(history, pumps, [authority.id for authority in city.standing])


def _period(store: Store, history: History) -> tuple[Instant, Instant]:
    begins = min(rec.at for rec in history.kind("declaration")) if history.kind("declaration") else None
    last = max((unit.last_tick for unit in store.units(after=store.position() - 1)), default=begins)
    if begins is None or last is None:
        raise StoreError("the journal holds nothing that a report could begin with: it was written by other hands")
    return begins, last


def _courses(store: Store, city: Declared, begins: Instant, ends: Instant) -> tuple[dict[StreamId, Course], int]:
    depths = {s.id: PONDING_M for s in city.order if s.measures is Measures.DEPTH}
    gathering = Gathering(city.order, begins, ends, depths)
    for unit in store.units():
        if len(unit.batch):
            gathering.add(unit.batch)
    return gathering.courses(), gathering.accepted


def _shown(store: Store, scenario: Scenario | None, city: Declared) -> tuple[Name, dict[str, dict[str, Any]]]:
    """The city's name and its map's ground: the demo's own, or those of the folder it was served from, if it is there.

    The journal has neither; without the folder the city goes by its id, on a map without ground.
    """
    if scenario is not None:
        return scenario.city.name, dict(scenario.layers)
    folder = folder_of(store)
    if folder is not None:
        with suppress(FolderErrors, NoSuchCity, OSError):
            found, layers = load_with_layers(find_city(folder))
            if found.id == city.city:
                return found.name, layers
    return Name(city.city, city.city), {}
