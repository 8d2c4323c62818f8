"""The open cases in memory, as the journal has them: found by id, by type, by the sender's key, by what is due next."""

import heapq
import re
from collections.abc import Iterable, Iterator

import msgspec

from banyan.model.casework import Case, Status
from banyan.model.ids import CaseId
from banyan.model.ports import Store
from banyan.model.time import Instant
from banyan.runtime.casework.records import CASE

KEPT = re.compile(r"[0-9a-f]{64}\.(?:jpg|png|webp)")
"""How a photo of the data folder is named (photos.py)."""


class Register:
    """Closed cases stay in the journal and are read when somebody asks for them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._open: dict[CaseId, Case] = {}
        self._by_type: dict[str, dict[CaseId, None]] = {}
        self._sources: dict[str, CaseId] = {}
        self._photos: dict[str, CaseId] = {}
        self._numbers: dict[str, int] = {}
        self._due: list[tuple[Instant, CaseId]] = []
        self.closed = 0
        for body in store.current(CASE).values():
            self.put(msgspec.convert(body, Case), fresh=True)

    def put(self, case: Case, fresh: bool = False) -> None:
        """A case as it stands now."""
        for report in case.reports:
            if report.source is not None:
                self._sources.setdefault(report.source, case.id)
        for ref in named_photos(case):
            self._photos.setdefault(ref, case.id)
        self._count(case.id)
        of_type = self._by_type.setdefault(case.type, {})
        if case.status is Status.CLOSED:
            self.closed += fresh or case.id in self._open
            self._open.pop(case.id, None)
            of_type.pop(case.id, None)
            return
        self._open[case.id] = case
        of_type[case.id] = None
        if case.next_at is not None:
            heapq.heappush(self._due, (case.next_at, case.id))

    def get(self, cid: CaseId) -> Case | None:
        found = self._open.get(cid)
        if found is None:
            body = self._store.bodies(CASE, [cid]).get(cid)
            found = msgspec.convert(body, Case) if body is not None else None
        return found

    def of_source(self, source: str | None) -> CaseId | None:
        """The case that a report with this key of its sender went into."""
        return self._sources.get(source) if source is not None else None

    def of_photo(self, ref: str) -> CaseId | None:
        """The case that named this photo first."""
        return self._photos.get(ref)

    def open(self) -> Iterable[Case]:
        return self._open.values()

    def of_type(self, tid: str) -> Iterator[Case]:
        return (self._open[cid] for cid in self._by_type.get(tid, {}))

    def ended(self) -> Iterator[Case]:
        """From the journal, in the order of their last change."""
        for body in self._store.current(CASE).values():
            if body["status"] == Status.CLOSED:
                yield msgspec.convert(body, Case)

    def number(self, day: str) -> CaseId:
        """The next number of a day: K20260302-0001."""
        return CaseId(f"K{day}-{self._numbers.get(day, 0) + 1:04d}")

    def _count(self, cid: CaseId) -> None:
        day, _, rest = cid.removeprefix("K").partition("-")
        number = rest.partition(".")[0]
        if number.isdecimal():
            self._numbers[day] = max(self._numbers.get(day, 0), int(number))

    def next_at(self) -> Instant | None:
        """When time has something to say next, of any case."""
        while self._due:
            at, cid = self._due[0]
            case = self._open.get(cid)
            if case is not None and case.next_at == at:
                return at
            heapq.heappop(self._due)      # it has moved since
        return None

    def due(self, now: Instant, most: int) -> list[Case]:
        """Cases of which time has something to say by now, the longest waiting first; they stay due until `put`."""
        found: dict[CaseId, Instant] = {}
        while len(found) < most and (at := self.next_at()) is not None and at <= now:
            found[heapq.heappop(self._due)[1]] = at
        for cid, at in found.items():
            heapq.heappush(self._due, (at, cid))
        return [self._open[cid] for cid in found]


def named_photos(case: Case) -> Iterator[str]:
    """Names of kept photos that its reports, its evidence and its objections name; addresses elsewhere aren't."""
    shown = (*case.evidence, *(e for o in case.objections for e in o.evidence))
    told = (ref for report in case.reports for ref in report.media)
    return (ref for ref in (*told, *(e.ref for e in shown)) if KEPT.fullmatch(ref))
