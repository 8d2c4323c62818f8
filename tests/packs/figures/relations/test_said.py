"""Sentences nobody's patterns were written for, with right and wrong numbers: a wrong one is found, a right one isn't.

A line of said/KIND.txt holds one {right|wrong} or more, of which one at a time is spoiled; \\n is a new line. The texts
are of other topics and word orders than the releases.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from banyan.model.figure import Result
from banyan.runtime.figures.checking import Checked, Known, check_text

SAID = Path(__file__).parent / "said"
KINDS = sorted(path.stem for path in SAID.glob("*.txt"))
_MARK = re.compile(r"\{([^{}|]+)\|([^{}|]+)\}")
RECALL = 0.95       # of the issue, over all
EACH = 0.88         # of one file: the long ones hold what only arithmetic over several sentences finds


def lines(kind: str) -> Iterator[tuple[str, str, int, int]]:
    """(right text, wrong text, where the wrong number begins and ends): one for each mark of each line."""
    for line in (SAID / f"{kind}.txt").read_text(encoding="utf-8").splitlines():
        yield from _spoiled(line.replace("\\n", "\n"))


def _spoiled(line: str) -> Iterator[tuple[str, str, int, int]]:
    right = _MARK.sub(r"\1", line)
    shift = 0
    for mark in _MARK.finditer(line):
        start = mark.start() - shift
        yield right, right[:start] + mark[2] + right[start + len(mark[1]):], start, start + len(mark[2])
        shift += len(mark[0]) - len(mark[1])


def failing(text: str) -> tuple[Checked, list[tuple[int, ...]]]:
    checked = check_text(text, "said.txt", Known(), "en")
    return checked, [f.quantities for f in checked.findings if f.result is Result.FAIL]


@pytest.mark.parametrize("kind", KINDS)
def test_a_right_number_is_never_called_wrong(kind: str) -> None:
    alarms = [right for right in dict.fromkeys(right for right, _, _, _ in lines(kind)) if failing(right)[1]]
    assert alarms == []


@pytest.fixture(scope="module")
def missed() -> dict[str, list[str]]:
    """Of each file the wrong texts in which the wrong number isn't marked."""
    return {kind: [wrong for _, wrong, start, end in lines(kind) if not marks(wrong, start, end)] for kind in KINDS}


def marks(wrong: str, start: int, end: int) -> bool:
    checked, marked = failing(wrong)
    numbers = [checked.reading.quantities[i] for group in marked for i in group]
    return any(number.start < end and number.end > start for number in numbers)


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_number_is_found_and_marked(kind: str, missed: dict[str, list[str]]) -> None:
    assert len(missed[kind]) <= (1 - EACH) * len(list(lines(kind))), "\n".join(missed[kind])


def test_nineteen_of_twenty_wrong_numbers_are_found(missed: dict[str, list[str]]) -> None:
    all_of_them = sum(len(list(lines(kind))) for kind in KINDS)
    assert sum(len(found) for found in missed.values()) <= (1 - RECALL) * all_of_them
