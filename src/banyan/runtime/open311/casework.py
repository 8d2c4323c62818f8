"""The city's cases as GeoReport v2 sees them: case types are services, cases are requests."""

from collections.abc import Iterator
from datetime import datetime, time
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from banyan.command.casework.texts import STATUSES, VERBS
from banyan.command.forms.attachments import OPEN311
from banyan.command.forms.texts import TEXTS
from banyan.command.privacy import Contact, scrubbed
from banyan.edges.open311 import nouns, times
from banyan.edges.open311.nouns import (
    Fault,
    Filed,
    Media,
    Query,
    Report,
    Service,
    ServiceDefinition,
    ServiceRequest,
)
from banyan.edges.open311.query import choose
from banyan.model.casetype import Attribute, Datatype, Definition
from banyan.model.casework import Case, Status, Verb
from banyan.model.ids import RoleId
from banyan.model.ports import Store
from banyan.model.text import Name, Said, render
from banyan.model.time import Instant
from banyan.runtime.casework.asks import ReportAsk, intake
from banyan.runtime.casework.ended import Ended
from banyan.runtime.casework.looking import CaseDesk
from banyan.runtime.casework.office import Declined
from banyan.runtime.casework.photos import Photos, Unfit
from banyan.runtime.casework.records import MOVE
from banyan.runtime.contacts import Contacts
from banyan.runtime.open311.book import OfficeBook
from banyan.runtime.open311.declared import Declared
from banyan.runtime.open311.desk import About, Turned
from banyan.runtime.open311.exchange import Exchange
from banyan.runtime.open311.keys import ApiKey, valid

CHANNEL = "open311"
_PUBLIC = (Verb.REPORT, Verb.FILE, Verb.DISPATCH, Verb.HANDLE, Verb.VERIFY, Verb.CLOSE, Verb.REOPEN)
_MOST_NOTES = 50
NOTICES = {"open311.promised": Name(zh="承诺于 {due} 前办结。", en="To be done by {due}.")}


