"""The data folder of a run: opened by one process, moved aside when a new run wants its name."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

from banyan.model.ports import Store, StoreError, StoreFull
from banyan.model.record import canonical
from banyan.runtime.reporters import KEY_FILE
from banyan.stores.embedded import EmbeddedStore, NoJournal
from banyan.stores.lock import FolderLock
from banyan.stores.sqlite import FILE

SPEC = "demo.json"     # the demo's own parameters: what its plant needs to live the same storm again
OURS = frozenset({FILE, f"{FILE}-wal", f"{FILE}-shm", f"{FILE}-journal", "lock", "owner.json", SPEC, SPEC + ".new",
                  "whatif", "photos", "contacts", "peer-keys.json", KEY_FILE})


class DataFolder:
    """A locked folder with its store. Close it when done."""

    def __init__(self, path: Path, city: str) -> None:
        """Raises StoreError: in use, another city's, not ours."""
        self.path = path
        self.lock = FolderLock(path)
        try:
            self.store = EmbeddedStore(path, city)
        except BaseException:
            self.lock.release()
            raise

    def close(self) -> None:
        self.store.close()
        self.lock.release()


@contextmanager
def open_reader(path: Path) -> Iterator[EmbeddedStore]:
    """The journal for reading, also while its city runs. Raises StoreError when there is none."""
    if not has_journal(path):
        raise StoreError(f"{path} holds no journal: give the --data folder of a run (the demo's is .banyan/demo)")
    store = EmbeddedStore(path, None)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def open_writer(path: Path) -> Iterator[EmbeddedStore]:
    """The journal for mending; refused while a process owns the folder."""
    if not has_journal(path):
        raise StoreError(f"{path} holds no journal: give the --data folder of a run (the demo's is .banyan/demo)")
    lock = FolderLock(path)
    try:
        with open_reader(path) as store:
            yield store
    finally:
        lock.release()


def has_journal(path: Path) -> bool:
    return (path / FILE).exists()


def has_begun(path: Path) -> bool:
    """Whether a journal there holds anything. Raises StoreError where the file isn't ours to read."""
    if not has_journal(path):
        return False
    try:
        with open_reader(path) as store:
            return store.position() > 0
    except NoJournal:
        return False


def move_aside(path: Path) -> Path | None:
    """An old run's folder gets a number; nothing is deleted, and a folder that isn't a run's is left alone.

    Raises StoreError when it is in use, or holds something else.
    """
    try:
        names = sorted(entry.name for entry in path.iterdir()) if path.exists() else []
    except OSError as e:
        raise StoreError(f"{path} can't be used as a data folder: {e.strerror}; choose another --data") from e
    other = [name for name in names if name not in OURS]
    if other and not has_journal(path):
        raise StoreError(f"{path} holds {other[0]} and no journal: it is no data folder and was left alone; "
                         "give --data a folder of its own")
    if not names:
        return None
    FolderLock(path).release()      # somebody else's running city is not moved
    if not has_begun(path):
        return None
    if Path.cwd().is_relative_to(path.resolve()):
        raise StoreError(f"{path} holds an old run and is where you stand, so it can't be moved aside: go elsewhere or "
                         "choose another --data folder")
    number = 1
    while (aside := path.with_name(f"{path.name}.{number}")).exists():
        number += 1
    try:
        path.rename(aside)
    except OSError as e:
        raise StoreError(f"{path} can't be moved aside ({e.strerror}): choose another --data folder") from e
    return aside


def save_spec(path: Path, spec: Struct) -> str:
    """Write the demo's parameters, whole or not at all; returns their digest for the journal. Raises StoreFull."""
    data = msgspec.json.encode(spec, order="deterministic")
    temporary = path / (SPEC + ".new")
    try:
        temporary.touch(mode=0o600)      # the storm to come is nobody's business but the plant's
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.rename(path / SPEC)
    except OSError as e:
        raise StoreFull(f"the disk under {path} takes no more ({e.strerror}): nothing has begun; free some space and "
                        "start again") from e
    return hashlib.sha256(data).hexdigest()


def journal_sha256(store: Store) -> tuple[int, str]:
    """Number of records and the hash over their canonical lines."""
    digest, count = hashlib.sha256(), 0
    for _, rec in store.records():
        digest.update(canonical(rec) + b"\n")
        count += 1
    return count, digest.hexdigest()
