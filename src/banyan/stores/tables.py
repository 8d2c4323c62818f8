"""The tables of the journal, once for every database: records, input log, projections and outbox."""

from sqlalchemy import Column, Index, LargeBinary, MetaData, Table

from banyan.stores.columns import WHOLE, WORD

SCHEMA_VERSION = 1

metadata = MetaData()

fact = Table(
    "meta", metadata,
    Column("key", WORD, primary_key=True),
    Column("value", WORD, nullable=False),
)  # fmt: skip

# The input log: one row a unit. Ticks between first_tick and last_tick brought nothing; the inbox belongs to last_tick.
unit = Table(
    "unit", metadata,
    Column("position", WHOLE, primary_key=True, autoincrement=False),
    Column("first_tick", WHOLE, nullable=False),     # µs since 1970
    Column("last_tick", WHOLE, nullable=False, index=True),
    Column("readings", WHOLE, nullable=False),
    Column("batch", LargeBinary, nullable=False),    # model.observation.pack
    Column("inbox", LargeBinary, nullable=False),    # msgpack list of byte strings
)  # fmt: skip

record = Table(
    "record", metadata,
    Column("seq", WHOLE, primary_key=True, autoincrement=False),
    Column("id", WORD, nullable=False, unique=True),
    Column("kind", WORD, nullable=False),
    Column("entity", WORD, nullable=False),          # the body's id
    Column("at", WORD, nullable=False),
    Column("position", WHOLE, nullable=False),
    Column("line", LargeBinary, nullable=False),     # model.record.canonical
    Column("meta", LargeBinary, nullable=True),      # wall-clock facts: never compared, never hashed
    Index("record_by_kind", "kind", "seq"),
    Index("record_by_entity", "entity", "seq"),
)  # fmt: skip

cause = Table(
    "cause", metadata,
    Column("seq", WHOLE, primary_key=True, autoincrement=False),
    Column("n", WHOLE, primary_key=True, autoincrement=False),
    Column("of", WORD, nullable=False, index=True),
)  # fmt: skip

current = Table(
    "current", metadata,
    Column("kind", WORD, primary_key=True),
    Column("id", WORD, primary_key=True),
    Column("seq", WHOLE, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("current_by_kind", "kind", "seq"),         # the last so many of a kind, without reading the others
)  # fmt: skip

outbox = Table(
    "outbox", metadata,
    Column("n", WHOLE, primary_key=True, autoincrement=False),
    Column("id", WORD, nullable=False, unique=True),
    Column("position", WHOLE, nullable=False),
    Column("receiver", WORD, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("sent", WHOLE, nullable=False, index=True),
)  # fmt: skip

snapshot = Table(
    "snapshot", metadata,
    Column("position", WHOLE, primary_key=True, autoincrement=False),
    Column("memory", LargeBinary, nullable=False),
)  # fmt: skip
