"""One process owns a journal: an advisory lock of the session that writes, which the server frees when it ends."""

import hashlib
import os
import re
import socket
import threading

from sqlalchemy import Connection, Row, text

from banyan.model.ports import StoreError
from banyan.stores.postgres.server import name

_BANYAN = 0x42414E59          # the first of the lock's two numbers: "BANY"
TRIES, PAUSE_S = 50, 0.1      # the server may take a while to see that the session of a process that died has ended

_TAKE = text("SELECT pg_try_advisory_lock(:banyan, :schema)")
_OURS = text("SELECT pg_backend_pid()")
_END = text("SELECT pg_terminate_backend(:pid)")
_HOLDER = text("""
    SELECT a.pid, a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
    WHERE l.locktype = 'advisory' AND l.objsubid = 2 AND l.classid = :banyan AND l.objid = :schema
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND l.granted
""")
_NAME = re.compile(r"banyan pid (\d+) on (.+)")


def take(c: Connection, schema: str, where: str, before: int | None = None) -> int:
    """Make the session of `c` the owner; returns its number on the server. `before` is the number of our own session
    that was lost: where the server still keeps it, it is ended.

    Raises StoreError while somebody else owns the journal.
    """
    key, holder = {"banyan": _BANYAN, "schema": number(schema)}, None
    for attempt in range(TRIES):
        if attempt:
            threading.Event().wait(PAUSE_S)
        if c.scalar(_TAKE, key):
            return int(c.scalar(_OURS) or 0)
        holder = c.execute(_HOLDER, key).first()
        if holder is not None and holder.pid == before and holder.application_name == name():
            c.execute(_END, {"pid": before})
        elif holder is not None and not _died(holder):
            break
    by = "a process that can't be named" if holder is None else holder.application_name or "another program"
    raise StoreError(f"{where} is in use by {by}: stop it, or choose another --store")


def _died(holder: "Row[tuple[int, str]]") -> bool:
    """Whether it was a process of this machine that isn't there any more."""
    found = _NAME.fullmatch(holder.application_name or "")
    if found is None or found[2] != socket.gethostname() or int(found[1]) == os.getpid():
        return False
    try:
        os.kill(int(found[1]), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def number(schema: str) -> int:
    """The lock's second number, of 31 bits."""
    return int.from_bytes(hashlib.sha256(schema.encode()).digest()[:4], "big") >> 1
