"""What a store of SensorThings promises beside what the standard asks: group commits, limits, schemas."""

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import text, update

from banyan.edges.sensorthings.filter import read_filter
from banyan.model.observation import batch
from banyan.model.ports import StoreError, StoreFull, Unit
from banyan.model.query import Expand, Query
from banyan.model.thing_ports import Changing, Looking, Place
from banyan.model.things import BY_NAME, DATASTREAM, FEATURE, OBSERVATION, THING, Draft, Reference, Wrong
from banyan.runtime.things.open import things_of
from banyan.stores.journal import Journal
from banyan.stores.postgres import things as on_postgres
from banyan.stores.postgres.things import PostgresThings
from banyan.stores.things import reading
from banyan.stores.things import store as under_test
from banyan.stores.things import tables as t
from banyan.stores.things.readings import Readings
from banyan.stores.things.store import ThingsStore
from tests.runtime.things.client import NOW, POINT
from tests.runtime.things.conftest import store_of
from tests.servers import STORES
from tests.stores.conformance import tick

NAMED = {"name": "n", "description": "d", "properties": None}


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Journal]:
    with store_of(request.param, tmp_path, "town") as opened:
        yield opened


@pytest.fixture
def things(store: Journal) -> Iterator[ThingsStore]:
    opened = things_of(store)
    yield opened
    opened.close()


def count(things: ThingsStore, kind: str) -> int:
    with things.look(NOW) as look:
        return look.count(Place(BY_NAME[kind], None), Query())


def test_requests_that_wait_together_share_a_commit_and_fail_alone(store: Journal, things: ThingsStore) -> None:
    commits, beside, held = [], store.beside, threading.Event()

    def counted(work):  # type: ignore[no-untyped-def]  # as Journal.beside
        commits.append(1)
        return beside(work)

    store.beside = counted  # type: ignore[method-assign]
    begun = threading.Event()

    def first_of_all(w: Changing) -> bool:
        begun.set()
        return held.wait(10)

    first = things.change(first_of_all, NOW)
    assert begun.wait(10)

    def wrong(w: Changing) -> int:
        w.create(Draft(THING, NAMED))
        raise Wrong(400, "no")

    works = [lambda w: w.create(Draft(THING, NAMED))] * 20
    works.insert(7, wrong)
    waiting = [things.change(work, NOW) for work in works]
    held.set()
    assert first.result(10)
    with pytest.raises(Wrong):
        waiting.pop(7).result(10)
    assert [one.result(10) for one in waiting] == sorted(one.result(10) for one in waiting)
    assert (len(commits), count(things, "Thing")) == (2, 20)


def test_a_full_disk_is_told_to_everybody_and_nothing_of_it_is_there(store: Journal, things: ThingsStore) -> None:
    def full(work: object) -> None:
        raise StoreFull("the disk takes no more")

    kept = store.beside
    store.beside = full  # type: ignore[method-assign,assignment]
    with pytest.raises(StoreFull):
        things.change(lambda w: w.create(Draft(THING, NAMED)), NOW).result(10)
    store.beside = kept  # type: ignore[method-assign]
    assert count(things, "Thing") == 0
    assert things.change(lambda w: w.create(Draft(THING, NAMED)), NOW).result(10) == 1


def test_what_waits_at_the_end_is_stored_and_then_nothing_is_taken(store: Journal) -> None:
    things = things_of(store)
    waiting = [things.change(lambda w: w.create(Draft(THING, NAMED)), NOW) for _ in range(5)]
    things.close()
    assert [one.result(0) for one in waiting] == [1, 2, 3, 4, 5]
    with pytest.raises(Wrong) as refused:
        things.change(declared, NOW)
    assert refused.value.status == 503


