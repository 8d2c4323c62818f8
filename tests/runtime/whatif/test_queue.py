"""Beside a running city: one at a time, one waits, in a process of its own."""

import threading
import time
from pathlib import Path

import pytest

from banyan.model.observation import EMPTY
from banyan.model.ports import Unit
from banyan.model.time import minutes
from banyan.runtime.data_folder import DataFolder
from banyan.runtime.desk import Busy
from banyan.runtime.scenario import UsageError
from banyan.runtime.whatif import queue
from banyan.runtime.whatif.asking import ask
from banyan.runtime.whatif.question import Question
from banyan.runtime.whatif.queue import Standing, WhatIfs
from tests.runtime.whatif.conftest import Lived


def ended(whatifs: WhatIfs, key: str, within_s: float = 120) -> Standing:
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        found = whatifs.standing(key)
        if found.state in ("done", "failed"):
            return found
        time.sleep(0.1)
    raise AssertionError(f"{key} is not answered within {within_s} s")


def test_two_are_taken_one_after_the_other_and_a_third_comes_back_later(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = threading.Event()

    class Patient(queue.Child):
        def answer(self) -> bytes:
            assert asked.wait(60)
            return super().answer()

    monkeypatch.setattr(queue, "Child", Patient)
    whatifs = WhatIfs(copied)
    try:
        one, two = (whatifs.ask(Question(hours=h)) for h in (0.5, 1.0))
        assert {s.id for s in whatifs.unfinished()} == {one.id, two.id}
        assert whatifs.ask(Question(hours=0.5)).id == one.id          # the same question is the same question
        with pytest.raises(Busy, match="one what-if is being simulated and another one waits"):
            whatifs.ask(Question(hours=2.0))
        asked.set()
        assert [ended(whatifs, key).state for key in (one.id, two.id)] == ["done", "done"]
        assert whatifs.unfinished() == []
        assert whatifs.ask(Question(hours=1.0)) == Standing(two.id, "done", 1.0)
        assert whatifs.result(two.id).hours == 1.0
    finally:
        asked.set()
        whatifs.close()
    again = ask(copied, None, Question(hours=1.0))
    assert (again.fresh, again.result.id) == (False, two.id)


def test_what_cannot_be_asked_is_said_at_once_and_a_closed_city_takes_nothing(copied: Path) -> None:
    whatifs = WhatIfs(copied)
    with pytest.raises(UsageError, match="no such storm"):
        whatifs.ask(Question(storm="none"))
    with pytest.raises(KeyError, match="what-if ffff"):
        whatifs.standing("ffff")
    assert "great-storm" in [s.id for s in whatifs.storms()]
    whatifs.close()
    with pytest.raises(Busy, match="the city has stopped"):
        whatifs.ask(Question(hours=0.5))


def test_a_city_that_stops_ends_what_is_being_simulated(copied: Path) -> None:
    whatifs = WhatIfs(copied)
    key = whatifs.ask(Question(hours=72.0)).id
    until = time.monotonic() + 60
    while whatifs.standing(key).state == "waiting" and time.monotonic() < until:
        time.sleep(0.02)
    whatifs.close()
    found = ended(whatifs, key)
    assert (found.state, found.error) == ("failed", "its process was ended before it gave an answer: ask again")


def test_a_city_that_stops_while_the_process_is_being_made_ends_it_too(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Late(queue.Child):
        def __init__(self, module: str) -> None:
            super().__init__(module)
            whatifs.close()

    monkeypatch.setattr(queue, "Child", Late)
    whatifs = WhatIfs(copied)
    found = ended(whatifs, whatifs.ask(Question(hours=72.0)).id)
    assert (found.state, found.error) == ("failed", "its process was ended before it gave an answer: ask again")


class Babbling:
    """A process whose first answer is no answer; what it is asked later fails as it should."""

    born = 0

    def __init__(self, module: str) -> None:
        type(self).born += 1
        self._first = type(self).born == 1

    def send(self, request: object) -> None:
        pass

    def answer(self) -> bytes:
        return b'{"progress": "half"}' if self._first else b'{"error": "no such thing"}'

    def kill(self) -> None:
        pass


def test_an_answer_that_nobody_understands_fails_its_question_and_the_next_is_taken_up(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "Child", Babbling)
    whatifs = WhatIfs(copied)
    one, two = (ended(whatifs, whatifs.ask(Question(hours=h)).id, 20) for h in (0.5, 1.0))
    assert one.error is not None
    assert one.error.startswith("it ended with an error that nobody expected (ValidationError: Expected `float")
    assert one.error.endswith("): it has no answer, the next question is taken up")
    assert two == Standing(two.id, "failed", 0.0, "no such thing")
    assert whatifs.unfinished() == []


def test_now_is_when_it_was_asked_however_long_it_waits(lived: Lived, copied: Path) -> None:
    """A city that goes on meanwhile: the answer is of the moment of the question, under the id that was told."""
    whatifs = WhatIfs(copied)
    try:
        waiting = [whatifs.ask(Question(hours=h)).id for h in (1.0, 0.5)][1]
        folder, last = DataFolder(copied, "banyan-bay"), lived.now + minutes(3)
        folder.store.append(Unit(last, last, EMPTY, (), ()))
        folder.close()
        assert ended(whatifs, waiting).state == "done"
        assert whatifs.result(waiting).at == lived.now
        assert whatifs.ask(Question(hours=0.5)).id != waiting
    finally:
        whatifs.close()
