"""Beside its work a served city compacts what has gathered, folds rows, lets old readings go, and says what fails."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from banyan.model.columns import columns
from banyan.model.feed import Fault, Unfit
from banyan.model.ledger import Asked
from banyan.model.ports import StoreFull
from banyan.model.thing_ports import Changing
from banyan.model.things import DATASTREAM, OBSERVATION, Draft, Reference, Span
from banyan.runtime.things import upkeep
from banyan.runtime.things.upkeep import Upkeep
from banyan.stores.embedded import EmbeddedStore
from banyan.stores.postgres import rolling
from banyan.stores.postgres.rollup_tables import rollup
from banyan.stores.postgres.things import PostgresThings
from banyan.stores.things.store import ThingsStore
from tests.runtime.things.client import NOW
from tests.runtime.things.conftest import store_of
from tests.stores.things.test_append import append, results, streams

DAY = 86_400_000_000


@pytest.fixture
def things(tmp_path: Path) -> Iterator[ThingsStore]:
    store = EmbeddedStore(tmp_path, "town")
    opened = ThingsStore(store)
    yield opened
    opened.close()
    store.close()


@pytest.fixture
def running(things: ThingsStore, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Upkeep]]:
    """Starts it, with ten readings being many."""
    monkeypatch.setattr(upkeep, "MANY", 10)
    started: list[Upkeep] = []

    def start() -> Upkeep:
        started.append(Upkeep(things, lambda: NOW, wait_s=0.01))
        return started[-1]

    yield start
    for one in started:
        one.close()


def until(what: Callable[[], Any]) -> None:
    end = time.monotonic() + 30
    while not what():
        assert time.monotonic() < end
        time.sleep(0.01)


def files(things: ThingsStore) -> list[str]:
    folder = things.columns.segments.path(1).parent
    return sorted(path.name for path in folder.glob("*.parquet")) if folder.is_dir() else []


def test_what_has_gathered_is_compacted_and_few_readings_wait(
    things: ThingsStore, running: Callable[[], Upkeep]
) -> None:
    (one,) = streams(things, 1)
    append(things, columns([one] * 9, range(9), range(9)))
    running()
    time.sleep(0.1)
    assert files(things) == []
    append(things, columns([one] * 9, range(9), range(9)))
    until(lambda: files(things))
    assert results(things) == [float(n) for n in range(9)] * 2


def test_rows_of_an_older_folder_are_folded_at_the_start(things: ThingsStore, running: Callable[[], Upkeep]) -> None:
    (one,) = streams(things, 1)
    draft = Draft(OBSERVATION, {"result": 7, "phenomenonTime": Span(1, 1)}, {"Datastream": [Reference(one)]})
    things.change(lambda w: w.create(draft), NOW).result(30)
    running()
    until(lambda: len(things.columns.tail))
    assert results(things) == [7]


def test_readings_past_their_retention_go(things: ThingsStore, running: Callable[[], Upkeep],
                                          monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "RETAIN_S", 0.0)
    (one,) = streams(things, 1)
    month = Draft(DATASTREAM, {"properties": {"keep_days": 30}})
    things.change(lambda w: w.update(DATASTREAM, one, month, whole=False), NOW).result(30)
    append(things, columns([one] * 10, [NOW - 31 * DAY] * 10, range(10)))
    append(things, columns([one], [NOW], [10.0]))
    things.compaction.compact()
    append(things, columns([one] * 10, [NOW - 31 * DAY] * 10, range(10)))
    running()
    until(lambda: len(results(things)) == 11)        # the second ten; the first share their file with one of today


def test_on_a_server_readings_are_rolled_up_and_go_when_they_are_past_their_retention(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "ROLL_S", 0.0)
    monkeypatch.setattr(upkeep, "RETAIN_S", 0.0)
    monkeypatch.setattr(rolling, "MANY", 10)
    with store_of("postgres", tmp_path, "town") as store, closing(PostgresThings(store)) as things:
        one, two = streams(things, 2)
        month = Draft(DATASTREAM, {"properties": {"keep_days": 30}})
        things.change(lambda w: w.update(DATASTREAM, one, month, whole=False), NOW).result(30)
        times = [NOW - 39 * DAY + n for n in range(10)]
        append(things, columns([one, two] * 10, [at for at in times for _ in range(2)], range(20)))

        def rolled_up() -> list[tuple[int, int]]:
            with store.looking() as c:
                rows = select(rollup.c.stream, rollup.c["count"]).order_by(rollup.c.stream, rollup.c.width)
                return [(row.stream, row[1]) for row in c.execute(rows)]

        with closing(Upkeep(things, lambda: NOW, wait_s=0.01)):
            until(lambda: len(results(things)) == 10 and rolled_up() == [(two, 10)] * 3)


def test_what_fails_is_logged_and_tried_again(
    things: ThingsStore, running: Callable[[], Upkeep], caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compact, tries = things.compaction.compact, [0]

    def full() -> int:
        tries[0] += 1
        if tries[0] < 3:
            raise StoreFull("the disk takes no more")
        return compact()

    monkeypatch.setattr(things.compaction, "compact", full)
    (one,) = streams(things, 1)
    append(things, columns([one] * 10, range(10), range(10)))
    with caplog.at_level(logging.ERROR, "banyan.things"):
        running()
        until(lambda: files(things))
    assert tries[0] == 3
    assert [record.message for record in caplog.records] == [
        "the Observations couldn't be kept in order; the next try comes in 0 s"] * 2
    assert results(things) == [float(n) for n in range(10)]


def test_rejects_are_kept_for_ninety_days_and_deliveries_for_four_hundred(
    things: ThingsStore, running: Callable[[], Upkeep]) -> None:
    day = 86_400 * 1_000_000
    unfit = Unfit(1, b"x", Fault.TIME, "row 1", "a time")

    def fill(w: Changing) -> None:
        for days in (91, 89):
            w.ledger.refuse(str(days), [unfit], b"{}", NOW - days * day)
        for days in (401, 399):
            w.ledger.deliver("feed", {str(days): b""}, NOW - days * day)

    things.change(fill, NOW).result(30)
    running()

    def kept() -> tuple[list[str], list[bool]]:
        with things.look(NOW) as look:
            return ([one.source for one in look.ledger.rejects(Asked())],
                    [look.ledger.answer("feed", key) is not None for key in ("401", "399")])

    until(lambda: kept() == (["89"], [False, True]))
