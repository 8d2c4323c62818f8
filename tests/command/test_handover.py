"""A shift's note: what it holds, who may confirm it, and what becomes of one that is written anew."""

from datetime import UTC, datetime, timedelta

import pytest

from banyan.command.handover import LONGEST_NOTE, Known, Memory, facts, update
from banyan.model.alert import Alert, Phase
from banyan.model.case import Case, CaseStatus, CrewState, CrewStatus, Deadline, Incident, Task, TaskStatus
from banyan.model.forecast import Forecast
from banyan.model.handover import CrewOut, Impaired, KnownForecast, OpenCase, PulledStop, Shelved, WaitingTask
from banyan.model.ids import PrincipalId
from banyan.model.intent import Action, Intent
from banyan.model.level import Level
from banyan.model.order import Plan, Proposal, ProposalStatus
from banyan.model.situation import DeviceState
from banyan.model.text import Said

NOW = datetime(2026, 7, 24, 12, 0, tzinfo=UTC)
NOTHING = Known({}, (), (), (), (), (), (), {}, (), None, {}, "on")


def later(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def write(key: str, note: str, by: str = "lin") -> Intent:
    return Intent(key, PrincipalId(by), Action.HANDOVER_WRITE, "shift", {"note": note})


def confirm(key: str, target: str, by: str) -> Intent:
    return Intent(key, PrincipalId(by), Action.HANDOVER_CONFIRM, target)


def alert(aid: str, phase: Phase, shelved: datetime | None = None) -> Alert:
    said = Said("judge.silence.clear")
    return Alert(aid, "r", "1", "s", "tower", "ponding", Level.II, Level.II, phase, NOW, NOW, (), said,  # type: ignore[arg-type]
                 shelved_until=shelved)


def test_a_note_is_written_confirmed_by_another_and_over() -> None:
    wrote = update(Memory(), [write("i1", "  Gate 3 sticks. 三号闸卡滞。 ")], lambda: NOTHING, NOW)
    assert wrote.memory.open is not None
    assert (wrote.memory.open.id, wrote.memory.open.note) == ("H-0001", "Gate 3 sticks. 三号闸卡滞。")
    read = update(wrote.memory, [confirm("i2", "H-0001", "chen")], lambda: NOTHING, later(5))
    assert read.memory == Memory(1, None)
    (record,) = read.records
    assert (record.id, record.body["confirmed_by"], record.body["confirmed_at"]) == (
        "H-0001#2", "chen", "2026-07-24T12:05:00Z")
    assert [(c.role, c.id) for c in record.causes] == [("asked-by", "intent/i2"), ("follows", "H-0001#1")]


def test_who_hands_over_does_not_confirm() -> None:
    wrote = update(Memory(), [write("i1", "note")], lambda: NOTHING, NOW)
    own = update(wrote.memory, [confirm("i2", "H-0001", "lin")], lambda: NOTHING, later(1))
    assert own.refused == {"i2": "lin wrote H-0001: whoever takes over confirms it, not who hands over"}
    assert (own.records, own.memory) == ((), wrote.memory)


@pytest.mark.parametrize(("note", "length"), [("", 0), (" \n\t", 0), ("长" * (LONGEST_NOTE + 1), LONGEST_NOTE + 1)])
def test_an_empty_note_and_one_too_long_are_refused(note: str, length: int) -> None:
    told = update(Memory(), [write("i1", note)], lambda: NOTHING, NOW)
    assert told.refused == {"i1": f"the note has {length} characters: 1 to {LONGEST_NOTE} were expected, nothing was "
                                  "handed over"}
    assert told.records == ()


def test_the_longest_note_is_taken() -> None:
    assert update(Memory(), [write("i1", "长" * LONGEST_NOTE)], lambda: NOTHING, NOW).refused == {}


def test_a_note_written_anew_names_its_successor_and_only_the_new_one_is_confirmed() -> None:
    first = update(Memory(), [write("i1", "first")], lambda: NOTHING, NOW)
    again = update(first.memory, [write("i2", "second")], lambda: NOTHING, later(1))
    assert [(r.id, r.body["note"], r.body["replaced_by"]) for r in again.records] == [
        ("H-0001#2", "first", "H-0002"), ("H-0002#1", "second", None)]
    late = update(again.memory, [confirm("i3", "H-0001", "chen")], lambda: NOTHING, later(2))
    assert late.refused["i3"].startswith("H-0001 doesn't wait to be confirmed (any more): H-0002 waits")


def test_confirming_twice_is_refused_the_second_time() -> None:
    memory = update(Memory(), [write("i1", "note")], lambda: NOTHING, NOW).memory
    told = update(memory, [confirm("a", "H-0001", "chen"), confirm("b", "H-0001", "wu")], lambda: NOTHING, later(1))
    assert [r.body["confirmed_by"] for r in told.records] == ["chen"]
    assert list(told.refused) == ["b"]


def test_other_rooms_intents_are_passed_over_and_nothing_is_asked() -> None:
    def never() -> Known:
        raise AssertionError("what stands was reckoned though nobody wrote a note")

    stop = Intent("s", PrincipalId("lin"), Action.STOP, "stop")
    assert update(Memory(), [stop, confirm("c", "H-0009", "lin")], never, NOW).records == ()


def test_the_facts_are_what_stands_worst_and_next_due_first() -> None:
    shelf = later(30)
    alerts = {a.id: a for a in (alert("a", Phase.UNACKNOWLEDGED), alert("b", Phase.ACKNOWLEDGED),
                                alert("c", Phase.RETURNED), alert("d", Phase.ACKNOWLEDGED, shelf))}

    def incident(iid: str, level: Level, at: datetime) -> Incident:
        return Incident(iid, "ponding", "tower", "tower", level, level, at, ("a", "b", "c", "gone"), ("a",))  # type: ignore[arg-type]

    def case(cid: str, *deadlines: Deadline) -> Case:
        return Case(cid, "ponding", "I", "tower", Level.II, "duty", CaseStatus.FILED, NOW, deadlines)  # type: ignore[arg-type]

    def proposal(pid: str, expires: datetime) -> Proposal:
        return Proposal(pid, "storm", Plan((), Said("k"), (), expires), ProposalStatus.OPEN, NOW, "III")  # type: ignore[arg-type]

    def device(did: str, **state: bool) -> DeviceState:
        return DeviceState(did, 10, NOW, 10, **state)  # type: ignore[arg-type]

    found = facts(Known(
        alerts=alerts,
        incidents=[incident("old", Level.III, later(-9)), incident("I", Level.I, NOW), incident("new", Level.III, NOW)],
        cases=[case("idle", Deadline("close", "1 hours", later(60), met_at=NOW)), case("late", Deadline(
            "on-site", "30 minutes", later(30)), Deadline("close", "1 hours", later(60))),
            case("soon", Deadline("dispatch", "5 minutes", later(5)))],
        tasks=[Task("T1", "late", "tower", "inspect", TaskStatus.WAITING, NOW, why=Said("nobody")),  # type: ignore[arg-type]
               Task("T2", "late", "tower", "inspect", TaskStatus.DONE, NOW)],  # type: ignore[arg-type]
        crews=[CrewState("c1", CrewStatus.HOME, NOW),  # type: ignore[arg-type]
               CrewState("c2", CrewStatus.TRAVELLING, NOW, "tower", "T1", shelf)],  # type: ignore[arg-type]
        proposals=[proposal("P-2", later(40)), proposal("P-1", later(20))],
        devices=[device("g1"), device("g2", fault=True), device("p1", local_override=True)],
        distrusted={"z": Said("lies"), "a": Said("lies")},  # type: ignore[dict-item]
        silent=["s1"],  # type: ignore[list-item]
        forecast=Forecast("F-1", NOW, later(90), NOW, 10, (1.0,), ()),
        out_of_service={"r": "division by zero"}, control="advisory", stopped=("lin", later(-3)),
    ))  # fmt: skip
    assert [(i.id, i.unacknowledged) for i in found.incidents] == [("I", 2), ("old", 2), ("new", 2)]
    assert [(c.id, c.due) for c in found.cases] == [("soon", "dispatch"), ("late", "on-site"), ("idle", None)]
    assert found.cases[1] == OpenCase("late", "ponding", "tower", Level.II, CaseStatus.FILED, False, "on-site",  # type: ignore[arg-type]
                                      later(30))
    assert found.waiting == (WaitingTask("T1", "tower", Said("nobody")),)  # type: ignore[arg-type]
    assert [p.id for p in found.proposals] == ["P-1", "P-2"]
    assert list(found.distrusted) == ["a", "z"]
    assert found.devices == (Impaired("g2", True, False, False), Impaired("p1", False, True, False))  # type: ignore[arg-type]
    assert found.crews == (CrewOut("c2", CrewStatus.TRAVELLING, "tower", shelf),)  # type: ignore[arg-type]
    assert found.shelved == (Shelved("d", "tower", Level.II, shelf),)  # type: ignore[arg-type]
    assert (found.stop, found.forecast) == (PulledStop("lin", later(-3)), KnownForecast("F-1", NOW, later(90)))
    assert (found.silent, found.out_of_service, found.control) == (("s1",), {"r": "division by zero"}, "advisory")
