"""layers/*.geojson: what the map draws. GeoJSON as RFC 7946 has it, and ids that the city knows."""

import re
from typing import Any

import msgspec

from banyan.runtime.folder.decode import closest
from banyan.runtime.folder.errors import Findings, shown
from banyan.runtime.folder.files import Files
from banyan.runtime.folder.shapes import Shapes

FOLDER = "layers"
ROADS = "roads"          # the layer on whose lines crews drive
_NAME = re.compile(r"layers/[A-Za-z0-9_-]{1,60}\.geojson")
# Nesting of `coordinates`: 0 is one position.
_DEPTH = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
_MOST_TOLD = 20  # mistakes of one layer; a wrong projection makes every position wrong


def read(files: Files, found: Findings) -> dict[str, dict[str, Any]]:
    """Layer name (the file's, without .geojson) → FeatureCollection, checked."""
    layers: dict[str, dict[str, Any]] = {}
    for name in files.names(FOLDER, ".geojson"):
        if not _NAME.fullmatch(name):
            found.add(name, "", "a file name that can't be a layer's", "letters a-z, digits, - and _, then .geojson")
            continue
        data = files.text(name)
        if data is None:
            continue
        try:
            value = msgspec.json.decode(data)
        except (msgspec.DecodeError, RecursionError, ValueError) as error:
            found.add(name, "", f"a mistake in the JSON: {str(error)[:120]}", "valid JSON in UTF-8")
            continue
        layer = _Layer(name, found)
        layer.check(value)
        if layer.told == 0:
            layers[name.removeprefix(f"{FOLDER}/").removesuffix(".geojson")] = value
    return layers


def check(layers: dict[str, dict[str, Any]], shapes: Shapes, found: Findings) -> None:
    """A feature that carries `city_id` names something of the city; lakes, places and devices each have a feature."""
    if "city.toml" not in shapes.read or not layers:
        return
    city = shapes.city
    things = [thing.id for group in (city.lakes, city.places, city.devices) for thing in group]
    known = [*things, *(s.id for s in shapes.streams.streams), *(c.id for c in shapes.crews.crews)]
    drawn: set[str] = set()
    for name, layer in layers.items():
        for i, feature in enumerate(layer["features"]):
            ident = feature_id(feature)
            if ident is None:
                continue
            drawn.add(ident)
            if ident not in known and "streams.toml" in shapes.read and "crews.toml" in shapes.read:
                expected = f"the id of a lake, place, device, stream or crew{closest(ident, known)}"
                found.add(f"{FOLDER}/{name}.geojson", f"features[{i}].properties.city_id", shown(ident), expected)
    for lake in city.lakes:
        if lake.id not in drawn:
            expected = f'a feature with "city_id": "{lake.id}" in one layer'
            found.add(FOLDER, "", f"no feature for the lake {lake.id}", expected)


def roads(layers: dict[str, dict[str, Any]]) -> tuple[tuple[tuple[float, float], ...], ...]:
    """The lines of the layer `roads`, in its order; () without one. What isn't a line there is no road."""
    lines: list[tuple[tuple[float, float], ...]] = []
    for feature in layers.get(ROADS, {}).get("features", ()):
        kind, coordinates = feature["geometry"]["type"], feature["geometry"]["coordinates"]
        parts = {"LineString": [coordinates], "MultiLineString": coordinates}.get(kind, [])
        lines += [tuple((float(p[0]), float(p[1])) for p in part) for part in parts]
    return tuple(lines)


def feature_id(feature: dict[str, Any]) -> str | None:
    """Which thing of the city a feature is, or None for scenery."""
    value = (feature.get("properties") or {}).get("city_id")
    return value if isinstance(value, str) else None


class _Layer:
    """One file's mistakes."""

    def __init__(self, file: str, found: Findings) -> None:
        self._file, self._found = file, found
        self.told = 0

    def _add(self, key: str, what: str, expected: str) -> None:
        self.told += 1
        if self.told <= _MOST_TOLD:
            self._found.add(self._file, key, what, expected)

    def check(self, value: Any) -> None:
        if not isinstance(value, dict) or value.get("type") != "FeatureCollection":
            self._add("type", _type_of(value), '"FeatureCollection"')
            return
        features = value.get("features")
        if not isinstance(features, list):
            self._add("features", shown(features), "a list of features")
            return
        for i, feature in enumerate(features):
            self._feature(feature, f"features[{i}]")
        if self.told == 0:
            self._ids(features)

    def _ids(self, features: list[dict[str, Any]]) -> None:
        seen: dict[str, int] = {}
        for i, feature in enumerate(features):
            name = (feature.get("properties") or {}).get("id")
            if isinstance(name, str) and seen.setdefault(name, i) != i:
                expected = f"an id of its own: features[{seen[name]}] has it"
                self._add(f"features[{i}].properties.id", shown(name), expected)

    def _feature(self, feature: Any, key: str) -> None:
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            self._add(f"{key}.type", _type_of(feature), '"Feature"')
            return
        properties = feature.get("properties")
        if properties is not None and not isinstance(properties, dict):
            self._add(f"{key}.properties", shown(properties), "an object, or null")
        geometry = feature.get("geometry")
        kind = geometry.get("type") if isinstance(geometry, dict) else None
        if not isinstance(geometry, dict) or not isinstance(kind, str) or kind not in _DEPTH:
            self._add(f"{key}.geometry.type", _type_of(geometry), f"one of {', '.join(_DEPTH)}")
            return
        self._nested(geometry.get("coordinates"), _DEPTH[kind], kind, f"{key}.geometry.coordinates")

    def _nested(self, value: Any, depth: int, kind: str, key: str) -> None:
        if depth == 0:
            self._position(value, key)
            return
        if not isinstance(value, list) or not value:
            self._add(key, shown(value), "a list, not empty")
            return
        before = self.told
        for i, part in enumerate(value):
            self._nested(part, depth - 1, kind, f"{key}[{i}]")
        if depth == 1 and self.told == before:
            self._line(value, kind, key)

    def _position(self, value: Any, key: str) -> None:
        numbers = isinstance(value, list) and len(value) in (2, 3)
        if not numbers or any(isinstance(v, bool) or not isinstance(v, int | float) for v in value):
            self._add(key, shown(value), "[longitude, latitude]")
        elif not (-180 <= value[0] <= 180 and -90 <= value[1] <= 90):
            what = f"[{shown(value[0])}, {shown(value[1])}]"
            self._add(key, what, "longitude -180..180, latitude -90..90, in degrees")

    def _line(self, positions: list[Any], kind: str, key: str) -> None:
        if kind.endswith("Polygon"):
            if len(positions) < 4:
                self._add(key, f"a ring of {len(positions)} positions", "at least 4")
            elif positions[0] != positions[-1]:
                self._add(key, "a ring that is not closed", "its first position again at its end")
        elif kind.endswith("LineString") and len(positions) < 2:
            self._add(key, "a line of one position", "at least 2")


def _type_of(value: Any) -> str:
    return shown(value.get("type")) if isinstance(value, dict) else shown(value)
