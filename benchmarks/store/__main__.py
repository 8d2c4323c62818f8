"""A store of Observations beside its bare limit, in one run: durable appends, bytes on disk, reading back.

    PYTHONPATH=src:. python -m benchmarks.store [--readings N] [--streams N] [--year-streams N] [--seconds N]
                                                [--server postgresql://USER@HOST/DATABASE]

Without --server it is the embedded store. CPU time is this process's, without a server's.
Times are wall time unless said otherwise, on a disk and cores shared with whatever else runs: read the ratios.
"""

import argparse
import sqlite3
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
from benchmarks.places import Things, in_order, journal, size
from sqlalchemy import func, select

from banyan.model.columns import Columns, columns
from banyan.model.query import Order, Query
from banyan.model.query import Path as At
from banyan.model.thing_ports import Changing, Place
from banyan.model.things import BY_NAME, DATASTREAM, OBSERVATION, THING, Draft, Reference, Span
from banyan.runtime.things.open import things_of
from banyan.stores.journal import Journal
from banyan.stores.postgres.things import PostgresThings
from banyan.stores.things.kept import Kept, pack
from banyan.stores.things.tables import batch

EXCLUDED = {
    "decoding": "rows come as columns: the door's benchmark measures the bytes",
    "judging": "the kernel's own benchmark",
}
NOW = 1_785_000_000_000_000
MINUTE, DAY = 60_000_000, 86_400_000_000
NAMED = {"name": "n", "description": "d", "properties": None}
POINT = {"type": "Point", "coordinates": [119.6, 25.99]}
OUTSTANDING = 8           # appends that wait at one time, as from eight connections
ROWS = 5_000              # of the imitation that has a row for each Observation


@contextmanager
def opened(server: str | None, streams: int) -> Iterator[tuple[Things, Journal]]:
    with journal(server) as store, closing(things_of(store)) as things:
        declared(things, streams)
        yield things, store


def declared(things: Things, streams: int) -> None:

    def declare(w: Changing) -> None:
        sensor = w.create(Draft(BY_NAME["Sensor"], {**NAMED, "encodingType": "t", "metadata": "m"}))
        level = w.create(Draft(BY_NAME["ObservedProperty"], {**NAMED, "definition": "x"}))
        place = Draft(BY_NAME["Location"], {**NAMED, "encodingType": "application/geo+json", "location": POINT})
        thing = w.create(Draft(THING, NAMED, {"Locations": [place]}))
        links = {"Thing": thing, "Sensor": sensor, "ObservedProperty": level}
        to = {name: [Reference(eid)] for name, eid in links.items()}
        for n in range(streams):
            w.create(Draft(DATASTREAM, {**NAMED, "name": f"s{n}", "unitOfMeasurement": {}, "observationType": "o"},
                           {**to}))

    things.change(declare, NOW).result(600)


def feed(streams: int, readings: int, size: int, begin: int = NOW) -> Iterator[Columns]:
    """A reading a minute of each stream, in turn: a level, a tide and noise, with two decimals, as gauges send them."""
    draws = np.random.default_rng(6)
    level = draws.uniform(0, 5, streams)
    for first in range(0, readings, size):
        place = np.arange(first, min(first + size, readings))
        stream, minute = place % streams, place // streams
        value = level[stream] + 0.5 * np.sin(minute / 120) + draws.normal(0, 0.02, len(place))
        yield columns(stream + 1, begin + minute * MINUTE, np.round(value, 2))


