"""The watch over Datastreams: the judge whom `Things.append` asks, and the clock of silence and delays."""

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from msgspec import Struct

from banyan.judge.kernel import memory as kernel
from banyan.judge.kernel.run import NOTHING, Readings, Tick, soonest_tick, step
from banyan.judge.kernel.said import named, transitions, withdrawn
from banyan.model.columns import Columns, Judge, Stored, Verdict
from banyan.model.ids import PlaceId
from banyan.model.observation import Quality
from banyan.model.ports import Store
from banyan.model.template import Template, stream_id, template_of
from banyan.model.thing_ports import Described
from banyan.model.things import SEQUENCE_BITS
from banyan.model.time import instant
from banyan.perceive import columns as perceive
from banyan.runtime.watch import snapshot
from banyan.runtime.watch.fitting import Fitting, place_of
from banyan.runtime.watch.found import Found
from banyan.runtime.watch.past import acceptance, as_refusals, of_the_past
from banyan.runtime.watch.snapshot import Head, Pending

GRID = 1_000_000               # µs between ticks
_log = logging.getLogger("banyan.watch")
_LATE = int(Quality.LATE)
_DTYPES: dict[str, Any] = {f"judge.{name}": np.dtype(dtype) for name, dtype in kernel.ARRAYS.items()}
_DTYPES |= {f"accept.{name}": dtype for name, dtype in perceive.ARRAYS.items()} | {"judge.soonest": np.dtype("i8")}


class Source(Protocol):
    """What the watch wants of a store of SensorThings."""

    def described(self, after: int = 0, only: Sequence[int] | None = None) -> Iterator[Described]: ...
    def batches(self, after: int = 0) -> Iterator[tuple[int, int, Any]]: ...
    def last_batch(self) -> int: ...
    def hold(self, number: int | None) -> None: ...


class _Asked(Struct, eq=False):
    """One append between its acceptance and its commit."""

    rows: Columns
    steers: Any
    undo: Callable[[], None]
    met: range          # Datastreams that nobody else could read when it was asked for
    changed: Sequence[Described]        # those that nobody else could read as they were then
    now: int


class _Judging:
    """For one append, or for several that come together: then as of the latest."""

    def __init__(self, watch: "Watch", now: int, backfill: bool) -> None:
        self._watch, self._now, self._backfill = watch, now, backfill

    def __call__(self, rows: Columns, new: Sequence[Described] = (), /) -> Verdict:
        return self._watch.ask(rows, self._now, self._backfill, new)

    def joined(self, other: Judge, /) -> Judge | None:
        if not isinstance(other, _Judging) or (self._watch, self._backfill) != (other._watch, other._backfill):
            return None
        return other if other._now >= self._now else self


