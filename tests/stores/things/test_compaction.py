"""Batches become segments and segments larger ones, and nobody who asks can tell."""

import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import func, select

from banyan.model.columns import columns
from banyan.model.ports import StoreError
from banyan.model.query import Order, Query
from banyan.model.query import Path as At
from banyan.model.thing_ports import Changing, Place
from banyan.model.things import DATASTREAM, OBSERVATION, Draft, Reference, Span, Wrong
from banyan.stores.embedded import EmbeddedStore
from banyan.stores.sqlite import SEGMENTS
from banyan.stores.things import compacting, observing, scan, segments
from banyan.stores.things import tables as t
from banyan.stores.things.kept import Kept
from banyan.stores.things.store import Held, ThingsStore
from tests.runtime.things.client import NOW
from tests.stores.things.test_append import EVERYTHING, append, count, found, results, stream, streams

DAY = 86_400_000_000


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


def files(store: EmbeddedStore) -> list[str]:
    folder = store.path.parent / SEGMENTS
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def rows_in(store: EmbeddedStore, table: Any) -> int:
    return store.beside(lambda c: c.execute(select(func.count()).select_from(table)).scalar()) or 0


def delete(things: ThingsStore, *ids: int) -> None:
    def work(w: Changing) -> None:
        for eid in ids:
            w.delete(OBSERVATION, eid)

    things.change(work, NOW).result(30)


def test_a_compaction_leaves_one_sorted_file_and_no_batch(store: EmbeddedStore, things: ThingsStore) -> None:
    one, two = streams(things, 2)
    append(things, columns([two, one], [20, 10], [2.0, 1.0]))
    append(things, columns([one, two], [5, 1], [3, 4], whole=[True, False], result_time=[7, 8]))
    before = [(o.id, o.values) for o in found(things)]
    assert things.compaction.compact() == 4
    assert (files(store), rows_in(store, t.batch), rows_in(store, t.segment)) == (["00000001.parquet"], 0, 1)
    kept = things.columns.segments.rows(1, [0])
    assert (kept.stream.tolist(), kept.time.tolist()) == ([one, one, two, two], [5, 10, 1, 20])
    assert [(o.id, o.values) for o in found(things)] == before
    assert append(things, columns([one], [30], [5.0])).ids.tolist() == [one << 32 | 3]
    assert things.compaction.compact() == 1
    assert things.compaction.compact() == 0


def test_only_appended_batches_are_held_for_the_watch(store: EmbeddedStore, things: ThingsStore) -> None:
    one, two = streams(things, 2)
    append(things, columns([one], [10], [1.0]))
    rows = columns([two, two], [20, 30], [2.0, 3.0], feature=[1, 1])
    things.change(lambda w: w.fill(rows), NOW).result(30)
    things.hold(0)
    assert things.compaction.compact() == 3
    assert [rows.ids.tolist() for _, _, rows in things.batches()] == [[one << 32 | 1]]
    assert rows_in(store, t.batch) == 1


def test_eight_segments_become_one_with_everything_in_it(store: EmbeddedStore, things: ThingsStore) -> None:
    numbers = streams(things, 3)
    for n in range(9):
        append(things, columns(numbers, [n, 100 - n, 50 + n], [n, n, n]))
        things.compaction.compact()
    before = [(o.id, o.values) for o in found(things)]
    assert things.compaction.merge() == 8
    assert things.compaction.merge() == 0
    assert [(o.id, o.values) for o in found(things)] == before
    assert files(store) == ["00000009.parquet", "00000010.parquet"]
    assert count(things) == 27


def test_a_merge_reads_streams_range_by_range(things: ThingsStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "GROUP", 5)
    monkeypatch.setattr(compacting, "AT_ONCE", 20)
    numbers = streams(things, 12)
    draws = np.random.default_rng(6)
    for _ in range(8):
        append(things, columns(draws.choice(numbers, 40), draws.integers(0, 1000, 40), draws.normal(size=40)))
        things.compaction.compact()
    before = [(o.id, o.values) for o in found(things)]
    assert things.compaction.merge() == 8
    assert (len(before), [(o.id, o.values) for o in found(things)]) == (320, before)


