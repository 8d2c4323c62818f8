"""What an import wrote and what was there before it: how a whole import is taken back."""

from collections.abc import Iterator, Sequence

from banyan.model.ports import Store
from banyan.model.record import Record


def versions(store: Store, entity: str, kind: str) -> Iterator[Record]:
    """The records of one entity, oldest first."""
    return (rec for rec in store.of_entity(entity) if rec.kind == kind)


def newest(store: Store, kinds: Sequence[str]) -> int:
    """Sequence number of the last record of some kinds; 0 where there is none."""
    return next(store.newest(None, kinds), (0, None))[0]


def touched(store: Store, first: Record, kinds: Sequence[str]) -> list[tuple[str, str]]:
    """(kind, entity) of everything that names the import's record as its cause."""
    found = {(r.kind, str(r.body["id"])): None for r in store.caused_by(str(first.id)) if r.kind in kinds}
    return list(found)


def around(store: Store, kind: str, entity: str, cause: str) -> tuple[Record | None, Record]:
    """The version before the import's first, and the newest one."""
    before: Record | None = None
    met = False
    last: Record | None = None
    for rec in versions(store, entity, kind):
        met = met or caused(rec, cause)
        before = before if met else rec
        last = rec
    assert last is not None  # noqa: S101  it was found by its cause
    return before, last


def caused(rec: Record, cause: str) -> bool:
    return any(c.id == cause for c in rec.causes)
