"""Messages wait for the next tick, and every sender hears what became of theirs."""

import json
import threading
from concurrent.futures import Future

import pytest

from banyan.model.authority import Refused
from banyan.model.city import City
from banyan.model.ids import PrincipalId
from banyan.model.intent import Action, Intent
from banyan.model.observation import Message
from banyan.runtime.brain import Brain
from banyan.runtime.declarations import declarations
from banyan.runtime.desk import Busy
from banyan.runtime.inbox import MOST, Delivery, Inbox
from banyan.runtime.prepared import prepare
from banyan.runtime.running import FastClock, Running
from banyan.stores.embedded import EmbeddedStore
from tests.runtime.conftest import T0, at, line


def test_more_than_fits_is_told_to_wait_and_nothing_of_it_is_taken() -> None:
    inbox = Inbox()
    first = Delivery([Message("m", b"{}")] * (MOST - 1), Future())
    inbox.put(first)
    with pytest.raises(Busy, match=f"{MOST - 1} messages wait for the next tick, at most {MOST} may"):
        inbox.put(Delivery([Message("m", b"{}")] * 2, Future()))
    inbox.put(Delivery([Message("m", b"{}")], Future()))
    assert [len(d.messages) for d in inbox.take()] == [MOST - 1, 1]
    assert inbox.take() == []


def test_a_sender_that_floods_leaves_room_for_others_up_to_what_all_may() -> None:
    inbox, full = Inbox(), Delivery([Message("flood", b"{}")] * MOST, Future())
    inbox.put(full)
    with pytest.raises(Busy, match=f"{MOST} messages wait for the next tick, at most {MOST} may"):
        inbox.put(Delivery([Message("flood", b"{}")], Future()))
    for n in range(4):
        inbox.put(Delivery([Message(f"other-{n}", b"{}")] * MOST, Future()))
    with pytest.raises(Busy, match=f"{5 * MOST} messages wait for the next tick, at most {5 * MOST} may"):
        inbox.put(Delivery([Message("one more", b"{}")], Future()))
    assert len(inbox.take()) == 5
    inbox.put(full)


def test_a_closed_inbox_refuses_those_who_wait_and_those_who_come() -> None:
    inbox, waiting = Inbox(), Delivery([Message("m", b"{}")], Future())
    inbox.put(waiting)
    inbox.close("the city has stopped")
    with pytest.raises(Refused, match="the city has stopped"):
        waiting.answer.result(0)
    with pytest.raises(Refused, match="the city has stopped"):
        inbox.put(Delivery([], Future()))


@pytest.fixture
def running(bay: City, store: EmbeddedStore) -> Running:
    brain = Brain(prepare(bay), store, T0)
    brain.declare(declarations(bay, "digest", T0))
    return Running(brain, FastClock(T0, 100.0), None, at(3600))      # a tick every tenth of a second


def test_each_sender_gets_its_own_answer_once_it_is_durable(running: Running) -> None:
    loop = threading.Thread(target=running.run)
    loop.start()
    try:
        good, bad = line("sea.tide", 1, T0, 1.0).data, b"nonsense"
        receipt = running.ingest("gateway-1", b"\n".join([good, b"", bad, good]))
        assert (receipt.lines, receipt.accepted, receipt.rejected) == (3, 1, 2)
        assert len(running.records(0, "reject", 10)) == 2
        assert running.ingest("gateway-1", b"\n \n").lines == 0
        pull = Intent("key-1", PrincipalId("owner"), Action.STOP, "stop")
        assert running.act(pull)["result"] == "done"
        assert running.act(pull)["result"] == "done already"
        with pytest.raises(Refused, match="auditor-1 may not stop"):
            running.act(Intent("key-2", PrincipalId("auditor-1"), Action.RELEASE, "stop"))
        assert [r["body"]["result"] for r in running.records(0, "intent", 10)] == ["done", "refused"]
    finally:
        running.halt.set()
        loop.join(20)
    assert running.state_name == "finished"
    with pytest.raises(Refused, match="the city has stopped"):
        running.ingest("gateway-1", b"{}")


def test_nobody_speaks_for_a_person_through_the_readings(running: Running) -> None:
    wish = {"intent": {"id": "x", "by": "owner", "action": "stop.pull", "target": "stop", "args": {}}}
    with pytest.raises(Refused, match="readings can't come from 'desk'"):
        running.ingest("desk", json.dumps(wish).encode())
    loop = threading.Thread(target=running.run)
    loop.start()
    try:
        assert running.ingest("gateway-1", json.dumps(wish).encode()).rejected == 1
    finally:
        running.halt.set()
        loop.join(20)
    assert running.records(0, "intent", 10) == running.records(0, "stop", 10) == []
