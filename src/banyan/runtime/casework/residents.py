"""What a resident may do without an account: report, look what is known nearby, follow a report, judge its outcome.

A report is followed by a number that only its reporter has: the journal keeps a hash of it, so nobody who reads cases
can follow, answer or re-open in a resident's name. No name and no telephone number is asked for.
"""

import hashlib
from base64 import b32encode
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from banyan.command.casework.intake import metres
from banyan.command.casework.texts import STATUSES
from banyan.command.worktime import zone_of
from banyan.model.authority import authorize
from banyan.model.casetype import Attribute, SiteState, Thing
from banyan.model.casework import Case, Entry, Move, Report, Status, Verb
from banyan.model.city import City
from banyan.model.ids import PrincipalId
from banyan.model.text import Name
from banyan.model.time import Instant
from banyan.runtime.casework.asks import ReportAsk, intake
from banyan.runtime.casework.looking import CaseDesk
from banyan.runtime.casework.photos import Photos
from banyan.runtime.casework.possible import possible
from banyan.runtime.scenario import UsageError

RESIDENT = PrincipalId("resident")
"""Whose authority residents act on: a city without this principal has no residents' page."""

MOST_PHOTOS = 3
LONGEST = 2000         # characters of a report
MOST_ALIKE = 5
AROUND_M = 60.0        # metres in which look-alikes are shown
_DIGITS = 16           # of a number, 5 bits each
_PUBLIC_STEPS = {Verb.REPORT: "reported", Verb.FILE: "filed", Verb.DISPATCH: "dispatched", Verb.HANDLE: "handling",
                 Verb.FEED_BACK: "fed-back", Verb.CLOSE: "closed", Verb.REOPEN: "re-opened"}  # fmt: skip


class PublicType(Struct, frozen=True):
    """What can be reported. `attributes` hold the questions of its `form`, too, for who knows no rules."""

    id: str
    name: Name
    help: Name | None
    group: Name | None
    promised: str
    states: list[SiteState]
    attributes: list[Attribute]
    form: str | None = None


class PublicCity(Struct, frozen=True):
    """`forms`: of the types, by id, as docs/forms.md shows them; what would be filled in is left out."""

    id: str
    name: Name
    timezone: str
    types: list[PublicType]
    forms: dict[str, dict[str, Any]] = {}


class PublicAlike(Struct, frozen=True):
    """Something of the same kind nearby that the city knows of already: no place, no text, no number of it."""

    metres: int
    since: Instant
    status: Name
    reports: int


class PublicReport(Struct, frozen=True, forbid_unknown_fields=True):
    """`id`: 32 random hexadecimal digits of the reporter's own; the same id again is the same report."""

    id: str
    type: str
    position: tuple[float, float] | None = None    # longitude, latitude
    address: str = ""
    text: str = ""
    photos: tuple[str, ...] = ()
    state: str | None = None
    attributes: dict[str, str | tuple[str, ...]] = {}
    alone: bool = False
    answers: dict[str, Any] = {}


class PublicStep(Struct, frozen=True):
    what: str
    at: Instant


class PublicCase(Struct, frozen=True):
    """What a reporter sees of their report. `answer`: what the city told them. `others`: of a public thing alone."""

    number: str
    type: Name
    status: str
    holder: Name
    reported_at: Instant
    due: Instant
    provisional: bool
    suspended: bool
    steps: list[PublicStep]
    outcome: Name | None
    solved: bool | None
    answer: str | None
    verdict: str | None
    judges: bool
    reopens: bool
    others: int


