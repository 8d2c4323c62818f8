"""serve: the same loop on a wall clock, or on a recorded feed's own time."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from banyan.model.city import City
from banyan.model.time import Instant, floor
from banyan.runtime import mode
from banyan.runtime.actuators import Actuators
from banyan.runtime.allocation.job import AllocationJob
from banyan.runtime.brain import Brain
from banyan.runtime.data_folder import DataFolder
from banyan.runtime.inbox import Inbox
from banyan.runtime.lookahead.job import LookAheadJob
from banyan.runtime.lookahead.pool import Pool
from banyan.runtime.remembered import remember
from banyan.runtime.replay import Replay, ReplayClock
from banyan.runtime.running import LONGEST_GAP, LONGEST_NAP_S, Running
from banyan.runtime.scenario import UsageError
from banyan.runtime.texts import for_screens
from banyan.runtime.things.open import CityThings
from banyan.runtime.things.upkeep import REJECTS_DAYS
from banyan.twin.swmm import network as networks
from banyan.twin.swmm.network import NetworkError
from banyan.twin.swmm.pipe import ChildDied, ChildRefused
from banyan.twin.swmm.series import relative
from banyan.twin.swmm.spec import PlantSpec, SpecError

SOON = timedelta(milliseconds=2)       # the grid of ticks for what waits
READINGS_GAP_S = 0.1      # between ticks that came early for readings alone: each is a unit of the journal
SHARE = 3.0               # the rest that ticks owe the others, times what they took
CREDIT_S = 0.25           # of rest may be owed when one comes early: what is found seldom waits for no rest
LONGEST_REST_S = 1.0


class WallClock:
    """Ticks when the wall says so; when something waits, within two thousandths of a second (docs/decisions/0041)."""

    simulated = False
    speed = None

    def __init__(self) -> None:
        self._begun = time.monotonic()      # the tick before
        self._free = self._begun            # when nothing is owed any more
        self._read = -READINGS_GAP_S        # the last tick that came early for readings alone

    def wait(self, until: Instant, since: Instant, halt: threading.Event, inbox: Inbox) -> Instant:
        ended, tick = time.monotonic(), until
        owed = max(0.0, self._free - self._begun) + SHARE * (ended - self._begun)
        self._free = ended + min(LONGEST_REST_S + CREDIT_S, owed)
        while (left := until.timestamp() - time.time()) > 0 and not halt.is_set():
            if inbox.waiting.wait(min(left, LONGEST_NAP_S)):
                self._pause(self._free - CREDIT_S, left, halt, inbox)
                wall = datetime.fromtimestamp(time.time(), UTC)
                tick = min(until, floor(max(wall, since), SOON) + SOON)
                # A wall clock that was set back keeps nobody waiting: city time goes on from where it is.
                halt.wait(min(1.0, max(0.0, tick.timestamp() - time.time())))
                break
        self._begun = time.monotonic()
        return tick

    def _pause(self, free: float, left: float, halt: threading.Event, inbox: Inbox) -> None:
        """Until ticks have left the others enough of the time; for readings alone until their turn comes again."""
        halt.wait(max(0.0, min(left, free - time.monotonic())))
        turn = self._read + READINGS_GAP_S - time.monotonic()
        if not inbox.pressing.is_set() and not inbox.pressing.wait(max(0.0, min(left, turn))):
            self._read = time.monotonic()

    def lag(self, now: Instant) -> timedelta:
        return timedelta(seconds=time.time() - now.timestamp())


class Serving:
    """A served city: folder, journal and loop. Use as a context manager."""

    def __init__(
        self, city: City, layers: dict[str, Any], data: Path, replay: Path | None, accept: Callable[[list[str]], bool],
        actuators: Path | None = None, folder: Path | None = None, rejects_days: int = REJECTS_DAYS,
    ) -> None:  # fmt: skip
        """`accept` is shown what a changed folder changes, and says whether it may. `actuators` is where orders go:
        without it nobody obeys, and control is advisory. `folder` is where the city was read from; `rejects_days`: how
        long readings that weren't taken are kept.

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
            self._things = self.things = CityThings(self.folder.store, self.running, data, rejects_days)
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


def _say_mode(brain: Brain, obeyed: bool, folder: Path | None) -> None:
    """Without actuators control is advisory. With them orders leave once the city isn't late (Running)."""
    known = mode.folder_of(brain.store)
    moved = folder is not None and folder != known
    if not obeyed and (moved or not brain.city.advisory):
        mode.switch(brain, True, "no-actuators", folder or known)
    elif obeyed and moved:
        mode.switch(brain, brain.city.advisory, "actuators", folder)
