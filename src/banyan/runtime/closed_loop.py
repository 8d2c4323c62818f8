"""One storm under the whole city brain: the real loop, jobs and plant, without journal, page and clock.

The same messages, ticks and answers as in `banyan demo`; what is left out steers nothing. For comparisons: the
benchmarks, and the 2 x 2 of the report.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from msgspec import Struct

from banyan.model.observation import Message
from banyan.model.record import Record
from banyan.model.time import Instant
from banyan.runtime.allocation.job import AllocationJob
from banyan.runtime.brain import Job, fresh
from banyan.runtime.lookahead.job import LookAheadJob
from banyan.runtime.lookahead.pool import Pool
from banyan.runtime.loop import step
from banyan.runtime.prepared import items, prepare
from banyan.runtime.scenario import PLANNED, Scenario
from banyan.twin.swmm.spec import RunReport
from banyan.twin.swmm.world import World

PLANT = "plant"


class Lived(Struct, frozen=True):
    """The plant's report; what went out of service (nothing, or the figures mean little); what the jobs found."""

    report: RunReport
    out_of_service: dict[str, str]
    found: tuple[Record, ...] = ()


class Plant(Protocol):
    """What the loop meets: messages out, orders in, and at the end what happened."""

    def advance(self, to: Instant, orders: Iterable[Mapping[str, Any]]) -> list[str]: ...
    def close(self) -> RunReport: ...


def live(
    scenario: Scenario, progress: Callable[[Instant], None] = lambda _: None, plant: Plant | None = None
) -> Lived:
    """From the storm's start to its end. In this process: the engine allows one plant at a time.

    `plant` instead of the scenario's own: nothing but its messages reaches the loop.
    """
    city = prepare(scenario.known, scenario.control)._replace(
        plans=scenario.crews == PLANNED, looks=scenario.look_ahead)
    spec = scenario.spec
    look = LookAheadJob(Pool(spec, spec.seed), scenario.known, city.controller, spec.start, spec.seed) \
        if scenario.look_ahead else None
    crews = AllocationJob(city) if city.plans else None
    jobs: list[Job] = [job for job in (look, crews) if job is not None]
    now, told = spec.start, list[Record]()
    state, orders = fresh(city, now), list[dict[str, Any]]()
    try:
        world = plant or World(spec)
        while now < scenario.end:
            now += scenario.known.tick
            found = tuple(rec for job in jobs for rec in job.due(now))
            told += found
            messages = [Message(PLANT, line.encode()) for line in world.advance(now, orders)]
            done = step(city, state, items(messages), now, found)
            state = done.state
            for job in jobs:
                job.see(now, done.batch, state)
            orders = [notice.body for notice in done.notices if notice.to == PLANT]
            progress(now)
        return Lived(world.close(), state.out_of_service, tuple(told))
    finally:
        if look is not None:
            look.close()
        if crews is not None:
            crews.close()
