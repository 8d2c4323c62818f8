"""Decide, commit, act: the loop with its journal. One tick at a time; what is decided is durable before it leaves."""

import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, Protocol

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from banyan.command.memory import Memory as CommandMemory
from banyan.control.memory import start as control_start
from banyan.edges.ndjson import reader
from banyan.judge import alarms
from banyan.judge import run as judging
from banyan.model.observation import EMPTY, Batch, Message
from banyan.model.ports import Notice, Store, Stored, StoreError, Unit
from banyan.model.record import Record, canonical, record
from banyan.model.time import Instant, minutes
from banyan.perceive import accept as perceive
from banyan.perceive import journal
from banyan.runtime.loop import State, Step, step
from banyan.runtime.prepared import Prepared, items
from banyan.runtime.results import JUDGED

# Records that a replay reads instead of making them again: what jobs found.
BY_JOBS = ("outlook", "estimate", "decision", "allocation", JUDGED)
SNAPSHOT_EVERY = minutes(30)
_encode = msgspec.msgpack.Encoder().encode


class Told(NamedTuple):
    """What a committed tick has for the world."""

    step: Step
    notices: tuple[Notice, ...]


def fresh(city: Prepared, now: Instant) -> State:
    """The state before the first tick."""
    return State(perceive.Memory(), judging.start(now), alarms.Memory(), CommandMemory(),
                 control_start(city.city, now))


def _without_question(state: State) -> State:
    return replace(state, look=replace(state.look, question=None))


class Job(Protocol):
    """Work beside the loop whose results are records: asked after one tick, answered before a later one.

    What it finds depends on what it was asked alone, and its answer is due at a fixed city time, whenever it was really
    done: so a run that is killed and resumed asks the same question again and goes on with the same answer.
    """

    def due(self, now: Instant) -> tuple[Record, ...]:
        """Results that the tick at `now` reads and the journal keeps. Waits for them where they aren't there yet."""
        ...

    def see(self, now: Instant, batch: Batch, state: State) -> None:
        """What the tick at `now` accepted, and what is known after it."""
        ...


