"""Who goes where, beside the loop: asked when tasks, crews or the water have changed, answered at the next tick.

What was answered last is in the loop's state, so a run that is killed and resumed asks the same question at the same
tick.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

from banyan.allocate.question import hands, question
from banyan.allocate.ways import Ways, closed_places, gauged
from banyan.command.assign import every_demand
from banyan.model.case import TaskStatus
from banyan.model.demand import Allocation, Demand, Hand, Question, Weights
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
    """A question, the ways it was measured on, and what had changed."""

    question: Question
    ways: Ways
    because: tuple[str, ...]


def wanted(prepared: Prepared, state: State, now: Instant) -> Asked | None:
    """The question that the state after a tick asks; None: nothing to decide, or nothing new."""
    demands = every_demand(prepared.asking, state.command, now)
    if not demands:
        return None
    city, tasks = prepared.city, state.command.tasks
    gauges = gauged(city)
    estimate, decision = current(state.estimate, now), current(state.decision, now)
    demands = tuple(with_water(d, gauges, state.latest, estimate, decision, now) for d in demands)
    there = hands(city, state.command.crews, tasks, now)
    closed = closed_places(city, state.latest, now, state.allocated.closed)
    because = news(state.allocated, about(demands, there, closed))
    if not because or _all_there(demands, there):
        return None
    ways = Ways(prepared.roads, city, closed)
    return Asked(question(city, demands, there, tasks, ways, closed, now), ways, because)


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
            tasks = dict(state.command.tasks)
            self._answer = self._pool.submit(
                answer, asked.question, self._prepared.city, tasks, asked.ways, asked.because
            )

    def relive(self, now: Instant, state: State) -> None:
        """A resumed run stands after the tick at `now`: what was asked then is asked again."""
        self.see(now, EMPTY, state)

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)
