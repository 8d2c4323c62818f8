"""What was found of Datastreams, on its way into the loop: a job whose results are records that a replay reads."""

import threading
from collections import deque
from collections.abc import Iterable

from banyan.model.judged import Judged
from banyan.model.observation import Batch
from banyan.model.ports import Store
from banyan.model.record import Record, record
from banyan.model.time import Instant, iso, stamp
from banyan.runtime.loop import State
from banyan.runtime.results import JUDGED
from banyan.runtime.watch.snapshot import Pending

MOST = 500             # transitions in one record
RECORDS = 4            # in one tick: a city's worth of gauges falling silent at once takes some ticks to be told

Key = tuple[str, str, str, str]


class Found:
    """A queue with two ends. What was handed to the loop stays in it until `pending` finds it in the journal."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._waiting: deque[Pending] = deque()
        self._handed: deque[Pending] = deque()
        self._told: set[Key] | None = None
        self._settled = store.sequence()

    def remember(self, sequence: int, pending: Iterable[Pending]) -> None:
        """What a snapshot had pending; what the journal has behind `sequence` was told and isn't told again."""
        self._told = {key for _, rec in self._store.records(sequence, JUDGED) for key in _keys(rec)}
        self.add(pending)

    def caught_up(self) -> None:
        """From here on everything is new."""
        self._told = None

    def add(self, found: Iterable[Pending]) -> None:
        with self._lock:
            told = self._told
            self._waiting.extend(one for one in found if told is None or _key(one) not in told)

    def __len__(self) -> int:
        """How many the loop hasn't taken yet."""
        return len(self._waiting)

    def due(self, now: Instant) -> tuple[Record, ...]:
        """Job: what waits, as much as one tick takes."""
        made = []
        for n in range(RECORDS):
            with self._lock:
                some = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
                self._handed.extend(some)
            if not some:
                break
            rid = f"judged/{stamp(now)}.{now.microsecond:06d}/{n + 1}"
            body = Judged(rid, tuple(one.said for one in some), {one.said.rule: one.place for one in some})
            made.append(record(JUDGED, rid, now, "judge", body))
        return tuple(made)

    def see(self, now: Instant, batch: Batch, state: State) -> None:
        """Job: what the loop knows changes nothing here."""

    def pending(self, sequence: int) -> tuple[Pending, ...]:
        """What the journal hasn't up to `sequence`, in order: what was handed over and may be in flight, and what
        waits. What is in the journal is let go of.
        """
        told = set[Key]()
        for at, rec in self._store.records(self._settled, JUDGED):
            if at > sequence:
                break
            told.update(_keys(rec))
        with self._lock:
            self._handed = deque(one for one in self._handed if _key(one) not in told)
            self._settled = sequence
            return (*self._handed, *self._waiting)


def _keys(rec: Record) -> Iterable[Key]:
    return ((said["rule"], said["at"], said["condition"], said["level"]) for said in rec.body["transitions"])


def _key(one: Pending) -> Key:
    return str(one.said.rule), iso(one.said.at), one.said.condition.value, one.said.level.value
