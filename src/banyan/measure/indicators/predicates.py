"""What may be asked of a case, as data: true, false, or not yet decided (Kleene's strong three-valued logic)."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import NamedTuple

from msgspec import Struct

from banyan.measure.indicators.row import CaseRow, Moment, Number, Word
from banyan.model.time import Instant

LONGEST = 3660           # days that a repeat is looked for: ten years


class Asked(Struct, frozen=True, tag_field="is", forbid_unknown_fields=True):
    """Something to ask of a case; `is` says what."""


class Done(Asked, frozen=True, tag="done"):
    """It has happened by the day of the reckoning."""

    moment: Moment


class InTime(Asked, frozen=True, tag="in-time"):
    """It happened not later than it was due. Open and not yet due, or without a due time: undecided."""

    moment: Moment
    due: Moment

    def __post_init__(self) -> None:
        if self.moment.owed or not self.due.owed:
            raise ValueError(f"in-time takes a step and its due time; found {self.moment} and {self.due}")


class OneOf(Asked, frozen=True, tag="one-of"):
    """A word of the case is one of these."""

    word: Word
    values: tuple[str, ...]


class Given(Asked, frozen=True, tag="given"):
    """A word of the case is there at all. With `until`: while that hasn't happened it may still come: undecided."""

    word: Word
    until: Moment | None = None


class AtLeast(Asked, frozen=True, tag="at-least"):
    """A number of the case is `n` or more. With `until`: while that hasn't happened it may still grow: undecided."""

    number: Number
    n: int
    until: Moment | None = None


class ComesAgain(Asked, frozen=True, tag="comes-again"):
    """Another case of the same class at the same place is reported within so many days after this one was closed.

    A day is 24 hours. Undecided until they are over, and where the case isn't closed. Joined duplicates don't count.
    """

    days: int

    def __post_init__(self) -> None:
        _check_days(self.days)


class CameBefore(Asked, frozen=True, tag="came-before"):
    """Another case of the same class at the same place was closed at most so many days before this one was reported."""

    days: int

    def __post_init__(self) -> None:
        _check_days(self.days)


class AllOf(Asked, frozen=True, tag="all"):
    of: tuple["Predicate", ...]


class AnyOf(Asked, frozen=True, tag="any"):
    of: tuple["Predicate", ...]


class Not(Asked, frozen=True, tag="not"):
    of: "Predicate"


Leaf = Done | InTime | OneOf | Given | AtLeast | ComesAgain | CameBefore
Predicate = Leaf | AllOf | AnyOf | Not


class Opinion(NamedTuple):
    """`truth` None: undecided. `leaf` is the part of the question that decided it, and `held` what is true of that."""

    truth: bool | None
    leaf: Leaf | None = None
    held: bool | None = None


Asker = Callable[[CaseRow], Opinion]
Held = Callable[[CaseRow], bool | None]


class Neighbours:
    """Who else was at the same place: times of reports and closings by class and place, for the repeats."""

    def __init__(self, rows: Iterable[CaseRow]) -> None:
        self._reports: dict[tuple[str, str], list[tuple[Instant, str]]] = {}
        self._closings: dict[tuple[str, str], list[tuple[Instant, str]]] = {}
        for row in rows:
            if row.duplicate_of or not row.place:
                continue
            for times, at in ((self._reports, row.reported_at), (self._closings, row.closed_at)):
                if at is not None:
                    times.setdefault((row.class_, row.place), []).append((at, row.id))
        for times in (self._reports, self._closings):
            for found in times.values():
                found.sort()

    def reported(self, row: CaseRow, after: Instant, until: Instant) -> bool:
        """Whether another case was reported in (after, until]."""
        return _another(self._reports, row, after, until, open_begin=True)

    def closed(self, row: CaseRow, begin: Instant, before: Instant) -> bool:
        """Whether another case was closed in [begin, before)."""
        return _another(self._closings, row, begin, before, open_begin=False)


class View(NamedTuple):
    """What is known when it is reckoned: nothing that happened after `as_of`."""

    as_of: Instant
    neighbours: Neighbours


