"""Observations that come in columns: stored, numbered, seen, changed and deleted like those that come one by one."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select, text

from banyan.edges.sensorthings.filter import read_filter
from banyan.model.columns import ACCEPTANCE, NO_TIME, Appended, Columns, Refusal, Verdict, columns
from banyan.model.ports import StoreFull
from banyan.model.query import Order, Query
from banyan.model.query import Path as At
from banyan.model.thing_ports import Changing, Described, Place
from banyan.model.things import BY_NAME, DATASTREAM, FEATURE, OBSERVATION, THING, Draft, Entity, Reference, Span, Wrong
from banyan.runtime.things.open import things_of
from banyan.stores.embedded import EmbeddedStore
from banyan.stores.journal import Journal
from banyan.stores.postgres.server import connected
from banyan.stores.postgres.store import PostgresStore
from banyan.stores.postgres.things import PostgresThings
from banyan.stores.things import commits, compacting, queue, segments, tables
from banyan.stores.things import store as embedded
from banyan.stores.things.connections import looks
from banyan.stores.things.store import ThingsStore
from banyan.stores.things.tables import TABLES
from tests.runtime.things.client import NOW, POINT
from tests.runtime.things.conftest import store_of
from tests.servers import STORES
from tests.stores.conformance import unit

Store = ThingsStore | PostgresThings
NAMED = {"name": "n", "description": "d", "properties": None}
EVERYTHING = Place(OBSERVATION, None)
GEOJSON = "application/geo+json"


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Journal]:
    with store_of(request.param, tmp_path, "town") as opened:
        yield opened


@pytest.fixture
def things(store: Journal) -> Iterator[Store]:
    opened = things_of(store)
    yield opened
    opened.close()


def streams(things: Store, count: int, located: bool = True) -> list[int]:
    """Datastreams 1, 2, ... of one Thing."""

    def work(w: Changing) -> list[int]:
        sensor = w.create(Draft(BY_NAME["Sensor"], {**NAMED, "encodingType": "t", "metadata": "m"}))
        level = w.create(Draft(BY_NAME["ObservedProperty"], {**NAMED, "definition": "x"}))
        places = [Draft(BY_NAME["Location"], {**NAMED, "encodingType": GEOJSON, "location": POINT})] if located else []
        thing = w.create(Draft(THING, NAMED, {"Locations": list(places)}))
        values = {**NAMED, "unitOfMeasurement": {}, "observationType": "o"}
        links = {"Thing": thing, "Sensor": sensor, "ObservedProperty": level}
        to = {name: [Reference(eid)] for name, eid in links.items()}
        return [w.create(Draft(DATASTREAM, {**values, "name": f"s{n}"}, {**to})) for n in range(count)]

    return things.change(work, NOW).result(30)


def append(things: Store, rows: Columns, **more: Any) -> Appended:
    return things.append(rows, NOW, **more).result(30)


def found(things: Store, query: Query | None = None, place: Place = EVERYTHING) -> list[Entity]:
    with things.look(NOW) as look:
        return look.page(place, query or Query(top=1000)).items


def results(things: Store, filter_: str | None = None, **more: Any) -> list[Any]:
    query = Query(filter=None if filter_ is None else read_filter(filter_), top=1000, **more)
    return [one.values["result"] for one in found(things, query)]


def count(things: Store, filter_: str | None = None) -> int:
    with things.look(NOW) as look:
        return look.count(EVERYTHING, Query(filter=None if filter_ is None else read_filter(filter_)))


def stream(things: Store, eid: int) -> Entity:
    with things.look(NOW) as look:
        return look.one(DATASTREAM, eid, Query())


def test_appended_rows_get_their_streams_next_places_in_order_of_arrival(things: Store) -> None:
    one, two = streams(things, 2)
    first = append(things, columns([one, two, one], [30, 10, 20], [1.5, 2.0, 3.0], [False, False, True]))
    second = append(things, columns([two, one], [5, 40], [4.0, 5.0], result_time=[NO_TIME, 41]))
    assert first.ids.tolist() == [one << 32 | 1, two << 32 | 1, one << 32 | 2]
    assert second.ids.tolist() == [two << 32 | 2, one << 32 | 3]
    seen = [(o.id, o.values["phenomenonTime"], o.values["result"], o.values["resultTime"]) for o in found(things)]
    assert seen == [
        (one << 32 | 1, Span(30, 30), 1.5, None), (one << 32 | 2, Span(20, 20), 3, None),
        (one << 32 | 3, Span(40, 40), 5.0, Span(41, 41)), (two << 32 | 1, Span(10, 10), 2.0, None),
        (two << 32 | 2, Span(5, 5), 4.0, None)]
    assert [type(o.values["result"]) for o in found(things)] == [float, int, float, float, float]


def test_a_streams_extents_and_area_are_those_of_its_rows(things: Store) -> None:
    (one,) = streams(things, 1)
    append(things, columns([one, one], [30, 10], [1.0, 2.0], result_time=[35, NO_TIME]))
    there = stream(things, one).values
    assert (there["phenomenonTime"][:2], there["resultTime"][:2]) == ((10, 30), (35, 35))
    assert there["observedArea"]["coordinates"][0][0] == POINT["coordinates"]
    with things.look(NOW) as look:
        (feature,) = look.page(Place(FEATURE, None), Query()).items
        by_feature = look.page(Place(OBSERVATION, None, (FEATURE, feature.id, FEATURE.links[0])), Query()).items
    assert feature.values["feature"] == POINT
    assert [o.values["FeatureOfInterest"] for o in by_feature] == [feature.id] * 2


def test_rows_and_columns_are_numbered_together(things: Store) -> None:
    (one,) = streams(things, 1)
    append(things, columns([one], [10], [1.0]))
    text = Draft(OBSERVATION, {"result": "dry", "phenomenonTime": Span(20, 20)}, {"Datastream": [Reference(one)]})
    assert things.change(lambda w: w.create(text), NOW).result(30) == one << 32 | 2
    assert append(things, columns([one], [5], [2.0])).ids.tolist() == [one << 32 | 3]
    assert results(things) == [1.0, "dry", 2.0]
    assert stream(things, one).values["phenomenonTime"][:2] == (5, 20)


def test_a_refused_row_says_why_and_costs_the_others_nothing(things: Store) -> None:
    (one,) = streams(things, 1)
    (bare,) = streams(things, 1, located=False)
    (declared,) = streams(things, 1)
    things.change(lambda w: w.name("stream/a", DATASTREAM, declared), NOW).result(30)
    rows = columns([one, 777, bare, declared, one, one, -3, one, 2**40], [1] * 9, [1, 2, 3, 4, np.nan, 6, 7, 8, 9],
                   feature=[0, 0, 0, 0, 0, 999, 0, 0, 0])
    answer = append(things, rows)
    assert answer.reasons.tolist() == [
        Refusal.NONE, Refusal.NO_STREAM, Refusal.NO_LOCATION, Refusal.DECLARED, Refusal.NOT_FINITE, Refusal.NO_FEATURE,
        Refusal.NO_STREAM, Refusal.NONE, Refusal.NO_STREAM]
    assert answer.ids.tolist() == [one << 32 | 1, 0, 0, 0, 0, 0, 0, one << 32 | 2, 0]
    assert results(things) == [1.0, 8.0]


def test_a_judge_sees_the_rows_of_streams_that_are_there_and_is_told_the_end(things: Store) -> None:
    (one,) = streams(things, 1)
    seen, ends = [], list[Any]()

    def judge(rows: Columns) -> Verdict:
        seen.append(rows.value.tolist())
        return Verdict(np.array([0, 5, 0], np.uint8), np.array([0, 0, 16], np.uint8), ends.append)

    answer = append(things, columns([one, 777, one, one], [1, 2, 3, 4], [1.0, 2.0, 3.0, 4.0]), judge=judge)
    assert (seen, len(ends), ends[0].number, ends[0].at) == ([[1.0, 3.0, 4.0]], 1, 1, NOW)
    assert ends[0].ids.tolist() == [one << 32 | 1, one << 32 | 2, 0]
    assert answer.reasons.tolist() == [0, Refusal.NO_STREAM, 0, 16]
    assert [o.values["resultQuality"] for o in found(things)] == [None, ["late", "stuck"]]


def test_what_a_judge_raises_is_its_own_appends_answer(things: Store) -> None:
    (one,) = streams(things, 1)

    def broken(rows: Columns) -> Verdict:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        append(things, columns([one], [1], [1.0]), judge=broken)
    assert append(things, columns([one], [2], [2.0])).ids.tolist() == [one << 32 | 1]


def written(things: Store, eid: int) -> Any:
    """What the Datastream's own row says of its extent."""
    table = TABLES["Datastream"].c
    return things._store.beside(lambda c: tuple(c.execute(
        select(table.last, table.phenomenonTime_start).where(table.id == eid)).one()))