class Brain:
    """A city's state and journal. Ticks that brought nothing are told to the journal with the next that did.

    `turn` is held by whoever writes: the loop for a tick, the programme office and casework for their records
    (`note`).
    """

    def __init__(self, city: Prepared, store: Store, start: Instant) -> None:
        self.jobs: tuple[Job, ...] = ()
        self.behind = False       # going through ticks that were missed: nobody looks ahead from what is past
        self.together = 1         # units to a commit, where nobody waits for them
        self._waiting: list[Unit] = []
        self.city = city
        self.store = store
        self.now = start
        self.state = fresh(city, start)
        self._quiet_since: Instant | None = None
        self._snapshot_at = start
        self.turn = threading.RLock()

    def declare(self, records: Sequence[Record]) -> None:
        """What holds before the first tick: the city's declarations and this run's parameters."""
        self.store.append(Unit(self.now, self.now, EMPTY, (), tuple(records)))

    def tick(self, now: Instant, messages: Sequence[Message], awaited: bool = False) -> Told:
        """One tick. Whatever leaves (a notice, an answer that is `awaited`) is durable on return.

        Raises StoreFull when the disk takes no more: nothing of this tick has happened then, nor of the up to
        `together` ticks before it that nobody waited for. A resumed city goes through them again.
        """
        with self.turn:
            return self._tick(now, messages, awaited)

    def _tick(self, now: Instant, messages: Sequence[Message], awaited: bool) -> Told:
        found = tuple(rec for job in self.jobs for rec in job.due(now))
        result = step(self.city, self.state, items(messages), now, found)
        shown = _without_question(result.state) if self.behind else result.state
        for job in self.jobs:
            job.see(now, result.batch, shown)
        first = self._quiet_since or now
        # A replay goes through quiet ticks a whole one apart: one that isn't ends their row.
        apart = self._quiet_since is not None and now - self.now != self.city.city.tick
        if messages or result.records or result.notices or found or apart:
            due = now - self._snapshot_at >= SNAPSHOT_EVERY
            memory = _encode(result.state) if due else None
            records = (*found, *result.records)
            self._waiting.append(Unit(first, now, result.batch, result.kept, records, result.notices, memory))
            if result.notices or awaited or len(self._waiting) >= self.together:
                self.commit()
            self._quiet_since = None
            if due:
                self._snapshot_at = now
        else:
            self._quiet_since = first
        self.state, self.now = result.state, now
        return Told(result, result.notices)

    def commit(self) -> None:
        """What waits becomes durable."""
        with self.turn:
            if self._waiting:
                self.store.append(*self._waiting)
                self._waiting = []

    def rest(self) -> None:
        """Before a proper stop: the memory goes into the journal, so that the next start has nothing to go through."""
        with self.turn:
            first = self._quiet_since or self.now
            self._waiting.append(Unit(first, self.now, EMPTY, (), (), snapshot=_encode(self.state)))
            self._quiet_since = None
            self.commit()

    def change(self, records: Sequence[Record], state: State, notices: Sequence[Notice] = ()) -> None:
        """From here on other things hold, and `state` is remembered: a replay begins after this, never runs across."""
        with self.turn:
            self._settle()
            self.state = state
            unit = Unit(self.now, self.now, EMPTY, (), tuple(records), tuple(notices), _encode(state))
            self.store.append(unit)
            self._snapshot_at = self.now

    def note(self, records: Sequence[Record], notices: Sequence[Notice] = ()) -> None:
        """What is written beside the loop, by the programme office and by casework: a replay passes over it.

        It stands at the last tick, and what was quiet until then is settled first. Raises StoreFull.
        """
        with self.turn:
            self._settle()
            self.store.append(Unit(self.now, self.now, EMPTY, (), records, tuple(notices)))

    def leap(self, to: Instant) -> None:
        """City time goes on from `to`: the ticks between are left out, and a record says so."""
        with self.turn:
            self._settle()
            rid = f"clock@{self.store.position()}"
            left = record("clock", rid, self.now, "system", _Leap("clock", self.now, to))
            self.store.append(Unit(self.now, self.now, EMPTY, (), (left,)))
            self.now = to

    def _settle(self) -> None:
        """What waits, and the quiet ticks since, go into the journal."""
        if self._waiting or self._quiet_since is not None:
            self.rest()

    def settled(self) -> bool:
        """Whether no tick stands after the newest snapshot (or the declarations): nothing has to be stepped again."""
        snapshot = self.store.snapshot()
        begin = 0 if snapshot is None else snapshot[0] - 1
        at, *after = [unit.last_tick for unit in self.store.units(begin)]
        return all(tick <= at for tick in after)      # effects and declarations stand at a tick that has been

    def resume(self) -> None:
        """Remember: the newest snapshot, then the log after it, stepped again and compared with what was recorded.

        Raises StoreError when the journal isn't what this program would have written.
        """
        after = 0
        snapshot = self.store.snapshot()
        if snapshot is not None:
            try:
                self.state = msgspec.msgpack.decode(snapshot[1], type=State)
                after = snapshot[0]
            except msgspec.MsgspecError:     # of another version: the log has everything, it only takes longer
                after = 0
        rows, units = self.store.records_of_units(after), self.store.units(max(after - 1, 0))
        with _ending(rows, units):
            written = _Written(rows)
            for unit in units:
                if unit.position <= max(after, 1):       # without a snapshot: from where the declarations stand
                    self.now = unit.last_tick
                    if after == 0:
                        self.state = fresh(self.city, self.now)
                elif unit.last_tick > self.now:      # declarations and effects stand at a tick that has been
                    self._again(unit, written)
        self._snapshot_at = self.now

    def _again(self, unit: Stored, written: "_Written") -> None:
        at = unit.first_tick
        while at < unit.last_tick:
            self.state = step(self.city, self.state, [], at).state
            at += self.city.city.tick
        try:
            inbox = journal.again(self.city.order, unit.batch, unit.inbox)
        except (ValueError, IndexError) as e:
            raise StoreError(f"unit {unit.position} of the journal can't be read ({e}): it was changed by other hands; "
                             "take the last copy you trust") from e
        came = [(message, reading or reader.read(message.data)) for message, reading in inbox]
        there = written.until(unit.position)
        found = [rec for rec in there if rec.kind in BY_JOBS]
        result = step(self.city, self.state, came, unit.last_tick, found)
        _compare(unit.position, [rec for rec in there if rec.kind not in BY_JOBS], result.records)
        self.state, self.now = result.state, unit.last_tick


@contextmanager
def _ending(*rows: Iterator[Any]) -> Iterator[None]:
    """Rows that aren't read to their end give their connection back."""
    try:
        yield
    finally:
        for unread in rows:
            if isinstance(unread, Generator):
                unread.close()


class _Leap(Struct, frozen=True):
    id: str
    left_at: Instant
    went_on_at: Instant


class _Written:
    """The journal's own records, unit by unit."""

    def __init__(self, rows: Iterator[tuple[int, Record]]) -> None:
        self._rows = rows
        self._next = next(self._rows, None)

    def until(self, position: int) -> list[Record]:
        """The records of the unit at `position`; those of units before it are passed over."""
        there: list[Record] = []
        while self._next is not None and self._next[0] <= position:
            if self._next[0] == position:
                there.append(self._next[1])
            self._next = next(self._rows, None)
        return there


def _compare(position: int, there: Sequence[Record], again: Sequence[Record]) -> None:
    if [canonical(r) for r in there] != [canonical(r) for r in again]:
        raise StoreError(f"unit {position} of the journal is not what a replay gives: it was written by another "
                         "version, or changed since; start anew, or go on with the version that wrote it")
