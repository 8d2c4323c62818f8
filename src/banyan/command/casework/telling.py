"""What time alone says about a case: warnings, breaches, calls up the ladder, and when to look again."""

from collections.abc import Mapping
from datetime import UTC, timedelta

from msgspec.structs import replace

from banyan.command.clocks import line_at
from banyan.command.escalation import calls
from banyan.command.terms import clocks
from banyan.model.casetype import Casebook, Definition
from banyan.model.casework import Case, Done, Entry, Status, Told, Verb
from banyan.model.clock import Clock, State
from banyan.model.ids import PrincipalId
from banyan.model.ports import Notice
from banyan.model.time import Instant

_SYSTEM = PrincipalId("command")
_EVER = Instant.max.replace(tzinfo=UTC)
# What ends at the very moment that it is due ends in time, so a breach is told just after it.
_AFTER = timedelta(microseconds=1)


def settled(book: Casebook, definition: Definition, case: Case, now: Instant) -> Case:
    """The case with its due time and the moment of its next word reckoned at `now`."""
    running = _clocks(book, case, now)
    untold = _untold(book, definition, case, running, now)
    return _with(case, running[0], _next(case, untold, now))


def tell(book: Casebook, definition: Definition, case: Case, now: Instant) -> Done | None:
    """Everything that time has said of a case up to `now` and nobody has told yet; None where there is nothing.

    Without entries nothing was said, and only the moment to look again has moved.
    """
    if case.status is Status.CLOSED:
        return None
    line = line_at(case.line, now)
    resumed = line != case.line
    current = replace(case, line=line)
    running = _clocks(book, current, now)
    untold = _untold(book, definition, current, running, now)
    told = tuple(one for one in untold if one.at < now)
    upcoming = _next(current, [one for one in untold if one.at >= now], now)
    if not told and not resumed:
        return None if upcoming == case.next_at else Done((replace(case, next_at=upcoming),), ())
    after = _with(replace(current, told=(*case.told, *told), moves=case.moves + 1), running[0], upcoming)
    entry = _entry(Verb.TELL if told else Verb.RESUME, case, after, now, told)
    notices = tuple(_notice(entry.id, n, case, one) for n, one in enumerate(told, 1))
    return Done((after,), (entry,), notices)


def call(book: Casebook, definition: Definition, case: Case, told: Told, now: Instant) -> Done:
    """The case with a call up the ladder that its clocks don't make by themselves: of what its crews owe it."""
    after = settled(book, definition, replace(case, told=(*case.told, told), moves=case.moves + 1), now)
    entry = _entry(Verb.TELL, case, after, now, (told,))
    return Done((after,), (entry,), (_notice(entry.id, 1, case, told),))


def _with(case: Case, promised: Clock, upcoming: Instant | None) -> Case:
    return replace(case, due=promised.due, provisional=promised.provisional, next_at=upcoming)


def reckon(book: Casebook, definition: Definition, case: Case, now: Instant) -> Done | None:
    """The due time anew, where a calendar came since it was told; None where it stays."""
    after = settled(book, definition, case, now)
    if case.status is Status.CLOSED or (after.due, after.provisional) == (case.due, case.provisional):
        return None
    after = replace(after, moves=case.moves + 1)
    return Done((after,), (_entry(Verb.RECKON, case, after, now, ()),))


def _clocks(book: Casebook, case: Case, now: Instant) -> tuple[Clock, ...]:
    return clocks(case.line, case.terms, now, book.calendar(case.calendar), book.timezone)


def _untold(
    book: Casebook, definition: Definition, case: Case, running: tuple[Clock, ...], now: Instant
) -> list[Told]:
    """What the clocks that run have said and will say next, if nothing else happens; in the order of time.

    The ladder begins at a breach, so of a clock that isn't due yet it is not reckoned. A rung that was called since
    the breach isn't called again: an absence that is declared later, or taken out of the folder, repeats no call.
    """
    said = {(t.what, t.whose, t.who, t.begin, t.rung): t.at for t in case.told}
    calendar = book.calendar(case.calendar)
    found: list[Told] = []
    for clock in running:
        if clock.ended_at is not None or clock.paused:
            continue
        told = [Told("breach", clock.whose, clock.who, clock.begin, clock.due, case.holder)]
        if clock.warn_at is not None:
            told.append(Told("warning", clock.whose, clock.who, clock.begin, clock.warn_at, case.holder))
        if clock.due < now:
            told += [
                Told("call", clock.whose, clock.who, clock.begin, call.at, call.to, call.rung, call.instead_of,
                     call.unattended)
                for call in calls(definition.escalation, clock.due, _EVER, book.absences, calendar, book.timezone)
                if not _called(said, clock, call.rung)
            ]  # fmt: skip
        # A limit that moved is told again; what was told of it before isn't unsaid.
        found += [t for t in told if said.get((t.what, t.whose, t.who, t.begin, t.rung)) != t.at]
    return sorted(found, key=lambda t: (t.at, t.what, t.whose, t.who, t.rung))


def _called(said: Mapping[tuple[str, str, str, Instant, int], Instant], clock: Clock, rung: int) -> bool:
    at = said.get(("call", clock.whose, clock.who, clock.begin, rung))
    return at is not None and at >= clock.due


def _next(case: Case, untold: list[Told], now: Instant) -> Instant | None:
    if case.status is Status.CLOSED:
        return None
    moments = [told.at + _AFTER for told in untold]
    line = line_at(case.line, now)
    if line.stints[-1].state is State.PAUSED:
        moments.append(line.pauses[-1].until)
    return min(moments, default=None)


def _entry(verb: Verb, before: Case, after: Case, now: Instant, told: tuple[Told, ...]) -> Entry:
    return Entry(
        id=f"{after.id}/{after.moves}", case=after.id, n=after.moves, verb=verb, at=now, by=_SYSTEM,
        holder=after.holder, step=after.step, before=before.status, after=after.status, told=told,
    )  # fmt: skip


def _notice(entry: str, n: int, case: Case, told: Told) -> Notice:
    args = {"case": str(case.id), "whose": told.whose, "who": told.who, "at": told.at.isoformat()}
    return Notice(f"case/{entry}/{n}", "people", {"to": told.to, "key": f"case.told.{told.what}", "args": args})
