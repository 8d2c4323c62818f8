"""Every row of the hot path's table (limit and ours in one run), on the embedded store and, where a server is given, on
PostgreSQL.

    PYTHONPATH=src:. python -m benchmarks.engine [--seconds N] [--connections N] [--million] [--postgres URL]

Rates are of the server's CPU time, waits are wall time: on a machine that others use as well read CPU and ratios.
"""

import argparse
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psycopg
from benchmarks.engine import measures
from benchmarks.engine.alerts import latencies
from benchmarks.engine.bare import bare
from benchmarks.engine.latest import waits
from benchmarks.kernel.__main__ import timed_count
from benchmarks.served import ARRAYS, ARROW, COLUMNS, Door, declared, loaded, served

EXCLUDED = {
    "the network": "loopback", "sign-in": "--open; feeds with their keys",
    "MQTT": "its broker and its clients have a benchmark of their own",
    "the start of the process": "snapshot and tail alone, without the Datastreams' rows",
}
STREAMS, QUIET = 400, 100      # that are loaded, and that raise an alert each (of 40, one outlier was the p99)
INGEST = 100_000               # readings a second while somebody asks
DOORS = {"CreateObservations": (ARRAYS, "0.5 M/s a core"), "columnar JSON": (COLUMNS, "1.0 M/s a core"),
         "Arrow": (ARROW, "1.0 M/s a core")}
SCHEMA = "banyan_benchmark"


def row(what: str, wanted: str, limit: float | None, ours: float, form: str) -> None:
    said = form.format(limit) if limit is not None else "–"
    print(f"| {what} | {wanted} | {said} | {form.format(ours)} |", flush=True)


def doors(seconds: float, connections: int, store: str | None, of: str) -> float:
    """Each door beside its bare limit. Readings a second that CreateObservations takes, by the wall."""
    wall = 0.0
    with tempfile.TemporaryDirectory() as name, served(Path(name), store) as server:
        ids = declared(server, STREAMS)
        for what, (door, wanted) in DOORS.items():
            loaded(server, door, ids, 1, connections)
            limit = alone(door, seconds, connections, store)
            ours = loaded(server, door, ids, seconds, connections)
            row(f"{what}, {of}", wanted, limit / 1e6, ours.a_core / 1e6, "{:.2f} M/s a core")
            wall = wall or ours.readings / ours.wall
    return wall


def alone(door: Door, seconds: float, connections: int, store: str | None) -> float:
    with tempfile.TemporaryDirectory() as name, bare(Path(name), door, store) as server:
        plain = door._replace(feed=None)
        loaded(server, plain, range(1, STREAMS + 1), 1, connections)
        return loaded(server, plain, range(1, STREAMS + 1), seconds, connections).a_core


def screens(seconds: float, half: float, store: str | None, of: str) -> None:
    with tempfile.TemporaryDirectory() as name, served(Path(name), store) as server:
        ids = declared(server, STREAMS + QUIET)
        loaded(server, ARRAYS, ids[:STREAMS], 2, 2)
        found = np.quantile(latencies(server, ids[STREAMS:], ids[:STREAMS], half, 2), (0.5, 0.99))
        row(f"reading to alert on the stream at {half / 1e3:.0f} k/s, p99 (median {found[0]:.0f} ms), {of}", "50 ms",
            None, found[1], "{:.0f} ms")
        asked, came = waits(server, ids[:STREAMS], INGEST, 2, seconds)
        found = np.quantile(asked, (0.5, 0.99))
        rate = came.readings / came.wall / 1e3
        row(f"GET latest Observation at {rate:.0f} k/s, p99 (median {found[0]:.0f} ms), {of}", "50 ms",
            None, found[1], "{:.0f} ms")


def in_one_process(readings: int, million: bool) -> None:
    pair = measures.judged(readings, 100_000)
    row("rule kernel, 3 rules a stream, batches of 10,000", "10 M/s a core", *pair, "{:.1f} M/s a core")
    row("bytes a reading, compacted", "6", *measures.on_disk(readings), "{:.1f}")
    streams = 1_000_000 if million else 100_000
    row(f"memory, {streams} streams x 3 rules", "300 MB a million", *measures.remembered(streams), "{:.0f} MB")
    row(f"restart, {streams} streams, 60 s of tail", "5 s", *measures.restarted(streams), "{:.1f} s CPU")
    last, chart, wall = measures.read_back()
    row("last value of 1,000 streams", "5 ms", *last, "{:.3f} ms CPU")
    row(f"a year's chart at 1,000 points (by the wall {wall:.0f} ms)", "100 ms", *chart, "{:.0f} ms CPU")


@contextmanager
def schema(url: str) -> Iterator[str]:
    """An own one, gone afterwards."""
    with psycopg.connect(url, autocommit=True) as c:
        c.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
    try:
        yield f"{url}?schema={SCHEMA}"
    finally:
        with psycopg.connect(url, autocommit=True) as c:
            c.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--connections", type=int, default=4, help="as many deliveries of one feed are taken at once")
    parser.add_argument("--readings", type=timed_count, default=4_000_000)
    parser.add_argument("--million", action="store_true", help="memory and restart with 1,000,000 streams")
    parser.add_argument("--postgres", metavar="URL", help="these rows on PostgreSQL, too, in a schema of its own")
    given = parser.parse_args()
    for what, why in EXCLUDED.items():
        print(f"left out: {what} ({why})")
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    print("| what | wanted | bare limit in this run | ours |\n|---|---|---|---|")
    in_one_process(given.readings, given.million)
    half = doors(given.seconds, given.connections, None, "embedded") / 2
    screens(given.seconds, half, None, "embedded")
    if given.postgres is not None:
        for work in (lambda url: doors(given.seconds, given.connections, url, "PostgreSQL"),
                     lambda url: screens(given.seconds, half / 4, url, "PostgreSQL")):
            with schema(given.postgres) as url:
                work(url)
    print(f"\nload after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
