"""Rollups in SQL, whatever was changed, deleted or moved meanwhile: they say what the readings say, and nothing is read
for it that needn't be.
"""

from collections.abc import Iterator

import numpy as np
import pytest
from sqlalchemy import func, select

from banyan.model.columns import columns
from banyan.model.query import Query
from banyan.model.thing_ports import Place
from banyan.model.things import DATASTREAM, FEATURE, OBSERVATION, Draft, Reference, Span, Wrong
from banyan.stores.journal import Journal
from banyan.stores.postgres import bulk, history, rolling
from banyan.stores.postgres import things as on_postgres
from banyan.stores.postgres.bulk import all_readings
from banyan.stores.postgres.history import BETWEEN
from banyan.stores.postgres.rollup_tables import rolled as states
from banyan.stores.postgres.rollup_tables import rollup, stale
from banyan.stores.postgres.store import PostgresStore
from banyan.stores.postgres.things import PostgresThings
from banyan.stores.things.rollups import WIDTHS, rolled
from banyan.stores.things.segments import in_order
from tests.runtime.things.client import NOW
from tests.stores.things.test_append import NAMED, append, found, streams
from tests.stores.things.test_compaction import delete
from tests.stores.things.test_history import BEGIN, DAY, MINUTE, OBSERVATIONS, agrees, create

HOUR = 60 * MINUTE


@pytest.fixture
def store(server: Journal) -> PostgresStore:
    assert isinstance(server, PostgresStore)
    return server


@pytest.fixture
def things(store: PostgresStore, monkeypatch: pytest.MonkeyPatch) -> Iterator[PostgresThings]:
    monkeypatch.setattr(rolling, "MANY", 50)
    monkeypatch.setattr(rolling, "STEP", 170)
    opened = PostgresThings(store)
    yield opened
    opened.close()


def observations(things: PostgresThings, *numbers: int) -> list[int]:
    """Ids of these streams, in turn."""
    return [one.id for number in numbers
            for one in found(things, Query(top=1000), Place(OBSERVATION, None, (DATASTREAM, number, OBSERVATIONS)))]


def state(store: PostgresStore, stream: int) -> tuple[int, int]:
    with store.looking() as c:
        return tuple(c.execute(select(states.c.upto, states.c.widths).where(states.c.stream == stream)).one())


def whole(things: PostgresThings, store: PostgresStore, stream: int) -> None:
    """The tables hold just what the readings come to, in every width that is kept."""
    while things.rolling.mend() or things.rolling.step():
        pass
    upto, widths = state(store, stream)
    with store.looking() as c:
        rows = in_order(all_readings(c, BETWEEN, stream=stream, begin=-2**62, end=2**62))
        rows = rows.some((rows.place <= upto) | (rows.stream != stream))
        for n, width in enumerate(WIDTHS):
            query = select(rollup.c.begin, rollup.c["count"], rollup.c.low, rollup.c.high, rollup.c["sum"],
                           rollup.c.last_time, rollup.c["last"])
            kept = c.execute(query.where(rollup.c.stream == stream, rollup.c.width == n).order_by(rollup.c.begin)).all()
            made = rolled(rows, width)
            wanted = list(zip(*(getattr(made, name).tolist() for name in (
                "begin", "count", "low", "high", "sum", "last_time", "last")), strict=True))
            assert [(*row[:4], pytest.approx(row[4]), *row[5:]) for row in kept] == (wanted if widths >> n & 1 else [])
        assert c.scalar(select(func.count()).select_from(stale)) == 0


@pytest.mark.parametrize("seed", [1, 2])
def test_charts_say_what_the_readings_say_through_any_course_of_changes(
    things: PostgresThings, store: PostgresStore, seed: int
) -> None:
    draws = np.random.default_rng(seed)
    numbers = streams(things, 2)
    feature = things.change(lambda w: w.create(Draft(FEATURE, {**NAMED, "encodingType": "t", "feature": "f"})),
                            NOW).result(30)
    for _ in range(12):
        match int(draws.integers(6)):
            case 0 | 1 | 2:
                some = draws.choice(numbers, 300)
                append(things, columns(some, BEGIN + draws.integers(0, 2 * DAY, 300), draws.normal(size=300),
                                       feature=draws.choice([0, 0, feature], 300)))
            case 3:
                ids = observations(things, *numbers)
                delete(things, *draws.choice(ids, min(3, len(ids)), replace=False).tolist())
            case 4:
                for eid in observations(things, *numbers)[:: 1 + int(draws.integers(300))][:4]:
                    to = {"Datastream": [Reference(int(draws.choice(numbers)))]}
                    at = int(BEGIN + draws.integers(0, 2 * DAY))
                    draft = Draft(OBSERVATION, {"result": 9.5, "phenomenonTime": Span(at, at)}, to)
                    things.change(lambda w, eid=eid, draft=draft: w.update(OBSERVATION, eid, draft, whole=False),
                                  NOW).result(30)
            case _:
                create(things, numbers[0], int(BEGIN + draws.integers(0, 2 * DAY)), 3)
        if draws.random() < 0.7:
            things.rolling.step()
        if draws.random() < 0.3:
            things.rolling.mend()
        for points in (3, 40):
            agrees(things, numbers[0], BEGIN, BEGIN + 2 * DAY, points)
    things.change(lambda w: w.delete(FEATURE, feature), NOW).result(30)
    agrees(things, numbers[1], BEGIN, BEGIN + 2 * DAY, 10)
    append(things, columns(numbers * 100, BEGIN + np.arange(200) * MINUTE, np.arange(200)))
    for stream in numbers:
        whole(things, store, stream)
        agrees(things, stream, BEGIN, BEGIN + 2 * DAY, 10)


