"""The case office of a city: moves are checked, made durable in one transaction, and only then remembered."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Protocol

import msgspec
from msgspec.structs import replace

from banyan.command.casework import again, apply, call, near, reckon, report, tell
from banyan.command.casework.texts import NAMES, TEXTS
from banyan.command.forms.fill import Wrong
from banyan.command.forms.form import Form
from banyan.command.outlets import Outlet, events
from banyan.command.worktime import zone_of
from banyan.model.authority import Authority, Refused, authorize
from banyan.model.casetype import Casebook, Definition, in_force, version_of
from banyan.model.casework import Actor, Case, Done, Intake, Move, Refusal, Told, Verb
from banyan.model.ids import CaseId, PrincipalId
from banyan.model.ports import Notice, Store
from banyan.model.record import Cause, Record, plain
from banyan.model.text import Said, render
from banyan.model.time import Instant
from banyan.runtime.casework.forms import answered, told, with_form
from banyan.runtime.casework.records import CASE, TYPE, TypeVersion, of_move, of_type, type_id
from banyan.runtime.casework.register import Register
from banyan.runtime.casework.spoken import close_up, in_chinese
from banyan.runtime.imports.made import Made
from banyan.runtime.scenario import UsageError

TOGETHER = 150      # cases that time speaks of, to one transaction
ASIDE = timedelta(minutes=1)      # for so long a case is put aside of which time can't be told: a clock was set back
_log = logging.getLogger("banyan.casework")


class Note(Protocol):
    """Writes records and notices together; durable on return. Raises StoreFull: nothing was written."""

    def __call__(self, records: Sequence[Record], notices: Sequence[Notice] = ()) -> None: ...


class Declined(UsageError):  # noqa: N818  said as operators say it
    """The case doesn't allow it; `said` has the sentence in both languages."""

    def __init__(self, said: Said, chinese: Said | None = None) -> None:
        """`chinese`: with what the city calls its types, units and outcomes (spoken.py)."""
        self.said, self._chinese = said, chinese or said
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        if language == "zh":
            return close_up(render(self._chinese, TEXTS, language, NAMES))
        return render(self.said, TEXTS, language, NAMES)


class Unanswered(Declined):
    """What a report answers isn't what its type's form asks."""

    def __init__(self, form: Form, wrong: tuple[Wrong, ...]) -> None:
        self._form, self._wrong = form, wrong
        super().__init__(Said("case.no.answers", {"form": f"{form.id}@{form.version}"}))

    def text(self, language: str) -> str:
        return f"{super().text(language)} {told(self._form, self._wrong, language)}"


