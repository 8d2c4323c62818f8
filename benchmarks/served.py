"""A city served as users serve it, in a process of its own; Datastreams that are accepted and judged, and loads."""

import http.client
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
from tests.runtime.things.served import empty_city

from banyan.model.time import instant, iso
from banyan.runtime.readings.keys import make_key

TEMPLATES = """
[[templates]]
id = "highKEY"
kind = "threshold"
observed_property = "KIND"
cause = "KIND"
limits = [{ level = "III", raise_at = 90.0, clear_at = 80.0DELAY }]

[[templates]]
id = "quietKEY"
kind = "silence"
observed_property = "KIND"
cause = "gauge"
limits = [{ level = "IV", raise_at = 60 }]

[[templates]]
id = "stuckKEY"
kind = "stuck"
observed_property = "KIND"
cause = "gauge"
limits = [{ level = "IV", raise_at = 60 }]
"""
FEEDS = """
[[feeds]]
name = "columns"
format = "columns"
skew_s = 3600
[feeds.time]
path = "t"
format = "unix-us"
[[feeds.values]]
path = "v"
stream = "{ds}"
by = "id"

[[feeds]]
name = "arrow"
format = "arrow"
skew_s = 3600
[feeds.time]
path = "t"
[[feeds.values]]
path = "v"
stream = "{ds}"
by = "id"
"""
ACCEPTANCE = {"low": 0, "high": 1000, "max_rate": 1e6, "late_s": 10_000_000, "future_s": 60, "duplicates": "reject"}
NAMED = {"name": "n", "description": "d"}
PLACE = {**NAMED, "encodingType": "application/geo+json", "location": {"type": "Point", "coordinates": [119.6, 25.99]}}
SECOND = 1_000_000
DAY = 86_400 * SECOND
_DAYS = iter(range(100, 0, -1))           # how long ago the readings of each load were: later ones' are later
A_REQUEST, A_STREAM = 1_000, 100
OF_A_REQUEST = A_REQUEST // A_STREAM      # Datastreams
JSON = {"Content-Type": "application/json"}


def cpu(pid: int) -> float:
    """CPU seconds of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Server(NamedTuple):
    """`data`: its folder."""

    pid: int
    port: int
    data: Path

    def connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def cpu(self) -> float:
        return cpu(self.pid)


class Loaded(NamedTuple):
    """Wall and CPU seconds, the server's; the slowest connection's 99th of a hundred, in ms."""

    readings: int
    wall: float
    cpu: float
    p99: float

    @property
    def a_core(self) -> float:
        """Readings a second of the server's CPU time."""
        return self.readings / self.cpu


def templates(kind: str, key: str = "", delay: str = "") -> str:
    """Three rules on every Datastream of an observed property; `key` sets their ids apart, `delay` is TOML."""
    return TEMPLATES.replace("KIND", kind).replace("KEY", key).replace("DELAY", delay)


@contextmanager
def served(folder: Path, store: str | None = None) -> Iterator[Server]:
    """`store`: the PostgreSQL that keeps the journal; None: the embedded one."""
    city, data = empty_city(folder), folder / "data"
    data.mkdir()
    rules = city / "rules.toml"
    rules.write_text(rules.read_text(encoding="utf-8") + templates("pressure"), encoding="utf-8")
    (city / "feeds.toml").write_text(FEEDS, encoding="utf-8")
    with started(city, data, store) as server:
        yield server


@contextmanager
def started(city: Path, data: Path, store: str | None = None) -> Iterator[Server]:
    """Over a folder that is there. On return it listens, and what is compiled is compiled: a server that does so beside
    its first load would be measured with it.
    """
    _compiled()
    command = [sys.executable, "-m", "banyan", "serve", "--port", "0", "--open"]
    command += ["--city", str(city), "--data", str(data), *(["--store", store] if store is not None else [])]
    (data / "owner.json").unlink(missing_ok=True)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not (data / "owner.json").exists() or not (data / "owner.json").read_bytes():
            assert process.poll() is None, f"banyan serve ended with {process.returncode}"
            time.sleep(0.02)
        url = msgspec.json.decode((data / "owner.json").read_bytes())["url"]
        yield Server(process.pid, int(url.rstrip("/").rpartition(":")[2]), data)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(120)


@cache
def _compiled() -> None:
    subprocess.run([sys.executable, "-m", "banyan.runtime.watch.warm"], check=True)


def declared(server: Server, streams: int) -> list[int]:
    """Datastreams that the templates fit."""
    connection = server.connection()

    def post(path: str, said: Any) -> Any:
        connection.request("POST", f"/v1.1/{path}", msgspec.json.encode(said), JSON)
        answer = connection.getresponse()
        found = msgspec.json.decode(answer.read())
        assert answer.status == 201, found
        return found["@iot.id"]

    links = {"Thing": {"@iot.id": post("Things", {**NAMED, "Locations": [PLACE]})},
             "Sensor": {"@iot.id": post("Sensors", {**NAMED, "encodingType": "t", "metadata": "m"})},
             "ObservedProperty": {"@iot.id": post("ObservedProperties", {
                 "name": "pressure", "description": "d", "definition": "urn:pressure"})}}  # fmt: skip
    return [post("Datastreams", {
        **NAMED, "observationType": "o", "properties": {"acceptance": ACCEPTANCE},
        "unitOfMeasurement": {"name": "bar", "symbol": "bar", "definition": "ucum:bar"}, **links,
    }) for _ in range(streams)]  # fmt: skip


