"""Command by hand: one story a test, in minutes from the start (09:00 on a Friday)."""

import msgspec
import pytest
from msgspec.structs import replace

from banyan.allocate.nearest import nearest
from banyan.command.assign import assign
from banyan.command.memory import Commanded, Memory
from banyan.command.run import run
from banyan.command.texts import TEXTS
from banyan.model.alert import Alert
from banyan.model.case import Case, CaseStatus, CrewStatus, Task, TaskStatus
from banyan.model.city import City
from banyan.model.demand import Plan
from banyan.model.ids import CrewId, IncidentId, PrincipalId
from banyan.model.intent import Action, Intent
from banyan.model.level import Level
from banyan.model.messages import CrewReport
from banyan.model.ports import Notice
from banyan.model.record import Record
from banyan.model.text import render
from tests.command.small_city import CITY, START, alert, at, says

LAKE_CASE = "C/high-water/lake@20260724T010000Z"
TASK_A = "T/high-water/lake@20260724T010000Z/a/1"


class Story:
    """Runs command with allocation behind it, and keeps all that came out."""

    def __init__(self, city: City = CITY) -> None:
        self.city, self.memory = city, Memory()
        self.records: list[Record] = []
        self.notices: list[Notice] = []
        self.refused: list[str] = []

    def tick(
        self, n: float, *alerts: Alert, crews: tuple[CrewReport, ...] = (), intents: tuple[Intent, ...] = ()
    ) -> "Story":
        done = run(self.city, self.memory, alerts, crews, intents, at(n))
        self._take(done)
        plan = nearest(done.demands, self.city.crews, self.memory.crews, at(n))
        self._take(assign(self.city, self.memory, plan, at(n)))
        return self

    def _take(self, done: Commanded) -> None:
        self.memory = done.memory
        self.records += done.records
        self.notices += done.notices
        self.refused += [render(refusal.why, TEXTS, "en") for refusal in done.refused]

    def case(self) -> Case:
        return msgspec.convert([r for r in self.records if r.kind == "case"][-1].body, Case)

    def task(self, tid: str = TASK_A) -> Task:
        return msgspec.convert([r for r in self.records if r.kind == "task" and r.body["id"] == tid][-1].body, Task)

    def line(self, kind: str, *fields: str) -> list[tuple[object, ...]]:
        return [tuple(r.body[f] for f in fields) for r in self.records if r.kind == kind]

    def told(self, verb: str) -> list[tuple[object, ...]]:
        return [(n.body[verb], n.body.get("crew")) for n in self.notices if verb in n.body]

    def escalations(self) -> list[tuple[object, ...]]:
        return [(r.body["what"], r.body["to"], r.at) for r in self.records if r.kind == "escalation"]


def close(target: str, **args: str) -> Intent:
    return Intent("i-1", PrincipalId("officer"), Action.CLOSE, target, args)


def without_crews(*names: str) -> City:
    return replace(CITY, crews=tuple(c for c in CITY.crews if c.id not in names))


def test_alerts_of_one_cause_below_one_lake_are_one_incident_with_one_case_and_a_task_each() -> None:
    story = Story().tick(0, alert("depth-a", 0)).tick(1, alert("depth-b", 1, Level.II))
    assert story.line("incident", "id", "level") == [
        ("I/high-water/lake@20260724T010000Z", "III"),
        ("I/high-water/lake@20260724T010000Z", "II"),
    ]
    assert list(story.memory.cases) == [LAKE_CASE]
    assert [t.place for t in story.memory.tasks.values()] == ["a", "b"]
    assert story.told("dispatch") == [(TASK_A, "crew-1"), (TASK_A.replace("/a/", "/b/"), "crew-2")]


def test_another_place_is_another_incident() -> None:
    story = Story().tick(0, alert("depth-a", 0), alert("depth-c", 0))
    assert [i.root for i in story.memory.incidents.values()] == ["lake", "c"]
    assert len(story.memory.cases) == 2