class Alive:
    """How many rows of what a function gave there are still in memory, and were at most."""

    def __init__(self) -> None:
        self.now = self.most = self.all = 0

    def count(self, rows: Kept) -> Kept:
        self.now += len(rows)
        self.all += len(rows)
        self.most = max(self.most, self.now)
        weakref.finalize(rows.time, self._gone, len(rows))
        return rows

    def _gone(self, rows: int) -> None:
        self.now -= rows


@pytest.mark.parametrize("several", [1, 7])
def test_a_merge_holds_a_row_group_of_each_segment_and_reads_each_once(
        things: ThingsStore, monkeypatch: pytest.MonkeyPatch, several: int) -> None:
    monkeypatch.setattr(segments, "GROUP", 20)
    monkeypatch.setattr(compacting, "AT_ONCE", 50)
    numbers, draws = streams(things, several), np.random.default_rng(several)
    for _ in range(compacting.TOGETHER):
        append(things, columns(draws.choice(numbers, 500), draws.integers(0, 10_000, 500), draws.normal(size=500)))
        things.compaction.compact()
    before = [(o.id, o.values) for o in found(things)]
    read, given = Alive(), Alive()
    rows, merged = things.columns.segments.rows, compacting.merged
    monkeypatch.setattr(things.columns.segments, "rows", lambda *of: read.count(rows(*of)))
    monkeypatch.setattr(compacting, "merged", lambda *of: map(given.count, merged(*of)))
    assert things.compaction.merge() == compacting.TOGETHER
    assert (read.all, given.all) == (4_000, 4_000)
    assert read.most <= compacting.TOGETHER * segments.GROUP
    assert given.most <= 2 * compacting.TOGETHER * segments.GROUP       # those that are written, and the next ones
    assert [(o.id, o.values) for o in found(things)] == before


def test_a_compaction_sorts_some_streams_at_a_time(things: ThingsStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compacting, "AT_ONCE", 50)
    numbers, draws = streams(things, 40), np.random.default_rng(1)
    keep = Draft(DATASTREAM, {"properties": {"keep_days": 30}})
    things.change(lambda w: w.update(DATASTREAM, numbers[3], keep, whole=False), NOW).result(30)
    append(things, columns(numbers * 25, draws.integers(0, 1_000, 1_000), draws.normal(size=1_000)))
    before = [(o.id, o.values) for o in found(things)]
    given, by_streams = Alive(), compacting.by_streams
    monkeypatch.setattr(compacting, "by_streams", lambda *of: map(given.count, by_streams(*of)))
    assert things.compaction.compact() == given.all == 1_000
    assert given.most <= 2 * (50 + 24)
    assert [(o.id, o.values) for o in found(things)] == before


def test_batches_that_are_compacted_leave_memory_with_their_last_reader(things: ThingsStore) -> None:
    (one,) = streams(things, 1)
    append(things, columns([one] * 3, range(3), range(3)))
    kept = things.columns.tail.rows(1, 1)
    assert kept is not None
    there = weakref.ref(kept.time.base)
    del kept
    with things.look(NOW) as look:
        assert look.count(EVERYTHING, Query()) == 3
        things.compaction.compact()
        assert there() is not None
        assert [o.values["result"] for o in look.page(EVERYTHING, Query()).items] == [0.0, 1.0, 2.0]
    assert there() is None
    assert results(things) == [0.0, 1.0, 2.0]


def test_what_comes_while_segments_are_merged_is_compacted_beside_it(
        store: EmbeddedStore, things: ThingsStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "GROUP", 5)
    monkeypatch.setattr(compacting, "AT_ONCE", 20)
    numbers = streams(things, 4)
    ids = []
    for n in range(8):
        ids += append(things, columns(numbers * 5, range(20 * n, 20 * n + 20), range(20))).ids.tolist()
        things.compaction.compact()
    taken = []

    def between() -> None:
        delete(things, ids[len(taken)])
        append(things, columns(numbers, [1_000 + len(taken)] * 4, [9] * 4))
        taken.append(things.compaction.compact())

    assert things.compaction.merge(between) == 8
    assert len(taken) > 1
    assert set(taken) == {4}
    assert len([name for name in files(store) if "rollup" not in name]) == 1 + len(taken)
    assert count(things) == 160 - len(taken) + 4 * len(taken)
    assert [one.id for one in found(things) if one.id in ids[:len(taken)]] == []
    for _ in range(2 * 8):
        append(things, columns(numbers, [5_000] * 4, [9] * 4))
        things.compaction.compact()
    while things.compaction.merge(lambda: None):
        pass
    assert count(things) == 160 + 3 * len(taken) + 64


