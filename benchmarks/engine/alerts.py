"""From a reading to its alert on the live stream (GET /api/live), while other readings come in at a given rate."""

import http.client
import threading
import time
from collections.abc import Sequence

import msgspec
import numpy as np
from benchmarks.served import ARRAYS, JSON, Server, loaded

from banyan.model.time import instant, iso

ALERTS_A_SECOND = 3.0
BEFORE_S = 2.0            # of load before the first
HIGH = 99.0


class Screen:
    """Listens as a screen does. `seen`: when each alert came first, by the Datastream that its rule is of."""

    def __init__(self, server: Server) -> None:
        self.seen: dict[int, float] = {}
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        connection.request("GET", "/api/live", headers={"Accept": "text/event-stream"})
        self._answer = connection.getresponse()
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while line := self._answer.readline():
            if line.startswith(b"data: ") and b'"alert"' in line:
                now = time.monotonic()
                for body in msgspec.json.decode(line[6:]).get("entities", {}).get("alert", {}).values():
                    number = str(body["subject"]).rpartition("/")[2]
                    if number.isdecimal():
                        self.seen.setdefault(int(number), now)


def send(server: Server, stream: int) -> float:
    """One reading above the limit. When it was sent."""
    connection = server.connection()
    body = msgspec.json.encode({"result": HIGH, "phenomenonTime": iso(instant(time.time_ns() // 1000))})
    sent = time.monotonic()
    connection.request("POST", f"/v1.1/Datastreams({stream})/Observations", body, JSON)
    assert connection.getresponse().status == 201
    connection.close()
    return sent


def latencies(server: Server, quiet: Sequence[int], busy: Sequence[int], rate: float, connections: int) -> list[float]:
    """ms from sending to seeing, of an alert for each of `quiet`; the load goes to `busy`, `rate` readings a second."""
    screen, sent = Screen(server), dict[int, float]()

    def alerts() -> None:
        time.sleep(BEFORE_S)
        draws = np.random.default_rng(1)
        for stream in quiet:
            sent[stream] = send(server, stream)
            time.sleep(float(draws.uniform(0.5, 1.5)) / ALERTS_A_SECOND)

    loaded(server, ARRAYS, busy, BEFORE_S + len(quiet) * 1.1 / ALERTS_A_SECOND, connections, rate, alerts)
    until = time.monotonic() + 30
    while len(screen.seen.keys() & sent.keys()) < len(sent) and time.monotonic() < until:
        time.sleep(0.1)
    return [(screen.seen[stream] - at) * 1e3 for stream, at in sent.items()]
