"""Photos of cases: kept under the hash of their content, durable before anybody is told where they lie."""

import hashlib
import os
import threading
from pathlib import Path

from banyan.runtime.scenario import UsageError

FOLDER = "photos"
MOST_BYTES = 10 * 1024 * 1024
_KINDS = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
_HASH = 64


class Photos:
    """Thread-safe. The same content is kept once, so sending it again after a break changes nothing."""

    def __init__(self, data: Path) -> None:
        """`data`: the data folder; the photos lie in photos/ inside it."""
        self._folder = data / FOLDER
        self._lock = threading.Lock()

    def keep(self, content: bytes) -> str:
        """Where it lies from now on: a name of its content. Raises UsageError for what is no photo."""
        suffix = _suffix(content)
        if len(content) > MOST_BYTES:
            raise UsageError(f"the photo has {len(content) / 1e6:.1f} MB, at most {MOST_BYTES / 1e6:.0f} MB are taken")
        if suffix is None:
            raise UsageError("that is no photo: JPEG, PNG or WebP was expected")
        ref = f"{hashlib.sha256(content).hexdigest()}.{suffix}"
        path = self._path(ref)
        with self._lock:
            if not path.is_file():
                _write(path, content)
        return ref

    def read(self, ref: str) -> tuple[bytes, str]:
        """(content, media type). Raises KeyError."""
        name, _, suffix = ref.partition(".")
        known = len(name) == _HASH and all(c in "0123456789abcdef" for c in name) and suffix in _KINDS
        path = self._path(ref) if known else None
        if path is None or not path.is_file():
            raise KeyError(f"photo {ref[:80]}")
        return path.read_bytes(), _KINDS[suffix]

    def has(self, ref: str) -> bool:
        try:
            self.read(ref)
        except KeyError:
            return False
        return True

    def _path(self, ref: str) -> Path:
        return self._folder / ref[:2] / ref


def _suffix(content: bytes) -> str | None:
    """By its first bytes, never by what its sender says it is."""
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    return "webp" if content.startswith(b"RIFF") and content[8:12] == b"WEBP" else None


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
