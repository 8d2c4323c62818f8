"""JSON of an entity to a Draft, checked against its kind (18-088, clauses 8 and 10)."""

import math
from collections.abc import Mapping
from typing import Any

import msgspec
import shapely
import shapely.geometry

from banyan.edges.sensorthings.times import read_span
from banyan.model.acceptance import AcceptanceError, acceptance_of
from banyan.model.things import GEOJSON, TIMES, Draft, Kind, Link, Property, Reference, Type, Wrong, target

DEEPEST_JSON = 60         # objects and arrays within one another
DEEPEST = 8               # entities within entities
ID = "@iot.id"
OWN = ("id", "selfLink")  # of every entity, and never a client's to say
_SHAPES: dict[Type, tuple[type, ...]] = {Type.TEXT: (str,), Type.OBJECT: (dict,), Type.LIST: (list,)}


def read_json(body: bytes) -> Any:
    """Strict JSON: no NaN, no infinity, nothing nested without end. Raises Wrong."""
    try:
        found = msgspec.json.decode(body)
        _check_depth(found, 0)
        return found
    except RecursionError:
        raise Wrong(400, "the JSON is nested too deep", f"at most {DEEPEST_JSON} levels") from None
    except (msgspec.MsgspecError, UnicodeError, ValueError) as error:
        raise Wrong(400, f"the body is no JSON: {error}", "one JSON value in UTF-8") from None


