"""A data folder as one file, taken while its city runs.

A backup is a tar archive: the journal as of one position (SQLite's backup interface within one read transaction, or
COPY within one snapshot of PostgreSQL's, so the city's writer is never held up), every file that the journal names or
may name, and last a manifest with a SHA-256 of each. Segments are opened as soon as that transaction has begun, so that
compaction may take them away meanwhile; the watch's memory is the one from before it, and behind it are the batches
that the journal still has. What belongs to a running process alone (lock, write-ahead log, the key of the local page)
is left out.
"""

import glob
import hashlib
import io
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, NamedTuple

import msgspec
from msgspec import Struct
from sqlalchemy import select

from banyan.model.ports import StoreError, StoreFull
from banyan.runtime.data_folder import OURS, POINTER, open_reader, place_of
from banyan.runtime.owner_key import KEY_FILE
from banyan.runtime.scenario import UsageError
from banyan.runtime.watch.snapshot import FILE as WATCH
from banyan.runtime.watch.snapshot import NEW as WATCH_NEW
from banyan.stores.postgres.dumping import SUFFIX, dump
from banyan.stores.postgres.store import PostgresStore
from banyan.stores.sqlite import FILE, SEGMENTS
from banyan.stores.things.segments import named
from banyan.stores.things.tables import segment

SCHEMA = "banyan.backup/1"
MANIFEST = "manifest.json"
LARGEST_MANIFEST = 256 * 1024 * 1024
TRANSIENT = frozenset({f"{FILE}-wal", f"{FILE}-shm", f"{FILE}-journal", "lock", KEY_FILE, WATCH_NEW})
PAGES = 512                       # of the journal's file to one step: 2 MiB, after which progress is told
BLOCK = 1 << 20
ATTEMPTS = 5                      # a file that the city takes away meanwhile: the backup begins anew
FILE_STORE, SERVER_STORE = "file", "postgresql"     # what a journal lives in
DUMP, TABLES = "postgres", "tables.json"            # of a server's: a folder within the backup, and what is in it
Progress = Callable[[str, int, int], None]      # what is worked on, bytes done, bytes in all


class File(Struct, frozen=True):
    name: str                     # within the data folder, with slashes
    bytes: int
    sha256: str


class Manifest(Struct, frozen=True, kw_only=True):
    """What a backup holds: the journal up to `sequence` (records) and `position` (units), and `files`. `store`: what it
    lived in, and can be restored into.
    """

    schema: str = SCHEMA
    store: str = FILE_STORE
    city: str
    position: int
    sequence: int
    files: tuple[File, ...]

    @property
    def bytes(self) -> int:
        return sum(file.bytes for file in self.files)


class _Gone(Exception):  # noqa: N818  what happened, not a failure
    """A file that the journal names was taken away between the two looks: look again."""


def silent(_what: str, _done: int, _all: int) -> None: ...


def backup(data: Path, out: Path, progress: Progress = silent) -> Manifest:
    """Write the backup of `data` to the file `out`, whole or not at all. Raises UsageError, StoreError, StoreFull."""
    if out.is_dir():
        raise UsageError(f"{out} is a folder: a file was expected, as {out / 'backup.tar'}")
    if not out.parent.is_dir():
        raise UsageError(f"{out.parent} is no folder: make it first, or choose another place for the backup")
    if out.exists():
        raise UsageError(f"{out} is there already and was left as it is: choose another name")
    part = out.with_name(out.name + ".part")
    for left in out.parent.glob(f".{glob.escape(part.name)}.*"):      # by a backup that was killed
        shutil.rmtree(left, ignore_errors=True)
    try:
        for _ in range(ATTEMPTS):
            with suppress(_Gone):
                made = _taken(data, part, progress)
                part.rename(out)
                sync(out.parent)
                return made
        raise StoreError(f"{data} loses files faster than they can be copied ({ATTEMPTS} attempts): nothing was "
                         "written; try again")
    except OSError as e:
        raise StoreFull(f"{out} can't be written ({e.strerror}): there is no backup; make room or choose another "
                        "place") from e
    finally:
        part.unlink(missing_ok=True)


def _taken(data: Path, part: Path, progress: Progress) -> Manifest:
    with (TemporaryDirectory(prefix=f".{part.name}.", dir=part.parent) as folder, ExitStack() as held,
          private_file(part) as raw):  # fmt: skip
        memory = _bytes(data / WATCH)
        take = _of_file if place_of(data) is None else _of_server
        taken = take(data, Path(folder), held, memory, progress)
        files = [*taken.files, *([(WATCH, io.BytesIO(memory))] if memory else [])]
        whole, done = sum(_size(source) for _, source in files), 0
        told: list[File] = []
        with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as archive:
            for name, source in chain(files, _others(data)):
                told.append(_add(archive, name, source))
                done += told[-1].bytes
                progress(name, done, max(whole, done))
            manifest = Manifest(store=taken.store, city=taken.city, position=taken.position, sequence=taken.sequence,
                                files=tuple(told))
            _add(archive, MANIFEST, io.BytesIO(msgspec.json.format(msgspec.json.encode(manifest))))
        raw.flush()
        os.fsync(raw.fileno())
    return manifest