def test_an_incident_without_a_grave_enough_alert_has_no_case_until_it_grows() -> None:
    story = Story().tick(0, alert("depth-a", 0, Level.IV)).tick(1, alert("gauge-a", 1, Level.I))
    assert story.memory.cases == {}
    story.tick(2, alert("depth-a", 2, Level.III, raised=0))
    assert story.case().opened_at == at(2)
    assert story.case().level == "I"


def test_a_case_has_an_owner_and_its_deadlines_by_the_calendar() -> None:
    story = Story().tick(0, alert("depth-a", 0))
    case = story.case()
    assert case.owner == "district"
    assert [(d.what, d.due, d.provisional) for d in case.deadlines] == [
        ("dispatch", at(5), False),
        ("on-site", at(30), False),
        ("close", at(480), False),
    ]


def test_a_case_where_nobody_is_sent_owes_only_its_closing() -> None:
    story = Story().tick(0, alert("watch-d", 0))
    assert [(d.what, d.due) for d in story.case().deadlines] == [("close", at(120))]
    assert story.memory.tasks == {}
    assert story.memory.demands == ()
    assert story.case().status is CaseStatus.FILED


def test_the_life_of_a_case_from_filed_to_closed() -> None:
    story = Story().tick(0, alert("depth-a", 0))
    story.tick(1, crews=(says("crew-1", 1, 1, CrewStatus.TRAVELLING, None, TASK_A),))
    story.tick(3, crews=(says("crew-1", 2, 3, CrewStatus.ON_SITE, "a", TASK_A),))
    story.tick(4, crews=(says("crew-1", 3, 4, CrewStatus.WORKING, "a", TASK_A),))
    story.tick(60, alert("depth-a", 60, raised=0, present=False))
    assert list(dict.fromkeys(story.line("case", "status"))) == [
        ("filed",), ("dispatched",), ("handling",), ("closed",)
    ]
    assert list(dict.fromkeys(story.line("task", "status"))) == [
        ("waiting",), ("travelling",), ("on-site",), ("working",), ("done",)
    ]
    case = story.case()
    assert [(d.what, d.met_at, d.escalated_at) for d in case.deadlines] == [
        ("dispatch", at(0), None), ("on-site", at(3), None), ("close", at(60), None)
    ]
    assert (case.outcome, case.closed_at, case.late) == ("resolved", at(60), False)
    assert story.told("recall") == [(TASK_A, "crew-1")]
    assert story.memory.crews["crew-1"].task is None
    assert (story.memory.cases, story.memory.tasks, story.memory.incidents, story.memory.alerts) == ({}, {}, {}, {})


def test_records_lead_from_the_alert_to_the_crew() -> None:
    story = Story().tick(0, alert("depth-a", 0))
    causes = {r.id: [(c.role, c.id) for c in r.causes] for r in story.records}
    assert causes["I/high-water/lake@20260724T010000Z#1"] == [("raised-by", "depth-a/a@20260724T010000Z")]
    assert causes[f"{LAKE_CASE}#1"] == [("raised-by", "I/high-water/lake@20260724T010000Z#1")]
    assert causes[f"{TASK_A}#1"] == [("raised-by", f"{LAKE_CASE}#1")]
    assert causes["crew-1#1"] == [("dispatched-by", f"{TASK_A}#2")]
    assert causes[f"{LAKE_CASE}#2"] == [("dispatched-by", f"{TASK_A}#2")]


def test_a_dispatch_says_who_where_and_what() -> None:
    story = Story().tick(0, alert("depth-a", 0))
    assert story.notices == [
        Notice(
            f"dispatch/{TASK_A}/1",
            "plant",
            {"dispatch": TASK_A, "n": 1, "crew": "crew-1", "place": "a", "action": "mobile-pump"},
        )
    ]


def test_a_passed_deadline_goes_up_the_ladder_once_and_the_case_is_late() -> None:
    story = Story(without_crews("crew-1", "crew-2")).tick(0, alert("depth-a", 0)).tick(5)
    assert story.escalations() == []
    assert not story.case().late
    for n in (5.2, 6, 30, 30.2, 31, 480, 481, 482):
        story.tick(n)
    assert story.escalations() == [
        ("dispatch", "duty-officer", at(5.2)), ("on-site", "director", at(30.2)), ("close", "director", at(481))
    ]
    assert [n.to for n in story.notices] == ["people"] * 3
    case = story.case()
    assert (case.late, case.escalations, case.owner, case.status) == (True, 3, "district", "filed")
    assert [d.escalated_at for d in case.deadlines] == [at(5.2), at(30.2), at(481)]


