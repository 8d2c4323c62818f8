"""Killed under load: what was acknowledged is there, and nothing is there twice."""

import http.client
import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.runtime.things.client import datastream, location, thing
from tests.runtime.things.served import Served, asked, empty_city
from tests.servers import STORES, options_of

CONNECTIONS = 8
MOMENTS = {"embedded": [0.7, 0.3, 0.5], "postgres": [2.5, 1.5, 2.0]}     # s; a server needs longer until it is warm


class Sender(threading.Thread):
    """Sends numbers that nobody else sends, singly and as data arrays, until its server is gone."""

    def __init__(self, served: Served, stream: int, first: int) -> None:
        super().__init__()
        self.served, self.stream, self.next = served, stream, first
        self.acknowledged: dict[int, int] = {}       # id -> number

    def run(self) -> None:
        connection = self.served.connection()
        try:
            for n in range(1_000_000):
                self.send_array(connection) if n % 4 == 3 else self.send_one(connection)
        except (OSError, http.client.HTTPException, ValueError):
            return       # killed: whatever was on its way was never acknowledged

    def send_one(self, connection: http.client.HTTPConnection) -> None:
        number, self.next = self.next, self.next + 1
        status, body = asked(connection, "POST", f"/Datastreams({self.stream})/Observations", {"result": number})
        assert status == 201, body
        self.acknowledged[body["@iot.id"]] = number

    def send_array(self, connection: http.client.HTTPConnection) -> None:
        numbers = list(range(self.next, self.next + 20))
        self.next += 20
        body = [{"Datastream": {"@iot.id": self.stream}, "components": ["result"], "dataArray": [[n] for n in numbers]}]
        status, links = asked(connection, "POST", "/CreateObservations", body)
        assert status == 201, links
        for number, link in zip(numbers, links, strict=True):
            self.acknowledged[int(link.rpartition("(")[2].rstrip(")"))] = number


def kept(served: Served) -> Iterator[tuple[int, int]]:
    path: str | None = "/Observations?$select=id,result&$top=1000"
    while path is not None:
        status, page = served.ask("GET", path)
        assert status == 200, page
        yield from ((one["@iot.id"], one["result"]) for one in page["value"])
        link = page.get("@iot.nextLink")
        path = link.partition("/v1.1")[2] if link is not None else None


def kill_under_load(served: Served, streams: list[int], first: int, after_s: float) -> dict[int, int]:
    senders = [Sender(served, stream, first + n * 1_000_000) for n, stream in enumerate(streams)]
    for sender in senders:
        sender.start()
    time.sleep(after_s)
    served.kill()
    for sender in senders:
        sender.join()
    return {eid: number for sender in senders for eid, number in sender.acknowledged.items()}


def prove(tmp_path: Path, moments: list[float], *options: str) -> None:
    city, data = empty_city(tmp_path), tmp_path / "data"
    served = Served(city, data, "--open", *options)
    whole: dict[str, Any] = thing(Locations=[location()], Datastreams=[datastream(f"s{n}") for n in range(CONNECTIONS)])
    assert served.ask("POST", "/Things", whole)[0] == 201
    streams = [one["@iot.id"] for one in served.ask("GET", "/Datastreams")[1]["value"]]
    acknowledged: dict[int, int] = {}
    for n, after_s in enumerate(moments):
        acknowledged |= kill_under_load(served, streams, n * 100_000_000, after_s)
        served = Served(city, data, "--open", *options)
    assert len(acknowledged) > 20 * len(moments)
    there = list(kept(served))
    code, _ = served.stop()
    assert code == 0
    assert len(dict(there)) == len(there)                                    # no id twice
    numbers = [number for _, number in there]
    assert len(set(numbers)) == len(numbers)                                 # nothing sent once is there twice
    assert acknowledged.items() <= dict(there).items()                       # nothing acknowledged is missing


@pytest.mark.timeout(300)
@pytest.mark.parametrize("store", STORES)
def test_what_was_acknowledged_survives_three_kills_under_load(store: str, tmp_path: Path) -> None:
    with options_of(store) as options:
        prove(tmp_path, MOMENTS[store], *options)


@pytest.mark.long(minutes=4)
@pytest.mark.timeout(900)
@pytest.mark.parametrize("store", STORES)
def test_what_was_acknowledged_survives_fifty_kills_under_load(store: str, tmp_path: Path) -> None:
    draws = random.Random(18_088)  # noqa: S311  moments, not secrets
    with options_of(store) as options:
        prove(tmp_path, [draws.uniform(0.05, 1.0) for _ in range(50)], *options)
