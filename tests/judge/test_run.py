"""All rules over one tick: who is concerned, who is due, who is out of service."""

from datetime import UTC, datetime, timedelta

import pytest

from banyan.judge import run as judging
from banyan.judge.texts import TEXTS
from banyan.model.alert import Condition
from banyan.model.ids import PlaceId, RuleId, StreamId, SubjectId
from banyan.model.level import Level
from banyan.model.observation import Latest
from banyan.model.rule import Limit, Rule, RuleError, RuleKind
from banyan.model.stream import Measures, Stream
from banyan.model.text import render

START = datetime(2026, 7, 24, 10, tzinfo=UTC)


def rule(rid: str, of: str, kind: RuleKind = RuleKind.THRESHOLD, up: float = 2.0, window: float = 30) -> Rule:
    limits = (Limit(Level.IV, up, min(up, 1.0)),)
    return Rule(RuleId(rid), kind, SubjectId("lake"), PlaceId("shore"), "high-water", of, limits, window)


def reading(stream: str, seconds: float, value: float, seq: int = 1) -> Latest:
    return Latest(StreamId(stream), START + timedelta(seconds=seconds), value, seq)


def tick(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def said(judged: judging.Judged) -> list[tuple[str, Condition]]:
    return [(t.rule, t.condition) for t in judged.transitions]


def test_an_expression_is_judged_once_all_its_streams_have_spoken_at_the_newest_of_their_times():
    rules = judging.prepare([rule("head", "{lake} - {tide}")])
    first = judging.run(rules, judging.start(START), [reading("lake", 5, 3.0)], None, tick(10))
    assert said(first) == []
    second = judging.run(rules, first.memory, [reading("tide", 3, 0.5, 8)], None, tick(20))
    assert said(second) == [("head", Condition.RAISE)]
    assert second.transitions[0].at == tick(5)
    assert [(e.stream, e.seq) for e in second.transitions[0].evidence] == [("lake", 1), ("tide", 8)]


def test_a_rule_that_divides_by_zero_goes_out_of_service_once_and_its_neighbours_go_on():
    rules = judging.prepare([rule("ratio", "1 / {lake}"), rule("level", "lake"), rule("square", "{lake} * {lake}")])
    zero = judging.run(rules, judging.start(START), [reading("lake", 0, 0.0)], None, tick(0))
    assert [(f.rule, f.at) for f in zero.faults] == [("ratio", START)]
    assert zero.faults[0].error.startswith("ZeroDivisionError: ")
    huge = judging.run(rules, zero.memory, [reading("lake", 10, 1e200)], None, tick(10))
    assert [f.rule for f in huge.faults] == ["square"]
    assert said(huge) == [("level", Condition.RAISE)]
    again = judging.run(rules, huge.memory, [reading("lake", 20, 0.0)], None, tick(20))
    assert again.faults == ()
    assert said(again) == [("level", Condition.CLEAR)]
    assert sorted(again.memory.faults) == ["ratio", "square"]


def test_a_mapping_of_newest_readings_is_judged_in_its_order():
    rules = judging.prepare([rule("b", "b"), rule("a", "a")])
    newest = {StreamId("a"): reading("a", 0, 3.0), StreamId("b"): reading("b", 0, 3.0)}
    judged = judging.run(rules, judging.start(START), newest, None, tick(0))
    assert said(judged) == [("a", Condition.RAISE), ("b", Condition.RAISE)]


def test_a_tick_at_which_nothing_is_due_leaves_the_memory_as_it_is():
    rules = judging.prepare([rule("quiet", "lake", RuleKind.SILENCE, up=10)])
    memory = judging.run(rules, judging.start(START), [], None, tick(0)).memory
    assert memory.quiet_until == tick(600)
    assert judging.run(rules, memory, [], None, tick(599)).memory is memory
    assert said(judging.run(rules, memory, [], None, tick(600))) == [("quiet", Condition.RAISE)]


def test_the_memory_that_came_in_is_not_written():
    rules = judging.prepare([rule("level", "lake")])
    memory = judging.run(rules, judging.start(START), [], None, tick(0)).memory
    judging.run(rules, memory, [reading("lake", 1, 3.0)], None, tick(1))
    assert said(judging.run(rules, memory, [reading("lake", 1, 3.0)], None, tick(1))) == [("level", Condition.RAISE)]


def test_read_back_rules_are_not_judged_here():
    rules = judging.prepare([rule("gate", "gate.position", RuleKind.READ_BACK)])
    assert said(judging.run(rules, judging.start(START), [reading("gate.position", 0, 99)], None, tick(0))) == []
    assert rules.by_id[RuleId("gate")].kind is RuleKind.READ_BACK


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (rule("r", "lake + tide"), "character 1"),
        (rule("r", "lake", up=float("inf")), "finite"),
        (rule("r", "lake", RuleKind.SILENCE, up=1e12), "ten years"),
        (rule("r", "lake", RuleKind.STUCK, up=0), "above 0"),
        (rule("r", "lake", RuleKind.RISE, window=0), "window"),
        (rule("r", "lake", RuleKind.RISE, window=float("nan")), "above 0"),
        (Rule(RuleId("r"), RuleKind.THRESHOLD, SubjectId("x"), PlaceId("x"), "x", "lake", ()), "at least one"),
    ],
)
def test_a_rule_that_could_never_work_is_refused_by_name(bad, why):
    with pytest.raises(RuleError, match=rf"^rule r: .*({why})"):
        judging.prepare([bad])


def test_two_rules_of_one_id_are_refused():
    with pytest.raises(RuleError, match="twice"):
        judging.prepare([rule("r", "a"), rule("r", "b")])


def test_the_reason_reads_as_a_sentence_in_both_languages():
    lake = Stream(StreamId("lake"), SubjectId("lake"), Measures.LEVEL, "m", -5, 10)
    rules = judging.prepare([rule("level", "lake")], [lake])
    (raised,) = judging.run(rules, judging.start(START), [reading("lake", 0, 2.105)], None, tick(0)).transitions
    assert render(raised.reason, TEXTS, "en") == "lake: 2.105 m, limit 2 m reached"
    assert render(raised.reason, TEXTS, "zh") == "lake：2.105 m，达到限值 2 m"
