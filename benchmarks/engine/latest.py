"""GET of the latest Observation of a Datastream, over HTTP, while readings come in over HTTP at a given rate."""

import time
from collections.abc import Sequence
from urllib.parse import quote

import msgspec
import numpy as np
from benchmarks.served import ARRAYS, Loaded, Server, loaded

BEFORE_S = 3.0            # of load before the first
PAUSE_S = 0.01            # between two questions
QUERY = "?$orderby=" + quote("phenomenonTime desc") + "&$top=1"


def waits(server: Server, streams: Sequence[int], rate: float, connections: int, seconds: float
          ) -> tuple[list[float], Loaded]:
    """ms of each, and what came in meanwhile."""
    found, draws = list[float](), np.random.default_rng(1)

    def ask() -> None:
        time.sleep(BEFORE_S)
        connection, until = server.connection(), time.monotonic() + seconds
        while (asked := time.monotonic()) < until:
            connection.request("GET", f"/v1.1/Datastreams({draws.choice(streams)})/Observations{QUERY}")
            answer = connection.getresponse()
            said = answer.read()
            found.append((time.monotonic() - asked) * 1e3)
            assert answer.status == 200, said[:200]
            assert len(msgspec.json.decode(said)["value"]) == 1
            time.sleep(PAUSE_S)

    came = loaded(server, ARRAYS, streams, BEFORE_S + seconds, connections, rate, ask)
    return found, came
