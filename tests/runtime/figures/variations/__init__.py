"""Sentences of invented places, each with a right number and a wrong one, {right|wrong}; a line each, ⏎ for its breaks.

days, places, again, more, laws: checks that may find it, tab, text. ledgers: a text, then its rows (subject, indicator,
value, unit, period, breakdown, geography), the first of which the number in braces must be held against.
left_open: text, tab, a number of somebody or some time that isn't named. names: text, tab, what in it is no figure
(with semicolons).
sound, ledgers_sound: texts in which nothing is wrong, though something looks as if it were.
"""

import re
from pathlib import Path

_BRACES = re.compile(r"\{([^{}|]*)\|([^{}]*)\}")
Ledger = tuple[str, tuple[tuple[str, ...], ...]]


def right(text: str) -> str:
    return _BRACES.sub(r"\1", text)


def wrong(text: str) -> str:
    return _BRACES.sub(r"\2", text)


def pairs(name: str) -> list[tuple[str, str]]:
    """The two halves of each line."""
    found = [line.split("\t") for line in _lines(name)]
    return [(first, second) for first, second in found]


def sound() -> list[str]:
    return _lines("sound")


def ledgers(name: str = "ledgers") -> list[Ledger]:
    found: list[tuple[str, list[tuple[str, ...]]]] = []
    for line in _lines(name):
        if line.startswith("\t"):
            found[-1][1].append(tuple(line.strip("\t").split(",")))
        else:
            found.append((line, []))
    return [(text, tuple(rows)) for text, rows in found]


def _lines(name: str) -> list[str]:
    text = (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8")
    return [line.replace(" ⏎ ", "\n") for line in text.splitlines()]
