"""Files that only the data folder's owner may read."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

NEW = ".new"      # how a file is called until it is whole: a backup leaves it out, the next start takes it away
_AGE_S = 3600     # of one that nobody writes any more


def put(path: Path, content: bytes) -> None:
    """Whole or not at all, also at a power cut; never readable by others, not for a moment. Raises OSError."""
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}{NEW}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _durable(path.parent)


def put_several(folder: Path, files: Mapping[str, bytes]) -> None:
    """Each of them as `put`, with one wait for the disk instead of one each. Raises OSError."""
    beside = {folder / name: folder / f"{name}.{secrets.token_hex(4)}{NEW}" for name in files}
    try:
        for path, new in beside.items():
            with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(files[path.name])
                if not hasattr(os, "sync"):      # Windows has no word for all of them
                    file.flush()
                    os.fsync(file.fileno())
        if beside and hasattr(os, "sync"):
            os.sync()
        for path, new in beside.items():
            new.replace(path)
    except BaseException:
        for new in beside.values():
            new.unlink(missing_ok=True)
        raise
    _durable(folder)


def _durable(folder: Path) -> None:
    """The name, too: a rename is lost with the power as long as its folder isn't on the disk (POSIX.1, fsync)."""
    if os.name == "nt":      # a folder can't be opened there, and NTFS journals its names
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def swept(folder: Path, now: float) -> int:
    """Take away what a process that was killed left half written in a folder and the folders in it; how many files.
    `now` in s since 1970: a command may be writing beside the city, so what is younger than an hour stays.
    """
    gone = 0
    for path in [*folder.glob(f"*{NEW}"), *folder.glob(f"*/*{NEW}")]:
        try:
            if path.is_file() and now - path.stat().st_mtime > _AGE_S:
                path.unlink()
                gone += 1
        except OSError:      # gone meanwhile, or not ours: it does no harm
            continue
    return gone
