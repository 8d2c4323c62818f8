"""What lists ask of closed cases without reading them: a city closes thousands a day, and a page shows a hundred."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from sys import intern

from msgspec import Struct

from banyan.model.casework import Case, Status
from banyan.model.ids import CaseId
from banyan.model.time import Instant, micros

_Key = tuple[int, CaseId]      # µs of the end, counted backwards, so that the newest stands first


class Ended(Struct, frozen=True, gc=False):
    """One closed case, as its filters see it. `late`: it ended past its promised limit.

    `scored`: looked at since it ended. `joined`: a duplicate, which ended with its first case. `imported`: a table told
    its end.
    """

    id: CaseId
    intake: Instant
    at: Instant
    type: str
    version: int
    holder: str
    handler: str | None
    outcome: str | None
    channel: str
    area: str | None
    cell: str | None
    address: str
    late: bool
    waiting: bool
    scored: bool
    joined: bool
    imported: bool
    moves: int

    @property
    def key(self) -> _Key:
        return -micros(self.at), self.id


class EndedCases:
    """In the order of their ends, newest first; some 450 bytes each. Written in one turn, read from any thread."""

    def __init__(self, cases: Iterable[Case] = ()) -> None:
        made = (of(case) for case in cases)
        self._known = {one.id: one for one in made if one is not None}
        self._order = sorted(one.key for one in self._known.values())

    def put(self, case: Case) -> None:
        """A case as it stands now: one that is open again, or taken back, is no longer here."""
        before, after = self._known.get(case.id), of(case)
        if before is not None and (after is None or after.key != before.key):
            del self._order[bisect_left(self._order, before.key)]
        if after is None:
            self._known.pop(case.id, None)
            return
        self._known[case.id] = after
        if before is None or after.key != before.key:
            insort(self._order, after.key)

    def get(self, cid: CaseId) -> Ended | None:
        return self._known.get(cid)

    def newest(self) -> Iterator[Ended]:
        """As they were when it was asked; one that was opened again meanwhile is left out."""
        for _, cid in list(self._order):
            one = self._known.get(cid)
            if one is not None:
                yield one

    def since(self, at: Instant) -> Iterator[Ended]:
        """Those that ended at `at` or later, newest first."""
        for one in self.newest():
            if one.at < at:
                return
            yield one


def of(case: Case) -> Ended | None:
    """None for a case that is open, or whose import was taken back."""
    if case.status is not Status.CLOSED or case.undone or not case.closings:
        return None
    at = case.closings[-1].at
    return Ended(
        id=case.id, intake=case.intake, at=at, type=intern(case.type), version=case.version,
        holder=intern(str(case.holder)), handler=_same(case.handler), outcome=_same(case.outcome),
        channel=intern(case.reports[0].channel) if case.reports else "", area=_same(case.place.area),
        cell=_same(case.place.cell), address=case.place.address, late=at > case.due, waiting=case.pending is not None,
        scored=case.score is not None, joined=case.joined_to is not None, imported=case.closings[-1].imported,
        moves=case.moves,
    )  # fmt: skip


def _same(word: str | None) -> str | None:
    """The few words that a hundred thousand cases share stand in memory once."""
    return intern(str(word)) if word is not None else None
