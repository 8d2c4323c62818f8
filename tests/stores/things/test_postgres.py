"""What is PostgreSQL's own: partitions by the month, functions of this version, geometry without an extension."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Connection, text

from banyan.model.columns import columns
from banyan.model.query import Query
from banyan.model.thing_ports import Changing, Place
from banyan.model.things import BY_NAME, OBSERVATION, THING, Draft, Reference, Span, Wrong
from banyan.model.time import micros
from banyan.runtime.things.city import CityStreams
from banyan.runtime.things.service import Service
from banyan.stores.postgres import geometries, rolling, rollup_tables
from banyan.stores.postgres.partitions import ensure
from banyan.stores.postgres.store import PostgresStore
from banyan.stores.postgres.things import PostgresThings
from tests.runtime.things.client import NOW, Client, NoDoor, location, observation, station, thing
from tests.runtime.things.conftest import store_of
from tests.stores.things.test_append import append, streams

AREA = "geography'POLYGON((119 25,120 25,120 26,119 26,119 25))'"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PostgresStore]:
    with store_of("postgres", tmp_path, "town") as opened:
        assert isinstance(opened, PostgresStore)
        yield opened


@pytest.fixture
def sta(store: PostgresStore) -> Iterator[Client]:
    things = PostgresThings(store)
    yield Client(Service(things, CityStreams(NoDoor(), {}), lambda: NOW))
    things.close()


def rows(store: PostgresStore) -> dict[str, int]:
    """By partition, without its common name."""
    query = text("SELECT tableoid::regclass::text AS name, count(*) AS n FROM things_observation GROUP BY 1")
    with store.looking() as c:
        return {row.name.removeprefix("things_observation_"): row.n for row in c.execute(query)}


def partitions(store: PostgresStore) -> list[str]:
    """Those of months."""
    query = text("SELECT relname FROM pg_class WHERE relname LIKE 'things_observation_2%' AND relkind = 'r' "
                 "AND relnamespace = to_regnamespace(current_schema()) ORDER BY 1")
    with store.looking() as c:
        return [name.removeprefix("things_observation_") for name in c.execute(query).scalars()]


def test_observations_lie_in_the_month_of_their_time_and_odd_years_with_the_rest(
    sta: Client, store: PostgresStore
) -> None:
    stream = station(sta)
    for at in ("2026-01-31T23:59:59.999999Z", "2026-02-01T00:00:00Z", "2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z",
               "0001-01-01T00:00:00Z", "1989-12-31T23:59:59Z", "9999-12-31T23:59:59Z", "2026-02-28T00:00:00Z"):
        sta.post(f"Datastreams({stream})/Observations", observation(1, at))
    assert rows(store) == {"2026_01": 1, "2026_02": 2, "2026_12": 1, "2027_01": 1, "rest": 3}
    assert sta.get(f"Datastreams({stream})/Observations?$count=true&$top=0")["@iot.count"] == 8
    found = sta.get(f"Datastreams({stream})/Observations?$filter=phenomenonTime lt 2026-02-01T00:00:00Z&$count=true")
    assert found["@iot.count"] == 3


def test_an_observation_whose_time_is_changed_moves_and_its_months_partition_takes_it_later(
    sta: Client, store: PostgresStore
) -> None:
    stream = station(sta, 1)
    (oid,) = (one["@iot.id"] for one in sta.get(f"Datastreams({stream})/Observations")["value"])
    sta.patch(f"Observations({oid})", {"phenomenonTime": "2031-05-06T00:00:00Z"})
    assert rows(store) == {"rest": 1}
    sta.post(f"Datastreams({stream})/Observations", observation(2, "2031-05-07T00:00:00Z"))
    assert rows(store) == {"2031_05": 2}
    assert sta.get(f"Observations({oid})")["phenomenonTime"] == "2031-05-06T00:00:00Z"
    sta.delete(f"Observations({oid})")
    assert rows(store) == {"2031_05": 1}


def test_a_request_that_fails_leaves_no_partition(sta: Client, store: PostgresStore) -> None:
    stream = station(sta)
    at = micros(datetime(2033, 3, 3, tzinfo=UTC))
    draft = Draft(OBSERVATION, {"result": 1, "phenomenonTime": Span(at, at)}, {"Datastream": [Reference(stream)]})

    def undone(w: Changing) -> None:
        w.observe([draft])
        raise Wrong(400, "no")

    things: Any = sta.service._things
    with pytest.raises(Wrong, match="no"):
        things.change(undone, NOW).result(10)
    assert partitions(store) == []
    assert things.change(lambda w: w.observe([draft]), NOW).result(10) == [stream << 32 | 1]
    assert partitions(store) == ["2033_03"]


def test_a_partition_is_made_once_by_whoever_comes_first(sta: Client, store: PostgresStore) -> None:
    times = [micros(datetime(2026, month, 15, tzinfo=UTC)) for month in (3, 4, 3)]
    store.beside(lambda c: ensure(c, times))
    store.beside(lambda c: ensure(c, [*times, 2**62, -(2**62)]))
    assert partitions(store) == ["2026_03", "2026_04"]


def test_an_open_question_does_not_hold_up_a_new_month(sta: Client, store: PostgresStore) -> None:
    stream = station(sta, 1)
    with store.looking() as c:
        assert c.execute(text("SELECT count(*) FROM things_observation_2026_07")).scalar() == 1
        sta.post(f"Datastreams({stream})/Observations", observation(2, "2026-08-01T00:00:00Z"))
    assert rows(store) == {"2026_07": 1, "2026_08": 1}


def test_functions_of_another_version_are_replaced_at_the_start(store: PostgresStore) -> None:
    PostgresThings(store).close()
    store.beside(lambda c: c.execute(text(
        "CREATE OR REPLACE FUNCTION sta_upper(text) RETURNS text LANGUAGE sql AS $$ SELECT 'old' $$")))
    store.beside(lambda c: c.execute(text("UPDATE things_meta SET value = 'x' WHERE key = 'functions'")))
    things = PostgresThings(store)
    with store.looking() as c:
        assert c.execute(text("SELECT sta_upper('ä')")).scalar() == "Ä"
    things.close()


def test_too_many_geometries_are_refused_with_a_sentence(sta: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(4):
        sta.post("Things", thing(f"t{n}", Locations=[location(at=(119.1 + n / 10, 25.5))]))
    within = f"Things?$filter=st_within(Locations/location,{AREA})&$count=true"
    assert sta.get(within)["@iot.count"] == 4
    monkeypatch.setattr(geometries, "MOST", 3)
    status, body = sta.ask("GET", within)
    assert (status, "more than 3 different geometries" in body["error"], bool(body["expected"])) == (503, True, True)


def test_answers_about_geometry_are_those_of_the_moment(sta: Client) -> None:
    within = f"Locations?$filter=st_within(location,{AREA})&$count=true&$top=0"
    eid = sta.post("Locations", location(at=(119.5, 25.5)))
    assert sta.get(within)["@iot.count"] == 1
    sta.patch(f"Locations({eid})", {"location": {"type": "Point", "coordinates": [0, 0]}})
    sta.post("Locations", location(at=(119.6, 25.5)))
    sta.post("Locations", location(at=(119.7, 25.5)))
    assert sta.get(within)["@iot.count"] == 2


@pytest.mark.parametrize("body", [
    {"name": "a\0b", "description": "d"}, {"name": "a", "description": "d", "properties": {"k": ["\0"]}},
    {"name": "a", "description": "d", "properties": {"\0": 1}},
])  # fmt: skip
def test_a_character_that_the_database_cannot_keep_is_refused_with_a_sentence(sta: Client, body: object) -> None:
    status, said = sta.ask("POST", "Things", body)
    assert (status, "U+0000" in said["error"]) == (400, True)
    assert sta.get("Things?$count=true")["@iot.count"] == 0


def test_a_backslash_before_what_only_looks_like_that_character_is_kept(sta: Client) -> None:
    eid = sta.post("Things", {"name": "a", "description": "d", "properties": {"k": "\\u0000", "m": "\\\\u0000"}})
    assert sta.get(f"Things({eid})")["properties"] == {"k": "\\u0000", "m": "\\\\u0000"}
    assert sta.get("Things?$filter=length(properties/k) eq 6&$count=true")["@iot.count"] == 1


def test_readings_of_a_program_without_rollups_get_theirs(
    store: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rolling, "MANY", 100)
    things = PostgresThings(store)
    (one,) = streams(things, 1)
    append(things, columns([one] * 2_000, NOW + np.arange(2_000) * 60_000_000, np.arange(2_000)))
    things.close()

    def older(c: Connection) -> None:
        rollup_tables.metadata.drop_all(c)
        c.execute(text("UPDATE things_meta SET value = '2' WHERE key = 'schema'"))

    store.beside(older)
    things = PostgresThings(store)
    before = things.history.chart(one, NOW, NOW + 2_000 * 60_000_000, 8)
    assert (before.readings, things.rolling.step(), things.rolling.step()) == (2_000, 1, 0)
    after = things.history.chart(one, NOW, NOW + 2_000 * 60_000_000, 8)
    assert [getattr(after, name).tolist() for name in ("time", "value", "low", "high")] == [
        getattr(before, name).tolist() for name in ("time", "value", "low", "high")]
    with store.looking() as c:
        assert c.scalar(text("SELECT value FROM things_meta WHERE key = 'schema'")) == "3"
        assert c.scalar(text("SELECT count(*) FROM things_rollup")) > 400
    things.close()


def test_a_lost_connection_is_made_again_for_questions_and_changes(
    sta: Client, store: PostgresStore, caplog: pytest.LogCaptureFixture
) -> None:
    assert sta.post("Things", thing("before")) == 1
    ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = :name AND pid <> :own " \
            "AND pid <> pg_backend_pid()"
    with store.looking() as c:
        name = c.scalar(text("SELECT current_setting('application_name')"))
        c.execute(text(ended), {"name": name, "own": store._session})
        c.execute(text("SELECT pg_terminate_backend(:own)"), {"own": store._session})
    assert sta.post("Things", thing("after")) == 2
    assert sta.values("Things?$orderby=id") == ["before", "after"]
    assert "connected again, nothing was lost" in caplog.text


def test_a_draft_that_fails_undoes_itself_alone(store: PostgresStore) -> None:
    things = PostgresThings(store)
    good = {"name": "n", "description": "d", "properties": None}
    waiting = [things.change(lambda w, body=body: w.create(Draft(THING, body)), NOW)  # type: ignore[misc]
               for body in (good, {**good, "name": "\0"}, good)]
    assert [waiting[0].result(10), waiting[2].result(10)] == [1, 2]
    with pytest.raises(Wrong, match=r"U\+0000"):
        waiting[1].result(10)
    with things.look(NOW) as look:
        assert look.count(Place(BY_NAME["Thing"], None), Query()) == 2
        assert look.count(Place(OBSERVATION, None), Query()) == 0
    things.close()