def test_what_was_deleted_or_changed_is_not_in_the_next_file(store: EmbeddedStore, things: ThingsStore) -> None:
    (one,) = streams(things, 1)
    ids = append(things, columns([one] * 6, range(6), range(6), whole=True)).ids.tolist()
    delete(things, ids[0])
    assert rows_in(store, t.mask) == 1
    things.compaction.compact()
    assert (rows_in(store, t.mask), len(things.columns.segments.rows(1, [0]))) == (0, 5)
    delete(things, ids[5])
    draft = Draft(OBSERVATION, {"result": "dry"})
    things.change(lambda w: w.update(OBSERVATION, ids[1], draft, whole=False), NOW).result(30)
    assert (results(things), rows_in(store, t.mask)) == (["dry", 2, 3, 4], 2)
    assert (count(things), count(things, "result gt 2")) == (4, 2)
    for _ in range(7):
        append(things, columns([one], [10], [10.0]))
        things.compaction.compact()
    assert things.compaction.merge() == 8
    assert (results(things), rows_in(store, t.mask)) == (["dry", 2, 3, 4, *[10.0] * 7], 0)
    assert stream(things, one).values["phenomenonTime"][:2] == (1, 10)


def test_a_deletion_while_a_file_is_written_holds(store: EmbeddedStore, things: ThingsStore) -> None:
    (one,) = streams(things, 1)
    ids = append(things, columns([one] * 3, range(3), range(3))).ids.tolist()
    written = things.columns.segments.write

    def meanwhile(*args: Any) -> Any:
        made = written(*args)
        delete(things, ids[1])
        append(things, columns([one], [9], [9.0]))
        return made

    things.columns.segments.write = meanwhile  # type: ignore[method-assign]
    things.compaction.compact()
    assert results(things) == [0.0, 2.0, 9.0]
    assert stream(things, one).values["phenomenonTime"][:2] == (0, 9)


def test_a_compaction_that_is_stopped_loses_nothing(store: EmbeddedStore) -> None:
    things = ThingsStore(store)
    (one,) = streams(things, 1)
    append(things, columns([one] * 3, range(3), range(3)))
    real = store.beside

    def dead(work: Any) -> Any:
        raise KeyboardInterrupt

    things.compaction.settle = lambda _: setattr(store, "beside", dead)  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        things.compaction.compact()
    store.beside = real  # type: ignore[method-assign]
    assert files(store) == ["00000001.parquet"]
    things.close()
    things = ThingsStore(store)
    assert (files(store), results(things)) == ([], [0.0, 1.0, 2.0])
    things.compaction.compact()
    assert (files(store), results(things)) == (["00000001.parquet"], [0.0, 1.0, 2.0])
    things.close()


def test_a_restart_behind_a_compaction_goes_on(store: EmbeddedStore) -> None:
    things = ThingsStore(store)
    (one,) = streams(things, 1)
    append(things, columns([one] * 3, [10, 30, 20], range(3)))
    things.compaction.compact()
    append(things, columns([one], [5], [3.0]))
    things.close()
    things = ThingsStore(store)
    assert append(things, columns([one], [40], [4.0])).ids.tolist() == [one << 32 | 5]
    assert results(things) == [0.0, 1.0, 2.0, 3.0, 4.0]
    assert stream(things, one).values["phenomenonTime"][:2] == (5, 40)
    things.close()


def test_a_restart_knows_what_is_settled_what_was_folded_and_what_is_gone(store: EmbeddedStore) -> None:
    things = ThingsStore(store)
    (one,) = streams(things, 1)
    text = Draft(OBSERVATION, {"result": 7, "phenomenonTime": Span(10, 10)}, {"Datastream": [Reference(one)]})

    def row(w: Any) -> int:                          # as older versions kept it
        return observing.observe(w.c, [text], w.create, w.now, w.kept)[0]
    things.change(row, NOW).result(30)
    append(things, columns([one] * 3, [100, 200, 300], range(3)))
    things.compaction.compact()                      # settled: up to place 4, from 10 to 300
    late = append(things, columns([one] * 2, [900, 400], [8.0, 9.0])).ids.tolist()
    delete(things, late[0])
    append(things, columns([one], [500], [10.0]))
    assert things.folding.step() == (1, True)        # place 1, in the last batch
    before = stream(things, one)
    assert before.values["phenomenonTime"][:2] == (10, 500)
    things.close()
    things = ThingsStore(store)
    assert stream(things, one) == before
    assert append(things, columns([one], [450], [11.0])).ids.tolist() == [one << 32 | 8]
    assert results(things) == [7, 0.0, 1.0, 2.0, 9.0, 10.0, 11.0]
    things.compaction.compact()
    assert stream(things, one) == before
    things.close()


