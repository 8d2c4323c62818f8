"""The key that pseudonyms are made with: in the data folder, for its owner alone, made once."""

import os
import secrets
import stat
from pathlib import Path

from banyan.command.privacy import KEY_BYTES
from banyan.model.ports import StoreError
from banyan.runtime import private

KEY_FILE = "reporters.key"


def reporters_key(data: Path) -> bytes:
    """The key of this data folder; a new one where there is none. Raises StoreError.

    Without it, pseudonyms of the same person no longer meet; whoever has it can try phone numbers against the journal.
    """
    path = data / KEY_FILE
    try:
        return _made(path)
    except FileExistsError:
        pass
    except OSError as error:
        raise StoreError(f"{path} can't be written ({error.strerror}): no reporter can be kept apart") from error
    try:
        about, key = path.stat(), path.read_bytes()
    except OSError as error:
        raise StoreError(f"{path} can't be read ({error.strerror}): only the folder's owner may") from error
    if stat.S_IMODE(about.st_mode) & 0o077:
        raise StoreError(f"{path} may be read by others than its owner: chmod 600 it, and think about who has seen it")
    if len(key) != KEY_BYTES:
        raise StoreError(f"{path} has {len(key)} bytes, {KEY_BYTES} were expected: restore it from a backup")
    return key


def _made(path: Path) -> bytes:
    """Written whole beside its place first: a crash leaves no half key."""
    if path.exists():
        raise FileExistsError
    key = secrets.token_bytes(KEY_BYTES)
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}{private.NEW}")
    file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(file, key)
        os.fsync(file)
    finally:
        os.close(file)
    try:
        os.link(beside, path)         # fails where somebody else was first
    finally:
        beside.unlink()
    return key
