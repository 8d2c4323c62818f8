"""What a hook sent and the city could not take: the reason in the journal, the raw document beside it.

A document may tell who reported; the journal never forgets, so it keeps the document's digest alone. The document
itself lies in hook-rejects/, for the folder's owner alone, until the same message was taken or 30 days are over.
"""

import hashlib
from datetime import timedelta
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from banyan.model.ports import Store, StoreFull
from banyan.model.record import record
from banyan.model.text import Name
from banyan.model.time import Instant
from banyan.runtime import private
from banyan.runtime.casework.office import Note

KIND, FOLDER = "hook-reject", "hook-rejects"
KEPT = timedelta(days=30)


class HookReject(Struct, frozen=True, omit_defaults=True):
    """One message. `key`: the sender's own; `closed`: the case it was taken into later, or "forgotten"."""

    id: str
    hook: str
    key: str
    at: Instant
    reason: Name
    sha256: str
    size: int
    closed: str = ""


class Rejected:
    """Thread-safe as the journal's writer is."""

    def __init__(self, data: Path, store: Store, note: Note) -> None:
        self._folder, self._store, self._note = data / FOLDER, store, note

    def keep(self, hook: str, key: str, body: bytes, reason: Name, now: Instant) -> HookReject:
        """The same message for the same reason is one. Raises StoreFull: it is neither kept nor told of."""
        one = HookReject(reject_id(hook, key), hook, key, now, reason, hashlib.sha256(body).hexdigest(), len(body))
        before = self.of(one.id)
        if before is not None and replace(one, at=before.at) == before:
            return before
        self._write(self.raw(one.id), body)
        self._put(one, now)
        return one

    def taken(self, hook: str, key: str, case: str, now: Instant) -> None:
        """The message came again, and is a case now."""
        one = self.of(reject_id(hook, key))
        if one is not None and not one.closed:
            self._put(replace(one, closed=case), now)
            self.raw(one.id).unlink(missing_ok=True)

    def forget(self, now: Instant) -> int:
        """Documents whose time is over; how many. Raises StoreFull."""
        over = [one for one in waiting(self._store) if one.at + KEPT <= now]
        for one in over:
            self._put(replace(one, closed="forgotten"), now)
            self.raw(one.id).unlink(missing_ok=True)
        return len(over)

    def of(self, rid: str) -> HookReject | None:
        body = self._store.bodies(KIND, [rid]).get(rid)
        return msgspec.convert(body, HookReject) if body is not None else None

    def raw(self, rid: str) -> Path:
        """Where the document lies, as it came."""
        return self._folder / f"{rid}.raw"

    def _put(self, one: HookReject, now: Instant) -> None:
        n = self._store.position() + 1
        self._note([record(KIND, f"{KIND}/{one.id}@{n}", now, "hooks", one)])

    def _write(self, path: Path, body: bytes) -> None:
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            private.put(path, body)
        except OSError as error:
            raise StoreFull(f"{self._folder} takes no more ({error.strerror})") from error


def reject_id(hook: str, key: str) -> str:
    return f"HR-{hashlib.sha256(f'{hook}/{key}'.encode('utf-8', 'replace')).hexdigest()[:12]}"


def waiting(store: Store) -> list[HookReject]:
    return [one for _, one in store.current_as(KIND, HookReject) if not one.closed]
