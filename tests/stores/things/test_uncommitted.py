"""Nobody but who writes sees what a transaction brings before it is committed."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from banyan.edges.sensorthings.filter import read_filter
from banyan.model.columns import columns
from banyan.model.query import Query
from banyan.model.thing_ports import Changing, Place
from banyan.model.things import DATASTREAM, OBSERVATION, Draft, Reference, Span, Wrong
from banyan.runtime.things.open import things_of
from banyan.stores.things.store import ThingsStore
from tests.runtime.things.client import NOW
from tests.runtime.things.conftest import store_of
from tests.servers import STORES
from tests.stores.things.test_append import Store, append, found, stream, streams


@pytest.fixture(params=STORES)
def things(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with store_of(request.param, tmp_path, "town") as store:
        opened = things_of(store)
        yield opened
        opened.close()


def reading(stream: int, at: int, result: Any) -> Draft:
    return Draft(OBSERVATION, {"result": result, "phenomenonTime": Span(at, at), "resultTime": Span(at, at)},
                 {"Datastream": [Reference(stream)]})


@contextmanager
def held_open(things: Store, work: Callable[[Changing], Any], fails: bool) -> Iterator[None]:
    """While its transaction waits behind what it did."""
    done, gate = threading.Event(), threading.Event()

    def waiting(w: Changing) -> None:
        work(w)
        done.set()
        assert gate.wait(30)
        if fails:
            raise Wrong(400, "no")

    answer = things.change(waiting, NOW)
    try:
        assert done.wait(30)
        yield
    finally:
        gate.set()
    assert isinstance(answer.exception(30), Wrong if fails else type(None))


Seen = tuple[Any, ...]


def seen(things: Store, eid: int) -> Seen:
    """Its extents, whether a question finds it by them, and its newest reading."""
    values = stream(things, eid).values
    spans = [values[name] and values[name][:2] for name in ("phenomenonTime", "resultTime")]
    asked = Query(filter=read_filter("not phenomenonTime lt 1970-01-01T00:00:00.000025Z"))
    area = values["observedArea"]
    with things.look(NOW) as look:
        hits = [one.id for one in look.page(Place(DATASTREAM, None), asked).items]
    return (*spans, area, hits)


def newest(things: Store, *streams: int) -> list[float]:
    """Of those whose newest reading is in memory; whatever has to be looked up waits for who writes."""
    return list(things.columns.streams.latest(np.array(streams))[2].tolist())


@pytest.mark.parametrize("fails", [True, False], ids=["taken back", "committed"])
def test_extents_and_newest_readings_are_those_of_the_last_commit(things: Store, fails: bool) -> None:
    one, two = streams(things, 2)
    append(things, columns([one], [20], [2.0]))
    before = [seen(things, eid) for eid in (one, two)]
    assert [some[0] for some in before] == [(20, 20), None]

    def work(w: Changing) -> None:
        w.observe([reading(one, 10, 1.0), reading(one, 30, 3.0), reading(two, 30, 4.0)])
        assert w.one(DATASTREAM, one, Query()).values["phenomenonTime"][:2] == (10, 30)
        w.observe([reading(one, 40, "dry"), reading(two, 50, 5.0)])
        assert w.one(DATASTREAM, two, Query()).values["phenomenonTime"][:2] == (30, 50)

    with held_open(things, work, fails):
        assert [seen(things, eid) for eid in (one, two)] == before
        assert len(found(things)) == 1
        assert newest(things, one)[0] == 2.0
    after = [seen(things, eid) for eid in (one, two)]
    if fails:
        assert after == before
    else:
        assert [some[:2] for some in after] == [((10, 40), (10, 40)), ((30, 50), (30, 50))]
        assert after[0][3] == [one, two]
    assert len(found(things)) == (1 if fails else 6)


def test_what_a_failed_attempt_brought_is_seen_no_more_than_what_stays(things: Store) -> None:
    (one,) = streams(things, 1)
    append(things, columns([one], [20], [2.0]))

    def failing(w: Changing) -> None:
        w.observe([reading(one, 10, 1.0)])
        raise Wrong(400, "not this")

    def work(w: Changing) -> None:
        w.observe([reading(one, 30, 3.0)])
        with pytest.raises(Wrong, match="not this"):
            w.attempt(lambda: failing(w))

    with held_open(things, work, fails=False):
        assert seen(things, one)[0] == (20, 20)
    assert seen(things, one)[0] == (20, 30)


def test_what_a_datastream_came_to_is_seen_while_its_row_is_written(things: Store) -> None:
    (one,) = streams(things, 1)
    ids = append(things, columns([one] * 3, [10, 20, 30], [1.0, 2.0, 3.0])).ids.tolist()

    def work(w: Changing) -> None:
        w.delete(OBSERVATION, ids[2])
        w.observe([reading(one, 5, "dry")])

    with held_open(things, work, fails=False):
        assert seen(things, one)[0] == (10, 30)
    assert seen(things, one)[0] == (5, 20)


def test_after_a_start_the_newest_reading_is_looked_up_once(tmp_path: Path) -> None:
    with store_of("embedded", tmp_path, "town") as store:
        things = things_of(store)
        (one,) = streams(things, 1)
        append(things, columns([one], [20], [2.0]))
        things.close()
        things = things_of(store)
        assert isinstance(things, ThingsStore)
        assert things.history.latest([one]).value.tolist() == [2.0]
        assert things.columns.streams.latest(np.array([one]))[0].tolist() == [True]
        things.close()
