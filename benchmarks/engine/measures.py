"""What the table asks of memory and of the store in one process: each beside its bare limit, in the same run."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from benchmarks.kernel import __main__ as kernel
from benchmarks.places import size as stored
from benchmarks.store.__main__ import DAY, NOW, feed, opened

from banyan.model.columns import columns
from banyan.stores.things.store import ThingsStore

YEAR = 525_600            # readings of one stream, one a minute
TAIL = 6_000_000          # readings: 60 s of 100,000 a second
BATCH = 10_000
MADE_STREAMS = 2_000      # of the store's measures
ROUNDS = 3
TIMES = 50


class Pair(NamedTuple):
    """The bare limit and ours, in the row's unit."""

    limit: float | None
    ours: float


def judged(readings: int, streams: int, batch: int = BATCH) -> Pair:
    """Million readings a second of CPU time, three rules a stream."""
    given = kernel.readings(readings, streams)
    pairs = [(kernel.bare(given, streams, batch)[0], kernel.ours(given, streams, batch)[0]) for _ in range(ROUNDS)]
    timed = (readings - kernel.FIRST) / 1e6
    return Pair(timed / min(limit for limit, _ in pairs), timed / min(mine for _, mine in pairs))


def remembered(streams: int) -> Pair:
    """MB for three rules a stream."""
    last, rule = np.zeros(streams + 1, "i8"), np.zeros(3 * streams + 3, kernel._RULE)
    return Pair((last.nbytes + rule.nbytes) / 1e6, kernel.begun(streams).nbytes() / 1e6)


def restarted(streams: int) -> Pair:
    """CPU seconds to read the snapshot and go through the tail; the limit reads the same bytes as two arrays."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "bare"
        last, rule = np.full(streams + 1, kernel.T0), np.zeros(3 * streams + 3, kernel._RULE)
        file.write_bytes(last.tobytes() + rule.tobytes())
        tail = kernel.readings(TAIL, streams)
        begin = time.process_time()
        data = file.read_bytes()
        last = np.frombuffer(data, "i8", streams + 1).copy()
        rule = np.frombuffer(data, kernel._RULE, 3 * streams + 3, last.nbytes).copy()
        for first in range(0, TAIL, BATCH):
            kernel._bare(*(column[first : first + BATCH] for column in tail[:3]), last, rule)
        limit = time.process_time() - begin
    _, read, gone_through = kernel.restart(kernel.begun(streams), streams)
    return Pair(limit, read + gone_through)


def on_disk(readings: int) -> Pair:
    """Bytes a reading, compacted; the limit is one sorted Parquet file of stream, time and value."""
    with tempfile.TemporaryDirectory() as name, opened(None, MADE_STREAMS) as (things, store):
        assert isinstance(things, ThingsStore)
        batches = list(feed(MADE_STREAMS, readings, BATCH))
        for batch in batches:
            things.append(batch, NOW).result(120)
        things.compaction.compact()
        size = stored(things, store)
        return Pair(_parquet(Path(name) / "bare.parquet", batches) / readings, size / readings)


def _parquet(path: Path, batches: list[Any]) -> int:
    stream, time_, value = (np.concatenate([getattr(one, name) for one in batches])
                            for name in ("stream", "time", "value"))
    order = np.lexsort((time_, stream))
    table = pa.table({"stream": stream[order].astype(np.uint32), "time": time_[order], "value": value[order]})
    encoding = {"stream": "DELTA_BINARY_PACKED", "time": "DELTA_BINARY_PACKED", "value": "BYTE_STREAM_SPLIT"}
    pq.write_table(table, path, compression="zstd", use_dictionary=False, column_encoding=encoding)
    return path.stat().st_size


def read_back() -> tuple[Pair, Pair, float]:
    """ms of CPU time: last values of 1,000 streams, beside a look into arrays; a year's chart at 1,000 points. And that
    by the wall (median).
    """
    with opened(None, MADE_STREAMS) as (things, _):
        assert isinstance(things, ThingsStore)
        for batch in feed(1, YEAR, 100_000):
            things.append(batch, NOW).result(120)
            if len(things.columns.tail) >= 100_000:
                things.compaction.compact()
        while things.compaction.merge():
            pass
        chart, wall = _spent(lambda: things.history.chart(1, NOW, NOW + 365 * DAY, 1_000))
        numbers = np.arange(1, 1_001)
        things.append(columns(numbers, np.full(1_000, NOW + 366 * DAY), numbers), NOW).result(120)
        newest, place = np.arange(MADE_STREAMS + 1, dtype=np.float64), numbers.copy()
        last = Pair(_spent(lambda: newest[place])[0], _spent(lambda: things.history.latest(numbers))[0])
        return last, Pair(None, chart), wall


def _spent(work: Callable[[], Any]) -> tuple[float, float]:
    """CPU time of the process for one, and its wall time (median)."""
    found, cpu = [], time.process_time()
    for _ in range(TIMES):
        begin = time.perf_counter()
        work()
        found.append((time.perf_counter() - begin) * 1e3)
    return (time.process_time() - cpu) / TIMES * 1e3, float(np.median(found))
