"""The ledger of a case's time: every moment since the first intake is in one hand, one step and one state.

`moved` folds transitions into lines, one for each case; a split case goes on from its parent's. The stints of a line
follow one another without a gap, so what holders and steps used adds up to the citizen's time, to the microsecond.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TypeVar

from msgspec.structs import replace

from banyan.command.calendar import due_at, read_limit
from banyan.command.worktime import work_time
from banyan.model.calendar import Calendar
from banyan.model.clock import Account, Line, Move, MoveKind, Pause, Spent, State, Stint
from banyan.model.ids import CaseId
from banyan.model.text import Said
from banyan.model.time import ZERO, Instant, iso, micros

K = TypeVar("K")
Lines = Mapping[CaseId, Line]
FIRST_STEP = "report"
_MINUTE = timedelta(minutes=1)
_US = timedelta(microseconds=1)


def wrong(lines: Lines, move: Move) -> Said | None:
    """Why a transition can't be; None where it can."""
    line = lines.get(move.case)
    args = {"case": str(move.case), "kind": str(move.kind)}
    if move.kind is MoveKind.INTAKE:
        if line is not None:
            return Said("clock.known", args)
        return Said("clock.nobody", args) if move.holder is None else None
    if line is None:
        return Said("clock.unknown", args)
    last = line.stints[-1]
    if move.at < last.begin:
        return Said("clock.out_of_order", args | {"at": iso(move.at), "last": iso(last.begin)})
    if (last.state is State.CLOSED) is not (move.kind is MoveKind.REOPEN):
        return Said("clock.closed" if last.state is State.CLOSED else "clock.open", args)
    return _wrong_in_itself(lines, move, _now(line, move.at).stints[-1].state is State.PAUSED, args)


def _wrong_in_itself(lines: Lines, move: Move, paused: bool, args: dict[str, str]) -> Said | None:
    match move.kind:
        case MoveKind.HAND_OVER | MoveKind.RETURN if move.holder is None:
            return Said("clock.nobody", args)
        case MoveKind.STEP if not move.step:
            return Said("clock.no_step", args)
        case MoveKind.PAUSE if paused:
            return Said("clock.paused", args)
        case MoveKind.PAUSE if not (move.reason or "").strip() or not _readable(move.cap):
            return Said("clock.no_reason", args)
        case MoveKind.RESUME if not paused:
            return Said("clock.running", args)
        case MoveKind.SPLIT:
            names = [case for case, _ in move.into]
            if not names or len(set(names)) < len(names) or any(case in lines for case in names):
                return Said("clock.no_parts", args)
    return None


def moved(lines: Lines, move: Move, calendar: Calendar, timezone: str) -> dict[CaseId, Line]:
    """The lines after a transition; `calendar` reckons the cap of a pause. Raises ValueError for what `wrong` tells."""
    refused = wrong(lines, move)
    if refused is not None:
        raise ValueError(f"{refused.key} {refused.args}; expected a transition that `wrong` lets pass")
    after = dict(lines)
    if move.kind is MoveKind.INTAKE and move.holder is not None:
        first = Stint(move.holder, move.step or FIRST_STEP, State.RUNNING, move.at)
        after[move.case] = Line(move.case, (first,))
        return after
    line = _now(lines[move.case], move.at)
    if move.kind is MoveKind.SPLIT:
        for case, holder in move.into:
            part = replace(line, case=case, split_from=move.case)
            last = line.stints[-1]
            after[case] = _turned(part, move.at, replace(last, holder=holder, step=move.step or last.step))
        after[move.case] = line
        return after
    after[move.case] = _applied(line, move, calendar, timezone)
    return after


def _applied(line: Line, move: Move, calendar: Calendar, timezone: str) -> Line:
    last = line.stints[-1]
    follows = replace(last, holder=move.holder or last.holder, step=move.step or last.step)
    match move.kind:
        case MoveKind.PAUSE:
            until, _ = due_at(move.at, move.cap or "", calendar, timezone)
            pause = Pause(move.reason or "", move.at, until, move.ground)
            line = replace(line, pauses=(*line.pauses, pause))
            follows = replace(follows, state=State.PAUSED)
        case MoveKind.RESUME | MoveKind.CLOSE | MoveKind.REOPEN:
            line = _resumed(line, move.at)
            follows = replace(follows, state=State.CLOSED if move.kind is MoveKind.CLOSE else State.RUNNING)
    return _turned(line, move.at, follows)


def _turned(line: Line, at: Instant, follows: Stint) -> Line:
    """The running stint ends, and the next begins at the same moment."""
    *before, last = line.stints
    return replace(line, stints=(*before, replace(last, end=at), replace(follows, begin=at, end=None)))


def _resumed(line: Line, at: Instant) -> Line:
    if not line.pauses or line.pauses[-1].end is not None:
        return line
    return replace(line, pauses=(*line.pauses[:-1], replace(line.pauses[-1], end=at)))


def _now(line: Line, now: Instant) -> Line:
    """A pause whose cap is used up has ended by itself, when the cap said."""
    last = line.stints[-1]
    if last.state is not State.PAUSED or now < line.pauses[-1].until:
        return line
    until = line.pauses[-1].until
    return _turned(_resumed(line, until), until, replace(last, state=State.RUNNING))


def line_at(line: Line, now: Instant) -> Line:
    """The line as it stands at `now`, not before its last transition. Raises ValueError."""
    if now < line.stints[-1].begin:
        last = iso(line.stints[-1].begin)
        raise ValueError(f"{iso(now)} is before the last transition of {line.case}; expected {last} or later")
    return _now(line, now)


def account(line: Line, now: Instant, calendar: Calendar, timezone: str) -> Account:
    """Where the time from the first intake until the last close, or now, went. Raises ValueError as `line_at` does.

    Time that a case stood closed before it was re-opened is with the holder who closed it: nobody else could have
    ended the citizen's waiting.
    """
    stints = line_at(line, now).stints
    until = stints[-1].begin if stints[-1].state is State.CLOSED else now
    work = work_time(calendar, timezone)

    def spent(stint: Stint) -> Spent:
        end = until if stint.end is None else stint.end
        elapsed = end - stint.begin
        return Spent(
            elapsed=elapsed,
            working=work.between(micros(stint.begin), micros(end)) * _US,
            paused=elapsed if stint.state is State.PAUSED else ZERO,
            closed=elapsed if stint.state is State.CLOSED else ZERO,
            # Differences of rounded sums, not rounded differences: so that whole minutes add up as well.
            minutes=(end - line.intake) // _MINUTE - (stint.begin - line.intake) // _MINUTE,
        )

    each = [(stint, spent(stint)) for stint in stints]
    return Account(
        case=line.case,
        intake=line.intake,
        until=until,
        total=_sums(each, lambda _: "").get("", _NOTHING),
        holders=_sums(each, lambda stint: stint.holder),
        steps=_sums(each, lambda stint: stint.step),
    )


_NOTHING = Spent(ZERO, ZERO, ZERO, ZERO, 0)


def _sums(each: list[tuple[Stint, Spent]], key: Callable[[Stint], K]) -> dict[K, Spent]:
    sums: dict[K, Spent] = {}
    for stint, spent in each:
        a = sums.get(key(stint), _NOTHING)
        sums[key(stint)] = Spent(
            a.elapsed + spent.elapsed, a.working + spent.working, a.paused + spent.paused, a.closed + spent.closed,
            a.minutes + spent.minutes,
        )
    return sums


def _readable(cap: str | None) -> bool:
    try:
        return read_limit(cap or "").count > 0
    except ValueError:
        return False
