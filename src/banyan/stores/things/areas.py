"""The observedArea of a stream: a box around the features it observed (18-088, table 9), as a GeoJSON polygon."""

from typing import Any

from banyan.stores.things.functions import shape

Box = tuple[float, float, float, float]


def box(geojson: str | None) -> Box | None:
    """West, south, east, north; None for what has no place."""
    found = shape(geojson) if geojson is not None else None
    return None if found is None else tuple(found.bounds)


def united(boxes: list[Box | None]) -> Box | None:
    known = [b for b in boxes if b is not None]
    if not known:
        return None
    return (min(b[0] for b in known), min(b[1] for b in known), max(b[2] for b in known), max(b[3] for b in known))


def polygon(found: Box | None) -> dict[str, Any] | None:
    if found is None:
        return None
    west, south, east, north = found
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}