def test_a_deadline_met_at_the_due_moment_is_in_time() -> None:
    story = Story().tick(0, alert("depth-a", 0))
    story.tick(30, crews=(says("crew-1", 1, 30, CrewStatus.ON_SITE, "a", TASK_A),)).tick(31)
    assert [e for e in story.escalations() if e[0] == "on-site"] == []
    assert story.case().deadlines[1].met_at == at(30)


def test_a_case_closed_after_its_deadline_is_late_even_when_no_tick_fell_between() -> None:
    story = Story().tick(0, alert("watch-d", 0)).tick(121, alert("watch-d", 121, raised=0, present=False))
    assert (story.case().late, story.case().status) == (True, CaseStatus.CLOSED)


def test_nobody_closes_a_case_while_the_water_stands() -> None:
    story = Story().tick(0, alert("depth-a", 0), alert("depth-b", 0, Level.II)).tick(1, intents=(close(LAKE_CASE),))
    assert story.refused == [
        f"Case {LAKE_CASE} can't be closed: at b alerts still stand (2). "
        "It closes by itself when all have cleared."
    ]
    assert story.case().status is not CaseStatus.CLOSED


def test_a_person_may_close_in_the_tick_in_which_the_level_agrees_and_say_the_outcome() -> None:
    story = Story().tick(0, alert("depth-a", 0))
    gone = alert("depth-a", 40, raised=0, present=False)
    story.tick(40, gone, intents=(close(LAKE_CASE, outcome="drained"),))
    assert story.case().outcome == "drained"
    assert [r.by for r in story.records if r.kind == "case"][-1] == "officer"
    assert story.refused == []


def test_a_case_held_open_only_by_a_rule_out_of_service_is_closed_by_a_person_and_stays_closed() -> None:
    story = Story().tick(0, alert("depth-a", 0))
    out = ("depth-a",)
    waiting = run(CITY, story.memory, (), (), (), at(100), out)
    assert list(waiting.memory.cases) == [LAKE_CASE]
    done = run(CITY, waiting.memory, (), (), (close(LAKE_CASE, outcome="looked at"),), at(101), out)
    case = next(r for r in done.records if r.kind == "case")
    assert (case.body["status"], case.body["outcome"], case.by) == ("closed", "looked at", "officer")
    assert ("asked-by", "intent/i-1") in [(c.role, c.id) for c in case.causes]
    after = run(CITY, done.memory, (replace(alert("depth-a", 0), acknowledged_by="officer"),), (), (), at(102), out)
    assert (after.records, after.memory.incidents) == ((), {})


def test_closing_an_unknown_case_is_refused_and_other_intents_are_left_alone() -> None:
    other = Intent("i-2", PrincipalId("officer"), Action.ACKNOWLEDGE, "C/none")
    story = Story().tick(0, intents=(close("C/none"), other))
    assert story.refused == ["There is no open case C/none: it may be closed already. Look at the list again."]


def test_a_shelved_alert_opens_no_case_and_holds_no_level_up_but_its_end_does() -> None:
    story = Story().tick(0, alert("depth-a", 0, Level.II, shelved_until=at(20)))
    assert [i.level for i in story.memory.incidents.values()] == [Level.IV]
    assert story.memory.cases == {}
    story.tick(19.9)
    assert story.memory.cases == {}
    story.tick(20)
    assert [i.level for i in story.memory.incidents.values()] == [Level.II]
    assert story.case().opened_at == at(20)


