"""Routes as data: which unit gets a case, by class, place, owner of the thing and time; and why."""

from datetime import date, time

from msgspec import Struct

from banyan.model.ids import RoleId
from banyan.model.text import Name


class Area(Struct, frozen=True, rename={"first": "from", "last": "until"}):
    """An administrative area or a grid cell: a `box` (west, south, east, north), or `rings` of (longitude, latitude),
    closed or not, holes among them. `within` is the area above it.
    """

    id: str
    name: Name
    level: str = "cell"                  # cell | community | street | district | city
    rings: tuple[tuple[tuple[float, float], ...], ...] = ()
    box: tuple[float, float, float, float] | None = None
    within: str | None = None
    first: date | None = None
    last: date | None = None


class Unit(Struct, frozen=True, rename={"first": "from", "last": "until"}):
    """Who handles cases; its members have the role of that id. `deputy` takes its cases while it isn't there."""

    id: RoleId
    name: Name
    first: date | None = None
    last: date | None = None
    deputy: RoleId | None = None


class Owner(Struct, frozen=True):
    """Who owns a thing: by its id or by a prefix ending in *."""

    thing: str
    owner: str


class Route(Struct, frozen=True, rename={"first": "from", "last": "until"}):
    """One row. An empty condition holds always; the highest `priority` whose conditions all hold is taken.

    `classes` are class codes, class.subclass codes or type ids; `hours` is local time and may run past midnight.
    """

    id: str
    to: RoleId
    classes: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    hours: tuple[tuple[time, time], ...] = ()
    weekdays: tuple[int, ...] = ()       # Monday is 0
    priority: int = 0
    first: date | None = None
    last: date | None = None
    also: tuple[RoleId, ...] = ()        # joint handling: helpers beside the lead


class Routes(Struct, frozen=True):
    """The whole table. `fallback` is the unit of last resort: no case stays without a holder."""

    fallback: RoleId
    units: tuple[Unit, ...] = ()
    areas: tuple[Area, ...] = ()
    owners: tuple[Owner, ...] = ()
    routes: tuple[Route, ...] = ()
    source: str = ""


class Tried(Struct, frozen=True, gc=False, omit_defaults=True):
    """One row as it was tried: `failed` names the conditions that didn't hold; none failed: it matched."""

    route: str
    failed: tuple[str, ...] = ()


class Routed(Struct, frozen=True, gc=False, omit_defaults=True):
    """Where a case goes and why. `route` None: the fallback. `instead_of`: the unit that wasn't there."""

    to: RoleId
    route: str | None
    also: tuple[RoleId, ...] = ()
    area: str | None = None
    owner: str | None = None
    instead_of: RoleId | None = None
    tried: tuple[Tried, ...] = ()
