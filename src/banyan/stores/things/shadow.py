"""What makes columns visible to SQL: on each connection that asks, a view by the name of the Observations' table takes
its place. It holds the rows and, beside them, the candidates that a question was given out of the columns. On those
that only read another one takes the place of the Datastreams' table, and says what they have come to.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection

from banyan.model.columns import NO_TIME
from banyan.stores.things.kept import SAID, Kept
from banyan.stores.things.tables import ROWS, TABLES

_VIEW = TABLES["Observation"].name
_COLUMNS = {
    "id": "id", "phenomenonTime_start": "time", "phenomenonTime_end": "time", "resultTime_start": "result_time",
    "resultTime_end": "result_time", "result": "result", "resultQuality": "quality", "Datastream_id": "stream",
    "FeatureOfInterest_id": "feature",
}  # fmt: skip
_NAMES = [column.name for column in ROWS.columns]
MADE = (
    "CREATE TEMP TABLE IF NOT EXISTS things_candidate (id INTEGER PRIMARY KEY, time BIGINT, result TEXT,"
    " result_time BIGINT, stream INTEGER, feature INTEGER, quality TEXT)",
    "CREATE INDEX IF NOT EXISTS temp.things_candidate_stream ON things_candidate (stream, time)",
    "CREATE INDEX IF NOT EXISTS temp.things_candidate_feature ON things_candidate (feature)",
    f"CREATE TEMP VIEW IF NOT EXISTS {_VIEW} ({', '.join(_NAMES)}) AS "  # noqa: S608  our own names
    f"SELECT {', '.join(_NAMES)} FROM main.{_VIEW} UNION ALL "
    f"SELECT {', '.join(_COLUMNS.get(name, 'NULL') for name in _NAMES)} FROM temp.things_candidate",
)
_STREAMS, _STREAM = TABLES["Datastream"].name, [column.name for column in TABLES["Datastream"].columns]
_AHEAD = ("phenomenonTime_start", "phenomenonTime_end", "resultTime_start", "resultTime_end")
# A scalar subquery and no join: so SQLite still sees through the view, also to the right of an outer join.
_SEEN = ", ".join(
    # The names are this file's own.
    f"coalesce((SELECT a.{name} FROM temp.things_ahead a WHERE a.id = d.id AND a.last > d.last), d.{name})"  # noqa: S608
    if name in _AHEAD else f"d.{name}" for name in _STREAM)
READ = (
    f"CREATE TEMP TABLE IF NOT EXISTS things_ahead (id INTEGER PRIMARY KEY, last INTEGER, {', '.join(_AHEAD)})",
    f"CREATE TEMP VIEW IF NOT EXISTS {_STREAMS} ({', '.join(_STREAM)}) AS "  # noqa: S608  the same
    f"SELECT {_SEEN} FROM main.{_STREAMS} d",
)
_CLEAR = "DELETE FROM temp.things_candidate"
_FORGET = "DELETE FROM temp.things_ahead"
_KNOW = "INSERT INTO temp.things_ahead VALUES (?, ?, ?, ?, ?, ?)"
_FILL = "INSERT INTO temp.things_candidate VALUES (?, ?, ?, ?, ?, ?, ?)"


def install(connection: Any) -> None:
    """On SQLite's own connection."""
    for statement in MADE:
        connection.execute(statement)


def install_read(connection: Any) -> None:
    """The same on one that only reads."""
    for statement in (*MADE, *READ):
        connection.execute(statement)


def know(c: Connection, ahead: Sequence[tuple[int | None, ...]]) -> None:
    """What Datastreams have come to (streams.Streams.behind), for the questions from now on; nothing: what their rows
    say.
    """
    c.exec_driver_sql(_FORGET)
    if ahead:
        c.exec_driver_sql(_KNOW, list(ahead))


def fill(c: Connection, rows: Kept) -> None:
    """The candidates of the next question, instead of those of the last."""
    c.exec_driver_sql(_CLEAR)
    if not len(rows):
        return
    texts = msgspec.json.encode(rows.results)[1:-1].decode().split(",")
    times = [None if at == NO_TIME else at for at in rows.result_time.tolist()]
    qualities = [SAID[flags & 7] for flags in rows.quality.tolist()]
    c.exec_driver_sql(_FILL, list(zip(rows.ids.tolist(), rows.time.tolist(), texts, times, rows.stream.tolist(),
                                      rows.feature.tolist(), qualities, strict=True)))