Named = tuple[str, IO[bytes]]


class _Taken(NamedTuple):
    """A journal as of one moment, and the files that hold it."""

    store: str
    city: str
    position: int
    sequence: int
    files: list[Named]


def _of_file(data: Path, beside: Path, held: ExitStack, memory: bytes, progress: Progress) -> _Taken:
    city, segments = _copy(data, beside / FILE, held, progress)
    if _bytes(data / WATCH) != memory:      # the batches behind it may be gone from the journal that was copied
        raise _Gone
    with open_reader(beside) as store:
        position, sequence = store.position(), store.sequence()
    return _Taken(FILE_STORE, city, position, sequence,
                  [(FILE, held.enter_context((beside / FILE).open("rb"))), *segments])


def _of_server(data: Path, beside: Path, held: ExitStack, memory: bytes, progress: Progress) -> _Taken:
    def begun() -> None:
        if _bytes(data / WATCH) != memory:      # as above
            raise _Gone

    with open_reader(data) as store:
        if not isinstance(store, PostgresStore):
            raise StoreError(f"{store.where} isn't on a server any more: try again")
        made = dump(store, beside, begun, lambda table, size: progress(f"{DUMP}/{table}", size, size))
    files: list[Named] = [(f"{DUMP}/{TABLES}", io.BytesIO(msgspec.json.format(msgspec.json.encode(made))))]
    files += [(f"{DUMP}/{table.name}{SUFFIX}", held.enter_context((beside / f"{table.name}{SUFFIX}").open("rb")))
              for table in made.tables]
    return _Taken(SERVER_STORE, made.city, made.position, made.sequence, files)


def _copy(data: Path, to: Path, held: ExitStack, progress: Progress) -> tuple[str, list[Named]]:
    """The journal as it is now: its city, and its segments, open. A read transaction keeps it so, however much is
    written meanwhile. Raises _Gone.
    """
    with open_reader(data):              # says in a sentence what is wrong with a folder that isn't ours
        pass
    source = sqlite3.connect(f"file:{data / FILE}?mode=ro", uri=True, timeout=10, isolation_level=None)
    with closing(source), closing(sqlite3.connect(to, isolation_level=None)) as target:
        source.execute("BEGIN")
        city = str(source.execute("SELECT value FROM meta WHERE key = 'city'").fetchone()[0])
        size = source.execute("PRAGMA page_size").fetchone()[0]
        segments = [(name, held.enter_context(_open(data / name))) for name in segments_of(source)]
        try:
            source.backup(target, pages=PAGES, sleep=0.001,
                          progress=lambda _, left, pages: progress(FILE, (pages - left) * size, pages * size))
        except sqlite3.Error as e:
            raise StoreFull(f"the journal can't be copied to {to.parent.parent} ({e}): there is no backup; make room "
                            "or choose another place") from e
        target.execute("PRAGMA journal_mode = DELETE")
    return city, segments


def segments_of(journal: sqlite3.Connection) -> list[str]:
    """The files of Observations that the journal names."""
    if not journal.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (segment.name,)).fetchone():
        return []
    known = journal.execute(str(select(segment.c.number, segment.c.rollup_groups.is_not(None)))).fetchall()
    return [f"{SEGMENTS}/{named(number, rollup)}" for number, rolled in known
            for rollup in ((False, True) if rolled else (False,))]


def _others(data: Path) -> Iterator[Named]:
    """Every other file of a data folder that outlives its process, in the order of names. Raises _Gone."""
    for top in sorted(OURS - TRANSIENT - {FILE, SEGMENTS, WATCH, POINTER}):
        path = data / top
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        for one in inside:
            if one.is_file() and not one.is_symlink() and not one.name.endswith((".new", ".part")):
                with _open(one) as source:
                    yield one.relative_to(data).as_posix(), source


def _open(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise _Gone from None


def _bytes(path: Path) -> bytes:
    """Empty where it isn't there."""
    return path.read_bytes() if path.exists() else b""


def _size(source: IO[bytes]) -> int:
    size = source.seek(0, os.SEEK_END)
    source.seek(0)
    return size


def _add(archive: tarfile.TarFile, name: str, source: IO[bytes]) -> File:
    """One file into the archive, hashed on its way. Raises _Gone."""
    about = tarfile.TarInfo(name)
    about.size, about.mode = _size(source), 0o600
    hashed = _Hashed(source)
    try:
        archive.addfile(about, hashed)
    except OSError as e:
        if "unexpected end of data" in str(e):      # cut shorter while it was read
            raise _Gone from None
        raise
    return File(name, about.size, hashed.digest.hexdigest())


class _Hashed:
    """Reads on, and knows the digest of what was read."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source, self.digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._source.read(size)
        self.digest.update(block)
        return block


def private_file(path: Path) -> IO[bytes]:
    """A new file for its owner alone: keys and contacts are in it."""
    path.touch(mode=0o600)
    return path.open("wb")


def sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
