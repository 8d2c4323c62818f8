"""Which Datastream a source means: by id, by properties.key, or by a stream that the city's folder declares."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial, reduce
from typing import Any

import numpy as np
from msgspec import Struct

from banyan.model.feed import By, Create, Mapped
from banyan.model.query import Binary, Literal, Order, Path, Query
from banyan.model.thing_ports import Changing, Looking, Place, Things
from banyan.model.things import DATASTREAM, LOCATION, OBSERVED_PROPERTY, SENSOR, THING, Draft, Kind, Reference
from banyan.runtime.things.city import GEOJSON, MEASUREMENT

PAGE = 1_000
MANY = 100                     # numbers in one question


class Target(Struct, frozen=True):
    """A Datastream: its number, its unit's symbol, and the city's stream that it stands for, if it does."""

    id: int
    unit: str
    stream: str | None = None


class Directory:
    """Read whole once, later what was written about since. Thread-safe."""

    def __init__(self, things: Things, declared: Mapping[str, int], clock: Callable[[], int]) -> None:
        """`declared`: the city's streams, and the Datastreams that stand for them."""
        self._things = things
        self._declared = dict(declared)
        self._streams = {eid: stream for stream, eid in declared.items()}
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[tuple[By, str], Target] = {}
        self._keys: dict[int, str] = {}                 # properties.key of each Datastream that has one
        self._keyed: dict[str, dict[int, Target]] = {}  # and who has it: the one with the lowest number is meant
        self._codes: dict[str, int] = {}                # of units, from 1 on
        self._unit_of = np.zeros(PAGE, np.int32)        # by number: its unit's code; 0: none that takes plain columns
        self._position = -1
        self._last = 0

    def find(self, wanted: Iterable[tuple[By, str]]) -> dict[tuple[By, str], Target]:
        """Those that are there."""
        names = list(dict.fromkeys(wanted))
        with self._lock:
            self._follow()
            return {name: self._known[name] for name in names if name in self._known}

    def takes(self, numbers: Any, unit: str | None, wait: bool = True) -> bool:
        """Whether each of some numbers (int64, from 0 on) is a Datastream that the city's folder doesn't declare, in
        this unit where one is said. `wait` False: nor where that has to be read first.
        """
        if not self._lock.acquire(blocking=wait):
            return False
        try:
            if wait:
                self._follow()
            elif self._things.touched(self._position, own=True)[0] != self._position:
                return False
            try:
                found = self._unit_of[numbers]
            except IndexError:
                return False
            return bool(found.all() if unit is None else (found == self._codes.get(unit, -1)).all())
        finally:
            self._lock.release()

    def _follow(self) -> None:
        position, numbers = self._things.touched(self._position, own=True)
        if position == self._position:
            return
        with self._things.look(self._clock()) as look:
            if numbers is None:
                self._known, self._keys, self._keyed, self._last = {}, {}, {}, 0
                self._unit_of[:] = 0
                found = list(_behind(look, 0))
            else:
                found = list(_some(look, numbers))
                for eid in numbers:
                    self._forget(eid)
        for eid, values in found:
            self._know(eid, values)
        self._position = position

    def _forget(self, eid: int) -> None:
        target, key = self._known.pop((By.ID, str(eid)), None), self._keys.pop(eid, None)
        self._unit_of[eid : eid + 1] = 0
        if target is not None and target.stream is not None:
            self._known.pop((By.STREAM, target.stream), None)
        if key is not None:
            del self._keyed[key][eid]
            self._choose(key)

    def _choose(self, key: str) -> None:
        """Who is meant by a key."""
        have = self._keyed[key]
        if have:
            self._known[By.KEY, key] = have[min(have)]
        else:
            del self._keyed[key]
            self._known.pop((By.KEY, key), None)

    def _know(self, eid: int, values: Mapping[str, Any]) -> None:
        self._last = max(self._last, eid)
        stream = self._streams.get(eid)
        said = values.get("unitOfMeasurement")
        unit = said.get("symbol") if isinstance(said, dict) else None
        target = Target(eid, unit if isinstance(unit, str) else "", stream)
        self._known[By.ID, str(eid)] = target
        if stream is None:
            if eid >= len(self._unit_of):
                self._unit_of = np.pad(self._unit_of, (0, eid + 1))
            self._unit_of[eid] = self._codes.setdefault(target.unit, len(self._codes) + 1)
        if stream is not None:
            self._known[By.STREAM, stream] = target
        key = _key(values)
        if key is not None:
            self._keys[eid] = key
            self._keyed.setdefault(key, {})[eid] = target
            self._choose(key)

    def create(self, readings: Iterable[Mapped], source: str) -> None:
        """The Datastreams that a feed's mapping makes, where they are missing."""
        missing: dict[str, Create] = {}
        for one in readings:
            if one.create is not None:
                missing.setdefault(one.stream, one.create)
        with self._lock:
            last = self._last

        def make(w: Changing) -> None:
            """Whoever was first has made it meanwhile: looked for in the transaction, in which nobody else is."""
            there = {_key(values) for _, values in _behind(w, last)}
            for key, of in missing.items():
                if key not in there:
                    _created(w, key, of, source)

        if missing:
            self._things.change(make, self._clock()).result()


