"""Decide, commit, act: what is committed, and that a replay from any point gives the same again."""

import sqlite3
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from banyan.model.city import City
from banyan.model.observation import Batch, Message
from banyan.model.ports import StoreError
from banyan.model.record import Record, canonical
from banyan.runtime import brain as brains
from banyan.runtime.brain import Brain
from banyan.runtime.declarations import declarations
from banyan.runtime.loop import State
from banyan.runtime.prepared import Prepared, prepare
from banyan.stores.embedded import FILE, EmbeddedStore
from tests.runtime.conftest import T0, at, line

TICK = 10
MINUTES = 14


@pytest.fixture(scope="module")
def ready(bay: City) -> Prepared:
    return prepare(bay)


def storm() -> list[tuple[datetime, Message]]:
    """Tower Road fills to 0.3 m and drains again, an absurd reading and a broken line among them."""
    depth = [0.03 * n if n < 10 else max(0.0, 0.3 - 0.1 * (n - 10)) for n in range(MINUTES)]
    sent = [(at(60 * n + 4), line("tower-road.depth", n, at(60 * n), round(d, 2))) for n, d in enumerate(depth)]
    sent += [(at(60 * n + 3), line("east-lake.level", n, at(60 * n), 1.2 + 0.01 * n)) for n in range(MINUTES)]
    sent += [(at(123), line("sea.tide", 1, at(120), 99)), (at(200), Message("plant", b"{broken"))]
    return sorted(sent, key=lambda pair: pair[0])


def arriving(now: datetime) -> list[Message]:
    return [message for when, message in storm() if at((now - T0).total_seconds() - TICK) < when <= now]


def begin(city: Prepared, store: EmbeddedStore) -> Brain:
    brain = Brain(city, store, T0)
    brain.declare(declarations(city.city, "digest", T0))
    return brain


def go_on(brain: Brain, until: datetime) -> None:
    while brain.now < until:
        now = brain.now + brain.city.city.tick
        brain.tick(now, arriving(now))


def journal(store: EmbeddedStore) -> list[bytes]:
    return [canonical(rec) for _, rec in store.records()]


@pytest.fixture(scope="module")
def undisturbed(ready: Prepared, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[bytes], int]:
    store = EmbeddedStore(tmp_path_factory.mktemp("undisturbed"), "banyan-bay")
    go_on(begin(ready, store), at(60 * MINUTES))
    told = journal(store), store.position()
    store.close()
    return told


def test_a_tick_that_brings_nothing_costs_no_commit(ready: Prepared, store: EmbeddedStore) -> None:
    brain = begin(ready, store)
    brain.tick(at(10), [line("sea.tide", 1, at(5), 1.0)])
    before = store.position()
    for n in range(2, 8):
        brain.tick(at(10 * n), [])
    assert (store.position(), brain.now) == (before, at(70))
    brain.tick(at(80), [line("sea.tide", 2, at(75), 1.1)])
    last = list(store.units())[-1]
    assert (last.first_tick, last.last_tick) == (at(20), at(80))     # the quiet ticks stand with the next that spoke


def test_the_storm_is_worth_alerts_and_rejects(undisturbed: tuple[list[bytes], int]) -> None:
    text = b"\n".join(undisturbed[0])
    assert text.count(b'"kind":"reject"') == 2
    assert b"ponding.tower-road/tower-road@20260724T060600Z" in text     # 0.12 m at 06:04, two minutes' delay


