"""Those who wait get their tick soon: on the wall's clock at a whole second, in a demo by moving the schedule."""

import threading
import time
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from banyan.model.city import City
from banyan.model.ids import PrincipalId
from banyan.model.intent import Action, Intent
from banyan.model.messages import DESK
from banyan.model.observation import Message
from banyan.runtime.brain import Brain
from banyan.runtime.declarations import declarations
from banyan.runtime.desk import Busy
from banyan.runtime.inbox import MOST, MOST_WISHES, Delivery, Inbox, intent_line
from banyan.runtime.prepared import prepare
from banyan.runtime.running import FastClock, Running
from banyan.runtime.serving import WallClock, floor
from banyan.stores.embedded import EmbeddedStore
from tests.runtime.conftest import T0, at, line

STOP = Intent("key-1", PrincipalId("owner"), Action.STOP, "stop")
TICK = timedelta(seconds=10)


def wish() -> Delivery:
    return Delivery([Message(DESK, b"{}")], Future(), "key-1")


def reading() -> Delivery:
    return Delivery([Message("gauges", b"{}")], Future())


def wall() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


@pytest.mark.parametrize("made", [wish, reading])
def test_on_the_walls_clock_something_that_waits_is_ticked_at_the_next_whole_second(made: object) -> None:
    inbox, since = Inbox(), floor(wall(), timedelta(seconds=1))
    until = since + timedelta(hours=1)      # a grid this coarse would keep it for an hour
    inbox.put(made())  # type: ignore[operator]
    tick = WallClock().wait(until, since, threading.Event(), inbox)
    assert since < tick < until
    assert tick.microsecond == 0
    assert tick - wall() < timedelta(seconds=1)


def test_a_wall_clock_that_was_set_back_keeps_nobody_waiting_and_city_time_never_goes_back() -> None:
    inbox, since = Inbox(), floor(wall(), TICK) + timedelta(hours=2)
    inbox.put(wish())
    assert WallClock().wait(since + TICK, since, threading.Event(), inbox) == since + timedelta(seconds=1)


def test_a_tick_that_is_due_is_never_put_off() -> None:
    inbox, due = Inbox(), floor(wall(), TICK) - TICK
    inbox.put(wish())
    assert WallClock().wait(due, due - TICK, threading.Event(), inbox) == due


def test_a_slowed_down_demo_ticks_for_a_person_and_keeps_its_grid() -> None:
    clock, inbox = FastClock(T0, 0.001), Inbox()      # a tick every 10000 s of the wall
    inbox.put(wish())
    assert clock.wait(at(10), T0, threading.Event(), inbox) == at(10)
    inbox.take()
    left = clock._began + 20 / 0.001 - time.monotonic()      # the schedule moved: a whole tick's time from now
    assert 9_000 < left <= 10_000


def test_a_demo_does_not_go_faster_because_a_feed_is_busy() -> None:
    inbox, halt = Inbox(), threading.Event()
    inbox.put(reading())
    waiting = threading.Thread(target=FastClock(T0, 0.001).wait, args=(at(10), T0, halt, inbox))
    waiting.start()
    waiting.join(0.2)
    assert waiting.is_alive()
    halt.set()
    waiting.join(20)
    assert not waiting.is_alive()


def test_a_persons_stop_in_a_slowed_down_demo_is_answered_at_the_next_tick(bay: City, store: EmbeddedStore) -> None:
    brain = Brain(prepare(bay), store, T0)
    brain.declare(declarations(bay, "digest", T0))
    running = Running(brain, FastClock(T0, 0.001), None, at(3600))
    loop = threading.Thread(target=running.run)
    loop.start()
    try:
        assert running.submit(STOP).result(20)["result"] == "done"
        (stop,) = running.records(0, "stop", 9)
        assert stop["at"] == at(10).isoformat().replace("+00:00", "Z")
    finally:
        running.halt.set()
        loop.join(20)


def test_a_full_inbox_still_takes_the_stop() -> None:
    inbox = Inbox()
    inbox.put(Delivery([Message("gauges", b"{}")] * MOST, Future()))
    with pytest.raises(Busy, match=f"{MOST} messages wait"):
        inbox.put(reading())
    for _ in range(MOST_WISHES):
        inbox.put(wish())
    with pytest.raises(Busy, match=f"{MOST_WISHES} wishes wait"):
        inbox.put(wish())
    assert len(inbox.take()) == 1 + MOST_WISHES
    assert not inbox.waiting.is_set()
    assert not inbox.wished.is_set()
    inbox.put(wish())


def test_what_is_asked_twice_before_its_tick_is_done_once_and_both_hear_of_it(bay: City, store: EmbeddedStore) -> None:
    brain = Brain(prepare(bay), store, T0)
    brain.declare(declarations(bay, "digest", T0))
    running = Running(brain, FastClock(T0, None), None, at(60))
    answers = [running.submit(STOP), running.submit(STOP)]
    running.run()
    assert [a.result(0)["result"] for a in answers] == ["done", "done"]
    assert len(running.records(0, "stop", 9)) == 1


def test_ticks_beside_the_grid_are_gone_through_again_at_their_own_instants(bay: City, tmp_path: Path) -> None:
    """As a served city makes them: quiet ticks on the grid, others at whole seconds, killed without a snapshot."""
    store = EmbeddedStore(tmp_path, "banyan-bay")
    brain = Brain(prepare(bay), store, T0)
    brain.declare(declarations(bay, "digest", T0))
    depth = [(at(60 * n + 3), [line("tower-road.depth", n, at(60 * n), round(0.03 * n, 2))]) for n in range(1, 9)]
    said = {**dict(depth), at(400 - 3): [Message(DESK, intent_line(STOP))]}
    instants = sorted({*(at(10 * n) for n in range(1, 60)), *said})
    for now in instants:
        brain.tick(now, said.get(now, []))
    store.close()
    again = EmbeddedStore(tmp_path, "banyan-bay")
    try:
        replayed = Brain(prepare(bay), again, T0)
        replayed.resume()      # raises StoreError where a replay gives anything else
        kinds = [rec.kind for _, rec in again.records()]
        assert "alert" in kinds
        assert "stop" in kinds
        last = [unit.last_tick for unit in again.units()][-1]
        assert replayed.now == last
        for now in (now for now in instants if now > last):
            replayed.tick(now, [])
        assert replayed.state == brain.state
        assert [rec.at for _, rec in again.records(kind="stop")] == [at(397)]
    finally:
        again.close()
