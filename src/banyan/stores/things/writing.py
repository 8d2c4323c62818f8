"""Creating, changing and deleting entities (18-088, clause 10), inside one transaction of the writer."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, delete, insert, select, update

from banyan.model.things import (
    BY_NAME,
    HISTORICAL_LOCATION_LOCATION,
    MULTI_DATASTREAM_PROPERTY,
    THING_LOCATION,
    Draft,
    Kind,
    Link,
    Reference,
    Span,
    Wrong,
    target,
)
from banyan.stores.things import observing
from banyan.stores.things.deleting import remove
from banyan.stores.things.reading import Reader
from banyan.stores.things.rows import columns, values
from banyan.stores.things.tables import ASSOCIATIONS, TABLES, column, declared, stream_number

T = TypeVar("T")
STREAMS = observing.STREAMS


class Writer(Reader):
    """model.thing_ports.Changing."""

    def __init__(self, c: Connection, now: int) -> None:
        super().__init__(c, now)
        self._names: dict[str, int] | None = None

    def attempt(self, work: Callable[[], T]) -> T:
        with self.c.begin_nested():
            return work()

    def create(self, draft: Draft) -> int:
        kind = draft.kind
        if kind.name == "Observation":
            return self.observe([draft])[0]
        row = columns(kind, draft.values)
        for link in kind.links:
            if not link.many:
                row[column(link)] = self._one(draft, link)
        if kind.name in STREAMS:
            row["id"] = self._insert(stream_number, {"id": None})
            row["last"] = 0
        eid = self._insert(TABLES[kind.name], row)
        for link in kind.links:
            if link.many and link.name in draft.links:
                self._many(kind, eid, link, draft.links[link.name])
        self._complete(kind, eid, draft)
        return eid

    def named(self, key: str) -> int | None:
        if self._names is None:       # read whole: a start asks for every stream of the city
            self._names = {row.key: row.id for row in self.c.execute(select(declared.c.key, declared.c.id))}
        return self._names.get(key)

    def name(self, key: str, kind: Kind, eid: int) -> None:
        self.c.execute(insert(declared).values(key=key, kind=kind.name, id=eid))
        if self._names is not None:
            self._names[key] = eid

    def observe(self, drafts: Sequence[Draft]) -> list[int]:
        return observing.observe(self.c, drafts, self.create, self.now)

    def _insert(self, table: Table, row: dict[str, Any]) -> int:
        key = self.c.execute(insert(table).values(row)).inserted_primary_key
        return int(key[0]) if key is not None else 0

    def _one(self, draft: Draft, link: Link) -> int | None:
        named = draft.links.get(link.name)
        if not named:
            if link.required:
                raise Wrong(400, f"the {draft.kind.name} has no {link.name}",
                            f'{link.name}: {{"@iot.id": ...}} of one that is there, or a {link.target} written out')
            return None
        return self._id_of(named[0], link.target)

    def _id_of(self, to: Reference | Draft, name: str) -> int:
        if isinstance(to, Draft):
            return self.create(to)
        if self.c.execute(select(TABLES[name].c.id).where(TABLES[name].c.id == to.id)).first() is None:
            raise Wrong(400, f"there is no {name} {to.id} to link to", f"the @iot.id of a {name} that is there")
        return to.id

    def _many(self, kind: Kind, eid: int, link: Link, to: Sequence[Reference | Draft]) -> None:
        if link.table is not None:
            self._associate(kind, eid, link, [self._id_of(one, link.target) for one in to])
            return
        drafts = [one.linked(str(link.inverse), Reference(eid)) for one in to if isinstance(one, Draft)]
        if link.target == "Observation":
            self.observe(drafts)
        else:
            for draft in drafts:
                self.create(draft)
        for one in to:
            if isinstance(one, Reference):
                self._take(eid, link, one)

    def _take(self, eid: int, link: Link, to: Reference) -> None:
        """An entity that is there gets linked with this one instead of the one it was linked with."""
        child = self._id_of(to, link.target)
        self.update(target(link), child, Draft(target(link), {}, {str(link.inverse): [Reference(eid)]}), whole=False)

    def _associate(self, kind: Kind, eid: int, link: Link, ids: list[int]) -> None:
        if link.table == THING_LOCATION:
            if kind.name == "Thing":
                self._locate(eid, ids)
            else:
                for thing in ids:
                    self._locate(thing, [eid])
            return
        if ids:
            self.c.execute(insert(ASSOCIATIONS[str(link.table)]), [{kind.name: eid, link.target: i} for i in ids])

    def _locate(self, thing: int, locations: list[int]) -> None:
        """A Thing is elsewhere now; where it was is remembered (18-088, 10.2.1: historical locations).

        Several Locations of a Thing say one place in several encodings (8.2.2), so what is encoded otherwise stays.
        """
        before = self._locations(thing)
        encodings = self._locations(None, locations).values()
        kept = [eid for eid, encoding in before.items() if encoding not in encodings]
        locations = list(dict.fromkeys([*locations, *kept]))
        if not locations or set(locations) == set(before):
            return
        self._set_locations(thing, locations)
        row = {"time_start": self.now, "time_end": self.now, "Thing_id": thing}
        self._link_history(self._insert(TABLES["HistoricalLocation"], row), locations)

    def _locations(self, thing: int | None, ids: Sequence[int] = ()) -> dict[int, str]:
        """The encodings of a Thing's Locations, or of some, by their ids."""
        there, between = TABLES["Location"].c, ASSOCIATIONS[THING_LOCATION].c
        if thing is not None:
            ids = list(self.c.execute(select(between.Location).where(between.Thing == thing)).scalars())
        return {row.id: row.encodingType for row in
                self.c.execute(select(there.id, there.encodingType).where(there.id.in_(list(ids))))}

    def _set_locations(self, thing: int, locations: list[int]) -> None:
        between = ASSOCIATIONS[THING_LOCATION]
        self.c.execute(delete(between).where(between.c.Thing == thing))
        if locations:
            self.c.execute(insert(between), [{"Thing": thing, "Location": i} for i in dict.fromkeys(locations)])

    def _link_history(self, eid: int, locations: list[int]) -> None:
        between = ASSOCIATIONS["historical_location_location"]
        self.c.execute(insert(between), [{"HistoricalLocation": eid, "Location": i} for i in dict.fromkeys(locations)])

    def _complete(self, kind: Kind, eid: int, draft: Draft) -> None:
        """What must hold once everything is linked."""
        for link in kind.links:
            if link.many and link.required and not draft.links.get(link.name):
                raise Wrong(400, f"the {kind.name} has no {link.name}", "one at least")
        if kind.name == "HistoricalLocation":
            self._follow_history(eid)
        if kind.name == "MultiDatastream":
            self._check_width(eid)

    def _check_width(self, eid: int) -> None:
        row = self.c.execute(select(TABLES["MultiDatastream"]).where(TABLES["MultiDatastream"].c.id == eid)).mappings()
        found = values(BY_NAME["MultiDatastream"], dict(row.one()))
        wide = observing.Stream(self.c, "MultiDatastream", eid).width
        for name in ("unitOfMeasurements", "multiObservationDataTypes"):
            if len(found[name]) != wide:
                raise Wrong(400, f"the MultiDatastream has {wide} ObservedProperties and {len(found[name])} {name}",
                            "one of each for every ObservedProperty (18-088, 12.2)")

    def _follow_history(self, eid: int) -> None:
        """A HistoricalLocation later than all others says where its Thing is (18-088, 10.2.1)."""
        history = TABLES["HistoricalLocation"]
        mine = self.c.execute(select(history.c.Thing_id, history.c.time_start).where(history.c.id == eid)).one()
        later = select(history.c.id).where(history.c.Thing_id == mine.Thing_id, history.c.id != eid,
                                           history.c.time_start >= mine.time_start)
        if self.c.execute(later.limit(1)).first() is None:
            between = ASSOCIATIONS["historical_location_location"].c
            locations = self.c.execute(select(between.Location).where(between.HistoricalLocation == eid)).scalars()
            self._set_locations(mine.Thing_id, list(locations))

    def update(self, kind: Kind, eid: int, draft: Draft, whole: bool) -> None:
        row = self.c.execute(select(TABLES[kind.name]).where(TABLES[kind.name].c.id == eid)).mappings().first()
        if row is None:
            raise Wrong(404, f"there is no {kind.name} {eid}")
        said = dict(draft.values)
        if whole:
            kept = [p.name for p in kind.properties if p.kept or p.name in ("phenomenonTime", "observedArea")]
            said = {p.name: None for p in kind.properties if p.name not in kept} | said
        if said.get("phenomenonTime", said) is None:
            said["phenomenonTime"] = Span(self.now, self.now)
        unit = said.get("unitOfMeasurement")
        if unit is not None and not whole:      # of a complex property, too, what isn't said stays (18-088, 10.3.1)
            said["unitOfMeasurement"] = {**values(kind, dict(row))["unitOfMeasurement"], **unit}
        changed: dict[str, Any] = columns(kind, said)
        for link in kind.links:
            if not link.many and link.name in draft.links:
                to = draft.links[link.name]
                changed[column(link)] = self._id_of(to[0], link.target) if to else None
        if kind.name == "Observation":
            self._reconsider(row, said, changed)
        if changed:
            self.c.execute(update(TABLES[kind.name]).where(TABLES[kind.name].c.id == eid).values(changed))
        for link in kind.links:
            if link.many and link.name in draft.links:
                self._relink(kind, eid, link, draft.links[link.name])
        if kind.name == "MultiDatastream":
            self._check_width(eid)
        if kind.name == "Observation":
            self._refresh(row, changed)
        if kind.name == "FeatureOfInterest" and "feature" in changed:
            observing.refresh_around(self.c, eid)

    def _reconsider(self, row: Any, said: dict[str, Any], changed: dict[str, Any]) -> None:
        """A changed Observation still belongs to one stream and fits it."""
        after = {**row, **changed}
        named = [name for name in STREAMS if after[f"{name}_id"] is not None]
        if len(named) != 1:
            raise Wrong(400, f"the Observation would belong to {'two streams' if named else 'no stream'}",
                        "either a Datastream or a MultiDatastream; null takes the other away")
        if after["FeatureOfInterest_id"] is None:
            raise Wrong(400, "the Observation would have no FeatureOfInterest", "another one")
        if named[0] == "MultiDatastream":
            result = said["result"] if "result" in said else values(BY_NAME["Observation"], dict(row))["result"]
            observing.Stream(self.c, named[0], after["MultiDatastream_id"]).check(result)

    def _refresh(self, before: Any, changed: dict[str, Any]) -> None:
        for name in STREAMS:
            for eid in dict.fromkeys((before[f"{name}_id"], changed.get(f"{name}_id"))):
                if eid is not None:
                    observing.refresh(self.c, name, eid)

    def _relink(self, kind: Kind, eid: int, link: Link, to: Sequence[Reference | Draft]) -> None:
        """A PATCH adds to a collection (18-088, 10.3.1)."""
        if link.table == MULTI_DATASTREAM_PROPERTY and kind.name != "MultiDatastream":
            raise Wrong(400, "a MultiDatastream's ObservedProperties are changed from its own side",
                        "PATCH MultiDatastreams(id) with ObservedProperties")
        if link.table == HISTORICAL_LOCATION_LOCATION:
            between = ASSOCIATIONS[link.table].c
            known = self.c.execute(select(between[link.target]).where(between[kind.name] == eid)).scalars().all()
            to = [one for one in to if not (isinstance(one, Reference) and one.id in known)]
        if to:
            self._many(kind, eid, link, to)

    def delete(self, kind: Kind, eid: int) -> None:
        self._there(kind, eid)
        remove(self, kind, [eid])
