"""What a change that fails had done in memory is taken back with what it had written, and no more than that."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from banyan.model.columns import Columns, Verdict, columns
from banyan.model.thing_ports import Changing
from banyan.model.things import DATASTREAM, OBSERVATION, Draft, Reference, Span, Wrong
from banyan.runtime.things.open import things_of
from banyan.stores.journal import Journal
from banyan.stores.things.store import ThingsStore
from tests.runtime.things.client import NOW
from tests.runtime.things.conftest import store_of
from tests.servers import STORES
from tests.stores.things.test_append import NAMED, Store, append, found, held_up, stream, streams


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Journal]:
    with store_of(request.param, tmp_path, "town") as opened:
        yield opened


@pytest.fixture
def things(store: Journal) -> Iterator[Store]:
    opened = things_of(store)
    yield opened
    opened.close()


def reading(stream: int, at: int, result: Any, **more: Any) -> Draft:
    return Draft(OBSERVATION, {"result": result, "phenomenonTime": Span(at, at), **more},
                 {"Datastream": [Reference(stream)]})


class Model:
    """What is there: by stream its Observations (id to time and result), and the place given last."""

    def __init__(self, numbers: list[int]) -> None:
        self.there: dict[int, dict[int, tuple[int, Any]]] = {number: {} for number in numbers}
        self.last = dict.fromkeys(numbers, 0)

    def copy(self) -> "Model":
        other = Model([])
        other.there = {number: dict(some) for number, some in self.there.items()}
        other.last = dict(self.last)
        return other

    def add(self, number: int, at: int, result: Any) -> int:
        self.last[number] += 1
        eid = number << 32 | self.last[number]
        self.there[number][eid] = at, result
        return eid


class Course:
    def __init__(self, store: Journal, seed: int) -> None:
        self.store, self.random = store, random.Random(seed)  # noqa: S311  a course of a test
        self.things = things_of(store)
        self.model = Model(streams(self.things, 3))
        self.pending: list[Any] = []
        self.ended: list[bool] = []

    def judge(self, rows: Columns, *_: Any) -> Verdict:
        one: list[Any] = []
        self.pending.append((rows, one))
        return Verdict(np.zeros(len(rows), np.uint8), np.zeros(len(rows), np.uint8), one.append)

    def step(self) -> None:
        {0: self.append, 1: self.change, 2: self.change, 3: self.change, 4: self.move}[self.random.randrange(5)]()
        self.agrees()

    def numbers(self) -> list[int]:
        return [self.random.choice(list(self.model.there)) for _ in range(self.random.randrange(1, 4))]

    def append(self) -> None:
        to = self.numbers()
        rows = columns(to, [self.random.randrange(1000) for _ in to], [float(self.random.randrange(99)) for _ in to])
        answer = append(self.things, rows, judge=self.judge)
        assert answer.ids.tolist() == [self.model.add(*one) for one in zip(
            to, rows.time.tolist(), rows.value.tolist(), strict=True)]

    def change(self) -> None:
        before, fails = self.model, self.random.random() < 0.5
        self.model = before.copy()

        def work(w: Changing) -> None:
            for _ in range(self.random.randrange(1, 6)):
                self.one(w)
            if fails:
                raise Wrong(400, "no")

        waiting = self.things.change(work, NOW, self.judge)
        if not fails:
            waiting.result(30)
            return
        with pytest.raises(Wrong, match="no"):
            waiting.result(30)
        self.model = before

    def one(self, w: Changing, deep: bool = True) -> None:
        number = self.random.choice(list(self.model.there))
        there = self.model.there[number]
        match self.random.randrange(7):
            case 0 | 1:
                at = self.random.randrange(1000)
                assert w.observe([reading(number, at, 2.5)]) == [self.model.add(number, at, 2.5)]
            case 2:
                at = self.random.randrange(1000)
                assert w.observe([reading(number, at, "dry")]) == [self.model.add(number, at, "dry")]
            case 3 if there:
                eid = self.random.choice(list(there))
                w.delete(OBSERVATION, eid)
                del there[eid]
            case 4 if there:
                eid, at = self.random.choice(list(there)), self.random.randrange(1000)
                w.update(OBSERVATION, eid, Draft(OBSERVATION, {"phenomenonTime": Span(at, at)}), whole=False)
                there[eid] = at, there[eid][1]
            case 5:
                at = self.random.randrange(1000)
                more = reading(number, at, 3.5, parameters={"a": 1})
                assert w.observe([more]) == [self.model.add(number, at, 3.5)]
            case 6 if deep:
                kept = self.model.copy()

                def several() -> None:
                    for _ in range(3):
                        self.one(w, deep=False)
                    raise Wrong(400, "not this")

                with pytest.raises(Wrong, match="not this"):
                    w.attempt(several)
                self.model.there, self.model.last = kept.there, kept.last

    def move(self) -> None:
        if isinstance(self.things, ThingsStore) and self.random.random() < 0.5:
            self.things.compaction.compact()
        else:
            self.things.close()
            self.things = things_of(self.store)

    def agrees(self) -> None:
        seen = {one.id: (one.values["phenomenonTime"][0], one.values["result"]) for one in found(self.things)}
        wanted = {eid: one for some in self.model.there.values() for eid, one in some.items()}
        assert seen == wanted
        for number, some in self.model.there.items():
            span = stream(self.things, number).values["phenomenonTime"]
            times = [at for at, _ in some.values()]
            assert (span and span[:2]) == ((min(times), max(times)) if times else None), number


@pytest.mark.parametrize("seed", [3])
def test_any_course_of_changes_that_fail_and_changes_that_do_not(store: Journal, seed: int) -> None:
    course = Course(store, seed)
    try:
        for _ in range(40):
            course.step()
    finally:
        course.things.close()


def test_what_a_failed_change_had_read_anew_is_as_before(store: Journal) -> None:
    things = things_of(store)
    (one,) = streams(things, 1)
    ids = append(things, columns([one, one], [10, 20], [1.0, 2.0])).ids.tolist()

    def work(w: Changing) -> None:
        w.delete(OBSERVATION, ids[0])               # the Datastream's row is written,
        w.observe([reading(one, 30, 3.0)])          # and read
        raise Wrong(400, "no")

    with pytest.raises(Wrong, match="no"):
        things.change(work, NOW).result(30)
    assert stream(things, one).values["phenomenonTime"][:2] == (10, 20)
    if isinstance(things, ThingsStore):
        things.compaction.compact()         # its batch is needed no longer
    things.close()
    things = things_of(store)
    assert stream(things, one).values["phenomenonTime"][:2] == (10, 20)
    assert append(things, columns([one], [30], [3.0])).ids.tolist() == [one << 32 | 3]
    assert len(found(things)) == 3
    things.close()


def told(things: Store) -> list[Any]:
    heard: list[Any] = []
    things.listen(heard.extend)
    return heard


def test_a_feature_that_was_made_for_an_append_which_fails_is_made_and_told_with_the_next(things: Store) -> None:
    (one,) = streams(things, 1)
    heard = told(things)

    def failing(*_: Any) -> None:
        raise Wrong(409, "that was delivered")

    with pytest.raises(Wrong, match="delivered"):
        append(things, columns([one], [10], [1.0]), beside=failing)
    assert heard == []
    append(things, columns([one], [20], [2.0]))
    kinds = [type(what).__name__ if not hasattr(what, "kind") else what.kind.name for what in heard]
    assert kinds == ["FeatureOfInterest", "Datastream", "Kept"]


def test_a_judge_who_fails_when_told_the_end_is_alone_with_it(things: Store) -> None:
    (one,) = streams(things, 1)
    heard, ends = told(things), list[Any]()

    def judging(ended: Any) -> Any:
        return lambda rows, *_: Verdict(np.zeros(len(rows), np.uint8), np.zeros(len(rows), np.uint8), ended)

    def broken(_: Any) -> None:
        raise ZeroDivisionError

    gate = held_up(things)      # so that both share a commit
    rows = columns([one], [10], [1.0])
    several = [things.append(rows, NOW, judging(ended)) for ended in (broken, ends.append)]
    gate.set()
    assert [waiting.result(30).ids.tolist() for waiting in several] == [[one << 32 | 1], [one << 32 | 2]]
    assert [end.ids.tolist() for end in ends] == [[one << 32 | 2]]
    assert heard[-1].ids.tolist() == [one << 32 | 1, one << 32 | 2]


def test_a_judge_is_told_of_each_new_datastream_with_its_own_readings(things: Store) -> None:
    said: list[tuple[list[int], list[int]]] = []

    def judge(rows: Columns, new: Any = ()) -> Verdict:
        said.append((rows.stream.tolist(), [one.number for one in new]))
        return Verdict(np.zeros(len(rows), np.uint8), np.zeros(len(rows), np.uint8))

    (first,) = streams(things, 1)
    links = {name: [Reference(1)] for name in ("Thing", "Sensor", "ObservedProperty")}
    values = {**NAMED, "unitOfMeasurement": {}, "observationType": "o"}

    def work(w: Changing) -> None:
        made = [w.create(Draft(DATASTREAM, values, {
            **links, "Observations": [Draft(OBSERVATION, {"result": 1.5, "phenomenonTime": Span(at, at)})
                                      for at in (10, 20)]})) for _ in range(3)]
        w.observe([reading(first, 30, 2.5), *(reading(eid, 30, 2.5) for eid in made)])

    things.change(work, NOW, judge).result(30)
    new = [first + n for n in (1, 2, 3)]
    assert said == [*(([eid, eid], [eid]) for eid in new), ([first, *new], new)]
