"""A day's readings, sent while the clock moves: a reading a minute of each stream, in STEPS deliveries a minute."""

import http.client
import time
from typing import Any

import numpy as np
import pyarrow as pa
from benchmarks.day.clock import SharedClock
from msgspec import Struct

STEPS = 10                      # deliveries a minute, each of a tenth of the streams
MINUTE = 60_000_000             # µs
LATE = 100                      # one reading of so many comes LATE_US late
LATE_US = 10 * MINUTE
HIGH_OF, HIGH_MIN = 5_000, (10, 30)      # each hour one stream of so many is above its limit for these minutes
QUIET_OF, QUIET_MIN = 10_000, 90         # and one of so many says nothing for so long


class Sent(Struct):
    """Of a stretch of the day. `waits`: s, of each delivery; `again`: those that were told to come again."""

    readings: int = 0
    waits: list[float] = []
    again: int = 0


def readings(streams: Any, minute: int, step: int, at: int) -> tuple[Any, Any, Any]:
    """Numbers, times in µs and results of one delivery, `at` in µs: a day's wave, noise of two decimals, and what the
    rules are there to find. The same for the same minute.
    """
    some = streams[step::STEPS]
    hour = minute // 60
    quiet = (some % QUIET_OF == hour * 397 % QUIET_OF) & (minute % 60 < QUIET_MIN)
    if hour:
        quiet |= (some % QUIET_OF == (hour - 1) * 397 % QUIET_OF) & (minute % 60 + 60 < QUIET_MIN)
    some = some[~quiet]
    noise = (some * 7_919 + minute * 104_729) % 101 / 100
    values = np.round(20 + 5 * np.sin(2 * np.pi * (minute / 1_440 + some / 997)) + noise, 2)
    high = (some % HIGH_OF == hour * 211 % HIGH_OF) & (HIGH_MIN[0] <= minute % 60) & (minute % 60 < HIGH_MIN[1])
    values[high] = 95.0
    times = np.full(len(some), at)
    times[(some + minute) % LATE == 0] -= LATE_US
    return some, times, values


def body(columns: tuple[Any, Any, Any]) -> bytes:
    """An Arrow stream."""
    batch = pa.record_batch([pa.array(one) for one in columns], names=["ds", "t", "v"])
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return bytes(sink.getvalue())


class Feeder:
    """One source on one connection. `pace`: city seconds a real second at most; 0: as fast as it is taken."""

    def __init__(self, port: int, streams: Any, clock: SharedClock,
                 begin: int, pace: float) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._streams, self._clock, self._begin, self._pace = streams, clock, begin, pace
        self._due = time.monotonic()
        self.sent = Sent(waits=[])

    def minutes(self, first: int, last: int) -> None:
        self._connection.close()        # idle since the last ones; the next request opens it again
        for minute in range(first, last):
            for step in range(STEPS):
                at = self._begin + minute * MINUTE + step * MINUTE // STEPS
                self._clock.move(at)
                self._send(body(readings(self._streams, minute, step, at)))
                self._wait()

    def _wait(self) -> None:
        if self._pace:
            self._due = max(self._due + MINUTE / STEPS / 1e6 / self._pace, time.monotonic() - 1)
            time.sleep(max(0.0, self._due - time.monotonic()))

    def _send(self, data: bytes) -> None:
        begun = time.monotonic()
        while True:
            self._connection.request("POST", "/api/readings/day", data,
                                     {"Content-Type": "application/vnd.apache.arrow.stream"})
            answer = self._connection.getresponse()
            said = answer.read()
            if answer.status not in (429, 503):
                break
            self.sent.again += 1
            time.sleep(float(answer.headers.get("Retry-After", "1")))
        assert answer.status == 200, said[:300]
        assert b'"rejected":{}' in said, said[:300]
        self.sent.waits.append(time.monotonic() - begun)
        self.sent.readings += int(said.partition(b'"accepted":')[2].partition(b",")[0])

    def taken(self) -> Sent:
        """Since the last time it was asked."""
        found, self.sent = self.sent, Sent(waits=[])
        return found
