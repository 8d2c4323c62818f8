"""Reads a marked release (sources/*.txt) into its text, its quantities and what is true or wrong about them.

    [[42%]]              a quantity                      [[a:42%]]       the same, called a
    [[a=42:about 42]]    with its value where the words need one
    [[a@2024-05-18:May 18]]   a date that takes part in a check; dates aren't counted among the quantities found
    {{5G}}               looks like a quantity and is none: model names, telephone numbers, article numbers, routes

After a line `---`, one statement a line, in the form of interval.holds:

    = kind | names | expression                                     true within rounding
    ! kind | expected | at fault | concerned | expression | reason  planted error, false beyond rounding

`expected` is fail, cannot_tell (a missing subject, year, base, source or rate) or flag (either of the two, since the
text alone doesn't say what was meant). `at fault` are the numbers of which a finding has to mark one. After
`--- ledger` a ledger follows as CSV.

How the marks were judged: numbers of sessions, phases and floors, times of day, bare years, datelines and durations are
left without a mark: finding them is neither asked nor held against anyone. Ranks, counts in words and fractions are
quantities.
"""

import csv
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tests.releases.interval import Interval, published

SOURCES = Path(__file__).parent / "sources"
MARK = re.compile(r"\[\[(?:(?P<name>[a-z][a-z0-9]*)?(?:=(?P<value>[0-9.e]+))?(?:@(?P<day>[0-9-]{10}))?:)?"
                  r"(?P<text>[^\[\]]+)\]\]|\{\{(?P<none>[^{}]+)\}\}")


@dataclass
class Quantity:
    """A span of the text; `start` and `end` are Unicode code points."""

    name: str
    text: str
    start: int
    end: int
    value: Interval
    is_date: bool = False


@dataclass
class Statement:
    """Something that the text says with its numbers: true within rounding, or wrong as planted."""

    kind: str
    names: list[str]              # all numbers concerned
    expression: str
    expected: str = "pass"        # pass, fail, cannot_tell or flag
    fault: list[str] = field(default_factory=list)
    reason: str = ""


@dataclass
class Release:
    """A text with its answer."""

    name: str
    text: str
    quantities: list[Quantity]
    not_figures: list[tuple[int, int]]
    statements: list[Statement]
    ledger: list[dict[str, str]]  # as CSV rows; `covers` names the quantity that the row is about

    @property
    def language(self) -> str:
        """`zh` or `en`."""
        return "zh" if self.name.startswith("c") else "en"


def load(path: Path) -> Release:
    """One marked release; ValueError says which line can't be read."""
    return parse(path.stem, path.read_text(encoding="utf-8"))


def parse(name: str, marked: str) -> Release:
    """A marked release from its text; the language is the first letter of its name, `e` or `c`."""
    body, _, rest = marked.partition("\n---\n")
    said, _, ledger = rest.partition("--- ledger\n")
    text, quantities, none = _unmark(body + "\n")
    statements = [_statement(name, line) for line in said.splitlines() if line]
    return Release(name, text, quantities, none, statements, list(csv.DictReader(ledger.splitlines())))


def load_all(folder: Path = SOURCES) -> list[Release]:
    """Every release of a folder, by name."""
    return [load(path) for path in sorted(folder.glob("*.txt"))]


def _unmark(marked: str) -> tuple[str, list[Quantity], list[tuple[int, int]]]:
    text, at = "", 0
    quantities: list[Quantity] = []
    none: list[tuple[int, int]] = []
    for mark in MARK.finditer(marked):
        text += marked[at:mark.start()]
        at = mark.end()
        shown = mark["none"] or mark["text"]
        start, end = len(text), len(text) + len(shown)
        text += shown
        if mark["none"]:
            none.append((start, end))
        else:
            value = (Interval.exactly(date.fromisoformat(mark["day"]).toordinal()) if mark["day"]
                     else published(shown, mark["value"]))
            quantities.append(Quantity(mark["name"] or "", shown, start, end, value, bool(mark["day"])))
    return text + marked[at:], quantities, none


def _statement(name: str, line: str) -> Statement:
    parts = [part.strip() for part in line[1:].split("|")]
    if line.startswith("=") and len(parts) == 3:
        return Statement(parts[0], parts[1].split(), parts[2])
    if line.startswith("!") and len(parts) == 6:
        kind, expected, fault, names, expression, reason = parts
        return Statement(kind, names.split(), expression, expected, fault.split(), reason)
    raise ValueError(f"{name}: not a statement: {line}")
