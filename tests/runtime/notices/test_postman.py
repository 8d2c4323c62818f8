"""A postman's rounds over a real journal, with doors that remember and doors that refuse."""

import json
import threading
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from banyan.command.notices.delivery import Phase, again
from banyan.command.notices.policy import Policy, Quiet, Receiver, Retry, Urgency
from banyan.model.authority import Refused
from banyan.model.observation import EMPTY
from banyan.model.ports import Notice, Unit
from banyan.model.record import Record
from banyan.model.time import minutes
from banyan.runtime.notices.door import Envelope, FileDoor, NotTaken
from banyan.runtime.notices.postman import Postman, deliveries
from banyan.runtime.notices.round import Round
from banyan.runtime.scenario import UsageError
from banyan.stores.embedded import EmbeddedStore
from tests.runtime.conftest import T0, at
from tests.runtime.notices.post import POLICY, told, unit


class Memory:
    """A door that takes what it gets, but the first `refusals`."""

    def __init__(self, refusals: int = 0) -> None:
        self.came: list[Envelope] = []
        self.asked, self._refusals = 0, refusals

    def send(self, envelope: Envelope) -> str:
        self.asked += 1
        if self.asked <= self._refusals:
            raise NotTaken("the line is busy")
        self.came.append(envelope)
        return f"receipt-{len(self.came)}"

    def close(self) -> None: ...


def postman(store: EmbeddedStore, policy: Policy = POLICY, **doors: Memory) -> Postman:
    def note(records: Sequence[Record]) -> None:
        store.append(Unit(T0, T0, EMPTY, (), records))

    made = Postman(store, note, policy, doors)
    made.begin(at(0))
    return made


def test_a_notice_leaves_once_with_its_id_words_and_receipt(store: EmbeddedStore) -> None:
    door = Memory()
    man = postman(store, gateway=door)
    store.append(unit([told(7)]))
    assert [man.step(at(10)), man.step(at(20))] == [1, 0]
    (one,) = door.came
    assert (one.id, one.to, one.title, one.urgency) == (
        "case/C-0007/1/holder", "duty-officer", "案件 C-0007 已逾期", "prompt")
    assert store.pending() == []
    (way,) = deliveries(store).values()
    assert (way.phase, way.tries[0].receipt, way.letter.cause) == (Phase.DELIVERED, "receipt-1", "case-move/C-0007/1")
    kinds = [(r.id, r.body["phase"]) for _, r in store.records(kind="delivery")]
    assert [phase for _, phase in kinds] == ["waiting", "sending", "delivered"]      # before it leaves, and after


def test_a_failed_try_waits_longer_each_time_then_the_next_channel_is_asked(store: EmbeddedStore) -> None:
    policy = Policy(receivers=(Receiver("duty-officer", ("phone", "gateway")),), retry=Retry(3, minutes(1), 4))
    phone, gateway = Memory(refusals=99), Memory()
    man = postman(store, policy, phone=phone, gateway=gateway)
    store.append(unit([told(1)]))
    tries = [n for n in range(12) if man.step(T0 + minutes(n))]
    assert tries == [0, 1, 5, 6]       # at once, after 1 min, after 4 more, and the fallback with the next tick
    assert (phone.asked, len(gateway.came)) == (3, 1)
    (way,) = deliveries(store).values()
    assert [(t.channel, t.result) for t in way.tries] == [("phone", "failed")] * 3 + [("gateway", "taken")]


def test_given_up_it_waits_for_people_until_somebody_wants_it_tried_again(store: EmbeddedStore) -> None:
    policy = Policy(receivers=POLICY.receivers, retry=Retry(2, minutes(1)))
    door = Memory(refusals=2)
    man = postman(store, policy, gateway=door)
    store.append(unit([told(1)]))
    man.step(at(0))
    man.step(at(60))
    (way,) = deliveries(store).values()
    assert (way.phase, [t.why for t in way.tries]) == (Phase.UNREACHED, ["the line is busy"] * 2)
    assert [n.id for n in store.pending()] == [told(1).id]
    man.again(told(1).id, "chief-1", at(120))
    assert man.step(at(120)) == 1
    (way,) = deliveries(store).values()
    assert (way.phase, way.by, [e.id for e in door.came]) == (Phase.DELIVERED, "chief-1", [told(1).id])
    with pytest.raises(Refused, match="is delivered: only what wasn't delivered is tried again"):
        again(way, "chief-1", policy)


