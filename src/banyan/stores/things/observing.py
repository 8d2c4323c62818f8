"""Observations in: numbered within their streams, with a feature each, and the streams' extents kept up to date."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from banyan.model.things import (
    FEATURE,
    GEOJSON,
    MULTI_DATASTREAM_PROPERTY,
    OBSERVATION,
    SEQUENCE_BITS,
    THING_LOCATION,
    Draft,
    Reference,
    Span,
    Wrong,
)
from banyan.stores.postgres import partitions
from banyan.stores.things.areas import Box, box, polygon, united
from banyan.stores.things.rows import columns
from banyan.stores.things.tables import ASSOCIATIONS, ROWS, TABLES, declared, location_feature

if TYPE_CHECKING:
    from banyan.stores.things.columnar import Columnar

STREAMS = ("Datastream", "MultiDatastream")
MANY = 500            # ids in one statement; SQLite's oldest limit on variables is 999
MOST_PLACES = 2**SEQUENCE_BITS - 1
_BLANK = dict.fromkeys(columns(OBSERVATION, {p.name: None for p in OBSERVATION.properties}))
Create = Callable[[Draft], int]


class Stream:
    """One Datastream or MultiDatastream while Observations are added to it."""

    def __init__(self, c: Connection, name: str, eid: int, columns: "Columnar | None") -> None:
        self.c, self.name, self.id, self._columns = c, name, eid, columns
        table = TABLES[name]
        if columns is not None and name == "Datastream":
            columns.touch(c, eid)
        row = c.execute(select(table).where(table.c.id == eid)).mappings().first()
        if row is None:
            raise Wrong(400, f"there is no {name} {eid}", f"the @iot.id of a {name} that is there")
        where = (declared.c.kind == name, declared.c.id == eid)
        key = c.execute(select(declared.c.key).where(*where)).scalar()
        if key is not None:
            raise Wrong(501, f"{name} {eid} stands for {key} of the city: its readings come through the city's door",
                        "a POST of Observations alone, or CreateObservations")
        self.thing, self.last = row["Thing_id"], row["last"]
        self.times = {key: row[key] for side in ("phenomenonTime", "resultTime") for key in _ends(side)}
        self.area: Box | None = box(row["observedArea"])
        self.area_before = self.area
        self.seen: dict[int, None] = {}
        self._own: int | None = None
        self.width: int | None = None
        if name == "MultiDatastream":
            between = ASSOCIATIONS[MULTI_DATASTREAM_PROPERTY].c
            self.width = c.execute(select(func.count()).where(between.MultiDatastream == eid)).scalar() or 0

    def check(self, result: Any) -> None:
        """18-088, 12.2: a result for every ObservedProperty, in their order."""
        if self.width is not None and (not isinstance(result, list) or len(result) != self.width):
            raise Wrong(400, f"the result for MultiDatastream {self.id} doesn't fit its ObservedProperties",
                        f"an array of {self.width} results")

    def own_feature(self, create: Create) -> int:
        """Made of the Thing's Location where an Observation has none of its own (18-088, 10.2.1.1)."""
        if self._own is None:
            self._own = feature_of_thing(self.c, self.thing, create)
        return self._own

    def see(self, feature: int) -> None:
        if feature in self.seen:
            return
        self.seen[feature] = None
        geometry = self.c.execute(select(TABLES["FeatureOfInterest"].c.feature).where(
            TABLES["FeatureOfInterest"].c.id == feature)).scalar()
        self.area = united([self.area, box(geometry)])

    def add(self, side: str, span: Span | None) -> None:
        if span is None:
            return
        start, end = _ends(side)
        self.times[start] = min(span.start, span.start if self.times[start] is None else self.times[start])
        self.times[end] = max(span.end, span.end if self.times[end] is None else self.times[end])

    def keep(self) -> None:
        changed = {**self.times, "last": self.last}
        if self.area != self.area_before:
            changed["observedArea"] = msgspec.json.encode(polygon(self.area)).decode()
            if self._columns is not None:
                self._columns.appending.telling.changed(self.name, self.id, ("observedArea",))
        self.c.execute(update(TABLES[self.name]).where(TABLES[self.name].c.id == self.id).values(changed))


def _ends(side: str) -> tuple[str, str]:
    return f"{side}_start", f"{side}_end"


