"""A whole import of cases taken back: everything that it wrote is again what it was before."""

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from banyan.command.casework.history import taken_back
from banyan.model.authority import authorize
from banyan.model.casework import OF_TIME, Actor, Case, Done, Entry, Verb
from banyan.model.record import Record, record
from banyan.runtime.casework.office import CaseOffice
from banyan.runtime.casework.records import CASE, MOVE
from banyan.runtime.casework.tables import state
from banyan.runtime.casework.tables.state import IMPORT, MAPPING, REJECT, Reject, Remembered
from banyan.runtime.imports.undoing import around, caused, touched, versions
from banyan.runtime.scenario import UsageError

RIGHT = f"case.{Verb.UNDO}"


def undo(office: CaseOffice, by: Actor, iid: str) -> int:
    """Take an import back; how many cases went or are as before. Raises Refused, UsageError, StoreFull.

    Refused as a whole where somebody has gone on with one of its cases, or a later import has changed one.
    """
    authorize(office.authority, by.principal, RIGHT)
    with office.turn:
        return _undone(office, by, iid)


def _undone(office: CaseOffice, by: Actor, iid: str) -> int:
    store = office.store
    body = state.imports(store).get(iid)
    if body is None:
        raise UsageError(f"{iid[:40]}: no such import of cases; banyan cases imports lists them")
    if body.undone:
        raise UsageError(f"{iid} was undone already by {body.undone}; nothing was changed")
    first = next(versions(store, iid, IMPORT))
    now, n = office.now(), store.position() + 1
    told = record(IMPORT, f"{IMPORT}/{iid}@{n}", now, by.principal, replace(body, undone=str(by.principal)),
                  ("undoes", str(first.id)))
    cause = "undone-by", str(told.id)
    done: list[Done] = []
    further: list[Record] = [told]
    for kind, entity in touched(store, first, (CASE, REJECT, MAPPING)):
        before, last = around(store, kind, entity, str(first.id))
        if kind == CASE:
            done.append(_case_before(office, by, iid, before, last, str(first.id)))
        elif caused(last, str(first.id)):
            further.append(record(kind, f"{kind}/{entity}@{n}", now, by.principal,
                                  _before(kind, entity, before, last, iid), cause))
    office.take(done, cause, *further)
    return len(done)


def _case_before(office: CaseOffice, by: Actor, iid: str, before: Record | None, last: Record, cause: str) -> Done:
    case = msgspec.convert(last.body, Case)
    if not caused(last, cause):
        by_hand = _since(office, case, iid)
        if by_hand:
            raise UsageError(f"{iid} can't be undone: case {case.id} has gone on since ({', '.join(by_hand)}); nothing "
                             "was changed")
    was = msgspec.convert(before.body, Case) if before is not None else None
    return taken_back(case, None if was is not None and was.undone else was, iid, by.principal, office.now())


def _since(office: CaseOffice, case: Case, iid: str) -> Sequence[str]:
    """What was done to it after its import; what time alone said doesn't count."""
    found: list[str] = []
    for n in range(case.moves, 0, -1):
        eid = f"{case.id}/{n}"
        entry = msgspec.convert(office.store.bodies(MOVE, [eid])[eid], Entry)
        if entry.table == iid:
            break
        if entry.verb not in OF_TIME:
            found.append(f"{entry.verb} by {entry.by}")
    return found


def _before(kind: str, entity: str, before: Record | None, last: Record, iid: str) -> Any:
    shape: Any = Reject if kind == REJECT else Remembered
    if before is not None:
        return msgspec.convert(before.body, shape)
    if kind == MAPPING:
        return Remembered(entity)
    return replace(msgspec.convert(last.body, Reject), closed=f"undone {iid}")
