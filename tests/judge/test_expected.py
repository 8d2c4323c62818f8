"""Water that is expected: when it is said, how grave, and when it is no longer said. Minutes from 10:00 UTC."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from banyan.judge import run as judging
from banyan.judge.expected import Memory, Watch, look, watches
from banyan.judge.ladder import Ladder, Latch
from banyan.judge.texts import TEXTS
from banyan.model.alert import Condition, Transition
from banyan.model.city import City, Place
from banyan.model.decision import Band, Decision
from banyan.model.ids import PlaceId, RuleId, StreamId, SubjectId
from banyan.model.level import Level
from banyan.model.rule import Limit, Rule, RuleKind
from banyan.model.text import Name, render
from banyan.model.time import Instant
from tests.command.small_city import CITY

START = datetime(2026, 7, 24, 10, tzinfo=UTC)
DEPTH = StreamId("mill.depth")
LIMITS = (Limit(Level.IV, 0.10, 0.06), Limit(Level.III, 0.15, 0.11), Limit(Level.II, 0.27, 0.22),
          Limit(Level.I, 0.50, 0.44))
MEASURED = Rule(RuleId("ponding.mill"), RuleKind.THRESHOLD, SubjectId("mill"), PlaceId("mill"), "ponding", str(DEPTH),
                LIMITS, case_type="ponding", case_from=Level.III)
MILL = Place(PlaceId("mill"), Name("磨坊", "The Mill"), (119.3, 26.0), stream=DEPTH, pump_position="mill-yard")


def city(*places: Place, rules: tuple[Rule, ...] = (MEASURED,)) -> City:
    return replace(CITY, places=places or (MILL,), rules=rules)


WATCHED = watches(city())


def at(minute: float) -> Instant:
    return START + timedelta(minutes=minute)


def decision(
    asked: float, *depths: float, high: float | None = None, rain: float = 0.0, stream: StreamId = DEPTH,
    undone: float = 0.0,
) -> Decision:  # fmt: skip
    """Depths every ten minutes from the asking on; `undone` m more if nothing is done."""
    times = [at(asked + 10 * i) for i in range(len(depths))]
    worst = [max(d, high or 0.0) for d in depths]
    return Decision(
        id=f"decision/{asked:g}", asked_at=at(asked), estimate="e", forecast=None, horizon_h=15, members=[], tried=[],
        chosen="rule", fallback="rule", runner_up=None, weights={}, branches=0, times=times,
        with_plan={stream: Band([*depths], [0.0] * len(depths), worst)},
        without={stream: Band([m + undone for m in depths], [0.0] * len(depths), [m + undone for m in worst])},
        rain=Band([rain] * len(depths), [rain] * len(depths), [rain] * len(depths)),
    )  # fmt: skip


def measured(level: Level | None) -> judging.Memory:
    """Judge's memory with the ponding rule at a level."""
    prepared = judging.prepare([MEASURED])
    begun = judging.run(prepared, judging.start(START), [], None, START).memory
    rule = judging.begin(MEASURED, START)
    ladder = Ladder((Latch(on=level is not None),), level)
    return replace(begun, rules={MEASURED.id: replace(rule, ladder=ladder)})


DRY = measured(None)


class Story:
    """Looks, minute by minute, with the memory through MessagePack as snapshots do it."""

    def __init__(self, watched: tuple[Watch, ...] = WATCHED) -> None:
        self.watched, self.memory, self.said = watched, Memory(), list[Transition]()

    def look(
        self, minute: float, known: Decision | None, judged: judging.Memory = DRY, served: tuple[str, ...] = (),
        news: bool = False, obeyed: bool = True,
    ) -> "Story":  # fmt: skip
        places = frozenset(PlaceId(p) for p in served)
        memory, said = look(self.watched, self.memory, known, judged, places, news, obeyed, at(minute))
        self.memory = msgspec.msgpack.decode(msgspec.msgpack.encode(memory), type=Memory)
        self.said += said
        return self

    def told(self) -> list[tuple[str, str, float]]:
        return [(t.condition.value, t.level.value, (t.at - START) / timedelta(minutes=1)) for t in self.said]

    def words(self, language: str = "en") -> str:
        return render(self.said[-1].reason, TEXTS, language, {"mill": MILL.name})


def test_depth_expected_within_ninety_minutes_is_said_with_place_depth_and_time() -> None:
    story = Story().look(0, decision(0, 0, 0, 0.1, 0.16, 0.2, 0.12))
    assert story.told() == [("raise", "IV", 0)]
    assert story.words() == "The Mill: 20 cm of water expected from about 18:30 on (likely; not there yet)"
    assert story.words("zh") == "磨坊：预计 18:30 前后起积水 20 厘米（很可能，尚未出现）"
    said = story.said[0]
    assert (said.rule, said.subject) == ("expected/mill.depth", "mill")
    assert [(e.stream, e.time, e.value) for e in said.evidence] == [("decision/0", at(0), 0.2)]


