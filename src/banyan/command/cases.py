"""No case is forgotten: one owner, one next deadline, closed only when the level agrees."""

from msgspec.structs import replace

from banyan.command.calendar import due
from banyan.command.incidents import Touched
from banyan.command.ledger import ENDED, INSPECT, Ledger, looks
from banyan.command.memory import Escalation
from banyan.model.alert import Alert
from banyan.model.case import Case, CaseStatus, Deadline, Incident, Task, TaskStatus
from banyan.model.city import CaseType
from banyan.model.ids import CaseId, PlaceId, RoleId, TaskId
from banyan.model.intent import Intent
from banyan.model.rule import RuleKind
from banyan.model.time import Instant

DEADLINES = ("dispatch", "on-site", "close")
STEPS = (CaseStatus.FILED, CaseStatus.DISPATCHED, CaseStatus.HANDLING, CaseStatus.FED_BACK, CaseStatus.CLOSED)


def settle(ledger: Ledger) -> None:
    """Look at every open case, and at those whose incident has just asked for one."""
    for incident in tuple(ledger.incidents.values()):
        if incident.case is not None and incident.standing:
            before = ledger.cases.get(incident.case)
            _settle(ledger, incident, before or _file(ledger, incident, incident.case), before)


def close_resolved(ledger: Ledger, wishes: dict[CaseId, Intent], causes: Touched) -> None:
    """Close every incident in which nothing stands any more, and its case with it; crews are called home.

    `wishes` are the cases that a person closes in this call.
    """
    for incident in tuple(ledger.incidents.values()):
        if incident.standing:
            continue
        ledger.last_closed[f"{incident.cause}/{incident.root}"] = ledger.now
        cleared = causes.get(incident.id, {})
        rid = ledger.put_incident(
            replace(incident, closed_at=ledger.now), *((role, aid) for aid, role in cleared.items())
        )
        if incident.case is not None:
            ledger.note(incident.case, "raised-by", rid)
            _close(ledger, ledger.cases[incident.case], wishes.get(incident.case))


def _file(ledger: Ledger, incident: Incident, case: CaseId) -> Case:
    """A new case, owned by the role that its type names, with its deadlines reckoned from now."""
    alert, kind = ledger.asking(incident)[0]
    owed = DEADLINES if _there(ledger, incident) else ("close",)
    return Case(
        id=case,
        type=kind.id,
        incident=incident.id,
        place=alert.place,
        level=incident.level,
        owner=kind.owner,
        status=CaseStatus.FILED,
        opened_at=ledger.now,
        deadlines=_deadlines(ledger, kind, owed),
    )


def _deadlines(ledger: Ledger, kind: CaseType, owed: tuple[str, ...]) -> tuple[Deadline, ...]:
    """Where nobody is sent (action none) there is nothing to dispatch and nobody to arrive: only closing is owed."""
    found = []
    for what in owed:
        if what in kind.limits and (what == "close" or kind.action != "none"):
            limit = kind.limits[what]
            reckoned = due(ledger.now, limit, ledger.city.calendar, ledger.city.timezone)
            found.append(Deadline(what, limit, reckoned.at, provisional=reckoned.provisional))
    return tuple(found)


def _there(ledger: Ledger, incident: Incident) -> bool:
    """Whether what asks for the case is measured. Nobody is late for water that is only expected: until it comes the
    case owes its closing alone, though a crew is sent at once.
    """
    rules = [ledger.rule(alert) for alert, _ in ledger.asking(incident)]
    return any(rule is not None and rule.kind is not RuleKind.EXPECTED for rule in rules)


def _owed(ledger: Ledger, incident: Incident, case: Case) -> tuple[Deadline, ...]:
    """The water has come: dispatch and arrival are owed from now on. Who was sent before has met them."""
    kind = ledger.case_type(case.type)
    going = [d.what for d in case.deadlines if d.what != "close"]
    if kind is None or going or not _there(ledger, incident):
        return case.deadlines
    return (*_deadlines(ledger, kind, ("dispatch", "on-site")), *case.deadlines)


def _settle(ledger: Ledger, incident: Incident, case: Case, before: Case | None) -> None:
    """Bring one open case up to date: tasks, status, deadlines, escalations; a record only where something changed."""
    _end_where_clear(ledger, incident, case)
    added = _wanted(ledger, incident, case)
    tasks = [ledger.tasks[tid] for tid in case.tasks] + added
    case = replace(
        case,
        level=incident.level,
        tasks=tuple(task.id for task in tasks),
        status=_status(case, tasks),
        deadlines=tuple(_met(deadline, tasks, ledger.now) for deadline in _owed(ledger, incident, case)),
    )
    case, passed = _passed(case, ledger.now)
    reasons = [*passed, *(("crew-silent", at, task) for task, at in ledger.silent.get(case.id, []))]
    first = case.escalations
    case = replace(case, escalations=first + len(reasons))
    if case == before:
        return
    rid = ledger.put_case(case, *dict.fromkeys(ledger.causes.get(case.id, [])))
    for task in added:
        ledger.put_task(task, ("raised-by", rid))
    for n, (what, at, about) in enumerate(reasons):
        ident = f"E{case.id[1:]}/{first + n + 1}"
        to = _ladder(ledger, case, first + n)
        ledger.escalate(Escalation(ident, case.id, what, to, at, ledger.now, about), ("raised-by", rid))


def _wanted(ledger: Ledger, incident: Incident, case: Case) -> list[Task]:
    """A task for each place that asks for somebody and has nobody: none there, or the last ended before this raise."""
    tasks = [ledger.tasks[tid] for tid in case.tasks]
    wanted: dict[PlaceId, Task] = {}
    for alert, kind in ledger.asking(incident):
        there = [task for task in tasks if task.place == alert.place]
        served = any(task.done_at is None or task.done_at >= ledger.since[alert.id] for task in there)
        if kind.action != "none" and not served and alert.place not in wanted:
            wanted[alert.place] = _task(ledger, case, alert, kind, len(there) + 1)
    return list(wanted.values())


