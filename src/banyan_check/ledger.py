"""What must be remembered of every record, on disk: so a journal of any length is checked in flat memory."""

import sqlite3
from hashlib import blake2b
from typing import TypeVar

import msgspec
from msgspec import Struct

from banyan_check.report import BadInput

Kept = TypeVar("Kept", bound=Struct)

_CACHE_KIB = 16_384


class Ledger:
    """Keys to values in a temporary SQLite file that vanishes by itself. Keys are (shelf, id), ids any text."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)  # "" is SQLite's own temporary file, not memory
        self._db.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
        self._db.execute("PRAGMA journal_mode=OFF")
        self._db.execute("CREATE TABLE kept (k BLOB PRIMARY KEY, v BLOB) WITHOUT ROWID")
        self._db.execute("BEGIN")

    def note(self, shelf: str, id_: str, value: bytes = b"") -> None:
        """Keep bytes; a later note takes an earlier one's place. Raises BadInput when the disk takes no more."""
        try:
            self._db.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", (_key(shelf, id_), value))
        except sqlite3.Error as error:
            raise BadInput(f"no room for the checker's temporary file ({error}): free space or set TMPDIR") from None

    def noted(self, shelf: str, id_: str) -> bytes | None:
        row = self._db.execute("SELECT v FROM kept WHERE k = ?", (_key(shelf, id_),)).fetchone()
        return None if row is None else bytes(row[0])

    def keep(self, shelf: str, id_: str, value: Struct) -> None:
        """Keep a struct. MessagePack, because JSON has no NaN and a plan may ask for one."""
        self.note(shelf, id_, msgspec.msgpack.encode(value))

    def kept(self, shelf: str, id_: str, shape: type[Kept]) -> Kept | None:
        blob = self.noted(shelf, id_)
        return None if blob is None else msgspec.msgpack.decode(blob, type=shape)

    def close(self) -> None:
        self._db.close()


def _key(shelf: str, id_: str) -> bytes:
    """16 bytes an id: ids are text of others, of any length, and may hold what SQLite's text can't."""
    return blake2b(f"{shelf}\0{id_}".encode("utf-8", "surrogatepass"), digest_size=16).digest()
