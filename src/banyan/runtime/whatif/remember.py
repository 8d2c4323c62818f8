"""The city's memory at a moment of its journal, without writing anything: the loop gone through again up to there."""

from collections.abc import Generator, Iterator
from typing import NamedTuple

import msgspec

from banyan.control import changed
from banyan.model.ports import Store, Stored
from banyan.model.record import Record
from banyan.model.time import Instant, iso
from banyan.perceive import journal
from banyan.runtime import mode
from banyan.runtime.brain import BY_JOBS, fresh
from banyan.runtime.loop import State, step
from banyan.runtime.prepared import Prepared, items
from banyan.runtime.scenario import UsageError
from banyan.runtime.whatif.question import LIVE

DECIDE = "declaration"


class Moment(NamedTuple):
    """`at` is a tick; `position` the last unit up to it. `city` has the mode of control of then."""

    at: Instant
    position: int
    state: State
    city: Prepared


def moment_of(store: Store, named: str) -> Instant:
    """The tick that "live", or a record's id, means. Raises UsageError."""
    if named == LIVE:
        last = next(iter(store.units(store.position() - 1)), None)
        if last is None:
            raise UsageError("the journal holds nothing yet: start the city first")
        return last.last_tick
    rec = store.record(named)
    if rec is None:
        of = store.of_entity(named)
        if not of:
            raise UsageError(f"--from {named}: no record of the journal has that id; live, or an id as banyan records "
                             "lists them, was expected")
        rec = of[-1]
    return rec.at


def remember(city: Prepared, store: Store, at: Instant) -> Moment:
    """What the rooms knew after the last tick that wasn't after `at`. Raises UsageError, StoreError."""
    start = _start(city, store, at)
    mind = _Mind(city._replace(advisory=start.city.advisory), start)
    for unit, records in _together(store, start.position):
        if unit.last_tick > at:
            break
        mind.live(unit, records)
    return Moment(mind.now, mind.position, mind.state, mind.city)


def _together(store: Store, after: int) -> Iterator[tuple[Stored, list[Record]]]:
    """Units with their records. Left before its end, it gives up its connections."""
    records, units = store.records_of_units(after), store.units(after)
    waiting = next(records, None)
    try:
        for unit in units:
            there: list[Record] = []
            while waiting is not None and waiting[0] <= unit.position:
                there.append(waiting[1])
                waiting = next(records, None)
            yield unit, there
    finally:
        for rows in (records, units):
            if isinstance(rows, Generator):
                rows.close()


def _start(city: Prepared, store: Store, at: Instant) -> Moment:
    """The newest snapshot that isn't after `at`, else the journal's first unit."""
    snapshot = store.snapshot()
    if snapshot is not None:
        unit = next(iter(store.units(snapshot[0] - 1)))
        if unit.last_tick <= at:
            try:
                state = msgspec.msgpack.decode(snapshot[1], type=State)
                return Moment(unit.last_tick, unit.position, state, city._replace(advisory=_advisory(store, unit)))
            except msgspec.MsgspecError:      # of another version: the log has everything, it only takes longer
                pass
    first = next(iter(store.units(0)), None)
    if first is None or first.last_tick > at:
        raise UsageError(f"{iso(at)} lies before the journal's first tick: choose a later record")
    return Moment(first.last_tick, first.position, fresh(city, first.last_tick), city._replace(advisory=False))


def _advisory(store: Store, unit: Stored) -> bool:
    told = [rec for rec in store.of_entity(mode.SERVED) if rec.at <= unit.last_tick]
    return bool(told) and told[-1].body["value"]["control"] == mode.ADVISORY


class _Mind:
    """The state on its way through the journal's units."""

    def __init__(self, city: Prepared, start: Moment) -> None:
        self.city, self.state, self.now, self.position = city, start.state, start.at, start.position

    def live(self, unit: Stored, records: list[Record]) -> None:
        for rec in records:
            if rec.kind == "clock":
                self.now = msgspec.convert(rec.body["went_on_at"], Instant)
            elif rec.kind == DECIDE:
                self._declared(rec)
        if unit.last_tick > self.now:
            self._step(unit, [rec for rec in records if rec.kind in BY_JOBS])
        self.position = unit.position

    def _declared(self, rec: Record) -> None:
        if str(rec.body["id"]) != mode.SERVED:
            raise UsageError(f"the city's folder was changed at {iso(rec.at)}, so its memory of before can't be gone "
                             "through again: choose a moment after that")
        advisory = rec.body["value"]["control"] == mode.ADVISORY
        if advisory != self.city.advisory:
            done = changed.switch(self.city.city, self.state.control, rec.at, advisory, str(rec.id))
            self.state = msgspec.structs.replace(self.state, control=done.memory)
            self.city = self.city._replace(advisory=advisory)

    def _step(self, unit: Stored, found: list[Record]) -> None:
        at = unit.first_tick
        while at < unit.last_tick:
            if at > self.now:
                self.state = step(self.city, self.state, [], at).state
            at += self.city.city.tick
        came = journal.again(self.city.order, unit.batch, unit.inbox)
        read = [(message, said) if said is not None else items([message])[0] for message, said in came]
        self.state = step(self.city, self.state, read, unit.last_tick, found).state
        self.now = unit.last_tick
