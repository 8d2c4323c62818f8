"""What a case still has to say of its incident or its alerts: move by move, and nothing where people have the word."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from banyan.command.casework import apply
from banyan.command.casework.alarms import MOST_MOVES, next_of_alerts, next_of_incident, raised_since
from banyan.command.casework.opening import opened_by
from banyan.model.alert import Alert, Phase
from banyan.model.case import Case as Response
from banyan.model.case import CaseStatus, Task, TaskStatus
from banyan.model.casetype import Casebook, Opening, Outcome
from banyan.model.casework import Case, Done, Move, Verb
from banyan.model.ids import AlertId, CaseId, CrewId, IncidentId, PlaceId, RoleId, RuleId, SubjectId, TaskId
from banyan.model.level import Level
from banyan.model.rule import Limit, Rule, RuleKind
from banyan.model.text import Said
from tests.command.casework.town import BOOK, DESK, HOLE, OUTCOMES, START, Town, name

ENDS = (
    Outcome("cleared", name("cleared"), solved=True, evidence=("all-clear",)),
    Outcome("receded", name("receded"), early=True, evidence=("all-clear",)),
    Outcome("recovered", name("recovered"), early=True, evidence=("all-clear",)),
)
WATER = replace(HOLE, outcomes=(*OUTCOMES, *ENDS), evidence=(), powers={"verify": ("supervisor",)})
TOWN = replace(BOOK, definitions=(WATER,))
MINUTE = timedelta(minutes=1)
RESPONSE = Response(
    id=CaseId("C/ponding/river@1"), type="ponding", incident=IncidentId("I/ponding/river@1"), place=PlaceId("street"),
    level=Level.III, owner=RoleId("desk"), status=CaseStatus.FILED, opened_at=START, deadlines=(),
)  # fmt: skip
TASK = Task(TaskId("T1"), RESPONSE.id, PlaceId("street"), "mobile-pump", TaskStatus.WAITING, START)


def sent(**more: object) -> Task:
    return replace(TASK, status=TaskStatus.TRAVELLING, crew=CrewId("crew-1"), sent_at=START + MINUTE, **more)


def over(outcome: str = "resolved") -> Response:
    return replace(RESPONSE, status=CaseStatus.CLOSED, outcome=outcome, closed_at=START + 60 * MINUTE)


class Played(Town):
    """A case that is moved until it has said everything."""

    def __init__(self, book: Casebook = TOWN) -> None:
        super().__init__(book)
        self.report()
        self.wait(minutes=61)

    @property
    def case(self) -> Case:
        return self.cases[CaseId("K1")]

    def follow(self, response: Response, *tasks: Task) -> list[str]:
        verbs = []
        while (move := next_of_incident(WATER, self.case, response, tasks, self.now)) is not None:
            verbs.append(str(move.verb))
            self._must(move)
            assert len(verbs) < MOST_MOVES
        return verbs

    def follow_alerts(self, *alerts: Alert) -> list[str]:
        verbs = []
        while (move := next_of_alerts(WATER, self.case, alerts, self.now)) is not None:
            verbs.append(str(move.verb))
            self._must(move)
        return verbs

    def _must(self, move: Move) -> None:
        done = apply(self.book, self.case, move, self.now, self.cases.get)
        assert isinstance(done, Done), done
        self.cases.update({case.id: case for case in done.cases})


@pytest.mark.parametrize(("response", "tasks", "verbs", "outcome"), [
    (RESPONSE, (TASK,), ["file"], None),
    (RESPONSE, (sent(),), ["file", "dispatch"], None),
    (replace(RESPONSE, level=Level.II), (), ["file", "prioritise"], None),
    (RESPONSE, (sent(arrived_at=START + 9 * MINUTE),), ["file", "dispatch", "handle"], None),
    (replace(RESPONSE, status=CaseStatus.FED_BACK),
     (sent(arrived_at=START + 9 * MINUTE, done_at=START + 30 * MINUTE),),
     ["file", "dispatch", "handle", "feed-back"], None),
    (over(), (sent(arrived_at=START + 9 * MINUTE, done_at=START + 60 * MINUTE),),
     ["file", "dispatch", "handle", "feed-back", "verify", "close"], "cleared"),
    (over(), (sent(done_at=START + 60 * MINUTE),), ["file", "close"], "receded"),
    (over(), (), ["file", "close"], "receded"),
])  # fmt: skip
def test_a_case_catches_up_with_its_incident_from_wherever_it_is(
    response: Response, tasks: tuple[Task, ...], verbs: list[str], outcome: str | None
) -> None:
    played = Played()
    assert played.follow(response, *tasks) == verbs
    assert played.case.outcome == outcome
    assert played.follow(response, *tasks) == []


def test_a_crew_that_is_sent_again_sends_the_case_back_to_work() -> None:
    played = Played()
    first = sent(arrived_at=START, done_at=START)
    fed = replace(RESPONSE, status=CaseStatus.FED_BACK)
    played.follow(fed, replace(first, status=TaskStatus.DONE))
    played.wait(minutes=30)
    assert played.follow(fed, first) == [], "what a person may have fed back stands"
    second = replace(sent(), id=TaskId("T2"), sent_at=played.now)
    assert played.follow(replace(RESPONSE, status=CaseStatus.HANDLING), first, second) == ["verify"]
    assert (played.case.status, played.case.reworks) == ("handling", 1)


def test_what_a_person_said_when_closing_an_incident_is_kept_where_the_type_knows_it() -> None:
    played = Played()
    played.follow(over(outcome="not-solved"), sent(arrived_at=START, done_at=START))
    assert played.case.outcome == "not-solved"
    nobody = Played()
    nobody.follow(over(outcome="not-solved"))
    assert nobody.case.outcome == "receded", "not-solved isn't for a case that nobody came to"


def test_people_have_the_word_while_a_case_is_returned_or_suspended() -> None:
    for verb, more in (("suspend", {"ground": "rain", "limit": "1 working day", "reason": "gale"}),):
        played = Played()
        played.follow(RESPONSE, sent())
        played.must("K1", verb, DESK, **more)
        assert played.follow(over()) == []
        played.must("K1", "resume", DESK, reason="over")
        assert played.follow(over()) == ["close"]


def test_a_person_who_takes_the_urgency_back_is_heard() -> None:
    played = Played()
    urgent = replace(RESPONSE, level=Level.I)
    assert played.follow(urgent) == ["file", "prioritise"]
    played.must("K1", "prioritise", DESK, yes=False)
    assert played.follow(urgent) == []


def fault(n: int, present: bool) -> Alert:
    ended = None if present else START + n * MINUTE
    return Alert(AlertId(f"stuck/g@{n}"), RuleId("stuck"), "1", SubjectId("g"), PlaceId("street"), "signal", Level.IV,
                 Level.IV, Phase.UNACKNOWLEDGED, START, START + n * MINUTE, (), Said("k", {}), present, ended)


def test_a_fault_ends_with_the_last_of_its_alerts_and_shows_it() -> None:
    played = Played()
    assert played.follow_alerts(fault(1, True), fault(2, False)) == ["file"]
    played.must("K1", "dispatch", DESK)
    assert played.follow_alerts(fault(1, False), fault(2, False)) == ["close"]
    shown, = played.case.evidence
    assert (played.case.outcome, shown.kind, shown.ref, shown.at) == (
        "recovered", "all-clear", "stuck/g@2", START + 2 * MINUTE)


LEVELS = {"4": Level.IV, "3": Level.III, "2": Level.II}


@pytest.mark.parametrize(("history", "closed", "news"), [
    ("0:4", 0, False),              # it stood when somebody closed it, and still does
    ("0:4 5:3", 2, True),           # it got graver since
    ("0:3 5:4", 2, False),          # ... or milder
    ("0:4 5:- 9:4", 2, True),       # it came back
    ("0:4 5:-", 2, False),          # it only ended
    ("0:4 5:-", 5, False),          # it ended, and the case with it
    ("0:4 5:- 9:4", 5, True),
    ("0:4 3:3 5:4 7:3", 4, False),  # no graver than when it was closed
    ("0:4 3:3 5:4 7:2", 4, True),
])  # fmt: skip
def test_what_is_news_since_a_case_was_closed(history: str, closed: int, news: bool) -> None:
    told = []
    for one in history.split():
        minute, level = one.split(":")
        told.append((START + int(minute) * MINUTE, level != "-", LEVELS.get(level, Level.IV)))
    assert raised_since(told, START + closed * MINUTE) is news


def rule(rid: str, kind: RuleKind, case_type: str | None = None) -> Rule:
    return Rule(RuleId(rid), kind, SubjectId("s"), PlaceId("p"), "signal", "g", (Limit(Level.IV, 1.0, 1.0),),
                case_type=case_type)


ROWS = (
    Opening("silent", (RuleKind.SILENCE,), least=Level.III), Opening("named", rules=("stuck.sea", "odd.*")),
    Opening("fault", (RuleKind.STUCK, RuleKind.TRUST)),
)


@pytest.mark.parametrize(("rid", "kind", "level", "opens"), [
    ("silence.a", RuleKind.SILENCE, Level.IV, None), ("silence.a", RuleKind.SILENCE, Level.III, "silent"),
    ("silence.a", RuleKind.SILENCE, Level.I, "silent"), ("stuck.sea", RuleKind.STUCK, Level.IV, "named"),
    ("stuck.seaside", RuleKind.STUCK, Level.IV, "fault"), ("odd.one", RuleKind.THRESHOLD, Level.IV, "named"),
    ("odd", RuleKind.THRESHOLD, Level.I, None), ("trust/g", RuleKind.TRUST, Level.III, "fault"),
])  # fmt: skip
def test_the_first_row_that_fits_says_what_an_alert_opens(
    rid: str, kind: RuleKind, level: Level, opens: str | None
) -> None:
    assert opened_by(ROWS, rule(rid, kind), level) == opens


def test_a_rule_whose_incident_asks_for_a_case_opens_no_second_one() -> None:
    assert opened_by((Opening("any"),), rule("ponding", RuleKind.THRESHOLD, "ponding"), Level.I) is None


def test_the_loop_acts_in_whatever_role_a_type_asks_for() -> None:
    """WATER lets nobody but a supervisor verify."""
    played = Played()
    assert Verb.VERIFY in WATER.powers
    assert played.follow(over(), sent(arrived_at=START, done_at=START))[-2:] == ["verify", "close"]
