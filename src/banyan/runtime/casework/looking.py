"""Lists of cases and one case in full."""

from collections.abc import Sequence

import msgspec

from banyan.command.casework import powers
from banyan.command.casework.ending import answers_due
from banyan.command.casework.engine import DOES
from banyan.command.casework.turn import No
from banyan.command.clocks import account, line_at
from banyan.command.terms import clocks
from banyan.model.authority import Refused, authorize
from banyan.model.casetype import version_of
from banyan.model.casework import Actor, Case, Entry, Status
from banyan.model.city import City
from banyan.model.clock import State
from banyan.model.ids import PrincipalId
from banyan.model.ports import Store
from banyan.model.text import Name
from banyan.model.time import Instant
from banyan.runtime.casework.ended import Ended, of
from banyan.runtime.casework.office import CaseOffice
from banyan.runtime.casework.records import MOVE
from banyan.runtime.casework.views import CaseAsked, CaseLine, CasePage, CaseView
from banyan.runtime.indicators.on_desk import DeskIndicators

_LONGEST_LOG = 2000


class CaseDesk:
    """What is asked of cases; `office` is where they are changed."""

    def __init__(self, office: CaseOffice, store: Store, city: City) -> None:
        self.office, self.store, self.city = office, store, city
        self.indicators = DeskIndicators(office, store)

    def page(self, asked: CaseAsked, offset: int = 0, limit: int = 100) -> CasePage:
        now = self.office.now()
        open_, ended = self.found(asked, now)
        rows = open_[offset : offset + limit]
        first = max(offset - len(open_), 0)
        rows += self.lines(ended[first : first + limit - len(rows)], now)
        late = sum(one.late for one in open_) + sum(one.late for one in ended)
        return CasePage(rows, len(open_) + len(ended), late, now)

    def found(self, asked: CaseAsked, now: Instant) -> tuple[list[CaseLine], list[Ended]]:
        """Open ones, what is due first; and what is known of closed ones without reading them, newest first."""
        if asked.source:
            cid = self.office.register.of_source(asked.source)
            case = self.office.register.get(cid) if cid is not None else None
            open_ = [case] if case is not None and case.status is not Status.CLOSED else []
            ended = [one for one in (of(case),) if one is not None] if case is not None else []
        else:
            open_, ended = list(self.office.register.open()), []
            if asked.open is not True and asked.status in ("", Status.CLOSED):
                ended = list(self.office.register.closed.newest())
        lines = [self.line(case, now) for case in open_] if asked.open is not False else []
        return (sorted((one for one in lines if _fits(one, asked)), key=lambda one: (one.due, one.id)),
                [one for one in ended if asked.open is not True and self._fits_ended(one, asked)])

    def lines(self, ended: Sequence[Ended], now: Instant) -> list[CaseLine]:
        """Read now; one that was opened again in the meantime is told as it is."""
        return [self.line(case, now) for case in self.office.register.several([one.id for one in ended])]

    def _fits_ended(self, one: Ended, asked: CaseAsked) -> bool:
        if asked.status not in ("", Status.CLOSED) or not _fits_facts(one, asked):
            return False
        if asked.waiting is not None and one.waiting is not asked.waiting:
            return False
        return not asked.text or _says(asked.text, one.id, one.address, self._name(one.type, one.version))

    def _name(self, tid: str, version: int) -> Name:
        definition = version_of(self.office.book, tid, version)
        return definition.name if definition is not None else Name(zh=tid, en=tid)

    def line(self, case: Case, now: Instant) -> CaseLine:
        pending, open_ = case.pending, case.status is not Status.CLOSED
        stint = line_at(case.line, max(now, case.line.stints[-1].begin)).stints[-1]
        paused = open_ and stint.state is State.PAUSED
        until = case.closings[-1].at if not open_ else stint.begin if paused else now
        return CaseLine(
            id=case.id, type=case.type,
            name=self._name(case.type, case.version), status=case.status,
            outcome=case.outcome, verdict=case.verdict, holder=case.holder, step=case.step, area=case.place.area,
            cell=case.place.cell, position=case.place.position, address=case.place.address, intake=case.intake,
            due=case.due, provisional=case.provisional, closed_at=None if open_ else case.closings[-1].at,
            late=until > case.due, suspended=paused,
            waiting=pending.kind if pending is not None else None, priority=case.priority, reports=len(case.reports),
            moves=case.moves, parent=case.parent, channel=case.reports[0].channel if case.reports else "",
            handler=case.handler,
        )  # fmt: skip

    def show(self, cid: str, who: PrincipalId) -> CaseView:
        """One case in full. Raises KeyError."""
        now = self.office.now()
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


def _fits(line: CaseLine, asked: CaseAsked) -> bool:
    if (asked.status and line.status != asked.status) or not _fits_facts(line, asked):
        return False
    if asked.waiting is not None and (line.waiting is not None) is not asked.waiting:
        return False
    return not asked.text or _says(asked.text, line.id, line.address, line.name)


def _fits_facts(one: CaseLine | Ended, asked: CaseAsked) -> bool:
    """What open and closed ones are asked alike."""
    wanted = ((one.type, asked.type), (one.holder, asked.holder), (one.outcome, asked.outcome),
              (one.channel, asked.channel), (one.handler, asked.handler))
    if any(value and has != value for has, value in wanted):
        return False
    if asked.area and asked.area not in (one.area, one.cell):
        return False
    return asked.late is None or one.late is asked.late


def _says(text: str, cid: str, address: str, name: Name) -> bool:
    words = text.casefold()
    return any(words in part.casefold() for part in (cid, address, name.zh, name.en))
