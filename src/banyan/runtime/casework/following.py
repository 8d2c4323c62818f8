"""Casework behind the loop: after each tick, the cases of its incidents and alerts, and what time has to say.

In the loop's own thread and at the tick's own time, so that a run that is killed and resumed writes the same cases
again: what a tick decided and nobody has followed yet is followed before the next one.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from functools import partial
from typing import TypeVar

from msgspec import Struct

from banyan.model.authority import Refused
from banyan.model.casework import Case, Status
from banyan.model.ids import CaseId
from banyan.model.intent import Action, Intent
from banyan.model.ports import StoreError, StoreFull
from banyan.model.record import Record
from banyan.model.time import Instant
from banyan.runtime.brain import Brain
from banyan.runtime.casework.alerts import KIND, AlertCases
from banyan.runtime.casework.incidents import RESPONSE, IncidentCases
from banyan.runtime.casework.office import CaseOffice, Declined
from banyan.runtime.casework.raised import Raised
from banyan.runtime.desk import Busy

_log = logging.getLogger("banyan.casework")
_OF_RESPONSES = {RESPONSE: "id", "task": "case", "escalation": "case"}      # kind of record → the response it is of
_AGAIN = timedelta(minutes=1)      # after which what was refused is tried though nothing has moved: a type may hold now
_LET_GO = "end of the incident of"
_Key = tuple[str, str]             # kind and id of what is followed
_T = TypeVar("_T")


class _Refused(Struct, frozen=True):
    """What its case didn't allow, how many moves the case had then (None: there was none), and when."""

    why: str
    moves: int | None
    at: Instant


class Following:
    """`begin` once, then called with each tick's records."""

    def __init__(self, office: CaseOffice, brain: Brain, submit: Callable[[Intent], object]) -> None:
        """`submit` gives the loop a person's wish with its next tick."""
        raised = Raised(office, brain.city.city)
        self._office, self._brain, self._submit = office, brain, submit
        self._incidents = IncidentCases(office, brain.store, brain.city.city, raised)
        self._alerts = AlertCases(office, brain.store, brain.city.rules.by_id, raised)
        self._waiting: dict[_Key, tuple[CaseId, int]] = {}      # → its case, moves so far
        self._refused: dict[_Key, _Refused] = {}
        self._ended: dict[str, CaseId] = {}      # response that is open → its case, which people have closed

    def begin(self) -> None:
        """Everything that stands. Raises StoreFull."""
        self._follow(self._incidents.standing(), self._alerts.standing())

    def __call__(self, records: Sequence[Record]) -> None:
        """Raises StoreFull, as a tick does."""
        moves_of = self._office.register.moves
        moved = [key for key, (cid, moves) in self._waiting.items() if moves_of(cid) != moves]
        moved += [key for key, refused in self._refused.items() if self._again(key, refused)]
        responses = {str(rec.body[_OF_RESPONSES[rec.kind]]) for rec in records if rec.kind in _OF_RESPONSES}
        alerts = {str(rec.body["id"]) for rec in records if rec.kind == KIND and self._concerns(rec)}
        responses |= {eid for kind, eid in moved if kind == RESPONSE}
        alerts |= {eid for kind, eid in moved if kind == KIND}
        if responses or alerts:
            self._brain.commit()      # what is followed is durable first
        self._follow(responses, alerts)

    def _follow(self, responses: Iterable[str], alerts: Iterable[str]) -> None:
        for rid in sorted(responses):
            self._one(RESPONSE, rid, self._incidents.look)
        for aid in self._alerts.in_order(alerts):
            self._one(KIND, aid, self._alerts.look)
        for rid, cid in sorted(self._ended.items()):
            self._guarded((_LET_GO, rid), partial(self._let_go, rid, cid))
        self._office.tick()

    def _concerns(self, rec: Record) -> bool:
        """An alert of which that can't be said is looked at, and what is wrong with it told there."""
        found = self._guarded((KIND, str(rec.body["id"])), partial(self._alerts.concerns, rec.body))
        return found is not False

    def _again(self, key: _Key, refused: _Refused) -> bool:
        """Whether what was refused is worth another try; the end of an incident is tried each tick."""
        if key[0] == _LET_GO:
            return False
        return self._brain.now - refused.at >= _AGAIN or self._moves_of(key) != refused.moves

    def _moves_of(self, key: _Key) -> int | None:
        """None also where that can't be said, which is then a reason like another to try again in a minute."""
        kind, eid = key
        try:
            case = (self._incidents if kind == RESPONSE else self._alerts).case(eid)
        except (StoreError, StoreFull):
            raise
        except Exception:  # noqa: BLE001  what is wrong is told by the look that failed
            return None
        return case.moves if case is not None else None

    def _one(self, kind: str, eid: str, look: Callable[[str], Case | None]) -> None:
        if self._guarded((kind, eid), lambda: self._looked(kind, eid, look(eid))):
            self._refused.pop((kind, eid), None)
        else:
            self._waiting.pop((kind, eid), None)

    def _guarded(self, key: _Key, work: Callable[[], _T]) -> _T | None:
        """None where it failed: whatever is wrong with a case, no gate and no pump waits for it."""
        try:
            return work()
        except (StoreError, StoreFull):
            raise
        except Exception as no:  # noqa: BLE001  as the sentence above says
            known = self._refused.get(key)
            if known is None or known.why != str(no):
                _log.warning("%s %s can't be followed by its case, and is tried again: %s", *key, no,
                             exc_info=None if isinstance(no, (Declined, Busy, Refused)) else no)
            self._refused[key] = _Refused(str(no), self._moves_of(key), self._brain.now)
            return None

    def _looked(self, kind: str, eid: str, case: Case | None) -> bool:
        """What is waited for next, of a case as it was left."""
        key, closed = (kind, eid), case is not None and case.status is Status.CLOSED
        open_still = kind == RESPONSE and CaseId(eid) in self._brain.state.command.cases
        if kind == RESPONSE:
            self._ended.pop(eid, None)
        if case is None or (closed and not open_still):
            self._waiting.pop(key, None)
            return True
        self._waiting[key] = case.id, case.moves
        if closed:
            self._ended[eid] = case.id
        return True

    def _let_go(self, rid: str, cid: CaseId) -> None:
        """Somebody closed the case of an incident in which only alerts of broken rules stand: nobody would ever hear
        that they have cleared, so the loop lets go of it, too. Any other incident goes on until the water says so, or
        until its rules have broken, too. It stays in `_ended` until the loop has taken the wish.
        """
        state, response = self._brain.state, self._brain.state.command.cases.get(CaseId(rid))
        if response is None:
            del self._ended[rid]
            return
        standing = [state.command.alerts[aid] for aid in state.command.incidents[response.incident].standing]
        if not standing or any(alert.rule not in state.out_of_service for alert in standing):
            return
        case = self._office.case(cid)
        if case.outcome is not None:      # else it was opened again this moment, and is looked at with the next tick
            told, by = {"outcome": case.outcome}, case.closings[-1].by
            self._submit(Intent(f"close/{case.id}/{case.moves}", by, Action.CLOSE, rid, told))
        del self._ended[rid]
        self._refused.pop((_LET_GO, rid), None)