def test_shelving_lets_the_level_fall_but_does_not_close_the_case() -> None:
    story = Story().tick(0, alert("depth-a", 0, Level.II), alert("depth-b", 0))
    story.tick(1, alert("depth-a", 1, Level.II, raised=0, shelved_until=at(60)))
    assert story.case().level == "III"
    story.tick(2, alert("depth-b", 2, raised=0, present=False))
    assert story.case().level == "IV"
    assert story.case().status is not CaseStatus.CLOSED
    story.tick(3, intents=(close(LAKE_CASE),))
    assert len(story.refused) == 1


def test_a_silent_crew_loses_its_task_to_the_next_one_and_somebody_is_told() -> None:
    story = Story().tick(0, alert("depth-a", 0))          # crew-1 expected at 3 min
    story.tick(13)
    assert story.escalations() == []
    story.tick(13.2)
    assert story.escalations() == [("crew-silent", "duty-officer", at(13.2))]
    assert story.told("dispatch") == [(TASK_A, "crew-1"), (TASK_A, "crew-2")]
    assert story.task().crew == "crew-2"
    story.tick(14, crews=(says("crew-1", 1, 14, CrewStatus.TRAVELLING, None, TASK_A),))
    assert story.told("recall") == [(TASK_A, "crew-1")]
    assert story.memory.crews["crew-1"].task is None
    assert story.task().crew == "crew-2"


def test_a_silent_crew_finds_its_task_again_when_nobody_else_has_it() -> None:
    story = Story(without_crews("crew-2")).tick(0, alert("depth-a", 0)).tick(13.2)
    assert story.task().status is TaskStatus.WAITING
    assert story.case().status is CaseStatus.DISPATCHED           # it was; waiting again doesn't undo the step
    assert story.told("dispatch") == [(TASK_A, "crew-1")]         # not sent again while it is silent
    story.tick(14, crews=(says("crew-1", 1, 14, CrewStatus.ON_SITE, "a", TASK_A),))
    assert (story.task().crew, story.task().status, story.task().why) == ("crew-1", TaskStatus.ON_SITE, None)


def test_a_crew_that_reports_on_its_way_is_late_but_not_silent() -> None:
    story = Story().tick(0, alert("depth-a", 0))
    story.tick(12, crews=(says("crew-1", 1, 12, CrewStatus.TRAVELLING, None, TASK_A),)).tick(21)
    assert story.escalations() == []
    story.tick(22.2)
    assert [e[0] for e in story.escalations()] == ["crew-silent"]


def test_a_place_that_is_dry_again_gives_its_crew_back_while_the_incident_goes_on() -> None:
    story = Story().tick(0, alert("depth-a", 0), alert("depth-b", 0))
    task_b = TASK_A.replace("/a/", "/b/")
    story.tick(
        4,
        crews=(
            says("crew-1", 1, 4, CrewStatus.WORKING, "a", TASK_A),
            says("crew-2", 1, 4, CrewStatus.WORKING, "b", task_b),
        ),
    )
    story.tick(20, alert("depth-a", 20, raised=0, present=False))
    assert story.task().status is TaskStatus.DONE
    assert story.told("recall") == [(TASK_A, "crew-1")]
    assert story.case().status is CaseStatus.HANDLING
    again = alert("depth-a", 30, raised=0)
    story.tick(30, again)
    second = TASK_A[:-1] + "2"
    assert story.told("dispatch")[-1] == (second, "crew-1")
    assert story.case().tasks[-1] == second


def test_a_report_written_before_the_dispatch_arrived_does_not_drop_the_task() -> None:
    story = Story().tick(0, alert("depth-a", 0))
    story.tick(1, crews=(says("crew-1", 1, 0.1, CrewStatus.HOME),))
    assert story.task().status is TaskStatus.TRAVELLING
    assert story.memory.crews["crew-1"].task == TASK_A
    assert story.told("dispatch") == [(TASK_A, "crew-1")]


def test_a_crew_that_stays_home_gives_its_task_back() -> None:
    story = Story(without_crews("crew-2")).tick(0, alert("depth-a", 0))
    done = run(story.city, story.memory, (), (says("crew-1", 1, 3, CrewStatus.HOME),), (), at(3))
    task = done.memory.tasks[story.task().id]
    assert (task.status, task.crew) == (TaskStatus.WAITING, None)
    assert task.why is not None
    assert task.why.key == "command.crew_left"
    assert [d.task for d in done.demands] == [TASK_A]


