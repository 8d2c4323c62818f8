"""Water that a look ahead expects, through the whole loop: the chain from its record to a crew, now and in a replay."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from banyan.model.city import City
from banyan.model.decision import Band, Decision
from banyan.model.ids import PrincipalId, StreamId
from banyan.model.intent import Action, Intent
from banyan.model.messages import DESK
from banyan.model.observation import Batch, Message
from banyan.model.record import Record, canonical, plain, record
from banyan.runtime.brain import Brain
from banyan.runtime.declarations import declarations
from banyan.runtime.inbox import intent_line
from banyan.runtime.loop import State
from banyan.runtime.prepared import prepare
from banyan.stores.embedded import EmbeddedStore
from banyan_check.checker import check
from tests.runtime.conftest import T0, at, line

DEPTH = StreamId("tower-road.depth")


class Looked:
    """A job whose answers are given beforehand: (minute, depth expected at Tower Road 40 minutes after)."""

    def __init__(self, *answers: tuple[float, float]) -> None:
        self.answers = list(answers)

    def due(self, now: datetime) -> tuple[Record, ...]:
        return tuple(_decision(now, depth) for minute, depth in self.answers if at(60 * minute) == now)

    def see(self, now: datetime, batch: Batch, state: State) -> None:
        pass


def _decision(now: datetime, depth: float, undone: float | None = None) -> Record:
    """`undone`: the depth if nothing is done."""
    times = [now + timedelta(minutes=10 * i) for i in range(9)]
    course, other = ([0.0] * 4 + [m] * 5 for m in (depth, depth if undone is None else undone))
    body = Decision(
        id=f"decision/{now:%H%M}", asked_at=now, estimate="e", forecast=None, horizon_h=15, members=[], tried=[],
        chosen="rule", fallback="rule", runner_up=None, weights={}, branches=0, times=times,
        with_plan={DEPTH: Band(course, course, course)}, without={DEPTH: Band(other, other, other)},
    )  # fmt: skip
    return record("decision", body.id, now, "model-twin", body)


def lived(bay: City, store: EmbeddedStore, *answers: tuple[float, float], until: float = 9) -> Brain:
    brain = Brain(prepare(bay), store, T0)
    brain.jobs = (Looked(*answers),)
    brain.declare(declarations(bay, "digest", T0))
    seconds = 0
    while seconds < 60 * until:
        seconds += 10
        said = [line("sea.tide", seconds, at(seconds), 1.0)] if seconds % 60 == 0 else []
        brain.tick(at(seconds), said)
    return brain


def of(store: EmbeddedStore, kind: str) -> Sequence[Record]:
    return [rec for _, rec in store.records(kind=kind)]


def test_a_crew_is_sent_before_the_water_and_the_chain_ends_at_the_look_ahead(bay: City, store: EmbeddedStore) -> None:
    lived(bay, store, (5, 0.3))
    alert = of(store, "alert")[0]
    assert (alert.body["rule"], alert.body["level"], alert.at) == ("expected/tower-road.depth", "III", at(300))
    assert [(c.role, c.id) for c in alert.causes] == [("raised-by", "decision/0605")]
    incident = of(store, "incident")[0].body
    assert (incident["cause"], incident["root"], incident["level"]) == ("ponding", "river", "III")
    task = of(store, "task")[-1].body
    assert (task["place"], task["action"], task["status"]) == ("tower-road", "mobile-pump", "travelling")
    drawn = {"decision-inputs", "decision-choice"}      # the look ahead's curves are drawn by hand: it tried nothing
    assert {found.rule for found in check(plain(rec) for _, rec in store.records()).violations} == drawn


def test_nobody_is_sent_while_looks_ahead_expect_a_dry_street(bay: City, store: EmbeddedStore) -> None:
    lived(bay, store, (3, 0.0), (6, 0.14))
    assert of(store, "alert") == of(store, "task") == []


def test_two_looks_that_expect_nothing_call_the_crew_home(bay: City, store: EmbeddedStore) -> None:
    lived(bay, store, (3, 0.3), (5, 0.0), (7, 0.0))
    assert [rec.body["present"] for rec in of(store, "alert")] == [True, False]
    assert [rec.body["status"] for rec in of(store, "task")][-1] == "recalled"
    assert of(store, "case")[-1].body["status"] == "closed"


class Spared(Looked):
    """The plan keeps the street dry, from minute 1 on; undone it floods."""

    def due(self, now: datetime) -> tuple[Record, ...]:
        return (_decision(now, 0.0, undone=0.3),) if now == at(60) else ()


def raised(store: EmbeddedStore) -> list[datetime]:
    return [rec.at for rec in of(store, "alert") if rec.body["rule"] == f"expected/{DEPTH}"]


@pytest.mark.parametrize("advisory", [False, True])
def test_a_plan_that_nobody_carries_out_keeps_no_street_dry(
    bay: City, store: EmbeddedStore, advisory: bool
) -> None:
    brain = Brain(prepare(bay)._replace(advisory=advisory), store, T0)
    brain.jobs = (Spared(),)
    for seconds in range(10, 180, 10):
        brain.tick(at(seconds), [])
    assert raised(store) == ([at(60)] if advisory else [])
    assert brain.state.obeyed is not advisory


def test_from_the_tick_after_the_emergency_stop_the_plan_counts_for_nothing(bay: City, store: EmbeddedStore) -> None:
    brain = Brain(prepare(bay), store, T0)
    brain.jobs = (Spared(),)
    brain.declare(declarations(bay, "digest", T0))
    pull = Intent("w-1", PrincipalId("director-1"), Action.STOP, "stop")
    for seconds in range(10, 180, 10):
        brain.tick(at(seconds), [Message(DESK, intent_line(pull))] if seconds == 90 else [])
    assert raised(store) == [at(100)]
    before = [canonical(rec) for _, rec in store.records()]
    again = Brain(prepare(bay), store, T0)
    again.resume()
    assert [canonical(rec) for _, rec in store.records()] == before
    assert again.state.obeyed is False


def test_a_replay_reads_the_look_ahead_and_expects_the_same(bay: City, store: EmbeddedStore) -> None:
    lived(bay, store, (3, 0.3), (5, 0.0), until=8)
    before = [canonical(rec) for _, rec in store.records()]
    again = Brain(prepare(bay), store, T0)
    again.resume()
    assert [*again.state.expected.standing] == ["expected/tower-road.depth"]
    assert again.state.expected.standing["expected/tower-road.depth"].spared == 1     # type: ignore[index]
    assert [canonical(rec) for _, rec in store.records()] == before
