"""Water that a look ahead expects, through the whole loop: the chain from its record to a crew, now and in a replay."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from banyan.model.city import City
from banyan.model.decision import Band, Decision
from banyan.model.ids import StreamId
from banyan.model.observation import Batch
from banyan.model.record import Record, canonical, plain, record
from banyan.runtime.brain import Brain
from banyan.runtime.declarations import declarations
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


def _decision(now: datetime, depth: float) -> Record:
    times = [now + timedelta(minutes=10 * i) for i in range(9)]
    course = [0.0] * 4 + [depth] * 5
    body = Decision(
        id=f"decision/{now:%H%M}", asked_at=now, estimate="e", forecast=None, horizon_h=15, members=[], tried=[],
        chosen="rule", fallback="rule", runner_up=None, weights={}, branches=0, times=times,
        with_plan={DEPTH: Band(course, course, course)},
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


def test_a_replay_reads_the_look_ahead_and_expects_the_same(bay: City, store: EmbeddedStore) -> None:
    lived(bay, store, (3, 0.3), (5, 0.0), until=8)
    before = [canonical(rec) for _, rec in store.records()]
    again = Brain(prepare(bay), store, T0)
    again.resume()
    assert [*again.state.expected.standing] == ["expected/tower-road.depth"]
    assert again.state.expected.standing["expected/tower-road.depth"].spared == 1     # type: ignore[index]
    assert [canonical(rec) for _, rec in store.records()] == before
