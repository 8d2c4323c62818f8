"""What the city knows already where a form is begun: of the place, and of what was answered there before."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from banyan.command.casework.family import day_of
from banyan.command.casework.intake import metres
from banyan.command.casework.routing import located
from banyan.command.forms.form import Form
from banyan.command.forms.known import Fact, begin
from banyan.model.authority import Refused, authorize
from banyan.model.casetype import Definition, Thing
from banyan.model.casework import Case, Place
from banyan.model.ids import PrincipalId
from banyan.model.ports import Store
from banyan.model.text import Name
from banyan.model.time import Instant
from banyan.runtime.casework.office import CaseOffice
from banyan.runtime.casework.records import CASE

PLACE, BEFORE = "place.", "before."
SAME_M = 30.0          # metres within which a fixed thing is taken for the same, where the type says nothing
LOOKED_AT = 2000       # cases that changed last: what was answered there years ago is no longer believed


class Known(Struct, frozen=True):
    """An answer that is filled in for the person. `case`: where it was answered before; None: the place says so."""

    field: str
    value: Any
    at: Instant
    case: str | None = None


def known(
    office: CaseOffice, store: Store, type_: str, position: tuple[float, float] | None, address: str, who: PrincipalId
) -> list[Known]:
    """For the form of a type at a place. Earlier answers, with the ids of their cases, are told to who may read cases;
    anybody else has what the place says. Raises Declined.
    """
    definition = office.type_now(type_)
    form = office.forms.get(definition.form or "")
    if form is None or not form.prefill:
        return []
    now = office.now()
    facts = _of_place(office, position, address, now)
    if position is not None and definition.thing is Thing.PART and _reads(office, who):
        facts |= _answered(store, definition, form, position)
    draft = begin(form, facts, now)
    return [Known(f, k.value, k.at, k.source or None) for f, k in draft.known.items()]


def _reads(office: CaseOffice, who: PrincipalId) -> bool:
    try:
        authorize(office.authority, who, "case.read")
    except Refused:
        return False
    return True


def _of_place(
    office: CaseOffice, position: tuple[float, float] | None, address: str, now: Instant
) -> dict[str, Fact]:
    """`place.address`, `place.area`, `place.cell`: by their names, in both languages."""
    routes = office.book.routes
    cell, area = located(routes, Place(position, address), day_of(now, office.book.timezone))
    names: Mapping[str, Name] = {a.id: a.name for a in routes.areas}
    told = {"address": address}
    for key, aid in (("area", area), ("cell", cell)):
        if aid is not None:
            told[key] = f"{names[aid].zh} {names[aid].en}" if aid in names else aid
    return {f"{PLACE}{key}": Fact(value, "", now) for key, value in told.items() if value}


def _answered(
    store: Store, definition: Definition, form: Form, position: tuple[float, float]
) -> dict[str, Fact]:
    """`before.FIELD`: the newest answer about this fixed thing. Events are about people, and tell nothing."""
    within = definition.nearby.metres if definition.nearby is not None else SAME_M
    found: dict[str, Fact] = {}
    for case in _cases(store, definition.id):
        there = case.place.position
        if there is None or metres(position, there) > within:
            continue
        for report in case.reports:
            for field, value in report.answers.items() if (report.form or "").startswith(f"{form.id}@") else ():
                newest = found.get(f"{BEFORE}{field}")
                if newest is None or newest.at < report.at:
                    found[f"{BEFORE}{field}"] = Fact(value, str(case.id), report.at)
    return found


def _cases(store: Store, tid: str) -> Iterator[Case]:
    for body in store.current(CASE, LOOKED_AT).values():
        if body["type"] == tid:
            yield msgspec.convert(body, Case)
