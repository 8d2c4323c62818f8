"""A data folder made again of a backup: every file is checked before anything is there."""

import hashlib
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

import msgspec

from banyan.model.ports import StoreFull
from banyan.runtime.backup import (
    BLOCK,
    DUMP,
    FILE_STORE,
    LARGEST_MANIFEST,
    MANIFEST,
    SCHEMA,
    SERVER_STORE,
    TABLES,
    TRANSIENT,
    File,
    Manifest,
    Progress,
    private_file,
    segments_of,
    silent,
    sync,
)
from banyan.runtime.data_folder import OURS, open_reader, place_of, remember
from banyan.runtime.scenario import UsageError
from banyan.stores.postgres import schemas
from banyan.stores.postgres.address import Address
from banyan.stores.postgres.dumping import SUFFIX, Dump, load
from banyan.stores.sqlite import FILE


def restore(file: Path, data: Path, progress: Progress = silent) -> Manifest:
    """Make the folder `data` of a backup: checked whole beside its place, then renamed into it. A journal that lived on
    a server goes into the schema that --store names (data_folder.place_of), all of it or nothing.

    Raises UsageError for a folder or a schema that isn't empty, and a file that is no backup, a damaged one, or one of
    another kind of store; StoreError, StoreFull.
    """
    if data.exists() and (not data.is_dir() or any(data.iterdir())):
        raise UsageError(f"{data} is there and isn't empty: nothing was touched; restore into a folder of its own")
    place = place_of(data)
    if place is not None and schemas.there(place):
        raise UsageError(f"{place} holds a journal already: nothing was touched; restore into a schema of its own "
                         "(?schema=NAME)")
    fresh = data.with_name(data.name + ".restoring")
    try:
        data.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        manifest = _unpacked(file, fresh, progress)
        if manifest.store == SERVER_STORE:
            _loaded(file, fresh, _agreed(file, manifest, place), progress)
        else:
            _agreed(file, manifest, place)
            _sound(file, fresh, manifest)
        if data.exists():
            data.rmdir()
        fresh.rename(data)
        sync(data.parent)
        return manifest
    except OSError as e:
        raise StoreFull(f"{data} can't be written ({e.strerror}): nothing was restored; make room or choose another "
                        "place") from e
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _agreed(file: Path, manifest: Manifest, place: Address | None) -> Address | None:
    """Raises UsageError where the backup is of another kind of store than the one that was asked for."""
    if manifest.store == SERVER_STORE and place is None:
        raise UsageError(f"{file} is the backup of a journal on PostgreSQL: give the --store that it shall live in, "
                         "postgresql://USER@HOST/DATABASE?schema=NAME; nothing was restored")
    if manifest.store == FILE_STORE and place is not None:
        raise UsageError(f"{file} is the backup of a journal in a file, which --store can't take: leave --store out; a "
                         "journal moves to a server by being lived again; nothing was restored")
    if manifest.store not in (FILE_STORE, SERVER_STORE):
        raise UsageError(f"{file} is the backup of a journal in {manifest.store[:60]!r}, which this Banyan doesn't "
                         "know: update Banyan; nothing was restored")
    return place


def _loaded(file: Path, fresh: Path, place: Address | None, progress: Progress) -> None:
    """What the server shall hold, out of the folder and into its schema. Raises UsageError, StoreError."""
    try:
        made = msgspec.json.decode((fresh / DUMP / TABLES).read_bytes(), type=Dump)
    except (OSError, msgspec.MsgspecError) as e:
        raise _damaged(file, f"what its tables are can't be read: {e}") from e
    missing = [table.name for table in made.tables if not (fresh / DUMP / f"{table.name}{SUFFIX}").is_file()]
    if missing or place is None:
        raise _damaged(file, f"its table {''.join(missing[:1])} is missing")
    load(place, fresh / DUMP, made, lambda table, size: progress(f"{DUMP}/{table}", size, size))
    shutil.rmtree(fresh / DUMP)
    remember(fresh, place)


def _unpacked(file: Path, to: Path, progress: Progress) -> Manifest:
    """Every file of the archive under `to`, held to the manifest. Raises UsageError, OSError."""
    found: dict[str, File] = {}
    manifest: Manifest | None = None
    with _archive(file) as archive:
        whole = file.stat().st_size
        for about in archive:
            if about.name == MANIFEST:
                manifest = _manifest(file, archive, about)
                break
            source = archive.extractfile(about) if about.isreg() else None
            if source is None or about.name in found or not _plain(about.name):
                raise _damaged(file, f"it holds {about.name[:80]!r}, which no backup does")
            found[about.name] = _written(source, to / about.name, about.name)
            progress(about.name, min(archive.offset, whole), whole)
    if manifest is None:
        raise _damaged(file, "its manifest is missing: it is cut off")
    wrong = [one.name for one in manifest.files if found.get(one.name) != one]
    more = sorted(found.keys() - {one.name for one in manifest.files})
    if wrong or more:
        raise _damaged(file, f"{(wrong or more)[0]} isn't what the manifest says")
    return manifest


@contextmanager
def _archive(file: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(file, "r:") as archive:
            yield archive
    except tarfile.TarError as e:
        raise _damaged(file, f"it can't be read as a tar archive: {e}") from e
    except FileNotFoundError:
        raise UsageError(f"{file}: no such file; what banyan backup wrote was expected") from None


def _manifest(file: Path, archive: tarfile.TarFile, about: tarfile.TarInfo) -> Manifest:
    source = archive.extractfile(about) if about.isreg() and about.size <= LARGEST_MANIFEST else None
    try:
        told = msgspec.json.decode(source.read() if source is not None else b"", type=Manifest)
    except msgspec.MsgspecError as e:
        raise _damaged(file, f"its manifest can't be read: {e}") from e
    if told.schema != SCHEMA:
        raise UsageError(f"{file} is a backup of the shape {told.schema[:60]}, this Banyan knows {SCHEMA}: update "
                         "Banyan; nothing was restored")
    return told


def _plain(name: str) -> bool:
    """Within the folder, and one of the names that a data folder has."""
    parts = PurePosixPath(name).parts
    return bool(parts) and parts[0] in (OURS - TRANSIENT) | {DUMP} and ".." not in parts and "\\" not in name


def _written(source: IO[bytes], path: Path, name: str) -> File:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with private_file(path) as target:
        while block := source.read(BLOCK):
            digest.update(block)
            size += len(block)
            target.write(block)
        target.flush()
        os.fsync(target.fileno())
    return File(name, size, digest.hexdigest())


def _sound(file: Path, folder: Path, manifest: Manifest) -> None:
    """The journal opens, is whole, and ends where the manifest says. Raises UsageError, StoreError."""
    with open_reader(folder) as store:
        if (store.position(), store.sequence()) != (manifest.position, manifest.sequence):
            raise _damaged(file, f"its journal ends at record {store.sequence()}, the manifest says "
                           f"{manifest.sequence}")
    with closing(sqlite3.connect(f"file:{folder / FILE}?mode=ro", uri=True)) as journal:
        told = str(journal.execute("PRAGMA quick_check(1)").fetchone()[0])
        missing = [name for name in segments_of(journal) if not (folder / name).is_file()] if told == "ok" else []
    if told != "ok":
        raise _damaged(file, f"its journal is damaged: {told}")
    if missing:
        raise _damaged(file, f"{missing[0]} is missing, and its journal counts on it")


def _damaged(file: Path, why: str) -> UsageError:
    return UsageError(f"{file} is no whole backup ({why}): nothing was restored; take another one")
