"""Frames, curves and chains, as screens see them."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from banyan.model.city import City
from banyan.runtime import views
from banyan.runtime.brain import Brain
from banyan.runtime.declarations import declarations
from banyan.runtime.desk import ClockView
from banyan.runtime.prepared import prepare
from banyan.stores.embedded import EmbeddedStore
from tests.runtime.conftest import T0, at, line

CLOCK = ClockView(at(900), T0, None, True, None, "running")


class Seen(NamedTuple):
    """A quarter of an hour on Tower Road: 3 cm more every minute up to 06:06, then nothing but the tide."""

    brain: Brain
    store: EmbeddedStore


@pytest.fixture(scope="module")
def seen(bay: City, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    store = EmbeddedStore(tmp_path_factory.mktemp("views"), "banyan-bay")
    brain = Brain(prepare(bay), store, T0)
    brain.declare(declarations(bay, "digest", T0))
    for n in range(1, 91):
        minute, rest = divmod(n - 1, 6)
        told = [line("sea.tide", minute, at(60 * minute), 1.0)] if rest == 0 else []
        if rest == 0 and minute <= 6:
            told.append(line("tower-road.depth", minute, at(60 * minute), round(0.03 * minute, 2)))
        brain.tick(at(10 * n), told)
    yield Seen(brain, store)
    store.close()


def test_the_first_frame_has_everything_and_a_later_one_what_changed_since(seen: Seen) -> None:
    whole = views.frame(seen.store, seen.brain.state, seen.brain.city.order, CLOCK, 0)
    assert whole.sequence == seen.store.sequence()
    assert [a["rule"] for a in whole.entities["alert"].values() if a["rule"].startswith("ponding")] == [
        "ponding.tower-road"
    ]
    for after in (whole.sequence - 1, whole.sequence, 2**62):
        later = views.frame(seen.store, seen.brain.state, seen.brain.city.order, CLOCK, after)
        assert later.sequence == whole.sequence
        assert sum(map(len, later.entities.values())) <= max(0, whole.sequence - after)
    (last,) = [rec for seq, rec in seen.store.records() if seq == whole.sequence]
    one = views.frame(seen.store, seen.brain.state, seen.brain.city.order, CLOCK, whole.sequence - 1)
    assert one.entities == {last.kind: {last.body["id"]: last.body}}


def test_a_value_older_than_three_periods_looks_stale(seen: Seen) -> None:
    levels = views.levels(seen.brain.state, seen.brain.city.order, at(900))
    told = dict(zip(levels.stream, zip(levels.value, levels.stale, strict=True), strict=True))
    assert told["sea.tide"] == (1.0, False)              # last at 06:14, a minute ago
    assert told["tower-road.depth"] == (0.18, True)      # last at 06:06
    assert told["east-lake.level"] == (None, True)       # never


def test_a_curve_has_lowest_and_highest_by_bucket_and_gaps_where_nothing_came(seen: Seen) -> None:
    found = views.series(seen.store, seen.brain.city.order, "tower-road.depth", T0, at(599.999999), 5)
    assert found.time == [at(120 * n) for n in range(5)]
    assert found.low == [0.0, 0.06, 0.12, 0.18, None]
    assert found.high == [0.03, 0.09, 0.15, 0.18, None]
    assert found.unit == "m"


def test_a_curve_of_more_points_than_instants_or_of_one_instant_is_fine(seen: Seen) -> None:
    one = views.series(seen.store, seen.brain.city.order, "sea.tide", at(60), at(60), 500)
    assert (one.low, one.high, one.time) == ([1.0], [1.0], [at(60)])
    assert views.series(seen.store, seen.brain.city.order, "sea.tide", at(-900), at(-600), 3).low == [None] * 3


def test_an_unknown_stream_or_id_is_a_key_error(seen: Seen) -> None:
    with pytest.raises(KeyError, match="nowhere"):
        views.series(seen.store, seen.brain.city.order, "nowhere", T0, at(60), 5)
    for rid in ("nothing", "reading/tower-road.depth/77", "reading/nowhere/1", "reading/", "reading/sea.tide/x", ""):
        with pytest.raises(KeyError):
            views.trace(seen.store, rid)


def test_a_chain_goes_both_ways_and_a_reading_says_its_value(seen: Seen) -> None:
    alert = next(r for _, r in seen.store.records(kind="alert") if r.body["rule"] == "ponding.tower-road")
    back = [link for link in views.trace(seen.store, alert.id) if link.depth < 0]
    read = {link.record["id"]: link.record["body"]["value"] for link in back if link.record["kind"] == "reading"}
    assert read["reading/tower-road.depth/4"] == 0.12     # 0.10 m is the rule's first limit
    forth = views.trace(seen.store, "reading/tower-road.depth/4")
    assert (forth[0].depth, forth[0].record["at"]) == (0, "2026-07-24T06:04:00Z")
    assert forth[0].record["body"]["value"] == 0.12
    assert {"alert", "incident"} <= {link.record["kind"] for link in forth[1:]}
    assert [link.depth for link in forth] == sorted(link.depth for link in forth)


def test_a_reading_that_caused_nothing_is_found_in_its_batch(seen: Seen) -> None:
    (alone,) = views.trace(seen.store, "reading/sea.tide/3")
    assert alone.record["body"] == {
        "id": "reading/sea.tide/3", "stream": "sea.tide", "seq": "3", "time": "2026-07-24T06:03:00Z", "value": 1.0,
    }  # fmt: skip
