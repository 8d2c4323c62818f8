"""Send crews where allocation says: tasks, crews and cases are written down, and the dispatches leave."""

from msgspec.structs import replace

from banyan.command import cases
from banyan.command.ledger import Ledger
from banyan.command.memory import Commanded, Memory
from banyan.model.case import CrewState, CrewStatus, TaskStatus
from banyan.model.city import City
from banyan.model.demand import Assignment, Plan, Unserved
from banyan.model.ports import Notice
from banyan.model.time import Instant


def assign(city: City, memory: Memory, plan: Plan, now: Instant) -> Commanded:
    """Follow the plan where it still holds: a task that no longer waits or a crew that is no longer free is skipped."""
    if not any(_holds(memory, a) for a in plan.assignments) and not any(_news(memory, u) for u in plan.unserved):
        return Commanded(memory, demands=memory.demands)
    ledger = Ledger(city, memory, now)
    for unserved in plan.unserved:
        if _news(memory, unserved):
            task = ledger.tasks[unserved.task]
            ledger.note(task.case, "raised-by", ledger.put_task(replace(task, why=unserved.why)))
    sent: list[str] = []
    for assignment in plan.assignments:
        if _holds(memory, assignment) and assignment.crew not in sent:
            sent.append(assignment.crew)
            _send(ledger, assignment)
    cases.settle(ledger)
    return ledger.commanded()


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
        why=None,
    )
    rid = ledger.put_task(sent)
    ledger.note(task.case, "dispatched-by", rid)
    crew = ledger.crews.get(assignment.crew) or CrewState(assignment.crew, CrewStatus.HOME, ledger.now)
    ledger.put_crew(replace(crew, task=task.id, expected_at=assignment.expected_at), ("dispatched-by", rid))
    n = ledger.count(f"dispatch/{task.id}")
    body = {"dispatch": task.id, "crew": assignment.crew, "place": task.place, "action": task.action}
    ledger.notices.append(Notice(f"dispatch/{task.id}/{n}", "plant", body))
