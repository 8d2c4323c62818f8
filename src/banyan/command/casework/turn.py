"""A working copy for one move: the case, those that it touches, and what each of them did."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from banyan.command.casework.telling import settled
from banyan.command.clocks import line_at, moved, wrong
from banyan.model import clock
from banyan.model.casetype import Casebook, Definition
from banyan.model.casework import Case, Done, Entry, Evidence, Move, Status, Verb
from banyan.model.clock import Line, MoveKind, State
from banyan.model.ids import CaseId, PrincipalId, RoleId
from banyan.model.ports import Notice
from banyan.model.text import Said
from banyan.model.time import Instant

Look = Callable[[CaseId], Case | None]


class No(Exception):  # noqa: N818  an answer, caught by the engine
    """The move isn't done."""

    def __init__(self, key: str, **args: object) -> None:
        self.said = Said(f"case.no.{key}", {name: str(value) for name, value in args.items()})
        super().__init__(key)


class Turn:
    """Lives for one move. `case` is replaced as the move goes on; nothing given is changed."""

    def __init__(
        self, book: Casebook, definition: Definition, case: Case, move: Move, now: Instant, look: Look
    ) -> None:
        self.book, self.definition, self.now, self._look = book, definition, now, look
        self.before, self.case, self.move = case, case, move
        self.calendar = book.calendar(case.calendar)
        self._others: dict[CaseId, tuple[Verb, Case | None, Case]] = {}
        self.notices: list[Notice] = []

    @property
    def entry_id(self) -> str:
        return f"{self.case.id}/{self.before.moves + 1}"

    def change(self, **fields: Any) -> None:
        self.case = replace(self.case, **fields)

    def become(self, definition: Definition) -> None:
        """From here on another type's rules hold."""
        self.definition, self.calendar = definition, self.book.calendar(definition.calendar)

    def other(self, cid: CaseId) -> Case:
        """Another case as it stands in this turn. Raises No for one that isn't there."""
        if cid in self._others:
            return self._others[cid][2]
        found = self._look(cid)
        if found is None:
            raise No("unknown", case=cid)
        return found

    def touch(self, verb: Verb, after: Case) -> None:
        """Another case changes, or begins, because of this move."""
        before = self._others[after.id][1] if after.id in self._others else self._look(after.id)
        self._others[after.id] = verb, before, after

    def clock(self, kind: MoveKind, **fields: Any) -> dict[CaseId, Line]:
        """The move on the case's clocks; gives all lines that it makes."""
        step = clock.Move(self.case.id, kind, self.now, **fields)
        lines = {self.case.id: self.case.line}
        refused = wrong(lines, step)
        if refused is not None:
            raise No("clock", why=refused.key)
        after = moved(lines, step, self.calendar, self.book.timezone)
        self.change(line=after[self.case.id])
        return after

    @property
    def paused(self) -> bool:
        return line_at(self.case.line, self.now).stints[-1].state is State.PAUSED

    def needs(self, *statuses: Status) -> None:
        if self.case.status not in statuses:
            wanted = ", ".join(statuses)
            raise No("status", case=self.case.id, status=self.case.status, verb=self.move.verb, wanted=wanted)

    def needs_reason(self) -> None:
        if not self.move.reason.strip():
            raise No("reason", verb=self.move.verb)

    def needs_unit(self, unit: RoleId) -> None:
        """A unit of the city's routes, or a role of the city: nobody could act for another."""
        known = [u.id for u in self.book.routes.units]
        if unit not in (*known, *self.book.roles, self.case.desk):
            raise No("unit", unit=unit[:60], known=", ".join(known))

    def needs_evidence(self, kinds: tuple[str, ...], shown: tuple[Evidence, ...]) -> None:
        missing = [kind for kind in kinds if not any(e.kind == kind for e in shown)]
        if missing:
            raise No("evidence", missing=", ".join(missing))

    def notice(self, about: str, to: RoleId | str, key: str, **args: object) -> None:
        """Told once its record is durable; the id is derived, so a retry is no second notice."""
        said = Said(key, {"case": str(self.case.id), **{name: str(value) for name, value in args.items()}})
        self.notices.append(_notice(f"case/{self.entry_id}/{about}", str(to), said))

    def done(self) -> Done:
        case = settled(self.book, self.definition, self.case, self.now)
        keys = case.keys if self.move.key is None else (*case.keys, self.move.key)
        case = replace(case, moves=self.before.moves + 1, keys=keys)
        by = self.move.by.principal
        cases, entries = [case], [_entry(self.move.verb, self.before, case, self.now, by, self.move)]
        for verb, before, after in self._others.values():
            after = replace(after, moves=(before.moves if before is not None else 0) + 1)
            cases.append(after)
            entries.append(_entry(verb, before, after, self.now, by, None, self.entry_id))
        return Done(tuple(cases), tuple(entries), tuple(self.notices))


def _entry(
    verb: Verb, before: Case | None, after: Case, now: Instant, by: PrincipalId, move: Move | None,
    cause: str | None = None,
) -> Entry:  # fmt: skip
    return Entry(
        id=f"{after.id}/{after.moves}", case=after.id, n=after.moves, verb=verb, at=now, by=by, holder=after.holder,
        step=after.step, before=before.status if before is not None else None, after=after.status, move=move,
        cause=cause,
    )


def _notice(nid: str, to: str, said: Said) -> Notice:
    return Notice(nid, "people", {"to": to, "key": said.key, "args": said.args})
