"""How a case ends: closed with an outcome, answered, judged by its reporters, evaluated; and opened again."""

from msgspec.structs import replace

from banyan.command.calendar import due_at
from banyan.command.casework.family import DUPLICATE, adopt, begin_follow_ons, tell_parent
from banyan.command.casework.flow import DISPATCH
from banyan.command.casework.sampling import drawn
from banyan.command.casework.turn import No, Turn
from banyan.model.casetype import Outcome
from banyan.model.casework import ALERT, Case, Closing, Report, Status, Verdict
from banyan.model.clock import MoveKind

_LONGEST_TEXT = 4000


def close(t: Turn) -> None:
    """Needs one of the type's outcomes, its evidence, and an outcome of every mandatory part.

    An early outcome (not our duty, not found ...) may be given at any time, by the desk; the others when the work was
    verified, or fed back where the type asks for no verification.
    """
    outcome = t.definition.outcome(t.move.outcome)
    if outcome is None:
        raise No("outcome", outcome=t.move.outcome or "-", known=", ".join(o.id for o in t.definition.outcomes))
    t.needs_reason()
    _ripe(t, outcome)
    owed = [part.case for part in t.case.parts if part.mandatory and part.outcome is None]
    if owed:
        raise No("parts", case=t.case.id, parts=", ".join(owed))
    shown = (*t.case.evidence, *t.move.evidence)
    t.needs_evidence(t.definition.evidence if outcome.evidence is None else outcome.evidence, shown)
    t.change(evidence=shown)
    end(t, outcome.id)
    begin_follow_ons(t)


def _ripe(t: Turn, outcome: Outcome) -> None:
    verified = t.definition.verified and not t.case.spot
    if t.case.status is Status.VERIFIED or (t.case.status is Status.FED_BACK and not verified):
        return
    if not outcome.early:
        t.needs(Status.VERIFIED if verified else Status.FED_BACK)
    if t.case.desk not in t.move.by.roles:
        raise No("early", outcome=outcome.id, desk=t.case.desk)


def end(t: Turn, outcome: str) -> None:
    """Closed, whatever led to it: everybody who waits for an answer is owed one."""
    t.clock(MoveKind.CLOSE)
    closing = Closing(t.now, t.move.by.principal, outcome, t.move.reason)
    t.change(status=Status.CLOSED, outcome=outcome, helpers=(), closings=(*t.case.closings, closing))
    for report in answers_due(t.case):
        t.notice(f"answer/{report.id}", report.reporter or t.case.desk, "case.told.ended", outcome=outcome)
    tell_parent(t, outcome)


def join(t: Turn) -> None:
    """A duplicate: closed under the case that was first, whose end answers its reporters."""
    if t.case.status is Status.CLOSED:
        raise No("closed", case=t.case.id)
    if any(part.outcome is None for part in t.case.parts):
        raise No("parts", case=t.case.id, parts=", ".join(p.case for p in t.case.parts))
    other = adopt(t)
    t.change(joined_to=other.id)
    end(t, DUPLICATE)


def answers_due(case: Case) -> tuple[Report, ...]:
    """The reports of a closed case whose reporters haven't been told how it ended; an alert waits for no answer."""
    if case.status is not Status.CLOSED or case.joined_to is not None:
        return ()
    return tuple(r for r in case.reports if r.answered_at is None and r.channel != ALERT)


def answer(t: Turn) -> None:
    """One reporter was told. What was said is the move's reason."""
    t.needs(Status.CLOSED)
    t.needs_reason()
    report = _report(t)
    if report.answered_at is not None:
        raise No("answered", report=report.id)
    _put(t, replace(report, answered_at=t.now, answer=t.move.reason[:_LONGEST_TEXT]))


def judge(t: Turn) -> None:
    """What one reporter says of the outcome: solved, or not. It changes neither status nor outcome."""
    t.needs(Status.CLOSED)
    if t.move.yes is None:
        raise No("answer", verb=t.move.verb)
    _put(t, replace(_own(t), verdict=Verdict.SOLVED if t.move.yes else Verdict.NOT_SOLVED))


def evaluate(t: Turn) -> None:
    """A score of how it was done. Where its end was drawn for a second look, by somebody else than who closed it."""
    t.needs(Status.CLOSED)
    if drawn(t.definition, t.case) and t.move.by.principal == t.case.closings[-1].by:
        raise No("own-look", case=t.case.id)
    if t.move.score is None or not 0 <= t.move.score <= 100:
        raise No("score", score=t.move.score)
    t.change(score=t.move.score)


def reopen(t: Turn) -> None:
    """The citizen went on waiting: the clock goes on from the first intake, and every reporter is owed a new answer."""
    t.needs(Status.CLOSED)
    t.needs_reason()
    if t.case.joined_to is not None:
        raise No("joined", case=t.case.id, other=t.case.joined_to)
    within, last = t.definition.reopen_within, t.case.closings[-1]
    if within is None or due_at(last.at, within, t.calendar, t.book.timezone)[0] < t.now:
        raise No("too-late", case=t.case.id, within=within or "-")
    t.clock(MoveKind.REOPEN, holder=t.case.desk, step=DISPATCH)
    mine = _own(t) if t.move.by.reporter is not None and t.case.desk not in t.move.by.roles else None
    reports = tuple(
        replace(r, answered_at=None, answer=None, verdict=Verdict.NOT_SOLVED if r == mine else r.verdict)
        for r in t.case.reports
    )
    closings = (*t.case.closings[:-1], replace(last, reopened_at=t.now))
    t.change(status=Status.FILED, outcome=None, reports=reports, closings=closings, score=None)
    tell_parent(t, None)
    t.notice("desk", t.case.desk, "case.told.reopened")


def _report(t: Turn) -> Report:
    found = next((r for r in t.case.reports if r.id == t.move.report), None)
    if found is None:
        raise No("report", report=t.move.report or "-", known=", ".join(r.id for r in t.case.reports))
    return found


def _own(t: Turn) -> Report:
    """The report that is meant, or the actor's own."""
    who = t.move.by.reporter
    if t.move.report is None:
        found = next((r for r in t.case.reports if who is not None and r.reporter == who), None)
        if found is not None:
            return found
    report = _report(t)
    if who is not None and report.reporter != who:
        raise No("report", report=report.id, known=", ".join(r.id for r in t.case.reports if r.reporter == who))
    return report


def _put(t: Turn, report: Report) -> None:
    t.change(reports=tuple(report if r.id == report.id else r for r in t.case.reports))
