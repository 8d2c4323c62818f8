"""What is done in one compiled look comes to what the way of arrays comes to."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from banyan.model.columns import NO_TIME, Appended, Columns, Verdict, columns
from banyan.model.compiled import FAST
from banyan.model.things import SEQUENCE_BITS
from banyan.stores.things import loops
from banyan.stores.things import streams as module
from banyan.stores.things.appending import Appending
from banyan.stores.things.kept import KEPT, Kept, pack, unpack
from banyan.stores.things.streams import UNDONE, Streams
from banyan.stores.things.tail import Tail

pytestmark = pytest.mark.skipif(not FAST, reason="numba isn't installed (the extra `fast`): there is one way only")
MANY = 6
NOBODY = cast("Connection", None)       # no database is asked about what is known
REFUSED = -1.5
ROW = st.tuples(st.integers(1, MANY), st.integers(-3, 3), st.sampled_from([0.0, REFUSED, 7.25]),
                st.sampled_from([NO_TIME, -5, 0, 5]))
APPEND = st.tuples(st.lists(st.lists(ROW, max_size=12), min_size=1, max_size=3), st.booleans(), st.booleans())
COMMITS = st.lists(st.tuples(st.lists(APPEND, min_size=1, max_size=3), st.booleans()), min_size=1, max_size=4)


class FailedError(Exception):
    pass


@pytest.fixture(autouse=True, scope="module")
def warm() -> None:
    loops.warm()


@contextmanager
def by_arrays() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loops, "ready", threading.Event())
        yield


def known() -> Appending:
    """With Datastreams 1 to MANY, each with a feature of its own, which it was seen to observe."""
    some = Appending(Streams(), Tail())
    some.streams.state[1 : MANY + 1] = module._THERE
    placed(some)
    return some


def placed(some: Appending) -> None:
    some.streams.own[1 : MANY + 1] = some.streams.seen[1 : MANY + 1] = np.arange(100, 100 + MANY)


def judge(rows: Columns, _: Any = ()) -> Verdict:
    return Verdict((rows.time % 2).astype("u1"), np.where(rows.value == REFUSED, 17, 0).astype("u1"))


def taken(kept_by: Appending, several: list[Columns], judged: bool, fails: bool) -> tuple[Kept, list[Appended]] | None:
    """Several appends that come together, in a savepoint; None: it was taken back."""
    with suppress(FailedError), kept_by.savepoint():
        kept, answers = kept_by.append(NOBODY, [(rows, judge if judged else None) for rows in several],
                                       cast("Any", None))
        if fails:
            raise FailedError
        kept_by.go_on(NOBODY, kept)
        return kept, answers
    placed(kept_by)             # what is taken back takes with it where everything is
    return None


def brought(rows: list[tuple[int, int, float, int]]) -> Columns:
    stream, time, value, said = ([row[n] for row in rows] for n in range(4))
    return columns(stream, time, value, result_time=np.array(said, np.int64))


def same(one: Appending, other: Appending) -> None:
    """Those who write have the same, and those who read see the same."""
    everyone = np.arange(MANY + 2)
    for name in UNDONE:
        np.testing.assert_array_equal(getattr(one.streams, name), getattr(other.streams, name), name)
    for mine, theirs in zip(one.streams.latest(everyone), other.streams.latest(everyone), strict=True):
        np.testing.assert_array_equal(mine, theirs)
    assert one.streams.behind() == other.streams.behind()
    assert [one.streams.shown(n, 1) for n in everyone] == [other.streams.shown(n, 1) for n in everyone]
    assert not one.streams.counts.any()


@settings(deadline=None)
@given(COMMITS)
def test_both_ways_come_to_the_same(commits: list[tuple[list[tuple[list[Any], bool, bool]], bool]]) -> None:
    in_one_look, others = known(), known()
    for appends, durable in commits:
        for several, judged, fails in appends:
            rows = [brought(some) for some in several]
            assert all(in_one_look.streams.takes(some) for some in rows)
            mine = taken(in_one_look, rows, judged, fails)
            with by_arrays():
                theirs = taken(others, rows, judged, fails)
            if mine is not None and theirs is not None:
                for name, dtype in KEPT:
                    assert getattr(mine[0], name).dtype == dtype
                    assert getattr(mine[0], name).tolist() == getattr(theirs[0], name).tolist()
                assert [(a.ids.tolist(), a.reasons.tolist()) for a in mine[1]] \
                    == [(a.ids.tolist(), a.reasons.tolist()) for a in theirs[1]]
            same(in_one_look, others)
        for one in (in_one_look, others):
            one.ended(durable)
            placed(one)
        same(in_one_look, others)


@pytest.mark.parametrize(("stream", "value", "feature"), [
    (0, 1.0, 0), (-1, 1.0, 0), (MANY + 1, 1.0, 0), (2**40, 1.0, 0), (1, np.nan, 0), (1, np.inf, 0), (1, 1.0, 100)])
def test_what_is_otherwise_goes_the_other_way(stream: int, value: float, feature: int) -> None:
    some = known().streams
    assert not some.takes(columns([1, stream], [5, 5], [1.0, value], feature=[0, feature]))
    assert some.takes(columns([1, 2], [5, 5], [1.0, 2.0]))
    some.own[2] = 0
    assert not some.takes(columns([1, 2], [5, 5], [1.0, 2.0]))


def test_more_rows_than_others_can_wait_for_go_the_other_way() -> None:
    some, many = known().streams, loops.MOST + 1
    rows = columns(np.ones(many, "i8"), np.arange(many), np.zeros(many))
    assert not some.takes(rows)
    assert some.takes(rows.some(slice(1, None)))


@pytest.mark.parametrize("feature", [7, 101])
def test_another_feature_than_before_goes_the_other_way_with_nothing_done(feature: int) -> None:
    some = known().streams
    kept = some.numbered(columns([1, 2, 1], [5, 6, 7], [1.0, 2.0, 3.0]), np.zeros(3, "u1"), np.zeros(3, "i8"))
    assert kept is not None
    some.seen[2] = feature
    assert some.follows(kept) == (feature == 101)
    assert [bool(getattr(some, name).any()) for name in ("last", "dirty", "counts")] == [feature == 101] * 2 + [False]


def test_the_last_place_of_a_stream_is_given_and_none_behind_it() -> None:
    some, ids = known().streams, np.zeros(1, "i8")
    some.last[MANY] = 2**SEQUENCE_BITS - 2
    kept = some.numbered(columns([MANY], [5], [1.0]), np.zeros(1, "u1"), ids)
    assert kept is not None
    assert (kept.place.tolist(), ids.tolist()) == ([2**32 - 1], [MANY << 32 | 2**32 - 1])
    ids = np.zeros(2, "i8")
    assert some.numbered(columns([MANY, MANY], [5, 6], [1.0, 2.0]), np.zeros(2, "u1"), ids) is None
    assert not ids.any()
    assert not some.counts.any()


def test_nothing_is_compiled_a_second_time_whatever_the_columns_come_as() -> None:
    some = known()
    plain = columns([1, 2, 1, 2], [5, 6, 7, 8], [1.0, 2.0, 3.0, 4.0])
    for rows in (plain, plain.some(slice(None, None, 2)), columns([], [], [])):
        kept, _ = some.append(NOBODY, [(rows, None)], cast("Any", None))
        some.go_on(NOBODY, kept)
        some.ended(True)
        again = unpack(pack(kept))
        some.go_on(NOBODY, again)
        some.go_on(NOBODY, again.some(slice(None, None, 2)))
        some.ended(True)
    for loop in (loops.are_plain, loops.numbered, loops.observed, loops.advanced):
        assert len(cast("Any", loop).signatures) == 1
