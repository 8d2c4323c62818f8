"""Which closed cases are looked at a second time: a share of each type's closings, drawn when they are closed.

The draw is made of the case and of the microsecond of its closing, so a replay draws the same, and nobody who closes a
case knows beforehand whether it will be looked at.
"""

import hashlib

from banyan.model.casetype import Definition
from banyan.model.casework import Case, Status
from banyan.model.ids import CaseId
from banyan.model.time import Instant, micros

_WHOLE = 2**64


def drawn(definition: Definition, case: Case) -> bool:
    """Whether this end of the case is in the sample (`sampled` % of its type).

    A duplicate ends with its first case; an end that a table told is history, which nobody has made here.
    """
    if case.status is not Status.CLOSED or case.joined_to is not None or case.closings[-1].imported or case.undone:
        return False
    return in_sample(definition, case.id, case.closings[-1].at)


def in_sample(definition: Definition, cid: CaseId, closed_at: Instant) -> bool:
    lot = hashlib.sha256(f"second look/{cid}/{micros(closed_at)}".encode()).digest()[:8]
    return int.from_bytes(lot) * 100 < definition.sampled * _WHOLE


def looked_at(case: Case) -> bool:
    """Evaluated since it ended last; opening it again takes the score away, and is an answer of its own."""
    return case.score is not None
