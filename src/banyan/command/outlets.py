"""What other programs are told of cases: one event for each move that they asked for, nothing personal in it."""

from collections.abc import Sequence

from msgspec import Struct

from banyan.model.casework import OF_TABLES, OF_TIME, Case, Done, Entry, Verb
from banyan.model.ports import Notice
from banyan.model.time import iso

KEY = "case.event"
USUAL = tuple(verb for verb in Verb if verb not in (*OF_TIME, *OF_TABLES))
"""What is told where an outlet names no verbs: what people do, and not what time says."""


class Outlet(Struct, frozen=True):
    """A program that is told. `verbs`: of which moves; `types`: of which case types, none named: all."""

    name: str
    verbs: tuple[Verb, ...] = USUAL
    types: tuple[str, ...] = ()


def receiver(name: str) -> str:
    """How an outlet is called among receivers and channels of notices."""
    return f"hook:{name}"


def events(done: Done, outlets: Sequence[Outlet]) -> tuple[Notice, ...]:
    """For the outbox. The id is derived from the move, so a retry is known by it, and the same move is told once."""
    cases = {case.id: case for case in done.cases}
    return tuple(_event(entry, cases[entry.case], outlet) for outlet in outlets for entry in done.entries
                 if entry.verb in outlet.verbs and (not outlet.types or cases[entry.case].type in outlet.types))


def _event(entry: Entry, case: Case, outlet: Outlet) -> Notice:
    """Where it stands and who has it; no reporter, no words of anybody. `n` orders the events of a case."""
    told = {
        "case": str(case.id), "type": case.type, "verb": str(entry.verb), "n": str(entry.n), "at": iso(entry.at),
        "before": str(entry.before or ""), "after": str(entry.after), "holder": str(entry.holder),
        "outcome": case.outcome or "", "due": iso(case.due),
    }  # fmt: skip
    return Notice(f"hook/{outlet.name}/{entry.id}", "hook", {"to": receiver(outlet.name), "key": KEY, "args": told})
