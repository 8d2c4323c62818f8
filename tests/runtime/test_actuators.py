"""Orders of a served city: they leave by the actuators' door or not at all, and are sent when somebody took them."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from banyan.model.city import City
from banyan.model.intent import Action, Intent
from banyan.model.messages import DESK
from banyan.model.observation import Message
from banyan.model.ports import Notice
from banyan.model.record import plain
from banyan.runtime import mode
from banyan.runtime.actuators import Actuators, for_machines
from banyan.runtime.allocation.job import AllocationJob
from banyan.runtime.brain import Brain
from banyan.runtime.inbox import intent_line
from banyan.runtime.remembered import remember
from banyan.runtime.scenario import UsageError
from banyan.runtime.serving import Serving
from banyan.stores.embedded import EmbeddedStore
from banyan_check import check
from tests.runtime.conftest import T0, at
from tests.runtime.test_catching_up import never
from tests.runtime.test_restart import FULL_LAKES, feed
from tests.runtime.wall import Feeds, Wall, run


@pytest.fixture
def brain(bay: City, store: EmbeddedStore) -> Brain:
    return remember(bay, store, T0, never)


@pytest.fixture
def door(tmp_path: Path) -> Path:
    return tmp_path / "orders.ndjson"


def storm(begin: float = 0) -> Feeds:
    return Feeds(at(begin), *FULL_LAKES)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def records(store: EmbeddedStore) -> list[dict[str, Any]]:
    return [plain(rec) for _, rec in store.records()]


def orders(store: EmbeddedStore) -> list[str]:
    return [r["body"]["id"] for r in records(store) if r["kind"] == "actuation" and r["body"]["outcome"] == "pass"]


def unsent(store: EmbeddedStore) -> list[str]:
    return [notice.id for notice in store.pending() if for_machines(notice)]


def proven(store: EmbeddedStore) -> bool:
    return check(json.loads(json.dumps(records(store)))).violations == ()


def killed_while_it_orders(brain: Brain) -> None:
    """Seven minutes of which everything is durable and nothing was sent."""
    world = storm()
    for now in (at(10 * n) for n in range(1, 43)):
        brain.tick(now, [Message("plant", row) for row in world.advance(now, [])])


def stop(brain: Brain, action: Action = Action.STOP) -> None:
    intent = Intent(f"w-{brain.now}", "director-1", action, "stop")  # type: ignore[arg-type]  a principal's id
    brain.tick(brain.now + brain.city.city.tick, [Message(DESK, intent_line(intent))], awaited=True)


def test_orders_are_appended_in_order_and_then_marked_as_sent(brain: Brain, store: EmbeddedStore, door: Path) -> None:
    run(brain, Wall(T0), at(720), storm(), Actuators(door))
    assert [line["order"] for line in lines(door)] == orders(store) != []
    assert lines(door)[0] == {"id": "O-00001", "order": "O-00001", "device": "gate-east", "setting": 20.0}
    assert unsent(store) == []
    assert proven(store)


def test_without_actuators_the_city_proposes_and_nothing_leaves_whoever_approves(
    brain: Brain, store: EmbeddedStore
) -> None:
    mode.switch(brain, True, "no-actuators")
    run(brain, Wall(T0), at(400), storm())
    (asked,) = brain.state.control.open
    yes = Intent("w-1", "duty-officer-1", Action.APPROVE, asked)  # type: ignore[arg-type]  a principal's id
    brain.tick(at(410), [Message(DESK, intent_line(yes))], awaited=True)
    assert brain.state.control.devices["gate-east"].target == 100.0      # type: ignore[index]  a device's id
    run(brain, Wall(at(410)), at(700), storm(420))
    stop(brain)
    assert orders(store) == []
    assert [notice for notice in store.pending() if for_machines(notice)] == []
    assert run(brain, Wall(brain.now), brain.now).health().control == "advisory"
    assert proven(store)


def test_what_was_approved_while_advisory_is_not_carried_out_when_control_is_switched_on(
    brain: Brain, store: EmbeddedStore, door: Path
) -> None:
    mode.switch(brain, True, "no-actuators")
    run(brain, Wall(T0), at(400), storm())
    (asked,) = brain.state.control.open
    yes = Intent("w-1", "duty-officer-1", Action.APPROVE, asked)  # type: ignore[arg-type]  a principal's id
    brain.tick(at(410), [Message(DESK, intent_line(yes))], awaited=True)
    run(brain, Wall(at(410)), at(900), storm(420), Actuators(door))
    approved = {r["body"]["proposal"] for r in records(store) if r["kind"] == "actuation"}
    assert asked not in approved
    assert orders(store) != []           # asked anew, and the standing authority said yes
    assert proven(store)


def test_an_order_that_nobody_read_waits_and_leaves_when_somebody_does(
    brain: Brain, store: EmbeddedStore, tmp_path: Path
) -> None:
    fifo = tmp_path / "orders"
    os.mkfifo(fifo)
    running = run(brain, Wall(T0), at(420), storm(), Actuators(fifo))
    assert unsent(store) == orders(store) != []
    assert running.health().status == "degraded"
    assert running.health().out_of_service == [f"actuators: nobody reads the FIFO {fifo}"]
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    try:
        before = orders(store)
        running = run(brain, Wall(at(420)), at(430), storm(430), Actuators(fifo))     # a restart
        assert [json.loads(line)["id"] for line in os.read(reader, 1 << 16).splitlines()][: len(before)] == before
        assert (unsent(store), running.health().status) == ([], "ok")
    finally:
        os.close(reader)


def test_orders_that_a_killed_city_had_not_sent_are_sent_by_the_next(
    bay: City, brain: Brain, store: EmbeddedStore, door: Path
) -> None:
    killed_while_it_orders(brain)
    assert unsent(store) == orders(store) != []          # decided, durable, and then killed
    again = remember(bay, store, T0, never)
    run(again, Wall(again.now), again.now, None, Actuators(door))
    assert [line["id"] for line in lines(door)][: len(orders(store))] == orders(store)
    assert unsent(store) == []


def test_orders_before_a_stop_are_never_sent_after_it(
    bay: City, brain: Brain, store: EmbeddedStore, door: Path
) -> None:
    killed_while_it_orders(brain)
    void = orders(store)
    stop(brain)
    again = remember(bay, store, T0, never)
    run(again, Wall(again.now), again.now, None, Actuators(door))
    assert [line["id"] for line in lines(door)] == ["S-0001"]
    assert unsent(store) == void                          # and nobody says that they were


def test_a_stop_that_was_pulled_while_advisory_is_told_to_the_machines_at_the_switch(
    brain: Brain, store: EmbeddedStore, door: Path
) -> None:
    mode.switch(brain, True, "no-actuators")
    stop(brain)
    run(brain, Wall(brain.now), at(60), None, Actuators(door))
    assert [line["stop"] for line in lines(door)] == ["S-0001"]
    assert unsent(store) == []


def test_no_order_leaves_while_the_city_catches_up(brain: Brain, store: EmbeddedStore, door: Path) -> None:
    open_gates = [(stream, 30.0 if stream.endswith("position") else value) for stream, value in FULL_LAKES]
    run(brain, Wall(T0), at(420), Feeds(T0, *open_gates), Actuators(door))
    before = orders(store)
    advised: list[tuple[float, str]] = []
    run(brain, Wall(at(3600)), at(3800), None, Actuators(door),
        seen=lambda running: advised.append(((running.brain.now - T0).total_seconds(), running.health().control)))
    assert [control for second, control in advised if second < 3590] == ["advisory"] * 316
    assert {control for second, control in advised if second > 3600} == {"on"}
    late = {line["id"] for line in lines(door)} - {*before}
    times = [r["at"] for r in records(store) if r["kind"] == "actuation" and r["body"]["id"] in late]
    assert min(times) >= "2026-07-24T06:59:50Z"           # signals are lost: only then it goes to the safe state
    assert proven(store)


def test_a_replay_of_the_journal_knows_in_which_mode_every_tick_was(
    bay: City, brain: Brain, store: EmbeddedStore, door: Path
) -> None:
    run(brain, Wall(at(600)), at(1500), storm(600), Actuators(door))
    assert [r.body["value"]["why"] for r in store.of_entity(mode.SERVED)] == ["catching-up", "caught-up"]
    again = remember(bay, store, T0, never)
    assert (again.now, again.state, again.city.advisory) == (brain.now, brain.state, False)


def test_a_full_disk_behind_the_door_takes_no_half_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    actuators = Actuators(tmp_path / "orders")
    notices = [Notice(f"O-{n}", "plant", {"order": f"O-{n}"}) for n in range(3)]
    assert actuators.send(notices[:1]) == ["O-0"]
    real = os.write
    monkeypatch.setattr(os, "write", lambda file, data: real(file, data[:5]))
    assert actuators.send(notices[1:]) == []
    assert actuators.trouble == f"{tmp_path / 'orders'} can't be written (No space left on device)"
    monkeypatch.undo()
    assert [line["id"] for line in lines(tmp_path / "orders")] == ["O-0"]
    assert actuators.send(notices[1:]) == ["O-1", "O-2"]
    assert actuators.trouble is None


def test_a_door_that_cant_be_is_one_sentence(bay: City, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"--actuators .*/nowhere/orders: can't be written \(No such file"):
        Actuators(tmp_path / "nowhere" / "orders")
    with pytest.raises(UsageError, match="--actuators with --replay would move machines by what has been"):
        Serving(bay, {}, tmp_path / "d", feed(tmp_path / "feed", 0, 2), never, tmp_path / "orders")


def test_what_waits_for_people_is_listed_and_stays_pending(brain: Brain, store: EmbeddedStore, door: Path) -> None:
    planning = AllocationJob(brain.city)
    brain.jobs = (planning,)
    run(brain, Wall(T0), at(900), Feeds(T0, ("tower-road.depth", 0.3)), Actuators(door))
    waiting = [notice.id for _, notice in mode.waiting_for_people(store)]
    assert [nid.split("/")[0] for nid in waiting] == ["dispatch"]
    run(brain, Wall(brain.now), at(3600), None, Actuators(door))
    later = [notice.id for _, notice in mode.waiting_for_people(store)]
    assert later[0] == waiting[0]
    # Deadlines were missed; people hear of that from the case in the city's list (runtime/casework/following.py).
    assert [rec.kind for _, rec in store.records(kind="escalation")]
    assert {nid.split("/")[0] for nid in later} == {"dispatch"}
    planning.close()
