"""A case of before: what a table tells of it becomes a case whose clock began at its own first intake.

A closed one is history: it counts in its own period, and time says nothing of it. An open one goes on: what time said
of it before it came here was said where it was kept then, so that nobody is woken for last year; what is due from now
on is told as of any other case.
"""

from datetime import date

from msgspec.structs import replace

from banyan.command.casework.family import day_of
from banyan.command.casework.flow import DISPATCH, FILE, HANDLE, VERIFY
from banyan.command.casework.intake import placed
from banyan.command.casework.telling import settled, tell
from banyan.command.casework.turn import No
from banyan.command.clocks import moved
from banyan.command.worktime import zone_of
from banyan.model import clock
from banyan.model.casetype import Casebook, Definition, in_force
from banyan.model.casework import Before, Case, Closing, Done, Entry, Refusal, Status, Told, Verb
from banyan.model.clock import Line, MoveKind
from banyan.model.ids import CaseId, PrincipalId, RoleId
from banyan.model.time import Instant


def of_before(book: Casebook, told: Before, now: Instant, fresh: CaseId, moves: int = 0) -> Done | Refusal:
    """The case with its one move; no notice. `moves`: of the same case where it was here already."""
    try:
        definition = type_then(book, told.type, day_of(told.report.at, book.timezone))
        if definition is None:
            raise No("type", type=told.type)
        _check(book, definition, told, now)
        return _made(book, definition, told, now, fresh, moves + 1)
    except No as no:
        return Refusal(no.said)


def type_then(book: Casebook, tid: str, day: date) -> Definition | None:
    """The version that held on that day; of a day before there was any, the first that there was."""
    versions = [d for d in book.definitions if d.id == tid]
    return in_force(book.definitions, tid, day) or min(versions, key=lambda d: (d.first, d.version), default=None)


def _steps(told: Before) -> tuple[tuple[str, Instant | None], ...]:
    return (("report", told.report.at), ("file", told.filed_at), ("dispatch", told.dispatched_at),
            ("feed-back", told.handled_at), ("close", told.closed_at))


def _check(book: Casebook, definition: Definition, told: Before, now: Instant) -> None:
    last = told.report.at
    for what, at in _steps(told):
        if at is None:
            continue
        if at > now:
            raise No("future", at=_local(book, at))
        if at < last:
            raise No("order", what=what, at=_local(book, at), before=_local(book, last))
        last = at
    if told.closed_at is not None and told.outcome is None:
        raise No("unended")
    if told.outcome is not None and definition.outcome(told.outcome) is None:
        raise No("outcome", outcome=told.outcome, known=", ".join(o.id for o in definition.outcomes))
    units = (*(u.id for u in book.routes.units), *book.roles, definition.desk)
    if told.holder is not None and told.holder not in units:
        raise No("unit", unit=told.holder, known=", ".join(u.id for u in book.routes.units))


def _local(book: Casebook, at: Instant) -> str:
    return f"{at.astimezone(zone_of(book.timezone)):%Y-%m-%d %H:%M:%S}"


def _made(book: Casebook, definition: Definition, told: Before, now: Instant, fresh: CaseId, n: int) -> Done:
    report = replace(told.report, place=placed(book, told.report.place, told.report.at))
    ended = told.closed_at is not None
    if ended:
        report = replace(report, answered_at=told.closed_at, answer=told.reason)
    closings: tuple[Closing, ...] = ()
    if told.closed_at is not None:
        by = told.by.principal
        closings = (Closing(told.closed_at, by, told.outcome or "", told.reason, imported=True),)
    case = Case(
        id=fresh, type=definition.id, version=definition.version, status=_status(told), place=report.place,
        desk=definition.desk, reports=(report,), line=_line(book, definition, told, fresh),
        terms=definition.terms(None), due=report.at, calendar=definition.calendar, handler=unit_of(told),
        outcome=told.outcome if ended else None, closings=closings, moves=n, number=told.number, source=told.source,
    )  # fmt: skip
    case = settled(book, definition, case, now)
    case, said = _told_before(book, definition, case, now)
    entry = Entry(
        id=f"{fresh}/{n}", case=fresh, n=n, verb=Verb.IMPORT, at=now, by=told.by.principal, holder=case.holder,
        step=case.step, before=None, after=case.status, told=said, table=told.source.imported,
    )  # fmt: skip
    return Done((case,), (entry,))


def _status(told: Before) -> Status:
    if told.closed_at is not None:
        return Status.CLOSED
    if told.handled_at is not None:
        return Status.FED_BACK
    if told.dispatched_at is not None and told.holder is not None:
        return Status.DISPATCHED
    return Status.FILED if told.filed_at is not None or told.dispatched_at is not None else Status.REPORTED


def unit_of(told: Before) -> RoleId | None:
    """Who it was dispatched to; a unit that is named without a time of its own still had it, if it was handled."""
    had = told.dispatched_at or told.handled_at or told.closed_at
    return told.holder if had is not None else None


def _line(book: Casebook, definition: Definition, told: Before, fresh: CaseId) -> Line:
    """Its time in the hands that its table tells of, from the first intake on."""
    unit, desk = unit_of(told), definition.desk
    verifier = desk if definition.verified else unit or desk
    steps: list[tuple[Instant | None, MoveKind, RoleId | None, str | None]] = [
        (told.report.at, MoveKind.INTAKE, desk, FILE),
        (told.filed_at, MoveKind.STEP, None, DISPATCH),
        (told.dispatched_at, MoveKind.HAND_OVER if unit is not None else MoveKind.STEP, unit,
         HANDLE if unit is not None else DISPATCH),
        (told.handled_at, MoveKind.HAND_OVER, verifier, VERIFY),
        (told.closed_at, MoveKind.CLOSE, None, None),
    ]  # fmt: skip
    lines: dict[CaseId, Line] = {}
    calendar = book.calendar(definition.calendar)
    for at, kind, holder, step in steps:
        if at is not None:
            lines = moved(lines, clock.Move(fresh, kind, at, holder=holder, step=step), calendar, book.timezone)
    return lines[fresh]


def _told_before(book: Casebook, definition: Definition, case: Case, now: Instant) -> tuple[Case, tuple[Told, ...]]:
    """With what time has said of an open one so far, which nobody is told again."""
    done = tell(book, definition, case, now) if case.status is not Status.CLOSED else None
    if done is None:
        return case, ()
    said = done.entries[0].told if done.entries else ()
    return replace(done.case, moves=case.moves), said


def taken_back(case: Case, before: Case | None, table: str, by: PrincipalId, now: Instant) -> Done:
    """A case as it was before its import; one that wasn't there is nobody's from then on."""
    n = case.moves + 1
    after = replace(case, undone=True, moves=n, next_at=None) if before is None else replace(before, moves=n)
    entry = Entry(
        id=f"{case.id}/{n}", case=case.id, n=n, verb=Verb.UNDO, at=now, by=by, holder=after.holder, step=after.step,
        before=case.status, after=after.status, table=table,
    )  # fmt: skip
    return Done((after,), (entry,))