def test_who_has_no_channel_and_what_is_too_old_is_not_sent_and_stays_to_be_seen(store: EmbeddedStore) -> None:
    door = Memory()
    store.append(unit([told(1, to="nobody-knows")]))
    store.append(unit([told(2)]))
    man = postman(store, gateway=door)
    man.step(at(0))
    store.append(unit([told(3)]))
    later = Postman(store, lambda records: store.append(Unit(T0, T0, EMPTY, (), records)), POLICY, {"gateway": door})
    later.begin(T0 + timedelta(hours=25))
    assert later.step(T0 + timedelta(hours=25)) == 0
    assert [e.id for e in door.came] == [told(2).id]
    assert [way.phase for way in deliveries(store).values()] == [Phase.NOBODY, Phase.DELIVERED, Phase.EXPIRED]
    assert [notice.id for notice in store.pending()] == [told(1).id, told(3).id]


def test_quiet_hours_hold_back_what_is_not_urgent(store: EmbeddedStore) -> None:
    evening = Quiet((T0 + timedelta(hours=8)).time(), (T0 + timedelta(hours=10)).time(), Urgency.IMMEDIATE)   # local
    policy = Policy(receivers=(Receiver("duty-officer", ("gateway",), "en", (evening,)),))
    door = Memory()
    man = postman(store, policy, gateway=door)
    store.append(unit([told(1), told(2, key="case.told.call")]))
    man.step(at(0))
    assert [e.title for e in door.came] == ["Escalated: case C-0002"]
    man.step(T0 + timedelta(hours=2) - timedelta(seconds=1))
    assert len(door.came) == 1
    man.step(T0 + timedelta(hours=2))
    assert [e.title for e in door.came][1:] == ["Case C-0001 is overdue"]


def test_an_order_to_a_machine_is_no_letter(store: EmbeddedStore) -> None:
    door = Memory()
    man = postman(store, gateway=door)
    store.append(unit([Notice("O-1", "plant", {"order": "O-1", "device": "gate-east", "setting": 40.0})]))
    assert man.step(at(0)) == 0
    assert deliveries(store) == {}


def test_without_a_door_on_this_machine_nothing_leaves(store: EmbeddedStore) -> None:
    man = postman(store)
    store.append(unit([told(1)]))
    man.step(at(0))
    (way,) = deliveries(store).values()
    assert way.tries[0].why == "channel gateway has no door on this machine"


def test_a_file_is_a_door(store: EmbeddedStore, tmp_path: Path) -> None:
    door = FileDoor(tmp_path / "out.ndjson")
    man = Postman(store, lambda records: store.append(Unit(T0, T0, EMPTY, (), records)), POLICY, {"gateway": door})
    store.append(unit([told(1)]))
    man.begin(at(0))
    man.step(at(0))
    door.close()
    assert json.loads((tmp_path / "out.ndjson").read_text(encoding="utf-8")) == {
        "id": told(1).id, "to": "duty-officer", "urgency": "prompt", "language": "zh",
        "title": "案件 C-0001 已逾期", "text": "案件 C-0001 已超过时限。"}
    with pytest.raises(UsageError, match="a channel's file"):
        FileDoor(tmp_path / "nowhere" / "x")


def test_a_slow_door_holds_no_tick_up(store: EmbeddedStore) -> None:
    let, came = threading.Event(), threading.Event()

    class Slow(Memory):
        def send(self, envelope: Envelope) -> str:
            let.wait(20)
            receipt = super().send(envelope)
            came.set()
            return receipt

    man = Postman(store, lambda records: store.append(Unit(T0, T0, EMPTY, (), records)), POLICY, {"gateway": Slow()})
    store.append(unit([told(1)]))
    rounds = Round(man)
    for n in range(100):
        rounds.tick(at(n))
    assert not came.is_set()
    let.set()
    assert came.wait(20)
    rounds.close()
    assert rounds.trouble is None
    assert [way.phase for way in deliveries(store).values()] == [Phase.DELIVERED]


def test_a_channel_that_doesnt_answer_takes_no_place_of_the_others(store: EmbeddedStore) -> None:
    """Sixty notices for it are more than a round tries, and all are due before the one for somebody else."""
    policy = Policy(receivers=(Receiver("dead", ("silent",)), Receiver("alive", ("gateway",))))
    silent, door = Memory(refusals=1000), Memory()

    def note(records: Sequence[Record]) -> None:
        store.append(Unit(T0, T0, EMPTY, (), records))

    man = Postman(store, note, policy, {"silent": silent, "gateway": door}, gentle=True)
    man.begin(at(0))
    store.append(unit([told(n, to="dead") for n in range(60)] + [told(99, to="alive")]))
    man.step(at(10))
    assert silent.asked == 1
    assert [one.id for one in door.came] == ["case/C-0099/1/holder"]