def _task(ledger: Ledger, case: Case, alert: Alert, kind: CaseType, n: int) -> Task:
    """Where the city declares no position for a mobile pump, a crew can only go and look, so none with a pump is asked
    for where some crew of the city is there to inspect."""
    place = ledger.place(alert.place)
    action, skill = kind.action, kind.skill
    if action == "mobile-pump" and (place is None or place.pump_position is None):
        action = INSPECT
        skill = INSPECT if any(INSPECT in crew.skills for crew in ledger.city.crews) else skill
    return Task(
        id=TaskId(f"T{case.id[1:]}/{alert.place}/{n}"),
        case=case.id,
        place=alert.place,
        action=action,
        status=TaskStatus.WAITING,
        created_at=ledger.now,
        skill=skill,
        equipment=kind.equipment if action == kind.action else (),
    )


def _end_where_clear(ledger: Ledger, incident: Incident, case: Case) -> None:
    """A place where nothing stands any more gives its crew back, though the incident goes on elsewhere."""
    places = {alert.place for alert in ledger.standing(incident)}
    for tid in case.tasks:
        task = ledger.tasks[tid]
        if task.status not in ENDED and task.place not in places:
            rid = end(ledger, task, tuple(ledger.causes.get(case.id, [])))
            ledger.note(case.id, "raised-by", rid)


def end(ledger: Ledger, task: Task, causes: tuple[tuple[str, str], ...], by: str = "command") -> str:
    """Work or looking that was going on is done, the rest is recalled; either way its crews come home."""
    status = TaskStatus.DONE if task.status is TaskStatus.WORKING or looks(task) else TaskStatus.RECALLED
    rid = ledger.put_task(replace(task, status=status, done_at=ledger.now, why=None), *causes, by=by)
    for crew in tuple(ledger.crews.values()):
        if crew.task == task.id:
            ledger.recall(task.id, crew.id)
            ledger.put_crew(replace(crew, task=None, expected_at=None), ("raised-by", rid), by=by)
    return rid


def _status(case: Case, tasks: list[Task]) -> CaseStatus:
    """How far its tasks have brought it. It goes back only from fed-back, when somebody is sent again."""
    going = [task for task in tasks if task.status not in ENDED]
    if any(task.arrived_at for task in going):
        reached = CaseStatus.HANDLING
    elif any(task.crew for task in going):
        reached = CaseStatus.DISPATCHED
    elif not going and any(task.status is TaskStatus.DONE for task in tasks):
        reached = CaseStatus.FED_BACK
    else:
        reached = CaseStatus.FILED
    if case.status is CaseStatus.FED_BACK and reached is not CaseStatus.FED_BACK:
        return CaseStatus.HANDLING
    return max(case.status, reached, key=STEPS.index)


def _met(deadline: Deadline, tasks: list[Task], now: Instant) -> Deadline:
    """Dispatch is met when somebody was sent and no task waits, on-site when every task has seen its crew arrive."""
    sent = any(task.sent_at for task in tasks) and all(task.status is not TaskStatus.WAITING for task in tasks)
    arrived = any(task.arrived_at for task in tasks) and all(task.arrived_at or task.status in ENDED for task in tasks)
    if deadline.met_at is None and ((deadline.what == "dispatch" and sent) or (deadline.what == "on-site" and arrived)):
        return replace(deadline, met_at=now)
    return deadline


def _passed(case: Case, now: Instant) -> tuple[Case, list[tuple[str, Instant, TaskId | None]]]:
    """Deadlines that time has passed: late, and escalated once where still unmet. Met at the due moment is in time."""
    late = case.late or any(d.due < (d.met_at or now) for d in case.deadlines)
    missed = [d for d in case.deadlines if d.met_at is None and d.escalated_at is None and d.due < now]
    deadlines = tuple(replace(d, escalated_at=now) if d in missed else d for d in case.deadlines)
    return replace(case, late=late, deadlines=deadlines), [(d.what, d.due, None) for d in missed]


def _ladder(ledger: Ledger, case: Case, n: int) -> RoleId:
    """The next role up; past the last rung the last again; without a ladder the owner."""
    kind = ledger.case_type(case.type)
    rungs = kind.escalate_to if kind else ()
    return rungs[min(n, len(rungs) - 1)] if rungs else case.owner


def _close(ledger: Ledger, case: Case, wish: Intent | None) -> None:
    """The level agrees: everything of the case ends. A dispatch or arrival it still owed is owed no longer."""
    by, outcome = "command", "resolved"
    if wish is not None:
        by, outcome = str(wish.by), wish.args.get("outcome", outcome)
        ledger.note(case.id, "asked-by", f"intent/{wish.id}")
    deadlines = tuple(replace(d, met_at=ledger.now) if d.what == "close" else d for d in case.deadlines)
    passed, _ = _passed(replace(case, deadlines=deadlines), ledger.now)
    tasks = [ledger.tasks[tid] for tid in case.tasks]
    closed = replace(
        case,
        status=CaseStatus.CLOSED,
        outcome=outcome,
        closed_at=ledger.now,
        deadlines=deadlines,
        late=passed.late,
    )
    rid = ledger.put_case(closed, *dict.fromkeys(ledger.causes.get(case.id, [])), by=by)
    for task in tasks:
        if task.status not in ENDED:
            end(ledger, task, (("raised-by", rid),), by)
    for task in tasks:
        ledger.forget_task(task.id)
