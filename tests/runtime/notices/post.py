"""A city with notices in its outbox, a receiver that knows ids, and a process that can be killed at a chosen place.

`python -m tests.runtime.notices.post DATA POINT N` goes its rounds and kills itself at the N-th POINT: before-send,
after-send, before-mark, note (any record), or never.
"""

import json
import os
import signal
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from banyan.command.notices.policy import Policy, Receiver
from banyan.model.observation import EMPTY
from banyan.model.ports import Notice, Unit
from banyan.model.record import Record, record
from banyan.runtime.data_folder import DataFolder
from banyan.runtime.notices.door import Envelope, FileDoor
from banyan.runtime.notices.postman import Postman
from tests.runtime.conftest import T0, at

POLICY = Policy(receivers=(Receiver("duty-officer", ("gateway",)),))
POINTS = ("before-send", "after-send", "before-mark", "note", "never")


def told(n: int, to: str = "duty-officer", key: str = "case.told.breach") -> Notice:
    case = f"C-{n:04}"
    return Notice(f"case/{case}/1/holder", "people", {"to": to, "key": key, "args": {"case": case}})


def unit(notices: Sequence[Notice], when: datetime = T0) -> Unit:
    """Notices never come without a record."""
    said = record("case-move", f"moves/{notices[0].id}", when, "command", {"id": notices[0].id})
    return Unit(when, when, EMPTY, (), (said,), tuple(notices))


class Killer:
    """Counts a place that is passed, and ends the process with SIGKILL at the n-th."""

    def __init__(self, point: str, n: int) -> None:
        self.point, self.left = point, n

    def passes(self, point: str) -> None:
        if point == self.point:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


class KilledDoor:
    def __init__(self, path: Path, killer: Killer) -> None:
        self._door, self._killer = FileDoor(path), killer

    def send(self, envelope: Envelope) -> str:
        self._killer.passes("before-send")
        receipt = self._door.send(envelope)
        self._killer.passes("after-send")
        return receipt

    def close(self) -> None:
        self._door.close()


def go(data: Path, point: str, n: int) -> None:
    folder = DataFolder(data, "banyan-bay")
    killer = Killer(point, n)
    store = folder.store
    sent = store.sent

    def note(records: Sequence[Record]) -> None:
        store.append(Unit(T0, T0, EMPTY, (), records))
        killer.passes("note")

    def marked(ids: Iterable[str]) -> None:
        wanted = list(ids)
        if wanted:
            killer.passes("before-mark")
        sent(wanted)

    store.sent = marked  # type: ignore[method-assign]
    door = KilledDoor(data.parent / "received.ndjson", killer)
    postman = Postman(store, note, POLICY, {"gateway": door})
    postman.begin(at(10))
    for n in range(3):
        postman.step(T0 + timedelta(minutes=1 + n))
    folder.close()


def received(data: Path) -> list[str]:
    """Ids of the letters that came, in order; one may have come twice."""
    file = data.parent / "received.ndjson"
    return [json.loads(line)["id"] for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


if __name__ == "__main__":
    go(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