class CaseOffice:
    """Thread-safe. `now` is the city's time; `note` is its writer (Brain.note); `turn` is held by whoever changes."""

    def __init__(
        self, book: Casebook, store: Store, note: Note, authority: Authority, now: Callable[[], Instant],
        forms: Mapping[str, Form] | None = None, outlets: Sequence[Outlet] = (),
    ) -> None:  # fmt: skip
        """`outlets`: programs that are told of moves. Raises UsageError where a type was changed without a new version
        after cases had been opened by it.
        """
        self.store, self.note, self.authority, self._clock = store, note, authority, now
        self.forms, self._outlets = forms or {}, outlets
        self.turn = threading.RLock()
        self._declared = {
            eid: msgspec.convert(body, TypeVersion).definition for eid, body in store.current(TYPE).items()
        }
        self.book = replace(book, kept=_kept(book, self._declared))
        self.register = Register(store)

    def now(self) -> Instant:
        return self._clock()

    # -- what changes a case -----------------------------------------------------------------------------------------

    def report(self, intake: Intake) -> Case:
        """The case that the report opened, or joined. The same `report.source` again gives the case it went into.

        Raises Refused, Declined, StoreFull.
        """
        authorize(self.authority, intake.by.principal, f"case.{Verb.REPORT}")
        return self._reported(intake, asked=True)

    # What the city's own loop reports and does needs no right; `causes` are its records. Raise Declined, StoreFull.

    def raised(self, intake: Intake, *causes: tuple[str, str]) -> Case:
        """The case that an alert or an incident opened."""
        return self._reported(intake, *causes)

    def raised_again(self, cid: str, intake: Intake, *causes: tuple[str, str]) -> Case:
        """The case with one more alert of the same thing."""
        with self.turn:
            return self._keep(again(self.case(cid), intake, self._clock()), *causes)

    def followed(self, cid: str, move: Move, *causes: tuple[str, str]) -> Case:
        """The case after what crews or the water have done."""
        with self.turn:
            return self._moved(cid, move, *causes)

    def called(self, cid: str, told: Told, *causes: tuple[str, str]) -> Case:
        """The case with a call up the ladder that its incident made."""
        with self.turn:
            case = self.case(cid)
            definition = self.definition(case)
            if definition is None:
                raise self.declined(Said("case.no.version", {"type": case.type, "version": str(case.version)}))
            return self._keep(call(self.book, definition, case, told, self._clock()), *causes)

    def _reported(self, intake: Intake, *causes: tuple[str, str], asked: bool = False) -> Case:
        with self.turn:
            there = self.register.of_source(intake.report.source)
            known = self.register.get(there) if there is not None else None
            if known is not None:
                return known
            if asked:
                intake = self._answered(intake)
            now = self._clock()
            day = self._day(now).strftime("%Y%m%d")
            standing = self.register.of_type(intake.type)
            done = report(self.book, intake, now, self.register.number(day), standing)
            if isinstance(done, Refusal):
                raise self.declined(done.why, in_force(self.book.definitions, intake.type, self._day(now)))
            return self._keep(done, *causes)

    def _answered(self, intake: Intake) -> Intake:
        """With its answers as the type's form takes them. Raises Declined with everything that is wrong."""
        definition = self.type_now(intake.type)
        form = self.forms.get(definition.form or "")
        if form is None:
            if intake.report.answers:
                raise self.declined(Said("case.no.form", {"type": definition.id}), definition)
            return intake
        report, wrong = answered(definition, form, intake.report)
        if wrong:
            raise Unanswered(form, wrong)
        return replace(intake, report=report)

    def asked(self, definition: Definition) -> Definition:
        """The type as doors ask it: with its form's questions among its attributes."""
        return with_form(definition, self.forms.get(definition.form or ""))

    def move(self, cid: str, move: Move) -> Case:
        """The case after the move. The same `move.key` again changes nothing. Raises KeyError, Refused, Declined."""
        authorize(self.authority, move.by.principal, f"case.{move.verb}")
        with self.turn:
            return self._moved(cid, move)

    def _moved(self, cid: str, move: Move, *causes: tuple[str, str]) -> Case:
        case = self.case(cid)
        done = apply(self.book, case, move, self._clock(), self.register.get)
        if isinstance(done, Refusal):
            raise self.declined(done.why, self.definition(case))
        return self._keep(done, *causes)

    def tick(self) -> int:
        """Tell what time has to say by now; gives how many cases it spoke of. Cheap when there is nothing."""
        told = 0
        while True:
            with self.turn:      # given back in between: nobody who reports waits for a thousand warnings
                now = self._clock()
                due = self.register.due(now, TOGETHER)
                if not due:
                    return told
                self._tell(due, now)
            told += len(due)

    def _tell(self, due: list[Case], now: Instant) -> None:
        records: list[Record] = []
        notices: list[Notice] = []
        quiet: list[Case] = []
        for case in due:
            try:
                done = self._said(case, now)
                made = (of_move(done), events(done, self._outlets)) if done is not None else ((), ())
            except Exception as e:  # noqa: BLE001  one case that can't be reckoned keeps no other from its warning
                _log.warning("time can't be told of case %s, which is looked at again in %s: %s", case.id, ASIDE, e,
                             exc_info=e)
                quiet.append(replace(case, next_at=now + ASIDE))
                continue
            if done is None:      # its type is nowhere any more: nothing can be reckoned, and nothing spins
                quiet.append(replace(case, next_at=None))
                continue
            records += made[0]
            notices += (*done.notices, *made[1])
            quiet += done.cases if not done.entries else ()
        if records:
            self.note(records, notices)
        for case in (*quiet, *_cases(records)):
            self.register.put(case)

    def _said(self, case: Case, now: Instant) -> Done | None:
        definition = version_of(self.book, case.type, case.version)
        return tell(self.book, definition, case, now) if definition is not None else None

    def reckon(self) -> int:
        """After a new calendar: each open due time that moved is told anew. Gives how many moved."""
        moved = 0
        with self.turn:
            now = self._clock()
            for case in list(self.register.open()):
                definition = version_of(self.book, case.type, case.version)
                done = reckon(self.book, definition, case, now) if definition is not None else None
                if done is not None:
                    self._keep(done)
                    moved += 1
        return moved

    def declined(self, why: Said, definition: Definition | None = None) -> Declined:
        """Why not, as it is said here in both languages."""
        return Declined(why, in_chinese(why, self.book, self.authority, definition))

    def _keep(self, done: Done, *causes: tuple[str, str]) -> Case:
        if not done.entries:
            return done.case
        news, records = self._undeclared(done), of_move(done, *causes)
        told = (*done.notices, *events(done, self._outlets))
        self.note((*(of_type(d, done.entries[0].at) for d in news), *records), told)
        self._declared.update({type_id(d.id, d.version): d for d in news})
        kept = _cases(records)
        for case in kept:
            self.register.put(case)
        return kept[0]

    def take(self, done: Sequence[Done], cause: tuple[str, str], *further: Record) -> None:
        """Cases of a whole table and `further` records, all or none; nobody is told. `cause`: what brought them.

        Their records are made one by one as the store takes them: a table may have 100,000. Raises StoreFull.
        """
        with self.turn:
            news = {type_id(d.id, d.version): d for one in done for d in self._undeclared(one)}
            now = self._clock()
            first = [*further, *(of_type(d, now) for d in news.values())]
            made = _OfTable(first, done, cause)
            self.note(Made(range(len(first) + 2 * len(done)), made.one))
            self._declared.update(news)
            for one in done:
                self.register.put(msgspec.convert(plain(one.case), Case))

    def _undeclared(self, done: Done) -> list[Definition]:
        """Types whose first case this is."""
        found: dict[str, Definition] = {}
        for case in done.cases:
            eid = type_id(case.type, case.version)
            definition = version_of(self.book, case.type, case.version)
            if eid not in self._declared and definition is not None:
                found[eid] = definition
        return list(found.values())

    # -- what is asked -----------------------------------------------------------------------------------------------

    def case(self, cid: str) -> Case:
        """Raises KeyError."""
        found = self.register.get(CaseId(cid))
        if found is None:
            raise KeyError(f"case {cid}")
        return found

    def near(self, intake: Intake) -> tuple[Case, ...]:
        """Open cases that a report would be about, too: to be shown before it is sent. Raises Declined."""
        definition = self.type_now(intake.type)
        with self.turn:
            return near(self.book, definition, intake, self.register.of_type(intake.type))

    def _day(self, now: Instant) -> date:
        return now.astimezone(zone_of(self.book.timezone)).date()

    def types(self) -> tuple[Definition, ...]:
        """The types that hold today, in the order of their codes."""
        day = self._day(self._clock())
        ids = dict.fromkeys(d.id for d in self.book.definitions)
        found = [d for d in (in_force(self.book.definitions, tid, day) for tid in ids) if d is not None]
        return tuple(sorted(found, key=lambda d: (d.class_code, d.subclass, d.id)))

    def type_now(self, tid: str) -> Definition:
        """Raises Declined."""
        found = next((d for d in self.types() if d.id == tid), None)
        if found is None:
            raise self.declined(Said("case.no.type", {"type": tid[:60]}))
        return found

    def reported_types(self) -> tuple[Definition, ...]:
        """Those of today that people may report by the city's doors; the others are its alerts' and its desks'."""
        return tuple(d for d in self.types() if d.reported)

    def reported_type(self, tid: str) -> Definition:
        """Raises Declined, also where only alerts and desks open cases of it."""
        found = self.type_now(tid)
        if not found.reported:
            raise Declined(Said("case.no.type", {"type": tid[:60]}))
        return found

    def definition(self, case: Case) -> Definition | None:
        return version_of(self.book, case.type, case.version)

    def actor(self, principal: PrincipalId, reporter: str | None = None) -> Actor:
        """Who acts, with the roles that the city gives them. Raises Refused for a stranger."""
        who = next((p for p in self.authority.principals if p.id == principal), None)
        if who is None:
            raise Refused(f"{principal} is not known here; sign in as one of the city's principals")
        return Actor(who.id, who.roles, reporter)


