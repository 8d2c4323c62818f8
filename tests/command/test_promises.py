"""Whatever water, crews and people do, in any order: command's promises hold after every tick."""

from collections import Counter

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from banyan.allocate.nearest import nearest
from banyan.command.assign import assign
from banyan.command.memory import Commanded, Memory
from banyan.command.run import run
from banyan.model.alert import Alert
from banyan.model.case import CrewStatus, TaskStatus
from banyan.model.ids import PrincipalId
from banyan.model.intent import Action, Intent
from banyan.model.level import Level
from banyan.model.messages import CrewReport
from banyan.model.ports import Notice
from banyan.model.record import Record, canonical
from tests.command.small_city import CITY as PUMPING
from tests.command.small_city import alert, at, says

CITY = msgspec.structs.replace(    # at one place a crew can only look, and may be called away
    PUMPING,
    places=tuple(msgspec.structs.replace(p, pump_position=None) if p.id == "c" else p for p in PUMPING.places),
)

RULES = ("depth-a", "depth-b", "depth-c", "gauge-a", "watch-d")
ACTIVE = (TaskStatus.TRAVELLING, TaskStatus.ON_SITE, TaskStatus.WORKING)


class Promises(RuleBasedStateMachine):
    """Time moves in steps of 10 seconds to 20 minutes; a second memory goes through msgpack before every call."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.memory = self.stored = Memory()
        self.records: list[Record] = []
        self.notices: list[Notice] = []
        self.standing: dict[str, Alert] = {}
        self.sequence = Counter[str]()
        self.waiting: tuple[list[Alert], list[CrewReport], list[Intent]] = ([], [], [])

    @rule(name=st.sampled_from(RULES), level=st.sampled_from(Level), shelved=st.sampled_from((0, 0, 0, 15)))
    def raise_or_amend(self, name: str, level: Level, shelved: int) -> None:
        first = self.standing.get(name)
        raised = None if first is None else (first.raised_at - at(0)).total_seconds() / 60
        until = at(self.now + shelved) if shelved else None
        self.standing[name] = alert(name, self.now, level, raised=raised, shelved_until=until)
        self.waiting[0].append(self.standing[name])

    @rule(name=st.sampled_from(RULES), again=st.booleans())
    def clear(self, name: str, again: bool) -> None:
        if name not in self.standing:
            return
        gone = self.standing.pop(name)
        raised = (gone.raised_at - at(0)).total_seconds() / 60
        self.waiting[0].append(alert(name, self.now, gone.level, raised=raised, present=False))
        if again:    # before anybody acknowledged it: the same alert stands again
            self.standing[name] = alert(name, self.now, gone.level, raised=raised)
            self.waiting[0].append(self.standing[name])

    @rule(
        name=st.sampled_from(("crew-1", "crew-2", "crew-9")),
        status=st.sampled_from(CrewStatus),
        about=st.sampled_from(("own", "none", "any", "gone")),
        old=st.sampled_from((0.0, 0.0, 5.0)),
        doubled=st.booleans(),
    )
    def report(self, name: str, status: CrewStatus, about: str, old: float, doubled: bool) -> None:
        tasks = list(self.memory.tasks.values())
        own = [t for t in tasks if t.crew == name]
        chosen = (own if about == "own" else tasks if about == "any" else [])[:1]
        self.sequence[name] += 1
        said = says(
            name, self.sequence[name], max(0.0, self.now - old), status,
            chosen[0].place if chosen and status is not CrewStatus.TRAVELLING else None,
            "T/gone/1" if about == "gone" else chosen[0].id if chosen else None,
        )
        self.waiting[1].extend([said, said] if doubled else [said])

    @rule(which=st.integers(0, 3))
    def ask_to_close(self, which: int) -> None:
        cases = [*self.memory.cases, "C/none"]
        target = cases[which % len(cases)]
        self.waiting[2].append(Intent(f"i{self.now}{which}", PrincipalId("officer"), Action.CLOSE, target))

    @rule(step=st.sampled_from((1 / 6, 1 / 6, 1.0, 4.0, 20.0, 600.0)))
    def tick(self, step: float) -> None:
        self.now += step
        alerts, reports, intents = (tuple(part) for part in self.waiting)
        self.waiting = ([], [], [])
        before = msgspec.msgpack.encode(self.memory)
        live = run(CITY, self.memory, alerts, reports, intents, at(self.now))
        kept = run(CITY, through_msgpack(self.stored), alerts, reports, intents, at(self.now))
        assert msgspec.msgpack.encode(self.memory) == before
        self.same(live, kept)
        plan = nearest(live.demands, CITY.crews, live.memory.crews, at(self.now))
        live = assign(CITY, self.memory, plan, at(self.now))
        self.same(live, assign(CITY, through_msgpack(self.stored), plan, at(self.now)))

    def same(self, live: Commanded, kept: Commanded) -> None:
        assert [canonical(r) for r in live.records] == [canonical(r) for r in kept.records]
        assert (live.notices, live.demands, live.refused) == (kept.notices, kept.demands, kept.refused)
        assert live.memory == kept.memory
        self.memory, self.stored = live.memory, kept.memory
        self.records += live.records
        self.notices += live.notices

    @invariant()
    def every_open_case_has_an_owner_and_a_next_deadline(self) -> None:
        for case in self.memory.cases.values():
            assert case.owner == "district"
            assert [d for d in case.deadlines if d.what == "close" and d.met_at is None]
            assert self.memory.incidents[case.incident].case == case.id

    @invariant()
    def an_incident_has_one_case_and_a_cause_and_place_one_incident(self) -> None:
        where = [(i.cause, i.root) for i in self.memory.incidents.values()]
        assert len(where) == len(dict.fromkeys(where))
        pairs = dict.fromkeys((r.body["incident"], r.body["id"]) for r in self.records if r.kind == "case")
        assert len(pairs) == len(dict.fromkeys(incident for incident, _ in pairs))
        for incident in self.memory.incidents.values():
            assert incident.standing
            assert incident.case is None or incident.case in self.memory.cases

    @invariant()
    def what_asks_for_a_case_has_one(self) -> None:
        for incident in self.memory.incidents.values():
            grave = [
                a
                for a in map(self.memory.alerts.__getitem__, incident.standing)
                if a.rule != "gauge-a" and a.level != "IV"
                and (a.shelved_until is None or a.shelved_until <= at(self.now))
            ]
            assert not grave or incident.case is not None or self.waiting != ([], [], []) or self.now == 0

    @invariant()
    def every_escalation_is_made_once_and_none_is_missed(self) -> None:
        made = [r for r in self.records if r.kind == "escalation"]
        assert len(made) == len(dict.fromkeys(r.id for r in made))
        deadlines = [(r.body["case"], r.body["what"]) for r in made if r.body["what"] != "crew-silent"]
        assert len(deadlines) == len(dict.fromkeys(deadlines))
        for case in self.memory.cases.values():
            assert case.escalations == len([r for r in made if r.body["case"] == case.id])
            for d in case.deadlines:
                assert d.met_at is not None or d.escalated_at is not None or at(self.now) <= d.due
                assert (d.escalated_at is not None) == ((case.id, d.what) in deadlines)
                assert case.late or d.escalated_at is None

    @invariant()
    def a_crew_has_one_open_task_or_none_and_both_say_so(self) -> None:
        for crew in self.memory.crews.values():
            assert crew.task is None or crew.task in self.memory.tasks
        sent = [t for t in self.memory.tasks.values() if t.status in ACTIVE]
        assert len(sent) == len(dict.fromkeys(t.crew for t in sent))
        for task in sent:
            assert task.crew is not None
            assert self.memory.crews[task.crew].task == task.id

    @invariant()
    def a_closed_case_leaves_nothing_behind(self) -> None:
        closed = [r.body for r in self.records if r.kind == "case" and r.body["status"] == "closed"]
        for case in closed:
            assert case["id"] not in self.memory.cases
            assert case["outcome"] == "resolved"
        assert {t.case for t in self.memory.tasks.values()} <= set(self.memory.cases)
        listed = [tid for case in self.memory.cases.values() for tid in case.tasks]
        assert sorted(listed) == sorted(self.memory.tasks)
        if not self.memory.incidents:
            assert self.memory.cases == {} == self.memory.alerts
            assert self.memory.demands == ()

    @invariant()
    def whoever_was_sent_is_recalled_or_came_home_by_itself(self) -> None:
        last: dict[str, str] = {}
        for r in self.records:
            if r.kind == "task":
                last[r.body["id"]] = r.body["status"]
        for task, status in last.items():
            assert status in ("done", "recalled") or task in self.memory.tasks

    @invariant()
    def ids_are_never_given_twice(self) -> None:
        assert [i for i, n in Counter(r.id for r in self.records).items() if n > 1] == []
        assert [i for i, n in Counter(n.id for n in self.notices).items() if n > 1] == []

    @invariant()
    def causes_lead_to_what_was_written_before(self) -> None:
        seen: set[str] = set()
        for r in self.records:
            for cause in r.causes:
                told = ("@" in cause.id and "#" not in cause.id) or cause.id.startswith("intent/")   # of others
                assert cause.id in seen or told
            seen.add(r.id)

    @invariant()
    def demands_are_the_waiting_tasks(self) -> None:
        waiting = [t.id for t in self.memory.tasks.values() if t.status is TaskStatus.WAITING]
        assert [d.task for d in self.memory.demands] == waiting


def through_msgpack(memory: Memory) -> Memory:
    return msgspec.msgpack.decode(msgspec.msgpack.encode(memory), type=Memory)


TestPromises = Promises.TestCase
TestPromises.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from((0.2, 1.0, 7.0)), max_size=40))
def test_extra_ticks_with_nothing_new_change_only_when_time_is_due(steps: list[float]) -> None:
    """The same moments, once ticked through the quick path and once with every tick forced to look."""
    quick = slow = run(CITY, Memory(), (alert("depth-a", 0), alert("watch-d", 0)), (), (), at(0))
    n = 0.0
    for step in steps:
        n += step
        quick = run(CITY, quick.memory, (), (), (), at(n))
        slow = run(CITY, msgspec.structs.replace(slow.memory, next_due=at(0)), (), (), (), at(n))
        assert quick.records == slow.records
        assert msgspec.structs.replace(quick.memory, next_due=None) == msgspec.structs.replace(
            slow.memory, next_due=None
        )
