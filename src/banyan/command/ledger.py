"""A working copy of the memory for one call: every change of an entity is written down with its causes."""

from typing import Protocol

from banyan.command.memory import Commanded, Escalation, Memory, Refusal
from banyan.model.alert import Alert
from banyan.model.case import Case, CaseStatus, CrewState, Incident, Task, TaskStatus
from banyan.model.city import CaseType, City, Place
from banyan.model.demand import Demand
from banyan.model.ids import CaseId, CrewId, PlaceId, TaskId
from banyan.model.level import worst
from banyan.model.ports import Notice
from banyan.model.record import Record, record
from banyan.model.rule import Rule
from banyan.model.template import made_by
from banyan.model.text import Said
from banyan.model.time import Instant, minutes

SILENT = minutes(10)     # a crew that is this long past its arrival and has said nothing since counts as silent
LOOKED = minutes(10)     # an inspecting crew that has been there so long may be called away to where it can do more
INSPECT = "inspect"      # the action of a crew that only looks
ENDED = (TaskStatus.DONE, TaskStatus.RECALLED)


class _Entity(Protocol):
    @property
    def id(self) -> str: ...


class Ledger:
    """Lives for one call. The given memory is copied, so the caller's stays as it was."""

    def __init__(self, city: City, memory: Memory, now: Instant) -> None:
        self.city, self.now = city, now
        self.alerts, self.since, self.incidents = dict(memory.alerts), dict(memory.since), dict(memory.incidents)
        self.cases, self.tasks, self.crews = dict(memory.cases), dict(memory.tasks), dict(memory.crews)
        self.counts, self.last_closed, self.heard = dict(memory.counts), dict(memory.last_closed), dict(memory.heard)
        self.records: list[Record] = []
        self.notices: list[Notice] = []
        self.refused: list[Refusal] = []
        self.causes: dict[CaseId, list[tuple[str, str]]] = {}     # why each case is to be looked at in this call
        self.silent: dict[CaseId, list[tuple[TaskId, Instant]]] = {}    # crews found silent in this call

    def commanded(self) -> Commanded:
        demands = self._demands()
        memory = Memory(
            alerts=self.alerts,
            since=self.since,
            incidents=self.incidents,
            cases=self.cases,
            tasks=self.tasks,
            crews=self.crews,
            counts=self.counts,
            last_closed=self.last_closed,
            heard=self.heard,
            demands=demands,
            next_due=self._next_due(),
        )
        return Commanded(memory, tuple(self.records), tuple(self.notices), demands, tuple(self.refused))

    # Changes: each keeps the new value and adds the record of it; the record's id is returned to be a cause.

    def put_incident(self, incident: Incident, *causes: tuple[str, str], by: str = "command") -> str:
        if incident.closed_at is None:
            self.incidents[incident.id] = incident
        else:
            self.incidents.pop(incident.id)
        return self._write("incident", incident, causes, by, last=incident.closed_at is not None)

    def put_case(self, case: Case, *causes: tuple[str, str], by: str = "command") -> str:
        closed = case.status is CaseStatus.CLOSED
        if closed:
            self.cases.pop(case.id)
        else:
            self.cases[case.id] = case
        return self._write("case", case, causes, by, last=closed)

    def put_task(self, task: Task, *causes: tuple[str, str], by: str = "command") -> str:
        self.tasks[task.id] = task
        return self._write("task", task, causes, by)

    def put_crew(self, crew: CrewState, *causes: tuple[str, str], by: str = "command") -> str:
        self.crews[crew.id] = crew
        return self._write("crew", crew, causes, by)

    def note(self, case: CaseId, role: str, rid: str) -> None:
        """The case has to be looked at because of this record."""
        self.causes.setdefault(case, []).append((role, rid))

    def escalate(self, escalation: Escalation, *causes: tuple[str, str]) -> str:
        """Written down once, and told to people: by the case in the city's list where there is one."""
        rec = record("escalation", escalation.id, self.now, "command", escalation, *causes)
        self.records.append(rec)
        kind = self.case_type(self.cases[escalation.case].type)
        if kind is not None and kind.filed_as is not None:
            return rec.id
        told = {"escalation": escalation.id, "case": escalation.case, "what": escalation.what, "role": escalation.to}
        self.notices.append(Notice(f"escalation/{escalation.id}", "people", told))
        return rec.id

    def refuse(self, intent: str, by: str, key: str, **args: str) -> None:
        self.refused.append(Refusal(intent, by, Said(key, args)))

    def recall(self, task: TaskId, crew: CrewId) -> None:
        """Tell the crew to stop there and come home."""
        n = self.count(f"recall/{task}")
        self.notices.append(Notice(f"recall/{task}/{n}", "plant", {"recall": task, "n": n, "crew": crew}))

    def count(self, key: str) -> int:
        self.counts[key] = self.counts.get(key, 0) + 1
        return self.counts[key]

    def forget_task(self, task: TaskId) -> None:
        """Of a closed case: no further record or notice of it can come."""
        del self.tasks[task]
        for key in (f"task/{task}", f"recall/{task}", f"dispatch/{task}"):
            self.counts.pop(key, None)

    # Questions

    def rule(self, alert: Alert) -> Rule | None:
        declared = next((rule for rule in self.city.rules if rule.id == alert.rule), None)
        return declared or made_by(self.city.templates, alert.rule)

    def place(self, place: PlaceId) -> Place | None:
        return next((p for p in self.city.places if p.id == place), None)

    def case_type(self, name: str | None) -> CaseType | None:
        return next((kind for kind in self.city.case_types if kind.id == name), None)

    def shelved(self, alert: Alert) -> bool:
        return alert.shelved_until is not None and self.now < alert.shelved_until

    def standing(self, incident: Incident) -> list[Alert]:
        """Its alerts whose condition is present, shelved ones included."""
        return [self.alerts[aid] for aid in incident.standing]

    def asking(self, incident: Incident) -> list[tuple[Alert, CaseType]]:
        """Standing alerts, not shelved, grave enough for the case that their rule asks for; gravest, oldest first."""
        found = []
        for alert in self.standing(incident):
            rule = self.rule(alert)
            kind = self.case_type(rule.case_type) if rule else None
            if rule and kind and alert.level.rank >= rule.case_from.rank and not self.shelved(alert):
                found.append((alert, kind))
        return sorted(found, key=lambda pair: (-pair[0].level.rank, pair[0].raised_at, pair[0].id))

    def _write(
        self, kind: str, entity: _Entity, causes: tuple[tuple[str, str], ...], by: str, last: bool = False
    ) -> str:
        key = f"{kind}/{entity.id}"
        rid = f"{entity.id}#{self.count(key)}"
        if last:
            del self.counts[key]
        self.records.append(record(kind, rid, self.now, by, entity, *causes))
        return rid

    def _demands(self) -> tuple[Demand, ...]:
        return tuple(self.demand(task) for task in self.tasks.values() if task.status is TaskStatus.WAITING)

    def demand(self, task: Task) -> Demand:
        """What a task that hasn't ended asks for."""
        case = self.cases[task.case]
        place = self.place(task.place)
        incident = self.incidents[case.incident]
        there = [a.level for a in self.standing(incident) if a.place == task.place and not self.shelved(a)]
        return Demand(
            task=task.id,
            case=case.id,
            place=task.place,
            action=task.action,
            level=worst(there) if there else case.level,
            since=task.created_at,
            position=place.at if place else None,
            skill=task.skill,
            equipment=task.equipment,
            people=place.people if place else 0,
            crew=task.crew,
            status=task.status,
            looked=has_looked(task, self.now),
        )

    def _next_due(self) -> Instant | None:
        moments = [
            d.due for case in self.cases.values() for d in case.deadlines if d.met_at is None and d.escalated_at is None
        ]
        moments += [silent_at(t, self.crews.get(t.crew)) for t in self.tasks.values() if t.crew and travelling(t)]
        if any(waits_for_hands(task) for task in self.tasks.values()):
            moments += [task.arrived_at + LOOKED for task in self.tasks.values() if looks(task) and task.arrived_at]
        moments += [a.shelved_until for a in self.alerts.values() if a.shelved_until and self.shelved(a)]
        return min(moments, default=None)


def travelling(task: Task) -> bool:
    return task.status is TaskStatus.TRAVELLING


def looks(task: Task) -> bool:
    """A crew is there, and only looks."""
    return task.action == INSPECT and task.status is TaskStatus.ON_SITE


def has_looked(task: Task, now: Instant) -> bool:
    """Its crew has done what it came for, and may be called away."""
    return looks(task) and task.arrived_at is not None and task.arrived_at + LOOKED <= now


def waits_for_hands(task: Task) -> bool:
    """It needs somebody to do more than look, and has nobody."""
    return task.action != INSPECT and task.status is TaskStatus.WAITING


def silent_at(task: Task, crew: CrewState | None) -> Instant:
    """The moment after which a crew on its way counts as silent."""
    promised = task.expected_at or task.sent_at or task.created_at
    return (max(promised, crew.at) if crew else promised) + SILENT
