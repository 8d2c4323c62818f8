"""A city's day: 100,000 streams, a reading a minute each, three rules on every one, for 24 hours of the city's time.

    PYTHONPATH=src:. python -m benchmarks.day [--streams N] [--hours H] [--pace N] [--into FOLDER]

A real `banyan serve`, fed by HTTP with Arrow. Its wall clock is moved by the feeder (server.py), so the readings are of
the present when they come, and they are judged; the acceptance, the ticks, silence, compaction, rollups and retention
see a day pass. Every quarter of an hour: memory, disk and answer times, into day.csv and day.svg.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import numpy as np
from benchmarks.day import town
from benchmarks.day.clock import SharedClock
from benchmarks.day.feeding import MINUTE, Feeder
from benchmarks.day.looking import Looker, Sample, slope, write
from benchmarks.day.picture import drawn

SCENARIO = "a reading a minute, 1 % ten minutes late, three rules a stream, a tenth of the streams kept for a day"
EXCLUDED = {"the network": "loopback", "sign-in": "--open", "real time": "the clock is the feeder's"}
EVERY = 15              # minutes of the city between two samples
UP_S = 180              # until a server must have begun


@contextmanager
def served(city: Path, data: Path, clock: Path) -> Iterator[tuple[int, int]]:
    """(port, pid) of a `banyan serve`."""
    (data / "owner.json").unlink(missing_ok=True)
    command = [sys.executable, "-m", "benchmarks.day.server", str(clock), "serve", "--port", "0", "--open"]
    with (data.parent / "server.log").open("ab") as log:
        process = subprocess.Popen([*command, "--city", str(city), "--data", str(data)], stdout=log, stderr=log,
                                   env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, sys.path[:3]))})
    try:
        yield port(data, process), process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(120)


def port(data: Path, process: "subprocess.Popen[bytes]") -> int:
    key, until = data / "owner.json", time.monotonic() + UP_S
    while not key.exists() or not key.read_bytes():
        assert process.poll() is None, f"the server has ended: {(data.parent / 'server.log').read_text()[-2000:]}"
        assert time.monotonic() < until, "the server didn't begin"
        time.sleep(0.1)
    return int(msgspec.json.decode(key.read_bytes())["url"].rstrip("/").rpartition(":")[2])


def prepared(beside: Path, streams: int) -> None:
    """A town that no reading has come to yet, in a folder that is there: its city, its data, its clock."""
    city, data, clock = town.folder(beside), beside / "data", SharedClock(beside / "clock")
    data.mkdir()
    clock.move(town.BEGIN)
    with served(city, data, beside / "clock"):
        pass                    # the journal begins
    town.settle(data, streams)


def day(beside: Path, minutes: int, pace: float) -> Iterator[Sample]:
    """The day of a prepared town: a sample each EVERY minutes, as soon as it is there."""
    data, clock = beside / "data", SharedClock(beside / "clock")
    numbers = town.numbers(data)
    with served(beside / town.CITY, data, beside / "clock") as (at, pid):
        feeder = Feeder(at, np.array(numbers, np.int64), clock, town.BEGIN, pace)
        looker = Looker(at, pid, data, numbers, town.BEGIN)
        for first in range(0, minutes, EVERY):
            last = min(first + EVERY, minutes)
            feeder.minutes(first, last - 1)
            sent = feeder.taken()
            feeding = threading.Thread(target=feeder.minutes, args=(last - 1, last))
            feeding.start()     # questions are asked while readings come in
            yield looker.sample(town.BEGIN + last * MINUTE, sent)
            feeding.join()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--streams", type=int, default=100_000)
    parser.add_argument("--hours", type=float, default=24)
    parser.add_argument("--pace", type=float, default=60, help="city seconds a second at most; 0: as fast as it goes")
    parser.add_argument("--town", type=Path, help="a folder where the prepared town is kept for the next run")
    parser.add_argument("--into", type=Path, default=Path(__file__).parent, help="where day.csv and day.svg go")
    given = parser.parse_args()
    given.into.mkdir(parents=True, exist_ok=True)
    print(f"{given.streams} streams, {given.hours} h: {SCENARIO}")
    for name, why in EXCLUDED.items():
        print(f"  left out: {name} ({why})")
    found: list[Sample] = []
    with tempfile.TemporaryDirectory() as beside:
        kept = given.town if given.town is not None else Path(beside) / "kept"
        if not kept.exists():
            kept.mkdir(parents=True)
            prepared(kept, given.streams)
        run = Path(beside) / "run"
        shutil.copytree(kept, run)
        for one in day(run, round(given.hours * 60), given.pace):
            found.append(one)
            write(given.into / "day.csv", found)
            print(f"{one.hour:6.2f} h  {one.wall_s:6.1f} s  {one.readings / one.wall_s / 1e3:5.0f} k/s  "
                  f"own {one.own_mb:.0f} MB  disk {one.disk_mb:.0f} MB  segments {one.segments}  "
                  f"tail {one.in_batches / 1e6:.1f} M  send p99 {one.send_p99_ms:.0f}  latest {one.latest_ms:.0f}"
                  f"/{one.latest_max_ms:.0f}  chart {one.chart_ms:.0f}  page {one.page_ms:.0f} ms", flush=True)
    (given.into / "day.svg").write_text(drawn(found), encoding="utf-8")
    line = slope(found)
    print(f"memory over the last two thirds: {line.percent:+.2f} % an hour ({line.mb:+.1f} MB), {line.in_all:+.0f} MB "
          "in all; allowed: 1 % and 100 MB")


if __name__ == "__main__":
    main()
