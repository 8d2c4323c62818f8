"""A day of a case office as a process of its own, which dies where it is told to: python clerk.py FOLDER [POINT N].

It goes through the same work whenever it is started; what was done before is done once. POINT is `before` or `after`
the N-th commit, or `sent` (between handing notices on and marking them).
"""

import os
import signal
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from banyan.model.authority import Authority, Principal, Role
from banyan.model.casework import Intake, Move, Place, Report, Verb
from banyan.model.ids import RoleId
from banyan.model.observation import EMPTY
from banyan.model.ports import Notice, Unit
from banyan.model.record import Record
from banyan.runtime.casework.office import CaseOffice
from banyan.stores.embedded import EmbeddedStore
from tests.command.casework.town import BOOK, DESK, HERE, PHOTO, ROADS, START, name

CASES = 6
AUTHORITY = Authority(
    roles=tuple(Role(RoleId(r), name(r), ("case.*",)) for r in ("desk", "roads", "door")),
    principals=tuple(Principal(a.principal, name("who"), a.roles) for a in (DESK, ROADS)),
)


class Clerk:
    def __init__(self, folder: Path, point: str = "", n: int = 0) -> None:
        self.store = EmbeddedStore(folder, "town")
        self.sent = folder / "sent.txt"
        self._point, self._n, self._commits = point, n, 0
        self.now = START
        self.office = CaseOffice(BOOK, self.store, self._note, AUTHORITY, lambda: self.now)

    def _note(self, records: Sequence[Record], notices: Sequence[Notice] = ()) -> None:
        self._commits += 1
        self._die("before")
        self.store.append(Unit(self.now, self.now, EMPTY, (), records, tuple(notices)))
        self._die("after")

    def _die(self, point: str) -> None:
        if point == self._point and self._commits == self._n:
            os.kill(os.getpid(), signal.SIGKILL)

    def work(self) -> None:
        """Reports, dispatches, a closing; then time passes and is heard; notices leave at the end."""
        for i in range(CASES):
            self.now = START + timedelta(minutes=i)
            told = Report(f"R{i}", self.now, Place((HERE[0] + i / 100, HERE[1])), text="a hole", source=f"s{i}")
            case = self.office.report(Intake("hole", told, DESK))
            for verb, by in ((Verb.FILE, DESK), (Verb.DISPATCH, DESK)):
                self.office.move(case.id, Move(verb, by, key=f"{verb}-{i}"))
            if i == 0:
                self.office.move(case.id, Move(Verb.FEED_BACK, ROADS, key="fed", evidence=(PHOTO,)))
        self.now = START + timedelta(days=3, hours=2)
        self.office.tick()
        waiting = self.store.pending()
        with self.sent.open("a") as out:
            out.writelines(f"{notice.id}\n" for notice in waiting)
        self._commits = self._n if self._point == "sent" else self._commits
        self._die("sent")
        self.store.sent([notice.id for notice in waiting])
        self.store.close()


if __name__ == "__main__":
    Clerk(Path(sys.argv[1]), *([sys.argv[2], int(sys.argv[3])] if len(sys.argv) > 2 else [])).work()  # type: ignore[arg-type]  # text, number