class _OfTable:
    """The records of a table's cases by their number: those that are made first, then of each case its move and the
    case after it, which both name what brought them.
    """

    def __init__(self, first: Sequence[Record], done: Sequence[Done], cause: tuple[str, str]) -> None:
        self._first, self._done, self._cause = first, done, cause
        self._pair: tuple[int, list[Record]] = (-1, [])       # of the case that was asked for last

    def one(self, n: int) -> Record:
        if n < len(self._first):
            return self._first[n]
        case, which = divmod(n - len(self._first), 2)
        if self._pair[0] != case:
            self._pair = case, of_move(self._done[case], self._cause)
        made = self._pair[1][which]
        named = any(c.id == self._cause[1] for c in made.causes)
        return made if named else replace(made, causes=(*made.causes, Cause(*self._cause)))


def _cases(records: Sequence[Record]) -> list[Case]:
    """As the journal has them, floats shortened and all: memory and journal never differ."""
    return [msgspec.convert(rec.body, Case) for rec in records if rec.kind == CASE]


def _kept(book: Casebook, declared: dict[str, Definition]) -> tuple[Definition, ...]:
    """Versions of the journal that the folder has no longer. Raises UsageError for one that it has otherwise."""
    kept = []
    for was in declared.values():
        told = version_of(book, was.id, was.version)
        if told is None:
            kept.append(was)
        elif plain(told) != plain(was):
            raise UsageError(
                f"case type {was.id}, version {was.version}, differs from the one by which cases were opened; give "
                f"the new one version {was.version + 1} and the day it holds from, and leave the old one as it was"
            )
    return tuple(kept)
