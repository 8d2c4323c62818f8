"""What is past its time goes, on both stores; on PostgreSQL without anybody waiting for it."""

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from sqlalchemy import text

from banyan.model.columns import columns
from banyan.model.query import Query
from banyan.model.thing_ports import Place
from banyan.model.things import DATASTREAM, OBSERVATION, Draft, Reference, Span
from banyan.model.time import micros
from banyan.stores.postgres import partitions
from banyan.stores.postgres.store import PostgresStore
from banyan.stores.postgres.things import PostgresThings
from banyan.stores.things.store import ThingsStore
from tests.runtime.things.client import NOW
from tests.stores.things.test_append import Store, append, found, stream, streams
from tests.stores.things.test_history import DAY, MINUTE, OBSERVATIONS, agrees, in_order, latest, store, things

__all__ = ["store", "things"]
POSTGRES = pytest.mark.parametrize("store", ["postgres"], indirect=True)


def keep(things: Store, days: Any, *numbers: int) -> None:
    draft = Draft(DATASTREAM, {"properties": {"keep_days": days, "owner": "water"}})
    for eid in numbers:
        things.change(lambda w, eid=eid: w.update(DATASTREAM, eid, draft, whole=False), NOW).result(30)


def retain(things: Store, now: int) -> int:
    return (things.compaction if isinstance(things, ThingsStore) else things.retention).retain(now)


def results(things: Store, eid: int) -> list[Any]:
    place = Place(OBSERVATION, None, (DATASTREAM, eid, OBSERVATIONS))
    return [one.values["result"] for one in found(things, Query(top=1000), place)]


def at(year: int, month: int, day: int) -> int:
    return micros(datetime(year, month, day, tzinfo=UTC))


def months(store: PostgresStore, year: int) -> list[str]:
    query = text("SELECT relname FROM pg_class WHERE relname LIKE :like AND relkind = 'r' "
                 "AND relnamespace = to_regnamespace(current_schema()) ORDER BY 1")
    with store.looking() as c:
        return [name[-2:] for name in c.execute(query, {"like": f"things_observation_{year}_%"}).scalars()]


def test_readings_past_their_retention_go_and_streams_begin_later(things: Store) -> None:
    one, two, three = streams(things, 3)
    keep(things, 30, one)
    keep(things, "30", two)                 # no whole number: for ever
    old, new = NOW - 40 * DAY, NOW - 10 * DAY
    words = Draft(OBSERVATION, {"result": "dry", "phenomenonTime": Span(old, old)}, {"Datastream": [Reference(one)]})
    append(things, columns([one, two, three], [old] * 3, [1.0, 2.0, 2.5]))
    things.change(lambda w: w.create(words), NOW).result(30)
    in_order(things)
    append(things, columns([one, two], [new, new], [3.0, 4.0]))
    retain(things, NOW)
    assert [results(things, eid) for eid in (one, two, three)] == [[3.0], [2.0, 4.0], [2.5]]
    assert stream(things, one).values["phenomenonTime"][:2] == (new, new)
    assert stream(things, two).values["phenomenonTime"][:2] == (old, new)
    in_order(things)
    retain(things, NOW + 40 * DAY)
    assert (stream(things, one).values["phenomenonTime"], results(things, one)) == (None, [])
    assert latest(things, one)[0][0] < 0
    assert append(things, columns([one], [NOW], [5.0])).ids.tolist() == [one << 32 | 4]


def test_what_is_overdue_by_less_than_a_quarter_may_wait(things: Store) -> None:
    (one,) = streams(things, 1)
    keep(things, 30, one)
    append(things, columns([one] * 3, [NOW - 36 * DAY, NOW - DAY, NOW + 400 * DAY], [1.0, 2.0, 3.0]))
    in_order(things)
    retain(things, NOW)
    assert results(things, one) == [1.0, 2.0, 3.0]
    retain(things, NOW + 2 * DAY)
    assert results(things, one) == [2.0, 3.0]
    assert stream(things, one).values["phenomenonTime"][0] == NOW - DAY


def test_charts_end_where_the_readings_do(things: Store) -> None:
    (one,) = streams(things, 1)
    keep(things, 8, one)
    end = NOW // DAY * DAY
    append(things, columns([one] * 6_000, end - 15 * DAY + np.arange(6_000) * 3 * MINUTE, np.arange(6_000) % 97))
    in_order(things)
    assert agrees(things, one, end - 15 * DAY, end, 5).readings == 6_000
    retain(things, end - DAY)
    left = agrees(things, one, end - 15 * DAY, end, 5).readings
    assert left in ((3_120, 6_000) if isinstance(things, ThingsStore) else (3_120,))   # a file goes as a whole


@POSTGRES
def test_a_month_goes_whole_once_nothing_in_it_has_to_stay(
    store: PostgresStore, things: PostgresThings
) -> None:
    one, two, three = streams(things, 3)
    keep(things, 100, one, two)
    keep(things, 100, three)
    for eid, month in ((one, 1), (two, 1), (one, 2), (three, 2), (two, 3), (three, 4)):
        append(things, columns([eid] * 2, [at(2011, month, 3), at(2011, month, 28)], [month, month]))
    keep(things, None, three)
    retain(things, at(2011, 5, 10))                            # its last readings aren't 100 days old
    assert months(store, 2011) == ["01", "02", "03", "04", "05"]     # the next is there before it begins
    retain(things, at(2011, 5, 12))
    assert months(store, 2011) == ["02", "03", "04", "05"]
    assert [results(things, eid) for eid in (one, two, three)] == [[2.0, 2.0], [3.0, 3.0], [2.0, 2.0, 4.0, 4.0]]
    assert stream(things, one).values["phenomenonTime"][:2] == (at(2011, 2, 3), at(2011, 2, 28))
    assert retain(things, at(2011, 7, 20)) >= 1                # March whole, of February what may go
    assert months(store, 2011)[:2] == ["02", "04"]
    assert [results(things, eid) for eid in (one, two, three)] == [[], [], [2.0, 2.0, 4.0, 4.0]]
    append(things, columns([one], [at(2011, 1, 9)], [9.0]))    # one that comes late finds a place
    assert (months(store, 2011)[:3], results(things, one)) == (["01", "02", "04"], [9.0])


@POSTGRES
def test_nobody_waits_for_a_month_because_somebody_reads(
    store: PostgresStore, things: PostgresThings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partitions, "LOCK_MS", 20)
    (one,) = streams(things, 1)
    keep(things, 200, one)
    append(things, columns([one], [at(2013, 1, 28)], [1.0]))
    with store.looking() as c:
        assert c.scalar(text("SELECT count(*) FROM things_observation")) >= 1
        assert retain(things, at(2013, 8, 22)) == 0
        assert not append(things, columns([one] * 2, [at(2013, 2, 9), at(2013, 4, 9)], [2.0, 3.0])).reasons.any()
        assert (months(store, 2013), results(things, one)) == (["01"], [1.0, 2.0, 3.0])
    append(things, columns([one], [at(2013, 2, 9)], [4.0]))
    assert months(store, 2013) == ["01"]        # they are with the rest until the next look at what is past
    assert retain(things, at(2013, 8, 25)) >= 1
    assert (months(store, 2013)[:2], results(things, one)) == (["02", "04"], [2.0, 3.0, 4.0])
