"""A journal's records by kind, as nouns: what everything that is told afterwards reads."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

import msgspec

from banyan.model.record import Record
from banyan.model.time import Instant

Body = TypeVar("Body")
_INCIDENT = "incident/I"


class History:
    """Records in the journal's order. Reads each kind's bodies once, when first asked for them."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._kinds: dict[str, list[Record]] = {}
        self._read: dict[tuple[str, type], list[object]] = {}
        self._by_id: dict[str, Record] = {}
        self._numbers: dict[str, str] | None = None
        for rec in records:
            self._kinds.setdefault(rec.kind, []).append(rec)
            self._by_id[str(rec.id)] = rec

    def __len__(self) -> int:
        return len(self._by_id)

    def kind(self, kind: str) -> list[Record]:
        return self._kinds.get(kind, [])

    def record(self, rid: str) -> Record | None:
        return self._by_id.get(rid)

    def ids(self, kind: str) -> tuple[str, ...]:
        return tuple(str(rec.id) for rec in self.kind(kind))

    def read(self, kind: str, shape: type[Body]) -> Iterator[tuple[Record, Body]]:
        """Each record of a kind with its body. Raises msgspec.ValidationError for a body of another shape."""
        known = self._read.get((kind, shape))
        if known is None:
            known = [msgspec.convert(rec.body, shape) for rec in self.kind(kind)]
            self._read[kind, shape] = known
        return zip(self.kind(kind), known, strict=True)  # type: ignore[arg-type]  # put in under its own shape

    def last(self, kind: str, shape: type[Body]) -> dict[str, tuple[Record, Body]]:
        """Entity id → its last record, in the order in which the entities began."""
        found: dict[str, tuple[Record, Body]] = {}
        for rec, body in self.read(kind, shape):
            found[str(rec.body.get("id", rec.id))] = (rec, body)
        return found

    def number(self, response: str) -> str:
        """How the city's list of cases calls what was done about an incident; its own id where there is no such list.

        A response is named after its incident (C/... of I/...), whose id is the source of a report of its case.
        """
        if self._numbers is None:
            bodies = [rec.body for rec in self.kind("casework")]
            told = ((str(report.get("source") or ""), str(b["id"])) for b in bodies for report in b["reports"])
            self._numbers = {f"C{source.removeprefix(_INCIDENT)}": case for source, case in told
                             if source.startswith(_INCIDENT)}
        return self._numbers.get(response, response)

    @property
    def ends(self) -> Instant | None:
        """The time of the last record; None where there is none."""
        return max((rec.at for rec in self._by_id.values()), default=None)
