"""demo = serve + plant + fast clock: a city lives through a storm, and then says what was changed."""

import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from banyan.model.ports import StoreError
from banyan.model.time import Instant
from banyan.runtime.after_action import AfterAction, Spent, conclude
from banyan.runtime.allocation.job import AllocationJob
from banyan.runtime.brain import Brain
from banyan.runtime.casework.begun import of_running
from banyan.runtime.casework.looking import CaseDesk
from banyan.runtime.data_folder import SPEC, DataFolder, has_begun, move_aside, save_spec
from banyan.runtime.declarations import declaration, declarations
from banyan.runtime.folder.digest import digest
from banyan.runtime.lookahead.job import LookAheadJob
from banyan.runtime.lookahead.pool import Pool
from banyan.runtime.mode import FOLDER, folder_of
from banyan.runtime.prepared import prepare
from banyan.runtime.running import FastClock, Running
from banyan.runtime.scenario import PLANNED, Scenario, UsageError
from banyan.runtime.texts import for_screens
from banyan.twin.swmm.client import PlantDied, PlantProcess
from banyan.twin.swmm.jobs import Job, Simulation
from banyan.twin.swmm.spec import RunReport

RESTARTS = 3         # a plant that dies more often than this ...
CALM = 60            # ... within so many ticks has a reason that a restart won't mend


class Twins(Struct):
    """The plant's twin brothers: the same storm, nobody acting, and with standing settings."""

    passive: Simulation
    standing: Simulation


class Plant:
    """The plant as the loop meets it. A plant that dies is started again and lives its past again, silently."""

    obeys = True

    def __init__(self, scenario: Scenario) -> None:
        self._spec = scenario.spec
        self._history: list[tuple[Instant, list[dict[str, Any]]]] = []
        self._at = scenario.spec.start
        self._died = self._calm = 0
        self._process = PlantProcess()
        self._process.start(self._spec)

    def relive(self, history: Sequence[tuple[Instant, list[dict[str, Any]]]], to: Instant) -> None:
        """Bring a fresh plant to where a resumed journal stands."""
        self._history, self._at = list(history), to
        self._again()

    def _again(self) -> None:
        """All orders that had arrived, each between the same two ticks as the first time."""
        tick = self._spec.city.tick
        calls = [call for at, orders in self._history if at <= self._at for call in ((at - tick, []), (at, orders))]
        if self._at > self._spec.start:
            self._process.replay(calls, self._at)

    def advance(self, to: Instant, orders: Sequence[dict[str, Any]]) -> list[bytes]:
        if orders:
            self._history.append((to, list(orders)))
        while True:
            try:
                if self._process.pid is None:
                    self._process.start(self._spec)
                    self._again()
                lines = self._process.advance(to, orders)
            except PlantDied:
                self._process.kill()
                self._died += 1
                if self._died > RESTARTS:
                    raise
            else:
                self._at = to
                self._calm += 1
                if self._calm >= CALM:
                    self._died = self._calm = 0
                return lines

    def close(self) -> RunReport:
        return self._process.close()

    def kill(self) -> None:
        self._process.kill()


