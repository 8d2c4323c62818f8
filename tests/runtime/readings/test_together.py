"""Deliveries in columns that share a commit: what becomes of them is what becomes of each, row by row, one by one."""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banyan.edges.feeds.mapping import Ready, of_message
from banyan.edges.feeds.vector import plain
from banyan.model.acceptance import Acceptance
from banyan.model.columns import Columns, Judge, Stored, Verdict
from banyan.model.feed import By, Feed, Format, TimeAt, ValueAt
from banyan.model.stream import Duplicates
from banyan.perceive.columns import Memory
from banyan.runtime.readings.arriving import Arriving, Receipt
from banyan.runtime.readings.intake import Begun, Intake
from banyan.runtime.watch.past import as_refusals
from tests.runtime.readings.conftest import Place
from tests.runtime.things.client import NOW
from tests.runtime.things.conftest import store_of
from tests.servers import STORES

S = NOW // 1_000_000
UNKNOWN = 99_999
FEED = Ready(Feed("c", (ValueAt("v", "{ds}", By.ID),), Format.COLUMNS, TimeAt("t", "unix"), late_s=5_000, skew_s=100))
LIMITS = Acceptance(low=0.0, high=50.0, late_s=1_000, future_s=50, max_rate=600.0, duplicates=Duplicates.REJECT)


class Judging:
    """Accepts as a watch does, and forgets what wasn't stored. `defect`: a value that it can't bear."""

    def __init__(self, numbers: Sequence[int], defect: float | None = None) -> None:
        self._memory, self._defect = Memory(), defect
        for number in numbers:
            self._memory.declare(number, LIMITS)

    def judge(self, now: int, _backfill: bool) -> Judge:
        def ask(rows: Columns, *_: object) -> Verdict:
            if self._defect is not None and (rows.value == self._defect).any():
                raise ZeroDivisionError
            seen = self._memory.accept(rows.stream, rows.time, rows.value, now)

            def ended(stored: Stored | None) -> None:
                if stored is None:
                    seen.undo()

            return Verdict(seen.quality, as_refusals(seen.reasons), ended)
        return ask


@contextmanager
def watched(kind: str, folder: Path, defect: float | None = None) -> Iterator[Place]:
    """One stream of three declares limits."""
    folder.mkdir()
    with store_of(kind, folder, "small") as store:
        place = Place(store)
        judging = Judging([place.ids["w1.level"]], defect)
        place.intake = Intake(place.things, place.city, lambda: place.now, judging.judge)
        place.intake.directory.find([])          # read once, as it is in a city at work
        try:
            yield place
        finally:
            place.close()


@contextmanager
def held_up(place: Place) -> Iterator[None]:
    """What is put to the store meanwhile shares a commit."""
    begun, gate = threading.Event(), threading.Event()

    def wait(_: object) -> None:
        begun.set()
        assert gate.wait(30)

    held = place.things.change(wait, place.now)
    assert begun.wait(30)
    try:
        yield
    finally:
        gate.set()
        held.result(30)


def body(rows: Sequence[tuple[int, int, float]]) -> bytes:
    return json.dumps({"ds": [r[0] for r in rows], "t": [r[1] for r in rows], "v": [r[2] for r in rows]}).encode()


def begun(place: Place, data: bytes) -> Begun | None:
    rows = plain(FEED, data, Format.COLUMNS, place.now)
    return None if rows is None else place.intake.begin(Arriving(FEED, ()), rows)


def by_rows(place: Place, data: bytes) -> Receipt:
    return place.intake.take(Arriving(FEED, of_message(FEED, data)))


def together(place: Place, deliveries: Sequence[bytes]) -> list[Receipt]:
    """As many of them in one commit as go past the rows; the others alone, in their order."""
    answers, left = list[Receipt](), list(deliveries)
    while left:
        some = list[Begun]()
        with held_up(place):
            while left and (one := begun(place, left[0])) is not None:
                some.append(one)
                left.pop(0)
        answers += [one.receipt(one.stored.result(30)) for one in some]
        if left:
            answers.append(by_rows(place, left.pop(0)))
    return answers


