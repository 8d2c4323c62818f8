"""Once a day: contacts of reporters whose cases have all ended for as long as their types keep them are deleted.

The journal never forgets; it keeps the pseudonyms, and from now on that their contacts are gone.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import chain

from msgspec import Struct

from banyan.command.retention import until
from banyan.command.worktime import zone_of
from banyan.model.casework import Case, Status
from banyan.model.record import record
from banyan.model.time import Instant, stamp
from banyan.runtime.casework.office import CaseOffice
from banyan.runtime.contacts import Contacts

KIND = "contacts-forgotten"
UNUSED = timedelta(days=1)       # a contact that no case names: its report was not taken


class Forgotten(Struct, frozen=True):
    """Whose contacts were deleted. `because`: reporter → the case that ended last, "" where there was none."""

    id: str
    at: Instant
    reporters: tuple[str, ...]
    because: dict[str, str]


class Forgetting:
    """Called again and again (CaseTimer); looks once on each of the city's days."""

    def __init__(self, contacts: Contacts, office: CaseOffice) -> None:
        self._contacts, self._office = contacts, office
        self._zone = zone_of(office.book.timezone)
        self._looked: date | None = None

    def look(self) -> None:
        now = self._office.now()
        today = now.astimezone(self._zone).date()
        if today != self._looked:
            self.forget(now)
            self._looked = today

    def forget(self, now: Instant) -> tuple[str, ...]:
        """Whose contacts went. The record is there first: killed in between, the rest goes, and is told, later.

        Raises StoreError, StoreFull, OSError.
        """
        kept = self._contacts.everybody()
        over = self._over(kept, now) if kept else {}
        if over:
            body = Forgotten(f"{KIND}/{stamp(now)}", now, tuple(over), over)
            self._office.note([record(KIND, body.id, now, "system", body)])
            for who in over:
                self._contacts.drop(who)
        return tuple(over)

    def _over(self, kept: dict[str, Instant], now: Instant) -> dict[str, str]:
        """Reporter → the case that ended last, of those who may be forgotten."""
        ends: dict[str, tuple[Instant, str] | None] = {}      # None: something keeps them for now
        for case in chain(list(self._office.register.open()), self._office.register.ended()):
            keeps = self._keeps(case, now)
            for who in _reporters(case, kept):
                before = ends.get(who, (case.intake, ""))
                ended = (case.closings[-1].at, str(case.id)) if case.closings else None
                ends[who] = None if keeps or before is None or ended is None else max(before, ended)
        over = {}
        for who, at in kept.items():
            last = ends.get(who, (at, ""))
            if last is not None and (who in ends or at + UNUSED < now):
                over[who] = last[1]
        return over

    def _keeps(self, case: Case, now: Instant) -> bool:
        """An open case keeps its reporters; so does a type that doesn't say for how long."""
        definition = self._office.definition(case)
        if case.status is not Status.CLOSED or definition is None or not definition.retention:
            return True
        return now < until(definition.retention, case.closings[-1].at, self._zone)


def _reporters(case: Case, kept: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(r.reporter for r in case.reports if r.reporter is not None and r.reporter in kept))
