"""Incidents and faults in the city's one list: filed, moved, joined, re-opened and ended behind the real loop."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from banyan.command.casework.ending import answers_due
from banyan.model.alert import Condition, Transition
from banyan.model.casework import Evidence, NewPart, Status, Verb
from banyan.model.city import City
from banyan.model.ids import RoleId, RuleId, SubjectId
from banyan.model.intent import Intent
from banyan.model.judged import Judged
from banyan.model.level import Level
from banyan.model.observation import Batch
from banyan.model.record import Record, record
from banyan.model.rule import Limit, RuleKind
from banyan.model.template import Template
from banyan.model.text import Said
from banyan.model.time import Instant
from banyan.runtime.casework.following import Following
from banyan.runtime.desk import Busy
from banyan.runtime.loop import State
from tests.runtime.casework.watch import LAKE, PHOTO, TOWER, Watch

CLEAR = Evidence("all-clear", "seen")


@pytest.fixture
def bay_watched(tmp_path: Path, bay: City) -> Iterator[Watch]:
    made = Watch(tmp_path, bay).begin()
    yield made
    made.store.close()


def ponding(w: Watch, minutes: float = 4) -> None:
    """0.20 m on Tower Road: level III after two minutes, which asks for a case and a crew."""
    w.depths[TOWER] = 0.20
    w.minutes(minutes)


def test_an_incident_is_an_ordinary_case_with_number_route_clocks_and_cause(bay_watched: Watch) -> None:
    w = bay_watched
    ponding(w)
    case, response = w.one("ponding"), next(iter(w.brain.state.command.cases.values()))
    assert (case.id, case.status, case.holder) == ("K20260724-0001", Status.DISPATCHED, "drainage")
    assert (case.place.thing, case.place.area, case.reports[0].channel) == ("river", "old-town", "alert")
    assert case.route is not None
    assert case.route.route == "storm-water"
    close = next(d for d in response.deadlines if d.what == "close")
    assert (case.intake, case.due) == (response.opened_at, close.due)
    first = w.store.of_entity(f"{case.id}/1")[0]
    assert [(c.role, c.id) for c in first.causes] == [("raised-by", f"{response.id}#2")]      # filed, and a crew sent


def test_the_one_list_has_it_beside_a_residents_report_and_finds_it_by_its_incident(bay_watched: Watch) -> None:
    w = bay_watched
    ponding(w)
    case, response = w.one("ponding"), next(iter(w.brain.state.command.cases.values()))
    assert [row.id for row in w.rows(channel="alert")] == [row.id for row in w.rows()] == [case.id]
    assert [row.id for row in w.rows(source=f"incident/{response.incident}")] == [case.id]
    assert w.rows(source="incident/none") == []


def test_a_case_goes_with_its_crew_and_ends_when_the_water_is_gone(bay_watched: Watch) -> None:
    w = bay_watched
    ponding(w)
    crew = w.sent()
    w.crew(crew, "on-site", "tower-road")
    w.minutes(1)
    assert w.one("ponding").status is Status.HANDLING
    w.crew(crew, "working", "tower-road")
    w.depths[TOWER] = 0.0
    w.minutes(15)
    case = w.one("ponding")
    assert (case.status, case.outcome, case.closings[-1].by) == (Status.CLOSED, "cleared", "command")
    assert w.verbs(case) == ["report", "file", "dispatch", "handle", "feed-back", "verify", "close"]
    assert [e.kind for e in case.evidence] == ["crew-on-site", "crew-done", "all-clear"]
    assert answers_due(case) == ()
    assert not w.brain.state.command.cases


def test_water_that_goes_before_anyone_came_is_receded_and_outside_the_solved_rate(bay_watched: Watch) -> None:
    w = bay_watched
    ponding(w)
    w.depths[TOWER] = 0.0
    w.minutes(15)
    case = w.one("ponding")
    assert (case.status, case.outcome, w.verbs(case)) == (
        Status.CLOSED, "receded", ["report", "file", "dispatch", "close"])
    definition = w.office.definition(case)
    assert definition is not None
    assert definition.outcome("receded").counts is False      # type: ignore[union-attr]  # it is there, or this fails


def test_water_that_comes_back_within_two_hours_reopens_its_case_and_later_opens_another(bay_watched: Watch) -> None:
    w = bay_watched
    ponding(w)
    w.depths[TOWER] = 0.0
    w.minutes(15)
    first = w.one("ponding")
    ponding(w)
    again = w.one("ponding")
    assert (again.id, again.status, again.intake, len(again.reports)) == (first.id, Status.DISPATCHED, first.intake, 2)
    assert w.verbs(again)[4:] == ["re-open", "report", "dispatch"]
    w.depths[TOWER] = 0.0
    w.minutes(15 + 121)
    ponding(w)
    assert [(case.id, case.status) for case in w.cases("ponding")] == [
        (first.id, Status.CLOSED), ("K20260724-0002", Status.DISPATCHED)]


def test_a_graver_alert_of_the_same_incident_opens_nothing_and_puts_its_case_first(bay_watched: Watch) -> None:
    w = bay_watched
    ponding(w)
    assert not w.one("ponding").priority
    w.depths[TOWER] = 0.35
    w.minutes(4)
    case = w.one("ponding")
    assert (case.priority, len(case.reports)) == (True, 1)
    w.move(case, Verb.PRIORITISE, "duty-officer-1", yes=False)
    w.depths[TOWER] = 0.55
    w.minutes(3)
    assert not w.one("ponding").priority      # a person has said otherwise


def test_a_false_alarm_ends_not_found_and_stays_so_until_the_water_gets_graver(bay_watched: Watch) -> None:
    w = bay_watched
    ponding(w)
    closed = w.move(w.one("ponding"), Verb.CLOSE, "duty-officer-1", outcome="not-found", reason="the street is dry",
                    evidence=(PHOTO,))
    w.minutes(5)
    assert w.one("ponding") == closed
    w.depths[TOWER] = 0.35
    w.minutes(4)
    again = w.one("ponding")
    assert (again.status, again.intake) == (Status.DISPATCHED, closed.intake)
    assert again.closings[0].outcome == "not-found"


def test_a_false_alarm_that_clears_says_nothing_more(bay_watched: Watch) -> None:
    w = bay_watched
    ponding(w)
    closed = w.move(w.one("ponding"), Verb.CLOSE, "duty-officer-1", outcome="not-found", reason="the street is dry",
                    evidence=(PHOTO,))
    w.depths[TOWER] = 0.0
    w.minutes(15)
    assert w.one("ponding") == closed


def test_who_closes_the_case_of_a_broken_rule_lets_its_incident_go(bay_watched: Watch) -> None:
    w = bay_watched
    ponding(w)
    w.brain.state = replace(w.brain.state, out_of_service={"ponding.tower-road": "division by zero"})
    w.move(w.one("ponding"), Verb.CLOSE, "duty-officer-1", outcome="not-found", reason="dry", evidence=(PHOTO,))
    w.minutes(1)
    response = w.told("case")[-1]
    assert (response.body["status"], response.body["outcome"], response.by) == ("closed", "not-found", "duty-officer-1")
    assert not w.brain.state.command.cases


def test_not_found_needs_its_photo_for_an_alert_too(bay_watched: Watch) -> None:
    w = bay_watched
    ponding(w)
    with pytest.raises(Exception, match="evidence is missing: photo-site"):
        w.move(w.one("ponding"), Verb.CLOSE, "duty-officer-1", outcome="not-found", reason="dry")


def test_a_suspended_case_waits_and_goes_on_once_it_is_resumed(bay_watched: Watch) -> None:
    w = bay_watched
    ponding(w)
    w.move(w.one("ponding"), Verb.SUSPEND, "duty-officer-1", ground="weather", limit="24 urgent hours", reason="gale")
    w.depths[TOWER] = 0.0
    w.minutes(15)
    assert w.one("ponding").status is Status.DISPATCHED
    w.move(w.one("ponding"), Verb.RESUME, "duty-officer-1", reason="over")
    w.minutes(1)
    assert w.one("ponding").outcome == "receded"


def test_two_incidents_that_the_desk_joined_end_with_the_last_of_them(bay_watched: Watch) -> None:
    w = bay_watched
    ponding(w)
    w.depths["lotus-lane.depth"] = 0.20
    w.minutes(4)
    first, second = w.cases("ponding")
    w.move(second, Verb.JOIN, "duty-officer-1", other=first.id)
    w.depths[TOWER] = 0.0
    w.minutes(15)
    assert [case.status for case in w.cases("ponding")] == [Status.DISPATCHED, Status.CLOSED]
    w.depths["lotus-lane.depth"] = 0.0
    w.minutes(15)
    assert [(case.status, case.outcome) for case in w.cases("ponding")] == [
        (Status.CLOSED, "receded"), (Status.CLOSED, "duplicate")]


def test_a_case_that_was_opened_again_counts_the_crews_of_its_second_life_alone(bay_watched: Watch) -> None:
    w = bay_watched
    ponding(w)
    w.crew(w.sent(), "on-site", "tower-road")
    w.depths[TOWER] = 0.0
    w.minutes(15)
    assert w.one("ponding").outcome == "cleared"
    ponding(w)
    assert w.one("ponding").status is Status.DISPATCHED, "the crew of the first time isn't there any more"
    w.depths[TOWER] = 0.0
    w.minutes(15)
    assert [closing.outcome for closing in w.one("ponding").closings] == ["cleared", "receded"]


def test_a_case_that_people_open_again_after_the_water_has_gone_is_theirs(bay_watched: Watch) -> None:
    w = bay_watched
    ponding(w)
    w.depths[TOWER] = 0.0
    w.minutes(15)
    w.move(w.one("ponding"), Verb.REOPEN, "duty-officer-1", reason="a drain still lies open")
    w.minutes(2)
    again = Following(w.office, w.brain, w.submit)
    again.begin()
    again(())
    assert w.one("ponding").status is Status.FILED


def test_whatever_goes_wrong_with_a_case_the_loop_goes_on(
    bay_watched: Watch, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    w = bay_watched

    def broken(*_: object) -> None:
        raise ValueError("a defect")

    with monkeypatch.context() as patched:
        patched.setattr(w.office, "raised", broken)
        ponding(w)
    assert w.cases("ponding") == []
    assert [r.message.endswith("a defect") for r in caplog.records if "can't be followed" in r.message] == [True]
    w.minutes(1)
    assert w.one("ponding").status is Status.DISPATCHED, "it is made up for once the defect is gone"


def test_what_a_case_does_not_allow_is_said_once_and_done_when_it_does(
    bay_watched: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    """A part that somebody split off has no outcome yet when the water is gone."""
    w = bay_watched
    ponding(w)
    w.crew(w.sent(), "on-site", "tower-road")
    w.minutes(1)
    part = NewPart(RoleId("traffic"), reason="the barrier")
    w.move(w.one("ponding"), Verb.SPLIT, "duty-officer-1", into=(part,), reason="the barrier is broken")
    w.depths[TOWER] = 0.0
    w.minutes(20)
    whole, piece = w.cases("ponding")
    assert whole.status is Status.VERIFIED
    assert [r.message.split(":")[-1].strip() for r in caplog.records if "can't be followed" in r.message] == [piece.id]
    w.move(piece, Verb.CLOSE, "duty-officer-1", outcome="receded", reason="mended", evidence=(CLEAR,))
    w.minutes(1)
    assert w.cases("ponding")[0].outcome == "cleared"


def test_an_escalation_is_a_call_of_the_case_and_its_only_notice(bay_watched: Watch) -> None:
    """The crew says nothing, then nobody has arrived for 45 minutes: the ladder of cases.toml, rung by rung."""
    w = bay_watched
    ponding(w, 50)
    case = w.one("ponding")
    calls = [t for t in case.told if t.what == "call"]
    assert {t.whose for t in calls} == {"crews"}
    assert (calls[0].who, calls[0].to) == ("crew-silent", "supervisor")
    assert [(t.to, t.at) for t in calls if t.who == "on-site"] == [("director", case.intake + timedelta(minutes=45))]
    assert [(rec.body["what"], rec.body["to"]) for rec in w.told("escalation")] == [(t.who, t.to) for t in calls]
    heard = [n.body for _, n in w.store.notices("people") if n.body.get("key") in (None, "case.told.call")]
    assert [(body["to"], body["args"]["case"]) for body in heard] == [(t.to, case.id) for t in calls]


def test_a_gauge_that_falls_silent_is_a_case_of_maintenance_from_level_three_on(bay_watched: Watch) -> None:
    w = bay_watched
    w.silent.add(LAKE)
    w.minutes(15)
    assert w.cases("gauge-fault") == []       # silent for ten minutes: level IV
    w.minutes(20)
    case = w.one("gauge-fault")
    assert (case.status, case.holder, case.place.thing, case.place.address) == (
        Status.FILED, "water-engineer", LAKE, "西湖湖岸")
    raised = w.store.of_entity(f"{case.id}/1")[0]
    assert raised.causes[0].role == "raised-by"
    assert raised.causes[0].id.startswith("silence.west-lake.level/west-lake@")


def test_a_gauge_that_comes_back_before_anyone_began_ends_its_case(bay_watched: Watch) -> None:
    w = bay_watched
    w.silent.add(LAKE)
    w.minutes(35)
    w.silent.clear()
    w.minutes(2)
    case = w.one("gauge-fault")
    assert (case.status, case.outcome, w.verbs(case)) == (Status.CLOSED, "recovered", ["report", "file", "close"])


def test_a_fault_that_people_open_again_is_theirs_to_end(bay_watched: Watch) -> None:
    w = bay_watched
    w.silent.add(LAKE)
    w.minutes(35)
    w.silent.clear()
    w.minutes(2)
    w.move(w.one("gauge-fault"), Verb.REOPEN, "water-engineer-1", reason="its cable is loose")
    again = Following(w.office, w.brain, w.submit)
    again.begin()
    again(())
    assert w.one("gauge-fault").status is Status.FILED


def test_a_gauge_that_comes_back_while_somebody_works_on_it_leaves_the_end_to_them(bay_watched: Watch) -> None:
    w = bay_watched
    w.silent.add(LAKE)
    w.minutes(35)
    w.move(w.one("gauge-fault"), Verb.DISPATCH, "water-engineer-1")
    w.move(w.one("gauge-fault"), Verb.HANDLE, "drainage-1")
    w.silent.clear()
    w.minutes(5)
    assert w.one("gauge-fault").status is Status.HANDLING


def test_two_faults_of_one_gauge_are_one_case_that_ends_with_the_last_of_them(bay_watched: Watch) -> None:
    """Stuck at one value, then silent, then stuck again: two rules, one gauge."""
    w = bay_watched
    w.still.add(LAKE)
    w.minutes(33)
    assert [r.text for r in w.one("gauge-fault").reports] == [
        "stuck.west-lake.level，IV 级 / stuck.west-lake.level, level IV"]
    w.silent.add(LAKE)
    w.minutes(33)
    case = w.one("gauge-fault")
    assert [r.source.partition("@")[0] for r in case.reports if r.source] == [
        "alert/stuck.west-lake.level/west-lake", "alert/silence.west-lake.level/west-lake"]
    w.silent.clear()
    w.minutes(2)
    assert w.one("gauge-fault").status is Status.FILED, "it speaks again, and says the same as ever"
    w.still.clear()
    w.minutes(3)
    assert w.one("gauge-fault").outcome == "recovered"


def test_a_flapping_gauge_goes_on_as_one_case(bay_watched: Watch) -> None:
    w = bay_watched
    for _ in range(2):
        w.silent.add(LAKE)
        w.minutes(35)
        w.silent.clear()
        w.minutes(3)
    case = w.one("gauge-fault")
    assert (len(case.closings), case.outcome, len(case.reports)) == (2, "recovered", 1)
    assert w.verbs(case) == ["report", "file", "close", "re-open", "close"]


def test_a_fault_that_takes_the_place_of_another_leaves_the_case_open(bay_watched: Watch) -> None:
    """It was silent, and speaks again as if no time had gone: silence ends and stuck begins in one tick."""
    w = bay_watched
    w.still.add(LAKE)
    w.minutes(2)
    w.silent.add(LAKE)
    w.minutes(44)
    w.silent.clear()
    w.minutes(2)
    case = w.one("gauge-fault")
    assert (w.verbs(case), len(case.reports)) == (["report", "file", "report"], 2)


def test_a_shelved_alert_opens_nothing_until_its_shelf_ends(bay_watched: Watch) -> None:
    """A false alarm that somebody has put aside for ninety minutes, and that keeps coming back."""
    w = bay_watched
    w.still.add(LAKE)
    w.minutes(33)
    w.move(w.one("gauge-fault"), Verb.CLOSE, "water-engineer-1", outcome="not-found", reason="calm", evidence=(PHOTO,))
    w.shelve(next(aid for aid in w.brain.state.alarms.open if aid.startswith("stuck.west-lake")), 90)
    w.still.clear()
    w.minutes(3)
    w.still.add(LAKE)
    w.minutes(40)
    alert = next(s.alert for aid, s in w.brain.state.alarms.open.items() if aid.startswith("stuck.west-lake"))
    assert (alert.present, alert.shelved_until is not None) == (True, True)
    assert w.one("gauge-fault").outcome == "not-found"
    w.minutes(50)
    assert w.one("gauge-fault").status is Status.FILED


class Quiet:
    """A job that says once that a Datastream has fallen silent, as the watch over Datastreams does."""

    def __init__(self, rule: str) -> None:
        self._rule, self._told = RuleId(rule), False

    def due(self, now: Instant) -> tuple[Record, ...]:
        if self._told:
            return ()
        self._told = True
        subject, why = SubjectId("datastream/7"), Said("silence", {})
        said = Transition(self._rule, subject, Condition.RAISE, Level.III, now, (), why)
        return (record("judged", "judged/1", now, "judge", Judged("judged/1", (said,), {self._rule: "tower-road"})),)

    def see(self, now: Instant, batch: Batch, state: State) -> None:
        """What the loop knows changes nothing here."""


def test_a_datastream_that_falls_silent_opens_its_case_by_the_rule_that_a_template_makes(
    tmp_path: Path, bay: City
) -> None:
    quiet = Template(RuleId("quiet"), RuleKind.SILENCE, "level", "gauge", (Limit(Level.III, 30.0, 30.0),))
    w = Watch(tmp_path, replace(bay, templates=(quiet,))).begin()
    w.brain.jobs = (Quiet("quiet:7"),)
    w.minutes(1)
    case = w.one("gauge-fault")
    assert (case.status, case.place.thing) == (Status.FILED, "datastream/7")
    assert str(case.reports[0].source).startswith("alert/quiet:7/")
    w.store.close()


def test_an_incident_whose_rule_breaks_after_its_case_was_closed_is_let_go_though_the_inbox_was_full(
    bay_watched: Watch, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    w = bay_watched
    ponding(w)
    w.move(w.one("ponding"), Verb.CLOSE, "duty-officer-1", outcome="not-found", reason="dry", evidence=(PHOTO,))
    w.minutes(2)
    assert w.brain.state.command.cases, "the water says otherwise, and its rule works"
    w.brain.state = replace(w.brain.state, out_of_service={"ponding.tower-road": "division by zero"})

    def full(_: Intent) -> None:
        raise Busy("1000 wishes wait")

    with monkeypatch.context() as patched:
        patched.setattr(w.following, "_submit", full)
        w.minutes(1)
    assert w.brain.state.command.cases
    assert len([r for r in caplog.records if "1000 wishes wait" in r.message]) == 1
    w.minutes(1)
    assert not w.brain.state.command.cases
    assert w.told("case")[-1].by == "duty-officer-1"


def test_what_was_refused_is_tried_again_once_a_minute_and_not_each_tick(
    bay_watched: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The city's ticks are ten seconds apart."""
    w, tries = bay_watched, list[datetime]()

    def broken(*_: object) -> None:
        tries.append(w.brain.now)
        raise ValueError("a defect")

    ponding(w)
    monkeypatch.setattr(w.office, "followed", broken)
    w.crew(w.sent(), "on-site", "tower-road")
    begun = w.brain.now
    w.minutes(5)
    assert 4 <= len(tries) <= 8, "once a minute, and when its incident's records change"
    tries.clear()
    w.move(w.one("ponding"), Verb.PRIORITISE, "duty-officer-1", yes=True)
    w.minutes(1 / 6)
    assert len(tries) == 1, "people have moved it"
    assert w.brain.now > begun


