"""What people ask is heard once, answered each time, and no sender's text can end the city."""

import json
from pathlib import Path

import pytest

from banyan.command.memory import Memory as CommandMemory
from banyan.judge.alarms import Memory as AlarmMemory
from banyan.model.ids import PrincipalId
from banyan.model.intent import Action, Intent
from banyan.model.observation import Message
from banyan.model.time import iso, minutes, seconds
from banyan.runtime.brain import Brain
from banyan.runtime.hearing import REMEMBERED, hear, remember
from banyan.runtime.prepared import prepare
from banyan.runtime.scenario import Options, build
from banyan.stores.embedded import EmbeddedStore

SCENARIO = build(Options())
CITY = prepare(SCENARIO.known)
START = SCENARIO.spec.start


@pytest.fixture
def brain(tmp_path: Path) -> Brain:
    return Brain(CITY, EmbeddedStore(tmp_path, CITY.city.id), START)


def wish(key: str, action: str = "stop.pull", by: str = "duty-officer-1", target: str = "stop") -> Message:
    line = {"intent": {"id": key, "by": by, "action": action, "target": target}}
    return Message("desk", json.dumps(line).encode())


def test_the_same_intent_twice_in_one_tick_is_done_once_and_answered_twice(brain: Brain) -> None:
    told = brain.tick(START + seconds(10), [wish("same"), wish("same")])
    assert [r.body["action"] for r in told.step.records if r.kind == "intent"] == ["stop.pull"]
    assert [r.body["pulled"] for r in told.step.records if r.kind == "stop"] == [True]
    assert told.step.answers == {"same": ""}


def test_a_repetition_gets_the_first_answer(brain: Brain) -> None:
    first = brain.tick(START + seconds(10), [wish("no", action="stop.release")])
    again = brain.tick(START + seconds(20), [wish("no", action="stop.release")])
    assert first.step.answers["no"] == again.step.answers["no"] != ""
    assert not [r for r in again.step.records if r.kind == "intent"]


def test_what_is_remembered_of_intents_is_bounded() -> None:

    asked = [Intent(f"i{n}", PrincipalId("duty-officer-1"), Action.STOP, "stop") for n in range(REMEMBERED + 10)]
    heard = hear(CITY.city.authority, {}, asked, AlarmMemory(), CommandMemory())
    kept = remember({}, heard.news, heard.refused)
    assert (len(kept), "i9" in kept, "i10" in kept) == (REMEMBERED, False, True)


@pytest.mark.parametrize("name", ["declaration/city/banyan-bay", "O-00001#1", "intent/same", "", "逆风" * 50])
def test_a_forecast_may_have_any_name_and_ends_nothing(brain: Brain, name: str) -> None:
    def issue(n: int) -> Message:
        at = START + minutes(n)
        line = {"forecast": name, "issued_at": iso(at), "valid_until": iso(at + minutes(180)), "start": iso(START),
                "step_min": 60, "rain_mm_per_h": [1.0, 2.0], "tide_m": []}
        return Message("gateway-1", json.dumps(line).encode())

    brain.tick(START + minutes(1), [issue(1), wish("same")])
    brain.tick(START + minutes(2), [issue(1), issue(2)])
    assert brain.store.sequence() > 0
    assert brain.now == START + minutes(2)


def test_a_report_of_a_crew_that_is_not_the_citys_is_rejected_with_what_it_said(brain: Brain) -> None:
    line = json.dumps({"crew": "ghost", "seq": 1, "time": iso(START), "status": "travelling"}).encode()
    told = brain.tick(START + seconds(10), [Message("radio", line)])
    (reject,) = [r for r in told.step.records if r.kind == "reject"]
    assert (reject.body["reason"], reject.body["raw"]) == ("unknown-crew", line.decode())
    assert not [r for r in told.step.records if r.kind == "crew"]
