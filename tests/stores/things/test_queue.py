"""What waits to be stored, and in which order it goes."""

import threading
from concurrent.futures import Future

import numpy as np
import pytest

from banyan.model.columns import columns
from banyan.model.things import Wrong
from banyan.stores.things.queue import MICRO_BATCH, MOST_READINGS, PATIENT, Append, Change, Waiting


def append(rows: int, past: bool = False) -> Append:
    return Append(columns(np.ones(rows), np.ones(rows), np.ones(rows)), 0, None, Future(), past=past)


def change() -> Change:
    return Change(lambda _: None, 0, Future())


def test_the_past_goes_alone_and_only_when_nothing_of_the_present_waits() -> None:
    waiting, old, older, live, asked = Waiting(), append(9, past=True), append(9, past=True), append(1), change()
    for one in (older, old, live, asked):
        waiting.add(one)
    assert (waiting.requests, waiting.readings) == (4, 19)
    order = [[*changes, *appends] for changes, appends in (waiting.next(), waiting.next(), waiting.next())]
    assert [[id(one) for one in some] for some in order] == [[id(asked), id(live)], [id(older)], [id(old)]]
    assert (waiting.requests, waiting.readings) == (0, 0)
    waiting.close()
    assert waiting.next() == ([], [])


def test_a_present_that_never_ends_lets_the_past_go_now_and_then() -> None:
    waiting, old = Waiting(), append(1, past=True)
    waiting.add(old)
    taken = []
    for _ in range(PATIENT + 1):
        waiting.add(append(MICRO_BATCH))
        taken.append(waiting.next()[1][0] is old)
    assert taken == [False] * PATIENT + [True]
    assert len(waiting.next()[1][0].rows) == MICRO_BATCH       # which is still there


def test_both_count_together_for_what_is_told_to_come_again() -> None:
    waiting = Waiting()
    waiting.add(append(MOST_READINGS - 1, past=True))
    waiting.add(append(1))
    with pytest.raises(Wrong, match=f"{MOST_READINGS} readings wait to be stored"):
        waiting.add(append(1))


def test_readings_that_wait_already_are_gathered_until_a_request_comes_or_the_commit_is_full(monkeypatch) -> None:
    monkeypatch.setattr("banyan.stores.things.queue.GATHER_S", 60.0)
    waiting = Waiting()
    given: list[tuple[list[Change], list[Append]]] = []

    def take() -> threading.Thread:
        taker = threading.Thread(target=lambda: given.append(waiting.next()))
        taker.start()
        return taker

    for last in (change(), append(MICRO_BATCH - 2), None):
        waiting.add(append(1))
        taker = take()
        waiting.add(append(1))
        if last is None:
            waiting.close()
        else:
            waiting.add(last)
        taker.join(10)
        assert not taker.is_alive()
    assert [(len(changes), len(appends)) for changes, appends in given] == [(1, 2), (0, 3), (0, 2)]


def test_the_past_a_full_commit_and_a_request_wait_for_nothing(monkeypatch) -> None:
    monkeypatch.setattr("banyan.stores.things.queue.GATHER_S", 60.0)
    for one in (append(9, past=True), append(MICRO_BATCH), change()):
        waiting = Waiting()
        waiting.add(one)
        assert any(one in some for some in waiting.next())
