"""POST CreateObservations over HTTP, 1,000 a request: durable, with all acceptance checks, judged, each answered.

    PYTHONPATH=src:. python -m benchmarks.sensorthings [--seconds N] [--streams N] [--connections N] [--postgres URL]
                                                       [--server postgresql://USER@HOST/DATABASE]

With --server the city's journal is there; its CPU time isn't counted.

The load comes from processes of its own. CPU time is the server process's; beside it the parts of the way alone as the
bare limit in this run, and the two designs that one would otherwise have.
"""

import argparse
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
from benchmarks.places import schema
from benchmarks.served import A_REQUEST, ARRAYS, SECOND, declared, loaded, served

from banyan.edges.sensorthings.arrays import read_arrays
from banyan.edges.sensorthings.entity import read_json
from banyan.edges.sensorthings.scan import scan, write_links
from banyan.stores.things.plain import plain

SCENARIO = "CreateObservations, 10 Datastreams x 100 readings a request, acceptance declared, three rules each"
EXCLUDED = {"the network": "loopback", "sign-in": "--open"}


def through(folder: Path, store: str | None, streams: int, seconds: float, connections: int) -> None:
    with served(folder, store) as server:
        found = loaded(server, ARRAYS, declared(server, streams), seconds, connections)
        print(f"served: {found.readings / found.wall / 1e3:.0f} k/s wall, {found.a_core / 1e3:.0f} k/s a core of the "
              f"server's CPU, p99 {found.p99:.0f} ms a request; {connections} connections, {found.readings} readings")


def timed(what: Callable[[], Any], rounds: int = 200) -> float:
    """ns of CPU for each of the readings of one body."""
    what()
    begin = time.process_time()
    for _ in range(rounds):
        what()
    return (time.process_time() - begin) / rounds / A_REQUEST * 1e9


def parts() -> None:
    """The way's parts alone, on one body."""
    data = ARRAYS.body(range(1, 11), 1_785_000_000 * SECOND)
    ids = np.arange(1, A_REQUEST + 1) << 32 | 7
    reading, answer = timed(lambda: scan(data, 0)), timed(lambda: write_links("http://127.0.0.1:8420/v1.1", ids))
    general = timed(lambda: plain(read_arrays(read_json(data)), 0), 10)
    print(f"alone: scanning {reading:.0f} ns a reading (the general reader {general:.0f}), the answer {answer:.0f} ns; "
          f"bare limit of both {1e6 / (reading + answer):.0f} k/s a core")


def rows_of_sqlite(folder: Path, count: int = 3_000) -> None:
    """The imitation of a design that writes a state a row, each in a transaction of its own."""
    with sqlite3.connect(folder / "states.db", isolation_level=None) as c:
        c.execute("PRAGMA journal_mode=WAL")
        c.execute("PRAGMA synchronous=FULL")
        c.execute("CREATE TABLE states (id INTEGER PRIMARY KEY, entity TEXT, state TEXT, at REAL)")
        c.execute("CREATE INDEX by_entity ON states (entity, at)")
        begin = time.monotonic()
        for n in range(count):
            c.execute("INSERT INTO states (entity, state, at) VALUES (?, ?, ?)", (f"sensor.{n % 100}", "21.5", n))
        print(f"imitation, a row a state in SQLite, durable: {count / (time.monotonic() - begin) / 1e3:.1f} k/s wall")


def rows_of_postgres(url: str, count: int = 2_000) -> None:
    """The imitation of a design that inserts an Observation with each request."""
    try:
        c = psycopg.connect(url, autocommit=True)
    except psycopg.OperationalError as e:
        print(f"imitation, an insert a request in PostgreSQL: left out ({str(e).splitlines()[0][:80]})")
        return
    with c:
        c.execute("CREATE TEMP TABLE o (id bigserial PRIMARY KEY, stream bigint, at timestamptz, result float8)")
        c.execute("CREATE INDEX ON o (stream, at)")
        begin = time.monotonic()
        for n in range(count):
            said = "INSERT INTO o (stream, at, result) VALUES (%s, to_timestamp(%s), 1.5) RETURNING id"
            c.execute(said, (n % 100, n))
        print(f"imitation, an insert a request in PostgreSQL: {count / (time.monotonic() - begin) / 1e3:.1f} k/s wall")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--streams", type=int, default=400)
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--postgres", default=os.environ.get("BANYAN_TEST_POSTGRES", "postgresql://127.0.0.1:5432/test"))
    parser.add_argument("--server", help="a PostgreSQL server for the city's journal instead of its folder")
    given = parser.parse_args()
    print(SCENARIO)
    for name, why in EXCLUDED.items():
        print(f"  left out: {name} ({why})")
    parts()
    with tempfile.TemporaryDirectory() as folder:
        if given.server is None:
            through(Path(folder), None, given.streams, given.seconds, given.connections)
        else:
            with schema(given.server) as url:
                through(Path(folder), url, given.streams, given.seconds, given.connections)
        rows_of_sqlite(Path(folder))
    rows_of_postgres(given.postgres)


if __name__ == "__main__":
    main()
