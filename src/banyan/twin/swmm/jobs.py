"""Comparison runs beside the plant: one in the background, or many on a few warm processes."""

import selectors
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct, field

from banyan.twin.swmm.pipe import Child, ChildDied, ChildRefused
from banyan.twin.swmm.spec import CrewWork, PlantSpec, RunReport

MODULE = "banyan.twin.swmm.worker"
_report = msgspec.json.Decoder(RunReport).decode


class Job(Struct, frozen=True):
    """One run: gates fixed at `settings` (% by id; missing ones at their initial setting), pumps on their floats."""

    spec: PlantSpec
    settings: dict[str, float] = field(default_factory=dict)
    crew_work: tuple[CrewWork, ...] = ()

    def request(self) -> dict[str, Any]:
        # No gauges: their noise would be drawn for nobody.
        spec = msgspec.structs.replace(self.spec, gauges=False)
        return {"simulate": spec, "settings": self.settings, "crew_work": self.crew_work}


class Simulation:
    """A run in a process of its own, started now; `result()` waits for it and ends the process."""

    def __init__(self, job: Job) -> None:
        self._child: Child | None = Child(MODULE)
        self._child.send(job.request())
        self._result: RunReport | None = None

    def result(self) -> RunReport:
        """Raises ChildRefused with one sentence when it can't be run, ChildDied when it was killed."""
        if self._result is None:
            if self._child is None:
                raise ChildDied("the simulation was ended before it gave a result")
            try:
                self._result = _report(self._child.answer())
            finally:
                self.kill()
        return self._result

    def kill(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child = None


def simulate(
    spec: PlantSpec, settings: Mapping[str, float], crew_work: tuple[CrewWork, ...] = ()
) -> RunReport:
    """One run in a process of its own, waited for. Raises as `Simulation.result`."""
    return Simulation(Job(spec, dict(settings), crew_work)).result()


class Pool:
    """A few warm processes for many runs. A process that dies fails its job, and the pool with it."""

    def __init__(self, processes: int = 2) -> None:
        self._children = [Child(MODULE) for _ in range(processes)]

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, jobs: Sequence[Job]) -> list[RunReport]:
        """All reports, in the jobs' order. Raises ChildRefused for the first job that can't be run, ChildDied."""
        results: list[RunReport | None] = [None] * len(jobs)
        refused: ChildRefused | None = None
        waiting = iter(range(len(jobs)))
        with selectors.DefaultSelector() as ready:
            for child in self._children:
                _give(child, jobs, next(waiting, None), ready)
            while ready.get_map():
                for key, _ in ready.select():
                    child, number = key.data
                    ready.unregister(child)
                    try:
                        results[number] = _report(child.answer())
                    except ChildRefused as error:
                        refused = refused or error
                    _give(child, jobs, None if refused else next(waiting, None), ready)
        if refused is not None:
            raise refused
        return [result for result in results if result is not None]

    def close(self) -> None:
        for child in self._children:
            child.kill()
        self._children = []


def _give(child: Child, jobs: Sequence[Job], number: int | None, ready: selectors.BaseSelector) -> None:
    if number is not None:
        child.send(jobs[number].request())
        ready.register(child, selectors.EVENT_READ, (child, number))
