"""A process that answers one question: `python -m banyan.runtime.whatif.worker`.

| line | |
|---|---|
| in: `{"key": ID, "data": PATH, "folder": PATH or null, "question": Question, "at": TIME}` | |
| out: `{"progress": 0.4}` | as often as it moves by a hundredth |
| out: `{"done": ID}` or `{"error": "sentence"}` | the result lies in the folder's cache |
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec import Struct

from banyan.edges.tables import TableError
from banyan.model.ports import StoreError, StoreFull
from banyan.model.time import Instant
from banyan.runtime.folder.errors import FolderErrors
from banyan.runtime.folder.places import NoSuchCity
from banyan.runtime.scenario import UsageError
from banyan.runtime.whatif.asking import answered
from banyan.runtime.whatif.ground import ground
from banyan.runtime.whatif.question import Question
from banyan.twin.swmm.engine import EngineError
from banyan.twin.swmm.faults import FaultError
from banyan.twin.swmm.network import NetworkError
from banyan.twin.swmm.pipe import ChildDied, ChildRefused
from banyan.twin.swmm.spec import SpecError

KNOWN = (
    UsageError, StoreError, StoreFull, FolderErrors, NoSuchCity, TableError, NetworkError, FaultError, SpecError,
    EngineError, ChildDied, ChildRefused,
)  # fmt: skip
HUNDREDTH = 0.01


class Request(Struct, frozen=True):
    """What the parent wants answered, under the id that it told whoever asked."""

    key: str
    data: str
    folder: str | None
    question: Question
    at: Instant


class Said(Struct, frozen=True, omit_defaults=True):
    """One line of the answer."""

    progress: float | None = None
    done: str | None = None
    error: str | None = None


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)      # Ctrl-C is the parent's: it kills us
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)                                 # whatever else prints must not get between the lines

        def say(said: Said) -> None:
            out.write(msgspec.json.encode(said) + b"\n")
            out.flush()

        for line in sys.stdin.buffer:
            say(_answered(msgspec.json.decode(line, type=Request), say))


def _answered(request: Request, say: Callable[[Said], None]) -> Said:
    shown = 0.0

    def moved(part: float) -> None:
        nonlocal shown
        if part - shown >= HUNDREDTH:
            shown = part
            say(Said(progress=round(part, 3)))

    try:
        folder = Path(request.folder) if request.folder is not None else None
        asked = ground(Path(request.data), folder, request.question, request.at)._replace(key=request.key)
        return Said(done=answered(Path(request.data), asked, moved).result.id)
    except KNOWN as e:
        return Said(error=str(e))


if __name__ == "__main__":
    main()
