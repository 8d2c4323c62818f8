"""Whether anybody obeys: the mode of a served city's control, as the journal declares it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from banyan.control import changed
from banyan.model.ports import Notice, Store
from banyan.model.record import Record
from banyan.model.time import Instant
from banyan.runtime.actuators import for_machines
from banyan.runtime.brain import Brain
from banyan.runtime.declarations import declaration

SERVED = "run/serve"
DEMO = "run/demo"
ON, ADVISORY = "on", "advisory"
FOLDER = "folder"      # in the record's `meta`: where the city's folder lies on this machine is no fact of the city


def is_advisory(store: Store) -> bool:
    body = store.current("declaration").get(SERVED)
    return body is not None and body["value"]["control"] == ADVISORY


def folder_of(store: Store) -> Path | None:
    """The folder that the city was last served from, or its demo began with; None where no city's folder was there."""
    told = [rec.meta[FOLDER] for run in (DEMO, SERVED) for rec in store.of_entity(run) if FOLDER in rec.meta]
    return Path(told[-1]) if told else None


def switch(brain: Brain, advisory: bool, why: str, folder: Path | None = None) -> tuple[Notice, ...]:
    """Let orders leave, or no longer. Recorded with the memory, so that a replay knows the mode of every tick.

    Returns what machines have to be told. `why`: no-actuators | actuators | catching-up | caught-up.
    """
    value = {"id": "serve", "control": ADVISORY if advisory else ON, "why": why}
    told = declaration("run", "serve", value, brain.now)
    meta: dict[str, Any] = {} if folder is None else {FOLDER: str(folder)}
    told = msgspec.structs.replace(told, id=f"{told.id}@{brain.store.position()}", meta=meta)
    state = brain.state
    records: tuple[Record, ...] = (told,)
    notices: tuple[Notice, ...] = ()
    if advisory != brain.city.advisory:
        done = changed.switch(brain.city.city, state.control, brain.now, advisory, str(told.id))
        state = msgspec.structs.replace(state, control=done.memory)
        records, notices = (told, *done.records), done.notices
    brain.city = brain.city._replace(advisory=advisory)
    brain.change(records, state, notices)
    return notices


def waiting_orders(store: Store) -> list[Notice]:
    """Orders that left the journal and that nobody took, in order.

    Void are those before the last emergency stop, and those before control became advisory: since then the machines
    were not ours. They stay unsent for ever.
    """
    pending = {notice.id for notice in store.pending()}
    if not pending:
        return []
    since = max((r.at for r in store.of_entity(SERVED) if r.body["value"]["control"] == ADVISORY), default=None)
    found: list[Notice] = []
    for tick, notice in store.notices("plant"):
        stop = "stop" in notice.body
        if not for_machines(notice) or (not stop and since is not None and tick <= since):
            continue
        if stop:
            found = []
        found.append(notice)
    return [notice for notice in found if notice.id in pending]


def waiting_for_people(store: Store) -> list[tuple[Instant, Notice]]:
    """What nobody has passed on yet, with its tick: escalations, and crews to be sent or called home."""
    return waiting(store, ("people", "plant"))


def waiting(store: Store, receivers: Sequence[str]) -> list[tuple[Instant, Notice]]:
    """What the outbox holds for some receivers and no machine, with the tick that decided it, in order."""
    pending = {notice.id for notice in store.pending() if not for_machines(notice)}
    found = [(tick, n) for to in receivers for tick, n in store.notices(to) if n.id in pending]
    return sorted(found, key=lambda pair: pair[0])
