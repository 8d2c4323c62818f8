"""Short passages by the kinds of errors that press offices make: {right|wrong} in braces.

`## kind` begins a kind, a blank line a passage; ⏎ is its line break. Rows behind a passage that begin with a tab are
its ledger: subject, indicator, value, unit, period. One mark at a time is spoiled. zh and en hold single statements of
invented places, long_zh and long_en passages of ten numbers and more, as releases have them. parts_*, changes_* and
times_* are by people who had not seen the program, a hundred passages each, by groups of kinds.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

NAMES = ("en", "zh", "long_en", "long_zh")
_MARK = re.compile(r"\{([^{}|]*)\|([^{}]*)\}")


class Passage(Struct, frozen=True):
    kind: str
    marked: str
    ledger: tuple[tuple[str, ...], ...]

    @property
    def right(self) -> str:
        return _MARK.sub(r"\1", self.marked)

    def wrong(self) -> Iterator[tuple[str, int, int]]:
        """The text with one number spoiled, and from where to where that stands: one for each mark."""
        right, shift = self.right, 0
        for mark in _MARK.finditer(self.marked):
            start = mark.start() - shift
            yield right[:start] + mark[2] + right[start + len(mark[1]):], start, start + len(mark[2])
            shift += len(mark[0]) - len(mark[1])


def passages(name: str) -> Iterator[Passage]:
    kind = ""
    for block in (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if line]
        if lines and lines[0].startswith("## "):
            kind = lines.pop(0)[3:]
        if lines:
            rows = tuple(tuple(line.strip("\t").split(",")) for line in lines[1:])
            yield Passage(kind, re.sub(" ?⏎ ?", "\n", lines[0]), rows)
