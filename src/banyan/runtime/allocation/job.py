"""Who goes where, beside the loop: asked when tasks, crews or the water have changed, answered at the next tick.

What was answered last is in the loop's state, so a run that is killed and resumed asks the same question at the same
tick.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

from banyan.allocate.question import hands, question
from banyan.allocate.ways import Ways, closed_places, gauged
from banyan.command.assign import every_demand
from banyan.model.case import Task, TaskStatus
from banyan.model.demand import Allocation, Demand, Hand, Weights
from banyan.model.ids import PlaceId, TaskId
from banyan.model.observation import EMPTY, Batch
from banyan.model.record import Record, record
from banyan.model.time import Instant
from banyan.runtime.allocation.about import about, news
from banyan.runtime.allocation.answer import answer
from banyan.runtime.allocation.water import with_water
from banyan.runtime.loop import State
from banyan.runtime.prepared import Prepared
from banyan.runtime.results import current

_ON_SITE = (TaskStatus.ON_SITE, TaskStatus.WORKING)


class Asked(NamedTuple):
    """What a question is made of, as it was after the tick that asked, and what had changed."""

    demands: tuple[Demand, ...]
    hands: tuple[Hand, ...]
    tasks: dict[TaskId, Task]
    closed: tuple[PlaceId, ...]
    at: Instant
    because: tuple[str, ...]


def wanted(prepared: Prepared, state: State, now: Instant) -> Asked | None:
    """What the state after a tick asks; None: nothing to decide, or nothing new."""
    demands = every_demand(prepared.asking, state.command, now)
    if not demands:
        return None
    city, tasks = prepared.city, state.command.tasks
    gauges = gauged(city)
    decision = current(state.decision, now)
    demands = tuple(with_water(d, gauges, state.latest, decision, state.obeyed, now) for d in demands)
    there = hands(city, state.command.crews, tasks, now)
    closed = closed_places(city, state.latest, now, state.allocated.closed)
    because = news(state.allocated, about(demands, there, closed))
    if not because or _all_there(demands, there):
        return None
    return Asked(demands, there, dict(tasks), closed, now, because)


def answered(prepared: Prepared, asked: Asked) -> Allocation:
    """In the job's thread: a large net's shortest ways take longer than a tick may."""
    ways = Ways(prepared.roads, prepared.city, asked.closed)
    whole = question(prepared.city, asked.demands, asked.hands, asked.tasks, ways, asked.closed, asked.at)
    return answer(whole, prepared.city, asked.tasks, ways, asked.because)


def _all_there(demands: tuple[Demand, ...], there: tuple[Hand, ...]) -> bool:
    """Every task has its crew on site, for as long as is planned: no plan could do better."""
    lasting = {hand.crew for hand in there if hand.left_min is None or hand.left_min >= Weights().horizon_min}
    return all(d.status in _ON_SITE and d.crew in lasting for d in demands)


class AllocationJob:
    """The solver at work in a thread of its own: the plan is there when the next tick wants it."""

    def __init__(self, prepared: Prepared) -> None:
        self._prepared = prepared
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="allocation")
        self._answer: Future[Allocation] | None = None

    def due(self, now: Instant) -> tuple[Record, ...]:
        """The answer to what was asked after the tick before."""
        if self._answer is None:
            return ()
        body, self._answer = self._answer.result(), None
        causes = [("computed-from", str(d.task)) for d in body.demands]
        return (record("allocation", body.id, now, "allocate", body, *causes),)

    def see(self, now: Instant, batch: Batch, state: State) -> None:  # noqa: ARG002  what was read is in the state
        """Ask, where something to decide has changed since the last answer."""
        asked = wanted(self._prepared, state, now) if state.command.tasks else None
        if asked is not None:
            self._answer = self._pool.submit(answered, self._prepared, asked)

    def relive(self, now: Instant, state: State) -> None:
        """A resumed run stands after the tick at `now`: what was asked then is asked again."""
        self.see(now, EMPTY, state)

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)
