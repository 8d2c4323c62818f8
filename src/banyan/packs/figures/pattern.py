"""A way of saying something, as data: what is looked for, what it means, and a sentence in which it is found.

The tables of a language are tuples of these. A statistician adds a line; one test runs every example.
"""

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import groupby

from msgspec import Struct


class Pattern(Struct, frozen=True):
    """`regex` over plain text (plain.py); `meaning`: what the table is asked for; `example`: the words in «».

    A regex has to be linear: no repetition inside a repetition, every repetition of more than a word bounded ({0,3}).
    """

    regex: str
    meaning: str
    example: str


class DatePattern(Struct, frozen=True):
    """A way of writing a date or period. Groups: y year, m month, d day (y2, m2, d2: the end), q quarter, h half,
    n months, k and u a number of years or months, p a five-year plan, r a year told from the text's own.

    `kind`: "day" for what is a moment or a stretch of days, else a period that figures belong to.
    """

    regex: str
    kind: str
    example: str


class Found(Struct, frozen=True):
    """Where a pattern was found, in code points of the text that was searched, and what it means."""

    start: int
    end: int
    meaning: str


def _joined(regexes: Sequence[str]) -> str:
    """One regex of all. Neighbours that begin at a word's edge share that test: elsewhere none of them is tried."""
    runs = groupby(enumerate(regexes), key=lambda numbered: _at_edge(numbered[1]))
    said = []
    for edge, run in runs:
        together = "|".join(f"(?P<p{n}>{regex})" for n, regex in run)
        said.append(rf"\b(?:{together})" if edge else together)
    return "|".join(said)


def _at_edge(regex: str) -> bool:
    """Does every alternative begin with a word's edge?"""
    depth = bracket = 0
    starts, at = [0], 0
    while at < len(regex):
        char = regex[at]
        if char == "\\":
            at += 2
            continue
        if bracket:
            bracket = 0 if char == "]" and at > bracket else bracket
        elif char == "[":
            bracket = at + 1 if regex[at + 1:at + 2] != "^" else at + 2
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif char == "|" and not depth:
            starts.append(at + 1)
        at += 1
    return all(regex.startswith(r"\b", start) for start in starts)


class Table:
    """Patterns that are tried together: the earliest place wins, at one place the first pattern of the table.

    Without `within_words` none begins behind a Latin letter, and none is tried there.
    """

    def __init__(self, *patterns: Pattern, within_words: bool = True) -> None:
        self.patterns, self._within_words = patterns, within_words

    @cached_property
    def _any(self) -> re.Pattern[str]:
        joined = _joined([p.regex for p in self.patterns])
        return re.compile(joined if self._within_words else f"(?<![A-Za-z])(?:{joined})", re.IGNORECASE)

    @cached_property
    def _last(self) -> re.Pattern[str]:
        return re.compile(f"(?:{self._any.pattern})[ ]?$", re.IGNORECASE)

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[Found]:
        """All places between `start` and `end`, in order, without overlaps."""
        stop = len(text) if end is None else end
        return [self._found(m) for m in self._any.finditer(text, start, stop) if m.end() > m.start()]

    def first(self, text: str, start: int = 0, end: int | None = None) -> Found | None:
        match = self._any.search(text, start, len(text) if end is None else end)
        return self._found(match) if match else None

    def last(self, text: str, start: int, end: int) -> Found | None:
        return found[-1] if (found := self.find(text, start, end)) else None

    def at(self, text: str, start: int, end: int | None = None) -> Found | None:
        """What begins right at `start`."""
        match = self._any.match(text, start, len(text) if end is None else end)
        return self._found(match) if match and match.end() > start else None

    def before(self, text: str, end: int, start: int = 0) -> Found | None:
        """What ends right before `end` (a blank between them allowed)."""
        match = self._last.search(text, max(start, end - 40), end)
        return self._found(match) if match else None

    def _found(self, match: re.Match[str]) -> Found:
        number = int((match.lastgroup or "p0")[1:])
        return Found(match.start(), match.end(), self.patterns[number].meaning)
