"""Time that is given: a suspension with its cap, an extension up to the type's furthest limit."""

from msgspec.structs import replace

from banyan.command.calendar import due_at
from banyan.command.casework.turn import No, Turn
from banyan.model.casework import Status
from banyan.model.clock import MoveKind, Term
from banyan.model.time import Instant

OPEN = (Status.FILED, Status.DISPATCHED, Status.HANDLING)


def suspend(t: Turn) -> None:
    """The promised clock stands still, the statutory one only on a legal ground; it goes on by itself at the cap."""
    t.needs(*OPEN)
    t.needs_reason()
    grounds, allowed = t.definition.suspend_grounds, t.definition.suspension
    ground = next((g for g in grounds if g.id == t.move.ground), None)
    if ground is None or allowed.cap is None:
        raise No("ground", verb=t.move.verb, ground=t.move.ground or "-", known=", ".join(g.id for g in grounds))
    if t.case.suspensions >= allowed.times:
        raise No("times", verb=t.move.verb, n=t.case.suspensions)
    t.needs_evidence(ground.evidence, (*t.case.evidence, *t.move.evidence))
    cap = t.move.limit or allowed.cap
    if _reached(t, t.now, cap) > _reached(t, t.now, allowed.cap):
        raise No("too-long", limit=cap, cap=allowed.cap)
    t.move = replace(t.move, limit=cap)
    t.clock(MoveKind.PAUSE, reason=t.move.reason, cap=cap, ground=ground.legal)
    t.change(suspensions=t.case.suspensions + 1, evidence=(*t.case.evidence, *t.move.evidence))


def resume(t: Turn) -> None:
    if not t.paused:
        raise No("running", case=t.case.id)
    t.clock(MoveKind.RESUME)


def extend(t: Turn) -> None:
    """A new promised limit, counted like the old one from the first intake; the statutory one stays."""
    t.needs(*OPEN)
    t.needs_reason()
    allowed, limit = t.definition.extension, t.move.limit
    if allowed.cap is None or t.case.extensions >= allowed.times:
        raise No("times", verb=t.move.verb, n=t.case.extensions)
    if limit is None:
        raise No("limit", verb=t.move.verb, limit="-")
    intake, promised = t.case.intake, t.case.terms.promised
    if _reached(t, intake, limit) > _reached(t, intake, allowed.cap):
        raise No("too-long", limit=limit, cap=allowed.cap)
    if _reached(t, intake, limit) <= _reached(t, intake, promised.limit):
        raise No("not-longer", limit=limit, now=promised.limit)
    t.change(terms=replace(t.case.terms, promised=Term(limit)), extensions=t.case.extensions + 1)


def _reached(t: Turn, begin: Instant, limit: str) -> Instant:
    try:
        return due_at(begin, limit, t.calendar, t.book.timezone)[0]
    except ValueError:
        raise No("limit", verb=t.move.verb, limit=limit[:40]) from None