def observe(c: Connection, drafts: Sequence[Draft], create: Create, now: int, kept: "Columnar | None") -> list[int]:
    """All of them or, with Wrong, none that is kept by the caller."""
    streams: dict[tuple[str, int], Stream] = {}
    features: dict[int, None] = {}
    rows, ids = [], []
    for draft in drafts:
        stream = _stream(c, draft, streams, create, kept)
        stream.check(draft.values.get("result"))
        feature = _feature(c, draft, stream, features, create)
        said = dict(draft.values)
        if said.get("phenomenonTime") is None:
            said["phenomenonTime"] = Span(now, now)
        stream.last += 1
        if stream.last > MOST_PLACES:
            raise Wrong(503, f"{stream.name} {stream.id} is full", f"at most {MOST_PLACES} Observations in a stream")
        eid = stream.id << SEQUENCE_BITS | stream.last
        rows.append({"id": eid, **_BLANK, **columns(OBSERVATION, said), "FeatureOfInterest_id": feature,
                     "Datastream_id": None, "MultiDatastream_id": None, f"{stream.name}_id": stream.id})
        stream.add("phenomenonTime", said["phenomenonTime"])
        stream.add("resultTime", said.get("resultTime"))
        ids.append(eid)
    if rows:
        write(c, rows)
    for stream in streams.values():
        stream.keep()
    return ids


_COLUMNS = tuple(column.name for column in ROWS.columns)
_INSERT = insert(ROWS)


