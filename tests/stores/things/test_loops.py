"""What is done in one compiled look comes to what the way of arrays comes to."""

from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from banyan.model.columns import NO_TIME, Columns, columns
from banyan.model.compiled import FAST
from banyan.stores.things import streams as module
from banyan.stores.things.appending import Appending
from banyan.stores.things.kept import KEPT, Kept
from banyan.stores.things.streams import UNDONE, Streams
from banyan.stores.things.tail import Tail

pytestmark = pytest.mark.skipif(not FAST, reason="numba isn't installed (the extra `fast`): there is one way only")
MANY = 6
NOBODY = cast("Connection", None)       # no database is asked about what is known
ROW = st.tuples(st.integers(1, MANY), st.integers(-3, 3), st.sampled_from([0.0, -1.5, 7.25]),
                st.sampled_from([NO_TIME, -5, 0, 5]))
COMMITS = st.lists(st.tuples(st.lists(ROW, min_size=1, max_size=30), st.booleans()), min_size=1, max_size=5)


def known() -> Appending:
    """With Datastreams 1 to MANY, each with a feature of its own, which it was seen to observe."""
    some = Appending(Streams(), Tail())
    some.streams.state[1 : MANY + 1] = module._THERE
    placed(some)
    return some


def placed(some: Appending) -> None:
    some.streams.own[1 : MANY + 1] = some.streams.seen[1 : MANY + 1] = np.arange(100, 100 + MANY)


def taken(kept_by: Appending, rows: Columns, durable: bool) -> tuple[Kept, Any]:
    kept, [answer] = kept_by.append(NOBODY, [(rows, None)], cast("Any", None))
    kept_by.go_on(NOBODY, kept)
    kept_by.ended(durable)
    placed(kept_by)             # what isn't durable takes with it where everything is
    return kept, answer


@settings(deadline=None)
@given(COMMITS)
def test_both_ways_come_to_the_same(commits: list[tuple[list[tuple[int, int, float, int]], bool]]) -> None:
    in_one_look, by_arrays = known(), known()
    for rows, durable in commits:
        stream, time, value, said = (list(column) for column in zip(*rows, strict=True))
        brought = columns(stream, time, value, result_time=said)
        assert in_one_look.streams.takes(brought)
        kept, answer = taken(in_one_look, brought, durable)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(module, "FAST", False)
            expected, answered = taken(by_arrays, brought, durable)
        for name, dtype in KEPT:
            assert getattr(kept, name).dtype == dtype
            assert getattr(kept, name).tolist() == getattr(expected, name).tolist()
        assert (answer.ids.tolist(), answer.reasons.tolist()) == (answered.ids.tolist(), answered.reasons.tolist())
        for name in UNDONE:
            np.testing.assert_array_equal(getattr(in_one_look.streams, name), getattr(by_arrays.streams, name), name)
        assert not in_one_look.streams.counts.any()


@pytest.mark.parametrize(("stream", "value", "feature"), [
    (0, 1.0, 0), (-1, 1.0, 0), (MANY + 1, 1.0, 0), (2**40, 1.0, 0), (1, np.nan, 0), (1, np.inf, 0), (1, 1.0, 100)])
def test_what_is_otherwise_goes_the_other_way(stream: int, value: float, feature: int) -> None:
    some = known().streams
    assert not some.takes(columns([1, stream], [5, 5], [1.0, value], feature=[0, feature]))
    assert some.takes(columns([1, 2], [5, 5], [1.0, 2.0]))
    some.own[2] = 0
    assert not some.takes(columns([1, 2], [5, 5], [1.0, 2.0]))


def test_another_feature_than_before_goes_the_other_way_with_nothing_done() -> None:
    some = known().streams
    kept = some.numbered(columns([1, 2, 1], [5, 6, 7], [1.0, 2.0, 3.0]), np.zeros(3, "u1"), np.zeros(3, "i8"))
    assert kept is not None
    some.seen[2] = 7
    assert not some.follows(kept)
    assert [getattr(some, name).any() for name in ("last", "dirty", "counts")] == [False] * 3


def test_a_full_stream_is_left_to_the_other_way() -> None:
    some, ids = known().streams, np.zeros(2, "i8")
    some.last[1] = 2**32 - 2
    assert some.numbered(columns([1, 1], [5, 6], [1.0, 2.0]), np.zeros(2, "u1"), ids) is None
    assert not ids.any()
    assert not some.counts.any()
