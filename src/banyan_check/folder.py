"""Records from a data folder: the embedded store's SQLite file, opened read-only, also while its owner writes."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from banyan_check.lines import decode
from banyan_check.report import BadInput

PAGE = 500                    # records a read: short reads leave the owner's checkpoints alone
QUERY = "SELECT seq, line FROM record WHERE seq > ? ORDER BY seq LIMIT ?"


def from_folder(folder: Path) -> Iterator[dict[str, Any]]:
    """The records of DIR/banyan.db in order. Raises BadInput when it isn't one, or when records are missing."""
    path = folder / "banyan.db"
    if not path.is_file():
        raise BadInput(f"{folder} holds no banyan.db: expected a data folder of banyan (--data DIR)")
    db = _open(path)
    try:
        last = 0
        while page := db.execute(QUERY, (last, PAGE)).fetchall():
            for seq, line in page:
                if seq != last + 1:
                    raise BadInput(f"{path}, record {last + 1} is missing: the next is {seq}, the journal has a hole")
                last = seq
                yield decode(line if isinstance(line, bytes) else str(line).encode(), f"{path}, record {seq}")
    except sqlite3.Error as error:
        raise BadInput(f"{path} is no journal that can be read ({error}): expected the embedded store's file") from None
    finally:
        db.close()


def _open(path: Path) -> sqlite3.Connection:
    """Read-only. On a read-only medium SQLite needs `immutable`: safe only without an unmerged WAL beside the file."""
    try:
        return _connect(path, "mode=ro")
    except sqlite3.Error as error:
        wal = path.with_name(path.name + "-wal")
        if wal.exists() and wal.stat().st_size > 0:
            raise BadInput(f"{path} can't be opened ({error}): make its folder writable or copy it") from None
    try:
        return _connect(path, "mode=ro&immutable=1")
    except sqlite3.Error as error:
        raise BadInput(f"{path} can't be opened ({error}): expected the embedded store's file") from None


def _connect(path: Path, how: str) -> sqlite3.Connection:
    db = sqlite3.connect(f"{path.resolve().as_uri()}?{how}", uri=True, timeout=10.0)
    try:
        db.execute("SELECT count(*) FROM sqlite_master").fetchone()  # SQLite opens a file only when it must read it
    except sqlite3.Error:
        db.close()
        raise
    return db
