"""What rules mean, second by second; and against a slow reference, whatever the readings and their batching."""

from datetime import UTC, datetime, timedelta
from itertools import cycle

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.judge import run as judging
from banyan.model.alert import Transition
from banyan.model.forecast import Forecast
from banyan.model.ids import PlaceId, RuleId, StreamId, SubjectId
from banyan.model.level import Level
from banyan.model.observation import Latest
from banyan.model.rule import Limit, Rule, RuleKind
from tests.judge.reference import judged as reference

START = datetime(2026, 7, 24, 10, tzinfo=UTC)
LAKE = StreamId("lake")


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def rule(kind: RuleKind, *limits: Limit, of: str = "lake", window: float = 30) -> Rule:
    return Rule(RuleId("r"), kind, SubjectId("lake"), PlaceId("shore"), "high-water", of, limits, window)


def limit(level: str, up: float, down: float, on: float = 0, off: float = 0) -> Limit:
    return Limit(Level(level), up, down, timedelta(minutes=on), timedelta(minutes=off))


def readings(*said: str) -> list[Latest]:
    """"10:04 1.9" is a reading of the lake at that time."""
    found = []
    for seq, line in enumerate(said):
        clock, value = line.split()
        hour, minute = clock.split(":")
        time = START + timedelta(hours=int(hour) - 10, minutes=float(minute))
        found.append(Latest(LAKE, time, float(value), seq))
    return found


def judge(
    a_rule: Rule, given: list[Latest], until: float = 60, forecasts: dict[float, Forecast | None] | None = None
) -> list[Transition]:
    """A tick every 10 s; each reading comes with the first tick at or after its time."""
    rules, memory = judging.prepare([a_rule]), judging.start(START)
    found: list[Transition] = []
    waiting, forecast = list(given), None
    for i in range(int(until * 6) + 1):
        now = START + timedelta(seconds=10 * i)
        due = [reading for reading in waiting if reading.time <= now]
        waiting = waiting[len(due) :]
        forecast = (forecasts or {}).get(i / 6, forecast)
        judged = judging.run(rules, memory, due, forecast, now)
        memory = msgspec.msgpack.decode(msgspec.msgpack.encode(judged.memory), type=judging.Memory)
        found += judged.transitions
    return found


def timeline(found: list[Transition]) -> list[str]:
    return [f"{t.at:%H:%M:%S} {t.condition} {t.level}".replace(":00 ", " ", 1) for t in found]


def test_a_threshold_raises_at_the_limit_and_clears_below_the_other():
    a_rule = rule(RuleKind.THRESHOLD, limit("IV", 2.0, 1.8))
    found = judge(a_rule, readings("10:00 1.99", "10:01 2.0", "10:02 1.8", "10:03 1.79"))
    assert timeline(found) == ["10:01 raise IV", "10:03 clear IV"]


def test_alert_clears_only_after_the_level_stays_below_for_off_delay():
    a_rule = rule(RuleKind.THRESHOLD, limit("IV", 2.0, 1.8, off=5))
    found = judge(a_rule, readings("10:00 2.1", "10:01 1.7", "10:04 1.9", "10:05 1.7", "10:11 1.7"))
    assert timeline(found) == ["10:00 raise IV", "10:10 clear IV"]  # 10:05 + 5 min; the dip at 10:01 didn't last


def test_a_delay_ends_on_a_tick_when_no_reading_comes():
    found = judge(rule(RuleKind.THRESHOLD, limit("IV", 2.0, 1.8, on=2.5)), readings("10:01 2.1"))
    assert timeline(found) == ["10:03:30 raise IV"]


def test_a_dip_into_the_deadband_sets_the_on_delay_back():
    a_rule = rule(RuleKind.THRESHOLD, limit("IV", 2.0, 1.8, on=3))
    assert timeline(judge(a_rule, readings("10:00 2.1", "10:02 1.9", "10:03 2.1"))) == ["10:06 raise IV"]


def test_a_delay_that_ends_when_the_next_reading_comes_has_ended():
    a_rule = rule(RuleKind.THRESHOLD, limit("IV", 2.0, 1.8, on=3))
    assert timeline(judge(a_rule, readings("10:00 2.1", "10:03 1.0"))) == ["10:03 raise IV", "10:03 clear IV"]


def test_levels_go_up_and_down_the_ladder_as_amendments():
    a_rule = rule(RuleKind.THRESHOLD, limit("IV", 1.0, 0.9), limit("III", 2.0, 1.8), limit("I", 3.0, 2.5, on=1))
    found = judge(a_rule, readings("10:00 1.0", "10:01 3.1", "10:05 2.4", "10:06 1.85", "10:07 1.5", "10:08 0.5"))
    up = ["10:00 raise IV", "10:01 amend III", "10:02 amend I"]
    assert timeline(found) == [*up, "10:05 amend III", "10:07 amend IV", "10:08 clear IV"]


