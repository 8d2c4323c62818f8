"""Reading back: last values, charts and exports say what single Observations say, wherever those are kept."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from banyan.model.columns import NO_TIME, Verdict, columns
from banyan.model.compiled import FAST
from banyan.model.query import Query
from banyan.model.thing_ports import Place
from banyan.model.things import DATASTREAM, FEATURE, OBSERVATION, Draft, Reference, Span, Wrong
from banyan.runtime.things.open import things_of
from banyan.stores.journal import Journal
from banyan.stores.postgres import bulk, rolling
from banyan.stores.things import history, loops, rollups
from banyan.stores.things.store import ThingsStore
from tests.runtime.things.client import NOW
from tests.runtime.things.conftest import store_of
from tests.servers import STORES
from tests.stores.things.test_append import NAMED, Store, append, found, streams
from tests.stores.things.test_compaction import delete

OBSERVATIONS = DATASTREAM.links[-1]
MINUTE, DAY = 60_000_000, 86_400_000_000
BEGIN = 20_000 * DAY


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Journal]:
    if request.param == "postgres":
        yield request.getfixturevalue("server")
        return
    with store_of("embedded", tmp_path, "town") as opened:
        yield opened


@pytest.fixture
def things(store: Journal) -> Iterator[Store]:
    opened = things_of(store)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rollups in SQL of few readings, and of several steps each."""
    monkeypatch.setattr(rolling, "MANY", 100)
    monkeypatch.setattr(rolling, "STEP", 700)
    monkeypatch.setattr(bulk, "AT_ONCE", 64)


def in_order(things: Store) -> None:
    """What each store does beside its work, but for the last: of each kind something is always left to be read."""
    if isinstance(things, ThingsStore):
        things.compaction.compact()
    else:
        things.rolling.step()


def merged(things: Store) -> None:
    if isinstance(things, ThingsStore):
        assert things.compaction.merge() == 8


def latest(things: Store, *numbers: int) -> list[tuple[int, float]]:
    last = things.history.latest(numbers)
    return list(zip(last.time.tolist(), last.value.tolist(), strict=True))


def create(things: Store, stream: int, at: int, result: Any) -> int:
    draft = Draft(OBSERVATION, {"result": result, "phenomenonTime": Span(at, at)}, {"Datastream": [Reference(stream)]})
    return things.change(lambda w: w.create(draft), NOW).result(30)


def test_the_last_value_is_the_newest_readings_and_not_the_last_that_came(things: Store) -> None:
    one, two, three = streams(things, 3)
    append(things, columns([one, two, one], [30, 10, 20], [1.0, 2.0, 3.0]))
    append(things, columns([one], [25], [4.0]))
    assert latest(things, two, one) == [(10, 2.0), (30, 1.0)]
    none = things.history.latest([three, 99])
    assert (none.time.tolist(), np.isnan(none.value).tolist()) == ([NO_TIME] * 2, [True, True])


