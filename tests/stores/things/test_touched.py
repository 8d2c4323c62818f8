"""Whoever remembers something of entities is told what was written, behind the commit and never before."""


import pytest
from sqlalchemy import select

from banyan.model.things import (
    DATASTREAM,
    LOCATION,
    MULTI_DATASTREAM,
    OBSERVATION,
    OBSERVED_PROPERTY,
    THING,
    THING_LOCATION,
    Draft,
    Kind,
    Reference,
    Span,
)
from banyan.runtime.things.browsing import StreamBrowser, StreamsAsked
from banyan.stores.things import touched as module
from banyan.stores.things.tables import ASSOCIATIONS, TABLES
from banyan.stores.things.touched import Touched
from tests.runtime.things.client import NOW
from tests.stores.things.test_append import Store, streams
from tests.stores.things.test_history import store, things

__all__ = ["store", "things"]


def change(things: Store, kind: Kind, eid: int, name: str) -> None:
    things.change(lambda w: w.update(kind, eid, Draft(kind, {"name": name}), whole=False), NOW).result(30)


def located(things: Store, stream: int) -> int:
    between = ASSOCIATIONS[THING_LOCATION].c
    with things._browsing.connect() as c:
        mine = select(between.Location).where(between.Thing == linked(things, stream, "Thing"))
        return int(c.execute(mine).scalar_one())


def linked(things: Store, stream: int, name: str) -> int:
    table = TABLES["Datastream"].c
    with things._browsing.connect() as c:
        return int(c.execute(select(table[f"{name}_id"]).where(table.id == stream)).scalar_one())


def test_a_datastream_is_concerned_by_what_is_written_of_all_that_it_says(things: Store) -> None:
    [one] = streams(things, 1)
    position, _ = things.touched(0)
    assert things.touched(position) == (position, [])
    for kind, eid in ((DATASTREAM, one), (THING, linked(things, one, "Thing")),
                      (OBSERVED_PROPERTY, linked(things, one, "ObservedProperty")), (LOCATION, located(things, one))):
        change(things, kind, eid, "new")
        after, concerned = things.touched(position)
        assert (after > position, concerned) == (True, [one]), kind.name
        assert things.touched(position, own=True) == (after, [one] if kind is DATASTREAM else []), kind.name
        position = after
    things.change(lambda w: w.delete(DATASTREAM, one), NOW).result(30)
    assert things.touched(position)[1] == [one]
    assert list(things.browsed([one])) == []


def test_a_multidatastream_is_looked_through_like_a_datastream(things: Store) -> None:
    [one] = streams(things, 1)
    thing, measured, sensor = (Reference(linked(things, one, of)) for of in ("Thing", "ObservedProperty", "Sensor"))
    units = [{"name": "metre a second", "symbol": "m/s"}, {"name": "degree"}]
    wind = Draft(MULTI_DATASTREAM, {
        "name": "wind", "description": "at the mast", "observationType": "o", "unitOfMeasurements": units,
        "multiObservationDataTypes": ["a", "b"], "properties": {"owner": "weather"}},
        {"Thing": [thing], "Sensor": [sensor], "ObservedProperties": [measured, measured]})
    browser = StreamBrowser(things, {}, lambda: NOW, lambda: NOW)
    assert [line.id for line in browser.page(StreamsAsked()).rows] == [one]
    many = things.change(lambda w: w.create(wind), NOW).result(30)
    gust = Draft(OBSERVATION, {"result": [3, 270], "phenomenonTime": Span(NOW, NOW)},
                 {"MultiDatastream": [Reference(many)]})
    things.change(lambda w: w.create(gust), NOW).result(30)
    [line] = browser.page(StreamsAsked(text="wind")).rows
    assert (line.id, line.unit, line.owner, line.value, line.said, line.age_s) == (
        many, "m/s, degree", "weather", None, "[3, 270]", 0.0)
    [property_] = {item.property for item in things.browsed([one])}
    assert line.kind == f"{property_}, {property_}"
    position, _ = things.touched(0)
    for kind, eid in ((MULTI_DATASTREAM, many), (THING, thing.id), (OBSERVED_PROPERTY, measured.id)):
        change(things, kind, eid, "new")
        position, concerned = things.touched(position)
        assert many in (concerned or ())
    assert [item.name for item in things.browsed() if item.multi] == ["new"]
    things.change(lambda w: w.delete(MULTI_DATASTREAM, many), NOW).result(30)
    assert [line.id for line in browser.page(StreamsAsked()).rows] == [one]


def test_a_transaction_that_fails_tells_nothing() -> None:
    touched = Touched()
    touched.add("Thing", 1)
    assert touched.since(0) == (0, {})
    touched.ended(durable=False)
    touched.ended(durable=True)
    assert touched.since(0) == (0, {})
    touched.add("Thing", 2)
    touched.add("Observation", 3)
    touched.ended(durable=True)
    assert touched.since(0) == (1, {"Thing": {2}})


def test_who_is_too_far_behind_reads_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT", 3)
    touched = Touched()
    for eid in range(5):
        touched.add("Thing", eid)
        touched.ended(durable=True)
    assert touched.since(1) == (5, None)
    assert touched.since(2) == (5, {"Thing": {2, 3, 4}})
    assert touched.since(-1) == (5, None)