def test_a_question_that_costs_too_much_is_refused(things: ThingsStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def many(w: Changing) -> None:
        for _ in range(400):
            w.create(Draft(THING, NAMED))

    things.change(many, NOW).result(30)
    monkeypatch.setattr(under_test, "STEPS", 1_000)
    monkeypatch.setattr(under_test, "CHECK", 100)
    monkeypatch.setattr(on_postgres, "PATIENCE_MS", 20)

    def ask(look: Looking) -> int:
        if isinstance(things, PostgresThings):
            look.c.execute(text("SELECT pg_sleep(2)"))  # type: ignore[attr-defined]  # its Reader's
        return look.count(Place(THING, None), Query(filter=read_filter("name ne 'n'")))

    with pytest.raises(Wrong) as refused, things.look(NOW) as look:
        ask(look)
    assert (refused.value.status, "too long" in str(refused.value)) == (503, True)
    monkeypatch.setattr(reading, "QUERIES", 3)
    with pytest.raises(Wrong) as refused, things.look(NOW) as look:
        look.page(Place(THING, None), Query(expand=(Expand(THING.links[0], Query()),)))
    assert refused.value.status == 503


def test_entities_of_a_newer_program_are_refused(store: Journal, things: ThingsStore) -> None:
    store.beside(lambda c: c.execute(update(t.fact).where(t.fact.c.key == "schema").values(value="99")))
    with pytest.raises(StoreError, match=r"written by a newer Banyan \(schema 99, this one knows [23]\)"):
        things_of(store)


def declared(w: Changing) -> tuple[int, int]:
    sensor = w.create(Draft(BY_NAME["Sensor"], {**NAMED, "encodingType": "t", "metadata": "m"}))
    level = w.create(Draft(BY_NAME["ObservedProperty"], {**NAMED, "definition": "x"}))
    thing = w.create(Draft(THING, NAMED))
    stream = w.create(Draft(DATASTREAM, {**NAMED, "unitOfMeasurement": {}, "observationType": "o"}, {
        "Thing": [Reference(thing)], "Sensor": [Reference(sensor)], "ObservedProperty": [Reference(level)]}))
    w.name("stream/a", DATASTREAM, stream)
    return stream, w.create(Draft(FEATURE, {**NAMED, "encodingType": "application/geo+json", "feature": POINT}))


def test_readings_become_observations_with_their_unit_and_older_ones_are_caught_up(
    store: Journal, things: ThingsStore
) -> None:
    stream, feature = things.change(declared, NOW).result(10)
    store.append(Unit(tick(1), tick(1), batch([0, 0], [10, 20], [1.5, 2.5], [0, 1], [1, 2]), (), ()))
    Readings(store, things.columns, [stream], [feature])
    store.append(Unit(tick(2), tick(2), batch([0], [30], [3.5], [6], [3]), (), ()))
    Readings(store, things.columns, [stream], [feature])               # started again: nothing is doubled
    store.followers.pop()
    with things.look(NOW) as look:
        found = look.page(Place(OBSERVATION, None), Query()).items
        there = look.one(DATASTREAM, stream, Query())
    assert [(o.id, o.values["result"], o.values["phenomenonTime"][:2], o.values["resultQuality"]) for o in found] == [
        (stream << 32 | 1, 1.5, (10, 10), None), (stream << 32 | 2, 2.5, (20, 20), ["late"]),
        (stream << 32 | 3, 3.5, (30, 30), ["jump", "stuck"])]
    assert there.values["phenomenonTime"][:2] == (10, 30)
    assert np.allclose(there.values["observedArea"]["coordinates"][0][0], POINT["coordinates"])


def test_a_declared_streams_observations_are_not_created_from_here(things: ThingsStore) -> None:
    stream, feature = things.change(declared, NOW).result(10)
    draft = Draft(OBSERVATION, {"result": 1}, {"Datastream": [Reference(stream)],
                                              "FeatureOfInterest": [Reference(feature)]})
    with pytest.raises(Wrong) as refused:
        things.change(lambda w: w.create(draft), NOW).result(10)
    assert refused.value.status == 501
    with pytest.raises(Wrong) as refused:
        things.change(lambda w: w.delete(THING, 1), NOW).result(10)        # it would take the stream with it
    assert (refused.value.status, count(things, "Thing")) == (409, 1)