def test_a_filter_on_what_streams_have_come_to_sees_it_at_once(things: Store) -> None:
    one, two = streams(things, 2)
    append(things, columns([one, two], [30, 10], [1.0, 2.0]))

    def asked(look: Any) -> list[int]:
        ended = read_filter("phenomenonTime le 1970-01-01T00:00:00.000035Z")
        query = Query(filter=ended, order=(Order(At(("phenomenonTime",)), descending=True),))
        return [item.id for item in look.page(Place(DATASTREAM, None), query).items]

    before = written(things, one)
    with things.look(NOW) as look:
        assert asked(look) == [one, two]
        over = Query(filter=read_filter("Datastreams/any(d:d/phenomenonTime lt 1970-01-01T00:00:00.00002Z)"))
        assert look.count(Place(THING, None), over) == 1
    assert written(things, one) == before       # a question writes nothing
    append(things, columns([two], [40], [3.0]))
    assert things.change(asked, NOW).result(30) == [one]
    with things.look(NOW) as look:
        assert asked(look) == [one]


def test_a_question_about_others_goes_over_columns(things: Store) -> None:
    one, two = streams(things, 2)
    append(things, columns([one, two], [30, 10], [1.0, 2.0]))

    def asked(text: str) -> list[int]:
        with things.look(NOW) as look:
            return [item.id for item in look.page(Place(DATASTREAM, None), Query(filter=read_filter(text))).items]

    assert asked("Observations/result gt 1") == [two]
    assert asked("Observations/any(o:o/result lt 2)") == [one]
    assert asked("Thing/Datastreams/Observations/any(o:o/result lt 2)") == [one, two]
    if isinstance(things, ThingsStore):
        things.compaction.compact()
    assert asked("Observations/result gt 1") == [two]


