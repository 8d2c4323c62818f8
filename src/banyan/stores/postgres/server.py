"""Connections to a PostgreSQL server, and what its errors mean to an operator."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool, QueuePool, StaticPool

from banyan.model.ports import StoreError, StoreFull
from banyan.stores.postgres.address import Address

OLDEST = 150_000        # server_version_num
READERS, MOST_READERS = 8, 40      # connections that stay open for those who look, and that there are at once
PATIENCE_S = 10.0       # for one of them
CONNECT_S = 10          # to wait for a server that doesn't answer
_FULL = ("53100",)      # disk_full
_DAMAGED = ("XX001", "XX002", "58030", "42P01", "42703")      # data or index corrupted, I/O; tables that aren't as made


def name() -> str:
    """What the server's lists call this process: whoever is refused can be told who holds the place."""
    return f"banyan pid {os.getpid()} on {socket.gethostname()}"[:63]


def connected(place: Address, writer: bool, kept: int = READERS, most: int = MOST_READERS,
              patience_s: float = PATIENCE_S) -> Engine:
    """`writer`: one connection, kept for its life. Readers: some kept, each looked at before it is used again; who
    finds none of `most` within `patience_s` is told so by SQLAlchemy's TimeoutError.
    """
    options = f"-c search_path={place.schema} -c client_encoding=UTF8 -c timezone=UTC -c synchronous_commit=on"
    if not writer:
        options += " -c default_transaction_read_only=on"
    given = str(place.url.query.get("options", ""))
    arguments = {"options": f"{given} {options}".strip(), "application_name": name(), "connect_timeout": CONNECT_S,
                 "keepalives_idle": 30, "keepalives_interval": 5, "keepalives_count": 3}
    url = place.url.difference_update_query(["options"])
    if writer:
        engine = create_engine(url, poolclass=StaticPool, connect_args=arguments, hide_parameters=True)
    else:
        engine = create_engine(url, poolclass=QueuePool, pool_size=kept, max_overflow=most - kept,
                               pool_timeout=patience_s, pool_pre_ping=True, connect_args=arguments,
                               hide_parameters=True)
    event.listen(engine, "connect", _checked)
    # SQLite's rows stand behind a view of the same name (stores/things/shadow.py) and are told from it by "main".
    return engine.execution_options(schema_translate_map={"main": place.schema})


def once(place: Address) -> Engine:
    """For a single question: nothing stays connected behind it."""
    arguments = {"application_name": name(), "connect_timeout": CONNECT_S}
    return create_engine(place.url, poolclass=NullPool, connect_args=arguments, hide_parameters=True)


@contextmanager
def transaction(engine: Engine, place: Address) -> Iterator[Connection]:
    """All of it or nothing, on an engine that is given up behind it. Raises StoreError for what the server says."""
    try:
        with engine.begin() as c:
            yield c
    except StoreError:
        raise
    except Exception as e:
        said = meaning(e, str(place))
        if said is None:
            raise
        raise said from e
    finally:
        engine.dispose()


def _checked(connection: "psycopg.Connection[object]", _: object) -> None:
    version = connection.info.server_version
    if version < OLDEST:
        raise StoreError(f"PostgreSQL {version // 10_000} is too old: 15 or newer was expected")
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise StoreError(f"the database keeps its texts as {encoding}: one made with ENCODING 'UTF8' was expected")
    connection.prepare_threshold = 3      # the loop's statements come again each tick


def of_driver(e: BaseException) -> psycopg.Error | None:
    """The driver's own error, also inside SQLAlchemy's."""
    if isinstance(e, DBAPIError) and isinstance(e.orig, psycopg.Error):
        return e.orig
    return e if isinstance(e, psycopg.Error) else None


def lost(e: BaseException) -> bool:
    """The connection is gone, and with it the transaction, if it had not committed."""
    found = of_driver(e)
    if found is None:
        return False
    code = found.sqlstate or ""
    broken = isinstance(found, psycopg.OperationalError | psycopg.InterfaceError) and not code
    return broken or code.startswith("08") or code in ("57P01", "57P02", "57P03", "25P03", "57P05")


def no_lock(e: BaseException | None) -> bool:
    """Somebody else holds what was asked for, for longer than lock_timeout."""
    found = None if e is None else of_driver(e)
    return found is not None and found.sqlstate == "55P03"


def meaning(e: BaseException, where: str) -> Exception | None:
    """None for what isn't the server's. Nothing that it says holds a password: libpq repeats none."""
    found = of_driver(e)
    if found is None:
        return None
    code, said = found.sqlstate or "", " ".join(str(found).split()) or type(found).__name__
    if code in _FULL:
        return StoreFull(f"the disk under {where} takes no more ({said}): what was committed is safe, the last step "
                         "was not stored; free some space and go on with --resume")
    if code.startswith("23"):
        return StoreError(f"{where}: a record of this step is there already ({said}); nothing of it was stored")
    if code in _DAMAGED:
        return StoreError(f"{where} is not as Banyan made it ({said}): it was damaged or changed by other hands; take "
                          "the last copy you trust")
    if code == "42501":
        return StoreError(f"{where} can't be used ({said}): a user who may create and write there was expected")
    if code.startswith(("28", "08")) or lost(e):
        return StoreError(f"{where} can't be reached ({said}): check that the server runs, and the address, user and "
                          "password (a password may also stand in PGPASSWORD or ~/.pgpass); what was committed is safe")
    return StoreError(f"{where} can't be used ({said}); nothing of the last step was stored")
