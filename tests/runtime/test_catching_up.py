"""A city that wakes up late: it goes through what it missed before it takes anything in, and no order leaves."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from banyan.model.city import City
from banyan.model.intent import Action, Intent
from banyan.model.record import plain
from banyan.runtime import running as module
from banyan.runtime.brain import Brain
from banyan.runtime.desk import Busy
from banyan.runtime.remembered import remember
from banyan.runtime.running import Running
from banyan.stores.embedded import EmbeddedStore
from tests.runtime.conftest import T0, at, line
from tests.runtime.wall import Wall, run

HOUR = 3600
OWNER = "owner"


def never(changed: list[str]) -> bool:
    raise AssertionError(changed)


@pytest.fixture
def brain(bay: City, store: EmbeddedStore) -> Brain:
    return remember(bay, store, T0, never)


def kinds(brain: Brain) -> Counter[str]:
    return Counter(rec.kind for _, rec in brain.store.records())


def test_readings_sent_meanwhile_wait_and_are_taken_once_the_city_is_up_to_date(
    brain: Brain, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall = Wall(at(HOUR))
    running = Running(brain, wall, None, None)
    monkeypatch.setattr(module, "PATIENCE_S", 0.01)
    waiting = running._put([line("sea.tide", 1, at(HOUR), 1.0)], None)
    taken: list[float] = []

    def progress(_: object) -> None:
        if waiting.done() and not taken:
            taken.append((brain.now - T0).total_seconds())
        if brain.now >= at(HOUR + 20):
            running.halt.set()

    running.progress = progress
    running.run()
    assert waiting.result().accepted == 1
    assert taken == [HOUR - 10]         # one tick behind the wall is not behind
    assert kinds(brain)["reject"] == 0
    assert brain.state.latest["sea.tide"].time == at(HOUR)


def test_a_sender_who_can_wait_no_longer_is_told_and_what_was_sent_is_not_taken(
    brain: Brain, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = Running(brain, Wall(at(HOUR)), None, None)
    monkeypatch.setattr(module, "PATIENCE_S", 0.01)
    with pytest.raises(Busy, match="catching up with the clock, its time is 2026-07-24T06:00:00Z: nothing was taken"):
        running.ingest("gateway", line("sea.tide", 1, at(HOUR), 1.0).data)
    with pytest.raises(Busy, match="catching up"):
        running.act(Intent("w-1", OWNER, Action.STOP, "stop"))  # type: ignore[arg-type]  a principal's id
    run(brain, Wall(at(HOUR)), at(HOUR + 20))
    assert (brain.state.counts.received, brain.state.control.stop) == (0, None)


def test_health_says_catching_up_until_the_city_has(brain: Brain) -> None:
    said: list[str] = []
    run(brain, Wall(at(60)), at(120), seen=lambda running: said.append(running.health().status))
    assert said == ["catching-up"] * 3 + ["ok"] * 9     # ticks at 10 to 30: the next one is more than a tick behind


def test_silence_and_deadlines_are_of_the_time_that_was_missed(brain: Brain) -> None:
    run(brain, Wall(at(HOUR)), at(HOUR))
    (silent,) = [s.alert for s in brain.state.alarms.open.values() if s.alert.rule == "silence.sea.tide"]
    assert silent.raised_at == at(600)


def test_seven_days_are_gone_through_tick_by_tick_and_more_are_left_out(bay: City, tmp_path: Path) -> None:
    week = timedelta(days=7)
    store = EmbeddedStore(tmp_path, "banyan-bay")
    try:
        brain = remember(bay, store, T0, never)
        ticks: list[int] = []
        run(brain, Wall(T0 + week + timedelta(seconds=17)), T0 + week + timedelta(seconds=60),
            seen=lambda _: ticks.append(1))
        (left_out,) = [plain(rec)["body"] for _, rec in store.records(kind="clock")]
        assert left_out == {"id": "clock", "left_at": "2026-07-24T06:00:00Z", "went_on_at": "2026-07-31T06:00:00Z"}
        assert len(ticks) == 6
    finally:
        store.close()


def test_after_a_leap_a_restart_remembers_the_same(bay: City, tmp_path: Path) -> None:
    later = T0 + timedelta(days=30)
    store = EmbeddedStore(tmp_path, "banyan-bay")
    try:
        brain = remember(bay, store, T0, never)
        run(brain, Wall(T0), at(300))
        run(brain, Wall(later), later + timedelta(minutes=20))
        again = remember(bay, store, T0, never)
        assert (again.now, again.state) == (brain.now, brain.state)
        assert kinds(brain)["clock"] == 1
        bare = Brain(brain.city, store, T0)              # without the snapshots, from the log alone
        bare.store.snapshot = lambda: None  # type: ignore[method-assign]
        bare.resume()
        assert bare.state == brain.state
    finally:
        store.close()
