"""serve: the same loop on a wall clock, or on a recorded feed's own time."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from banyan.model.city import City
from banyan.model.ports import Store, StoreError
from banyan.model.record import Record
from banyan.model.stream import Stream
from banyan.model.time import EPOCH, ZERO, Instant
from banyan.runtime import mode
from banyan.runtime.actuators import Actuators
from banyan.runtime.allocation.job import AllocationJob
from banyan.runtime.brain import Brain
from banyan.runtime.data_folder import DataFolder
from banyan.runtime.declarations import declarations, withdrawal
from banyan.runtime.folder.digest import digest
from banyan.runtime.inbox import Inbox
from banyan.runtime.lookahead.job import LookAheadJob
from banyan.runtime.lookahead.pool import Pool
from banyan.runtime.loop import State, step
from banyan.runtime.prepared import Prepared, prepare
from banyan.runtime.reconcile import reconcile
from banyan.runtime.running import LONGEST_GAP, LONGEST_NAP_S, Running
from banyan.runtime.scenario import UsageError
from banyan.runtime.texts import for_screens
from banyan.runtime.things.open import CityThings
from banyan.twin.swmm import network as networks
from banyan.twin.swmm.network import NetworkError
from banyan.twin.swmm.pipe import ChildDied, ChildRefused
from banyan.twin.swmm.series import relative
from banyan.twin.swmm.spec import PlantSpec, SpecError

SECOND = timedelta(seconds=1)


class WallClock:
    """Ticks when the wall says so; when somebody waits, at the next whole second."""

    simulated = False
    speed = None

    def wait(self, until: Instant, since: Instant, halt: threading.Event, inbox: Inbox) -> Instant:
        while (left := until.timestamp() - time.time()) > 0 and not halt.is_set():
            if inbox.waiting.wait(min(left, LONGEST_NAP_S)):
                wall = datetime.fromtimestamp(time.time(), UTC)
                early = min(until, floor(max(wall, since), SECOND) + SECOND)
                # A wall clock that was set back keeps nobody waiting: city time goes on from where it is.
                halt.wait(min(1.0, max(0.0, early.timestamp() - time.time())))
                return early
        return until

    def lag(self, now: Instant) -> timedelta:
        return timedelta(seconds=time.time() - now.timestamp())


class ReplayClock:
    """Ticks follow the recorded feed's own time, flat out."""

    simulated = True
    speed = None

    # The Clock protocol says what every clock is given; this one doesn't need all of it.
    def wait(self, until: Instant, since: Instant, halt: threading.Event, inbox: Inbox) -> Instant:  # noqa: ARG002
        """Never waits."""
        return until

    def lag(self, now: Instant) -> timedelta:  # noqa: ARG002  a recording is never late
        return ZERO


class _Timed(Struct):
    time: datetime | None = None
    issued_at: datetime | None = None


class Replay:
    """A recorded feed as the loop's world: each line arrives at the first tick that isn't before its own time.

    Lines that carry no time arrive with the line before them; what is wrong with them the loop says.
    """

    obeys = False      # what is recorded has been

    def __init__(self, path: Path) -> None:
        """Raises UsageError for a file that can't be read or holds no line with a time."""
        try:
            self._lines = list(_timed(path.read_bytes()))
        except OSError as e:
            raise UsageError(f"--replay {path}: can't be read ({e.strerror})") from e
        if not self._lines:
            raise UsageError(f"--replay {path}: no line with a time in it; NDJSON readings were expected")
        self.begin, self.end = self._lines[0][0], max(at for at, _ in self._lines)
        self._next = 0

    def skip(self, to: Instant) -> None:
        """Leave out what a resumed journal has seen."""
        self.advance(to, ())

    def advance(self, to: Instant, orders: Sequence[dict[str, Any]]) -> list[bytes]:  # noqa: ARG002  nobody obeys here
        first = self._next
        while self._next < len(self._lines) and self._lines[self._next][0] <= to:
            self._next += 1
        return [line for _, line in self._lines[first : self._next]]