def kept(place: Place) -> tuple[Any, Any]:
    """Readings and rejects, without the numbers that these were given."""
    readings = place.client.get("/Observations?$orderby=id&$top=1000&$select=id,result,phenomenonTime,resultQuality")
    return ([(one["@iot.id"], one["result"], one["phenomenonTime"], one.get("resultQuality"))
             for one in readings["value"]],
            [(one.fault, one.where, one.expected, json.loads(one.raw), one.context, one.value)
             for one in place.rejects(most=1000)])


_values = st.sampled_from([1, 2.5, 20, 49.5, 51, -1, -0.0, 1e300]) | st.integers(0, 60)
_ages = st.sampled_from([0, 0, 1, 5, 60, 900, 1_100, 4_900, 5_100, -40, -60, -110])      # s


_rows = st.tuples(st.sampled_from([0, 0, 0, 1, 1, 2, UNKNOWN]), _ages, _values)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(_rows, min_size=1, max_size=6), min_size=1, max_size=5))
def test_deliveries_in_one_commit_become_what_they_become_row_by_row_one_by_one(
        tmp_path: Path, said: list[list[tuple[int, int, float]]]) -> None:
    n = len(list(tmp_path.iterdir()))
    with watched("embedded", tmp_path / str(n)) as fast, watched("embedded", tmp_path / f"{n}-rows") as slow:
        assert fast.ids == slow.ids
        numbers = [fast.ids["w1.level"], fast.ids["w1.temp"], fast.ids["gauge"]]       # the last is the city's own
        deliveries = [body([(numbers[which] if which < 3 else which, S - age, value) for which, age, value in rows])
                      for rows in said]
        assert together(fast, deliveries) == [by_rows(slow, data) for data in deliveries]
        assert kept(fast) == kept(slow)
        assert fast.door.told_ == slow.door.told_


@pytest.mark.parametrize("kind", STORES)
def test_a_delivery_that_fails_costs_its_neighbours_in_the_commit_nothing(tmp_path: Path, kind: str) -> None:
    with watched(kind, tmp_path / "a", defect=13.0) as place:
        ds = place.ids["w1.level"]
        deliveries = [body([(ds, S - 3, 1), (ds, S - 3, 99)]), body([(ds, S - 2, 13)]), body([(ds, S - 1, 2)])]
        with held_up(place):
            some = [begun(place, data) for data in deliveries]
        first, broken, last = (one for one in some if one is not None)
        answer = first.receipt(first.stored.result(30))
        assert (answer.accepted, answer.rejected, answer.first[0].row) == (1, {"range": 1}, 2)
        with pytest.raises(ZeroDivisionError):
            broken.stored.result(30)
        assert last.receipt(last.stored.result(30)) == Receipt(1)
        assert place.results("w1.level") == [1, 2]
        assert [one.fault for one in place.rejects()] == ["range"]


@pytest.mark.parametrize("kind", STORES)
def test_where_a_reject_can_not_be_kept_nothing_of_its_delivery_is_stored(
        tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise ZeroDivisionError

    with watched(kind, tmp_path / "a") as place:
        ds = place.ids["w1.level"]
        with monkeypatch.context() as broken:
            broken.setattr("banyan.stores.things.ledger.LedgerTables.refuse", full)
            with held_up(place):
                some = [begun(place, body([(ds, S - 3, 1), (ds, S - 3, 99)])), begun(place, body([(ds, S - 1, 2)]))]
            lost, good = (one for one in some if one is not None)
            assert good.receipt(good.stored.result(30)) == Receipt(1)
        with pytest.raises(ZeroDivisionError):
            lost.stored.result(30)
        assert place.results("w1.level") == [2]
        again = begun(place, body([(ds, S - 3, 1)]))         # nothing of it is remembered either
        assert again is not None
        assert again.receipt(again.stored.result(30)) == Receipt(1)


def test_what_would_have_to_be_read_first_is_not_begun(tmp_path: Path) -> None:
    with watched("embedded", tmp_path / "a") as place:
        ds, data = place.ids["w1.level"], body([(place.ids["w1.level"], S, 1)])
        place.client.patch(f"/Datastreams({ds})", {"description": "another"})
        assert begun(place, data) is None
        assert by_rows(place, data) == Receipt(1)            # reads it
        assert begun(place, data) is not None
        assert begun(place, body([(UNKNOWN, S, 1)])) is None
        assert begun(place, body([(place.ids["gauge"], S, 1)])) is None      # the city's own
