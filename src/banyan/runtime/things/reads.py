"""GET: root, collections, entities, properties, values, references and counts."""

from typing import Any

import msgspec

from banyan.edges.sensorthings.options import read_query
from banyan.edges.sensorthings.path import read_path
from banyan.edges.sensorthings.render import self_link, write_entity, write_page, write_refs, write_value
from banyan.edges.sensorthings.root import ByMqtt, write_root
from banyan.model.query import Query, Resource
from banyan.model.thing_ports import Looking
from banyan.model.things import Entity, Wrong
from banyan.runtime.things.asked import Answer, Asked


def read(look: Looking, asked: Asked, mqtt: ByMqtt | None = None) -> Answer:
    """`mqtt`: what is taken and published by it, where there is a broker. Raises Wrong."""
    if not asked.path.strip("/"):
        return Answer(200, write_root(asked.base, mqtt))
    resource = read_path(asked.path)
    query = read_query(resource.last.kind, asked.query)
    place = look.at(resource)
    address = f"{asked.base}/{asked.path.strip('/').removesuffix('/$ref')}"
    if place.id is None:
        if resource.count:
            return Answer(200, str(look.count(place, query)), text=True)
        page = look.page(place, query)
        if resource.refs:
            return Answer(200, write_refs(asked.base, address, page, query))
        return Answer(200, write_page(asked.base, address, page, query))
    _of_one(query)
    entity = look.one(place.kind, place.id, query)
    if resource.inside:
        return _inside(asked.base, entity, resource)
    if resource.refs:
        return Answer(200, {"@iot.selfLink": self_link(asked.base, entity.kind, entity.id)})
    return Answer(200, write_entity(asked.base, entity, query))


def _of_one(query: Query) -> None:
    """18-088, 9.3.1: one entity can be expanded and selected from. What only cuts and counts a collection is let be, as
    the suites of OGC send it.
    """
    for name in ("$filter", "$orderby", "$resultFormat"):
        if name in query.said:
            raise Wrong(400, f"{name} has no meaning for one entity", "$select and $expand; or a collection")


def _inside(base: str, entity: Entity, resource: Resource) -> Answer:
    name = str(resource.inside[0])
    if name in ("id", "@iot.id"):
        value: Any = entity.id
    elif name == "@iot.selfLink":
        value = self_link(base, entity.kind, entity.id)
    else:
        known = entity.kind.property(name)
        value = write_value(known, entity.values.get(name)) if known is not None else None
        for step in resource.inside[1:]:
            value = _step(value, step, entity)
    if value is None:
        return Answer(204, empty=True)
    if resource.raw:
        return Answer(200, value if isinstance(value, str) else msgspec.json.encode(value).decode(), text=True)
    return Answer(200, {_key(resource.inside): value})


def _step(value: Any, step: str | int, entity: Entity) -> Any:
    if isinstance(step, str) and isinstance(value, dict) and step in value:
        return value[step]
    if isinstance(step, int) and isinstance(value, list) and step < len(value):
        return value[step]
    raise Wrong(404, f"{entity.kind.name} {entity.id} has no {str(step)[:60]!r} there")


def _key(inside: tuple[str | int, ...]) -> str:
    """The last name with its places behind it: intArray[1]."""
    last = max(n for n, step in enumerate(inside) if isinstance(step, str))
    name = "@iot.id" if inside[last] == "id" and last == 0 else str(inside[last])
    return name + "".join(f"[{place}]" for place in inside[last + 1:])
