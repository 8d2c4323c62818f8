"""The data folder of a run: opened by one process, moved aside when a new run wants its name.

Its journal is a file in it, or lives on a PostgreSQL server: then the folder remembers where (POINTER), and holds what
isn't the journal's, as photos.
"""

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

from banyan.model.ports import Store, StoreError, StoreFull
from banyan.model.record import canonical
from banyan.runtime import private
from banyan.runtime.hooks.secrets import FILE as HOOK_SECRETS
from banyan.runtime.owner_key import KEY_FILE as OWNER_KEY
from banyan.runtime.readings.keys import FILE as FEED_KEYS
from banyan.runtime.reporters import KEY_FILE
from banyan.runtime.watch.snapshot import FILE as WATCH
from banyan.runtime.watch.snapshot import NEW as WATCH_NEW
from banyan.stores.embedded import EmbeddedStore, NoJournal
from banyan.stores.journal import Journal
from banyan.stores.lock import FolderLock
from banyan.stores.postgres import schemas
from banyan.stores.postgres.address import Address, address
from banyan.stores.postgres.store import PostgresStore
from banyan.stores.sqlite import FILE, SEGMENTS

SPEC = "demo.json"     # the demo's own parameters: what its plant needs to live the same storm again
POINTER = "store.json"     # where the journal lives, when it isn't in the folder; never with a password
STORE = "BANYAN_STORE"     # the environment's word for --store; the way a password comes in that nobody should read
OURS = frozenset({FILE, f"{FILE}-wal", f"{FILE}-shm", f"{FILE}-journal", "lock", OWNER_KEY, SPEC, SPEC + ".new",
                  POINTER, POINTER + ".new", "whatif", "photos", SEGMENTS, "contacts", "peer-keys.json", KEY_FILE,
                  "feeds", WATCH, WATCH_NEW, FEED_KEYS, f"{FEED_KEYS}.new", HOOK_SECRETS, "hook-rejects"})


def is_ours(name: str) -> bool:
    """Whether a run leaves something of this name in its data folder, whole or half written."""
    whole, half, _ = name.rpartition(private.NEW)
    return name in OURS or (bool(half) and (whole in OURS or whole.rpartition(".")[0] in OURS))


class _Pointer(Struct):
    store: str


class DataFolder:
    """A locked folder with its store. Close it when done."""

    def __init__(self, path: Path, city: str) -> None:
        """Raises StoreError: in use, another city's, not ours, another store than the folder's."""
        self.path = path
        self.lock = owned(path)
        try:
            place = place_of(path)
            private.swept(path, time.time())
            self.store: Journal = EmbeddedStore(path, city) if place is None else PostgresStore(place, city)
        except BaseException:
            self.lock.release()
            raise
        if place is not None:
            try:
                remember(path, place)
            except BaseException:
                self.close()
                raise

    def close(self) -> None:
        self.store.close()
        self.lock.release()


def owned(path: Path) -> FolderLock:
    """The folder's lock. Where a city was served from it that was killed, its key opens nothing any more.

    Raises InUse, StoreError.
    """
    lock = FolderLock(path)
    (path / OWNER_KEY).unlink(missing_ok=True)
    return lock


def place_of(path: Path) -> Address | None:
    """Where a folder's journal lives; None: in the folder itself. `--store` and BANYAN_STORE name it, else the folder
    remembers it.

    Raises StoreError where the two don't agree: a journal is never begun a second time elsewhere by mistake.
    """
    remembered, given = _remembered(path), os.environ.get(STORE)
    if not given:
        return remembered
    place = address(given)
    if (path / FILE).exists():
        raise StoreError(f"{path} holds its journal itself ({FILE}), and --store names {place}: leave --store out, or "
                         "choose another --data folder")
    if remembered is not None and not remembered.same_place(place):
        raise StoreError(f"{path} belongs to the journal in {remembered}, and --store names {place}: leave --store "
                         "out, or choose another --data folder")
    return place


def _remembered(path: Path) -> Address | None:
    try:
        return address(msgspec.json.decode((path / POINTER).read_bytes(), type=_Pointer).store)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, msgspec.MsgspecError) as e:
        raise StoreError(f"{path / POINTER} can't be read ({e}): it should say where the journal lives; mend it, or "
                         "remove it and name the --store") from e


def remember(path: Path, place: Address) -> None:
    _write_whole(path / POINTER, msgspec.json.encode(_Pointer(str(place))) + b"\n")


@contextmanager
def open_reader(path: Path) -> Iterator[Journal]:
    """The journal for reading, also while its city runs. Raises StoreError when there is none."""
    with _opened(path, owner=False) as store:
        yield store