def _timed(data: bytes) -> Iterator[tuple[Instant, bytes]]:
    at: Instant | None = None
    for line in data.split(b"\n"):
        if not line.strip():
            continue
        try:
            found = msgspec.json.decode(line, type=_Timed)
        except msgspec.MsgspecError:
            found = _Timed()
        mine = found.time or found.issued_at
        if mine is not None and mine.tzinfo is not None:
            at = max(mine.astimezone(UTC), at) if at is not None else mine.astimezone(UTC)
        if at is not None:
            yield at, line


def floor(at: Instant, tick: timedelta) -> Instant:
    return at - (at - EPOCH) % tick


class Serving:
    """A served city: folder, journal and loop. Use as a context manager."""

    def __init__(
        self, city: City, layers: dict[str, Any], data: Path, replay: Path | None, accept: Callable[[list[str]], bool],
        actuators: Path | None = None, folder: Path | None = None,
    ) -> None:  # fmt: skip
        """`accept` is shown what a changed folder changes, and says whether it may. `actuators` is where orders go:
        without it nobody obeys, and control is advisory. `folder` is where the city was read from.

        Raises UsageError, StoreError.
        """
        if replay is not None and actuators is not None:
            raise UsageError("--actuators with --replay would move machines by what has been: leave one of them out")
        world = Replay(replay) if replay is not None else None
        self.actuators: Actuators | None = None
        self.allocation: AllocationJob | None = None
        self.look: LookAheadJob | None = None
        self._pool: Pool | None = None
        self._things: CityThings | None = None
        self.folder = DataFolder(data, city.id)
        try:
            now = floor(world.begin if world else datetime.fromtimestamp(time.time(), UTC), city.tick)
            self._pool, trouble = _model(city, now, folder)
            brain = remember(city, self.folder.store, now - city.tick, accept, looks=self._pool is not None)
            if world is not None:
                if now - brain.now > LONGEST_GAP:
                    brain.leap(now - city.tick)
                world.skip(brain.now)
            self.allocation = AllocationJob(brain.city)
            self.allocation.relive(brain.now, brain.state)
            brain.jobs = (self.allocation,)
            if self._pool is not None:
                self.look = LookAheadJob(self._pool, brain.city.city, brain.city.controller, _began(brain), seed=1,
                                         patient=world is not None)
                self.look.relive(self.folder.store, brain.now, brain.state)
                brain.jobs = (self.look, self.allocation)
            self.actuators = Actuators(actuators) if actuators is not None else None
            _say_mode(brain, self.actuators is not None, folder)
            end = floor(world.end, city.tick) + city.tick if world else None
            screens = {"layers": layers, "texts": for_screens()}
            clock = ReplayClock() if world else WallClock()
            self.running = Running(brain, clock, world, end, screens, self.actuators)
            self.running.trouble = trouble
            self._things = self.things = CityThings(self.folder.store, self.running)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        if self._things is not None:
            self._things.close()
        if self.look is not None:
            self.look.close()
        elif self._pool is not None:
            self._pool.close()
        if self.actuators is not None:
            self.actuators.close()
        if self.allocation is not None:
            self.allocation.close()
        self.folder.close()

    def __enter__(self) -> "Serving":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _model(city: City, now: Instant, folder: Path | None) -> tuple[Pool | None, str | None]:
    """The declared network as a model to look ahead with, or why there is none: the city is served without it."""
    if city.hydraulics is None or folder is None:
        return None, None
    try:
        network = relative(networks.load(folder / city.hydraulics.network)).text()
        return Pool(PlantSpec(city=city, network=network, start=now, hours=1.0), None), None
    except (NetworkError, SpecError, ChildRefused, ChildDied) as e:
        return None, f"nobody looks ahead, since the model of [hydraulics] can't be simulated: {e}"


def _began(brain: Brain) -> Instant:
    """The first tick of the journal."""
    return next((unit.first_tick for unit in brain.store.units()), brain.now)


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


def _say_mode(brain: Brain, obeyed: bool, folder: Path | None) -> None:
    """Without actuators control is advisory. With them orders leave once the city isn't late (Running)."""
    known = mode.folder_of(brain.store)
    moved = folder is not None and folder != known
    if not obeyed and (moved or not brain.city.advisory):
        mode.switch(brain, True, "no-actuators", folder or known)
    elif obeyed and moved:
        mode.switch(brain, brain.city.advisory, "actuators", folder)


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
