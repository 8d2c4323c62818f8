"""A whole journal out of its schema and into another one: each table as COPY's binary form, in one snapshot."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, func, inspect, select, text
from sqlalchemy.schema import CreateSchema

from banyan.model.ports import StoreError
from banyan.model.time import micros
from banyan.stores import tables as t
from banyan.stores.postgres import partitions, rollup_tables, things
from banyan.stores.postgres.address import Address
from banyan.stores.postgres.ownership import take
from banyan.stores.postgres.server import connected, transaction
from banyan.stores.postgres.store import PostgresStore
from banyan.stores.things import ledger
from banyan.stores.things import tables as things_tables

SUFFIX = ".copy"
Told = Callable[[str, int], None]           # a table, and how many of its bytes were written

_TABLES = text("""
    SELECT c.relname, array_agg(CAST(a.attname AS text) ORDER BY a.attnum) AS columns FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = to_regnamespace(current_schema()) AND c.relkind = 'r' GROUP BY c.relname ORDER BY c.relname
""")
_SEQUENCES = text("""
    SELECT s.relname, CASE WHEN s.relkind = 'S' THEN pg_sequence_last_value(s.oid) END AS given, o.relname AS of
    FROM pg_class s
    JOIN pg_depend d ON d.objid = s.oid AND d.classid = CAST('pg_class' AS regclass) AND d.deptype IN ('a', 'i')
    JOIN pg_class o ON o.oid = d.refobjid AND d.refclassid = CAST('pg_class' AS regclass)
    WHERE s.relkind = 'S' AND s.relnamespace = to_regnamespace(current_schema()) ORDER BY 1
