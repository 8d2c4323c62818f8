"""What the routes leave to chance: classes that only the fallback takes, rows that nothing goes by, idle units."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from banyan.command.casework.routing import CELL, areas_of, route
from banyan.model.casetype import Definition
from banyan.model.casework import Place
from banyan.model.ids import RoleId
from banyan.model.route import Routes
from banyan.model.time import Instant

_NOWHERE = "-"


class Orphan(Struct, frozen=True):
    """A type that in an area only the unit of last resort takes; area "-": where a case has no place."""

    type: str
    area: str


class Coverage(Struct, frozen=True):
    """`never`: rows by which no case was dispatched; `idle`: units without a row; `circles`: areas within themselves.

    `used` is how often each row was taken.
    """

    orphans: tuple[Orphan, ...]
    never: tuple[str, ...]
    idle: tuple[RoleId, ...]
    circles: tuple[str, ...]
    used: dict[str, int]


def coverage(
    routes: Routes, definitions: Iterable[Definition], used: Mapping[str, int], now: Instant, timezone: str
) -> Coverage:
    """As it holds at `now`: a row of office hours leaves its classes to the fallback by night."""
    circles = tuple(a.id for a in routes.areas if a.within is not None and a.id in areas_of(routes, a.within))
    found = []
    for definition in definitions:
        for area in (_NOWHERE, *_widest(routes)):
            place = Place(area=None if area == _NOWHERE else area)
            if route(routes, definition, place, now, timezone).route is None:
                found.append(Orphan(definition.id, area))
    rowed = [unit for row in routes.routes for unit in (row.to, *row.also)]
    deputies = [u.deputy for u in routes.units]
    return Coverage(
        orphans=tuple(found),
        never=tuple(row.id for row in routes.routes if not used.get(row.id)),
        idle=tuple(u.id for u in routes.units if u.id not in (*rowed, *deputies, routes.fallback)),
        circles=circles,
        used={row.id: used.get(row.id, 0) for row in routes.routes},
    )


def _widest(routes: Routes) -> list[str]:
    """Areas that rows name, and those that lie in none: cells of one area are routed alike unless a row says so."""
    named = [area for row in routes.routes for area in row.areas]
    tops = [a.id for a in routes.areas if a.within is None and a.level != CELL]
    return list(dict.fromkeys([*tops, *named]))

