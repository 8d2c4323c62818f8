"""What was measured before a moment: what the model follows the city by, and where the crews stand."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from banyan.model.case import CrewState, CrewStatus
from banyan.model.city import City
from banyan.model.ids import CrewId
from banyan.model.ports import Store
from banyan.model.time import Instant, iso
from banyan.runtime.lookahead.measured import WINDOW, Measured
from banyan.runtime.loop import State
from banyan.runtime.scenario import UsageError
from banyan.twin.swmm.follow import Follow
from banyan.twin.swmm.onward import Stands

AHEAD = timedelta(minutes=1)         # the model's clock begins before its readings: lakes are filled as gauges say
MARGIN = timedelta(hours=1)          # a reading may reach the journal so long after its time


class Past(NamedTuple):
    """`start` is the model's minute 0, before the journal's first tick; `measured` the newest readings by stream."""

    start: Instant
    follow: Follow
    measured: dict[str, float]


def past(city: City, store: Store, at: Instant, state: State) -> Past:
    """What had been read by `at`, when the rooms' memory was `state`. Raises UsageError where nothing had been."""
    if not state.latest:
        raise UsageError(f"--from: nothing had been measured by {iso(at)}: choose a moment after the first readings")
    start = next(iter(store.units())).first_tick - AHEAD
    measured = Measured(city, start)
    for unit in store.units_between(at - WINDOW - MARGIN, at):
        measured.add(unit.batch)
    for when, crews in _crews(store, at):
        measured.worked(when, crews)
    ignored = state.estimate.distrusted if state.estimate is not None else ()
    follow = measured.question(at, ignored)
    follow = replace(follow, begin=max(follow.begin, start + AHEAD))
    return Past(start, follow, {str(stream): latest.value for stream, latest in state.latest.items()})


def _crews(store: Store, to: Instant) -> Iterator[tuple[Instant, list[CrewState]]]:
    """All crews as known after each tick in which one of them changed."""
    known: dict[CrewId, CrewState] = {}
    when: Instant | None = None
    for _, rec in store.records(kind="crew"):
        if rec.at > to:
            break
        if when is not None and rec.at != when:
            yield when, list(known.values())
        when, state = rec.at, msgspec.convert(rec.body, CrewState)
        known[state.id] = state
    if when is not None:
        yield when, list(known.values())


def crews(state: State, at: Instant) -> tuple[tuple[Stands, ...], list[dict[str, Any]]]:
    """Where the crews stand, and the dispatches that they haven't answered yet: they have them, or will in a moment.

    A crew that kept silent so long that it lost its task stays where it is.
    """
    stands: list[Stands] = []
    sent: list[dict[str, Any]] = []
    for crew in state.command.crews.values():
        task = state.command.tasks.get(crew.task) if crew.task is not None else None
        if task is not None and task.crew == crew.id and crew.status in (CrewStatus.HOME, CrewStatus.RETURNING):
            sent.append({"dispatch": str(task.id), "crew": str(crew.id), "place": str(task.place),
                         "action": task.action})
        if crew.status is CrewStatus.HOME:
            continue
        underway = crew.status in (CrewStatus.TRAVELLING, CrewStatus.RETURNING)
        there = crew.expected_at if underway and crew.expected_at is not None else crew.at
        stands.append(Stands(str(crew.id), crew.status, str(crew.task or ""), str(crew.place) if crew.place else None,
                             task.action if task is not None else "", round((there - at).total_seconds())))
    return tuple(stands), sent
