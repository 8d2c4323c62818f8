"""Photos of cases: kept under the hash of their content, durable before anybody is told where they lie.

What a photo says of its time and place is read before it is stripped, and lies beside it until a report or a move names
the photo and it is checked against the case (photo_round.py). What nobody names within a day is deleted.
"""

import hashlib
import os
import threading
import time
from datetime import UTC, tzinfo
from pathlib import Path

import msgspec
from msgspec import Struct

from banyan.command.forms.attachments import PHOTOS, Kind, Metadata, Policy, judged, sniff
from banyan.command.forms.photo import Shot
from banyan.command.forms.texts import TEXTS
from banyan.edges.photos import PhotoError, shot, strip
from banyan.model.text import Said, render
from banyan.runtime.casework.register import KEPT
from banyan.runtime.scenario import UsageError

FOLDER = "photos"
MOST_BYTES = 10 * 1024 * 1024
_SUFFIXES = {Kind.JPEG: "jpg", Kind.PNG: "png", Kind.WEBP: "webp"}
_KINDS = {suffix: kind.value for kind, suffix in _SUFFIXES.items()}
_WAITING = "waiting"         # inside the photos: what each that nobody has named yet says of itself
_STRICT = Policy(most_bytes=MOST_BYTES)


class Unfit(Exception):  # noqa: N818  said as operators say it
    """A file that is not taken as a photo; `said` tells why."""

    def __init__(self, said: Said) -> None:
        super().__init__(said.key)
        self.said = said


class Waiting(Struct, frozen=True):
    """A photo that no report and no move has named yet. `age_s`: since it was last sent."""

    ref: str
    shot: Shot
    metadata: Metadata
    age_s: float


class _Beside(Struct, frozen=True):
    shot: Shot
    metadata: Metadata


class Photos:
    """Thread-safe. The same content is kept once, so sending it again after a break changes nothing."""

    def __init__(self, data: Path) -> None:
        """`data`: the data folder; the photos lie in photos/ inside it."""
        self._folder = data / FOLDER
        self._lock = threading.Lock()

    def keep(self, content: bytes, policy: Policy = _STRICT, zone: tzinfo = UTC) -> str:
        """Where it lies from now on: a name of what is kept. Without its metadata, unless the policy keeps them.

        `zone`: of times that have none, as most cameras write them. Raises UsageError for what is no photo.
        """
        if len(content) > MOST_BYTES:
            raise UsageError(f"the photo has {len(content) / 1e6:.1f} MB, at most {MOST_BYTES / 1e6:.0f} MB are taken")
        if sniff(content) not in PHOTOS:
            raise UsageError("that is no photo: JPEG, PNG or WebP was expected")
        try:
            return self.take(content, policy, zone)
        except Unfit as why:
            raise UsageError(f"the photo isn't taken here: {render(why.said, TEXTS, 'en')}") from None

    def take(self, content: bytes, policy: Policy, zone: tzinfo) -> str:
        """As `keep`. Raises Unfit, for those who say it in their own way."""
        wrong, kind = judged(content, policy), sniff(content)
        if wrong is not None or kind not in _SUFFIXES:
            raise Unfit(wrong or Said("forms.file_unknown", {"allowed": ", ".join(PHOTOS)}))
        try:
            told = shot(content, zone)
            kept = strip(content) if policy.metadata is Metadata.STRIP else content
        except PhotoError:
            raise Unfit(Said("forms.photo_damaged")) from None
        ref = f"{hashlib.sha256(kept).hexdigest()}.{_SUFFIXES[kind]}"
        with self._lock:
            # First what it says: a stop in between leaves no photo that nobody looks after.
            _write(self._beside(ref), msgspec.json.encode(_Beside(told, policy.metadata)))
            if not self._path(ref).is_file():
                _write(self._path(ref), kept)
        return ref

    def waiting(self) -> list[Waiting]:
        """What nobody has named yet, by its name."""
        found = []
        now = time.time()
        for path in sorted((self._folder / _WAITING).glob("*.json")):
            try:
                told = msgspec.json.decode(path.read_bytes(), type=_Beside)
                found.append(Waiting(path.stem, told.shot, told.metadata, now - path.stat().st_mtime))
            except (FileNotFoundError, msgspec.MsgspecError):      # named, or dropped, meanwhile
                continue
        return found

    def named(self, ref: str) -> None:
        """A case names it: it stays, and its own time and place are forgotten."""
        self._beside(ref).unlink(missing_ok=True)

    def drop(self, ref: str, older_s: float) -> bool:
        """Delete one that nobody named, unless it was sent again meanwhile."""
        with self._lock:
            beside = self._beside(ref)
            if not beside.is_file() or time.time() - beside.stat().st_mtime < older_s:
                return False
            self._path(ref).unlink(missing_ok=True)
            beside.unlink()
            return True

    def read(self, ref: str) -> tuple[bytes, str]:
        """(content, media type). Raises KeyError."""
        if not self.has(ref):
            raise KeyError(f"photo {ref[:80]}")
        return self._path(ref).read_bytes(), _KINDS[ref.rpartition(".")[2]]

    def has(self, ref: str) -> bool:
        """Nobody's words become a path: only a name that `keep` gives is looked for."""
        return KEPT.fullmatch(ref) is not None and self._path(ref).is_file()

    def _path(self, ref: str) -> Path:
        return self._folder / ref[:2] / ref

    def _beside(self, ref: str) -> Path:
        return self._folder / _WAITING / f"{ref}.json"


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, also where the machine stops in between."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
