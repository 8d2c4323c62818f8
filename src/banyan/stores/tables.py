"""The tables of the journal, once for every database: records, input log, projections and outbox."""

from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, String, Table

SCHEMA_VERSION = 1

metadata = MetaData()

fact = Table(
    "meta", metadata,
    Column("key", String, primary_key=True),
    Column("value", String, nullable=False),
)  # fmt: skip

# The input log: one row a unit. Ticks between first_tick and last_tick brought nothing; the inbox belongs to last_tick.
unit = Table(
    "unit", metadata,
    Column("position", Integer, primary_key=True),
    Column("first_tick", Integer, nullable=False),   # µs since 1970
    Column("last_tick", Integer, nullable=False, index=True),
    Column("readings", Integer, nullable=False),
    Column("batch", LargeBinary, nullable=False),    # model.observation.pack
    Column("inbox", LargeBinary, nullable=False),    # msgpack list of byte strings
)  # fmt: skip

record = Table(
    "record", metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),
    Column("entity", String, nullable=False),        # the body's id
    Column("at", String, nullable=False),
    Column("position", Integer, nullable=False),
    Column("line", LargeBinary, nullable=False),     # model.record.canonical
    Column("meta", LargeBinary, nullable=True),      # wall-clock facts: never compared, never hashed
    Index("record_by_kind", "kind", "seq"),
    Index("record_by_entity", "entity", "seq"),
)  # fmt: skip

cause = Table(
    "cause", metadata,
    Column("seq", Integer, primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("of", String, nullable=False, index=True),
)  # fmt: skip

current = Table(
    "current", metadata,
    Column("kind", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("current_by_kind", "kind", "seq"),         # the last so many of a kind, without reading the others
)  # fmt: skip

outbox = Table(
    "outbox", metadata,
    Column("n", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("position", Integer, nullable=False),
    Column("receiver", String, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("sent", Integer, nullable=False, index=True),
)  # fmt: skip

snapshot = Table(
    "snapshot", metadata,
    Column("position", Integer, primary_key=True),
    Column("memory", LargeBinary, nullable=False),
)  # fmt: skip