def test_a_change_while_its_bucket_is_made_again_is_not_lost(things: PostgresThings, store: PostgresStore) -> None:
    (one,) = streams(things, 1)
    ids = append(things, columns([one] * 300, BEGIN + np.arange(300) * MINUTE, np.arange(300))).ids.tolist()
    whole(things, store, one)
    delete(things, ids[7])
    real = things.rolling._switch

    def meanwhile(*args: object) -> bool:
        things.rolling._switch = real  # type: ignore[method-assign]
        delete(things, ids[8])
        return real(*args)  # type: ignore[arg-type]

    things.rolling._switch = meanwhile  # type: ignore[assignment,method-assign]
    assert things.rolling.mend() == 1
    agrees(things, one, BEGIN, BEGIN + 5 * HOUR, 5)
    assert things.rolling.mend() == 1
    whole(things, store, one)


def test_readings_that_are_few_are_rolled_up_in_no_width_until_they_are_more(
    things: PostgresThings, store: PostgresStore
) -> None:
    (one,) = streams(things, 1)
    append(things, columns([one] * 60, BEGIN + np.arange(60) * DAY, np.arange(60)))
    assert (things.rolling.step(), things.rolling.step()) == (1, 0)
    assert state(store, one) == (60, 0)
    append(things, columns([one] * 60, BEGIN + 60 * DAY + np.arange(60) * 10 * MINUTE, np.arange(60)))
    whole(things, store, one)
    assert state(store, one) == (120, 0b110)
    agrees(things, one, BEGIN, BEGIN + 61 * DAY, 5)
    append(things, columns([one] * 90, BEGIN + 61 * DAY + np.arange(90) * MINUTE, np.arange(90)))
    whole(things, store, one)
    assert state(store, one) == (210, 0b111)


def test_a_chart_reads_what_is_behind_its_rollups_and_no_other_readings(
    things: PostgresThings, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one,) = streams(things, 1)
    append(things, columns([one] * 2_000, BEGIN + np.arange(2_000) * MINUTE, np.arange(2_000)))
    things.rolling.step()
    append(things, columns([one] * 3, BEGIN + np.array([5, 7, 9_000]) * MINUTE, [1.0, 2.0, 3.0]))
    monkeypatch.setattr(things.history, "_readings", None)
    assert things.history.chart(one, BEGIN, BEGIN + 10 * DAY, 10).readings == 2_003


def test_a_chart_that_costs_too_much_is_refused_and_the_next_question_is_answered(
    things: PostgresThings, store: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one,) = streams(things, 1)
    append(things, columns([one] * 3_000, BEGIN + np.arange(3_000) * MINUTE, np.arange(3_000)))
    with monkeypatch.context() as small:
        small.setattr(bulk, "AT_ONCE", 500)
        small.setattr(history, "MOST_READ", 1_000)
        with pytest.raises(Wrong, match="would read more than 1000 Observations") as refused:
            things.history.chart(one, BEGIN, BEGIN + 5 * DAY, 2_000)
        assert refused.value.status == 503
    with monkeypatch.context() as impatient:
        impatient.setattr(on_postgres, "PATIENCE_MS", 50)
        impatient.setattr(history, "BETWEEN", f"{BETWEEN} AND pg_sleep(0.1) IS NOT NULL")
        with pytest.raises(Wrong, match="takes too long to answer here"):
            things.history.chart(one, BEGIN, BEGIN + 5 * DAY, 2_000)
    assert things.history.chart(one, BEGIN, BEGIN + 5 * DAY, 2_000).readings == 3_000
    assert store.readers.pool.checkedout() == 0     # type: ignore[attr-defined]  # a QueuePool's


def test_a_stream_that_goes_takes_its_rollups_along(things: PostgresThings, store: PostgresStore) -> None:
    one, two = streams(things, 2)
    append(things, columns([one, two] * 200, BEGIN + np.arange(400) * MINUTE, np.arange(400)))
    things.rolling.step()
    delete(things, one << 32 | 1)
    things.change(lambda w: w.delete(DATASTREAM, one), NOW).result(30)
    with store.looking() as c:
        for table in (states, rollup):
            mine = select(table.c.stream).where(table.c.stream.in_([one, two])).distinct()
            assert list(c.execute(mine).scalars()) == [two]
        assert c.scalar(select(func.count()).select_from(stale)) == 0
