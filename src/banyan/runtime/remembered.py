"""The brain of a served city as its journal leaves it, and what a changed folder changes in it."""

from collections.abc import Callable
from typing import Any

import msgspec

from banyan.model.city import City
from banyan.model.ports import Store, StoreError
from banyan.model.record import Record
from banyan.model.stream import Stream
from banyan.model.time import Instant
from banyan.runtime import mode
from banyan.runtime.brain import Brain
from banyan.runtime.declarations import declarations, withdrawal
from banyan.runtime.folder.digest import digest
from banyan.runtime.loop import State, step
from banyan.runtime.prepared import Prepared, prepare
from banyan.runtime.reconcile import reconcile
from banyan.runtime.scenario import UsageError


def remember(
    city: City, store: Store, start: Instant, accept: Callable[[list[str]], bool], looks: bool = False
) -> Brain:
    """The brain of a served city as its journal leaves it; a new one begins at `start`. Raises UsageError, StoreError.

    A folder that differs from what the journal declares is accepted or refused, never merged silently (DESIGN 5.10);
    what is accepted is tried for a tick before it is declared.
    """
    ordered = msgspec.structs.replace(city, streams=in_order(city, store))
    ready = prepare(ordered)._replace(advisory=mode.is_advisory(store), plans=True, looks=looks)
    brain = Brain(ready, store, start)
    told = declarations(city, digest(city), start)
    if store.position() == 0:
        _try(brain.city, brain.state, start)
        brain.declare(told)
        return brain
    before = _holds(store)
    changed = _changed(before, told)
    if changed and not brain.settled():
        raise StoreError("the city folder was changed after a crash: start once with the folder as it was and "
                         "stop properly, so that nothing in flight is judged by new rules; "
                         f"changed: {', '.join(changed)}")
    if changed and not accept(changed):
        raise UsageError("the city folder differs from what the journal declares; accept it with --yes, or start "
                         "with the folder as it was")
    brain.resume()
    if changed:
        _go_on(brain, before, changed, told)
    return brain


def _go_on(brain: Brain, before: dict[str, dict[str, Any]], changed: list[str], told: list[Record]) -> None:
    n, now = brain.store.position(), brain.now
    news = [msgspec.structs.replace(r, id=f"{r.id}@{n}", at=now) for r in told if str(r.body["id"]) in changed]
    declared = [str(r.body["id"]) for r in told]
    gone = [eid for eid in changed if eid not in declared]
    news += [withdrawal(eid, str(before[eid]["of"]), now, n) for eid in gone]
    done = reconcile(brain.city, brain.state, now, news, before)
    _try(brain.city, done.state, now)
    brain.change((*news, *done.records), done.state, done.notices)


def _try(city: Prepared, state: State, now: Instant) -> None:
    """One tick that nothing comes of. Raises UsageError: a folder that can't be lived in isn't declared."""
    try:
        step(city, state, [], now + city.city.tick)
    except Exception as e:
        raise UsageError(f"the city can't live with this folder: its first tick fails ({type(e).__name__}: {e}); "
                         "nothing was declared") from e


def in_order(city: City, store: Store) -> tuple[Stream, ...]:
    """The streams as the journal's batches count them; new ones go behind. Raises UsageError where one is missing."""
    declared = [str(rec.body["id"]) for _, rec in store.records(kind="declaration") if rec.body["of"] == "stream"]
    known = {f"stream/{stream.id}": stream for stream in city.streams}
    order = list(dict.fromkeys([*declared, *known]))
    gone = [name.removeprefix("stream/") for name in order if name not in known]
    if gone:
        raise UsageError(f"the city folder no longer declares the stream {gone[0]}, whose readings are in the journal: "
                         "put it back, or begin with an empty --data folder")
    return tuple(known[name] for name in order)


def changed_since(store: Store, told: list[Record]) -> list[str]:
    """Ids of what a folder declares otherwise than the journal does, or no longer."""
    return _changed(_holds(store), told)


def _holds(store: Store) -> dict[str, dict[str, Any]]:
    return {eid: body for eid, body in store.current("declaration").items() if not body.get("withdrawn")}


def _changed(before: dict[str, dict[str, Any]], told: list[Record]) -> list[str]:
    """Ids of what the folder declares otherwise, or no longer. `run/...` is told by runs, not by folders."""
    now = {str(r.body["id"]): r.body for r in told}
    return sorted(k for k in before.keys() | now.keys() if not k.startswith("run/") and before.get(k) != now.get(k))
