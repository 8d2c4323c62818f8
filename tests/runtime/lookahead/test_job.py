"""The job: asked by the loop, answered twenty seconds of city time later, the same after a restart."""

import threading
import time
from datetime import datetime
from typing import Any, NamedTuple

import pytest

from banyan.command.memory import Memory as CommandMemory
from banyan.control.watch import Look, Question
from banyan.model.city import City
from banyan.model.decision import Estimate, Member
from banyan.model.forecast import Forecast
from banyan.model.ids import StreamId
from banyan.model.observation import EMPTY, Batch, Latest, batch
from banyan.model.ports import Unit
from banyan.model.record import Record, canonical, plain, record
from banyan.model.text import Said
from banyan.model.time import micros
from banyan.packs.water.storm_rule import StormRule
from banyan.runtime.lookahead.job import LookAheadJob
from banyan.stores.embedded import EmbeddedStore
from banyan_check import check
from tests.runtime.conftest import T0, at
from tests.runtime.lookahead.conftest import LAKE, AtOnce

ISSUE = Forecast("F-1", T0, at(7200), T0, 60, (6.0, 12.0, 0.0), (1.0, 2.0, 3.0))


class State(NamedTuple):
    """As much of the loop's state as the job looks at."""

    look: Look
    command: CommandMemory = CommandMemory()


def question(second: float, **more: Any) -> Question:
    given: dict[str, Any] = {
        "at": at(second), "because": "time", "devices": {}, "memory": None, "forecast": ISSUE,
        "members": [Member(1.0, 0.0, 0.8), Member(1.5, 0.0, 0.1), Member(0.7, 0.0, 0.1)], "fallen": {}, "work": [],
        "centre": {}, "read": [Latest(LAKE, at(second), 1.2, 77)],
    }  # fmt: skip
    return Question(**(given | more))


def asking(asked: Question | None) -> Any:
    return State(Look(question=asked))


def job(bay: City, pool: AtOnce) -> LookAheadJob:
    return LookAheadJob(pool, bay, StormRule(), T0, 1)


def answered(the: LookAheadJob, asked: Question) -> tuple[Record, ...]:
    the.see(asked.at, EMPTY, asking(asked))
    return the.due(at((asked.at - T0).total_seconds() + 20))


def test_the_answer_is_due_twenty_seconds_after_the_question(bay: City) -> None:
    the = job(bay, AtOnce())
    the.see(at(590), EMPTY, asking(None))
    assert the.due(at(600)) == ()
    the.see(at(600), EMPTY, asking(question(600)))
    assert the.due(at(610)) == ()
    the.see(at(610), EMPTY, asking(question(600)))
    told = the.due(at(620))
    assert [(rec.kind, rec.at) for rec in told] == [("estimate", at(620)), ("decision", at(620))]
    assert the.due(at(630)) == ()
    the.close()


def test_each_record_leads_to_what_it_was_made_of(bay: City) -> None:
    estimate, decision = answered(job(bay, AtOnce()), question(600))
    assert [(c.role, c.id) for c in estimate.causes] == [("computed-from", "reading/east-lake.level/77")]
    assert [c.id for c in decision.causes] == [estimate.id, "F-1"]


def test_the_independent_checker_finds_every_input_in_what_it_writes(bay: City) -> None:
    harm = {"hold": 900.0, "rule": 500.0}
    pool = AtOnce(lambda _base, trial: harm.get(trial.plan, 300.0) + 10 * trial.member)
    forecast = record("forecast", "F-1", T0, "plant", ISSUE)
    told = [forecast, *answered(job(bay, pool), question(600))]
    assert told[-1].body["chosen"].startswith("plan-")
    assert check(plain(rec) for rec in told).violations == ()
    undecided = answered(job(bay, pool), question(600, forecast=None))
    assert check(plain(rec) for rec in undecided).violations == ()


def test_between_two_looks_only_the_estimate_is_made(bay: City) -> None:
    pool = AtOnce()
    assert [rec.kind for rec in answered(job(bay, pool), question(600, search=False))] == ["estimate"]
    assert pool.trials == []


