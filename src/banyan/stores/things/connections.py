"""Connections for questions: read-only, used again and again, with the functions and the view that questions need."""

import sqlite3
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from banyan.stores.things import functions, shadow

KEPT, MOST = 8, 64          # connections that stay open, and that there are at once
PATIENCE_S = 10.0           # for one of them


def looks(path: Path, kept: int = KEPT, most: int = MOST, patience_s: float = PATIENCE_S) -> Engine:
    """Each transaction sees one state of the file. What the view adds to it is temporary and in memory."""

    def opened() -> sqlite3.Connection:
        address = f"file:{quote(str(path))}?mode=ro"
        connection = sqlite3.connect(address, timeout=10, isolation_level=None, check_same_thread=False, uri=True)
        connection.execute("PRAGMA temp_store = MEMORY")
        functions.install(connection)
        shadow.install_read(connection)
        return connection

    engine = create_engine("sqlite://", creator=opened, poolclass=QueuePool, pool_size=kept, max_overflow=most - kept,
                           pool_timeout=patience_s, hide_parameters=True)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine
