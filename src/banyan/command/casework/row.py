"""One case as a plain row, for lists and for whoever counts: no clock has to be understood to read it."""

from msgspec import Struct

from banyan.command.casework.ending import answers_due
from banyan.command.casework.flow import FILE, HANDLE, VERIFY
from banyan.command.clocks import account, line_at
from banyan.command.terms import clocks
from banyan.model.casetype import Casebook, version_of
from banyan.model.casework import Case, Status
from banyan.model.clock import Clock, State, Stint, Whose
from banyan.model.ids import CaseId, RoleId
from banyan.model.time import Instant


class CaseRow(Struct, frozen=True):
    """`solved` and `counts` are of the outcome: whether it is a solution, and whether it is in the solved rate.

    `…_in_time` is None where the step has no limit, or isn't over and not yet overdue. `minutes` are those of the
    citizen's clock from first intake until the last close, or now; `holders` add up to them.
    """

    id: CaseId
    type: str
    version: int
    class_code: str
    subclass: str
    status: Status
    outcome: str | None
    solved: bool
    counts: bool
    verdict: str | None
    area: str | None
    cell: str | None
    position: tuple[float, float] | None
    holder: RoleId
    handler: RoleId | None
    intake: Instant
    due: Instant
    provisional: bool
    filed_at: Instant | None
    dispatched_at: Instant | None
    fed_back_at: Instant | None
    closed_at: Instant | None
    filed_in_time: bool | None
    dispatched_in_time: bool | None
    handled_in_time: bool | None
    verified_in_time: bool | None
    closed_in_time: bool | None
    suspended: bool
    deferred: bool                       # suspended or extended at some time
    reports: int
    answers_due: int
    returns: int
    reopens: int
    reworks: int
    joined_to: CaseId | None
    parent: CaseId | None
    priority: bool
    minutes: int
    holders: dict[RoleId, int]


def row(book: Casebook, case: Case, now: Instant) -> CaseRow:
    calendar = book.calendar(case.calendar)
    line = line_at(case.line, now)
    definition = version_of(book, case.type, case.version)
    outcome = definition.outcome(case.outcome) if definition is not None else None
    spent = account(line, now, calendar, book.timezone)
    running = clocks(line, case.terms, now, calendar, book.timezone)
    closed = case.closings[-1].at if case.status is Status.CLOSED and case.closings else None
    return CaseRow(
        id=case.id, type=case.type, version=case.version,
        class_code=definition.class_code if definition is not None else "",
        subclass=definition.subclass if definition is not None else "",
        status=case.status, outcome=case.outcome, solved=outcome is not None and outcome.solved,
        counts=outcome is not None and outcome.counts, verdict=case.verdict, area=case.place.area,
        cell=case.place.cell, position=case.place.position, holder=case.holder, handler=case.handler,
        intake=case.intake, due=running[0].due, provisional=running[0].provisional,
        filed_at=_left(line.stints, FILE), dispatched_at=_entered(line.stints, HANDLE),
        fed_back_at=_entered(line.stints, VERIFY), closed_at=closed,
        filed_in_time=_in_time(running, "file"), dispatched_in_time=_in_time(running, "dispatch"),
        handled_in_time=_in_time(running, "handle"), verified_in_time=_in_time(running, "verify"),
        closed_in_time=_promised(running[0], closed),
        suspended=line.stints[-1].state is State.PAUSED, deferred=bool(case.suspensions or case.extensions),
        reports=len(case.reports), answers_due=len(answers_due(case)), returns=case.returns, reopens=case.reopens,
        reworks=case.reworks, joined_to=case.joined_to, parent=case.parent, priority=case.priority,
        minutes=spent.total.minutes, holders={h: s.minutes for h, s in spent.holders.items()},
    )  # fmt: skip


def _left(stints: tuple[Stint, ...], step: str) -> Instant | None:
    """When the first step was over; at once where a case began behind it."""
    return next((s.begin for s in stints if s.step != step), None)


def _entered(stints: tuple[Stint, ...], step: str) -> Instant | None:
    return next((s.begin for s in stints if s.step == step), None)


def _in_time(running: tuple[Clock, ...], step: str) -> bool | None:
    """Every time that the step was gone through."""
    told = [c for c in running if c.whose is Whose.STEP and c.who == step]
    if any(c.breached_at is not None for c in told):
        return False
    return True if told and all(c.ended_at is not None for c in told) else None


def _promised(clock: Clock, closed: Instant | None) -> bool | None:
    if clock.breached_at is not None:
        return False
    return True if closed is not None else None