def test_a_crew_that_worked_and_left_feeds_back_and_the_case_waits_for_the_level() -> None:
    story = Story().tick(0, alert("depth-a", 0))
    story.tick(4, crews=(says("crew-1", 1, 4, CrewStatus.WORKING, "a", TASK_A),))
    story.tick(50, crews=(says("crew-1", 2, 50, CrewStatus.RETURNING, "a", TASK_A),)).tick(51)
    assert (story.case().status, story.task().status) == (CaseStatus.FED_BACK, TaskStatus.DONE)
    assert story.told("dispatch") == [(TASK_A, "crew-1")]
    assert story.memory.crews["crew-1"].task is None
    story.tick(60, alert("depth-a", 60, raised=0, present=False))
    assert story.case().status is CaseStatus.CLOSED
    assert story.told("recall") == []


def test_a_report_is_heard_once_and_an_unknown_crew_is_refused() -> None:
    story = Story().tick(0, alert("depth-a", 0))
    once = says("crew-1", 5, 1, CrewStatus.TRAVELLING, None, TASK_A)
    story.tick(1, crews=(once, once, says("crew-1", 4, 0.5, CrewStatus.HOME), says("crew-9", 1, 1, CrewStatus.HOME)))
    assert len([r for r in story.records if r.kind == "crew"]) == 2       # the dispatch and one report
    assert story.refused == [
        "crew-9 is not a crew of this city; its report was not used. Declare it in the city's folder."
    ]


def test_an_alert_that_comes_back_after_the_close_makes_an_incident_of_its_own() -> None:
    story = Story().tick(0, alert("depth-a", 0)).tick(10, alert("depth-a", 10, raised=0, present=False))
    story.tick(25, alert("depth-a", 25, raised=0))
    assert list(story.memory.incidents) == ["I/high-water/lake@20260724T012500Z"]
    assert list(story.memory.cases) == ["C/high-water/lake@20260724T012500Z"]


def test_a_condition_that_came_and_went_within_one_tick_is_written_down_and_opens_nothing() -> None:
    story = Story().tick(0, alert("depth-a", 0), alert("depth-a", 0, present=False))
    assert story.line("incident", "id", "closed_at") == [
        ("I/high-water/lake@20260724T010000Z", "2026-07-24T01:00:00Z")
    ]
    assert story.memory.cases == {}


def test_a_task_nobody_can_do_says_why_once() -> None:
    story = Story(replace(CITY, crews=())).tick(0, alert("depth-a", 0)).tick(1).tick(2)
    assert [r.body["why"] for r in story.records if r.kind == "task"] == [
        None, {"key": "allocate.no_skill", "args": {"skill": "pump"}}
    ]


def test_a_mobile_pump_is_not_sent_where_it_has_no_position() -> None:
    dry = replace(CITY, places=tuple(replace(p, pump_position=None) for p in CITY.places))
    story = Story(dry).tick(0, alert("depth-a", 0))
    assert (story.task().action, story.task().skill, story.task().crew) == ("inspect", "pump", "crew-1")
    patrol = replace(CITY.crews[0], id=CrewId("patrol"), skills=("inspect",), home=(119.5, 26.0))
    story = Story(replace(dry, crews=(*CITY.crews, patrol))).tick(0, alert("depth-a", 0))
    assert (story.task().action, story.task().skill, story.task().crew) == ("inspect", "inspect", "patrol")


def test_a_crew_that_only_looks_is_called_away_to_where_hands_are_missing() -> None:
    one = replace(without_crews("crew-2"), places=tuple(
        replace(p, pump_position=None) if p.id == "c" else p for p in CITY.places
    ))
    task_c = "T/high-water/c@20260724T010000Z/c/1"
    story = Story(one).tick(0, alert("depth-c", 0))
    story.tick(5, crews=(says("crew-1", 1, 5, CrewStatus.ON_SITE, "c", task_c),))
    story.tick(6, alert("depth-a", 6, Level.IV))
    story.tick(8, alert("depth-a", 8, Level.III, raised=6))
    story.tick(14.9)
    assert story.told("recall") == []
    story.tick(15)
    assert story.task(task_c).status is TaskStatus.DONE
    assert story.told("recall") == [(task_c, "crew-1")]
    assert [crew for _, crew in story.told("dispatch")] == ["crew-1", "crew-1"]
    story.tick(40)
    assert story.told("dispatch")[1:] == [("T/high-water/lake@20260724T010600Z/a/1", "crew-1")]