def test_a_full_disk_takes_back_what_memory_had_of_it(store: Journal, things: Store) -> None:
    one, two = streams(things, 2)
    append(things, columns([one], [10], [1.0]))
    ends: list[Any] = []
    real = store.beside

    def full(work: Any) -> Any:
        def failing(c: Any) -> None:
            work(c)
            raise StoreFull("the disk takes no more")

        return real(failing)

    store.beside = full  # type: ignore[method-assign]
    with pytest.raises(StoreFull):
        append(things, columns([one, two], [20, 20], [2.0, 2.0]),
               judge=lambda rows: Verdict(np.zeros(len(rows), np.uint8), np.zeros(len(rows), np.uint8), ends.append))
    store.beside = real  # type: ignore[method-assign]
    assert (ends, results(things), stream(things, one).values["phenomenonTime"][:2]) == ([None], [1.0], (10, 10))
    assert append(things, columns([one, two], [30, 30], [3.0, 4.0])).ids.tolist() == [one << 32 | 2, two << 32 | 1]
    assert results(things) == [1.0, 3.0, 4.0]


def test_after_a_restart_everything_goes_on_where_it_was(store: Journal) -> None:
    things = things_of(store)
    one, two = streams(things, 2)
    append(things, columns([one, two, one], [30, 10, 20], [1.0, 2.0, 3.0]))
    things.close()
    things = things_of(store)
    assert stream(things, one).values["phenomenonTime"][:2] == (20, 30)
    assert append(things, columns([one], [40], [4.0])).ids.tolist() == [one << 32 | 3]
    assert results(things) == [1.0, 3.0, 4.0, 2.0]
    things.close()


def test_what_was_judged_can_be_read_again_as_far_back_as_it_is_held(things: Store) -> None:
    def judge(rows: Columns) -> Verdict:
        return Verdict(np.zeros(len(rows), np.uint8), np.zeros(len(rows), np.uint8))

    (one,) = streams(things, 1)
    things.hold(0)
    assert things.last_batch() == 0
    for n in range(3):
        append(things, columns([one], [n], [float(n)], [n == 1]), judge=judge)
    numbers = [number for number, _, _ in things.batches()]
    assert [(at, rows.results, rows.ids.tolist()) for _, at, rows in things.batches()] == [
        (NOW, [n], [one << 32 | n + 1]) for n in range(3)]
    assert [number for number, _, _ in things.batches(numbers[0])] == numbers[1:]
    assert things.last_batch() == numbers[-1]


