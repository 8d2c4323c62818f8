"""What crews say about themselves, and what it means for their tasks; and crews that say nothing."""

from msgspec.structs import replace

from banyan.command.cases import end
from banyan.command.ledger import ENDED, Ledger, has_looked, looks, silent_at, travelling, waits_for_hands
from banyan.model.case import CrewState, CrewStatus, Task, TaskStatus
from banyan.model.messages import CrewReport
from banyan.model.text import Said
from banyan.model.time import minutes

HEARS_WITHIN = minutes(2)    # a report this soon after the dispatch may have been written before it arrived
_AWAY = (CrewStatus.RETURNING, CrewStatus.HOME)


def hear(ledger: Ledger, reports: tuple[CrewReport, ...]) -> None:
    """Take each report once, in the order of its crew's own count; a report of an unknown crew is refused."""
    known = {crew.id for crew in ledger.city.crews}
    for report in reports:
        if report.crew not in known:
            ledger.refuse(f"{report.crew}/{report.seq}", report.crew, "command.crew_unknown", crew=report.crew)
        elif report.seq is None:
            _hear(ledger, report)
        elif report.seq > ledger.heard.get(report.crew, -1):
            ledger.heard[report.crew] = report.seq
            _hear(ledger, report)


def find_silent(ledger: Ledger) -> None:
    """A crew that should have arrived and says nothing loses its task to the next one, and somebody is told.

    It isn't free: its own state keeps the task until it speaks again, so nobody sends a silent crew elsewhere.
    """
    for task in tuple(ledger.tasks.values()):
        moment = silent_at(task, ledger.crews.get(task.crew) if task.crew else None)
        if travelling(task) and ledger.now > moment:
            why = Said("command.crew_silent", {"crew": str(task.crew)})
            waiting = replace(task, status=TaskStatus.WAITING, crew=None, sent_at=None, expected_at=None, path=(),
                              why=why)
            ledger.note(task.case, "raised-by", ledger.put_task(waiting))
            ledger.silent.setdefault(task.case, []).append((task.id, moment))


def call_away(ledger: Ledger) -> None:
    """Where hands are missing, as allocation has said, a crew that could help and has looked long enough is freed.

    One crew for each waiting task, the one that has looked longest first.
    """
    waiting = [t for t in ledger.tasks.values() if waits_for_hands(t) and t.why and t.created_at < ledger.now]
    if not waiting:
        return
    skills = {crew.id: crew.skills for crew in ledger.city.crews}
    idle = [t for t in ledger.tasks.values() if has_looked(t, ledger.now)]
    idle.sort(key=lambda task: (task.arrived_at or ledger.now, task.id))
    for task in waiting:
        able = [t for t in idle if t.crew and (task.skill is None or task.skill in skills.get(t.crew, ()))]
        if able:
            idle.remove(able[0])
            cause = ("raised-by", f"{task.id}#{ledger.counts[f'task/{task.id}']}")
            ledger.note(able[0].case, "raised-by", end(ledger, able[0], (cause,)))


def _hear(ledger: Ledger, report: CrewReport) -> None:
    held = ledger.crews.get(report.crew)
    task = _task_of(ledger, report, held)
    place = ledger.place(report.place) if report.place else None
    leaves = task is not None and report.status in _AWAY and not _too_early(task, report)
    state = CrewState(
        id=report.crew,
        status=report.status,
        at=report.time,
        place=report.place,
        task=None if task is None or leaves else task.id,
        expected_at=report.expected_at or (task.expected_at if task and not leaves else None),
        position=place.at if place else None,
    )
    rid = ledger.put_crew(state, by=report.crew)
    if task is not None:
        _apply(ledger, task, report, rid)
    elif report.task in ledger.tasks and report.status not in _AWAY:
        ledger.recall(ledger.tasks[report.task].id, report.crew)


def _task_of(ledger: Ledger, report: CrewReport, held: CrewState | None) -> Task | None:
    """The task this report is about: the one it names if that is its own, else the one it was given.

    A crew that was silent finds its task again if nobody else has it; if somebody has, it is called home.
    """
    own = ledger.tasks.get(held.task) if held and held.task else None
    named = ledger.tasks.get(report.task) if report.task else None
    if named is not None and named.id != (own.id if own else None):
        return own if own and own.crew == report.crew else None
    if own is None or own.status in ENDED:
        return None
    if own.crew == report.crew:
        return own
    speaks_of_it = named is not None and report.status not in _AWAY
    return own if own.crew is None and speaks_of_it else None


def _too_early(task: Task, report: CrewReport) -> bool:
    return report.task != task.id and task.sent_at is not None and report.time <= task.sent_at + HEARS_WITHIN


def _apply(ledger: Ledger, task: Task, report: CrewReport, rid: str) -> None:
    """Move the task on; it never goes back from on site to travelling."""
    told = replace(task, report=report.report or task.report)
    arrived = task.arrived_at or report.time
    if report.status in _AWAY:
        moved = told if _too_early(task, report) else _left(told, report)
    elif report.task != task.id and report.place != task.place:
        moved = told
    elif report.status is CrewStatus.TRAVELLING and task.arrived_at is None:
        moved = replace(
            told, status=TaskStatus.TRAVELLING, expected_at=report.expected_at or task.expected_at, crew=report.crew
        )
    elif report.status is CrewStatus.ON_SITE and task.status is not TaskStatus.WORKING:
        moved = replace(told, status=TaskStatus.ON_SITE, arrived_at=arrived, crew=report.crew)
    elif report.status is CrewStatus.WORKING:
        moved = replace(told, status=TaskStatus.WORKING, arrived_at=arrived, crew=report.crew)
    else:
        moved = told
    if moved.crew is not None and task.crew is None:
        moved = replace(moved, sent_at=task.sent_at or report.time, why=None)
    if moved != task:
        ledger.note(task.case, "reported-by", ledger.put_task(moved, ("reported-by", rid)))


def _left(task: Task, report: CrewReport) -> Task:
    """It worked, or looked where looking was asked: done. Else the task waits for somebody again."""
    if task.status is TaskStatus.WORKING or looks(task):
        return replace(task, status=TaskStatus.DONE, done_at=report.time)
    why = Said("command.crew_left", {"crew": report.crew})
    return replace(
        task, status=TaskStatus.WAITING, crew=None, sent_at=None, expected_at=None, arrived_at=None, path=(), why=why
    )
