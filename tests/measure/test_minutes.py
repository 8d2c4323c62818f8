"""Figures from hand-made journals; minutes are counted from 09:00."""

from datetime import UTC, datetime, timedelta

import msgspec
from msgspec.structs import replace

from banyan.measure.minutes import ReadingFigures, Spread, after_action, alert_lives
from banyan.model.alert import Alert, Phase
from banyan.model.case import Case, CaseStatus, Incident, Task, TaskStatus
from banyan.model.ids import (
    AlertId,
    CaseId,
    DeviceId,
    IncidentId,
    OrderId,
    PlaceId,
    PrincipalId,
    ProposalId,
    RoleId,
    RuleId,
    StreamId,
    SubjectId,
    TaskId,
)  # fmt: skip
from banyan.model.level import Level
from banyan.model.observation import Evidence
from banyan.model.order import Actuation, Outcome, Plan, Proposal, ProposalStatus
from banyan.model.record import Record, record
from banyan.model.rule import Limit, Rule, RuleKind
from banyan.model.text import Said

NONE = ReadingFigures()
LIMITS = (Limit(Level.III, 1.0, 0.5),)


def at(n: float) -> datetime:
    return datetime(2026, 7, 24, 1, tzinfo=UTC) + timedelta(minutes=n)


def rule(name: str, kind: RuleKind = RuleKind.THRESHOLD) -> Rule:
    return Rule(RuleId(name), kind, SubjectId("a"), PlaceId("a"), "water", "a.depth", LIMITS)


RULES = (rule("depth"), rule("quiet", RuleKind.SILENCE))


def evidence(n: float) -> Evidence:
    return Evidence(StreamId("a.depth"), at(n), 1.2, 3)


def alert(name: str, over: float, raised: float, cleared: float | None = None, of: str = "depth") -> Alert:
    return Alert(
        id=AlertId(name), rule=RuleId(of), rule_version="1", subject=SubjectId("a"), place=PlaceId("a"), cause="water",
        level=Level.III, worst=Level.III, phase=Phase.UNACKNOWLEDGED, raised_at=at(raised),
        changed_at=at(raised if cleared is None else cleared), evidence=(evidence(over),), reason=Said("k"),
        present=cleared is None, cleared_at=None if cleared is None else at(cleared),
    )  # fmt: skip


def case(name: str, opened: float, closed: float | None = None, late: bool = False) -> Case:
    status = CaseStatus.FILED if closed is None else CaseStatus.CLOSED
    return Case(
        CaseId(f"C-{name}"), "ponding", IncidentId(f"I-{name}"), PlaceId("a"), Level.III, RoleId("r"), status,
        at(opened), (), closed_at=None if closed is None else at(closed), late=late,
    )  # fmt: skip


def incident(name: str, opened: float, closed: float | None, *alerts: str) -> Incident:
    return Incident(
        IncidentId(f"I-{name}"), "water", PlaceId("a"), PlaceId("a"), Level.III, Level.III, at(opened),
        tuple(AlertId(a) for a in alerts), (), CaseId(f"C-{name}"), None if closed is None else at(closed),
    )  # fmt: skip


def task(name: str, n: int, arrived: float | None) -> Task:
    arrival = None if arrived is None else at(arrived)
    return Task(
        TaskId(f"T-{name}-{n}"), CaseId(f"C-{name}"), PlaceId("a"), "inspect", TaskStatus.ON_SITE, at(0),
        arrived_at=arrival,
    )  # fmt: skip


def journal(*entities: tuple[str, object]) -> list[Record]:
    return [record(kind, f"r{i}", at(0), "x", body) for i, (kind, body) in enumerate(entities)]


def test_minutes_count_from_the_first_reading_over_the_limit() -> None:
    found = after_action(
        journal(
            ("alert", alert("a1", 0, 3)),
            ("incident", incident("1", 3, None, "a1")),
            ("case", case("1", 4)),
            ("task", task("1", 1, 21)),
            ("task", task("1", 2, 16)),
            ("alert", alert("a1", 0, 3, 90)),
            ("incident", incident("1", 3, 90, "a1")),
            ("case", case("1", 4, 90)),
        ),
        RULES,
        NONE,
    )
    assert found.cases.minutes == {
        "alert": Spread(3, 3), "case": Spread(4, 4), "on_site": Spread(16, 16), "cleared": Spread(90, 90)
    }
    assert (found.cases.opened, found.cases.closed, found.cases.late) == (1, 1, 0)
    assert (found.alerts.raised, found.alerts.cleared, found.alerts.standing) == (1, 1, 0)


