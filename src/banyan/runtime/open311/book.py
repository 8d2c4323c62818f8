"""Cases between cities, over the case office: `case-shared` records beside the case's own moves."""

import logging

import msgspec
from msgspec import Struct

from banyan.command.exchange import Beginning, Shared
from banyan.edges.open311.nouns import Report, ServiceRequest, Status
from banyan.model.authority import Refused
from banyan.model.casework import Actor, Case, Move, Place, Verb
from banyan.model.casework import Status as CaseStatus
from banyan.model.ids import PrincipalId, RoleId
from banyan.model.ports import Store
from banyan.model.record import record
from banyan.runtime.casework.asks import ReportAsk, intake
from banyan.runtime.casework.office import CaseOffice, Declined, Note
from banyan.runtime.open311.declared import Declared

KIND = "case-shared"
_log = logging.getLogger("banyan.open311")


class SharedRecord(Struct, frozen=True):
    """The body of a record: `id` is the case's here."""

    id: str
    shared: Shared


class OfficeBook:
    """As runtime.open311.exchange.CaseBook. What another city does is done here by the principal of its key."""

    def __init__(self, office: CaseOffice, store: Store, note: Note, declared: Declared) -> None:
        self._office, self._note = office, note
        self._peers = {p.jurisdiction: p for p in declared.peers}
        self._keys = {k.jurisdiction: k for k in declared.keys if k.jurisdiction is not None}
        bodies = store.current(KIND).values()
        self._shared = {s.case: s for s in (msgspec.convert(body, SharedRecord).shared for body in bodies)}
        self._began = {s.beginning: s.case for s in self._shared.values()}

    def shared(self, case: str) -> Shared | None:
        return self._shared.get(case)

    def began(self, beginning: Beginning) -> Shared | None:
        case = self._began.get(beginning)
        return self._shared[case] if case is not None else None

    def everywhere(self) -> tuple[Shared, ...]:
        return tuple(s for s in self._shared.values() if s.there is not None or s.leaving is not None)

    def keep(self, shared: Shared) -> None:
        now = self._office.now()
        what = f"{shared.hand}-{shared.holder}-{shared.leaving or ''}-{shared.seen or ''}"
        body = SharedRecord(shared.case, shared)
        self._note([record(KIND, f"{KIND}/{shared.case}@{what}", now, "system", body, ("about", shared.case))])
        self._shared[shared.case] = shared
        self._began[shared.beginning] = shared.case

    def report(self, case: str) -> Report:
        """Without the reporter: they spoke to this city. `channel` and photos stay here, too."""
        found = self._office.case(case)
        first = found.reports[0]
        lon, lat = found.place.position or (None, None)
        return Report(
            service_code=found.type, lat=lat, long=lon, address_string=found.place.address or _place(found.place),
            address_id=found.place.thing, description=first.text or None,
            attributes=tuple((c, (v,) if isinstance(v, str) else v) for c, v in first.attributes.items()),
        )  # fmt: skip

    def open(self, report: Report, beginning: Beginning, sender: str) -> str:
        """Never joined to what is near: it is a case already, and has its own answer to give."""
        key = self._keys[sender]
        position = (report.long, report.lat) if report.long is not None and report.lat is not None else None
        ask = ReportAsk(
            type=report.service_code, text=report.description or "", position=position,
            address=report.address_string or "", thing=report.address_id, channel="city",
            attributes={c: v[0] if len(v) == 1 else v for c, v in report.attributes}, alone=True,
            source=f"city:{beginning.jurisdiction}/{beginning.request}",
        )  # fmt: skip
        return self._office.report(intake(ask, self._office.actor(key.principal), self._office.now())).id

    def give(self, shared: Shared, by: PrincipalId, reason: str) -> None:
        case = self._office.case(shared.case)
        verb = Verb.DISPATCH if case.status is CaseStatus.FILED else Verb.REASSIGN
        peer = self._peers[shared.leaving or ""]
        move = Move(verb, self._office.actor(by), f"hand-{shared.hand}", reason, holder=peer.role)
        self._office.move(case.id, move)

    def stay(self, shared: Shared, to: str, why: str) -> None:
        self._to_desk(shared, to, f"not taken by {to}: {why}"[:500])

    def back(self, shared: Shared, sender: str) -> None:
        self._to_desk(shared, sender, f"handed back by {sender}")

    def change(self, shared: Shared, told: ServiceRequest) -> None:
        """Closed there is fed back here: this city's desk verifies it and answers its own reporter."""
        case = self._office.case(shared.case)
        if told.status is not Status.CLOSED or case.status not in (CaseStatus.DISPATCHED, CaseStatus.HANDLING):
            return
        by = self._city(shared.holder, case.holder)
        reason = f"{shared.holder}: {told.status_notes or told.status.value}"[:500]
        self._tried(case.id, Move(Verb.FEED_BACK, by, f"told-{shared.seen}", reason))

    def _to_desk(self, shared: Shared, peer: str, reason: str) -> None:
        case = self._office.case(shared.case)
        if case.holder == case.desk or case.status is CaseStatus.CLOSED:
            return
        by = self._city(peer, case.desk)
        self._tried(case.id, Move(Verb.REASSIGN, by, f"back-{shared.hand}", reason, holder=case.desk))

    def _city(self, peer: str, role: RoleId) -> Actor:
        """The other city's principal, in the part that it has to play here."""
        return Actor(self._keys[peer].principal, (role,))

    def _tried(self, case: str, move: Move) -> Case | None:
        """A move that the case doesn't allow now is told to the log; where the case is, stands in its own record."""
        try:
            return self._office.move(case, move)
        except (Refused, Declined) as why:
            _log.warning("case %s: what %s told can't be done here: %s", case, move.by.principal, why)
            return None


def _place(place: Place) -> str | None:
    return place.cell or place.area
