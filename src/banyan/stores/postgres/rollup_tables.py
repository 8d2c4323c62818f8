"""Tables of rollups in SQL: buckets, how far each stream's readings are in them, and which have to be made again."""

from sqlalchemy import Column, Float, Index, MetaData, Table

from banyan.stores.columns import WHOLE

metadata = MetaData()

# Buckets as rollups.Rollup has them, for each width by its place in rollups.WIDTHS.
rollup = Table(
    "things_rollup", metadata,
    Column("stream", WHOLE, primary_key=True),
    Column("width", WHOLE, primary_key=True),
    Column("begin", WHOLE, primary_key=True),        # µs
    Column("count", WHOLE, nullable=False),
    Column("low", Float, nullable=False),
    Column("high", Float, nullable=False),
    Column("sum", Float, nullable=False),
    Column("last_time", WHOLE, nullable=False),
    Column("last", Float, nullable=False),
)  # fmt: skip

# A stream's readings with places up to `upto` are in the buckets of `widths`, a bit for each; 0: of none. `version`
# counts how often that began anew.
rolled = Table(
    "things_rolled", metadata,
    Column("stream", WHOLE, primary_key=True),
    Column("upto", WHOLE, nullable=False),
    Column("widths", WHOLE, nullable=False),
    Column("version", WHOLE, nullable=False),
)  # fmt: skip

# Buckets of the smallest width, in which a reading was changed or deleted: whatever holds them is made again. `n`
# counts the changes, so that one that comes meanwhile isn't lost.
stale = Table(
    "things_stale", metadata,
    Column("stream", WHOLE, primary_key=True),
    Column("begin", WHOLE, primary_key=True),
    Column("n", WHOLE, nullable=False),
    Index("things_stale_begin", "begin"),
)  # fmt: skip
