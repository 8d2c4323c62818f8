"""The entities of OGC SensorThings API 1.1 (18-088, clause 8), each with its properties and its links to others.

One table for everybody: the edge reads and writes JSON by it, a store makes its tables and joins of it.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from msgspec import Struct, field

Scalar = str | int | float | None


class Type(StrEnum):
    """What a property holds."""

    TEXT = "text"
    JSON = "any JSON"
    OBJECT = "a JSON object"
    LIST = "a JSON array"
    GEOMETRY = "a location"        # GeoJSON where encodingType says so, else any JSON
    INSTANT = "an instant"
    INTERVAL = "an interval"
    SPAN = "an instant or an interval"


TIMES = (Type.INSTANT, Type.INTERVAL, Type.SPAN)


class Span(NamedTuple):
    """An instant (both ends the same) or an interval, in µs since 1970. `said` is how its sender wrote it."""

    start: int
    end: int
    said: str | None = None


class Property(Struct, frozen=True):
    """`kept`: the service keeps it up to date; what a client says of it is not taken. `null`: it has to be said, and
    may be null.
    """

    name: str
    type: Type
    required: bool = False
    kept: bool = False
    null: bool = False


class Link(Struct, frozen=True):
    """A navigation link, stored in one of three ways: as a column here, as the `inverse` link's column at the target,
    or as rows of the association `table`.
    """

    name: str
    target: str                     # name of a Kind
    many: bool = False
    required: bool = False
    inverse: str | None = None
    table: str | None = None


class Kind(Struct, frozen=True):
    """One of the entity kinds. `owns`: links whose targets are deleted with it (18-088, 10.4)."""

    name: str
    plural: str
    properties: tuple[Property, ...]
    links: tuple[Link, ...]
    owns: tuple[str, ...] = ()

    def property(self, name: str) -> Property | None:
        return next((p for p in self.properties if p.name == name), None)

    def link(self, name: str) -> Link | None:
        return next((link for link in self.links if link.name == name), None)


THING_LOCATION = "thing_location"
HISTORICAL_LOCATION_LOCATION = "historical_location_location"
MULTI_DATASTREAM_PROPERTY = "multi_datastream_observed_property"

_NAME = Property("name", Type.TEXT, required=True)
_DESCRIPTION = Property("description", Type.TEXT, required=True)
_ENCODING = Property("encodingType", Type.TEXT, required=True)
_PROPERTIES = Property("properties", Type.OBJECT)
_STREAM_KEPT = (
    Property("observedArea", Type.GEOMETRY), Property("phenomenonTime", Type.INTERVAL, kept=True),
    Property("resultTime", Type.INTERVAL, kept=True), _PROPERTIES,
)  # fmt: skip
_STREAM_LINKS = (Link("Thing", "Thing", required=True), Link("Sensor", "Sensor", required=True))

THING = Kind("Thing", "Things", (_NAME, _DESCRIPTION, _PROPERTIES), (
    Link("Locations", "Location", many=True, table=THING_LOCATION),
    Link("HistoricalLocations", "HistoricalLocation", many=True, inverse="Thing"),
    Link("Datastreams", "Datastream", many=True, inverse="Thing"),
    Link("MultiDatastreams", "MultiDatastream", many=True, inverse="Thing"),
), ("HistoricalLocations", "Datastreams", "MultiDatastreams"))  # fmt: skip
LOCATION = Kind("Location", "Locations", (
    _NAME, _DESCRIPTION, _ENCODING, Property("location", Type.GEOMETRY, required=True), _PROPERTIES,
), (
    Link("Things", "Thing", many=True, table=THING_LOCATION),
    Link("HistoricalLocations", "HistoricalLocation", many=True, table=HISTORICAL_LOCATION_LOCATION),
), ("HistoricalLocations",))  # fmt: skip
HISTORICAL_LOCATION = Kind("HistoricalLocation", "HistoricalLocations", (
    Property("time", Type.INSTANT, required=True),
), (
    Link("Thing", "Thing", required=True),
    Link("Locations", "Location", many=True, required=True, table=HISTORICAL_LOCATION_LOCATION),
))  # fmt: skip
DATASTREAM = Kind("Datastream", "Datastreams", (
    _NAME, _DESCRIPTION, Property("unitOfMeasurement", Type.OBJECT, required=True),
    Property("observationType", Type.TEXT, required=True), *_STREAM_KEPT,
), (
    *_STREAM_LINKS, Link("ObservedProperty", "ObservedProperty", required=True),
    Link("Observations", "Observation", many=True, inverse="Datastream"),
), ("Observations",))  # fmt: skip
MULTI_DATASTREAM = Kind("MultiDatastream", "MultiDatastreams", (
    _NAME, _DESCRIPTION, Property("observationType", Type.TEXT),
    Property("multiObservationDataTypes", Type.LIST, required=True),
    Property("unitOfMeasurements", Type.LIST, required=True), *_STREAM_KEPT,
), (
    *_STREAM_LINKS,
    Link("ObservedProperties", "ObservedProperty", many=True, required=True, table=MULTI_DATASTREAM_PROPERTY),
    Link("Observations", "Observation", many=True, inverse="MultiDatastream"),
), ("Observations",))  # fmt: skip
SENSOR = Kind("Sensor", "Sensors", (
    _NAME, _DESCRIPTION, _ENCODING, Property("metadata", Type.JSON, required=True), _PROPERTIES,
), (
    Link("Datastreams", "Datastream", many=True, inverse="Sensor"),
    Link("MultiDatastreams", "MultiDatastream", many=True, inverse="Sensor"),
), ("Datastreams", "MultiDatastreams"))  # fmt: skip
OBSERVED_PROPERTY = Kind("ObservedProperty", "ObservedProperties", (
    _NAME, Property("definition", Type.TEXT, required=True), _DESCRIPTION, _PROPERTIES,
), (
    Link("Datastreams", "Datastream", many=True, inverse="ObservedProperty"),
    Link("MultiDatastreams", "MultiDatastream", many=True, table=MULTI_DATASTREAM_PROPERTY),
), ("Datastreams", "MultiDatastreams"))  # fmt: skip
OBSERVATION = Kind("Observation", "Observations", (
    Property("phenomenonTime", Type.SPAN), Property("resultTime", Type.INSTANT),
    Property("result", Type.JSON, required=True, null=True), Property("resultQuality", Type.JSON),
    Property("validTime", Type.INTERVAL), Property("parameters", Type.OBJECT),
), (
    Link("Datastream", "Datastream"), Link("MultiDatastream", "MultiDatastream"),
    Link("FeatureOfInterest", "FeatureOfInterest"),
))  # fmt: skip
FEATURE = Kind("FeatureOfInterest", "FeaturesOfInterest", (
    _NAME, _DESCRIPTION, _ENCODING, Property("feature", Type.GEOMETRY, required=True), _PROPERTIES,
), (
    Link("Observations", "Observation", many=True, inverse="FeatureOfInterest"),
), ("Observations",))  # fmt: skip

KINDS = (THING, LOCATION, HISTORICAL_LOCATION, DATASTREAM, MULTI_DATASTREAM, SENSOR, OBSERVED_PROPERTY, OBSERVATION,
         FEATURE)
BY_NAME = {kind.name: kind for kind in KINDS}
BY_PLURAL = {kind.plural: kind for kind in KINDS}
GEOJSON = ("application/vnd.geo+json", "application/geo+json", "application/geojson")

SEQUENCE_BITS = 32
"""An Observation's id is its stream's number and its place in that stream: number << 32 | place. Both fit into the
53 bits that every JSON reader keeps exactly, up to two million streams."""


def target(link: Link) -> Kind:
    return BY_NAME[link.target]


class Wrong(Exception):  # noqa: N818  said as clients are told
    """What a client asked for can't be done; `status` is the standard's code, `expected` what would be right."""

    def __init__(self, status: int, error: str, expected: str | None = None) -> None:
        super().__init__(error)
        self.status = status
        self.expected = expected


class Reference(Struct, frozen=True):
    """A link to an entity that is there: {"@iot.id": ...}."""

    id: int


class Draft(Struct, frozen=True):
    """An entity as a client says it, checked against its kind: what is to be created, or what is to be changed."""

    kind: Kind
    values: dict[str, Any]
    links: dict[str, "list[Reference | Draft]"] = field(default_factory=dict)

    def linked(self, name: str, to: "Reference | Draft") -> "Draft":
        """The same with one more link; where the link leads to one entity, instead of what it led to."""
        link = self.kind.link(name)
        before = self.links.get(name, []) if link is not None and link.many else []
        return Draft(self.kind, self.values, {**self.links, name: [*before, to]})


class Entity(Struct, frozen=True):
    """One entity as it is kept; `expanded` holds what its links lead to, where that was asked for."""

    kind: Kind
    id: int
    values: Mapping[str, Any]
    expanded: "dict[str, Entity | Page | None]" = field(default_factory=dict)


class Page(Struct, frozen=True):
    """Part of a collection. `count`: of the whole collection, where asked for. `after`: where the next page begins,
    None where there is none.
    """

    items: list[Entity]
    count: int | None = None
    after: tuple[Scalar, ...] | None = None