def test_without_a_forecast_nothing_is_decided_and_the_record_says_so(bay: City) -> None:
    _, decision = answered(job(bay, AtOnce()), question(600, forecast=None, members=[]))
    assert decision.body["error"] == "there is no forecast: levels and measured rain alone decide"
    assert decision.body["tried"] == []


def test_a_model_that_breaks_is_told_and_decides_nothing(bay: City) -> None:
    told = answered(job(bay, AtOnce(refuses="SWMM: ERROR 138")), question(600))
    assert [rec.kind for rec in told] == ["estimate", "decision"]
    assert [rec.body["error"] for rec in told] == ["SWMM: ERROR 138"] * 2


def test_a_mistake_of_its_own_stops_nobody(bay: City) -> None:
    def broken(*_: object) -> float:
        raise KeyError("what")

    told = answered(job(bay, AtOnce(broken)), question(600))
    assert [rec.body["error"] for rec in told] == ["KeyError: 'what'"] * 2


def test_on_the_walls_clock_nobody_waits_for_it(bay: City) -> None:
    held = threading.Event()

    def slow(*_: object) -> float:
        held.wait(20)
        return 0.0

    the = LookAheadJob(AtOnce(slow), bay, StormRule(), T0, 1, patient=False)
    the.see(at(600), EMPTY, asking(question(600)))
    assert the.due(at(620)) == ()
    the.see(at(900), EMPTY, asking(question(900)))      # one at a time
    held.set()
    while not (told := the.due(at(910))):
        time.sleep(0.01)
    assert [(rec.id, rec.at) for rec in told][1] == ("decision/20260724T061000Z", at(910))
    the.close()


def gauge(second: int, value: float) -> Batch:
    return batch([0], [micros(at(second))], [value], [0], [second])


def test_a_gauge_found_out_now_no_longer_corrects_the_state_that_is_searched(bay: City) -> None:
    """The lake's gauge has stood still for half an hour while the model moved: followed again without it."""
    assert bay.streams[0].id == LAKE
    pool = AtOnce()
    the = job(bay, pool)
    before = Estimate(id="estimate/before", at=T0, levels={}, distrusted={StreamId("west-lake.level"): Said("x")})
    for second in range(60, 3600, 60):
        the.see(at(second), gauge(second, 1.2), asking(None))
    the.see(at(3600), EMPTY, asking(question(3600, before=before)))
    the.due(at(3620))
    assert LAKE in pool.follows[0].levels
    assert StreamId("west-lake.level") not in pool.follows[0].levels


@pytest.mark.parametrize("stopped", [3590, 3600, 3610, 3620])
def test_resumed_at_any_moment_the_same_question_gets_the_same_answer(
    bay: City, store: EmbeddedStore, stopped: int
) -> None:
    pools = [AtOnce(), AtOnce(), AtOnce()]
    whole, first, again = (job(bay, pool) for pool in pools)
    told: list[list[bytes]] = [[], []]

    def ticked(the: LookAheadJob, second: int) -> list[bytes]:
        found = [canonical(rec) for rec in the.due(at(second))]
        open_ = question(3600) if 3600 <= second < 3620 else None
        the.see(at(second), _arrived(second), asking(open_))
        return found

    for second in range(10, 3700, 10):
        told[0] += ticked(whole, second)
        if second <= stopped:
            told[1] += ticked(first, second)
            store.append(Unit(at(second), at(second), _arrived(second), (), ()))
    again.relive(store, at(stopped), asking(question(3600) if 3600 <= stopped < 3620 else None))
    for second in range(stopped + 10, 3700, 10):
        told[1] += ticked(again, second)
    assert told[0] == told[1]
    assert len(told[0]) == 2
    asked = [follow for pool in pools[1:] for follow in pool.follows]
    assert asked[-1] == pools[0].follows[-1]


def _arrived(second: int) -> Batch:
    return gauge(second, 1.0 + second / 10_000) if second % 60 == 0 else EMPTY


def test_closing_it_closes_the_models(bay: City) -> None:
    pool = AtOnce()
    job(bay, pool).close()
    assert pool.closed


def test_times_are_the_citys(bay: City) -> None:
    _, decision = answered(job(bay, AtOnce()), question(600))
    assert datetime.fromisoformat(decision.body["asked_at"]) == at(600)
