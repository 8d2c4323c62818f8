"""Send crews where allocation says: tasks, crews and cases are written down, and the dispatches leave."""

from msgspec.structs import replace

from banyan.command import cases
from banyan.command.ledger import ENDED, Ledger, has_looked
from banyan.command.memory import Commanded, Memory
from banyan.model.case import CrewState, CrewStatus, Task, TaskStatus
from banyan.model.city import City
from banyan.model.demand import Assignment, Demand, Plan, Unserved
from banyan.model.ids import CrewId, TaskId
from banyan.model.ports import Notice
from banyan.model.text import Said
from banyan.model.time import Instant


def every_demand(city: City, memory: Memory, now: Instant) -> tuple[Demand, ...]:
    """What all tasks ask for that haven't ended, those that have a crew among them."""
    ledger = Ledger(city, memory, now)
    return tuple(ledger.demand(task) for task in memory.tasks.values() if task.status not in ENDED)


def assign(city: City, memory: Memory, plan: Plan, now: Instant, asked: tuple[Demand, ...] = ()) -> Commanded:
    """Follow the plan where it still holds: a task that no longer waits or a crew that is no longer free is skipped.

    `asked` are the demands that the plan answers. Only with them may it take a crew from its task: all such changes, or
    none where one of them no longer finds crew and task as they were (the next plan then says what to do).
    """
    moves = _moves(memory, plan, asked)
    fresh = any(_holds(memory, a) for a in plan.assignments) or any(_news(memory, u) for u in plan.unserved)
    if not moves and not fresh:
        return Commanded(memory, demands=memory.demands)
    ledger = Ledger(city, memory, now)
    _release(ledger, moves, plan)
    for unserved in plan.unserved:
        if _news(memory, unserved):
            task = ledger.tasks[unserved.task]
            ledger.note(task.case, "raised-by", ledger.put_task(replace(task, why=unserved.why)))
    sent: list[str] = []
    for assignment in plan.assignments:
        to, crew = ledger.tasks.get(assignment.task), ledger.crews.get(assignment.crew)
        waits = to is not None and to.status is TaskStatus.WAITING
        if waits and (crew is None or crew.task is None) and assignment.crew not in sent:
            sent.append(assignment.crew)
            _send(ledger, assignment)
    cases.settle(ledger)
    return ledger.commanded()


def _moves(memory: Memory, plan: Plan, asked: tuple[Demand, ...]) -> dict[CrewId, TaskId]:
    """Crews that leave the task they have, by the plan; {} where the plan no longer fits what is.

    A crew whose task goes to another, and one that goes to another task, leave; a task that only loses its crew isn't
    taken from it.
    """
    given, sent = {a.task: a.crew for a in plan.assignments}, {a.crew: a.task for a in plan.assignments}
    held = {d.crew: d for d in asked if d.crew is not None}
    moves = {crew: d.task for crew, d in held.items()
             if given.get(d.task) != crew and (d.task in given or crew in sent)}
    wanted = {d.task: d for d in asked}
    touched = [wanted[t] for t in dict.fromkeys([*moves.values(), *(sent[c] for c in moves if c in sent)])]
    return moves if all(_as_asked(memory, d) for d in touched) else {}


def _as_asked(memory: Memory, demand: Demand) -> bool:
    task = memory.tasks.get(demand.task)
    if task is None or task.crew != demand.crew or task.status is not demand.status:
        return False
    crew = memory.crews.get(task.crew) if task.crew is not None else None
    return crew is None or crew.task == task.id


def _release(ledger: Ledger, moves: dict[CrewId, TaskId], plan: Plan) -> None:
    """Crews leave their tasks: to the task that the plan gives them, or home. Who has looked has done its task."""
    goes = {a.crew: a for a in plan.assignments}
    takes = {a.task: a.crew for a in plan.assignments}
    for crew, left in moves.items():
        task = ledger.tasks[left]
        if has_looked(task, ledger.now) and left not in takes:
            cause = ("raised-by", f"{left}#{ledger.counts[f'task/{left}']}")
            ledger.note(task.case, "raised-by", cases.end(ledger, task, (cause,)))
            continue
        why = (Said("command.called_away", {"crew": str(crew), "place": str(goes[crew].place)}) if crew in goes
               else Said("command.relieved", {"crew": str(crew), "other": str(takes[left])}))
        rid = ledger.put_task(waiting(task, why))
        ledger.note(task.case, "raised-by", rid)
        ledger.put_crew(replace(ledger.crews[crew], task=None, expected_at=None), ("raised-by", rid))
        if crew not in goes:
            ledger.recall(left, crew)


def waiting(task: Task, why: Said) -> Task:
    """The task without its crew."""
    return replace(task, status=TaskStatus.WAITING, crew=None, sent_at=None, expected_at=None, arrived_at=None,
                   path=(), why=why)


def _holds(memory: Memory, assignment: Assignment) -> bool:
    task, crew = memory.tasks.get(assignment.task), memory.crews.get(assignment.crew)
    return task is not None and task.status is TaskStatus.WAITING and (crew is None or crew.task is None)


def _news(memory: Memory, unserved: Unserved) -> bool:
    """A reason is written down when it changes, not at every tick."""
    task = memory.tasks.get(unserved.task)
    return task is not None and task.status is TaskStatus.WAITING and task.why != unserved.why


def _send(ledger: Ledger, assignment: Assignment) -> None:
    task = ledger.tasks[assignment.task]
    sent = replace(
        task,
        status=TaskStatus.TRAVELLING,
        crew=assignment.crew,
        sent_at=ledger.now,
        expected_at=assignment.expected_at,
        path=assignment.path,
        why=None,
    )
    rid = ledger.put_task(sent)
    ledger.note(task.case, "dispatched-by", rid)
    crew = ledger.crews.get(assignment.crew) or CrewState(assignment.crew, CrewStatus.HOME, ledger.now)
    ledger.put_crew(replace(crew, task=task.id, expected_at=assignment.expected_at), ("dispatched-by", rid))
    n = ledger.count(f"dispatch/{task.id}")
    body = {"dispatch": task.id, "n": n, "crew": assignment.crew, "place": task.place, "action": task.action}
    if len(assignment.path) > 2:      # first and last point are where the crew is and where it goes
        body["via"] = [list(point) for point in assignment.path[1:-1]]
    ledger.notices.append(Notice(f"dispatch/{task.id}/{n}", "plant", body))