class Door(NamedTuple):
    """Where a load's readings go in: path, Content-Type, and how a request of some streams from a time (µs) is written.
    `good` says whether an answer is one to readings that were all taken; `feed`: whose key opens it.
    """

    path: str
    media: str
    body: Callable[[Sequence[int], int], bytes]
    good: Callable[[bytes], bool]
    feed: str | None = None

    def headers(self, server: Server) -> dict[str, str]:
        key = {} if self.feed is None else {"Authorization": f"Bearer {make_key(server.data, self.feed)}"}
        return {"Content-Type": self.media, **key}


def values(streams: Sequence[int]) -> Any:
    """A_STREAM readings of each, a row a stream."""
    return np.round(20 + (np.array(streams)[:, None] + np.arange(A_STREAM)) % 50 * 0.37, 2)


def _arrays(streams: Sequence[int], begin: int) -> bytes:
    """100 readings a stream, a second apart from `begin` (µs) on."""
    times = [iso(instant(begin + n * SECOND)) for n in range(A_STREAM)]
    return msgspec.json.encode([{
        "Datastream": {"@iot.id": stream}, "components": ["phenomenonTime", "result"],
        "dataArray@iot.count": A_STREAM, "dataArray": list(zip(times, row, strict=True)),
    } for stream, row in zip(streams, values(streams).tolist(), strict=True)])  # fmt: skip


def _columns(streams: Sequence[int], begin: int) -> tuple[Any, Any, Any]:
    return (np.repeat(np.array(streams), A_STREAM), np.tile(begin + np.arange(A_STREAM) * SECOND, len(streams)),
            values(streams).ravel())


def _json_columns(streams: Sequence[int], begin: int) -> bytes:
    return msgspec.json.encode({name: column.tolist() for name, column in
                                zip(("ds", "t", "v"), _columns(streams, begin), strict=True)})


def _arrow(streams: Sequence[int], begin: int) -> bytes:
    import pyarrow as pa  # half a second to load: only those who need it wait for it

    stream, time_, value = _columns(streams, begin)
    batch = pa.record_batch({"ds": stream, "t": pa.array(time_, pa.timestamp("us", "UTC")), "v": value})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return bytes(sink.getvalue())


def _all_taken(answer: bytes) -> bool:
    return b'"rejected":{}' in answer and b'"repeated":0' in answer


ARRAYS = Door("/v1.1/CreateObservations", JSON["Content-Type"], _arrays, lambda said: b'"error"' not in said)
COLUMNS = Door("/api/readings/columns", JSON["Content-Type"], _json_columns, _all_taken, "columns")
ARROW = Door("/api/readings/arrow", "application/vnd.apache.arrow.stream", _arrow, _all_taken, "arrow")


def load(
    server: Server, door: Door, headers: dict[str, str], streams: Sequence[int], seconds: float, rate: float | None,
    begin: int, told: Any,
) -> None:  # fmt: skip
    """One connection that sends as fast as it is answered, at most `rate` readings a second. Tells its count and how
    long it waited for each answer; `begin` (µs): the time of its first readings.
    """
    connection = server.connection()
    parts = [streams[first : first + OF_A_REQUEST] for first in range(0, len(streams), OF_A_REQUEST)]
    waits, n = list[float](), 0
    bodies = [door.body(part, begin) for part in parts]
    started_at = time.monotonic()
    while (now := time.monotonic() - started_at) < seconds:
        if n and n % len(parts) == 0:
            bodies = [door.body(part, begin + n // len(parts) * A_STREAM * SECOND) for part in parts]
        if rate is not None and (early := n * A_REQUEST / rate - now) > 0:
            time.sleep(early)
        asked = time.monotonic()
        connection.request("POST", door.path, bodies[n % len(parts)], headers)
        answer = connection.getresponse()
        said = answer.read()
        assert answer.status < 300, said[:300]
        assert door.good(said), said[:300]
        waits.append(time.monotonic() - asked)
        n += 1
    told.put((len(waits) * A_REQUEST, time.monotonic() - started_at, float(np.quantile(waits, 0.99)) * 1e3))


def loaded(server: Server, door: Door, streams: Sequence[int], seconds: float, connections: int,
           rate: float | None = None, beside: Callable[[], object] = lambda: None) -> Loaded:
    """`connections` processes send, `rate` readings a second together; `beside` is done meanwhile."""
    told: Any = multiprocessing.Queue()
    share = len(streams) // connections // OF_A_REQUEST * OF_A_REQUEST
    each = None if rate is None else rate / connections
    headers, first = door.headers(server), time.time_ns() // 1000 // SECOND * SECOND - next(_DAYS) * DAY
    loads = [multiprocessing.Process(
        target=load, daemon=True,
        args=(server, door, headers, streams[n * share : (n + 1) * share], seconds, each, first, told))
        for n in range(connections)]  # fmt: skip
    spent = server.cpu()
    for one in loads:
        one.start()
    beside()
    for one in loads:
        one.join()
        assert one.exitcode == 0, "a load ended early: what it was answered stands above"
    counts = [told.get(timeout=10) for _ in loads]
    return Loaded(sum(count for count, _, _ in counts), max(wall for _, wall, _ in counts), server.cpu() - spent,
                  max(p99 for _, _, p99 in counts))
