"""What the loop did about incidents as rows, where the city has no casework in whose list they are cases."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from banyan.measure.indicators.row import CaseRow
from banyan.model.time import Instant

_STEPS = {"filing": ("filing_due", "filed_at"), "dispatch": ("dispatch_due", "dispatched_at"),
          "handling": ("handling_due", "handled_at"), "on-site": ("handling_due", "handled_at"),
          "verification": ("verification_due", "verified_at"), "close": ("due", "")}  # fmt: skip

_OUTCOMES = {"resolved": "solved"}       # what a storm's case is closed with when its water has gone


def of_bodies(bodies: Iterable[Mapping[str, Any]]) -> tuple[CaseRow, ...]:
    """One row for each case of the projection, in the order of their ids. A storm's case is filed when it opens."""
    return tuple(sorted((_row(body) for body in bodies), key=lambda row: row.id))


def _row(body: Mapping[str, Any]) -> CaseRow:
    opened = _at(body.get("opened_at"))
    outcome = str(body.get("outcome") or "")
    facts: dict[str, Any] = {
        "id": str(body["id"]), "reported_at": opened, "filed_at": opened, "closed_at": _at(body.get("closed_at")),
        "class_": str(body.get("type") or ""), "place": str(body.get("place") or ""),
        "department": str(body.get("owner") or ""), "outcome": _OUTCOMES.get(outcome, outcome),
    }  # fmt: skip
    for deadline in body.get("deadlines", ()):
        due, done = _STEPS.get(str(deadline.get("what")), ("", ""))
        if due:
            facts[due] = _at(deadline.get("due"))
        if done:
            facts[done] = _at(deadline.get("met_at"))
    return CaseRow(**facts)


def _at(text: object) -> Instant | None:
    return datetime.fromisoformat(text) if isinstance(text, str) else None