def test_a_case_counts_from_the_limit_that_asks_for_one() -> None:
    mild = replace(alert("a1", 0, 3), level=Level.IV)
    graver = replace(alert("a1", 0, 3), evidence=(*mild.evidence, replace(mild.evidence[-1], time=at(40))))
    found = after_action(
        journal(("alert", mild), ("incident", incident("1", 3, None, "a1")), ("alert", graver), ("case", case("1", 42)),
                ("task", task("1", 1, 55))),
        RULES, NONE,
    )  # fmt: skip
    assert (found.cases.minutes["alert"], found.cases.minutes["case"]) == (Spread(3, 3), Spread(2, 2))
    assert found.cases.minutes["on_site"] == Spread(15, 15)


def test_a_crew_that_was_there_before_the_water_took_no_minutes_to_come() -> None:
    found = after_action(
        journal(("alert", alert("e1", 0, 0, of="expected/a.depth")), ("incident", incident("1", 0, None, "e1", "a1")),
                ("case", case("1", 0)), ("task", task("1", 1, 15)), ("alert", alert("a1", 40, 42)),
                ("alert", alert("e1", 0, 0, 42, of="expected/a.depth")), ("alert", alert("a1", 40, 42, 100)),
                ("incident", incident("1", 0, 100, "e1", "a1")), ("case", case("1", 0, 100))),
        RULES, NONE,
    )  # fmt: skip
    assert found.cases.minutes == {
        "alert": Spread(2, 2), "case": Spread(0, 0), "on_site": Spread(0, 0), "cleared": Spread(60, 60)
    }


def test_a_crew_that_waits_where_no_water_came_is_on_site_nowhere() -> None:
    elsewhere = replace(task("1", 1, 15), place=PlaceId("b"))
    entities = [("alert", alert("a1", 40, 42)), ("incident", incident("1", 0, None, "a1")), ("case", case("1", 0))]
    found = after_action(journal(*entities, ("task", elsewhere)), RULES, NONE)
    assert found.cases.minutes["on_site"] == Spread()
    found = after_action(journal(*entities, ("task", elsewhere), ("task", task("1", 2, 70))), RULES, NONE)
    assert found.cases.minutes["on_site"] == Spread(30, 30)


def test_water_that_was_expected_and_never_came_has_no_minutes() -> None:
    found = after_action(
        journal(("alert", alert("e1", 0, 0, of="expected/a.depth")), ("incident", incident("1", 0, 60, "e1")),
                ("case", case("1", 0, 60)), ("alert", alert("e1", 0, 0, 60, of="expected/a.depth"))),
        RULES, NONE,
    )  # fmt: skip
    assert (found.cases.opened, found.cases.closed) == (1, 1)
    assert list(found.cases.minutes.values()) == [Spread()] * 4


def test_median_and_worst_are_over_cases_and_a_case_that_never_saw_a_crew_does_not_count_as_zero() -> None:
    entities: list[tuple[str, object]] = []
    for n, (name, opened) in enumerate((("1", 4.0), ("2", 7.0), ("3", 10.0), ("4", 30.0))):
        start = 100 * n
        entities += [
            ("alert", alert(f"a{name}", start, start + 2)),
            ("incident", incident(name, start + 2, None, f"a{name}")),
            ("case", case(name, start + opened, late=name in "34")),
        ]
    entities.append(("task", task("2", 1, 112)))
    found = after_action(journal(*entities), RULES, NONE)
    assert found.cases.minutes["case"] == Spread(8.5, 30)
    assert found.cases.minutes["on_site"] == Spread(12, 12)
    assert found.cases.minutes["cleared"] == Spread(None, None)
    assert found.cases.late == 2
    assert found.alerts.standing == 4


