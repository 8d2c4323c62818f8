"""What the desk does at the door: hand a case to another city, and look at how a reporter can be reached."""

from msgspec import Struct

from banyan.command.exchange import Shared
from banyan.command.privacy import Contact, masked, reveal
from banyan.model.ids import PrincipalId
from banyan.model.record import record
from banyan.runtime.casework.office import CaseOffice, Note
from banyan.runtime.contacts import REVEALED, Contacts
from banyan.runtime.open311.exchange import Exchange


class ContactView(Struct, frozen=True):
    """A reporter of a case, as everybody sees them who may see the case: under a pseudonym, masked."""

    report: str
    reporter: str
    contact: Contact


class CaseDoors:
    """Thread-safe as the office is."""

    def __init__(self, office: CaseOffice, contacts: Contacts, note: Note, exchange: Exchange | None = None) -> None:
        """`exchange` None: a city that knows no other one (no open311.toml)."""
        self._office, self._contacts, self._note, self._exchange = office, contacts, note, exchange

    def hand_over(self, case: str, to: str, by: PrincipalId, reason: str) -> Shared:
        """Raises KeyError, Refused, Declined. It is sent by the door's own thread, as long as it takes."""
        self._office.case(case)
        if self._exchange is None:
            raise KeyError("door for other cities: the city's folder holds no open311.toml, so nothing")
        return self._exchange.hand_over(case, to, by, reason)

    def contacts(self, case: str) -> list[ContactView]:
        """Masked. Raises KeyError."""
        found = []
        for report in self._office.case(case).reports:
            contact = self._contacts.of(report.reporter) if report.reporter is not None else None
            if report.reporter is not None and contact is not None:
                found.append(ContactView(report.id, report.reporter, masked(contact)))
        return found

    def reveal(self, case: str, reporter: str, by: PrincipalId, reason: str) -> Contact:
        """The contact itself; that it was looked at, by whom and why is in the journal first.

        Raises KeyError, Refused, StoreFull.
        """
        found = self._office.case(case)
        contact = self._contacts.of(reporter) if any(r.reporter == reporter for r in found.reports) else None
        if contact is None:
            raise KeyError(f"contact of {reporter[:40]} in case {case}")
        now = self._office.now()
        seen, shown = reveal(self._office.authority, by, reporter, found.id, reason, contact, now)
        self._note([record(REVEALED, f"{REVEALED}/{seen.id}", now, by, seen, ("about", found.id))])
        return shown
