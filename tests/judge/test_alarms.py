"""The life of alerts: every row of the ISA-18.2 table, and that no life leaves it."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.judge import run as judging
from banyan.judge.alarms import Alarms, Memory, update
from banyan.model.alert import Condition, Phase, Transition
from banyan.model.ids import PlaceId, PrincipalId, RuleId, StreamId, SubjectId
from banyan.model.intent import Action, Intent
from banyan.model.level import Level
from banyan.model.observation import Evidence
from banyan.model.rule import Limit, Rule, RuleKind
from banyan.model.text import Said

START = datetime(2026, 7, 24, 10, tzinfo=UTC)
LIMITS = (Limit(Level.IV, 1, 1),)
RULE = Rule(RuleId("level"), RuleKind.THRESHOLD, SubjectId("lake"), PlaceId("shore"), "high-water", "lake", LIMITS)
RAIN = Rule(RuleId("rain"), RuleKind.FORECAST, SubjectId("city"), PlaceId("city"), "rain", "rain", LIMITS)
RULES = judging.prepare([RULE, RAIN])
ID = "level/lake@20260724T100000Z"


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def turn(condition: str, minutes: float, level: str = "IV", rule: Rule = RULE) -> Transition:
    evidence = (Evidence(StreamId("lake" if rule is RULE else "F-1"), at(minutes), 1.0, int(minutes)),)
    return Transition(rule.id, rule.subject, Condition(condition), Level(level), at(minutes), evidence, Said("why"))


def ask(action: Action, target: str = ID, **args: str) -> Intent:
    return Intent(f"i-{action.value}", PrincipalId("duty"), action, target, args)


ACK, SHELVE = ask(Action.ACKNOWLEDGE), ask(Action.SHELVE, minutes="30")


def live(*steps: Transition | tuple[float, Intent] | float) -> list[Alarms]:
    """Each step at its own tick: a transition, an intent at a minute, or a bare tick."""
    memory, found = Memory(), []
    for step in steps:
        match step:
            case Transition():
                one = update(RULES, memory, [step], [], step.at)
            case (float() | int() as minute, Intent() as intent):
                one = update(RULES, memory, [], [intent], at(minute))
            case _:
                one = update(RULES, memory, [], [], at(step))
        memory = msgspec.msgpack.decode(msgspec.msgpack.encode(one.memory), type=Memory)
        found.append(one)
    return found


def phases(found: list[Alarms]) -> list[str]:
    return [alert.phase.value for one in found for alert in one.changed]


def test_raised_seen_and_over():
    found = live(turn("raise", 0), (1, ACK), turn("clear", 5))
    assert phases(found) == ["unacknowledged", "acknowledged", "closed"]
    assert found[-1].memory.open == {}
    alert = found[-1].changed[0]
    assert (alert.id, alert.raised_at, alert.cleared_at, alert.acknowledged_by) == (ID, at(0), at(5), "duty")


def test_over_before_anyone_saw_it():
    assert phases(live(turn("raise", 0), turn("clear", 5), (6, ACK))) == [
        "unacknowledged", "returned-unacknowledged", "closed",
    ]  # fmt: skip


def test_a_condition_that_comes_again_goes_on_in_the_same_alert():
    found = live(turn("raise", 0), turn("clear", 5), turn("raise", 7, "III"))
    assert phases(found) == ["unacknowledged", "returned-unacknowledged", "unacknowledged"]
    alert = found[-1].changed[0]
    assert (alert.id, alert.raised_at, alert.level, alert.present, alert.cleared_at) == (ID, at(0), "III", True, None)


def test_after_the_close_a_new_condition_is_a_new_alert():
    found = live(turn("raise", 0), (1, ACK), turn("clear", 5), turn("raise", 7))
    assert found[-1].changed[0].id == "level/lake@20260724T100700Z"


def test_within_the_second_of_its_close_the_alert_goes_on_because_ids_tell_seconds():
    found = live(turn("raise", 0), (0, ACK), turn("clear", 0.002), turn("raise", 0.004))
    assert [record.id for one in found for record in one.records] == [f"{ID}#{n}" for n in (1, 2, 3, 4)]
    assert phases(found)[-1] == "unacknowledged"


def test_a_graver_level_than_the_one_seen_asks_to_be_seen_again():
    later = [turn("amend", minute, level) for minute, level in ((2, "IV"), (3, "III"), (4, "II"))]
    found = live(turn("raise", 0, "III"), (1, ACK), *later)
    assert phases(found) == ["unacknowledged", "acknowledged", "acknowledged", "acknowledged", "unacknowledged"]
    assert found[-1].changed[0].worst == "II"


def test_acknowledging_twice_changes_nothing():
    found = live(turn("raise", 0), (1, ACK), (2, ACK))
    assert (found[-1].records, found[-1].refused) == ((), ())


@pytest.mark.parametrize("intent", [ask(Action.ACKNOWLEDGE, "nothing"), ask(Action.SHELVE, "nothing", minutes="5")])
def test_what_is_not_open_is_refused_with_a_sentence(intent):
    (found,) = live((0, intent))
    assert found.refused == ((intent, f"alert nothing is not open: nothing to {intent.action.value[6:]}"),)


@pytest.mark.parametrize("span", ["", "0", "-5", "nan", "inf", "1441", "soon"])
def test_a_shelf_without_a_sound_end_is_refused(span):
    found = live(turn("raise", 0), (1, ask(Action.SHELVE, minutes=span)))
    assert found[-1].records == ()
    assert "at most 1440 minutes" in found[-1].refused[0][1]


def test_a_shelf_ends_by_itself_and_what_is_still_there_asks_again():
    found = live(turn("raise", 0), (1, ACK), (2, SHELVE), 31.9, 32)
    assert phases(found) == ["unacknowledged", "acknowledged", "acknowledged", "unacknowledged"]
    assert [alert.shelved_until for one in found for alert in one.changed] == [None, None, at(32), None]


def test_on_the_shelf_conditions_come_and_go_silently_and_the_end_closes_what_is_gone():
    found = live(turn("raise", 0), (2, SHELVE), turn("clear", 5), turn("raise", 6), turn("clear", 7), 32)
    assert phases(found) == ["unacknowledged"] * 5 + ["closed"]


def test_a_graver_level_ends_the_shelf():
    found = live(turn("raise", 0), (2, SHELVE), turn("amend", 5, "I"))
    alert = found[-1].changed[0]
    assert (alert.phase, alert.shelved_until, alert.level) == (Phase.UNACKNOWLEDGED, None, "I")


def test_what_is_shelved_can_not_be_acknowledged_before_its_end():
    assert "shelved until 2026-07-24T10:32:00Z" in live(turn("raise", 0), (2, SHELVE), (3, ACK))[-1].refused[0][1]


def test_records_are_numbered_and_lead_back_to_readings_intents_and_one_another():
    found = live(turn("raise", 0), (1, ACK), turn("clear", 5))
    records = [record for one in found for record in one.records]
    assert [(r.id, r.by, [(c.role, c.id) for c in r.causes]) for r in records] == [
        (f"{ID}#1", "judge", [("raised-by", "reading/lake/0")]),
        (f"{ID}#2", "duty", [("acknowledged-by", "intent/i-alert.acknowledge"), ("follows", f"{ID}#1")]),
        (f"{ID}#3", "judge", [("cleared-by", "reading/lake/5"), ("follows", f"{ID}#2")]),
    ]
    assert records[2].body["id"] == ID
    assert [piece["seq"] for piece in records[2].body["evidence"]] == [0, 5]


def test_a_forecasts_alert_leads_back_to_the_forecast():
    (found,) = live(turn("raise", 0, rule=RAIN))
    assert [(c.role, c.id) for c in found.records[0].causes] == [("raised-by", "F-1")]


def test_other_rooms_intents_are_passed_over():
    (found,) = live((0, ask(Action.APPROVE, "P-1")))
    assert (found.records, found.refused) == ((), ())


STEPS = st.lists(st.sampled_from(["raise", "clear", "amend IV", "amend II", "ack", "shelve", "wait"]), max_size=14)


@given(STEPS)
def test_every_life_stays_within_the_states_of_the_table(steps):
    memory, present, seen_ids = Memory(), False, []
    for i, step in enumerate(steps):
        minute, condition, intents = i * 10.0, None, []
        current = next(iter(memory.open), ID)
        if step == "raise" and not present:
            condition, present = turn("raise", minute), True
        elif step == "clear" and present:
            condition, present = turn("clear", minute), False
        elif step.startswith("amend") and present:
            condition = turn("amend", minute, step.split()[1])
        elif step in ("ack", "shelve"):
            action = Action.ACKNOWLEDGE if step == "ack" else Action.SHELVE
            intents = [ask(action, current, minutes="25")]
        one = update(RULES, memory, [condition] if condition else [], intents, at(minute))
        memory = one.memory
        seen_ids += [record.id for record in one.records]
        for alert in one.changed:
            assert alert.present == (alert.cleared_at is None)
            if alert.shelved_until is None:
                assert alert.present == (alert.phase in (Phase.UNACKNOWLEDGED, Phase.ACKNOWLEDGED))
            assert alert.worst.rank >= alert.level.rank
        assert len(memory.open) <= 1
        assert not present or [s.alert.present for s in memory.open.values()] == [True]
    assert len(set(seen_ids)) == len(seen_ids)
