"""What boards ask again and again: reckoned once until a case changes, and nobody waits for another's question."""

import threading
from pathlib import Path
from typing import Any

import pytest

from banyan.runtime.indicators.on_desk import DeskIndicators
from tests.server.fake_cases import Town

YEAR, MONTH = ("2026", "2026", ()), ("2026-07", "2026-07", ())


@pytest.fixture
def town(tmp_path: Path) -> Town:
    made = Town(tmp_path, seeded=False)
    made.report("pothole")
    return made


def test_the_same_answer_is_given_until_a_case_changes(town: Town) -> None:
    desk = DeskIndicators(town.office, town.desk.store)
    first = desk.every(*YEAR)
    assert desk.every(*YEAR) is first
    town.report("pothole", alone=True)
    again = desk.every(*YEAR)
    assert (first["source"]["rows"], again["source"]["rows"]) == (1, 2)


def test_one_question_does_not_wait_for_another_that_takes_long(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, begun, go_on = DeskIndicators(town.office, town.desk.store), threading.Event(), threading.Event()
    reckoned = desk._reckoned

    def slow(indicators: Any, question: Any, *more: Any, **how: Any) -> dict[str, Any]:
        if question == YEAR:
            begun.set()
            assert go_on.wait(30)
        return reckoned(indicators, question, *more, **how)

    monkeypatch.setattr(desk, "_reckoned", slow)
    told: list[dict[str, Any]] = []
    asking = [threading.Thread(target=lambda: told.append(desk.every(*YEAR))) for _ in range(2)]
    for one in asking:
        one.start()
    assert begun.wait(30)
    other: list[dict[str, Any]] = []
    quick = threading.Thread(target=lambda: other.append(desk.every(*MONTH)), daemon=True)
    quick.start()
    quick.join(30)
    assert len(other) == 1, "answered while the other is still reckoned"
    go_on.set()
    for one in asking:
        one.join(30)
    assert told[0] is told[1], "who asks the same waits and has the same answer"
