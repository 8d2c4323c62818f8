"""Casework in the journal: `case-move` for what was done, `casework` for the case after it, `casetype` for its type."""

from msgspec import Struct

from banyan.model.casetype import Definition
from banyan.model.casework import Case, Done, Entry
from banyan.model.record import Record, record
from banyan.model.time import Instant

CASE, MOVE, TYPE = "casework", "case-move", "casetype"


class TypeVersion(Struct, frozen=True):
    """A case type as it was when the first case of this version was opened."""

    id: str
    definition: Definition


def of_move(done: Done, *causes: tuple[str, str]) -> list[Record]:
    """For each case that a move touched: the move, caused by the one before it, and the case, caused by the move.

    `causes` are further ones of the first move: the alert that it is about.
    """
    made: list[Record] = []
    cases = {case.id: case for case in done.cases}
    for n, entry in enumerate(done.entries):
        made += _pair(entry, cases[entry.case], causes if n == 0 else ())
    return made


def _pair(entry: Entry, case: Case, further: tuple[tuple[str, str], ...]) -> tuple[Record, Record]:
    move = f"{MOVE}/{entry.id}"
    causes = [*further, *([("follows", f"{MOVE}/{entry.case}/{entry.n - 1}")] if entry.n > 1 else [])]
    if entry.cause is not None:
        causes.append(("raised-by", f"{MOVE}/{entry.cause}"))
    done = record(MOVE, move, entry.at, entry.by, entry, *causes)
    return done, record(CASE, f"{CASE}/{case.id}@{case.moves}", entry.at, entry.by, case, ("raised-by", move))


def type_id(tid: str, version: int) -> str:
    return f"{tid}@{version}"


def of_type(definition: Definition, at: Instant) -> Record:
    eid = type_id(definition.id, definition.version)
    return record(TYPE, f"{TYPE}/{eid}", at, "system", TypeVersion(eid, definition))
