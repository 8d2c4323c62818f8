"""The job beside the loop that estimates, looks ahead and decides which plan the rule shall follow.

The loop asks (`State.look.question`); the answer enters the journal a fixed city time later, whenever it was really
found. It depends on the question and on what had been measured by then, and on nothing else.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from banyan.control.cost import TOLD
from banyan.control.lookahead import RULE, Knob, Steerable
from banyan.control.watch import LOST, Question
from banyan.judge.trust import Weighed, weigh
from banyan.model.case import CrewState
from banyan.model.city import City
from banyan.model.decision import Decision, Estimate
from banyan.model.device import Kind
from banyan.model.ids import CrewId, StreamId
from banyan.model.observation import Batch
from banyan.model.ports import Store
from banyan.model.record import Record, record
from banyan.model.situation import Controller
from banyan.model.time import Instant, stamp
from banyan.runtime.lookahead.measured import Measured
from banyan.runtime.lookahead.pool import Branches
from banyan.runtime.lookahead.search import Budget, base_of, decision_of, search
from banyan.runtime.loop import State
from banyan.twin.swmm.follow import Follow, Followed
from banyan.twin.swmm.pipe import ChildDied, ChildRefused
from banyan.twin.swmm.tables import Table

TAKES = timedelta(seconds=20)     # city time a look ahead is given; its answer stands in the journal then, not before
KEPT = timedelta(hours=15)        # what a question may need, and readings that came late
BY = "model-twin"


class _Asked(NamedTuple):
    question: Question
    follow: Follow
    lately: dict[StreamId, Table]


class LookAheadJob:
    """Implements brain.Job. `controller` None: nobody proposes, so only what would come of doing nothing is told."""

    def __init__(
        self, pool: Branches, city: City, controller: Controller | None, start: Instant, seed: int,
        budget: Budget | None = None, patient: bool = True,
    ) -> None:  # fmt: skip
        """`patient`: the loop waits for an answer that is due, so that every machine writes the same journal. On the
        wall's clock it doesn't: the answer comes with the tick at which it is there, or is given up after LOST.
        """
        self._patient = patient
        self._pool, self._city, self._start, self._seed = pool, city, start, seed
        self._steered = controller is not None
        self._knobs: tuple[Knob, ...] = controller.knobs(city) if isinstance(controller, Steerable) else ()
        self._budget = budget or Budget()
        self.measured = Measured(city, start)
        self._thread = ThreadPoolExecutor(1, "look-ahead")
        self._asked: tuple[Instant, Future[tuple[Record, ...]]] | None = None
        self._crews: dict[CrewId, CrewState] = {}

    def due(self, now: Instant) -> tuple[Record, ...]:
        """Estimate and decision, at the tick at which they are due."""
        if self._asked is None or now < self._asked[0] + max(TAKES, self._city.tick):
            return ()
        if not self._patient and not self._asked[1].done():
            if now - self._asked[0] > LOST:
                self._pool.give_up()
            return ()
        found = self._asked[1].result()
        self._asked = None
        return tuple(replace(rec, at=now) for rec in found)

    def see(self, now: Instant, batch: Batch, state: State) -> None:
        """After a tick's readings: begin with the question that the loop asks."""
        self.measured.add(batch)
        self.measured.worked(now, state.command.crews.values())
        question = state.look.question
        if question is not None and question.at == now and self._asked is None:
            self._begin(self._ask(question))

    def relive(self, store: Store, to: Instant, state: State) -> None:
        """Remember what a resumed journal has measured up to `to`; a question that was open then is asked again."""
        question = state.look.question
        crews = [(rec.at, rec.body) for _, rec in store.records(kind="crew")]
        asked: _Asked | None = None
        for unit in store.units_between(to - KEPT, to):
            if question is not None and asked is None and unit.last_tick > question.at:
                self._crews_until(crews, question.at)
                asked = self._ask(question)
            self.measured.add(unit.batch)
        if question is not None:
            self._crews_until(crews, question.at)
            self._begin(asked or self._ask(question))
        self._crews_until(crews, to)

    def close(self) -> None:
        """Ends what is being searched: its answer would come after the end."""
        self._pool.end()
        self._thread.shutdown(cancel_futures=True)
        self._pool.close()

    def _crews_until(self, crews: list[tuple[Instant, dict[str, Any]]], to: Instant) -> None:
        """What the crews' records up to `to` say, tick by tick; those told are taken off the list."""
        while crews and crews[0][0] <= to:
            at = crews[0][0]
            while crews and crews[0][0] == at:
                state = msgspec.convert(crews.pop(0)[1], CrewState)
                self._crews[state.id] = state
            self.measured.worked(at, self._crews.values())

    def _ask(self, question: Question) -> _Asked:
        """The question with what is measured now: later readings don't come into it."""
        ignored = question.before.distrusted if question.before is not None else {}
        follow = self.measured.question(question.at, ignored)
        told = {device for _, device, _ in follow.settings}
        begin = (follow.begin - self._start) / timedelta(minutes=1)
        untold = [(begin, str(d.id), question.devices[d.id].ordered) for d in self._city.devices
                  if d.kind is Kind.GATE and d.id in question.devices and str(d.id) not in told]
        follow = replace(follow, settings=(*untold, *follow.settings))
        return _Asked(question, follow, self.measured.lately(question.at))

    def _begin(self, asked: _Asked) -> None:
        self._asked = (asked.question.at, self._thread.submit(self._answer, asked))

    def _answer(self, asked: _Asked) -> tuple[Record, ...]:
        """Never raises: what went wrong is in the records, and the rule goes on alone."""
        try:
            return self._found(asked)
        except (ChildRefused, ChildDied) as e:
            why = str(e)
        except Exception as e:  # noqa: BLE001  a job's mistake must not stop the city
            why = f"{type(e).__name__}: {e}"
        question = asked.question
        failed = Estimate(id=_name("estimate", question), at=question.at, levels={}, error=why)
        told = _estimate_record(question, failed)
        return (told, _decision_record(_undecided(question, failed, why))) if question.search else (told,)

    def _found(self, asked: _Asked) -> tuple[Record, ...]:
        question = asked.question
        followed, weighed = self._followed(asked)
        estimate = Estimate(
            id=_name("estimate", question), at=question.at, levels=_rounded(followed.levels), errors=weighed.errors,
            distrusted=weighed.distrusted, instead=weighed.instead, beside=weighed.beside,
            forecast=question.forecast.id if question.forecast is not None else None,
        )  # fmt: skip
        told = _estimate_record(question, estimate)
        if not question.search:
            return (told,)
        return told, _decision_record(self._decision(asked, followed, estimate))

    def _followed(self, asked: _Asked) -> tuple[Followed, Weighed]:
        """A gauge that is found out now has corrected the model already: then it is followed again without it."""
        follow = asked.follow
        followed = self._pool.follow(follow)
        weighed = weigh(self._city, asked.lately, followed.free, asked.question.before)
        kept = {stream: table for stream, table in follow.levels.items() if stream not in weighed.distrusted}
        if len(kept) < len(follow.levels):
            followed = self._pool.follow(replace(follow, levels=kept))
        return followed, weighed

    def _decision(self, asked: _Asked, followed: Followed, estimate: Estimate) -> Decision:
        question = asked.question
        if question.forecast is None:
            return _undecided(question, estimate, "there is no forecast: levels and measured rain alone decide")
        try:
            base = base_of(question, followed, asked.follow, self._start)
            positions = sorted({p.pump_position for p in self._city.places if p.pump_position is not None})
            found = search(self._pool, base, question.members, self._knobs, self._steered, question.centre,
                           self._seed, self._budget, positions)
        except (ChildRefused, ChildDied) as e:
            return _undecided(question, estimate, str(e))
        return decision_of(question, estimate, found, self._city.places)


def _name(kind: str, question: Question) -> str:
    return f"{kind}/{stamp(question.at)}"


def _rounded(levels: dict[StreamId, float]) -> dict[StreamId, float]:
    return {stream: round(level, 4) for stream, level in levels.items()}


def _undecided(question: Question, estimate: Estimate, why: str) -> Decision:
    return Decision(
        id=_name("decision", question), asked_at=question.at, estimate=estimate.id,
        forecast=question.forecast.id if question.forecast is not None else None, horizon_h=question.horizon_h,
        members=question.members, tried=[], chosen=RULE, fallback=RULE, runner_up=None, weights=TOLD, branches=0,
        because=question.because, error=why,
    )  # fmt: skip


def _estimate_record(question: Question, estimate: Estimate) -> Record:
    read = [("computed-from", f"reading/{r.stream}/{r.seq}") for r in question.read]
    return record("estimate", estimate.id, question.at, BY, estimate, *read)


def _decision_record(decision: Decision) -> Record:
    sources = [("computed-from", source) for source in (decision.estimate, decision.forecast) if source]
    return record("decision", decision.id, decision.asked_at, BY, decision, *sources)
