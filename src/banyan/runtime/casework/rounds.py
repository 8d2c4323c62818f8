"""Who visits which open case of a unit, in which order: proposed by allocate, decided by people."""

from datetime import timedelta

import msgspec
from msgspec import Struct

from banyan.allocate.texts import TEXTS
from banyan.allocate.visits.question import question, walkers
from banyan.command.clocks import line_at
from banyan.model.case import CrewState
from banyan.model.casetype import Visiting
from banyan.model.casework import Case, Status
from banyan.model.clock import State
from banyan.model.ids import CaseId, RoleId
from banyan.model.text import Name, render
from banyan.model.time import Instant
from banyan.model.visit import Rounds, Visit
from banyan.runtime.allocation.rounds import rounds
from banyan.runtime.casework.looking import CaseDesk
from banyan.runtime.scenario import UsageError

SCHEMA = "banyan.case-rounds/1"
MOST = 60            # visits of one question, those that are due first; more take minutes to plan and days to walk
PRESSING = 3         # how many times a second of a priority case's lateness counts
_OUT = (Status.DISPATCHED, Status.HANDLING)


class Stop(Struct, frozen=True):
    """One visit on a round. `late_min`: past its promised limit when it ends, in whole minutes, rounded up."""

    case: str
    name: Name
    address: str
    position: tuple[float, float] | None
    arrives: Instant
    ends: Instant
    due: Instant
    late_min: int
    metres: int


class Round(Struct, frozen=True):
    crew: str
    name: Name
    stops: list[Stop]


class NotVisited(Struct, frozen=True):
    case: str
    zh: str
    en: str


class Comes(Struct, frozen=True):
    """What rounds come to: cases that end late, minutes of lateness, metres, cases that nobody gets to."""

    late: int
    late_min: int
    metres: int
    unmade: int


class Proposed(Struct, frozen=True, kw_only=True):
    """`later`: open cases beyond the so many that are planned at once. `gain_min`: of one case's lateness, as the
    weights count lateness, ways and what nobody gets to. `status`: optimal | feasible | first-come-nearest.
    """

    schema: str = SCHEMA
    unit: str
    at: Instant
    rounds: list[Round]
    unmade: list[NotVisited]
    later: int
    planned: Comes
    first_come_nearest: Comes
    late_avoided: int
    gain_min: int
    status: str


class CaseRounds:
    """Reads alone: nothing is dispatched by it."""

    def __init__(self, desk: CaseDesk) -> None:
        self._desk, self._office = desk, desk.office

    def propose(self, unit: str) -> Proposed:
        """Raises UsageError for a unit that the routes don't have."""
        known = [str(u.id) for u in self._office.book.routes.units]
        if unit not in known:
            raise UsageError(f'there is no unit "{unit[:40]}"; expected one of {", ".join(known)}')
        now, city = self._office.now(), self._desk.city
        waiting = sorted((c for c in list(self._office.register.open()) if _goes_out(c, unit, now)),
                         key=lambda c: (c.due, c.id))  # fmt: skip
        crews = [c for c in city.crews if c.unit in (None, unit)]
        states = {s.id: s for s in (msgspec.convert(body, CrewState) for body in self._states())}
        asked = question(
            (self._visit(c, now) for c in waiting[:MOST]), walkers(crews, states, now, city.timezone), now
        )
        return self._told(unit, now, {c.id: c for c in waiting}, rounds(asked), max(0, len(waiting) - MOST))

    def _states(self) -> list[dict[str, object]]:
        return list(self._desk.store.current("crew").values())

    def _visit(self, case: Case, now: Instant) -> Visit:
        definition = self._office.definition(case)
        visiting = definition.visit if definition is not None else Visiting()
        due_s = int((case.due - now).total_seconds() // 1)
        return Visit(
            case.id, case.intake, visiting.minutes * 60, due_s, case.place.position,
            visiting.skill, visiting.equipment, PRESSING if case.priority else 1,
        )  # fmt: skip

    def _told(self, unit: str, now: Instant, cases: dict[CaseId, Case], found: Rounds, later: int) -> Proposed:
        names = {crew.id: crew.name for crew in self._desk.city.crews}
        walks = [
            Round(str(walk.crew), names[walk.crew], [
                self._stop(cases[s.case], now, s.arrives_s, s.ends_s, s.late_s, s.metres) for s in walk.stops
            ])
            for walk in found.walks if walk.stops
        ]  # fmt: skip
        unmade = [NotVisited(str(u.case), render(u.why, TEXTS, "zh"), render(u.why, TEXTS, "en")) for u in found.unmade]
        ours, theirs = found.tally, found.nearest
        return Proposed(
            unit=unit, at=now, rounds=walks, unmade=unmade, later=later,
            planned=Comes(ours.late, -(-ours.late_s // 60), ours.metres, ours.unmade),
            first_come_nearest=Comes(theirs.late, -(-theirs.late_s // 60), theirs.metres, theirs.unmade),
            late_avoided=found.late_avoided, gain_min=found.gain // 60, status=found.status,
        )  # fmt: skip

    def _stop(self, case: Case, now: Instant, arrives: int, ends: int, late: int, metres: int) -> Stop:
        definition = self._office.definition(case)
        name = definition.name if definition is not None else Name(zh=case.type, en=case.type)
        return Stop(
            str(case.id), name, case.place.address, case.place.position, now + timedelta(seconds=arrives),
            now + timedelta(seconds=ends), case.due, -(-late // 60), metres,
        )  # fmt: skip


def _goes_out(case: Case, unit: str, now: Instant) -> bool:
    """The unit has it to handle, and its clock runs."""
    if case.holder != RoleId(unit) or case.status not in _OUT or case.pending is not None:
        return False
    return line_at(case.line, max(now, case.line.stints[-1].begin)).stints[-1].state is not State.PAUSED
