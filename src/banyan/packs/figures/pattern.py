"""A way of saying something, as data: what is looked for, what it means, and a sentence in which it is found.

The tables of a language are tuples of these. A statistician adds a line; one test runs every example.
"""

import re
from functools import cached_property

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


class Table:
    """Patterns that are tried together: the earliest place wins, at one place the first pattern of the table."""

    def __init__(self, *patterns: Pattern) -> None:
        self.patterns = patterns

    @cached_property
    def _any(self) -> re.Pattern[str]:
        return re.compile("|".join(f"(?P<p{n}>{p.regex})" for n, p in enumerate(self.patterns)), re.IGNORECASE)

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
