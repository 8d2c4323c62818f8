"""What may be done to a case now: each verb is tried on the pure engine, and nothing comes of it."""

from msgspec import Struct

from banyan.command.casework.engine import DOES, apply
from banyan.command.casework.turn import Look
from banyan.model.casetype import Casebook, Definition
from banyan.model.casework import Actor, Case, Move, Refusal, Verb
from banyan.model.ids import CaseId
from banyan.model.time import Instant

# Refusals that say what a move lacks, not that it can't be made.
_LACKS = ("reason", "evidence", "outcome", "ground", "holder", "answer", "other", "report", "count", "score", "limit",
          "unit", "unknown", "type", "not-longer", "too-long", "sub-type", "other-type", "other-closed",
          "later")  # fmt: skip


class Can(Struct, frozen=True):
    """One verb that is possible now. `lacks`: kinds of evidence that have to be shown with it; `outcomes` of a close,
    each with the evidence it lacks.
    """

    verb: str
    lacks: list[str] = []
    outcomes: dict[str, list[str]] = {}


def possible(book: Casebook, definition: Definition, case: Case, by: Actor, now: Instant, look: Look) -> list[Can]:
    """In the order of the way of a case. Authority is the caller's matter; power and state are looked at here."""
    found = []
    for verb in DOES:
        if verb is Verb.PART and not definition.parts:
            continue
        if verb is Verb.CLOSE:
            tried = {o.id: _lacks(book, case, _move(book, case, definition, verb, by, o.id), now, look)
                     for o in definition.outcomes}
            ends = {oid: lacks for oid, lacks in tried.items() if lacks is not None}
            if ends:
                found.append(Can(verb, outcomes=ends))
            continue
        lacks = _lacks(book, case, _move(book, case, definition, verb, by), now, look)
        if lacks is not None:
            found.append(Can(verb, lacks))
    return found


def grounds_lack(definition: Definition, case: Case) -> dict[str, list[str]]:
    """Ground of a return or a suspension → the evidence that it still needs."""
    shown = {e.kind for e in case.evidence}
    every = (*definition.return_grounds, *definition.suspend_grounds)
    return {g.id: [kind for kind in g.evidence if kind not in shown] for g in every}


def _move(
    book: Casebook, case: Case, definition: Definition, verb: Verb, by: Actor, outcome: str | None = None
) -> Move:
    """As complete as it can be made without asking anybody."""
    grounds = definition.suspend_grounds if verb is Verb.SUSPEND else definition.return_grounds
    other = next((unit.id for unit in book.routes.units if unit.id != case.holder), None)
    limit = definition.suspension.cap if verb is Verb.SUSPEND else definition.extension.cap
    another = next((d.id for d in book.definitions if d.id != case.type), None)
    return Move(
        verb, by, reason="-", ground=grounds[0].id if grounds else None, holder=other, outcome=outcome, yes=True,
        limit=limit, score=0, other=CaseId("-"), type=another,
    )  # fmt: skip


def _lacks(book: Casebook, case: Case, move: Move, now: Instant, look: Look) -> list[str] | None:
    """The evidence that is missing; None: the move can't be made now, whatever is shown with it."""
    done = apply(book, case, move, now, look)
    if not isinstance(done, Refusal):
        return []
    key = done.why.key.removeprefix("case.no.")
    if key not in _LACKS:
        return None
    return done.why.args["missing"].split(", ") if key == "evidence" else []
