"""The tables of SensorThings entities, made of model.things: text as text, JSON as JSON text, times as pairs of µs."""

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, MetaData, Table, and_

from banyan.model.things import (
    HISTORICAL_LOCATION_LOCATION,
    KINDS,
    MULTI_DATASTREAM_PROPERTY,
    THING_LOCATION,
    TIMES,
    Kind,
    Link,
    Type,
)
from banyan.stores.columns import JSON, TEXT, WHOLE

SCHEMA_VERSION = 3        # 2: Observations in batches beside their rows; 3: some of a batch may be rows all the same
metadata = MetaData()

fact = Table(
    "things_meta", metadata,
    Column("key", TEXT, primary_key=True),
    Column("value", TEXT, nullable=False),
)  # fmt: skip

# Datastreams and MultiDatastreams are numbered together: the number is the upper part of their Observations' ids.
stream_number = Table(
    "things_stream_number", metadata,
    Column("id", WHOLE, primary_key=True),
    sqlite_autoincrement=True,
)  # fmt: skip

# What the city's folder declares, by its own id ("stream/east-lake.level"), and the entity that stands for it.
declared = Table(
    "things_declared", metadata,
    Column("key", TEXT, primary_key=True),
    Column("kind", TEXT, nullable=False),
    Column("id", WHOLE, nullable=False),
)  # fmt: skip


# A micro-batch of Observations (kept.pack), until it is in a segment.
batch = Table(
    "things_batch", metadata,
    Column("number", WHOLE, primary_key=True),
    Column("at", WHOLE),                 # µs: columns.Stored; NULL: of the city's own streams
    Column("rows", WHOLE, nullable=False),
    Column("columns", LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)  # fmt: skip

# Sorted files of many batches, in a folder beside the journal. Batches up to the fact "compacted" are in them.
segment = Table(
    "things_segment", metadata,
    Column("number", WHOLE, primary_key=True),
    Column("level", WHOLE, nullable=False),            # 0: of batches; n: of segments of level n - 1
    Column("keep_days", WHOLE, nullable=False),        # its streams' retention; 0: for ever
    Column("rows", WHOLE, nullable=False),
    Column("bytes", WHOLE, nullable=False),
    Column("first_time", WHOLE, nullable=False),
    Column("last_time", WHOLE, nullable=False),
    Column("groups", LargeBinary, nullable=False),       # segments.Groups
    Column("rollup_groups", LargeBinary),                # NULL: it has none, its readings are few enough to be read
    sqlite_autoincrement=True,
)  # fmt: skip

# What is in a batch or a segment and counts no longer: single Observations (deleted, or their row stands for them now),
# all of a Datastream, all of a FeatureOfInterest.
mask = Table(
    "things_mask", metadata,
    Column("id", WHOLE, primary_key=True),
    Column("time", WHOLE, nullable=False),
)  # fmt: skip
gone = Table(
    "things_gone", metadata,
    Column("kind", TEXT, primary_key=True),
    Column("id", WHOLE, primary_key=True),
)  # fmt: skip


def column(link: Link) -> str:
    return f"{link.name}_id"


def _columns(kind: Kind) -> list[Column[object]]:
    found: list[Column[object]] = [Column("id", WHOLE, primary_key=True)]
    for known in kind.properties:
        if known.type in TIMES:
            found += [Column(f"{known.name}_start", WHOLE), Column(f"{known.name}_end", WHOLE),
                      Column(f"{known.name}_said", TEXT)]
        else:
            found.append(Column(known.name, TEXT if known.type is Type.TEXT else JSON))
    for link in kind.links:
        if not link.many:
            found.append(Column(column(link), WHOLE))
    if kind.name in ("Datastream", "MultiDatastream"):
        found.append(Column("last", WHOLE, nullable=False, default=0))      # place of its newest Observation
    return found


TABLES = {
    kind.name: Table(f"things_{kind.name.lower()}", metadata, *_columns(kind), sqlite_autoincrement=True)
    for kind in KINDS
}

_HAS = {"Thing": "Thing", "Location": "Location", "HistoricalLocation": "HistoricalLocation",
        "MultiDatastream": "MultiDatastream", "ObservedProperty": "ObservedProperty"}


def _association(name: str, left: str, right: str) -> Table:
    """`place` keeps the order in which they were linked; one MultiDatastream may have a property twice."""
    return Table(
        name, metadata,
        Column("place", WHOLE, primary_key=True),
        Column(left, ForeignKey(TABLES[_HAS[left]].c.id), nullable=False),
        Column(right, ForeignKey(TABLES[_HAS[right]].c.id), nullable=False),
        Index(f"{name}_left", left, right), Index(f"{name}_right", right, left),
        sqlite_autoincrement=True,
    )  # fmt: skip


ASSOCIATIONS = {
    THING_LOCATION: _association(THING_LOCATION, "Thing", "Location"),
    HISTORICAL_LOCATION_LOCATION: _association(HISTORICAL_LOCATION_LOCATION, "HistoricalLocation", "Location"),
    MULTI_DATASTREAM_PROPERTY: _association(MULTI_DATASTREAM_PROPERTY, "MultiDatastream", "ObservedProperty"),
}

# The FeatureOfInterest that the service made of a Location (18-088, 10.2.1.1), so that it is made once.
location_feature = Table(
    "things_location_feature", metadata,
    Column("location", WHOLE, primary_key=True),
    Column("feature", WHOLE, nullable=False, index=True),
)  # fmt: skip

for _kind in KINDS:
    for _link in _kind.links:
        if not _link.many and _kind.name != "Observation":
            Index(f"things_{_kind.name.lower()}_{_link.name.lower()}", TABLES[_kind.name].c[column(_link)])

_o = TABLES["Observation"].c
for _stream in ("Datastream", "MultiDatastream"):
    _of, _then = _o[f"{_stream}_id"], {"time": _o.phenomenonTime_start, "end": _o.phenomenonTime_end,
                                       "result": _o.resultTime_start, "feature": _o.FeatureOfInterest_id}
    for _name, _column in _then.items():
        # An Observation has one of the two streams, and few have a resultTime: the other indexes leave it out.
        _there = and_(_of.is_not(None), _column.is_not(None))
        Index(f"things_observation_{_stream.lower()}_{_name}", _of, _column, sqlite_where=_there,
              postgresql_where=_there)
Index("things_observation_feature", _o.FeatureOfInterest_id)
Index("things_observation_time", _o.phenomenonTime_start)

# Queries ask for Observations by the name that a view of their connection has, rows and columns together (shadow.py);
# what is written goes to the rows themselves.
ROWS = TABLES["Observation"].to_metadata(MetaData(), schema="main")
