"""Numbers that say more than columns have a place for are rows, numbered, judged and held with those in columns."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from banyan.model.columns import Columns, Verdict, columns
from banyan.model.things import OBSERVATION, Draft, Reference, Span
from banyan.runtime.things.open import things_of
from banyan.stores.journal import Journal
from banyan.stores.things.kept import IN_ROWS
from banyan.stores.things.store import ThingsStore
from tests.runtime.things.client import NOW
from tests.runtime.things.conftest import store_of
from tests.servers import STORES
from tests.stores.things.test_append import Store, append, count, found, results, stream, streams


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Journal]:
    with store_of(request.param, tmp_path, "town") as opened:
        yield opened


@pytest.fixture
def things(store: Journal) -> Iterator[Store]:
    opened = things_of(store)
    yield opened
    opened.close()


def said(stream: int, at: int, result: Any, **more: Any) -> Draft:
    return Draft(OBSERVATION, {"result": result, "phenomenonTime": Span(at, at), **more},
                 {"Datastream": [Reference(stream)]})


def judge(rows: Columns, *_: Any) -> Verdict:
    """The second of each is late."""
    return Verdict((np.arange(len(rows)) == 1).astype(np.uint8), np.zeros(len(rows), np.uint8))


def observe(things: Store, *drafts: Draft) -> list[int]:
    return things.change(lambda w: w.observe(list(drafts)), NOW, judge).result(30)


def test_one_append_holds_both_and_each_is_seen_once(store: Journal) -> None:
    things = things_of(store)
    things.hold(0)
    (one,) = streams(things, 1)
    ids = observe(things, said(one, 10, 1.0), said(one, 20, 2.0, parameters={"a": 1}), said(one, 30, 3))
    assert ids == [one << 32 | n for n in (1, 2, 3)]
    for _ in range(2):
        seen = found(things)
        assert [(o.id, o.values["result"], o.values["parameters"], o.values["resultQuality"]) for o in seen] == [
            (ids[0], 1.0, None, None), (ids[1], 2.0, {"a": 1}, ["late"]), (ids[2], 3, None, None)]
        assert (count(things), count(things, "result ge 2")) == (3, 2)
        assert stream(things, one).values["phenomenonTime"][:2] == (10, 30)
        [(_, _, rows)] = things.batches()       # whoever judged them once can judge them again
        assert (rows.ids.tolist(), (rows.quality & ~np.uint8(IN_ROWS)).tolist()) == (ids, [0, 1, 0])
        things.close()
        things = things_of(store)
    assert append(things, columns([one], [5], [4.0])).ids.tolist() == [one << 32 | 4]
    assert results(things) == [1.0, 2.0, 3, 4.0]
    things.close()


def test_what_no_batch_holds_is_known_after_a_restart(store: Journal) -> None:
    things = things_of(store)
    (one,) = streams(things, 1)
    observe(things, said(one, 20, 1.0))
    observe(things, said(one, 10, 2.0, validTime=Span(5, 6), resultTime=Span(50, 50)))
    for _ in range(2):
        there = stream(things, one).values
        assert (there["phenomenonTime"][:2], there["resultTime"][:2]) == ((10, 20), (50, 50))
        assert things.history.latest([one]).value.tolist() == [1.0]
        things.close()
        things = things_of(store)
    assert observe(things, said(one, 30, 3.0, validTime=Span(5, 6))) == [one << 32 | 3]
    assert things.history.latest([one]).value.tolist() == [3.0]
    assert things.history.chart(one, 0, 100, 10).value.tolist() == [2.0, 1.0, 3.0]
    things.close()


def test_they_are_changed_and_deleted_as_rows_are(things: Store) -> None:
    (one,) = streams(things, 1)
    ids = observe(things, said(one, 10, 1.0), said(one, 20, 2.0, parameters={"a": 1}))
    things.change(lambda w: w.update(OBSERVATION, ids[1], Draft(OBSERVATION, {"result": 2.5}), whole=False), NOW
                  ).result(30)
    assert results(things) == [1.0, 2.5]
    things.change(lambda w: w.delete(OBSERVATION, ids[1]), NOW).result(30)
    assert results(things) == [1.0]
    assert stream(things, one).values["phenomenonTime"][:2] == (10, 10)


def test_those_that_follow_are_told_of_each_as_a_whole_and_in_order(things: Store) -> None:
    (one,) = streams(things, 1)
    observe(things, said(one, 5, 0.5))
    heard: list[Any] = []
    things.listen(heard.extend)
    ids = observe(things, said(one, 10, 1.0), said(one, 20, 2.0, parameters={"a": 1}), said(one, 30, 3.0))
    assert [(told.kind.name, told.id) for told in heard] == [("Observation", eid) for eid in ids]


def test_numbers_and_others_of_several_streams_keep_the_order_of_each(things: Store) -> None:
    one, two = streams(things, 2)
    asked: list[list[float]] = []

    def judging(rows: Columns, *_: Any) -> Verdict:
        asked.append(rows.value.tolist())
        return judge(rows)

    drafts = [said(one, 10, 1.0), said(two, 10, "dry"), said(one, 20, "wet"), said(two, 20, 2.0), said(one, 30, 3.0),
              said(two, 30, 4.0), said(one, 40, None)]
    ids = things.change(lambda w: w.observe(drafts), NOW, judging).result(30)
    assert [(eid >> 32, eid & 0xFFFF) for eid in ids] == [(one, 1), (two, 1), (one, 2), (two, 2), (one, 3), (two, 3),
                                                          (one, 4)]
    assert asked == [[1.0], [2.0, 3.0, 4.0]]


def test_a_compaction_of_batches_that_hold_none_of_columns_lets_them_go(tmp_path: Path) -> None:
    with store_of("embedded", tmp_path, "town") as store:
        things = things_of(store)
        assert isinstance(things, ThingsStore)
        (one,) = streams(things, 1)
        observe(things, said(one, 10, 1.0, parameters={}))
        assert (things.compaction.compact(), list(things.batches()), things.held().segments) == (0, [], 0)
        observe(things, said(one, 20, 2.0), said(one, 30, 3.0, parameters={}))
        things.hold(0)
        assert (things.compaction.compact(), things.compaction.compact()) == (1, 0)
        for _ in range(2):
            assert results(things) == [1.0, 2.0, 3.0]
            assert [len(rows) for _, _, rows in things.batches()] == [2]
            things.close()
            things = things_of(store)
            things.hold(0)
        things.close()