def test_a_leap_over_several_limits_is_one_raise_at_the_gravest():
    a_rule = rule(RuleKind.THRESHOLD, limit("IV", 1.0, 0.9), limit("II", 2.0, 1.8))
    assert timeline(judge(a_rule, readings("10:00 5", "10:01 0"))) == ["10:00 raise II", "10:01 clear II"]


def test_the_first_evidence_is_the_first_reading_over_the_limit():
    a_rule = rule(RuleKind.THRESHOLD, limit("IV", 2.0, 1.8, on=3))
    (found,) = judge(a_rule, readings("10:00 1.0", "10:01 2.1", "10:02 2.2", "10:03 2.3"), until=10)
    assert [(piece.seq, piece.value) for piece in found.evidence] == [(1, 2.1), (3, 2.3)]
    assert found.reason.key == "judge.threshold.over"
    assert found.reason.args == {"subject": "lake", "limit": "2", "value": "2.3"}


def test_rise_is_measured_over_the_window_in_units_an_hour():
    a_rule = rule(RuleKind.RISE, limit("IV", 0.6, 0.3), window=10)
    found = judge(a_rule, readings("10:00 1.0", "10:05 1.0", "10:10 1.09", "10:15 1.1", "10:20 1.1"))
    assert timeline(found) == ["10:15 raise IV", "10:20 clear IV"]  # 0.1 m in 10 min; then 0.01 m in 10 min
    assert found[0].reason.args["value"] == "0.6"
    assert [piece.seq for piece in found[0].evidence] == [3, 1]


def test_rise_says_nothing_across_a_gap_of_more_than_two_windows():
    a_rule = rule(RuleKind.RISE, limit("IV", 0.6, 0.3), window=10)
    assert judge(a_rule, readings("10:00 1.0", "10:21 9.0")) == []
    assert timeline(judge(a_rule, readings("10:00 1.0", "10:20 9.0"))) == ["10:20 raise IV"]


def test_silence_counts_from_the_start_and_from_the_last_reading():
    a_rule = rule(RuleKind.SILENCE, limit("IV", 10, 10), limit("III", 20, 20))
    assert timeline(judge(a_rule, [], until=25)) == ["10:10 raise IV", "10:20 amend III"]
    found = judge(a_rule, readings("10:05 1", "10:16 1"), until=30)
    assert timeline(found) == ["10:15 raise IV", "10:16 clear IV", "10:26 raise IV"]
    assert [piece.seq for piece in found[0].evidence] == [0]


def test_a_backlog_that_is_itself_too_old_does_not_end_a_silence():
    rules, memory = judging.prepare([rule(RuleKind.SILENCE, limit("IV", 10, 10))]), judging.start(START)
    raised = judging.run(rules, memory, [], None, at(30))
    old = judging.run(rules, raised.memory, readings("10:15 1"), None, at(30.5))
    new = judging.run(rules, old.memory, readings("10:29 1"), None, at(31))
    assert [timeline(list(j.transitions)) for j in (raised, old, new)] == [["10:10 raise IV"], [], ["10:29 clear IV"]]


def test_stuck_needs_readings_that_prove_it():
    a_rule = rule(RuleKind.STUCK, limit("IV", 10, 10))
    found = judge(a_rule, readings("10:00 1.5", "10:05 1.5", "10:10 1.5", "10:15 1.5", "10:16 1.501"))
    assert timeline(found) == ["10:10 raise IV", "10:16 clear IV"]
    assert judge(a_rule, readings("10:00 1.5", "10:05 1.5")) == []  # silence is not stillness


def forecast(fid: str, minute: float, until: float, *rain: float) -> Forecast:
    return Forecast(fid, at(minute), at(until), START, 10, rain, ())


FORECAST = rule(RuleKind.FORECAST, limit("IV", 10, 5), of="rain", window=60)


def test_forecast_rain_within_the_window_raises_and_passes():
    issue = forecast("F-1", 0, 600, *[0.0] * 9, 60.0)  # 10 mm between 11:30 and 11:40
    found = judge(FORECAST, [], until=120, forecasts={0: issue})
    assert timeline(found) == ["10:40 raise IV", "11:36 clear IV"]  # all of it ahead; then less than 5 mm left
    assert [(piece.stream, piece.value) for piece in found[0].evidence] == [("F-1", 10.0)]


def test_a_new_issue_is_looked_at_when_it_comes():
    wet, dry = forecast("F-1", 0, 600, *[20.0] * 6), forecast("F-2", 1, 600, 0.0)
    found = judge(FORECAST, [], until=10, forecasts={0.5: wet, 1.5: dry})
    assert timeline(found) == ["10:00:30 raise IV", "10:01:30 clear IV"]