def test_a_changed_reading_is_a_row_from_then_on_and_a_deleted_one_is_gone(things: Store) -> None:
    (one,) = streams(things, 1)
    ids = append(things, columns([one] * 4, [10, 20, 30, 40], [1.0, 2.0, 3.0, 4.0])).ids.tolist()
    draft = Draft(OBSERVATION, {"result": "dry", "phenomenonTime": Span(50, 50)})
    things.change(lambda w: w.update(OBSERVATION, ids[1], draft, whole=False), NOW).result(30)
    things.change(lambda w: w.delete(OBSERVATION, ids[3]), NOW).result(30)
    assert results(things) == [1.0, "dry", 3.0]
    assert count(things) == 3
    assert stream(things, one).values["phenomenonTime"][:2] == (10, 50)
    things.change(lambda w: w.delete(OBSERVATION, ids[1]), NOW).result(30)
    assert (results(things), stream(things, one).values["phenomenonTime"][:2]) == ([1.0, 3.0], (10, 30))
    for gone in (ids[1], ids[3]):
        with pytest.raises(Wrong) as refused, things.look(NOW) as look:
            look.one(OBSERVATION, gone, Query())
        assert refused.value.status == 404
    assert append(things, columns([one], [60], [5.0])).ids.tolist() == [one << 32 | 5]


def test_observations_go_with_their_datastream_and_with_their_feature(things: Store) -> None:
    one, two = streams(things, 2)
    feature = things.change(lambda w: w.create(Draft(FEATURE, {**NAMED, "encodingType": "text/plain", "feature": "f"})),
                            NOW).result(30)
    append(things, columns([one, two, two], [10, 20, 30], [1.0, 2.0, 3.0], feature=[0, 0, feature]))
    things.change(lambda w: w.delete(FEATURE, feature), NOW).result(30)
    assert (results(things), stream(things, two).values["phenomenonTime"][:2]) == ([1.0, 2.0], (20, 20))
    things.change(lambda w: w.delete(DATASTREAM, one), NOW).result(30)
    assert (results(things), count(things)) == ([2.0], 1)
    answer = append(things, columns([one, two], [40, 50], [4.0, 5.0], feature=[0, feature]))
    assert answer.reasons.tolist() == [Refusal.NO_STREAM, Refusal.NO_FEATURE]


def test_a_things_new_place_is_the_feature_of_later_rows(things: Store) -> None:
    (one,) = streams(things, 1)
    append(things, columns([one], [10], [1.0]))
    elsewhere = {"type": "Point", "coordinates": [120.0, 26.5]}
    place = Draft(BY_NAME["Location"], {**NAMED, "encodingType": GEOJSON, "location": elsewhere},
                  {"Things": [Reference(1)]})
    things.change(lambda w: w.create(place), NOW).result(30)
    append(things, columns([one], [20], [2.0]))
    features = [o.values["FeatureOfInterest"] for o in found(things)]
    with things.look(NOW) as look:
        shapes = [look.one(FEATURE, eid, Query()).values["feature"] for eid in features]
    assert shapes == [POINT, elsewhere]
    assert stream(things, one).values["observedArea"]["coordinates"][0][2] == [120.0, 26.5]


def held_up(things: ThingsStore) -> threading.Event:
    """Whoever writes waits for it."""
    begun, held = threading.Event(), threading.Event()

    def wait(_: Changing) -> bool:
        begun.set()
        return held.wait(30)

    things.change(wait, NOW)
    assert begun.wait(30)
    return held


