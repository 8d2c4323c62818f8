"""Many numbers out: COPY in its binary form, whose rows have one length where no column is NULL, read as arrays."""

from collections.abc import Generator, Iterator, Mapping
from typing import Any

import numpy as np
import psycopg
from psycopg.pq import ExecStatus
from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from banyan.model.columns import NO_TIME
from banyan.model.things import SEQUENCE_BITS
from banyan.stores.things.kept import EMPTY, SAID, Kept, together

AT_ONCE = 50_000           # rows to one array
_HEAD, _END = 19, 2        # bytes before the first row (signature, flags, extension) and behind the last
_KINDS = {"int8": ">i8", "float8": ">f8", "int2": ">i2"}

# A reading: a number at an instant. A JSON number begins with a minus or a digit; C's order is that of the letters'
# codes; a whole number of more than 300 digits is beyond a double.
READING = """
    result >= '-' COLLATE "C" AND result < ':' COLLATE "C" AND octet_length(result) < 300
    AND "phenomenonTime_start" = "phenomenonTime_end"
"""
_QUALITY = " ".join(f"WHEN '{said}' THEN {flags}" for flags, said in enumerate(SAID) if said is not None)
_READINGS = f"""
    COPY (SELECT id, "Datastream_id", "phenomenonTime_start", CAST(result AS float8),
        CAST(CASE WHEN result ~ '[.eE]' THEN 0 ELSE 1 END AS int2), coalesce("resultTime_start", {NO_TIME}),
        coalesce("FeatureOfInterest_id", 0), CAST(CASE "resultQuality" {_QUALITY} ELSE 0 END AS int2)
    FROM things_observation WHERE {READING} AND (@WHERE@)) TO STDOUT (FORMAT BINARY)
"""  # noqa: S608  our own texts and numbers
_TYPES = ("int8", "int8", "int8", "float8", "int2", "int8", "int8", "int2")


def arrays(c: Connection, statement: str, types: tuple[str, ...], values: Mapping[str, Any]) -> Iterator[Any]:
    """Structured arrays with the fields c0, c1, ... of the rows that a COPY ... TO STDOUT (FORMAT BINARY) gives; none
    of its columns may be NULL. `values` of %(names)s. In the transaction that is open.
    """
    shape = [("fields", ">i2")]
    for n, name in enumerate(types):
        shape += [(f"length{n}", ">i4"), (f"c{n}", _KINDS[name])]
    row = np.dtype(shape)
    blocks, skip = list[bytes](), _HEAD
    for block in _copied(c, statement, values):
        blocks.append(block)
        if len(blocks) == AT_ONCE:
            data = b"".join(blocks)
            whole = (len(data) - skip - _END) // row.itemsize        # the end may be in it
            yield np.frombuffer(data, row, whole, skip)
            blocks, skip = [data[skip + whole * row.itemsize :]], 0
    data = b"".join(blocks)
    yield np.frombuffer(data, row, (len(data) - skip) // row.itemsize, skip)


def _copied(c: Connection, statement: str, values: Mapping[str, Any]) -> Iterator[bytes]:
    """What a COPY gives, row by row, by the library's own call: what the driver does around each row costs ten times
    as much. Close it where not all is read. Raises SQLAlchemy's DatabaseError, as any other statement does.
    """
    connection: Any = c.connection.driver_connection
    link, copying = connection.pgconn, False
    try:
        result = link.exec_(psycopg.ClientCursor(connection).mogrify(statement, values).encode())
        if result.status != ExecStatus.COPY_OUT:
            raise psycopg.errors.error_from_result(result)
        copying = True
        while (block := link.get_copy_data(0))[0] > 0:
            yield bytes(block[1])
        copying = False
        while (result := link.get_result()) is not None:
            if result.status != ExecStatus.COMMAND_OK:
                raise psycopg.errors.error_from_result(result)
    except psycopg.Error as e:
        raise DatabaseError(statement, None, e) from e
    finally:
        if copying:
            connection.cancel()
            while link.get_copy_data(0)[0] > 0:
                pass
        while link.get_result() is not None:
            pass


def readings(c: Connection, where: str, **values: Any) -> Generator[Kept, None, None]:
    """Of the table of Observations, in any order. `where`: of its columns, with %(names)s of `values`."""
    for found in arrays(c, _READINGS.replace("@WHERE@", where), _TYPES, values):
        if len(found):
            ids, stream, time, value, whole, result_time, feature, quality = (found[f"c{n}"] for n in range(8))
            yield Kept(stream.astype(np.uint32), (ids & (2**SEQUENCE_BITS - 1)).astype(np.uint32),
                       time.astype(np.int64), value.astype(np.float64), whole.astype(np.bool_),
                       result_time.astype(np.int64), feature.astype(np.uint32), quality.astype(np.uint8))


def all_readings(c: Connection, where: str, **values: Any) -> Kept:
    return together(list(readings(c, where, **values)) or [EMPTY])
