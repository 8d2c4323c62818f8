"""What the city's folder declares, as SensorThings: its streams are Datastreams, and what is posted to them is a
reading of the city, accepted and judged like every other.
"""

from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any, Protocol

import msgspec
import numpy as np

from banyan.model.city import City
from banyan.model.query import Binary, Literal, Order, Path, Query
from banyan.model.stream import Stream
from banyan.model.thing_ports import Changing, Looking, Things
from banyan.model.thing_ports import Place as At
from banyan.model.things import (
    DATASTREAM,
    FEATURE,
    LOCATION,
    OBSERVATION,
    OBSERVED_PROPERTY,
    SENSOR,
    THING,
    Draft,
    Kind,
    Reference,
    Span,
    Wrong,
)
from banyan.model.time import instant, iso

MEASUREMENT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"
GEOJSON = "application/geo+json"
PATIENCE_S = 30.0


class Door(Protocol):
    """Where readings come into the city."""

    def told(self, source: str, lines: Sequence[bytes]) -> "Future[list[str]]":
        """Why each line was not taken, "" where it was; once the tick is durable."""
        ...


class Declaration:
    """A city's streams as entities. Made once a start: it looks things up by id, as often as there are streams."""

    def __init__(self, w: Changing, city: City) -> None:
        self._w = w
        self._streams = city.streams
        self._names = {str(lake.id): lake.name for lake in city.lakes}
        self._names |= {str(device.id): device.name for device in city.devices}
        self._names |= {str(place.id): place.name for place in city.places}
        of_stream = {str(place.stream): place for place in city.places if place.stream is not None}
        self._places = {str(s.thing): of_stream[str(s.id)] for s in city.streams if str(s.id) in of_stream}
        self._places |= {str(place.id): place for place in city.places}

    def datastreams(self) -> dict[str, int]:
        """The Datastreams by their streams, made where they are missing."""
        return {str(stream.id): self._datastream(stream) for stream in self._streams}

    def features(self) -> dict[str, int]:
        """What each stream's readings are about: its Thing's place, or its name where the folder gives no position."""
        return {str(stream.id): self._feature(str(stream.thing)) for stream in self._streams}

    def _known(self, key: str, kind: Kind, values: dict[str, Any], **links: int | None) -> int:
        found = self._w.named(key)
        if found is None:
            to: dict[str, list[Reference | Draft]] = {
                name: [Reference(eid)] for name, eid in links.items() if eid is not None}
            found = self._w.create(Draft(kind, values, to))
            self._w.name(key, kind, found)
        return found

    def _datastream(self, stream: Stream) -> int:
        key = f"stream/{stream.id}"
        found = self._w.named(key)
        if found is not None:
            return found
        sensor = self._known(f"sensor/{stream.id}", SENSOR, {
            "name": str(stream.id), "description": f"The gauge that says {stream.id}", "encodingType": "text/plain",
            "metadata": "declared in the city's folder"})
        measured = self._known(f"property/{stream.measures}", OBSERVED_PROPERTY, {
            "name": str(stream.measures), "definition": f"urn:banyan:measures:{stream.measures}",
            "description": f"What the city's folder calls {stream.measures}"})
        return self._known(key, DATASTREAM, {
            "name": str(stream.id), "description": f"{stream.measures} at {stream.thing}",
            "unitOfMeasurement": {"name": stream.unit, "symbol": stream.unit, "definition": f"ucum:{stream.unit}"},
            "observationType": MEASUREMENT,
            "properties": {"stream": str(stream.id), "low": stream.low, "high": stream.high},
        }, Thing=self._thing(str(stream.thing)), Sensor=sensor, ObservedProperty=measured)  # fmt: skip

    def _thing(self, subject: str) -> int:
        found = self._w.named(f"thing/{subject}")
        if found is not None:
            return found
        name, place = self._names.get(subject), self._places.get(subject)
        where = self._known(f"location/{place.id}", LOCATION, {
            "name": place.name.en, "description": place.name.zh, "encodingType": GEOJSON,
            "location": {"type": "Point", "coordinates": list(place.at)}}) if place is not None else None
        return self._known(f"thing/{subject}", THING, {
            "name": name.en if name is not None else subject, "properties": {"id": subject},
            "description": name.zh if name is not None else subject}, Locations=where)

    def _feature(self, subject: str) -> int:
        place = self._places.get(subject)
        if place is not None:
            values = {"name": place.name.en, "description": place.name.zh, "encodingType": GEOJSON,
                      "feature": {"type": "Point", "coordinates": list(place.at)}}
        else:
            values = {"name": subject, "description": subject, "encodingType": "text/plain", "feature": subject}
        return self._known(f"feature/{subject}", FEATURE, values)


