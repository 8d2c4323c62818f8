"""The city's cases as rows: their clocks are reckoned again from the journal, as whoever checks would.

Reads the body of a `casework` record as plain data, so it needs the clocks and nothing of the engine that moves cases.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from banyan.command.terms import clocks
from banyan.measure.indicators.row import CaseRow
from banyan.model.calendar import Calendar
from banyan.model.clock import Clock, Line, State, Terms, Whose
from banyan.model.time import Instant

KIND = "casework"
CLOSED = "closed"
_STEPS = {"file": ("filing_due", "filed_at"), "dispatch": ("dispatch_due", "dispatched_at"),
          "handle": ("handling_due", "handled_at"), "verify": ("verification_due", "verified_at")}  # fmt: skip
NamedCalendar = Callable[[str | None], Calendar]


class _Place(Struct, frozen=True):
    position: tuple[float, float] | None = None
    address: str = ""
    area: str | None = None
    cell: str | None = None
    thing: str | None = None


class _Report(Struct, frozen=True):
    verdict: str | None = None


class _Objection(Struct, frozen=True):
    kind: str


class _Closing(Struct, frozen=True):
    at: datetime
    reopened_at: datetime | None = None


class Facts(Struct, frozen=True):
    """What indicators need of a case; everything else in its body is passed over."""

    id: str
    type: str
    status: str
    place: _Place
    line: Line
    terms: Terms
    reports: tuple[_Report, ...] = ()
    calendar: str | None = None
    outcome: str | None = None
    handler: str | None = None
    objections: tuple[_Objection, ...] = ()
    closings: tuple[_Closing, ...] = ()
    suspensions: int = 0
    extensions: int = 0
    joined_to: str | None = None


def of_casework(
    bodies: Iterable[Mapping[str, Any]], calendar: NamedCalendar, timezone: str, now: Instant
) -> tuple[CaseRow, ...]:
    """One row for each case, in the order of their ids. `now`: a pause that lasts moves a due time up to then."""
    rows = [row(msgspec.convert(body, Facts), calendar, timezone, now) for body in bodies if not body.get("undone")]
    return tuple(sorted(rows, key=lambda row: row.id))


def settled(case: Facts) -> bool:
    """Whether time alone can't change its row: closed; or no pause runs and no step was entered twice."""
    last = case.line.stints[-1]
    if last.state is not State.RUNNING:
        return last.state is State.CLOSED
    steps = [one.step for one in case.line.stints]
    entered = [step for n, step in enumerate(steps) if n == 0 or steps[n - 1] != step]
    return len(entered) == len(set(entered))


def row(case: Facts, calendar: NamedCalendar, timezone: str, now: Instant) -> CaseRow:
    """`now`: a pause that lasts moves a due time up to then. Raises ValueError as `clocks` does."""
    running = clocks(case.line, case.terms, now, calendar(case.calendar), timezone)
    closings = [closing.at for closing in case.closings]
    facts: dict[str, Any] = {}
    for step, (due, done) in _STEPS.items():
        told = [clock for clock in running if clock.whose is Whose.STEP and clock.who == step]
        facts[done] = _left(case.line, step)
        if told:
            # Gone through several times, a step was in time when it was so each time: one that was late speaks for all.
            chosen = next((clock for clock in told if clock.breached_at is not None), told[-1])
            facts[due], facts[done] = chosen.due, _ended(chosen, case.line, step)
    return CaseRow(
        id=case.id, reported_at=case.line.intake, class_=case.type, region=case.place.area or "",
        department=case.handler or case.line.stints[-1].holder, place=_where(case.place), due=running[0].due,
        first_closed_at=closings[0] if closings else None,
        closed_at=closings[-1] if closings and case.status == CLOSED else None, outcome=case.outcome or "",
        verdict=_verdict(case.reports), duplicate_of=case.joined_to or "",
        returns=sum(objection.kind == "return" for objection in case.objections),
        reopened=sum(closing.reopened_at is not None for closing in case.closings),
        deferred=case.suspensions + case.extensions, **facts,
    )  # fmt: skip


def _left(line: Line, step: str) -> Instant | None:
    """When a step was first gone on from; a close isn't that, but of the last step it is its end."""
    for one, following in zip(line.stints, line.stints[1:], strict=False):
        if one.step == step and _goes_on(following.step, following.state, step):
            return following.begin
    return None


def _ended(clock: Clock, line: Line, step: str) -> Instant | None:
    """When that time of a step was over, unless the case ended in it."""
    if clock.ended_at is None:
        return None
    after = next((stint for stint in line.stints if stint.begin == clock.ended_at), None)
    return clock.ended_at if after is None or _goes_on(after.step, after.state, step) else None


def _goes_on(to: str, state: State, step: str) -> bool:
    return step == "verify" if state is State.CLOSED else to != step


def _where(place: _Place) -> str:
    """What a repeat at the same place goes by: the thing; else its spot to a thousandth of a degree, or its address."""
    if place.thing:
        return place.thing
    if place.position is not None:
        lon, lat = place.position
        return f"{lon:.3f},{lat:.3f}"
    return place.address or place.cell or ""


def _verdict(reports: Iterable[_Report]) -> str:
    """Not solved as soon as one reporter says so; solved where some said so and nobody the contrary."""
    said = [report.verdict for report in reports if report.verdict is not None]
    return "" if not said else "not-solved" if "not-solved" in said else "solved"
