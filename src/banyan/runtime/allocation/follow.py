"""The loop's part of allocation: the plan that a job has found, or nearest-first where there is none."""

from collections.abc import Mapping, Sequence

import msgspec

from banyan.allocate.nearest import nearest
from banyan.allocate.shifts import left_min
from banyan.allocate.ways import Ways, closed_places
from banyan.command.memory import Commanded
from banyan.model.demand import Allocation, Plan
from banyan.model.ids import StreamId
from banyan.model.observation import Latest
from banyan.model.record import Record
from banyan.model.time import Instant
from banyan.runtime.allocation.about import About
from banyan.runtime.prepared import Prepared


def found(results: Sequence[Record]) -> Allocation | None:
    """The newest answer among a tick's results."""
    bodies = [rec.body for rec in results if rec.kind == "allocation"]
    return msgspec.convert(bodies[-1], Allocation) if bodies else None


def plan_now(
    city: Prepared, allocation: Allocation | None, about: About, commanded: Commanded,
    latest: Mapping[StreamId, Latest], now: Instant,
) -> Plan:  # fmt: skip
    """Where crews are planned, nobody goes before the plan is there, one tick after the demand; unless it failed."""
    if allocation is not None and allocation.error is None:
        return allocation.plan
    if not commanded.demands or (city.plans and not about.failed):
        return Plan()
    ways = Ways(city.roads, city.city, closed_places(city.city, latest, now))
    crews = tuple(crew for crew in city.city.crews if left_min(crew, now, city.city.timezone) != 0)
    return nearest(commanded.demands, crews, commanded.memory.crews, now, ways.way)
