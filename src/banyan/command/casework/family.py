"""Cases that belong together: parts of one case, cases that follow on, duplicates joined under one."""

from datetime import date

from msgspec.structs import replace

from banyan.command.casework.telling import settled
from banyan.command.casework.turn import No, Turn
from banyan.command.clocks import moved
from banyan.command.worktime import zone_of
from banyan.model import clock
from banyan.model.casetype import Casebook, Definition, in_force
from banyan.model.casework import Case, Part, Status, Verb
from banyan.model.clock import MoveKind
from banyan.model.ids import CaseId
from banyan.model.time import Instant

DUPLICATE = "duplicate"     # the outcome of a case that was joined to another
MOST_PARTS = 50
_DISPATCH, _HANDLE = "dispatch", "handle"


def day_of(now: Instant, timezone: str) -> date:
    """The city's own day: which version of a type holds, which areas and units are there."""
    return now.astimezone(zone_of(timezone)).date()


def definition_now(book: Casebook, tid: str, now: Instant) -> Definition:
    """Raises No."""
    found = in_force(book.definitions, tid, day_of(now, book.timezone))
    if found is None:
        raise No("type", type=tid)
    return found


def begin_parts(t: Turn) -> None:
    """Those that the type demands begin with the case, unless it has such a part already."""
    there = {one.type for one in t.case.parts}
    for sub in t.definition.parts:
        if sub.mandatory and sub.type not in there:
            _begin_part(t, sub.type, mandatory=True)


def part(t: Turn) -> None:
    """Cases of the types that this one may have beside it."""
    _enough(t)
    for new in t.move.into:
        kind = new.type or "-"
        if not any(sub.type == kind for sub in t.definition.parts):
            raise No("sub-type", type=kind, known=", ".join(sub.type for sub in t.definition.parts) or "-")
        _begin_part(t, kind, new.mandatory)


def _enough(t: Turn) -> None:
    t.needs(Status.FILED, Status.DISPATCHED, Status.HANDLING)
    if not 0 < len(t.move.into) <= MOST_PARTS - len(t.case.parts):
        raise No("count", n=len(t.move.into), most=MOST_PARTS - len(t.case.parts))


def _begin_part(t: Turn, tid: str, mandatory: bool) -> None:
    begun = _begun(t, definition_now(t.book, tid, t.now), _child(t))
    t.touch(Verb.PART, replace(begun, parent=t.case.id))
    t.change(parts=(*t.case.parts, Part(begun.id, tid, mandatory)))


def begin_follow_ons(t: Turn) -> None:
    """The road surface after the burst main: a case of its own, with its own time."""
    for wanted in t.definition.follow_on:
        if wanted.outcome in (None, t.case.outcome):
            begun = _begun(t, definition_now(t.book, wanted.type, t.now), _child(t))
            t.touch(Verb.REPORT, replace(begun, follows=t.case.id))


def _child(t: Turn) -> CaseId:
    """Derived: the n-th case that began from this one."""
    t.change(offspring=t.case.offspring + 1)
    return CaseId(f"{t.case.id}.{t.case.offspring}")


def _begun(t: Turn, definition: Definition, cid: CaseId) -> Case:
    taken = clock.Move(cid, MoveKind.INTAKE, t.now, holder=definition.desk, step=_DISPATCH)
    calendar = t.book.calendar(definition.calendar)
    line = moved({}, taken, calendar, t.book.timezone)[cid]
    begun = Case(
        id=cid, type=definition.id, version=definition.version, status=Status.FILED, place=t.case.place,
        desk=definition.desk, reports=(), line=line, terms=definition.terms(None), due=t.now,
        calendar=definition.calendar, priority=t.case.priority,
    )  # fmt: skip
    return settled(t.book, definition, begun, t.now)


def split(t: Turn) -> None:
    """Parts go on as cases of their own, and the citizen's clock of each is that of the whole: from first intake."""
    _enough(t)
    t.needs_reason()
    for new in t.move.into:
        t.needs_unit(new.holder)
    named = [(_child(t), new) for new in t.move.into]
    lines = t.clock(MoveKind.SPLIT, step=_HANDLE, into=tuple((cid, new.holder) for cid, new in named))
    for cid, new in named:
        definition = t.definition if new.type in (None, t.case.type) else definition_now(t.book, new.type, t.now)
        terms = t.case.terms if definition is t.definition else definition.terms(None)
        piece = Case(
            id=cid, type=definition.id, version=definition.version, status=Status.DISPATCHED, place=t.case.place,
            desk=definition.desk, reports=(), line=lines[cid], terms=terms, due=t.now, calendar=definition.calendar,
            handler=new.holder, priority=t.case.priority, parent=t.case.id,
        )  # fmt: skip
        t.touch(Verb.SPLIT, settled(t.book, definition, piece, t.now))
        t.change(parts=(*t.case.parts, Part(cid, definition.id, new.mandatory)))
        t.notice(f"part/{cid}", new.holder, "case.told.holder")


def tell_parent(t: Turn, outcome: str | None) -> None:
    """What a part came to stands in its parent, too; None where it was opened again."""
    if t.case.parent is None:
        return
    parent = t.other(t.case.parent)
    parts = tuple(replace(p, outcome=outcome) if p.case == t.case.id else p for p in parent.parts)
    t.touch(Verb.PART_ENDED, replace(parent, parts=parts))
    if outcome is not None and all(p.outcome is not None for p in parts if p.mandatory):
        t.notice("parent", parent.holder, "case.told.parts-done", parent=parent.id)


def adopt(t: Turn) -> Case:
    """The case that this one is a duplicate of takes its reports: each of them is owed an answer. Gives it."""
    other_id = t.move.other
    if other_id is None or other_id == t.case.id:
        raise No("other", case=t.case.id)
    if t.definition.outcome(DUPLICATE) is None:
        raise No("outcome", outcome=DUPLICATE, known=", ".join(o.id for o in t.definition.outcomes))
    other = t.other(other_id)
    if other.status is Status.CLOSED:
        raise No("other-closed", other=other.id)
    if other.type != t.case.type:
        raise No("other-type", other=other.id, type=t.case.type)
    if other.intake > t.case.intake:
        raise No("later", case=t.case.id, other=other.id)
    taken = replace(other, reports=(*other.reports, *t.case.reports))
    t.touch(Verb.JOIN, taken)
    return taken