def test_a_missing_file_is_said_at_the_start(store: EmbeddedStore) -> None:
    things = ThingsStore(store)
    append(things, columns(streams(things, 1), [1], [1.0]))
    things.compaction.compact()
    things.close()
    things.columns.segments.path(1).unlink()
    with pytest.raises(StoreError, match=r"00000001.parquet is missing and the journal counts on it"):
        ThingsStore(store)


def test_a_file_stays_as_long_as_somebody_reads_it(store: EmbeddedStore, things: ThingsStore) -> None:
    (one,) = streams(things, 1)
    for n in range(8):
        append(things, columns([one], [n], [n]))
        things.compaction.compact()
    with things.look(NOW) as look:
        assert look.count(EVERYTHING, Query()) == 8
        things.compaction.merge()
        assert len(files(store)) == 9
        assert [o.values["result"] for o in look.page(EVERYTHING, Query()).items] == [float(n) for n in range(8)]
    assert files(store) == ["00000009.parquet"]


def test_whole_segments_past_their_retention_go_and_streams_begin_later(store: EmbeddedStore, things: ThingsStore
                                                                        ) -> None:
    one, two = streams(things, 2)
    draft = Draft(DATASTREAM, {"properties": {"keep_days": 30}})
    things.change(lambda w: w.update(DATASTREAM, one, draft, whole=False), NOW).result(30)
    old, new = NOW - 40 * DAY, NOW - 10 * DAY
    text = Draft(OBSERVATION, {"result": "dry", "phenomenonTime": Span(old, old)}, {"Datastream": [Reference(one)]})
    append(things, columns([one, two], [old, old], [1.0, 2.0]))
    things.change(lambda w: w.create(text), NOW).result(30)
    things.compaction.compact()
    append(things, columns([one, two], [new, new], [3.0, 4.0]))
    assert len(files(store)) == 2            # one for each retention
    assert things.compaction.retain(NOW) == 1
    assert (results(things), len(files(store))) == ([3.0, 2.0, 4.0], 1)
    assert stream(things, one).values["phenomenonTime"][:2] == (new, new)
    assert stream(things, two).values["phenomenonTime"][:2] == (old, new)
    things.compaction.compact()
    assert things.compaction.retain(NOW + 40 * DAY) == 1
    assert stream(things, one).values["phenomenonTime"] is None
    assert append(things, columns([one], [NOW], [5.0])).ids.tolist() == [one << 32 | 4]


@pytest.mark.parametrize("merged", [False, True])
def test_one_reading_from_the_future_keeps_no_others_for_ever(store: EmbeddedStore, things: ThingsStore, merged: bool
                                                              ) -> None:
    (one,) = streams(things, 1)
    draft = Draft(DATASTREAM, {"properties": {"keep_days": 30}})
    things.change(lambda w: w.update(DATASTREAM, one, draft, whole=False), NOW).result(30)
    old, new, ahead = NOW - 36 * DAY, NOW - DAY, NOW + 4000 * DAY
    for n in range(compacting.TOGETHER if merged else 1):
        ids = append(things, columns([one] * 4, [old + n, new + n, new + n, ahead + n], [1.0, 2.0, 9.0, 3.0])).ids
        things.compaction.compact()
        delete(things, int(ids[2]))
    assert things.compaction.merge() == (compacting.TOGETHER if merged else 0)
    before = results(things)
    assert things.compaction.retain(NOW) == 0
    assert results(things) == before                    # overdue by six days of thirty: not yet by a quarter
    assert things.compaction.retain(NOW + 2 * DAY) == 0
    assert results(things) == [one for one in before if one != 1.0]
    assert stream(things, one).values["phenomenonTime"][0] == new
    assert (len(files(store)), rows_in(store, t.mask)) == (1, 0)
    things.compaction.retain(NOW + 60 * DAY)
    assert set(results(things)) == {3.0}