def test_a_stream_without_a_reading_is_looked_up_once_and_its_first_reading_is_seen(
    things: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, three = streams(things, 3)
    assert latest(things, one, two, three)[0][0] == NO_TIME
    looked: list[list[int]] = []
    look_up = things.history._look_up

    def counted(numbers: Any) -> Any:
        looked.append(numbers.tolist())
        return look_up(numbers)

    monkeypatch.setattr(things.history, "_look_up", counted)
    latest(things, one, two, three, 99)
    assert looked == [[99]]
    append(things, columns([one], [30], [1.5]))
    create(things, two, 40, 2)
    assert latest(things, one, two) == [(30, 1.5), (40, 2.0)]
    assert latest(things, three)[0][0] == NO_TIME


def test_last_values_follow_changes_deletions_rows_compaction_and_a_restart(store: Journal) -> None:
    things = things_of(store)
    (one,) = streams(things, 1)
    ids = append(things, columns([one] * 3, [10, 20, 30], [1.0, 2.0, 3.0])).ids.tolist()
    assert latest(things, one) == [(30, 3.0)]
    delete(things, ids[2])
    assert latest(things, one) == [(20, 2.0)] == latest(things, one)
    in_order(things)
    things.close()
    things = things_of(store)
    append(things, columns([one], [15], [9.0]))        # late: it is not the newest
    assert latest(things, one) == [(20, 2.0)]
    create(things, one, 40, 4)
    create(things, one, 50, "dry")
    assert latest(things, one) == [(40, 4.0)]
    append(things, columns([one], [60], [6.0]))
    assert latest(things, one) == [(60, 6.0)]
    things.close()


def test_a_last_value_that_was_looked_up_is_in_memory_from_then_on(store: Journal,
                                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    things = things_of(store)
    (one,) = streams(things, 1)
    append(things, columns([one], [10], [1.0]))
    in_order(things)
    things.close()
    things = things_of(store)
    assert latest(things, one) == [(10, 1.0)]
    monkeypatch.setattr(things.history, "_look_up", None)
    assert latest(things, one) == [(10, 1.0)]
    things.close()


def noisy(things: Store, numbers: list[int], days: int, seed: int) -> None:
    """A reading a minute of each stream, some of them late by hours, in eight segments that are merged."""
    draws = np.random.default_rng(seed)
    minutes = np.arange(days * 1440)
    arrives = np.argsort(minutes + draws.integers(0, 300, len(minutes)), kind="stable")
    for part in np.array_split(arrives, 8):
        time = np.repeat(BEGIN + minutes[part] * MINUTE, len(numbers))
        append(things, columns(np.tile(numbers, len(part)), time, draws.normal(size=len(time))))
        in_order(things)
    merged(things)


def slowly(things: Store, stream: int, begin: int, end: int) -> list[tuple[int, float]]:
    """Every reading, one by one, in time's order."""
    readings, after = list[tuple[int, int, float]](), None
    place = Place(OBSERVATION, None, (DATASTREAM, stream, OBSERVATIONS))
    while True:
        with things.look(NOW) as look:
            page = look.page(place, Query(top=1000, after=after))
        for item in page.items:
            at, result = item.values["phenomenonTime"].start, item.values["result"]
            if begin <= at < end and isinstance(result, int | float):
                readings.append((at, item.id, float(result)))
        after = page.after
        if after is None:
            return [(at, value) for at, _, value in sorted(readings)]


def agrees(things: Store, stream: int, begin: int, end: int, points: int) -> history.Chart:
    """The chart is what the readings say of each of its points."""
    chart, readings = things.history.chart(stream, begin, end, points), slowly(things, stream, begin, end)
    assert chart.readings == len(readings)
    assert len(chart.time) <= points
    there, places = dict(readings), chart.time.tolist()
    assert all(there[at] == value for at, value in zip(places, chart.value.tolist(), strict=True))
    bucket = max(chart.width, 1)
    edges = [*(at // bucket * bucket for at in places), end]
    for n, (low, high) in enumerate(zip(chart.low.tolist(), chart.high.tolist(), strict=True)):
        some = [value for at, value in readings if edges[n] <= at < edges[n + 1]]
        assert (min(some), max(some)) == (low, high)
    return chart


def test_last_values_are_looked_up_without_a_transaction_of_the_writers(
    store: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    things = things_of(store)
    (one,) = streams(things, 1)
    append(things, columns([one], [10], [1.0]))
    things.close()
    things = things_of(store)
    with monkeypatch.context() as patched:
        patched.setattr(store, "beside", None)
        assert latest(things, one) == [(10, 1.0)]
    assert append(things, columns([one], [20], [2.0])).ids.tolist() == [one << 32 | 2]
    assert latest(things, one) == [(20, 2.0)]
    things.close()


@pytest.mark.parametrize("in_one_look", [True, False])
def test_a_last_value_has_its_own_time_while_another_one_comes(
    things: Store, monkeypatch: pytest.MonkeyPatch, in_one_look: bool
) -> None:
    (one,) = streams(things, 1)
    append(things, columns([one], [10], [1.0]))
    seen, known = list[Any](), things.columns.streams
    reader = threading.Thread(target=lambda: seen.append(latest(things, one)))

    def meanwhile() -> None:
        if reader.ident is None:            # what the reader is given of an array is of its class, too
            reader.start()
            reader.join(0.2)                # the time of the new reading is there, its value isn't

    class Slow(np.ndarray[Any, Any]):
        def __setitem__(self, where: Any, what: Any) -> None:
            meanwhile()
            super().__setitem__(where, what)

    def slowly(*given: Any) -> None:
        advanced(*given[:-3], given[-3].copy(), *given[-2:])            # all but the value
        meanwhile()
        advanced(*given)

    advanced = loops.advanced
    if in_one_look and FAST:
        loops.warm()
        monkeypatch.setattr(loops, "advanced", slowly)
    else:
        monkeypatch.setattr(loops, "ready", threading.Event())
        known.newest_value = known.newest_value.view(Slow)
    append(things, columns([one], [20], [2.0]))
    reader.join(30)
    assert seen == [[(10, 1.0)]]            # the other one isn't committed yet
    assert latest(things, one) == [(20, 2.0)]


def test_a_chart_by_rollups_says_what_the_readings_say(things: Store) -> None:
    one, two = streams(things, 2)
    noisy(things, [one, two], 10, 1)
    append(things, columns([one] * 3, [BEGIN + 5 * MINUTE + 1, BEGIN + 10 * DAY, BEGIN + 10 * DAY + 1],
                           [50.0, 60.0, 70.0]))
    create(things, one, BEGIN + 3 * DAY + 7, -50)
    create(things, one, BEGIN + 3 * DAY + 8, "dry")
    end = BEGIN + 11 * DAY
    assert agrees(things, one, BEGIN, end, 50).width == rollups.WIDTHS[1]
    assert agrees(things, two, BEGIN, end, 2 + 1).width == rollups.WIDTHS[1]
    assert agrees(things, one, BEGIN, BEGIN + DAY, 100).width == 0
    assert agrees(things, one, BEGIN, BEGIN + DAY, 50).width == rollups.WIDTHS[0]


def test_a_chart_takes_no_notice_of_what_was_deleted_behind_the_rollups(things: Store,
                                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    (one,) = streams(things, 1)
    noisy(things, [one], 5, 2)
    ids = [o.id for o in found(things, Query(top=900), Place(OBSERVATION, None, (DATASTREAM, one, OBSERVATIONS)))]
    delete(things, *ids[::90])
    draft = Draft(OBSERVATION, {"result": 99.0})
    things.change(lambda w: w.update(OBSERVATION, ids[1], draft, whole=False), NOW).result(30)
    assert agrees(things, one, BEGIN, BEGIN + 5 * DAY, 20).width == rollups.WIDTHS[1]
    monkeypatch.setattr(history, "MOST_MENDED", 2)
    agrees(things, one, BEGIN, BEGIN + 5 * DAY, 20)


def test_a_chart_takes_no_notice_of_a_features_readings_when_it_is_gone(things: Store) -> None:
    (one,) = streams(things, 1)
    feature = things.change(lambda w: w.create(Draft(FEATURE, {**NAMED, "encodingType": "text/plain", "feature": "f"})),
                            NOW).result(30)
    time = BEGIN + np.arange(2880) * MINUTE
    for part in np.array_split(np.arange(2880), 8):
        append(things, columns([one] * len(part), time[part], part, feature=np.where(part % 2, 0, feature)))
        in_order(things)
    merged(things)
    things.change(lambda w: w.delete(FEATURE, feature), NOW).result(30)
    assert agrees(things, one, BEGIN, BEGIN + 2 * DAY, 10).readings == 1440


@pytest.mark.parametrize(("begin", "end", "points"), [(0, 10, 2), (10, 10, 100), (10, 0, 100)])
def test_what_makes_no_chart_is_refused(things: Store, begin: int, end: int, points: int) -> None:
    with pytest.raises(Wrong, match="make no chart") as refused:
        things.history.chart(1, begin, end, points)
    assert (refused.value.status, refused.value.expected) == (400, "3 points or more, and an end behind the begin")


def test_a_stream_without_readings_has_an_empty_chart(things: Store) -> None:
    (one,) = streams(things, 1)
    chart = things.history.chart(one, BEGIN, BEGIN + DAY, 100)
    assert (len(chart.time), len(chart.low), chart.readings) == (0, 0, 0)
    assert list(things.history.export([one], 0, NOW)) == []


def test_an_export_gives_every_reading_once_as_it_was_at_the_first(things: Store) -> None:
    one, two, three = streams(things, 3)
    append(things, columns([one, two, three], [10, 20, 30], [1, 2.5, 3], [True, False, False], [11, NO_TIME, NO_TIME]))
    in_order(things)
    flagged = Verdict(np.array([5, 0], np.uint8), np.zeros(2, np.uint8))
    ids = append(things, columns([one, one], [15, 40], [4.0, 5.0]), judge=lambda _: flagged).ids.tolist()
    create(things, two, 25, 6)
    parts = things.history.export([one, two], 0, 40)
    first = next(parts)
    delete(things, ids[0])
    whole = pa.Table.from_batches([first, *parts]).sort_by("time")
    assert whole.column("id").to_pylist() == [one << 32 | 1, one << 32 | 2, two << 32 | 1, two << 32 | 2]
    assert whole.column("value").to_pylist() == [1.0, 4.0, 2.5, 6.0]
    assert whole.column("whole").to_pylist() == [True, False, False, True]
    assert whole.column("quality").to_pylist() == [0, 5, 0, 0]
    assert [at.microsecond for at in whole.column("time").to_pylist()] == [10, 15, 20, 25]
    assert [at and at.microsecond for at in whole.column("result_time").to_pylist()] == [11, None, None, None]