""")
# By the schema it is in: a name of a dump that others may have written might lead elsewhere.
_GO_ON = text("SELECT setval(CAST(format('%I.%I', schemaname, sequencename) AS regclass), :value) FROM pg_sequences "
              "WHERE schemaname = current_schema() AND sequencename = :name")
_NAMED = text("SELECT 1 FROM pg_namespace WHERE nspname = :schema")
_BLOCK = 1 << 20


class Dumped(Struct, frozen=True):
    name: str
    columns: tuple[str, ...]
    rows: int


class Dump(Struct, frozen=True, kw_only=True):
    """`schema` and `things`: versions of the tables; 0: there are no entities. `sequences`: the numbers last given."""

    city: str
    position: int
    sequence: int
    schema: int
    things: int
    tables: tuple[Dumped, ...]
    sequences: dict[str, int]


def dump(store: PostgresStore, folder: Path, begun: Callable[[], None], told: Told) -> Dump:
    """A file for each table in `folder`, as of one moment; whoever writes goes on. `begun` is called at that moment.

    Raises StoreError, OSError.
    """
    with store.looking() as c:
        parent = inspect(c).has_table(partitions.NAME, schema=store.place.schema)
    with store.looking() as c:
        if parent:          # before the moment that is seen: no month goes away behind it
            c.exec_driver_sql(f"LOCK TABLE {partitions.NAME} IN ACCESS SHARE MODE")
        facts = {row.key: row.value for row in c.execute(select(t.fact))}
        begun()
        tables = tuple(_out(c, name, tuple(columns), folder / f"{name}{SUFFIX}", told)
                       for name, columns in c.execute(_TABLES).all() if _ours(name))
        entities = {row.key: row.value for row in c.execute(select(things_tables.fact))} if parent else {}
        return Dump(
            city=facts["city"], schema=int(facts["schema"]), things=int(entities.get("schema", 0)), tables=tables,
            position=c.scalar(select(func.max(t.unit.c.position))) or 0,
            sequence=c.scalar(select(func.max(t.record.c.seq))) or 0,
            sequences={name: int(value) for name, value, of in c.execute(_SEQUENCES)
                       if value is not None and _ours(of)})


def _ours(name: str) -> bool:
    """Not what an extension or other hands have put into the schema: nothing here could restore it."""
    known = (t.metadata, things_tables.metadata, ledger.metadata, rollup_tables.metadata)
    return (any(name in metadata.tables for metadata in known) or name == partitions.REST
            or partitions.month_of(name) is not None)


def _out(c: Connection, name: str, columns: tuple[str, ...], file: Path, told: Told) -> Dumped:
    connection: Any = c.connection.driver_connection
    with connection.cursor() as cursor, file.open("wb", buffering=_BLOCK) as out:
        size = said = 0
        with cursor.copy(f"COPY {_quoted(name, columns)} TO STDOUT (FORMAT BINARY)") as copied:
            for block in copied:
                size += out.write(block)
                if size - said >= _BLOCK:
                    said = size
                    told(name, size)
        told(name, size)
        return Dumped(name, columns, cursor.rowcount)


def load(place: Address, folder: Path, made: Dump, told: Told) -> None:
    """Into a schema that holds nothing yet: all of it or nothing. Raises StoreError, also for a newer program's tables
    and what doesn't fit them.
    """
    for what, version, ours in (("journal", made.schema, t.SCHEMA_VERSION),
                                ("SensorThings entities", made.things, things.SCHEMA_VERSION)):
        if version > ours:
            raise StoreError(f"its {what} were written by a newer Banyan (schema {version}, this one knows {ours}): "
                             "update Banyan; nothing was restored")
    with transaction(connected(place, writer=True), place) as c:
        take(c, place.schema, str(place))
        _empty(c, place)
        _make(c, made)
        # What refers to others comes behind them.
        for table in sorted(made.tables, key=lambda table: table.name in things_tables.ASSOCIATIONS):
            _in(c, table, folder / f"{table.name}{SUFFIX}", told)
        for name, value in made.sequences.items():
            if c.scalar(_GO_ON, {"name": name, "value": value}) is None:
                raise StoreError(f"its sequence {name} isn't one that this Banyan knows: nothing was restored")
        if made.things:
            things.without_functions(c)
        ends = (c.scalar(select(func.max(t.unit.c.position))) or 0, c.scalar(select(func.max(t.record.c.seq))) or 0)
        if ends != (made.position, made.sequence):
            raise StoreError(f"its journal ends at record {ends[1]}, and {made.sequence} was expected: nothing was "
                             "restored")
        for table in made.tables:
            c.exec_driver_sql(f'ANALYZE "{table.name}"')


def _empty(c: Connection, place: Address) -> None:
    """The schema, with nothing in it. Raises StoreError."""
    if c.scalar(_NAMED, {"schema": place.schema}) is None:
        c.execute(CreateSchema(place.schema))
    elif c.execute(_TABLES).first() is not None:
        raise StoreError(f"{place} holds tables already: nothing was touched; restore into a schema of its own "
                         "(?schema=NAME)")


def _make(c: Connection, made: Dump) -> None:
    t.metadata.create_all(c)
    if made.things:
        things.make(c)
        ledger.made(c)
        months = (partitions.month_of(table.name) for table in made.tables)
        partitions.ensure(c, [micros(month) for month in months if month is not None])


def _in(c: Connection, table: Dumped, file: Path, told: Told) -> None:
    known = inspect(c)
    there = {column["name"] for column in known.get_columns(table.name)} if known.has_table(table.name) else set[str]()
    if not set(table.columns) <= there:
        raise StoreError(f"its table {table.name} isn't one that this Banyan knows: nothing was restored")
    connection: Any = c.connection.driver_connection
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY {_quoted(table.name, table.columns)} FROM STDIN (FORMAT BINARY)") as copied:
            size = 0
            for block in _blocks(file):
                copied.write(block)
                size += len(block)
                told(table.name, size)
        if cursor.rowcount != table.rows:
            raise StoreError(f"its table {table.name} has {cursor.rowcount} rows, and {table.rows} were expected: "
                             "nothing was restored")


def _blocks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as source:
        while block := source.read(_BLOCK):
            yield block


def _quoted(name: str, columns: tuple[str, ...]) -> str:
    """Of a dump that others may have written: no name ends its quotes."""
    quoted = ['"' + one.replace('"', '""') + '"' for one in (name, *columns)]
    return f"{quoted[0]} ({', '.join(quoted[1:])})"
