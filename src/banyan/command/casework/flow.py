"""The way of a case: filed, dispatched, handled, fed back, verified."""

from msgspec.structs import replace

from banyan.command.casework.family import begin_parts
from banyan.command.casework.routing import route
from banyan.command.casework.turn import No, Turn
from banyan.model.casework import Move, Status
from banyan.model.clock import MoveKind
from banyan.model.ids import RoleId

FILE, DISPATCH, HANDLE, VERIFY, RULE = STEPS = ("file", "dispatch", "handle", "verify", "rule")
OUT = (Status.DISPATCHED, Status.HANDLING)


def file(t: Turn) -> None:
    """Taken as a case of the city; the state of the site decides on its limits."""
    t.needs(Status.REPORTED)
    state = t.move.state or t.case.state
    if state is not None and t.definition.state(state) is None:
        raise No("state", state=state, type=t.case.type, known=", ".join(s.id for s in t.definition.states))
    t.clock(MoveKind.STEP, step=DISPATCH)
    t.change(status=Status.FILED, state=state, terms=t.definition.terms(state))
    begin_parts(t)


def dispatch(t: Turn) -> None:
    """To a unit: the one that is named, or the one that the routes find."""
    t.needs(Status.FILED)
    move = t.move
    if move.holder is None:
        found = route(t.book.routes, t.definition, t.case.place, t.now, t.book.timezone)
        move = t.move = replace(move, holder=found.to, helpers=move.helpers or found.also, route=found)
    hand(t, move)
    t.change(route=move.route)


def reassign(t: Turn) -> None:
    """To another unit, by the desk's own decision; said why."""
    t.needs(*OUT)
    t.needs_reason()
    if t.move.holder is None or t.move.holder == t.case.holder:
        raise No("holder", case=t.case.id, holder=t.case.holder)
    hand(t, t.move)


def hand(t: Turn, move: Move) -> None:
    """To the unit of the move, which is told; so are its helpers."""
    if move.holder is None:
        raise No("holder", case=t.case.id, holder=t.case.holder)
    t.needs_unit(move.holder)
    t.clock(MoveKind.HAND_OVER, holder=move.holder, step=HANDLE)
    t.change(status=Status.DISPATCHED, handler=move.holder, helpers=_others(t, move))
    t.notice("holder", move.holder, "case.told.holder")
    for helper in t.case.helpers:
        t.notice(f"helper/{helper}", helper, "case.told.helper")


def _others(t: Turn, move: Move) -> tuple[RoleId, ...]:
    for helper in move.helpers:
        t.needs_unit(helper)
    return tuple(dict.fromkeys(h for h in move.helpers if h != (move.holder or t.case.holder)))


def assist(t: Turn) -> None:
    """Joint handling: helpers beside the one who leads; an empty list ends it."""
    t.needs(*OUT)
    t.change(helpers=_others(t, t.move))
    for helper in t.case.helpers:
        t.notice(f"helper/{helper}", helper, "case.told.helper")


def handle(t: Turn) -> None:
    """Work has begun; what was found before goes with it."""
    t.needs(Status.DISPATCHED)
    t.change(status=Status.HANDLING, evidence=(*t.case.evidence, *t.move.evidence))


def feed_back(t: Turn) -> None:
    """The unit says what it did and shows it. Who verifies holds the case from then on."""
    t.needs(*OUT)
    t.change(evidence=(*t.case.evidence, *t.move.evidence))
    if t.definition.verified and not t.case.spot:
        t.clock(MoveKind.HAND_OVER, holder=t.case.desk, step=VERIFY)
    else:
        t.clock(MoveKind.STEP, step=VERIFY)
    t.change(status=Status.FED_BACK)
    t.notice("desk", t.case.desk, "case.told.fed-back")


def verify(t: Turn) -> None:
    """Looked at: it is done; or it goes back to the unit, as work to be done again."""
    t.needs(Status.FED_BACK)
    if t.move.yes is None:
        raise No("answer", verb=t.move.verb)
    t.change(evidence=(*t.case.evidence, *t.move.evidence))
    if t.move.yes:
        t.change(status=Status.VERIFIED)
        return
    t.needs_reason()
    unit = t.case.handler or t.case.holder
    t.clock(MoveKind.HAND_OVER, holder=unit, step=HANDLE)
    t.change(status=Status.HANDLING, reworks=t.case.reworks + 1)
    t.notice("holder", unit, "case.told.rework")


def prioritise(t: Turn) -> None:
    t.change(priority=bool(t.move.yes))
