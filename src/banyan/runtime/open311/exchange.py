"""Two cities and one case: hand it over, take it in, look how it goes. Each step is recorded before it is sent."""

import threading
from collections.abc import Mapping
from typing import Protocol

from msgspec.structs import replace

from banyan.command import exchange
from banyan.command.exchange import Beginning, Shared
from banyan.edges.open311.nouns import Fault, Filed, Origin, Report, ServiceRequest
from banyan.edges.open311.reader import AnswerError
from banyan.model.authority import Refused
from banyan.model.ids import PrincipalId
from banyan.runtime.open311.client import Client, Declined, Unreached
from banyan.runtime.open311.desk import Turned


class CaseBook(Protocol):
    """What the exchange needs of the case engine. Each `keep`, `open`, `back` and `change` is a record, or nothing."""

    def shared(self, case: str) -> Shared | None: ...

    def began(self, beginning: Beginning) -> Shared | None:
        """The case that began there, where we know it; one that began here is known by its own id once it left."""

    def everywhere(self) -> tuple[Shared, ...]:
        """All shared cases that aren't with us, or are on their way."""

    def keep(self, shared: Shared) -> None: ...

    def report(self, case: str) -> Report:
        """The case as it is told to another city; without its reporter, but for what they agreed to."""

    def open(self, report: Report, beginning: Beginning, sender: str) -> str:
        """A case that is new here; its id. The same beginning again gives the same. Raises Turned."""

    def give(self, shared: Shared, by: PrincipalId, reason: str) -> None:
        """It is on its way, by somebody's decision. Raises Refused, UsageError: it can't go now."""

    def stay(self, shared: Shared, to: str, why: str) -> None:
        """It was on its way to `to`, who won't have it."""

    def back(self, shared: Shared, sender: str) -> None:
        """It is in our hands again."""

    def change(self, shared: Shared, told: ServiceRequest) -> None:
        """Who has it says how it stands."""


class Exchange:
    """`clients`: jurisdiction → how to reach it."""

    def __init__(self, here: str, book: CaseBook, clients: Mapping[str, Client]) -> None:
        self._here, self._book, self._clients = here, book, clients
        self._turn = threading.RLock()     # held while deciding, never while waiting for another city

    def hand_over(self, case: str, to: str, by: PrincipalId, reason: str = "") -> Shared:
        """Record that it leaves; `deliver` sends it. Raises Refused, UsageError."""
        if to not in self._clients:
            expected = ", ".join(sorted(self._clients)) or "none"
            raise Refused(f"no city {to} is known here; expected one of {expected}")
        with self._turn:
            known = self._book.shared(case)
            leaving = exchange.leave(known, case, self._here, to)
            if leaving != known:
                self._book.keep(leaving)   # first: a crash after it sends the case, a crash before it leaves it here
                try:
                    self._book.give(leaving, by, reason)
                except Exception:
                    self._book.keep(exchange.turned_down(leaving, leaving.hand))
                    raise
            return leaving

    def deliver(self, case: str) -> bool:
        """Send what is on its way; True once it is settled, to be called again (by the outbox) while it isn't."""
        known = self._book.shared(case)
        if known is None or known.leaving is None:
            return True
        origin = Origin(known.beginning.jurisdiction, known.beginning.request, known.hand)
        report = self._book.report(case)
        try:
            filed = self._clients[known.leaving].file(replace(report, origin=origin))
        except Declined as refusal:
            if refusal.status == 403:             # our key; an earlier try may have been taken under it all the same
                return False
            with self._turn:
                now = self._book.shared(case)
                after = exchange.turned_down(now, known.hand) if now is not None else None
                if after is not None and after != now:
                    self._book.keep(after)
                    self._book.stay(after, known.leaving, str(refusal))
            return True
        except (Unreached, AnswerError):
            return False
        if filed.service_request_id is None:      # a token: the case is theirs, its id comes later by asking again
            return False
        with self._turn:
            now = self._book.shared(case)         # it may have come back before its answer
            after = exchange.answered(now, known.hand, filed.service_request_id) if now is not None else None
            if after is not None and after != now:
                self._book.keep(after)
        return True

    def receive(self, report: Report, sender: str) -> Filed:
        """A case that `sender` hands over. Raises Turned."""
        if report.origin is None:
            raise Turned(Fault(400, "origin_jurisdiction was not provided."))
        with self._turn:
            return self._received(report, report.origin, sender)

    def _received(self, report: Report, origin: Origin, sender: str) -> Filed:
        beginning = Beginning(origin.jurisdiction, origin.request)
        known = self._book.began(beginning)
        try:
            found = exchange.arrive(known, beginning, origin.hand, sender, self._here)
        except Refused as why:
            raise Turned(Fault(400, f"{str(why)[:1].upper()}{str(why)[1:]}.")) from None
        if found.shared is None:
            case = self._book.open(report, beginning, sender)
            self._book.keep(exchange.taken(case, beginning, origin.hand, self._here))
            return Filed(case)
        if found.changed:
            self._book.keep(found.shared)
            self._book.back(found.shared, sender)
        return Filed(found.shared.case)

    def look(self) -> int:
        """Ask those who have our cases how they stand; the number of news. Who can't be reached is asked next time."""
        news = 0
        for shared in self._book.everywhere():
            if shared.there is None or shared.leaving is not None or shared.holder not in self._clients:
                continue
            try:
                told = self._clients[shared.holder].request(shared.there)
            except (Unreached, Declined, AnswerError):
                continue
            news += told is not None and self._told(shared, told)
        return news

    def _told(self, asked: Shared, told: ServiceRequest) -> bool:
        with self._turn:
            known = self._book.shared(asked.case)
            at = told.updated_datetime or told.requested_datetime
            after = exchange.changed_there(known, asked.holder, at) if known is not None else None
            if after is None:
                return False
            self._book.change(after, told)
            self._book.keep(after)
            return True
