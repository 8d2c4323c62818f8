"""The stream browser over many Datastreams: what a page of each kind costs, and a round that looks how they report.

    PYTHONPATH=src:. python -m benchmarks.streams [--streams N] [--hours H] [--server postgresql://USER@HOST/DATABASE]

CPU time of this process (all its threads) a page, the median of several; the first page is by itself: it reads the
catalogue and the newest readings, as after a start. Wall time stands beside it, where a server's is in it.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

import numpy as np
from benchmarks.places import Things, in_order, journal

from banyan.model.columns import columns
from banyan.model.thing_ports import Changing
from banyan.model.things import BY_NAME, DATASTREAM, THING, Draft, Reference
from banyan.runtime.things.browsing import StreamBrowser, StreamsAsked
from banyan.runtime.things.open import things_of
from banyan.runtime.things.standing import State

EXCLUDED = {"HTTP and JSON": "a page has 50 lines, some 40 kB, whatever there is beside it"}
NOW = 1_785_000_000_000_000
MINUTE = 60_000_000
A_THING, A_CHANGE, PAGES = 50, 1_000, 9
KINDS = ("Level", "Rain", "Flow", "Noise", "Traffic", "PM2.5", "Voltage", "Temperature")
LIMIT_MS = 200


def made(things: Things, count: int, said: Callable[[int], dict[str, Any]] = lambda _: {}) -> None:
    """`count` Datastreams, A_THING to a Thing with a place and an owner; `said`: the properties of each."""
    named = {"name": "n", "description": "d"}

    def shared(w: Changing) -> tuple[int, list[int]]:
        sensor = w.create(Draft(BY_NAME["Sensor"], {**named, "encodingType": "text/plain", "metadata": "m"}))
        return sensor, [w.create(Draft(BY_NAME["ObservedProperty"], {"name": kind, "definition": kind,
                                                                     "description": kind})) for kind in KINDS]

    sensor, properties = things.change(shared, NOW).result()

    def some(first: int, last: int) -> Callable[[Changing], None]:
        def work(w: Changing) -> None:
            thing = 0
            for n in range(first, last):
                if n % A_THING == 0:
                    place = {"name": f"District {n % 13}", "description": "d", "encodingType": "application/geo+json",
                             "location": {"type": "Point", "coordinates": [119.6 + n % 89 / 1000, 26 + n % 97 / 1000]}}
                    of = {"name": f"Station {n // A_THING:05}", "description": "d",
                          "properties": {"owner": f"Bureau {n % 7}"}}
                    thing = w.create(Draft(THING, of, {"Locations": [Draft(BY_NAME["Location"], place)]}))
                w.create(Draft(DATASTREAM, {
                    "name": f"stream {n:06}", "description": f"what gauge {n} says", "properties": said(n),
                    "observationType": "OM_Measurement",
                    "unitOfMeasurement": {"name": "metre", "symbol": "m", "definition": "ucum:m"}}, {
                    "Thing": [Reference(thing)], "Sensor": [Reference(sensor)],
                    "ObservedProperty": [Reference(properties[n % len(KINDS)])]}))

        return work

    for first in range(0, count, A_CHANGE):
        things.change(some(first, min(first + A_CHANGE, count)), NOW).result()


def filled(things: Things, count: int, hours: int) -> None:
    """A reading a minute of each; every hundredth ended an hour ago."""
    streams = np.arange(1, count + 1)
    for minute in range(60 * hours - 1, -1, -1):
        rows = streams if minute >= 60 else streams[streams % 100 != 0]
        times = np.full(len(rows), NOW - minute * MINUTE)
        things.append(columns(rows, times, np.sin(rows + minute / 60)), NOW).result()
        if minute % 60 == 0:
            in_order(things)


def cpu(work: Callable[[], object]) -> tuple[float, float]:
    """ms of CPU, and of the wall's."""
    begin, wall = time.process_time(), time.perf_counter()
    work()
    return (time.process_time() - begin) * 1000, (time.perf_counter() - wall) * 1000


def told(what: str, spent: tuple[float, float], more: str = "") -> None:
    print(f"  {what:<24}  {spent[0]:8.0f} {spent[1]:8.0f}   {more}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--streams", type=int, default=100_000)
    parser.add_argument("--hours", type=int, default=2)
    parser.add_argument("--server", help="a PostgreSQL server instead of the embedded store")
    asked = parser.parse_args()
    with journal(asked.server) as store:
        with closing(things_of(store)) as things:
            made(things, asked.streams)
            filled(things, asked.streams, asked.hours)
        with closing(things_of(store)) as things:       # as after a start: nothing is known of the newest readings
            measured(things, asked.streams, asked.hours)


def measured(things: Things, streams: int, hours: int) -> None:
    browser = StreamBrowser(things, {}, lambda: NOW, lambda: NOW)
    print(f"{streams} streams, {hours} h of a reading a minute; ms of CPU and of the wall")
    told("first page after a start", cpu(lambda: browser.page(StreamsAsked())))
    told("a round over the day", cpu(browser.look))
    worst = 0.0
    for name, query in (
        ("all", StreamsAsked()), ("the last page", StreamsAsked(number=streams // 50)),
        ("text", StreamsAsked(text="gauge 4711")), ("place, owner, kind", StreamsAsked(
            place="district 5", owner="Bureau 3", kind="Rain")), ("silent", StreamsAsked(state=State.SILENT)),
    ):
        found = browser.page(query)
        spent = [cpu(lambda query=query: browser.page(query)) for _ in range(PAGES)]
        middle = (statistics.median(one for one, _ in spent), statistics.median(wall for _, wall in spent))
        worst = max(worst, middle[0])
        told(name, middle, f"{found.count} found")
    one = things.change(lambda w: w.update(DATASTREAM, 7, Draft(DATASTREAM, {"name": "renamed"}), False), NOW)
    one.result()
    told("after one was renamed", cpu(lambda: browser.page(StreamsAsked())))
    print(f"the dearest page: {worst:.0f} ms of {LIMIT_MS} allowed")


if __name__ == "__main__":
    main()
