"""Lists of cases and one case in full."""

from collections.abc import Iterable

import msgspec

from banyan.command.casework import powers
from banyan.command.casework.ending import answers_due
from banyan.command.casework.engine import DOES
from banyan.command.casework.turn import No
from banyan.command.clocks import account, line_at
from banyan.command.terms import clocks
from banyan.model.authority import Refused, authorize
from banyan.model.casework import Actor, Case, Entry, Status
from banyan.model.city import City
from banyan.model.clock import State
from banyan.model.ids import PrincipalId
from banyan.model.ports import Store
from banyan.model.text import Name
from banyan.model.time import Instant
from banyan.runtime.casework import storm
from banyan.runtime.casework.alerts import AlertCases
from banyan.runtime.casework.office import CaseOffice
from banyan.runtime.casework.records import MOVE
from banyan.runtime.casework.views import DAILY, STORM, CaseAsked, CaseLine, CasePage, CaseView

_LONGEST_LOG = 2000


class CaseDesk:
    """What is asked of cases; `office` is where they are changed."""

    def __init__(self, office: CaseOffice, store: Store, city: City) -> None:
        self.office, self.store, self.city = office, store, city
        self.alerts = AlertCases(office, store, city)

    def page(self, asked: CaseAsked, offset: int = 0, limit: int = 100) -> CasePage:
        now = self.office.now()
        found = [one for one in self._every(asked, now) if _fits(one, asked)]
        found.sort(key=lambda one: (one.closed_at is not None, _order(one), one.id))
        late = sum(one.late for one in found)
        return CasePage(found[offset : offset + limit], len(found), late, now)

    def _every(self, asked: CaseAsked, now: Instant) -> Iterable[CaseLine]:
        if asked.flow != STORM:
            yield from (self.line(case, now) for case in list(self.office.register.open()) if asked.open is not False)
            if asked.open is not True and asked.status in ("", Status.CLOSED):
                yield from (self.line(case, now) for case in self.office.register.ended())
        if asked.flow != DAILY:
            lines = storm.lines(self.store.current("case"), self.city, now)
            yield from (one for one in lines if asked.open is None or asked.open is (one.closed_at is None))

    def line(self, case: Case, now: Instant) -> CaseLine:
        definition = self.office.definition(case)
        pending, open_ = case.pending, case.status is not Status.CLOSED
        stint = line_at(case.line, max(now, case.line.stints[-1].begin)).stints[-1]
        paused = open_ and stint.state is State.PAUSED
        until = case.closings[-1].at if not open_ else stint.begin if paused else now
        return CaseLine(
            id=case.id, flow=DAILY, type=case.type,
            name=definition.name if definition is not None else Name(zh=case.type, en=case.type), status=case.status,
            outcome=case.outcome, verdict=case.verdict, holder=case.holder, step=case.step, area=case.place.area,
            cell=case.place.cell, position=case.place.position, address=case.place.address, intake=case.intake,
            due=case.due, provisional=case.provisional, closed_at=None if open_ else case.closings[-1].at,
            late=until > case.due, suspended=paused,
            waiting=pending.kind if pending is not None else None, priority=case.priority, reports=len(case.reports),
            moves=case.moves, parent=case.parent,
        )  # fmt: skip

    def show(self, cid: str, who: PrincipalId) -> CaseView | CaseLine:
        """One case in full; of the storm's the line, its way stands in its own records. Raises KeyError."""
        now = self.office.now()
        body = self.store.bodies("case", [cid]).get(cid)
        if body is not None:
            return storm.lines({cid: body}, self.city, now)[0]
        case = self.office.case(cid)
        calendar, zone = self.office.book.calendar(case.calendar), self.office.book.timezone
        line = line_at(case.line, max(now, case.line.stints[-1].begin))
        return CaseView(
            line=self.line(case, now), case=case,
            clocks=clocks(line, case.terms, max(now, line.stints[-1].begin), calendar, zone),
            account=account(line, max(now, line.stints[-1].begin), calendar, zone), answers_due=answers_due(case),
            log=self._log(case), may=self._may(case, self.office.actor(who)),
        )  # fmt: skip

    def _log(self, case: Case) -> list[Entry]:
        wanted = [f"{case.id}/{n}" for n in range(max(1, case.moves - _LONGEST_LOG), case.moves + 1)]
        found = self.store.bodies(MOVE, wanted)
        return [msgspec.convert(found[eid], Entry) for eid in wanted if eid in found]

    def _may(self, case: Case, by: Actor) -> list[str]:
        definition = self.office.definition(case)
        if definition is None:
            return []
        may = []
        for verb in DOES:
            try:
                authorize(self.office.authority, by.principal, f"case.{verb}")
                powers.check(definition, case, by, verb)
            except (Refused, No):
                continue
            may.append(str(verb))
        return may


def _order(line: CaseLine) -> float:
    if line.closed_at is not None:
        return -line.closed_at.timestamp()
    return line.due.timestamp() if line.due is not None else float("inf")


def _fits(line: CaseLine, asked: CaseAsked) -> bool:
    wanted = (("status", asked.status), ("type", asked.type), ("holder", asked.holder), ("outcome", asked.outcome))
    if any(value and getattr(line, field) != value for field, value in wanted):
        return False
    if asked.area and asked.area not in (line.area, line.cell):
        return False
    if asked.late is not None and line.late is not asked.late:
        return False
    if asked.waiting is not None and (line.waiting is not None) is not asked.waiting:
        return False
    words = asked.text.casefold()
    return not words or any(words in part.casefold() for part in (line.id, line.address, line.name.zh, line.name.en))
