"""What was changed, as the messages of 18-088, 14.2: for collections, for entities, for their properties."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from banyan.edges.sensorthings.render import write_entity, write_value
from banyan.model.changes import Changed
from banyan.model.columns import NO_TIME
from banyan.model.query import Order, Path, Query
from banyan.model.thing_ports import Looking, Place, Things
from banyan.model.things import (
    DATASTREAM,
    KINDS,
    MULTI_DATASTREAM,
    OBSERVATION,
    Entity,
    Kind,
    Link,
    Span,
    Wrong,
    target,
)
from banyan.runtime.mqtt.updates.declared import Declared, selection
from banyan.stores.things.kept import SAID, Kept
from banyan.stores.things.told import Told

MOST_AROUND = 1_000      # entities of one kind whose collections an entity is told in
EXTENTS = frozenset({DATASTREAM.plural, MULTI_DATASTREAM.plural})      # told of for their Observations' sake, too
_encode = msgspec.json.Encoder().encode
_ALL = Query()
_BY_ID = Query(order=(Order(Path(("id",))),), top=MOST_AROUND)


Message = tuple[str, bytes]      # topic, payload


class Rendering:
    """Blocking. An entity is told as it is when it is told: of two changes close together both may show the second."""

    def __init__(self, things: Things, clock: Callable[[], int], declared: Declared) -> None:
        """`clock` in µs."""
        self._things, self._clock, self._root = things, clock, declared.root
        self._sets = frozenset(declared.sets)
        self._select: dict[str, list[tuple[str, Query]]] = {}
        for name, behind, query in map(selection, declared.select):
            self._select.setdefault(name, []).append((behind, query))

    def wanted(self, one: Told) -> bool:
        kind = one.kind if isinstance(one, Changed) else OBSERVATION
        return kind.plural in self._sets or (kind is OBSERVATION and not self._sets.isdisjoint(EXTENTS))

    def messages(self, told: Sequence[Told], base: str) -> list[Message]:
        """In the order of what was told. `base` is the service's root address. What is gone by now is left out."""
        found: list[Message] = []
        with self._things.look(self._clock()) as look:
            for one in told:
                if (one.kind if isinstance(one, Changed) else OBSERVATION).plural not in self._sets:
                    continue
                if isinstance(one, Changed):
                    found += self._changed(look, one, base)
                else:
                    for entity in entities(one):
                        found += self._in_collections(look, entity, base, _encode(write_entity(base, entity, _ALL)))
        return found

    def _changed(self, look: Looking, one: Changed, base: str) -> Iterator[Message]:
        try:
            entity = look.one(one.kind, one.id, _ALL)
        except Wrong as wrong:
            if wrong.status != 404:
                raise
            return
        whole = _encode(write_entity(base, entity, _ALL))
        yield from self._in_collections(look, entity, base, whole)
        if one.names is None:
            return
        topic = f"{self._root}/{one.kind.plural}({one.id})"
        yield topic, whole
        for known in one.kind.properties:
            if known.name in one.names:
                value = write_value(known, entity.values.get(known.name))
                yield f"{topic}/{known.name}", _encode({known.name: value})

    def _in_collections(self, look: Looking, entity: Entity, base: str, whole: bytes) -> Iterator[Message]:
        name = entity.kind.plural
        topics = [f"{self._root}/{name}"]
        for link, back in AROUND[entity.kind.name]:
            topics += [f"{self._root}/{target(link).plural}({eid})/{back}" for eid in _linked(look, entity, link)]
        for topic in topics:
            yield topic, whole
        for behind, query in self._select.get(name, ()):
            part = _encode(write_entity(base, entity, query))
            for topic in topics:
                yield topic + behind, part


def _around(kind: Kind) -> list[tuple[Link, str]]:
    """Links to entities that have this kind in a collection, and what that collection is called."""
    found = []
    for link in kind.links:
        for other in target(link).links:
            same = other.table == link.table if link.table is not None else other.inverse == link.name
            if other.many and other.target == kind.name and same:
                found.append((link, other.name))
    return found


def _linked(look: Looking, entity: Entity, link: Link) -> list[int]:
    if not link.many:
        eid = entity.values.get(link.name)
        return [] if eid is None else [int(eid)]
    page = look.page(Place(target(link), None, (entity.kind, entity.id, link)), _BY_ID)
    return list(dict.fromkeys(one.id for one in page.items))


def entities(rows: Kept) -> Iterator[Entity]:
    """Observations of columns, as a question to the store gives them."""
    columns: Any = (rows.ids, rows.stream, rows.time, rows.result_time, rows.feature, rows.quality)
    for result, eid, stream, time, said, feature, flags in zip(rows.results, *(one.tolist() for one in columns),
                                                               strict=True):
        quality = SAID[flags & 7]
        yield Entity(OBSERVATION, eid, {
            "phenomenonTime": Span(time, time), "resultTime": None if said == NO_TIME else Span(said, said),
            "result": result, "resultQuality": None if quality is None else msgspec.json.decode(quality),
            "validTime": None, "parameters": None, "Datastream": stream, "MultiDatastream": None,
            "FeatureOfInterest": feature})


AROUND = {kind.name: _around(kind) for kind in KINDS}