def bare(server: str | None, batches: list[Columns]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        return bare_file(Path(folder), batches) if server is None else bare_server(server, batches)


def bare_server(server: str, batches: list[Columns]) -> float:
    """The same numbers by COPY into a table with one index, a commit for each: seconds."""
    with psycopg.connect(server, autocommit=True) as c:
        c.execute("CREATE TABLE bench_bare (stream bigint, at bigint, value float8)")
        try:
            c.execute("CREATE INDEX ON bench_bare (stream, at)")
            begin = time.perf_counter()
            for some in batches:
                rows = zip(some.stream.tolist(), some.time.tolist(), some.value.tolist(), strict=True)
                with c.cursor() as cursor, cursor.copy("COPY bench_bare FROM STDIN (FORMAT BINARY)") as copied:
                    copied.set_types(("int8", "int8", "float8"))
                    for row in rows:
                        copied.write_row(row)
            return time.perf_counter() - begin
        finally:
            c.execute("DROP TABLE bench_bare")


def bare_file(folder: Path, batches: list[Columns]) -> float:
    """The same BLOBs into SQLite, WAL and FULL, a commit for each: seconds."""
    blobs = [pack(_kept(some)) for some in batches]
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE batch (number INTEGER PRIMARY KEY, columns BLOB)")
    begin = time.perf_counter()
    for blob in blobs:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO batch (columns) VALUES (?)", (blob,))
        connection.execute("COMMIT")
    spent = time.perf_counter() - begin
    connection.close()
    return spent


def _kept(rows: Columns) -> Kept:
    count = len(rows)
    return Kept(rows.stream.astype(np.uint32), np.arange(count, dtype=np.uint32), rows.time, rows.value, rows.whole,
                rows.result_time, np.ones(count, np.uint32), np.zeros(count, np.uint8))


def ours(things: Things, batches: list[Columns]) -> tuple[float, float]:
    """Wall and CPU seconds."""
    waiting: deque[Any] = deque()
    begin, cpu = time.perf_counter(), time.process_time()
    for some in batches:
        waiting.append(things.append(some, NOW))
        if len(waiting) >= OUTSTANDING:
            waiting.popleft().result(60)
    while waiting:
        waiting.popleft().result(60)
    return time.perf_counter() - begin, time.process_time() - cpu


def rows_one_by_one(things: Things) -> float:
    """A row for each Observation, a thousand in a transaction: seconds for ROWS."""
    begin = time.perf_counter()
    for first in range(0, ROWS, 1_000):
        drafts = [Draft(OBSERVATION, {"result": 1.5, "phenomenonTime": Span(NOW + n, NOW + n)},
                        {"Datastream": [Reference(n % 1_000 + 1)]}) for n in range(first, first + 1_000)]
        things.change(lambda w, drafts=drafts: w.observe(drafts), NOW).result(60)
    return time.perf_counter() - begin


def appends(server: str | None, streams: int, readings: int) -> None:
    for a_batch in (1_000, 10_000):
        batches = list(feed(streams, readings, a_batch))
        limit = bare(server, batches)
        with opened(server, streams) as (things, store):
            cpu = time.process_time()
            ours(things, list(feed(streams, streams, 10_000, NOW - DAY)))
            print(f"first reading of each of {streams} streams after a start: "
                  f"{(time.process_time() - cpu) / streams * 1e6:.0f} µs CPU each")
            wall, cpu = ours(things, batches)
            print(f"append, {a_batch} a batch: bare {readings / limit / 1e6:.2f} M/s, "
                  f"ours {readings / wall / 1e6:.2f} M/s ({limit / wall:.2f} of it), {cpu / readings * 1e9:.0f} ns "
                  "CPU a reading")
            if a_batch == 1_000:
                slow = rows_one_by_one(things)
                print(f"  a row for each Observation instead: {ROWS / slow / 1e3:.1f} k/s "
                      f"({readings / wall / (ROWS / slow):.0f} times slower)")
            else:
                on_disk(things, store, readings + streams)


def on_disk(things: Things, store: Journal, readings: int) -> None:
    if isinstance(things, PostgresThings):
        print(f"bytes a reading: {size(things, store) / readings:.0f} in rows with their indexes")
        return
    blobs = store.beside(lambda c: c.execute(select(func.sum(func.length(batch.c["columns"])))).scalar()) or 0
    begin, cpu = time.perf_counter(), time.process_time()
    things.compaction.compact()
    spent, cpu = time.perf_counter() - begin, time.process_time() - cpu
    print(f"bytes a reading: {blobs / readings:.1f} in batches, {size(things, store) / readings:.2f} in a segment, "
          f"compacted at {readings / spent / 1e6:.1f} M/s ({cpu / readings * 1e9:.0f} ns CPU a reading)")


def timed(work: Callable[[], Any], times: int) -> str:
    """Median, 99th of a hundred and CPU time of one."""
    found = []
    cpu = time.thread_time()
    for _ in range(times):
        begin = time.perf_counter()
        work()
        found.append((time.perf_counter() - begin) * 1e3)
    cpu = (time.thread_time() - cpu) / times * 1e3
    ordered = np.sort(found)
    return f"{ordered[times // 2]:.3g} ms, p99 {ordered[times * 99 // 100]:.3g} ms, {cpu:.3g} ms CPU"


def year(server: str | None, streams: int) -> None:
    with opened(server, max(streams, 1_000)) as (things, store):
        readings = streams * 525_600
        waiting = 0
        for some in feed(streams, readings, 100_000):
            things.append(some, NOW).result(60)
            waiting += len(some)
            if waiting >= readings // 16:
                in_order(things)
                waiting = 0
        end = NOW + 365 * DAY
        whole = timed(lambda: things.history.chart(1, NOW, end, 1_000), 50)
        found = things.history.chart(1, NOW, end, 1_000)
        print(f"{streams} streams, a year of a reading a minute, {readings / 1e6:.0f} M readings, "
              f"{size(things, store) / readings:.2f} bytes each with rollups")
        print(f"  a year's chart at 1,000 points, of {found.readings} readings: {whole}")
        day = timed(lambda: things.history.chart(1, end - DAY, end, 300), 50)
        print(f"  a day's chart at 300 points: {day}")
        numbers = np.arange(1, 1_001)
        things.append(columns(numbers, [end + 1] * 1_000, numbers), NOW).result(60)
        last = timed(lambda: things.history.latest(numbers), 200)
        print(f"  last values of 1,000 streams: {last}")


def while_ingesting(server: str | None, streams: int, seconds: int) -> None:
    """GET Datastreams(n)/Observations?$orderby=phenomenonTime desc&$top=1 while 100,000 readings a second come in."""
    with opened(server, streams) as (things, _):
        halt, sent = threading.Event(), [0]

        def ingest() -> None:
            begin = time.perf_counter()
            for some in feed(streams, 100_000 * seconds * 2, 10_000):
                things.append(some, NOW).result(60)
                sent[0] += len(some)
                if halt.wait(max(0.0, sent[0] / 100_000 - (time.perf_counter() - begin))):
                    return

        thread, begin = threading.Thread(target=ingest, daemon=True), time.perf_counter()
        thread.start()
        found, draws = [], np.random.default_rng(1)
        compacting = threading.Thread(target=_compact, args=(things, halt), daemon=True)
        compacting.start()
        while (spent := time.perf_counter() - begin) < seconds:
            query = Query(order=(Order(At(("phenomenonTime",)), descending=True),), top=1)
            eid, asked = int(draws.integers(1, streams)), time.perf_counter()
            with things.look(NOW) as look:
                look.page(Place(OBSERVATION, None, (DATASTREAM, eid, DATASTREAM.links[-1])), query)
            found.append((time.perf_counter() - asked) * 1e3)
            time.sleep(0.005)
        rate = sent[0] / spent
        halt.set()
        thread.join()
        compacting.join()
        ordered = np.sort(found)
        print(f"latest Observation of a stream while {rate / 1e3:.0f} k/s come in and are compacted: "
              f"{ordered[len(ordered) // 2]:.1f} ms, p99 {ordered[int(len(ordered) * 0.99)]:.1f} ms of {len(ordered)}")


def _compact(things: Things, halt: threading.Event) -> None:
    while not halt.wait(1.0):
        if isinstance(things, PostgresThings):
            things.rolling.step()
        elif len(things.columns.tail) >= 500_000:
            things.compaction.compact()
            things.compaction.merge()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readings", type=int, default=2_000_000)
    parser.add_argument("--streams", type=int, default=100_000)
    parser.add_argument("--year-streams", type=int, default=20)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--server", help="a PostgreSQL server instead of the embedded store")
    given = parser.parse_args()
    for what, why in EXCLUDED.items():
        print(f"not measured: {what} ({why})")
    appends(given.server, given.streams, given.readings)
    year(given.server, given.year_streams)
    while_ingesting(given.server, given.streams, given.seconds)


if __name__ == "__main__":
    main()