def _check_depth(value: Any, depth: int) -> None:
    if depth > DEEPEST_JSON:
        raise Wrong(400, "the JSON is nested too deep", f"at most {DEEPEST_JSON} levels")
    if isinstance(value, dict):
        for inner in value.values():
            _check_depth(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            if isinstance(inner, dict | list):
                _check_depth(inner, depth + 1)
    elif isinstance(value, float) and not math.isfinite(value):
        raise Wrong(400, "the body holds a number that isn't finite", "numbers below 1e308")


def read_entity(kind: Kind, value: Any, partial: bool = False, depth: int = 0) -> Draft:
    """`partial`: a PATCH, which changes what it names and may link to what is there, but creates nothing (18-088,
    10.3.1). Raises Wrong with the place, what was found and what was expected.
    """
    if not isinstance(value, dict):
        raise Wrong(400, f"a {kind.name} is {_named(value)}", "a JSON object")
    if depth > DEEPEST:
        raise Wrong(400, "entities are nested too deep", f"at most {DEEPEST} within one another")
    _check_names(kind, value)
    values = {}
    for known in kind.properties:
        if known.name in value and not known.kept:
            values[known.name] = _value(kind, known, value[known.name])
    links: dict[str, list[Reference | Draft]] = {}
    for link in kind.links:
        if partial and not (link.many or link.required) and value.get(link.name, value) is None:
            links[link.name] = []         # taken away
        elif link.name in value and (value[link.name] is not None or link.many or partial):
            links[link.name] = _links(kind, link, value[link.name], partial, depth)
    if not partial:
        complete(kind, value)
    check_geometry(kind, values)
    if kind.name == "Datastream":
        _check_acceptance(values.get("properties"))
    return Draft(kind, values, links)


def _check_names(kind: Kind, value: dict[str, Any]) -> None:
    """What nobody would keep isn't taken silently; an entity as it was read (ids, links, counts) can be sent back."""
    for name in value:
        if kind.property(name) is None and kind.link(name) is None and "@" not in name and name not in OWN:
            known = (p.name for p in kind.properties if not p.kept)
            raise Wrong(400, f"a {kind.name} has no {name[:60]!r}",
                        f"some of {', '.join((*known, *(link.name for link in kind.links)))}")


def _check_acceptance(properties: Any) -> None:
    """What a Datastream says of its readings can be kept to (model.acceptance). Raises Wrong."""
    try:
        acceptance_of(properties)
    except AcceptanceError as error:
        raise Wrong(400, f"the Datastream's {error}", "docs/sensorthings.md, Acceptance") from None


def complete(kind: Kind, value: dict[str, Any]) -> None:
    """What an entity must have is there. Raises Wrong."""
    for known in kind.properties:
        if not known.required or value.get(known.name) is not None:
            continue
        if known.null and known.name in value:
            continue      # a result may be null (18-088, table 12: Any)
        raise Wrong(400, f"the {kind.name} has no {known.name}", f"{known.name}: {known.type}")
    if kind.name == "MultiDatastream" and len(value["multiObservationDataTypes"]) != len(value["unitOfMeasurements"]):
        raise Wrong(400, "multiObservationDataTypes and unitOfMeasurements have not the same length",
                    "one of each for every ObservedProperty (18-088, 12.2)")


def _value(kind: Kind, known: Property, value: Any) -> Any:
    if value is None:
        if known.required and not known.null:
            raise Wrong(400, f"{known.name} of the {kind.name} is null", str(known.type))
        return None
    if known.type in TIMES:
        if not isinstance(value, str):
            raise Wrong(400, f"{known.name} of the {kind.name} is {_named(value)}", f"{known.type}, in ISO 8601")
        try:
            return read_span(value, known.type)
        except Wrong as wrong:
            raise Wrong(400, f"{known.name} of the {kind.name}: {wrong}", wrong.expected) from None
    allowed = _SHAPES.get(known.type)
    if allowed is not None and not isinstance(value, allowed):
        raise Wrong(400, f"{known.name} of the {kind.name} is {_named(value)}", str(known.type))
    return value


def _named(value: Any) -> str:
    names = {dict: "an object", list: "an array", str: "a text", bool: "true or false", int: "a number",
             float: "a number", type(None): "null"}
    return names.get(type(value), "something else")


def _links(kind: Kind, link: Link, value: Any, partial: bool, depth: int) -> list[Reference | Draft]:
    if link.many and not isinstance(value, list):
        raise Wrong(400, f"{link.name} of the {kind.name} is {_named(value)}", "an array of entities")
    found: list[Reference | Draft] = []
    for one in value if link.many else [value]:
        if isinstance(one, dict) and ID in one and all("@iot." in name for name in one):
            found.append(Reference(read_id(one[ID], link.target)))
        elif partial:
            raise Wrong(400, f"{link.name} of the {kind.name} is written out: a PATCH creates nothing",
                        f'{{"{ID}": ...}} of one that is there')
        else:
            # An id beside other properties is a computed one: it is ignored (18-088, 10.2.1.2).
            found.append(read_entity(target(link), one, depth=depth + 1))
    return found


def read_id(value: Any, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**63:
        shown = repr(value)[:60]
        raise Wrong(400, f"there is no {name} with the {ID} {shown}", "an id as it was given, a whole number")
    return value


def check_geometry(kind: Kind, values: Mapping[str, Any]) -> None:
    """Where an encodingType says GeoJSON it has to be (18-088, 8.2.2 and table 7)."""
    for known in kind.properties:
        value = values.get(known.name)
        if known.type is not Type.GEOMETRY or value is None:
            continue
        encoding = values.get("encodingType", "")
        if known.name == "observedArea" or encoding in GEOJSON:
            check_geojson(f"{known.name} of the {kind.name}", value)


def check_geojson(what: str, value: Any) -> None:
    """Raises Wrong for what is no geometry, nor a Feature with one (RFC 7946)."""
    feature = isinstance(value, dict) and value.get("type") == "Feature"
    if feature and "geometry" in value and value["geometry"] is None:
        return      # RFC 7946, 3.2: an unlocated Feature
    inner = value.get("geometry") if feature else value
    try:
        found = shapely.geometry.shape(inner)
        good = not found.is_empty
    except Exception:  # noqa: BLE001  shapely raises whatever odd coordinates lead to
        good = False
    if not good:
        raise Wrong(400, f"{what} is no GeoJSON geometry",
                    'as {"type": "Point", "coordinates": [119.6, 25.99]}, longitude first (RFC 7946)')
