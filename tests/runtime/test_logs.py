"""Unexpected exceptions are counted and kept with the number that finds them in the log."""

import io
import json
import logging

import pytest

from banyan.runtime.logs import KEPT, NUMBER, Troubles, speak

LOG = logging.getLogger("banyan.test")


def fail(said: str, **extra: object) -> None:
    try:
        raise ValueError(said)
    except ValueError:
        LOG.exception("the %s failed", "pump", extra=extra)


def test_an_exception_is_counted_once_and_kept_with_its_number() -> None:
    with Troubles() as troubles:
        fail("too high", **{NUMBER: "00c0ffee"})
        fail("too low")
        LOG.warning("no exception here")
    fail("nobody listens any more")
    assert troubles.counts() == {"banyan.test": 2}
    newest, oldest = troubles.last()
    assert (oldest.number, oldest.where, oldest.what, oldest.said) == (
        "00c0ffee", "banyan.test", "the pump failed", "ValueError: too high")
    assert newest.said == "ValueError: too low"
    assert len(newest.number) == 8


def test_only_the_last_are_kept_and_long_words_are_cut() -> None:
    with Troubles() as troubles:
        for n in range(KEPT + 5):
            fail(f"{n} " + "x" * 5000)
    assert troubles.counts() == {"banyan.test": KEPT + 5}
    assert [t.said.split()[1] for t in troubles.last()] == [str(n) for n in reversed(range(5, KEPT + 5))]
    assert max(len(t.said) for t in troubles.last()) == 300


@pytest.fixture
def said() -> io.StringIO:
    return io.StringIO()


def test_json_is_one_object_a_line_whatever_is_in_a_message(said: io.StringIO) -> None:
    with Troubles() as troubles:
        speak("json", said)
        LOG.warning('two\nlines and a "quote" 水位')
        fail("broken")
    first, second = [json.loads(line) for line in said.getvalue().splitlines()]
    assert (first["level"], first["logger"]) == ("warning", "banyan.test")
    assert first["message"] == 'two\nlines and a "quote" 水位'
    assert second["message"] == "the pump failed"
    assert "ValueError: broken" in second["exception"]
    assert second[NUMBER] == troubles.last()[0].number


def test_text_has_the_traceback_below_its_line(said: io.StringIO) -> None:
    speak("text", said)
    fail("broken")
    lines = said.getvalue().splitlines()
    assert lines[0].endswith("ERROR banyan.test: the pump failed")
    assert lines[-1] == "ValueError: broken"
    speak("text")
    fail("goes to standard error, not there")
    assert said.getvalue().splitlines() == lines