class Residents:
    """Thread-safe, as its desk is."""

    def __init__(self, desk: CaseDesk, city: City, photos: Photos) -> None:
        self._desk, self._office, self._city, self._photos = desk, desk.office, city, photos

    def city(self) -> PublicCity:
        types = [PublicType(d.id, d.name, d.help, d.group, d.promised.limit, list(d.states), list(d.attributes),
                            d.form if d.form in self._office.forms else None)
                 for d in map(self._office.asked, self._office.reported_types())]  # fmt: skip
        asked = {one.form for one in types}
        # What a form would be filled in with is looked up at desks alone.
        forms = {fid: msgspec.to_builtins(replace(form, prefill={}))
                 for fid, form in self._office.forms.items() if fid in asked}
        return PublicCity(self._city.id, self._city.name, self._city.timezone, types, forms)

    def near(self, type_: str, position: tuple[float, float]) -> list[PublicAlike]:
        """Of fixed things alone: an event may be about a person, and tells nothing about where they are.

        Raises Declined.
        """
        definition = self._office.reported_type(type_)
        if definition.thing is not Thing.PART:
            return []
        found = []
        for case in list(self._office.register.of_type(type_)):
            there = case.place.position
            if there is not None and (away := metres(position, there)) <= AROUND_M:
                found.append(PublicAlike(5 * round(away / 5), case.intake, STATUSES[case.status], len(case.reports)))
        return sorted(found, key=lambda one: (one.metres, one.since))[:MOST_ALIKE]

    def report(self, told: PublicReport) -> PublicCase:
        """Raises UsageError, Declined, Refused, StoreFull."""
        number = number_of(told.id)
        self._office.reported_type(told.type)
        self._check(told)
        by = self._office.actor(RESIDENT, pseudonym(number))
        ask = ReportAsk(
            type=told.type, text=told.text.strip(), position=told.position, address=told.address.strip(),
            attributes=told.attributes, media=told.photos, state=told.state, source=source(number), channel="resident",
            reporter=by.reporter, alone=told.alone, answers=told.answers,
        )  # fmt: skip
        self._office.report(intake(ask, by, self._office.now()))
        return self.follow(number)

    def _check(self, told: PublicReport) -> None:
        if told.position is None and not told.address.strip():
            raise UsageError("the report says nowhere: a pin on the map or an address was expected")
        for name, text, most in (("text", told.text, LONGEST), ("address", told.address, 200)):
            if len(text) > most:
                raise UsageError(f"{name} has {len(text)} characters, at most {most} are taken")
        if len(told.photos) > MOST_PHOTOS:
            raise UsageError(f"{len(told.photos)} photos, at most {MOST_PHOTOS} are taken")
        for ref in told.photos:
            if not self._photos.has(ref):
                raise UsageError("a photo of the report isn't here: send it first")

    def follow(self, number: str) -> PublicCase:
        """Raises KeyError: unknown and ill-formed numbers look the same from outside."""
        case, report = self._found(number)
        view = self._desk.show(case.id, RESIDENT)
        definition = self._office.definition(case)
        outcome = definition.outcome(case.outcome) if definition is not None else None
        closed = case.status is Status.CLOSED
        # Of what people do or suffer, nothing is told about other people.
        public = definition is not None and definition.thing is Thing.PART
        return PublicCase(
            number=dashed(plain_number(number)), type=view.line.name, status=case.status, holder=self._who(case),
            reported_at=report.at, due=case.due, provisional=case.provisional, suspended=view.line.suspended,
            steps=_steps(view.log, report.at), outcome=outcome.name if outcome is not None and closed else None,
            solved=outcome.solved if outcome is not None and closed else None,
            answer=report.answer, verdict=report.verdict, judges=closed, reopens=closed and self._reopens(case, number),
            others=len(case.reports) - 1 if public else 0,
        )  # fmt: skip

    def judge(self, number: str, solved: bool, reason: str) -> PublicCase:
        """Solved or not; with a reason, what isn't solved is opened again. Raises KeyError, Declined, Refused."""
        case, report = self._found(number)
        by = self._office.actor(RESIDENT, report.reporter)
        again = not solved and bool(reason.strip())
        verb = Verb.REOPEN if again else Verb.JUDGE
        self._office.move(case.id, Move(verb, by, yes=solved, reason=reason.strip()[:LONGEST], report=report.id))
        return self.follow(number)

    def keep(self, content: bytes) -> str:
        """Raises UsageError."""
        authorize(self._office.authority, RESIDENT, f"case.{Verb.REPORT}")
        return self._photos.keep(content, zone=zone_of(self._city.timezone))

    def _found(self, number: str) -> tuple[Case, Report]:
        """The report, and the case that it is in now: where its own was joined to another, that one."""
        plain = plain_number(number)
        cid = self._office.register.of_source(source(plain)) if len(plain) == _DIGITS else None
        case = self._office.register.get(cid) if cid is not None else None
        seen: list[str] = []
        while case is not None and case.joined_to is not None and case.id not in seen:
            seen.append(case.id)
            case = self._office.register.get(case.joined_to)
        report = next((r for r in case.reports if r.source == source(plain)), None) if case is not None else None
        if case is None or report is None:
            raise KeyError("report with this number")
        return case, report

    def _reopens(self, case: Case, number: str) -> bool:
        definition = self._office.definition(case)
        by = self._office.actor(RESIDENT, pseudonym(plain_number(number)))
        look = self._office.register.get
        return definition is not None and any(
            one.verb == Verb.REOPEN
            for one in possible(self._office.book, definition, case, by, self._office.now(), look)
        )

    def _who(self, case: Case) -> Name:
        names = {u.id: u.name for u in self._office.book.routes.units}
        names |= {role.id: role.name for role in self._city.authority.roles if role.id not in names}
        return names.get(case.holder, Name(zh=case.holder, en=case.holder))


def number_of(own: str) -> str:
    """A report's number, from the reporter's own random id. Raises UsageError."""
    if len(own) != 32 or not all(c in "0123456789abcdef" for c in own):
        raise UsageError("the report's id was expected to be 32 hexadecimal digits")
    return b32encode(hashlib.sha256(f"banyan report {own}".encode()).digest()).decode()[:_DIGITS]


def plain_number(number: str) -> str:
    """As it is typed: dashes, spaces and small letters make no difference."""
    return "".join(c for c in number[:80].upper() if c.isascii() and c.isalnum())


def dashed(number: str) -> str:
    return "-".join(number[n : n + 4] for n in range(0, len(number), 4))


def source(number: str) -> str:
    """The report's key in the journal, from which nobody finds the number."""
    return f"resident/{hashlib.sha256(f'banyan source {number}'.encode()).hexdigest()[:32]}"


def pseudonym(number: str) -> str:
    return f"resident-{hashlib.sha256(f'banyan reporter {number}'.encode()).hexdigest()[:20]}"


def _steps(log: list[Entry], begun: Instant) -> list[PublicStep]:
    """What happened, without who did it and what was said; from this reporter's own report on."""
    steps = [PublicStep("reported", begun)]
    for entry in log:
        what = _PUBLIC_STEPS.get(entry.verb)
        if what is not None and what != "reported" and (steps[-1].what != what):
            steps.append(PublicStep(what, entry.at))
    return steps
