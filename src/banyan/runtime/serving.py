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
from banyan.model.time import EPOCH, Instant
from banyan.runtime.brain import Brain
from banyan.runtime.data_folder import DataFolder
from banyan.runtime.declarations import declarations
from banyan.runtime.folder.digest import digest
from banyan.runtime.prepared import prepare
from banyan.runtime.running import Running
from banyan.runtime.scenario import UsageError
from banyan.runtime.texts import for_screens


class WallClock:
    """Ticks when the wall says so."""

    simulated = False
    speed = None

    def wait(self, until: Instant, stop: threading.Event) -> None:
        while (left := until.timestamp() - time.time()) > 0 and not stop.is_set():
            stop.wait(min(left, 1.0))


class ReplayClock:
    """Ticks follow the recorded feed's own time, flat out."""

    simulated = True
    speed = None

    def wait(self, until: Instant, stop: threading.Event) -> None:
        """Never waits."""


class _Timed(Struct):
    time: datetime | None = None
    issued_at: datetime | None = None


class Replay:
    """A recorded feed as the loop's world: each line arrives at the first tick that isn't before its own time.

    Lines that carry no time arrive with the line before them; what is wrong with them the loop says.
    """

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
        self, city: City, layers: dict[str, Any], data: Path, replay: Path | None, accept: Callable[[list[str]], bool]
    ) -> None:
        """`accept` is shown what a changed folder changes, and says whether it may. Raises UsageError, StoreError."""
        world = Replay(replay) if replay is not None else None
        self.folder = DataFolder(data, city.id)
        try:
            now = floor(world.begin if world else datetime.fromtimestamp(time.time(), UTC), city.tick)
            ordered = msgspec.structs.replace(city, streams=_in_order(city, self.folder.store))
            brain = Brain(prepare(ordered), self.folder.store, now - city.tick)
            self._remember(brain, city, accept)
            if world is not None:
                world.skip(brain.now)
            end = floor(world.end, city.tick) + city.tick if world else None
            screens = {"layers": layers, "texts": for_screens()}
            self.running = Running(brain, ReplayClock() if world else WallClock(), world, end, screens)
        except BaseException:
            self.folder.close()
            raise

    def _remember(self, brain: Brain, city: City, accept: Callable[[list[str]], bool]) -> None:
        told = declarations(city, digest(city), brain.now)
        store = self.folder.store
        if store.position() == 0:
            brain.declare(told)
            return
        changed = _changed(store.current("declaration"), told)
        if changed and not brain.settled():
            raise StoreError("the city folder was changed after a crash: start once with the folder as it was and "
                             "stop properly, so that nothing in flight is judged by new rules; "
                             f"changed: {', '.join(changed)}")
        if changed and not accept(changed):
            raise UsageError("the city folder differs from what the journal declares; accept it with --yes, or start "
                             "with the folder as it was")
        brain.resume()
        if changed:
            n = store.position()
            brain.declare([msgspec.structs.replace(r, id=f"{r.id}@{n}", at=brain.now) for r in told
                           if str(r.body["id"]) in changed])

    def __enter__(self) -> "Serving":
        return self

    def __exit__(self, *_: object) -> None:
        self.folder.close()


def _in_order(city: City, store: Store) -> tuple[Stream, ...]:
    """The streams as the journal's batches count them; new ones go behind. Raises UsageError where one is missing."""
    declared = [str(rec.body["id"]) for _, rec in store.records(kind="declaration") if rec.body["of"] == "stream"]
    known = {f"stream/{stream.id}": stream for stream in city.streams}
    order = list(dict.fromkeys([*declared, *known]))
    gone = [name.removeprefix("stream/") for name in order if name not in known]
    if gone:
        raise UsageError(f"the city folder no longer declares the stream {gone[0]}, whose readings are in the journal: "
                         "put it back, or begin with an empty --data folder")
    return tuple(known[name] for name in order)


def _changed(before: dict[str, dict[str, Any]], told: list[Record]) -> list[str]:
    now = {str(r.body["id"]): r.body for r in told}
    return sorted(k for k in before.keys() | now.keys() if k != "run/demo" and before.get(k) != now.get(k))
