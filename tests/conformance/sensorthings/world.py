"""What the reading tests look at: made once, changed by nobody."""

from dataclasses import dataclass
from typing import Any

from tests.conformance.sensorthings.service import (
    Remote,
    feature,
    location,
    multi,
    observed,
    ref,
    sensor,
    thing,
    whole_datastream,
)

KINDS = (
    "Things",
    "Locations",
    "HistoricalLocations",
    "Datastreams",
    "Sensors",
    "ObservedProperties",
    "Observations",
    "FeaturesOfInterest",
)
# Tables 1 to 17 of 18-088: what every entity has, and where it leads.
MANDATORY = {
    "Things": ("name", "description"),
    "Locations": ("name", "description", "encodingType", "location"),
    "HistoricalLocations": ("time",),
    "Datastreams": ("name", "description", "unitOfMeasurement", "observationType"),
    "Sensors": ("name", "description", "encodingType", "metadata"),
    "ObservedProperties": ("name", "definition", "description"),
    "Observations": ("phenomenonTime", "result", "resultTime"),
    "FeaturesOfInterest": ("name", "description", "encodingType", "feature"),
    "MultiDatastreams": ("name", "description", "observationType", "multiObservationDataTypes", "unitOfMeasurements"),
}
OPTIONAL = {
    "Things": ("properties",),
    "Locations": ("properties",),
    "HistoricalLocations": (),
    "Sensors": ("properties",),
    "Datastreams": ("observedArea", "phenomenonTime", "resultTime", "properties"),
    "ObservedProperties": ("properties",),
    "Observations": ("resultQuality", "validTime", "parameters"),
    "FeaturesOfInterest": ("properties",),
}
LINKS = {
    "Things": {"Locations": "Locations", "HistoricalLocations": "HistoricalLocations", "Datastreams": "Datastreams"},
    "Locations": {"Things": "Things", "HistoricalLocations": "HistoricalLocations"},
    "HistoricalLocations": {"Thing": "Things", "Locations": "Locations"},
    "Datastreams": {
        "Thing": "Things",
        "Sensor": "Sensors",
        "ObservedProperty": "ObservedProperties",
        "Observations": "Observations",
    },
    "Sensors": {"Datastreams": "Datastreams"},
    "ObservedProperties": {"Datastreams": "Datastreams"},
    "Observations": {"Datastream": "Datastreams", "FeatureOfInterest": "FeaturesOfInterest"},
    "FeaturesOfInterest": {"Observations": "Observations"},
    "MultiDatastreams": {
        "Thing": "Things",
        "Sensor": "Sensors",
        "ObservedProperties": "ObservedProperties",
        "Observations": "Observations",
    },
}
# Things, and where each stands: shapes whose relations can be checked with pencil and paper.
SHAPES: dict[str, Any] = {
    "south": {"type": "Point", "coordinates": [8, 51]},
    "middle": {"type": "Point", "coordinates": [8, 52]},
    "north": {"type": "Point", "coordinates": [8, 53]},
    "far": {"type": "Point", "coordinates": [8, 54]},
    "triangle": {"type": "Polygon", "coordinates": [[[8, 53], [7, 52], [7, 53], [8, 53]]]},
    "upright": {"type": "LineString", "coordinates": [[5, 52], [5, 53]]},
    "slant": {"type": "LineString", "coordinates": [[5, 52], [6, 53]]},
    "flat": {"type": "LineString", "coordinates": [[4, 52], [8, 52]]},
}
NAMES = ("alpha", "beta", "gamma", "delta")


def letters(first: int, count: int = 10) -> str:
    return "".join(chr(ord("a") + (first + n) % 26) for n in range(count))


def values(n: int) -> dict[str, Any]:
    """JSON of every kind, told apart by n."""
    return {
        "text": letters(n),
        "truth": n % 2 == 0,
        "number": n,
        "list": list(range(n, n + 5)),
        "lists": [list(range(n + i, n + i + 3)) for i in range(3)],
        "objects": [{"text": letters(n + i), "truth": (n + i) % 2 == 0, "list": [n + i]} for i in range(3)],
    }


@dataclass(frozen=True)
class World:
    service: Remote
    ids: dict[str, dict[str, int]]  # by kind, by our own name

    def path(self, kind: str, name: str) -> str:
        return f"/{kind}({self.ids[kind][name]})"

    def named(self, kind: str, entities: list[Any]) -> list[str]:
        """Ours among them, in their order."""
        names = {eid: name for name, eid in self.ids[kind].items()}
        return [names[one["@iot.id"]] for one in entities if one["@iot.id"] in names]

    def found(self, kind: str, where: str) -> str:
        """Our names for what a filter finds of ours, sorted, in one line."""
        return " ".join(sorted(self.named(kind, self.service.all(f"/{kind}?$filter={where}&$select=id&$top=500"))))


def build(service: Remote) -> World:
    tag = service.tag
    ids: dict[str, dict[str, int]] = {kind: {} for kind in (*KINDS, "MultiDatastreams")}
    for n, name in enumerate(NAMES):
        ids["Things"][name] = service.make("/Things", thing(f"{name} {tag}", properties=values(n + 8)))
    ids["Things"]["bare"] = service.make("/Things", thing(f"bare {tag}"))
    for n, (name, shape) in enumerate(SHAPES.items()):
        linked = {"Things": [ref(ids["Things"][NAMES[n]])]} if n < len(NAMES) else {}
        ids["Locations"][name] = service.make(
            "/Locations", {**location(f"{name} {tag}", shape), **linked, "properties": {"place": n}}
        )
        ids["FeaturesOfInterest"][name] = service.make("/FeaturesOfInterest", feature(f"{name} {tag}", shape))
    for name in ("heat", "wet"):
        ids["ObservedProperties"][name] = service.make("/ObservedProperties", observed(f"{name} {tag}"))
    ids["Sensors"]["probe"] = service.make("/Sensors", sensor(f"probe {tag}"))
    for name, where, what in (
        ("d0", "alpha", "heat"),
        ("d1", "alpha", "wet"),
        ("d2", "beta", "heat"),
        ("silent", "gamma", "wet"),
    ):
        ids["Datastreams"][name] = service.make(
            "/Datastreams",
            whole_datastream(
                f"{name} {tag}",
                Thing=ref(ids["Things"][where]),
                Sensor=ref(ids["Sensors"]["probe"]),
                ObservedProperty=ref(ids["ObservedProperties"][what]),
            ),
        )
    for n in range(12):  # o1 to o12: results 1 to 12 on the first days of March, four a stream
        ids["Observations"][f"o{n + 1}"] = service.make(
            f"/Datastreams({ids['Datastreams'][f'd{n // 4}']})/Observations",
            {
                "phenomenonTime": f"2015-03-{n + 1:02d}T00:00:00Z",
                "result": n + 1,
                "parameters": values(n + 1),
                **({"FeatureOfInterest": ref(ids["FeaturesOfInterest"][list(SHAPES)[n // 4]])} if n < 8 else {}),
            },
        )
    ids["MultiDatastreams"]["wind"] = service.make(
        "/MultiDatastreams",
        multi(
            f"wind {tag}",
            2,
            Thing=ref(ids["Things"]["alpha"]),
            Sensor=ref(ids["Sensors"]["probe"]),
            ObservedProperties=[ref(ids["ObservedProperties"]["wet"]), ref(ids["ObservedProperties"]["heat"])],
        ),
    )
    for name in NAMES:
        history = service.get(f"/Things({ids['Things'][name]})/HistoricalLocations")["value"]
        ids["HistoricalLocations"][name] = history[0]["@iot.id"]
    return World(service, ids)
