"""Connections to the embedded store's file, and what its errors mean to an operator."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import ClauseElement, Connection, Engine, create_engine, event
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.exc import DatabaseError, DBAPIError
from sqlalchemy.pool import NullPool, StaticPool

from banyan.model.ports import StoreError, StoreFull

FILE = "banyan.db"
SEGMENTS = "observations"       # the folder beside it with the Observations that are no longer in it
LOG_LIMIT = 16 * 1024 * 1024    # bytes; a write-ahead log that grew longer is cut back after its checkpoint


def connected(path: Path, writer: bool) -> Engine:
    # The writer keeps one connection for its life; a reader's connection lives as long as its query.
    pool = StaticPool if writer else NullPool
    options = {"check_same_thread": False, "timeout": 10}
    engine = create_engine(f"sqlite:///{path}", poolclass=pool, connect_args=options, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None    # transactions are ours to begin, or FULL would not mean what it says
        if writer:
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")   # only takes effect before the first table
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute(f"PRAGMA journal_size_limit = {LOG_LIMIT}")
            connection.execute("PRAGMA temp_store = MEMORY")
        else:
            connection.execute("PRAGMA query_only = ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        plainly(connection, "BEGIN IMMEDIATE" if writer else "BEGIN")

    return engine


def plainly(c: Connection, statement: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
    """Past the toolkit, whose way around a statement costs as much as some hundred readings. Raises what it raises."""
    with _as_the_toolkit(c, statement) as connection:
        return connection.execute(statement, values)


def plainly_each(c: Connection, statement: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """The same once for each row; `statement` names the columns (`said`)."""
    with _as_the_toolkit(c, statement) as connection:
        connection.executemany(statement, rows)


def said(statement: ClauseElement) -> str:
    """As it is for `plainly_each`."""
    return str(statement.compile(dialect=sqlite_dialect.dialect(paramstyle="named")))


@contextmanager
def _as_the_toolkit(c: Connection, statement: str) -> Iterator[sqlite3.Connection]:
    connection: Any = c.connection.driver_connection
    try:
        yield connection
    except sqlite3.Error as e:
        raise DBAPIError.instance(statement, None, e, sqlite3.Error, hide_parameters=True, dialect=c.dialect) from e


def meaning(e: DatabaseError, path: Path) -> Exception:
    name = getattr(e.orig, "sqlite_errorname", "")
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
        return StoreFull(f"the disk under {path.parent} takes no more ({e.orig}): what was committed is safe, "
                         "the last step was not stored; free some space and go on with --resume")
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_ERROR")):
        return foreign(path, str(e.orig))
    if name.startswith("SQLITE_CONSTRAINT"):
        return StoreError(f"{path}: a record of this step is there already ({e.orig}); nothing of it was stored")
    return StoreError(f"{path} can't be used ({e.orig}): check that the folder is yours to write")


def foreign(path: Path, why: str) -> StoreError:
    return StoreError(f"{path} is not a Banyan journal ({why}): choose another --data folder")
