"""What the checker says: one finding a broken rule, with the record's id and the numbers that prove it."""

from msgspec import Struct, field

Number = float | int | str | None
"""A figure as a finding quotes it: a number in the text's unit, or an id or a time as text."""


class Fault(Struct, frozen=True):
    """A broken rule, before it is known on which line. `text` is one sentence; `numbers` are the figures in it."""

    rule: str
    text: str
    numbers: dict[str, Number] = field(default_factory=dict)


class Finding(Struct, frozen=True):
    """A broken rule and the record that broke it. `position` counts records from 1."""

    position: int
    record: str
    rule: str
    text: str
    numbers: dict[str, Number] = field(default_factory=dict)

    def line(self) -> str:
        """One line for a terminal: what can't be printed (line breaks, escape codes) is shown as an escape."""
        return printable(f"{self.record} {self.rule}: {self.text}")


class Report(Struct, frozen=True):
    """The whole answer. `actuations` counts those that moved something; warnings don't make a journal wrong."""

    records: int
    actuations: int
    violations: tuple[Finding, ...]
    warnings: tuple[Finding, ...] = ()


class BadInput(Exception):  # noqa: N818  said as operators say it
    """What was given is no journal; the message is one sentence that says where and what was expected."""


def fault(rule: str, text: str, **numbers: Number) -> Fault:
    """A broken rule with its figures."""
    return Fault(rule, text, numbers)


def printable(text: str) -> str:
    """`text` on one line: a hostile id can't break the line or colour the terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in text)