def test_appends_that_wait_together_are_one_blob_of_a_limited_size(
    store: Journal, things: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "MICRO_BATCH", 10)
    one, two = streams(things, 2)
    held = held_up(things)
    waiting = [things.append(columns([one, two, one], [n] * 3, [n] * 3), NOW) for n in range(4)]
    large = things.append(columns([two] * 25, range(25), range(25)), NOW)
    held.set()
    assert [one_.result(30).ids.tolist() for one_ in waiting] == [
        [one << 32 | 2 * n + 1, two << 32 | n + 1, one << 32 | 2 * n + 2] for n in range(4)]
    assert large.result(30).ids.tolist() == [two << 32 | n for n in range(5, 30)]
    if isinstance(things, ThingsStore):
        counts = store.beside(lambda c: c.execute(select(tables.batch.c.rows)).scalars().all())
        assert counts == [9, 3, 25]     # as many appends as fit into ten readings; a larger one alone


def test_more_than_can_wait_is_told_to_come_again(things: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "MOST_READINGS", 5)
    (one,) = streams(things, 1)
    held = held_up(things)
    first = things.append(columns([one] * 6, range(6), range(6)), NOW)         # alone it may be larger
    with pytest.raises(Wrong, match="6 readings wait to be stored") as refused:
        things.append(columns([one], [9], [9.0]), NOW)
    assert refused.value.status == 503
    held.set()
    assert len(first.result(30).ids) == 6
    assert append(things, columns([one], [9], [9.0])).ids.tolist() == [one << 32 | 7]


FILTERS = (
    "result gt 2", "result le 3 and phenomenonTime lt 1970-01-01T00:00:00.000035Z", "result eq 'dry'",
    "not(result gt 2)",
    "phenomenonTime ge 1970-01-01T00:00:00.00002Z/1970-01-01T00:00:00.00003Z", "Datastream/name eq 's1'",
    "Datastream/id eq 2 or result lt 2", "resultTime gt 1970-01-01T00:00:00Z", "resultTime eq null",
    "result add 1 eq 4", "id gt 4294967297 and id lt 8589934594", "1 lt result", "MultiDatastream/id eq 1",
    "st_within(FeatureOfInterest/feature, geography'POLYGON((119 25,120 25,120 26,119 26,119 25))')",
)  # fmt: skip
ORDERS = (
    (), (("phenomenonTime", True),), (("result", False), ("phenomenonTime", True)), (("resultTime", True),),
    (("resultTime", False), ("result", True)), (("id", True),), (("Datastream/id", True), ("result", False)),
)  # fmt: skip


