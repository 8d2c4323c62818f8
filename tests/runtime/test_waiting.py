"""Those who wait get their tick soon: on the wall's clock within two thousandths of a second, in a demo by moving the
schedule.
"""

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
from banyan.model.time import floor
from banyan.runtime import serving
from banyan.runtime.brain import Brain
from banyan.runtime.declarations import declarations
from banyan.runtime.desk import Busy
from banyan.runtime.inbox import MOST, MOST_WISHES, Delivery, Inbox, intent_line
from banyan.runtime.prepared import prepare
from banyan.runtime.running import FastClock, Running
from banyan.runtime.serving import SOON, WallClock
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
def test_on_the_walls_clock_something_that_waits_is_ticked_within_two_thousandths_of_a_second(made: object) -> None:
    inbox, since = Inbox(), floor(wall(), SOON)
    until = since + timedelta(hours=1)      # a grid this coarse would keep it for an hour
    inbox.put(made())  # type: ignore[operator]
    tick = WallClock().wait(until, since, threading.Event(), inbox)
    assert since < tick < until
    assert tick.microsecond % 2_000 == 0
    assert tick - wall() < SOON


def test_readings_alone_have_a_tick_ten_times_a_second_at_most_and_what_was_found_waits_for_none_of_them(
        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "READINGS_GAP_S", 3_600.0)      # so that a slow machine can't take one for the other
    inbox, clock, since = Inbox(), WallClock(), floor(wall(), SOON)
    until, halt = since + timedelta(hours=1), threading.Event()
    inbox.put(reading())
    first = clock.wait(until, since, halt, inbox)
    inbox.take()
    inbox.put(reading())
    second: list[datetime] = []
    waiting = threading.Thread(target=lambda: second.append(clock.wait(until, first, halt, inbox)))
    waiting.start()
    waiting.join(0.2)
    assert waiting.is_alive()
    inbox.nudge()
    waiting.join(20)
    assert first < second[0] < until


def test_ticks_that_take_long_leave_the_others_three_times_as_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "CREDIT_S", 0.0)
    inbox, halt = Inbox(), threading.Event()
    clock, since = WallClock(), floor(wall(), SOON)
    monkeypatch.setattr(clock, "_begun", time.monotonic() - 0.1)
    inbox.put(wish())
    began = time.monotonic()
    clock.wait(since + timedelta(hours=1), since, halt, inbox)
    assert time.monotonic() - began >= 0.3


def test_what_is_found_seldom_waits_for_no_rest_and_much_of_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """An hour of rest is owed, which one tick alone may owe; what the ticks before owe comes to it."""
    monkeypatch.setattr(serving, "LONGEST_REST_S", 36_000.0)
    monkeypatch.setattr(serving, "CREDIT_S", 4_000.0)
    inbox, halt = Inbox(), threading.Event()
    clock, since = WallClock(), floor(wall(), SOON)
    inbox.put(wish())
    clock._begun = clock._free = time.monotonic() - 1_200          # owes three times as much
    began = time.monotonic()
    clock.wait(since + timedelta(hours=20), since, halt, inbox)
    assert time.monotonic() - began < 1_000
    clock._begun, clock._free = clock._begun - 1_200, clock._free - 1_200
    waiting = threading.Thread(target=clock.wait, args=(since + timedelta(hours=20), since, halt, inbox))
    waiting.start()
    waiting.join(0.2)
    assert waiting.is_alive()
    halt.set()
    waiting.join(20)
    assert not waiting.is_alive()


def test_a_wall_clock_that_was_set_back_keeps_nobody_waiting_and_city_time_never_goes_back() -> None:
    inbox, since = Inbox(), floor(wall(), TICK) + timedelta(hours=2)
    inbox.put(wish())
    assert WallClock().wait(since + TICK, since, threading.Event(), inbox) == since + SOON


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


def gone_through(store: EmbeddedStore, tick: timedelta) -> list[datetime]:
    """The instants that a replay steps through, as the journal's units name them."""
    found = []
    for unit in list(store.units())[1:]:
        at_ = unit.first_tick
        while at_ < unit.last_tick:
            found.append(at_)
            at_ += tick
        found.append(unit.last_tick)
    return found


def test_ticks_beside_the_grid_are_gone_through_again_at_their_own_instants(bay: City, tmp_path: Path) -> None:
    """As a served city makes them: quiet ticks on the grid, others and some quiet ones beside it,
    killed without a snapshot.
    """
    store = EmbeddedStore(tmp_path, "banyan-bay")
    brain = Brain(prepare(bay), store, T0)
    brain.declare(declarations(bay, "digest", T0))
    depth = [(at(60 * n + 3.07), [line("tower-road.depth", n, at(60 * n), round(0.03 * n, 2))]) for n in range(1, 9)]
    said = {**dict(depth), at(400 - 2.98): [Message(DESK, intent_line(STOP))]}
    in_vain = [at(60 * n + 31.5) for n in range(1, 9)]
    instants = sorted({*(at(10 * n) for n in range(1, 60)), *said, *in_vain})
    stepped = [now for now in instants if not brain.tick(now, said.get(now, [])).step.records]
    assert set(in_vain) <= set(stepped)
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
        assert gone_through(again, bay.tick) == [now for now in instants if now <= last]
        for now in (now for now in instants if now > last):
            replayed.tick(now, [])
        assert replayed.state == brain.state
        assert [rec.at for _, rec in again.records(kind="stop")] == [at(397.02)]
    finally:
        again.close()