@pytest.mark.parametrize("valid_until", [5, 600])
def test_a_lost_forecast_neither_raises_nor_clears_until_what_it_told_of_is_past(valid_until):
    wet = forecast("F-1", 0, valid_until, *[20.0] * 20)
    found = judge(FORECAST, [], until=120, forecasts={0: wet} if valid_until == 5 else {0: wet, 5: None})
    assert timeline(found) == ["10:00 raise IV", "11:04 clear IV"]  # looked at last at 10:04, an hour ahead
    assert found[1].reason.key == "judge.forecast.past"


THRESHOLD_LIMITS = st.sampled_from(
    [
        (limit("IV", 2.0, 1.0),),
        (limit("IV", 2.0, 2.0, on=1), limit("III", 3.0, 2.0, on=0.5, off=1.5)),
        (limit("IV", 1.0, 1.0, off=2), limit("III", 2.0, 1.0, on=2), limit("I", 3.0, 3.0)),
        (limit("III", 2.0, 1.0, on=1.25), limit("III", 3.0, 2.0, on=0.25)),
    ]
)
RISE_LIMITS = st.just((limit("IV", 20, 10, on=0.5), limit("II", 60, 20, off=1)))
STUCK_LIMITS = st.just((limit("IV", 1, 1, on=0.5), limit("III", 2, 2, off=1)))
SILENCE_LIMITS = st.just((limit("IV", 1, 1), limit("III", 1.5, 1.5), limit("II", 3, 3)))
RULES = st.one_of(
    st.builds(lambda limits: rule(RuleKind.THRESHOLD, *limits), THRESHOLD_LIMITS),
    st.builds(lambda limits: rule(RuleKind.RISE, *limits, window=2), RISE_LIMITS),
    st.builds(lambda limits: rule(RuleKind.STUCK, *limits), STUCK_LIMITS),
    st.builds(lambda limits: rule(RuleKind.SILENCE, *limits), SILENCE_LIMITS),
)
# (seconds since the reading before, ticks that it travels, value)
ARRIVALS = st.lists(st.tuples(st.integers(1, 90), st.integers(0, 6), st.integers(0, 4)), max_size=25)


def ticks_of(arrivals: list[tuple[int, int, int]]) -> list[tuple[datetime, list[Latest]]]:
    """Ticks of 10 s, each with the readings that came since the one before. Readings travel; none overtakes another."""
    came: dict[int, list[Latest]] = {}
    second, earliest = 0, 0
    for seq, (gap, travels, value) in enumerate(arrivals):
        second += gap
        earliest = max(earliest, -(-second // 10) + travels)
        came.setdefault(earliest, []).append(Latest(LAKE, START + timedelta(seconds=second), float(value), seq))
    return [(START + timedelta(seconds=10 * i), came.get(i, [])) for i in range(earliest + 30)]


@settings(max_examples=300)
@given(RULES, ARRIVALS)
def test_every_rule_answers_as_the_slow_reference_does(a_rule, arrivals):
    rules, memory, found, events = judging.prepare([a_rule]), judging.start(START), [], []
    for now, came in ticks_of(arrivals):
        judged = judging.run(rules, memory, came, None, now)
        assert judged.faults == ()
        memory, found = judged.memory, found + [(t.condition.value, t.level.value, t.at) for t in judged.transitions]
        events += [*(("reading", r.time, r.value) for r in came), ("tick", now)]
    assert found == reference(a_rule, START, events)


@settings(max_examples=200)
@given(RULES, ARRIVALS, st.lists(st.integers(0, 2), min_size=1, max_size=5))
def test_any_batching_and_any_number_of_needless_ticks_give_the_same_transitions(a_rule, arrivals, needless):
    rules = judging.prepare([a_rule])
    one, other, found, again = judging.start(START), judging.start(START), [], []
    before, repeats = START, cycle(needless)
    for now, came in ticks_of([(gap, 0, value) for gap, _, value in arrivals]):
        judged = judging.run(rules, one, came, None, now)
        one, found = judged.memory, found + list(judged.transitions)
        steps = [([], before)] * next(repeats)
        if a_rule.kind is RuleKind.SILENCE:  # looks at ticks only: it matters which readings a tick has seen
            steps += [(came, now), ([], now)]
        else:
            steps += [*(([reading], reading.time) for reading in came), ([], now)]  # each at a tick of its own
        for readings_given, tick in steps:
            judged = judging.run(rules, other, readings_given, None, tick)
            other, again = judged.memory, again + list(judged.transitions)
        before = now
    assert again == found
    assert other == one
