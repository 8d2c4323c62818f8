"""A unit objects: it gives a case back, or disputes that it is its duty; the desk rules within a limit."""

from msgspec.structs import replace

from banyan.command.casework.flow import DISPATCH, HANDLE, OUT, RULE
from banyan.command.casework.turn import No, Turn
from banyan.model.casetype import Ground
from banyan.model.casework import Contest, Objection, Status
from banyan.model.clock import MoveKind


def give_back(t: Turn) -> None:
    """A return (GB/T 30428): coded ground, reason, evidence. The desk holds the case until it has ruled.

    A type lets a case be returned so many times, twice as a rule; after the last of them the ruling is final.
    """
    t.needs(*OUT)
    if t.case.returns >= t.definition.returns:
        raise No("final", case=t.case.id, n=t.case.returns)
    _object(t, Contest.RETURN)
    t.clock(MoveKind.RETURN, holder=t.case.desk, step=RULE, reason=t.move.reason)


def dispute(t: Turn) -> None:
    """Contested while the work goes on: the clock stays with the unit. Once a case."""
    t.needs(*OUT)
    if any(o.kind is Contest.DISPUTE for o in t.case.objections):
        raise No("disputed", case=t.case.id)
    _object(t, Contest.DISPUTE)


def _object(t: Turn, kind: Contest) -> None:
    t.needs_reason()
    ground = _ground(t)
    t.needs_evidence(ground.evidence, (*t.case.evidence, *t.move.evidence))
    objection = Objection(kind, t.now, t.case.holder, ground.id, t.move.reason, t.move.evidence)
    t.change(objections=(*t.case.objections, objection), evidence=(*t.case.evidence, *t.move.evidence))
    t.notice("desk", t.case.desk, f"case.told.{kind}", ground=ground.id)


def _ground(t: Turn) -> Ground:
    grounds = t.definition.return_grounds
    found = next((g for g in grounds if g.id == t.move.ground), None)
    if found is None:
        raise No("ground", verb=t.move.verb, ground=t.move.ground or "-", known=", ".join(g.id for g in grounds))
    return found


def rule(t: Turn) -> None:
    """Upheld: the case is dispatched anew. Not upheld: the unit goes on with it."""
    pending = t.case.pending
    if pending is None:
        raise No("nothing-to-rule", case=t.case.id)
    if t.move.yes is None:
        raise No("answer", verb=t.move.verb)
    t.needs_reason()
    ruled = replace(pending, upheld=t.move.yes, ruled_at=t.now, ruled_by=t.move.by.principal, ruling=t.move.reason)
    t.change(objections=(*t.case.objections[:-1], ruled))
    if ruled.upheld:
        t.clock(MoveKind.HAND_OVER, holder=t.case.desk, step=DISPATCH)
        t.change(status=Status.FILED, helpers=())
    elif ruled.kind is Contest.RETURN:
        t.clock(MoveKind.HAND_OVER, holder=ruled.by, step=HANDLE)
    t.notice("unit", ruled.by, "case.told.upheld" if ruled.upheld else "case.told.not-upheld")
