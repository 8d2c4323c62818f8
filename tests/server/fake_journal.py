"""The toy city's records as the journal that the event log reads."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from banyan.model.record import Record


class FakeJournal:
    """`runtime.events.shape.Journal` over a list of plain records; nothing is declared but what `declared` says."""

    def __init__(self, records: Callable[[], list[dict[str, Any]]], declared: dict[str, dict[str, Any]]) -> None:
        self._records = records
        self._declared = declared

    def _all(self) -> list[tuple[int, Record]]:
        return [(n, msgspec.convert(r, Record)) for n, r in enumerate(self._records(), 1)]

    def newest(self, before: int | None, kinds: Iterable[str]) -> Iterator[tuple[int, Record]]:
        wanted = set(kinds)
        return iter([(n, r) for n, r in reversed(self._all()) if r.kind in wanted and (before is None or n < before)])

    def several(self, ids: Iterable[str]) -> dict[str, Record]:
        wanted = set(ids)
        return {str(r.id): r for _, r in self._all() if r.id in wanted}

    def of_entity(self, eid: str) -> list[Record]:
        return [r for _, r in self._all() if r.body.get("id") == eid]

    def caused_by(self, rid: str) -> list[Record]:
        return [r for _, r in self._all() if any(c.id == rid for c in r.causes)]

    def latest(self, kind: str, upto: int, eid: str | None = None) -> Record | None:
        found = [r for n, r in self._all() if r.kind == kind and n <= upto and eid in (None, r.body["id"])]
        return found[-1] if found else None

    def current(self, kind: str, last: int | None = None) -> dict[str, dict[str, Any]]:
        return self._declared if kind == "declaration" else {}
