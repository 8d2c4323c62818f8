"""The storm's cases as lines of the same list: an incident's case is a case like any other to who looks."""

from collections.abc import Mapping
from typing import Any

import msgspec

from banyan.model.case import Case, CaseStatus
from banyan.model.city import City
from banyan.model.text import Name
from banyan.model.time import Instant
from banyan.runtime.casework.views import STORM, CaseLine


def lines(bodies: Mapping[str, Any], city: City, now: Instant) -> list[CaseLine]:
    """`bodies`: the projection of the kind `case`."""
    return [line(msgspec.convert(body, Case), city, now) for body in bodies.values()]


def line(case: Case, city: City, now: Instant) -> CaseLine:
    kind = next((k for k in city.case_types if k.id == case.type), None)
    place = next((p for p in city.places if p.id == case.place), None)
    owed = [d for d in case.deadlines if d.met_at is None]
    first = min(owed, key=lambda d: d.due, default=None)
    name = kind.name if kind is not None else Name(zh=case.type, en=case.type)
    return CaseLine(
        id=case.id, flow=STORM, type=case.type, name=name, status=case.status, outcome=case.outcome, verdict=None,
        holder=case.owner, step=first.what if first is not None else "", area=None, cell=None,
        position=place.at if place is not None else None, address=place.name.zh if place is not None else case.place,
        intake=case.opened_at, due=first.due if first is not None else None,
        provisional=first is not None and first.provisional, closed_at=case.closed_at,
        late=case.late or (case.status is not CaseStatus.CLOSED and first is not None and first.due < now),
        suspended=False, waiting=None, priority=False, reports=0, moves=0,
    )  # fmt: skip
