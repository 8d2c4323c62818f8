"""A case that begins with water that is only expected: who is sent, what is owed, and when it closes."""

from msgspec.structs import replace

from banyan.model.alert import Alert, Phase, alert_id
from banyan.model.case import CaseStatus, CrewStatus, TaskStatus
from banyan.model.ids import PlaceId, RuleId
from banyan.model.level import Level
from banyan.model.rule import Limit, Rule, RuleKind
from tests.command.small_city import CITY, alert, at, says
from tests.command.test_run import TASK_A, Story

EXPECTED = [
    Rule(RuleId(f"expected/{where}.depth"), RuleKind.EXPECTED, rule.subject, PlaceId(where), rule.cause,
         f"{where}.depth", (Limit(Level.IV, 0.2, 0.1),), case_type="ponding", case_from=Level.IV)
    for where in "ab" for rule in CITY.rules if rule.id == f"depth-{where}"
]  # fmt: skip
AHEAD = replace(CITY, rules=(*CITY.rules, *EXPECTED))

NOBODY = replace(AHEAD, crews=())


def expected(where: str, n: float, present: bool = True, raised: float | None = None) -> Alert:
    model = alert(f"depth-{where}", n, Level.IV, raised=raised, present=present)
    rule = next(r for r in EXPECTED if r.place == where)
    phase = Phase.UNACKNOWLEDGED if present else Phase.RETURNED
    return replace(model, id=alert_id(rule.id, rule.subject, model.raised_at), rule=rule.id, phase=phase)


def test_expected_water_opens_a_case_and_sends_a_crew_at_once() -> None:
    story = Story(AHEAD).tick(0, expected("a", 0))
    assert story.told("dispatch") == [(TASK_A, "crew-1")]
    assert story.task().action == "mobile-pump"
    assert story.case().level == "IV"


def test_nobody_is_late_for_water_that_is_not_there() -> None:
    story = Story(NOBODY).tick(0, expected("a", 0))
    assert [(d.what, d.due) for d in story.case().deadlines] == [("close", at(480))]
    for minute in (6, 31, 100):
        story.tick(minute)
    assert story.escalations() == []


def test_dispatch_and_arrival_are_owed_from_when_the_water_is_measured() -> None:
    story = Story(NOBODY).tick(0, expected("a", 0)).tick(40, alert("depth-a", 40), expected("a", 40, False, raised=0))
    assert [(d.what, d.due) for d in story.case().deadlines] == [
        ("dispatch", at(45)), ("on-site", at(70)), ("close", at(480))]
    story.tick(46)
    assert story.escalations() == [("dispatch", "duty-officer", at(46))]


def test_a_crew_that_was_there_before_the_water_has_met_both_deadlines() -> None:
    story = Story(AHEAD).tick(0, expected("a", 0))
    story.tick(12, crews=(says("crew-1", 1, 12, CrewStatus.WORKING, "a", TASK_A),))
    story.tick(40, alert("depth-a", 40), expected("a", 40, False, raised=0))
    assert [(d.what, d.met_at) for d in story.case().deadlines] == [
        ("dispatch", at(40)), ("on-site", at(40)), ("close", None)]
    assert len(story.line("task", "id")) == 3          # created, sent, working: the water's coming makes no new task
    assert not story.case().late


def test_measured_water_joins_the_incident_and_the_case_goes_on_until_nothing_stands() -> None:
    working = (says("crew-1", 1, 12, CrewStatus.WORKING, "a", TASK_A),)
    story = Story(AHEAD).tick(0, expected("a", 0)).tick(12, crews=working)
    story.tick(40, alert("depth-a", 40), expected("a", 40, False, raised=0))
    assert len(story.memory.incidents) == len(story.memory.cases) == 1
    story.tick(90, expected("a", 90), alert("depth-a", 90, present=False, raised=40))
    assert list(story.memory.cases) != []
    story.tick(150, expected("a", 150, False, raised=90))
    assert story.memory.cases == {}
    assert story.case().status is CaseStatus.CLOSED
    assert story.told("recall") == [(TASK_A, "crew-1")]


def test_water_that_never_comes_closes_the_case_and_calls_the_crew_home() -> None:
    story = Story(AHEAD).tick(0, expected("a", 0)).tick(60, expected("a", 60, False, raised=0))
    assert story.case().outcome == "resolved"
    assert not story.case().late
    assert story.task().status is TaskStatus.RECALLED


def test_another_place_below_the_same_lake_that_is_spared_gives_its_crew_back() -> None:
    story = Story(AHEAD).tick(0, expected("a", 0), expected("b", 0)).tick(60, expected("b", 60, False, raised=0))
    assert len(story.memory.cases) == 1
    assert [crew for _, crew in story.told("recall")] == ["crew-2"]
