"""What the Datastreams' rows say of their Observations after a commit, on PostgreSQL: all of it by one statement."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select, update

from banyan.model.columns import NO_TIME, columns
from banyan.runtime.things.open import things_of
from banyan.stores.journal import Journal
from banyan.stores.postgres.things import PostgresThings
from banyan.stores.things.tables import TABLES
from tests.stores.things.test_append import append, streams

D = TABLES["Datastream"].c
SAID = (D.last, D.phenomenonTime_start, D.phenomenonTime_end, D.resultTime_start, D.resultTime_end)


@pytest.fixture
def things(server: Journal) -> Iterator[PostgresThings]:
    opened = things_of(server)
    assert isinstance(opened, PostgresThings)
    yield opened
    opened.close()


def rows(store: Journal, numbers: list[int]) -> list[tuple[Any, ...]]:
    with store.looking() as c:
        return [tuple(row) for row in c.execute(select(*SAID).where(D.id.in_(numbers)).order_by(D.id))]


def test_the_streams_of_a_commit_say_what_they_have_come_to(server: Journal, things: PostgresThings) -> None:
    numbers = one, two, three, _ = streams(things, 4)
    append(things, columns([two, one, three, one, two], [50, -7, 5, -9, 40], [1.0] * 5,
                           result_time=[60, NO_TIME, NO_TIME, -3, 45]))
    assert rows(server, numbers) == [
        (2, -9, -7, -3, -3), (2, 40, 50, 45, 60), (1, 5, 5, None, None), (0, None, None, None, None)]
    append(things, columns([three], [6], [1.0], result_time=[8]))
    assert rows(server, [three]) == [(2, 5, 6, 8, 8)]


def test_a_row_that_is_ahead_stays(server: Journal, things: PostgresThings) -> None:
    numbers = streams(things, 1)
    append(things, columns(numbers, [5], [1.0]))
    ahead = update(TABLES["Datastream"]).where(D.id.in_(numbers)).values(last=7, phenomenonTime_end=99)
    server.beside(lambda c: c.execute(ahead))
    append(things, columns(numbers, [6], [1.0]))
    assert rows(server, numbers) == [(7, 5, 99, None, None)]