@pytest.mark.parametrize(("depth", "level"), [(0.15, "IV"), (0.27, "III"), (0.5, "II"), (2.0, "II")])
def test_the_level_is_one_milder_than_the_depth_measured_would_have(depth: float, level: str) -> None:
    assert Story().look(0, decision(0, 0, depth)).told() == [("raise", level, 0)]


@pytest.mark.parametrize("depths", [(0.0,) * 20, (0.02, 0.05, 0.149, 0.1), ()])
def test_a_dry_day_and_light_rain_send_nobody(depths: tuple[float, ...]) -> None:
    assert Story().look(0, decision(0, *depths)).look(30, decision(30, *depths)).told() == []


def test_water_that_only_the_worst_member_sees_raises_nothing() -> None:
    assert Story().look(0, decision(0, 0.05, 0.10, high=0.8)).told() == []


def test_water_later_than_ninety_minutes_is_said_when_it_comes_within_them() -> None:
    late = decision(0, *[0.0] * 10, 0.3)
    story = Story().look(0, late).look(9, late)
    assert story.told() == []
    story.look(10, late)
    assert story.told() == [("raise", "III", 10)]


def test_it_gets_graver_at_once_and_milder_only_below_the_deadband() -> None:
    story = Story().look(0, decision(0, 0.2)).look(10, decision(10, 0.3)).look(20, decision(20, 0.23))
    assert story.told() == [("raise", "IV", 0), ("amend", "III", 10)]
    story.look(30, decision(30, 0.21))
    assert story.told()[2:] == [("amend", "IV", 30)]
    assert story.words().startswith("The Mill: now no more than 21 cm")


def test_one_look_that_expects_nothing_changes_nothing_and_the_second_in_a_row_clears() -> None:
    story = Story().look(0, decision(0, 0.2)).look(30, decision(30, 0.05)).look(45, decision(30, 0.05))
    assert story.told() == [("raise", "IV", 0)]
    story.look(60, decision(60, 0.2)).look(90, decision(90, 0.0))
    assert len(story.told()) == 1
    story.look(120, decision(120, 0.0))
    assert story.told()[1:] == [("clear", "IV", 120)]
    assert story.words() == "The Mill: two looks ahead in a row expect no water any more"


def test_depth_in_the_deadband_is_still_expected() -> None:
    story = Story().look(0, decision(0, 0.2)).look(30, decision(30, 0.12)).look(60, decision(60, 0.12))
    assert story.told() == [("raise", "IV", 0)]


def test_it_clears_into_the_measured_alert_once_that_asks_for_a_case() -> None:
    wet = decision(0, 0.2)
    story = Story().look(0, wet).look(5, wet, measured(Level.IV), news=True)
    assert len(story.told()) == 1
    story.look(6.5, wet, measured(Level.III), news=True)
    assert story.told()[1:] == [("clear", "IV", 6.5)]
    story.look(20, wet, measured(Level.II), news=True)
    assert len(story.told()) == 2


def test_water_that_has_come_and_gone_is_not_expected_again_by_the_look_ahead_that_expected_it() -> None:
    wet = decision(0, 0.0, 0.2, 0.2)
    story = Story().look(0, wet).look(12, wet, measured(Level.III), news=True).look(40, wet, DRY, news=True)
    for minute in range(41, 60):
        story.look(minute, wet)
    assert story.told() == [("raise", "IV", 0), ("clear", "IV", 12)]
    assert story.memory.come == {"expected/mill.depth": at(40)}


@pytest.mark.parametrize(("asked", "raised"), [(39.9, False), (40, True), (45, True)])
def test_after_the_measured_alert_only_a_look_ahead_asked_since_expects_water_anew(asked: float, raised: bool) -> None:
    story = Story().look(0, None, measured(Level.III), news=True).look(40, None, DRY, news=True)
    story.look(46, decision(asked, *[0.2] * 5))
    assert story.told() == ([("raise", "IV", 46)] if raised else [])
    assert bool(story.memory.come) is not raised


def test_water_that_came_is_forgotten_when_no_older_look_ahead_is_relied_on_any_more() -> None:
    story = Story().look(0, None, measured(Level.III), news=True).look(40, None, DRY, news=True).look(115, None)
    assert story.memory.come != {}
    assert story.look(116, None).memory.come == {}


def test_where_nobody_obeys_the_water_without_the_plan_is_what_is_expected() -> None:
    spared = decision(0, 0.02, undone=0.3)
    story = Story().look(0, spared)
    assert story.told() == []
    story.look(0.5, spared, news=True, obeyed=False)
    assert story.told() == [("raise", "III", 0.5)]
    assert story.words().startswith("The Mill: 32 cm of water expected")


def test_a_crew_that_pumps_the_street_dry_stays_while_rain_is_to_come() -> None:
    story = Story().look(0, decision(0, 0.3, rain=20))
    for minute in (30, 60, 90):
        story.look(minute, decision(minute, 0.0, rain=20), served=("mill",))
    assert len(story.told()) == 1
    story.look(120, decision(120, 0.0, rain=1), served=("mill",)).look(150, decision(150, 0.0), served=("mill",))
    assert story.told()[1:] == [("clear", "III", 150)]


