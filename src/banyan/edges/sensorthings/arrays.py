"""CreateObservations: data arrays to Observations (18-088, 13.2)."""

from typing import Any

from banyan.edges.sensorthings.entity import ID, read_entity, read_id
from banyan.model.things import OBSERVATION, Draft, Reference, Wrong

MOST = 100_000        # Observations of one request
FEATURE = ("FeatureOfInterest/id", "FeatureOfInterest/@iot.id")
KNOWN = ("id", "@iot.id", *(p.name for p in OBSERVATION.properties), *FEATURE)


def read_arrays(body: Any) -> list[Draft | Wrong]:
    """An Observation or what is wrong with it, for each row in order. Raises Wrong for a body without that form."""
    if not isinstance(body, list):
        raise Wrong(400, "the body is no array", 'an array of {"Datastream", "components", "dataArray"}')
    found: list[Draft | Wrong] = []
    for group in body:
        found += _group(group)
        if len(found) > MOST:
            raise Wrong(413, f"the body has more than {MOST} Observations", "smaller parts, sent one after another")
    return found


def _group(group: Any) -> list[Draft | Wrong]:
    if not isinstance(group, dict):
        raise Wrong(400, "a part of the body is no object", '{"Datastream", "components", "dataArray"}')
    streams = [name for name in ("Datastream", "MultiDatastream") if name in group]
    components, rows = group.get("components"), group.get("dataArray")
    if len(streams) != 1:
        raise Wrong(400, "a part of the body belongs to no stream, or to two", "a Datastream or a MultiDatastream")
    if not isinstance(components, list) or not isinstance(rows, list):
        raise Wrong(400, "a part of the body has no components or no dataArray", "two arrays")
    unknown = next((c for c in components if c not in KNOWN), None)
    if unknown is not None or "result" not in components:
        raise Wrong(400, f"the components are {str(components)[:90]}", f"result and others of {', '.join(KNOWN)}")
    stream = group[streams[0]]
    if not isinstance(stream, dict) or ID not in stream:
        raise Wrong(400, f"the {streams[0]} has no {ID}", f'{{"{ID}": ...}} of one that is there')
    to = Reference(read_id(stream[ID], streams[0]))
    return [_row(components, row, streams[0], to) for row in rows]


def _row(components: list[str], row: Any, name: str, stream: Reference) -> Draft | Wrong:
    try:
        if not isinstance(row, list) or len(row) != len(components):
            raise Wrong(400, "a row has not one value for each component", f"{len(components)} values")
        said = dict(zip(components, row, strict=True))
        feature = next((said.pop(key) for key in FEATURE if key in said), None)
        draft = read_entity(OBSERVATION, said)
        links: dict[str, list[Reference | Draft]] = {name: [stream]}
        if feature is not None:
            links["FeatureOfInterest"] = [Reference(read_id(feature, "FeatureOfInterest"))]
        return Draft(OBSERVATION, draft.values, links)
    except Wrong as wrong:
        return wrong
