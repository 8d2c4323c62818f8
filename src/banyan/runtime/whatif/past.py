"""What was measured before a moment: what the model follows the city by, and where the crews stand."""

from collections.abc import Container
from datetime import timedelta
from typing import NamedTuple

import numpy as np

from banyan.control.execution import RUNNING
from banyan.model.case import CrewStatus
from banyan.model.city import City
from banyan.model.device import Kind
from banyan.model.ids import StreamId
from banyan.model.observation import Quality
from banyan.model.ports import Store
from banyan.model.stream import Measures
from banyan.model.time import Instant, instant, iso, micros
from banyan.runtime.loop import State
from banyan.runtime.scenario import UsageError
from banyan.twin.swmm.follow import Change, Follow
from banyan.twin.swmm.onward import Stands
from banyan.twin.swmm.tables import Table

LOOK_BACK = timedelta(hours=24)      # a model that has followed so long has forgotten how it was filled
AHEAD = timedelta(minutes=1)         # the model's clock begins before the first reading: lakes are filled by gauges
STEP_PERCENT = 1.0                   # a gate's read-back trembles by less


class Past(NamedTuple):
    """`start` is the model's minute 0. `measured`: the newest reading of every stream up to the moment."""

    start: Instant
    follow: Follow
    measured: dict[str, float]
    since: Instant


def past(city: City, store: Store, at: Instant, distrusted: Container[StreamId] = ()) -> Past:
    """Raises UsageError where nothing was measured up to `at`. `distrusted` gauges steer no model."""
    begin = max(at - LOOK_BACK, _first(store))
    columns = _columns(city, store, begin, at)
    if not columns:
        raise UsageError(f"--from: nothing had been measured by {iso(at)}: choose a moment after the first readings")
    since = min(instant(int(min(rows))) for rows in columns.values())
    start = max(begin, since) - AHEAD
    tables = {stream: _table(rows, start) for stream, rows in columns.items() if StreamId(stream) not in distrusted}
    levels = {lake.level: tables[lake.level] for lake in city.lakes if tables.get(lake.level)}
    follow = Follow(
        begin=start + AHEAD, now=at, rain=_mean(city, tables, Measures.RAIN), tide=_mean(city, tables, Measures.TIDE),
        inflow=_mean(city, tables, Measures.INFLOW), settings=_settings(city, tables), levels=levels,
        work=_work(city, store, start, at),
    )  # fmt: skip
    return Past(start, follow, {stream: rows[max(rows)] for stream, rows in columns.items()}, start + AHEAD)


def _first(store: Store) -> Instant:
    unit = next(iter(store.units(0)), None)
    if unit is None:
        raise UsageError("the journal holds nothing yet: start the city first")
    return unit.first_tick


def _columns(city: City, store: Store, begin: Instant, at: Instant) -> dict[str, dict[int, float]]:
    """Stream → time in µs → value, of readings in [begin, at] that had come by then; jumps are left out."""
    first, last = micros(begin), micros(at)
    found: dict[str, dict[int, float]] = {}
    for unit in store.units_between(begin, at):
        b = unit.batch
        good = ((b.quality & Quality.JUMP) == 0) & (b.time >= first) & (b.time <= last) & (b.stream < len(city.streams))
        rows = np.flatnonzero(good)
        for stream, time, value in zip(b.stream[rows].tolist(), b.time[rows].tolist(), b.value[rows].tolist(),
                                       strict=True):
            found.setdefault(str(city.streams[stream].id), {})[time] = value
    return found


def _table(rows: dict[int, float], start: Instant) -> Table:
    zero = micros(start)
    return tuple(((time - zero) / 60e6, value) for time, value in sorted(rows.items()))


def _mean(city: City, tables: dict[str, Table], measures: Measures) -> Table:
    """Minute by minute the mean of all gauges of a kind that spoke."""
    sums: dict[float, list[float]] = {}
    for stream in city.streams:
        if stream.measures is measures:
            for minute, value in tables.get(stream.id, ()):
                sums.setdefault(minute, []).append(value)
    return tuple((minute, sum(values) / len(values)) for minute, values in sorted(sums.items()))


def _settings(city: City, tables: dict[str, Table]) -> tuple[Change, ...]:
    """Gates as read back, pumps 100 while their flow says that they run."""
    changes: list[Change] = []
    for device in city.devices:
        last: float | None = None
        for minute, value in tables.get(device.read_back, ()):
            if device.kind is Kind.PUMP:
                wanted = 100.0 if value > RUNNING * max(device.rated_m3s, 0.01) else 0.0
            else:
                wanted = min(100.0, max(0.0, value))
            if last is None or abs(wanted - last) >= STEP_PERCENT:
                last = wanted
                changes.append((minute, str(device.id), wanted))
    return tuple(sorted(changes))


def _work(city: City, store: Store, start: Instant, at: Instant) -> tuple[Change, ...]:
    """Mobile pumps, as crews said that they work there."""
    positions = {str(p.id): p.pump_position for p in city.places if p.pump_position is not None}
    works: dict[str, str] = {}       # crew → position
    changes: list[Change] = []
    for _, rec in store.records(kind="crew"):
        if rec.at > at:
            break
        crew, place = str(rec.body["id"]), rec.body.get("place")
        working = rec.body["status"] == CrewStatus.WORKING
        position = positions.get(str(place)) if working else None
        before = works.pop(crew, None)
        if position is not None:
            works[crew] = position
        minute = (rec.at - start) / timedelta(minutes=1)
        if before != position:
            if before is not None and before not in works.values():
                changes.append((minute, before, 0.0))
            if position is not None:
                changes.append((minute, position, 1.0))
    return tuple(changes)


def crews(state: State, at: Instant) -> tuple[tuple[Stands, ...], list[dict[str, str]]]:
    """Where the crews stand, and the dispatches that they haven't answered yet: they have them, or will in a moment."""
    stands: list[Stands] = []
    sent: list[dict[str, str]] = []
    for crew in state.command.crews.values():
        task = state.command.tasks.get(crew.task) if crew.task is not None else None
        if task is not None and crew.status in (CrewStatus.HOME, CrewStatus.RETURNING):
            sent.append({"dispatch": str(task.id), "crew": str(crew.id), "place": str(task.place),
                         "action": task.action})
        if crew.status is CrewStatus.HOME:
            continue
        underway = crew.status in (CrewStatus.TRAVELLING, CrewStatus.RETURNING)
        there = crew.expected_at if underway and crew.expected_at is not None else crew.at
        stands.append(Stands(str(crew.id), crew.status, str(crew.task or ""), str(crew.place) if crew.place else None,
                             task.action if task is not None else "", round((there - at).total_seconds())))
    return tuple(stands), sent