class CityStreams:
    """Observations for declared streams, through the city's own door."""

    def __init__(self, door: Door, streams: dict[str, int]) -> None:
        self._door = door
        self._streams = {eid: stream for stream, eid in streams.items()}
        self._numbers = np.array(sorted(self._streams), np.int64)

    def has(self, datastream: int) -> bool:
        return datastream in self._streams

    def judges(self, draft: Draft) -> bool:
        """Whether an Observation is of a declared stream."""
        to = draft.links.get("Datastream", [None])[0]
        return isinstance(to, Reference) and self.has(to.id) and not draft.links.get("MultiDatastream")

    def any(self, datastreams: Any) -> bool:
        """Whether one of many, in an array, is declared."""
        return bool(np.isin(datastreams, self._numbers).any())

    def post(self, things: Things, by: str, drafts: Sequence[Draft], now: int) -> list[int | Wrong]:
        """The id of each Observation, or why the city didn't take it."""
        lines: list[bytes | Wrong] = [self._line(draft, now) for draft in drafts]
        sent = [line for line in lines if isinstance(line, bytes)]
        waiting = self._door.told(by, sent)
        try:
            reasons = iter(waiting.result(PATIENCE_S)) if sent else iter([])
        except TimeoutError:
            if waiting.cancel():
                raise Wrong(503, f"the city took nothing within {PATIENCE_S:.0f} s", "the same again") from None
            reasons = iter(waiting.result())
        taken: list[tuple[int, Draft]] = []
        answers: list[int | Wrong] = []
        for n, (draft, line) in enumerate(zip(drafts, lines, strict=True)):
            if isinstance(line, Wrong):
                answers.append(line)
                continue
            why = next(reasons)
            answers.append(_refused(why) if why else 0)
            if not why:
                taken.append((n, draft))
        if taken:
            ids = things.change(lambda w: [self._complete(w, draft, now) for _, draft in taken], now).result(PATIENCE_S)
            for (n, _), eid in zip(taken, ids, strict=True):
                answers[n] = eid
        return answers

    def _line(self, draft: Draft, now: int) -> bytes | Wrong:
        at = draft.values.get("phenomenonTime") or Span(now, now)
        if at.start != at.end:
            return Wrong(400, "phenomenonTime is an interval: a declared stream has readings at instants", "one time")
        stream = self._streams[_datastream_of(draft)]
        return msgspec.json.encode({"stream": stream, "time": iso(instant(at.start)), "result": draft.values["result"]})

    def _complete(self, w: Changing, draft: Draft, now: int) -> int:
        """The row that the reading became, with what a reading has no place for."""
        at = draft.values.get("phenomenonTime") or Span(now, now)
        eid = newest(w, _datastream_of(draft), at.start)
        more = {name: value for name, value in draft.values.items()
                if name not in ("result", "phenomenonTime") and value is not None}
        links = {name: to for name, to in draft.links.items() if name == "FeatureOfInterest"}
        if more or links:
            refs = {name: [one if isinstance(one, Reference) else Reference(w.create(one)) for one in to]
                    for name, to in links.items()}
            w.update(OBSERVATION, eid, Draft(OBSERVATION, more, {n: list(r) for n, r in refs.items()}), whole=False)
        return eid


def _datastream_of(draft: Draft) -> int:
    to = draft.links["Datastream"][0]
    if not isinstance(to, Reference):
        raise Wrong(400, "the Observation's Datastream is written out", '{"@iot.id": ...} of a declared one')
    return to.id


def newest(look: Looking, datastream: int, at: int) -> int:
    """The Observation of that moment that came last."""
    when = Binary("eq", Path(("phenomenonTime",)), Literal("span", Span(at, at)))
    link = next(link for link in DATASTREAM.links if link.name == "Observations")
    place = At(OBSERVATION, None, (DATASTREAM, datastream, link))
    found = look.page(place, Query(filter=when, order=(Order(Path(("id",)), descending=True),), top=1)).items
    if not found:
        raise Wrong(503, "the reading was taken and isn't to be found yet", "a GET in a moment")
    return found[0].id


def _refused(why: str) -> Wrong:
    return Wrong(409 if why.startswith("duplicate") else 400, f"the city didn't take this reading ({why})",
                 "it is kept among the rejects, with the reason")