def test_a_case_begun_by_silence_has_no_reading_over_a_limit() -> None:
    found = after_action(
        journal(
            ("alert", alert("q", 0, 30, of="quiet")),
            ("incident", incident("1", 30, None, "q")),
            ("case", case("1", 30)),
        ),
        RULES,
        NONE,
    )
    assert found.cases.opened == 1
    assert list(found.cases.minutes.values()) == [Spread(None, None)] * 4


def test_an_alert_that_comes_back_has_two_lives_and_each_incident_its_own() -> None:
    back = replace(alert("a1", 60, 3), changed_at=at(62))
    gone = replace(alert("a1", 60, 3, 80), changed_at=at(80))
    records = journal(
        ("alert", alert("a1", 0, 3)),
        ("alert", replace(alert("a1", 0, 3), acknowledged_by="x", changed_at=at(5))),
        ("alert", alert("a1", 0, 3, 20)),
        ("incident", incident("1", 3, 20, "a1")),
        ("case", case("1", 3, 20)),
        ("alert", back),
        ("incident", incident("2", 62, 80, "a1")),
        ("case", case("2", 62, 80)),
        ("alert", gone),
    )
    lives = alert_lives([r for r in records if r.kind == "alert"], RULES)
    assert [(life.over_at, life.raised_at, life.cleared_at) for life in lives] == [
        (at(0), at(3), at(20)), (at(60), at(62), at(80))
    ]
    found = after_action(records, RULES, NONE)
    assert found.alerts.raised == 2
    assert found.cases.minutes["alert"] == Spread(2.5, 3)
    assert found.cases.minutes["cleared"] == Spread(20, 20)


def test_raised_is_cleared_and_standing_together_even_when_it_came_and_went_at_once() -> None:
    found = after_action(journal(("alert", alert("a1", 0, 3, 3)), ("alert", alert("a2", 0, 3))), RULES, NONE)
    assert (found.alerts.raised, found.alerts.cleared, found.alerts.standing) == (2, 1, 1)


def proposal(name: str, status: ProposalStatus) -> Proposal:
    return Proposal(
        ProposalId(name), PrincipalId("rule"), Plan((), Said("k"), (), at(9)), status, at(0), "III"
    )


def order(name: str, outcome: Outcome, interlock: str | None = None) -> Actuation:
    return Actuation(
        OrderId(name), DeviceId("g"), ProposalId("p"), "a", 10.0, 0.0, at(0), at(1), outcome, (), interlock=interlock
    )


def test_a_proposal_counts_once_under_each_fate_it_met() -> None:
    states = (("1", "open"), ("1", "approved"), ("1", "superseded"), ("2", "open"), ("2", "refused"), ("3", "expired"))
    records = journal(*(("proposal", proposal(name, ProposalStatus(status))) for name, status in states))
    made = after_action(records, RULES, NONE).proposals
    assert (made.made, made.approved, made.refused, made.expired) == (3, 1, 1, 1)


def test_refusals_are_counted_by_interlock_in_order_of_name() -> None:
    records = journal(
        ("actuation", order("1", Outcome.REFUSE, "ramp")),
        ("actuation", order("2", Outcome.PASS)),
        ("actuation", order("3", Outcome.REFUSE, "expiry")),
        ("actuation", order("4", Outcome.REFUSE, "ramp")),
    )
    found = after_action(records, RULES, NONE, violations=3).interlocks
    assert list(found.refusals.items()) == [("expiry", 1), ("ramp", 2)]
    assert found.violations == 3


def test_the_parts_have_the_promised_shape() -> None:
    readings = ReadingFigures(10, 8, {"range": 2})
    assert msgspec.to_builtins(after_action([], RULES, readings)) == {
        "alerts": {"raised": 0, "cleared": 0, "standing": 0},
        "cases": {
            "opened": 0, "closed": 0, "late": 0,
            "minutes": {leg: {"median": None, "worst": None} for leg in ("alert", "case", "on_site", "cleared")},
        },
        "proposals": {"made": 0, "approved": 0, "refused": 0, "expired": 0},
        "interlocks": {"refusals": {}, "violations": 0},
        "readings": {"received": 10, "accepted": 8, "rejected": {"range": 2}},
    }
