"""One wish acknowledges an incident as it was seen; what came since stays, and a resumed city says the same."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from banyan.model.city import City
from banyan.model.observation import Message
from banyan.model.record import canonical
from banyan.runtime.brain import Brain, Told
from banyan.runtime.declarations import declarations
from banyan.runtime.prepared import prepare
from banyan.stores.embedded import EmbeddedStore
from tests.runtime.conftest import at, line


class Flooding:
    """Banyan Bay with water on streets, tick by tick."""

    def __init__(self, bay: City, store: EmbeddedStore) -> None:
        self.city = prepare(bay)
        self.brain = Brain(self.city, store, at(0))
        self.brain.declare(declarations(bay, "", at(0)))
        self.second = 0
        self.seq = 0

    def minutes(self, count: int, **depths: float) -> None:
        for _ in range(count):
            self.seq += 1
            self.tick(*(line(f"{name.replace('_', '-')}.depth", self.seq, self.now, depth + 0.0001 * (self.seq % 2))
                        for name, depth in depths.items()), seconds=60)

    @property
    def now(self) -> datetime:
        return at(self.second)

    def tick(self, *messages: Message, seconds: int = 10) -> Told:
        self.second += seconds
        return self.brain.tick(self.now, list(messages))

    def incident(self) -> tuple[str, dict[str, str]]:
        """The ponding incident with its unacknowledged alerts and the level of each."""
        found = next(i for i in self.brain.state.command.incidents.values() if i.cause == "ponding")
        alerts = [self.brain.state.alarms.open[aid].alert for aid in found.alerts]
        return found.id, {a.id: a.level.value for a in alerts if a.phase == "unacknowledged"}

    def wish(self, key: str, target: str, seen: dict[str, str], by: str = "duty-officer-1") -> dict[str, object]:
        """What the record of the wish says."""
        said = {"id": key, "by": by, "action": "alert.acknowledge", "target": target, "args": seen}
        told = self.tick(Message("desk", json.dumps({"intent": said}).encode()))
        return next(r.body for r in told.step.records if r.kind == "intent")


@pytest.fixture
def flooding(bay: City, store: EmbeddedStore) -> Flooding:
    """Two alerts of one incident, both unacknowledged."""
    made = Flooding(bay, store)
    made.minutes(6, **dict.fromkeys(places(bay)[:2], 0.2))
    assert len(made.incident()[1]) == 2, "the fixture must begin with two alerts of one incident"
    return made


def places(bay: City) -> list[str]:
    """Ponding points of one body of water, so that their alerts form one incident."""
    points = [p for p in bay.places if p.kind == "ponding-point" and p.below]
    water = max({p.below for p in points}, key=lambda w: sum(p.below == w for p in points))
    return [p.id.replace("-", "_") for p in points if p.below == water]


def test_all_that_was_seen_is_acknowledged_by_one_wish(flooding: Flooding) -> None:
    target, seen = flooding.incident()
    body = flooding.wish("w1", target, seen)
    assert (body["result"], body["counts"]) == ("done", {"acknowledged": 2, "newer": 0})
    assert flooding.incident()[1] == {}
    again = flooding.wish("w2", target, seen)
    assert (again["result"], again["counts"]) == ("done", {"acknowledged": 0, "newer": 0})


def test_what_was_not_seen_is_not_acknowledged_and_is_counted(flooding: Flooding) -> None:
    target, seen = flooding.incident()
    first = dict(list(seen.items())[:1])
    assert flooding.wish("w1", target, first)["counts"] == {"acknowledged": 1, "newer": 1}
    assert list(flooding.incident()[1]) == list(seen)[1:]


def test_what_is_graver_than_it_was_seen_is_newer(flooding: Flooding, bay: City) -> None:
    target, seen = flooding.incident()
    flooding.minutes(6, **dict.fromkeys(places(bay)[:1], 1.5))
    worse = flooding.incident()[1]
    assert [k for k in seen if worse[k] != seen[k]] != [], "one of them must be graver now"
    body = flooding.wish("w1", target, seen)
    assert body["counts"] == {"acknowledged": 1, "newer": 1}


def test_other_alerts_levels_that_are_none_and_incidents_that_are_not_open_are_refused(flooding: Flooding) -> None:
    target, seen = flooding.incident()
    strange = flooding.wish("w1", target, {"no-such-alert": "I"})
    assert (strange["result"], strange["why"]) == (
        "refused", f"alert no-such-alert is not of incident {target}: nothing was acknowledged")
    level = flooding.wish("w2", target, dict.fromkeys(seen, "V"))
    assert level["why"] == f"alert {next(iter(seen))} was seen at 'V': one of IV, III, II, I was expected"
    gone = flooding.wish("w3", "I/gone", {"no-such-alert": "I"})
    assert gone["why"] == "incident I/gone is not open: nothing to acknowledge"
    assert flooding.incident()[1] == seen
    assert "counts" not in strange


def test_a_role_that_may_not_acknowledge_changes_nothing(flooding: Flooding) -> None:
    target, seen = flooding.incident()
    refused = flooding.wish("w1", target, seen, by="auditor-1")
    assert refused["result"] == "refused"
    assert str(refused["why"]).startswith("auditor-1 may not alert.acknowledge on ")
    assert flooding.incident()[1] == seen


def test_a_resumed_city_gives_the_same_records_of_wishes_and_notes(flooding: Flooding, tmp_path: Path) -> None:
    target, seen = flooding.incident()
    flooding.wish("w1", target, seen)
    for key, by, action, to, args in (
        ("h1", "duty-officer-1", "handover.write", "shift", {"note": "Gate 3 sticks. 三号闸卡滞。"}),
        ("h2", "duty-officer-1", "handover.confirm", "H-0001", {}),
        ("h3", "water-engineer-1", "handover.confirm", "H-0001", {}),
    ):
        said = {"id": key, "by": by, "action": action, "target": to, "args": args}
        flooding.tick(Message("desk", json.dumps({"intent": said}).encode()))
    flooding.brain.commit()
    store = flooding.brain.store
    notes = [r for _, r in store.records(kind="handover")]
    assert [(r.body["confirmed_by"], r.by) for r in notes] == [(None, "duty-officer-1"),
                                                               ("water-engineer-1", "water-engineer-1")]
    assert notes[0].body["facts"]["incidents"][0]["id"] == target
    written = [canonical(r) for _, r in store.records()]
    again = Brain(flooding.city, store, at(0))
    again.resume()         # steps through every unit and compares its records: raises where one differs
    assert again.state.shift == flooding.brain.state.shift
    assert [canonical(r) for _, r in store.records()] == written
