"""Examples of case types, played in a town made for them: a calendar, a desk, one unit, and a hand that plays people.

An example file is examples/*.toml of a pack: `[[examples]]` with the type, when it is reported, and what has to come of
it.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from msgspec import Struct

from banyan.command.calendar import read_limit
from banyan.command.casework import apply, report
from banyan.command.forms.form import Form
from banyan.model.calendar import Calendar
from banyan.model.casetype import Casebook, Definition, in_force
from banyan.model.casework import Actor, Case, Done, Evidence, Intake, Move, Place, Refusal, Report, Verb
from banyan.model.ids import CaseId, PrincipalId, RoleId
from banyan.model.record import canonical
from banyan.model.route import Routes, Unit
from banyan.model.text import Name
from banyan.model.time import iso
from banyan.runtime.casework.forms import answered
from banyan.runtime.casework.records import of_move
from banyan.runtime.folder.decode import decode
from banyan.runtime.folder.errors import Findings, shown
from banyan.runtime.folder.files import opened

FOLDER = "examples"
UNIT = RoleId("unit")
ZONE = "Asia/Shanghai"
# Monday to Friday, 9 to 12 and 13 to 18, without a holiday in 2026: an answer can be reckoned on one's fingers.
CALENDAR = Calendar("examples", "made for examples", (2026,), ((time(9), time(12)), (time(13), time(18))))
_MOST = 2000      # examples of one file


class Step(Struct, frozen=True):
    """One move. `by`: desk, holder, reporter, or a role; `after`: how long after the one before, in minutes."""

    verb: Verb
    by: str = "desk"
    after: str | None = None
    outcome: str | None = None
    reason: str = ""
    ground: str | None = None
    limit: str | None = None
    state: str | None = None
    yes: bool | None = None
    evidence: tuple[str, ...] = ()


class CaseExample(Struct, frozen=True):
    """What is reported, with `answers` to the type's form, what is done, and what has to come of it: by when it is
    owed, and how it stands in the end.

    `refused`: the last move isn't done, for the reason of that key (command/casework/texts.py: case.no.KEY); answers
    that the form doesn't take are "answers".
    """

    type: str
    at: datetime
    due: datetime
    state: str | None = None
    attributes: dict[str, str] = {}
    answers: dict[str, Any] = {}
    moves: tuple[Step, ...] = ()
    status: str = "reported"
    outcome: str | None = None
    refused: str | None = None


class Played(Struct, frozen=True):
    """Where the example stands, what it had to answer and what it did, and its records as the journal has them."""

    where: str
    type: str
    state: str | None
    expected: str
    got: str
    records: tuple[str, ...]


class _File(Struct, frozen=True):
    examples: tuple[CaseExample, ...] = ()


def read_examples(folder: Path, found: Findings) -> list[tuple[str, CaseExample]]:
    """(where it stands, example) of every file; what is wrong goes to `found`."""
    files, read = opened(folder, found), []
    for name in files.names(FOLDER, ".toml"):
        table = files.toml(name)
        if table is None:
            continue
        made = decode(table, _File, found, name).examples
        if not 0 < len(made) <= _MOST:
            found.add(name, "examples", str(len(made)), f"1 to {_MOST} [[examples]]")
        read += [(f"{name}, examples[{i}]", one) for i, one in enumerate(made[:_MOST])]
    return read


def check_examples(read: list[tuple[str, CaseExample]], types: tuple[Definition, ...], found: Findings) -> None:
    """What an example names is there. A step's wait is in minutes or urgent hours: the town's people keep no office."""
    ids = {d.id for d in types}
    for where, example in read:
        file, _, key = where.partition(", ")
        if example.type not in ids:
            found.add(file, f"{key}.type", shown(example.type), "a case type of this pack")
        for i, step in enumerate(example.moves):
            try:
                _wait(step)
            except ValueError as e:
                found.add(file, f"{key}.moves[{i}].after", shown(step.after or ""), str(e))


def play(
    where: str, example: CaseExample, types: tuple[Definition, ...], roles: tuple[str, ...],
    forms: Mapping[str, Form] | None = None,
) -> Played:  # fmt: skip
    units = tuple(Unit(RoleId(u), Name("单位", "Unit")) for u in (UNIT, *roles))
    book = Casebook(types, Routes(UNIT, units), {None: CALENDAR}, ZONE, tuple(RoleId(r) for r in roles))
    expected = _told(example.due, example.status, example.outcome, example.refused)
    return _Play(book, example, forms or {}).played(where, expected)


class _Play:
    def __init__(self, book: Casebook, example: CaseExample, forms: Mapping[str, Form]) -> None:
        self._book, self._example, self._forms = book, example, forms
        self._now = example.at.astimezone(UTC)
        self._cases: dict[CaseId, Case] = {}
        self._records: list[str] = []

    def played(self, where: str, expected: str) -> Played:
        example = self._example
        told = Report("R1", self._now, Place((119.6, 25.99)), reporter="citizen-1", text="something",
                      attributes=dict(example.attributes), answers=example.answers)
        refused = self._reported(told)
        for step in example.moves if refused is None else ():
            self._now += _wait(step)
            refused = self._step(step)
            if refused is not None:
                break
        case = self._cases.get(CaseId("K1"))
        got = refused or "-" if case is None else _told(case.due, case.status, case.outcome, refused)
        return Played(where, example.type, example.state, expected, got, tuple(self._records))

    def _reported(self, told: Report) -> str | None:
        definition = self._definition()
        form = self._forms.get(definition.form or "") if definition is not None else None
        if definition is not None and form is not None:
            told, wrong = answered(definition, form, told)
            if wrong:
                return "answers"
        by = Actor(PrincipalId("desk-1"), (definition.desk,) if definition is not None else ())
        intake = Intake(self._example.type, told, by, state=self._example.state)
        return self._keep(report(self._book, intake, self._now, CaseId("K1")))

    def _step(self, step: Step) -> str | None:
        case = self._cases[CaseId("K1")]
        words = {"desk": case.desk, "holder": case.holder}
        reporter = case.reports[0].reporter if step.by == "reporter" and case.reports else None
        roles = () if step.by == "reporter" else (RoleId(words.get(step.by, step.by)),)
        shows = tuple(Evidence(kind, f"blob:{kind}") for kind in step.evidence)
        move = Move(step.verb, Actor(PrincipalId(f"{step.by}-1"), roles, reporter), reason=step.reason,
                    ground=step.ground, evidence=shows, outcome=step.outcome, state=step.state, yes=step.yes,
                    limit=step.limit)
        return self._keep(apply(self._book, case, move, self._now, self._cases.get))

    def _keep(self, done: Done | Refusal) -> str | None:
        """The key of what was refused; None where it was done."""
        if isinstance(done, Refusal):
            return done.why.key.removeprefix("case.no.")
        self._cases.update({case.id: case for case in done.cases})
        self._records += [canonical(rec).decode() for rec in of_move(done)]
        return None

    def _definition(self) -> Definition | None:
        return in_force(self._book.definitions, self._example.type, _day(self._now))


def _day(at: datetime) -> date:
    return (at + timedelta(hours=8)).date()      # as in the town's zone, which changes no clocks


def _wait(step: Step) -> timedelta:
    if step.after is None:
        return timedelta(0)
    limit = read_limit(step.after)
    if limit.unit not in ("minute", "urgent hour"):
        raise ValueError('minutes or urgent hours, as in "90 minutes"')
    return timedelta(minutes=limit.count * (60 if limit.unit == "urgent hour" else 1))


def _told(due: datetime, status: str, outcome: str | None, refused: str | None) -> str:
    parts = [f"due {iso(due)}", str(status), outcome, f"refused: {refused}" if refused else None]
    return ", ".join(part for part in parts if part)
