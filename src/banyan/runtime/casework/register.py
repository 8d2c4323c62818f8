"""The open cases in memory, as the journal has them: found by id, by type, by the sender's key, by what is due next."""

import heapq
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

import msgspec

from banyan.model.casework import Case, Evidence, Status
from banyan.model.ids import CaseId
from banyan.model.ports import Store
from banyan.model.time import Instant
from banyan.runtime.casework.ended import Ended, EndedCases
from banyan.runtime.casework.records import CASE

PAGE = 200      # closed cases in memory at once, where all of them are looked at
KEPT = re.compile(r"[0-9a-f]{64}\.(?:jpg|png|webp)")
"""How a photo of the data folder is named (photos.py)."""


class Register:
    """Closed cases stay in the journal and are read when somebody asks for them; `closed` has what lists need."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._open: dict[CaseId, Case] = {}
        self._by_type: dict[str, dict[CaseId, None]] = {}
        self._sources: dict[str, CaseId] = {}
        self._photos: dict[str, CaseId] = {}
        self._numbers: dict[str, int] = {}
        self._due: list[tuple[Instant, CaseId]] = []
        self.closed = EndedCases(self._all())

    def _all(self) -> Iterator[Case]:
        for _, case in self._store.current_as(CASE, Case):
            self._put(case)
            yield case

    def put(self, case: Case) -> None:
        """A case as it stands now."""
        self._put(case)
        self.closed.put(case)

    def _put(self, case: Case) -> None:
        self._count(case.id)
        if case.undone:
            self._forget(case)
            return
        for report in case.reports:
            if report.source is not None:
                self._sources.setdefault(report.source, case.id)
        for ref in named_photos(case):
            self._photos.setdefault(ref, case.id)
        before = self._open.get(case.id)
        if before is not None and before.type != case.type:
            self._by_type[before.type].pop(case.id, None)
        of_type = self._by_type.setdefault(case.type, {})
        if case.status is Status.CLOSED:
            self._open.pop(case.id, None)
            of_type.pop(case.id, None)
            return
        self._open[case.id] = case
        of_type[case.id] = None
        if case.next_at is not None:
            heapq.heappush(self._due, (case.next_at, case.id))

    def _forget(self, case: Case) -> None:
        """Its import was taken back."""
        self._open.pop(case.id, None)
        self._by_type.get(case.type, {}).pop(case.id, None)
        for report in case.reports:
            if report.source is not None:
                self._sources.pop(report.source, None)

    def get(self, cid: CaseId) -> Case | None:
        """None also for one whose import was taken back."""
        found = self._open.get(cid) or self.ever(cid)
        return found if found is not None and not found.undone else None

    def moves(self, cid: CaseId) -> int | None:
        """How many moves a case has had, without reading it; None where it isn't there."""
        found = self._open.get(cid) or self.closed.get(cid)
        return found.moves if found is not None else None

    def ever(self, cid: CaseId) -> Case | None:
        """As its last record has it, taken back or not."""
        body = self._store.bodies(CASE, [cid]).get(cid)
        return msgspec.convert(body, Case) if body is not None else None

    def several(self, cids: Iterable[CaseId]) -> Iterator[Case]:
        """Open and closed ones, read together; those that aren't there are left out."""
        ids = list(cids)
        stored = self._store.bodies(CASE, [cid for cid in ids if cid not in self._open])
        for cid in ids:
            if cid in self._open:
                yield self._open[cid]
            elif cid in stored:
                yield msgspec.convert(stored[cid], Case)

    def of_source(self, source: str | None) -> CaseId | None:
        """The case that a report with this key of its sender went into."""
        return self._sources.get(source) if source is not None else None

    def sources(self) -> Iterator[tuple[str, CaseId]]:
        """Every sender's key with the case that its report went into, in the order of their cases' last change."""
        yield from self._sources.items()

    def of_photo(self, ref: str) -> CaseId | None:
        """The case that named this photo first."""
        return self._photos.get(ref)

    def open(self) -> Iterable[Case]:
        return self._open.values()

    def of_type(self, tid: str) -> Iterator[Case]:
        return (self._open[cid] for cid in self._by_type.get(tid, {}))

    def ended(self, fits: Callable[[Ended], bool] = lambda _one: True) -> Iterator[Case]:
        """Closed ones that fit by what is known of them without reading, newest end first: read a page at a time."""
        ids = (one.id for one in self.closed.newest() if fits(one))
        while page := list(islice(ids, PAGE)):
            yield from (case for case in self.several(page) if case.status is Status.CLOSED)

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
    told = (ref for report in case.reports for ref in report.media)
    return (ref for ref in (*told, *(e.ref for e in evidence_of(case))) if KEPT.fullmatch(ref))


def evidence_of(case: Case) -> Iterator[Evidence]:
    """What was shown in its moves, and with returns and disputes."""
    yield from case.evidence
    for objection in case.objections:
        yield from objection.evidence
