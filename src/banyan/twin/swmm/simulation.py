"""One whole run without gauges: fixed settings, pumps on their floats, crews as told."""

import resource
from collections.abc import Iterator, Mapping

from banyan.model.city import City
from banyan.model.effect import Flooding, Run
from banyan.twin.swmm.engine import Engine
from banyan.twin.swmm.machines import Machines
from banyan.twin.swmm.scenario import Scenario, prepare
from banyan.twin.swmm.spec import CrewWork, PlantSpec, RunReport, SpecError
from banyan.twin.swmm.tally import Tally


class Course:
    """A scenario on its way, step by step: what every kind of run shares, so that runs are comparable."""

    def __init__(
        self, scenario: Scenario, city: City, positions: Mapping[str, float], counted: bool = True,
        hotstart: bytes | None = None,
    ) -> None:  # fmt: skip
        self._began = cpu_s()
        self.scenario = scenario
        self.engine = Engine(scenario.network, hotstart)
        self.second = 0
        try:
            self.machines = Machines(self.engine, scenario, city, positions)
            self._tally = Tally(self.engine, self.machines, scenario, city) if counted else None
        except BaseException:
            self.engine.close()
            raise

    def step(self) -> None:
        """One control step: machines move, then the water; a whole minute is counted at its end."""
        self.machines.move(self.second / 60)
        self.engine.advance(self.scenario.step_s)
        self.second += self.scenario.step_s
        self.machines.observe()
        if self._tally is not None and self.second % 60 == 0:
            self._tally.minute()

    def run(self) -> Run:
        """What was counted so far. A course that isn't counted has nothing to say."""
        return self._tally.run() if self._tally is not None else Run(Flooding(), {}, {}, {}, {})

    def close(self, crew_work: tuple[CrewWork, ...] = ()) -> RunReport:
        """End it. A course that wasn't counted reports only its continuity error and cost."""
        run = self.run()
        error = self.engine.close()
        return RunReport(run, error, cpu_s() - self._began, crew_work)


def run(spec: PlantSpec, settings: Mapping[str, float], crew_work: tuple[CrewWork, ...] = ()) -> RunReport:
    """The spec's storm with gates fixed at `settings` (%; missing ones at their initial setting).

    Settings of pumps are left out of account: in a fixed run their floats decide.

    Gates stand there from the first moment, so a fixed run has no travel. In this process: see jobs.py for others.
    """
    scenario = prepare(spec)
    unknown = sorted(set(settings) - {str(device.id) for device in spec.city.devices})
    if unknown:
        raise SpecError(f"settings for {', '.join(unknown)}: {spec.city.id} has no such device")
    course = Course(scenario, spec.city, settings)
    try:
        changes = sorted(_changes(crew_work), key=lambda change: change[0])
        while course.second < scenario.seconds:
            while changes and changes[0][0] <= course.second:
                _, position, on = changes.pop(0)
                course.machines.work(position, on)
            course.step()
    except BaseException:
        course.engine.close()
        raise
    return course.close(crew_work)


def _changes(crew_work: tuple[CrewWork, ...]) -> Iterator[tuple[int, str, bool]]:
    for work in crew_work:
        yield work.from_s, work.position, True
        if work.to_s is not None:
            yield work.to_s, work.position, False


def cpu_s() -> float:
    """CPU seconds of this process so far: a figure for the report, never an input of the run."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
