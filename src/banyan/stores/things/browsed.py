"""Datastreams and MultiDatastreams with what a person looks for them by: name, Thing, ObservedProperties, place,
properties.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Engine, Select, and_, select

from banyan.model.things import GEOJSON, MULTI_DATASTREAM_PROPERTY, THING_LOCATION
from banyan.stores.things.tables import ASSOCIATIONS, TABLES, declared

PAGE = 2_000          # to one read transaction
MANY = 500            # ids in one statement
_D, _P, _T, _L = TABLES["Datastream"].c, TABLES["ObservedProperty"].c, TABLES["Thing"].c, TABLES["Location"].c
_M, _OF = TABLES["MultiDatastream"].c, ASSOCIATIONS[MULTI_DATASTREAM_PROPERTY].c
_AT = ASSOCIATIONS[THING_LOCATION].c
_QUERY = (
    select(_D.id, _D.name, _D.description, _D.observationType, _D.unitOfMeasurement, _D.properties,
           _T.id.label("thing_id"), _T.name.label("thing"), _T.description.label("thing_said"),
           _T.properties.label("thing_properties"),
           _P.name.label("property"), declared.c.key)
    .select_from(TABLES["Datastream"].join(TABLES["ObservedProperty"], _D.ObservedProperty_id == _P.id)
                 .join(TABLES["Thing"], _D.Thing_id == _T.id)
                 .outerjoin(declared, and_(declared.c.kind == "Datastream", declared.c.id == _D.id)))
    .order_by(_D.id)
)  # fmt: skip
_MULTI = (
    select(_M.id, _M.name, _M.description, _M.observationType, _M.unitOfMeasurements, _M.properties,
           _T.id.label("thing_id"), _T.name.label("thing"), _T.description.label("thing_said"),
           _T.properties.label("thing_properties"))
    .select_from(TABLES["MultiDatastream"].join(TABLES["Thing"], _M.Thing_id == _T.id))
    .order_by(_M.id)
)  # fmt: skip


class Browsed(Struct, frozen=True):
    """`declared`: the key by which the city's folder declares it, None where it doesn't. `place`: name of its Thing's
    Location (of the one in GeoJSON, where there are several), None without one; `location`: what that says, as it was
    written (GeoJSON, or anything). Of a MultiDatastream (`multi`) the properties' names and the units' symbols stand
    one behind the other.
    """

    number: int
    name: str
    description: str
    type: str
    unit: dict[str, Any]
    properties: dict[str, Any]
    thing: str
    thing_description: str
    thing_properties: dict[str, Any]
    property: str
    declared: str | None
    place: str | None
    place_description: str
    location: Any
    multi: bool = False


Read = Callable[[Connection, Sequence[Any]], Iterator[Browsed]]


def browsed(engine: Engine, only: Sequence[int] | None = None) -> Iterator[Browsed]:
    """All in the order of their numbers, or those of `only` that are there."""
    for query, number, read in ((_QUERY, _D.id, _some), (_MULTI, _M.id, _several)):
        yield from _browsed(engine, query, number, read, only)


def _browsed(engine: Engine, query: Select[Any], number: Any, read: Read, only: Sequence[int] | None
             ) -> Iterator[Browsed]:
    if only is not None:
        for some in _parts(only):
            with engine.connect() as c:
                yield from read(c, c.execute(query.where(number.in_(some))).all())
        return
    after = 0
    while True:
        with engine.connect() as c:
            rows = c.execute(query.where(number > after).limit(PAGE)).all()
            yield from read(c, rows)
        if len(rows) < PAGE:
            return
        after = rows[-1].id


def concerned(engine: Engine, touched: Mapping[str, set[int]]) -> list[int]:
    """The Datastreams and MultiDatastreams that say something of touched entities."""
    found = set(touched.get("Datastream", ())) | set(touched.get("MultiDatastream", ()))
    with engine.connect() as c:
        things = sorted(touched.get("Thing", ()))
        for some in _parts(sorted(touched.get("Location", ()))):
            things += c.execute(select(_AT.Thing).where(_AT.Location.in_(some))).scalars()
        for some in _parts(sorted(set(things))):
            found.update(c.execute(select(_D.id).where(_D.Thing_id.in_(some))).scalars())
            found.update(c.execute(select(_M.id).where(_M.Thing_id.in_(some))).scalars())
        for some in _parts(sorted(touched.get("ObservedProperty", ()))):
            found.update(c.execute(select(_D.id).where(_D.ObservedProperty_id.in_(some))).scalars())
            found.update(c.execute(select(_OF.MultiDatastream).where(_OF.ObservedProperty.in_(some))).scalars())
    return sorted(found)


def ends(engine: Engine, numbers: Sequence[int]) -> dict[int, int]:
    """The last phenomenonTime in µs, of those that have one: as their rows say it, which may lag behind numbers that
    are still to be settled, and not behind results of other kinds.
    """
    found: dict[int, int] = {}
    with engine.connect() as c:
        for some in _parts(numbers):
            for of in (_D, _M):
                end = of.phenomenonTime_end
                query = select(of.id, end).where(of.id.in_(some), end.is_not(None))
                found |= {row.id: int(row.phenomenonTime_end) for row in c.execute(query)}
    return found


def _parts(ids: Sequence[int]) -> Iterator[list[int]]:
    for first in range(0, len(ids), MANY):
        yield list(ids[first : first + MANY])


def _some(c: Connection, rows: Sequence[Any]) -> Iterator[Browsed]:
    places = _places(c, sorted({row.thing_id for row in rows}))
    for row in rows:
        place, about, location = places.get(row.thing_id, (None, "", None))
        yield Browsed(row.id, row.name, row.description or "", row.observationType or "",
                      _object(row.unitOfMeasurement), _object(row.properties), row.thing or "", row.thing_said or "",
                      _object(row.thing_properties), row.property or "", row.key, place, about, location)


def _several(c: Connection, rows: Sequence[Any]) -> Iterator[Browsed]:
    places = _places(c, sorted({row.thing_id for row in rows}))
    names: dict[int, list[str]] = {}
    query = select(_OF.MultiDatastream, _P.name).join(TABLES["ObservedProperty"], _P.id == _OF.ObservedProperty)
    for some in _parts([row.id for row in rows]):
        for number, name in c.execute(query.where(_OF.MultiDatastream.in_(some)).order_by(_OF.place)):
            names.setdefault(number, []).append(name or "")
    for row in rows:
        place, about, location = places.get(row.thing_id, (None, "", None))
        unit, of = ", ".join(_symbols(row.unitOfMeasurements)), ", ".join(names.get(row.id, ()))
        yield Browsed(row.id, row.name, row.description or "", row.observationType or "", {"symbol": unit},
                      _object(row.properties), row.thing or "", row.thing_said or "", _object(row.thing_properties), of,
                      None, place, about, location, multi=True)


def _symbols(text: str | None) -> Iterator[str]:
    found = msgspec.json.decode(text) if text else []
    for unit in found if isinstance(found, list) else []:
        said = unit.get("symbol") or unit.get("name") if isinstance(unit, dict) else None
        if isinstance(said, str):
            yield said


def _places(c: Connection, things: Sequence[int]) -> dict[int, tuple[str, str, Any]]:
    """Name, description and content of each Thing's Location; GeoJSON first, as streams.own_features has it."""
    best: dict[int, tuple[bool, str, str, Any]] = {}
    query = select(_AT.Thing, _L.name, _L.description, _L.encodingType, _L.location).join(
        TABLES["Location"], _L.id == _AT.Location)
    for some in _parts(things):
        for thing, name, about, encoding, location in c.execute(query.where(_AT.Thing.in_(some)).order_by(_AT.place)):
            geojson = encoding in GEOJSON
            if thing not in best or (geojson and not best[thing][0]):
                best[thing] = (geojson, name or "", about or "", location)
    return {thing: (name, about, msgspec.json.decode(text) if text else None)
            for thing, (_, name, about, text) in best.items()}


def _object(text: str | None) -> dict[str, Any]:
    found = msgspec.json.decode(text) if text else None
    return found if isinstance(found, dict) else {}