class Watch:
    """Thread-safe. `judge` is called by the one who writes, `idle` and `keep` by the upkeep's thread, `found` is a job
    of the loop.
    """

    def __init__(
        self, templates: Sequence[Template], source: Source, store: Store, folder: Path, now: int,
        nudge: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        """Goes on from the folder's snapshot and the micro-batches behind it; `now` in µs. `nudge` tells the loop that
        something was found. Raises StoreError.
        """
        self._nudge = nudge
        self._lock = threading.RLock()
        self._templates = tuple(templates)
        self._fitting = Fitting(templates)
        self._source = source
        self._store = store
        self._folder = folder
        self._asked: list[_Asked] = []
        self._stale: set[int] | None = set()       # Datastreams to be looked at again; None: all
        self._known = 0
        self._batch = 0
        self._unnamed: deque[Any] = deque()        # changes whose Datastreams couldn't be read yet
        self.found = Found(store)
        self._accept, self._judge = perceive.Memory(), kernel.Memory(self._templates)
        self._ticked = now - now % GRID
        self._remember(now)

    @property
    def memory_bytes(self) -> int:
        """What is remembered for judging, in bytes."""
        return self._judge.nbytes()

    # Before and after the commit

    def judge(self, now: int, backfill: bool = False) -> Judge:
        """For one append at `now` (µs). Of a `backfill` nothing is judged: it is kept as late, and steers
        nothing; what a value may be holds for it, when it may come doesn't.
        """

        return _Judging(self, now, backfill)

    def ask(self, rows: Columns, now: int, backfill: bool, new: Sequence[Described]) -> Verdict:
        with self._lock:
            self._look_again()
            if len(rows) and int(rows.stream.max()) > self._known:
                self._learn(self._source.described(self._known), now)
            before = self._known
            changed = [one for one in new if one.number <= before]
            undeclare = self._declare(changed)
            self._learn([one for one in new if one.number > before], now)
            seen = (of_the_past(self._accept.by_value(rows.stream, rows.value)) if backfill else
                    self._accept.accept(rows.stream, rows.time, rows.value, now))
            quality = seen.quality
            met = range(before + 1, self._known + 1)

            def undo() -> None:
                seen.undo()
                undeclare()

            asked = _Asked(rows, (quality & perceive.STEERS) == 0, undo, met, changed, now)
            self._asked.append(asked)
            return Verdict(quality, as_refusals(seen.reasons), lambda stored: self._ended(asked, stored), self._ticked)

    def _declare(self, changed: Sequence[Described]) -> Callable[[], None]:
        """What Datastreams accept from now on; takes it back. What fits them else holds behind the commit."""
        before = [self._accept.declared(one.number) for one in changed]
        for one in changed:
            self._accept.declare(one.number, acceptance(one))

        def undeclare() -> None:
            for back in reversed(before):
                back()

        return undeclare

    def _ended(self, asked: _Asked, stored: Stored | None) -> None:
        with self._lock:
            if stored is None:          # nor is what was asked for behind it: that builds on what is taken back here
                for one in reversed(self._asked[(place := self._place(asked)) :]):
                    one.undo()
                    self._met(one)
                    self._known = min(self._known, one.met.start - 1)
                del self._asked[place:]
                return
            self._learn(asked.changed, asked.now)
            self._met(asked)
            self._asked = [one for one in self._asked[self._place(asked) :] if one is not asked]
            rows, ids = asked.rows, stored.ids
            taken = (ids != 0) & asked.steers
            every = len(taken) > 0 and bool(taken.all())
            if every or ids.any():
                self._batch = stored.number
                if not every:
                    rows, ids = rows.some(taken), ids[taken]
                self._go_on(stored.at, rows.stream, rows.time, rows.value, ids & (2**SEQUENCE_BITS - 1))

    def _met(self, asked: _Asked) -> None:
        """Datastreams of a transaction that has ended are looked at as they are now; between them may be others."""
        if self._stale is not None:
            self._stale |= {*asked.met, *(one.number for one in asked.changed)}

    def _place(self, asked: _Asked) -> int:
        return next((n for n, one in enumerate(self._asked) if one is asked), len(self._asked))

    def _go_on(self, at: int, stream: Any, time: Any, value: Any, seq: Any) -> None:
        """A micro-batch: first the ticks until its time, then its readings."""
        self._until(at)
        self._judge, changes = step(self._judge, Readings(stream, time, value, seq))
        self._say(changes)

    def _until(self, at: int) -> None:
        """Ticks of the grid up to `at`; those at which nothing is due are passed over."""
        while (tick := soonest_tick(self._judge, self._ticked, GRID, at)) is not None:
            self._judge, changes = step(self._judge, NOTHING, [Tick(0, tick)])
            self._ticked = tick
            self._say(changes)
        self._ticked = max(self._ticked, at - at % GRID)

    def _say(self, changes: Any) -> None:
        """Behind a commit nothing may raise: what can't be named now is named by `idle`, in its order."""
        if not len(changes):
            return
        self._unnamed.append(changes)
        try:
            self._name()
        except Exception:  # noqa: BLE001  whatever the store can't read for: the readings are stored all the same
            _log.warning("Datastreams whose alerts changed can't be read yet: %d changes wait",
                         sum(len(some) for some in self._unnamed), exc_info=True)

    def _name(self) -> None:
        """What is said of Datastreams needs their names, units and places. Raises what the store raises; what wasn't
        named stays.
        """
        while self._unnamed:
            self._name_some(self._unnamed[0])
            self._unnamed.popleft()

    def _name_some(self, changes: Any) -> None:
        numbers = np.unique(self._judge.state.streams["number"][changes["row"]]).tolist()
        streams = {one.number: one for one in self._source.described(only=numbers)}
        made = transitions(self._judge, changes, lambda number: streams[number].unit if number in streams else "")
        by_id = {template.id: template for template in self._templates}
        pending = []
        for said in made:
            template, number = template_of(said.rule) or (said.rule, 0)
            stream = streams.get(number)
            place = PlaceId(place_of(by_id[template], stream) or str(stream_id(number)))
            name = stream.name if stream is not None else str(said.subject)
            pending.append(Pending(named(said, name), place))
        self.found.add(pending)
        self._nudge()

    # Time alone

    def idle(self, now: int) -> None:
        """Time passes where no reading comes. While an append waits for its commit, that brings the time.

        Raises what the store raises where it can't be read: the next time goes on from there.
        """
        with self._lock:
            if not self._asked:
                self._name()
                self._look_again()
                self._learn(self._source.described(self._known), now)
                self._until(now)

    # What the Datastreams say of themselves

    def changed(self, number: int | None = None) -> None:
        """A Datastream has changed or is gone; None: something that many may hang on."""
        with self._lock:
            if self._stale is not None:
                self._stale = None if number is None else self._stale | {number}

    def _look_again(self) -> None:
        if self._stale is not None and not self._stale:
            return
        self._name()            # what was found before, before what ends now
        only = self._stale
        there = set(self._learn(self._source.described(0, sorted(only) if only is not None else None), self._ticked))
        self._stale = set()
        self._forget(number for number in (only if only is not None else self._judge.numbers()) if number not in there)

    def _forget(self, gone: Iterable[int]) -> None:
        for number in gone:
            stood = self._judge.latched(number)
            self._judge.forget(number)
            self._accept.declare(number, None)
            self._withdraw(number, stood, str(stream_id(number)))

    def _withdraw(self, number: int, stood: dict[int, int], name: str) -> None:
        """The alerts of rules that a Datastream has no longer end."""
        row, at = self._judge.row(number), instant(self._ticked)
        kept = self._judge.profiles[self._judge.state.streams[row]["profile"]] if row >= 0 else ()
        place = PlaceId(str(stream_id(number)))
        self.found.add(Pending(withdrawn(self._templates[n], number, rank, name, at), place)
                       for n, rank in stood.items() if n not in kept)

    def _learn(self, streams: Iterable[Described], start: int) -> list[int]:
        """What Datastreams say of themselves now; rules that are new to one begin at `start`. Their numbers."""
        by_profile: dict[tuple[int, ...], list[int]] = {}
        seen = []
        for one in streams:
            self._accept.declare(one.number, acceptance(one))
            profile = self._fitting.profile(one) if one.number < kernel.MOST_NUMBER else ()
            if self._judge.row(one.number) >= 0:
                stood = self._judge.latched(one.number)
                self._judge.change(one.number, profile, start)
                self._withdraw(one.number, stood, one.name)
            elif profile:
                by_profile.setdefault(profile, []).append(one.number)
            seen.append(one.number)
            self._known = max(self._known, one.number)
        for profile, numbers in by_profile.items():
            self._judge.know(numbers, profile, start)
        return seen

    # Snapshot and tail

    def keep(self) -> None:
        """Write the snapshot: copied in a moment, written beside. Raises OSError, and what the store raises where it
        can't be read.
        """
        with self._held() as (head, arrays):
            pass
        snapshot.write(self._folder, head, arrays)
        self._source.hold(head.batch)

    @contextmanager
    def _held(self) -> Iterator[tuple[Head, dict[str, Any]]]:
        with self._lock:
            self._name()
            arrays = {f"judge.{name}": array.copy() for name, array in self._judge.arrays().items()}
            arrays |= {f"accept.{name}": array.copy() for name, array in self._accept.arrays().items()}
            sequence = self._store.sequence()
            yield Head(
                version=snapshot.VERSION, batch=self._batch, ticked=self._ticked, sequence=sequence,
                known=self._known, templates=self._templates, profiles=tuple(self._judge.profiles),
                kinds=self._accept.kinds, pending=self.found.pending(sequence),
                arrays=tuple((name, len(array)) for name, array in arrays.items()),
            ), arrays  # fmt: skip

    def _remember(self, now: int) -> None:
        kept = snapshot.read(self._folder, _DTYPES)
        if kept is not None and self._ahead(kept[0]):
            kept = None
        if kept is not None:
            self._from(*kept)
        self.found.remember(kept[0].sequence if kept is not None else 0, kept[0].pending if kept is not None else ())
        self._source.hold(self._batch)
        start = self._ticked if kept is not None else now
        there = set(self._learn(self._source.described(), start))
        self._forget(number for number in self._judge.numbers() if number not in there)
        for number, at, rows in self._source.batches(self._batch):
            self._again(number, at, rows)
        self.found.caught_up()

    def _ahead(self, head: Head) -> bool:
        """Whether a snapshot has what the store hasn't: it was of another journal, or of this one before a restore."""
        sequence, batch = self._store.sequence(), self._source.last_batch()
        ahead = head.sequence > sequence or head.batch > batch
        if ahead:
            _log.warning("the watch's snapshot in %s is of record %d and batch %d, and the store ends at %d and %d: it "
                         "is passed over, the batches are gone through", self._folder, head.sequence, head.batch,
                         sequence, batch)
        return ahead

    def _from(self, head: Head, arrays: Mapping[str, Any]) -> None:
        before = kernel.Memory.of(head.templates, head.profiles, _part(arrays, "judge."))
        self._accept = perceive.Memory.of(head.kinds, _part(arrays, "accept."))
        self._ticked, self._batch, self._known = head.ticked, head.batch, head.known
        if head.templates == self._templates:
            self._judge = before.lean()
            return
        for one in self._source.described():
            row, profile = before.row(one.number), self._fitting.profile(one)
            if profile and one.number <= head.known:
                self._judge.know([one.number], profile, head.ticked)
                if row >= 0:
                    self._judge.carry(one.number, before, row)

    def _again(self, number: int, at: int, rows: Any) -> None:
        """A micro-batch that the snapshot hasn't: accepted once, so it only leaves its trace, and judged again."""
        stream = rows.stream.astype(np.int64)
        self._accept.again(stream, rows.time, rows.value, (rows.quality & _LATE) != 0, at)
        steers = (rows.quality & perceive.STEERS) == 0
        self._go_on(at, stream[steers], rows.time[steers], rows.value[steers], rows.place[steers].astype(np.int64))
        self._batch = number


def _part(arrays: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    return {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}
