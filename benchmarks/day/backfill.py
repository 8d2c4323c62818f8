"""Ten million readings of the past beside live ones: what these wait, and whether an alarm of the past rings.

    PYTHONPATH=src:. python -m benchmarks.day.backfill [--rows N] [--streams N] [--seconds N]

The past comes as fast as it is taken, over two connections, 50,000 a delivery, all of it above the rules' limits; live
readings come ten times a second over their own.
"""

import argparse
import http.client
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.day import town
from benchmarks.day.__main__ import prepared, served
from benchmarks.day.clock import SharedClock
from benchmarks.day.feeding import MINUTE, body
from benchmarks.day.looking import Looker, Sent

ARROW = {"Content-Type": "application/vnd.apache.arrow.stream"}
A_DELIVERY, LIVE, EVERY_S, ABOVE = 50_000, 200, 0.1, 95.0
CONNECTIONS = 2


def past(streams: Any, rows: int) -> Iterator[bytes]:
    """Deliveries, each minute before the day of all streams, going back."""
    minutes = A_DELIVERY // len(streams)
    for first in range(0, rows, A_DELIVERY):
        times = town.BEGIN - (first // len(streams) + np.arange(1, minutes + 1)) * MINUTE
        yield body((np.tile(streams, minutes), np.repeat(times, len(streams)), np.full(len(streams) * minutes, ABOVE)))


class Live:
    """Sends until it is stopped; what each delivery waited, in ms."""

    def __init__(self, port: int, streams: Any, clock: SharedClock) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._streams, self._clock, self._n = streams, clock, 0

    def during(self, work: threading.Thread) -> list[float]:
        waits = []
        work.start()
        while work.is_alive():
            self._n += 1
            at = town.BEGIN + self._n * MINUTE // 60
            self._clock.move(at)
            some = np.roll(self._streams, self._n * LIVE)[:LIVE]
            data = body((some, np.full(LIVE, at), 20 + (some + self._n) % 7))
            begun = time.monotonic()
            said = posted(self._connection, "/api/readings/day", data)
            assert b'"rejected":{}' in said, said[:200]
            waits.append((time.monotonic() - begun) * 1e3)
            time.sleep(max(0.0, EVERY_S - (time.monotonic() - begun)))
        return waits


def posted(connection: http.client.HTTPConnection, path: str, data: bytes) -> bytes:
    while True:
        connection.request("POST", path, data, ARROW)
        answer = connection.getresponse()
        said = answer.read()
        if answer.status not in (429, 503):
            assert answer.status == 200, said[:200]
            return said
        time.sleep(float(answer.headers.get("Retry-After", "1")))


def flood(port: int, deliveries: Iterator[bytes]) -> None:
    lock = threading.Lock()

    def send() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while True:
            with lock:
                data = next(deliveries, None)
            if data is None:
                return
            posted(connection, "/api/readings/day?backfill=true", data)

    senders = [threading.Thread(target=send) for _ in range(CONNECTIONS)]
    for one in senders:
        one.start()
    for one in senders:
        one.join()


def told(what: str, waits: list[float]) -> None:
    some = np.quantile(waits, (0.5, 0.99, 1.0))
    print(f"{what:<16} {len(waits)} deliveries of {LIVE}: median {some[0]:.0f}, p99 {some[1]:.0f}, "
          f"max {some[2]:.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--streams", type=int, default=2_000)
    parser.add_argument("--seconds", type=float, default=20, help="of live readings alone, before and behind it")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        beside = Path(folder)
        prepared(beside, given.streams)
        data, clock = beside / "data", SharedClock(beside / "clock")
        numbers = town.numbers(data)
        streams = np.array(numbers, np.int64)
        with served(beside / town.CITY, data, beside / "clock") as (port, pid):
            live = Live(port, streams, clock)
            pause = threading.Thread(target=time.sleep, args=(given.seconds,))
            live.during(threading.Thread(target=time.sleep, args=(given.seconds,)))     # it has compiled and met all
            told("live alone", live.during(pause))
            begun = time.monotonic()
            waits = live.during(threading.Thread(target=flood, args=(port, past(streams, given.rows))))
            told("beside the past", waits)
            wall = time.monotonic() - begun
            sample = Looker(port, pid, data, numbers, town.BEGIN).sample(clock.now(), Sent())
            print(f"{given.rows} readings of the past in {wall:.0f} s ({given.rows / wall / 1e3:.0f} k/s), every one "
                  f"above its limit: {sample.alerts} alerts stand; {sample.own_mb:.0f} MB")


if __name__ == "__main__":
    main()
