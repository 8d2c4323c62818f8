"""The Datastreams as a list to look things up in, in memory, and kept up with what is written about them."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import shapely
import shapely.geometry
from msgspec import Struct

from banyan.model.acceptance import AcceptanceError, acceptance_of
from banyan.stores.things.browsed import Browsed

OWNER = "owner"                 # the property, of the Datastream or else of its Thing, that says whose it is
DECLARED = "stream/"
NUMERIC = ("OM_Measurement", "OM_CountObservation")
NO_PERIOD = 0.0
_FAR = 1e9                      # beyond any degree


class Limits(Struct, frozen=True):
    """What the city's folder says of a declared stream: seconds between its readings, credible range in its unit."""

    period_s: float
    low: float
    high: float


class Line(Struct, frozen=True, gc=False):      # hundreds of thousands, and none leads back to itself
    """One Datastream, or MultiDatastream (`multi`). `unit`: its symbol, else its name, "" without any; `at`: longitude,
    latitude; `stream`: its id in the city's folder, "" where that doesn't declare it; `period_s`: NO_PERIOD where
    nobody said it; `low`, `high`: of its credible range, None where nobody said it; `numeric`: its results are numbers;
    `about`: the descriptions of its Thing and its place, which of declared ones are their Chinese names.
    """

    number: int
    name: str
    description: str
    unit: str
    owner: str
    kind: str
    thing: str
    place: str
    at: tuple[float, float] | None
    stream: str
    period_s: float
    low: float | None
    high: float | None
    numeric: bool
    about: tuple[str, str]
    multi: bool = False


class Source(Protocol):
    """What the catalogue wants of a store of SensorThings."""

    def browsed(self, only: Sequence[int] | None = None) -> Iterator[Browsed]: ...
    def touched(self, position: int) -> tuple[int, list[int] | None]: ...


class Field(Struct, frozen=True):
    """One text of each line, as the places of `codes` (int64) in the ascending `values`."""

    values: list[str]
    codes: Any

    def equal(self, value: str) -> Any:
        """The lines that have it."""
        return self.codes == (self.values.index(value) if value in self.values else -1)

    def counted(self, lines: Any) -> list[tuple[str, int]]:
        """Each value but "" with how many of some lines have it, the most frequent first."""
        counts = np.bincount(self.codes[lines], minlength=len(self.values)).tolist()
        found = [(value, n) for value, n in zip(self.values, counts, strict=True) if value and n]
        return sorted(found, key=lambda one: (-one[1], one[0]))


class Shelf(Struct, frozen=True):
    """The lines by name and number, and what they are searched by: parallel to `lines`, texts in one case (casefold),
    and arrays of `numbers` (int64), `period` (s), `declared`, `numeric`, `low` and `high` (NaN: not said), and whether
    a unit, a description and a position are there.
    """

    lines: list[Line]
    texts: list[str]
    places: list[str]
    owners: Field
    kinds: Field
    numbers: Any
    period: Any
    declared: Any
    numeric: Any
    low: Any
    high: Any
    has_unit: Any
    has_description: Any
    has_position: Any


class Catalogue:
    """Thread-safe. Reads everything once, later what was touched since."""

    def __init__(self, source: Source, declared: Mapping[str, Limits]) -> None:
        self._source = source
        self._declared = dict(declared)
        self._lock = threading.Lock()
        self._position = -1
        self._lines: dict[int, Line] = {}
        self._shelf: Shelf | None = None

    def shelf(self) -> Shelf:
        """As it was when this was called, or later."""
        with self._lock:
            position, numbers = self._source.touched(self._position)
            if self._shelf is not None and position == self._position:
                return self._shelf
            if numbers is None:
                self._lines = {row.number: self._line(row) for row in self._source.browsed()}
            else:
                for number in numbers:
                    self._lines.pop(number, None)
                self._lines |= {row.number: self._line(row) for row in self._source.browsed(numbers)}
            self._position, self._shelf = position, _shelf(self._lines)
            return self._shelf

    def line(self, number: int) -> Line:
        """Raises KeyError."""
        self.shelf()
        found = self._lines.get(number)
        if found is None:
            raise KeyError(f"Datastream {number}")
        return found

    def _line(self, row: Browsed) -> Line:
        stream = row.declared.removeprefix(DECLARED) if row.declared is not None else ""
        limits = self._declared.get(stream)
        low, high, period_s = _accepted(row.properties)
        if limits is not None:
            low, high, period_s = limits.low, limits.high, limits.period_s
        owner = row.properties.get(OWNER) or row.thing_properties.get(OWNER)
        return Line(row.number, row.name, row.description, str(row.unit.get("symbol") or row.unit.get("name") or ""),
                    owner if isinstance(owner, str) else "", row.property, row.thing, row.place or "",
                    position(row.location), stream, period_s, low, high, row.type.endswith(NUMERIC),
                    (row.thing_description, row.place_description), row.multi)


def _accepted(properties: dict[str, Any]) -> tuple[float | None, float | None, float]:
    try:
        said = acceptance_of(properties)
    except AcceptanceError:
        return None, None, NO_PERIOD
    return (said.low, said.high, said.period_s) if said is not None else (None, None, NO_PERIOD)


def position(location: Any) -> tuple[float, float] | None:
    """A point of a GeoJSON geometry or feature, (longitude, latitude); None for anything else."""
    if not isinstance(location, dict):
        return None
    said = location.get("geometry") if location.get("type") == "Feature" else location
    match said:      # most are just that, and shapely takes thirty times as long to say so
        case {"type": "Point", "coordinates": [int() | float() as x, int() | float() as y]} \
                if type(x) is not bool and type(y) is not bool and abs(x) < _FAR and abs(y) < _FAR:
            return float(x), float(y)
    try:
        shape = shapely.geometry.shape(said)
        point = shape.representative_point()
        found = (float(point.x), float(point.y))
    except Exception:  # noqa: BLE001  a location may be anything; shapely raises whatever odd coordinates lead to
        return None
    return found if np.isfinite(found).all() else None


def _field(texts: list[str]) -> Field:
    values = sorted(set(texts))
    codes = {value: n for n, value in enumerate(values)}
    return Field(values, np.array([codes[text] for text in texts], np.int64))


def _about(line: Line) -> str:
    return "\n".join(line.about)


def _shelf(known: Mapping[int, Line]) -> Shelf:
    lines = sorted(known.values(), key=lambda line: (line.name, line.number))
    nan = float("nan")
    return Shelf(
        lines,
        [f"{x.number}\n{x.name}\n{x.description}\n{x.thing}\n{x.place}\n{x.kind}\n{x.unit}\n{x.stream}\n"
         f"{_about(x)}".casefold()
         for x in lines],
        [f"{x.place}\n{x.thing}\n{_about(x)}".casefold() for x in lines],
        _field([x.owner for x in lines]), _field([x.kind for x in lines]),
        np.array([x.number for x in lines], np.int64), np.array([x.period_s for x in lines], np.float64),
        np.array([x.stream != "" for x in lines], np.bool_), np.array([x.numeric for x in lines], np.bool_),
        np.array([nan if x.low is None else x.low for x in lines], np.float64),
        np.array([nan if x.high is None else x.high for x in lines], np.float64),
        np.array([x.unit.strip() != "" for x in lines], np.bool_),
        np.array([x.description.strip() not in ("", "-", x.name.strip()) for x in lines], np.bool_),
        np.array([x.at is not None for x in lines], np.bool_))