class Demo:
    """One run, from its scenario to its after-action data. Use as a context manager: nothing is left behind."""

    def __init__(
        self, scenario: Scenario, data: Path, resume: bool, speed: float | None, city: Path | None = None
    ) -> None:
        """`resume` goes on with what is in `data`, if a run had begun there. `city`: its folder, whose casework the
        run keeps; None: a network of its own, or a run for its figures alone.

        Raises StoreError, ChildRefused, FolderErrors, UsageError.
        """
        self.scenario = scenario
        self.cases: CaseDesk | None = None
        self.moved: str | None = None
        self.began = time.monotonic()
        self.cpu_began = time.process_time()
        self.plant: Plant | None = None
        self.twins: Twins | None = None
        self.look: LookAheadJob | None = None
        self.allocation: AllocationJob | None = None
        self._opened: DataFolder | None = None
        try:
            self._start()      # a network that can't be simulated shows before any folder is touched
            if not resume:
                self.moved = move_aside(data)
            self._opened = DataFolder(data, scenario.city.id)
            self._open(self._opened, resume, speed, city)
        except BaseException:
            self.close()
            raise

    @property
    def folder(self) -> DataFolder:
        if self._opened is None:
            raise UsageError("this run is closed")
        return self._opened

    def _start(self) -> None:
        s = self.scenario
        settings = {d.id: (d.initial, d.standing) for d in s.city.devices}
        self.twins = Twins(
            Simulation(Job(s.spec, {d: initial for d, (initial, _) in settings.items()})),
            Simulation(Job(s.spec, {d: standing for d, (_, standing) in settings.items()})),
        )
        if s.look_ahead:
            self.look = LookAheadJob(Pool(s.spec, s.spec.seed), s.known, prepare(s.known, s.control).controller,
                                     s.spec.start, s.spec.seed)
        self.plant = Plant(s)

    def _open(self, folder: DataFolder, resume: bool, speed: float | None, city: Path | None) -> None:
        s = self.scenario
        if self.plant is None:
            raise UsageError("this run is closed")
        ready = prepare(s.known, s.control)._replace(plans=s.crews == PLANNED, looks=s.look_ahead)
        brain = Brain(ready, folder.store, s.spec.start)
        self.allocation = AllocationJob(ready) if ready.plans else None
        brain.jobs = tuple(job for job in (self.look, self.allocation) if job is not None)
        if resume and folder.store.position() > 0:
            brain.resume()
            history = _history(folder, s)
            if self.look is not None:
                self.look.relive(folder.store, brain.now, brain.state)
            if self.allocation is not None:
                self.allocation.relive(brain.now, brain.state)
            self.plant.relive([(at, orders) for at, orders in history if at <= brain.now], brain.now)
        else:
            parameters = {"storm": s.storm, "seed": s.spec.seed, "hours": s.spec.hours, "control": s.control,
                          "crews": s.crews, "look_ahead": s.look_ahead, "play": s.play, "start": s.spec.start,
                          "plant": save_spec(folder.path, s)}
            run = declaration("run", "demo", parameters, s.spec.start)
            if city is not None:
                run = msgspec.structs.replace(run, meta={FOLDER: str(city.resolve())})
            brain.declare([*declarations(s.known, digest(s.known), s.spec.start), run])
        screens = {"layers": s.layers, "texts": for_screens()}
        self.running = Running(brain, FastClock(brain.now, speed), self.plant, s.end, screens)
        self.running.start = s.spec.start
        home = folder_of(folder.store)
        self.cases = of_running(home, s.known, self.running) if home is not None and home.is_dir() else None
        self.running.orders = [n for tick, n in folder.store.notices("plant") if tick == brain.now]

    def run(self, progress: Callable[[Instant], None] | None = None) -> AfterAction | None:
        """To the storm's end, then the effects; None when `running.halt` was set before that.

        Raises StoreFull, PlantDied, EngineError.
        """
        if self.plant is None or self.twins is None:
            raise UsageError("this run is closed")
        if progress is not None:
            self.running.progress = progress
        self.running.run()
        if self.running.brain.now + self.scenario.known.tick <= self.scenario.end:
            return None
        ours = self.plant.close()
        others = {"passive": self.twins.passive.result(), "standing": self.twins.standing.result()}
        if self.look is not None:
            self.look.close()
        return conclude(self.scenario, self.running.brain, others | {"banyan": ours}, self._spent)

    def _spent(self) -> Spent:
        """Of this process and of its children that have ended: a resumed run tells of itself alone."""
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        return Spent(time.monotonic() - self.began, time.process_time() - self.cpu_began,
                     children.ru_utime + children.ru_stime)

    def close(self) -> None:
        if self.plant is not None:
            self.plant.kill()
        if self.look is not None:
            self.look.close()
        if self.allocation is not None:
            self.allocation.close()
        if self.twins is not None:
            for twin in (self.twins.passive, self.twins.standing):
                twin.kill()
        if self._opened is not None:
            self._opened.close()

    def __enter__(self) -> "Demo":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _history(folder: DataFolder, s: Scenario) -> list[tuple[Instant, list[dict[str, Any]]]]:
    """All orders that left, with the tick of their arrival: the one after the tick that decided them."""
    history: list[tuple[Instant, list[dict[str, Any]]]] = []
    for tick, notice in folder.store.notices("plant"):
        arrival = tick + s.known.tick
        if history and history[-1][0] == arrival:
            history[-1][1].append(notice.body)
        else:
            history.append((arrival, [notice.body]))
    return history


def saved(data: Path) -> Scenario | None:
    """The scenario of the run in a data folder; None when none has begun there. Raises StoreError."""
    if not has_begun(data):
        return None
    try:
        return msgspec.json.decode((data / SPEC).read_bytes(), type=Scenario)
    except (OSError, msgspec.MsgspecError) as e:
        raise StoreError(f"{data / SPEC} can't be read ({e}): it can't be resumed; start anew without --resume") from e
