"""A whole import taken back: everything that it wrote is again what it was before."""

from collections.abc import Callable
from functools import partial
from operator import call
from typing import Any

import msgspec

from banyan.model.ids import ImportId, RecordId
from banyan.model.project import Standing
from banyan.model.record import Cause, Record
from banyan.model.time import Instant
from banyan.runtime.imports.made import Made
from banyan.runtime.imports.undoing import around, caused, touched, versions
from banyan.runtime.projects import state
from banyan.runtime.projects.office import Office
from banyan.runtime.projects.records import told
from banyan.runtime.projects.state import IMPORT, MAPPING, MERGE, PROJECT, RED, Merge
from banyan.runtime.scenario import UsageError

KINDS = (PROJECT, RED, MAPPING)


def undo(office: Office, iid: str) -> int:
    """Take an import back; returns how many rows changed. Raises Refused, UsageError, StoreError, StoreFull."""
    office.may("projects.undo")
    store = office.store
    body = state.imports(store).get(ImportId(iid))
    if body is None:
        raise UsageError(f"{iid}: no such import; banyan projects imports lists them")
    if body.undone:
        raise UsageError(f"{iid} was undone already; nothing was changed")
    first = next(versions(store, iid, IMPORT))
    now, n, by = office.now(), store.position() + 1, str(office.who)
    cause = ("undone-by", f"{IMPORT}/{iid}@{n}")
    makers: list[Callable[[], Record]] = [
        partial(told, IMPORT, msgspec.structs.replace(body, undone=by), now, by, n, ("undoes", str(first.id)))]
    gone: set[str] = set()
    for kind, entity in touched(store, first, KINDS):
        before, last = around(store, kind, entity, str(first.id))
        if not caused(last, str(first.id)):
            raise UsageError(f"{iid} can't be undone alone: {_what(last)} changed {entity} after it; undo that first")
        makers.append(partial(_as_before, kind, entity, before, last, now, by, n, cause))
        if kind == PROJECT and (before is None or before.body.get("standing") == Standing.UNDONE):
            gone.add(entity)
    makers += [partial(told, MERGE, Merge(m.id, ""), now, by, n, cause)
               for m in state.all_of(store, MERGE, Merge).values() if m.into and (m.id in gone or m.into in gone)]
    office.append(Made(makers, call))
    return len(makers) - 1


def _what(rec: Record) -> str:
    imported = next((c.id for c in rec.causes if c.role == "imported-by"), None)
    return str(rec.id) if imported is None else imported.removeprefix(f"{IMPORT}/").partition("@")[0]


def _as_before(
    kind: str, entity: str, before: Record | None, last: Record, now: Instant, by: str, n: int, cause: tuple[str, str]
) -> Record:
    if before is not None:
        body: dict[str, Any] = before.body
    elif kind == MAPPING:
        body = {"id": entity, "fields": {}}
    else:
        body = {**last.body, "standing": Standing.UNDONE.value}
    prefix = "" if kind == PROJECT else f"{kind}/"
    return Record(RecordId(f"{prefix}{entity}@{n}"), kind, f"banyan.{kind}/1", now, by, (Cause(*cause),), body)