def helping(asked: float, m3: float, rain: float = 20, depth: float = 0.0) -> Decision:
    return replace(decision(asked, depth, rain=rain), spares={PlaceId("mill"): m3})


def test_a_dry_street_where_a_pump_would_spare_much_elsewhere_is_told_at_the_mildest_level() -> None:
    story = Story().look(0, helping(0, 50))
    assert story.told() == [("raise", "IV", 0)]
    assert story.words() == "The Mill: a mobile pump here would spare about 50 m³ of flooding"
    story.look(30, helping(30, 900, depth=0.3))
    assert story.told()[1:] == [("amend", "III", 30)]
    assert story.words().startswith("The Mill: 30 cm of water expected")


def test_below_the_limit_it_is_the_pump_that_is_told_of_and_not_the_water() -> None:
    assert Story().look(0, helping(0, 80, depth=0.12)).words().endswith("would spare about 80 m³ of flooding")


def test_a_pump_that_spares_little_or_for_which_it_does_not_rain_yet_asks_for_no_crew() -> None:
    assert Story().look(0, helping(0, 49.9)).look(30, helping(30, 900, rain=1.9)).told() == []


def test_a_pump_that_would_no_longer_help_is_counted_as_water_that_is_no_longer_expected() -> None:
    story = Story().look(0, helping(0, 80)).look(30, helping(30, 10)).look(60, helping(60, 0))
    assert story.told()[1:] == [("clear", "IV", 60)]


def test_a_crew_elsewhere_keeps_nothing_expected() -> None:
    story = Story().look(0, decision(0, 0.3))
    story.look(30, decision(30, 0.0, rain=20), served=("other",)).look(60, decision(60, 0.0, rain=20))
    assert story.told()[1:] == [("clear", "III", 60)]


def test_a_look_ahead_that_is_out_of_date_ends_what_it_expected() -> None:
    story = Story().look(0, decision(0, 0.2)).look(40, None).look(75, None)
    assert len(story.told()) == 1
    story.look(76, None)
    assert story.told()[1:] == [("clear", "IV", 76)]
    assert story.words() == "The Mill: the last look ahead is out of date, and so is the water it expected"


def test_a_decision_that_says_nothing_of_the_place_is_no_all_clear() -> None:
    other = decision(30, 0.0, stream=StreamId("elsewhere"))
    story = Story().look(0, decision(0, 0.2)).look(30, other).look(60, replace(other, id="decision/60"))
    assert len(story.told()) == 1


def test_between_minutes_nothing_is_looked_at_without_news() -> None:
    story = Story().look(0, decision(0, 0.0))
    assert story.look(0.5, decision(0, 0.2)).told() == []
    assert story.look(1, decision(0, 0.2)).told() == [("raise", "IV", 1)]


def test_only_ponding_points_with_a_rule_that_asks_for_a_case_are_watched() -> None:
    lake = replace(MILL, kind="lake")
    blind = replace(MILL, stream=None)
    assert watches(city(lake)) == watches(city(blind)) == watches(city(rules=())) == ()
    assert watches(city(rules=(replace(MEASURED, case_type=None),))) == ()
    assert watches(city(rules=(replace(MEASURED, limits=LIMITS[:1]),))) == ()     # it never asks for a case


def test_the_rule_of_what_is_expected_asks_for_the_same_case_at_any_level_of_its_own() -> None:
    rule = WATCHED[0].rule
    assert [(limit.level, limit.raise_at) for limit in rule.limits] == [("IV", 0.15), ("III", 0.27), ("II", 0.5)]
    assert (rule.kind, rule.cause, rule.place, rule.case_type, rule.case_from) == (
        "expected", "ponding", "mill", "ponding", "IV")


def test_where_no_pump_can_be_set_up_it_is_told_and_nobody_is_sent_to_a_dry_street() -> None:
    watched = watches(city(replace(MILL, pump_position=None)))
    assert Story(watched).look(0, decision(0, 0.3)).told() == [("raise", "III", 0)]
    assert watched[0].rule.case_type is None
    looking = replace(CITY.case_types[0], action="inspect")
    found = watches(replace(city(replace(MILL, pump_position=None)), case_types=(looking,)))
    assert found[0].rule.case_type == "ponding"


@given(st.lists(st.lists(st.floats(0, 1), min_size=1, max_size=12), min_size=1, max_size=12))
def test_a_life_begins_with_a_raise_ends_with_a_clear_and_no_level_is_said_twice(courses: list[list[float]]) -> None:
    story = Story()
    for i, course in enumerate(courses):
        story.look(30 * i, decision(30 * i, *course))
    standing: str | None = None
    for said in story.said:
        assert (said.condition is Condition.RAISE) == (standing is None)
        assert said.condition is not Condition.AMEND or said.level.value != standing
        standing = None if said.condition is Condition.CLEAR else said.level.value
    assert (standing is not None) == bool(story.memory.standing)
    if standing is None and story.said:       # it ended because two looks in a row saw less than the deadband
        assert max(courses[-1][:10]) < 0.15
