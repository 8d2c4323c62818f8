"""A case engine of a few lines: cases with their log, which is what a journal would hold."""

from datetime import UTC, datetime, timedelta

from banyan.command.exchange import Beginning, Shared
from banyan.edges.open311.nouns import Report, ServiceRequest, Status
from banyan.model.authority import Refused
from banyan.model.ids import PrincipalId

START = datetime(2026, 7, 24, tzinfo=UTC)


class Book:
    """As runtime.open311.exchange.CaseBook."""

    def __init__(self, here: str) -> None:
        self.here = here
        self.reports: dict[str, Report] = {}
        self.log: list[tuple[str, str]] = []          # (case, what happened)
        self.kept: dict[str, Shared] = {}
        self.status: dict[str, tuple[Status, str | None]] = {}
        self.updated: dict[str, datetime] = {}
        self.refuses = ""

    def file(self, report: Report) -> str:
        case = f"{self.here}-{len(self.reports) + 1}"
        self.reports[case] = report
        self._put(case, "opened", Status.OPEN, None)
        return case

    def close(self, case: str, notes: str) -> None:
        self._put(case, f"closed: {notes}", Status.CLOSED, notes)

    def _put(self, case: str, what: str, status: Status, notes: str | None) -> None:
        self.log.append((case, what))
        self.status[case] = status, notes
        self.updated[case] = START + timedelta(minutes=len(self.log))

    def shared(self, case: str) -> Shared | None:
        return self.kept.get(case)

    def began(self, beginning: Beginning) -> Shared | None:
        return next((s for s in self.kept.values() if s.beginning == beginning), None)

    def everywhere(self) -> tuple[Shared, ...]:
        return tuple(s for s in self.kept.values() if s.holder != self.here or s.leaving)

    def keep(self, shared: Shared) -> None:
        self.kept[shared.case] = shared

    def report(self, case: str) -> Report:
        return self.reports[case]

    def give(self, shared: Shared, by: PrincipalId, reason: str) -> None:
        if self.refuses:
            raise Refused(self.refuses)

    def stay(self, shared: Shared, to: str, why: str) -> None:
        self.log.append((shared.case, f"not taken by {to}: {why}"))

    def open(self, report: Report, beginning: Beginning, sender: str) -> str:
        return self.file(report)

    def back(self, shared: Shared, sender: str) -> None:
        self.log.append((shared.case, f"back from {sender}"))

    def change(self, shared: Shared, told: ServiceRequest) -> None:
        self._put(shared.case, f"{shared.holder} says {told.status.value}", told.status, told.status_notes)

    def request(self, case: str) -> ServiceRequest:
        status, notes = self.status[case]
        return ServiceRequest(service_request_id=case, status=status, status_notes=notes, service_code="drain",
                              requested_datetime=START, updated_datetime=self.updated[case])