@pytest.mark.parametrize("kill", [3.0, 5.0, 7.5, 16.0])
def test_a_tick_that_was_not_followed_is_followed_at_the_start_with_the_same_records(
    tmp_path: Path, bay: City, kill: float
) -> None:
    """The process dies between a tick and its cases, at the worst moment: the tick that changed something."""

    def live(w: Watch, minutes: float) -> None:
        for _ in range(round(minutes * 6)):
            n = round((w.brain.now - bay_start).total_seconds()) + 10
            w.depths[TOWER] = 0.20 if n < 7 * 60 else 0.0
            w.minutes(1 / 6)

    whole = Watch(tmp_path / "whole", bay).begin()
    bay_start = whole.brain.now
    live(whole, 20)
    whole.brain.rest()
    broken = Watch(tmp_path / "broken", bay).begin()
    live(broken, kill)
    before = broken.store.sequence()
    while broken.store.sequence() == before and broken.brain.now < bay_start + timedelta(minutes=20):
        broken.depths[TOWER] = 0.20 if (broken.brain.now - bay_start).total_seconds() + 10 < 7 * 60 else 0.0
        broken.minutes(1 / 6, follow=False)
    broken.store.close()
    resumed = Watch(tmp_path / "broken", bay).begin()
    live(resumed, (bay_start + timedelta(minutes=20) - resumed.brain.now).total_seconds() / 60)
    resumed.brain.rest()
    assert resumed.records() == whole.records()
    whole.store.close()
    resumed.store.close()
