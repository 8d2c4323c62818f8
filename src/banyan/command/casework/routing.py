"""Which unit gets a case: every row is tried and says what failed; the fallback takes what nobody else does."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from banyan.command.worktime import zone_of
from banyan.model.casetype import Definition
from banyan.model.casework import Place
from banyan.model.ids import RoleId
from banyan.model.route import Area, Owner, Route, Routed, Routes, Tried, Unit
from banyan.model.time import Instant

CELL = "cell"
_HIGHEST = 20      # levels of areas; a circle of them ends here


def route(routes: Routes, definition: Definition, place: Place, now: Instant, timezone: str) -> Routed:
    """The unit, and why: the highest priority whose conditions all hold; among equals the first row."""
    local = now.astimezone(zone_of(timezone))
    cell, area = located(routes, place, local.date())
    inside = areas_of(routes, place.cell or cell, place.area or area)
    owner = owner_of(routes.owners, place.thing)
    codes = (definition.id, definition.class_code, f"{definition.class_code}.{definition.subclass}")
    tried, best = [], None
    for row in routes.routes:
        failed = _failed(row, routes, codes, inside, owner, local)
        tried.append(Tried(row.id, failed))
        if not failed and (best is None or row.priority > best.priority):
            best = row
    wanted = best.to if best is not None else routes.fallback
    to = _there(routes, wanted, local.date())
    also = best.also if best is not None else ()
    return Routed(
        to=to, route=best.id if best is not None else None, area=area, owner=owner, tried=tuple(tried),
        also=tuple(u for u in also if u != to and _is_there(routes, u, local.date())),
        instead_of=wanted if wanted != to else None,
    )  # fmt: skip


def _failed(
    row: Route, routes: Routes, codes: Sequence[str], inside: Sequence[str], owner: str | None, local: datetime
) -> tuple[str, ...]:
    """The conditions that don't hold, by name."""
    held = {
        "class": not row.classes or any(code in row.classes for code in codes),
        "area": not row.areas or any(area in row.areas for area in inside),
        "owner": not row.owners or owner in row.owners,
        "hours": not row.hours or any(_within(local.time(), begin, end) for begin, end in row.hours),
        "weekday": not row.weekdays or local.weekday() in row.weekdays,
        "dates": _holds(row.first, row.last, local.date()),
        "unit": _there(routes, row.to, local.date()) != routes.fallback or row.to == routes.fallback,
    }
    return tuple(name for name, holds in held.items() if not holds)


def _within(at: time, begin: time, end: time) -> bool:
    """From `begin` until before `end`; past midnight where `end` isn't later."""
    return begin <= at < end if begin < end else at >= begin or at < end


def _holds(first: date | None, last: date | None, day: date) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


def _is_there(routes: Routes, unit: RoleId, day: date) -> bool:
    found = next((u for u in routes.units if u.id == unit), None)
    return found is not None and _holds(found.first, found.last, day)


def _there(routes: Routes, unit: RoleId, day: date) -> RoleId:
    """The unit, or the first of its deputies that is there; else the fallback, which always is."""
    units: dict[RoleId, Unit] = {u.id: u for u in routes.units}
    seen: list[RoleId] = []
    wanted: RoleId | None = unit
    while wanted is not None and wanted not in seen:
        seen.append(wanted)
        if wanted == routes.fallback or _is_there(routes, wanted, day):
            return wanted
        wanted = units[wanted].deputy if wanted in units else None
    return routes.fallback


def owner_of(owners: Iterable[Owner], thing: str | None) -> str | None:
    """By the id of the thing, else by the longest prefix that is declared."""
    if thing is None:
        return None
    fits = [o for o in owners if o.thing == thing or (o.thing.endswith("*") and thing.startswith(o.thing[:-1]))]
    return max(fits, key=lambda o: (not o.thing.endswith("*"), len(o.thing))).owner if fits else None


def located(routes: Routes, place: Place, day: date) -> tuple[str | None, str | None]:
    """(cell, area): the first cell and the first other area of that day that the position lies in."""
    if place.position is None:
        return None, None
    cell = area = None
    for one in routes.areas:
        if _holds(one.first, one.last, day) and (cell if one.level == CELL else area) is None:
            if not contains(one, place.position):
                continue
            if one.level == CELL:
                cell = one.id
            else:
                area = one.id
            if cell is not None and area is not None:
                break
    return cell, area


def areas_of(routes: Routes, *names: str | None) -> tuple[str, ...]:
    """Cells and areas with those above them."""
    above = {a.id: a.within for a in routes.areas}
    found: list[str] = []
    for name in names:
        at, steps = name, 0
        while at is not None and at not in found and steps < _HIGHEST:
            found.append(at)
            at, steps = above.get(at), steps + 1
    return tuple(found)


def contains(area: Area, position: tuple[float, float]) -> bool:
    """Even-odd rule; a point on the western or southern edge is inside, so that neighbours share none."""
    x, y = position
    if area.box is not None:
        west, south, east, north = area.box
        return west <= x < east and south <= y < north
    inside = False
    for ring in area.rings:
        for (ax, ay), (bx, by) in zip(ring, (*ring[1:], *ring[:1]), strict=True):
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                inside = not inside
    return inside
