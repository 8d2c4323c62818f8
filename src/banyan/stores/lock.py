"""One process owns a data folder: a lock the system releases when the process dies, with the owner's pid in it."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

from banyan.model.ports import StoreError

if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: IO[str]) -> None:
        handle.seek(1 << 20)     # a byte far past the pid, so that the pid stays readable
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _try_lock(handle: IO[str]) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class InUse(StoreError):  # noqa: N818  said as operators say it
    """Another process owns the folder now."""


def is_held(folder: Path) -> bool:
    """Whether a process owns the folder now. Raises StoreError for what is no folder of ours."""
    try:
        FolderLock(folder).release()
    except InUse:
        return True
    return False


class FolderLock:
    """Held from creation to `release` (or the end of the process)."""

    def __init__(self, folder: Path) -> None:
        """Raises InUse when another process owns the folder, StoreError when it can't be made."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = (folder / "lock").open("a+", encoding="utf-8")
        except OSError as e:
            raise StoreError(f"{folder} can't be used as a data folder: {e.strerror}; choose another --data") from e
        try:
            _try_lock(self._file)
        except OSError as e:
            self._file.seek(0)
            owner = self._file.read().strip() or "unknown"
            self._file.close()
            raise InUse(f"{folder} is in use by process {owner}: stop it, or choose another --data folder") from e
        with suppress(OSError):      # on a full disk the lock holds all the same, only without a name
            os.ftruncate(self._file.fileno(), 0)
            os.write(self._file.fileno(), str(os.getpid()).encode())

    def release(self) -> None:
        self._file.close()
