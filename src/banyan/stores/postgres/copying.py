"""Rows in bulk: COPY in its binary form, inside the transaction that is open."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import psycopg
from sqlalchemy import BigInteger, Connection, Dialect, Float, Integer, LargeBinary, Table
from sqlalchemy.exc import DatabaseError

COPY_FROM = 16         # rows from which on one COPY costs less than as many pipelined INSERTs
_TYPES = ((BigInteger, "int8"), (Integer, "int8"), (Float, "float8"), (LargeBinary, "bytea"))


def copy(c: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Columns that a row doesn't name are NULL. Raises SQLAlchemy's DatabaseError, as any other statement does."""
    names, types, written = _columns(table, c.dialect)
    listed = ", ".join(f'"{name}"' for name in names)
    statement = f'COPY "{table.name}" ({listed}) FROM STDIN (FORMAT BINARY)'     # names of our own tables alone
    connection: Any = c.connection.driver_connection
    try:
        with connection.cursor() as cursor, cursor.copy(statement) as stream:
            stream.set_types(types)
            for row in rows:
                values = [row.get(name) for name in names]
                for n, process in written:
                    values[n] = process(values[n])
                stream.write_row(values)
    except psycopg.Error as e:
        raise DatabaseError(statement, None, e) from e


def copy_bytes(c: Connection, table: Table, names: Sequence[str], data: bytes) -> None:
    """Rows of some columns that are in the binary form already. Raises SQLAlchemy's DatabaseError."""
    listed = ", ".join(f'"{name}"' for name in names)
    statement = f'COPY "{table.name}" ({listed}) FROM STDIN (FORMAT BINARY)'     # as above
    connection: Any = c.connection.driver_connection
    try:
        with connection.cursor() as cursor, cursor.copy(statement) as stream:
            stream.write(data)
    except psycopg.Error as e:
        raise DatabaseError(statement, None, e) from e


@lru_cache
def _columns(table: Table, dialect: Dialect) -> tuple[list[str], list[str], list[tuple[int, Callable[[Any], Any]]]]:
    """Names, PostgreSQL's types, and what has to be done to the values of a column before they are written."""
    names, types, written = list[str](), list[str](), list[tuple[int, Callable[[Any], Any]]]()
    for n, column in enumerate(table.columns):
        impl = column.type.dialect_impl(dialect)
        names.append(column.name)
        types.append(next((name for kind, name in _TYPES if isinstance(impl, kind)), "text"))
        process = impl.bind_processor(dialect)
        if types[-1] == "text" and process is not None:
            written.append((n, process))
    return names, types, written
