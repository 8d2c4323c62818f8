"""Observations on PostgreSQL: a row each, in one table of partitions by the month of their phenomenonTime."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from banyan.model.time import instant, micros
from banyan.stores.postgres import binary
from banyan.stores.postgres.copying import copy, copy_bytes
from banyan.stores.postgres.server import no_lock
from banyan.stores.things.kept import Kept, in_rows
from banyan.stores.things.tables import TABLES

NAME = "things_observation"
TIME = "phenomenonTime_start"
REST = f"{NAME}_rest"                    # of years that no month is kept for: what a broken clock wrote
FIRST, LAST = 1990, 2100                 # so that wrong clocks don't make a thousand tables

# NULL comes first in what is asked, so it does in the index. BRIN: rows of one time lie together as they came.
_INDEXES = f"""
CREATE INDEX {NAME}_id ON {NAME} (id);
CREATE INDEX {NAME}_datastream ON {NAME} ("Datastream_id", "{TIME}" NULLS FIRST);
CREATE INDEX {NAME}_multidatastream ON {NAME} ("MultiDatastream_id", "{TIME}" NULLS FIRST)
    WHERE "MultiDatastream_id" IS NOT NULL;
CREATE INDEX {NAME}_feature ON {NAME} ("FeatureOfInterest_id");
CREATE INDEX {NAME}_time ON {NAME} USING brin ("{TIME}");
"""
LOCK_MS = 200                            # for which a new month waits for those who read, and others behind it
DAY_US = 86_400 * 1_000_000
AHEAD = 7 * DAY_US               # µs before a month at which it is made
_DAY = f'"{TIME}" / 86400000000'
_WAITING = "banyan.partitions.waiting"   # of a session: names that couldn't be made because somebody read
_OF_A_MONTH = re.compile(rf"{NAME}_(\d{{4}})_(\d\d)")
_KNOWN = "banyan.partitions"       # of a session: names that are there
_THERE = text("""
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = to_regclass(:parent) AND c.relname = ANY(:names)
""")


def make(c: Connection) -> None:
    """The table, with a partition for what has no month of its own."""
    columns = ", ".join(
        f'"{column.name}" {column.type.compile(c.dialect)}{" NOT NULL" if column.name in ("id", TIME) else ""}'
        for column in TABLES["Observation"].columns)
    c.exec_driver_sql(f'CREATE TABLE {NAME} ({columns}) PARTITION BY RANGE ("{TIME}")')
    c.exec_driver_sql(f"CREATE TABLE {REST} PARTITION OF {NAME} DEFAULT")
    c.exec_driver_sql(_INDEXES)


def write(c: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows by COPY. Raises model.things.Wrong for a text that can't be kept."""
    ensure(c, (row[TIME] for row in rows))
    copy(c, TABLES["Observation"], rows)


def write_readings(c: Connection, kept: Kept) -> None:
    """The same for readings in columns."""
    data = binary.rows(kept)
    if data is None:
        write(c, list(in_rows(kept)))
        return
    first, last = int(kept.time.min()) // DAY_US, int(kept.time.max()) // DAY_US
    days = [first] if first == last else np.unique(kept.time // DAY_US).tolist()
    ensure(c, (day * DAY_US for day in days))
    copy_bytes(c, TABLES["Observation"], binary.COLUMNS, data)


def ensure(c: Connection, times: Iterable[int]) -> None:
    """A partition for the month of each time, in µs. What this session knows to be there isn't asked for again; the
    store forgets it where a transaction doesn't take. Where somebody reads meanwhile for longer than a moment, the rows
    come to the rest, until `tidy`.
    """
    known: set[str] = c.info.setdefault(_KNOWN, set())
    wanted = {partition: month for month in set(map(_month, times)) if month is not None
              for partition in (f"{NAME}_{month.year}_{month.month:02d}",)}
    wanted = {partition: month for partition, month in wanted.items() if partition not in known}
    if not wanted:
        return
    there = set(c.execute(_THERE, {"parent": NAME, "names": sorted(wanted)}).scalars())
    for partition in sorted(wanted.keys() - there):
        if not _added(c, partition, wanted[partition]):
            known.add(partition)
            c.info.setdefault(_WAITING, set()).add(partition)
    known.update(there)         # not what was made just now: its savepoint may be rolled back


def tidy(c: Connection, now: int) -> None:
    """Months whose readings lie with the rest get their partitions, and the next one is made before it begins."""
    waiting: set[str] = c.info.pop(_WAITING, set())
    c.info.setdefault(_KNOWN, set()).difference_update(waiting)
    first = c.execute(text(f"SELECT DISTINCT {_DAY} FROM {REST}"))  # noqa: S608  our own names
    ensure(c, [*(int(day) * DAY_US for day in first.scalars()), now + AHEAD])


def month_of(partition: str) -> datetime | None:
    """The first moment of a partition's month; None: it is none of a month."""
    found = _OF_A_MONTH.fullmatch(partition)
    return None if found is None else datetime(int(found[1]), int(found[2]), 1, tzinfo=UTC)


def following(month: datetime) -> datetime:
    return datetime(month.year + month.month // 12, month.month % 12 + 1, 1, tzinfo=UTC)


def forget(c: Connection, partition: str) -> None:
    """It is dropped: whoever needs it makes it anew."""
    c.info.setdefault(_KNOWN, set()).discard(partition)


def _month(us: int) -> datetime | None:
    """Its first moment; None: it is kept with the rest."""
    try:
        at = instant(us)
    except (OverflowError, ValueError):
        return None
    return datetime(at.year, at.month, 1, tzinfo=UTC) if FIRST <= at.year < LAST else None


def _added(c: Connection, partition: str, month: datetime) -> bool:
    """False: somebody reads what is with the rest, which has to be locked, and who writes waits for nobody."""
    try:
        with c.begin_nested():
            c.exec_driver_sql(f"SET LOCAL lock_timeout = {LOCK_MS}")
            _add(c, partition, month)
            c.exec_driver_sql("SET LOCAL lock_timeout TO DEFAULT")
    except DBAPIError as e:
        if not no_lock(e):
            raise
        return False
    return True


def _add(c: Connection, partition: str, month: datetime) -> None:
    """Made apart and attached: that locks out nobody who reads the other months (PostgreSQL 15 manual, 5.11.2.2), but
    the rest is locked, too (ALTER TABLE, ATTACH PARTITION). What already came for it lies there, and moves.
    """
    begin, end = micros(month), micros(following(month))
    c.exec_driver_sql(f"CREATE TABLE {partition} (LIKE {NAME} INCLUDING DEFAULTS)")
    within = f'"{TIME}" >= {begin} AND "{TIME}" < {end}'
    c.exec_driver_sql(
        f"WITH moved AS (DELETE FROM {REST} WHERE {within} RETURNING *) "  # noqa: S608  our own names and numbers
        f"INSERT INTO {partition} SELECT * FROM moved")
    c.exec_driver_sql(f"ALTER TABLE {NAME} ATTACH PARTITION {partition} FOR VALUES FROM ({begin}) TO ({end})")