@contextmanager
def open_writer(path: Path) -> Iterator[Journal]:
    """The journal for mending; refused while a process owns the folder."""
    if not has_journal(path):
        raise _none(path)
    lock = owned(path)
    try:
        with _opened(path, owner=True) as store:
            yield store
    finally:
        lock.release()


@contextmanager
def _opened(path: Path, owner: bool) -> Iterator[Journal]:
    if not has_journal(path):
        raise _none(path)
    place = place_of(path)
    store: Journal = EmbeddedStore(path, None) if place is None else PostgresStore(place, None, owner)
    try:
        yield store
    finally:
        store.close()


def _none(path: Path) -> StoreError:
    place = place_of(path)
    if place is not None:
        return StoreError(f"{place} holds no journal: give the --store of a run")
    return StoreError(f"{path} holds no journal: give the --data folder of a run (the demo's is .banyan/demo)")


def has_journal(path: Path) -> bool:
    """Raises StoreError where --store names another place than the folder's, or a server that can't be asked."""
    place = place_of(path)
    return (path / FILE).exists() if place is None else schemas.there(place)


def has_begun(path: Path) -> bool:
    """Whether a journal there holds anything. Raises StoreError where the file isn't ours to read."""
    if not has_journal(path):
        return False
    try:
        with open_reader(path) as store:
            return store.position() > 0
    except NoJournal:
        return False


def move_aside(path: Path) -> str | None:
    """An old run's folder gets a number, and its journal's schema, where it lives on a server; returns what they are
    called now. Nothing is deleted, and a folder that isn't a run's is left alone.

    Raises StoreError when it is in use, or holds something else.
    """
    old, given, moved = _holds_a_run(path), os.environ.get(STORE), list[str]()
    remembered = _remembered(path)
    for place in (remembered, address(given) if given else None):
        if place is not None and schemas.there(place):      # where both name one place, it is gone at the second look
            aside = schemas.moved(place)
            moved.append(str(aside))
            if place is remembered:
                remember(path, aside)
    if old:
        moved.insert(0, str(_numbered(path)))
    return ", ".join(moved) or None


def _holds_a_run(path: Path) -> bool:
    """Raises StoreError where the folder can't be moved."""
    try:
        names = sorted(entry.name for entry in path.iterdir()) if path.exists() else []
    except OSError as e:
        raise StoreError(f"{path} can't be used as a data folder: {e.strerror}; choose another --data") from e
    other = [name for name in names if not is_ours(name)]
    if other and FILE not in names and POINTER not in names:
        raise StoreError(f"{path} holds {other[0]} and no journal: it is no data folder and was left alone; "
                         "give --data a folder of its own")
    if not names:
        return False
    FolderLock(path).release()      # somebody else's running city is not moved
    if POINTER not in names and not _file_begun(path):
        return False
    if Path.cwd().is_relative_to(path.resolve()):
        raise StoreError(f"{path} holds an old run and is where you stand, so it can't be moved aside: go elsewhere or "
                         "choose another --data folder")
    return True


def _numbered(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.name}.{number}")).exists():
        number += 1
    try:
        path.rename(aside)
    except OSError as e:
        raise StoreError(f"{path} can't be moved aside ({e.strerror}): choose another --data folder") from e
    return aside


def _file_begun(path: Path) -> bool:
    if not (path / FILE).exists():
        return False
    try:
        store = EmbeddedStore(path, None)
    except NoJournal:
        return False
    try:
        return store.position() > 0
    finally:
        store.close()


def save_spec(path: Path, spec: Struct) -> str:
    """Write the demo's parameters, whole or not at all; returns their digest for the journal. Raises StoreFull."""
    data = msgspec.json.encode(spec, order="deterministic")
    _write_whole(path / SPEC, data)
    return hashlib.sha256(data).hexdigest()


def _write_whole(file: Path, data: bytes) -> None:
    """Whole or not at all. Raises StoreFull."""
    try:
        private.put(file, data)      # private: the storm to come is nobody's business but the plant's
    except OSError as e:
        raise StoreFull(f"the disk under {file.parent} takes no more ({e.strerror}): nothing has begun; free some "
                        "space and start again") from e


def journal_sha256(store: Store) -> tuple[int, str]:
    """Number of records and the hash over their canonical lines."""
    digest, count = hashlib.sha256(), 0
    for _, rec in store.records():
        digest.update(canonical(rec) + b"\n")
        count += 1
    return count, digest.hexdigest()