def test_a_question_that_would_read_too_much_is_refused(things: ThingsStore, monkeypatch: pytest.MonkeyPatch) -> None:
    (one,) = streams(things, 1)
    append(things, columns([one] * 100, range(100), range(100)))
    monkeypatch.setattr(scan, "MOST_CANDIDATES", 50)
    with pytest.raises(Wrong, match="would look through 100 Observations one by one; 50 is the most") as refused:
        results(things, "result add 1 gt 5")
    assert refused.value.status == 503
    with pytest.raises(Wrong, match="would look through 61 Observations one by one; 50 is the most"):
        found(things, Query(skip=50, top=10))
    assert count(things, "result gt 5") == 94           # nothing to look through one by one
    things.compaction.compact()
    monkeypatch.setattr(scan, "MOST_READ", 50)
    with pytest.raises(Wrong, match="would read more than 50 Observations"):
        results(things, "result gt 5")
    with pytest.raises(Wrong, match="would read more than 50 Observations"):
        count(things, "result gt 5")
    assert count(things) == 100                         # the manifest knows


def test_a_page_reads_no_more_groups_than_it_needs(things: ThingsStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "GROUP", 10)
    (one,) = streams(things, 1)
    append(things, columns([one] * 100, range(100), range(100)))
    things.compaction.compact()
    read = list[int]()
    rows = things.columns.segments.rows

    def counted(number: int, groups: Any) -> Any:
        read.extend(groups)
        return rows(number, groups)

    things.columns.segments.rows = counted  # type: ignore[method-assign]
    place = Place(OBSERVATION, None, (DATASTREAM, one, DATASTREAM.links[-1]))
    query = Query(order=(Order(At(("phenomenonTime",)), descending=True),), top=5)
    assert [o.values["result"] for o in found(things, query, place)] == [99.0, 98.0, 97.0, 96.0, 95.0]
    assert read == [9]


def test_batches_that_are_held_can_be_read_again_though_they_are_compacted(store: EmbeddedStore, things: ThingsStore
                                                                          ) -> None:
    (one,) = streams(things, 1)
    things.hold(1)
    for n in range(3):
        things.append(columns([one], [n], [n]), NOW - n).result(30)
    things.compaction.compact()
    assert [(number, at, rows.value.tolist()) for number, at, rows in things.batches(1)] == [
        (2, NOW, [1.0]), (3, NOW, [2.0])]            # time never goes back
    assert results(things) == [0.0, 1.0, 2.0]
    things.hold(None)
    append(things, columns([one], [9], [9.0]))
    things.compaction.compact()
    assert list(things.batches()) == []
    assert results(things) == [0.0, 1.0, 2.0, 9.0]


def test_a_deletion_within_a_streams_extents_reads_no_more_than_it_must(
    things: ThingsStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "GROUP", 10)
    (one,) = streams(things, 1)
    ids = append(things, columns([one] * 1_000, range(1_000), range(1_000))).ids.tolist()
    things.compaction.compact()
    read = list[int]()
    rows = things.columns.segments.rows

    def counted(number: int, groups: Any) -> Any:
        read.extend(groups)
        return rows(number, groups)

    things.columns.segments.rows = counted  # type: ignore[method-assign]
    delete(things, ids[500])
    changed = Draft(OBSERVATION, {"result": "dry"})
    things.change(lambda w: w.update(OBSERVATION, ids[501], changed, whole=False), NOW).result(30)
    assert set(read) == {0, 50}           # the one that has them, and one that shows the feature is observed still
    assert stream(things, one).values["phenomenonTime"][:2] == (0, 999)
    delete(things, ids[0], ids[999])
    assert stream(things, one).values["phenomenonTime"][:2] == (1, 998)
    assert set(read) == set(range(100))   # where it begins and ends has to be looked for


def test_the_store_says_how_much_it_holds_and_where(things: ThingsStore) -> None:
    (one,) = streams(things, 1)
    append(things, columns([one] * 3, range(3), range(3)))
    assert things.held() == Held(0, 0, 3, 0, 0, 0)
    things.compaction.compact()
    append(things, columns([one], [9], [9.0]))
    size = things.columns.segments.path(1).stat().st_size
    assert things.held() == Held(0, 0, 1, 1, 3, size)