class CaseRequests:
    """As runtime.open311.desk.Requests311, over the case desk of one city."""

    def __init__(
        self, desk: CaseDesk, declared: Declared, store: Store, photos: Photos, contacts: Contacts,
        exchange: Exchange, book: OfficeBook,
    ) -> None:  # fmt: skip
        self.desk, self.declared = desk, declared
        self._office, self._store = desk.office, store
        self._photos, self._contacts = photos, contacts
        self._exchange, self._book = exchange, book
        self._zone = ZoneInfo(self._office.book.timezone)
        self._roles = {role.id: role.name for role in self._office.authority.roles}

    def about(self) -> About:
        first = max((d.first for d in self._office.types()), default=self._office.now().date())
        changed = datetime.combine(first, time(0), self._zone)
        return About(self.declared.jurisdiction, self.declared.contact, self.declared.key_service, changed,
                     self.declared.type, self._zone)

    def now(self) -> Instant:
        return self._office.now()

    def key(self, given: str) -> ApiKey | None:
        return valid(self.declared.keys, given, self.now())

    def services(self, language: str) -> tuple[Service, ...]:
        return tuple(
            Service(
                d.id, d.name.said(language), d.help.said(language) if d.help else "", bool(d.attributes),
                keywords=d.keywords, group=d.group.said(language) if d.group else None,
            )
            for d in map(self._office.asked, self._office.reported_types())
        )

    def definition(self, code: str, language: str) -> ServiceDefinition | None:
        known = next((d for d in self._office.reported_types() if d.id == code), None)
        if known is None:
            return None
        found = self._office.asked(known)
        asked = sorted(enumerate(found.attributes), key=lambda item: (item[1].order, item[0]))
        return ServiceDefinition(code, tuple(_asked(a, n, language) for n, (_, a) in enumerate(asked, start=1)))

    def file(self, report: Report, key: ApiKey, language: str) -> Filed:
        if report.origin is not None:
            return self._handed(report, key)
        now = self.now()
        position = (report.long, report.lat) if report.long is not None and report.lat is not None else None
        who = report.reporter
        name = " ".join(part for part in (who.last_name, who.first_name) if part) or None
        contact = Contact(who.phone, who.email, name, who.account_id and f"{key.id}/{who.account_id}")
        known = self._contacts.known(contact)
        ask = ReportAsk(
            type=report.service_code, text=report.description or "", position=position,
            address=report.address_string or "", thing=report.address_id, channel=CHANNEL,
            attributes={c: v if self._several(report.service_code, c) else v[0] for c, v in report.attributes},
            media=tuple(map(self._kept, report.media)) + ((report.media_url,) if report.media_url else ()),
            reporter=self._contacts.keep(contact, now),
        )  # fmt: skip
        try:
            case = self._office.report(intake(ask, self._office.actor(key.principal, ask.reporter), now))
        except Declined as why:
            if ask.reporter is not None and not known:
                self._contacts.drop(ask.reporter)      # nothing was taken, so nothing of them is kept
            raise Turned(Fault(400, f"{why.text('en')}.")) from None
        notice = render(Said("open311.promised", {"due": times.write(case.due)}), NOTICES, language)
        return Filed(case.id, None, notice, who.account_id)

    def _handed(self, report: Report, key: ApiKey) -> Filed:
        """A case of another city, whose key this is."""
        try:
            return self._exchange.receive(report, key.jurisdiction or "")
        except Declined as why:
            raise Turned(Fault(400, f"{why.text('en')}.")) from None

    def _kept(self, file: Media) -> str:
        """Deleted after a day where the report is not taken; else checked against its case (photo_round.py)."""
        try:
            return self._photos.take(file.content, OPEN311, self._zone)
        except Unfit as why:
            raise Turned(Fault(400, f"{file.name[:80]!r}: {render(why.said, TEXTS, 'en')}.")) from None

    def _several(self, code: str, attribute: str) -> bool:
        definition = self._office.asked(self._office.type_now(code))
        return any(a.code == attribute and a.datatype is Datatype.SEVERAL for a in definition.attributes)

    def token(self, token: str) -> Filed | None:  # noqa: ARG002  every service answers at once: there are no tokens
        return None

    def find(self, query: Query, language: str) -> tuple[ServiceRequest, ...]:
        chosen = choose((self._request(case, language) for case in self._cases(query)), query)
        return self._noted(chosen, language) if query.extensions else chosen

    def _cases(self, query: Query) -> Iterator[Case]:
        """Public cases that may fit; closed ones are read from the journal only where they are asked for."""
        if query.ids:
            found: Iterator[Case | None] = (self._get(rid) for rid in query.ids)
        else:
            found = self._listed(query)
        return (case for case in found if case is not None and case.type not in self.declared.private)

    def _listed(self, query: Query) -> Iterator[Case]:
        """What is cheap to tell is told here, before a case is read and a request is made of it."""
        wanted = query.statuses or tuple(nouns.Status)

        def fits(one: Case | Ended) -> bool:
            return query.begin <= one.intake <= query.end and (not query.codes or one.type in query.codes)

        return chain(
            (c for c in list(self._office.register.open()) if fits(c)) if nouns.Status.OPEN in wanted else (),
            self._office.register.ended(fits) if nouns.Status.CLOSED in wanted else (),
        )

    def _get(self, rid: str) -> Case | None:
        try:
            return self._office.case(rid)
        except KeyError:
            return None

    def _request(self, case: Case, language: str) -> ServiceRequest:
        definition = self._office.definition(case)
        first = case.reports[0] if case.reports else None
        closed = case.status is Status.CLOSED
        lon, lat = case.place.position or (None, None)
        return ServiceRequest(
            service_request_id=case.id, status=nouns.Status.CLOSED if closed else nouns.Status.OPEN,
            status_notes=_status(case, definition, language), service_code=case.type,
            service_name=definition.name.said(language) if definition else None,
            description=scrubbed(first.text) if first else None, agency_responsible=self._agency(case.holder, language),
            requested_datetime=case.intake, updated_datetime=_updated(case),
            expected_datetime=None if closed else case.due, address=scrubbed(case.place.address),
            address_id=case.place.thing, lat=lat, long=lon,
            extended=self._extended(case),
        )  # fmt: skip

    def _extended(self, case: Case) -> nouns.Extended:
        shared = self._book.shared(case.id)
        if shared is None:
            here = self.declared.jurisdiction
            return nouns.Extended(here, case.id, 0, here, case.outcome, case.verdict)
        begun = shared.beginning
        return nouns.Extended(begun.jurisdiction, begun.request, shared.hand, shared.holder, case.outcome, case.verdict)

    def _agency(self, role: RoleId, language: str) -> str:
        return self._roles[role].said(language) if role in self._roles else str(role)

    def _noted(self, chosen: tuple[ServiceRequest, ...], language: str) -> tuple[ServiceRequest, ...]:
        """With their history, read from the journal in one go."""
        wanted = {}
        for request in chosen:
            moves = self._office.case(request.service_request_id).moves
            wanted[request.service_request_id] = [
                f"{request.service_request_id}/{n}" for n in range(max(1, moves - _MOST_NOTES + 1), moves + 1)
            ]
        bodies = self._store.bodies(MOVE, [eid for ids in wanted.values() for eid in ids])
        made = []
        for request in chosen:
            told = (bodies[eid] for eid in wanted[request.service_request_id] if eid in bodies)
            notes = tuple(_note(body, language) for body in told if body["verb"] in _PUBLIC)
            made.append(replace(request, notes=notes))
        return tuple(made)


def _note(body: dict[str, Any], language: str) -> nouns.Note:
    return nouns.Note(times.read(body["at"]), VERBS[body["verb"]].said(language), body["verb"])


def _asked(a: Attribute, order: int, language: str) -> nouns.Attribute:
    return nouns.Attribute(
        code=a.code, datatype=a.datatype, description=a.name.said(language), order=order,
        required=a.required, datatype_description=a.help.said(language) if a.help else None,
        values=tuple(nouns.Value(v.key, v.name.said(language)) for v in a.values),
    )  # fmt: skip


def _status(case: Case, definition: Definition | None, language: str) -> str:
    """The outcome's name once it is closed: closed is not solved. Else how far it is. Never what somebody wrote."""
    outcome = definition.outcome(case.outcome) if definition is not None else None
    if case.status is Status.CLOSED and outcome is not None:
        return outcome.name.said(language)
    return STATUSES[case.status].said(language)


def _updated(case: Case) -> Instant:
    """When it was closed; of an open one, when it last came to a step, or was last told of."""
    if case.status is Status.CLOSED and case.closings:
        return case.closings[-1].at
    told = [r.at for r in case.reports]
    return max(case.line.stints[-1].begin, *told) if told else case.line.stints[-1].begin
