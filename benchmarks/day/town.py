"""The town of a day: its folder with rules and a feed, its data folder with the Datastreams, and their yesterday."""

from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.served import templates
from benchmarks.streams.__main__ import KINDS, MINUTE, NOW, made
from tests.runtime.things.served import empty_city

from banyan.model.columns import columns
from banyan.runtime.data_folder import open_writer
from banyan.runtime.things.open import things_of
from banyan.stores.things.store import ThingsStore

FEED = """
[[feeds]]
name = "day"
format = "columns"
[feeds.time]
path = "t"
format = "unix-us"
[[feeds.values]]
path = "v"
stream = "{ds}"
by = "id"
"""
BEGIN = NOW // (60 * MINUTE) * 60 * MINUTE      # µs: the first minute of the day
CITY = "empty"          # how empty_city calls its folder
SHORT = 10              # every tenth Datastream keeps a day only, and has the day before, every OLD_MINUTES
OLD_MINUTES = 10
DAY_MINUTES = 1_440


def folder(beside: Path) -> Path:
    """The city's folder: three rules on every Datastream."""
    city = empty_city(beside)
    rules = city / "rules.toml"
    found = "".join(templates(kind, f"-k{n}", ", on_delay_min = 2") for n, kind in enumerate(KINDS))
    rules.write_text(rules.read_text(encoding="utf-8") + found, encoding="utf-8")
    (city / "feeds.toml").write_text(FEED, encoding="utf-8")
    authority = city / "authority.toml"
    said = authority.read_text(encoding="utf-8")
    authority.write_text(said.replace('may = ["', 'may = ["readings.send", "'), encoding="utf-8")
    return city


def settle(data: Path, streams: int) -> None:
    """The Datastreams and their yesterday, into a data folder that a city has begun."""
    with open_writer(data) as store:
        things = things_of(store)
        assert isinstance(things, ThingsStore)
        try:
            made(things, streams, lambda n: {"keep_days": 1} if n % SHORT == 0 else {})
            _yesterday(things, np.array([one.number for one in things.described()][::SHORT], np.int64))
        finally:
            things.close()


def numbers(data: Path) -> list[int]:
    """Those of the Datastreams of a city that doesn't run."""
    with open_writer(data) as store:
        things = things_of(store)
        try:
            return [one.number for one in things.described()]
        finally:
            things.close()


def _yesterday(things: ThingsStore, streams: Any) -> None:
    """Readings of those that keep a day, a segment an hour: each hour to come one of them is past its time."""
    for minute in range(0, DAY_MINUTES, OLD_MINUTES):
        times = np.full(len(streams), BEGIN - (DAY_MINUTES - minute) * MINUTE)
        things.append(columns(streams, times, np.sin(streams + minute / 60)), BEGIN).result()
        if minute % 60 == 60 - OLD_MINUTES:
            things.compaction.compact()