def _behind(look: Looking, last: int) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Datastreams with a higher number."""
    while True:
        behind = Binary("gt", Path(("id",)), Literal("number", last))
        page = look.page(Place(DATASTREAM, None), Query(filter=behind, order=(Order(Path(("id",))),), top=PAGE))
        for one in page.items:
            yield one.id, one.values
            last = one.id
        if len(page.items) < PAGE:
            return


def _some(look: Looking, numbers: Sequence[int]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Those of them that are there."""
    for first in range(0, len(numbers), MANY):
        same = [Binary("eq", Path(("id",)), Literal("number", eid)) for eid in numbers[first : first + MANY]]
        page = look.page(Place(DATASTREAM, None), Query(filter=reduce(partial(Binary, "or"), same), top=MANY))
        yield from ((one.id, one.values) for one in page.items)


def _key(values: Mapping[str, Any]) -> str | None:
    properties = values.get("properties")
    key = properties.get("key") if isinstance(properties, dict) else None
    return str(key) if isinstance(key, str | int) and not isinstance(key, bool) else None


def _created(w: Changing, key: str, of: Create, source: str) -> int:
    where = {"encodingType": GEOJSON, "location": {"type": "Point", "coordinates": list(of.at)}} if of.at else {
        "encodingType": "text/plain", "location": of.thing}
    made = {"feed": source}
    location = Draft(LOCATION, {"name": of.thing, "description": of.thing, **where, "properties": made})
    thing = _named(w, THING, of.thing, {"description": of.thing, "properties": made}, {"Locations": [location]})
    sensor = _named(w, SENSOR, of.sensor, {
        "description": of.sensor, "encodingType": "text/plain", "metadata": f"feed {source}", "properties": made})
    measured = _named(w, OBSERVED_PROPERTY, of.property, {
        "definition": f"urn:banyan:feed:{source}:{of.property}", "description": of.property, "properties": made})
    return w.create(Draft(DATASTREAM, {
        "name": key, "description": f"{of.property} at {of.thing}", "observationType": MEASUREMENT,
        "unitOfMeasurement": {"name": of.unit, "symbol": of.unit, "definition": f"ucum:{of.unit}"},
        "properties": {"key": key, **made},
    }, {"Thing": [Reference(thing)], "Sensor": [Reference(sensor)], "ObservedProperty": [Reference(measured)]}))


def _named(w: Changing, kind: Kind, name: str, values: dict[str, Any], links: dict[str, Any] | None = None) -> int:
    found = _first(w, kind, name)
    return w.create(Draft(kind, {"name": name, **values}, links or {})) if found is None else found


def _first(look: Looking, kind: Kind, name: str) -> int | None:
    same = Binary("eq", Path(("name",)), Literal("text", name))
    found = look.page(Place(kind, None), Query(filter=same, order=(Order(Path(("id",))),), top=1)).items
    return found[0].id if found else None
