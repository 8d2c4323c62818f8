"""Who is told that something is overdue, and when: a ladder of named roles with deputies."""

from collections.abc import Sequence

from banyan.command.calendar import due_at
from banyan.model.calendar import Calendar
from banyan.model.clock import Absence, Call, Rung
from banyan.model.ids import RoleId
from banyan.model.time import Instant


def calls(
    rungs: Sequence[Rung], breached_at: Instant, until: Instant, absences: Sequence[Absence], calendar: Calendar,
    timezone: str,
) -> tuple[Call, ...]:  # fmt: skip
    """Every call from the breach up to and with `until`, in the order in which they are made.

    A rung is called `after` so much time past the breach, to its role, or to the first deputy who is there. Where
    nobody of a rung is there its role is told all the same, and the next rung is called at once: no call goes to an
    empty chair alone, while there is somebody above. Raises ValueError as `due` does.
    """
    found: list[Call] = []
    at_once: Instant | None = None
    for n, rung in enumerate(rungs):
        at = breached_at if rung.after is None else due_at(breached_at, rung.after, calendar, timezone)[0]
        at = at if at_once is None else min(at, at_once)
        to = _present(rung, at, absences)
        stand_in = rung.role if to not in (None, rung.role) else None
        found.append(Call(n, at, rung.role if to is None else to, stand_in, unattended=to is None))
        at_once = at if to is None else None
    return tuple(sorted((call for call in found if call.at <= until), key=lambda call: (call.at, call.rung)))


def _present(rung: Rung, at: Instant, absences: Sequence[Absence]) -> RoleId | None:
    if not absences:
        return rung.role
    away = [absence.role for absence in absences if absence.begin <= at < absence.end]
    return next((role for role in (rung.role, *rung.deputies) if role not in away), None)