def test_resumed_at_every_unit_the_journal_is_the_same(
    ready: Prepared, tmp_path: Path, undisturbed: tuple[list[bytes], int]
) -> None:
    expected, units = undisturbed
    store = EmbeddedStore(tmp_path, "banyan-bay")
    brain = begin(ready, store)
    for _ in range(units):
        before = store.position()
        while store.position() == before and brain.now < at(60 * MINUTES):
            go_on(brain, brain.now + ready.city.tick)
        brain = Brain(ready, store, T0)      # all that was in memory is gone
        brain.resume()
    go_on(brain, at(60 * MINUTES))
    assert journal(store) == expected
    store.close()


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rests=some.sets(some.integers(0, 6 * MINUTES - 1), max_size=5), every=some.sampled_from([1, 7, 1000]))
def test_snapshots_and_proper_stops_anywhere_change_nothing(
    ready: Prepared, tmp_path_factory: pytest.TempPathFactory, undisturbed: tuple[list[bytes], int],
    monkeypatch: pytest.MonkeyPatch, rests: set[int], every: int,
) -> None:
    monkeypatch.setattr(brains, "SNAPSHOT_EVERY", ready.city.tick * every)
    store = EmbeddedStore(tmp_path_factory.mktemp("rests"), "banyan-bay")
    brain = begin(ready, store)
    for n in range(6 * MINUTES):
        go_on(brain, at(TICK * (n + 1)))
        if n in rests:
            brain.rest()
            assert brain.settled()
            brain = Brain(ready, store, T0)
            brain.resume()
    assert journal(store) == undisturbed[0]
    store.close()


def test_resume_counts_from_the_journals_start_and_not_from_now(ready: Prepared, store: EmbeddedStore) -> None:
    brain = begin(ready, store)
    go_on(brain, at(60 * 7))
    later = Brain(ready, store, at(86_400))       # started again a day after, without a snapshot
    later.resume()
    last = list(store.units())[-1].last_tick
    assert later.now == last
    assert (later.state.counts, later.state.latest) == (brain.state.counts, brain.state.latest)


def test_a_snapshot_of_another_version_is_left_aside(
    ready: Prepared, store: EmbeddedStore, tmp_path: Path, undisturbed: tuple[list[bytes], int]
) -> None:
    brain = begin(ready, store)
    go_on(brain, at(60 * 7))
    brain.rest()
    with sqlite3.connect(tmp_path / FILE) as c:
        c.execute("UPDATE snapshot SET memory = x'93010203'")
    c.close()
    again = Brain(ready, store, T0)
    again.resume()
    go_on(again, at(60 * MINUTES))
    assert journal(store) == undisturbed[0]


@pytest.mark.parametrize(("change", "told"), [
    ("UPDATE record SET line = CAST(replace(CAST(line AS TEXT), '\"III\"', '\"IV\"') AS BLOB) WHERE kind = 'alert'",
     "is not what a replay gives: it was written by another version, or changed since"),
    ("DELETE FROM record WHERE seq = (SELECT max(seq) FROM record WHERE kind = 'alert')", "is not what a replay gives"),
    ("UPDATE unit SET batch = x'00' WHERE position = 3", "holds something that isn't a journal's"),
    ("UPDATE unit SET inbox = x'91c40178' WHERE position = 3", "of the journal can't be read"),
])  # fmt: skip
def test_a_tampered_journal_is_refused_with_a_sentence(
    ready: Prepared, store: EmbeddedStore, tmp_path: Path, change: str, told: str
) -> None:
    go_on(begin(ready, store), at(60 * MINUTES))
    with sqlite3.connect(tmp_path / FILE) as c:
        assert c.execute(change).rowcount > 0
    c.close()
    with pytest.raises(StoreError, match=told):
        Brain(ready, store, T0).resume()


class Asked:
    """A job that notes the questions it is shown, and never answers."""

    def __init__(self) -> None:
        self.questions: list[datetime] = []

    def due(self, _now: datetime) -> tuple[Record, ...]:
        return ()

    def see(self, now: datetime, _batch: Batch, state: State) -> None:
        if state.look.question is not None and state.look.question.at == now:
            self.questions.append(now)


@pytest.mark.parametrize(("behind", "asked"), [(False, [at(300), at(1200)]), (True, [])])
def test_while_missed_ticks_are_gone_through_nobody_looks_ahead(
    ready: Prepared, store: EmbeddedStore, behind: bool, asked: list[datetime]
) -> None:
    """A look five minutes after the start; given up unanswered after ten, and an estimate a quarter hour after it."""
    brain, job = Brain(ready._replace(looks=True), store, T0), Asked()
    brain.jobs, brain.behind = (job,), behind
    for second in range(10, 1230, 10):
        brain.tick(at(second), [])
    assert job.questions == asked
