"""Rows that are plain go into batches; whatever says more than those can hold stays a row."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete as sql_delete
from sqlalchemy import func, select, update

from banyan.model.columns import columns
from banyan.model.things import MULTI_DATASTREAM, OBSERVATION, Draft, Reference, Span
from banyan.stores.embedded import EmbeddedStore
from banyan.stores.things import folding, observing
from banyan.stores.things import tables as t
from banyan.stores.things.store import ThingsStore
from tests.runtime.things.client import NOW
from tests.stores.things.test_append import append, found, results, stream, streams


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EmbeddedStore]:
    opened = EmbeddedStore(tmp_path, "town")
    yield opened
    opened.close()


@pytest.fixture
def things(store: EmbeddedStore) -> Iterator[ThingsStore]:
    opened = ThingsStore(store)
    yield opened
    opened.close()


def create(things: ThingsStore, stream_: int, **values: Any) -> int:
    """As a row, which older versions made of every Observation."""
    draft = Draft(OBSERVATION, values, {"Datastream": [Reference(stream_)]})

    def row(w: Any) -> int:
        return observing.observe(w.c, [draft], w.create, w.now, w.kept)[0]
    return things.change(row, NOW).result(30)


def rows(store: EmbeddedStore) -> int:
    return store.beside(lambda c: c.execute(select(func.count()).select_from(t.ROWS)).scalar()) or 0


SPECIAL: tuple[dict[str, Any], ...] = (
    {"result": "dry"}, {"result": None}, {"result": True}, {"result": [1]}, {"result": {"a": 1}},
    {"result": 2**53 + 1}, {"result": 1, "parameters": {"a": 1}}, {"result": 1, "resultQuality": "good"},
    {"result": 1, "validTime": Span(1, 2)}, {"result": 1, "phenomenonTime": Span(1, 2)},
    {"result": 1, "phenomenonTime": Span(1, 1, "1970-01-01T08:00:00.000001+08:00")},
)  # fmt: skip


def test_plain_rows_are_folded_and_look_the_same(store: EmbeddedStore, things: ThingsStore) -> None:
    (one,) = streams(things, 1)
    plain = (7, -7, 2.5, 1e300, -0.0, 2**53)
    for n, result in enumerate(plain):
        create(things, one, result=result, phenomenonTime=Span(n, n), resultTime=Span(n, n) if n % 2 else None)
    for special in SPECIAL:
        create(things, one, **special)
    before = [(o.id, o.values) for o in found(things)]
    extents = stream(things, one)
    assert things.folding.step() == (len(plain), True)
    assert rows(store) == len(SPECIAL)
    assert [(o.id, o.values) for o in found(things)] == before
    assert [type(o.values["result"]) for o in found(things)][:4] == [int, int, float, float]
    assert stream(things, one) == extents
    assert things.folding.step() == (0, True)
    things.compaction.compact()
    assert [(o.id, o.values) for o in found(things)] == before
    assert append(things, columns([one], [9], [9.0])).ids.tolist() == [one << 32 | len(before) + 1]


def test_rows_are_folded_step_by_step(things: ThingsStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "STEP", 3)
    (one,) = streams(things, 1)
    for n in range(7):
        create(things, one, result=n)
    assert [things.folding.step() for _ in range(4)] == [(3, False), (3, False), (1, True), (0, True)]
    assert results(things) == list(range(7))


def test_what_stands_for_a_reading_in_a_file_stays_a_row(store: EmbeddedStore, things: ThingsStore) -> None:
    (one,) = streams(things, 1)
    (eid,) = append(things, columns([one], [1], [1.0])).ids.tolist()
    things.compaction.compact()
    draft = Draft(OBSERVATION, {"result": 2.0})
    things.change(lambda w: w.update(OBSERVATION, eid, draft, whole=False), NOW).result(30)
    assert (things.folding.step(), rows(store), results(things)) == ((0, True), 1, [2.0])


def test_a_folder_of_schema_1_opens_and_its_rows_are_folded(store: EmbeddedStore) -> None:
    """As it was written then: a row for each Observation, and none of the tables for batches."""
    things = ThingsStore(store)
    (one,) = streams(things, 1)
    for n in range(5):
        create(things, one, result=n, phenomenonTime=Span(n, n))
    before = [(o.id, o.values) for o in found(things)]
    things.close()

    def older(c: Any) -> None:
        for table in (t.batch, t.segment, t.mask, t.gone):
            table.drop(c)
        c.execute(update(t.fact).where(t.fact.c.key == "schema").values(value="1"))
        c.execute(sql_delete(t.fact).where(t.fact.c.key == "compacted"))

    store.beside(older)
    things = ThingsStore(store)
    assert [(o.id, o.values) for o in found(things)] == before
    assert things.folding.step() == (5, True)
    assert [(o.id, o.values) for o in found(things)] == before
    assert store.beside(lambda c: c.execute(select(t.fact.c.value).where(t.fact.c.key == "schema")).scalar()) == "3"
    assert append(things, columns([one], [9], [9.0])).ids.tolist() == [one << 32 | 6]
    things.close()


def test_a_multidatastreams_results_stay_rows(store: EmbeddedStore, things: ThingsStore) -> None:
    streams(things, 1)
    draft = Draft(MULTI_DATASTREAM, {
        "name": "n", "description": "d", "multiObservationDataTypes": ["o"], "unitOfMeasurements": [{}]}, {
        "Thing": [Reference(1)], "Sensor": [Reference(1)], "ObservedProperties": [Reference(1)]})
    both = things.change(lambda w: w.create(draft), NOW).result(30)
    one = Draft(OBSERVATION, {"result": [1]}, {"MultiDatastream": [Reference(both)]})
    things.change(lambda w: w.create(one), NOW).result(30)
    assert (things.folding.step(), results(things)) == ((0, True), [[1]])
