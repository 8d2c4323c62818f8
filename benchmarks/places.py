"""Where a benchmark keeps what it measures: a folder of its own, or a schema of its own on a PostgreSQL server."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from banyan.stores.embedded import EmbeddedStore
from banyan.stores.journal import Journal
from banyan.stores.postgres.address import address
from banyan.stores.postgres.store import PostgresStore
from banyan.stores.postgres.things import PostgresThings
from banyan.stores.things.store import ThingsStore

Things = ThingsStore | PostgresThings
SCHEMA = f"bench_{os.getpid()}"


@contextmanager
def journal(server: str | None) -> Iterator[Journal]:
    """An empty one; `server`: postgresql://USER@HOST/DATABASE. It is gone afterwards."""
    if server is None:
        with tempfile.TemporaryDirectory() as folder:
            store = EmbeddedStore(Path(folder), "town")
            yield store
            store.close()
        return
    with schema(server) as url:
        served = PostgresStore(address(url), "town")
        yield served
        served.close()


@contextmanager
def schema(server: str) -> Iterator[str]:
    """The address of a schema that isn't there yet."""
    try:
        yield f"{server}{'&' if '?' in server else '?'}schema={SCHEMA}"
    finally:
        with psycopg.connect(server, autocommit=True) as c:
            c.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(SCHEMA)))


def in_order(things: Things) -> None:
    """What a served city does beside its work, until nothing is due."""
    if isinstance(things, PostgresThings):
        while things.rolling.step():
            pass
        return
    things.compaction.compact()
    while things.compaction.merge():
        pass


def size(things: Things, store: Journal) -> int:
    """Bytes on disk of all readings, with indexes and rollups."""
    if isinstance(store, PostgresStore):
        query = ("SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relnamespace = to_regnamespace("
                 "current_schema()) AND relkind = 'r' AND relname ~ '^things_(observation|rollup|rolled|stale)'")
        with store.looking() as c:
            return int(c.exec_driver_sql(query).scalar() or 0)
    assert isinstance(things, ThingsStore)
    return sum(path.stat().st_size for path in things.columns.segments.path(1).parent.iterdir())
