"""Entities and pages to the JSON of 18-088, with control information, links and data arrays."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from banyan.edges.sensorthings.options import write_token
from banyan.edges.sensorthings.times import write_interval, write_span
from banyan.model.query import Expand, Query
from banyan.model.things import OBSERVATION, TIMES, Entity, Kind, Page, Property, Type

COMPONENTS = ("id", *(p.name for p in OBSERVATION.properties))
STREAMS = ("Datastream", "MultiDatastream")      # an Observation has one of the two
SHOWN_NULL = frozenset({("Observation", "resultTime"), ("Observation", "result")})


def self_link(base: str, kind: Kind, eid: int) -> str:
    return f"{base}/{kind.plural}({eid})"


def write_entity(base: str, entity: Entity, query: Query, within: bool = False) -> dict[str, Any]:
    """`base` is the service's root address, without a slash at its end. `within` an expansion links stand only where
    $select names them, as the suites of OGC (ets-sta10) ask.
    """
    kind, address = entity.kind, self_link(base, entity.kind, entity.id)
    wanted = query.select
    said: dict[str, Any] = {}
    if not wanted or "id" in wanted:
        said["@iot.id"] = entity.id
    if not wanted or "selfLink" in wanted or "@iot.selfLink" in wanted:
        said["@iot.selfLink"] = address
    for known in kind.properties:
        value = write_value(known, entity.values.get(known.name))
        if wanted and known.name not in wanted:
            if (part := _parts(value, known.name, wanted)):
                said[known.name] = part
            continue
        if value is not None or (kind.name, known.name) in SHOWN_NULL or (wanted and known.name in wanted):
            said[known.name] = value
    expands = {expand.link.name: expand for expand in query.expand}
    for link in kind.links:
        absent = link.name in STREAMS and entity.values.get(link.name, 0) is None
        if link.name in wanted or not (wanted or within or absent):
            said[f"{link.name}@iot.navigationLink"] = f"{address}/{link.name}"
        if link.name in expands and not absent:
            said |= _expanded(base, address, entity, expands[link.name])
    return said


def _parts(value: Any, name: str, wanted: Sequence[str]) -> dict[str, Any]:
    """Of a property's JSON what is selected inside it, as properties/site/name."""
    found: dict[str, Any] = {}
    for path in wanted:
        first, *steps = path.split("/")
        at, into = value, found
        if first != name or not steps:
            continue
        for step in steps[:-1]:
            at = at.get(step) if isinstance(at, dict) else None
            into = into.setdefault(step, {}) if isinstance(at, dict) else {}
        if isinstance(at, dict) and steps[-1] in at:
            into[steps[-1]] = at[steps[-1]]
    return found


def write_value(known: Property, value: Any) -> Any:
    if value is None or known.type not in TIMES:
        return value
    return write_interval(value) if known.type is Type.INTERVAL and value.said is None else write_span(value)


def _expanded(base: str, address: str, entity: Entity, expand: Expand) -> dict[str, Any]:
    name, query = expand.link.name, expand.query
    found = entity.expanded.get(name)
    if not isinstance(found, Page):
        return {name: write_entity(base, found, query, within=True) if found is not None else None}
    said: dict[str, Any] = {}
    if found.count is not None:
        said[f"{name}@iot.count"] = found.count
    said[name] = write_items(base, found.items, query, within=True)
    if (link := next_link(f"{address}/{name}", query, found)) is not None:
        said[f"{name}@iot.nextLink"] = link
    return said


def write_items(base: str, items: Sequence[Entity], query: Query, within: bool = False) -> list[dict[str, Any]]:
    if query.data_array:
        return _data_arrays(base, items, query)
    return [write_entity(base, e, query, within) for e in items]


def write_page(base: str, address: str, page: Page, query: Query) -> dict[str, Any]:
    """`address`: of the collection, without options."""
    said: dict[str, Any] = {}
    if page.count is not None:
        said["@iot.count"] = page.count
    if (link := next_link(address, query, page)) is not None:
        said["@iot.nextLink"] = link
    said["value"] = write_items(base, page.items, query)
    return said


def write_refs(base: str, address: str, page: Page, query: Query) -> dict[str, Any]:
    """18-088, 9.2.7: addresses of associations."""
    whole = write_page(base, f"{address}/$ref", page, query)
    return {**whole, "value": [{"@iot.selfLink": self_link(base, e.kind, e.id)} for e in page.items]}


def next_link(address: str, query: Query, page: Page) -> str | None:
    """The same question, from behind the last item on: so nothing is doubled or left out when others come and go
    meanwhile. $skip tells people where they are.
    """
    if page.after is None:
        return None
    said = {**query.said, "$skip": str(query.skip + len(page.items)), "$skiptoken": write_token(page.after)}
    return f"{address}?" + "&".join(f"{name}={quote(value, safe='/(),:=@$')}" for name, value in said.items())


def _data_arrays(base: str, items: Sequence[Entity], query: Query) -> list[dict[str, Any]]:
    """18-088, 13.1: one group for each stream of the page, in order of appearance."""
    names = [name for name in COMPONENTS if not query.select or name in query.select]
    by_name = {p.name: p for p in OBSERVATION.properties}
    groups: dict[tuple[str, int], list[list[Any]]] = {}
    for entity in items:
        multi = entity.values.get("MultiDatastream")
        stream = ("MultiDatastream", multi) if multi is not None else ("Datastream", entity.values["Datastream"])
        row = [entity.id if name == "id" else write_value(by_name[name], entity.values.get(name)) for name in names]
        groups.setdefault(stream, []).append(row)
    return [
        {f"{name}@iot.navigationLink": f"{base}/{name}s({eid})", "components": names,
         "dataArray@iot.count": len(rows), "dataArray": rows}
        for (name, eid), rows in groups.items()
    ]  # fmt: skip
