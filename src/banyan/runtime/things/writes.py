"""POST, PATCH, PUT and DELETE as work inside one transaction (18-088, clause 10)."""

from collections.abc import Callable
from typing import Any

from banyan.edges.sensorthings.entity import check_geometry, complete, read_entity, read_json
from banyan.edges.sensorthings.patch import apply
from banyan.edges.sensorthings.render import self_link, write_entity
from banyan.model.query import Query, Resource
from banyan.model.thing_ports import Changing, Looking, Place
from banyan.model.things import MULTI_DATASTREAM_PROPERTY, Draft, Kind, Link, Reference, Wrong
from banyan.runtime.things.asked import PATCH, Answer, Asked

Work = Callable[[Changing], Answer]


def write(asked: Asked, resource: Resource) -> Work:
    """What a request does, read and checked as far as that goes without the store. Raises Wrong."""
    if resource.inside or resource.refs or resource.count or resource.raw:
        raise Wrong(405, f"{asked.method} isn't served at this address", "an entity or a collection")
    entity = resource.last.id is not None or not resource.last.many
    if asked.method == "POST":
        if entity:
            raise Wrong(405, "nothing can be posted to one entity", "a collection, or PATCH and PUT")
        return create(asked, resource, read_entity(resource.last.kind, read_json(asked.body)))
    if not entity:
        raise Wrong(405, f"{asked.method} isn't served for a whole collection",
                    f"one of them, as {resource.last.kind.plural}(1)")
    if asked.method == "DELETE":
        return lambda w: _delete(w, resource)
    body = read_json(asked.body)
    if asked.method == "PATCH" and asked.media == PATCH:
        return lambda w: _patch(w, asked, resource, body)
    draft = read_entity(resource.last.kind, body, partial=True)
    if asked.method == "PUT":
        complete(resource.last.kind, body)
    return lambda w: _update(w, asked, resource, draft, asked.method == "PUT")


def create(asked: Asked, resource: Resource, draft: Draft) -> Work:
    def work(w: Changing) -> Answer:
        return created(w, asked.base, draft.kind, w.create(under(w.at(resource), draft)))
    return work


def created(w: Looking, base: str, kind: Kind, eid: int) -> Answer:
    entity = w.one(kind, eid, Query())
    return Answer(201, write_entity(base, entity, Query()), location=self_link(base, kind, eid))


def under(place: Place, draft: Draft) -> Draft:
    """What is posted to Things(1)/Datastreams belongs to Thing 1."""
    if place.parent is None:
        return draft
    kind, eid, link = place.parent
    if link.table == MULTI_DATASTREAM_PROPERTY:
        raise Wrong(400, "a MultiDatastream's ObservedProperties belong together",
                    "PATCH MultiDatastreams(id) with all its ObservedProperties")
    return draft.linked(link.inverse or _other_side(draft.kind, kind, link), Reference(eid))


def _other_side(kind: Kind, parent: Kind, link: Link) -> str:
    return next(other.name for other in kind.links if other.table == link.table and other.target == parent.name)


def _entity(w: Changing, resource: Resource) -> tuple[Kind, int]:
    place = w.at(resource)
    if place.id is None:
        raise Wrong(404, "there is nothing at this address")
    return place.kind, place.id


def _update(w: Changing, asked: Asked, resource: Resource, draft: Draft, whole: bool) -> Answer:
    kind, eid = _entity(w, resource)
    w.update(kind, eid, draft, whole)
    after = w.one(kind, eid, Query())
    check_geometry(kind, after.values)      # a PATCH may bring the geometry alone, or its encoding
    return Answer(200, write_entity(asked.base, after, Query()))


def _patch(w: Changing, asked: Asked, resource: Resource, operations: Any) -> Answer:
    kind, eid = _entity(w, resource)
    before = write_entity(asked.base, w.one(kind, eid, Query()), Query())
    changed = apply({name: value for name, value in before.items() if "@iot" not in name}, operations)
    draft = read_entity(kind, changed, partial=True)
    complete(kind, changed)
    return _update(w, asked, resource, draft, whole=True)


def _delete(w: Changing, resource: Resource) -> Answer:
    w.delete(*_entity(w, resource))
    return Answer(200, empty=True)