def asker(predicate: Predicate, view: View) -> Asker:
    """A function that says what is true of a row, with the leaf that decided it. Made once, asked of thousands of rows:
    its opinions are few, and one and the same object each time.
    """
    match predicate:
        case AllOf(of):
            return _joined(tuple(asker(part, view) for part in of), decides=False)
        case AnyOf(of):
            return _joined(tuple(asker(part, view) for part in of), decides=True)
        case Not(of):
            return _denied(asker(of, view))
        case _:
            return _opinions(predicate, _leaf(predicate, view))


def happened(row: CaseRow, moment: Moment, as_of: Instant) -> Instant | None:
    """When it happened, if it had by then."""
    at = row.when(moment)
    return at if at is not None and at <= as_of else None


def _check_days(days: int) -> None:
    if not 1 <= days <= LONGEST:
        raise ValueError(f"days = {days}; expected 1 to {LONGEST}")


def _opinions(leaf: Leaf, held: Held) -> Asker:
    yes, no, undecided = (Opinion(truth, leaf, truth) for truth in (True, False, None))

    def ask(row: CaseRow) -> Opinion:
        truth = held(row)
        return yes if truth else undecided if truth is None else no

    return ask


def _denied(inner: Asker) -> Asker:
    denied: dict[int, Opinion] = {}       # by identity: what `inner` says lives as long as it does

    def ask(row: CaseRow) -> Opinion:
        found = inner(row)
        told = denied.get(id(found))
        if told is None:
            told = denied[id(found)] = found._replace(truth=None if found.truth is None else not found.truth)
        return told

    return ask


def _joined(of: tuple[Asker, ...], *, decides: bool) -> Asker:
    empty = Opinion(not decides)

    def ask(row: CaseRow) -> Opinion:
        first: Opinion | None = None
        for part in of:
            found = part(row)
            if found.truth is decides:
                return found
            if first is None or (first.truth is not None and found.truth is None):
                first = found
        return first or empty

    return ask


def _leaf(leaf: Leaf, view: View) -> Held:
    as_of = view.as_of
    match leaf:
        case Done(moment):
            return lambda row: happened(row, moment, as_of) is not None
        case InTime(moment, due):
            return lambda row: _in_time(happened(row, moment, as_of), row.when(due), as_of)
        case OneOf(word, values):
            return lambda row: row.word(word) in values
        case Given(word, until):
            return lambda row: True if row.word(word) else _over(row, until, as_of)
        case AtLeast(number, n, until):
            return lambda row: True if row.number(number) >= n else _over(row, until, as_of)
        case ComesAgain(days):
            return lambda row: _comes_again(row, timedelta(days=days), view)
        case CameBefore(days):
            return lambda row: _came_before(row, timedelta(days=days), view)


def _in_time(at: Instant | None, due: Instant | None, as_of: Instant) -> bool | None:
    if due is None:
        return None
    if at is not None:
        return at <= due
    return False if as_of > due else None


def _over(row: CaseRow, until: Moment | None, as_of: Instant) -> bool | None:
    return False if until is None or happened(row, until, as_of) is not None else None


def _comes_again(row: CaseRow, span: timedelta, view: View) -> bool | None:
    closed = happened(row, Moment.CLOSED, view.as_of)
    if closed is None:
        return None
    if view.neighbours.reported(row, closed, min(closed + span, view.as_of)):
        return True
    return False if view.as_of > closed + span else None


def _came_before(row: CaseRow, span: timedelta, view: View) -> bool | None:
    at = row.reported_at
    return None if at is None else view.neighbours.closed(row, at - span, at)


def _another(
    times: Mapping[tuple[str, str], list[tuple[Instant, str]]], row: CaseRow, begin: Instant, end: Instant, *,
    open_begin: bool,
) -> bool:  # fmt: skip
    found = times.get((row.class_, row.place), []) if row.place else []
    if open_begin:
        first, last = bisect_right(found, begin, key=_time), bisect_right(found, end, key=_time)
    else:
        first, last = bisect_left(found, begin, key=_time), bisect_left(found, end, key=_time)
    return any(other != row.id for _, other in found[first:last])


def _time(entry: tuple[Instant, str]) -> Instant:
    return entry[0]
