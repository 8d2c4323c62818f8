"""Who visits which open case of a unit, in which order: proposed by allocate, accepted or refused by people."""

from collections.abc import Sequence
from datetime import timedelta

import msgspec
from msgspec import Struct

from banyan.allocate.texts import TEXTS
from banyan.allocate.visits.judge import walked
from banyan.allocate.visits.question import question, walkers
from banyan.command.clocks import line_at
from banyan.model.case import CrewState
from banyan.model.casetype import Visiting
from banyan.model.casework import Case, Status
from banyan.model.clock import State
from banyan.model.ids import CaseId, CrewId, PrincipalId, RoleId
from banyan.model.record import record
from banyan.model.text import Name, Said, render
from banyan.model.time import Instant, micros
from banyan.model.visit import Rounds, Visit, VisitQuestion, Walk
from banyan.runtime.allocation.rounds import rounds
from banyan.runtime.casework.looking import CaseDesk
from banyan.runtime.scenario import UsageError

SCHEMA = "banyan.case-rounds/1"
MOST = 60            # visits of one question, those that are due first; more take minutes to plan and days to walk
KIND = "case-rounds"
LONGEST = 500        # characters of a reason
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
    """One crew's stops in their order, and where it waits (longitude, latitude)."""

    crew: str
    name: Name
    stops: list[Stop]
    home: tuple[float, float] | None = None


class NotVisited(Struct, frozen=True):
    """A case that nobody gets to now, and why, in both languages."""

    case: str
    zh: str
    en: str
    name: Name
    address: str
    position: tuple[float, float] | None
    due: Instant


class Comes(Struct, frozen=True):
    """What rounds come to: cases that end late, minutes of lateness, metres, cases that nobody gets to."""

    late: int
    late_min: int
    metres: int
    unmade: int


class RoundsTaken(Struct, frozen=True):
    """What was decided of a unit's rounds, and by whom; `id` is the unit. Accepted ones stand until others are,
    or these are taken back; refused ones hold the reason. `rounds` have the times as they were when it was decided.
    """

    id: str
    accepted: bool
    at: Instant
    by: PrincipalId
    reason: str
    rounds: list[Round]


class RoundAsk(Struct, frozen=True, forbid_unknown_fields=True):
    """One crew's cases in their order."""

    crew: str
    cases: tuple[str, ...]


class RoundsAsk(Struct, frozen=True, forbid_unknown_fields=True):
    """Rounds as they were shown, to accept or to refuse; refusing, or taking accepted ones back, needs a reason."""

    unit: str
    accept: bool
    rounds: tuple[RoundAsk, ...] = ()
    reason: str = ""


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
    taken: RoundsTaken | None = None


class CaseRounds:
    """Nothing is dispatched by it: whose a case is stays as it is, in which order it is visited is told."""

    def __init__(self, desk: CaseDesk) -> None:
        self._desk, self._office = desk, desk.office

    def propose(self, unit: str) -> Proposed:
        """Raises UsageError for a unit that the routes don't have."""
        asked, waiting, now = self._asked(unit)
        return self._told(unit, now, waiting, rounds(asked), max(0, len(waiting) - MOST))

    def taken(self, unit: str) -> RoundsTaken | None:
        """What was decided last of a unit's rounds."""
        body = self._desk.store.bodies(KIND, [unit]).get(unit)
        return msgspec.convert(body, RoundsTaken) if body is not None else None

    def decide(self, ask: RoundsAsk, by: PrincipalId) -> RoundsTaken:
        """Rounds are accepted as they would be walked from now on. Raises UsageError where they can't be any more."""
        asked, waiting, now = self._asked(ask.unit)
        reason = ask.reason.strip()[:LONGEST]
        if not ask.accept and not reason:
            raise UsageError("refusing rounds needs a reason; nothing was changed")
        told = self._walked(asked, waiting, ask.rounds, now) if ask.accept else []
        if ask.accept and not told:
            raise UsageError("these rounds visit nothing; propose them again")
        taken = RoundsTaken(ask.unit, ask.accept, now, by, reason, told)
        causes = [("about", stop.case) for one in told for stop in one.stops]
        self._office.note([record(KIND, f"{KIND}/{ask.unit}@{micros(now)}", now, by, taken, *causes)])
        return taken

    def _walked(
        self, asked: VisitQuestion, waiting: dict[CaseId, Case], told: Sequence[RoundAsk], now: Instant
    ) -> list[Round]:
        order = {CrewId(one.crew): [CaseId(cid) for cid in one.cases] for one in told}
        gone = [cid for cases in order.values() for cid in cases if cid not in waiting]
        if gone:
            raise UsageError(f"{', '.join(gone)[:200]} can't be visited any more; propose the rounds again")
        try:
            return self._rounds(walked(asked, order), waiting, now)
        except ValueError as why:
            raise UsageError(f"{why}; propose the rounds again") from None

    def _asked(self, unit: str) -> tuple[VisitQuestion, dict[CaseId, Case], Instant]:
        """(question, every open case of the unit by what is due first, now). Raises UsageError for an unknown unit."""
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
        return asked, {c.id: c for c in waiting}, now

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
        walks = self._rounds(found.walks, cases, now)
        unmade = [self._left(cases[u.case], u.why) for u in found.unmade]
        ours, theirs = found.tally, found.nearest
        return Proposed(
            unit=unit, at=now, rounds=walks, unmade=unmade, later=later,
            planned=Comes(ours.late, -(-ours.late_s // 60), ours.metres, ours.unmade),
            first_come_nearest=Comes(theirs.late, -(-theirs.late_s // 60), theirs.metres, theirs.unmade),
            late_avoided=found.late_avoided, gain_min=found.gain // 60, status=found.status,
            taken=self.taken(unit),
        )  # fmt: skip

    def _rounds(self, walks: Sequence[Walk], cases: dict[CaseId, Case], now: Instant) -> list[Round]:
        """Of the crews that have somewhere to go."""
        crews = {crew.id: crew for crew in self._desk.city.crews}
        return [
            Round(str(walk.crew), crews[walk.crew].name, [
                self._stop(cases[s.case], now, s.arrives_s, s.ends_s, s.late_s, s.metres) for s in walk.stops
            ], crews[walk.crew].home)
            for walk in walks if walk.stops
        ]  # fmt: skip

    def _left(self, case: Case, why: Said) -> NotVisited:
        place = case.place
        return NotVisited(str(case.id), render(why, TEXTS, "zh"), render(why, TEXTS, "en"), self._name(case),
                          place.address, place.position, case.due)

    def _name(self, case: Case) -> Name:
        definition = self._office.definition(case)
        return definition.name if definition is not None else Name(zh=case.type, en=case.type)

    def _stop(self, case: Case, now: Instant, arrives: int, ends: int, late: int, metres: int) -> Stop:
        return Stop(
            str(case.id), self._name(case), case.place.address, case.place.position, now + timedelta(seconds=arrives),
            now + timedelta(seconds=ends), case.due, -(-late // 60), metres,
        )  # fmt: skip


def _goes_out(case: Case, unit: str, now: Instant) -> bool:
    """The unit has it to handle, and its clock runs."""
    if case.holder != RoleId(unit) or case.status not in _OUT or case.pending is not None:
        return False
    return line_at(case.line, max(now, case.line.stints[-1].begin)).stints[-1].state is not State.PAUSED
