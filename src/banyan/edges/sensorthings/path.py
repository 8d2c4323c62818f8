"""A resource path (18-088, 9.2) to a Resource."""

import re
from urllib.parse import unquote

from banyan.model.query import Resource, Step
from banyan.model.things import BY_PLURAL, Kind, Type, Wrong, target

LONGEST = 2_000
DEEPEST = 20              # steps
LARGEST = 2**63           # ids are whole numbers below it
_ENTITY = re.compile(r"([^()]+)\((.*)\)", re.DOTALL)
_PLACE = re.compile(r"\[(\d{1,9})\]")
_PART = re.compile(r"([^\[\]]+)((?:\[\d{1,9}\])*)")


def read_path(text: str) -> Resource:
    """`text` is what stands after /v1.1/, percent-encoded or not. Raises Wrong: 404 for what can't be."""
    if len(text) > LONGEST:
        raise Wrong(400, f"the address has {len(text)} characters", f"at most {LONGEST}")
    parts = [unquote(part) for part in text.strip("/").split("/")]
    if len(parts) > DEEPEST:
        raise Wrong(400, f"the address has {len(parts)} steps", f"at most {DEEPEST}")
    raw, refs, count = (parts[-1] == end for end in ("$value", "$ref", "$count"))
    if raw or refs or count:
        parts = parts[:-1]
    steps: list[Step] = []
    for n, part in enumerate(parts):
        step = _step(steps[-1] if steps else None, part)
        if step is None:
            return _ended(Resource(tuple(steps), _inside(steps, parts[n:]), raw, refs, count))
        steps.append(step)
    return _ended(Resource(tuple(steps), (), raw, refs, count))


def _step(before: Step | None, part: str) -> Step | None:
    """None: no step to other entities, so into the entity. Raises Wrong."""
    name, key = part, None
    if (match := _ENTITY.fullmatch(part)) is not None:
        name, key = match[1], match[2]
    if before is None:
        kind = BY_PLURAL.get(name)
        if kind is None:
            raise Wrong(404, f"there is no {name[:60]!r} here", f"one of {', '.join(sorted(BY_PLURAL))}")
        return Step(kind, None, _id(kind, key), True)
    if before.many and before.id is None:
        raise Wrong(404, f"{part[:60]!r} can't follow all of {before.kind.plural}",
                    f"one of them, as {before.kind.plural}(1)/{part[:40]}")
    link = before.kind.link(name)
    if link is None:
        return None
    if key is not None and not link.many:
        raise Wrong(404, f"{name} is one {link.target}, so {part[:60]!r} isn't there", name)
    return Step(target(link), link, _id(target(link), key), link.many)


def _id(kind: Kind, key: str | None) -> int | None:
    if key is None:
        return None
    text = key[1:] if key.startswith("-") else key
    if not text.isascii() or not text.isdecimal() or len(text) > 19 or int(text) >= LARGEST:
        raise Wrong(404, f"there is no {kind.name} {key[:60]!r}", "an id as it was given, a whole number")
    return int(key)


def _inside(steps: list[Step], parts: list[str]) -> tuple[str | int, ...]:
    kind = steps[-1].kind
    found: list[str | int] = []
    for part in parts:
        match = _PART.fullmatch(part)
        if match is None:
            raise Wrong(404, f"there is no {part[:60]!r} in a {kind.name}", "a property, as name or properties/key")
        found += [match[1], *(int(place) for place in _PLACE.findall(match[2]))]
    name = str(found[0])
    if name in ("id", "@iot.id", "@iot.selfLink"):
        return tuple(found)
    known = kind.property(name)
    if known is None:
        raise Wrong(404, f"a {kind.name} has no {name[:60]!r}",
                    f"one of {', '.join([*(p.name for p in kind.properties), *(link.name for link in kind.links)])}")
    if len(found) > 1 and known.type not in (Type.JSON, Type.OBJECT, Type.LIST, Type.GEOMETRY):
        raise Wrong(404, f"{name} has nothing inside", name)
    return tuple(found)


def _ended(found: Resource) -> Resource:
    """$value needs a property, $ref and $count a collection or entity."""
    if not found.steps:
        raise Wrong(404, "there is nothing at this address", f"one of {', '.join(sorted(BY_PLURAL))}")
    if found.raw and not found.inside:
        raise Wrong(400, "$value has no property before it", "a property, as Things(1)/name/$value")
    if (found.refs or found.count) and found.inside:
        raise Wrong(400, "$ref and $count can't follow a property", "a collection before it")
    if found.count and not (found.last.many and found.last.id is None):
        raise Wrong(400, "$count can't follow one entity", "a collection before it")
    return found
