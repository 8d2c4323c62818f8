"""A running city in numbers, for whoever watches machines: what came in, what waits, how far behind it is."""

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from banyan.model.alert import Phase
from banyan.model.time import EPOCH
from banyan.runtime.running import Running
from banyan.stores.postgres.things import PostgresThings
from banyan.stores.things.store import ThingsStore


class Measured(StrEnum):
    """How a number moves: up only (until the process ends), or as it likes."""

    COUNTER = "counter"
    GAUGE = "gauge"


class Vital(Struct, frozen=True):
    """One number, or one for each combination of labels. Units stand in the name, as Prometheus has it."""

    name: str
    about: str
    measured: Measured
    values: tuple[tuple[Mapping[str, str], float], ...]


STATES = ("starting", "running", "finished", "failed")


def vitals(running: Running) -> tuple[Vital, ...]:
    """As of now. Reads memory, and of the journal only how much waits to be sent."""
    brain, state = running.brain, running.brain.state
    waiting = running.waiting()
    phases = Counter((standing.alert.level, standing.alert.phase is Phase.UNACKNOWLEDGED)
                     for standing in state.alarms.open.values() if standing.alert.present)
    counts = state.counts
    return (
        _gauge("city_info", "The city that is served.", ({"city": str(brain.city.city.id)}, 1)),
        _gauge("state", "1 for the state that the loop is in.",
               *(({"state": name}, float(name == running.state_name)) for name in STATES)),
        _gauge("city_time_seconds", "City time, since 1970.", ({}, (brain.now - EPOCH).total_seconds())),
        _gauge("behind_seconds", "How far the loop is behind its clock.", ({}, running.lag().total_seconds())),
        _counter("readings_received", "Messages into the loop since the journal began.", ({}, counts.received)),
        _counter("readings_accepted", "Those that were accepted.", ({}, counts.accepted)),
        _counter("readings_rejected", "Those that were not, by reason.",
                 *(({"reason": reason}, n) for reason, n in sorted(counts.rejected.items()))),
        _counter("mqtt_messages_lost", "Messages of QoS 0 that came faster than they could be taken.",
                 ({}, running.lost())),
        _counter("journal_records", "Records in the journal.", ({}, brain.store.sequence())),
        _gauge("journal_position", "Position of its last unit.", ({}, brain.store.position())),
        _gauge("inbox_waiting", "What waits for the next tick.", ({"what": "messages"}, waiting[0]),
               ({"what": "wishes"}, waiting[1])),
        _gauge("outbox_waiting", "Notices and orders that are decided and not sent, by receiver.",
               *(({"to": to}, n) for to, n in brain.store.unsent().items())),
        _gauge("alerts_standing", "Conditions that are present.",
               *(({"level": str(level), "acknowledged": "no" if new else "yes"}, n)
                 for (level, new), n in sorted(phases.items()))),
        _gauge("out_of_service", "Rules and controllers that raised and are passed over.",
               ({}, len(state.out_of_service))),
        *(vital for more in running.vitals for vital in more()),
    )  # fmt: skip


def of_things(things: ThingsStore | PostgresThings, memory_bytes: int, trouble: str | None) -> tuple[Vital, ...]:
    """Of what is kept as Observations, and of the watch over them. `memory_bytes` and `trouble` are the watch's."""
    requests, readings = things.waiting()
    found = (
        _gauge("things_waiting", "What waits to be stored through SensorThings and the doors of readings.",
               ({"what": "requests"}, requests), ({"what": "readings"}, readings)),
        _gauge("watch_memory_bytes", "Of the memory for judging Datastreams.", ({}, memory_bytes)),
        _gauge("watch_in_trouble", "1 while the watch over Datastreams can't do its work; /health says why.",
               ({}, float(trouble is not None))),
    )  # fmt: skip
    if not isinstance(things, ThingsStore):
        return found
    held = things.held()
    return (
        *found,
        _gauge("observations_kept", "Readings that are kept in columns, by where they are.",
               ({"where": "batches"}, held.in_batches), ({"where": "segments"}, held.in_segments)),
        _gauge("observation_segments", "Files that they are in.", ({}, held.segments)),
        _gauge("observation_segments_bytes", "Of those files.", ({}, held.bytes)),
    )  # fmt: skip


class Publishing(Protocol):
    """Updates by MQTT (runtime/mqtt)."""

    published: int

    @property
    def waiting(self) -> int: ...
    @property
    def dropped(self) -> Mapping[str, int]: ...


def of_updates(updates: Publishing) -> tuple[Vital, ...]:
    return (
        _counter("mqtt_updates_published", "Messages about what was changed, sent to the broker.",
                 ({}, updates.published)),
        _counter("mqtt_updates_dropped", "Updates that were left out, by reason.",
                 *(({"reason": reason}, n) for reason, n in sorted(updates.dropped.items()))),
        _gauge("mqtt_updates_waiting", "Changed entities that wait to be published.", ({}, updates.waiting)),
    )  # fmt: skip


Value = tuple[Mapping[str, str], float]


def _gauge(name: str, about: str, *values: Value) -> Vital:
    return Vital(name, about, Measured.GAUGE, values)


def _counter(name: str, about: str, *values: Value) -> Vital:
    return Vital(name, about, Measured.COUNTER, values)
