"""By when a case is owed: warning, due and breach of every clock of it, and what pauses do to them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from banyan.command.calendar import Limit, due_at, reach, read_limit, reading
from banyan.command.clocks import line_at
from banyan.command.worktime import WorkTime, work_time
from banyan.model.calendar import Calendar, Counted, Runs
from banyan.model.clock import Changed, Clock, Line, Owed, Pause, State, Stint, Term, Terms, Whose
from banyan.model.ids import RoleId
from banyan.model.time import Instant, instant, micros

Spans = list[tuple[Instant, Instant | None]]    # (begin, end), None while it lasts
_MINUTE = 60_000_000                            # µs


def due_with(
    begin: Instant, limit: str, pauses: Sequence[Pause], now: Instant, calendar: Calendar, timezone: str
) -> tuple[Instant, bool]:
    """When a limit is used up if pauses don't count, and whether that is provisional; a pause that lasts ends `now`.

    What runs by the clock or by office hours stands still in a pause and goes on after it. What runs by days is due
    as many counted days later as begin in its pauses: a pause within one day moves nothing. A pause that begins when
    the limit is used up, or later, comes too late to move it. Raises ValueError as `due` does.
    """
    at, provisional = due_at(begin, limit, calendar, timezone)
    if not pauses:
        return at, provisional
    wanted = read_limit(limit)
    told = reading(calendar, wanted.unit)
    start = micros(begin)
    spans = sorted((max(micros(p.begin), start), min(micros(p.until), micros(p.end or now))) for p in pauses)
    if not any(first < min(last, micros(at)) for first, last in spans):
        return at, provisional
    work = work_time(calendar, timezone, told.days is Counted.EVERY, told.runs is Runs.CLOCK)
    try:
        if told.runs is Runs.DAYS:
            later = _by_days(start, wanted, spans, calendar, timezone, work)
        else:
            elapses = told.runs is Runs.CLOCK and told.days is Counted.EVERY
            later = _by_time(start, wanted.count * told.length_min * _MINUTE, spans, work, elapses)
        return instant(later), _provisional(start, later, work)
    except OverflowError:
        raise ValueError(f'"{limit}" with its pauses leads past 9999; expected a shorter limit') from None


def _by_days(
    start: int, wanted: Limit, spans: list[tuple[int, int]], calendar: Calendar, timezone: str, work: WorkTime
) -> int:
    at, count = reach(start, wanted, calendar, timezone).at, wanted.count
    for first, last in spans:
        if first < min(last, at):
            count += work.days_between(work.day_of(first), work.day_of(last))
            at = reach(start, Limit(count, wanted.unit), calendar, timezone).at
    return at


def _by_time(start: int, left: int, spans: list[tuple[int, int]], work: WorkTime, elapses: bool) -> int:
    """`elapses`: it runs day and night, every day."""
    at = start + left if elapses else work.after(start, left)[0]
    for first, last in spans:
        first = max(first, start)
        if first < min(last, at):
            left -= first - start if elapses else work.between(start, first)
            start = last
            at = start + left if elapses else work.after(start, left)[0]
    return at


def _provisional(start: int, at: int, work: WorkTime) -> bool:
    if work.every or work.calendar.through_holidays:
        return False
    first, last = (date.fromordinal(day).year for day in (work.first_day(start), work.day_of(at - 1)))
    return any(year not in work.calendar.published for year in range(first, last + 1))


def clocks(line: Line, terms: Terms, now: Instant, calendar: Calendar, timezone: str) -> tuple[Clock, ...]:
    """Every limit of a case as it stands at `now`: the citizen's, as promised and by law, then steps and holders.

    The citizen's clocks begin at the first intake, whatever happened since. A step's and a holder's begin anew each
    time that it is entered or taken over. Raises ValueError as `line_at` and `due` do.
    """
    line = line_at(line, now)
    told = _Teller(line, now, calendar, timezone)
    opens = _groups(line.stints, lambda _: "")
    spans = [span for _, span in opens]
    found = [told.clock(Whose.PROMISED, "", terms.promised, spans)]
    if terms.statutory is not None:
        found.append(told.clock(Whose.STATUTORY, "", terms.statutory, spans))
    for step, span in _groups(line.stints, lambda stint: stint.step):
        if step in terms.steps:
            found.append(told.clock(Whose.STEP, step, terms.steps[step], [span]))
    for holder, span in _groups(line.stints, lambda stint: stint.holder):
        if RoleId(holder) in terms.holders:
            found.append(told.clock(Whose.HOLDER, holder, terms.holders[RoleId(holder)], [span]))
    return tuple(found)


def next_change(line: Line, clocks: Iterable[Clock], now: Instant) -> Instant | None:
    """The first moment after `now` at which time alone changes something: a warning, a due time, the end of a pause."""
    last = line.stints[-1]
    moments = [line.pauses[-1].until] if last.state is State.PAUSED else []
    for clock in clocks:
        if clock.ended_at is None and not clock.paused:
            moments += [clock.due, *([clock.warn_at] if clock.warn_at is not None else [])]
    return min((moment for moment in moments if moment > now), default=None)


def changed(
    owed: Iterable[Owed], now: Instant, calendars: Mapping[str, Calendar], timezone: str
) -> tuple[Changed, ...]:
    """Which open deadlines a new calendar moves, or makes certain. One whose calendar is gone stays as it was told.

    Raises ValueError as `due` does.
    """
    found = []
    for one in owed:
        if one.calendar in calendars:
            at, provisional = due_with(one.begin, one.limit, one.pauses, now, calendars[one.calendar], timezone)
            if (at, provisional) != (one.due, one.provisional):
                found.append(Changed(one.id, one.due, at, one.provisional, provisional))
    return tuple(found)


class _Teller:
    def __init__(self, line: Line, now: Instant, calendar: Calendar, timezone: str) -> None:
        self._line, self._now, self._calendar, self._timezone = line, now, calendar, timezone

    def clock(self, whose: Whose, who: str, term: Term, spans: Spans) -> Clock:
        begin, ended = spans[0][0], spans[-1][1]
        pauses = self._pauses(whose, begin, ended)
        at, provisional = due_with(begin, term.limit, pauses, self._now, self._calendar, self._timezone)
        warn = None
        if term.warn is not None:
            warn, _ = due_with(begin, term.warn, pauses, self._now, self._calendar, self._timezone)
        stopped = any(pause.end is None for pause in pauses)
        return Clock(
            whose=whose, who=who, limit=term.limit, begin=begin, due=at, provisional=provisional, warn_at=warn,
            breached_at=_breached(at, spans, self._now), ended_at=ended, paused=stopped,
        )

    def _pauses(self, whose: Whose, begin: Instant, ended: Instant | None) -> list[Pause]:
        """Those that move this clock, as far as it ran in them: the statutory one only with a legal ground."""
        found = []
        for pause in self._line.pauses:
            grounded = whose is not Whose.STATUTORY or (pause.ground or "").strip()
            end = pause.end if ended is None else ended if pause.end is None else min(pause.end, ended)
            if grounded and pause.begin < (end or self._now) and (end or self._now) > begin:
                found.append(replace(pause, end=end))
        return found


def _groups(stints: Sequence[Stint], key: Callable[[Stint], str]) -> list[tuple[str, tuple[Instant, Instant | None]]]:
    """Stretches of stints that are open and have one key: (key, (begin, end))."""
    found: list[tuple[str, tuple[Instant, Instant | None]]] = []
    joined = False
    for stint in stints:
        if stint.state is State.CLOSED:
            joined = False
            continue
        if joined and found[-1][0] == key(stint):
            found[-1] = (key(stint), (found[-1][1][0], stint.end))
        else:
            found.append((key(stint), (stint.begin, stint.end)))
        joined = True
    return found


def _breached(at: Instant, spans: Spans, now: Instant) -> Instant | None:
    """The first moment after `at` with the clock open; what ends at the due moment is in time."""
    return next((max(at, begin) for begin, end in spans if (now if end is None else end) > at), None)