def write(c: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Many rows by one statement, compiled once: what the toolkit does for each row costs as much as the row."""
    if c.dialect.name == "postgresql":
        partitions.write(c, rows)
        return
    statement = _INSERT.compile(c.engine, column_keys=_COLUMNS)
    names = statement.positiontup or _COLUMNS
    c.exec_driver_sql(str(statement), [tuple(row.get(name) for name in names) for row in rows])


def _stream(c: Connection, draft: Draft, streams: dict[tuple[str, int], Stream], create: Create,
            kept: "Columnar | None") -> Stream:
    named = [(name, draft.links[name][0]) for name in STREAMS if draft.links.get(name)]
    if len(named) != 1:
        raise Wrong(400, f"the Observation belongs to {'two streams' if named else 'no stream'}",
                    "either a Datastream or a MultiDatastream")
    name, to = named[0]
    eid = to.id if isinstance(to, Reference) else create(to)
    found = streams.get((name, eid))
    if found is None:
        found = streams[name, eid] = Stream(c, name, eid, kept)
    return found


def _feature(c: Connection, draft: Draft, stream: Stream, known: dict[int, None], create: Create) -> int:
    named = draft.links.get("FeatureOfInterest")
    if not named:
        found = stream.own_feature(create)
    elif isinstance(named[0], Draft):
        found = create(named[0])
    else:
        found = named[0].id
        if found not in known:
            there = select(TABLES["FeatureOfInterest"].c.id).where(TABLES["FeatureOfInterest"].c.id == found)
            if c.execute(there).first() is None:
                raise Wrong(400, f"there is no FeatureOfInterest {found}", "the @iot.id of one that is there")
    known[found] = None
    stream.see(found)
    return found


def feature_of_thing(c: Connection, thing: int, create: Create) -> int:
    """The feature of the Thing's first Location that has GeoJSON, made once. Raises Wrong where there is none."""
    locations, between = TABLES["Location"], ASSOCIATIONS[THING_LOCATION].c
    query = select(locations).join(ASSOCIATIONS[THING_LOCATION], between.Location == locations.c.id)
    rows = c.execute(query.where(between.Thing == thing).order_by(between.place)).mappings().all()
    row = next((row for row in rows if row["encodingType"] in GEOJSON), rows[0] if rows else None)
    if row is None:
        raise Wrong(400, f"the Observation has no FeatureOfInterest, and Thing {thing} no Location to make one of",
                    "a FeatureOfInterest, or a Location for the Thing first")
    known = select(location_feature.c.feature).where(location_feature.c.location == row["id"])
    found = c.execute(known).scalar()
    if found is None:
        found = create(Draft(FEATURE, {
            "name": row["name"], "description": row["description"], "encodingType": row["encodingType"],
            "feature": msgspec.json.decode(row["location"]), "properties": None}))
        c.execute(insert(location_feature).values(location=row["id"], feature=found))
    return int(found)


class Seen(NamedTuple):
    """What an Observation gives to its stream's extents: times in µs, its feature."""

    start: int
    end: int
    result_start: int | None
    result_end: int | None
    feature: int


def seen(row: Mapping[str, Any]) -> Seen:
    return Seen(row["phenomenonTime_start"], row["phenomenonTime_end"], row["resultTime_start"], row["resultTime_end"],
                row["FeatureOfInterest_id"])


def without(c: Connection, name: str, eid: int, kept: "Columnar | None", gone: Sequence[Seen]) -> None:
    """A stream's extents after Observations of it went. Most lie within what the others span, and their feature is
    still observed: then nothing changes, and a year of readings isn't read.
    """
    if kept is not None and name == "Datastream":
        kept.touch(c, eid)
        kept.changed(c, eid, [one.start for one in gone])
    table = TABLES[name]
    row = c.execute(select(table).where(table.c.id == eid)).mappings().first()
    if row is None:
        return
    stream, features = dict(row), sorted({one.feature for one in gone})
    if not (all(_within(stream, one) for one in gone)
            and all(_observed(c, name, eid, kept, feature) for feature in features)):
        refresh(c, name, eid, kept)


def _within(stream: Mapping[str, Any], one: Seen) -> bool:
    first, last = stream["phenomenonTime_start"], stream["phenomenonTime_end"]
    inside = first is not None and first < one.start and one.end < last
    if one.result_start is None or one.result_end is None:
        return inside
    first, last = stream["resultTime_start"], stream["resultTime_end"]
    return inside and first is not None and first < one.result_start and one.result_end < last


def _observed(c: Connection, name: str, eid: int, kept: "Columnar | None", feature: int) -> bool:
    mine = select(ROWS.c.id).where(ROWS.c[f"{name}_id"] == eid, ROWS.c.FeatureOfInterest_id == feature)
    return c.execute(mine.limit(1)).first() is not None or (
        kept is not None and name == "Datastream" and kept.observes(c, eid, feature))


def refresh(c: Connection, name: str, eid: int, kept: "Columnar | None") -> None:
    """A stream's extents anew, after Observations were changed or deleted."""
    mine = ROWS.c[f"{name}_id"] == eid
    beside = None
    if kept is not None and name == "Datastream":
        kept.touch(c, eid)
        beside = kept.extremes(c, eid)
    changed: dict[str, Any] = {}
    for side in ("phenomenonTime", "resultTime"):
        start, end = _ends(side)
        ends = c.execute(select(func.min(ROWS.c[start]), func.max(ROWS.c[end])).where(mine)).one()
        also = None if beside is None else beside.times if side == "phenomenonTime" else beside.result_times
        known = [one for one in (*ends, *(also or ())) if one is not None]
        changed[start], changed[end] = (min(known), max(known)) if known else (None, None)
    features = set(c.execute(select(ROWS.c.FeatureOfInterest_id).where(mine).distinct()).scalars())
    features.update(() if beside is None else beside.features)
    changed["observedArea"] = _area(c, sorted(features))
    if kept is not None:
        kept.appending.telling.changed(name, eid, ("phenomenonTime", "resultTime", "observedArea"))
    c.execute(update(TABLES[name]).where(TABLES[name].c.id == eid).values(changed))


def _area(c: Connection, features: Sequence[int]) -> str | None:
    there, boxes = TABLES["FeatureOfInterest"].c, list[Box | None]()
    for first in range(0, len(features), MANY):
        query = select(there.feature).where(there.id.in_(features[first : first + MANY]))
        boxes += [box(text) for text in c.execute(query).scalars()]
    found = polygon(united(boxes))
    return None if found is None else msgspec.json.encode(found).decode()


def refresh_around(c: Connection, feature: int, kept: "Columnar | None") -> None:
    """The streams that observed a feature, after it was changed."""
    for name, eid in streams_of(c, ROWS.c.FeatureOfInterest_id == feature, kept, [feature]):
        refresh(c, name, eid, kept)


def streams_of(c: Connection, where: ColumnElement[bool], kept: "Columnar | None", features: Sequence[int]
               ) -> list[tuple[str, int]]:
    """The streams of the rows `where`, and of what is in columns of some features."""
    found: dict[tuple[str, int], None] = {}
    for name in STREAMS:
        ids = c.execute(select(ROWS.c[f"{name}_id"]).where(where).distinct()).scalars()
        found |= {(name, eid): None for eid in ids if eid is not None}
    if kept is not None and features:
        found |= {("Datastream", eid): None for eid in kept.streams_of(c, features)}
    return list(found)