@pytest.mark.parametrize("filter_", [None, *FILTERS])
def test_a_question_finds_the_same_in_columns_as_in_rows(
    things: Store, filter_: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every filter in every order, paged by two: half of what is asked is in batches, then in a segment of row groups
    of two, then merged with others, then all of it is in rows (where they are rows from the start: only that).
    """
    monkeypatch.setattr(segments, "GROUP", 2)
    one, two = streams(things, 2)
    append(things, columns([one, two, one, two], [10, 20, 30, 40], [1, 2, 3, 4], [True, False, True, False],
                           [NO_TIME, 5, 6, NO_TIME]))
    for at, result in ((25, "dry"), (30, 3), (35, None)):
        said = {"result": result, "phenomenonTime": Span(at, at), "parameters": {"a": "row"}}
        draft = Draft(OBSERVATION, said, {"Datastream": [Reference(two)]})
        things.change(lambda w, draft=draft: w.create(draft), NOW).result(30)

    def paged(order: tuple[tuple[str, bool], ...]) -> list[int]:
        ids, after = list[int](), None
        while True:
            query = Query(filter=None if filter_ is None else read_filter(filter_), top=2, after=after,
                          order=tuple(Order(At(tuple(name.split("/"))), down) for name, down in order))
            with things.look(NOW) as look:
                page = look.page(EVERYTHING, query)
            ids += [item.id for item in page.items]
            after = page.after
            if after is None:
                return ids

    def asked() -> tuple[list[list[int]], int]:
        return [paged(order) for order in ORDERS], count(things, filter_)

    mixed = asked()
    if isinstance(things, ThingsStore):
        assert things.compaction.compact() == 4
        assert asked() == mixed
        monkeypatch.setattr(compacting, "TOGETHER", 1)
        assert things.compaction.merge() == 1
        assert asked() == mixed

    def lift_all(w: Any) -> None:
        for eid in (one << 32 | 1, one << 32 | 2, two << 32 | 1, two << 32 | 2):
            w.kept.lift(w.c, eid)

    things.change(lift_all, NOW).result(30)
    assert asked() == mixed
    assert all(len(ids) == len(set(ids)) == mixed[1] for ids in mixed[0])


def test_questions_that_find_no_connection_are_told_to_come_again(
    store: Journal, things: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    if isinstance(store, EmbeddedStore):
        monkeypatch.setattr(things, "_looks", looks(store.path, kept=1, most=1, patience_s=0.05))
    elif isinstance(store, PostgresStore):
        few = connected(store.place, writer=False, kept=1, most=1, patience_s=0.05)
        monkeypatch.setattr(store, "_readers", few.execution_options(isolation_level="REPEATABLE READ"))
    with things.look(NOW), pytest.raises(Wrong, match="questions are being answered") as refused, things.look(NOW):
        pass
    assert refused.value.status == 503


def test_a_datastream_that_was_asked_for_before_it_existed_is_found_once_it_does(things: Store) -> None:
    (one,) = streams(things, 1)
    ahead = columns([one + 1], [10], [1.0])
    assert append(things, ahead).reasons.tolist() == [Refusal.NO_STREAM]
    assert streams(things, 1) == [one + 1]
    assert append(things, ahead).ids.tolist() == [one + 1 << 32 | 1]


def test_a_change_that_fails_leaves_nothing_of_its_streams_and_readings_in_memory(things: Store) -> None:
    (one,) = streams(things, 1)
    append(things, columns([one], [10], [1.0]))
    plain = {"phenomenonTime": Span(90, 90)}

    def failing(w: Changing) -> None:
        links = {link: [Reference(1)] for link in ("Thing", "Sensor", "ObservedProperty")}
        made = w.create(Draft(DATASTREAM, {**NAMED, "unitOfMeasurement": {}, "observationType": "o"}, links))
        for eid in (one, made):
            w.create(Draft(OBSERVATION, {"result": 9.0, **plain}, {"Datastream": [Reference(eid)]}))
        raise Wrong(400, "none of it")

    with pytest.raises(Wrong):
        things.change(failing, NOW).result(30)
    assert append(things, columns([one + 1], [20], [2.0])).reasons.tolist() == [Refusal.NO_STREAM]
    (two,) = streams(things, 1)
    assert append(things, columns([one, two], [20, 30], [2.0, 3.0])).ids.tolist() == [one << 32 | 2, two << 32 | 1]
    assert [stream(things, eid).values["phenomenonTime"][:2] for eid in (one, two)] == [(10, 20), (30, 30)]
    assert results(things) == [1.0, 2.0, 3.0]


def test_a_fill_after_a_restart_goes_on_behind_what_is_there(store: Journal) -> None:
    things = things_of(store)
    (one,) = streams(things, 1)
    append(things, columns([one], [10], [1.0]))
    feature = 1                 # made of the Thing's Location for the first reading
    for n in range(2):
        rows = columns([one, one], [20 + n, 30 + n], [2.0, 3.0], feature=[feature] * 2)
        things.change(lambda w, rows=rows: w.fill(rows), NOW).result(30)  # type: ignore[misc]
        things.close()
        things = things_of(store)
    assert sorted(o.id for o in found(things)) == [one << 32 | place for place in range(1, 6)]
    things.close()


def test_what_fails_beside_an_append_ends_for_its_own_judge_alone(things: Store) -> None:
    (one,) = streams(things, 1)
    ends: dict[str, list[Any]] = {"good": [], "bad": []}

    def judging(name: str) -> Any:
        return lambda rows: Verdict(np.zeros(len(rows), np.uint8), np.zeros(len(rows), np.uint8), ends[name].append)

    def failing(w: Changing, answer: Appended) -> None:
        raise Wrong(409, "that was delivered")

    gate = threading.Event()
    held = things.change(lambda _: gate.wait(30), NOW)      # so that both appends share a commit
    rows = columns([one], [10], [1.0])
    bad = things.append(rows, NOW, judging("bad"), failing)
    good = things.append(rows, NOW, judging("good"))
    gate.set()
    held.result(30)
    with pytest.raises(Wrong, match="delivered"):
        bad.result(30)
    assert good.result(30).ids.tolist() == [one << 32 | 1]
    assert (ends["bad"], [end.ids.tolist() for end in ends["good"]]) == ([None], [[one << 32 | 1]])
    assert results(things) == [1.0]


def test_who_is_expected_goes_first_and_nobody_waits_for_one_who_does_not_come(
    store: Journal, things: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one,) = streams(things, 1)
    monkeypatch.setattr(commits, "GIVE_WAY_EVERY", 0)
    monkeypatch.setattr(commits, "GIVE_WAY_S", 3_600.0)
    store.expect()
    assert things.append(columns([one], [1], [1.0]), NOW).result(30).ids.tolist() == [one << 32 | 1]  # begun before
    second = things.append(columns([one], [2], [2.0]), NOW)
    try:
        with pytest.raises(TimeoutError):
            second.result(0.3)
    finally:
        store.append(unit(0))
    assert second.result(30).ids.tolist() == [one << 32 | 2]
    monkeypatch.setattr(commits, "GIVE_WAY_S", 0.01)
    store.expect()
    for n in (3, 4):
        assert things.append(columns([one], [n], [1.0]), NOW).result(30).reasons.tolist() == [0]


class Joins:
    """A judge that goes with those of its name, refuses 13, and fails at 99."""

    def __init__(self, name: str, asked: list[list[float]], ends: list[Any]) -> None:
        self.name, self.asked, self.ends = name, asked, ends

    def __call__(self, rows: Columns, new: Sequence[Described] = (), /) -> Verdict:
        self.asked.append(rows.value.tolist())
        if 99 in rows.value:
            raise ValueError("a defect")
        reasons = np.where(rows.value == 13, ACCEPTANCE, 0).astype(np.uint8)
        return Verdict(np.zeros(len(rows), np.uint8), reasons, self.ends.append)

    def joined(self, other: Any, /) -> Any:
        return other if isinstance(other, Joins) and other.name == self.name else None


def test_judges_that_join_are_asked_once_and_each_append_has_its_own_answer(things: Store) -> None:
    (one,) = streams(things, 1)
    asked, ends = list[list[float]](), list[Any]()
    held = held_up(things)
    said = [("a", [1.0, 13.0]), ("a", [2.0]), ("b", [3.0]), ("a", [4.0, 5.0])]
    waiting = [things.append(columns([one] * len(values), range(len(values)), values), NOW, Joins(name, asked, ends))
               for name, values in said]
    held.set()
    found = [answer.result(30) for answer in waiting]
    assert asked == [[1, 13, 2], [3], [4, 5]]
    assert [one_.reasons.tolist() for one_ in found] == [[0, ACCEPTANCE], [0], [0], [0, 0]]
    ids = [one << 32 | n for n in range(1, 6)]
    assert [one_.ids.tolist() for one_ in found] == [[ids[0], 0], [ids[1]], [ids[2]], ids[3:]]
    assert [end.ids.tolist() for end in ends] == [[ids[0], 0, ids[1]], [ids[2]], ids[3:]]


def test_a_defect_of_judges_that_join_is_the_answer_to_what_it_met_alone(things: Store) -> None:
    (one,) = streams(things, 1)
    asked, ends = list[list[float]](), list[Any]()
    held = held_up(things)
    waiting = [things.append(columns([one], [n], [value]), NOW, Joins("a", asked, ends))
               for n, value in enumerate([1.0, 99.0, 2.0])]
    held.set()
    assert [waiting[n].result(30).ids.tolist() for n in (0, 2)] == [[one << 32 | 1], [one << 32 | 2]]
    with pytest.raises(ValueError, match="a defect"):
        waiting[1].result(30)
    assert [end.ids.tolist() for end in ends if end is not None] == [[one << 32 | 1], [one << 32 | 2]]


def test_a_heavy_question_stops_alone_and_not_who_gets_its_connection_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "STEPS", 2 * embedded.CHECK)
    counting = text("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 100000) "
                    "SELECT count(*) FROM c")
    with store_of("embedded", tmp_path, "town") as store:
        things = things_of(store)
        assert isinstance(things, ThingsStore)
        with pytest.raises(Wrong) as stopped, things.look(NOW) as look:
            look.c.execute(counting)  # type: ignore[attr-defined]
        with things._looks.connect() as c:
            assert c.execute(counting).scalar() == 100_000
        assert things._looks.pool.checkedin() == 1          # type: ignore[attr-defined]  # it was the same one
        things.close()
    assert stopped.value.status == 503
