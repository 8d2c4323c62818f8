"""The case office of a city: moves are checked, made durable in one transaction, and only then remembered."""

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import msgspec
from msgspec.structs import replace

from banyan.command.casework import apply, near, reckon, report, tell
from banyan.command.casework.texts import NAMES, TEXTS
from banyan.command.forms.fill import Wrong
from banyan.command.forms.form import Form
from banyan.command.worktime import zone_of
from banyan.model.authority import Authority, Refused, authorize
from banyan.model.casetype import Casebook, Definition, in_force, version_of
from banyan.model.casework import Actor, Case, Done, Intake, Move, Refusal, Verb
from banyan.model.ids import CaseId, PrincipalId
from banyan.model.ports import Notice, Store
from banyan.model.record import Record, plain
from banyan.model.text import Said, render
from banyan.model.time import Instant
from banyan.runtime.casework.forms import answered, told, with_form
from banyan.runtime.casework.records import CASE, TYPE, TypeVersion, of_move, of_type, type_id
from banyan.runtime.casework.register import Register
from banyan.runtime.scenario import UsageError

TOGETHER = 150      # cases that time speaks of, to one transaction


class Note(Protocol):
    """Writes records and notices together; durable on return. Raises StoreFull: nothing was written."""

    def __call__(self, records: Sequence[Record], notices: Sequence[Notice] = ()) -> None: ...


class Declined(UsageError):  # noqa: N818  said as operators say it
    """The case doesn't allow it; `said` has the sentence in both languages."""

    def __init__(self, said: Said) -> None:
        self.said = said
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        return render(self.said, TEXTS, language, NAMES)


class Unanswered(Declined):
    """What a report answers isn't what its type's form asks."""

    def __init__(self, form: Form, wrong: tuple[Wrong, ...]) -> None:
        self._form, self._wrong = form, wrong
        super().__init__(Said("case.no.answers", {"form": f"{form.id}@{form.version}"}))

    def text(self, language: str) -> str:
        return f"{super().text(language)} {told(self._form, self._wrong, language)}"


class CaseOffice:
    """Thread-safe. `now` is the city's time; `note` is its writer (Brain.note)."""

    def __init__(
        self, book: Casebook, store: Store, note: Note, authority: Authority, now: Callable[[], Instant],
        forms: Mapping[str, Form] | None = None,
    ) -> None:  # fmt: skip
        """Raises UsageError where a type was changed without a new version after cases had been opened by it."""
        self._store, self.note, self.authority, self._clock = store, note, authority, now
        self.forms = forms or {}
        self._turn = threading.RLock()
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

    def raised(self, intake: Intake, alert: str) -> Case:
        """What an alert reports: the city's own rules need no right. Raises Declined, StoreFull."""
        return self._reported(intake, ("raised-by", alert))

    def _reported(self, intake: Intake, *causes: tuple[str, str], asked: bool = False) -> Case:
        with self._turn:
            there = self.register.of_source(intake.report.source)
            known = self.register.get(there) if there is not None else None
            if known is not None:
                return known
            if asked:
                intake = self._answered(intake)
            now = self._clock()
            day = now.astimezone(zone_of(self.book.timezone)).strftime("%Y%m%d")
            standing = self.register.of_type(intake.type)
            return self._keep(report(self.book, intake, now, self.register.number(day), standing), *causes)

    def _answered(self, intake: Intake) -> Intake:
        """With its answers as the type's form takes them. Raises Declined with everything that is wrong."""
        definition = self.type_now(intake.type)
        form = self.forms.get(definition.form or "")
        if form is None:
            if intake.report.answers:
                raise Declined(Said("case.no.form", {"type": definition.id}))
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
        with self._turn:
            case = self.case(cid)
            return self._keep(apply(self.book, case, move, self._clock(), self.register.get))

    def tick(self) -> int:
        """Tell what time has to say by now; gives how many cases it spoke of. Cheap when there is nothing."""
        told = 0
        while True:
            with self._turn:      # given back in between: nobody who reports waits for a thousand warnings
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
            definition = version_of(self.book, case.type, case.version)
            done = tell(self.book, definition, case, now) if definition is not None else None
            if done is None:      # its type is nowhere any more: nothing can be reckoned, and nothing spins
                quiet.append(replace(case, next_at=None))
                continue
            records += of_move(done)
            notices += done.notices
            quiet += done.cases if not done.entries else ()
        if records:
            self.note(records, notices)
        for case in (*quiet, *_cases(records)):
            self.register.put(case)

    def reckon(self) -> int:
        """After a new calendar: each open due time that moved is told anew. Gives how many moved."""
        moved = 0
        with self._turn:
            now = self._clock()
            for case in list(self.register.open()):
                definition = version_of(self.book, case.type, case.version)
                done = reckon(self.book, definition, case, now) if definition is not None else None
                if done is not None:
                    self._keep(done)
                    moved += 1
        return moved

    def _keep(self, done: Done | Refusal, *causes: tuple[str, str]) -> Case:
        if isinstance(done, Refusal):
            raise Declined(done.why)
        if not done.entries:
            return done.case
        news, records = self._undeclared(done), of_move(done, *causes)
        self.note((*(of_type(d, done.entries[0].at) for d in news), *records), done.notices)
        self._declared.update({type_id(d.id, d.version): d for d in news})
        kept = _cases(records)
        for case in kept:
            self.register.put(case)
        return kept[0]

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
        with self._turn:
            return near(self.book, definition, intake, self.register.of_type(intake.type))

    def types(self) -> tuple[Definition, ...]:
        """The types that hold today, in the order of their codes."""
        day = self._clock().astimezone(zone_of(self.book.timezone)).date()
        ids = dict.fromkeys(d.id for d in self.book.definitions)
        found = [d for d in (in_force(self.book.definitions, tid, day) for tid in ids) if d is not None]
        return tuple(sorted(found, key=lambda d: (d.class_code, d.subclass, d.id)))

    def type_now(self, tid: str) -> Definition:
        """Raises Declined."""
        found = next((d for d in self.types() if d.id == tid), None)
        if found is None:
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