def test_a_crew_that_has_looked_for_long_is_called_away_one_tick_after_the_need_arises() -> None:
    one = replace(without_crews("crew-2"), places=tuple(
        replace(p, pump_position=None) if p.id == "c" else p for p in CITY.places
    ))
    task_c = "T/high-water/c@20260724T010000Z/c/1"
    story = Story(one).tick(0, alert("depth-c", 0))
    story.tick(5, crews=(says("crew-1", 1, 5, CrewStatus.ON_SITE, "c", task_c),))
    story.tick(60, alert("depth-a", 60))
    assert story.told("recall") == []
    story.tick(60.2)
    assert story.told("recall") == [(task_c, "crew-1")]


def test_a_crew_that_only_looks_stays_while_nobody_needs_it() -> None:
    dry = replace(CITY, places=tuple(replace(p, pump_position=None) for p in CITY.places))
    story = Story(dry).tick(0, alert("depth-a", 0), alert("depth-b", 0), alert("depth-c", 0))
    story.tick(5, crews=(says("crew-1", 1, 5, CrewStatus.ON_SITE, "a", TASK_A),)).tick(60)
    assert story.told("recall") == []


def test_a_plan_that_no_longer_holds_sends_nobody() -> None:
    first = run(CITY, Memory(), (alert("depth-a", 0),), (), (), START)
    plan = nearest(first.demands, CITY.crews, {}, START)
    sent = assign(CITY, first.memory, plan, START)
    again = assign(CITY, sent.memory, plan, at(1))
    assert (again.records, again.notices, again.memory) == ((), (), sent.memory)
    assert assign(CITY, sent.memory, Plan(), at(1)).records == ()
    more = run(CITY, sent.memory, (alert("depth-c", 1),), (), (), at(1))
    taken = replace(plan.assignments[0], task=more.demands[0].task)
    assert assign(CITY, more.memory, Plan((taken,)), at(1)).notices == ()
    double = Plan(tuple(replace(taken, task=d.task, crew=CrewId("crew-2")) for d in more.demands * 2))
    assert len(assign(CITY, more.memory, double, at(1)).notices) == 1


def test_a_tick_with_nothing_due_returns_the_same_memory() -> None:
    story = Story().tick(0, alert("depth-a", 0))
    done = run(CITY, story.memory, (), (), (), at(0.1))
    assert done.memory is story.memory
    assert done.records == ()


def test_an_acknowledged_alert_changes_no_incident() -> None:
    story = Story().tick(0, alert("depth-a", 0))
    before = len(story.records)
    story.tick(1, replace(alert("depth-a", 0), acknowledged_by="officer"))
    assert len(story.records) == before


def test_memory_in_the_middle_goes_through_msgpack_unchanged() -> None:
    story = Story().tick(0, alert("depth-a", 0), alert("depth-b", 0, shelved_until=at(9)), alert("depth-c", 0))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(story.memory), type=Memory) == story.memory


def test_a_limit_that_cannot_be_reckoned_is_named() -> None:
    broken = replace(CITY, case_types=tuple(replace(k, limits={"close": "soon"}) for k in CITY.case_types))
    with pytest.raises(ValueError, match='"soon" is not a time limit'):
        run(broken, Memory(), (alert("depth-a", 0),), (), (), START)


def test_incidents_are_found_by_id() -> None:
    story = Story().tick(0, alert("depth-a", 0))
    incident = story.memory.incidents[IncidentId("I/high-water/lake@20260724T010000Z")]
    assert (incident.case, incident.worst, incident.opened_at) == (LAKE_CASE, Level.III, START)
