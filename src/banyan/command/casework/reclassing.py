"""A case that was given the wrong class gets the right one: the same case, with what the right type owes and asks."""

from msgspec.structs import replace

from banyan.command.casework.family import begin_parts, definition_now
from banyan.command.casework.flow import DISPATCH, FILE, OUT, hand
from banyan.command.casework.routing import route
from banyan.command.casework.turn import No, Turn
from banyan.model.casetype import Definition
from banyan.model.casework import Status, Verb
from banyan.model.clock import MoveKind


def reclass(t: Turn) -> None:
    """By the desk that has it, with a reason, until the work is fed back (from then on `verify` sends it back first).

    The citizen's clock goes on from first intake; its limits, and those of the steps, are the right type's from there
    on. Who holds it changes where the right type has another desk, or its routes lead to another unit. What was
    answered to the wrong type's questions stays in the reports.
    """
    t.needs(Status.REPORTED, Status.FILED, *OUT)
    t.needs_reason()
    right = _right(t)
    state = t.move.state
    if state is not None and right.state(state) is None:
        raise No("state", state=state, type=right.id, known=", ".join(s.id for s in right.states))
    wrong_desk = t.case.desk
    t.become(right)
    t.change(
        type=right.id, version=right.version, desk=right.desk, calendar=right.calendar, state=state,
        terms=right.terms(state), spot=t.case.spot and right.on_the_spot,
    )  # fmt: skip
    if t.case.status in OUT:
        _rerouted(t)
    elif right.desk != wrong_desk:
        t.clock(MoveKind.HAND_OVER, holder=right.desk, step=FILE if t.case.status is Status.REPORTED else DISPATCH)
        t.notice("desk", right.desk, "case.told.reported")
    if t.case.status is not Status.REPORTED:
        begin_parts(t)
    _told_to_parent(t)


def _right(t: Turn) -> Definition:
    """The newest version of the type that is meant. Raises No for none, and for the one that it has."""
    if t.move.type is None or t.move.type == t.case.type:
        raise No("same-type", case=t.case.id, type=t.case.type)
    return definition_now(t.book, t.move.type, t.now)


def _rerouted(t: Turn) -> None:
    """To the unit that is named, else to the one that the routes find; where that is who has it, the work goes on."""
    move, before = t.move, t.case.holder
    if move.holder is None:
        found = route(t.book.routes, t.definition, t.case.place, t.now, t.book.timezone)
        move = t.move = replace(move, holder=found.to, helpers=move.helpers or found.also, route=found)
    if move.holder == before:
        t.needs_unit(before)
        t.change(route=move.route)
        return
    hand(t, move)
    t.change(route=move.route, spot=False)
    t.notice(f"was/{before}", before, "case.told.reclassed", type=t.case.type)


def _told_to_parent(t: Turn) -> None:
    """A parent names the type of each of its parts."""
    if t.case.parent is None:
        return
    parent = t.other(t.case.parent)
    parts = tuple(replace(p, type=t.case.type) if p.case == t.case.id else p for p in parent.parts)
    t.touch(Verb.PART, replace(parent, parts=parts))
